"""Budgets: what may be spent or invested."""

from __future__ import annotations

import pytest
from small import Small


def small_firm() -> Small:
    """Part ``x``: A at 3 after tooling of 7 and opening of 4, B at 5; ten vehicles. From A 41, from B 50."""
    small = Small().part("x").supplier("A", opening_cost_idr=4, status="candidate", region="R1")
    return small.offer("a", "x", 3, "A", tooling_cost_idr=7).offer("b", "x", 5).demand(10)


def test_without_a_budget_the_cheapest_wins():
    assert small_firm().solve().cost == 41


def test_spending_stops_at_the_budget():
    # 12 at 3 is four units
    solved = small_firm().rule("budget", suppliers=["A"], maximum=12e6).solve()
    assert (solved.units.get("a", 0), solved.cost) == (0, 50)  # four units of A would cost 4 * 3 + 11 + 30 = 53
    cheap = Small().part("x").offer("a", "x", 3).offer("b", "x", 5).demand(10)
    assert cheap.rule("budget", suppliers=["A"], maximum=12e6).solve().units == {"a": 4, "b": 6}


def test_a_budget_holds_in_each_period():
    small = Small(periods=2).part("x").offer("a", "x", 3).offer("b", "x", 5).demand(10)
    small.rule("budget", suppliers=["A"], periods=["2027-01", "2027-02"], each=["period"], maximum=12e6)
    solved = small.solve()
    assert (solved.units_in("2027-01")["a"], solved.units_in("2027-02")["a"]) == (4, 4)


def test_what_is_left_over_is_paid_for_too():
    # 15 must be ordered at 3: 45, above 44, although only ten are used
    small = Small().part("x").offer("a", "x", 3, minimum_order=15).offer("b", "x", 5).demand(10)
    small.option("demand", surplus=True)
    assert small.solve().cost == 45
    assert small.copy().rule("budget", suppliers=["A"], maximum=45e6).solve().cost == 45
    assert small.copy().rule("budget", suppliers=["A"], maximum=44e6).solve().cost == 50


def test_an_investment_is_tooling_and_opening():
    assert small_firm().rule("budget", measure="investment", maximum=11e6).solve().cost == 41
    assert small_firm().rule("budget", measure="investment", maximum=10e6).solve().cost == 50


def test_opening_belongs_to_no_part():
    for values in ({"parts": ["x"]}, {"each": ["part"]}):
        assert small_firm().rule("budget", measure="investment", maximum=7e6, **values).solve().cost == 41
        assert small_firm().rule("budget", measure="investment", maximum=6e6, **values).solve().cost == 50


def test_investments_are_counted_for_each_region():
    solved = small_firm().rule("budget", measure="investment", each=["region"], maximum=11e6).solve()
    assert solved.cost == 41
    assert small_firm().rule("budget", measure="investment", regions=["R1"], maximum=5e6).solve().cost == 50


def test_a_budget_that_is_large_enough_changes_nothing():
    assert small_firm().rule("budget", maximum=1e9).solve().cost == 41


@pytest.mark.parametrize(("penalty", "cost"), [(10.0, 50), (2.0, 41)])
def test_a_soft_budget_is_priced_by_the_rupiah(penalty, cost):
    # A's investment is one million above ten: at 2 rupiah each 2 million, still cheaper than B
    small = small_firm().rule("budget", measure="investment", maximum=10e6, penalty_idr=penalty)
    assert small.solve().cost == cost
