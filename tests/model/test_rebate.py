"""Rebates on all spend with a supplier over the horizon."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from small import MILLION, Small

from evplan.model.incumbent import values_of
from evplan.scenario.document import Solver
from evplan.solve.tier import tier_plan


def a_or_b(**terms) -> Small:
    """Part ``x``, ten: A at 3 with these terms, B at 2.8."""
    return Small().part("x").offer("a", "x", 3, **terms).offer("b", "x", 2.8).demand(10)


def test_a_rebate_that_is_worth_it_is_taken():
    # 30 at 10 % off is 27, against 28
    solved = a_or_b().rebate("A", 30, 0.1).solve()
    assert (solved.units, solved.cost) == ({"a": 10}, 27)
    (row,) = solved.plan.rebates.to_dict("records")
    assert row == pytest.approx({"supplier": "A", "spend_idr": 30e6, "rebate_share": 0.1, "rebate_idr": 3e6})


def test_a_rebate_that_is_out_of_reach_changes_nothing():
    solved = a_or_b().rebate("A", 30.1, 0.1).solve()
    assert (solved.units, solved.cost) == ({"b": 10}, 28)
    assert solved.plan.rebates.empty
    assert not solved.model.columns["level"].size


def test_just_so_much_is_bought_as_the_rebate_asks_for():
    # 24 at 20 % off is 19.2 for eight; the other two at 2 are cheaper than at 2.4
    small = Small().part("x").offer("a", "x", 3).offer("b", "x", 2, maximum_units=5).demand(10).rebate("A", 24, 0.2)
    solved = small.solve()
    assert solved.units == pytest.approx({"a": 8, "b": 2})
    assert solved.cost == pytest.approx(19.2 + 4)


def test_a_higher_level_holds_for_all_of_the_spend():
    # 30 at 10 % off is 27; at level 30 it is 20 % of all
    assert a_or_b().rebate("A", 12, 0.1).rebate("A", 30, 0.2).solve().cost == 24


def test_spend_on_all_parts_and_periods_counts_together():
    small = Small(periods=2).part("x").part("y").demand(5)
    for part in ("x", "y"):
        small.offer(f"a{part}", part, 3, "A").offer(f"b{part}", part, 2.8, "B")
    assert small.copy().rebate("A", 60, 0.1).solve().cost == 54
    assert small.copy().rebate("A", 61, 0.1).solve().cost == 56


def test_freight_and_duty_earn_no_rebate():
    # 30 of value, 3 of duty: 27 + 3
    small = Small().part("x").offer("a", "x", 3, duty_share=0.1).demand(10).rebate("A", 30, 0.1)
    solved = small.solve()
    assert (solved.cost_of("purchase"), solved.cost_of("duty"), solved.cost) == (27, 3, 30)


def test_what_is_paid_counts_also_where_part_of_it_is_not_good():
    assert Small().part("x").offer("a", "x", 3, yield_share=0.5).demand(5).rebate("A", 30, 0.1).solve().cost == 27


def test_surplus_is_bought_where_a_rebate_makes_it_cheaper():
    # 27 without; an order in fives of 3 each makes 30, less 20 %
    small = Small().part("x").offer("a", "x", 3, minimum_order=10).offer("b", "x", 2.8, maximum_units=9).demand(9)
    small.rebate("A", 30, 0.2).option("demand", surplus=True)
    solved = small.solve()
    assert (solved.cost, solved.surplus) == (24, {"a": 1})


def test_a_level_that_gives_less_than_one_below_it_is_stayed_away_from():
    # 10 % from 12, but only 2 % from 25: up to 25 from A at 2.7, the rest from B
    solved = (
        Small()
        .part("x")
        .offer("a", "x", 3)
        .offer("b", "x", 2.8)
        .demand(10)
        .rebate("A", 12, 0.1)
        .rebate("A", 25, 0.02)
        .solve()
    )
    spend = solved.plan.rebates["spend_idr"].iloc[0]
    assert 24.99 * MILLION < spend < 25 * MILLION
    assert solved.cost == pytest.approx(25 * 0.9 + (10 - 25 / 3) * 2.8, abs=1e-3)


def test_a_level_that_gives_as_much_as_the_one_below_changes_nothing():
    solved = a_or_b().rebate("A", 12, 0.1).rebate("A", 24, 0.1).solve()
    assert solved.cost == 27
    assert values_of(solved.model, solved.solution)[solved.model.columns["level"].columns].tolist() == [1]


def test_a_level_that_gives_less_holds_where_nobody_else_delivers():
    solved = Small().part("x").offer("a", "x", 3).demand(10).rebate("A", 12, 0.1).rebate("A", 25, 0.02).solve()
    assert solved.cost == pytest.approx(30 * 0.98)


def test_a_price_band_and_a_rebate_go_together():
    # from 5 on at 2: 20, which reaches 20 and 10 %
    assert a_or_b().band("a", 5, 2).rebate("A", 20, 0.1).solve().cost == 18


def test_a_level_beyond_the_suppliers_hours_is_no_column():
    small = a_or_b(process="p", hours_per_unit=1).hours("A", "p", 7).rebate("A", 12, 0.1).rebate("A", 24, 0.5)
    solved = small.solve()
    assert solved.model.columns["level"].index["rebate"].tolist() == [0]
    assert (solved.units, solved.cost) == ({"a": 7, "b": 3}, pytest.approx(7 * 2.7 + 3 * 2.8))


def test_money_that_is_discounted_gives_a_discounted_rebate():
    # two years at 10 %: 30 + 30 / 1.1, and 10 % less
    small = Small("2027", periods=2, length="year").part("x").offer("a", "x", 3).demand(10).rebate("A", 60, 0.1)
    small.options["money"] = {"discount_share": 0.1}
    assert small.solve().cost == pytest.approx(0.9 * (30 + 30 / 1.1), abs=1e-5)


def test_without_rebates_the_program_has_no_columns_for_them():
    model = a_or_b().model
    assert not model.columns["level"].size
    assert not model.columns["rebated"].size
    assert [block.family for block in model.blocks] == ["part_balance"]


def test_a_plan_gives_its_levels_back_as_a_start():
    solved = a_or_b().rebate("A", 12, 0.1).rebate("A", 30, 0.2).solve()
    values = values_of(solved.model, solved.solution)
    assert values[solved.model.columns["level"].columns].tolist() == [0, 1]
    assert values[solved.model.columns["rebated"].columns].tolist() == pytest.approx([0, 30])
    assert float(solved.model.arrays.cost @ values) == pytest.approx(24)


def _cheapest(prices: np.ndarray, needs: list[int], levels: dict[int, list[tuple[float, float]]]) -> float:
    """Return the least cost over all whole-number splits of two parts among three suppliers."""
    splits = [[units for units in product(range(need + 1), repeat=len(prices)) if sum(units) == need] for need in needs]
    least = np.inf
    for x, y in product(*splits):
        spend = np.array(x) * prices[:, 0] + np.array(y) * prices[:, 1]
        cost = 0.0
        for supplier, amount in enumerate(spend):
            shares = [share for minimum, share in levels[supplier] if amount >= minimum]
            cost += amount * (1 - (shares[-1] if shares else 0.0))
        least = min(least, cost)
    return least


@pytest.mark.parametrize("seed", range(8))
def test_the_optimum_is_that_of_trying_every_split(seed):
    random = np.random.default_rng(seed)
    prices, needs = random.integers(20, 30, (3, 2)) / 10.0, [6, 4]
    small = Small().part("x", needs[0]).part("y", needs[1]).demand(1)
    levels = {}
    for supplier in range(3):
        for place, part in enumerate("xy"):
            name = f"{part}{supplier}"
            small.offer(name, part, prices[supplier, place], f"S{supplier}", order_multiple=1)
        minima = sorted(random.choice(np.arange(3, 24), 3, replace=False))
        levels[supplier] = list(zip(minima, random.choice([0.02, 0.05, 0.1, 0.15], 3), strict=True))
        for minimum, share in levels[supplier]:
            small.rebate(f"S{supplier}", float(minimum), float(share))
    assert small.solve().cost == pytest.approx(_cheapest(prices, needs, levels), abs=1e-5)


def many(suppliers: int) -> Small:
    """Twenty parts, each from three of so many suppliers, all of them with two levels of rebates."""
    random = np.random.default_rng(0)
    small = Small().demand(10)
    for part in range(20):
        small.part(f"p{part}")
        for supplier in random.choice(suppliers, 3, replace=False):
            small.offer(f"o{part}-{supplier}", f"p{part}", float(random.integers(20, 30)) / 10, f"S{supplier}")
    for supplier in {row["supplier"] for row in small.rows["suppliers"]}:
        small.rebate(supplier, 40, 0.03).rebate(supplier, 80, 0.07)
    return small


def test_levels_chosen_by_diving_make_a_plan_close_to_the_best():
    small = many(12)
    model, solved = small.model, small.solve()
    plan = tier_plan(model, model.arrays, 20.0, 0.001)
    best = solved.search.answer.objective
    assert plan is not None
    assert best - 1e-6 <= float(model.arrays.cost @ plan) <= best * 1.01
    row = np.repeat(np.arange(len(model.arrays.row_lower)), np.diff(model.arrays.starts))
    activity = np.bincount(row, weights=model.arrays.values * plan[model.arrays.columns])
    assert (activity >= model.arrays.row_lower - 1e-6).all()
    assert (activity <= model.arrays.row_upper + 1e-6).all()


def test_few_suppliers_need_no_diving():
    model = many(4).model
    assert tier_plan(model, model.arrays, 20.0, 0.001) is None


def test_a_search_that_stops_within_its_gap_claims_what_its_spend_reaches():
    small = many(12)
    small.options["solver"] = Solver(gap=0.05, time_limit=60.0).model_dump()
    solved = small.solve()
    assert solved.cost == pytest.approx(solved.search.answer.objective, abs=1e-5)
