"""200 managers at once on PostgreSQL: every one logs in, reads, answers and reads again; printed as percentiles.

Run with ``pytest -m benchmark -s tests/benchmarks/test_pages.py``. The server is one process, those who ask another;
each of them asks for the health page in between. The goals: no answer is lost or stored twice, and the 95th percentile
of a page is at most ten times that of the health page under the same load.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from small import Small  # type: ignore[import-not-found]

import evplan
from evplan import __version__
from evplan.plan.review import Answered
from evplan.store import save_data_set
from evplan.workflow.account import add_account
from evplan.workflow.case import Case, Record, answered, prepare, stored
from evplan.workflow.clock import Clock
from evplan.workflow.database import kept_open, opened
from evplan.workflow.review import open_round, round_status

pytestmark = pytest.mark.benchmark

MANAGERS = 200
TURNS = 3
PASSWORD = "tujuh kuda menari"
CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
SEEN = re.compile(r'name="seen" value="(\d+)"')
NOW = "2026-11-23T09:00:00+00:00"


def found(pattern: re.Pattern[str], text: str) -> str:
    """Return what a pattern finds in a page."""
    match = pattern.search(text)
    assert match is not None, text[:500]
    return match[1]


def world() -> Small:
    """Return a plan in which every one of 200 suppliers makes a part of its own."""
    small = Small(periods=6)
    for number in range(MANAGERS):
        small.part(f"P{number:03}", unit="pcs").offer(f"S{number:03}-P", f"P{number:03}", 2, f"S{number:03}")
    return small.demand(10)


def fill(url: str) -> list[str]:
    """Store the plan, a round on it and an account for every supplier; return the accounts' names."""
    small = world()
    record, clock = Record(url, __version__, NOW, "planner"), Clock(lambda progress: None)
    with opened(url, __version__) as session:
        save_data_set(session, "small", small.tables, files_digest="", source_path="", loaded_at=NOW)
    prepared = prepare(Case("small", small.tables, small.scenario), record, clock)
    run = stored(answered(prepared, record, clock), prepared.tables, record, clock)
    open_round(record, run.name)
    now, names = datetime.now(UTC), [f"s{number:03}" for number in range(MANAGERS)]
    for name in names:
        add_account(url, __version__, now, name, "manager", supplier=name.upper(), password=PASSWORD)
    return names


@contextmanager
def server(url: str) -> Iterator[str]:
    """Serve the pages in a process of their own; give their address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = str(Path(evplan.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": place, "EVPLAN_SECRET": "a secret of the tests that is long enough"}
    arguments = ["serve", "--db", url, "--port", str(port), "--quiet"]
    process = subprocess.Popen(
        [sys.executable, "-c", "from evplan.cli import main; main()", *arguments], env=environment
    )
    address, limit = f"http://127.0.0.1:{port}", time.monotonic() + 60
    try:
        while time.monotonic() < limit:
            assert process.poll() is None, "the server has ended"
            try:
                httpx.get(f"{address}/health")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


class Manager:
    """One of the 200, with a browser, a stop-watch, and what it was thanked for."""

    def __init__(self, client: httpx.AsyncClient, name: str, seconds: dict[str, list[float]]) -> None:
        self.client, self.name, self.seconds = client, name, seconds
        self.thanked: list[str] = []

    async def ask(self, kind: str, method: str, path: str, **options: Any) -> httpx.Response:
        start = time.perf_counter()
        answer = await self.client.request(method, path, **options)
        self.seconds[kind].append(time.perf_counter() - start)
        assert answer.status_code == (303 if method == "POST" else 200), (path, answer.status_code, answer.text[:300])
        return answer

    async def come(self) -> None:
        page = await self.ask("log-in", "GET", "/login")
        sent = {"csrf": found(CSRF, page.text), "name": self.name, "password": PASSWORD}
        await self.ask("log-in", "POST", "/login", data=sent)
        # What a supplier sees is worked out ahead, but they come faster than that: told apart.
        await self.ask("first look", "GET", "/work/1")

    async def work(self) -> None:
        item = f"/work/1/item/{self.name.upper()}-P"
        for turn in range(TURNS):
            await self.ask("health", "GET", "/health")
            await self.ask("to do", "GET", "/work")
            await self.ask("assignment", "GET", "/work/1")
            page = (await self.ask("part", "GET", item)).text
            sent = {"csrf": found(CSRF, page), "seen": found(SEEN, page), "kind": "decline"}
            sent["reason"] = f"{self.name} {turn}"
            await self.ask("answer", "POST", f"{item}/answer", data=sent)
            self.thanked.append(sent["reason"])


async def crowd(address: str, names: list[str]) -> tuple[list[Manager], dict[str, list[float]], float]:
    """Let all come, and then all work at once."""
    seconds: dict[str, list[float]] = defaultdict(list)
    async with AsyncExitStack() as stack:
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
        made = (httpx.AsyncClient(base_url=address, limits=limits, timeout=120) for _ in names)
        managers = [
            Manager(await stack.enter_async_context(client), name, seconds)
            for client, name in zip(made, names, strict=True)
        ]
        await asyncio.gather(*(one.come() for one in managers))
        start = time.perf_counter()
        await asyncio.gather(*(one.work() for one in managers))
        return managers, seconds, time.perf_counter() - start


def test_two_hundred_managers_at_once(new_postgresql: Callable[..., str]) -> None:
    url = new_postgresql()
    with kept_open(url, __version__):
        names = fill(url)
    with server(url) as address:
        managers, seconds, span = asyncio.run(crowd(address, names))
    slow = {kind: float(np.percentile(each, 95)) for kind, each in seconds.items()}
    asked = sum(len(each) for kind, each in seconds.items() if kind not in ("log-in", "first look"))
    print(f"\n{asked} requests of {len(names)} managers in {span:.1f} s, {asked / span:.0f} per second")
    for kind, each in seconds.items():
        figures = f"median {np.median(each):.3f} s, 95 % {slow[kind]:.3f} s, {slow[kind] / slow['health']:.1f} x health"
        print(f"{kind:>12}: {len(each):5} times, {figures}")
    told: dict[str, list[str]] = defaultdict(list)
    for event in round_status(url, __version__, 1).events:
        if isinstance(event.payload, Answered):
            told[event.person].append(event.payload.answer.reason)
    assert told == {one.name: one.thanked for one in managers}, "an answer was lost, doubled or stored for another"
    assert max(slow[kind] for kind in ("first look", "to do", "assignment", "part", "answer")) <= 10 * slow["health"]
