"""Answers from the elastic program: a plan that holds some limits and breaks others as little as can be."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping

import numpy as np

from evplan.model.problem import Arrays
from evplan.model.program import cheapest_mix
from evplan.quantities import SCORE_MARGIN, Floats
from evplan.scenario.rule import Cell
from evplan.solve.elastic import Elastic
from evplan.solve.highs import run
from evplan.solve.limit import RULE, Limit
from evplan.solve.search import MOST_TANGENTS

OUT_OF_REACH = 1e3
"""Price of a whole score that is held: it is broken only where nothing else helps."""

BROKEN = 1e-6
"""A limit is broken by more than this part of its whole; less is rounding."""

BETTER = 1e-3
"""Another tangent is laid as long as it makes the sum of moves smaller by this part."""


class Oracle:
    """Asks one elastic program; ``relaxed`` leaves whole numbers aside, ``unsure`` says that a time limit cut in."""

    def __init__(self, elastic: Elastic, seconds: float) -> None:
        self.elastic = elastic
        self.ends = time.perf_counter() + seconds
        self.relaxed = True
        self.solves = 0
        self.unsure = False
        self._mix = cheapest_mix(elastic.model)
        self._chosen = elastic.model.columns["chosen_method"].columns

    @property
    def late(self) -> bool:
        """Return whether the time is up."""
        return time.perf_counter() > self.ends

    def plan(self, held: Collection[Limit], weights: Mapping[Limit, float] | None = None) -> Floats | None:
        """Return column values that hold these limits, at the least weighted break of the others; ``None``: none.

        Limits that are neither held nor weighted may be broken for nothing; settings are held unless weighted. Scores that are held pass exactly, to a
        millionth; one that is a sum of ratios by successive tangents (see `evplan.solve.search`).
        """
        weights = weights or {}
        held = {*held, *(limit for limit in self.elastic.settings if limit not in weights)}
        scored = {Limit(RULE, score.rule) for score in self.elastic.model.scores}
        open_ = scored & set(held)
        cost = self._cost(weights) | self._cost(dict.fromkeys(open_, OUT_OF_REACH))
        whole = self._whole(bool(scored & (open_ | weights.keys())))
        mix, best, least = self._mix, None, np.inf
        for _ in range(MOST_TANGENTS):
            arrays = self.elastic.program(mix, [limit for limit in held if limit not in open_], cost)
            values = self._solved(arrays, whole, exact=bool(weights))
            if values is None:
                break
            passes = self.passes(open_, values)
            size = sum(weight * self.broken(limit, values) for limit, weight in weights.items())
            if passes and size < least * (1 - BETTER):
                best, least = values, size
            elif passes or np.allclose(values, mix, rtol=1e-6, atol=1e-6):
                break
            if passes and (not weights or least <= BROKEN or not self.elastic.model.has_sum_of_ratios):
                break
            mix = values
        if best is not None and open_:
            self._mix = best
        return best

    def broken(self, limit: Limit, values: Floats) -> float:
        """Return by how much a limit is broken, in parts of its whole; of a score exactly, in points of 0..1."""
        short = self.shortfalls(limit, values)
        return self.elastic.broken_by(limit, values) if short is None else float(sum(short.values()))

    def shortfalls(self, limit: Limit, values: Floats) -> dict[tuple[str, int], float] | None:
        """Return by how much each vehicle's year misses a local-content rule; ``None`` for any other limit."""
        scores = [score for score in self.elastic.model.scores if limit == Limit(RULE, score.rule)]
        if not scores:
            return None
        short: dict[tuple[str, int], float] = {}
        for score in scores:
            key = (score.vehicle, score.year)
            missed = max(score.minimum - score.value(values), 0.0) if score.is_built(values) else 0.0
            short[key] = min(short.get(key, np.inf), missed)
        return short

    def passes(self, limits: Collection[Limit], values: Floats) -> bool:
        """Return whether the scores of these rules are all reached."""
        missed = [self.shortfalls(limit, values) or {} for limit in limits]
        return all(short <= SCORE_MARGIN for each in missed for short in each.values())

    def _cost(self, weights: Mapping[Limit, float]) -> dict[int, float]:
        levers = self.elastic.levers
        return {
            int(column): weight / float(scale)
            for limit, weight in weights.items()
            for column, scale in zip(levers[limit].columns, levers[limit].scale, strict=True)
        }

    def _whole(self, with_scores: bool) -> np.ndarray:
        """Return which columns are whole: all that are, or of a relaxation the choice of the law's method alone."""
        integer = self.elastic.model.arrays.integer
        whole = np.zeros_like(integer)
        if with_scores:
            whole[self._chosen] = True
        return whole if self.relaxed else integer

    def _solved(self, arrays: Arrays, whole: np.ndarray, exact: bool) -> Floats | None:
        self.solves += 1
        options: dict[str, Cell] = {
            "time_limit": max(self.ends - time.perf_counter(), 1.0),
            "mip_rel_gap": 1e-4 if exact else 1.0,
            "primal_feasibility_tolerance": 1e-8,
        }
        answer = run(_with_whole(arrays, whole), options)
        self.unsure |= answer.values is None and answer.ending != "infeasible"
        return answer.values


def _with_whole(arrays: Arrays, whole: np.ndarray) -> Arrays:
    return Arrays(
        arrays.cost,
        arrays.offset,
        arrays.column_lower,
        arrays.column_upper,
        whole,
        arrays.row_lower,
        arrays.row_upper,
        arrays.starts,
        arrays.columns,
        arrays.values,
    )
