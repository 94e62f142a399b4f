"""Runs come back whole, get the next version, and never change."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.exc import DBAPIError
from store_sample import small_run, small_run_without_plan, small_tables, with_cells

from evplan import store
from evplan.errors import DatabaseUnusable, ExitCode, Finding, NotFound, RunLocked, Severity
from evplan.plan.record import PlanTables, Run, Solution
from evplan.schema import tables_digest
from evplan.store import run as run_module
from evplan.store.run_table import LOCKED_TABLES, RunAward, RunRow, Snapshot


def save(engine: Engine, run: Run | None = None) -> Run:
    with store.transaction(engine) as session:
        return store.save_run(session, run or small_run(small_tables()), small_tables())


def load(engine: Engine, name: str) -> Run:
    with store.transaction(engine, write=False) as session:
        return store.load_run(session, name)


def assert_same_frames(left: Solution | PlanTables, right: Solution | PlanTables) -> None:
    for field in fields(left):
        pd.testing.assert_frame_equal(getattr(left, field.name), getattr(right, field.name))


def test_a_run_comes_back_as_it_was_saved(engine: Engine) -> None:
    saved = save(engine)
    loaded = load(engine, "jabar-2027#1")
    assert saved.version == 1
    assert loaded.name == "jabar-2027#1"
    assert_same_frames(loaded.solution, saved.solution)
    assert_same_frames(loaded.tables, saved.tables)
    pd.testing.assert_frame_equal(loaded.stages, saved.stages)
    assert replace(loaded, solution=None, tables=None) == replace(saved, solution=None, tables=None)


def test_a_run_without_a_plan_comes_back_without_one(engine: Engine) -> None:
    saved = save(engine, small_run_without_plan(small_tables()))
    assert load(engine, "jabar-2027") == saved
    assert saved.solution is None
    assert saved.outcome.gap is None


def test_an_empty_plan_is_not_no_plan(engine: Engine) -> None:
    run = small_run(small_tables())
    empty = Solution(**{field.name: getattr(run.solution, field.name)[:0] for field in fields(Solution)})
    save(engine, replace(run, solution=empty, tables=None))
    loaded = load(engine, "jabar-2027")
    assert_same_frames(loaded.solution, empty)
    assert loaded.tables is None


def test_numbers_of_numpy_are_stored_like_any_other(engine: Engine) -> None:
    run = small_run_without_plan(small_tables())
    outcome = replace(run.outcome, rows=np.int64(5), gap=np.float64(0.5))
    findings = (Finding(Severity.NOTE, "fine", "Fine.", row=np.int64(4)),)
    save(engine, replace(run, outcome=outcome, findings=findings, verified=np.bool_(False)))
    loaded = load(engine, "jabar-2027")
    assert (loaded.outcome.rows, loaded.outcome.gap, loaded.findings[0].row) == (5, 0.5, 4)


def test_versions_count_up_for_each_scenario(engine: Engine) -> None:
    tables = small_tables()
    names = [save(engine, small_run(tables, scenario)).name for scenario in ("a", "b", "a", "a")]
    assert names == ["a#1", "b#1", "a#2", "a#3"]


def test_a_scenario_alone_names_its_newest_run(engine: Engine) -> None:
    for _ in range(3):
        save(engine)
    assert load(engine, "jabar-2027").version == 3
    assert load(engine, "jabar-2027#2").version == 2


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("jabar-2028", "jabar-2027"),
        ("jabar-2027#9", "jabar-2027#1"),
        ("jabar-2027#x", "jabar-2027#1"),
        ("jabar-2027#9999999999", "jabar-2027#1"),
    ],
)
def test_an_unknown_run_is_answered_with_the_nearest(engine: Engine, name: str, guess: str) -> None:
    save(engine)
    with pytest.raises(NotFound, match=f"no run '{name}' in .* Did you mean '{guess}'") as caught:
        load(engine, name)
    assert caught.value.exit_code == ExitCode.USAGE


def test_the_inputs_of_a_run_outlive_the_data_set(engine: Engine) -> None:
    tables = small_tables()
    with store.transaction(engine) as session:
        store.save_data_set(session, "small", tables, files_digest="", source_path="", loaded_at="")
    save(engine)
    with store.transaction(engine) as session:
        changed = with_cells(tables, "offers", 0, price="1")
        store.save_data_set(session, "small", changed, files_digest="2", source_path="", loaded_at="")
    with store.transaction(engine, write=False) as session:
        inputs = store.load_run_inputs(session, "jabar-2027")
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(inputs[name], frame)


def test_inputs_are_stored_once_for_all_runs_that_share_them(engine: Engine) -> None:
    save(engine)
    save(engine)
    with store.transaction(engine) as session:
        assert session.scalars(select(Snapshot.digest)).all() == [tables_digest(small_tables())]


def test_damaged_inputs_are_reported_and_not_used(engine: Engine) -> None:
    with store.transaction(engine) as session:
        run = small_run(small_tables())
        session.add(Snapshot(digest=run.provenance.inputs_digest, content=b"PK garbage"))
        session.flush()
        store.save_run(session, run, small_tables())
    with pytest.raises(DatabaseUnusable, match=r"stored inputs .* are damaged"), store.transaction(engine) as session:
        store.load_run_inputs(session, "jabar-2027")


def test_runs_are_listed_oldest_first(engine: Engine) -> None:
    save(engine)
    save(engine, small_run_without_plan(small_tables()))
    with store.transaction(engine, write=False) as session:
        listed = store.list_runs(session)
    assert list(listed.columns) == list(run_module.RUN_LIST_COLUMNS)
    assert listed["run"].tolist() == ["jabar-2027#1", "jabar-2027#2"]
    assert listed["status"].tolist() == ["optimal", "infeasible"]
    assert listed["verified"].tolist() == [True, False]
    assert listed["total_cost_idr"].fillna(-1).tolist() == [1.0, -1.0]
    assert listed["seconds"].tolist() == [2.0, 2.0]


def test_no_runs_make_an_empty_list(engine: Engine) -> None:
    with store.transaction(engine, write=False) as session:
        assert store.list_runs(session).dtypes.astype(str).to_dict() == run_module.RUN_LIST_COLUMNS


def test_a_scenario_has_one_baseline(engine: Engine) -> None:
    for scenario in ("a", "a", "b"):
        save(engine, small_run(small_tables(), scenario))
    for name in ("a#1", "b", "a#2", "a#2"):
        with store.transaction(engine) as session:
            store.set_baseline(session, name)
    with store.transaction(engine, write=False) as session:
        listed = store.list_runs(session)
    assert listed.loc[listed["is_baseline"], "run"].tolist() == ["a#2", "b#1"]


def test_a_stored_run_cannot_be_changed_through_a_session(engine: Engine) -> None:
    save(engine)
    with pytest.raises(RunLocked, match=r"Run number 1 is stored .* Solve again"), store.transaction(engine) as session:
        session.scalars(select(RunRow)).one().status = "optimal!"
    with pytest.raises(RunLocked), store.transaction(engine) as session:
        session.delete(session.scalars(select(RunAward)).one())
    assert load(engine, "jabar-2027").outcome.status == "optimal"


@pytest.mark.parametrize(
    "statement",
    [
        update(RunRow).values(verified=False),
        update(RunAward).values(units=1e9),
        delete(RunRow),
        delete(Snapshot),
        update(RunAward.__table__).values(units=1e9),
    ],
)
def test_a_stored_run_cannot_be_changed_by_a_statement(engine: Engine, statement: object) -> None:
    save(engine)
    with pytest.raises(RunLocked), store.transaction(engine) as session:
        session.execute(statement)
    with pytest.raises(RunLocked), engine.begin() as connection:
        connection.execute(statement)


def test_the_database_itself_refuses_changes_of_stored_runs(engine: Engine) -> None:
    run = small_run(small_tables())
    row = ["A", "B", "g", "", "PLANT", "MOTOR", "2027-01", 1.0]
    one = pd.DataFrame([row], columns=run.solution.substitutes.columns)
    save(engine, replace(run, solution=replace(run.solution, substitutes=one)))
    for table in sorted(LOCKED_TABLES):
        column = {"snapshots": "content", "runs": "status"}.get(table, "position")
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="stored runs are read-only"), engine.begin() as connection:
                connection.execute(text(statement))
            with pytest.raises(RunLocked), store.transaction(engine) as session:
                session.execute(text(statement))


def test_every_column_of_a_run_but_the_baseline_mark_is_locked_in_the_database(engine: Engine) -> None:
    save(engine)
    free = []
    for column in (column.name for column in RunRow.__table__.columns):
        try:
            with engine.begin() as connection:
                connection.execute(text(f'UPDATE runs SET "{column}" = "{column}"'))
            free.append(column)
        except DBAPIError:
            continue
    assert free == ["is_baseline"]


def test_a_run_that_fails_midway_leaves_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    stored: list[str] = []
    insert = run_module.insert_rows

    def fail_at_scores(session: object, table: object, names: object, rows: object) -> None:
        stored.append(table.name)
        if table.name == "run_scores":
            session.execute(text("SELECT * FROM nowhere"))
        insert(session, table, names, rows)

    monkeypatch.setattr(run_module, "insert_rows", fail_at_scores)
    with pytest.raises(DatabaseUnusable, match=r"(?i)nowhere"):
        save(engine)
    assert len(stored) > 3
    with engine.connect() as connection:
        counts = [connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in sorted(LOCKED_TABLES)]
    assert sum(counts) == 0
