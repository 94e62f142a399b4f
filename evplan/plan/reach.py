"""The highest score that today's offers can reach if money and capacity did not matter, and what caps it.

Upgrades of content count where they can be in force by then. Every part is taken from the offer, price and month that
serve one group of the score best. A group's score is a ratio of costs; its maximum over such choices is found exactly
(Dinkelbach 1967): for a trial ratio r every need takes what makes ``credit * cost - r * cost`` largest, the ratio of
that choice is the next trial, and the first trial that cannot be raised is the maximum. Alternatives of a substitute
group are chosen the same way, from the leaves up.

The groups of a sum of ratios are maximised one by one, so that the sum is never too low: no plan scores higher.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.law import aspects, breakdown, score, year_day
from evplan.plan.content import Credits, content_lines, content_of, credits, fixed_of, method_day, vehicle_years
from evplan.plan.inputs import PlanInputs
from evplan.plan.layer import with_best_content
from evplan.plan.market import Market, market_of, most_valuable
from evplan.plan.outcome import minimum_of
from evplan.quantities import MONEY_TOLERANCE_IDR
from evplan.scenario.rule import LocalContent

PART, OWN_WORK, NOT_BOUGHT = "part", "own_work", "not_bought"
"""Where points are lost: at a bought part, in an aspect that nobody sells, in a group of which nothing is bought."""

LOST_COLUMNS = ["kind", "group", "part", "offer", "supplier", "credit", "cost_share", "points"]

TRIALS = 50
"""Trial ratios after which the search ends; it doubles the right digits each time, and five are usual."""


@dataclass(frozen=True)
class Ceiling:
    """What one score cannot exceed when each part comes from its best offer, whatever it costs and however much.

    ``score`` is 0..1, ``NaN`` where the vehicle cannot be built at all because a part has no usable offer. ``lost``:
    one row per part or aspect that keeps the score below 1, most points first: ``kind`` (`PART`, `OWN_WORK`,
    `NOT_BOUGHT`), ``group`` or aspect, ``part``, ``offer`` and ``supplier`` of the best offer (the one that most is
    bought from), its ``credit`` (0..1), ``cost_share`` of its group, ``points`` (0..1 of the score).
    """

    vehicle: str
    year: int
    method: str
    score: float
    lost: pd.DataFrame


def asked_scores(
    inputs: PlanInputs, vehicles: Collection[str] | None = None, methods: Collection[str] | None = None
) -> pd.DataFrame:
    """Return which scores can be asked about: ``vehicle``, ``year``, ``method``, ``minimum`` (0..1), ``in_force``.

    Without ``methods`` those in force in the year and those that a rule of the scenario names. Raises
    ``LawNotInForce``.
    """
    named = {rule.method for rule in inputs.scenario.rule if isinstance(rule, LocalContent)}
    rows = []
    for vehicle, year in vehicle_years(inputs).itertuples(index=False):
        if vehicles is not None and vehicle not in vehicles:
            continue
        in_force = inputs.law.methods_in_force(year_day(year))
        for method in inputs.law.methods():
            wanted = method in in_force or method in named if methods is None else method in methods
            if wanted:
                rows.append((vehicle, year, method, minimum_of(inputs, vehicle, year, method), method in in_force))
    table = pd.DataFrame(rows, columns=["vehicle", "year", "method", "minimum", "in_force"])
    return table.astype({"vehicle": "str", "method": "str", "year": "int64", "minimum": float, "in_force": bool})


def ceilings(inputs: PlanInputs, asked: pd.DataFrame) -> list[Ceiling]:
    """Return the ceiling of every row of `asked_scores`, in its order; raises ``LawNotInForce``."""
    found = []
    for (vehicle, year), rows in asked.groupby(["vehicle", "year"], sort=False):
        market = market_of(inputs, vehicle, int(year))
        found += [
            (place, _ceiling(inputs, market, vehicle, int(year), method)) for place, method in rows["method"].items()
        ]
    return [ceiling for _, ceiling in sorted(found, key=lambda pair: pair[0])]


def _ceiling(inputs: PlanInputs, market: Market, vehicle: str, year: int, method: str) -> Ceiling:
    inputs = with_best_content(inputs, method, year)
    mine = credits(inputs, method, year)
    _, own_cost, own_local = fixed_of(inputs, method, vehicle, year)
    pieces, built = [], 0.0
    for group in range(len(mine.weights)):
        # Own cost belongs to the one group of the method that knows it.
        rows, built = _best_ratio(market, mine, group, own_cost, own_local)
        pieces.append(rows)
    if built <= 0:
        return Ceiling(vehicle, year, method, np.nan, pd.DataFrame(columns=LOST_COLUMNS))
    bought = pd.concat(pieces, ignore_index=True)
    lines, content = _scored(inputs, bought, vehicle, year, built)
    day = method_day(inputs.law, method, year)
    best = score(inputs.law, method, year, lines, content, day=day)
    parts = breakdown(inputs.law, method, year, lines, content, day=day)
    lost = _lost(inputs, mine, bought, parts, list(aspects(inputs.law, method, day).index), own_local * built)
    return Ceiling(vehicle, year, method, float(best["score"].iloc[0]), lost)


def _best_ratio(
    market: Market, mine: Credits, group: int, own_cost: float, own_local: float
) -> tuple[pd.DataFrame, float]:
    """Return what to buy for the highest ratio of a group, as sources with ``units``, and the vehicles built."""
    sources = market.sources
    credit = mine.credit[sources["offer"], sources["period"]]
    counts = sources["counts"].to_numpy() & (mine.group[sources["offer"]] == group)
    cost = np.where(counts, sources["cost"], 0.0)
    local = cost * credit
    ratio, best = 0.0, most_valuable(market, local)
    trial = best
    for _ in range(TRIALS):
        units, built = trial
        whole = float(cost @ units) + own_cost * built
        found = (float(local @ units) + own_local * built) / whole if whole > 0 else 0.0
        # At the maximum itself a choice without any cost in the group is worth as much: it must not be taken.
        if found <= ratio * (1 + 1e-12):
            break
        ratio, best = found, trial
        trial = most_valuable(market, local - ratio * cost)
    units, built = best
    return sources.assign(units=units, credit=credit)[counts & (units > 0)], built


def _scored(
    inputs: PlanInputs, bought: pd.DataFrame, vehicle: str, year: int, built: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the bought lines and the vehicle's content as `evplan.law.score` takes them."""
    offer, period = bought["offer"].to_numpy(), bought["period"].to_numpy()
    lines = content_lines(inputs).iloc[offer].reset_index(drop=True)
    lines = lines.assign(
        vehicle=vehicle,
        certified=inputs.certified[offer, period],
        landed_idr=(bought["cost"] * bought["units"]).to_numpy(),
    )
    return lines, content_of(inputs.vehicle_content, vehicle, year).assign(built=built)


def _lost(
    inputs: PlanInputs,
    mine: Credits,
    bought: pd.DataFrame,
    parts: pd.DataFrame,
    groups: list[str],
    own_local: float,
) -> pd.DataFrame:
    """Return where the points are lost; see `Ceiling`. ``own_local`` is in rupiah, of all vehicles built."""
    rows = []
    for place, group in enumerate(groups):
        row = parts[parts["group"].eq(group)].iloc[0]
        weight, whole = float(row["weight"]), float(row["cost_idr"])
        if not whole > 0:
            rows.append((NOT_BOUGHT, group, "", "", "", 0.0, 0.0, weight))
            continue
        inside = bought[mine.group[bought["offer"]] == place]
        rows += _lost_parts(inputs, inside, group, weight, whole)
        own = whole - float((inside["cost"] * inside["units"]).sum())
        if own > MONEY_TOLERANCE_IDR:
            points = weight * (own - own_local) / whole
            rows.append((OWN_WORK, "assembly", "", "", "", own_local / own, own / whole, points))
    for row in parts[~parts["group"].isin(groups)].itertuples(index=False):
        rows.append((OWN_WORK, row.group, "", "", "", row.ratio, np.nan, row.weight - row.points))
    table = pd.DataFrame(rows, columns=LOST_COLUMNS)
    return table[table["points"] > 1e-9].sort_values("points", ascending=False, kind="stable", ignore_index=True)


def _lost_parts(
    inputs: PlanInputs, inside: pd.DataFrame, group: str, weight: float, whole: float
) -> list[tuple[str, str, str, str, str, float, float, float]]:
    cost = (inside["cost"] * inside["units"]).to_numpy()
    offers = inputs.offers.iloc[inside["offer"].to_numpy()]
    table = pd.DataFrame(
        {
            "part": offers["part"].to_numpy(),
            "offer": offers["offer"].to_numpy(),
            "supplier": offers["supplier"].to_numpy(),
            "cost": cost,
            "local": cost * inside["credit"].to_numpy(),
        }
    )
    main = table.groupby(["part", "offer", "supplier"], as_index=False)["cost"].sum()
    main = main.sort_values("cost", ascending=False, kind="stable").drop_duplicates("part").set_index("part")
    sums = table.groupby("part")[["cost", "local"]].sum()
    return [
        (
            PART,
            group,
            part,
            main.loc[part, "offer"],
            main.loc[part, "supplier"],
            local / spent,
            spent / whole,
            weight * (spent - local) / whole,
        )
        for part, spent, local in sums.itertuples()
    ]
