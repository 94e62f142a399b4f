"""The program of a plan whose orders are placed: what can still be built with what is delivered.

Columns are those of the plan's own program, then ``left``: what is delivered and that no vehicle uses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evplan.model.block import Group, Rows, Terms, numbered
from evplan.model.problem import Arrays, stitch
from evplan.model.program import SourcingModel
from evplan.plan.membership import is_pool
from evplan.quantities import NEGLIGIBLE_UNITS, Floats

KEPT = ("site_capacity", "part_balance", "substitutes", "conversion", "capacity", "members_work", "certificate")
"""Families that hold whatever was ordered; prices, orders and rules are settled."""

CERTIFICATE = "certificate"
"""The family by which nothing is delivered while a certificate is lacking."""

MADE = ("capacity", "members_work", CERTIFICATE)
"""Families that speak of what is made, whether a vehicle uses it or not."""

DELIVERED = 0.01
"""Part of its cost that delivering a unit is worth where hours are short: far less than any vehicle."""


@dataclass(frozen=True)
class HeldProgram:
    """The program, and the orders that it holds.

    ``orders``: ``offer``, ``place``, ``period`` (codes), ``ordered`` (good units), ``column`` (one of its ``buy``
    columns), ``left`` (number of its column; -1 for work of a workshop, which is called off where nobody needs it).
    """

    arrays: Arrays
    orders: pd.DataFrame


def held_program(model: SourcingModel, values: Floats) -> HeldProgram:
    """Return the program in which the orders of a plan (a value per column) stay as they were placed.

    What has an upper bound of zero in the model is lost. Units of one order may go to another line of their site.

    Formula
    -------
    minimise  sum over v of -penalty * build[v]  +  stock and work at workshops
    sum over lines of buy[o,d,t]  +  left[o,d,t]  =  ordered[o,d,t]     for all orders; <= of workshops, cooperatives
                                                                       and where a certificate may be lacking
    and the families `KEPT`; whole columns stay as they are, but for set-ups of cooperatives that lost hours
    """
    columns = model.columns
    upper = model.arrays.column_upper
    there = np.where(upper > 0, values, 0.0)
    table = _orderable(model, there)
    converts = model.inputs.offers["conversion"].to_numpy()
    first, group = numbered(
        *(table[key].to_numpy() for key in ("offer", "place", "period", "price", "version", "part"))
    )
    orders = table.iloc[first][["offer", "place", "period", "pair"]].reset_index(drop=True)
    orders["ordered"] = np.bincount(group, weights=table["units"], minlength=len(orders))
    orders["column"] = table["column"].to_numpy()[first]
    placed = orders["ordered"].to_numpy() > NEGLIGIBLE_UNITS
    table, group = table[placed[group]], (np.cumsum(placed) - 1)[group[placed[group]]]
    orders = orders[placed].reset_index(drop=True)
    supplied = ~converts[orders["offer"]]
    left = _left_columns(orders, supplied, columns.space.size)
    orders["left"] = np.where(supplied, left.start + np.cumsum(supplied) - 1, -1)
    short = _short_of_hours(model, values)
    blocks = [_with_left(block, orders) for block in model.blocks if block.family in KEPT]
    blocks += [_deliveries(model, orders, table, group), _set_ups(model, orders, table, group, short)]
    held = stitch([*columns.space.groups.values(), left], blocks, model.arrays.offset)
    return HeldProgram(_bounded(model, held, there, table, orders, short), orders)


def _orderable(model: SourcingModel, values: Floats) -> pd.DataFrame:
    """Return a row per column of ``buy`` and ``surplus`` with what it stands for and its ``units``."""
    pieces = []
    place = model.columns.requirement.destinations["place"].to_numpy()
    for name in ("buy", "surplus"):
        group = model.columns[name]
        index = group.index[["offer", "period", "price", "version", "pair"]]
        part = group.index["component_version"].to_numpy()
        units = np.maximum(values[group.columns], 0.0)
        more = {"place": place[group.index["destination"]], "part": part, "column": group.columns, "units": units}
        pieces.append(index.assign(**more, is_buy=name == "buy"))
    table = pd.concat(pieces, ignore_index=True)
    return table.sort_values("is_buy", ascending=False, kind="stable", ignore_index=True)


def _left_columns(orders: pd.DataFrame, supplied: np.ndarray, start: int) -> Group:
    mine = orders[supplied].reset_index(drop=True)
    most = mine["ordered"].to_numpy(dtype=np.float64)
    return Group("left", mine, start, np.zeros(len(mine)), most, np.zeros(len(mine)))


def _with_left(block: Rows, orders: pd.DataFrame) -> Rows:
    """Return the rows of a family; where they speak of what is made, what is left over counts as what is used."""
    if block.family not in MADE:
        return block
    mine = orders[orders["left"].ge(0)]
    like = pd.Series(mine["left"].to_numpy(), index=mine["column"].to_numpy())
    like = like[~like.index.duplicated()]
    entry = np.flatnonzero(np.isin(block.column, like.index))
    return replace(
        block,
        row=np.concatenate([block.row, block.row[entry]]),
        column=np.concatenate([block.column, like.reindex(block.column[entry]).to_numpy(dtype=np.int64)]),
        value=np.concatenate([block.value, block.value[entry]]),
    )


def _deliveries(model: SourcingModel, orders: pd.DataFrame, table: pd.DataFrame, group: np.ndarray) -> Rows:
    left = orders["left"].to_numpy()
    supplied = left >= 0
    terms = Terms().add(group, table["column"].to_numpy(), 1.0)
    terms.add(np.flatnonzero(supplied), left[supplied], 1.0)
    ordered = orders["ordered"].to_numpy(dtype=np.float64)
    fixed = supplied & ~_pooled(model, orders["offer"].to_numpy()) & ~_gated(model, orders["pair"].to_numpy())
    lower = np.where(fixed, ordered, 0.0)
    return terms.rows_of("deliveries", orders[["offer", "place", "period"]], lower=lower, upper=ordered)


def _set_ups(
    model: SourcingModel, orders: pd.DataFrame, table: pd.DataFrame, group: np.ndarray, short: np.ndarray
) -> Rows:
    """Return rows by which a cooperative that lost hours sets up before it delivers anything."""
    ordered = model.columns["ordered"]
    gate = np.full(len(model.columns.paid.pairs), -1, dtype=np.int64)
    gate[ordered.index["pair"].to_numpy()] = ordered.columns
    pair = orders["pair"].to_numpy()
    gated = np.flatnonzero(short[pair] & (gate[pair] >= 0))
    place = np.full(len(orders), -1, dtype=np.int64)
    place[gated] = np.arange(len(gated))
    mine = place[group] >= 0
    terms = Terms().add(place[group[mine]], table["column"].to_numpy()[mine], 1.0)
    left = orders["left"].to_numpy()[gated]
    terms.add(np.flatnonzero(left >= 0), left[left >= 0], 1.0)
    terms.add(np.arange(len(gated)), gate[pair[gated]], -orders["ordered"].to_numpy(dtype=np.float64)[gated])
    return terms.rows_of("set_ups", orders.loc[gated, ["offer", "place", "period"]], upper=0.0)


def _short_of_hours(model: SourcingModel, values: Floats) -> np.ndarray:
    """Return the (offer, period) pairs of cooperatives that have lost hours which the plan used."""
    made = model.columns["made_by"]
    gone = (model.arrays.column_upper[made.columns] <= 0) & (values[made.columns] > NEGLIGIBLE_UNITS)
    short = np.zeros(len(model.columns.paid.pairs), dtype=np.bool_)
    short[made.index["pair"].to_numpy()[gone]] = True
    return short


def _pooled(model: SourcingModel, offer: np.ndarray) -> np.ndarray:
    code = model.inputs.offers["hours_code"].to_numpy()[offer]
    return np.asarray(np.append(is_pool(model.inputs), False)[code])


def _gated(model: SourcingModel, pair: np.ndarray) -> np.ndarray:
    """Return the orders that an upgrade has to bring a certificate for."""
    found = [block.index[["offer", "period"]] for block in model.blocks if block.family == CERTIFICATE]
    if not found:
        return np.zeros(len(pair), dtype=np.bool_)
    gates = pd.MultiIndex.from_frame(pd.concat(found))
    pairs = pd.MultiIndex.from_frame(model.columns.paid.pairs[["offer", "period"]])
    return np.asarray(pairs.isin(gates)[pair])


def _bounded(
    model: SourcingModel, held: Arrays, there: Floats, table: pd.DataFrame, orders: pd.DataFrame, short: np.ndarray
) -> Arrays:
    """Return the program with bounds of what is ordered, whole columns as they are, and what is worth doing."""
    width = len(there)
    lower, upper, cost = held.column_lower.copy(), held.column_upper.copy(), held.cost.copy()
    upper[:width] = np.minimum(upper[:width], model.arrays.column_upper)
    lower[:width] = np.minimum(lower[:width], upper[:width])
    integer = held.integer.copy()
    ordered = model.columns["ordered"]
    loose = np.zeros(len(upper), dtype=np.bool_)
    loose[ordered.columns[short[ordered.index["pair"].to_numpy()]]] = True
    fixed = np.flatnonzero(integer & ~loose)
    lower[fixed] = upper[fixed] = np.round(there[fixed])
    integer[fixed] = False
    whole = np.flatnonzero(loose)
    upper[whole] = np.round(there[whole])
    for name in ("buy", "surplus"):
        columns = model.columns[name].columns
        asked = np.isin(columns, table.loc[table["is_buy"], "column"])
        upper[columns[~asked]] = 0.0
    pooled = orders["left"].to_numpy() >= 0
    supply = ~model.inputs.offers["conversion"].to_numpy()[table["offer"]]
    bought = table["column"].to_numpy()[supply]
    cost[orders["left"].to_numpy()[pooled]] = -DELIVERED * cost[orders["column"].to_numpy()[pooled]]
    cost[bought] = -DELIVERED * cost[bought]
    return replace(held, column_lower=lower, column_upper=upper, cost=cost, integer=integer)


def with_demand_times(model: SourcingModel, times: float) -> SourcingModel:
    """Return the model in which at most this part (0..1) of what was wanted can be built."""
    group = model.columns["activity"]
    is_vehicle = model.inputs.explosion.roots["vehicle"].notna().to_numpy()[group.index["root"].to_numpy()]
    upper = model.arrays.column_upper.copy()
    upper[group.columns[is_vehicle]] *= times
    lower = np.minimum(model.arrays.column_lower, upper)
    return replace(model, arrays=replace(model.arrays, column_lower=lower, column_upper=upper))
