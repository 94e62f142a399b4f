"""A first plan where suppliers give rebates: which level each is taken at, by rounding and by improving.

The relaxation of the levels is close to what can be had (`evplan.model.family.rebate`), and the rest of a sourcing
program is easy once they are chosen. So the levels are fixed a few at a time, the surest first, with the relaxation
solved again in between (diving); then the other whole columns are rounded and the rest is solved. What is left of the
time goes to neighbourhoods: the levels of a few suppliers that compete for the same parts are left free, those of all
others stay, and a small program is solved from the plan at hand.
"""

from __future__ import annotations

import time
from dataclasses import replace

import highspy
import numpy as np

from evplan.model.problem import Arrays
from evplan.model.program import SourcingModel
from evplan.quantities import Floats
from evplan.solve.highs import loaded, run, solution_of
from evplan.solve.start import first_plan

SURE = 0.9
"""A level that the relaxation uses to this part is taken."""

AT_ONCE = 0.15
"""Part of the undecided suppliers that is decided between two relaxations, where none is sure."""

DIVE_PART = 0.6
"""Part of the time that choosing levels may take; the rest is for what comes behind it."""

NEIGHBOURS = 10
"""Suppliers whose levels are free in a neighbourhood; where there are no more, the search itself is quick."""

PATIENCE = 3
"""Neighbourhoods without a better plan after which the search goes on with the whole."""

LEAST_SECONDS = 0.1
"""Time that a relaxation gets even where none is left."""

STEP_SECONDS = 6.0
"""One neighbourhood is searched for so long at most."""


def tier_plan(model: SourcingModel, arrays: Arrays, seconds: float, gap: float, seed: int = 0) -> Floats | None:
    """Return a plan, a value per column; ``None`` where the levels chosen leave no solution.

    Also where few suppliers give rebates, or the objective knows none: the search itself is quick then.
    """
    ends = time.perf_counter() + seconds
    worth = arrays.cost[model.columns["rebated"].columns]
    if model.columns["level"].index["supplier"].nunique() <= NEIGHBOURS or not worth.any():
        return None
    tiers = _Tiers(model, arrays)
    chosen = tiers.dive(ends - (1.0 - DIVE_PART) * seconds)
    if chosen is None:
        return None
    plan = tiers.completed(chosen, ends, gap)
    return None if plan is None else tiers.improved(plan, ends, gap, np.random.default_rng(seed))


class _Tiers:
    def __init__(self, model: SourcingModel, arrays: Arrays) -> None:
        level = model.columns["level"]
        self.arrays = arrays
        self.column = level.columns.astype(np.int32)
        self.supplier = level.index["supplier"].to_numpy()
        self.near = _competitors(model)
        self.bound = -np.inf

    def dive(self, ends: float) -> Floats | None:
        """Return 0 or 1 for every level: the relaxation's, made whole step by step."""
        seconds = max(ends - time.perf_counter(), LEAST_SECONDS)
        relaxed = replace(self.arrays, integer=np.zeros_like(self.arrays.integer))
        solver = loaded(relaxed, {"time_limit": seconds})
        open_ = np.ones(len(self.column), dtype=np.bool_)
        fixed = np.zeros(len(self.column))
        values = solution_of(solver)
        self.bound = self.bound if values is None else float(self.arrays.cost @ values)
        while values is not None and open_.any() and time.perf_counter() < ends:
            part = values[self.column]
            decided = self._decided(part, open_)
            fixed[decided] = self._whole(part, decided)
            open_ &= ~decided
            _fix(solver, self.column[decided], fixed[decided])
            values = solution_of(solver)
            if values is None:
                # What these suppliers were to get cannot be had: they get no rebate.
                fixed[decided] = 0.0
                solver.changeColsBounds(
                    int(decided.sum()), self.column[decided], np.zeros(decided.sum()), np.zeros(decided.sum())
                )
                values = solution_of(solver)
        if values is None:
            return None
        fixed[open_] = self._whole(values[self.column], open_)
        return fixed

    def _decided(self, part: Floats, open_: np.ndarray) -> np.ndarray:
        """Return the levels to fix now: those of suppliers that are sure, or else of the surest."""
        who = np.unique(self.supplier[open_])
        best = np.array([part[self.supplier == one].max() for one in who])
        none = np.array([part[self.supplier == one].sum() for one in who]) < 1.0 - SURE
        sure = (best >= SURE) | none
        if not sure.any():
            count = max(1, int(AT_ONCE * len(who)))
            sure[np.argsort(-best, kind="stable")[:count]] = True
        return np.asarray(open_ & np.isin(self.supplier, who[sure]))

    def _whole(self, part: Floats, which: np.ndarray) -> Floats:
        """Return these levels made whole: the supplier's largest, if it is used to half at least."""
        whole = np.zeros(len(part))
        for one in np.unique(self.supplier[which]):
            mine = np.flatnonzero(self.supplier == one)
            largest = mine[np.argmax(part[mine])]
            whole[largest] = float(part[mine].sum() >= 0.5)
        return np.asarray(whole[which], dtype=np.float64)

    def completed(self, chosen: Floats, ends: float, gap: float) -> Floats | None:
        """Return a plan with these levels."""
        fixed = self._with_levels(chosen, np.zeros(len(chosen), dtype=np.bool_))
        seconds = max(ends - time.perf_counter(), 1.0)
        start = first_plan(fixed, seconds / 2, gap / 4).values
        options = {"time_limit": min(seconds / 2, STEP_SECONDS), "mip_rel_gap": gap / 4}
        found = run(fixed, options, start).values
        return start if found is None else found

    def improved(self, plan: Floats, ends: float, gap: float, random: np.random.Generator) -> Floats:
        """Return the plan, or a better one, within ``gap`` of the relaxation if the neighbourhoods give it."""
        cost, vain = float(self.arrays.cost @ plan), 0
        who = np.unique(self.supplier)
        while time.perf_counter() + 1.0 < ends and vain < PATIENCE and cost - self.bound > gap * abs(cost):
            centre = random.choice(who)
            order = np.argsort(-self.near[centre, who] - random.random(len(who)) * 1e-3, kind="stable")
            free = np.isin(self.supplier, [centre, *who[order][: NEIGHBOURS - 1]])
            fixed = self._with_levels(np.round(plan[self.column]), free)
            seconds = min(STEP_SECONDS, ends - time.perf_counter())
            found = run(fixed, {"time_limit": seconds, "mip_rel_gap": gap / 10}, plan).values
            if found is not None and float(self.arrays.cost @ found) < cost - 1e-9 * abs(cost):
                plan, cost, vain = found, float(self.arrays.cost @ found), 0
            else:
                vain += 1
        return plan

    def _with_levels(self, chosen: Floats, free: np.ndarray) -> Arrays:
        lower, upper = self.arrays.column_lower.copy(), self.arrays.column_upper.copy()
        held = self.column[~free]
        lower[held] = upper[held] = chosen[~free]
        return replace(self.arrays, column_lower=lower, column_upper=upper)


def _fix(solver: highspy.Highs, columns: np.ndarray, values: Floats) -> None:
    solver.changeColsBounds(len(columns), columns, values, values)


def _competitors(model: SourcingModel) -> Floats:
    """Return suppliers x suppliers: how many parts both offer."""
    offers = model.inputs.offers
    sells = np.zeros((len(model.inputs.suppliers), len(model.inputs.parts)))
    sells[offers["supplier_code"], offers["part_code"]] = 1.0
    return np.asarray(sells @ sells.T, dtype=np.float64)
