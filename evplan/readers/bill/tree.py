"""Which assembly a row goes into: by level, dotted number, indentation, a column of parents or of assemblies."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.readers.finding_list import FindingList

Places = npt.NDArray[np.int64]

TOP = -1
"""Stands for the vehicle among positions of rows."""


def read_levels(text: pd.Series[str], found: FindingList) -> npt.NDArray[np.float64]:
    """Return levels as numbers, ``NaN`` (with a finding) where a cell is none; ``..2`` and ``+++`` are levels too."""
    codes, distinct = pd.factorize(text)
    values = np.array([_level(cell) for cell in distinct], dtype=float)
    levels: npt.NDArray[np.float64] = values[codes]
    for position in np.flatnonzero(np.isnan(levels)).tolist():
        found.at("bill-level-wrong", position, "level", found=text.iloc[position])
    return levels


def _level(cell: str) -> float:
    match = re.search(r"(\d{1,3})(?:\.0)?\s*$", cell)
    if match:
        return float(match[1])
    signs = cell.strip()
    return float(len(signs)) if signs and set(signs) <= set(".-+*>") else np.nan


def indent_levels(text: pd.Series[str]) -> npt.NDArray[np.float64]:
    """Return levels from blanks, points or dashes before the words: the rank of each width."""
    widths = text.str.extract(r"^((?:[ \t\u3000\u00a0.>•│├└─]|-(?=[ -]))*)", expand=False).str.len().fillna(0)
    _, ranks = np.unique(widths.to_numpy(), return_inverse=True)
    return np.asarray(ranks, dtype=np.float64)


def parents_by_level(levels: npt.NDArray[np.float64], found: FindingList) -> Places:
    """Return the position of each row's parent: the last row before it that is one level higher.

    A row whose parent is missing gets a finding and the vehicle.
    """
    parents = np.full(len(levels), TOP, dtype=np.int64)
    rows = np.arange(len(levels))
    depths = np.unique(levels[~np.isnan(levels)])
    for depth in depths[1:]:
        above = np.maximum.accumulate(np.where(levels == depth - 1, rows, TOP))
        higher = np.maximum.accumulate(np.where(levels < depth - 1, rows, TOP))
        here = levels == depth
        good = here & (above > higher)
        parents[good] = above[good]
        for position in np.flatnonzero(here & ~good).tolist():
            before = f"{levels[position - 1]:g}" if position else "nothing"
            found.at("bill-level-jump", position, "level", found=f"{depth:g}", before=before)
    return parents


def parents_by_outline(outline: pd.Series[str], found: FindingList) -> Places:
    """Return the position of each row's parent by dotted numbers: that of 1.2.3 is 1.2 (or 1.2.0)."""
    bare = outline.str.strip().str.rstrip(".").str.replace(r"(\.0)+$", "", regex=True)
    known = pd.Series(np.arange(len(bare)), index=bare.to_numpy())
    known = known[~known.index.duplicated()]
    above = bare.str.extract(r"^(.*)\.[^.]*$", expand=False)
    parents = above.map(known).fillna(TOP).astype("int64").to_numpy()
    lost = above.notna().to_numpy() & (parents == TOP)
    for position in np.flatnonzero(lost).tolist():
        found.at("bill-level-jump", position, "outline", found=bare.iloc[position], before=outline.iloc[position - 1])
    return np.where(parents == np.arange(len(bare)), TOP, parents)


def filled_down(text: pd.Series[str], *, grouped: bool) -> pd.Series[str]:
    """Return a column of parents with blanks filled from above, where the file writes a parent once for its rows.

    ``grouped`` columns are always filled; others only where each parent stands once and blanks follow.
    """
    blank = text.str.strip().eq("")
    if not blank.any() or blank.iloc[0]:
        return text
    once = not text[~blank].duplicated().any()
    return text.mask(blank).ffill().fillna("") if grouped or once else text


def repeated_assemblies(
    parent_key: pd.Series[str],
    parent_row: Places,
    child: pd.Series[str],
    quantity: pd.Series[float],
    found: FindingList,
) -> npt.NDArray[np.bool_]:
    """Return which rows repeat what stands below an earlier row of the same assembly; find those that differ."""
    frame = pd.DataFrame({"key": parent_key, "row": parent_row, "child": child, "quantity": quantity})
    frame = frame[frame["row"] >= 0]
    first = frame.groupby("key")["row"].transform("min")
    if frame["row"].eq(first).all():
        return np.zeros(len(parent_key), dtype=bool)
    totals = frame.groupby(["key", "row", "child"], as_index=False)["quantity"].sum()
    totals["mark"] = pd.util.hash_pandas_object(totals[["child", "quantity"]], index=False).to_numpy()
    marks = totals.groupby(["key", "row"])["mark"].agg(["sum", "size"]).reset_index()
    for _, rows in marks.groupby("key"):
        head = rows.iloc[0]
        for other in rows.iloc[1:].itertuples():
            if (other.sum, other.size) != (head["sum"], head["size"]):
                where = int(other.row)
                found.at("bill-assembly-differs", where, "part", found=other.key, first=found.line(int(head["row"])))
    repeated = np.zeros(len(parent_key), dtype=bool)
    repeated[frame.index.to_numpy()[frame["row"].ne(first).to_numpy()]] = True
    return repeated
