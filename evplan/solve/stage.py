"""Objectives in order: each is optimised while those before it keep what they reached, less their tolerance."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from evplan.model.objective import Aim, Held, held, towards
from evplan.model.program import SourcingModel, cheapest_mix
from evplan.quantities import Floats
from evplan.scenario.document import Solver
from evplan.solve.answer import Answer, Ending, Sight, Watch
from evplan.solve.search import Search, search
from evplan.solve.single import LEAST_SECONDS
from evplan.solve.tie import untied

MOST_TANGENTS = 6
"""Tangents of local content, as an objective or held, after which a stage takes the best plan that it has."""

ALONG_TANGENTS = "best along the tangents of local content"
"""How a stage of local content ends: a sum of ratios has many peaks, and no proof that this is the highest."""


@dataclass(frozen=True)
class Stage:
    """How one objective ended: rupiah, vehicles, hours, units or a score 0..1; ``bound`` ``None`` where none is proven.

    ``value`` is that of the plan which this stage found, or was left with.
    """

    objective: str
    ending: Ending
    value: float
    bound: float | None
    gap: float | None
    tolerance: float
    seconds: float


@dataclass(frozen=True)
class Staged:
    """The last plan, told in cost, and how every stage ended; without a plan there are no stages."""

    search: Search
    stages: tuple[Stage, ...]


def search_in_order(
    model: SourcingModel, solver: Solver, watch: Watch | None = None, start: Floats | None = None
) -> Staged:
    """Solve the model for its objectives in order; raises `SolverUnavailable`.

    Every stage starts from the plan of the one before, the first from ``start`` (a value per column) if there is one.
    The time that is left is shared out evenly over the stages that are left. The answer's objective is the plan's
    cost, its bound that of the first stage of cost; it is ``optimal`` only if every stage is.
    """
    ends = time.perf_counter() + solver.time_limit
    kept: list[Held] = []
    stages: list[Stage] = []
    plan: Search | None = None
    cost: Answer | None = None
    endings: list[tuple[Ending, str]] = []
    for place, aim in enumerate(model.aims):
        began = time.perf_counter()
        left = max((ends - began) / (len(model.aims) - place), LEAST_SECONDS)
        found = _stage(model, aim, kept, plan, solver.model_copy(update={"time_limit": left}), watch, start)
        if found.answer.values is None and plan is None:
            return Staged(found, ())
        ending = found.answer.ending if found.answer.values is not None else "no_solution"
        if plan is None or found.answer.values is not None:
            plan = found
        assert plan.answer.values is not None, "kept from an earlier stage"
        value = aim.value(model.arrays, plan.answer.values)
        kept.append(held(aim, value))
        stages.append(_told(aim, found.answer, ending, value, time.perf_counter() - began))
        endings.append((ending, found.answer.termination))
        if aim.name == "cost" and cost is None:
            cost = found.answer
        if found.answer.interrupted:
            break
    assert plan is not None, "there is an objective"
    return Staged(_in_cost(model, untied(model, plan), cost, endings), tuple(stages))


def _stage(
    model: SourcingModel,
    aim: Aim,
    kept: list[Held],
    plan: Search | None,
    solver: Solver,
    watch: Watch | None,
    start: Floats | None = None,
) -> Search:
    """Return the best plan for one objective that keeps the others, at least as good as ``plan``.

    Where local content is the objective, or has to be kept, it is linear only at a mix of costs: its tangent is laid
    through each plan that is found until the exact score is kept, and grows no more.
    """
    ends = time.perf_counter() + solver.time_limit
    start = start if plan is None else plan.answer.values
    mix = cheapest_mix(model) if start is None else start
    curved = bool(aim.scores) or any(one.aim.scores for one in kept)
    best = plan if curved else None
    seen = watch if aim.name == "cost" else _without_money(watch)
    for _ in range(MOST_TANGENTS):
        arrays = towards(model.arrays, aim, kept, mix)
        timed = solver.model_copy(update={"time_limit": max(ends - time.perf_counter(), LEAST_SECONDS)})
        current = search(replace(model, arrays=arrays), timed, seen, start)
        values = current.answer.values
        if values is None or not curved:
            break
        if all(one.kept(model.arrays, values) for one in kept):
            if best is not None and not _higher(model, aim, current, best, solver.gap):
                break
            best, start = current, values
            if not aim.scores:
                return current
        if current.answer.interrupted or time.perf_counter() >= ends:
            break
        mix = values
    return current if best is None else _along_tangents(best, current.answer.interrupted)


def _higher(model: SourcingModel, aim: Aim, new: Search, old: Search, gap: float) -> bool:
    """Return whether a plan is better by more than a tenth of the gap asked for."""
    value, before = (_value(model, aim, one) for one in (new, old))
    gain = value - before if aim.objective.maximised else before - value
    return gain > abs(before) * max(gap, 1e-6) / 10


def _value(model: SourcingModel, aim: Aim, found: Search) -> float:
    assert found.answer.values is not None, "a plan was found"
    return aim.value(model.arrays, found.answer.values)


def _along_tangents(found: Search, interrupted: bool) -> Search:
    """Return a plan as what it is: the best along tangents, with nothing proven about others."""
    answer = replace(found.answer, ending="feasible", termination=ALONG_TANGENTS, bound=None, interrupted=interrupted)
    return replace(found, answer=answer)


def _without_money(watch: Watch | None) -> Watch | None:
    """Return a watch that tells the time only: what is being optimised is no money."""
    return None if watch is None else (lambda sight: watch(Sight(sight.seconds, None, None)))


def _told(aim: Aim, answer: Answer, ending: Ending, value: float, seconds: float) -> Stage:
    """Return how a stage ended, in people's units; its bound never beyond its value."""
    bound = None if answer.bound is None else (-answer.bound if aim.objective.maximised else answer.bound)
    if bound is not None:
        bound = max(bound, value) if aim.objective.maximised else min(bound, value)
    gap = None if bound is None else abs(value - bound) / max(abs(value), 1e-9) if bound != value else 0.0
    told = None if bound is None else aim.told(bound)
    return Stage(aim.name, ending, aim.told(value), told, gap, aim.objective.tolerance, seconds)


def _in_cost(model: SourcingModel, plan: Search, cost: Answer | None, endings: list[tuple[Ending, str]]) -> Search:
    """Return the last plan with its cost as objective and the bound of cost, ``optimal`` only if every stage was."""
    values = plan.answer.values
    assert values is not None, "a plan was found"
    objective = float(model.arrays.cost @ values + model.arrays.offset)
    worst = next((pair for pair in endings if pair[0] != "optimal"), ("optimal", plan.answer.termination))
    ending: Ending = "optimal" if worst[0] == "optimal" else "feasible"
    answer = replace(
        plan.answer,
        ending=ending,
        termination=worst[1],
        objective=objective,
        bound=None if cost is None else cost.bound,
        values=np.asarray(values),
    )
    return replace(plan, answer=answer)
