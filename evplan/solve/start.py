"""A first plan for the search: the linear relaxation, its yes-or-no columns rounded with sense, the rest solved again.

The relaxation of a sourcing program is close to its optimum; what a solver lacks for long is a plan. A 0/1 column is
rounded up where the relaxation uses it and what it would demand (a minimum order, a band's minimum) is at least half
there; where only so many may be chosen, the largest are. If the rest then has no solution, a dive settles the columns
bit by bit (`evplan.solve.dive`); if that fails too, only columns that the relaxation leaves at zero or one stay fixed
and a small program is solved for the others.

Where one of a few columns must be chosen (the method that a vehicle is scored by), the relaxation mixes them
and its bound is weak. Each is then tried alone: what costs more than the plan at hand even in the relaxation is
left out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import highspy
import numpy as np

from evplan.model.problem import Arrays
from evplan.quantities import Floats
from evplan.solve.dive import dive
from evplan.solve.highs import loaded, run, solution_of

USED = 1e-6
"""A column of the relaxation above this is in use."""

ENOUGH = 0.5
"""A demand that is met by this part in the relaxation is worth meeting in full."""


DIVE_PART = 0.4
"""Part of the time that is left which a dive may take where rounding at once has failed."""

FEW = 4
"""Alternatives that are tried one by one, at most."""


@dataclass(frozen=True)
class FirstPlan:
    """A value per column that keeps every row (``None``: rounding found none), and the relaxation's proven bound.

    ``arrays`` is the program without the alternatives that the plan proves too dear.
    """

    values: Floats | None
    objective: float | None
    bound: float | None
    arrays: Arrays


def first_plan(arrays: Arrays, seconds: float, gap: float, start: Floats | None = None) -> FirstPlan:
    """Return a plan from the relaxation, within ``gap`` of its bound if that is easy; money in million rupiah.

    ``start`` is a plan of a similar program, which may break rows of this one: what can be made of its whole columns is
    the answer where it is within ``gap``, and otherwise the better of it and a rounded plan.
    """
    ends = time.perf_counter() + seconds
    solver = loaded(replace(arrays, integer=np.zeros_like(arrays.integer)), {"time_limit": seconds})
    carried = None if start is None else _carried_plan(solver, arrays, start)
    if carried is not None and _gap(carried) <= gap:
        return carried
    first = _best_rounded(solver, arrays, ends, gap)
    return first if carried is None or carried.bound is None else _better(first, carried)


def _better(first: FirstPlan, other: FirstPlan) -> FirstPlan:
    """Return the first with the plan of the other where that costs less."""
    if other.objective is None or (first.objective is not None and first.objective <= other.objective):
        return first
    return replace(first, values=other.values, objective=other.objective)


def _carried_plan(solver: highspy.Highs, arrays: Arrays, start: Floats) -> FirstPlan:
    """Return what can be made of a plan's whole columns: all as they are, or those in use kept and others added."""
    relaxed = solution_of(solver)
    if relaxed is None:
        return FirstPlan(None, None, None, arrays)
    found = FirstPlan(None, None, float(arrays.cost @ relaxed + arrays.offset), arrays)
    whole = np.flatnonzero(arrays.integer).astype(np.int32)
    kept = np.clip(np.round(start[whole]), arrays.column_lower[whole], arrays.column_upper[whole])
    _bound(solver, whole, kept, kept)
    found = _better(found, _plan_of(solution_of(solver), arrays))
    if found.values is None:
        in_use = np.where(arrays.column_upper[whole] <= 1.0, kept, arrays.column_lower[whole])
        _bound(solver, whole, in_use, arrays.column_upper[whole])
        wider = solution_of(solver)
        if wider is not None:
            rounded = np.maximum(_rounded(arrays, wider)[whole], in_use)
            _bound(solver, whole, rounded, rounded)
            found = _better(found, _plan_of(solution_of(solver), arrays))
    _bound(solver, whole, arrays.column_lower[whole], arrays.column_upper[whole])
    return found


def _plan_of(values: Floats | None, arrays: Arrays) -> FirstPlan:
    objective = None if values is None else float(arrays.cost @ values + arrays.offset)
    return FirstPlan(values, objective, None, arrays)


def _best_rounded(solver: highspy.Highs, arrays: Arrays, ends: float, gap: float) -> FirstPlan:
    """Return the relaxation's rounded plan, without alternatives that it proves too dear."""
    first = _rounded_plan(solver, arrays, ends)
    choices = _choices(arrays)
    if first.values is None or not choices or _gap(first) <= gap:
        return first
    narrowed = _without_dear_choices(solver, first, choices, ends)
    if narrowed is None:
        return first
    again = _rounded_plan(solver, narrowed, ends)
    if again.bound is None:
        return first
    if again.objective is None or (first.objective is not None and first.objective <= again.objective):
        again = replace(again, values=first.values, objective=first.objective)
    return again


def _gap(plan: FirstPlan) -> float:
    if plan.objective is None or plan.bound is None:
        return np.inf
    return (plan.objective - plan.bound) / max(abs(plan.objective), 1e-9)


def _rounded_plan(solver: highspy.Highs, arrays: Arrays, ends: float) -> FirstPlan:
    """Solve the relaxation, round, and solve the rest; the solver holds the relaxation and starts where it stands."""
    whole = np.flatnonzero(arrays.integer).astype(np.int32)
    _bound(solver, whole, arrays.column_lower[whole], arrays.column_upper[whole])
    relaxed = solution_of(solver)
    if relaxed is None:
        return FirstPlan(None, None, None, arrays)
    bound = float(arrays.cost @ relaxed + arrays.offset)
    rounded = _rounded(arrays, relaxed)[whole]
    _bound(solver, whole, rounded, rounded)
    plan = solution_of(solver)
    if plan is None and time.perf_counter() < ends:
        plan, _ = dive(arrays, DIVE_PART * (ends - time.perf_counter()))
    if plan is None and time.perf_counter() < ends:
        plan = _completed(arrays, relaxed, ends)
    objective = None if plan is None else float(arrays.cost @ plan + arrays.offset)
    return FirstPlan(plan, objective, bound, arrays)


def _bound(solver: highspy.Highs, columns: np.ndarray, lower: Floats, upper: Floats) -> None:
    if len(columns):
        solver.changeColsBounds(len(columns), columns, lower, upper)


def _choices(arrays: Arrays) -> list[np.ndarray]:
    """Return the sets of a few 0/1 columns of which exactly one must be one."""
    sizes = np.diff(arrays.starts)
    rows = np.flatnonzero((arrays.row_lower == 1.0) & (arrays.row_upper == 1.0) & (sizes > 1) & (sizes <= FEW))
    sets = []
    for row in rows:
        here = slice(arrays.starts[row], arrays.starts[row + 1])
        columns = arrays.columns[here]
        if np.all(arrays.values[here] == 1.0) and np.all(arrays.integer[columns]):
            sets.append(columns.astype(np.int32))
    return sets


def _without_dear_choices(
    solver: highspy.Highs, plan: FirstPlan, choices: list[np.ndarray], ends: float
) -> Arrays | None:
    """Return the program without alternatives that alone cost more than the plan; ``None`` if there are none."""
    arrays = plan.arrays
    lower, upper = arrays.column_lower.copy(), arrays.column_upper.copy()
    whole = np.flatnonzero(arrays.integer).astype(np.int32)
    _bound(solver, whole, lower[whole], upper[whole])
    for columns in choices:
        dear = []
        for column in columns:
            if time.perf_counter() >= ends:
                return None
            _bound(solver, columns, (columns == column).astype(np.float64), (columns == column).astype(np.float64))
            dear.append(_least(solver) + arrays.offset >= (plan.objective or np.inf))
        keep = ~np.array(dear)
        if keep.any():
            upper[columns[~keep]] = 0.0
            lower[columns[keep]] = 1.0 if keep.sum() == 1 else 0.0
        _bound(solver, columns, lower[columns], upper[columns])
    if np.array_equal(upper, arrays.column_upper):
        return None
    return replace(arrays, column_lower=lower, column_upper=upper)


def _least(solver: highspy.Highs) -> float:
    """Return the relaxation's cost without offset: infinite where there is no solution, minus infinite if not known."""
    values = solution_of(solver)
    if values is not None:
        return float(np.array(solver.getLp().col_cost_) @ values)
    return np.inf if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible else -np.inf


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
