"""What changed between two versions of a data set, table by table and key by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evplan.quantities import decimal_text
from evplan.schema import TABLES, Column, Table

DIFFERENCE_COLUMNS = ["table", "action", "key", "column", "old", "new", "rows"]


@dataclass(frozen=True)
class Difference:
    """How a table must change: rows to ``add``, rows to ``change`` (new values), rows to ``remove`` (old values).

    ``report`` says so in the columns of `DIFFERENCE_COLUMNS`, a row per row added or removed and per cell changed.
    """

    add: pd.DataFrame
    change: pd.DataFrame
    remove: pd.DataFrame
    report: pd.DataFrame


def compare_tables(name: str, old: pd.DataFrame, new: pd.DataFrame) -> Difference:
    """Return what turns ``old`` into ``new``, both as `evplan.schema.conform` gives table ``name``."""
    if old.equals(new):
        return Difference(add=new[:0], change=new[:0], remove=old[:0], report=no_report())
    table = TABLES[name]
    old_keys, new_keys = pd.Index(key_text(table, old)), pd.Index(key_text(table, new))
    places = old_keys.get_indexer(new_keys)
    kept = np.flatnonzero(places >= 0)
    before, after = old.iloc[places[kept]], new.iloc[kept]
    others = [column for column in table.columns if not column.identity]
    cells = {column.name: _differs(before[column.name], after[column.name]) for column in others}
    changed = np.logical_or.reduce([*cells.values(), np.zeros(len(kept), dtype=bool)])
    added, gone = places < 0, np.ones(len(old), dtype=bool)
    gone[places[kept]] = False
    reports = [
        _rows_report(name, "added", new_keys[added]),
        *(_cells_report(name, column, before, after, cells[column.name], new_keys[kept]) for column in others),
        _rows_report(name, "removed", old_keys[gone]),
    ]
    filled = [report for report in reports if len(report)]
    report = pd.concat(filled, ignore_index=True) if filled else no_report()
    return Difference(add=new[added], change=after[changed], remove=old[gone], report=report)


def first_report(counts: dict[str, int]) -> pd.DataFrame:
    """Return the report of a first load: a row per table that has rows, with their number."""
    filled = {name: count for name, count in counts.items() if count}
    return _report(len(filled), table=list(filled), action="added", rows=list(filled.values()))


def no_report() -> pd.DataFrame:
    """Return the report of a load that changed nothing."""
    return _NOTHING.copy()


def key_text(table: Table, frame: pd.DataFrame) -> pd.Series:
    """Return each row's key as text, parts joined by ``/``, nothing for a blank."""
    first, *rest = (_text(frame[name], table.by_name[name]) for name in table.key)
    return first.str.cat(rest, sep="/") if rest else first


def _differs(before: pd.Series, after: pd.Series) -> np.ndarray:
    left, right = before.to_numpy(), after.to_numpy()
    blank_left, blank_right = before.isna().to_numpy(), after.isna().to_numpy()
    return np.asarray(np.where(blank_left | blank_right, blank_left != blank_right, left != right), dtype=bool)


def _text(cells: pd.Series, column: Column) -> pd.Series:
    """Return cells as text: plain decimals, ``true`` and ``false``, nothing for a blank."""
    if column.kind == "number":
        return cells.map(decimal_text, na_action="ignore").astype("str").fillna("")
    if column.kind == "flag":
        return cells.map({True: "true", False: "false"}).astype("str")
    return cells.fillna("")


def _rows_report(name: str, action: str, keys: pd.Index) -> pd.DataFrame:
    return _report(len(keys), table=name, action=action, key=keys.to_numpy())


def _cells_report(
    name: str, column: Column, before: pd.DataFrame, after: pd.DataFrame, where: np.ndarray, keys: pd.Index
) -> pd.DataFrame:
    if not where.any():
        return no_report()
    return _report(
        int(where.sum()),
        table=name,
        action="changed",
        key=keys[where].to_numpy(),
        column=column.name,
        old=_text(before[column.name][where], column).to_numpy(),
        new=_text(after[column.name][where], column).to_numpy(),
    )


def _report(size: int, **cells: Any) -> pd.DataFrame:
    blank = dict.fromkeys(DIFFERENCE_COLUMNS, "") | {"rows": 1}
    types = dict.fromkeys(DIFFERENCE_COLUMNS, "str") | {"rows": "int64"}
    return pd.DataFrame(blank | cells, index=range(size), columns=DIFFERENCE_COLUMNS).astype(types)


_NOTHING = _report(0)
