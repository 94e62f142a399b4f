"""A sweep that is killed loses no member that was done, and solves none twice; a worker that is killed is replaced."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evplan.cli.setting import Setting
from evplan.workflow.run import list_runs
from evplan.workflow.sweep import SweepRequest, run_sweep

PROGRAM = "import sys; from evplan.cli import main; sys.argv[0] = 'evplan'; main()"
SCALES = [1.0, 1.1, 1.2, 1.3]
SWEEP = f'[[vary]]\nname = "size"\nsetting = "demand.scale"\nvalues = {SCALES}'
PATIENCE = 300.0


def done(database: Path) -> list[tuple[int, int]]:
    """Return number and run of the members that are done, as another program sees them."""
    if not database.exists():
        return []
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5) as connection:
        try:
            return connection.execute("SELECT number, run_id FROM batch_members WHERE state = 'done'").fetchall()
        except sqlite3.OperationalError:
            return []


def children(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def until(seen) -> None:
    ends = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


@pytest.fixture
def running(write_sweep, tmp_path) -> Iterator[tuple[subprocess.Popen, Path, Path]]:
    """The program itself, at work on a sweep with two processes; with the sweep's file and the database."""
    path, database = write_sweep(SWEEP, name="killed", periods=1), tmp_path / "evplan.db"
    command = [sys.executable, "-c", PROGRAM, "sweep", str(path), "--workers", "2", "--db", str(database), "-q"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    yield process, path, database
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are looked up in /proc")
def test_a_sweep_killed_in_the_middle_goes_on_with_what_is_missing(running):
    process, path, database = running
    until(lambda: done(database))
    workers = children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    until(lambda: not any(Path(f"/proc/{pid}").exists() and not _is_dead(pid) for pid in workers))
    before = done(database)
    assert 1 <= len(before) < len(SCALES)
    version = Setting().version
    request = SweepRequest(path, f"sqlite:///{database}", version, "2026-11-22T10:00:00", "planner", workers=1)
    result = run_sweep(request)
    assert result.table["state"].eq("done").all()
    assert set(before) <= set(done(database))
    assert sorted(list_runs(request.url, version)["run"]) == [f"killed.0{number}#1" for number in range(1, 5)]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are looked up in /proc")
def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost_or_stored_twice(running):
    process, _, database = running
    until(lambda: done(database))
    workers = [pid for pid in children(process.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)
    assert process.wait(PATIENCE) == 0, process.stderr.read()
    members = done(database)
    assert sorted(number for number, _ in members) == [1, 2, 3, 4]
    assert len({run for _, run in members}) == 4
    assert sorted(list_runs(f"sqlite:///{database}", Setting().version)["run"]) == [
        f"killed.0{number}#1" for number in range(1, 5)
    ]


def _is_dead(pid: int) -> bool:
    """Return whether a process has ended and only waits to be taken note of."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
