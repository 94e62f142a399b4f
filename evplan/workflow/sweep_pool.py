"""Who works on a sweep: this process, other processes of this machine, or a Dask cluster.

Each takes the members in the order given, one at a time, and stores what it has done; here they are only handed out.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from evplan.errors.sweep import WorkersDied
from evplan.store import Member, load_members
from evplan.workflow.database import opened
from evplan.workflow.sweep_work import Task, work

Run = Callable[[Sequence[Member]], Iterator[Member]]
"""Gives members as they end; those that come in are to be solved, neighbours after each other."""

MOST_POOLS = 4
"""So often the processes are started anew after one of them was killed."""


@contextmanager
def workers_of(task: Task, workers: int, cluster: str | None) -> Iterator[Run]:
    """Give what runs members; processes are started once and end with it."""
    if cluster is not None:
        from evplan.workflow.cluster import cluster_of

        with cluster_of(task, cluster) as run:
            yield run
        return
    if workers <= 1:
        yield lambda members: (work(task, one.number, one.varied) for one in members)
        return
    pool = _Pool(task, workers)
    try:
        yield pool.run
    finally:
        pool.close()


class _Pool:
    """Processes of this machine; one that dies takes at most the member with it that it was working on."""

    def __init__(self, task: Task, workers: int) -> None:
        self.task, self.workers = task, workers
        self.pool: ProcessPoolExecutor | None = None

    def run(self, members: Sequence[Member]) -> Iterator[Member]:
        """Give members as they end."""
        left = list(members)
        for _ in range(MOST_POOLS):
            if not left:
                return
            try:
                yield from self._once(left)
                return
            except BrokenProcessPool:
                self.close()
                known = {one.number for one in left}
                left = [one for one in _stored(self.task) if one.number in known and one.state == "waiting"]
        raise WorkersDied(name=self.task.sweep, count=MOST_POOLS)

    def _once(self, members: list[Member]) -> Iterator[Member]:
        if self.pool is None:
            context = multiprocessing.get_context("spawn")
            count = min(self.workers, max(len(members), 1))
            self.pool = ProcessPoolExecutor(count, mp_context=context, initializer=end_with_parent)
        futures = [self.pool.submit(work, self.task, one.number, one.varied) for one in members]
        for future in as_completed(futures):
            yield future.result()

    def close(self) -> None:
        """End the processes; what they are working on is not waited for."""
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)
            self.pool = None


def end_with_parent() -> None:
    """See to it that this process ends when the one that started it is gone, however that was ended."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _stored(task: Task) -> list[Member]:
    with opened(task.url, task.version, write=False) as session:
        return load_members(session, task.sweep)
