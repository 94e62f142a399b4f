"""Objectives as sums over columns, and the rows that hold what an earlier one reached.

An objective that needs columns of its own (`change`, `risk`) adds them before the rules do. Local content is a ratio or
a sum of ratios: as an objective it is the tangent of its exact value at a mix of costs (see `evplan.model.content`),
laid anew through each plan that is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms
from evplan.model.column import Columns
from evplan.model.content import ROW_SCALE, Score, content_scores
from evplan.model.problem import Arrays, append
from evplan.model.rule.distance import moved
from evplan.model.rule.scope import measured
from evplan.plan.content import objective_table
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats, from_solver_money, to_solver_money
from evplan.scenario.document import Objective
from evplan.scenario.rule import Distance

MONEY = ("cost", "umkm_value", "risk")
"""Objectives in million rupiah."""

ROUNDING = 1e-9
"""Part of its value by which a held objective may be off, so that the plan that reached it keeps its row."""


@dataclass(frozen=True)
class Aim:
    """One objective: ``per_unit`` x ``column``, added up, and ``offset``; in vehicles, hours, units, million rupiah.

    ``cost`` has no columns here: its coefficients are those of the program. For ``local_content`` the ``scores`` of
    all vehicles and years are weighed by vehicles built, over ``demand``.
    """

    objective: Objective
    column: np.ndarray
    per_unit: Floats
    offset: float = 0.0
    scores: tuple[Score, ...] = ()
    demand: float = 0.0

    @property
    def name(self) -> str:
        """Return what is optimised."""
        return self.objective.minimise

    def sum_at(self, arrays: Arrays, mix: Floats) -> tuple[Floats, float]:
        """Return a coefficient per column and the offset; for local content those of the tangent at ``mix``."""
        if self.name == "cost":
            return arrays.cost, arrays.offset
        coefficient = np.zeros(len(arrays.cost))
        np.add.at(coefficient, self.column, self.per_unit)
        for score in self.scores:
            for column, value in _tangent(score, mix, arrays.column_upper):
                np.add.at(coefficient, column, value / self.demand)
        return coefficient, self.offset

    def value(self, arrays: Arrays, values: Floats) -> float:
        """Return the objective at these column values, exactly."""
        if self.scores:
            built = [float(values[score.built].sum()) * score.value(values) for score in self.scores]
            return sum(built) / self.demand
        coefficient, offset = self.sum_at(arrays, values)
        return float(coefficient @ values + offset)

    def told(self, value: float) -> float:
        """Return a value in the unit that people read: rupiah, vehicles, hours, units, a score 0..1."""
        return from_solver_money(value) if self.name in MONEY else value


@dataclass(frozen=True)
class Held:
    """What an objective reached, to be kept by those that follow; ``limit`` has its tolerance taken off."""

    aim: Aim
    limit: float

    def kept(self, arrays: Arrays, values: Floats) -> bool:
        """Return whether a plan keeps it, exactly."""
        value, room = self.aim.value(arrays, values), ROUNDING * max(abs(self.limit), 1.0)
        # Tangents are laid again until the exact score is kept; a millionth of a score is not worth a solve.
        room = max(room, 1e-6) if self.aim.scores else 2.0 * room
        return value >= self.limit - room if self.aim.objective.maximised else value <= self.limit + room


def held(aim: Aim, value: float) -> Held:
    """Return what later objectives have to keep of a value that was reached."""
    given_up = aim.objective.tolerance * abs(value)
    return Held(aim, value - given_up if aim.objective.maximised else value + given_up)


def aims(inputs: PlanInputs, columns: Columns) -> tuple[list[Aim], list[Rows]]:
    """Return the scenario's objectives in order, cost last, and the rows that they need; adds their columns.

    Where cost is not the last objective it comes once more behind it: among plans that are equally good by all that
    was asked, the cheapest is taken.
    """
    found, blocks = [], []
    asked = inputs.scenario.objective
    last = [] if asked[-1].minimise == "cost" else [Objective()]
    for number, objective in enumerate([*asked, *last], start=1):
        aim, rows = _aim(inputs, columns, objective, f"objective:{number}")
        found.append(aim)
        blocks += rows
    return found, blocks


def towards(arrays: Arrays, aim: Aim, kept: Sequence[Held], mix: Floats) -> Arrays:
    """Return the program with an objective in place of cost, and a row for each that has to be kept.

    Formula
    -------
    objective[k]  <=  best[k] * (1 + tolerance[k])     likewise  >=  best[k] * (1 - tolerance[k])  where it is maximised
    """
    coefficient, offset = aim.sum_at(arrays, mix)
    sign = -1.0 if aim.objective.maximised else 1.0
    scale = sign * (ROW_SCALE if aim.scores else 1.0)
    rows = [_row(arrays, one, mix) for one in kept]
    return replace(append(arrays, rows) if rows else arrays, cost=scale * coefficient, offset=scale * offset)


def _row(arrays: Arrays, kept: Held, mix: Floats) -> Rows:
    coefficient, offset = kept.aim.sum_at(arrays, mix)
    column = np.flatnonzero(coefficient)
    scale = ROW_SCALE if kept.aim.scores else 1.0
    room = ROUNDING * max(abs(kept.limit), 1.0)
    bound = scale * (kept.limit - offset)
    terms = Terms().add(np.zeros(len(column), dtype=np.int64), column, scale * coefficient[column])
    index = pd.DataFrame({"objective": [kept.aim.name]})
    if kept.aim.objective.maximised:
        return terms.rows_of("objective", index, lower=bound - scale * room)
    return terms.rows_of("objective", index, upper=bound + scale * room)


def _aim(inputs: PlanInputs, columns: Columns, objective: Objective, family: str) -> tuple[Aim, list[Rows]]:
    """Return an objective as a sum over columns, and its rows.

    Definitions
    -----------
    unmet          vehicles that are wanted and not built
    local_content  sum over vehicles and years of built * score, over all that is wanted: what is not built scores 0
    umkm_value     value ex works of what UMKM and domestic cooperatives deliver, surplus left out
    labour_hours   labour hours of all that is delivered, surplus left out
    change         half the sum over suppliers and parts of the differences in units from a run
    risk           value ex works of the supplier that gets most: what is lost at worst if one fails
                   (``largest_idr`` of `evplan.plan.exposure.exposure_table`, as stress tests tell it)
    """
    nothing, empty = np.empty(0, dtype=np.int64), np.empty(0)
    buy = columns["buy"]
    if objective.minimise == "unmet":
        activity = columns["activity"]
        vehicle = inputs.explosion.roots["vehicle"].notna().to_numpy()[activity.index["root"]]
        column = activity.columns[vehicle]
        return Aim(objective, column, -np.ones(len(column)), float(inputs.demand.sum())), []
    if objective.minimise == "local_content":
        scores = content_scores(inputs, columns, objective_table(inputs, objective.method or "sectoral"))
        return Aim(objective, nothing, empty, scores=tuple(scores), demand=float(inputs.demand.sum())), []
    if objective.minimise == "umkm_value":
        supplier = inputs.offers["supplier_code"].to_numpy()[buy.index["offer"]]
        theirs = inputs.suppliers["umkm_koperasi"].to_numpy()[supplier]
        value = to_solver_money(measured(inputs, columns, "value"))
        return Aim(objective, buy.columns[theirs], value[theirs]), []
    if objective.minimise == "labour_hours":
        return Aim(objective, buy.columns, measured(inputs, columns, "labour_hours")), []
    if objective.minimise == "risk":
        return _largest(inputs, columns, objective, family)
    if objective.minimise == "change":
        assert objective.run is not None, "checked by the schema"
        rule = Distance(kind="change", id=family.replace(":", "-"), run=objective.run, maximum_share=1.0)
        movement = moved(inputs, columns, rule, family)
        return Aim(objective, movement.column, movement.value, float(movement.constant.sum())), movement.rows
    return Aim(objective, nothing, empty), []


def _largest(inputs: PlanInputs, columns: Columns, objective: Objective, family: str) -> tuple[Aim, list[Rows]]:
    """Return the largest value that a supplier gets.

    Formula
    -------
    sum over o of s, d, t of value * buy  <=  largest     for all suppliers s
    """
    buy = columns["buy"]
    supplier = inputs.offers["supplier_code"].to_numpy()[buy.index["offer"]]
    who, row = np.unique(supplier, return_inverse=True)
    largest = columns.space.add(f"largest:{family}", pd.DataFrame({"across": [0]}))
    terms = Terms().add(row, buy.columns, to_solver_money(measured(inputs, columns, "value")))
    terms.add(np.arange(len(who)), np.full(len(who), largest.start), -1.0)
    rows = terms.rows_of(family, pd.DataFrame({"supplier": who}), upper=0.0)
    return Aim(objective, largest.columns, np.ones(1)), [rows]


def _tangent(score: Score, mix: Floats, upper: Floats) -> list[tuple[np.ndarray, Floats]]:
    """Return columns and coefficients of the tangent of built * score at a mix.

    Formula
    -------
    (F + sum over g of w[g] * r[g]) * build  +  build0 * sum over g of w[g] * (N[g] - r[g] * D[g]) / d[g]

    with ratio r and cost d of each group g in the mix, build0 vehicles built there; see `evplan.model.content`. The
    product of vehicles and score grows with the plan, so its tangent has no constant.
    """
    local, cost = score.sums(mix)
    built = float(mix[score.built].sum()) or float(upper[score.built].sum())
    size = np.where(cost > 0, cost, np.maximum(score.sums(upper)[1], 1.0))
    ratio = np.where(cost > 0, local / size, 0.0)
    per_group = built * score.weights / size
    slope = per_group[score.group] * (score.local - ratio[score.group] * score.cost)
    own = np.full(len(score.built), score.points + float(score.weights @ ratio))
    return [(score.column, slope), (score.built, own)]
