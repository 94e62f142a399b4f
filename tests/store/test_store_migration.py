"""A database is made, recognised, upgraded and brought back, and its data survives.

A later migration gets a test like `test_old_data_survives_an_upgrade_and_the_way_back`: fill the revision before it,
upgrade, look, go back, look.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from store_sample import small_run, small_tables

from evplan import store
from evplan.errors import DatabaseNewer, DatabaseOlder, DatabaseUnusable, ExitCode
from evplan.plan.record import STAGE_COLUMNS
from evplan.schema import tables_digest
from evplan.shipped import shipped_folder
from evplan.store import migration

NEXT_REVISION = '''
"""A migration of tomorrow: a new column, and a table made anew that others refer to."""
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade():
    with op.batch_alter_table("parts") as table:
        table.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default="plain"))
        table.alter_column("unit", nullable=True)


def downgrade():
    with op.batch_alter_table("parts") as table:
        table.drop_column("colour")
        table.alter_column("unit", nullable=False)
'''

BROKEN_REVISION = """
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade():
    op.execute("CREATE TABLE half (id INTEGER)")
    op.execute("UPDATE offers SET price = NULL")


def downgrade():
    pass
"""


@pytest.fixture
def empty_engine(empty_database_url: str) -> Iterator[Engine]:
    engine = store.make_engine(empty_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Migrations as they are, in a folder to which a test adds the next."""
    folder = shutil.copytree(shipped_folder("migrations"), tmp_path / "50% more migrations")
    monkeypatch.setattr(migration, "shipped_folder", lambda name: folder)
    return folder


def fill(engine: Engine) -> None:
    with store.transaction(engine) as session:
        store.save_data_set(session, "small", small_tables(), files_digest="", source_path="", loaded_at="")
        store.save_run(session, small_run(small_tables()), small_tables())


def digest(engine: Engine) -> str:
    with store.transaction(engine, write=False) as session:
        assert store.list_runs(session)["run"].tolist() == ["jabar-2027#1"]
        return tables_digest(store.load_data_set(session, "small"))


def set_revision(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_an_empty_database_is_made_ready(empty_engine: Engine) -> None:
    store.prepare(empty_engine, version="1.0")
    assert store.status(empty_engine).state == "current"
    fill(empty_engine)


def test_preparing_twice_changes_nothing(engine: Engine) -> None:
    fill(engine)
    store.prepare(engine, version="1.0")
    assert digest(engine) == tables_digest(small_tables())


def test_a_newer_database_is_told_from_an_older_one(engine: Engine) -> None:
    set_revision(engine, "9999")
    with pytest.raises(DatabaseNewer, match=r"at revision 9999, which this evplan \(1.0\) does not know") as caught:
        store.prepare(engine, version="1.0")
    assert caught.value.exit_code == ExitCode.DATABASE
    assert store.status(engine).state == "newer"
    with pytest.raises(DatabaseNewer, match="9999"):
        store.upgrade(engine)


def test_an_older_database_is_not_upgraded_unasked(engine: Engine, tomorrow: Path) -> None:
    (tomorrow / "versions" / "0009_next.py").write_text(NEXT_REVISION)
    with pytest.raises(DatabaseOlder, match=r"at revision 0008, this evplan \(2.0\) needs 0009\..*evplan db upgrade"):
        store.prepare(engine, version="2.0")
    assert (store.status(engine).state, store.status(engine).revision) == ("older", "0008")


def test_old_data_survives_an_upgrade_and_the_way_back(engine: Engine, tomorrow: Path) -> None:
    fill(engine)
    (tomorrow / "versions" / "0009_next.py").write_text(NEXT_REVISION)
    assert store.upgrade(engine) == ("0008", "0009")
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT colour FROM parts"))) == {"plain"}
    assert digest(engine) == tables_digest(small_tables())
    store.downgrade(engine, "0008")
    assert digest(engine) == tables_digest(small_tables())
    assert store.upgrade(engine) == ("0008", "0009")
    assert digest(engine) == tables_digest(small_tables())


def test_runs_from_before_stages_survive_and_have_none(engine: Engine) -> None:
    fill(engine)
    store.downgrade(engine, "0001")
    assert "run_stages" not in inspect(engine).get_table_names()
    assert store.status(engine).state == "older"
    assert store.upgrade(engine) == ("0001", store.newest_revision())
    assert digest(engine) == tables_digest(small_tables())
    with store.transaction(engine, write=False) as session:
        run = store.load_run(session, "jabar-2027#1")
    assert run.total_cost_idr == small_run(small_tables()).total_cost_idr
    assert list(run.stages.columns) == list(STAGE_COLUMNS)
    assert run.stages.empty
    fill_again = replace(small_run(small_tables()), scenario="later")
    with store.transaction(engine) as session:
        assert len(store.load_run(session, store.save_run(session, fill_again, small_tables()).name).stages) == 2


def test_runs_from_before_workshops_survive_and_all_went_to_the_line(engine: Engine) -> None:
    fill(engine)
    store.downgrade(engine, "0002")
    assert "workshop" not in {column["name"] for column in inspect(engine).get_columns("run_awards")}
    assert store.upgrade(engine) == ("0002", store.newest_revision())
    assert digest(engine) == tables_digest(small_tables())
    with store.transaction(engine, write=False) as session:
        run = store.load_run(session, "jabar-2027#1")
    assert run.total_cost_idr == small_run(small_tables()).total_cost_idr
    assert run.solution.awards["workshop"].tolist() == [""]
    assert run.solution.stock["workshop"].tolist() == [""]
    assert run.solution.members.empty
    assert run.tables.investments.empty


def test_references_hold_again_after_an_upgrade(engine: Engine, tomorrow: Path) -> None:
    fill(engine)
    (tomorrow / "versions" / "0009_next.py").write_text(NEXT_REVISION)
    store.upgrade(engine)
    with pytest.raises(Exception, match=r"(?i)foreign key"), engine.begin() as connection:
        connection.execute(text("DELETE FROM parts"))


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(engine: Engine, tomorrow: Path) -> None:
    fill(engine)
    (tomorrow / "versions" / "0009_broken.py").write_text(BROKEN_REVISION)
    with pytest.raises(DatabaseUnusable, match="price"):
        store.upgrade(engine)
    assert store.status(engine).revision == "0008"
    assert "half" not in inspect(engine).get_table_names()
    assert digest(engine) == tables_digest(small_tables())


def test_the_first_migration_goes_up_down_and_up_again_even_with_locked_runs(engine: Engine) -> None:
    fill(engine)
    store.downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert store.status(engine).state == "empty"
    assert store.upgrade(engine) == ("", store.newest_revision())
    fill(engine)
    assert digest(engine) == tables_digest(small_tables())


def test_upgrading_a_current_database_changes_nothing(engine: Engine) -> None:
    assert store.upgrade(engine) == (store.newest_revision(), store.newest_revision())


def test_the_database_of_another_program_is_left_alone(empty_engine: Engine) -> None:
    with empty_engine.begin() as connection:
        connection.execute(text("CREATE TABLE albums (id INTEGER)"))
    for work in (lambda: store.prepare(empty_engine, version="1.0"), lambda: store.upgrade(empty_engine)):
        with pytest.raises(DatabaseUnusable, match=r"tables of another program \(albums\).*another file or database"):
            work()
    assert inspect(empty_engine).get_table_names() == ["albums"]
    assert store.status(empty_engine).state == "foreign"


def test_status_tells_what_a_database_holds(engine: Engine) -> None:
    fill(engine)
    status = store.status(engine)
    assert (status.state, status.revision, status.newest_revision) == ("current", "0008", "0008")
    assert (status.data_sets, status.runs) == (1, 1)
    assert status.kind in ("SQLite", "PostgreSQL")
    assert status.size_bytes > 10_000


def test_status_does_not_make_a_file(tmp_path: Path) -> None:
    status = store.status(store.make_engine(str(tmp_path / "new.db")))
    assert (status.state, status.size_bytes) == ("missing", 0)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_counts_as_an_empty_database(tmp_path: Path) -> None:
    (tmp_path / "touched.db").touch()
    engine = store.make_engine(str(tmp_path / "touched.db"))
    store.prepare(engine, version="1.0")
    assert store.status(engine).state == "current"
    engine.dispose()
