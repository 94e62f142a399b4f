"""From a model to an answer: which solver, how long, and the law's sums of ratios held exactly."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pulp

from evplan.errors import SolverUnavailable, nearest
from evplan.model.content import Score
from evplan.model.problem import ArrayProblem, Arrays
from evplan.model.program import SourcingModel, cheapest_mix, problem_at
from evplan.quantities import SCORE_MARGIN, Floats
from evplan.scenario.document import Solver
from evplan.scenario.rule import Cell
from evplan.solve.answer import Answer, Watch
from evplan.solve.foreign import solve_with_pulp
from evplan.solve.highs import Highs

HIGHS = "highs"

MOST_TANGENTS = 8
"""Solves after which the search for an exact pass gives up; two or three are usual."""

CLOSE_SCORE = 5e-4
"""An exact score that passes by no more than this (0.05 points) is not worth another solve."""


@dataclass(frozen=True)
class Search:
    """How a search ended: the answer, the tangents that it took, and what to know about it."""

    answer: Answer
    arrays: Arrays
    tangents: int
    notes: tuple[str, ...] = ()


def available_solvers() -> list[str]:
    """Return the names of the solvers that can be used here: HiGHS, and what PuLP finds."""
    return [HIGHS, "cbc", *(name for name in pulp.listSolvers(onlyAvailable=True) if not name.startswith("HiGHS"))]


def search(model: SourcingModel, solver: Solver, watch: Watch | None = None) -> Search:
    """Solve the model; raises `SolverUnavailable`.

    A score that is a sum of ratios is held by its tangent at a mix of costs. The first mix is the cheapest one; the
    plan found is scored exactly; if it misses a minimum, or passes by more than needed although the row binds, the
    tangent is laid through its own mix and the program solved again from that plan.
    """
    _check_known(solver.name)
    ends = time.perf_counter() + solver.time_limit
    mix, best, start = cheapest_mix(model), None, None
    for tangents in range(1, MOST_TANGENTS + 1):
        problem = problem_at(model, mix)
        answer = _solve(problem, solver, max(ends - time.perf_counter(), 1.0), start, watch)
        current = Search(answer, problem.arrays, tangents)
        if answer.values is None:
            if best is None and model.has_sum_of_ratios and answer.ending == "infeasible":
                mix = _richest_mix(model, solver, mix, ends)
                if mix is not None:
                    best = current
                    continue
            return best if best is not None and best.answer.values is not None else current
        answer = polished(problem.arrays, answer, solver)
        current = replace(current, answer=answer)
        passes = all_pass(model, answer.values)
        if not model.has_sum_of_ratios or answer.interrupted:
            return current
        known = best if best is not None and best.answer.values is not None else None
        if passes and known is not None and not _better(current, known, solver.gap):
            return replace(known, tangents=tangents)
        if passes:
            best = current
            if _is_close(model, problem.arrays, answer.values) or time.perf_counter() >= ends:
                return current
        elif time.perf_counter() >= ends:
            break
        mix, start = answer.values, answer.values
    if best is not None and best.answer.values is not None:
        return best
    return replace(current, answer=replace(answer, ending="no_solution", values=None, objective=None))


def all_pass(model: SourcingModel, values: Floats) -> bool:
    """Return whether every mandatory target is passed exactly, by one of its methods."""
    best: dict[tuple[str, str, int], bool] = {}
    for score in model.scores:
        key = (score.rule, score.vehicle, score.year)
        passes = not np.isnan(score.penalty_idr) or score.value(values) >= score.minimum
        best[key] = best.get(key, False) or passes
    return all(best.values())


def _better(new: Search, old: Search, gap: float) -> bool:
    assert new.answer.objective is not None and old.answer.objective is not None
    return new.answer.objective < old.answer.objective * (1 - gap / 10)


def _is_close(model: SourcingModel, arrays: Arrays, values: Floats) -> bool:
    """Return whether no tangent both binds and leaves the exact score well above its minimum."""
    first = len(arrays.row_lower) - len(arrays.starts) + 1
    del first
    for score in model.scores:
        exact = score.value(values)
        if len(score.weights) > 1 and np.isnan(score.penalty_idr) and exact - score.minimum > CLOSE_SCORE:
            tangent = _tangent_value(model, score, arrays, values)
            if tangent is not None and tangent < SCORE_MARGIN:
                return False
    return True


def _tangent_value(model: SourcingModel, score: Score, arrays: Arrays, values: Floats) -> float | None:
    """Return by how much the tangent's row of a score is above its bound, ``None`` where it is switched off."""
    row = len(model.arrays.row_lower) + next(place for place, other in enumerate(model.scores) if other is score)
    start, end = arrays.starts[row], arrays.starts[row + 1]
    return float(arrays.values[start:end] @ values[arrays.columns[start:end]] - arrays.row_lower[row])


def _richest_mix(model: SourcingModel, solver: Solver, mix: Floats, ends: float) -> Floats | None:
    """Return a mix that passes every target exactly, or ``None`` if raising the scores themselves finds none.

    The scores are raised by successive tangents with every other row held: shortfalls are minimised instead of cost.
    """
    place = len(model.arrays.row_lower)
    for _ in range(MOST_TANGENTS):
        arrays = problem_at(model, mix).arrays
        rows = np.arange(place, place + len(model.scores))
        eased = _with_shortfalls(arrays, rows)
        answer = _solve(ArrayProblem("shortfall", eased), solver, max(ends - time.perf_counter(), 1.0), None, None)
        if answer.values is None:
            return None
        values = answer.values[: len(arrays.cost)]
        if all_pass(model, values):
            return values
        if np.allclose(values, mix, atol=1e-6):
            return None
        mix = values
    return None


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
        values=np.insert(arrays.values, at, 1.0),
    )


def _check_known(name: str) -> None:
    known = available_solvers()
    if name.lower() not in {solver.lower() for solver in known}:
        raise SolverUnavailable(solver=name, known=", ".join(known), nearest=nearest(name, known))


def _solve(
    problem: ArrayProblem, solver: Solver, seconds: float, start: Floats | None, watch: Watch | None
) -> Answer:
    if solver.name.lower() != HIGHS:
        return solve_with_pulp(problem, solver, seconds)
    adapter = Highs(highs_options(solver, seconds), start, watch)
    problem.solve(adapter)
    assert adapter.answer is not None, "set by the solve"
    return adapter.answer


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
    assert answer.values is not None
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
