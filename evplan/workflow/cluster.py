"""A sweep on a Dask cluster: the members are its tasks, its workers store what they have done into the database.

Dask gives the task of a worker that died to another one. A task that was done all the same stores nothing the second
time (`evplan.store.save_member`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from evplan.errors.sweep import cluster_unusable
from evplan.store import Member, save_member
from evplan.workflow.database import opened
from evplan.workflow.sweep_work import Task, work

CONNECT_SECONDS = 5
"""A scheduler that does not answer within this time is taken not to be there."""

WORKER_SECONDS = 5
"""So long the first worker of an empty cluster is waited for."""

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")

Run = Callable[[Sequence[Member]], Iterator[Member]]


@contextmanager
def cluster_of(task: Task, address: str) -> Iterator[Run]:
    """Give what runs members on the cluster at ``address``.

    Raises ``ClusterUnusable``: Dask is not installed, nothing answers there, there are no workers, they have another
    evplan, or they could not reach the database.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise cluster_unusable("package", address) from error
    _refuse_file(task, address)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise cluster_unusable("away", address) from error
    with client:
        _refuse_workers(client, task, address)
        yield lambda members: _members(client, as_completed, task, address, members)


def evplan_version() -> str:
    """Return the version of evplan where this runs: asked of every worker."""
    from evplan import __version__

    return __version__


def _refuse_file(task: Task, address: str) -> None:
    """Refuse a database that is a file, unless scheduler and workers are on this machine."""
    host = address.partition("://")[2] or address
    local = host.startswith(LOCAL_HOSTS) or address.startswith("inproc://")
    if task.url.startswith("sqlite") and not local:
        raise cluster_unusable("database", address, database=task.url.partition("///")[2])


def _refuse_workers(client: Any, task: Task, address: str) -> None:
    """Refuse a cluster without workers, or whose workers have another evplan or none."""
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError as error:
        raise cluster_unusable("empty", address) from error
    answers = client.run(evplan_version, on_error="return")
    other = sorted({_told(answer) for answer in answers.values()} - {task.version})
    if other:
        raise cluster_unusable("version", address, found=", ".join(other), version=task.version)


def _told(answer: object) -> str:
    return answer if isinstance(answer, str) else "none"


def _members(client: Any, as_completed: Any, task: Task, address: str, members: Sequence[Member]) -> Iterator[Member]:
    """Give members as they end; ``pure=False``: the same values twice are two members."""
    from distributed.scheduler import KilledWorker

    futures = {
        client.submit(work, task, one.number, one.varied, pure=False, priority=-place): one
        for place, one in enumerate(members)
    }
    with client.as_current():
        ended = as_completed(futures)
    for future in ended:
        try:
            yield future.result()
        except KilledWorker as error:
            yield _failed(task, futures[future], str(error))
        except (OSError, TimeoutError) as error:
            raise cluster_unusable("lost", address) from error


def _failed(task: Task, member: Member, reason: str) -> Member:
    """Store that a member has ended worker after worker, and return it."""
    with opened(task.url, task.version) as session:
        return save_member(session, task.sweep, replace(member, state="failed", error=reason))
