"""A server that is killed while it stores an answer, or works out a plan, leaves nothing half done."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
from web_world import PASSWORD

import evplan
from evplan import __version__
from evplan.plan.review import Answered
from evplan.workflow.database import opened
from evplan.workflow.review import round_status
from evplan.workflow.run import list_runs

ITEM = "/work/1/item/KOP-FRAME"


@contextmanager
def server(url, folder):
    """Serve the pages in a process of their own, as 'evplan serve' does; it is killed at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "from evplan.cli import main; main()"
    arguments = [sys.executable, "-c", code, "serve", "--db", url, "--port", str(port), "--quiet"]
    place = str(Path(evplan.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": place, "EVPLAN_SECRET": "a secret of the tests that is long enough"}
    process = subprocess.Popen(arguments, cwd=folder, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            assert process.poll() is None, "the server has ended"
            try:
                httpx.get(f"{address}/health")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process, address
    finally:
        process.kill()
        process.wait()


def word_on(client, page):
    return re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get(page).text)[1]


@contextmanager
def browser(address, name):
    with httpx.Client(base_url=address, timeout=30) as client:
        sent = client.post("/login", data={"csrf": word_on(client, "/login"), "name": name, "password": PASSWORD})
        assert sent.status_code == 303
        yield client


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def whole(url):
    """Return the database's own word on whether it is whole."""
    with opened(url, __version__, write=False) as session:
        return session.connection().exec_driver_sql("PRAGMA integrity_check").scalar()


def answer_until_the_end(client, stored):
    """Answer again and again, each time with another reason, until nobody listens any more."""
    word = word_on(client, ITEM)
    for number in range(100_000):
        sent = {"csrf": word, "seen": "99999999", "kind": "decline", "reason": f"no {number}"}
        try:
            assert client.post(f"{ITEM}/answer", data=sent).status_code == 303
        except httpx.TransportError:
            return
        stored.append(f"no {number}")


def test_a_server_that_is_killed_leaves_nothing_half_done(template, tmp_path):
    url = f"sqlite:///{shutil.copy(template[0], tmp_path / 'kill.db')}"
    stored: list[str] = []
    with server(url, tmp_path) as (process, address), browser(address, "ketua") as ketua:
        teller = threading.Thread(target=answer_until_the_end, args=(ketua, stored))
        teller.start()
        limit = time.monotonic() + 60
        while len(stored) < 10 and time.monotonic() < limit:
            time.sleep(0.005)
        kill(process)
        teller.join()
    assert whole(url) == "ok"
    status = round_status(url, __version__, 1)
    told = [one.payload.answer.reason for one in status.events if isinstance(one.payload, Answered)]
    # What was thanked for is there, once and in order; of the one under way, the whole answer or nothing.
    assert len(stored) >= 10
    assert told[: len(stored)] == stored
    assert told[len(stored) :] in ([], [f"no {len(stored)}"])

    with server(url, tmp_path) as (process, address), browser(address, "planner") as planner:
        assert planner.post("/rounds/1/close", data={"csrf": word_on(planner, "/rounds/1")}).status_code == 303
        sent = {"csrf": word_on(planner, "/rounds/1"), "unanswered": "accept"}
        assert planner.post("/rounds/1/resolve", data=sent).status_code == 303
        under_way = 'http-equiv="refresh"' in planner.get("/rounds/1/job").text
        kill(process)
    assert whole(url) == "ok"
    status, runs = round_status(url, __version__, 1).round, list_runs(url, __version__)
    assert (status.state, len(runs)) in ([("closed", 1)] if under_way else [("closed", 1), ("resolved", 2)])

    with server(url, tmp_path) as (_process, address), browser(address, "planner") as planner:
        if status.state == "closed":
            assert planner.get("/rounds/1/job").status_code == 200
            sent = {"csrf": word_on(planner, "/rounds/1/resolve"), "unanswered": "accept"}
            assert planner.post("/rounds/1/resolve", data=sent).status_code == 303
            limit = time.monotonic() + 60
            while 'http-equiv="refresh"' in planner.get("/rounds/1/job").text and time.monotonic() < limit:
                time.sleep(0.2)
    assert round_status(url, __version__, 1).round.resolved == "small#2"
    runs = list_runs(url, __version__)
    assert runs["run"].tolist() == ["small#1", "small#2"]
    assert runs["verified"].all()
