"""The program: columns, then families, then rules, read as a list."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evplan.model.block import Group, Rows
from evplan.model.column import Columns, lay_out
from evplan.model.content import Score, add_content_columns, content_scores, filled_mix, local_content
from evplan.model.family.balance import conversion, part_balance, site_capacity, substitutes
from evplan.model.family.cooperative import add_member_columns, members_work
from evplan.model.family.fixed_cost import add_award_columns, opening, tooling
from evplan.model.family.order import add_order_columns, capacity, order_quantity
from evplan.model.family.price_band import add_band_columns, price_bands
from evplan.model.family.rebate import add_rebate_columns, rebates
from evplan.model.family.upgrade import (
    add_upgrade_columns,
    certificate_gates,
    content_versions,
    credit,
    upgrade_starts,
)
from evplan.model.objective import Aim, aims
from evplan.model.problem import ArrayProblem, Arrays, append, stitch
from evplan.model.rule import RULE_ROWS, names_vehicles
from evplan.plan.content import counting_parts, objective_table, target_table
from evplan.plan.conversion import told_apart_above
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats, to_solver_money

FAMILIES = (
    site_capacity,
    part_balance,
    substitutes,
    conversion,
    order_quantity,
    capacity,
    members_work,
    tooling,
    opening,
    upgrade_starts,
    certificate_gates,
    content_versions,
    credit,
    price_bands,
    rebates,
)

NO_OFFER = 1e9
"""Million rupiah that a part without an offer costs where alternatives are compared: more than anything else."""


@dataclass(frozen=True)
class SourcingModel:
    """The mathematics of a plan as arrays.

    ``blocks`` are the rows of the families and rules, ``scores`` the local-content targets whose rows depend on the
    mix, ``arrays`` the program of the blocks alone, cost its objective; `program_at` adds the rows of the scores.
    ``aims`` are the objectives in order, the last of them cost.
    """

    inputs: PlanInputs
    columns: Columns
    blocks: tuple[Rows, ...]
    scores: tuple[Score, ...]
    arrays: Arrays
    aims: tuple[Aim, ...] = ()

    @property
    def has_sum_of_ratios(self) -> bool:
        """Return whether a score is a sum of ratios, whose rows hold exactly only at the mix they were laid at."""
        return any(len(score.weights) > 1 for score in self.scores)


def build(inputs: PlanInputs) -> SourcingModel:
    """Return the program of these inputs; raises `LawNotInForce` where a rule needs law that a year lacks."""
    targets = target_table(inputs)
    columns = lay_out(inputs, _told_apart(inputs, counting_parts(inputs, _all_targets(inputs, targets))))
    add_order_columns(inputs, columns)
    add_member_columns(inputs, columns)
    add_award_columns(inputs, columns)
    add_upgrade_columns(inputs, columns)
    add_band_columns(inputs, columns)
    add_rebate_columns(inputs, columns)
    found, blocks = aims(inputs, columns)
    scores = content_scores(inputs, columns, targets)
    add_content_columns(columns, scores)
    blocks = [*(rows for family in FAMILIES for rows in family(inputs, columns)), *blocks]
    for rule in inputs.scenario.rule:
        if rule.kind in RULE_ROWS:
            blocks += RULE_ROWS[rule.kind](inputs, columns, rule)
    kept = tuple(block for block in blocks if block.size)
    arrays = stitch(list(columns.space.groups.values()), list(kept), _offset(inputs))
    return SourcingModel(inputs, columns, kept, tuple(scores), arrays, tuple(found))


def _all_targets(inputs: PlanInputs, targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets of rules and of objectives: what has to be told apart for its score."""
    methods = [one.method or "sectoral" for one in inputs.scenario.objective if one.minimise == "local_content"]
    tables = [table for table in (targets, *(objective_table(inputs, method) for method in methods)) if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else targets


def program_at(model: SourcingModel, mix: Floats) -> Arrays:
    """Return the whole program, the scores' rows laid at a mix (a value per column; see `evplan.model.content`)."""
    if not model.scores:
        return model.arrays
    return append(model.arrays, local_content(model.columns, list(model.scores), mix))


def problem_at(model: SourcingModel, mix: Floats) -> ArrayProblem:
    """Return the whole program as a PuLP problem."""
    return ArrayProblem("evplan", program_at(model, mix))


def cheapest_mix(model: SourcingModel) -> Floats:
    """Return a value per column: every need bought at the cheapest landed cost, every order and rule left aside.

    Of the alternatives of a substitute group the one whose parts cost least is taken.
    """
    mix = filled_mix(model.columns)
    rows = next((block for block in model.blocks if block.family == "substitutes"), None)
    if rows is None:
        return mix
    requirement, activity, buy = model.columns.requirement, model.columns["activity"], model.columns["buy"]
    entries = requirement.entries
    of, need = entries["activity"].to_numpy(), entries["need"].to_numpy()
    quantity = entries["quantity"].to_numpy()
    cheapest = np.full(len(requirement.needs), NO_OFFER)
    np.minimum.at(cheapest, buy.index["need"].to_numpy(), buy.cost)
    own = np.bincount(of, weights=quantity * cheapest[need], minlength=activity.size).astype(np.float64)
    amount = _cheapest_activities(rows, activity, own)
    taken, most = (
        np.bincount(need, weights=quantity * level[of], minlength=len(cheapest)) for level in (amount, activity.upper)
    )
    share = np.divide(taken, most, out=np.ones_like(most), where=most > 0)
    mix[activity.columns] = amount
    mix[buy.columns] *= share[buy.index["need"].to_numpy()]
    return mix


def _cheapest_activities(rows: Rows, activity: Group, own: Floats) -> Floats:
    """Return how much of every activity is done where each choice falls on its cheapest alternative.

    ``rows`` are those of `evplan.model.family.balance.substitutes`, ``own`` is the cost of an activity's own parts.
    """
    place = rows.column - activity.start
    inside = (place >= 0) & (place < activity.size)
    row, place, value = rows.row[inside], place[inside], rows.value[inside]
    choice = value > 0
    asking = ~choice
    cost, best = own, np.zeros(rows.size, dtype=np.int64)
    # A choice may lie below another: once per level from the leaves up, then down again.
    for _ in range(activity.size):
        order = np.flatnonzero(choice)[np.lexsort((cost[place[choice]], row[choice]))]
        first = order[np.diff(row[order], prepend=-1) != 0]
        best[row[first]] = place[first]
        below = np.bincount(place[asking], weights=-value[asking] * cost[best[row[asking]]], minlength=activity.size)
        if np.allclose(own + below, cost):
            break
        cost = own + below
    start = activity.upper.copy()
    start[place[choice]] = 0.0
    amount = start
    for _ in range(activity.size):
        wanted = np.bincount(row[asking], weights=-value[asking] * amount[place[asking]], minlength=rows.size)
        wanted[np.bincount(row[choice], minlength=rows.size) == 0] = 0.0
        reached = start + np.bincount(best, weights=wanted, minlength=activity.size)
        if np.array_equal(reached, amount):
            break
        amount = reached
    return amount


def without_scores(model: SourcingModel) -> SourcingModel:
    """Return the model without its local-content targets."""
    return replace(model, scores=())


def _told_apart(inputs: PlanInputs, counting: np.ndarray) -> np.ndarray:
    """Return which parts keep the lines of a site apart: they count in a score, are stocked, or a rule asks for it."""
    stocked = inputs.parts["holding_cost_idr"].notna().to_numpy()
    if any(names_vehicles(rule) for rule in inputs.scenario.rule if rule.kind != "local_content"):
        return np.ones(len(inputs.parts), dtype=np.bool_)
    return told_apart_above(inputs.into, np.asarray(counting | stocked))


def _offset(inputs: PlanInputs) -> float:
    """Return the cost of building nothing: every vehicle unmet, at its price."""
    penalty = inputs.scenario.demand.unmet_penalty_idr or 0.0
    return float(to_solver_money(np.asarray(penalty * (inputs.demand.sum(axis=0) @ inputs.factor))))
