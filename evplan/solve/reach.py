"""The highest score that can be reached within the data's own limits, if money did not matter.

Capacity, maxima, dates, certificates, plants and price bands hold; minimum orders, order sizes and other whole numbers
are relaxed; the scenario's rules are left aside. Each group of a score is a ratio of two linear sums, and its maximum
a few linear programs (Dinkelbach 1967; see `evplan.plan.reach`). The sum over the groups, each on its own, is a proven
bound; what all groups can reach together is climbed to by tangents (see `evplan.model.content`).
"""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pandas as pd

from evplan.model.content import Score
from evplan.model.program import SourcingModel, build
from evplan.plan.content import method_day
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats
from evplan.scenario.rule import LocalContent
from evplan.solve.highs import loaded, solution_of

TRIALS = 20
"""Linear programs after which the search for a ratio ends; three are usual."""

CLIMBS = 8
"""Tangents after which the climb ends; two are usual."""

SAME = 1e-9


def reachable(inputs: PlanInputs, asked: pd.DataFrame) -> pd.DataFrame:
    """Return ``asked`` (see `evplan.plan.reach.asked_scores`) with what its scores can reach, each on its own.

    Added columns: ``reached`` (0..1, by a plan with orders of any size) and ``bound`` (0..1, never exceeded by any
    plan); both ``NaN`` where the data allow no plan at all. All that is wanted is built; where that cannot be and the
    scenario prices vehicles that are not built, the score is of those that can.

    Raises ``LawNotInForce``.
    """
    rules = [
        LocalContent(id=f"reach-{method}", kind="local_content", method=method, minimum=0.0)
        for method in asked["method"].unique()
    ]
    demand = inputs.scenario.demand
    for penalty in dict.fromkeys([None, demand.unmet_penalty_idr]):
        wanted = demand.model_copy(update={"unmet_penalty_idr": penalty})
        scenario = inputs.scenario.model_copy(update={"rule": rules, "demand": wanted})
        model = build(replace(inputs, scenario=scenario))
        solver = _relaxed(model)
        if solution_of(solver) is not None:
            break
    else:
        return asked.assign(reached=np.nan, bound=np.nan)
    scores = {(score.vehicle, score.year, score.method): score for score in model.scores}
    found = [_both(inputs, solver, scores[key]) for key in asked[["vehicle", "year", "method"]].itertuples(index=False)]
    return asked.assign(reached=[pair[0] for pair in found], bound=[pair[1] for pair in found])


def _relaxed(model: SourcingModel) -> highspy.Highs:
    """Return a HiGHS with the relaxed program without any score's row and without costs."""
    arrays = model.arrays
    return loaded(replace(arrays, integer=np.zeros_like(arrays.integer), cost=np.zeros_like(arrays.cost)), {})


def _both(inputs: PlanInputs, solver: highspy.Highs, score: Score) -> tuple[float, float]:
    peaks = [_peak(solver, score, group) for group in range(len(score.weights))]
    ratios = np.array([ratio for ratio, _ in peaks])
    sizes = np.array([size for _, size in peaks])
    bound = float(score.points + score.weights @ ratios)
    reached = bound if len(peaks) == 1 else _climbed(solver, score, ratios, sizes)
    most = _maximum(inputs, score)
    return min(reached, most), min(max(bound, reached), most)


def _maximum(inputs: PlanInputs, score: Score) -> float:
    day = method_day(inputs.law, score.method, score.year)
    law = inputs.law
    return law.number(score.method, "maximum", day) if law.documents[score.method].find("maximum", day) else np.inf


def _peak(solver: highspy.Highs, score: Score, group: int) -> tuple[float, float]:
    """Return the highest ratio that a group can have, and its cost there (million rupiah)."""
    inside = np.where(score.group == group, 1.0, 0.0)
    ratio, size = 0.0, 0.0
    for _ in range(TRIALS):
        values = _highest(solver, score, inside * (score.local - ratio * score.cost))
        if values is None:
            break
        local, cost = score.sums(values)
        found = float(local[group] / cost[group]) if cost[group] > 0 else 0.0
        size = max(float(cost[group]), size if found <= ratio else 0.0)
        if found <= ratio + SAME:
            break
        ratio = found
    return ratio, size


def _climbed(solver: highspy.Highs, score: Score, ratios: Floats, sizes: Floats) -> float:
    """Return the best exact score found by laying tangents at the last plan, the first at the groups' own peaks."""
    best = 0.0
    for _ in range(CLIMBS):
        per_group = np.divide(score.weights, sizes, out=np.zeros_like(sizes), where=sizes > 0) * max(sizes.sum(), 1.0)
        slope = per_group[score.group] * (score.local - ratios[score.group] * score.cost)
        values = _highest(solver, score, slope)
        if values is None or score.value(values) <= best + SAME:
            break
        best = score.value(values)
        local, sizes = score.sums(values)
        ratios = np.divide(local, sizes, out=np.zeros_like(sizes), where=sizes > 0)
    return best


def _highest(solver: highspy.Highs, score: Score, gain: Floats) -> Floats | None:
    """Return the column values with the highest gain per column of the score, from where the solver stands."""
    width = solver.getNumCol()
    cost = np.zeros(width)
    np.subtract.at(cost, score.column, gain)
    solver.changeColsCost(width, np.arange(width, dtype=np.int32), cost)
    return solution_of(solver)
