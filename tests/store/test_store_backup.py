"""A copy of a database is whole, and never mistaken for one when it is not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from store_sample import small_tables, with_cells

from evplan import store
from evplan.errors import DatabaseUnusable
from evplan.schema import Tables, tables_digest


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    engine = store.make_engine(str(shutil.copy(sqlite_template, tmp_path / "evplan.db")))
    save(engine, small_tables())
    yield engine
    engine.dispose()


def save(engine: Engine, tables: Tables) -> None:
    with store.transaction(engine) as session:
        store.save_data_set(session, "small", tables, files_digest="", source_path="", loaded_at="")


def load_copy(path: Path) -> Tables:
    engine = store.make_engine(str(path))
    with store.transaction(engine, write=False) as session:
        tables = store.load_data_set(session, "small")
    engine.dispose()
    return tables


def test_a_copy_holds_the_same_and_stands_alone(sqlite: Engine, tmp_path: Path) -> None:
    path = store.backup(sqlite, tmp_path / "copy.db")
    save(sqlite, with_cells(small_tables(), "offers", 0, price="1"))
    assert tables_digest(load_copy(path)) == tables_digest(small_tables())


def test_a_copy_made_while_another_writes_holds_what_was_there_before(sqlite: Engine, tmp_path: Path) -> None:
    with store.transaction(sqlite) as session:
        new = with_cells(small_tables(), "offers", 0, price="1")
        store.save_data_set(session, "small", new, files_digest="", source_path="", loaded_at="")
        path = store.backup(sqlite, tmp_path / "copy.db")
    assert tables_digest(load_copy(path)) == tables_digest(small_tables())


def test_a_folder_gets_a_copy_of_the_same_name(sqlite: Engine, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    assert store.backup(sqlite, tmp_path / "copies") == tmp_path / "copies" / "evplan.db"


def test_nothing_is_overwritten(sqlite: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(DatabaseUnusable, match=r"copy.db is there already. Choose another name"):
        store.backup(sqlite, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_missing_folder_is_named(sqlite: Engine, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match=r"the folder .*nowhere is missing"):
        store.backup(sqlite, tmp_path / "nowhere" / "copy.db")


def test_a_missing_database_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="there is no database to copy"):
        store.backup(store.make_engine(str(tmp_path / "none.db")), tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "garbage.db").write_bytes(b"garbage " * 1000)
    with pytest.raises(DatabaseUnusable, match="the file is no database"):
        store.backup(store.make_engine(str(tmp_path / "garbage.db")), tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["garbage.db"]


def test_a_server_is_copied_by_its_own_program(tmp_path: Path) -> None:
    engine = store.make_engine("postgresql://siti:secret@localhost/evplan")
    with pytest.raises(DatabaseUnusable, match=r"Run 'pg_dump .* evplan'") as caught:
        store.backup(engine, tmp_path / "copy.db")
    assert "secret" not in str(caught.value)
