"""Saving and loading data sets."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Table as SqlTable
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evplan.errors import KeyTwice, NotFound, ReferenceMissing, nearest
from evplan.schema import TABLES, Column, Table, Tables, conform, memory_type, tables_digest
from evplan.store.data_table import DATA_ROWS, DataSet
from evplan.store.difference import Difference, compare_tables, first_report, no_report
from evplan.store.engine import take_turns
from evplan.store.failure import address
from evplan.store.row import Rows, delete_rows, frame_rows, insert_rows, read_frame, update_rows

_COUNTED = ("parts", "suppliers", "offers")


def save_data_set(
    session: Session, name: str, tables: Tables, *, files_digest: str, source_path: str, loaded_at: str
) -> pd.DataFrame:
    """Store a data set under ``name``, or make the stored one equal to ``tables``; return what changed.

    ``tables`` are as `evplan.schema` describes them; only rows that differ are written, rows that vanished are
    removed. The report has ``table``, ``action`` (``added``, ``changed``, ``removed``), ``key`` (parts joined by
    ``/``), ``column``, ``old`` and ``new`` (text) and ``rows``: a row per table for a first load (``rows`` counts
    them), else a row per row added or removed and per cell changed. It is empty where nothing changed.

    Raises `KeyTwice` or `ReferenceMissing` for tables that the database cannot hold.
    """
    check_keys(name, tables)
    try:
        return _save(
            session, DataSet(name=name, files_digest=files_digest, source_path=source_path, loaded_at=loaded_at), tables
        )
    except (IntegrityError, session.get_bind().dialect.loaded_dbapi.IntegrityError):
        # Looked for only now: the database has checked every reference much faster.
        check_references(name, tables)
        raise


def load_data_set(session: Session, name: str) -> Tables:
    """Return the data set ``name`` as `evplan.schema` describes it, equal to what was saved. Raises `NotFound`."""
    data_set = session.scalar(select(DataSet).where(DataSet.name == name))
    if data_set is None:
        known = session.scalars(select(DataSet.name)).all()
        raise NotFound(
            kind="data set", name=name, where=address(session.get_bind().engine), nearest=nearest(name, known)
        )
    return _load(session, data_set.id)


def list_data_sets(session: Session) -> pd.DataFrame:
    """Return the data sets by name.

    ``data_set``, ``parts``, ``suppliers``, ``offers`` (numbers of rows), ``loaded_at``, ``source_path``, ``digest``
    (of the tables), ``files_digest``.
    """
    data_sets = session.scalars(select(DataSet).order_by(DataSet.name)).all()
    described = ("loaded_at", "source_path", "digest", "files_digest")
    columns = {"data_set": pd.Series([row.name for row in data_sets], dtype="str")}
    for table in _COUNTED:
        number = DATA_ROWS[table].__table__.c.data_set_id
        counts = {row[0]: row[1] for row in session.execute(select(number, func.count()).group_by(number))}
        columns[table] = pd.Series([counts.get(row.id, 0) for row in data_sets], dtype="int64")
    columns |= {name: pd.Series([getattr(row, name) for row in data_sets], dtype="str") for name in described}
    return pd.DataFrame(columns)


def check_keys(name: str, tables: Tables) -> None:
    """Raise `KeyTwice` for the first key that stands twice in its table."""
    for table in TABLES.values():
        frame = tables[table.name]
        twins = frame.duplicated(table.key)
        if twins.any():
            key = "/".join(frame.loc[twins, table.key].iloc[0].dropna().astype("str"))
            raise KeyTwice(name=name, table=table.name, key=key)


def check_references(name: str, tables: Tables) -> None:
    """Raise `ReferenceMissing` for the first cell that refers to a row that is not there."""
    for table in TABLES.values():
        for column in (column for column in table.columns if column.references):
            cells = tables[table.name][column.name]
            lost = cells.notna() & ~cells.isin(tables[column.references][TABLES[column.references].key[0]])
            if lost.any():
                key = cells[lost].iloc[0]
                raise ReferenceMissing(
                    name=name, table=table.name, column=column.name, key=key, target=column.references
                )


def _save(session: Session, new: DataSet, tables: Tables) -> pd.DataFrame:
    new.digest = tables_digest(tables)
    take_turns(session, f"data set {new.name}")
    stored = session.scalar(select(DataSet).where(DataSet.name == new.name))
    if stored is None:
        session.add(new)
        session.flush()
        for name in TABLES:
            _insert(session, new.id, name, tables[name])
        return first_report({name: len(frame) for name, frame in tables.items()})
    if all(getattr(stored, column) == getattr(new, column) for column in ("digest", "files_digest", "source_path")):
        return no_report()
    report = no_report() if stored.digest == new.digest else _update(session, stored.id, tables)
    for column in ("digest", "files_digest", "source_path", "loaded_at"):
        setattr(stored, column, getattr(new, column))
    session.flush()
    return report


def _load(session: Session, data_set_id: int) -> Tables:
    tables = {}
    for name, table in TABLES.items():
        sql = _sql_table(name)
        types = {column.name: memory_type(column) for column in table.columns}
        frame = read_frame(session, sql, types, ("data_set_id", data_set_id))
        for column in _blank_in_key(table):
            frame[column.name] = frame[column.name].mask(frame[column.name] == _blank(column))
        tables[name] = conform(name, frame)
    return tables


def _update(session: Session, data_set_id: int, tables: Tables) -> pd.DataFrame:
    """Write only what differs: rows that others refer to come first and go last."""
    old = _load(session, data_set_id)
    differences = {name: compare_tables(name, old[name], tables[name]) for name in TABLES}
    for name, difference in differences.items():
        _insert(session, data_set_id, name, difference.add)
        _change(session, data_set_id, name, difference)
    for name, difference in reversed(differences.items()):
        key = TABLES[name].key
        delete_rows(session, _sql_table(name), [*key, "data_set_id"], _rows(difference.remove[key], name, data_set_id))
    reports = [difference.report for difference in differences.values()]
    return pd.concat(reports, ignore_index=True)


def _insert(session: Session, data_set_id: int, name: str, frame: pd.DataFrame) -> None:
    names = TABLES[name].names
    insert_rows(session, _sql_table(name), [*names, "data_set_id"], _rows(frame[names], name, data_set_id))


def _change(session: Session, data_set_id: int, name: str, difference: Difference) -> None:
    key = TABLES[name].key
    others = [column for column in TABLES[name].names if column not in key]
    rows = _rows(difference.change[[*others, *key]], name, data_set_id)
    update_rows(session, _sql_table(name), others, [*key, "data_set_id"], rows)


def _rows(frame: pd.DataFrame, name: str, data_set_id: int) -> Rows:
    """Return the rows as they are stored, the data set's number behind."""
    blanks = {column.name: _blank(column) for column in _blank_in_key(TABLES[name]) if column.name in frame}
    return frame_rows(frame.fillna(blanks) if blanks else frame, data_set_id)


def _blank_in_key(table: Table) -> list[Column]:
    """Return the columns of the key that may be blank."""
    return [column for column in table.columns if column.identity and not column.required]


def _blank(column: Column) -> str | float:
    return "" if column.is_text else 0.0


def _sql_table(name: str) -> SqlTable:
    table = DATA_ROWS[name].__table__
    assert isinstance(table, SqlTable)
    return table
