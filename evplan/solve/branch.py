"""A bound that is proven, and better plans, for scores that are sums of ratios: the ranges of the ratios are cut.

`evplan.model.ratio.relaxed` is a program that every plan keeps whose ratios lie in given ranges. Where its optimum does
not pass, the range of the ratio that it overstates most is cut in two, and both programs are solved: the lowest of
all bounds is the bound. Each optimum also gives plans to try: of the tangent at its mix, and of its ratios as levels.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import highspy
import numpy as np
import pandas as pd

from evplan.model.block import Terms
from evplan.model.problem import Arrays, append
from evplan.model.program import SourcingModel, cheapest_mix, program_at
from evplan.model.ratio import Curved, Ranges, curved_scores, levelled, levels_of, reachable, relaxed, tightened, widest
from evplan.quantities import Floats
from evplan.solve.answer import Answer
from evplan.solve.highs import loaded, solution_of

OVERSTATED = 1e-9
"""A score that is overstated by no more than this is exact."""

MOST_NODES = 400
"""Programs after which cutting ends, whatever the time."""

NARROWING_PART = 0.5
"""Part of the time that narrowing spends and ranges may take, before any are cut."""

PRIMAL_SIMPLEX = 4
"""HiGHS's number for it."""

LEAST_SECONDS = 0.01
"""Time that a solve gets even where none is left."""

SLACK = 1e-7
"""Relative room for the rounding of a solver where it narrows."""

INSIDE = 0.1
"""A range is cut no nearer to its end than by this part of it."""


Solve = Callable[[Arrays, float], Answer]
"""Solve a program for at most so many seconds."""

Try = Callable[[Arrays, float], Answer | None]
"""Solve a program and return its plan, a value per column of the model, if that passes all scores exactly."""


@dataclass(frozen=True)
class Proof:
    """What cutting ranges showed: the best plan (``None``: no better one), the bound, and whether nothing is left.

    Without a plan, and nothing left, there is none.
    """

    plan: Answer | None
    bound: float
    finished: bool


@dataclass(frozen=True, order=True)
class _Node:
    bound: float
    number: int
    ranges: Ranges
    values: Floats


class Branching:
    """The relaxed programs of a model, from the widest ranges on."""

    def __init__(self, model: SourcingModel) -> None:
        self.model = model
        self.plain = program_at(model, cheapest_mix(model))
        self.first = len(model.arrays.row_lower)
        self.curved: Curved = curved_scores(model.columns, model.scores, model.arrays)
        self.widest = widest(self.curved)

    @property
    def root(self) -> Arrays:
        """Return the program that every plan keeps."""
        return self.program(self.widest)

    def program(self, ranges: Ranges) -> Arrays:
        """Return the program that every plan within these ranges keeps."""
        return relaxed(self.plain, self.first, self.curved, ranges)

    def with_ratios(self, values: Floats) -> Floats:
        """Return a plan with its ratios behind it, as the relaxed programs have them."""
        return np.concatenate([values, self.curved.found(values)])

    def prove(
        self,
        root: tuple[float, Floats],
        cost: float,
        gap: float,
        ends: float,
        solve: Solve,
        attempt: Try,
    ) -> Proof:
        """Cut ranges until no plan can be cheaper than the best by more than ``gap``, or time is up.

        ``root`` is bound and values of the widest program, ``cost`` that of the best plan so far (infinite without).
        """
        best: Answer | None = None
        if np.isfinite(cost) and root[0] < cost - gap * abs(cost):
            root = self._narrowed(root, cost, ends, solve)
        # What cannot be cut any more, or was not solved in time, keeps its bound.
        settled, number = np.inf, 0
        nodes = [_Node(root[0], 0, self.widest, root[1])]
        while (
            nodes and nodes[0].bound < cost - gap * _size(cost) and time.perf_counter() < ends and number < MOST_NODES
        ):
            node = heapq.heappop(nodes)
            for plan in self._plans(node, ends, attempt):
                if plan.objective is not None and plan.objective < cost:
                    best, cost = plan, plan.objective
            cut = self._cut(node)
            if cut is None:
                settled = min(settled, node.bound)
                continue
            for ranges in cut:
                if not reachable(self.curved, ranges):
                    continue
                answer = solve(self.program(ranges), max(ends - time.perf_counter(), LEAST_SECONDS))
                if answer.ending == "infeasible":
                    continue
                bound = max(node.bound, -np.inf if answer.bound is None else answer.bound)
                if answer.values is None:
                    settled = min(settled, bound)
                elif bound < cost:
                    number += 1
                    heapq.heappush(nodes, _Node(bound, number, ranges, answer.values))
        bound = min([settled, cost, *(node.bound for node in nodes)])
        return Proof(best, bound, finished=not nodes and np.isinf(settled))

    def _narrowed(self, root: tuple[float, Floats], cost: float, ends: float, solve: Solve) -> tuple[float, Floats]:
        """Solve the widest program with ranges and spends that no plan as cheap as the best one leaves.

        They come from the linear relaxation, for one ratio after the other, the most overstated first.
        """
        width, arrays = len(self.plain.cost), self.root
        ratios, ranges = list(self.curved.ratios), Ranges(self.widest.low.copy(), self.widest.high.copy())
        over = self.curved.weights * (root[1][width:] - self.curved.found(root[1][:width]))
        solver = loaded(_no_dearer(replace(arrays, integer=np.zeros_like(arrays.integer)), cost), {})
        half = time.perf_counter() + NARROWING_PART * (ends - time.perf_counter())
        # Only the objective changes from here on, so the last point keeps every row.
        found = _extreme(solver, arrays.cost, 1.0, half)
        solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
        for place in np.argsort(-over, kind="stable"):
            if found is None or over[place] <= OVERSTATED or time.perf_counter() >= half:
                break
            ratio = ratios[place]
            spent = np.zeros(len(arrays.cost))
            score = self.curved.scores[ratio.target]
            inside = score.group == ratio.group
            np.add.at(spent, score.column[inside], score.cost[inside])
            least, most = (_extreme(solver, spent, side, half) for side in (1.0, -1.0))
            ratios[place] = replace(
                ratio,
                least=max(ratio.least, (least or 0.0) * (1 - SLACK)),
                most=ratio.most if most is None else min(ratio.most, most * (1 + SLACK)),
            )
            itself = np.zeros(len(arrays.cost))
            itself[width + place] = 1.0
            highest = _extreme(solver, itself, -1.0, half) if ratio.filled < 0 else None
            if highest is not None:
                ranges.high[place] = min(ranges.high[place], highest + SLACK)
        self.curved = replace(self.curved, ratios=tuple(ratios))
        self.widest = tightened(self.curved, ranges)
        answer = solve(self.root, max(ends - time.perf_counter(), LEAST_SECONDS))
        if answer.values is None or answer.bound is None:
            return root
        return max(root[0], answer.bound), answer.values

    def _plans(self, node: _Node, ends: float, attempt: Try) -> list[Answer]:
        """Return the plans that pass of the tangent at a node's mix, and of its ratios as levels."""
        width = len(self.plain.cost)
        values, ratios = node.values[:width], node.values[width:]
        programs = [program_at(self.model, values)]
        targets = self.curved.asked(values)
        levels = levels_of(self.curved, ratios, node.ranges, targets)
        if levels is not None:
            programs.append(levelled(programs[0], self.first, self.curved, levels, targets))
        found = [attempt(program, max(ends - time.perf_counter(), LEAST_SECONDS)) for program in programs]
        return [plan for plan in found if plan is not None]

    def _cut(self, node: _Node) -> list[Ranges] | None:
        """Return the ranges on both sides of the ratio that is overstated most; ``None`` where none is."""
        width = len(self.plain.cost)
        values, ratios = node.values[:width], node.values[width:]
        found, curved = self.curved.found(values), self.curved
        over = curved.weights * (ratios - found)
        asked = [target for target in curved.asked(values) if self._falls_short(target, values)]
        over[[place for place, ratio in enumerate(curved.ratios) if ratio.target not in asked]] = 0.0
        place = int(np.argmax(over)) if len(over) else 0
        low, high = node.ranges.low[place], node.ranges.high[place]
        if not len(over) or over[place] <= OVERSTATED or high - low <= OVERSTATED:
            return None
        edge = INSIDE * (high - low)
        at = float(np.clip((found[place] + ratios[place]) / 2, low + edge, high - edge))
        return [tightened(curved, ranges) for ranges in node.ranges.cut(place, at)]

    def _falls_short(self, target: int, values: Floats) -> bool:
        score, column = self.curved.scores[target], self.curved.shortfall[target]
        missed = float(values[column]) if column >= 0 else 0.0
        return score.value(values) + missed < score.minimum - OVERSTATED


def _no_dearer(arrays: Arrays, cost: float) -> Arrays:
    """Return the program with a row that leaves out what costs more."""
    columns = np.flatnonzero(arrays.cost)
    terms = Terms().add(np.zeros(len(columns), dtype=np.int64), columns, arrays.cost[columns])
    most = cost - arrays.offset + SLACK * abs(cost)
    return append(arrays, [terms.rows_of("no_dearer", pd.DataFrame(index=range(1)), upper=most)])


def _extreme(solver: highspy.Highs, per_column: Floats, side: float, ends: float) -> float | None:
    """Return the least (side 1) or the most (side -1) of a sum over columns in a loaded program; ``None``: no time."""
    width = len(per_column)
    # Its clock goes on from one solve to the next.
    solver.setOptionValue("time_limit", solver.getRunTime() + max(ends - time.perf_counter(), LEAST_SECONDS))
    solver.changeColsCost(width, np.arange(width, dtype=np.int32), side * per_column)
    values = solution_of(solver)
    return None if values is None else float(per_column @ values)


def _size(cost: float) -> float:
    return abs(cost) if np.isfinite(cost) else 0.0
