"""Copies of the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from evplan.errors import database_unusable
from evplan.store.engine import translating
from evplan.store.failure import address


def backup(engine: Engine, target: Path) -> Path:
    """Copy a SQLite database to ``target`` (a file that is not there yet, or a folder) and return the copy's path.

    The copy is whole and consistent even while others write. Raises `DatabaseUnusable` where it cannot be made. A
    PostgreSQL database is not copied: ``pg_dump`` keeps what a copy into another kind of database would lose (users,
    rights, the server's own types), so the error says how to call it.
    """
    where = address(engine)
    if engine.dialect.name != "sqlite":
        raise database_unusable("backup-server", where, database=engine.url.database or "")
    source = Path(engine.url.database or "")
    if not source.is_file():
        raise database_unusable("backup-missing", where)
    if target.is_dir():
        target = target / source.name
    if not target.parent.is_dir():
        raise database_unusable("backup-folder", where, target=target.parent)
    if target.exists():
        raise database_unusable("backup-exists", where, target=target)
    _copy(engine, target)
    return target


def _copy(engine: Engine, target: Path) -> None:
    """Copy through a file of another name, so that a copy that breaks off is never taken for a whole one."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with translating(engine):
            with engine.connect() as connection, closing(sqlite3.connect(unfinished)) as copy:
                driver = connection.connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                driver.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
