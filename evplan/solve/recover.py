"""A plan found again after a disturbance: everything is free, and a bound says how far from the best it can be.

The relaxation starts from the plan's where the program has the same columns; whole numbers that do not move there are
left alone first, and only where that leaves a wider gap than was asked for is everything searched. The bound is that of
the program which every plan keeps (`evplan.model.ratio`), so it is proven also where a score is a sum of ratios.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from evplan.model.problem import Arrays
from evplan.model.program import SourcingModel, program_at
from evplan.plan.record import Solution
from evplan.quantities import NEGLIGIBLE_UNITS, Floats, from_solver_money
from evplan.scenario.document import Solver
from evplan.solve.answer import Answer, Ending
from evplan.solve.branch import Branching
from evplan.solve.extract import extract
from evplan.solve.highs import version
from evplan.solve.near import Relaxed, keeps, moved, nearby, relax
from evplan.solve.passing import all_pass
from evplan.solve.search import search
from evplan.solve.single import HIGHS, finished
from evplan.solve.stage import search_in_order

MUST_PART = 0.7
"""Part of a case's time for the search that leaves most whole numbers alone and has to build what it can."""

NEARBY_PART = 0.8
"""Part of a case's time after which such searches end."""

MOST_TANGENTS = 3
"""Times a plan's scores are laid at its own mix again until they pass exactly."""

NEARLY = 0.97
"""Part of what a relaxation builds of a vehicle, where it cannot build all, that a first search has to build."""

ROUNDING = 1e-7
"""Part of a number of vehicles that is rounding."""

LEAST_SECONDS = 0.5
"""Time that the search of everything gets even where none is left."""


@dataclass(frozen=True)
class Recovered:
    """How a case ended: ``gap`` relative, of cost and priced unmet vehicles; ``None`` where no bound is proven."""

    ending: Ending
    gap: float | None
    solution: Solution | None
    objective_idr: float | None


class Recovery:
    """A plan (a value per column of ``model``) from which plans are found that do without what a disturbance takes."""

    def __init__(self, model: SourcingModel, values: Floats, solver: Solver, seconds: float) -> None:
        self.model, self.values, self.solver, self.seconds = model, values, solver, seconds
        self.only_cost = [aim.name for aim in model.aims] == ["cost"]
        self.tangent = relax(program_at(model, values), seconds)
        self.root = self.tangent if not model.has_sum_of_ratios else relax(_every_plan(model), seconds)

    def again(self, model: SourcingModel, values: Floats) -> Recovered:
        """Return the best plan found of a model: the same with columns closed, or built again of disturbed data.

        ``values`` is the plan in the columns of that model, as far as it has them.
        """
        ends = time.perf_counter() + self.seconds
        if not self.only_cost:
            return _staged(model, self.solver, self.seconds, values)
        same = _sizes(model) == _sizes(self.model)
        tangent = relax(program_at(model, values), self.seconds, self.tangent if same else None)
        root = tangent
        if model.has_sum_of_ratios:
            root = relax(_every_plan(model), self.seconds, self.root if same else None)
        if root.impossible:
            return Recovered("infeasible", None, None, None)
        best = _as_it_is(model, values)
        if best is None or _gap(best.objective, root.bound) > self.solver.gap:
            best = self._near(model, values, root, (tangent, self.tangent if same else None), best)
        if best is not None and _gap(best.objective, root.bound) <= self.solver.gap:
            return _recovered(model, "optimal", best, root.bound)
        return _searched(model, self.solver, ends, root, best)

    def _near(
        self,
        model: SourcingModel,
        plan: Floats,
        root: Relaxed,
        tangents: tuple[Relaxed, Relaxed | None],
        best: Answer | None,
    ) -> Answer | None:
        """Return the best plan that leaves most whole numbers alone.

        First among those that build nearly all that the relaxation builds: where every vehicle may stay unbuilt at a
        high price, a search spends its time on the price. Only where there is none among all.
        """
        now, before = tangents
        began = time.perf_counter()
        if root.values is not None:
            must = _must_build(model, root.values)
            asked = now if _builds(must, now.values) else relax(program_at(must, plan), self.seconds, now)
            at = plan if before is None else before.values
            found = self._beside(must, plan, asked.values, at, began + self.seconds * MUST_PART)
            if found is not None and found.values is not None:
                return _cheaper(model, best, found)
        at = plan if before is None else before.values
        left = max(began + self.seconds * NEARBY_PART - time.perf_counter(), LEAST_SECONDS)
        return _cheaper(model, best, self._beside(model, plan, now.values, at, time.perf_counter() + left))

    def _beside(
        self, model: SourcingModel, plan: Floats, now: Floats | None, before: Floats | None, ends: float
    ) -> Answer | None:
        """Return the best plan that leaves alone whole numbers that do not move from one relaxation to the other.

        Where there is none before, from the plan itself (E. Danna, E. Rothberg, C. Le Pape: Exploring relaxation
        induced neighborhoods to improve MIP solutions, Mathematical Programming 102, 2005).
        """
        if now is None or before is None:
            return None
        free = (moved(now, before) | _shut(model, plan)) & model.arrays.integer
        free[model.columns["chosen_method"].columns] = False
        mix = plan
        solver = self.solver.model_copy(update={"gap": self.solver.gap / 2})
        for _ in range(MOST_TANGENTS if model.has_sum_of_ratios else 1):
            arrays = program_at(model, mix)
            answer = nearby(arrays, mix, free, solver, max(ends - time.perf_counter(), LEAST_SECONDS))
            answer = finished(model, arrays, answer, solver)
            if answer.values is None or all_pass(model, answer.values):
                return answer
            mix = answer.values
        return None


def _sizes(model: SourcingModel) -> list[tuple[str, int]]:
    return [(name, group.size) for name, group in model.columns.space.groups.items()]


def _as_it_is(model: SourcingModel, values: Floats) -> Answer | None:
    """Return the plan itself where it holds here too."""
    arrays = model.arrays
    inside = (values <= arrays.column_upper + NEGLIGIBLE_UNITS) & (values >= arrays.column_lower - NEGLIGIBLE_UNITS)
    if not (inside.all() and keeps(arrays, values) and all_pass(model, values)):
        return None
    return Answer("feasible", "the plan itself", values, _cost(arrays, values), None, HIGHS, version())


def _staged(model: SourcingModel, solver: Solver, seconds: float, start: Floats | None) -> Recovered:
    """Return what a search for several objectives in order finds; its gap is that of cost."""
    if start is not None and not keeps(model.arrays, start):
        start = None
    found = search_in_order(model, solver.model_copy(update={"time_limit": seconds}), None, start).search.answer
    if found.interrupted:
        raise KeyboardInterrupt
    if found.values is None:
        return Recovered(found.ending, None, None, None)
    return _recovered(model, found.ending, replace(found, objective=_cost(model.arrays, found.values)), found.bound)


def _searched(model: SourcingModel, solver: Solver, ends: float, root: Relaxed, best: Answer | None) -> Recovered:
    """Return the best plan of a search of everything, from the best one known; its bound is the better of two."""
    seconds = max(ends - time.perf_counter(), LEAST_SECONDS)
    start = None if best is None else best.values
    found = search(model, solver.model_copy(update={"time_limit": seconds}), None, start).answer
    known = [one for one in (root.bound, found.bound) if one is not None]
    proven, seen = max(known, default=None), _cheaper(model, best, found)
    if seen is None:
        return Recovered(found.ending, None, None, None)
    return _recovered(model, "optimal" if _gap(seen.objective, proven) <= solver.gap else "feasible", seen, proven)


def _must_build(model: SourcingModel, values: Floats) -> SourcingModel:
    """Return the model in which what a relaxation builds is built: all of it where it builds all that is wanted."""
    columns = _vehicles(model)
    lower, wanted = model.arrays.column_lower.copy(), model.arrays.column_upper[columns]
    whole = values[columns] > wanted * (1.0 - ROUNDING)
    lower[columns] = np.where(whole, wanted, np.clip(values[columns] * NEARLY, lower[columns], wanted))
    return replace(model, arrays=replace(model.arrays, column_lower=lower))


def _vehicles(model: SourcingModel) -> np.ndarray:
    """Return the columns that say how many vehicles are built."""
    group = model.columns["activity"]
    is_vehicle = model.inputs.explosion.roots["vehicle"].notna().to_numpy()[group.index["root"].to_numpy()]
    return np.asarray(group.columns[is_vehicle])


def _builds(must: SourcingModel, values: Floats | None) -> bool:
    """Return whether values build what has to be built."""
    columns = _vehicles(must)
    return values is not None and bool(np.all(values[columns] >= must.arrays.column_lower[columns] - NEGLIGIBLE_UNITS))


def _cheaper(model: SourcingModel, old: Answer | None, new: Answer | None) -> Answer | None:
    """Return the cheaper of two plans, its objective worked out; raises ``KeyboardInterrupt`` if a person stopped."""
    if new is not None and new.interrupted:
        raise KeyboardInterrupt
    if new is None or new.values is None:
        return old
    cost = _cost(model.arrays, new.values)
    if old is not None and old.objective is not None and old.objective <= cost:
        return old
    return replace(new, objective=cost)


def _recovered(model: SourcingModel, ending: Ending, answer: Answer, bound: float | None) -> Recovered:
    assert answer.values is not None, "a plan was found"
    assert answer.objective is not None, "a plan was found"
    gap = None if bound is None else max(_gap(answer.objective, bound), 0.0)
    return Recovered(ending, gap, extract(model, answer.values), from_solver_money(answer.objective))


def _every_plan(model: SourcingModel) -> Arrays:
    """Return the program that every plan keeps: the widest of `evplan.solve.branch`."""
    return Branching(model).root


def _shut(closed: SourcingModel, values: Floats) -> np.ndarray:
    """Return the whole columns of (offer, period) pairs that the plan ordered and that are closed now."""
    paid, upper = closed.columns.paid, closed.arrays.column_upper
    gone = (upper[paid.column] <= 0) & (values[paid.column] > NEGLIGIBLE_UNITS)
    pairs = np.unique(paid.pair[gone])
    shut = np.zeros(len(upper), dtype=np.bool_)
    for name in ("ordered", "order"):
        group = closed.columns[name]
        shut[group.columns[np.isin(group.index["pair"], pairs)]] = True
    return shut


def _cost(arrays: Arrays, values: Floats) -> float:
    return float(arrays.cost @ values + arrays.offset)


def _gap(cost: float | None, bound: float | None) -> float:
    if cost is None or bound is None:
        return float("inf")
    return (cost - bound) / max(abs(cost), 1e-9)
