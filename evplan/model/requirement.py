"""What vehicles, alternatives and workshops need, where and when: from demand down through every level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.model.block import numbered
from evplan.plan.conversion import workshop_place
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Requirement:
    """What activities need.

    activities
        ``root``, ``place``, ``line``, ``period``, ``most`` (upper bound), ``level``: a vehicle root is built, an
        alternative is chosen, a converted root is worked on (units paid of its conversion offer). ``line`` is -1 where
        a workshop works for all lines together. Levels go up from 0, the assembly lines.
    entries
        ``activity`` (row of activities), ``need`` (row of needs), ``quantity``: units per unit of the activity.
    needs
        ``part``, ``destination``, ``period`` (codes), ``most``: the largest requirement there can be; a row per
        balance, for stocked parts from the first period on.
    destinations
        ``place`` (row of `PlanInputs.places`), ``line`` (-1: all lines together).
    """

    activities: pd.DataFrame
    entries: pd.DataFrame
    needs: pd.DataFrame
    destinations: pd.DataFrame


def require(inputs: PlanInputs, told_apart: Flags) -> Requirement:
    """Return what every activity needs where; ``told_apart`` (per part) keeps the lines of a site separate.

    What a workshop can be asked for follows from what is needed above it, so levels are worked out from the top.
    """
    lines = inputs.lines
    stations = pd.DataFrame({"place": lines["site_code"].to_numpy(), "line": np.arange(len(lines))})
    levels = [_level(inputs, stations, lines["vehicle_root"].to_numpy(), inputs.demand, told_apart, 0)]
    for depth, offers in _by_depth(inputs):
        stations, roots, most = _work(inputs, offers, levels)
        if len(stations):
            levels.append(_level(inputs, stations, roots, most, told_apart, depth))
    return _joined(levels)


def _level(
    inputs: PlanInputs, stations: pd.DataFrame, roots: np.ndarray, most: Floats, told_apart: Flags, level: int
) -> Requirement:
    """Return what stations need that do one root each, at most ``most`` (stations x periods) of it."""
    activities = _activities(inputs, stations, roots, most).assign(level=level)
    needs = inputs.explosion.needs
    epoch = inputs.explosion.epoch_of[activities["period"].to_numpy()]
    entries = (
        activities[["root", "place", "line", "period", "most"]]
        .assign(epoch=epoch, activity=np.arange(len(activities)))
        .merge(needs[["epoch", "root", "part_code", "quantity"]], on=["epoch", "root"])
    )
    place = entries["place"].to_numpy()
    line = np.where(told_apart[entries["part_code"]], entries["line"], -1)
    first, destination = numbered(place, line + 1)
    destinations = pd.DataFrame({"place": place[first], "line": line[first]})
    part, period = entries["part_code"].to_numpy(), entries["period"].to_numpy()
    first, need = numbered(part, destination, period)
    largest = np.bincount(need, weights=entries["quantity"] * entries["most"], minlength=len(first))
    table = pd.DataFrame(
        {"part": part[first], "destination": destination[first], "period": period[first], "most": largest}
    )
    entries = pd.DataFrame({"activity": entries["activity"], "need": need, "quantity": entries["quantity"]})
    stocked = inputs.parts["holding_cost_idr"].notna().to_numpy()
    table, entries = _with_stock_periods(table, entries, stocked)
    return Requirement(activities, entries, table, destinations)


def _activities(inputs: PlanInputs, stations: pd.DataFrame, roots: np.ndarray, wanted: Floats) -> pd.DataFrame:
    """Return what can be done and chosen at stations, with its largest amount, downwards through choices."""
    explosion = inputs.explosion
    start = np.zeros((len(explosion.roots), *wanted.shape))
    start[roots, np.arange(len(stations))] = wanted
    alive = np.zeros((len(explosion.roots), int(explosion.epoch_of.max(initial=0)) + 1), dtype=np.bool_)
    for table in (explosion.needs, explosion.choices):
        alive[table["root"], table["epoch"]] = True
    keys = ["parent", "substitute_group"]
    alternatives = explosion.roots.reset_index()[["root", *keys]].dropna()
    arcs = explosion.choices.merge(alternatives, on=keys, suffixes=("", "_to"))
    arcs = arcs[alive[arcs["root_to"], arcs["epoch"]]]
    share = [
        (from_, to, quantity * (explosion.epoch_of == epoch))
        for from_, to, epoch, quantity in zip(
            arcs["root"], arcs["root_to"], arcs["epoch"], arcs["quantity"], strict=True
        )
    ]
    most = start
    for _ in range(len(explosion.roots)):
        reached = start.copy()
        for from_, to, per_period in share:
            reached[to] += most[from_] * per_period
        if np.array_equal(reached, most):
            break
        most = reached
    root, station, period = np.nonzero(most)
    return pd.DataFrame(
        {
            "root": root,
            "place": stations["place"].to_numpy()[station],
            "line": stations["line"].to_numpy()[station],
            "period": period,
            "most": most[root, station, period],
        }
    )


def _by_depth(inputs: PlanInputs) -> list[tuple[int, np.ndarray]]:
    """Return the conversion offers by depth, from 1: whatever takes a part lies above whoever converts it."""
    into, offers = inputs.into, inputs.offers
    depth = np.zeros(len(inputs.parts), dtype=np.int64)
    code = np.flatnonzero(offers["conversion"])
    depth[offers["part_code"].to_numpy()[code]] = 1
    for _ in range(len(into)):
        deeper = depth.copy()
        made = depth[into["made_code"].to_numpy()]
        below = into["part_code"].to_numpy()
        np.maximum.at(deeper, below[depth[below] > 0], made[depth[below] > 0] + 1)
        if np.array_equal(deeper, depth):
            break
        depth = deeper
    level = depth[offers["part_code"].to_numpy()[code]]
    return [(int(one), code[level == one]) for one in np.unique(level)]


def _work(inputs: PlanInputs, offers: np.ndarray, levels: list[Requirement]) -> tuple[pd.DataFrame, np.ndarray, Floats]:
    """Return the workshops of some conversion offers: place and line, converted root, most units paid by period."""
    part = inputs.offers["part_code"].to_numpy()[offers]
    pieces = []
    for above in levels:
        needs = above.needs[above.needs["part"].isin(part)]
        asked = needs.merge(pd.DataFrame({"part": part, "offer": offers}), on="part")
        to = above.destinations.take(asked["destination"])
        usable = inputs.usable[asked["offer"], to["place"], asked["period"]]
        pieces.append(asked.assign(line=to["line"].to_numpy())[usable])
    wanted = pd.concat(pieces, ignore_index=True)
    wanted["most"] /= inputs.offers["yield_share"].to_numpy()[wanted["offer"]]
    first, station = numbered(wanted["offer"].to_numpy(), wanted["line"].to_numpy() + 1)
    most = np.zeros((len(first), len(inputs.periods)))
    np.add.at(most, (station, wanted["period"].to_numpy()), wanted["most"].to_numpy())
    code = wanted["offer"].to_numpy()[first]
    limit = inputs.offers["maximum_units"].to_numpy()[code]
    place = workshop_place(inputs)[code]
    root = inputs.explosion.root_of_made(inputs.offers["part"].to_numpy(dtype=object)[code])
    stations = pd.DataFrame({"place": place, "line": wanted["line"].to_numpy()[first]})
    return stations, root, np.minimum(most, limit[:, None])


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


def _joined(levels: list[Requirement]) -> Requirement:
    """Return all levels as one; no two levels share a destination."""
    if len(levels) == 1:
        return levels[0]
    entries, needs, activity, need, destination = [], [], 0, 0, 0
    for level in levels:
        entries.append(
            level.entries.assign(activity=level.entries["activity"] + activity, need=level.entries["need"] + need)
        )
        needs.append(level.needs.assign(destination=level.needs["destination"] + destination))
        activity, need = activity + len(level.activities), need + len(level.needs)
        destination += len(level.destinations)
    return Requirement(
        pd.concat([level.activities for level in levels], ignore_index=True),
        pd.concat(entries, ignore_index=True),
        pd.concat(needs, ignore_index=True),
        pd.concat([level.destinations for level in levels], ignore_index=True),
    )
