"""Rebates on all spend with a supplier, written as tightly as can be.

Every level has a copy of what each offer earns, bounded by what that offer can earn, instead of one sum per supplier
behind a big number: the disaggregated, or extended, formulation of an all-units discount. A level's copy must by itself
reach the level's minimum and fit into the supplier's hours, so the relaxation cannot take a part of a rebate for less
than that part of the spend.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms
from evplan.model.column import Columns
from evplan.plan.inputs import PlanInputs
from evplan.plan.membership import most_hours, offer_hours
from evplan.plan.rebate import reached_level
from evplan.quantities import Floats, from_solver_money, to_solver_money

ABOVE_MINIMUM = 2e-6
"""Million rupiah above a minimum that is asked for, so that rounding leaves it reached."""

ROOM = 1e-3
"""... but only where the supplier can earn so much more: a minimum that is all there is stays what it is."""

COPY = ("level", "rebate", "supplier", "offer", "span", "rate")
"""Columns of the index of ``rebated``."""


def add_rebate_columns(inputs: PlanInputs, columns: Columns) -> None:
    """Add ``level`` (0/1, per supplier and level in reach) and ``rebated`` (million rupiah, per level and offer).

    ``rebated`` is by period too where money is discounted. Levels that give what the one below gives are left out.
    """
    levels = inputs.rebates
    if levels.empty:
        columns.space.add("level", pd.DataFrame({"supplier": [], "rebate": [], "most": []}, dtype=np.int64))
        columns.space.add("rebated", pd.DataFrame({key: [] for key in COPY}, dtype=np.int64))
        return
    most = _most_spend(inputs, columns)
    earned = np.bincount(most["supplier"], weights=most["spend"], minlength=len(inputs.suppliers))
    in_hours = _most_in_hours(inputs, most)
    least = to_solver_money(levels["minimum_spend_idr"].to_numpy(dtype=np.float64))
    supplier = levels["supplier_code"].to_numpy()
    share = levels["rebate_share"]
    possible = least <= np.minimum(earned, in_hours)[supplier] * (1 + 1e-9)
    useful = np.flatnonzero((_kept(inputs) == np.arange(len(levels))) & (share > 0) & possible)
    index = pd.DataFrame({"supplier": supplier[useful], "rebate": useful})
    in_reach = np.minimum(earned, in_hours)[supplier[useful]]
    columns.space.add("level", index.assign(most=in_reach), upper=1.0, integer=True)
    copies = index.rename_axis("level").reset_index().merge(most, on="supplier")
    worth = share.to_numpy()[copies["rebate"]] * inputs.factor[np.maximum(copies["span"], 0)]
    index = copies[list(COPY)]
    columns.space.add("rebated", index, upper=copies["spend"].to_numpy(dtype=np.float64), cost=-worth)


def rebates(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Give a level's rebate on all spend with a supplier, if the spend reaches its minimum.

    Formula
    -------
    sum over k of rebated[o,k]  <=  spend[o]
    rebated[o,k]  <=  most[o] * level[s,k]
    sum over o of s of rebated[o,k]  >=  minimum[k] * level[s,k]
    sum over o of s, m of hours[o] / price[o] * rebated[o,k]  <=  hours[s,m] * level[s,k]     where it can bind
    sum over k of level[s,k]  <=  1
    spend[s] + (most[s] - minimum[j]) * level[s,k]  <=  most[s]         where a level j above k gives less than k
    for all suppliers s with rebates, their offers o, levels k, processes m

    Symbols
    -------
    rebated[o,k]  spend that gets the rebate of level k, which the cost has as -share[k] * rebated[o,k]; by period
                  where money is discounted
    spend[o]      sum over d, t of price * (buy + surplus), in million rupiah; not discounted
    most[o]       sum over t of the dearest price * M[o,t], as in `evplan.model.family.order.order_quantity`
    hours[s,m]    of the whole horizon, with what members and upgrades can add; hours[o] per unit paid
    """
    if not columns["level"].size:
        return []
    return [*_copies(inputs, columns), _hours(inputs, columns), *_levels(inputs, columns)]


def _copies(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    level, rebated = columns["level"], columns["rebated"]
    here, entry_level = np.arange(rebated.size), rebated.index["level"].to_numpy()
    keys = ["supplier", "offer", "span"]
    index = rebated.index[keys].drop_duplicates(ignore_index=True)
    place = pd.MultiIndex.from_frame(index[["offer", "span"]])
    whose = place.get_indexer(pd.MultiIndex.from_frame(rebated.index[["offer", "span"]]))
    part = Terms().add(whose, rebated.columns, 1.0)
    paid, value = columns.paid, _value(columns)
    span = paid.period if _by_period(inputs) else np.full(len(paid.period), -1)
    row = place.get_indexer(pd.MultiIndex.from_arrays([paid.offer, span]))
    mine = np.flatnonzero(row >= 0)
    part.add(row[mine], paid.column[mine], -value[mine])
    gate = Terms().add(here, rebated.columns, 1.0).add(here, level.columns[entry_level], -rebated.upper)
    least = Terms().add(entry_level, rebated.columns, 1.0)
    least.add(np.arange(level.size), level.columns, -_asked(inputs, columns))
    return [
        part.rows_of("rebate_spend", index, upper=0.0),
        gate.rows_of("rebate_gate", rebated.index[["rebate", *keys]], upper=0.0),
        least.rows_of("rebate_minimum", level.index, lower=0.0),
    ]


def _hours(inputs: PlanInputs, columns: Columns) -> Rows:
    """Return the rows that fit a level's copy into the supplier's hours, scaled to parts of them."""
    level, rebated = columns["level"], columns["rebated"]
    offer = rebated.index["offer"].to_numpy()
    code = inputs.offers["hours_code"].to_numpy()[offer]
    with np.errstate(divide="ignore", invalid="ignore"):
        per_spend = inputs.offers["hours_per_unit"].to_numpy()[offer] / rebated.index["rate"].to_numpy()
    there = np.append(offer_hours(inputs, most_hours(inputs)).sum(axis=1), np.inf)[code]
    uses = (code >= 0) & (per_spend > 0) & np.isfinite(per_spend) & np.isfinite(there) & (there > 0)
    table = pd.DataFrame({"level": rebated.index["level"], "code": code, "part": per_spend / there})[uses]
    table["column"] = rebated.columns[uses]
    keys = ["level", "code"]
    table["could"] = table["part"] * rebated.upper[uses]
    table = table[table.groupby(keys)["could"].transform("sum").gt(1.0)]
    index = table[keys].drop_duplicates(ignore_index=True)
    row = pd.MultiIndex.from_frame(index).get_indexer(pd.MultiIndex.from_frame(table[keys]))
    terms = Terms().add(row, table["column"].to_numpy(), table["part"].to_numpy())
    terms.add(np.arange(len(index)), level.columns[index["level"].to_numpy(dtype=np.intp)], -1.0)
    return terms.rows_of("rebate_hours", index, upper=0.0)


def _levels(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    level = columns["level"]
    supplier = level.index["supplier"].to_numpy()
    who, row = np.unique(supplier, return_inverse=True)
    one = Terms().add(row, level.columns, 1.0)
    above = _lower_above(inputs, level.index["rebate"].to_numpy())
    closed = np.flatnonzero(np.isfinite(above))
    table = _most_spend(inputs, columns)
    most = np.bincount(table["supplier"], weights=table["spend"], minlength=len(inputs.suppliers))
    paid, value = columns.paid, _value(columns)
    entry_supplier = inputs.offers["supplier_code"].to_numpy()[paid.offer]
    below = Terms()
    for place, which in enumerate(closed):
        mine = np.flatnonzero(entry_supplier == supplier[which])
        below.add(np.full(len(mine), place), paid.column[mine], value[mine])
    limit = above[closed] - 2 * ABOVE_MINIMUM - 4e-9 * above[closed]
    below.add(np.arange(len(closed)), level.columns[closed], most[supplier[closed]] - limit)
    return [
        one.rows_of("one_level", pd.DataFrame({"supplier": who}), upper=1.0),
        below.rows_of("rebate_below", level.index.iloc[closed], upper=most[supplier[closed]]),
    ]


def claim_rebates(inputs: PlanInputs, columns: Columns, values: Floats) -> None:
    """Set the level that each supplier's spend reaches, and what it is paid on."""
    level, rebated = columns["level"], columns["rebated"]
    if not level.size:
        return
    paid = columns.paid
    spent = values[paid.column] * _value(columns)
    supplier = inputs.offers["supplier_code"].to_numpy()
    spend: Floats = np.bincount(supplier[paid.offer], weights=spent, minlength=len(inputs.suppliers)).astype(np.float64)
    reached = np.append(_kept(inputs), -1)[reached_level(inputs, spend * from_solver_money(1.0))]
    values[level.columns] = reached[level.index["supplier"]] == level.index["rebate"]
    span = paid.period if _by_period(inputs) else np.full(len(paid.period), -1)
    earned = pd.Series(spent).groupby([paid.offer, span]).sum()
    mine = earned.reindex(pd.MultiIndex.from_frame(rebated.index[["offer", "span"]])).fillna(0.0).to_numpy()
    values[rebated.columns] = mine * values[level.columns][rebated.index["level"]]


def _kept(inputs: PlanInputs) -> np.ndarray:
    """Return, for each level, the lowest one from which on its share holds without a break."""
    supplier, share = inputs.rebates["supplier_code"], inputs.rebates["rebate_share"]
    same = supplier.eq(supplier.shift(1)) & share.eq(share.shift(1))
    return np.asarray(np.maximum.accumulate(np.where(same, 0, np.arange(len(same)))), dtype=np.intp)


def _value(columns: Columns) -> Floats:
    """Return million rupiah ex works per good unit, for every entry of ``paid``."""
    value = np.concatenate([columns[name].index["value"].to_numpy(dtype=np.float64) for name in ("buy", "surplus")])
    return to_solver_money(value)


def _by_period(inputs: PlanInputs) -> bool:
    return bool(np.ptp(inputs.factor) > 0)


def _most_spend(inputs: PlanInputs, columns: Columns) -> pd.DataFrame:
    """Return what each offer of a supplier with rebates can earn: ``spend``, and ``rate`` per unit paid at most.

    ``span`` is a period, or -1: the horizon.
    """
    paid = columns.paid
    per_paid = _value(columns) / paid.per
    dearest = np.zeros(len(paid.pairs))
    np.maximum.at(dearest, paid.pair, per_paid)
    offer = paid.pairs["offer"].to_numpy()
    supplier = inputs.offers["supplier_code"].to_numpy()[offer]
    span = paid.pairs["period"].to_numpy() if _by_period(inputs) else np.full(len(offer), -1)
    table = pd.DataFrame({"supplier": supplier, "offer": offer, "span": span, "rate": dearest})
    table["spend"] = dearest * paid.pairs["most"].to_numpy()
    table = table[np.isin(supplier, inputs.rebates["supplier_code"])]
    keys = ["supplier", "offer", "span"]
    return table.groupby(keys, as_index=False).agg(spend=("spend", "sum"), rate=("rate", "max"))


def _most_in_hours(inputs: PlanInputs, most: pd.DataFrame) -> Floats:
    """Return what each supplier can earn at most inside its hours: its dearest work by the hour first."""
    offer = most["offer"].to_numpy()
    code = inputs.offers["hours_code"].to_numpy()[offer]
    units = most["spend"] / most["rate"].where(most["rate"] > 0, 1.0)
    needed = inputs.offers["hours_per_unit"].to_numpy()[offer] * units
    there = np.append(offer_hours(inputs, most_hours(inputs)).sum(axis=1), np.inf)[code]
    table = most.assign(code=code, needed=np.where(code >= 0, needed, 0.0), there=there)
    table["by_hour"] = table["spend"] / table["needed"].where(table["needed"] > 0)
    table = table.sort_values(["code", "by_hour"], ascending=[True, False], na_position="first", kind="stable")
    before = table.groupby("code")["needed"].cumsum() - table["needed"]
    part = ((table["there"] - before) / table["needed"].where(table["needed"] > 0)).fillna(1.0).clip(0.0, 1.0)
    earned = np.where(table["code"] < 0, 1.0, part) * table["spend"]
    return np.bincount(table["supplier"], weights=earned, minlength=len(inputs.suppliers)).astype(np.float64)


def _asked(inputs: PlanInputs, columns: Columns) -> Floats:
    """Return the spend that each level's copy must reach, in million rupiah."""
    index = columns["level"].index
    least = to_solver_money(inputs.rebates["minimum_spend_idr"].to_numpy(dtype=np.float64)[index["rebate"]])
    most = index["most"].to_numpy()
    return np.where(most > least + ROOM, least + ABOVE_MINIMUM, np.minimum(least, most))


def _lower_above(inputs: PlanInputs, rows: np.ndarray) -> Floats:
    """Return, for each level, the minimum (million rupiah) of the first above it that gives less; else ``inf``."""
    table = inputs.rebates
    found = np.full(len(rows), np.inf)
    for place, row in enumerate(rows):
        above = table.iloc[row + 1 :]
        less = above[above["supplier_code"].eq(table["supplier_code"].iloc[row])]
        less = less[less["rebate_share"] < table["rebate_share"].iloc[row]]
        if len(less):
            found[place] = to_solver_money(less["minimum_spend_idr"].to_numpy(dtype=np.float64))[0]
    return found
