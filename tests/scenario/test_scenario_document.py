"""The scenario file's own words: calendar, selectors, rules and changes."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError
from small import read_tables, shipped_law

from evplan.plan.change import apply_changes
from evplan.plan.inputs import assemble
from evplan.scenario.calendar import calendar_table, parse_period
from evplan.scenario.document import Change, Scenario
from evplan.scenario.rule import RULES, Award, Fix, LocalContent, SourceCount
from evplan.scenario.selector import selected, supplier_groups


def scenario(**values) -> Scenario:
    return Scenario.model_validate({"name": "x", "data": "d", "calendar": {"first": "2027-01"}} | values)


@pytest.mark.parametrize(
    ("label", "first_day", "last_day", "months"),
    [
        ("2027-01", "2027-01-01", "2027-01-31", 1),
        ("2028-02", "2028-02-01", "2028-02-29", 1),
        ("2027-12", "2027-12-01", "2027-12-31", 1),
        ("2027-Q4", "2027-10-01", "2027-12-31", 3),
        ("2027", "2027-01-01", "2027-12-31", 12),
    ],
)
def test_a_period_has_a_first_and_a_last_day(label, first_day, last_day, months):
    period = parse_period(label)
    assert (period.label, period.months) == (label, months)
    assert (period.first_day.isoformat(), period.last_day.isoformat()) == (first_day, last_day)


@pytest.mark.parametrize(
    "label", ["2027-13", "2027-00", "2027-1", "27-01", "2027-Q5", "2027-Q0", "0000", "", "2027-01-01"]
)
def test_what_is_no_period_is_none(label):
    assert parse_period(label) is None


def test_a_horizon_runs_over_the_end_of_the_year():
    table = calendar_table(parse_period("2026-11"), 3)
    assert table["period"].tolist() == ["2026-11", "2026-12", "2027-01"]
    assert table["year"].tolist() == [2026, 2026, 2027]


def test_orders_may_start_before_the_horizon():
    assert scenario(calendar={"first": "2027-01", "orders_from": "2026-10"}).calendar.orders_start == -3
    assert scenario().calendar.orders_start is None


def test_a_quarter_of_monthly_data_counts_three():
    calendar = {"first": "2027-Q1", "length": "quarter", "data_length": "month"}
    assert scenario(calendar=calendar).calendar.data_ratio == 3.0
    assert scenario().calendar.data_ratio == 1.0


@pytest.mark.parametrize(
    "calendar",
    [
        {"first": "2027-Q1"},
        {"first": "2027-01", "orders_from": "2026"},
        {"first": "next year"},
        {"first": "2027-01", "periods": 0},
        {"first": "2027-01", "length": "week"},
    ],
)
def test_a_calendar_of_two_lengths_or_none_is_refused(calendar):
    with pytest.raises(ValidationError):
        scenario(calendar=calendar)


@pytest.mark.parametrize("values", [{"rules": []}, {"demand": {"scal": 2}}, {"solver": {"gap": 1.0}}, {"name": "a b"}])
def test_an_unknown_key_or_a_value_out_of_range_is_refused(values):
    with pytest.raises(ValidationError):
        scenario(**values)


def test_wording_and_solver_do_not_change_the_digest():
    asked = scenario(question="Why?", solver={"name": "cbc"})
    assert asked.digest == scenario().digest
    assert scenario(demand={"scale": 1.1}).digest != scenario().digest


# selectors


@pytest.fixture
def suppliers():
    return pd.DataFrame(
        {
            "supplier": ["kop", "cv", "big", "trader", "abroad"],
            "legal_form": ["koperasi", "cv", "pt", "importer", "pt"],
            "size_class": ["besar", "kecil", "besar", "kecil", "mikro"],
            "country": ["ID", "ID", "ID", "ID", "CN"],
            "workers": [5.0, 10.0, 500.0, 3.0, 4.0],
        }
    )


@pytest.mark.parametrize(
    ("group", "members"),
    [
        ("domestic", ["kop", "cv", "big"]),
        ("import", ["trader", "abroad"]),
        ("umkm", ["cv"]),
        ("umkm_koperasi", ["kop", "cv"]),
    ],
)
def test_groups_of_suppliers_follow_from_country_form_and_size(suppliers, group, members):
    assert suppliers.loc[supplier_groups(suppliers)[group], "supplier"].tolist() == members
    assert suppliers.loc[selected(suppliers, "supplier", {"group": group}), "supplier"].tolist() == members


@pytest.mark.parametrize(
    ("selector", "members"),
    [
        (None, ["kop", "cv", "big", "trader", "abroad"]),
        (["cv", "kop"], ["kop", "cv"]),
        ([], []),
        ({"legal_form": "pt"}, ["big", "abroad"]),
        ({"legal_form": ["pt", "cv"], "country": "ID"}, ["cv", "big"]),
        ({"group": ["umkm", "import"]}, ["cv", "trader", "abroad"]),
        ({"workers": [3, 4]}, ["trader", "abroad"]),
        ({"group": "umkm", "legal_form": "pt"}, []),
    ],
)
def test_a_selector_takes_keys_or_columns(suppliers, selector, members):
    assert suppliers.loc[selected(suppliers, "supplier", selector), "supplier"].tolist() == members


def test_a_flag_is_selected_as_a_flag():
    parts = pd.DataFrame({"part": ["a", "b"], "main_component": [True, False]})
    assert parts.loc[selected(parts, "part", {"main_component": True}), "part"].tolist() == ["a"]
    assert parts.loc[selected(parts, "part", {"main_component": False}), "part"].tolist() == ["b"]


# rules


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("award", {}),
        ("award", {"minimum": 2, "maximum": 1}),
        ("award", {"minimum_share": 0.6, "maximum_share": 0.5}),
        ("award", {"minimum_share": 35}),
        ("award", {"minimum": 1, "measure": "kilograms"}),
        ("source_count", {}),
        ("source_count", {"minimum": 1.5}),
        ("source_count", {"minimum": 3, "maximum": 2}),
        ("fix", {"offer": "a"}),
        ("fix", {"units": {"exactly": 1}}),
        ("fix", {"offer": "a", "parts": ["x"], "units": {"exactly": 1}}),
        ("fix", {"offer": "a", "units": {"exactly": 1}, "share": {"exactly": 1}}),
        ("fix", {"offer": "a", "units": {}}),
        ("fix", {"offer": "a", "units": {"at_least": 2, "at_most": 1}}),
        ("fix", {"offer": "a", "share": {"at_least": 1.2}}),
        ("fix", {"offer": "a", "units": {"exactly": 1, "at_least": 1}}),
        ("local_content", {"method": "tkdn"}),
        ("local_content", {"minimum": 40}),
        ("local_content", {"minimum": "lawful"}),
    ],
)
def test_a_rule_that_says_nothing_or_contradicts_itself_is_refused(kind, values):
    with pytest.raises(ValidationError):
        RULES[kind].model_validate({"id": "r", "kind": kind, **values})


@pytest.mark.parametrize(
    ("bounds", "units", "share"),
    [
        ({"exactly": 4}, (4, 4), None),
        ({"at_least": 2, "at_most": 3}, (2, 3), None),
        ({"measure": "share", "at_most": 0.5}, None, (None, 0.5)),
        ({"units": {"at_least": 2}}, (2, None), None),
    ],
)
def test_the_bounds_of_a_fix_may_stand_beside_it(bounds, units, share):
    rule = Fix.model_validate({"id": "r", "kind": "fix", "offer": "a", **bounds})
    for found, expected in ((rule.units, units), (rule.share, share)):
        assert (None if found is None else (found.low, found.high)) == expected


def test_a_rule_is_soft_where_it_has_a_price():
    assert Award.model_validate({"id": "r", "kind": "award", "minimum": 1, "penalty_idr": 5}).is_soft
    assert not Award.model_validate({"id": "r", "kind": "award", "minimum": 1}).is_soft


def test_what_a_rule_leaves_out_is_what_the_design_says():
    assert LocalContent.model_validate({"id": "r", "kind": "local_content"}).minimum == "law"
    assert LocalContent.model_validate({"id": "r", "kind": "local_content"}).method == "best"
    assert list(SourceCount.model_validate({"id": "r", "kind": "source_count", "minimum": 1}).each) == ["part"]
    assert list(SourceCount.model_validate({"id": "r", "kind": "source_count", "minimum": 1, "each": []}).each) == []


# changes


def changed(**values) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the offers after one change to three_parts, by offer, and the record of it."""
    tables, record = apply_changes(read_tables("three_parts"), [Change.model_validate({"table": "offers", **values})])
    return tables["offers"].set_index("offer"), record


def test_money_changes_exactly():
    offers, record = changed(where={"offer": "FRAME-KOP"}, set={"price": {"times": 1.1, "plus": 0.3}}, reason="steel")
    assert offers.loc["FRAME-KOP", "price"] == "550000.3"
    assert record.iloc[0].to_dict() == {
        "change": 1,
        "table": "offers",
        "key": "FRAME-KOP",
        "column": "price",
        "old": "500000",
        "new": "550000.3",
        "reason": "steel",
    }


def test_a_change_takes_the_rows_where_every_column_matches():
    offers, record = changed(where={"supplier": ["KOP", "CV"], "part": "FRAME"}, set={"hours_per_unit": 3})
    assert offers["hours_per_unit"].dropna().to_dict() == {"FRAME-CV": 3.0, "FRAME-KOP": 3.0}
    assert record["key"].tolist() == ["FRAME-CV", "FRAME-KOP"]


def test_a_blank_stays_blank_however_it_is_multiplied():
    offers, _ = changed(set={"tooling_cost_idr": {"times": 2}, "maximum_units": {"times": 2}})
    assert offers["tooling_cost_idr"].dropna().to_dict() == {"PANEL-KOP": "6000000"}
    assert offers["maximum_units"].dropna().to_dict() == {"BATTERY-PT": 140.0}


def test_changes_follow_one_another():
    steps = [{"times": 2}, {"plus": 5}]
    changes = [Change.model_validate({"table": "offers", "set": {"price": step}}) for step in steps]
    tables, record = apply_changes(read_tables("three_parts"), changes)
    assert tables["offers"].set_index("offer").loc["FRAME-KOP", "price"] == "1000005"
    assert record["change"].tolist() == [1] * 6 + [2] * 6


def test_a_change_of_rows_without_a_period_names_them():
    change = Change.model_validate({"table": "capacity", "set": {"hours": 60}})
    _, record = apply_changes(read_tables("three_parts"), [change])
    assert record["key"].tolist() == ["KOP/las/"]


def test_a_change_that_meets_no_row_changes_nothing():
    offers, record = changed(where={"offer": "NONE"}, set={"price": 1})
    assert record.empty
    assert offers.equals(read_tables("three_parts")["offers"].set_index("offer"))


def test_what_comes_in_is_never_changed_in_place():
    tables = read_tables("three_parts")
    before = tables["offers"].copy()
    apply_changes(tables, [Change.model_validate({"table": "offers", "set": {"price": 1}})])
    assert tables["offers"].equals(before)


@pytest.mark.parametrize("step", [{}, {"minus": 1}, {"times": 1, "to": 2}])
def test_an_unknown_step_of_a_change_is_refused(step):
    with pytest.raises(ValidationError):
        Change.model_validate({"table": "offers", "set": {"price": step}})


def test_demand_is_scaled():
    inputs = assemble(
        read_tables("three_parts"), scenario(calendar={"first": "2026-01"}, demand={"scale": 2}), shipped_law()
    )
    assert inputs.demand.sum() == 600
