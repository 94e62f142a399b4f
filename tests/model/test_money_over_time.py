"""Money over time: discount, growth, and what is paid once in a period of its own."""

from __future__ import annotations

import pytest
from small import Small, Solved


def yearly(years: int = 2, discount: float = 0.25, **cells) -> Small:
    """Ten of ``x`` a year at 4; money of the second year counts 0.8."""
    small = Small("2027", years, length="year").part("x", **cells).offer("a", "x", 4).demand(10)
    return small.option("money", discount_share=discount)


def when(solved: Solved) -> dict[str, str]:
    """Return what is paid once, and in which period."""
    assert solved.plan is not None, solved.status
    return dict(solved.plan.investments[["item", "period"]].itertuples(index=False))


def test_without_a_discount_all_money_is_alike():
    assert yearly(discount=0.0).solve().cost == 80


def test_later_money_counts_less():
    solved = yearly().solve()
    assert solved.cost == 40 + 32
    assert solved.plan.awards["value_idr"].tolist() == [40e6, 40e6]  # tables say what is paid


def test_months_are_parts_of_a_year():
    # half a year later at 21 % a year: 1 / 1.1
    small = Small("2027-01", 7).part("x").offer("a", "x", 11).demand(1, period="2027-01").demand(1, period="2027-07")
    assert small.option("money", discount_share=0.21).solve().cost == pytest.approx(11 + 10)


def test_stock_and_unmet_are_discounted():
    # ten in the third year: from A at 4 in the second, kept for 4, or from B in the third
    small = Small("2027", 3, length="year").part("x", holding_cost_idr=4).offer("a", "x", 4, valid_to="2028-12-31")
    small.demand(10, period="2029").option("money", discount_share=0.25)
    dear = small.copy().offer("b", "x", 11).solve()
    assert (dear.cost_of("purchase"), dear.cost_of("stock"), dear.cost) == (32, 32, 64)
    assert small.offer("b", "x", 9).solve().cost == pytest.approx(90 * 0.64)


def test_a_vehicle_not_built_costs_less_later():
    # 4.5 a vehicle: built at 4 in both years, since both are discounted alike
    small = yearly().option("demand", unmet_penalty_idr=4_500_000)
    assert small.solve().cost == 72
    dear = yearly().option("demand", unmet_penalty_idr=3_500_000)
    assert (dear.solve().cost_of("unmet"), dear.solve().cost) == (35 + 28, 63)


def test_demand_grows_by_the_year():
    small = yearly(3, 0.0).option("demand", growth_share=0.5)
    assert small.solve().plan.awards["units"].tolist() == [10, 15, 22.5]
    months = Small("2027-12", 2).part("x").offer("a", "x", 1).demand(10).option("demand", growth_share=0.5)
    assert months.solve().plan.awards["units"].tolist() == [10, 15]  # the calendar year counts


def tools() -> Small:
    """Twenty of ``x``: A at 4 after tools of 10 in the second year, or B at 5."""
    small = Small("2027", 2, length="year").part("x").offer("a", "x", 4, tooling_cost_idr=10, valid_from="2028-01-01")
    return small.offer("b", "x", 5).demand(20)


def test_tools_are_paid_as_late_as_can_be():
    solved = tools().option("money", discount_share=0.25).solve()
    # 100 + (80 + 10) * 0.8
    assert (solved.cost, when(solved)) == (172, {"a": "2028"})


def test_tools_are_paid_earlier_where_a_budget_has_room():
    small = tools().option("money", discount_share=0.25)
    early = small.copy().rule("budget", measure="investment", periods=["2028"], maximum=9e6).solve()
    # 100 + 10 + 80 * 0.8 = 174, less than 180
    assert (early.cost, when(early)) == (174, {"a": "2027"})
    each = small.rule("budget", measure="investment", each=["period"], maximum=9e6).solve()
    assert (each.cost, when(each)) == (180, {})


def test_a_candidate_is_opened_before_its_first_work():
    small = Small("2027", 2, length="year").part("x").supplier("A", status="candidate", opening_cost_idr=10)
    small.rows["suppliers"][0]["ready_period"] = "2028"
    small.offer("a", "x", 4, "A").offer("b", "x", 5).demand(20).option("money", discount_share=0.25)
    solved = small.solve()
    assert (solved.cost, when(solved)) == (172, {"A": "2028"})
    budget = small.rule("budget", measure="investment", periods=["2028"], maximum=0).solve()
    assert (budget.cost, when(budget)) == (174, {"A": "2027"})


def test_tools_and_opening_are_paid_in_the_first_period_of_work_without_discount():
    solved = tools().solve()
    assert (solved.cost, when(solved)) == (190, {"a": "2028"})


def test_an_upgrade_waits_until_it_is_needed():
    # six hours are wanted in the second year only: 20 at 3 instead of 14 at 3 and 6 at 9 saves 36 * 0.8
    small = Small("2027", 2, length="year").part("x").offer("a", "x", 3, process="weld", hours_per_unit=1)
    small.hours("A", "weld", 14).offer("b", "x", 9).demand(14, period="2027").demand(20, period="2028")
    small.upgrade("u", "A", "capacity", 20, process="weld", added_hours=6).option("money", discount_share=0.25)
    solved = small.solve()
    assert (solved.cost, when(solved)) == (42 + 60 * 0.8 + 20 * 0.8, {"u": "2028"})
    early = small.rule("budget", measure="investment", periods=["2028"], maximum=0).solve()
    assert (early.cost, when(early)) == (42 + 48 + 20, {"u": "2027"})
