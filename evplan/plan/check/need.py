"""Which parts the vehicles need from suppliers, and which of them nobody can deliver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.schema import Tables

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Bill:
    """The bill of materials as numbers: names of ``parts``; parent, child and substitute group of each line.

    ``group`` is -1 where a line is no alternative; ``group_parent`` names the parent of each group. ``supplied`` says
    which parts are bought complete (and not exploded), ``offered`` which have any offer, ``inner`` which have lines.
    """

    parts: pd.Index
    parent: Codes
    child: Codes
    group: Codes
    group_parent: Codes
    supplied: Flags
    offered: Flags
    inner: Flags


@dataclass(frozen=True)
class Missing:
    """Parts that are needed and cannot be had: with no other way (``parts``), or as one alternative of several."""

    parts: pd.Index
    alternatives: pd.Index


def bill(tables: Tables) -> Bill:
    """Return the bill of materials as numbers, all dates together."""
    lines, offers = tables["bom_lines"], tables["offers"]
    vehicles = tables["parts"].loc[tables["parts"]["kind"].eq("vehicle"), "part"]
    parts = pd.Index(pd.concat([tables["parts"]["part"], lines["parent"], lines["child"]]).unique())
    parent, child = parts.get_indexer(lines["parent"]), parts.get_indexer(lines["child"])
    chosen = lines["substitute_group"].notna().to_numpy()
    group = np.full(len(lines), -1, dtype=np.intp)
    keys = lines.loc[chosen, ["parent", "substitute_group"]]
    group[chosen] = keys.groupby(["parent", "substitute_group"]).ngroup().to_numpy()
    group_parent = np.zeros(group.max(initial=-1) + 1, dtype=np.intp)
    group_parent[group[chosen]] = parent[chosen]
    offers = offers[~offers["part"].isin(vehicles)]
    supplied = _among(parts, offers.loc[offers["mode"].eq("supply"), "part"])
    inner = np.zeros(len(parts), dtype=np.bool_)
    inner[parent] = True
    return Bill(parts, parent, child, group, group_parent, supplied, _among(parts, offers["part"]), inner)


def missing_parts(lines: Bill, vehicles: pd.Series, usable: pd.Series) -> Missing:
    """Return what ``vehicles`` need and cannot get when only the parts in ``usable`` have an offer that can be used.

    A part that is supplied complete is not looked into; any other part is made of its children, and a substitute
    group is satisfied by any one of its alternatives.
    """
    can = _among(lines.parts, usable)
    obtainable = _obtainable(lines, can)
    roots = _among(lines.parts, vehicles)
    answered = _group_answered(lines, obtainable)
    plain = lines.group < 0
    forced = plain | ~answered[np.where(plain, 0, lines.group)] if len(answered) else plain
    end = (lines.offered | ~lines.inner) & ~can & ~roots
    strict = _reached(lines, roots, forced) & end
    loose = _reached(lines, roots, np.ones(len(plain), dtype=np.bool_)) & end & ~strict
    return Missing(lines.parts[strict], lines.parts[loose])


def _among(parts: pd.Index, names: pd.Series) -> Flags:
    """Return which parts are among the names; names that are no part are left out."""
    flags = np.zeros(len(parts) + 1, dtype=np.bool_)
    flags[parts.get_indexer(names.unique())] = True  # -1, no part, falls on the extra place at the end
    return flags[:-1]


def _obtainable(lines: Bill, can: Flags) -> Flags:
    """Return which parts can be had, from the leaves up."""
    known = np.zeros(len(lines.parts), dtype=np.bool_)
    while True:
        below = _children_obtainable(lines, known)
        made = np.where(lines.offered, can & (below | ~lines.inner), lines.inner & below)
        now = np.where(lines.supplied, can, made)
        if np.array_equal(now, known):
            return known
        known = now


def _children_obtainable(lines: Bill, known: Flags) -> Flags:
    lacking = (lines.group < 0) & ~known[lines.child]
    held = np.ones(len(lines.parts), dtype=np.bool_)
    held[lines.parent[lacking]] = False
    held[lines.group_parent[~_group_answered(lines, known)]] = False
    return held


def _group_answered(lines: Bill, known: Flags) -> Flags:
    answered = np.zeros(len(lines.group_parent), dtype=np.bool_)
    answered[lines.group[(lines.group >= 0) & known[lines.child]]] = True
    return answered


def _reached(lines: Bill, roots: Flags, followed: Flags) -> Flags:
    """Return which parts are reached from the roots along the ``followed`` lines, through parts not bought complete."""
    reached = roots
    while True:
        along = followed & reached[lines.parent] & ~lines.supplied[lines.parent]
        now = reached.copy()
        now[lines.child[along]] = True
        if np.array_equal(now, reached):
            return reached
        reached = now
