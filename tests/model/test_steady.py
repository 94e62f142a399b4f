"""Steady work: every period gets part of the average, and only part of the hours is used."""

from __future__ import annotations

import pytest
from small import Small

JAN, FEB = "2027-01", "2027-02"


def two_months() -> Small:
    """Part ``x``: A at 3, at most 20 in January and 4 in February by its hours; B at 5. Ten vehicles a month."""
    small = Small(periods=2).part("x").offer("a", "x", 3, process="p", hours_per_unit=1).offer("b", "x", 5).demand(10)
    return small.hours("A", "p", 20, JAN).hours("A", "p", 4, FEB)


def test_without_the_rule_work_goes_where_it_is_cheapest():
    solved = two_months().solve()
    assert (solved.units_in(JAN), solved.units_in(FEB)) == ({"a": 10}, {"a": 4, "b": 6})
    assert solved.cost == 14 * 3 + 6 * 5


def test_every_period_gets_its_share_of_the_average():
    # B has 6 in February only: half of its average of 3.5 is 1.75, so A gives up 2 of January, and so on:
    # with z of B in January: z >= 0.5 * (z + 6) / 2 gives z = 2
    solved = two_months().rule("steady", minimum_share_of_average=0.5).solve()
    assert solved.units_in(JAN) == {"a": 8, "b": 2}
    assert solved.cost == 12 * 3 + 8 * 5


def test_a_supplier_that_gets_nothing_need_not_be_steady():
    # banning B in one month while the other is free: A's ten in January stand against four in February
    small = two_months().rule("steady", suppliers=["A"], minimum_share_of_average=0.5)
    assert small.solve().units_in(FEB)["a"] == 4  # 4 >= 0.5 * (10 + 4) / 2


def test_a_share_of_one_makes_all_periods_alike():
    solved = two_months().rule("steady", suppliers=["A"], minimum_share_of_average=1).solve()
    assert (solved.units_in(JAN)["a"], solved.units_in(FEB)["a"]) == (4, 4)


def test_only_chosen_periods_are_compared():
    solved = two_months().rule("steady", periods=[FEB], minimum_share_of_average=1).solve()
    assert solved.cost == two_months().solve().cost


def test_across_all_parts_one_can_make_up_for_the_other():
    # A makes x in January only and y in February only: as a pair each is unsteady, together they are even
    small = Small(periods=2).part("x").part("y").demand(10)
    small.offer("xa", "x", 1, "A", valid_to="2027-01-31").offer("xb", "x", 5)
    small.offer("ya", "y", 1, "A", valid_from="2027-02-01").offer("yb", "y", 5)
    assert small.solve().cost == 10 * 1 + 10 * 5 + 10 * 1 + 10 * 5
    pairs = small.copy().rule("steady", suppliers=["A"], minimum_share_of_average=0.1).solve()
    assert pairs.cost == 40 * 5
    together = small.copy().rule("steady", suppliers=["A"], minimum_share_of_average=1, each=["supplier"]).solve()
    assert together.cost == small.solve().cost


def test_hours_are_kept_below_a_part_of_what_there_is():
    # half of 20 and of 4
    solved = two_months().rule("steady", maximum_share_of_capacity=0.5).solve()
    assert (solved.units_in(JAN)["a"], solved.units_in(FEB)["a"]) == (10, 2)


def test_set_up_hours_are_hours_in_use():
    # 3 of 10 hours to set up: at 60 % three are left for pieces
    small = Small().part("x").offer("a", "x", 3, process="p", hours_per_unit=1, setup_hours=3).offer("b", "x", 5)
    solved = small.hours("A", "p", 10).demand(10).rule("steady", maximum_share_of_capacity=0.6).solve()
    assert solved.units == {"a": 3, "b": 7}


def test_a_part_of_nothing_leaves_no_work():
    solved = two_months().rule("steady", maximum_share_of_capacity=0).solve()
    assert solved.units == {"b": 20}


@pytest.mark.parametrize(("penalty", "of_b"), [(5e6, 2), (1e6, 0)])
def test_a_soft_rule_is_broken_where_that_is_cheaper(penalty, of_b):
    # moving a unit to January costs 2, and what is missing falls by 1.75 to 0 over two units: 0.75 a unit
    small = two_months().rule("steady", suppliers=["B"], minimum_share_of_average=0.5, penalty_idr=penalty)
    assert small.solve().units_in(JAN).get("b", 0) == of_b


def test_soft_hours_are_priced_by_the_hour():
    # each unit at B instead of A costs 2
    for penalty, of_a in ((1e6, 14), (3e6, 12)):
        small = two_months().rule("steady", maximum_share_of_capacity=0.5, penalty_idr=penalty)
        assert small.solve().units["a"] == of_a
