"""Workshops that convert: what goes into what they make, and where its cost counts in a score.

Cost is carried up: what a workshop takes counts as a piece of what it makes. A part that counts by itself (it has a
content group, or is a main component) counts as itself wherever it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.plan.explosion import Explosion
from evplan.quantities import Floats

if TYPE_CHECKING:
    from evplan.plan.inputs import PlanInputs

Codes = npt.NDArray[np.intp]

AT_LINE = ""
"""In place of a workshop: the assembly line."""

NEVER = -2
"""In place of a group: a part that counts nowhere, whatever is made of it."""

NO_GROUP = "none"
"""The content group of a part that the sectoral method does not count by itself."""


def materials(explosion: Explosion, parts: pd.DataFrame) -> pd.DataFrame:
    """Return what goes into what at workshops: ``part_code``, ``made_code`` (rows of parts), each pair once.

    Through phantoms and through every alternative, whichever period.
    """
    roots = explosion.roots
    keys = ["parent", "substitute_group"]
    open_roots = pd.DataFrame({"made": roots["made"].dropna()}).rename_axis("root").reset_index()
    alternatives = roots.reset_index()[["root", *keys]].dropna()
    choices = explosion.choices[["root", *keys]].drop_duplicates()
    found = []
    for _ in range(len(roots) + 1):
        if open_roots.empty:
            break
        found.append(open_roots.merge(explosion.needs[["root", "part_code"]], on="root"))
        below = open_roots.merge(choices, on="root").drop(columns="root").merge(alternatives, on=keys)
        open_roots = below[["root", "made"]].drop_duplicates()
    if not found:
        return pd.DataFrame({"part_code": [], "made_code": []}, dtype=np.int64)
    pairs = pd.concat(found, ignore_index=True)
    made = pd.Index(parts["part"]).get_indexer(pairs["made"])
    table = pd.DataFrame({"part_code": pairs["part_code"].to_numpy(), "made_code": made}).astype(np.int64)
    return table.drop_duplicates().sort_values(["made_code", "part_code"], ignore_index=True)


def told_apart_above(into: pd.DataFrame, told_apart: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return, per part, whether its units are told apart by line: its own, or of something that goes into it."""
    result = told_apart.copy()
    for _ in range(len(into) + 1):
        below = result[into["part_code"]]
        more = result.copy()
        np.logical_or.at(more, into["made_code"].to_numpy(), below)
        if np.array_equal(more, result):
            break
        result = more
    return result


def carried_group(into: pd.DataFrame, group: Codes) -> Codes:
    """Return, per part, the group that its cost counts in at a workshop's end (-1: none).

    Its own where it has one, else (-1) that of what it is made into, whatever it takes to get there; `NEVER` stays
    out wherever it goes.
    """
    result = group.copy()
    for _ in range(len(into) + 1):
        above = np.full(len(group), -1, dtype=np.intp)
        np.maximum.at(above, into["part_code"].to_numpy(), result[into["made_code"].to_numpy()])
        more = np.where(group == -1, above, group)
        if np.array_equal(more, result):
            break
        result = more
    return np.maximum(result, -1)


def component_credit(inputs: PlanInputs, counts: npt.NDArray[np.bool_], credit: Floats) -> Floats:
    """Return, per place and period, the least credit that a piece sent there can end with.

    ``counts`` per part (a main component), ``credit`` offers x periods. A workshop that makes a main component gives
    its own credit; another one that of the least of those that what it makes can be sent on to.
    """
    places, offers = inputs.places, inputs.offers
    offer = places["offer_code"].to_numpy()
    made = np.where(offer >= 0, offers["part_code"].to_numpy()[offer], -1)
    own = (offer >= 0) & counts[made]
    result = np.where(own[:, None], credit[offer], 1.0)
    into = inputs.into
    for _ in range(len(into) + 1):
        by_part = np.ones((len(inputs.parts), credit.shape[1]))
        np.minimum.at(by_part, made[offer >= 0], result[offer >= 0])
        sent = np.ones_like(by_part)
        np.minimum.at(sent, into["part_code"].to_numpy(), by_part[into["made_code"].to_numpy()])
        more = np.where((own | (offer < 0))[:, None], result, sent[made])
        if np.array_equal(more, result):
            break
        result = more
    return np.asarray(result)


def workshop_place(inputs: PlanInputs) -> Codes:
    """Return, per offer, the place of its workshop; -1 of an offer that delivers complete."""
    offer = inputs.places["offer_code"].to_numpy()
    is_workshop = offer >= 0
    result = np.full(len(inputs.offers), -1, dtype=np.intp)
    result[offer[is_workshop]] = np.flatnonzero(is_workshop)
    return result


def place_code(inputs: PlanInputs, table: pd.DataFrame) -> Codes:
    """Return the place that each row of a solution's table speaks of: its workshop, or the site of its line."""
    places = inputs.places
    is_site = places["offer_code"].lt(0).to_numpy()
    site = pd.Index(places["site"][is_site]).get_indexer(table["site"])
    workshop = pd.Index(places["workshop"][~is_site]).get_indexer(table["workshop"])
    at_line = table["workshop"].eq(AT_LINE).to_numpy()
    return np.asarray(np.where(at_line, site, np.where(workshop >= 0, workshop + is_site.sum(), -1)), dtype=np.intp)


def ends_as(inputs: PlanInputs, awards: pd.DataFrame, counts: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return what becomes of the awards that are sent to workshops and do not count by themselves.

    ``counts`` per part: a main component. Columns ``row`` (position in awards), ``component`` (code of the conversion
    offer that makes the main component it ends in) and ``fraction``. What a workshop makes is split in proportion to
    units paid among where it is sent for the same line in the same period; what reaches the line in no main component
    is left out. ``awards`` are those of `evplan.plan.outcome.award_money`.
    """
    keys = ["site", "vehicle", "period"]
    offers = inputs.offers
    part = offers["part_code"].to_numpy()
    sent = awards["workshop"].ne(AT_LINE).to_numpy() & ~counts[part[awards["offer_code"]]]
    rows = awards.loc[sent, [*keys, "workshop"]].assign(row=np.flatnonzero(sent), fraction=1.0)
    flows = awards[awards["offer"].isin(inputs.places["workshop"])]
    flows = flows.groupby(["offer", *keys, "workshop"], as_index=False)["units_paid"].sum()
    flows["part_of"] = flows["units_paid"] / flows.groupby(["offer", *keys])["units_paid"].transform("sum")
    flows = flows.rename(columns={"offer": "from", "workshop": "to"}).drop(columns="units_paid")
    done = []
    for _ in range(len(inputs.places) + 1):
        if rows.empty:
            break
        code = pd.Index(offers["offer"]).get_indexer(rows["workshop"])
        final = counts[part[code]]
        done.append(rows[final].assign(component=code[final]))
        onward = rows[~final].merge(flows, left_on=["workshop", *keys], right_on=["from", *keys])
        onward = onward.assign(fraction=onward["fraction"] * onward["part_of"], workshop=onward["to"])
        rows = onward.loc[onward["workshop"].ne(AT_LINE), [*keys, "workshop", "row", "fraction"]]
    columns = ["row", "component", "fraction"]
    if not done:
        return pd.DataFrame(columns=columns).astype({"row": int, "component": int, "fraction": float})
    table = pd.concat(done, ignore_index=True)[columns]
    return table.groupby(["row", "component"], as_index=False)["fraction"].sum()
