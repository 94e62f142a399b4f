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
from evplan.solve.search import highs_options, polished

MOVED = 1e-6
"""A column that moved by no more than this stayed where it was."""

ROW_SLACK = 1e-7
"""What a row may be off by, relative to its terms."""

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


def nearby(arrays: Arrays, start: Floats, free: np.ndarray, solver: Solver, seconds: float) -> Answer:
    """Return the best plan whose whole columns, but for the ``free`` ones, are those of ``start``.

    Its bound holds among those plans only. The ending is ``infeasible`` where they have none.
    """
    held = arrays.integer & ~free
    whole = np.clip(np.round(start), arrays.column_lower, arrays.column_upper)
    fixed = replace(
        arrays,
        column_lower=np.where(held, whole, arrays.column_lower),
        column_upper=np.where(held, whole, arrays.column_upper),
        integer=arrays.integer & free,
    )
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
