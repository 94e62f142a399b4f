"""Checks on workshops, cooperatives, upgrades, credit and rebates: what triggers each, and the words that it gets."""

from __future__ import annotations

import pytest

from evplan.errors import FINDINGS, Severity
from evplan.plan.check import check_scenario, check_tables

UPGRADE = {"upgrade": "U", "supplier": "CV", "kind": "process", "cost_idr": "100", "process": "press", "added_hours": 5}
MAKLON = {"offer": "P-MK", "supplier": "CV", "part": "P", "mode": "conversion", "price": "300"}
STEEL = {"offer": "M-IMP", "supplier": "IMP", "part": "M", "price": "100"}
WITH_WORKSHOP = {"offers": [MAKLON, STEEL]}
"""P is converted by CV in region R2, where the importer of its material is too: no lane is needed."""


def upgrades(*changes, **more):
    """Return what adds an upgrade per change, the clean one first changed by it."""
    return {"add": {"upgrades": [UPGRADE | change for change in changes], **more}}


# code, how the clean set is spoilt, source, words of the message
CONVERSION = [
    (
        "conversion-without-children",
        {"add": {"offers": [MAKLON | {"part": "Q", "price": "2000"}]}, "edit": {"parts:Q": {"certificates": None}}},
        "offers:P-MK",
        "Offer P-MK converts Q, but Q has no bill of materials: there is nothing that CV could work on.",
    ),
    (
        "workshop-child-not-offered",
        {"add": {"offers": [MAKLON]}},
        "offers:P-MK",
        "CV would work on M, and no offer that can be used brings all of it.",
    ),
    (
        "workshop-child-without-lane",
        {"add": {"offers": [MAKLON, STEEL | {"supplier": "KOP"}]}},
        "offers:P-MK",
        "no lane leads from any supplier of M to CV in R2.",
    ),
]

MEMBERS = [
    (
        "member-of-itself",
        {"add": {"memberships": [{"cooperative": "KOP", "member": "KOP"}]}},
        "memberships:KOP/KOP",
        "KOP is a member of itself.",
    ),
    (
        "member-idle",
        {
            "edit": {"memberships:KOP": {"member": "IMP"}},
            "add": {"capacity": [{"supplier": "KOP", "process": "press", "hours": 100.0}]},
        },
        "memberships:KOP",
        "Members of KOP without hours for anything that it offers: IMP.",
    ),
]

UPGRADES = [
    (
        "upgrade-incomplete",
        upgrades({"added_hours": None}),
        "upgrades:U",
        "(process) does not say what it brings: added_hours",
    ),
    (
        "upgrade-incomplete",
        upgrades({"kind": "certificate"}),
        "upgrades:U",
        "(certificate) does not say what it brings: certificate left blank",
    ),
    (
        "upgrade-incomplete",
        upgrades({"kind": "local_content"}),
        "upgrades:U",
        "offer and new_local_content_share left blank",
    ),
    ("upgrade-loop", upgrades({"requires": "U"}), "upgrades:U", "in a circle: U -> U."),
    (
        "upgrade-loop",
        upgrades({"requires": "W"}, {"upgrade": "W", "requires": "U"}),
        "upgrades:U",
        "Upgrades need each other in a circle: U -> W -> U.",
    ),
    (
        "upgrade-requires-unknown",
        upgrades({"requires": "UP-1"}, {"upgrade": "UP-11"}),
        "upgrades:U",
        "Upgrade U requires 'UP-1', which is no upgrade. Did you mean 'UP-11'?",
    ),
    (
        "upgrade-of-other",
        upgrades({"kind": "local_content", "offer": "P-KOP", "new_local_content_share": 0.6}),
        "upgrades:U",
        "Upgrade U of CV changes offer P-KOP, which belongs to KOP.",
    ),
    (
        "upgrade-lowers-content",
        upgrades({"kind": "local_content", "offer": "P-CV", "new_local_content_share": 0.4}),
        "upgrades:U",
        "the local content of offer P-CV from 0.5 down to 0.4.",
    ),
    (
        "upgrade-without-use",
        upgrades({"process": "weld"}),
        "upgrades:U",
        "Upgrade U brings CV weld, which none of its offers needs.",
    ),
    (
        "credit-above-cost",
        upgrades({"credit_idr": "101"}),
        "upgrades:U",
        "The credit of upgrade U is Rp 101, more than the Rp 100 that it costs.",
    ),
]

REBATE = {"supplier": "IMP", "minimum_spend_idr": "1000000", "rebate_share": 0.02}
REBATES = [
    (
        "rebate-not-rising",
        {"add": {"supplier_rebates": [REBATE, REBATE | {"minimum_spend_idr": "20000000", "rebate_share": 0.01}]}},
        "supplier_rebates:IMP/20000000",
        "From a spend of Rp 20,000,000 on, IMP gives a rebate of 0.01, no more than the 0.02 for less spend.",
    ),
    (
        "rebate-not-rising",
        {"add": {"supplier_rebates": [REBATE | {"rebate_share": 0.0}]}},
        "supplier_rebates:IMP/1000000",
        "a rebate of 0, no more than the 0 for less spend.",
    ),
]


@pytest.mark.parametrize(("code", "spoilt", "source", "words"), [*CONVERSION, *MEMBERS, *UPGRADES, *REBATES])
def test_a_check_of_the_network_finds_its_mistake_once_and_nothing_else(tables, code, spoilt, source, words):
    findings = check_tables(tables(**spoilt))
    assert [(found.code, found.source) for found in findings] == [(code, source)]
    assert words in findings[0].message
    assert findings[0].fix


def test_a_sound_network_has_no_findings(tables):
    rebates = [REBATE, REBATE | {"minimum_spend_idr": "20000000", "rebate_share": 0.03}]
    steps = [UPGRADE, UPGRADE | {"upgrade": "W", "requires": "U", "credit_idr": "100"}]
    assert check_tables(tables(add=WITH_WORKSHOP | {"supplier_rebates": rebates, "upgrades": steps})) == []


def test_an_upgrade_may_require_one_of_another_supplier(tables):
    other = UPGRADE | {"upgrade": "W", "supplier": "KOP"}
    assert check_tables(tables(**upgrades({"requires": "W"}, other))) == []


def test_hours_that_an_upgrade_brings_make_an_offer_usable(tables):
    weld = {"edit": {"offers:P-CV": {"process": "weld"}}}
    assert [found.code for found in check_tables(tables(**weld))] == ["capacity-missing"]
    assert check_tables(tables(**weld, **upgrades({"process": "weld"}))) == []


def test_a_member_of_two_cooperatives_is_told_with_both(tables):
    second = {"supplier": "KOP-2", "legal_form": "koperasi", "region": "R1"}
    spoilt = tables(add={"suppliers": [second], "memberships": [{"cooperative": "KOP-2", "member": "CV"}]})
    (found,) = check_tables(spoilt)
    assert (found.code, found.severity, found.source) == ("member-of-several", Severity.WARNING, "memberships:CV")
    assert (
        "CV is a member of 2 cooperatives (KOP, KOP-2): it works for all of them with the same hours" in found.message
    )


def test_memberships_that_run_in_a_circle_are_told_once(tables):
    codes = [
        found.code for found in check_tables(tables(add={"memberships": [{"cooperative": "CV", "member": "KOP"}]}))
    ]
    assert codes.count("membership-loop") == 1
    assert "member-of-itself" not in codes


def test_a_child_that_no_workshop_can_make_is_lacking_at_the_next_one(tables):
    # M is cut from N, which nobody offers: so the workshop of P gets no M either.
    cut = {"offer": "M-MK", "supplier": "CV", "part": "M", "mode": "conversion", "price": "10"}
    spoilt = tables(
        add={
            "parts": [{"part": "N", "kind": "material", "mass_kg": 1.0}],
            "bom_lines": [{"parent": "M", "child": "N", "quantity_per": 1.0}],
            "offers": [MAKLON, cut],
        }
    )
    told = [(found.code, found.source) for found in check_tables(spoilt)]
    assert told == [("workshop-child-not-offered", "offers:M-MK"), ("workshop-child-not-offered", "offers:P-MK")]


def test_one_alternative_that_arrives_is_enough_for_a_workshop(tables):
    lines = [{"parent": "P", "child": "N", "quantity_per": 1.0, "substitute_group": "G"}]
    spoilt = {
        "parts": [{"part": "N", "kind": "material", "mass_kg": 1.0}],
        "bom_lines": lines,
        "offers": [MAKLON, STEEL],
    }
    codes = [
        found.code for found in check_tables(tables(add=spoilt, edit={"bom_lines:P/M": {"substitute_group": "G"}}))
    ]
    assert "workshop-child-not-offered" not in codes


def test_a_needed_part_that_only_starved_workshops_make_names_the_child(tables):
    only = tables(drop=["offers:P-KOP", "offers:P-CV", "offers:P-IMP"], add={"offers": [MAKLON]})
    findings = {found.code: found for found in check_tables(only) if found.severity is Severity.ERROR}
    assert list(findings) == ["part-not-offered"]
    assert findings["part-not-offered"].source == "parts:M"


def test_a_needed_part_that_only_workshops_off_the_lanes_make_is_an_error(tables):
    sent = [MAKLON, STEEL | {"supplier": "KOP"}]
    only = tables(drop=["offers:P-KOP", "offers:P-CV", "offers:P-IMP"], add={"offers": sent})
    (found,) = (found for found in check_tables(only) if found.severity is Severity.ERROR)
    assert (found.code, found.source) == ("part-not-usable", "parts:P")
    assert "1 lack what they would work on" in found.message


def unclear(tables, group="none", second="drive"):
    """Return a set in which workshops make K of M; K goes into the converted P (battery) and Q (another group)."""
    line = {"quantity_per": 1.0, "child": "K"}
    return tables(
        edit={"parts:P": {"content_group": "battery"}, "parts:Q": {"content_group": second, "certificates": None}},
        drop=["bom_lines:P/M"],
        add={
            "parts": [{"part": "K", "kind": "component", "mass_kg": 1.0, "content_group": group}],
            "bom_lines": [line | {"parent": "P"}, line | {"parent": "Q"}, line | {"parent": "K", "child": "M"}],
            "offers": [
                STEEL,
                MAKLON,
                MAKLON | {"offer": "Q-MK", "part": "Q", "price": "2000"},
                MAKLON | {"offer": "K-MK", "part": "K"},
            ],
        },
    )


def test_a_part_of_no_group_that_workshops_make_for_two_groups_is_an_error(tables):
    (found,) = check_tables(unclear(tables))
    assert (found.code, found.severity, found.source) == ("conversion-group-unclear", Severity.ERROR, "parts:K")
    assert "it goes into parts of 2 groups: battery, drive." in found.message


def test_a_group_of_its_own_or_one_group_above_makes_the_content_clear(tables):
    assert check_tables(unclear(tables, group="frame_body")) == []
    assert check_tables(unclear(tables, second="battery")) == []


# code, how the clean set is spoilt, settings of the scenario, source, words of the message
HORIZON = [
    (
        "supplier-after-horizon",
        {"edit": {"suppliers:CV": {"status": "candidate", "ready_period": "2028-01"}}},
        {},
        "suppliers",
        "cannot deliver before the horizon is over (2027-12): 1 (CV).",
    ),
    (
        "upgrade-after-horizon",
        upgrades({"lead_time_periods": 12}),
        {},
        "upgrades",
        "even if they are started at once: 1 (U).",
    ),
    (
        "workshop-child-gap",
        {"add": {"offers": [MAKLON, STEEL | {"valid_from": "2027-03-01"}]}},
        {},
        "offers:P-MK",
        "Offer P-MK cannot be used in 2027-01, 2027-02: M cannot be had at CV then.",
    ),
    (
        "credit-above-ceiling",
        upgrades({"cost_idr": "600000000", "credit_idr": "500000001"}),
        {},
        "upgrades:U",
        "The credit of upgrade U is Rp 500,000,001, but a KUR loan for CV (kecil) is at most Rp 500,000,000.",
    ),
    (
        "credit-for-nobody",
        upgrades({"credit_idr": "50"}) | {"edit": {"suppliers:CV": {"size_class": "menengah"}}},
        {},
        "upgrades:U",
        "no loan for a supplier of the size of CV (menengah).",
    ),
    (
        "credit-without-terms",
        upgrades({"credit_idr": "50"}),
        {"calendar": {"first": "2024-01", "periods": 12}},
        "upgrades",
        "no terms of KUR credit are in force in the horizon",
    ),
]


@pytest.mark.parametrize(("code", "spoilt", "settings", "source", "words"), HORIZON)
def test_a_check_of_the_horizon_finds_its_mistake_once_and_nothing_else(
    tables, scenario, law, code, spoilt, settings, source, words
):
    findings = check_scenario(tables(**spoilt), scenario(**settings), law)
    assert [(found.code, found.source) for found in findings] == [(code, source)]
    assert words in findings[0].message


def test_credit_at_the_ceiling_and_an_upgrade_of_the_last_period_are_fine(tables, scenario, law):
    most = upgrades({"cost_idr": "500000000", "credit_idr": "500000000", "lead_time_periods": 11})
    assert check_scenario(tables(**most), scenario(), law) == []


def test_lead_times_of_upgrades_are_in_periods_of_the_data(tables, scenario, law):
    years = {"calendar": {"first": "2027", "periods": 1, "length": "year", "data_length": "month"}}
    codes = {
        months: [
            found.code
            for found in check_scenario(tables(**upgrades({"lead_time_periods": months})), scenario(**years), law)
            if found.code.startswith("upgrade")
        ]
        for months in (0, 1)
    }
    assert codes == {0: [], 1: ["upgrade-after-horizon"]}


def test_every_word_of_the_network_says_what_to_do(tables):
    codes = {code for code, *_ in [*CONVERSION, *MEMBERS, *UPGRADES, *REBATES, *HORIZON]}
    assert not [code for code in codes if not FINDINGS[code].fix]
