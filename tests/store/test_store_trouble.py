"""Whatever is wrong with a database, the message says what, and what to do; there is never a traceback."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from store_sample import small_tables

from evplan import store
from evplan.errors import DATABASE_TROUBLES, DatabaseError, DatabaseUnusable, ExitCode, RunLocked
from evplan.schema import Tables, conform, tables_digest
from evplan.store.failure import _SIGNS, LOCKED_MESSAGE, address, translated

NOBODY = 65534


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "evplan.db"))


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach, so that rights can be taken away from it."""
    folder = Path(tempfile.mkdtemp(prefix="evplan-rights-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def without_rights(*paths: Path) -> Iterator[None]:
    """Take the right to write away; root, who may write anyway, works as nobody meanwhile."""
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(stat.S_IMODE(modes[path]) & ~0o222)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path in paths:
            path.chmod(modes[path])


@contextmanager
def opened(url: str | Path, **options: int) -> Iterator[Engine]:
    engine = store.make_engine(str(url), **options)
    yield engine
    engine.dispose()


def save(engine: Engine, name: str = "small", tables: Tables | None = None) -> None:
    with store.transaction(engine) as session:
        store.save_data_set(session, name, tables or small_tables(), files_digest="", source_path="", loaded_at="")


def message(work: Callable[[], object]) -> str:
    with pytest.raises(DatabaseUnusable) as caught:
        work()
    assert caught.value.exit_code == ExitCode.DATABASE
    return str(caught.value)


def test_a_locked_database_says_who_has_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, opened(path, busy_timeout_ms=50) as engine:
        other.execute("BEGIN IMMEDIATE")
        said = message(lambda: save(engine))
    assert said == (f"{path}: another program is writing to the database. Wait until it is done, then try again.")


def test_a_locked_database_can_still_be_read(path: Path) -> None:
    with opened(path, busy_timeout_ms=50) as engine:
        save(engine)
        with closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with store.transaction(engine, write=False) as session:
                loaded = store.load_data_set(session, "small")
            assert store.status(engine).data_sets == 1
    assert tables_digest(loaded) == tables_digest(small_tables())


def test_a_new_database_in_a_read_only_folder_says_so(open_folder: Path) -> None:
    with opened(open_folder / "new.db") as engine, without_rights(open_folder):
        said = message(lambda: store.prepare(engine, version="1.0"))
    assert "the file cannot be opened. Check that it and its folder may be read and written." in said


def test_a_read_only_file_says_so_and_can_be_read(sqlite_template: Path, open_folder: Path) -> None:
    path = Path(shutil.copy(sqlite_template, open_folder / "evplan.db"))
    with opened(path) as engine:
        save(engine)
    # A database that is to be read where nothing can be written has to leave the log of changes first.
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    path.chmod(0o644)
    with opened(path) as engine, without_rights(path, open_folder):
        store.prepare(engine, version="1.0")
        with store.transaction(engine, write=False) as session:
            assert store.list_data_sets(session)["data_set"].tolist() == ["small"]
        said = message(lambda: save(engine, "another"))
    assert "the database can only be read, not written. Check the rights" in said


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with opened(tmp_path / "no" / "evplan.db") as engine:
        for work in (lambda: store.prepare(engine, version="1.0"), lambda: store.status(engine)):
            assert f"the folder {tmp_path / 'no'} is missing. Make it first" in message(work)


@pytest.mark.parametrize("work", ["prepare", "status", "upgrade", "save"])
def test_garbage_is_no_database_and_is_left_as_it_is(tmp_path: Path, work: str) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(b"Dear Sir or Madam, " * 500)
    with opened(path) as engine:
        does = {
            "prepare": lambda: store.prepare(engine, version="1.0"),
            "status": lambda: store.status(engine),
            "upgrade": lambda: store.upgrade(engine),
            "save": lambda: save(engine),
        }
        assert message(does[work]).startswith(f"{path}: the file is no database.")
    assert path.read_bytes() == b"Dear Sir or Madam, " * 500


def test_a_truncated_database_is_damaged(path: Path) -> None:
    with opened(path) as engine:
        save(engine)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with opened(path) as engine:
        assert "the file is damaged. Bring back a copy" in message(
            lambda: store.prepare(engine, version="1.0") or save(engine)
        )


def test_overwritten_pages_are_damage(path: Path) -> None:
    with opened(path) as engine:
        save(engine)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with opened(path) as engine:
        assert "the file is damaged." in message(lambda: save(engine, "other"))


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with opened(tmp_path) as engine:
        assert "the file cannot be opened." in message(lambda: store.prepare(engine, version="1.0"))


def test_a_full_disk_says_so_and_nothing_is_half_stored(path: Path) -> None:
    with opened(path) as engine:
        save(engine, "first")
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
        said = message(lambda: save(engine, "second", _long_tables()))
        assert "there is no room left on the disk. Nothing was stored. Free some space, then try again." in said
        with store.transaction(engine) as session:
            assert store.list_data_sets(session)["data_set"].tolist() == ["first"]
            counts = [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("sources", "parts", "offers")]
    assert counts == [len(small_tables()[table]) for table in ("sources", "parts", "offers")]


def _long_tables() -> Tables:
    """Return a data set whose last table is larger than one page of the database."""
    upgrades = pd.DataFrame(
        {"upgrade": [f"U-{number}" for number in range(1000)], "supplier": "KOP-1", "kind": "process", "cost_idr": "1"}
    )
    return small_tables() | {"upgrades": conform("upgrades", upgrades)}


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with opened("postgresql://siti:secret@127.0.0.1:9/evplan") as engine:
        said = message(lambda: store.prepare(engine, version="1.0"))
    assert said.startswith("postgresql://siti:***@127.0.0.1:9/evplan: the server does not answer.")


def test_a_database_that_the_server_does_not_have_can_be_made(postgresql_server: str) -> None:
    with opened(postgresql_server.replace("/postgres?", "/jabar?")) as engine:
        assert "there is no such database. Make it first (createdb jabar)" in message(lambda: store.status(engine))


def test_a_user_that_the_server_does_not_know_is_told(postgresql_server: str) -> None:
    with opened(postgresql_server.replace("postgres:@", "stranger:secret@")) as engine:
        assert "user or password is wrong." in message(lambda: store.status(engine))


def test_a_session_that_may_only_read_says_so(new_postgresql: Callable[..., str], postgresql_template: str) -> None:
    url = new_postgresql(postgresql_template)
    with opened(f"{url}&options=-c%20default_transaction_read_only%3Don") as engine:
        assert "the database can only be read" in message(lambda: save(engine))


@pytest.mark.parametrize("url", ["mysql://localhost/evplan", "://", "postgresql://host:port:port/x", "oracle://x"])
def test_an_address_that_evplan_does_not_know_is_refused(url: str) -> None:
    assert "this is no address of a database that evplan knows." in message(lambda: store.make_engine(url))


def test_a_path_and_an_address_name_the_same_file(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as by_path, opened(f"sqlite:///{tmp_path / 'a.db'}") as by_url:
        assert address(by_path) == address(by_url) == str(tmp_path / "a.db")


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_every_way_to_write_postgresql_is_known(url: str) -> None:
    with opened(url) as engine:
        assert address(engine) == "postgresql://u@h/d"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("database or disk is full", "no room left on the disk"),
        ('could not extend file "base/1": No space left on device', "no room left on the disk"),
        ('FATAL:  password authentication failed for user "siti"', "user or password is wrong"),
        ("connection failed: fe_sendauth: no password supplied", "user or password is wrong"),
        ("permission denied for table runs", "has no right"),
        ("disk I/O error", "could not be read or written"),
        ("deadlock detected", "changed the same data"),
        ("canceling statement due to lock timeout", "writing to the database"),
        ("something new.\nCONTEXT: deep", "the database refused: something new."),
    ],
)
def test_what_databases_say_is_put_in_plain_words(said: str, reason: str) -> None:
    with opened("postgresql://u@h/d") as engine:
        error = translated(OperationalError("SELECT 1", {}, Exception(said)), engine)
    assert isinstance(error, DatabaseError)
    assert reason in str(error)
    assert "CONTEXT" not in str(error)


def test_what_the_triggers_say_is_a_locked_run() -> None:
    with opened("x.db") as engine:
        assert isinstance(translated(sqlite3.IntegrityError(LOCKED_MESSAGE), engine), RunLocked)


def test_every_sign_has_words() -> None:
    assert {trouble for _, trouble in _SIGNS} <= set(DATABASE_TROUBLES)
