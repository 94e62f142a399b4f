"""A sweep on a Dask cluster of real processes, into PostgreSQL; one worker is killed in the middle."""

from __future__ import annotations

import os
import re
import signal
import socket
import time

import pytest

from evplan.cli.setting import Setting
from evplan.errors.sweep import ClusterUnusable
from evplan.workflow import cluster as dask_cluster
from evplan.workflow.run import list_runs
from evplan.workflow.sweep import SweepRequest, run_sweep
from evplan.workflow.sweep_work import Task

SWEEP = '[[vary]]\nname = "size"\nsetting = "demand.scale"\nvalues = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5]'


def refused(words: str):
    return pytest.raises(ClusterUnusable, match=re.escape(words))


@pytest.fixture(scope="module")
def cluster():
    """A scheduler here and two workers, each a process of one thread; Dask starts another for one that dies."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


@pytest.fixture
def request_of(write_sweep, new_postgresql, postgresql_template):
    """Give a function that asks for a sweep in a fresh PostgreSQL database."""

    def make(name: str, address: str, version: str) -> SweepRequest:
        url = new_postgresql(postgresql_template)
        path = write_sweep(SWEEP, name=name, periods=1)
        return SweepRequest(path, url, version, "2026-11-22T10:00:00", "planner", cluster=address)

    return make


def test_a_killed_worker_of_a_cluster_loses_nothing_and_nothing_is_stored_twice(cluster, request_of):
    wish = request_of("far", cluster.scheduler_address, Setting().version)
    killed: list[int] = []

    def kill_one(progress) -> None:
        if progress.done == 1 and not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    result = run_sweep(wish, kill_one)
    assert len(killed) == 1
    assert result.table["state"].tolist() == ["done"] * 6
    assert result.table["verified"].all()
    assert sorted(list_runs(wish.url, wish.version)["run"]) == [f"far.0{number}#1" for number in range(1, 7)]


def test_workers_with_another_evplan_are_refused(cluster):
    task = Task("postgresql://nobody@nowhere/none", "far", "0.0.other", "", "")
    said = f"another evplan ({Setting().version}) than this machine"
    with refused(said), dask_cluster.cluster_of(task, cluster.scheduler_address):
        pass


def test_a_cluster_that_is_not_there_is_told_within_seconds():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    began = time.monotonic()
    task = Task("postgresql://nobody@nowhere/none", "far", "0.0.test", "", "")
    with (
        pytest.raises(ClusterUnusable, match="no Dask scheduler answers there"),
        dask_cluster.cluster_of(task, address),
    ):
        pass
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("address", ["tcp://far.example:8786", "far.example:8786"])
def test_a_file_on_this_machine_is_no_database_for_a_cluster_elsewhere(address):
    task = Task("sqlite:////home/planner/evplan.db", "far", "0.0.test", "", "")
    with (
        refused("SQLite file /home/planner/evplan.db,"),
        dask_cluster.cluster_of(task, address),
    ):
        pass
