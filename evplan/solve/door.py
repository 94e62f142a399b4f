"""What each opened door is worth: the plan without an upgrade that it starts, or without a candidate that it opens.

The program is the plan's own with the door's columns closed. Its relaxation starts from the plan's; whole numbers that
do not move there are left alone first, and only where that leaves a wider gap than the plan's own is everything
searched. Costs are known between a bound and a plan, so every worth is a range.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from evplan.model.program import SourcingModel, program_at
from evplan.plan.investment import OPENING, UPGRADE
from evplan.quantities import NEGLIGIBLE_UNITS, Floats, from_solver_money
from evplan.scenario.document import Solver
from evplan.solve.near import Relaxed, moved, nearby, relax
from evplan.solve.passing import all_pass
from evplan.solve.search import search

Ending = Literal["plan", "no plan", "not found", "not opened"]

MOST_TANGENTS = 3
"""Times a plan's scores are laid at its own mix again until they pass exactly."""

NEARBY_PART = 0.3
"""Part of a door's time for the search that leaves most whole numbers alone."""

DOOR_COLUMNS: dict[str, str] = {
    "kind": "str",
    "item": "str",
    "supplier": "str",
    "period": "str",
    "ending": "str",
    "worth_idr": "float64",
    "least_idr": "float64",
    "most_idr": "float64",
}


@dataclass(frozen=True)
class Doors:
    """All doors and the plan that they are held against, found between ``bound_idr`` and ``cost_idr``.

    ``table`` has `DOOR_COLUMNS`: ``kind`` (upgrade | opening), ``item`` (upgrade or candidate), ``supplier``,
    ``period`` in which the plan opens it (blank: it does not), ``ending`` of the search without it. ``worth_idr`` is
    what the plan found without it costs more; the true figure lies between ``least_idr`` and ``most_idr`` (``NaN``:
    not known). ``no plan``: there is none without it, proven; ``not found``: none was found in the time given; ``not
    opened``: worth nothing. ``approximate``: scores are held at their tangents, so that bounds are not proven.
    """

    table: pd.DataFrame
    cost_idr: float
    bound_idr: float
    approximate: bool
    seconds: float


@dataclass(frozen=True)
class _Held:
    """The plan that doors are held against, in million rupiah."""

    model: SourcingModel
    values: Floats
    cost: float
    bound: float
    relaxed: Relaxed
    solver: Solver


def worth_of_doors(
    model: SourcingModel, values: Floats, best_bound_idr: float | None, solver: Solver, seconds: float
) -> Doors:
    """Return what every upgrade and every candidate is worth to a plan (a value per column of ``model``).

    ``best_bound_idr`` is the proven bound of the plan's cost; ``seconds`` is the time for each door that is open.
    """
    began = time.perf_counter()
    arrays = program_at(model, values)
    cost = float(arrays.cost @ values + arrays.offset)
    relaxed = relax(arrays, seconds)
    bound = -np.inf if best_bound_idr is None else best_bound_idr / from_solver_money(1.0)
    bound = min(max(bound, -np.inf if relaxed.bound is None else relaxed.bound), cost)
    held = _Held(model, values, cost, bound, relaxed, solver)
    rows = [
        (*names, *(_worth(held, columns, seconds) if opened else ("not opened", 0.0, 0.0, 0.0)))
        for names, columns, opened in _doors(model, values)
    ]
    table = pd.DataFrame(rows, columns=list(DOOR_COLUMNS)).astype(DOOR_COLUMNS)
    took = time.perf_counter() - began
    return Doors(table, from_solver_money(cost), from_solver_money(bound), model.has_sum_of_ratios, took)


def _doors(model: SourcingModel, values: Floats) -> list[tuple[tuple[str, str, str, str], np.ndarray, bool]]:
    """Return kind, item, supplier and period of every door, the columns that it closes, whether it is open."""
    inputs, columns = model.inputs, model.columns
    label = [*inputs.periods["period"], ""]
    found = []
    group = columns["upgrade"]
    for code, (name, supplier) in enumerate(inputs.upgrades.table[["upgrade", "supplier"]].itertuples(index=False)):
        mine = group.index["upgrade"].eq(code).to_numpy()
        begun = np.flatnonzero(mine & (values[group.columns] > 0.5))
        period = int(group.index["period"].iloc[begun[0]]) if len(begun) else -1
        found.append(((UPGRADE, name, supplier, label[period]), group.columns[mine], bool(len(begun))))
    paid = columns.paid
    supplier_of = inputs.offers["supplier_code"].to_numpy()[paid.offer]
    for candidate in np.flatnonzero(inputs.suppliers["status"].eq("candidate")):
        mine = supplier_of == candidate
        busy = paid.period[mine & (values[paid.column] > NEGLIGIBLE_UNITS)]
        name = inputs.suppliers["supplier"].iloc[candidate]
        period = int(busy.min()) if len(busy) else -1
        found.append(((OPENING, name, name, label[period]), paid.column[mine], bool(len(busy))))
    return found


def _worth(held: _Held, columns: np.ndarray, seconds: float) -> tuple[Ending, float, float, float]:
    """Return how the search without a door ended, and what the door is worth in rupiah: found, least, most."""
    ends = time.perf_counter() + seconds
    upper = held.model.arrays.column_upper.copy()
    upper[columns] = 0.0
    closed = replace(held.model, arrays=replace(held.model.arrays, column_upper=upper))
    relaxed = relax(program_at(closed, held.values), seconds, held.relaxed)
    if relaxed.impossible and not closed.has_sum_of_ratios:
        return "no plan", np.nan, np.nan, np.nan
    bound = -np.inf if relaxed.bound is None or closed.has_sum_of_ratios else relaxed.bound
    cost, plan = _beside(held, closed, relaxed, seconds * NEARBY_PART)
    if plan is None or _gap(cost, bound) > max(held.solver.gap, _gap(held.cost, held.bound)):
        left = held.solver.model_copy(update={"time_limit": max(ends - time.perf_counter(), 1.0)})
        answer = search(closed, left, start=plan).answer
        bound = bound if answer.bound is None else max(bound, answer.bound)
        if answer.ending == "infeasible" and plan is None:
            return "no plan", np.nan, np.nan, np.nan
        if answer.values is not None and answer.objective is not None:
            cost, plan = min(cost, answer.objective), answer.values
    least = from_solver_money(max(bound - held.cost, 0.0))
    if plan is None:
        return "not found", np.nan, least, np.nan
    most = from_solver_money(cost - held.bound) if np.isfinite(held.bound) else np.nan
    # A plan without the door that is cheaper than the one with it says that the search for that one was cut short.
    return "plan", from_solver_money(max(cost - held.cost, 0.0)), least, most


def _beside(held: _Held, closed: SourcingModel, relaxed: Relaxed, seconds: float) -> tuple[float, Floats | None]:
    """Return the best plan that leaves alone what does not move in the relaxation, and its cost."""
    if relaxed.values is None or held.relaxed.values is None:
        return np.inf, None
    free = moved(relaxed.values, held.relaxed.values) & closed.arrays.integer
    free[closed.columns["chosen_method"].columns] = False
    mix = held.values
    for _ in range(MOST_TANGENTS if closed.has_sum_of_ratios else 1):
        arrays = program_at(closed, mix)
        answer = nearby(arrays, mix, free, held.solver, seconds)
        if answer.values is None:
            return np.inf, None
        if all_pass(closed, answer.values):
            return float(arrays.cost @ answer.values + arrays.offset), answer.values
        mix = answer.values
    return np.inf, None


def _gap(cost: float, bound: float) -> float:
    return (cost - bound) / max(abs(cost), 1e-9)
