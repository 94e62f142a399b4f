"""Work that takes longer than a page: a resolve in a process of its own, looked at again and again.

What is under way is kept in memory only. A resolve stores its run and its line in the log in one transaction, so that
a server that is killed leaves nothing half done: the round is closed still, and can be resolved again.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from evplan.errors import EvplanError
from evplan.errors.web import JobRunning
from evplan.plan.review import Unanswered
from evplan.workflow.case import Record
from evplan.workflow.clock import Progress
from evplan.workflow.resolve import resolve_round

State = Literal["none", "running", "done", "failed"]

PATIENCE = 1.0
"""So long a start waits for its end, so that small plans need no second page."""


@dataclass(frozen=True)
class Said:
    """An error that can pass between processes: the name of its class, its words, its values as text."""

    name: str
    words: str
    values: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a resolve: the run (blank: none was stored), what changed for whom, or why there is none."""

    run: str = ""
    solved: bool = False
    changes: pd.DataFrame | None = None
    releases: tuple[str, ...] = ()
    error: Said | None = None


@dataclass(frozen=True)
class Job:
    """How a resolve stands."""

    state: State
    seconds: float = 0.0
    outcome: Outcome = Outcome()


class Jobs:
    """The resolves of this server, one at a time, at most one per round."""

    def __init__(self, executor: Callable[[], Executor] | None = None) -> None:
        self._make = executor or _one_process
        self._executor: Executor | None = None
        self._lock = threading.Lock()
        self._jobs: dict[int, tuple[float, Future[Outcome]]] = {}

    def start(
        self, record: Record, round_id: int, unanswered: Unanswered | None, release: tuple[str, ...] = ()
    ) -> None:
        """Start a resolve. Raises `JobRunning`."""
        with self._lock:
            known = self._jobs.get(round_id)
            if known is not None and not known[1].done():
                raise JobRunning
            self._executor = self._executor or self._make()
            future = self._executor.submit(resolve, record, round_id, unanswered, release)
            self._jobs[round_id] = (time.monotonic(), future)
        _wait(future)

    def leave(self, function: Callable[..., object], *arguments: object) -> None:
        """Have something worked out that stores its own answer; where it fails, nothing is, and the log says so."""
        with self._lock:
            self._executor = self._executor or self._make()
            future = self._executor.submit(function, *arguments)
        future.add_done_callback(_log_failure)

    def look(self, round_id: int) -> Job:
        """Return how the newest resolve of a round stands."""
        with self._lock:
            known = self._jobs.get(round_id)
        if known is None:
            return Job("none")
        since, future = known
        if not future.done():
            return Job("running", time.monotonic() - since)
        try:
            outcome = future.result()
        except Exception:
            logging.getLogger("evplan.web").exception("a resolve failed")
            with self._lock:
                # A process that died takes its pool with it.
                self._executor = None
            return Job("failed")
        return Job("failed" if outcome.error else "done", 0.0, outcome)

    def close(self) -> None:
        """End: what is under way is not waited for; it stores all or nothing."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)


def resolve(record: Record, round_id: int, unanswered: Unanswered | None, release: tuple[str, ...]) -> Outcome:
    """Resolve a round and return what became of it; an error of evplan's own is an outcome too."""
    try:
        done = resolve_round(record, round_id, _silent, unanswered=unanswered, release=release)
    except EvplanError as error:
        values = {key: str(value) for key, value in error.values.items()}
        return Outcome(error=Said(type(error).__name__, str(error), values))
    return Outcome(done.run.name, done.solved, done.changes, tuple(done.releases))


def _log_failure(future: Future[object]) -> None:
    if not future.cancelled() and future.exception() is not None:
        logging.getLogger("evplan.web").error("a calculation failed: %s", future.exception())


def _wait(future: Future[Outcome]) -> None:
    limit = time.monotonic() + PATIENCE
    while not future.done() and time.monotonic() < limit:
        time.sleep(0.02)


def _silent(_progress: Progress) -> None:
    """Say nothing."""


def _one_process() -> Executor:
    # A new process, not a copy of this one: threads hold locks that a copy would never get back.
    return ProcessPoolExecutor(
        max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_server
    )


def _end_with_server() -> None:
    """End this process as soon as the server has ended, however it did: what was under way is stored whole or not."""
    server = multiprocessing.parent_process()
    assert server is not None, "a process that a server has started"

    def wait() -> None:
        server.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
