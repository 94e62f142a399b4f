"""The database as a whole: open, upgrade, look at, copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evplan.store import DatabaseStatus, backup, make_engine, prepare, status, transaction, upgrade


@contextmanager
def opened(url: str, version: str, *, write: bool = True) -> Iterator[Any]:
    """Open the database at ``url`` for one transaction: made and migrated if it is new, closed at the end.

    Gives the session that the functions of `store` take.

    Raises ``DatabaseUnusable``, ``DatabaseOlder`` and ``DatabaseNewer``.
    """
    kept = _KEPT.get((url, version))
    engine = kept or make_engine(url)
    try:
        if kept is None:
            prepare(engine, version=version)
        with transaction(engine, write=write) as session:
            yield session
    finally:
        if kept is None:
            engine.dispose()


_KEPT: dict[tuple[str, str], Any] = {}
"""Databases that stay open: what `opened` opens again and again would cost a server more than its answers."""


@contextmanager
def kept_open(url: str, version: str) -> Iterator[None]:
    """Keep the database at ``url`` open for what is inside: `opened` then takes a connection from a pool.

    Raises what `opened` raises.
    """
    engine = make_engine(url)
    try:
        prepare(engine, version=version)
        _KEPT[url, version] = engine
        yield
    finally:
        _KEPT.pop((url, version), None)
        engine.dispose()


def upgrade_database(url: str) -> DatabaseStatus:
    """Bring the database to the newest revision and return how it stands then."""
    engine = make_engine(url)
    try:
        upgrade(engine)
        return status(engine)
    finally:
        engine.dispose()


def database_status(url: str) -> DatabaseStatus:
    """Return how the database stands, without changing it."""
    engine = make_engine(url)
    try:
        return status(engine)
    finally:
        engine.dispose()


def backup_database(url: str, target: Path) -> None:
    """Write a copy of the database to ``target``, which must not be there yet."""
    engine = make_engine(url)
    try:
        backup(engine, target)
    finally:
        engine.dispose()
