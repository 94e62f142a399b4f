"""Plans near a known one: the relaxation from where another one ended, and searches that leave most decisions alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from evplan.model.problem import Arrays
from evplan.quantities import Floats
from evplan.scenario.document import Solver
from evplan.solve.answer import Answer
from evplan.solve.highs import loaded, run, solution_of
from evplan.solve.single import highs_options, polished

MOVED = 1e-6
"""A column that moved by no more than this stayed where it was."""

ROW_SLACK = 1e-7
"""What a row may be off by, relative to its terms."""

DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
"""HiGHS's numbers for them: the first after a change of rows, the second after a change of costs."""

_IMPOSSIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


@dataclass(frozen=True)
class Relaxed:
    """A linear relaxation solved: values, the bound that they prove (million rupiah) and where it ended.

    ``values`` and ``bound`` are ``None`` where there are none; ``impossible`` says that the relaxation proves that.
    """

    values: Floats | None
    bound: float | None
    impossible: bool
    basis: Any


def relax(arrays: Arrays, seconds: float, before: Relaxed | None = None) -> Relaxed:
    """Solve a program's relaxation, from where one of the same shape ended."""
    solver = loaded(replace(arrays, integer=np.zeros_like(arrays.integer)), {"time_limit": seconds})
    if before is not None and before.values is not None and _fits(arrays, before):
        solver.setBasis(before.basis)
    values = solution_of(solver)
    bound = None if values is None else float(arrays.cost @ values + arrays.offset)
    return Relaxed(values, bound, values is None and solver.getModelStatus() in _IMPOSSIBLE, solver.getBasis())


def _fits(arrays: Arrays, before: Relaxed) -> bool:
    rows, columns = arrays.shape
    return len(before.basis.row_status) == rows and len(before.basis.col_status) == columns


class Ground:
    """The relaxation of a plan's program with the plan's whole numbers, kept so that others start where it ended.

    Told with what is close to a question, it says what an answer can buy: plans differ from each other in few of the
    many purchases there can be, and relaxations show in which.
    """

    def __init__(self, arrays: Arrays, values: Floats) -> None:
        self.arrays, self.values = arrays, values
        self._whole = np.clip(np.round(values), arrays.column_lower, arrays.column_upper)
        held = _held(arrays, arrays.integer, self._whole)
        self._solver = loaded(replace(held, integer=np.zeros_like(arrays.integer)), {})
        self._known = solution_of(self._solver) is not None
        self._basis = self._solver.getBasis()

    def used(self, free: np.ndarray, mine: np.ndarray, least: float, saved: Floats) -> np.ndarray:
        """Return the columns that are not zero in the plan or in one of its relaxations around a few columns.

        They are: with the ``free`` whole columns as they come, with at least so much of ``mine`` in all, with ``mine``
        cheaper by ``saved`` each. All columns where one of the relaxations has no answer.
        """
        every = np.ones(len(self.values), dtype=np.bool_)
        solver, mine = self._solver, mine.astype(np.int32)
        if not self._begin(free):
            return every
        found = [self.values, solution_of(solver)]
        solver.setOptionValue("simplex_strategy", DUAL_SIMPLEX)
        solver.addRow(least, highspy.kHighsInf, len(mine), mine, np.ones(len(mine)))
        found.append(solution_of(solver))
        solver.deleteRows(1, np.array([len(self.arrays.row_lower)], dtype=np.int32))
        solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
        solver.changeColsCost(len(mine), mine, self.arrays.cost[mine] - saved)
        found.append(solution_of(solver))
        solver.changeColsCost(len(mine), mine, self.arrays.cost[mine])
        self._end(free)
        return _nonzero(found, every)

    def used_without(self, free: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return the columns that are not zero in the relaxation that asks nothing of these rows."""
        rows = rows.astype(np.int32)
        every = np.ones(len(self.values), dtype=np.bool_)
        if not len(rows) or not self._begin(free):
            return every
        nothing = np.full(len(rows), highspy.kHighsInf)
        self._solver.changeRowsBounds(len(rows), rows, -nothing, nothing)
        found = [solution_of(self._solver)]
        self._solver.changeRowsBounds(len(rows), rows, self.arrays.row_lower[rows], self.arrays.row_upper[rows])
        self._end(free)
        return _nonzero(found, every)

    def _begin(self, free: np.ndarray) -> bool:
        """Start from the plan's own relaxation, always the same, with these whole columns free."""
        if not self._known:
            return False
        self._solver.setBasis(self._basis)
        self._solver.setOptionValue("simplex_strategy", DUAL_SIMPLEX)
        columns = np.flatnonzero(free & self.arrays.integer).astype(np.int32)
        lower, upper = self.arrays.column_lower[columns], self.arrays.column_upper[columns]
        self._solver.changeColsBounds(len(columns), columns, lower, upper)
        return True

    def _end(self, free: np.ndarray) -> None:
        columns = np.flatnonzero(free & self.arrays.integer).astype(np.int32)
        self._solver.changeColsBounds(len(columns), columns, self._whole[columns], self._whole[columns])


def _nonzero(found: list[Floats | None], every: np.ndarray) -> np.ndarray:
    known = [np.abs(values) > MOVED for values in found if values is not None]
    return np.asarray(np.logical_or.reduce(known)) if len(known) == len(found) else every


def _held(arrays: Arrays, held: np.ndarray, at: Floats) -> Arrays:
    lower, upper = np.where(held, at, arrays.column_lower), np.where(held, at, arrays.column_upper)
    return replace(arrays, column_lower=lower, column_upper=upper)


def nearby(
    arrays: Arrays, start: Floats, free: np.ndarray, solver: Solver, seconds: float, still: np.ndarray | None = None
) -> Answer:
    """Return the best plan whose whole columns, but for the ``free`` ones, are those of ``start``.

    Columns that are ``still`` stay at their lower bound if ``start`` has them there. Its bound holds among those plans
    only. The ending is ``infeasible`` where they have none.
    """
    whole = np.clip(np.round(start), arrays.column_lower, arrays.column_upper)
    fixed = replace(_held(arrays, arrays.integer & ~free, whole), integer=arrays.integer & free)
    if still is not None:
        idle = still & (start <= arrays.column_lower)
        fixed = _held(fixed, idle, fixed.column_lower)
    return polished(fixed, run(fixed, highs_options(solver, seconds), start), solver)


def full(arrays: Arrays, start: Floats | None, solver: Solver, seconds: float) -> Answer:
    """Search the whole program from a plan on."""
    return polished(arrays, run(arrays, highs_options(solver, seconds), start), solver)


def keeps(arrays: Arrays, values: Floats) -> bool:
    """Return whether column values keep every row, to a relative 1e-7 of its terms."""
    activity, slack = _activity(arrays, values)
    return bool(np.all((activity >= arrays.row_lower - slack) & (activity <= arrays.row_upper + slack)))


def binding(arrays: Arrays, values: Floats) -> np.ndarray:
    """Return which rows hold these column values back: those at a bound, to a relative 1e-7 of their terms."""
    activity, slack = _activity(arrays, values)
    return np.asarray((activity <= arrays.row_lower + slack) | (activity >= arrays.row_upper - slack))


def _activity(arrays: Arrays, values: Floats) -> tuple[Floats, Floats]:
    rows = np.repeat(np.arange(arrays.shape[0]), np.diff(arrays.starts))
    terms = arrays.values * values[arrays.columns]
    size = np.bincount(rows, weights=np.abs(terms), minlength=arrays.shape[0])
    activity = np.bincount(rows, weights=terms, minlength=arrays.shape[0]).astype(np.float64)
    return activity, ROW_SLACK * np.maximum(1.0, size)


def moved(left: Floats, right: Floats) -> np.ndarray:
    """Return which columns differ."""
    return np.asarray(np.abs(left - right) > MOVED)
