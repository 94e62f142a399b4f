"""Ties: of the plans with the same orders and the same cost, always the same one, by a preference that is stated.

A solver that has found the lowest cost stops at whichever of the plans that cost so much it met. Here the orders, tools
and bands of that plan are kept and its quantities are solved once more, at no higher cost: first the most work for
small firms and cooperatives, by what is paid for it; then, of equal offers, the one whose key comes first. As rows
stand in the order of their keys, and the solver's seed is the scenario's, the same input gives the same plan.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evplan.model.problem import Arrays
from evplan.model.program import SourcingModel
from evplan.quantities import Floats
from evplan.solve.highs import loaded, solution_of
from evplan.solve.passing import all_pass
from evplan.solve.search import Search

PREFERRED = "umkm_koperasi"
"""The group whose work is preferred where it costs nothing."""

KEY_WEIGHT = 1e-3
"""Part of the preference that the order of keys has; the rest is the group's."""

NO_PRICE = 1e-9
"""Million rupiah per unit: what moving costs less than this (a thousandth of a rupiah) costs nothing."""

SAME_COST = 1e-6
"""Million rupiah: plans that differ by no more than a rupiah cost the same."""

PRIMAL_SIMPLEX = 4
"""HiGHS's number for it: when only the objective changes, the last point still keeps every row."""

OPTIONS = {"time_limit": 30.0, "primal_feasibility_tolerance": 1e-8}
"""After that time a tie is left as it is."""


def untied(model: SourcingModel, found: Search) -> Search:
    """Return the end of a search with its plan, at the same orders and no higher objective, as preferred.

    It is left as it is where there is no plan, where a person stopped the search, and where scores are an objective or
    rules on them are soft (neither is linear).
    """
    values = found.answer.values
    curved = model.columns["shortfall"].size or any(aim.scores for aim in model.aims)
    if values is None or found.answer.interrupted or curved:
        return found
    best = _preferred(model, found.arrays, values)
    # Rows of a score that are laid at a plan may ask for more than its exact score needs; a tie costs nothing.
    if best is None or not all_pass(model, best) or model.arrays.cost @ (best - values) > SAME_COST:
        return found
    return replace(found, answer=replace(found.answer, values=best))


def _preferred(model: SourcingModel, arrays: Arrays, values: Floats) -> Floats | None:
    """Return the preferred values on the optimal face: what has a price there stays where it is, the rest may move."""
    whole = np.round(values)
    held = replace(
        arrays,
        column_lower=np.where(arrays.integer, whole, arrays.column_lower),
        column_upper=np.where(arrays.integer, whole, arrays.column_upper),
        integer=np.zeros_like(arrays.integer),
    )
    solver = loaded(held, OPTIONS)
    if solution_of(solver) is None:
        return None
    solution = solver.getSolution()
    for dual, value, change in (
        (solution.col_dual, solution.col_value, solver.changeColsBounds),
        (solution.row_dual, solution.row_value, solver.changeRowsBounds),
    ):
        priced = np.flatnonzero(np.abs(np.array(dual)) > NO_PRICE).astype(np.int32)
        if len(priced):
            at = np.array(value)[priced]
            change(len(priced), priced, at, at)
    width = len(values)
    solver.changeColsCost(width, np.arange(width, dtype=np.int32), -_liking(model))
    solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
    found = solution_of(solver)
    return None if found is None else np.clip(found, held.column_lower, held.column_upper)


def _liking(model: SourcingModel) -> Floats:
    """Return what a unit in every column is liked by."""
    buy, inputs = model.columns["buy"], model.inputs
    offer = buy.index["offer"].to_numpy()
    small = inputs.suppliers[PREFERRED].to_numpy(dtype=np.float64)[inputs.offers["supplier_code"].to_numpy()[offer]]
    first = 1.0 - offer / max(len(inputs.offers), 1)
    value = buy.index["value"].to_numpy(dtype=np.float64)
    worth = value / max(float(value.max(initial=0.0)), 1.0)
    liking = np.zeros(model.columns.space.size)
    liking[buy.columns] = worth * (small + KEY_WEIGHT * first)
    return liking
