"""One program, solved: a first plan, the search from it, and a plan whose whole columns are whole."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from evplan.model.family.rebate import claim_rebates
from evplan.model.problem import ArrayProblem, Arrays
from evplan.model.program import SourcingModel
from evplan.quantities import Floats
from evplan.scenario.document import Solver
from evplan.scenario.rule import Cell
from evplan.solve.answer import Answer, Sight, Watch
from evplan.solve.foreign import solve_with_pulp
from evplan.solve.highs import Highs, version
from evplan.solve.start import FirstPlan, first_plan
from evplan.solve.tier import tier_plan

HIGHS = "highs"

LEAST_SECONDS = 0.01
"""Time that a solve gets even where none is left."""

TIER_PART = 0.6
"""Part of the time that choosing levels of rebates may take, before the search begins."""

FIRST_PLAN_PART = 0.5
"""Part of the time that finding a first plan may take."""


def solved(
    model: SourcingModel,
    arrays: Arrays,
    solver: Solver,
    seconds: float,
    start: Floats | None,
    watch: Watch | None,
    rounded: bool,
) -> Answer:
    """Return the end of one search as `finished` has it; ``start`` and ``rounded`` as in `raw`."""
    return finished(model, arrays, raw(model, arrays, solver, seconds, start, watch, rounded), solver)


def raw(
    model: SourcingModel,
    arrays: Arrays,
    solver: Solver,
    seconds: float,
    start: Floats | None,
    watch: Watch | None,
    rounded: bool,
) -> Answer:
    """Return the end of one search of a program, in the solver's own values.

    It begins with ``start``, or with levels of rebates and a first plan where there is none; if ``rounded``, with the
    better of ``start`` and a first plan.
    """
    ends = time.perf_counter() + seconds
    if start is None and solver.name.lower() == HIGHS:
        start = tier_plan(model, arrays, seconds * TIER_PART, solver.gap, solver.seed)
        # Rounding all at once is no better, but it has an eye for methods that are too dear.
        rounded = rounded and (start is None or model.columns["chosen_method"].size > 0)
    problem, left = ArrayProblem("evplan", arrays), max(ends - time.perf_counter(), LEAST_SECONDS)
    return _solve(problem, solver, left, start, watch, rounded)


def finished(model: SourcingModel, arrays: Arrays, answer: Answer, solver: Solver) -> Answer:
    """Return an answer with whole columns whole, rebates claimed, exact penalties; a value per column of the model."""
    if answer.values is None:
        return answer
    answer = _with_claims(model, arrays, polished(arrays, answer, solver))
    values = None if answer.values is None else answer.values[: len(model.arrays.cost)]
    return _with_exact_penalties(model, model.arrays.cost, replace(answer, values=values))


def _with_claims(model: SourcingModel, arrays: Arrays, answer: Answer) -> Answer:
    """Return the answer with every rebate that its spend reaches: a search may have left one within its gap."""
    if answer.values is None or answer.objective is None or not model.columns["level"].size:
        return answer
    values = answer.values.copy()
    claim_rebates(model.inputs, model.columns, values)
    saved = float(arrays.cost @ (answer.values - values))
    return replace(answer, values=values, objective=answer.objective - saved)


def _with_exact_penalties(model: SourcingModel, cost: Floats, answer: Answer) -> Answer:
    """Return the answer with soft scores' shortfalls, and what they cost, as they are and not as the tangent has them.

    The shortfall of a target with several methods is that of the best one.
    """
    shortfall = model.columns["shortfall"]
    if answer.values is None or answer.objective is None or not shortfall.size:
        return answer
    keys = ["rule", "vehicle", "year"]
    least = dict.fromkeys(shortfall.index[keys].itertuples(index=False, name=None), np.inf)
    for score in model.scores:
        key = (score.rule, score.vehicle, score.year)
        if key in least:
            short = max(score.minimum - score.value(answer.values), 0.0) if score.is_built(answer.values) else 0.0
            least[key] = min(least[key], short)
    exact = np.array(list(least.values()))
    added = float(cost[shortfall.columns] @ (exact - answer.values[shortfall.columns]))
    values = answer.values.copy()
    values[shortfall.columns] = exact
    return replace(answer, values=values, objective=answer.objective + added)


def _solve(
    problem: ArrayProblem,
    solver: Solver,
    seconds: float,
    start: Floats | None,
    watch: Watch | None,
    rounded: bool = False,
) -> Answer:
    """Solve from ``start``, or from a first plan where there is none or, if ``rounded``, where that is the better."""
    if solver.name.lower() != HIGHS:
        return solve_with_pulp(problem, solver, seconds)
    ends = time.perf_counter() + seconds
    first = None
    if (start is None or rounded) and problem.arrays.integer.any():
        first = first_plan(problem.arrays, seconds * FIRST_PLAN_PART, solver.gap, start)
        if watch is not None:
            watch(Sight(0.0, first.objective, first.bound))
        near = _near_enough(first, solver.gap)
        if near is not None:
            return near
        start = _better_start(problem.arrays, start, first)
        problem = ArrayProblem(problem.name, first.arrays)
    adapter = Highs(highs_options(solver, max(ends - time.perf_counter(), LEAST_SECONDS)), start, watch)
    problem.solve(adapter)
    assert adapter.answer is not None, "set by the solve"
    return _at_least_the_first(adapter.answer, first)


def _at_least_the_first(answer: Answer, first: FirstPlan | None) -> Answer:
    """Return the first plan, and its bound, where a search that was cut short has not even taken those up."""
    if first is None or answer.ending == "infeasible":
        return answer
    if answer.bound is None:
        answer = replace(answer, bound=first.bound)
    if answer.ending != "no_solution" or first.values is None:
        return answer
    return replace(answer, ending="feasible", values=first.values, objective=first.objective)


def _better_start(arrays: Arrays, start: Floats | None, first: FirstPlan) -> Floats | None:
    """Return the better of a plan to start from, unless it breaks a row of this program, and a first plan."""
    if start is None or _breaks_a_row(arrays, np.clip(start, arrays.column_lower, arrays.column_upper)):
        return first.values
    plans = [plan for plan in (start, first.values) if plan is not None]
    return min(plans, key=lambda plan: float(arrays.cost @ plan))


def _near_enough(first: FirstPlan, gap: float) -> Answer | None:
    """Return the first plan as the answer if the relaxation proves it to be within the gap asked for."""
    if first.values is None or first.objective is None or first.bound is None:
        return None
    answer = Answer("optimal", "Optimal", first.values, first.objective, first.bound, HIGHS, version())
    return answer if answer.gap is not None and answer.gap <= gap else None


def highs_options(solver: Solver, seconds: float) -> Mapping[str, Cell]:
    """Return HiGHS's options for a scenario's wishes; its own options come last."""
    options: dict[str, Cell] = {
        "mip_rel_gap": solver.gap,
        "time_limit": float(seconds),
        "random_seed": solver.seed,
        "primal_feasibility_tolerance": 1e-8,
        "mip_feasibility_tolerance": 1e-7,
    }
    if solver.threads is not None:
        options["threads"] = solver.threads
    return options | dict(solver.options)


def polished(arrays: Arrays, answer: Answer, solver: Solver) -> Answer:
    """Return the answer with whole columns whole and every row kept.

    A solver takes 0.9999999 for 1; rounding that can break a row by more than the tolerance of quantities. Then the
    whole columns are fixed and the rest is solved again.
    """
    if answer.values is None:
        return answer
    values = np.clip(answer.values, arrays.column_lower, arrays.column_upper)
    values[arrays.integer] = np.round(values[arrays.integer])
    if not arrays.integer.any() or not _breaks_a_row(arrays, values):
        return replace(answer, values=values)
    fixed = replace(
        arrays,
        column_lower=np.where(arrays.integer, values, arrays.column_lower),
        column_upper=np.where(arrays.integer, values, arrays.column_upper),
        integer=np.zeros_like(arrays.integer),
    )
    again = _solve(ArrayProblem("polish", fixed), solver.model_copy(update={"name": HIGHS}), 60.0, None, None)
    if again.values is None:
        return answer
    kept = np.clip(again.values, fixed.column_lower, fixed.column_upper)
    return replace(answer, values=kept, objective=again.objective)


def _breaks_a_row(arrays: Arrays, values: Floats) -> bool:
    row = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
    activity = np.bincount(row, weights=arrays.values * values[arrays.columns], minlength=len(arrays.row_lower))
    size = np.bincount(row, weights=np.abs(arrays.values * values[arrays.columns]), minlength=len(arrays.row_lower))
    slack = 1e-7 * np.maximum(1.0, size)
    return bool(np.any((activity < arrays.row_lower - slack) | (activity > arrays.row_upper + slack)))
