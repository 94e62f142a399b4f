"""Which members a sweep has, in which order they are solved, and what they make of the scenario."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from evplan.scenario.document import Scenario
from evplan.scenario.sweep import Sweep
from evplan.scenario.sweep_member import (
    known_settings,
    member_count,
    member_scenario,
    member_values,
    place_of,
    solving_order,
)

BASE = Scenario.model_validate(
    {
        "name": "base",
        "data": "d",
        "calendar": {"first": "2026-01"},
        "rule": [
            {"id": "a.b", "kind": "award", "minimum_share": 0.2},
            {"id": "f", "kind": "fix", "offer": "O", "units": {"at_most": 5}},
        ],
    }
)


SCALE = {"setting": "demand.scale"}


def sweep(**values: object) -> Sweep:
    return Sweep.model_validate({"name": "s", "scenario": "base.toml", **values})


def test_a_grid_has_every_combination_and_its_first_entry_changes_slowest():
    grid = sweep(vary=[{"setting": "demand.scale", "values": [1, 2]}, {"setting": "solver.gap", "values": [0.1, 0.2]}])
    assert [tuple(one.values()) for one in member_values(grid)] == [(1, 0.1), (1, 0.2), (2, 0.1), (2, 0.2)]
    assert member_count(grid) == 4


def test_a_zip_takes_first_with_first():
    pairs = [{"setting": "demand.scale", "values": [1, 2]}, {"setting": "solver.gap", "values": [0.1, 0.2]}]
    zipped = sweep(combine="zip", vary=pairs)
    assert [tuple(one.values()) for one in member_values(zipped)] == [(1, 0.1), (2, 0.2)]
    assert member_count(zipped) == 2


def test_a_range_has_both_ends_and_no_rounding_dust():
    steps = sweep(vary=[{"setting": "demand.scale", "range": {"first": 0.8, "last": 1.2, "step": 0.1}}])
    assert [one["demand.scale"] for one in member_values(steps)] == [0.8, 0.9, 1, 1.1, 1.2]
    counted = sweep(vary=[{"setting": "demand.scale", "range": {"first": 0, "last": 1, "count": 3}}])
    assert [one["demand.scale"] for one in member_values(counted)] == [0, 0.5, 1]


@pytest.mark.parametrize(
    "draw",
    [
        {"kind": "uniform", "low": 2.0, "high": 6.0},
        {"kind": "triangular", "low": 2.0, "mode": 4.0, "high": 6.0},
        {"kind": "normal", "mean": 4.0, "deviation": 1.0},
    ],
)
def test_a_latin_hypercube_draws_once_below_each_quantile(draw):
    drawn = sweep(vary=[{"setting": "demand.scale", "draw": draw}], draws={"count": 4, "seed": 3})
    values = sorted(one["demand.scale"] for one in member_values(drawn))
    # The median of all three is 4, so two of four lie below it and two above.
    assert values[1] < 4 < values[2]


def test_the_same_seed_draws_the_same_and_another_draws_others():
    vary = [{"setting": "demand.scale", "draw": {"kind": "uniform", "low": 0.0, "high": 1.0}}]
    first, again, other = (member_values(sweep(vary=vary, draws={"count": 5, "seed": seed})) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_triangular_draw_lies_right_of_a_point_as_often_as_its_area_does():
    draw = {"kind": "triangular", "low": 0.0, "mode": 0.0, "high": 1.0}
    drawn = sweep(vary=[{**SCALE, "draw": draw}], draws={"count": 400, "seed": 5})
    values = [one["demand.scale"] for one in member_values(drawn)]
    # The area right of x is (1 - x)^2: a quarter of it lies right of one half, and so does a quarter of 400 draws.
    assert sum(value > 0.5 for value in values) == 100


def test_draws_choose_from_lists_too():
    words = sweep(
        vary=[{"table": "offers", "column": "process", "values": ["las", "potong"]}], draws={"count": 4, "seed": 1}
    )
    assert sorted(one["offers.process"] for one in member_values(words)) == ["las", "las", "potong", "potong"]


def test_members_are_solved_from_neighbour_to_neighbour():
    grid = sweep(
        vary=[{"setting": "demand.scale", "values": [1, 2]}, {"setting": "solver.gap", "values": [0.1, 0.2, 0.3]}]
    )
    order = solving_order(member_values(grid))
    assert sorted(order) == [0, 1, 2, 3, 4, 5]
    assert order == [0, 1, 2, 5, 4, 3]


@pytest.mark.parametrize(
    ("setting", "place"),
    [
        ("demand.scale", ("demand", "scale")),
        ("rule.a.b.minimum_share", ("rule", 0, "minimum_share")),
        ("rule.f.units.at_most", ("rule", 1, "units", "at_most")),
        ("objective.1.tolerance", ("objective", 0, "tolerance")),
        ("demand.scal", None),
        ("rule.a.minimum_share", None),
        ("objective.2.tolerance", None),
        ("data", None),
    ],
)
def test_a_setting_is_found_where_the_scenario_has_it(setting, place):
    assert place_of(BASE.model_dump(mode="json"), setting) == place


def test_every_known_setting_is_found():
    document = BASE.model_dump(mode="json")
    known = known_settings(document)
    assert "rule.f.units.at_most" in known
    assert [one for one in known if place_of(document, one) is None] == []


def test_a_member_sets_multiplies_and_adds():
    def shares(by, value):
        varied = sweep(vary=[{"setting": "rule.a.b.minimum_share", "by": by, "values": [value]}])
        return member_scenario(BASE, varied, member_values(varied)[0], "m").rule[0].minimum_share

    assert (shares("set", 0.5), shares("times", 2), shares("plus", 0.25)) == (0.5, 0.4, 0.45)


def test_a_member_changes_data_after_the_scenario_s_own_changes():
    varied = sweep(
        vary=[{"table": "offers", "where": {"offer": "O"}, "column": "price", "by": "times", "values": [1.5]}]
    )
    scenario = member_scenario(BASE, varied, member_values(varied)[0], "m")
    assert scenario.name == "m"
    assert scenario.change[-1].set == {"price": {"times": 1.5}}
    assert scenario.change[-1].where == {"offer": "O"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "one of the two"),
        (
            {"vary": [{"setting": "demand.scale", "values": [1], "range": {"first": 0, "last": 1, "count": 2}}]},
            "values and range",
        ),
        (
            {"vary": [{"setting": "demand.scale", "draw": {"kind": "uniform", "low": 0, "high": 1}}]},
            "needs \\[draws\\]",
        ),
        ({"vary": [{"setting": "demand.scale", "by": "times", "values": ["x"]}]}, "only numbers"),
        ({"vary": [{"table": "offers", "values": [1]}]}, "which column"),
        ({"frontier": {"of": "umkm_value", "method": "general"}}, "method belongs"),
    ],
)
def test_a_sweep_that_contradicts_itself_is_refused(values, said):
    with pytest.raises(ValidationError, match=said):
        sweep(**values)
