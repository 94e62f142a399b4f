"""What the next points of local content cost at least, over the whole plan: solved again with a higher minimum.

Three answers for every step of the score, from the plan as it stands:

- a plan found: the whole numbers of the plan kept (who is ordered from, which bands) and quantities solved again, and
  where that is not provably within the gap asked for, the whole program from there;
- a bound: no plan that keeps all rules costs less;
- the relaxed price: what the relaxation (orders of any size, parts of a yes or no) costs more at the higher minimum
  than at the score as it is. It is free of the gap, and the best estimate where the gap is wider than the price.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evplan.model.content import Score
from evplan.model.incumbent import values_of
from evplan.model.problem import Arrays
from evplan.model.program import SourcingModel, build, program_at
from evplan.plan.record import Solution
from evplan.quantities import PERCENTAGE_POINTS, Floats, from_solver_money, to_solver_money
from evplan.scenario.document import Solver
from evplan.scenario.rule import LocalContent
from evplan.solve.answer import Answer
from evplan.solve.highs import run
from evplan.solve.passing import all_pass, richest_mix
from evplan.solve.search import CLOSE_SCORE
from evplan.solve.single import FIRST_PLAN_PART, highs_options, polished
from evplan.solve.start import first_plan

_Prepared = Callable[[Arrays], Arrays]

RULE = "evplan.next-points"

TANGENTS = 6
"""Tangents after which a score is taken as it is; two or three are usual."""

ROUNDING = 1e-9
"""Part of a score that is a rounding error here: a hundred-millionth of a point."""

OUT_OF_REACH, FOUND, NOT_FOUND = "out_of_reach", "found", "not_found"

FRONTIER_COLUMNS = {
    "points": "float64",
    "target": "float64",
    "status": "str",
    "score": "float64",
    "extra_idr": "float64",
    "least_idr": "float64",
    "relaxed_idr": "float64",
}


@dataclass(frozen=True)
class From:
    """The plan that the next points start from: its model, quantities, cost and proven bound on it (rupiah).

    The bound holds with a higher minimum too, which only takes plans away.
    """

    model: SourcingModel
    solution: Solution
    cost_idr: float
    bound_idr: float = -np.inf


@dataclass(frozen=True)
class _Found:
    """The end of a search: column values and their objective (million rupiah)."""

    values: Floats
    objective: float


def frontier(
    start: From, vehicle: str, year: int, method: str, score: float, points: Sequence[float], solver: Solver
) -> pd.DataFrame:
    """Return what percentage points more than ``score`` cost: a row for none, and one per step in ``points``.

    Columns `FRONTIER_COLUMNS`: ``target`` (0..1), ``status`` (found | not_found within the time | out_of_reach),
    ``score`` of the plan found, exact; in rupiah of the whole plan, against the plan as it stands: ``extra_idr`` of the
    plan found, ``least_idr`` (no plan costs less), ``relaxed_idr`` (the relaxation's own difference). Negative: a
    cheaper plan than this one has the higher score too.
    """
    steps = [0.0, *points]
    rows = [(step, *_step(start, vehicle, year, method, score + step / PERCENTAGE_POINTS, solver)) for step in steps]
    table = pd.DataFrame(rows, columns=list(FRONTIER_COLUMNS)).astype(FRONTIER_COLUMNS)
    return table.assign(relaxed_idr=table["relaxed_idr"] - table["relaxed_idr"].iloc[0])


def raised(model: SourcingModel, vehicle: str, year: int, method: str, minimum: float) -> SourcingModel:
    """Return the model of the same plan with one more rule: this score at least ``minimum``, without margin."""
    inputs = model.inputs
    periods = inputs.periods.loc[inputs.periods["year"].eq(year), "period"].tolist()
    rule = LocalContent(
        id=RULE, kind="local_content", method=method, minimum=minimum, vehicles=[vehicle], periods=periods
    )
    model = build(replace(inputs, scenario=inputs.scenario.model_copy(update={"rule": [*inputs.scenario.rule, rule]})))
    # Its row comes last. A margin could put the score that the plan has just out of reach.
    return replace(model, scores=(*model.scores[:-1], replace(model.scores[-1], margin=0.0)))


def _step(
    start: From, vehicle: str, year: int, method: str, target: float, solver: Solver
) -> tuple[float, str, float, float, float, float]:
    nothing = (np.nan, np.nan, np.nan, np.nan)
    if target > 1.0:
        return target, OUT_OF_REACH, *nothing
    model = raised(start.model, vehicle, year, method, target)
    goal = model.scores[-1]
    mix = values_of(model, start.solution)
    relaxed = _at_target(model, goal, mix, _without_whole_numbers)
    if relaxed is None:
        richest = richest_mix(model, _without_whole_numbers, solver.time_limit)
        relaxed = None if richest is None else _at_target(model, goal, richest, _without_whole_numbers)
    if relaxed is None:
        return target, OUT_OF_REACH, *nothing
    found, bound = _whole(model, goal, start, mix, relaxed, solver)
    price = from_solver_money(relaxed.objective)
    least = from_solver_money(bound) - start.cost_idr
    if found is None:
        return target, NOT_FOUND, np.nan, np.nan, least, price
    extra = from_solver_money(found.objective) - start.cost_idr
    return target, FOUND, goal.value(found.values), extra, min(least, extra), price


def _whole(
    model: SourcingModel, goal: Score, start: From, mix: Floats, relaxed: _Found, solver: Solver
) -> tuple[_Found | None, float]:
    """Return the cheapest plan found within the time and the proven bound (million rupiah)."""
    ends = time.perf_counter() + solver.time_limit
    found = _at_target(model, goal, mix, lambda arrays: _whole_numbers_of(arrays, mix))
    own = to_solver_money(np.array([start.cost_idr, start.bound_idr]))
    if goal.value(mix) >= goal.minimum - ROUNDING and (found is None or own[0] < found.objective):
        found = _Found(mix, float(own[0]))
    bound = max(relaxed.objective, float(own[1]))
    at = relaxed.values if found is None else found.values
    for _ in range(TANGENTS):
        if _near(found, bound, solver.gap) or time.perf_counter() >= ends:
            break
        arrays = program_at(model, at)
        answer = _searched(arrays, None if found is None else found.values, solver, ends)
        if answer.values is None or answer.objective is None:
            break
        if len(goal.weights) == 1:
            bound = max(bound, answer.bound or bound)
        if all_pass(model, answer.values):
            if found is None or answer.objective < found.objective:
                found = _Found(answer.values, answer.objective)
            break
        at = answer.values
    return found, bound if found is None else min(bound, found.objective)


def _near(found: _Found | None, bound: float, gap: float) -> bool:
    return found is not None and found.objective - bound <= gap * abs(found.objective)


def _searched(arrays: Arrays, begin: Floats | None, solver: Solver, ends: float) -> Answer:
    """Return the end of a search from a plan, or from a first one made of the relaxation."""
    if begin is None:
        begin = first_plan(arrays, max(ends - time.perf_counter(), 1.0) * FIRST_PLAN_PART, solver.gap).values
    answer = run(arrays, highs_options(solver, max(ends - time.perf_counter(), 1.0)), begin)
    return answer if answer.values is None else polished(arrays, answer, solver)


def _at_target(model: SourcingModel, goal: Score, mix: Floats, prepared: _Prepared) -> _Found | None:
    """Return the cheapest linear solution whose exact score is the target, tangents laid again at every solution."""
    # Compared with the first objective, not-a-number is never close.
    best, before = None, np.nan
    for _ in range(TANGENTS):
        arrays = prepared(program_at(model, mix))
        answer = run(arrays, {})
        if answer.values is None or answer.objective is None:
            break
        above = goal.value(answer.values) - goal.minimum
        if above >= -ROUNDING and (best is None or answer.objective < best.objective):
            best = _Found(answer.values, answer.objective)
        settled = abs(answer.objective - before) <= ROUNDING * abs(before)
        if len(goal.weights) == 1 or settled or -ROUNDING <= above <= CLOSE_SCORE / 10:
            break
        mix, before = answer.values, answer.objective
    return best


def _without_whole_numbers(arrays: Arrays) -> Arrays:
    return replace(arrays, integer=np.zeros_like(arrays.integer))


def _whole_numbers_of(arrays: Arrays, values: Floats) -> Arrays:
    """Return the program with the whole columns fixed at these values."""
    return replace(
        arrays,
        column_lower=np.where(arrays.integer, values, arrays.column_lower),
        column_upper=np.where(arrays.integer, values, arrays.column_upper),
        integer=np.zeros_like(arrays.integer),
    )
