"""Every check on a scenario: what triggers it, and the words that it gets."""

from __future__ import annotations

import pytest

from evplan.errors import Severity
from evplan.plan.check import check_scenario

AWARD = {"id": "r", "kind": "award", "minimum_share": 0.5}
COUNT = {"id": "r", "kind": "source_count", "minimum": 1}
SCORE = {"id": "r", "kind": "local_content"}
QUARTERS = {"calendar": {"first": "2027-Q1", "periods": 4, "length": "quarter", "data_length": "month"}}


def told(tables, scenario, law):
    """Return the findings on a scenario."""
    return check_scenario(tables, scenario, law)


def demand(*periods, units=10.0):
    """Return changes to the clean set: demand in these periods only."""
    rows = [{"vehicle": "V", "site": "S", "period": period, "units": units} for period in periods]
    return {"drop": ["demand:V"], "add": {"demand": rows}}


# code, how the clean set is spoilt, settings of the scenario, source, words of the message
HORIZON = [
    (
        "demand-outside-horizon",
        demand("2026-11", "2026-12"),
        {},
        "demand",
        "horizon (2027-01 to 2027-12); the data has demand for 2026-11 to 2026-12.",
    ),
    (
        "demand-left-out",
        demand("2026-12", "2027-01"),
        {},
        "demand",
        "outside the horizon (2027-01 to 2027-12) is left out: 10 vehicles (V).",
    ),
    (
        "period-too-long",
        demand("2027-01", "2027-Q2"),
        {},
        "demand:2027-Q2",
        "demand has rows for 2027-Q2, which is longer than a period of the scenario",
    ),
    (
        "period-too-long",
        {"add": {"capacity": [{"supplier": "CV", "process": "press", "period": "2027", "hours": 9.0}]}},
        {},
        "capacity:2027",
        "capacity has rows for 2027",
    ),
    (
        "vehicle-without-demand",
        {
            "add": {
                "parts": [{"part": "W", "kind": "vehicle"}],
                "bom_lines": [{"parent": "W", "child": "P", "quantity_per": 1.0}],
            }
        },
        {},
        "demand:W",
        "Nobody wants W inside the horizon.",
    ),
    (
        "offer-ends",
        {"edit": {"offers:P-CV": {"valid_to": "2027-06-30"}}},
        {},
        "offers:CV/2027-06-30",
        "Offers of CV end on 2027-06-30, inside the horizon: P-CV.",
    ),
    (
        "offer-outside-horizon",
        {"edit": {"offers:P-CV": {"valid_from": "2028-01-01"}}},
        {},
        "offers",
        "no period of the horizon: 1 (P-CV).",
    ),
    (
        "content-ends",
        {"edit": {"offers:P-CV": {"certificate_expiry": "2027-12-30"}}},
        {},
        "offers",
        "1, of 1 suppliers; the first on 2027-12-30 (P-CV).",
    ),
    (
        "certificate-ends",
        {"edit": {"supplier_certificates:IMP/C2": {"valid_to": "2027-12-30"}}},
        {},
        "supplier_certificates:IMP/C2",
        "C2 of IMP ends on 2027-12-30, inside the horizon. It can deliver Q only",
    ),
    (
        "certificate-over",
        {"edit": {"supplier_certificates:IMP/C2": {"valid_to": "2027-01-30"}}},
        {},
        "supplier_certificates:IMP/C2",
        "C2 of IMP ended on 2027-01-30, before the first period is over: it cannot deliver Q.",
    ),
    (
        "exchange-rate-gap",
        {"edit": {"exchange_rates:USD": {"period": "2027-Q1"}}},
        QUARTERS,
        "exchange_rates:USD",
        "USD has no exchange rate in 2027-Q2, 2027-Q3, 2027-Q4.",
    ),
    (
        "substitute-gap",
        {
            "edit": {
                "bom_lines:A/P": {"substitute_group": "G", "valid_from": "2027-02-02"},
                "bom_lines:A/Q": {"substitute_group": "G", "valid_from": "2027-03-01"},
            }
        },
        {},
        "bom_lines:A/G",
        "In 2027-01, 2027-02 no line of the substitute group G of A holds",
    ),
]

RULES = [
    (
        "selector-key",
        AWARD | {"suppliers": ["KOPP"]},
        "plan:rule r",
        "suppliers names the supplier 'KOPP', which the data does not have. Did you mean 'KOP'?",
    ),
    ("selector-key", COUNT | {"vehicles": ["P"]}, "plan:rule r", "vehicles names the vehicle 'P'"),
    ("selector-key", AWARD | {"parts": {"part": ["P", "X-9"]}}, "plan:rule r", "parts names the part 'X-9'"),
    (
        "selector-key",
        {"id": "r", "kind": "fix", "offer": "P-COP", "units": {"exactly": 1}},
        "plan:rule r",
        "offer names the offer 'P-COP', which the data does not have. Did you mean 'P-KOP'?",
    ),
    ("selector-key", AWARD | {"regions": ["R9"]}, "plan:rule r", "regions names the region 'R9'"),
    (
        "selector-period",
        AWARD | {"periods": ["2028-01"]},
        "plan:rule r",
        "periods names '2028-01', which is no period of the horizon (2027-01 to 2027-12).",
    ),
    (
        "selector-column",
        AWARD | {"suppliers": {"legal_from": "cv"}},
        "plan:rule r",
        "suppliers selects by 'legal_from', which is no column there. Did you mean 'legal_form'?",
    ),
    (
        "selector-column",
        AWARD | {"parts": {"group": "body"}},
        "plan:rule r",
        "parts selects by 'group', which is no column there.",
    ),
    (
        "selector-choice",
        AWARD | {"suppliers": {"group": "umkm-koperasi"}},
        "plan:rule r",
        "Did you mean 'umkm_koperasi'?",
    ),
    (
        "selector-choice",
        AWARD | {"parts": {"system": ["other", "bodi"]}},
        "plan:rule r",
        "parts selects system = 'bodi', but system is one of body, interior,",
    ),
    (
        "selector-value-unused",
        AWARD | {"suppliers": {"region": ["R1", "R9"]}},
        "plan:rule r",
        "suppliers selects region = 'R9', which nothing in the data has.",
    ),
    ("selector-empty", AWARD | {"parts": []}, "plan:rule r", "parts is an empty list, so the rule selects nothing."),
    (
        "selector-nothing",
        AWARD | {"suppliers": {"legal_form": "koperasi", "region": "R2"}},
        "plan:rule r",
        "nothing in the data matches all that suppliers asks for",
    ),
    (
        "rule-without-offers",
        AWARD | {"suppliers": ["KOP"], "parts": ["Q"]},
        "plan:rule r",
        "no offer is for these parts from these suppliers",
    ),
    ("each-doubled", COUNT | {"each": ["part", "part"]}, "plan:rule r", "each names part twice."),
    (
        "method-repealed",
        SCORE | {"method": "cost_ratio"},
        "plan:rule r",
        "scores 2027 by the method cost_ratio, which was repealed: it is scored as on 2025-12-11.",
    ),
]

CHANGES = [
    ("change-table", {"table": "offer", "set": {"price": 1}}, "There is no table 'offer'. Did you mean 'offers'?"),
    (
        "change-column",
        {"table": "offers", "set": {"prise": 1}},
        "The table offers has no column 'prise'. Did you mean 'price'?",
    ),
    (
        "change-column",
        {"table": "offers", "where": {"suplier": "CV"}, "set": {"price": 1}},
        "no column 'suplier'. Did you mean 'supplier'?",
    ),
    (
        "change-value-nowhere",
        {"table": "offers", "where": {"supplier": "KOPP"}, "set": {"price": 1}},
        "No row of offers has supplier = 'KOPP'. Did you mean 'KOP'?",
    ),
    (
        "change-matches-nothing",
        {"table": "offers", "where": {"supplier": "KOP", "part": "Q"}, "set": {"price": 1}},
        "No row of offers matches supplier = KOP, part = Q",
    ),
    (
        "change-of-key",
        {"table": "offers", "where": {"offer": "P-CV"}, "set": {"offer": "X"}},
        "offer is part of the key of offers",
    ),
    (
        "change-no-number",
        {"table": "suppliers", "set": {"name": {"times": 2}}},
        "name of suppliers holds a text and cannot be multiplied",
    ),
    (
        "change-value",
        {"table": "offers", "where": {"offer": "P-CV"}, "set": {"yield_share": 1.5}},
        "yield_share of offers would become '1.5'. Expected a number above 0 and at most 1.",
    ),
    (
        "change-value",
        {"table": "offers", "where": {"offer": "P-CV"}, "set": {"yield_share": {"plus": 0.5}}},
        "would become '1.5'",
    ),
    (
        "change-value",
        {"table": "offers", "set": {"price": "cheap"}},
        "price of offers would become 'cheap'. Expected a number of at least 0.",
    ),
    (
        "change-value",
        {"table": "offers", "set": {"content_evidence": "certified"}},
        "Expected one of certificate, self_declared, none. Did you mean 'certificate'?",
    ),
    ("change-value", {"table": "offers", "set": {"valid_to": "31/12/2027"}}, "Expected a day like 2027-01-31."),
    ("change-value", {"table": "offers", "set": {"supplier": "X"}}, "Expected a key of suppliers."),
    ("change-value", {"table": "parts", "set": {"safety_critical": "yes"}}, "Expected true or false."),
    ("change-value", {"table": "suppliers", "set": {"ready_period": "soon"}}, "Expected 2027-01, 2027-Q1 or 2027."),
]


def test_a_fitting_scenario_has_no_findings(tables, scenario, law):
    rules = [
        SCORE | {"id": "law"},
        AWARD | {"id": "a", "suppliers": {"group": "umkm_koperasi"}, "parts": {"system": "other"}, "regions": ["R1"]},
        COUNT | {"id": "c", "periods": {"year": 2027}, "each": ["part", "period"]},
        {"id": "f", "kind": "fix", "offer": "P-KOP", "units": {"at_least": 1}, "vehicles": ["V"]},
    ]
    change = {"table": "offers", "where": {"supplier": "CV"}, "set": {"price": {"times": 1.1}}}
    assert told(tables(), scenario(rule=rules, change=[change]), law) == []


@pytest.mark.parametrize(("code", "spoilt", "settings", "source", "words"), HORIZON)
def test_a_horizon_that_the_data_does_not_cover_is_told_once(
    tables, scenario, law, code, spoilt, settings, source, words
):
    findings = told(tables(**spoilt), scenario(**settings), law)
    assert [(found.code, found.source) for found in findings] == [(code, source)]
    assert words in findings[0].message


@pytest.mark.parametrize(("code", "rule", "source", "words"), RULES)
def test_a_mistake_in_a_rule_is_told_once(tables, scenario, law, code, rule, source, words):
    findings = told(tables(), scenario(rule=[rule]), law)
    assert [(found.code, found.source) for found in findings] == [(code, source)]
    assert words in findings[0].message


@pytest.mark.parametrize(("code", "change", "words"), CHANGES)
def test_a_mistake_in_a_change_is_told_once(tables, scenario, law, code, change, words):
    findings = told(tables(), scenario(change=[change]), law)
    assert [(found.code, found.source, found.severity) for found in findings] == [
        (code, "plan:change 1", Severity.ERROR)
    ]
    assert words in findings[0].message


def test_rules_are_checked_against_the_changed_data(tables, scenario, law):
    rule = AWARD | {"suppliers": {"size_class": "menengah"}}
    change = {"table": "suppliers", "where": {"supplier": "CV"}, "set": {"size_class": "menengah"}}
    assert told(tables(), scenario(rule=[rule], change=[change]), law) == []
    codes = [found.code for found in told(tables(), scenario(rule=[rule]), law)]
    assert codes == ["selector-value-unused", "selector-nothing"]


def test_two_mandatory_rules_that_leave_no_room_contradict_each_other(tables, scenario, law):
    low = AWARD | {"id": "low", "suppliers": ["KOP"], "minimum_share": 0.6}
    high = {"id": "high", "kind": "award", "suppliers": ["KOP"], "maximum_share": 0.5}
    (found,) = told(tables(), scenario(rule=[low, high]), law)
    assert found.code == "rules-contradict"
    assert found.message == (
        "Rule low asks for at least 0.6 where rule high allows at most 0.5 (share of value of the same selection)."
    )


def test_rules_that_differ_in_selection_or_may_be_broken_do_not_contradict(tables, scenario, law):
    low = AWARD | {"id": "low", "suppliers": ["KOP"], "minimum_share": 0.6}
    high = {"id": "high", "kind": "award", "suppliers": ["KOP"], "maximum_share": 0.5}
    assert told(tables(), scenario(rule=[low, high | {"suppliers": ["CV"]}]), law) == []
    assert told(tables(), scenario(rule=[low, high | {"penalty_idr": 5}]), law) == []


def test_a_fixed_amount_above_what_another_rule_allows_is_a_contradiction(tables, scenario, law):
    rules = [
        {"id": "give", "kind": "fix", "offer": "P-CV", "units": {"exactly": 10}},
        {"id": "ban", "kind": "fix", "offer": "P-CV", "units": {"at_most": 0}},
    ]
    (found,) = told(tables(), scenario(rule=rules), law)
    assert (found.code, found.source) == ("rules-contradict", "plan:rule give")


def test_years_before_the_law_are_errors_for_the_rules_that_need_it(tables, scenario, law):
    early = {"first": "2010-01", "periods": 12}
    by_law = told(tables(), scenario(rule=[SCORE], calendar=early), law)
    assert [found.code for found in by_law] == ["law-without-minimum", "law-without-method"]
    assert "there is none" in by_law[0].message
    named = told(tables(), scenario(rule=[SCORE | {"minimum": 0.4, "method": "general"}], calendar=early), law)
    assert [found.code for found in named] == ["method-not-yet-in-force"]
    assert told(tables(), scenario(calendar=early), law) == []


def test_a_rule_limited_to_lawful_periods_needs_no_other_law(tables, scenario, law):
    long = {"first": "2018", "periods": 10, "length": "year", "data_length": "month"}
    codes = [found.code for found in told(tables(), scenario(rule=[SCORE], calendar=long), law)]
    assert codes == ["law-without-minimum"]
    late = SCORE | {"periods": ["2026", "2027"]}
    assert told(tables(), scenario(rule=[late], calendar=long), law) == []


def test_monthly_demand_fits_a_calendar_of_quarters(tables, scenario, law):
    assert told(tables(**demand("2027-01", "2027-02", "2027-03")), scenario(**QUARTERS), law) == []


STEADY = {"id": "r", "kind": "steady", "minimum_share_of_average": 0.5}
NEAR = {"id": "r", "kind": "change", "run": "before#1", "maximum_share": 0.5}


@pytest.mark.parametrize(
    "rule",
    [
        STEADY | {"suppliers": ["KOP"], "parts": ["Q"]},
        {"id": "r", "kind": "budget", "maximum": 1, "suppliers": ["KOP"], "parts": ["Q"]},
        {"id": "r", "kind": "jobs", "minimum": 1, "regions": ["R1"], "parts": ["Q"]},
    ],
)
def test_a_later_kind_of_rule_that_takes_no_offer_is_told(tables, scenario, law, rule):
    [found] = told(tables(), scenario(rule=[rule]), law)
    assert (found.code, found.source) == ("rule-without-offers", "plan:rule r")


def test_jobs_that_leave_no_room_contradict_each_other(tables, scenario, law):
    rules = [{"id": "a", "kind": "jobs", "minimum": 10}, {"id": "b", "kind": "jobs", "maximum": 9}]
    [found] = told(tables(), scenario(rule=rules), law)
    assert found.code == "rules-contradict"
    assert "Rule a asks for at least 10 where rule b allows at most 9 (labour hours" in found.message


def test_a_run_that_is_not_there_is_told_with_the_nearest(tables, scenario, law):
    asked = scenario(rule=[NEAR], objective=[{"minimise": "change", "run": "befor#2"}])
    found = check_scenario(tables(), asked, law, {"before#2": None})
    missing = [each for each in found if each.code == "reference-missing"]
    assert [each.source for each in missing] == ["plan:rule r", "plan:objective 1"]
    assert "Did you mean 'before#2'?" in missing[0].message
    assert told(tables(), asked, law) == []  # without a database nothing is looked up


def test_an_objective_that_stands_twice_is_told(tables, scenario, law):
    [found] = told(tables(), scenario(objective=[{"minimise": "cost"}, {"minimise": "cost"}]), law)
    assert (found.code, found.severity) == ("objective-twice", Severity.WARNING)


@pytest.mark.parametrize("method", ["cost_ratio"])
def test_an_objective_by_a_repealed_method_is_told(tables, scenario, law, method):
    found = told(tables(), scenario(objective=[{"minimise": "local_content", "method": method}]), law)
    assert {each.code for each in found} == {"method-repealed"}
