"""Dive: a whole plan from a relaxation, a part of its yes-or-no columns settled at a time and the rest solved again.

Rounding everything at once (`evplan.solve.start`) fails where limits are tight: what is rounded up here must give way
there. A dive takes the columns nearest to one, solves the relaxation again from where it stands, and so on; where that
has no solution it takes fewer, and at last the single column's other value (Achterberg, 2007: Constraint Integer
Programming, section 9.2, fractional diving).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import highspy
import numpy as np
import numpy.typing as npt

from evplan.model.problem import Arrays
from evplan.quantities import Floats
from evplan.solve.highs import loaded, solution_of

SETTLED = 0.5
"""Part of the open columns that is settled at a time ..."""

FEWER = 0.25
"""... what is left of that part where it was too much ..."""

MORE = 1.5
"""... and how it grows again where it was not."""

WHOLE = 1e-6
"""A value this near to a whole number is one."""

Columns = npt.NDArray[np.int32]


def dive(
    arrays: Arrays, seconds: float, settled: Callable[[Floats], tuple[Columns, Floats]] | None = None
) -> tuple[Floats | None, float | None]:
    """Return whole column values that keep every row (``None``: none found), and the relaxation's objective.

    ``settled`` gives, from the relaxation's values, columns and the values that they are fixed at before the dive.
    """
    ends = time.perf_counter() + seconds
    options = {"time_limit": seconds, "primal_feasibility_tolerance": 1e-8}
    solver = loaded(replace(arrays, integer=np.zeros_like(arrays.integer)), options)
    values = solution_of(solver)
    if values is None:
        return None, None
    bound = float(arrays.cost @ values + arrays.offset)
    if settled is not None:
        columns, fixed = settled(values)
        _fix(solver, columns, fixed, fixed)
        values = solution_of(solver)
    return (None if values is None else _settle_all(solver, arrays, values, ends)), bound


def _settle_all(solver: highspy.Highs, arrays: Arrays, values: Floats, ends: float) -> Floats | None:
    whole = np.flatnonzero(arrays.integer).astype(np.int32)
    part = SETTLED
    while time.perf_counter() < ends:
        broken = whole[np.abs(values[whole] - np.round(values[whole])) > WHOLE]
        if not len(broken):
            return values
        taken = _nearest_to_one(arrays, values, broken, part)
        up = np.ceil(values[taken] - WHOLE)
        _fix(solver, taken, up, np.maximum(up, np.where(up > 1, arrays.column_upper[taken], up)))
        found = solution_of(solver)
        if found is None and len(taken) > 1:
            _fix(solver, taken, arrays.column_lower[taken], arrays.column_upper[taken])
            part *= FEWER
            continue
        if found is None:
            _fix(solver, taken, arrays.column_lower[taken], up - 1)
            found = solution_of(solver)
        if found is None:
            return None
        values, part = found, min(part * MORE, SETTLED)
    return None


def _nearest_to_one(arrays: Arrays, values: Floats, broken: Columns, part: float) -> Columns:
    """Return the part of the open yes-or-no columns that are nearest to one; counts come when none is left."""
    binary = broken[arrays.column_upper[broken] <= 1]
    open_ = binary if len(binary) else broken
    order = open_[np.argsort(-(values[open_] - np.floor(values[open_])), kind="stable")]
    return order[: max(int(len(order) * part), 1)]


def _fix(solver: highspy.Highs, columns: Columns, lower: Floats, upper: Floats) -> None:
    if len(columns):
        solver.changeColsBounds(len(columns), columns, lower, upper)


__all__ = ["dive"]
