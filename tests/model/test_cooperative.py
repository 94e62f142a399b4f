"""Cooperatives: what they offer is made by their members' hours, each hour counted once."""

from __future__ import annotations

import numpy as np
import pytest
from small import Small

from evplan.model.family.cooperative import hours_worked
from evplan.model.incumbent import values_of
from evplan.model.program import program_at
from evplan.plan.membership import free_hours, member_years

PERIOD = "2027-01"


def cooperative(**terms) -> Small:
    """Part ``x``: K at 3, two hours each, made by M1 (6 hours) and M2 (4); B at 5. Ten vehicles."""
    small = Small().part("x").member("K", "M1", weld=6).member("K", "M2", weld=4).offer("b", "x", 5, "B").demand(10)
    return small.offer("k", "x", 3, "K", **{"process": "weld", "hours_per_unit": 2} | terms)


def hours_of(solved) -> dict[str, float]:
    """Return the hours of each member over the horizon."""
    return solved.solution.members.groupby("member")["hours"].sum().round(6).to_dict()


def test_members_hours_make_what_the_cooperative_delivers():
    solved = cooperative().solve()
    assert solved.units == {"k": 5, "b": 5}
    assert hours_of(solved) == {"M1": 6, "M2": 4}


def test_hours_of_the_cooperatives_own_come_on_top():
    solved = cooperative().hours("K", "weld", 2).solve()
    assert solved.units == {"k": 6, "b": 4}
    assert hours_of(solved) == {"K": 2, "M1": 6, "M2": 4}


def test_a_cooperative_without_members_with_hours_uses_its_own_alone():
    small = Small().part("x").member("K", "M1", press=6).offer("b", "x", 5).demand(10).hours("K", "weld", 8)
    solved = small.offer("k", "x", 3, "K", process="weld", hours_per_unit=2).solve()
    assert solved.units == {"k": 4, "b": 6}
    assert hours_of(solved) == {"K": 8}


def test_a_member_that_sells_directly_too_is_counted_once():
    # y saves 9 for an hour of M1, x saves 2 for two hours: M1 makes 5 y, and its last hour is K's
    small = cooperative().part("y", 0.5).offer("m", "y", 1, "M1", process="weld", hours_per_unit=1).offer("n", "y", 10)
    solved = small.solve()
    assert solved.units == {"m": 5, "k": 2.5, "b": 7.5}
    assert hours_of(solved) == {"M1": 1, "M2": 4}
    used = solved.plan.capacity_use.set_index("supplier")["used_hours"]
    assert used.to_dict() == pytest.approx({"M1": 6, "M2": 4})


def test_set_up_is_shared_work_too():
    # 10 hours: 4 to set up, 6 for 3 units
    solved = cooperative(setup_hours=4).solve()
    assert solved.units == {"k": 3, "b": 7}
    assert sum(hours_of(solved).values()) == pytest.approx(10)


def test_a_member_of_two_cooperatives_works_for_the_one_that_saves_more():
    small = cooperative().member("L", "M1").part("y").offer("l", "y", 1, "L", process="weld", hours_per_unit=1)
    solved = small.offer("n", "y", 9).solve()
    assert solved.units == {"l": 6, "n": 4, "k": 2, "b": 8}
    assert solved.solution.members[["offer", "member", "hours"]].to_numpy().tolist() == [["k", "M2", 4], ["l", "M1", 6]]


def test_an_offer_that_needs_no_hours_has_no_members_work():
    solved = cooperative(hours_per_unit=None, process=None).solve()
    assert solved.units == {"k": 10}
    assert solved.solution.members.empty


def test_members_hours_may_differ_by_period():
    small = Small(periods=2).part("x").member("K", "M1").hours("M1", "weld", 6, PERIOD)
    small.hours("M1", "weld", 2, "2027-02").offer("k", "x", 3, "K", process="weld", hours_per_unit=1).offer(
        "b", "x", 5
    ).demand(10)
    solved = small.solve()
    assert (solved.units_in(PERIOD)["k"], solved.units_in("2027-02")["k"]) == (6, 2)


def with_fees() -> Small:
    """As `cooperative`, K with two hours of its own and a fee of a tenth from M1, of a fifth from M2."""
    small = Small().part("x").member("K", "M1", 0.1, weld=6).member("K", "M2", 0.2, weld=4).offer("b", "x", 5)
    return small.demand(10).offer("k", "x", 3, "K", process="weld", hours_per_unit=2).hours("K", "weld", 2)


def test_a_member_gets_its_part_of_units_and_value_and_the_cooperative_its_fee():
    solved = with_fees().solve()
    table = solved.plan.members.set_index("member")
    assert table["units"].to_dict() == pytest.approx({"K": 1, "M1": 3, "M2": 2})
    assert table["value_idr"].to_dict() == pytest.approx({"K": 3e6, "M1": 9e6, "M2": 6e6})
    assert table["fee_idr"].to_dict() == pytest.approx({"K": 0, "M1": 0.9e6, "M2": 1.2e6})
    assert set(table["cooperative"]) == {"K"}


def test_the_surplus_a_member_may_expect_is_its_part_of_the_fees_by_revenue():
    # fees of 0.9 and 1.2 million; M1 has 9 of the members' 15 million
    solved = with_fees().solve()
    table = member_years(solved.model.inputs, solved.plan.members).set_index("member")
    assert table["shu_estimate_idr"].to_dict() == pytest.approx({"K": 0, "M1": 2.1e6 * 0.6, "M2": 2.1e6 * 0.4})
    assert table["hours_share"].to_dict() == pytest.approx({"K": 1 / 6, "M1": 3 / 6, "M2": 2 / 6})
    assert table["year"].tolist() == [2027] * 3
    assert (table["hours"].sum(), table["units"].sum(), table["revenue_idr"].sum()) == pytest.approx((12, 6, 18e6))


def test_without_members_there_is_no_table_of_them():
    solved = Small().part("x").offer("a", "x", 3).demand(10).solve()
    assert solved.plan.members.empty
    assert member_years(solved.model.inputs, solved.plan.members).empty


def test_without_memberships_the_program_is_the_same():
    plain = Small().part("x").offer("k", "x", 3, "K", process="weld", hours_per_unit=2).offer("b", "x", 5).demand(10)
    plain.hours("K", "weld", 6)
    model = plain.model
    assert not model.columns["made_by"].size
    assert {block.family for block in model.blocks} == {"part_balance", "capacity"}
    # a member without hours of that process changes nothing but who is named
    other = plain.copy().member("K", "M1").model
    assert np.array_equal(other.arrays.cost[: len(model.arrays.cost)], model.arrays.cost)
    assert {block.family for block in other.blocks} == {"part_balance", "capacity", "members_work"} - (
        set() if other.columns["made_by"].upper[0] > 6 else {"capacity"}
    )


def test_a_search_can_start_from_a_plan_with_members():
    solved = cooperative(setup_hours=4).solve()
    values = values_of(solved.model, solved.solution)
    made = solved.model.columns["made_by"]
    assert values[made.columns].sum() == pytest.approx(10)
    arrays = program_at(solved.model, values)
    row = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
    activity = np.bincount(row, weights=arrays.values * values[arrays.columns], minlength=len(arrays.row_lower))
    assert (activity >= arrays.row_lower - 1e-6).all()
    assert (activity <= arrays.row_upper + 1e-6).all()


def test_the_hours_that_everybody_works_are_those_of_the_plan():
    solved = cooperative(setup_hours=4).part("y").offer("m", "y", 1, "M1", process="weld", hours_per_unit=0.1).solve()
    worked = hours_worked(solved.model.inputs, solved.model.columns, solved.search.answer.values)
    by_supplier = dict(zip(solved.model.inputs.hours_of["supplier"], worked[:, 0], strict=True))
    assert by_supplier == pytest.approx({"K": 0, "M1": 6, "M2": 4})


def test_hours_left_to_a_cooperative_are_those_that_no_other_work_of_its_members_takes():
    # M1 has 6 hours and works 1 for itself, M2 has 4; K takes 3 and L, of which M2 is a member too, takes 2
    small = cooperative().member("L", "M2").offer("l", "x", 4, "L", process="weld", hours_per_unit=1)
    inputs = small.offer("m", "x", 4, "M1", process="weld", hours_per_unit=1).inputs
    place = {supplier: code for code, supplier in enumerate(inputs.hours_of["supplier"])}
    used = np.zeros((len(place), 1))
    used[[place["K"], place["L"], place["M1"]], 0] = 3, 2, 1
    free = free_hours(inputs, used)[:, 0]
    assert free[place["K"]] == 6 - 1 + 4 - 3 - 2
    assert free[place["L"]] == max(4 - 2 - 3, -1)
    assert free[place["M1"]] == 6 - 1 - 3


def test_steady_work_is_measured_against_the_hours_of_all_members():
    # half of 10 hours
    solved = cooperative().rule("steady", suppliers=["K"], maximum_share_of_capacity=0.5).solve()
    assert solved.units == {"k": 2.5, "b": 7.5}
