"""Checks of meaning on conversion offers: what a workshop works on, and whether it can get there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.errors import Finding
from evplan.plan.check.listing import joined, listed
from evplan.plan.check.need import Bill, Flags, bill, children_obtainable, group_answered, phantoms_obtainable
from evplan.plan.period import in_force, ready_from
from evplan.schema import Tables

NO_GROUP = "none"


def check_conversion(tables: Tables) -> list[Finding]:
    """Return conversion offers with nothing to work on, and parts whose group of local content is not clear."""
    offers, lines = tables["offers"], bill(tables)
    converted = offers[offers["mode"].eq("conversion")]
    empty = converted[~converted["part"].isin(tables["bom_lines"]["parent"])]
    return [
        *listed("conversion-without-children", "offers", empty[["offer", "supplier", "part"]], ["offer"], "mode"),
        *_groups(tables, lines),
    ]


def check_workshop_periods(tables: Tables, periods: pd.DataFrame) -> list[Finding]:
    """Return conversion offers that hold in periods of the horizon in which a child cannot be had at the workshop.

    Those that can never be used have findings of their own.
    """
    offers = tables["offers"]
    if not offers["mode"].eq("conversion").any():
        return []
    lines = bill(tables)
    always = unreached_workshops(tables, lines, np.ones(len(offers), dtype=np.bool_))["offer"]
    ready = tables["suppliers"].set_index("supplier")["ready_period"].astype("str")
    held = in_force(offers, periods) & ready_from(offers["supplier"].map(ready), periods)
    masks, of_period = np.unique(held, axis=1, return_inverse=True)
    gaps = []
    for mask in range(masks.shape[1]):
        found = unreached_workshops(tables, lines, masks[:, mask])
        found = found[~found["offer"].isin(always)]
        gaps += [found.assign(period=label) for label in periods.loc[of_period == mask, "period"]]
    rows = pd.concat(gaps).sort_values(["offer", "period"], kind="stable")
    rows = rows.groupby(["offer", "supplier", "children"], as_index=False).agg(periods=("period", joined))
    return listed("workshop-child-gap", "offers", rows, ["offer"], "valid_from")


def unreached_workshops(tables: Tables, lines: Bill, usable: Flags) -> pd.DataFrame:
    """Return the conversion offers among the ``usable`` ones (rows of ``offers``) whose children cannot reach them.

    Columns ``offer``, ``supplier``, ``region``, ``children`` (text: those that are lacking), ``nowhere`` (whether one
    of them has no offer at all that can be used). A child that is converted itself counts only where its own children
    arrive. Without a ``lanes`` table everything reaches every workshop.
    """
    offers = tables["offers"]
    made = np.flatnonzero(usable & offers["mode"].eq("conversion").to_numpy())
    part = lines.parts.get_indexer(offers["part"])
    made = made[lines.inner[part[made]]]
    home = offers["supplier"].map(tables["suppliers"].set_index("supplier")["region"]).astype("str").fillna("")
    regions, place = np.unique(home.iloc[made].to_numpy(dtype=object).astype("str"), return_inverse=True)
    open_lane = _open_lanes(tables["lanes"], home, regions)
    alive, known = usable.copy(), np.zeros((len(regions), len(lines.parts)), dtype=np.bool_)
    while len(made):
        known = np.array([_here(lines, part, alive & open_lane[:, column]) for column in range(len(regions))])
        fed = np.array([children_obtainable(lines, row) for row in known])
        out = made[~fed[place, part[made]] & alive[made]]
        if not len(out):
            break
        alive[out] = False
    gone = made[~alive[made]] if len(made) else made
    anywhere = _here(lines, part, alive)
    rows = [_lacking(lines, part[offer], known[place[made == offer][0]], anywhere) for offer in gone]
    told = offers.loc[gone, ["offer", "supplier"]].assign(region=home.iloc[gone].to_numpy())
    nowhere = np.array([nowhere for _, nowhere in rows], dtype=np.bool_)
    return told.assign(children=pd.Series([text for text, _ in rows], told.index, dtype="str"), nowhere=nowhere)


def _open_lanes(lanes: pd.DataFrame, home: pd.Series, regions: np.ndarray) -> Flags:
    """Return offers x regions: whether a lane leads there; one within a region is always open."""
    if lanes.empty:
        return np.ones((len(home), len(regions)), dtype=np.bool_)
    known = pd.MultiIndex.from_frame(lanes[["origin", "destination"]])
    columns = [pd.MultiIndex.from_product([home, [region]]).isin(known) | home.eq(region) for region in regions]
    return np.column_stack(columns) if columns else np.zeros((len(home), 0), dtype=np.bool_)


def _here(lines: Bill, part: np.ndarray, arriving: Flags) -> Flags:
    """Return which parts can be had in a place: offered by one of the ``arriving`` offers, or phantoms made of such."""
    direct = np.zeros(len(lines.parts), dtype=np.bool_)
    direct[part[arriving]] = True
    return phantoms_obtainable(lines, direct, ~lines.offered)


def _lacking(lines: Bill, part: int, known: Flags, anywhere: Flags) -> tuple[str, bool]:
    """Return the children of a part that are lacking, as text, and whether one of them cannot be had anywhere."""
    own = lines.parent == part
    grouped = np.zeros(len(own), dtype=np.bool_)
    if len(lines.group_parent):
        grouped = (lines.group >= 0) & ~group_answered(lines, known)[np.maximum(lines.group, 0)]
    children = np.unique(lines.child[own & ~known[lines.child] & ((lines.group < 0) | grouped)])
    return joined(lines.parts[children].tolist()), bool((~anywhere[children]).any())


def _groups(tables: Tables, lines: Bill) -> list[Finding]:
    """Return parts without a content group of their own that workshops make and that end in several groups.

    What goes into such a part counts in the group that the part counts in: with several there is no answer.
    """
    offers = tables["offers"]
    made = pd.Index(offers.loc[offers["mode"].eq("conversion"), "part"].unique())
    group = tables["parts"].set_index("part")["content_group"]
    pairs = _workshop_needs(tables["bom_lines"], lines, made)
    pairs = pairs[pairs["child"].isin(made) & pairs["child"].map(group).eq(NO_GROUP)]
    known = pairs.assign(group=pairs["parent"].map(group))
    ends = known.loc[known["group"].ne(NO_GROUP), ["child", "group"]].drop_duplicates()
    inner = known.loc[known["group"].eq(NO_GROUP), ["parent", "child"]]
    while True:  # up through parts that have no group themselves
        more = inner.merge(ends, left_on="parent", right_on="child", suffixes=("", "_above"))[["child", "group"]]
        now = pd.concat([ends, more]).drop_duplicates(ignore_index=True)
        if len(now) == len(ends):
            break
        ends = now
    told = ends.sort_values(["child", "group"]).groupby("child", as_index=False)
    rows = told.agg(groups=("group", joined), count=("group", "size")).rename(columns={"child": "part"})
    return listed("conversion-group-unclear", "parts", rows[rows["count"].gt(1)], ["part"], "content_group")


def _workshop_needs(bom_lines: pd.DataFrame, lines: Bill, made: pd.Index) -> pd.DataFrame:
    """Return ``parent`` (a part that workshops make) and ``child`` (a part that it takes), phantoms opened."""
    edges = bom_lines[["parent", "child"]].drop_duplicates()
    phantom = lines.parts[lines.inner & ~lines.offered]
    pairs = edges[edges["parent"].isin(made)]
    while True:
        below = pairs[pairs["child"].isin(phantom)].merge(
            edges, left_on="child", right_on="parent", suffixes=("", "_in")
        )
        below = below[["parent", "child_in"]].rename(columns={"child_in": "child"})
        now = pd.concat([pairs, below]).drop_duplicates(ignore_index=True)
        if len(now) == len(pairs):
            return pairs
        pairs = now
