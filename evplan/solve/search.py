"""From a model to an answer: which solver, how long, and the law's sums of ratios held exactly."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pulp

from evplan.errors import SolverUnavailable, nearest
from evplan.model.content import ROW_SCALE
from evplan.model.problem import Arrays
from evplan.model.program import SourcingModel, cheapest_mix, program_at
from evplan.quantities import SCORE_MARGIN, Floats
from evplan.scenario.document import Solver
from evplan.scenario.rule import Cell
from evplan.solve.answer import Answer, Watch
from evplan.solve.branch import Branching
from evplan.solve.foreign import has_cbc
from evplan.solve.highs import run, version
from evplan.solve.method import by_single_ratio
from evplan.solve.passing import MOST_TANGENTS, all_pass, feasible_mix, richest_mix
from evplan.solve.single import HIGHS, LEAST_SECONDS, finished, highs_options, raw, solved

CLOSE_SCORE = 5e-4
"""An exact score that passes by no more than this (0.05 points) is not worth another solve."""


TANGENT_PART = 0.6
"""Part of the time that is left which one tangent may take, where a search starts from a plan."""

ROOT_PART = 0.4
"""Part of the time that the program which every plan keeps may take, before the tangents."""

QUICK_GAP = 5e-3
"""Relative gap to which it is solved at first, where a smaller one is asked for."""

SIMPLE_PART = 0.4
"""Part of the time left that a first plan by methods of one ratio may take."""

PROOF_PART = 0.25
"""Part of the time spent so far that cutting ranges of ratios may add, where there is a plan."""

PROOF_SECONDS = 2.0
"""Seconds that it may add in any case."""

NO_PLAN_PART = 0.5
"""Part of the time left that it may take where the tangents found no plan."""

PROVEN = 1e-5
"""Relative gap that is none: what a row's margin of a millionth of the score may cost."""

SUM_LEFT = "a sum of ratios leaves a gap"
"""How a search ends that is done, with a bound further away than the gap asked for."""


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

    A score that is a sum of ratios is no linear row. First a program is solved that every plan keeps
    (`evplan.model.ratio`): its bound holds, and its plan is the answer if it passes exactly. If not, the score is held
    by its tangent at the plan's mix of costs; the plan found is scored exactly; if it misses a minimum, or passes by
    more than needed although the row binds, the tangent is laid through its own mix and the program solved again from
    that plan. Last, a small part of the time goes to a better bound and better plans (`evplan.solve.branch`). The
    answer is ``optimal`` only if its gap against the bound that holds is within the gap asked for.

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
    if not model.has_sum_of_ratios:
        mix = cheapest_mix(model) if start is None else start
        arrays, seconds = program_at(model, mix), max(ends - time.perf_counter(), LEAST_SECONDS)
        return Search(solved(model, arrays, solver, seconds, start, watch, rounded=True), arrays, 0)
    began = time.perf_counter()
    branching = Branching(model)
    root = branching.root
    wide = None if start is None else branching.with_ratios(start)
    seconds = max(ROOT_PART * (ends - time.perf_counter()), LEAST_SECONDS)
    quick = solver.model_copy(update={"gap": max(solver.gap, QUICK_GAP)})
    loose = raw(model, root, quick, seconds, wide, _bound_only(watch), rounded=True)
    if loose.ending == "infeasible":
        return Search(loose, branching.plain, 0)
    first = _first(model, root, loose, solver)
    if loose.gap is not None and loose.gap > max(solver.gap, PROVEN):
        # Near the bound a plan of the relaxed program often fails; one that passed is not given up for it.
        loose, first = _closer(model, root, (loose, first), solver, (began, seconds), watch)
    if first is not None and _is_proven(first.answer, loose.bound, solver.gap):
        return _proven(first, loose.bound, solver.gap)
    mix = cheapest_mix(model) if loose.values is None else loose.values[: len(model.arrays.cost)]
    if first is not None and start is None:
        assert first.answer.values is not None, "it passes"
        start = mix = first.answer.values
    if first is None and start is None:
        simple = by_single_ratio(model, mix, solver, SIMPLE_PART * (ends - time.perf_counter()))
        if simple is not None and simple.values is not None:
            first = Search(simple, _own_program(model, simple.values), 0)
            start = mix = simple.values
    found = _tangents(model, solver, ends, _plan_only(watch, loose.bound), (start, mix), first)
    return _branched(model, branching, (loose, found), solver, (began, ends))


def _closer(
    model: SourcingModel,
    root: Arrays,
    so_far: tuple[Answer, Search | None],
    solver: Solver,
    clock: tuple[float, float],
    watch: Watch | None,
) -> tuple[Answer, Search | None]:
    """Return the relaxed program solved on, to the gap asked for, and the better of the plans that pass."""
    (loose, first), (began, seconds) = so_far, clock
    left = began + seconds - time.perf_counter()
    if left <= 0 or loose.interrupted:
        return so_far
    again = raw(model, root, solver, left, loose.values, _bound_only(watch), rounded=False)
    if again.values is None or again.bound is None:
        return so_far
    second = _first(model, root, again, solver)
    if first is None or (second is not None and _better(second, first, 0.0)):
        first = second
    return again, first


def _first(model: SourcingModel, root: Arrays, loose: Answer, solver: Solver) -> Search | None:
    """Return the plan of the relaxed program if it passes."""
    answer = finished(model, root, loose, solver)
    if answer.values is None or not all_pass(model, answer.values):
        return None
    return Search(answer, _own_program(model, answer.values), 0)


def _own_program(model: SourcingModel, values: Floats) -> Arrays:
    """Return the program laid at a plan that passes, without margin for scores that the plan passes by less."""
    scores = [
        replace(score, margin=0.0) if score.value(values) < score.minimum + score.margin else score
        for score in model.scores
    ]
    return program_at(replace(model, scores=tuple(scores)), values)


def _tangents(
    model: SourcingModel,
    solver: Solver,
    ends: float,
    watch: Watch | None,
    begin: tuple[Floats | None, Floats],
    first: Search | None,
) -> Search:
    """Return the best plan along tangents, from a plan to start with (or none) and a first mix."""
    (start, mix), best, widened = begin, first, False
    # A stage that starts from a plan goes far from it; its first tangent must leave time for the next.
    part = 1.0 if start is None else TANGENT_PART
    for tangents in range(1, MOST_TANGENTS + 1):
        left = max(part * (ends - time.perf_counter()), LEAST_SECONDS)
        arrays = program_at(model, mix)
        answer = solved(model, arrays, solver, left, start, watch, rounded=tangents == 1)
        current, values = Search(answer, arrays, tangents), answer.values
        if values is None:
            start = None if best or widened or answer.ending != "infeasible" else _widened(model, ends)
            if start is None:
                return best or current
            mix, widened = start, True
            continue
        if all_pass(model, values):
            if best is not None and not _better(current, best, solver.gap):
                return replace(best, tangents=tangents)
            best = current
            # Laid where a group is empty, a tangent asks for far more of it than one through its own mix.
            if _is_close(model, arrays, values) and (tangents > 1 or not model.columns["filled"].size):
                return best
        if answer.interrupted or time.perf_counter() >= ends:
            break
        mix = start = values
    return best or replace(current, answer=replace(current.answer, ending="no_solution", values=None, objective=None))


def _branched(
    model: SourcingModel,
    branching: Branching,
    so_far: tuple[Answer, Search],
    solver: Solver,
    clock: tuple[float, float],
) -> Search:
    """Return the end of a search with its proven bound, and a better plan where cutting ranges finds one."""
    (loose, found), (began, ends) = so_far, clock
    bound, best = loose.bound, found.answer
    has_plan = best.values is not None
    if best.interrupted or loose.values is None or bound is None or solver.name.lower() != HIGHS:
        return _proven(found, bound, solver.gap) if has_plan else found
    now = time.perf_counter()
    part = max(PROOF_PART * (now - began), PROOF_SECONDS) if has_plan else NO_PLAN_PART * (ends - now)
    cost = np.inf if best.objective is None else best.objective
    try:
        proof = branching.prove(
            (bound, loose.values),
            cost,
            max(solver.gap, PROVEN),
            min(now + part, ends),
            lambda arrays, seconds: run(arrays, _step_options(solver, seconds)),
            lambda arrays, seconds: _attempt(model, arrays, solver, seconds),
        )
    except KeyboardInterrupt:
        stopped = replace(found, answer=replace(best, interrupted=True))
        return _proven(stopped, bound, solver.gap) if has_plan else stopped
    if proof.plan is not None and proof.plan.values is not None:
        found = Search(proof.plan, _own_program(model, proof.plan.values), found.tangents)
    elif not has_plan:
        return replace(found, answer=replace(best, ending="infeasible")) if proof.finished else found
    return _proven(found, proof.bound, solver.gap)


def _attempt(model: SourcingModel, arrays: Arrays, solver: Solver, seconds: float) -> Answer | None:
    answer = finished(model, arrays, run(arrays, _step_options(solver, seconds)), solver)
    return answer if answer.values is not None and all_pass(model, answer.values) else None


def _step_options(solver: Solver, seconds: float) -> Mapping[str, Cell]:
    return {**highs_options(solver, seconds), "mip_rel_gap": solver.gap / 4}


def _is_proven(answer: Answer, bound: float | None, gap: float) -> bool:
    within = replace(answer, bound=bound).gap
    return within is not None and within <= max(gap, PROVEN)


def _proven(found: Search, bound: float | None, gap: float) -> Search:
    """Return a plan with a bound that holds for all plans; ``optimal`` only if it is within the gap asked for."""
    answer = found.answer
    if bound is not None and answer.objective is not None:
        bound = min(bound, answer.objective)
    if _is_proven(answer, bound, gap):
        answer = replace(answer, ending="optimal", termination="Optimal", bound=bound)
    else:
        word = SUM_LEFT if answer.ending == "optimal" else answer.termination
        answer = replace(answer, ending="feasible", termination=word, bound=bound)
    return replace(found, answer=answer)


def _bound_only(watch: Watch | None) -> Watch | None:
    """Return a watch that is told no plan: one of the relaxed program may fail."""
    return None if watch is None else (lambda sight: watch(replace(sight, incumbent=None)))


def _plan_only(watch: Watch | None, bound: float | None) -> Watch | None:
    """Return a watch that is told this bound: that of a tangent holds for the tangent alone."""
    return None if watch is None else (lambda sight: watch(replace(sight, bound=bound)))


def _widened(model: SourcingModel, ends: float) -> Floats | None:
    return feasible_mix(model, lambda arrays: arrays, max(ends - time.perf_counter(), 1.0))


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


def _check_known(name: str) -> None:
    known = available_solvers()
    if name.lower() not in {solver.lower() for solver in known}:
        raise SolverUnavailable(solver=name, known=", ".join(known), nearest=nearest(name, known))


def _stopped() -> Answer:
    """Return the answer to a search that a person stopped before it had a plan."""
    return Answer("no_solution", "Interrupted by user", None, None, None, HIGHS, version(), True)
