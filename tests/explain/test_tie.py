"""Ties: of plans that cost the same always the same one, by the preference that is stated."""

from __future__ import annotations

import random

import pandas as pd
from random_plan import random_plan
from small import Small

from evplan.solve.extract import extract
from evplan.solve.stage import search_in_order
from evplan.solve.tie import untied


def tied() -> Small:
    """Return two parts whose offers cost the same: of x one is a cooperative's, of y all are large firms'."""
    small = Small().part("x").part("y").supplier("KOP", legal_form="koperasi", size_class="kecil")
    small.offer("x1", "x", 2).offer("x2", "x", 2, "KOP").offer("y2", "y", 3).offer("y1", "y", 3)
    return small.demand(10)


def shuffled(small: Small, seed: int) -> Small:
    """Return the same data with the rows of every table in another order."""
    other = small.copy()
    for rows in other.rows.values():
        random.Random(seed).shuffle(rows)
    return other


def test_of_equal_plans_the_one_with_most_work_for_small_firms_and_cooperatives_is_kept():
    assert tied().solve().units["x2"] == 10


def test_of_equal_offers_the_one_whose_key_comes_first_is_kept():
    assert tied().solve().units["y1"] == 10


def test_the_preference_never_costs_anything():
    small = tied().offer("x0", "x", 1.999)
    solved = small.solve()
    assert solved.units["x0"] == 10
    assert solved.cost == 10 * 1.999 + 10 * 3


def plan_of(small: Small) -> pd.DataFrame:
    model = small.model
    values = search_in_order(model, small.scenario.solver).search.answer.values
    return pd.DataFrame() if values is None else extract(model, values).awards.round(6)


def test_solving_again_or_from_rows_in_another_order_gives_the_same_plan():
    for seed in range(3):
        small = random_plan(seed)
        once = plan_of(small)
        assert once.equals(plan_of(small))
        assert once.equals(plan_of(shuffled(small, seed + 1)))


def test_a_plan_is_left_alone_where_there_is_none():
    small = Small().part("x").offer("a", "x", 1, maximum_units=1).demand(10)
    model = small.model
    found = search_in_order(model, small.scenario.solver).search
    assert untied(model, found) is found
