"""Frames to rows and back: whole tables at a time, the way each driver takes them fastest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Table
from sqlalchemy.orm import Session

from evplan.store.column import MoneyText

Rows = list[tuple[Any, ...]]


def frame_rows(frame: pd.DataFrame, *constants: int) -> Rows:
    """Return the rows of ``frame`` as plain Python values, ``None`` for a blank, ``constants`` behind."""
    behind = [[value] * len(frame) for value in constants]
    return list(zip(*(_cells(frame[name]) for name in frame.columns), *behind, strict=True))


def _cells(column: pd.Series) -> list[Any]:
    blank = column.isna().to_numpy()
    if not blank.any():
        return list(column.tolist())
    cells = column.to_numpy(dtype=object, na_value=None)
    return list(np.where(blank, None, cells))


def insert_rows(session: Session, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert ``rows`` (values in the order of ``names``) in one call of the driver."""
    if not rows:
        return
    driver, quoted = _driver(session), _quoted(session, names)
    into = f"{_quoted(session, [table.name])} ({quoted})"
    if session.get_bind().dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    driver.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(names))})", rows)


def update_rows(session: Session, table: Table, names: Sequence[str], key: Sequence[str], rows: Rows) -> None:
    """Set ``names`` where ``key`` matches; each row holds the new values, then the key's."""
    mark = _mark(session)
    sets = ", ".join(f"{_quoted(session, [name])} = {mark}" for name in names)
    _execute_many(session, f"UPDATE {_quoted(session, [table.name])} SET {sets} WHERE {_match(session, key)}", rows)


def delete_rows(session: Session, table: Table, key: Sequence[str], rows: Rows) -> None:
    """Delete the rows whose key is among ``rows``."""
    _execute_many(session, f"DELETE FROM {_quoted(session, [table.name])} WHERE {_match(session, key)}", rows)


def read_frame(
    session: Session, table: Table, types: dict[str, str], where: tuple[str, int], order_by: str = ""
) -> pd.DataFrame:
    """Return the rows whose column ``where[0]`` is ``where[1]``: columns and pandas types as in ``types``."""
    query = f"SELECT {', '.join(_read_column(session, table, name) for name in types)} FROM "
    query += f"{_quoted(session, [table.name])} WHERE {_match(session, where[:1])}"
    if order_by:
        query += f" ORDER BY {_quoted(session, [order_by])}"
    # The driver's own tuples: a third of the time that rows with names would take.
    cursor = session.connection().exec_driver_sql(query, where[1:]).cursor
    assert cursor is not None, "a query has a cursor"
    rows = cursor.fetchall()
    cells: Iterable[tuple[Any, ...]] = zip(*rows, strict=True) if rows else ((),) * len(types)
    columns = {
        name: pd.Series(list(values), dtype=kind) for (name, kind), values in zip(types.items(), cells, strict=True)
    }
    return pd.DataFrame(columns, columns=list(types))


def _read_column(session: Session, table: Table, name: str) -> str:
    quoted = _quoted(session, [name])
    return f"CAST({quoted} AS TEXT)" if isinstance(table.c[name].type, MoneyText) else quoted


def _execute_many(session: Session, statement: str, rows: Rows) -> None:
    if rows:
        session.connection().exec_driver_sql(statement, rows)


def _driver(session: Session) -> Any:
    """Return the driver's own connection, inside the session's transaction."""
    driver = session.connection().connection.driver_connection
    assert driver is not None, "an open transaction has a connection"
    return driver


def _mark(session: Session) -> str:
    return "%s" if session.get_bind().dialect.name == "postgresql" else "?"


def _quoted(session: Session, names: Sequence[str]) -> str:
    quote = session.get_bind().dialect.identifier_preparer.quote
    return ", ".join(quote(name) for name in names)


def _match(session: Session, key: Sequence[str]) -> str:
    return " AND ".join(f"{_quoted(session, [name])} = {_mark(session)}" for name in key)
