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

    ``group`` is -1 where a line is no alternative; ``group_parent`` names the parent of each group. ``offered`` says
    which parts have any offer, complete or by conversion, ``inner`` which have lines.
    """

    parts: pd.Index
    parent: Codes
    child: Codes
    group: Codes
    group_parent: Codes
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
    inner = np.zeros(len(parts), dtype=np.bool_)
    inner[parent] = True
    return Bill(parts, parent, child, group, group_parent, _among(parts, offers["part"]), inner)


def missing_parts(lines: Bill, vehicles: pd.Series, supplied: pd.Series, converted: pd.Series) -> Missing:
    """Return what ``vehicles`` need and cannot get when only these parts have an offer that can be used.

    A part that is ``supplied`` complete is not looked into; one that is ``converted``, and one without offers, is made
    of its children. A substitute group is satisfied by any one of its alternatives.
    """
    complete, worked_on = _among(lines.parts, supplied), _among(lines.parts, converted)
    obtainable = _obtainable(lines, complete, worked_on)
    roots = _among(lines.parts, vehicles)
    answered = group_answered(lines, obtainable)
    plain = lines.group < 0
    forced = plain | ~answered[np.where(plain, 0, lines.group)] if len(answered) else plain
    opened = ~complete & (worked_on | ~lines.offered)
    end = (lines.offered | ~lines.inner) & ~complete & ~worked_on & ~roots
    strict = _reached(lines, roots, opened, forced) & end
    loose = _reached(lines, roots, opened, np.ones(len(plain), dtype=np.bool_)) & end & ~strict
    return Missing(lines.parts[strict], lines.parts[loose])


def _among(parts: pd.Index, names: pd.Series) -> Flags:
    """Return which parts are among the names; names that are no part are left out."""
    flags = np.zeros(len(parts) + 1, dtype=np.bool_)
    flags[parts.get_indexer(names.unique())] = True  # -1, no part, falls on the extra place at the end
    return flags[:-1]


def _obtainable(lines: Bill, complete: Flags, worked_on: Flags) -> Flags:
    """Return which parts can be had, from the leaves up."""
    made = worked_on & ~lines.inner  # nothing to work on: told elsewhere
    return phantoms_obtainable(lines, complete | made, worked_on | ~lines.offered)


def phantoms_obtainable(lines: Bill, known: Flags, made: Flags) -> Flags:
    """Return which parts can be had: those ``known`` to be, and what is ``made`` of such, from the leaves up."""
    while True:
        now = known | (made & lines.inner & children_obtainable(lines, known))
        if np.array_equal(now, known):
            return known
        known = now


def children_obtainable(lines: Bill, known: Flags) -> Flags:
    """Return for every part whether its children are ``known``: all that are no alternatives, and one of each group."""
    lacking = (lines.group < 0) & ~known[lines.child]
    held = np.ones(len(lines.parts), dtype=np.bool_)
    held[lines.parent[lacking]] = False
    held[lines.group_parent[~group_answered(lines, known)]] = False
    return held


def group_answered(lines: Bill, known: Flags) -> Flags:
    """Return for every substitute group whether one of its alternatives is ``known``."""
    answered = np.zeros(len(lines.group_parent), dtype=np.bool_)
    answered[lines.group[(lines.group >= 0) & known[lines.child]]] = True
    return answered


def _reached(lines: Bill, roots: Flags, opened: Flags, followed: Flags) -> Flags:
    """Return which parts are reached from the roots along the ``followed`` lines of parts that are ``opened``."""
    reached = roots
    while True:
        along = followed & reached[lines.parent] & (opened | roots)[lines.parent]
        now = reached.copy()
        now[lines.child[along]] = True
        if np.array_equal(now, reached):
            return reached
        reached = now
