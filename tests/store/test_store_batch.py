"""A batch is begun once, and each of its members is stored exactly once, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from store_sample import small_run, small_run_without_plan, small_tables

from evplan import store
from evplan.schema import tables_digest


def test_a_member_that_is_done_twice_is_stored_once(engine):
    tables = small_tables()
    begin(engine, tables)
    member = store.Member(1, {"size": 1.0}, "done", measures={"built": 3.0}, seconds=1.5)
    for run in (small_run(tables, "many.01"), small_run_without_plan(tables)):
        with store.transaction(engine) as session:
            stored = store.save_member(session, "many", member, run, tables)
        assert stored.run == "many.01#1"
    with store.transaction(engine, write=False) as session:
        assert store.list_runs(session)["run"].tolist() == ["many.01#1"]
        members = store.load_members(session, "many")
    assert members[0] == store.Member(1, {"size": 1.0}, "done", "many.01#1", {"built": 3.0}, "", 1.5)
    assert members[1].state == "waiting"


def test_a_run_and_its_member_are_stored_together_or_not_at_all(engine):
    tables = small_tables()
    begin(engine, tables)
    with pytest.raises(RuntimeError, match="the power failed"):
        _save_and_fail(engine, tables)
    with store.transaction(engine, write=False) as session:
        assert store.list_runs(session).empty
        assert [one.state for one in store.load_members(session, "many")] == ["waiting", "waiting"]


def test_a_sweep_that_is_forgotten_leaves_its_runs(engine):
    tables = small_tables()
    begin(engine, tables)
    with store.transaction(engine) as session:
        store.save_member(session, "many", store.Member(1, {}, "done"), small_run(tables, "many.01"), tables)
    with store.transaction(engine) as session:
        store.forget_batch(session, "many")
        assert store.list_batches(session).empty
        assert store.list_runs(session)["run"].tolist() == ["many.01#1"]


def begin(engine, tables) -> None:
    texts = dict.fromkeys(store.Batch.__dataclass_fields__, "x")
    batch = store.Batch(**{**texts, "name": "many", "inputs_digest": tables_digest(tables)})
    with store.transaction(engine) as session:
        store.begin_batch(session, batch, tables, [{"size": 1.0}, {"size": 2.0}])


def _save_and_fail(engine, tables) -> None:
    with store.transaction(engine) as session:
        store.save_member(session, "many", store.Member(1, {}, "done"), small_run(tables, "many.01"), tables)
        raise RuntimeError("the power failed")
