"""How long reading and storing a data set takes, against what pandas needs for the same files; printed, not asserted.

Run with ``pytest -m benchmark -s tests/benchmarks/test_loading.py``. The goal for 40,000 offers: reading and storing in
under three times ``pandas.read_csv`` of the files plus one bulk insert of their rows into SQLite.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from generator import generate

from evplan import store
from evplan.errors import has_errors
from evplan.readers.data_set import read_data_set

ROUNDS = 3

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def archipelago(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("archipelago"), parts=2000, suppliers=5000, offers=40_000)


def best(act: Callable[[int], object]) -> float:
    """Return the seconds of the fastest of some rounds; each round gets its number."""
    seconds = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        act(number)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def pandas_read(folder: Path) -> dict[str, pd.DataFrame]:
    return {path.stem: pd.read_csv(path) for path in sorted(folder.glob("*.csv"))}


def bulk_insert(frames: dict[str, pd.DataFrame], database: Path) -> None:
    """Insert every row with one ``executemany`` a table: no keys, no checks, no types."""
    with sqlite3.connect(database) as connection:
        for name, frame in frames.items():
            connection.execute(f"create table {name} ({', '.join(frame.columns)})")
            rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
            connection.executemany(f"insert into {name} values ({', '.join('?' * frame.shape[1])})", rows)


def test_reading_against_pandas_alone(archipelago: Path) -> None:
    files = read_data_set(archipelago)
    assert not has_errors(files.findings)
    assert len(files.tables["offers"]) == 40_000
    ours, theirs = best(lambda _: read_data_set(archipelago)), best(lambda _: pandas_read(archipelago))
    print(f"\nread {ours:.2f} s, pandas.read_csv {theirs:.2f} s, ratio {ours / theirs:.2f}")


def test_reading_and_storing_against_pandas_and_a_bulk_insert(archipelago: Path, tmp_path: Path) -> None:
    engines = [store.make_engine(str(tmp_path / f"evplan{number}.db")) for number in range(ROUNDS)]
    for engine in engines:
        store.prepare(engine, version="0.0.test")

    def load(number: int) -> None:
        files = read_data_set(archipelago)
        origin = {"files_digest": files.digest, "source_path": "archipelago", "loaded_at": "2027-01-01T00:00:00"}
        with store.transaction(engines[number]) as session:
            store.save_data_set(session, files.name, files.tables, **origin)

    def pandas_load(number: int) -> None:
        bulk_insert(pandas_read(archipelago), tmp_path / f"pandas{number}.db")

    ours, theirs = best(load), best(pandas_load)
    print(f"\nread and store {ours:.2f} s, pandas and bulk insert {theirs:.2f} s, ratio {ours / theirs:.2f} (goal 3)")
