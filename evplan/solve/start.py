"""A first plan for the search: the linear relaxation, its yes-or-no columns rounded with sense, the rest solved again.

The relaxation of a sourcing program is close to its optimum; what a solver lacks for long is a plan. A 0/1 column is
rounded up where the relaxation uses it and what it would demand (a minimum order, a band's minimum) is at least half
there; where only so many may be chosen, the largest are. If the rest then has no solution, only columns that the
relaxation leaves at zero or one stay fixed and a small program is solved for the others.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from evplan.model.problem import Arrays
from evplan.quantities import Floats
from evplan.solve.highs import loaded, run, solution_of

USED = 1e-6
"""A column of the relaxation above this is in use."""

ENOUGH = 0.5
"""A demand that is met by this part in the relaxation is worth meeting in full."""


@dataclass(frozen=True)
class FirstPlan:
    """A value per column that keeps every row (``None``: rounding found none), and the relaxation's proven bound."""

    values: Floats | None
    objective: float | None
    bound: float | None


def first_plan(arrays: Arrays, seconds: float) -> FirstPlan:
    """Return a plan from the relaxation; money in million rupiah."""
    ends = time.perf_counter() + seconds
    solver = loaded(replace(arrays, integer=np.zeros_like(arrays.integer)), {"time_limit": seconds})
    relaxed = solution_of(solver)
    if relaxed is None:
        return FirstPlan(None, None, None)
    bound = float(arrays.cost @ relaxed + arrays.offset)
    whole = np.flatnonzero(arrays.integer).astype(np.int32)
    rounded = _rounded(arrays, relaxed)[whole]
    solver.changeColsBounds(len(whole), whole, rounded, rounded)
    plan = solution_of(solver)
    if plan is None and time.perf_counter() < ends:
        plan = _completed(arrays, relaxed, ends)
    objective = None if plan is None else float(arrays.cost @ plan + arrays.offset)
    return FirstPlan(plan, objective, bound)


def _completed(arrays: Arrays, relaxed: Floats, ends: float) -> Floats | None:
    """Return a plan in which only the columns that the relaxation leaves whole are fixed."""
    settled = arrays.integer & (np.abs(relaxed - np.round(relaxed)) < USED)
    rest = _fixed(arrays, settled, np.round(relaxed))
    return run(rest, {"time_limit": max(ends - time.perf_counter(), 0.5), "mip_rel_gap": 0.01}).values


def _fixed(arrays: Arrays, which: np.ndarray, values: Floats) -> Arrays:
    return replace(
        arrays,
        column_lower=np.where(which, values, arrays.column_lower),
        column_upper=np.where(which, values, arrays.column_upper),
    )


def _rounded(arrays: Arrays, values: Floats) -> Floats:
    """Return whole values for the whole columns; see the module."""
    result = np.where(values > USED, np.ceil(values - USED), 0.0)
    binary = arrays.integer & (arrays.column_upper <= 1.0)
    result[binary & ~_worth_it(arrays, values)] = 0.0
    _keep_largest(arrays, values, binary, result)
    return np.clip(result, np.ceil(arrays.column_lower), arrays.column_upper)


def _worth_it(arrays: Arrays, values: Floats) -> np.ndarray:
    """Return per column whether every row that it makes a demand in has at least half of that demand already."""
    row = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
    activity = np.bincount(row, weights=arrays.values * values[arrays.columns], minlength=len(arrays.row_lower))
    own = arrays.values * values[arrays.columns]
    demands = arrays.integer[arrays.columns] & (arrays.values < 0) & (arrays.row_lower[row] == 0.0)
    demands &= np.isinf(arrays.row_upper[row])
    short = demands & (activity[row] - own < -arrays.values * ENOUGH)
    worth = np.ones(len(values), dtype=np.bool_)
    worth[arrays.columns[short]] = False
    return worth


def _keep_largest(arrays: Arrays, values: Floats, binary: np.ndarray, result: Floats) -> None:
    """Where at most so many 0/1 columns may be one, keep the largest; where so many must be, add the largest."""
    row = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
    plain = binary[arrays.columns] & (arrays.values == 1.0)
    others = np.bincount(row[~plain], minlength=len(arrays.row_lower))
    counted = (others == 0) & (np.diff(arrays.starts) > 0)
    for place in np.flatnonzero(counted):
        columns = arrays.columns[arrays.starts[place] : arrays.starts[place + 1]]
        order = columns[np.argsort(-values[columns], kind="stable")]
        most = arrays.row_upper[place]
        if np.isfinite(most) and result[columns].sum() > most:
            result[order[int(most) :]] = 0.0
        least = arrays.row_lower[place]
        if np.isfinite(least) and result[columns].sum() < least:
            result[order[: int(np.ceil(least))]] = 1.0
