"""The price of every rule, held against solving the changed scenario from nothing."""

from __future__ import annotations

import math

import pytest
from random_plan import random_plans, solved_only
from small import Small, Solved

from evplan.solve.price import Priced, Prices, by_price, price_rules

PLANS = 50


def prices_of(solved: Solved, *, effects: bool = True) -> Prices:
    answer = solved.search.answer
    solver = solved.model.inputs.scenario.solver
    bound = -math.inf if answer.bound is None else answer.bound
    return price_rules(solved.model, answer.values, bound, solver, 600.0, effects=effects)


def step(prices: Prices, rule: str, name: str) -> Priced:
    return next(one for one in prices.steps if one.rule.id == rule and one.step == name)


def changed(small: Small, priced: Priced) -> Small:
    """Return the scenario as a step leaves it: the rule dropped, or its bounds as told."""
    other = small.copy()
    rule = next(one for one in other.options["rule"] if one["id"] == priced.rule.id)
    if priced.step == "without":
        other.options["rule"].remove(rule)
        return other
    for bound in priced.bounds:
        if bound.name in ("at_least", "at_most"):
            amount = rule["units"] if "units" in rule else rule["share"]
            amount.pop("exactly", None)
            amount[bound.name] = bound.new
        else:
            rule[bound.name] = int(bound.new) if rule["kind"] == "source_count" else bound.new
    return other


def test_the_price_of_every_rule_is_what_solving_again_says():
    seen = {"plan": 0, "no plan": 0, "no notch": 0}
    for seed, small, solved in random_plans(PLANS):
        prices = prices_of(solved, effects=False)
        for one in prices.steps:
            seen[one.ending] += 1
            if one.ending == "no notch" or (one.step != "without" and seed % 2 == (one.step == "looser")):
                continue
            again = solved_only(changed(small, one), solved.model.inputs)
            told = f"plan {seed}, rule {one.rule.id} {one.rule.kind}, {one.step}"
            assert (again.status == "infeasible") == (one.ending == "no plan"), told
            if one.ending == "plan":
                difference = again.search.answer.objective - solved.search.answer.objective
                assert one.least - 1e-4 <= difference <= one.most + 1e-4, told
                assert one.change == pytest.approx(difference, abs=1e-4), told
    assert seen["plan"] > 100
    assert seen["no plan"] > 2


def test_a_rule_that_does_not_bind_costs_nothing_and_is_proven_to():
    small = Small().part("x").offer("a", "x", 3).offer("b", "x", 2).demand(10)
    small.rule("award", "idle", suppliers=["B"], minimum_share=0.5, measure="units")
    without = step(prices_of(solved_only(small)), "idle", "without")
    assert (without.change, without.least, without.most) == (0, 0, 0)


def test_a_share_costs_the_units_it_moves():
    # half of 10 at 3 instead of 2; a point is a tenth of a unit
    small = Small().part("x").offer("a", "x", 3).offer("b", "x", 2).demand(10)
    small.rule("award", "half", suppliers=["A"], minimum_share=0.5, measure="units")
    prices = prices_of(solved_only(small))
    assert prices.cost == pytest.approx(25)
    assert step(prices, "half", "without").change == pytest.approx(-5)
    assert step(prices, "half", "looser").change == pytest.approx(-0.1)
    assert step(prices, "half", "tighter").change == pytest.approx(0.1)


def test_a_step_says_what_it_does_to_suppliers_and_to_the_share_of_small_firms():
    small = Small().supplier("A", size_class="kecil").part("x").offer("a", "x", 3).offer("b", "x", 2).demand(10)
    small.rule("award", "half", suppliers=["A"], minimum_share=0.5, measure="units")
    prices = prices_of(solved_only(small))
    assert (prices.effect.suppliers, prices.effect.umkm_share) == (2, pytest.approx(15 / 25))
    without = step(prices, "half", "without").effect
    assert (without.suppliers, without.umkm_share) == (1, 0)


def test_a_count_moves_by_one_and_says_where_no_plan_is_left():
    small = Small().part("x").offer("a", "x", 1).offer("b", "x", 2).demand(10).rule("source_count", "two", minimum=2)
    prices = prices_of(solved_only(small))
    assert step(prices, "two", "without").change == pytest.approx(-1)
    assert step(prices, "two", "looser").bounds[0].new == 1
    assert step(prices, "two", "tighter").ending == "no plan"


def test_a_ban_can_be_loosened_by_a_unit_and_not_tightened():
    small = Small().part("x").offer("a", "x", 1).offer("b", "x", 3).demand(10)
    small.rule("fix", "ban", suppliers=["A"], parts=["x"], units={"at_most": 0})
    prices = prices_of(solved_only(small))
    assert step(prices, "ban", "without").change == pytest.approx(-20)
    assert step(prices, "ban", "looser").change == pytest.approx(-2)
    assert step(prices, "ban", "tighter").ending == "no notch"


def test_a_minimum_by_law_moves_by_a_point():
    small = Small().part("battery", content_group="battery").demand(10)
    small.offer("local", "battery", 3, local_content_share=1).offer("import", "battery", 1)
    small.rule("local_content", "law", method="cost_ratio", minimum="law")
    prices = prices_of(solved_only(small))
    bounds = [step(prices, "law", name).bounds[0] for name in ("looser", "tighter")]
    assert [(bound.old, bound.new) for bound in bounds] == [(0.6, pytest.approx(0.59)), (0.6, pytest.approx(0.61))]
    # 3 a / (3 a + 10 - a) >= 0.6 asks for a = 10/3 of ten; without it all is imported
    assert prices.cost == pytest.approx(10 + 2 * 10 / 3, abs=1e-3)
    assert step(prices, "law", "without").change == pytest.approx(-20 / 3, abs=1e-3)


def test_a_soft_rule_is_priced_with_its_penalty():
    # each of ten units that miss the minimum costs 0.5; moving one to A costs 1
    small = Small().part("x").offer("a", "x", 3).offer("b", "x", 2).demand(10)
    small.rule("award", "soft", suppliers=["A"], measure="units", minimum=4, penalty_idr=500_000)
    prices = prices_of(solved_only(small))
    assert prices.cost == pytest.approx(22)
    assert step(prices, "soft", "without").change == pytest.approx(-2)


def test_the_dearest_rule_comes_first():
    small = Small().part("x").offer("a", "x", 3).offer("b", "x", 2).demand(10)
    small.rule("award", "some", suppliers=["A"], minimum_share=0.2, measure="units")
    small.rule("award", "idle", suppliers=["B"], minimum_share=0.2, measure="units")
    small.rule("fix", "unit", suppliers=["A"], parts=["x"], units={"at_least": 1})
    assert by_price(prices_of(solved_only(small)).steps)[0] == "some"
