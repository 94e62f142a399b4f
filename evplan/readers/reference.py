"""Keys: none twice in a table, and none that speaks of what another table does not hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evplan.errors import hint, nearest
from evplan.readers.finding_list import FindingList
from evplan.schema import TABLES, Column

_GUESSED = 20
"""Unknown keys of a column for which the nearest known one is looked up: each look-up compares it with all."""

_MANY = 2000
"""Above so many known keys, only those with the same beginning are compared."""


def check_keys(name: str, frame: pd.DataFrame, findings: FindingList) -> None:
    """Find rows whose key stands in an earlier row too; ``frame`` is in the order of the file."""
    key = TABLES[name].key
    given = [column for column in key if column in frame.columns]
    needed = [column for column in key if TABLES[name].by_name[column].required]
    if not set(needed) <= set(given):
        return
    keys = frame.loc[frame[needed].notna().all(axis=1), given]
    repeated = keys.duplicated(keep="first")
    if not repeated.any():
        return
    firsts = pd.Series(keys.index, index=keys.index).groupby([keys[column] for column in given], dropna=False)
    first = firsts.transform("first")
    shown = " + ".join(given)
    for position in keys.index[repeated].tolist():
        text = " + ".join("" if pd.isna(cell) else _text(cell) for cell in keys.loc[position])
        findings.at("duplicated-key", position, shown, found=text, first=findings.line(int(first[position])))


def check_references(
    name: str, frame: pd.DataFrame, known: Mapping[str, pd.Series | None], findings: FindingList
) -> None:
    """Find keys that their table does not hold. ``known`` gives each table's keys, ``None`` where it was not read."""
    for column in TABLES[name].columns:
        keys = known.get(column.references)
        if not column.references or column.name not in frame.columns or keys is None:
            continue
        cells = frame[column.name]
        listed = pc.is_in(pa.array(cells), value_set=pa.array(keys.dropna()))  # ten times as fast as pandas' isin
        unknown = cells.notna() & ~np.asarray(listed, dtype=bool)
        if unknown.any():
            _find_unknown(column, cells[unknown], keys.dropna().unique().tolist(), findings)


def _find_unknown(column: Column, cells: pd.Series, known: list[str], findings: FindingList) -> None:
    guesses = {text: _guess(text, known) for text in cells.unique()[:_GUESSED].tolist()}
    advice = hint("reference", expected=column.references)
    for position, text in cells.items():
        findings.at(
            "unknown-reference",
            position,
            column.name,
            found=text,
            expected=column.references,
            nearest=guesses.get(text, ""),
            hint=advice,
        )


def _guess(text: str, known: list[str]) -> str:
    same = [key for key in known if key.casefold() == text.casefold()]
    if same:
        return nearest(same[0], same)
    if len(known) > _MANY:
        for length in (len(text) - 1, len(text) - 2, 2):
            near = [key for key in known if key.startswith(text[: max(length, 1)])]
            if near:
                return nearest(text, near[:_MANY])
    return nearest(text, known[:_MANY])


def rows_by_key_alone(references: list[pd.Series], column: str) -> pd.DataFrame:
    """Return a row for every key that is named, with nothing but the key."""
    keys = pd.concat(references).dropna().unique() if references else np.array([], dtype=object)
    return pd.DataFrame({column: pd.Series(keys, dtype="str")})


def _text(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
