"""What could be moved from one offer to another in a plan as it stands: how much, at what price.

A swap moves units of one part, of one vehicle in one year, from an offer that delivers it to another offer of the same
part, in the same periods and plants. Everything else stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.plan.content import Credits
from evplan.plan.conversion import place_code
from evplan.plan.inputs import PlanInputs
from evplan.plan.market import landed_per_unit
from evplan.plan.membership import free_hours
from evplan.plan.outcome import award_money, reached_price
from evplan.plan.record import SOLUTION_COLUMNS
from evplan.quantities import NEGLIGIBLE_UNITS, Floats

HOURS, MAXIMUM, ORDER = "hours", "maximum", "order"
"""What keeps units from being moved: no free hours, the offer's maximum, a minimum order or multiple."""

_KEYS = ["offer", "workshop", "site", "vehicle", "period"]


@dataclass(frozen=True)
class Swaps:
    """All swaps that are possible in a plan.

    pairs
        ``from_offer``, ``to_offer`` (codes), ``part_code``, ``group`` (place in the method's weights), ``wanted`` (good
        units that the first delivers), ``moved`` (those that free capacity lets the second take), ``limit`` (what holds
        the rest back, ``""`` for nothing), ``old_idr`` (what the moved units cost now, landed), ``cost_idr`` and
        ``local_idr`` (what their landed cost and credited cost would grow by, at the best price band that the wanted
        units reach), ``fixed_idr`` (tooling and opening that come on top), and ``wanted_cost_idr`` and
        ``wanted_local_idr``, the same for all that is wanted.
    rows
        ``pair`` (row of pairs), ``workshop``, ``site``, ``period`` (keys), ``units`` to be moved there.
    """

    pairs: pd.DataFrame
    rows: pd.DataFrame


def find_swaps(
    inputs: PlanInputs, awards: pd.DataFrame, mine: Credits, vehicle: str, year: int, credit_after: Floats | None = None
) -> Swaps:
    """Return the swaps of a vehicle's year by a method, from awards as `award_money` gives them.

    ``credit_after`` (offers x periods) stands for the credit of what units are moved to, where it would change.
    """
    after = mine.credit if credit_after is None else credit_after
    table = _possible(inputs, awards, mine, vehicle, year)
    pair_keys = ["from_offer", "to_offer", "period_code"]
    room = _rooms(inputs, awards, table[["to_offer", "period_code"]].drop_duplicates())
    table = table.merge(room, on=["to_offer", "period_code"])
    wanted = table.groupby(pair_keys)["units"].transform("sum").to_numpy()
    movable = np.minimum(wanted, table["room"].to_numpy())
    movable = _kept_order(inputs, awards, table, movable)
    movable = np.where(movable > NEGLIGIBLE_UNITS, movable, 0.0)
    part = np.divide(movable, wanted, out=np.zeros_like(wanted), where=wanted > 0)
    period = table["period_code"].to_numpy()
    new_cost = table["new_unit_idr"].to_numpy()
    old_cost = table["unit_idr"].to_numpy()
    more = new_cost - old_cost
    credit_to, credit_from = after[table["to_offer"], period], mine.credit[table["from_offer"], period]
    more_local = new_cost * credit_to - old_cost * credit_from
    units = table["units"].to_numpy()
    table = table.assign(
        moved=units * part,
        wanted=units,
        old_idr=units * part * old_cost,
        cost_idr=units * part * more,
        local_idr=units * part * more_local,
        wanted_cost_idr=units * more,
        wanted_local_idr=units * more_local,
        held=units * (1.0 - part),
    )
    return _summed(inputs, awards, mine, table)


def after_swap(
    inputs: PlanInputs, awards: pd.DataFrame, vehicle: str, swaps: Swaps, pair: int
) -> tuple[pd.DataFrame, float]:
    """Return the awards after a swap, with their money, and what the plan costs more in rupiah.

    Orders keep their sizes: what an order has to be larger than its need is surplus (only where the scenario allows
    it); prices follow the bands reached; tooling and opening are paid where work is new and saved where it ends.
    """
    row = swaps.pairs.iloc[pair]
    codes = np.array([row["from_offer"], row["to_offer"]])
    moves = swaps.rows[swaps.rows["pair"].eq(pair)]
    touched = awards["offer_code"].isin(codes)
    names = inputs.offers["offer"].to_numpy(dtype=object)
    steps = [
        moves.assign(offer=names[code], units=sign * moves["units"])
        for code, sign in zip(codes, (-1.0, 1.0), strict=True)
    ]
    old = awards.loc[touched, list(SOLUTION_COLUMNS["awards"])]
    added = pd.concat(steps).assign(vehicle=vehicle, surplus=0.0)
    new = pd.concat([old, added[list(old.columns)]]).groupby(_KEYS, as_index=False)[["units", "surplus"]].sum()
    new = new.assign(units=np.where(new["units"] > NEGLIGIBLE_UNITS, new["units"], 0.0))
    taker = awards[awards["offer_code"].eq(codes[1])]
    before = taker.groupby(["offer", "period"], as_index=False)["units_paid"].sum()
    new = _in_order_sizes(inputs, new, set(moves["period"]), before.rename(columns={"units_paid": "kept"}))
    money = award_money(inputs, new)
    result = pd.concat([awards[~touched], money], ignore_index=True)
    spent = ["value_idr", "freight_idr", "duty_idr"]
    more = float(money[spent].to_numpy().sum() - awards.loc[touched, spent].to_numpy().sum())
    return result, more + _fixed(inputs, result) - _fixed(inputs, awards)


def sums_of(inputs: PlanInputs, awards: pd.DataFrame, mine: Credits, vehicle: str, year: int) -> tuple[Floats, Floats]:
    """Return credited cost and cost per group of a vehicle's year, in rupiah, surplus left out."""
    mine_rows = _counted(inputs, awards, mine, vehicle, year)
    landed = mine_rows["units"].to_numpy() * mine_rows["unit_idr"].to_numpy()
    offer, period = mine_rows["offer_code"].to_numpy(), mine_rows["period_code"].to_numpy()
    group, share = mine.counted(offer, place_code(inputs, mine_rows), period)
    size = len(mine.weights)
    local = np.bincount(group, weights=landed * share, minlength=size)
    return local.astype(np.float64), np.bincount(group, weights=landed, minlength=size).astype(np.float64)


def _counted(inputs: PlanInputs, awards: pd.DataFrame, mine: Credits, vehicle: str, year: int) -> pd.DataFrame:
    """Return the awards that count in a score, with ``unit_idr``: landed per good unit."""
    offer, period = awards["offer_code"].to_numpy(), awards["period_code"].to_numpy()
    here = awards["vehicle"].eq(vehicle).to_numpy() & (inputs.periods["year"].to_numpy()[period] == year)
    group, _ = mine.counted(offer, place_code(inputs, awards), period)
    rows = awards[here & (group >= 0) & awards["units"].gt(0).to_numpy()]
    landed = rows["value_idr"] + rows["freight_idr"] + rows["duty_idr"]
    return rows.assign(unit_idr=landed / (rows["units"] + rows["surplus"]))


def _possible(inputs: PlanInputs, awards: pd.DataFrame, mine: Credits, vehicle: str, year: int) -> pd.DataFrame:
    """Return every award that counts beside every other usable offer of its part, with what a unit would cost there.

    Only parts that count by themselves, and only between offers that deliver complete: a workshop that takes on or
    gives up work changes what is needed below.
    """
    rows = _counted(inputs, awards, mine, vehicle, year)
    conversion = inputs.offers["conversion"].to_numpy()
    rows = rows[~conversion[rows["offer_code"]] & (mine.group[rows["offer_code"]] >= 0)]
    rows = rows.assign(part_code=inputs.offers["part_code"].to_numpy()[rows["offer_code"]])
    rows = rows[["offer_code", "part_code", "workshop", "site", "period", "period_code", "units", "unit_idr"]]
    others = pd.DataFrame({"to_offer": np.arange(len(inputs.offers)), "part_code": inputs.offers["part_code"]})
    others = others[~conversion]
    table = rows.rename(columns={"offer_code": "from_offer"}).merge(others, on="part_code")
    place = place_code(inputs, table)
    to, period = table["to_offer"].to_numpy(), table["period_code"].to_numpy()
    kept = (table["from_offer"].to_numpy() != to) & inputs.usable[to, place, period]
    table, place, to, period = table[kept].reset_index(drop=True), place[kept], to[kept], period[kept]
    return table.assign(
        new_unit_idr=landed_per_unit(inputs, to, place, period, _best_price(inputs, awards, table)),
    )


def _best_price(inputs: PlanInputs, awards: pd.DataFrame, table: pd.DataFrame) -> Floats:
    """Return the price of the band that the second offer reaches with all that it has and is wanted to take."""
    keys = ["to_offer", "period_code"]
    has = awards.groupby(["offer_code", "period_code"], as_index=False)["units_paid"].sum()
    has.columns = pd.Index([*keys, "has"])
    units = table.groupby([*keys, "from_offer"], as_index=False)["units"].sum()
    asked = units.groupby(keys, as_index=False)["units"].sum().merge(has, on=keys, how="outer").fillna(0.0)
    offer, period = asked["to_offer"].to_numpy(dtype=np.intp), asked["period_code"].to_numpy(dtype=np.intp)
    paid = asked["has"].to_numpy() + asked["units"].to_numpy() / inputs.offers["yield_share"].to_numpy()[offer]
    asked = asked.assign(price=inputs.prices["price"].to_numpy()[reached_price(inputs, offer, period, paid)])
    return np.asarray(table[keys].merge(asked[[*keys, "price"]], on=keys, how="left")["price"].to_numpy())


def _rooms(inputs: PlanInputs, awards: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Return per offer and period the good units that it can still take, ``room``, and what ``limit`` ends it."""
    offers = inputs.offers
    offer, period = asked["to_offer"].to_numpy(), asked["period_code"].to_numpy()
    has = _per_pair(awards, "units_paid").reindex(pd.MultiIndex.from_arrays([offer, period]), fill_value=0.0).to_numpy()
    spare = _per_pair(awards, "surplus").reindex(pd.MultiIndex.from_arrays([offer, period]), fill_value=0.0).to_numpy()
    share = offers["yield_share"].to_numpy()[offer]
    by_maximum = np.maximum(offers["maximum_units"].to_numpy()[offer] - has, 0.0)
    by_hours = _room_in_hours(inputs, awards, offer, period, has > NEGLIGIBLE_UNITS)
    paid = np.minimum(by_maximum, by_hours)
    least = np.maximum(offers["minimum_order"].to_numpy()[offer] - has, 0.0)
    multiple = offers["order_multiple"].to_numpy()[offer]
    size = np.where(multiple > 0, multiple, 1.0)
    whole = np.where(multiple > 0, np.floor((has + paid) / size) * size - has, paid)
    if not inputs.scenario.demand.surplus:
        # Without surplus a move would have to fit the multiple exactly.
        whole = np.where(multiple > 0, 0.0, paid)
    too_small = (least > paid) | (whole <= 0) & (paid > 0)
    room = np.where(too_small, 0.0, np.maximum(whole, 0.0)) * share + spare
    limit = np.where(too_small & (paid > 0), ORDER, np.where(by_hours < by_maximum, HOURS, MAXIMUM))
    return asked.assign(room=room, least=np.where(least > 0, least * share, 0.0), limit=limit)


def _room_in_hours(
    inputs: PlanInputs, awards: pd.DataFrame, offer: np.ndarray, period: np.ndarray, ordered: np.ndarray
) -> Floats:
    """Return the units paid that the free hours of an offer's process allow in a period."""
    offers = inputs.offers
    code = offers["hours_code"].to_numpy()
    used = np.zeros((len(inputs.hours) + 1, len(inputs.periods)))
    at, when = awards["offer_code"].to_numpy(), awards["period_code"].to_numpy()
    np.add.at(used, (code[at], when), offers["hours_per_unit"].to_numpy()[at] * awards["units_paid"].to_numpy())
    begun = awards[["offer_code", "period_code"]].drop_duplicates().to_numpy()
    np.add.at(used, (code[begun[:, 0]], begun[:, 1]), offers["setup_hours"].to_numpy()[begun[:, 0]])
    left = np.vstack([free_hours(inputs, used[:-1]), np.full((1, len(inputs.periods)), np.inf)])
    free = left[code[offer], period]
    free = free - np.where(ordered, 0.0, offers["setup_hours"].to_numpy()[offer])
    per_unit = offers["hours_per_unit"].to_numpy()[offer]
    with np.errstate(divide="ignore", invalid="ignore"):
        units = np.where(per_unit > 0, free / per_unit, np.where(free >= 0, np.inf, 0.0))
    return np.asarray(np.where(code[offer] < 0, np.inf, np.maximum(units, 0.0)))


def _per_pair(awards: pd.DataFrame, column: str) -> pd.Series[float]:
    return awards.groupby(["offer_code", "period_code"])[column].sum()


def _kept_order(inputs: PlanInputs, awards: pd.DataFrame, table: pd.DataFrame, movable: Floats) -> Floats:
    """Return what can be moved with no order below its minimum or off its multiple; surplus may fill it up."""
    if inputs.scenario.demand.surplus:
        return movable
    movable = np.where(movable < table["least"].to_numpy() * (1 - 1e-9), 0.0, movable)
    offer = table["from_offer"].to_numpy()
    pairs = pd.MultiIndex.from_arrays([offer, table["period_code"]])
    has = _per_pair(awards, "units").reindex(pairs).to_numpy()
    least = inputs.offers["minimum_order"].to_numpy()[offer] * inputs.offers["yield_share"].to_numpy()[offer]
    rest = has - movable
    broken = (rest > NEGLIGIBLE_UNITS) & (rest < least * (1 - 1e-9))
    movable = np.where(broken, np.maximum(has - least, 0.0), movable)
    movable = np.where(broken & (movable < table["least"].to_numpy() * (1 - 1e-9)), 0.0, movable)
    return np.where(inputs.offers["order_multiple"].to_numpy()[offer] > 0, 0.0, movable)


def _summed(inputs: PlanInputs, awards: pd.DataFrame, mine: Credits, table: pd.DataFrame) -> Swaps:
    keys = ["from_offer", "to_offer"]
    amounts = ["wanted", "moved", "old_idr", "cost_idr", "local_idr", "wanted_cost_idr", "wanted_local_idr"]
    pairs = table.groupby([*keys, "part_code"], as_index=False)[amounts].sum()
    held = (
        table.groupby([*keys, "limit"], as_index=False)["held"]
        .sum()
        .sort_values("held", ascending=False, kind="stable")
    )
    held = held.drop_duplicates(keys)
    pairs = pairs.merge(held[[*keys, "limit", "held"]], on=keys)
    free = pairs["held"].le(NEGLIGIBLE_UNITS + 1e-9 * pairs["wanted"])
    works = np.zeros(len(inputs.offers), dtype=np.bool_)
    works[awards["offer_code"]] = True
    supplier = inputs.offers["supplier_code"].to_numpy()
    known = np.zeros(len(inputs.suppliers), dtype=np.bool_)
    known[supplier[awards["offer_code"]]] = True
    to = pairs["to_offer"].to_numpy()
    opening = inputs.suppliers["opening_cost_idr"].fillna(0.0).to_numpy()
    tooling = inputs.offers["tooling_cost_idr"].to_numpy()
    pairs = pairs.assign(
        limit=pairs["limit"].where(~free, ""),
        group=mine.group[to],
        fixed_idr=np.where(works[to], 0.0, tooling[to]) + np.where(known[supplier[to]], 0.0, opening[supplier[to]]),
    )
    number = pd.MultiIndex.from_frame(pairs[keys]).get_indexer(pd.MultiIndex.from_frame(table[keys]))
    rows = table[["workshop", "site", "period"]].assign(pair=number, units=table["moved"])
    return Swaps(pairs.drop(columns="held"), rows[rows["units"] > 0])


def _in_order_sizes(inputs: PlanInputs, awards: pd.DataFrame, periods: set[str], before: pd.DataFrame) -> pd.DataFrame:
    """Return the awards with the surplus that the orders of these periods need.

    ``before`` has ``offer``, ``period``, ``kept``: units paid that an order does not fall below, since it is there.
    """
    terms = inputs.offers.set_index("offer")[["yield_share", "minimum_order", "order_multiple"]]
    mine = awards.join(terms, on="offer").merge(before, on=["offer", "period"], how="left").fillna({"kept": 0.0})
    share = mine["yield_share"].to_numpy()
    needed = (mine.groupby(["offer", "period"])["units"].transform("sum") / share).to_numpy()
    size = mine["order_multiple"].where(mine["order_multiple"] > 0).to_numpy()
    rounded = np.ceil(needed / size * (1 - 1e-9)) * size
    paid = np.maximum(np.where(np.isnan(rounded), needed, rounded), mine[["minimum_order", "kept"]].max(axis=1))
    extra = np.where(needed > NEGLIGIBLE_UNITS, (paid - needed) * share, 0.0)
    first = ~mine.duplicated(["offer", "period"]).to_numpy()
    surplus = np.where(mine["period"].isin(periods), np.where(first, extra, 0.0), mine["surplus"])
    surplus = np.where(surplus > NEGLIGIBLE_UNITS, surplus, 0.0)
    kept = (mine["units"].to_numpy() > 0) | (surplus > 0)
    return awards.assign(surplus=surplus)[kept].reset_index(drop=True)


def _fixed(inputs: PlanInputs, awards: pd.DataFrame) -> float:
    """Return tooling and opening of all offers and suppliers that get work, in rupiah."""
    won = np.unique(awards["offer_code"].to_numpy())
    suppliers = np.unique(inputs.offers["supplier_code"].to_numpy()[won])
    opening = inputs.suppliers["opening_cost_idr"].fillna(0.0).to_numpy()[suppliers]
    return float(inputs.offers["tooling_cost_idr"].to_numpy()[won].sum() + opening.sum())
