"""Several programs use one database at the same time and lose nothing."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from sqlalchemy import Engine
from store_sample import small_run, small_tables

from evplan import store
from evplan.schema import tables_digest

WRITERS = 2
RUNS_EACH = 5


def write_runs(url: str) -> list[int]:
    """Prepare the database, save the same data set and some runs; return the versions that the runs got."""
    engine = store.make_engine(url)
    try:
        store.prepare(engine, version="1.0")
        return [save_run(engine) for _ in range(RUNS_EACH)]
    finally:
        engine.dispose()


def save_run(engine: Engine) -> int:
    with store.transaction(engine) as session:
        store.save_data_set(session, "small", small_tables(), files_digest="", source_path="", loaded_at="")
        return store.save_run(session, small_run(small_tables()), small_tables()).version


def test_two_processes_that_write_runs_get_every_version_once(empty_database_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WRITERS, mp_context=context) as pool:
        versions = [version for found in pool.map(write_runs, [empty_database_url] * WRITERS) for version in found]
    assert sorted(versions) == list(range(1, WRITERS * RUNS_EACH + 1))


def test_many_threads_that_write_runs_get_every_version_once(database_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        versions = [version for found in pool.map(write_runs, [database_url] * 6) for version in found]
    assert sorted(versions) == list(range(1, 6 * RUNS_EACH + 1))


def test_a_reader_sees_one_state_while_another_writes(database_url: str) -> None:
    engine = store.make_engine(database_url)
    with store.transaction(engine) as writer:
        store.save_data_set(writer, "small", small_tables(), files_digest="", source_path="", loaded_at="")
        with store.transaction(engine, write=False) as reader:
            assert store.list_data_sets(reader).empty
    with store.transaction(engine, write=False) as reader:
        assert tables_digest(store.load_data_set(reader, "small")) == tables_digest(small_tables())
    engine.dispose()
