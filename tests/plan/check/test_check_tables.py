"""Every check on a data set: what triggers it, and the words that it gets."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evplan.errors import Severity
from evplan.plan.check import check_tables
from evplan.plan.check.listing import FINDINGS_PER_CODE
from evplan.schema import TABLES, conform, empty_table

OFFER = {"supplier": "IMP", "price": "1000"}

# code, how the clean set is spoilt, source, words of the message
BILL = [
    (
        "bom-loop",
        {
            "add": {"bom_lines": [{"parent": "M", "child": "P", "quantity_per": 1.0}]},
            "edit": {"parts:M": {"mass_kg": 2.0}, "parts:P": {"mass_kg": 3.0}, "bom_lines:P/M": {"quantity_per": 1.0}},
        },
        "bom_lines:P/M",
        "in a circle: M -> P -> M.",
    ),
    (
        "bom-loop",
        {"add": {"bom_lines": [{"parent": "M", "child": "M", "quantity_per": 1.0}]}},
        "bom_lines:M/M",
        "in a circle: M -> M.",
    ),
    (
        "part-in-no-bill",
        {"add": {"parts": [{"part": "X", "kind": "component"}]}},
        "parts:X",
        "The component X is in no bill",
    ),
    (
        "material-in-no-bill",
        {"add": {"parts": [{"part": "X", "kind": "material"}]}},
        "parts:X",
        "The material X is in no bill",
    ),
    (
        "vehicle-without-lines",
        {"add": {"parts": [{"part": "W", "kind": "vehicle"}]}},
        "parts:W",
        "W has no bill of materials",
    ),
    (
        "vehicle-as-child",
        {
            "add": {
                "parts": [{"part": "W", "kind": "vehicle"}],
                "bom_lines": [
                    {"parent": "P", "child": "W", "quantity_per": 1.0},
                    {"parent": "W", "child": "Q", "quantity_per": 1.0},
                ],
            }
        },
        "bom_lines:P/W",
        "The vehicle W is a part of P.",
    ),
    (
        "dates-turned",
        {"edit": {"bom_lines:P/M": {"valid_from": "2027-02-01", "valid_to": "2027-01-31"}}},
        "bom_lines:P/M",
        "from P to M would hold from 2027-02-01 to 2027-01-31",
    ),
    (
        "bom-lines-overlap",
        {
            "edit": {"bom_lines:P/M": {"valid_to": "2027-06-30"}},
            "add": {"bom_lines": [{"parent": "P", "child": "M", "quantity_per": 1.0, "valid_from": "2027-06-30"}]},
        },
        "bom_lines:P/M",
        "Two lines from P to M hold at the same time",
    ),
    (
        "substitute-alone",
        {"edit": {"bom_lines:A/P": {"substitute_group": "G"}}},
        "bom_lines:A/G",
        "The substitute group G of A has one part only (P)",
    ),
    (
        "quantity-large",
        {
            "edit": {
                "bom_lines:A/P": {"quantity_per": 10001.0},
                "parts:P": {"mass_kg": 0.0001},
                "parts:M": {"mass_kg": 0.0001},
            }
        },
        "bom_lines:A/P",
        "One A takes 10,001 pcs of P.",
    ),
    (
        "mass-below-children",
        {"edit": {"parts:A": {"mass_kg": 2.5}}},
        "parts:A",
        "A weighs 2.5 kg, but what goes into it weighs 8 kg.",
    ),
]

USABLE = [
    ("part-not-offered", {"drop": ["offers:Q-IMP"]}, "parts:Q", "Nobody offers Q, which A cannot be made without"),
    (
        "alternative-not-offered",
        {
            "add": {
                "parts": [{"part": "X", "kind": "component"}],
                "bom_lines": [{"parent": "A", "child": "X", "quantity_per": 1.0, "substitute_group": "G"}],
            },
            "edit": {"bom_lines:A/Q": {"substitute_group": "G"}},
        },
        "parts:X",
        "Nobody offers X, an alternative in A",
    ),
    (
        "capacity-missing",
        {"edit": {"offers:P-CV": {"process": "weld"}}},
        "capacity:CV/weld",
        "CV has no hours for the process weld, needed by 1 of its offers",
    ),
    (
        "certificate-missing",
        {"add": {"offers": [OFFER | {"offer": "Q-CV", "part": "Q", "supplier": "CV", "price": "2000"}]}},
        "offers:CV/Q",
        "CV offers Q but lacks what the part needs: C1, C2.",
    ),
    (
        "hours-without-process",
        {"edit": {"offers:P-CV": {"process": None}}},
        "offers:P-CV",
        "P-CV needs hours but names no process",
    ),
    (
        "setup-above-hours",
        {"edit": {"offers:P-KOP": {"setup_hours": 101.0}}},
        "offers:P-KOP",
        "takes 101 hours to set up, but KOP has 100 hours for press",
    ),
    (
        "minimum-order-above-hours",
        {"edit": {"offers:P-CV": {"minimum_order": 101.0}}},
        "offers:P-CV",
        "at least 101 units, but the 100 hours of CV for press make at most 100.0",
    ),
    (
        "lane-missing",
        {"add": {"regions": [{"region": "R3"}]}, "edit": {"suppliers:CV": {"region": "R3"}}},
        "lanes:R3/R1",
        "no lane from R3 to R1, so these suppliers cannot deliver to site S: CV.",
    ),
    (
        "supplier-without-region",
        {"edit": {"suppliers:CV": {"region": None}}},
        "suppliers:CV",
        "CV has no region: no lane starts there",
    ),
    ("site-without-region", {"edit": {"sites:S": {"region": None}}}, "sites:S", "Site S has no region"),
]

TERMS = [
    (
        "offer-for-vehicle",
        {"add": {"offers": [OFFER | {"offer": "X", "part": "V"}]}},
        "offers:X",
        "Offer X is for V, a vehicle.",
    ),
    ("maximum-zero", {"edit": {"offers:P-CV": {"maximum_units": 0.0}}}, "offers:P-CV", "sells at most 0 units"),
    (
        "minimum-above-maximum",
        {"edit": {"offers:P-CV": {"minimum_order": 11.0, "maximum_units": 10.0}}},
        "offers:P-CV",
        "at least 11 units, but sells at most 10 per period",
    ),
    (
        "multiple-above-maximum",
        {"edit": {"offers:P-CV": {"order_multiple": 12.0, "maximum_units": 10.0}}},
        "offers:P-CV",
        "in multiples of 12, but at most 10 per period",
    ),
    ("yield-low", {"edit": {"offers:P-CV": {"yield_share": 0.05}}}, "offers:P-CV", "a yield of 0.05"),
    (
        "dates-turned",
        {"edit": {"offers:P-CV": {"valid_from": "2028-01-01", "valid_to": "2027-12-31"}}},
        "offers:P-CV",
        "Offer P-CV would hold from 2028-01-01 to 2027-12-31",
    ),
    (
        "exchange-rate-missing",
        {"edit": {"offers:P-IMP": {"currency": "CNY"}}},
        "exchange_rates:CNY",
        "CNY has no exchange rate, but there are prices in it: P-IMP.",
    ),
    (
        "content-of-import",
        {"edit": {"offers:P-IMP": {"local_content_share": 0.3}}},
        "offers:IMP",
        "IMP claims local content in 1 of its offers",
    ),
    (
        "content-without-expiry",
        {"edit": {"offers:P-CV": {"certificate_expiry": None}}},
        "offers",
        "Certificates of local content without a last day: 1 (P-CV).",
    ),
    (
        "content-unbacked",
        {"edit": {"offers:P-KOP": {"local_content_share": 0.4, "content_evidence": "none"}}},
        "offers",
        "which no certificate or declaration backs: 1 (P-KOP).",
    ),
    (
        "band-dearer",
        {"edit": {"price_bands:P-KOP/60.0": {"price": "950"}}},
        "price_bands:P-KOP/60.0",
        "costs 950 from 60 units on, more than the 900",
    ),
    (
        "band-dearer",
        {"edit": {"price_bands:P-KOP/40.0": {"price": "1001"}}},
        "price_bands:P-KOP/40.0",
        "costs 1,001 from 40 units on, more than the 1,000",
    ),
    (
        "band-basis-mixed",
        {"edit": {"price_bands:P-KOP/60.0": {"basis": "horizon"}}},
        "price_bands:P-KOP",
        "some price bands per period and others over the horizon",
    ),
    (
        "band-below-minimum",
        {"edit": {"offers:P-KOP": {"minimum_order": 50.0}}},
        "price_bands:P-KOP/40.0",
        "from 40 units on, below its minimum order of 50",
    ),
    (
        "band-above-maximum",
        {"edit": {"offers:P-KOP": {"maximum_units": 50.0}}},
        "price_bands:P-KOP/60.0",
        "from 60 units on, but sells at most 50",
    ),
]

OTHERS = [
    (
        "cooperative-is-none",
        {"edit": {"suppliers:KOP": {"legal_form": "pt"}}},
        "memberships:KOP",
        "its legal form is pt, not koperasi",
    ),
    (
        "candidate-without-period",
        {"edit": {"suppliers:CV": {"status": "candidate", "opening_cost_idr": "5"}}},
        "suppliers:CV",
        "Candidate CV has no ready_period",
    ),
    (
        "candidate-without-cost",
        {"edit": {"suppliers:CV": {"status": "candidate", "ready_period": "2027-03"}}},
        "suppliers:CV",
        "Candidate CV has no opening cost",
    ),
    ("demand-none", {"edit": {"demand:V": {"units": 0.0}}}, "demand", "No vehicle is wanted"),
    (
        "demand-for-part",
        {"add": {"demand": [{"vehicle": "P", "site": "S", "units": 1.0}]}},
        "demand:P",
        "demand for P, which is no vehicle (component)",
    ),
    (
        "content-of-part",
        {"add": {"vehicle_content": [{"vehicle": "P"}]}},
        "vehicle_content:P",
        "vehicle_content has P, which is no vehicle",
    ),
    (
        "price-unlike-others",
        {"edit": {"offers:P-IMP": {"price": "0.6"}, "offers:P-CV": {"price": "1000"}}},
        "offers:P-IMP",
        "sells P at Rp 6,000; the middle of its offers is Rp 1,000. They differ 6 times.",
    ),
    (
        "price-unlike-reference",
        {"edit": {"parts:Q": {"reference_cost_idr": "200"}}},
        "offers:Q-IMP",
        "sells Q at Rp 2,000; its usual cost is Rp 200. They differ 10 times.",
    ),
    (
        "hours-unlike-others",
        {
            "edit": {"offers:P-CV": {"hours_per_unit": 30.0}},
            "add": {
                "offers": [
                    OFFER | {"offer": "X", "part": "P", "supplier": "CV", "process": "press", "hours_per_unit": 1.0}
                ]
            },
        },
        "offers:P-CV",
        "needs 30 hours for one P; the middle of its offers is 1. They differ 30 times.",
    ),
    ("mass-zero", {"edit": {"parts:P": {"mass_kg": 0.0}}}, "parts", "weigh nothing and travel free: P."),
    ("mass-missing", {"edit": {"parts:P": {"mass_kg": None}}}, "parts:P", "P is offered but has no mass"),
]


def test_a_clean_data_set_has_no_findings(tables):
    assert check_tables(tables()) == []


@pytest.mark.parametrize(("code", "spoilt", "source", "words"), [*BILL, *USABLE, *TERMS, *OTHERS])
def test_a_check_finds_its_mistake_once_and_nothing_else(tables, code, spoilt, source, words):
    findings = check_tables(tables(**spoilt))
    own = [(found.code, found.source) for found in findings]
    assert own == [(code, source)]
    assert words in findings[0].message


def test_a_part_offered_but_in_no_bill_is_named_with_its_offers(tables):
    spoilt = tables(
        add={
            "parts": [{"part": "X", "kind": "component", "mass_kg": 1.0}],
            "offers": [OFFER | {"offer": "X1", "part": "X"}],
        }
    )
    findings = {found.code: found.message for found in check_tables(spoilt)}
    assert set(findings) == {"part-in-no-bill", "offered-in-no-bill"}
    assert findings["offered-in-no-bill"] == "X is offered (X1) but is in no bill of materials: it is never bought."


def test_a_needed_part_whose_offers_all_lack_something_is_an_error(tables):
    spoilt = tables(drop=["supplier_certificates:IMP/C1"])
    findings = check_tables(spoilt)
    assert [found.code for found in findings] == ["certificate-missing", "part-not-usable"]
    assert findings[1].severity is Severity.ERROR
    assert "none of its 1 offers can be used: 0 have no hours, 1 lack a certificate" in findings[1].message


def test_an_upgrade_that_brings_the_certificate_is_enough(tables):
    upgrade = {"upgrade": "U", "supplier": "IMP", "kind": "certificate", "cost_idr": "1", "certificate": "C1"}
    assert check_tables(tables(drop=["supplier_certificates:IMP/C1"], add={"upgrades": [upgrade]})) == []


def test_a_needed_part_that_no_lane_brings_to_the_site_is_an_error(tables):
    spoilt = tables(edit={"lanes:R2/R1": {"destination": "R2"}})
    findings = check_tables(spoilt)
    assert [(found.code, found.source) for found in findings] == [
        ("lane-missing", "lanes:R2/R1"),
        ("part-without-lane", "lanes:Q/S"),
    ]
    assert findings[1].message == "Q is needed at site S, but no lane leads from any of its suppliers to R1."


def test_without_a_lanes_table_no_lane_is_missing_and_no_mass_is_asked_for(tables):
    assert check_tables(tables(drop=["lanes:R2/R1"], edit={"parts:P": {"mass_kg": None}})) == []


def test_parts_below_one_that_is_bought_complete_need_no_offer(tables):
    assert [found.code for found in check_tables(tables(drop=["offers:Q-IMP"]))] == ["part-not-offered"]
    bought = {"part": "A", "price": "1", "offer": "A-KOP", "supplier": "KOP"}
    assert check_tables(tables(drop=["offers:Q-IMP"], add={"offers": [bought]})) == []


def test_children_of_a_part_that_is_only_converted_are_needed(tables):
    converted = {"offer": "A-KOP", "supplier": "KOP", "part": "A", "price": "1", "mode": "conversion"}
    findings = check_tables(tables(drop=["offers:Q-IMP"], add={"offers": [converted]}))
    assert [(found.code, found.source) for found in findings] == [
        ("workshop-child-not-offered", "offers:A-KOP"),
        ("part-not-offered", "parts:Q"),
    ]


def test_two_loops_are_told_as_two(tables):
    pairs = [("P", "P"), ("Q", "A")]
    lines = [{"parent": parent, "child": child, "quantity_per": 0.1} for parent, child in pairs]
    loops = [found for found in check_tables(tables(add={"bom_lines": lines})) if found.code == "bom-loop"]
    assert [found.message.partition(": ")[2].partition(".")[0] for found in loops] == ["P -> P", "A -> Q -> A"]


def test_many_findings_of_one_code_end_with_one_that_counts_the_rest(tables):
    extra = [{"part": f"X{number:03}", "kind": "component"} for number in range(FINDINGS_PER_CODE + 7)]
    findings = check_tables(tables(add={"parts": extra}))
    assert len(findings) == FINDINGS_PER_CODE + 1
    assert findings[-1].message == "7 more findings of the kind 'part-in-no-bill' are not listed."
    assert findings[-1].severity is Severity.WARNING


def test_an_empty_data_set_only_lacks_demand():
    findings = check_tables({name: empty_table(name) for name in TABLES})
    assert [found.code for found in findings] == ["demand-none"]


def test_a_large_sound_data_set_has_no_errors():
    findings = check_tables(_large(parts=400, suppliers=2_000, offers=8_000))
    assert not [found for found in findings if found.severity is Severity.ERROR]


def _large(parts: int, suppliers: int, offers: int):
    """Return a set of one vehicle of many bought parts, offered evenly."""
    part = np.array([f"P{number}" for number in range(parts)], dtype=object)
    supplier = np.array([f"S{number}" for number in range(suppliers)], dtype=object)
    rng = np.random.default_rng(1)
    tables = {name: empty_table(name) for name in TABLES}
    rows = {
        "parts": {
            "part": ["V", *part],
            "kind": ["vehicle"] + ["component"] * parts,
            "mass_kg": 1.0,
            "certificates": "C",
        },
        "bom_lines": {"parent": "V", "child": part, "quantity_per": 1.0},
        "suppliers": {
            "supplier": supplier,
            "legal_form": "cv",
            "region": [f"R{number % 30}" for number in range(suppliers)],
        },
        "supplier_certificates": {"supplier": supplier, "certificate": "C"},
        "capacity": {"supplier": supplier, "process": "press", "hours": 100.0},
        "sites": {"site": ["S"], "region": ["R0"]},
        "demand": {"vehicle": ["V"], "site": ["S"], "units": [10.0]},
        "lanes": {"origin": [f"R{number}" for number in range(30)], "destination": "R0", "freight_idr_per_kg": "5"},
        "offers": {
            "offer": [f"O{number}" for number in range(offers)],
            "supplier": rng.choice(supplier, offers),
            "part": np.resize(part, offers),
            "price": rng.integers(1000, 2000, offers).astype(str),
            "process": "press",
            "hours_per_unit": 0.1,
        },
        "price_bands": {
            "offer": [f"O{number}" for number in range(offers)],
            "minimum_units": 10.0,
            "price": "900",
        },
    }
    return tables | {name: conform(name, pd.DataFrame(columns)) for name, columns in rows.items()}
