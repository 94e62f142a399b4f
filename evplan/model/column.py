"""The columns of the program and what ties them to parts, offers, destinations and periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.model.block import Group, Indices, Space, numbered
from evplan.model.requirement import Requirement, require
from evplan.plan.inputs import PlanInputs
from evplan.plan.layer import component_of
from evplan.plan.membership import most_hours, offer_hours
from evplan.quantities import Floats, to_solver_money

Flags = npt.NDArray[np.bool_]


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
    place = requirement.destinations["place"].to_numpy()[destination]
    usable = np.flatnonzero(inputs.usable[offer, place, period])
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
    """Return the most units paid that an offer's own terms allow in a period: its maximum, and the hours behind it."""
    offers = inputs.offers
    code = offers["hours_code"].to_numpy()[offer]
    per_unit = offers["hours_per_unit"].to_numpy()[offer]
    there = offer_hours(inputs, most_hours(inputs))
    hours = np.where(code >= 0, there[code, period] if len(there) else 0.0, np.inf)
    free = hours - np.where(code >= 0, offers["setup_hours"].to_numpy()[offer], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_hours = np.where(code < 0, np.inf, np.where(per_unit > 0, free / per_unit, np.where(free >= 0, np.inf, 0)))
    return np.asarray(np.maximum(np.minimum(offers["maximum_units"].to_numpy()[offer], by_hours), 0.0))


def landed_money(inputs: PlanInputs, offer: Indices, place: Indices, period: Indices, price: Indices) -> pd.DataFrame:
    """Return ``value``, ``freight`` and ``duty`` in rupiah per unit paid."""
    value = inputs.prices["price"].to_numpy()[price] * inputs.rate[offer, period]
    freight = inputs.freight[offer, place]
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
    factor = inputs.factor[activities["period"]]
    price = to_solver_money(np.where(is_vehicle, -(penalty or 0.0) * factor, 0.0))
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
    cost = holding[place] * inputs.scenario.calendar.data_ratio * inputs.factor[index["period"]]
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
    buy = _with_prices(inputs, requirement, with_versions(inputs, requirement, table), space, "buy")
    spare = table[extra[pair] > 0]
    cheapest = spare.assign(
        freight=inputs.freight[spare["offer"], requirement.destinations["place"].to_numpy()[spare["destination"]]]
    ).sort_values(["pair", "freight"], kind="stable")
    spare = cheapest.drop_duplicates("pair").assign(most=lambda rows: extra[rows["pair"]])
    surplus = _with_prices(inputs, requirement, spare.assign(version=0, component_version=0), space, "surplus")
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
    # Nobody pays for work on material that nobody needs.
    conversion = inputs.offers["conversion"].to_numpy()[offer]
    return np.asarray(np.where(conversion, 0.0, np.where(multiple > 0, rounded, wanted)))


def with_versions(inputs: PlanInputs, requirement: Requirement, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with ``version`` and ``component_version``: rows once per content that the units can count with.

    ``version`` is that of the offer's own content (0: the data's own), ``component_version`` that of the component that
    the units are a piece of. The units after an upgrade carry another credit; they have columns from the first period
    on in which it can be in force (`evplan.model.family.upgrade.content_versions` says which may be used).
    """
    place = requirement.destinations["place"].to_numpy()[table["destination"]]
    component = component_of(inputs, table["offer"].to_numpy(), place)
    table = _once_per_version(inputs, table.assign(component=component), "offer", "version")
    return _once_per_version(inputs, table, "component", "component_version").drop(columns="component")


def _once_per_version(inputs: PlanInputs, table: pd.DataFrame, subject: str, name: str) -> pd.DataFrame:
    base = table.assign(**{name: 0})
    upgrades = inputs.upgrades.table
    upgrades = upgrades[upgrades["version"].gt(0)]
    if upgrades.empty:
        return base
    later = upgrades.assign(force=upgrades["first"] + upgrades["lead"])[["offer_code", "version", "force"]]
    more = table.merge(later.rename(columns={"offer_code": subject, "version": name}), on=subject)
    return pd.concat([base, more.loc[more["force"].le(more["period"]), list(base)]], ignore_index=True)


def _with_prices(inputs: PlanInputs, requirement: Requirement, table: pd.DataFrame, space: Space, name: str) -> Group:
    """Add a column per row of the table and price of its offer, at landed cost per good unit, discounted."""
    owner = inputs.prices["offer_code"].to_numpy()
    begin = np.searchsorted(owner, table["offer"], side="left")
    count = np.searchsorted(owner, table["offer"], side="right") - begin
    row = np.repeat(np.arange(len(table)), count)
    price = np.repeat(begin, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    index = table.take(row).assign(price=price)
    offer = index["offer"].to_numpy()
    place = requirement.destinations["place"].to_numpy()[index["destination"]]
    money = landed_money(inputs, offer, place, index["period"].to_numpy(), price)
    share = inputs.offers["yield_share"].to_numpy()[offer]
    for kind in money:
        index[kind] = money[kind].to_numpy() / share
    cost = to_solver_money((index["value"] + index["freight"] + index["duty"]).to_numpy())
    cost = cost * inputs.factor[index["period"]]
    return space.add(name, index, upper=index["most"].to_numpy(), cost=cost)
