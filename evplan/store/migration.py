"""Making, checking and upgrading the database: Alembic, run from here and not from a file of settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, inspect, select, text

from evplan.errors import DatabaseNewer, DatabaseOlder, database_unusable
from evplan.shipped import shipped_folder
from evplan.store.data_table import DataSet
from evplan.store.engine import READ_ONLY_OPTION, translating
from evplan.store.failure import address
from evplan.store.run_table import RunRow

State = Literal["missing", "empty", "current", "older", "newer", "foreign"]

_VERSION_TABLE = "alembic_version"
_MIGRATION_LOCK = 0x6576706C616E
"""A number that stands for evplan's migrations among PostgreSQL's advisory locks ("evplan" in ASCII)."""


@dataclass(frozen=True)
class DatabaseStatus:
    """What a database is.

    ``url`` has no password; ``state`` is ``missing`` (no file), ``empty`` (no tables), ``current``, ``older`` or
    ``newer`` than this evplan, or ``foreign`` (tables of another program). Counts are 0 unless it is current.
    """

    url: str
    kind: str
    state: State
    revision: str
    newest_revision: str
    data_sets: int
    runs: int
    size_bytes: int


def prepare(engine: Engine, *, version: str) -> None:
    """Make the database if it is missing or empty, and see to it that it fits this evplan (``version``).

    Raises `DatabaseOlder`, `DatabaseNewer`, or `DatabaseUnusable` for what is no database of evplan's or cannot be
    opened. An older database is never upgraded unasked.
    """
    with translating(engine):
        _check_folder(engine)
        with engine.execution_options(**{READ_ONLY_OPTION: True}).connect() as connection:
            state, revision = _state(connection)
    if state == "empty":
        upgrade(engine)
        return
    _refuse_unusable(engine, state)
    if state == "newer":
        raise DatabaseNewer(url=address(engine), found=revision, version=version)
    if state == "older":
        raise DatabaseOlder(url=address(engine), found=revision, expected=newest_revision(), version=version)


def upgrade(engine: Engine) -> tuple[str, str]:
    """Bring the database to the newest revision in one transaction; return the revisions before (or "") and after.

    Raises `DatabaseNewer` for a revision that is unknown here, `DatabaseUnusable` where it cannot be done; the
    database is then as it was.
    """
    with translating(engine):
        _check_folder(engine)
        with _migrating(engine) as connection:
            state, before = _state(connection)
            _refuse_unusable(engine, state)
            if state == "newer":
                raise DatabaseNewer(url=address(engine), found=before, version=f"revision {newest_revision()}")
            if state != "current":
                command.upgrade(settings(connection), "head")
            return before, newest_revision()


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the database back to ``revision`` (``base``: no tables) in one transaction."""
    with translating(engine), _migrating(engine) as connection:
        command.downgrade(settings(connection), revision)


def status(engine: Engine) -> DatabaseStatus:
    """Return what the database is, without making or changing it."""
    with translating(engine):
        _check_folder(engine)
        if _is_missing(engine):
            return _status(engine, "missing")
        with engine.execution_options(**{READ_ONLY_OPTION: True}).connect() as connection:
            state, revision = _state(connection)
            if state != "current":
                return _status(engine, state, revision, size_bytes=_size(connection))
            data_sets = connection.scalar(select(func.count()).select_from(DataSet)) or 0
            runs = connection.scalar(select(func.count()).select_from(RunRow)) or 0
            return _status(engine, state, revision, data_sets, runs, _size(connection))


def newest_revision() -> str:
    """Return the newest revision that this evplan knows."""
    head = ScriptDirectory(str(shipped_folder("migrations"))).get_current_head()
    assert head is not None, "there is at least one migration"
    return head


def settings(connection: Connection) -> Config:
    """Return Alembic's settings for work on ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(shipped_folder("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _status(
    engine: Engine, state: State, revision: str = "", data_sets: int = 0, runs: int = 0, size_bytes: int = 0
) -> DatabaseStatus:
    kind = "PostgreSQL" if engine.dialect.name == "postgresql" else "SQLite"
    return DatabaseStatus(address(engine), kind, state, revision, newest_revision(), data_sets, runs, size_bytes)


def _state(connection: Connection) -> tuple[State, str]:
    """Return what the database is, and its revision."""
    tables = inspect(connection).get_table_names()
    if _VERSION_TABLE not in tables:
        return ("foreign", "") if tables else ("empty", "")
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return ("foreign", "") if len(tables) > 1 else ("empty", "")
    if revision == newest_revision():
        return "current", revision
    known = {script.revision for script in ScriptDirectory(str(shipped_folder("migrations"))).walk_revisions()}
    return ("older" if revision in known else "newer"), revision


def _refuse_unusable(engine: Engine, state: State) -> None:
    if state != "foreign":
        return
    with engine.execution_options(**{READ_ONLY_OPTION: True}).connect() as connection:
        tables = sorted(inspect(connection).get_table_names())
    names = ", ".join(tables[:3]) + (", ..." if len(tables) > 3 else "")
    raise database_unusable("foreign", address(engine), tables=names)


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """Open the one transaction of a migration; only one program migrates at a time."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
                yield connection
            return
        # A table that is made anew is dropped first, which rows that refer to it would forbid. The switch does
        # nothing inside a transaction, so it goes to the driver before one begins.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    tables = ", ".join(sorted({row[0] for row in broken}))
                    raise database_unusable("migration", address(engine), tables=tables)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def _is_missing(engine: Engine) -> bool:
    path = engine.url.database
    return engine.dialect.name == "sqlite" and bool(path) and not Path(path or "").exists()


def _check_folder(engine: Engine) -> None:
    if not _is_missing(engine):
        return
    folder = Path(engine.url.database or "").parent
    if not folder.is_dir():
        raise database_unusable("folder", address(engine), folder=folder)


def _size(connection: Connection) -> int:
    """Return the size of the database in bytes, what waits in SQLite's write-ahead log included."""
    if connection.dialect.name == "postgresql":
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    path = connection.engine.url.database or ""
    return sum(file.stat().st_size for file in (Path(path), Path(f"{path}-wal")) if file.is_file())
