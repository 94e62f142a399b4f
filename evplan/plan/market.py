"""Who could deliver what one vehicle's year needs, and the most valuable choice among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.plan.inputs import PlanInputs
from evplan.plan.period import Flags
from evplan.quantities import Floats


@dataclass(frozen=True)
class Market:
    """Who could deliver what one vehicle's year needs.

    cells
        index ``cell``: ``line``, ``period``, ``site``, ``epoch``, ``wanted`` (vehicles), ``year``: where and when the
        vehicle is wanted, in the year or later (a later year counts through stocked parts that are bought early).
    needs
        ``root``, ``cell``, ``part_code``, ``quantity``: units per unit of the root.
    sources
        ``need`` (row of needs, rising), ``offer``, ``period`` in which it is bought, ``cost`` (rupiah per good unit,
        landed, at one of the offer's prices), ``counts`` (it is bought in the year).
    choices, alternatives
        ``root``, ``cell``, ``quantity``, ``group``: units of a substitute group per unit of the root; ``group`` and
        ``root`` of what it can be made with. ``alive``: roots x cells, where a root's bill is in force.
    vehicle_root, year
        the root of the vehicle itself; the year asked about.
    """

    cells: pd.DataFrame
    needs: pd.DataFrame
    sources: pd.DataFrame
    choices: pd.DataFrame
    alternatives: pd.DataFrame
    alive: Flags
    vehicle_root: int
    year: int


def market_of(inputs: PlanInputs, vehicle: str, year: int) -> Market:
    """Return who could deliver what a vehicle needs in a year, whatever their capacity and order sizes."""
    explosion = inputs.explosion
    lines = inputs.lines.index[inputs.lines["vehicle"].eq(vehicle)].to_numpy()
    place, period = np.nonzero(inputs.demand[lines])
    cells = pd.DataFrame({"line": lines[place], "period": period})
    cells["site"] = inputs.lines["site_code"].to_numpy()[cells["line"]]
    cells["epoch"] = explosion.epoch_of[cells["period"]]
    cells["wanted"] = inputs.demand[cells["line"], cells["period"]]
    cells["year"] = inputs.periods["year"].to_numpy()[cells["period"]]
    # A later year counts only through stocked parts that are bought early.
    cells = cells[cells["year"].ge(year)].reset_index(drop=True).rename_axis("cell")
    by_epoch = cells.reset_index()[["cell", "epoch"]]
    needs = explosion.needs.merge(by_epoch, on="epoch")[["root", "cell", "part_code", "quantity"]]
    choices = explosion.choices.merge(by_epoch, on="epoch")
    alive = np.zeros((len(explosion.roots), len(cells)), dtype=np.bool_)
    alive[needs["root"], needs["cell"]] = True
    alive[choices["root"], choices["cell"]] = True
    stocked = inputs.parts["holding_cost_idr"].notna().to_numpy()
    now = cells["year"].to_numpy()[needs["cell"]] == year
    needs = needs[now | stocked[needs["part_code"]]].reset_index(drop=True)
    keys = ["parent", "substitute_group"]
    roots = explosion.roots.reset_index()[["root", *keys]].dropna()
    groups = pd.MultiIndex.from_frame(roots[keys].drop_duplicates())
    return Market(
        cells,
        needs,
        _sources(inputs, cells, needs, stocked, year),
        choices[["root", "cell", "quantity"]].assign(group=groups.get_indexer(pd.MultiIndex.from_frame(choices[keys]))),
        pd.DataFrame({"group": groups.get_indexer(pd.MultiIndex.from_frame(roots[keys])), "root": roots["root"]}),
        alive,
        int(inputs.lines["vehicle_root"].to_numpy()[lines[0]]),
        year,
    )


def landed_per_unit(
    inputs: PlanInputs, offer: np.ndarray, site: np.ndarray, period: np.ndarray, price: Floats
) -> Floats:
    """Return rupiah per good unit, landed: price in the offer's currency, freight and duty, over the yield."""
    value = price * inputs.rate[offer, period]
    landed = (value + inputs.freight[offer, site]) * (1.0 + inputs.offers["duty_share"].to_numpy()[offer])
    return np.asarray(landed / inputs.offers["yield_share"].to_numpy()[offer])


def _sources(inputs: PlanInputs, cells: pd.DataFrame, needs: pd.DataFrame, stocked: Flags, year: int) -> pd.DataFrame:
    offers = pd.DataFrame({"offer": np.arange(len(inputs.offers)), "part_code": inputs.offers["part_code"]})
    table = needs[["cell", "part_code"]].rename_axis("need").reset_index().merge(offers, on="part_code")
    prices = inputs.prices[["offer_code", "price"]].rename(columns={"offer_code": "offer"})
    table = table.merge(prices.drop_duplicates(), on="offer")
    used = cells["period"].to_numpy()[table["cell"]]
    earliest = np.where(stocked[table["part_code"]], 0, used)
    row = np.repeat(np.arange(len(table)), used - earliest + 1)
    back = np.arange(len(row)) - np.repeat(np.cumsum(used - earliest + 1) - (used - earliest + 1), used - earliest + 1)
    table = table.iloc[row].assign(period=earliest[row] + back)
    offer, period = table["offer"].to_numpy(), table["period"].to_numpy()
    site = cells["site"].to_numpy()[table["cell"]]
    table["cost"] = landed_per_unit(inputs, offer, site, period, table["price"].to_numpy())
    table["counts"] = inputs.periods["year"].to_numpy()[period] == year
    table = table[inputs.usable[offer, site, period]]
    # A workshop's fee says nothing of what it works on: it counts only where nobody delivers the part complete.
    works = inputs.offers["conversion"].to_numpy()[table["offer"]]
    delivered = np.isin(table["need"], table["need"].to_numpy()[~works])
    return table[~(works & delivered)].sort_values("need", kind="stable").reset_index(drop=True)


def most_valuable(market: Market, value: Floats) -> tuple[Floats, float]:
    """Return the best choice for a value per unit of each source, and the vehicles that are built with it in the year.

    The choice is units per source: every need takes its most valuable source, every substitute group its best
    alternative. Where a part has no source at all nothing is built.
    """
    needs, cells = market.needs, market.cells
    best = np.full(len(needs), -np.inf)
    need = market.sources["need"].to_numpy()
    np.maximum.at(best, need, value)
    root_value = np.zeros(market.alive.shape)
    np.add.at(root_value, (needs["root"], needs["cell"]), needs["quantity"].to_numpy() * best)
    total, picked = _with_choices(market, root_value)
    amount = np.zeros(market.alive.shape)
    amount[market.vehicle_root] = np.where(np.isfinite(total[market.vehicle_root]), cells["wanted"], 0.0)
    built = float(amount[market.vehicle_root] @ cells["year"].eq(market.year).to_numpy())
    amount = _spread_down(market, amount, picked)
    order = np.lexsort((-value, need))
    first = order[np.diff(need[order], prepend=-1) != 0]
    units = np.zeros(len(value))
    taken = needs.iloc[need[first]]
    units[first] = taken["quantity"].to_numpy() * amount[taken["root"], taken["cell"]]
    return units, built


def _with_choices(market: Market, value: Floats) -> tuple[Floats, np.ndarray]:
    """Return each root's value with that of its best alternatives, and the alternative picked per group and cell."""
    groups = int(market.alternatives["group"].max()) + 1 if len(market.alternatives) else 0
    picked = np.zeros((groups, value.shape[1]), dtype=np.intp)
    total = value
    for _ in range(groups + 1):
        standing = np.where(market.alive, total, -np.inf)
        best = np.full((groups, value.shape[1]), -np.inf)
        for group, root in market.alternatives.itertuples(index=False):
            better = standing[root] > best[group]
            picked[group] = np.where(better, root, picked[group])
            best[group] = np.where(better, standing[root], best[group])
        new = value.copy()
        row = market.choices
        gain = best[row["group"], row["cell"]] * row["quantity"].to_numpy() if groups else np.empty(0)
        np.add.at(new, (row["root"], row["cell"]), gain)
        if np.array_equal(new, total):
            break
        total = new
    return total, picked


def _spread_down(market: Market, amount: Floats, picked: np.ndarray) -> Floats:
    """Return how much of every root is made, from the vehicle down through the alternatives picked."""
    top, choices = amount, market.choices
    to = picked[choices["group"], choices["cell"]] if len(choices) else np.empty(0, dtype=np.intp)
    for _ in range(len(amount)):
        new = top.copy()
        np.add.at(new, (to, choices["cell"]), amount[choices["root"], choices["cell"]] * choices["quantity"].to_numpy())
        if np.array_equal(new, amount):
            break
        amount = new
    return amount
