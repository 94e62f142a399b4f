"""Changes of a scenario to the data it starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd

from evplan.quantities import decimal_text
from evplan.scenario.document import Change
from evplan.scenario.rule import Cell
from evplan.scenario.selector import selected
from evplan.schema import TABLES, Column, Tables

CHANGE_COLUMNS = ["change", "table", "key", "column", "old", "new", "reason"]


def apply_changes(tables: Tables, changes: Sequence[Change]) -> tuple[Tables, pd.DataFrame]:
    """Return new tables with the changes made in order, and what they changed.

    The second table has a row per changed cell: ``change`` (number from 1), ``table``, ``key`` (parts joined by
    ``/``), ``column``, ``old``, ``new`` (text) and ``reason``. Tables and columns must exist (`check_scenario` says
    so before). The tables that came in are untouched.
    """
    result = dict(tables)
    records: list[pd.DataFrame] = []
    for number, change in enumerate(changes, start=1):
        frame = result[change.table].copy()
        table = TABLES[change.table]
        rows = selected(frame, table.key[0], dict(change.where))
        if not rows.any():
            continue
        keys = frame.loc[rows, table.key].astype("str").fillna("").agg("/".join, axis=1)
        for name, value in change.set.items():
            old = frame.loc[rows, name]
            frame.loc[rows, name] = _new_cells(old, value, table.by_name[name])
            record = pd.DataFrame({"key": keys, "old": old.astype("str"), "new": frame.loc[rows, name].astype("str")})
            records.append(record.assign(change=number, table=change.table, column=name, reason=change.reason))
        result[change.table] = frame
    if not records:
        return result, pd.DataFrame(columns=CHANGE_COLUMNS)
    return result, pd.concat(records, ignore_index=True)[CHANGE_COLUMNS]


def _new_cells(old: pd.Series, value: Cell | Mapping[str, float], column: Column) -> pd.Series:
    if not isinstance(value, Mapping):
        cell = decimal_text(str(value)) if column.kind == "money" else value
        return pd.Series([cell] * len(old), index=old.index, dtype=old.dtype)
    times, plus = Decimal(str(value.get("times", 1))), Decimal(str(value.get("plus", 0)))
    if column.kind == "money":
        return old.map(lambda text: decimal_text(Decimal(text) * times + plus), na_action="ignore")
    return old * float(times) + float(plus)
