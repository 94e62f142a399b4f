"""From a model to an answer: which solver, how long, and the law's sums of ratios held exactly."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pulp

from evplan.errors import SolverUnavailable, nearest
from evplan.model.content import ROW_SCALE
from evplan.model.problem import ArrayProblem, Arrays
from evplan.model.program import SourcingModel, cheapest_mix, problem_at, program_at
from evplan.quantities import SCORE_MARGIN, Floats
from evplan.scenario.document import Solver
from evplan.scenario.rule import Cell
from evplan.solve.answer import Answer, Sight, Watch
from evplan.solve.foreign import has_cbc, solve_with_pulp
from evplan.solve.highs import Highs, run, version
from evplan.solve.start import FirstPlan, around, first_plan

HIGHS = "highs"

MOST_TANGENTS = 8
"""Solves after which the search for an exact pass gives up; two or three are usual."""

ROUNDING = 1e-12
"""Rounding error of a score worked out in floats."""

CLOSE_SCORE = 5e-4
"""An exact score that passes by no more than this (0.05 points) is not worth another solve."""


LEAST_SECONDS = 0.01
"""Time that a solve gets even where none is left."""

TANGENT_PART = 0.6
"""Part of the time that is left which one tangent may take, where a search starts from a plan."""

FIRST_PLAN_PART = 0.5
"""Part of the time that finding a first plan may take."""


@dataclass(frozen=True)
class Search:
    """How a search ended: the answer, the program it answers, and how many tangents it took (0: none was needed)."""

    answer: Answer
    arrays: Arrays
    tangents: int


def available_solvers() -> list[str]:
    """Return the names of the solvers that can be used here: HiGHS, and what PuLP finds."""
    found = pulp.listSolvers(onlyAvailable=True)
    return [HIGHS, *(["cbc"] if has_cbc() else []), *(name for name in found if name.lower() not in (HIGHS, "cbc"))]


def search(model: SourcingModel, solver: Solver, watch: Watch | None = None, start: Floats | None = None) -> Search:
    """Solve the model; raises `SolverUnavailable`.

    A score that is a sum of ratios is held by its tangent at a mix of costs. The first mix is the cheapest one; the
    plan found is scored exactly; if it misses a minimum, or passes by more than needed although the row binds, the
    tangent is laid through its own mix and the program solved again from that plan. Bound and gap are those of the
    last tangent.

    Rows ask for `SCORE_MARGIN` above a minimum, so that rounding cannot break the law. Where that is out of reach,
    scores that can just be what the law asks (75 points x 80 % = 60) are asked for no more.

    ``start`` is a plan to begin with, a value per column; the first mix is then its own.
    """
    _check_known(solver.name)
    ends = time.perf_counter() + solver.time_limit
    try:
        return _searched_to_the_edge(model, solver, ends, watch, start)
    except KeyboardInterrupt:
        return Search(_stopped(), model.arrays, 0)


def _searched_to_the_edge(
    model: SourcingModel, solver: Solver, ends: float, watch: Watch | None, start: Floats | None
) -> Search:
    found = _searched(model, solver, ends, watch, start)
    if found.answer.ending != "infeasible" or not model.scores:
        return found
    edge = _at_the_edge(model, max(ends - time.perf_counter(), 1.0))
    again = None if edge is None else _searched(edge, solver, ends, watch)
    return found if again is None or again.answer.values is None else again


def _at_the_edge(model: SourcingModel, seconds: float) -> SourcingModel | None:
    """Return the model without margin on the scores whose best is their minimum itself; ``None`` where none is."""
    values = richest_mix(model, lambda arrays: arrays, seconds)
    if values is None:
        return None
    edge = [abs(score.value(values) - score.minimum) < SCORE_MARGIN for score in model.scores]
    scores = [replace(score, margin=0.0) if on else score for score, on in zip(model.scores, edge, strict=True)]
    return replace(model, scores=tuple(scores)) if any(edge) else None


def _searched(
    model: SourcingModel, solver: Solver, ends: float, watch: Watch | None, start: Floats | None = None
) -> Search:
    mix, best, widened = cheapest_mix(model) if start is None else start, None, False
    # A stage that starts from a plan goes far from it; its first tangent must leave time for the next.
    part = 1.0 if start is None or not model.has_sum_of_ratios else TANGENT_PART
    for tangents in range(1, MOST_TANGENTS + 1):
        left = max(part * (ends - time.perf_counter()), LEAST_SECONDS)
        current = _once(model, mix, solver, left, start, watch, rounded=tangents == 1)
        values = current.answer.values
        if not model.has_sum_of_ratios:
            return current
        current = replace(current, tangents=tangents)
        if values is None:
            start = None if best or widened or current.answer.ending != "infeasible" else _widened(model, ends)
            if start is None:
                return best or current
            mix, widened = start, True
            continue
        if all_pass(model, values):
            if best is not None and not _better(current, best, solver.gap):
                return replace(best, tangents=tangents)
            best = current
            if _is_close(model, current.arrays, values):
                return best
        if current.answer.interrupted or time.perf_counter() >= ends:
            break
        mix = start = values
    return best or replace(current, answer=replace(current.answer, ending="no_solution", values=None, objective=None))


def _once(
    model: SourcingModel,
    mix: Floats,
    solver: Solver,
    seconds: float,
    start: Floats | None,
    watch: Watch | None,
    rounded: bool,
) -> Search:
    problem = problem_at(model, mix)
    answer = _solve(problem, solver, seconds, start, watch, rounded)
    if answer.values is not None:
        answer = _with_exact_penalties(model, problem.arrays.cost, polished(problem.arrays, answer, solver))
    return Search(answer, problem.arrays, 0)


def _widened(model: SourcingModel, ends: float) -> Floats | None:
    return feasible_mix(model, lambda arrays: arrays, max(ends - time.perf_counter(), 1.0))


def all_pass(model: SourcingModel, values: Floats, short: float = 0.0) -> bool:
    """Return whether every mandatory target is passed exactly (or missed by no more), by one of its methods."""
    best: dict[tuple[str, str, int], bool] = {}
    for score in model.scores:
        key = (score.rule, score.vehicle, score.year)
        mandatory = np.isnan(score.penalty_idr) and score.is_built(values)
        # Without a margin, a score that is the minimum itself may be a rounding error below it here.
        least = score.minimum - (short if score.margin else ROUNDING)
        passes = not mandatory or score.value(values) >= least
        best[key] = best.get(key, False) or passes
    return all(best.values())


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


def _better(new: Search, old: Search, gap: float) -> bool:
    """Return whether a plan is cheaper by more than a tenth of the gap asked for."""
    cost, before = new.answer.objective, old.answer.objective
    return cost is not None and before is not None and cost < before - abs(before) * gap / 10


def _is_close(model: SourcingModel, arrays: Arrays, values: Floats) -> bool:
    """Return whether no tangent binds and leaves the exact score well above its minimum, nor is far off a soft one."""
    for place, score in enumerate(model.scores):
        if len(score.weights) > 1:
            above = _above_tangent(model, place, arrays, values)
            slack = score.value(values) - score.minimum
            if np.isnan(score.penalty_idr) and slack > CLOSE_SCORE and above < 2 * SCORE_MARGIN:
                return False
            if not np.isnan(score.penalty_idr) and abs(above) > 10 * SCORE_MARGIN and min(above, slack) < 0:
                return False
    return True


def _above_tangent(model: SourcingModel, place: int, arrays: Arrays, values: Floats) -> float:
    """Return by how much the row of the score in this place is above its bound."""
    row = len(model.arrays.row_lower) + place
    start, end = arrays.starts[row], arrays.starts[row + 1]
    above = arrays.values[start:end] @ values[arrays.columns[start:end]] - arrays.row_lower[row]
    return float(above) / ROW_SCALE


def feasible_mix(model: SourcingModel, prepared: Callable[[Arrays], Arrays], seconds: float) -> Floats | None:
    """Return column values that keep every row and pass every mandatory target, to a millionth, or ``None``."""
    values = richest_mix(model, prepared, seconds)
    return values if values is not None and all_pass(model, values, SCORE_MARGIN) else None


def richest_mix(model: SourcingModel, prepared: Callable[[Arrays], Arrays], seconds: float) -> Floats | None:
    """Return column values that keep every row but the scores' and come as near to every minimum as can be.

    The scores are raised by successive tangents: each program has a shortfall on every score's row, and the sum of
    the shortfalls is minimised, until all pass or nothing moves any more; the scores are then out of reach as far as
    tangents show. ``prepared`` may change a program before it is solved (its objective does not matter). ``None``
    if the other rows have no solution themselves.
    """
    ends = time.perf_counter() + seconds
    mix, best = cheapest_mix(model), None
    rows = np.arange(len(model.arrays.row_lower), len(model.arrays.row_lower) + len(model.scores))
    for _ in range(MOST_TANGENTS):
        eased = _with_shortfalls(prepared(program_at(model, mix)), rows)
        answer = run(eased, {"time_limit": max(ends - time.perf_counter(), 1.0), "mip_abs_gap": SCORE_MARGIN / 10})
        if answer.values is None:
            break
        best = answer.values[: len(mix)]
        if all_pass(model, best) or np.allclose(best, mix, rtol=1e-6, atol=1e-6):
            break
        mix = best
    return best


def _with_shortfalls(arrays: Arrays, rows: np.ndarray) -> Arrays:
    """Return the program with a shortfall on each of these rows, their sum minimised instead of cost."""
    width = len(arrays.cost)
    count = np.zeros(len(arrays.row_lower), dtype=np.int64)
    count[rows] = 1
    at = arrays.starts[rows + 1]
    starts = arrays.starts + np.concatenate([[0], np.cumsum(count)])
    return replace(
        arrays,
        cost=np.concatenate([np.zeros(width), np.ones(len(rows))]),
        offset=0.0,
        column_lower=np.concatenate([arrays.column_lower, np.zeros(len(rows))]),
        column_upper=np.concatenate([arrays.column_upper, np.full(len(rows), np.inf)]),
        integer=np.concatenate([arrays.integer, np.zeros(len(rows), dtype=np.bool_)]),
        starts=starts,
        columns=np.insert(arrays.columns, at, width + np.arange(len(rows))),
        values=np.insert(arrays.values, at, ROW_SCALE),
    )


def _check_known(name: str) -> None:
    known = available_solvers()
    if name.lower() not in {solver.lower() for solver in known}:
        raise SolverUnavailable(solver=name, known=", ".join(known), nearest=nearest(name, known))


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
        first = first_plan(problem.arrays, seconds * FIRST_PLAN_PART, solver.gap)
        if watch is not None:
            watch(Sight(0.0, first.objective, first.bound))
        near = _near_enough(first, solver.gap)
        if near is not None:
            return near
        start = _better_start(problem.arrays, start, first, max(ends - time.perf_counter(), LEAST_SECONDS))
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


def _stopped() -> Answer:
    """Return the answer to a search that a person stopped before it had a plan."""
    return Answer("no_solution", "Interrupted by user", None, None, None, HIGHS, version(), True)


def _better_start(arrays: Arrays, start: Floats | None, first: FirstPlan, seconds: float) -> Floats | None:
    """Return the best of a plan to start from, what its own whole columns allow at best, and a first plan."""
    if start is None:
        return first.values
    plans = [start, around(arrays, start, seconds), first.values]
    return min((plan for plan in plans if plan is not None), key=lambda plan: float(arrays.cost @ plan))


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
