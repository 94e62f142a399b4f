"""The bill of materials exploded once more, from the raw rows, for what the plan says is built."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import FIRST_DAY, LAST_DAY, Case
from evplan.plan.verify.rows import Rows
from evplan.plan.verify.total import above, apart

Numbers = npt.NDArray[np.int64]

LINE = ("part", "workshop", "site", "vehicle", "period")
"""Where a part is used; a blank workshop is not named."""

_PLAIN, _UNKNOWN = -1, -2
"""In place of the number of a substitute group: a line without one, a group that no line has."""

_CHOICE = ["parent", "child", "substitute_group", "place"]


def requirement(rows: Rows) -> tuple[pd.DataFrame, list[Breach]]:
    """Return what the vehicles built, and the workshops at work, need of each part that is bought.

    Columns ``part``, ``place`` (see `Rows.place`), ``units``: of the child
    ``sum over lines of units of the parent * quantity_per * (1 + scrap_share)``, level by level, where the parent is
    a phantom, a vehicle built, or what a workshop is paid for (units paid of a conversion offer, wherever they go from
    there); for lines of a substitute group the plan's own ``parent_units`` take the parent's place. A part that any
    offer names is bought, and not looked into where it is used.
    """
    case = rows.case
    names, bought = case.parts.index, case.bought.to_numpy()
    groups = pd.Index(case.tables["bom_lines"]["substitute_group"].dropna().unique())
    lines, deepest, found = _lines(case, groups)
    choices = _choices(rows, groups)
    pending = _made(rows)
    collected, made = [], []
    for level in range(int(deepest.max(initial=0)) + 1):
        here = deepest[pending["part"].to_numpy(dtype="int64")] == level
        need = pending[here].groupby(["part", "place", "worked_on"], as_index=False)["units"].sum()
        pending = pending[~here]
        complete = bought[need["part"].to_numpy(dtype="int64")] & ~need["worked_on"].to_numpy(dtype="bool")
        collected.append(need.loc[complete, ["part", "place", "units"]])
        opened = _open(need[~complete], lines, case.count)
        found += _unsourced(rows, opened)
        plain = opened[opened["substitute_group"] == _PLAIN]
        pending = pd.concat([pending, _children(plain, "units")], ignore_index=True)
        grouped = opened[opened["substitute_group"] >= 0]
        if len(grouped):
            chosen, breach = _made_with(rows, groups, grouped.merge(choices, on=_CHOICE, how="left"))
            found.append(breach)
            made.append(chosen[_CHOICE])
            pending = pd.concat([pending, _children(chosen, "parent_units")], ignore_index=True)
    found.append(_unused_choices(rows, choices, made))
    needed = pd.concat(collected, ignore_index=True)
    return needed.assign(part=names.to_numpy()[needed["part"].to_numpy(dtype="int64")]), found


def _made(rows: Rows) -> pd.DataFrame:
    """Return what children are needed for: ``part``, ``place``, ``units``, ``worked_on`` (by a workshop, there)."""
    names, built, work = rows.case.parts.index, rows.builds, rows.converted
    lines = pd.DataFrame({"part": names.get_indexer(built["vehicle"]), "place": rows.place(built)})
    lines = lines.assign(units=built["built"].to_numpy(), worked_on=False)
    there = rows.place(work.assign(workshop=work["offer"]))
    workshops = pd.DataFrame({"part": names.get_indexer(work["part"]), "place": there})
    workshops = workshops.assign(units=work["units_paid"].to_numpy(), worked_on=True)
    return pd.concat([lines, workshops], ignore_index=True)


def _lines(case: Case, groups: pd.Index) -> tuple[pd.DataFrame, Numbers, list[Breach]]:
    """Return the lines in force by position, the depth of every part, and circles.

    Lines: ``part`` (the parent's number), ``child``, ``factor`` (units of the child per unit of the parent),
    ``substitute_group`` (its number in ``groups``, `_PLAIN` without one), ``alternatives`` (how many children the
    group has then), ``position``.
    """
    bill, names = case.tables["bom_lines"], case.parts.index
    parent, child = names.get_indexer(bill["parent"]), names.get_indexer(bill["child"])
    looked_into = (parent >= 0) & (child >= 0)
    looked_into[looked_into] &= (~case.bought | case.converted).to_numpy()[parent[looked_into]]
    deepest = _depths(parent[looked_into], child[looked_into], len(names))
    circle = deepest >= max(len(names), 1)
    looked_into[looked_into] &= ~circle[child[looked_into]]
    start = bill["valid_from"].fillna(FIRST_DAY).to_numpy(dtype="U10")[:, None]
    end = bill["valid_to"].fillna(LAST_DAY).to_numpy(dtype="U10")[:, None]
    day = case.periods["first_day"].to_numpy(dtype="U10")[None, :]
    row, position = np.nonzero((start <= day) & (day <= end) & looked_into[:, None])
    factor = (bill["quantity_per"] * (1.0 + bill["scrap_share"])).to_numpy()
    lines = pd.DataFrame({"part": parent[row], "child": child[row], "factor": factor[row], "position": position})
    lines["substitute_group"] = _numbers(groups, bill["substitute_group"], _PLAIN)[row]
    lines["alternatives"] = lines.groupby(["part", "substitute_group", "position"])["child"].transform("nunique")
    places = pd.DataFrame({"part": names[circle]})
    return lines, np.where(circle, 0, deepest), [Breach("verify-bill-in-a-circle", places, ("part",))]


def _depths(parent: Numbers, child: Numbers, count: int) -> Numbers:
    """Return the longest way down to each part; at least ``count`` for parts in or below a circle."""
    depth = np.zeros(count, dtype=np.int64)
    for _ in range(count + 1):
        deeper = depth.copy()
        np.maximum.at(deeper, child, depth[parent] + 1)
        if np.array_equal(deeper, depth):
            break
        depth = deeper
    return depth


def _numbers(groups: pd.Index, names: pd.Series, unknown: int) -> Numbers:
    number = groups.get_indexer(names)
    return np.where(number < 0, unknown, number)


def _choices(rows: Rows, groups: pd.Index) -> pd.DataFrame:
    table, names = rows.substitutes, rows.case.parts.index
    parent, child = names.get_indexer(table["parent"]), names.get_indexer(table["child"])
    group = _numbers(groups, table["substitute_group"], _UNKNOWN)
    frame = pd.DataFrame({"parent": parent, "child": child, "substitute_group": group, "place": rows.place(table)})
    return frame.assign(parent_units=table["parent_units"], group_name=table["substitute_group"])


def _open(need: pd.DataFrame, lines: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return the needs with a row per line of the part; one without ``factor`` where it has none."""
    opened = need.assign(position=need["place"] % count).merge(lines, on=["part", "position"], how="left")
    opened["substitute_group"] = opened["substitute_group"].fillna(_UNKNOWN).astype("int64")
    return opened.rename(columns={"part": "parent"})


def _unsourced(rows: Rows, opened: pd.DataFrame) -> list[Breach]:
    lost = _named(rows, opened[opened["factor"].isna() & above(opened["units"], 0.0)], "parent")
    worked_on = lost["worked_on"].astype("bool")
    return [
        Breach("verify-part-nobody-offers", lost[~worked_on], LINE),
        Breach("verify-nothing-to-work-on", lost[worked_on], LINE),
    ]


def _made_with(rows: Rows, groups: pd.Index, chosen: pd.DataFrame) -> tuple[pd.DataFrame, Breach]:
    """Fill in what each child makes; the children of a group must make what the parent is needed for.

    Where a group has one child only in that period there is nothing to choose, and the plan need not say it.
    """
    alone = chosen["parent_units"].isna() & (chosen["alternatives"] == 1)
    units = chosen["parent_units"].where(~alone, chosen["units"]).fillna(0.0)
    chosen = chosen.assign(parent_units=units)
    once = chosen.drop_duplicates(_CHOICE)
    keys = ["parent", "substitute_group", "place"]
    made = once.groupby(keys, as_index=False).agg(found=("parent_units", "sum"), expected=("units", "first"))
    wrong = made[apart(made["found"], made["expected"])]
    wrong = wrong.assign(substitute_group=groups.to_numpy()[wrong["substitute_group"].to_numpy()])
    return chosen, Breach("verify-substitutes", _named(rows, wrong, "parent"), LINE)


def _children(opened: pd.DataFrame, column: str) -> pd.DataFrame:
    units = opened[column] * opened["factor"]
    part = opened["child"].astype("int64")
    return pd.DataFrame({"part": part, "place": opened["place"], "units": units, "worked_on": False})


def _unused_choices(rows: Rows, choices: pd.DataFrame, made: list[pd.DataFrame]) -> Breach:
    lost = choices[above(choices["parent_units"], 0.0)]
    if made:
        known = pd.MultiIndex.from_frame(pd.concat(made, ignore_index=True))
        lost = lost[~pd.MultiIndex.from_frame(lost[_CHOICE]).isin(known)]
    lost = lost.assign(found=lost["parent_units"], child=rows.case.parts.index.to_numpy()[lost["child"]])
    lost = lost.assign(substitute_group=lost["group_name"])
    return Breach("verify-substitute-unknown", _named(rows, lost, "parent"), LINE)


def _named(rows: Rows, frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.described(frame.assign(part=rows.case.parts.index.to_numpy()[frame[column].to_numpy(dtype="int64")]))
