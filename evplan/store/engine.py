"""Where the database is and how it is talked to: engines, connections, transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from evplan.errors import database_unusable
from evplan.store.failure import translated
from evplan.store.lock import lock_runs

BUSY_TIMEOUT_MS = 10_000
"""How long SQLite waits for another writer before it gives up."""

CONNECT_TIMEOUT_SECONDS = 10
CACHE_KIB = 65_536

READ_ONLY_OPTION = "evplan_read_only"


def make_engine(url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """Return an engine for a SQLite file (a path or ``sqlite:///path``) or a PostgreSQL server.

    Nothing is opened yet. Raises `DatabaseUnusable` for an address that is none, or a driver that is missing.
    """
    try:
        address = _read_address(url)
        engine = create_engine(address, connect_args=_connect_arguments(address))
    except ModuleNotFoundError as error:
        raise database_unusable("driver", url) from error
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise database_unusable("address", url) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, busy_timeout_ms)
    lock_runs(engine)
    return engine


def _read_address(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=str(Path(url).expanduser()))
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise ArgumentError(url)
    return address


def _connect_arguments(address: URL) -> dict[str, Any]:
    return {} if address.get_backend_name() == "sqlite" else {"connect_timeout": CONNECT_TIMEOUT_SECONDS}


def _prepare_sqlite(engine: Engine, busy_timeout_ms: int) -> None:
    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transactions are off: it would begin too late, and read before it locks.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            # Read-only or in use just now: it works in the mode it has, and what is wrong shows when it is used.
            return

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock before it reads, or two that read the same state would both write.
        read_only = connection.get_execution_options().get(READ_ONLY_OPTION, False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@contextmanager
def translating(engine: Engine) -> Iterator[None]:
    """Turn every error of SQLAlchemy or the driver into a `DatabaseError` in plain words."""
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        raise translated(error, engine) from error


@contextmanager
def transaction(engine: Engine, *, write: bool = True) -> Iterator[Session]:
    """Open one transaction: all of it is stored at the end, or nothing if anything is raised.

    ``write=False`` only reads: it waits for no writer and works on a database that cannot be written. Raises
    `DatabaseUnusable` (or `RunLocked`) for whatever the database refuses.
    """
    bind = engine if write else engine.execution_options(**{READ_ONLY_OPTION: True})
    with translating(engine), Session(bind, expire_on_commit=False) as session, session.begin():
        yield session


def take_turns(session: Session, what: str) -> None:
    """Wait until no other transaction works on ``what`` (a scenario, a data set), and keep others out until the end.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))
