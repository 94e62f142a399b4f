"""The columns of the program and what ties them to parts, offers, destinations and periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.model.block import Group, Indices, Space, numbered
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats, to_solver_money

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Requirement:
    """What activities need.

    activities
        ``root``, ``line``, ``period``, ``most`` (upper bound): a vehicle root is built, an alternative is chosen.
    entries
        ``activity`` (row of activities), ``need`` (row of needs), ``quantity``: units per unit of the activity.
    needs
        ``part``, ``destination``, ``period`` (codes), ``most``: the largest requirement there can be; a row per
        balance, for stocked parts from the first period on.
    destinations
        ``site``, ``line`` (-1: all lines of the site together).
    """

    activities: pd.DataFrame
    entries: pd.DataFrame
    needs: pd.DataFrame
    destinations: pd.DataFrame


@dataclass(frozen=True)
class Paid:
    """Units paid, one entry per column of ``buy`` and ``surplus``: ``offer``, ``period``, ``price`` (row of prices).

    ``column`` is the column's number, ``per`` the units paid per good unit (1 / yield). ``pair`` numbers the distinct
    (offer, period) pairs, whose table is ``pairs``: ``offer``, ``period``, ``most`` (most units paid).
    """

    column: Indices
    offer: Indices
    period: Indices
    price: Indices
    per: Floats
    pair: Indices
    pairs: pd.DataFrame


@dataclass(frozen=True)
class Columns:
    """All columns with the tables behind them."""

    space: Space
    requirement: Requirement
    paid: Paid

    def __getitem__(self, name: str) -> Group:
        """Return a group by name."""
        return self.space.groups[name]


def require(inputs: PlanInputs, told_apart: Flags) -> Requirement:
    """Return what every activity needs where; ``told_apart`` (per part) keeps the lines of a site separate."""
    activities = _activities(inputs)
    needs = inputs.explosion.needs
    epoch = inputs.explosion.epoch_of[activities["period"].to_numpy()]
    entries = (
        activities[["root", "line", "period", "most"]]
        .assign(epoch=epoch, activity=np.arange(len(activities)))
        .merge(needs[["epoch", "root", "part_code", "quantity"]], on=["epoch", "root"])
    )
    site = inputs.lines["site_code"].to_numpy()[entries["line"]]
    line = np.where(told_apart[entries["part_code"]], entries["line"], -1)
    first, destination = numbered(site, line + 1)
    destinations = pd.DataFrame({"site": site[first], "line": line[first]})
    part, period = entries["part_code"].to_numpy(), entries["period"].to_numpy()
    first, need = numbered(part, destination, period)
    most = np.bincount(need, weights=entries["quantity"] * entries["most"], minlength=len(first))
    table = pd.DataFrame(
        {"part": part[first], "destination": destination[first], "period": period[first], "most": most}
    )
    entries = pd.DataFrame({"activity": entries["activity"], "need": need, "quantity": entries["quantity"]})
    stocked = inputs.parts["holding_cost_idr"].notna().to_numpy()
    table, entries = _with_stock_periods(table, entries, stocked)
    return Requirement(activities, entries, table, destinations)


def _activities(inputs: PlanInputs) -> pd.DataFrame:
    """Return what can be built and chosen, with its largest amount, from demand downwards through choices."""
    lines, explosion = inputs.lines, inputs.explosion
    roots = explosion.roots
    most = np.zeros((len(roots), *inputs.demand.shape))
    most[lines["vehicle_root"], np.arange(len(lines))] = inputs.demand
    alive = np.zeros((len(roots), int(explosion.epoch_of.max(initial=0)) + 1), dtype=np.bool_)
    for table in (explosion.needs, explosion.choices):
        alive[table["root"], table["epoch"]] = True
    keys = ["parent", "substitute_group"]
    arcs = explosion.choices.merge(roots.reset_index()[["root", *keys]].dropna(), on=keys, suffixes=("", "_to"))
    arcs = arcs[alive[arcs["root_to"], arcs["epoch"]]]
    share = [
        (from_, to, quantity * (explosion.epoch_of == epoch))
        for from_, to, epoch, quantity in zip(
            arcs["root"], arcs["root_to"], arcs["epoch"], arcs["quantity"], strict=True
        )
    ]
    for _ in range(len(roots)):
        reached = np.zeros_like(most)
        reached[lines["vehicle_root"], np.arange(len(lines))] = inputs.demand
        for from_, to, per_period in share:
            reached[to] += most[from_] * per_period
        if np.array_equal(reached, most):
            break
        most = reached
    root, line, period = np.nonzero(most)
    return pd.DataFrame({"root": root, "line": line, "period": period, "most": most[root, line, period]})


def _with_stock_periods(
    needs: pd.DataFrame, entries: pd.DataFrame, stocked: Flags
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give stocked parts a balance in every period up to their last need, and the sum of later needs as their most."""
    is_stocked = stocked[needs["part"]]
    last = needs[is_stocked].groupby(["part", "destination"])["period"].max()
    counts = last.to_numpy() + 1
    if not counts.sum():
        return needs, entries
    pairs = last.reset_index().loc[np.repeat(np.arange(len(last)), counts), ["part", "destination"]]
    pairs["period"] = np.concatenate([np.arange(count) for count in counts])
    keys = ["part", "destination", "period"]
    full = pairs.merge(needs, on=keys, how="left").fillna({"most": 0.0})
    later = full.iloc[::-1].groupby(["part", "destination"])["most"].cumsum()
    full["most"] = later.iloc[::-1]
    result = pd.concat([needs[~is_stocked], full]).sort_values(keys, ignore_index=True)
    place = needs[keys].merge(result[keys].reset_index(), on=keys, how="left")["index"].to_numpy()
    return result, entries.assign(need=place[entries["need"]])


def buy_index(inputs: PlanInputs, requirement: Requirement) -> pd.DataFrame:
    """Return what can be bought: ``need``, ``offer``, ``destination``, ``period``, ``most`` (good units)."""
    needs = requirement.needs
    by_part = inputs.offers["part_code"].to_numpy()
    order = np.argsort(by_part, kind="stable")
    begin = np.searchsorted(by_part[order], needs["part"], side="left")
    count = np.searchsorted(by_part[order], needs["part"], side="right") - begin
    need = np.repeat(np.arange(len(needs)), count)
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    offer = order[np.repeat(begin, count) + offset]
    destination, period = needs["destination"].to_numpy()[need], needs["period"].to_numpy()[need]
    site = requirement.destinations["site"].to_numpy()[destination]
    usable = np.flatnonzero(inputs.usable[offer, site, period])
    need = need[usable]
    return pd.DataFrame(
        {
            "need": need,
            "offer": offer[usable],
            "destination": destination[usable],
            "period": period[usable],
            "most": needs["most"].to_numpy()[need],
        }
    )


def most_paid(inputs: PlanInputs, offer: Indices, period: Indices) -> Floats:
    """Return the most units paid that an offer's own terms allow in a period: its maximum, and its hours."""
    offers = inputs.offers
    code = offers["hours_code"].to_numpy()[offer]
    per_unit = offers["hours_per_unit"].to_numpy()[offer]
    hours = np.where(code >= 0, inputs.hours[code, period] if len(inputs.hours) else 0.0, np.inf)
    free = hours - np.where(code >= 0, offers["setup_hours"].to_numpy()[offer], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_hours = np.where(code < 0, np.inf, np.where(per_unit > 0, free / per_unit, np.where(free >= 0, np.inf, 0)))
    return np.asarray(np.maximum(np.minimum(offers["maximum_units"].to_numpy()[offer], by_hours), 0.0))


def landed_money(inputs: PlanInputs, offer: Indices, site: Indices, period: Indices, price: Indices) -> pd.DataFrame:
    """Return ``value``, ``freight`` and ``duty`` in rupiah per unit paid."""
    value = inputs.prices["price"].to_numpy()[price] * inputs.rate[offer, period]
    freight = inputs.freight[offer, site]
    duty = inputs.offers["duty_share"].to_numpy()[offer] * (value + freight)
    return pd.DataFrame({"value": value, "freight": freight, "duty": duty})


def lay_out(inputs: PlanInputs, told_apart: Flags) -> Columns:
    """Return the columns of vehicles, alternatives, stock, buying and surplus; other groups are added by families."""
    requirement = require(inputs, told_apart)
    space = Space()
    _add_activities(inputs, requirement, space)
    _add_stock(inputs, requirement, space)
    return Columns(space, requirement, _add_buying(inputs, requirement, space))


def _add_activities(inputs: PlanInputs, requirement: Requirement, space: Space) -> None:
    activities = requirement.activities
    is_vehicle = inputs.explosion.roots["vehicle"].notna().to_numpy()[activities["root"]]
    penalty = inputs.scenario.demand.unmet_penalty_idr
    price = to_solver_money(np.where(is_vehicle, -(penalty or 0.0), 0.0))
    most = activities["most"].to_numpy()
    least = np.where(is_vehicle & (penalty is None), most, 0.0)
    space.add("activity", activities, lower=least, upper=most, cost=price)


def _add_stock(inputs: PlanInputs, requirement: Requirement, space: Space) -> None:
    needs = requirement.needs
    holding = inputs.parts["holding_cost_idr"].to_numpy()[needs["part"]]
    place = np.flatnonzero(~np.isnan(holding[:-1]))
    same = (needs["part"].to_numpy()[place] == needs["part"].to_numpy()[place + 1]) & (
        needs["destination"].to_numpy()[place] == needs["destination"].to_numpy()[place + 1]
    )
    place = place[same]
    index = needs.loc[place, ["part", "destination", "period"]].assign(need=place)
    cost = holding[place] * inputs.scenario.calendar.data_ratio
    space.add("stock", index, upper=needs["most"].to_numpy()[place + 1], cost=to_solver_money(cost))


def _add_buying(inputs: PlanInputs, requirement: Requirement, space: Space) -> Paid:
    table = buy_index(inputs, requirement)
    offers = inputs.offers
    offer, period = table["offer"].to_numpy(), table["period"].to_numpy()
    share = offers["yield_share"].to_numpy()[offer]
    first, pair = numbered(offer, period)
    need_paid = np.bincount(pair, weights=table["most"] / share, minlength=len(first)).astype(np.float64)
    pairs = pd.DataFrame({"offer": offer[first], "period": period[first]})
    pairs["cap"] = most_paid(inputs, pairs["offer"].to_numpy(), pairs["period"].to_numpy())
    minimum = offers["minimum_order"].to_numpy()[pairs["offer"]]
    extra = _useful_surplus(inputs, pairs, need_paid)
    pairs["most"] = np.minimum(pairs["cap"], np.maximum(need_paid, extra))
    possible = (pairs["most"].to_numpy() > 0) & (pairs["most"].to_numpy() >= minimum * (1 - 1e-12))
    keep = possible[pair]
    table, pair = table[keep].reset_index(drop=True), pair[keep]
    renumber = np.cumsum(possible) - 1
    pairs, extra, pair = pairs[possible].reset_index(drop=True), extra[possible], renumber[pair]
    table["pair"] = pair
    buy = _with_prices(inputs, requirement, table, space, "buy")
    spare = table[extra[pair] > 0]
    cheapest = spare.assign(
        freight=inputs.freight[spare["offer"], requirement.destinations["site"].to_numpy()[spare["destination"]]]
    ).sort_values(["pair", "freight"], kind="stable")
    spare = cheapest.drop_duplicates("pair").assign(most=lambda rows: extra[rows["pair"]])
    surplus = _with_prices(inputs, requirement, spare, space, "surplus")
    both = pd.concat([buy.index, surplus.index], ignore_index=True)
    return Paid(
        column=np.concatenate([buy.columns, surplus.columns]),
        offer=both["offer"].to_numpy(),
        period=both["period"].to_numpy(),
        price=both["price"].to_numpy(),
        per=1.0 / offers["yield_share"].to_numpy()[both["offer"]],
        pair=both["pair"].to_numpy(),
        pairs=pairs[["offer", "period", "most"]],
    )


def _useful_surplus(inputs: PlanInputs, pairs: pd.DataFrame, need_paid: Floats) -> Floats:
    """Return up to how many units paid buying too much can make sense: an order's minimum or multiple, or a band."""
    if not inputs.scenario.demand.surplus:
        return np.zeros(len(pairs))
    offer = pairs["offer"].to_numpy()
    band = inputs.prices.groupby("offer_code")["low"].max().reindex(range(len(inputs.offers)), fill_value=0.0)
    minimum = inputs.offers["minimum_order"].to_numpy()[offer]
    wanted = np.maximum(minimum, band.to_numpy()[offer])
    multiple = inputs.offers["order_multiple"].to_numpy()[offer]
    with np.errstate(divide="ignore", invalid="ignore"):
        rounded = np.ceil(np.maximum(need_paid, wanted) / multiple) * multiple
    return np.asarray(np.where(multiple > 0, rounded, wanted))


def _with_prices(inputs: PlanInputs, requirement: Requirement, table: pd.DataFrame, space: Space, name: str) -> Group:
    """Add a column per row of the table and price of its offer, at landed cost per good unit."""
    owner = inputs.prices["offer_code"].to_numpy()
    begin = np.searchsorted(owner, table["offer"], side="left")
    count = np.searchsorted(owner, table["offer"], side="right") - begin
    row = np.repeat(np.arange(len(table)), count)
    price = np.repeat(begin, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    index = table.take(row).assign(price=price)
    offer = index["offer"].to_numpy()
    site = requirement.destinations["site"].to_numpy()[index["destination"]]
    money = landed_money(inputs, offer, site, index["period"].to_numpy(), price)
    share = inputs.offers["yield_share"].to_numpy()[offer]
    for kind in money:
        index[kind] = money[kind].to_numpy() / share
    cost = to_solver_money((index["value"] + index["freight"] + index["duty"]).to_numpy())
    return space.add(name, index, upper=index["most"].to_numpy(), cost=cost)
