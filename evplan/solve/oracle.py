"""Answers from the elastic program: a plan that holds some limits and breaks others as little as can be."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import replace

import highspy
import numpy as np

from evplan.model.problem import Arrays
from evplan.model.program import cheapest_mix
from evplan.quantities import SCORE_MARGIN, Floats
from evplan.scenario.rule import Cell
from evplan.solve.dive import dive
from evplan.solve.elastic import Elastic
from evplan.solve.highs import loaded, run, solution_of
from evplan.solve.limit import RULE, Limit
from evplan.solve.passing import MOST_TANGENTS

WHOLE_MOVE = 1e4
"""Price of breaking a limit by all of it."""

OUT_OF_REACH = 1e7
"""Price of a whole score that is held: it is broken only where nothing else helps."""

COST_PART = 3e-3
"""All cost counts as much as this part of a whole move: without any cost the program is slow to solve."""

BROKEN = 1e-6
"""A limit is broken by more than this part of its whole; less is rounding."""

BETTER = 1e-3
"""Another tangent is laid as long as it makes the sum of moves smaller by this part."""

NEARER = 0.1
"""Another tangent is laid as long as it brings the worst score nearer by this part of what it misses."""

SMALL = 500
"""Programs with up to so many whole columns are solved exactly; larger ones are rounded from their relaxation first."""

ROUNDING_SECONDS = 20.0
"""Rounding takes so long at most."""

MOST_NODES = 200
"""Choices of the law's methods that are looked at for one question."""

RAY = 1e-9
"""A limit is blamed if breaking all of it weighs more than this in a proof that nothing holds ..."""

BLAMED = 1e-3
"""... or, where a score is missed, if that would bring it nearer by this part of what it misses."""


class Oracle:
    """Asks one elastic program; ``relaxed`` leaves whole numbers aside, ``unsure`` says that a limit of time cut in.

    ``quick`` takes the methods of the scores that look best instead of proving it: an answer is a plan all the same.
    ``blamed`` are limits that stood in the way of the last question that had no answer, by the duals of its programs;
    they are worked out only where ``blames`` is set, since that takes as long as the question itself.
    """

    def __init__(self, elastic: Elastic, seconds: float) -> None:
        self.elastic = elastic
        self.ends = time.perf_counter() + seconds
        self.relaxed = True
        self.quick = False
        self.blames = False
        self.solves = 0
        self.unsure = False
        self.blamed: set[Limit] = set()
        self._mix = cheapest_mix(elastic.model)
        groups = elastic.model.columns.space.groups.values()
        cost = np.concatenate([group.cost for group in groups])
        self._cost = cost * (WHOLE_MOVE * COST_PART / max(float(np.abs(cost) @ self._mix), 1e-6))
        self._methods: dict[int, float] = {}
        self._known: tuple[tuple[set[Limit], Mapping[Limit, float]], Floats] | None = None
        self._scored = {Limit(RULE, score.rule) for score in elastic.model.scores}

    @property
    def _is_small(self) -> bool:
        return bool(self.elastic.model.arrays.integer.sum() <= SMALL)

    @property
    def late(self) -> bool:
        """Return whether the time is up."""
        return time.perf_counter() > self.ends

    def plan(self, held: Collection[Limit], weights: Mapping[Limit, float] | None = None) -> Floats | None:
        """Return column values that hold these limits, at the least weighted break of the others; ``None``: none.

        Limits that are neither held nor weighted may be broken for nothing; settings are held unless weighted. Scores
        that are held pass exactly, to a millionth; a sum of ratios by successive tangents (see `evplan.solve.search`).
        """
        weights = weights or {}
        held = {*held, *(limit for limit in self.elastic.settings if limit not in weights)}
        open_ = self._scored & held
        self.blamed = set()
        if self.late:
            self.unsure = True
            return None
        if self._known is not None and self._known[0] == (held, weights):
            return self._known[1]
        mix, best, least, missed = self._mix, None, np.inf, np.inf
        for _ in range(MOST_TANGENTS):
            values = self._solved(self._program(mix, held - open_, open_, weights), open_, weights)
            if values is None:
                break
            short = self._short(open_, values)
            size = sum(weight * self.broken(limit, values) for limit, weight in weights.items())
            if short <= SCORE_MARGIN and size < least * (1 - BETTER):
                best, least = values, size
            elif short <= SCORE_MARGIN or short > missed * (1 - NEARER):
                break
            if not self.elastic.model.has_sum_of_ratios or (best is not None and least <= BROKEN):
                break
            mix, missed = values, short
        if best is not None and open_:
            self._mix = best
        return best

    def keep(self, held: Collection[Limit], weights: Mapping[Limit, float], values: Floats) -> None:
        """Take values that hold these limits as the answer of `plan` to the same question, until others are kept."""
        self._known = ({*held, *(limit for limit in self.elastic.settings if limit not in weights)}, weights), values

    def whole_plan(self, held: Collection[Limit], weights: Mapping[Limit, float]) -> Floats | None:
        """Return values as `plan` does, with whole numbers; in large programs rounded, and so no longer the least."""
        self.relaxed = not self._is_small
        values = self.plan(held, weights)
        if not self.relaxed or values is None:
            return values
        held = {*held, *(limit for limit in self.elastic.settings if limit not in weights)}
        open_ = self._scored & held
        for _ in range(MOST_TANGENTS):
            arrays = self._program(values, held - open_, open_, weights)
            values = self._rounded(arrays, values)
            if values is None or self._short(open_, values) <= SCORE_MARGIN:
                return values
        return None

    def _rounded(self, arrays: Arrays, near: Floats) -> Floats | None:
        """Return a whole plan near the values of a relaxation, with its methods; a search if rounding finds none."""
        chosen = self.elastic.model.columns["chosen_method"].columns
        settled = _with_bounds(arrays, chosen, np.round(near[chosen]))
        self.solves += 1
        rounded, _ = dive(settled, min(self._seconds(), ROUNDING_SECONDS))
        return rounded if rounded is not None else self._exact(settled, exact=False)

    def broken(self, limit: Limit, values: Floats) -> float:
        """Return by how much a limit is broken, in parts of its whole; of a score exactly, in points of 0..1."""
        short = self.shortfalls(limit, values)
        return self.elastic.broken_by(limit, values) if short is None else float(sum(short.values()))

    def shortfalls(self, limit: Limit, values: Floats) -> dict[tuple[str, int], float] | None:
        """Return by how much each vehicle's year misses a local-content rule; ``None`` for any other limit."""
        if limit not in self._scored:
            return None
        short: dict[tuple[str, int], float] = {}
        for score in self.elastic.model.scores:
            if score.rule == limit.key:
                key = (score.vehicle, score.year)
                missed = max(score.minimum - score.value(values), 0.0) if score.is_built(values) else 0.0
                short[key] = min(short.get(key, np.inf), missed)
        return short

    def _short(self, limits: Collection[Limit], values: Floats) -> float:
        """Return by how much the score that is furthest from its minimum misses it, of these rules."""
        missed = [self.shortfalls(limit, values) or {} for limit in limits]
        return max((short for each in missed for short in each.values()), default=0.0)

    def _program(
        self, mix: Floats, held: Collection[Limit], open_: Collection[Limit], weights: Mapping[Limit, float]
    ) -> Arrays:
        prices = {limit: weight * WHOLE_MOVE for limit, weight in weights.items()}
        prices |= dict.fromkeys(open_, OUT_OF_REACH)
        arrays = self.elastic.program(mix, held, prices)
        return replace(arrays, cost=arrays.cost + self._cost)

    def _solved(self, arrays: Arrays, open_: set[Limit], weights: Mapping[Limit, float]) -> Floats | None:
        """Return values of one program; its scores' methods are settled first, so that the rest is linear or small."""
        if not self.relaxed and self._is_small:
            return self._exact(arrays, exact=bool(weights))
        values = self._by_methods(arrays, open_, weights)
        return values if self.relaxed or values is None else self._rounded(arrays, values)

    def _exact(self, arrays: Arrays, exact: bool) -> Floats | None:
        self.solves += 1
        gap: dict[str, Cell] = {"mip_rel_gap": 1e-7, "mip_abs_gap": 1e-7} if exact else {"mip_rel_gap": 1.0}
        seconds = self._seconds() if self._is_small else min(self._seconds(), ROUNDING_SECONDS)
        options = {"time_limit": seconds, "primal_feasibility_tolerance": 1e-8, **gap}
        answer = run(arrays, options)
        self.unsure |= answer.values is None and answer.ending != "infeasible"
        return answer.values

    def _by_methods(self, arrays: Arrays, open_: set[Limit], weights: Mapping[Limit, float]) -> Floats | None:
        """Return the best values of the relaxation over the choices of the scores' methods, by branching on them.

        Where no choice reaches the scores that are held, those that come nearest are returned.
        """
        options: dict[str, Cell] = {"time_limit": self._seconds(), "primal_feasibility_tolerance": 1e-8}
        # A dual ray is at hand only where presolve did not take rows away; it would be solved for once more.
        solver = loaded(_relaxed(arrays), options | ({"presolve": "off"} if self.blames else {}))
        chosen = self.elastic.model.columns["chosen_method"]
        columns = chosen.columns.astype(np.int32)
        needs_method = bool(chosen.size) and bool(self._scored & (open_ | weights.keys()))
        best, least = None, np.inf
        stack: list[dict[int, float]] = [{}]
        if needs_method and self._methods and not (weights and not self.quick):
            stack.append(self._methods)
        for _ in range(MOST_NODES):
            if not stack or self.late:
                break
            fixed = stack.pop()
            if needs_method:
                bounds = np.array([fixed.get(place, np.nan) for place in range(chosen.size)])
                low, high = np.where(np.isnan(bounds), 0.0, bounds), np.where(np.isnan(bounds), 1.0, bounds)
                solver.changeColsBounds(len(columns), columns, low, high)
            self.solves += 1
            values = solution_of(solver)
            if values is None:
                self.unsure |= solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
                if self.blames:
                    self._blame(_ray(solver, arrays), RAY)
                continue
            price = float(arrays.cost @ values)
            if price >= least - 1e-9 * abs(least):
                continue
            reached = self._short(open_, values) <= SCORE_MARGIN
            dead = bool(open_) and not reached and self._beyond_tangent(open_, values) > SCORE_MARGIN
            if dead and self.blames:
                multipliers = np.array(solver.getSolution().col_dual)
                self._blame(multipliers, OUT_OF_REACH * self._beyond_tangent(open_, values) * BLAMED)
            place = self._undecided(values, fixed) if needs_method and not dead else None
            if place is None or (not weights and reached):
                best, least = values, price
                if reached and needs_method:
                    self._methods = {place: float(values[column] > 0.5) for place, column in enumerate(columns)}
                if reached and (self.quick or not weights):
                    break
            elif self.quick:
                stack.append(self._best_methods(values))
            else:
                stack += self._branches(place, values, fixed)
        self.unsure |= bool(stack) and best is None
        return best

    def _beyond_tangent(self, open_: set[Limit], values: Floats) -> float:
        """Return by how much the program itself misses a held score; then no further choice of methods can help it."""
        levers = self.elastic.levers
        return max(float(values[levers[limit].columns].max(initial=0.0)) for limit in open_)

    def _blame(self, multipliers: Floats | None, least: float) -> None:
        """Note the limits whose break would change a proof; all of them where the solver gives no multipliers."""
        for limit, lever in self.elastic.levers.items():
            if multipliers is None or (np.abs(multipliers[lever.columns]) * lever.scale > least).any():
                self.blamed.add(limit)

    def _undecided(self, values: Floats, fixed: Mapping[int, float]) -> int | None:
        """Return a row of ``chosen_method`` whose method is neither chosen nor left in a solution."""
        chosen = self.elastic.model.columns["chosen_method"]
        part = values[chosen.columns]
        loose = [place for place in range(chosen.size) if place not in fixed and 1e-6 < part[place] < 1 - 1e-6]
        return max(loose, key=lambda place: part[place]) if loose else None

    def _best_methods(self, values: Floats) -> dict[int, float]:
        """Return the choice, for every target, of the method that comes nearest to its minimum or is furthest above."""
        chosen, scores = self.elastic.model.columns["chosen_method"].index, self.elastic.model.scores
        margin = [scores[target].value(values) - scores[target].minimum for target in chosen["target"]]
        table = chosen[["rule", "vehicle", "year"]].assign(margin=margin, place=np.arange(len(chosen)))
        best = table.sort_values("margin").drop_duplicates(["rule", "vehicle", "year"], keep="last")["place"]
        return {place: float(place in set(best)) for place in range(len(chosen))}

    def _branches(self, place: int, values: Floats, fixed: Mapping[int, float]) -> list[dict[int, float]]:
        """Return one branch per method of the target, the one with the highest score last (it is taken first)."""
        chosen = self.elastic.model.columns["chosen_method"].index
        keys = ["rule", "vehicle", "year"]
        same = np.flatnonzero((chosen[keys] == chosen[keys].iloc[place]).all(axis=1))
        scores = self.elastic.model.scores
        targets = chosen["target"].to_numpy()
        order = sorted(same, key=lambda one: scores[targets[one]].value(values) - scores[targets[one]].minimum)
        return [dict(fixed) | {int(one): float(one == taken) for one in same} for taken in order]

    def _seconds(self) -> float:
        return max(self.ends - time.perf_counter(), 1.0)


def _ray(solver: highspy.Highs, arrays: Arrays) -> Floats | None:
    """Return the multiplier of every column in the proof that a program has no solution, largest one 1."""
    _, known, ray = solver.getDualRay()
    if not known:
        return None
    row = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
    multiplier = np.bincount(arrays.columns, weights=arrays.values * np.array(ray)[row], minlength=len(arrays.cost))
    return np.asarray(multiplier / max(float(np.abs(multiplier).max()), 1e-300))


def _relaxed(arrays: Arrays) -> Arrays:
    return replace(arrays, integer=np.zeros_like(arrays.integer))


def _with_bounds(arrays: Arrays, columns: np.ndarray, values: Floats) -> Arrays:
    lower, upper = arrays.column_lower.copy(), arrays.column_upper.copy()
    lower[columns], upper[columns] = values, values
    return replace(arrays, column_lower=lower, column_upper=upper)
