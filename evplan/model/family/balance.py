"""Vehicles and parts: what is built needs what is bought."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.plan.conversion import workshop_place
from evplan.plan.inputs import PlanInputs


def site_capacity(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Keep every plant inside what it can assemble.

    Formula
    -------
    sum over v of build[v,l,t]  <=  capacity[l,t]    for all sites l, periods t where all demand would exceed it

    Symbols
    -------
    build[v,l,t]    vehicles built, ``activity`` columns of vehicle roots
    capacity[l,t]   ``sites.capacity_units`` of the period
    """
    built = columns.requirement.activities
    is_vehicle = inputs.explosion.roots["vehicle"].notna().to_numpy()[built["root"]]
    built = built[is_vehicle]
    site = inputs.lines["site_code"].to_numpy()[built["line"]]
    first, row = numbered(site, built["period"].to_numpy())
    index = pd.DataFrame({"site": site[first], "period": built["period"].to_numpy()[first]})
    limit = inputs.site_capacity[index["site"], index["period"]]
    binding = np.bincount(row, weights=built["most"], minlength=len(index)) > limit
    place = np.cumsum(binding) - 1
    kept = binding[row]
    terms = Terms().add(place[row[kept]], columns["activity"].columns[np.flatnonzero(is_vehicle)[kept]], 1.0)
    return [terms.rows_of("site_capacity", index[binding], upper=limit[binding])]


def part_balance(_inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Deliver to every destination exactly what is built or converted there needs, or carry it on.

    Formula
    -------
    sum over o of buy[o,d,t] + stock[p,d,t-1]  =  sum over a of quantity[a,p] * activity[a,d,t] + stock[p,d,t]
    for all parts p, destinations d, periods t with a requirement

    Symbols
    -------
    quantity[a,p]    units per vehicle or alternative, scrap included, through all phantoms
    activity[a,d,t]  vehicles built, units of a parent made with an alternative, units paid of a conversion offer
    stock[p,d,t]     units carried into the next period; only parts with a holding cost
    """
    requirement = columns.requirement
    entries, buy, stock = requirement.entries, columns["buy"], columns["stock"]
    terms = (
        Terms()
        .add(buy.index["need"].to_numpy(), buy.columns, 1.0)
        .add(entries["need"].to_numpy(), columns["activity"].columns[entries["activity"]], -entries["quantity"])
        .add(stock.index["need"].to_numpy(), stock.columns, -1.0)
        .add(stock.index["need"].to_numpy() + 1, stock.columns, 1.0)
    )
    index = requirement.needs[["part", "destination", "period"]]
    return [terms.rows_of("part_balance", index, lower=0.0, upper=0.0)]


def substitutes(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Make every unit of a parent with one of the alternatives of each substitute group.

    Formula
    -------
    sum over c in g of activity[c,l,t]  =  sum over a of quantity[a,g] * activity[a,l,t]
    for all substitute groups g of a parent, lines or workshops l, periods t

    Symbols
    -------
    activity[c,l,t]  units of the parent made with child c
    quantity[a,g]    units of the parent per vehicle built, unit converted, or unit of an alternative above it
    """
    roots, activities = inputs.explosion.roots, columns.requirement.activities
    keys, where_keys = ["parent", "substitute_group"], ["place", "line", "period"]
    chosen = activities.join(roots[keys], on="root").assign(activity=np.arange(len(activities))).dropna()
    asked = (
        activities[["root", *where_keys]]
        .assign(activity=np.arange(len(activities)), epoch=inputs.explosion.epoch_of[activities["period"]])
        .merge(inputs.explosion.choices, on=["root", "epoch"])
    )
    index = asked[[*keys, *where_keys]].drop_duplicates(ignore_index=True)
    where = pd.MultiIndex.from_frame(index)
    columns_of = columns["activity"].columns
    terms = Terms()
    for table, value in ((chosen, 1.0), (asked, -asked["quantity"].to_numpy())):
        row = where.get_indexer(pd.MultiIndex.from_frame(table[[*keys, *where_keys]]))
        terms.add(row, columns_of[table["activity"]], value)
    return [terms.rows_of("substitutes", index, lower=0.0, upper=0.0)]


def conversion(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Work on as many units as a workshop is paid for, whoever they are for.

    Formula
    -------
    activity[o,l,t]  =  sum over d of buy[o,d,t] / yield[o]
    for all conversion offers o, lines l (or all together) that it works for, periods t

    Symbols
    -------
    activity[o,l,t]  units paid of the offer, which take its part's children at the workshop
    buy[o,d,t]       good units sent to destinations d of the line
    """
    activities, buy = columns.requirement.activities, columns["buy"]
    is_work = inputs.explosion.roots["made"].notna().to_numpy()[activities["root"]]
    place = np.flatnonzero(is_work)
    index = activities.loc[is_work, ["place", "line", "period"]]
    to_place = workshop_place(inputs)
    entry = np.flatnonzero(to_place[buy.index["offer"]] >= 0)
    sent = buy.index.iloc[entry]
    line = columns.requirement.destinations["line"].to_numpy()[sent["destination"]]
    keys = pd.MultiIndex.from_arrays([to_place[sent["offer"]], line, sent["period"]])
    row = pd.MultiIndex.from_frame(index).get_indexer(keys)
    terms = Terms().add(np.arange(len(place)), columns["activity"].columns[place], 1.0)
    terms.add(row, buy.columns[entry], -1.0 / inputs.offers["yield_share"].to_numpy()[sent["offer"]])
    return [terms.rows_of("conversion", index, lower=0.0, upper=0.0)]
