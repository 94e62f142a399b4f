"""Many log-ins at once, on both databases: none slips past the count, and no session is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from evplan.workflow.account import TRIES_HERE, LoggedIn, add_account, log_in, session_account
from evplan.workflow.database import kept_open

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "tujuh kuda menari"


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def url(request, tmp_path):
    if request.param == "SQLite":
        return f"sqlite:///{tmp_path / 'rush.db'}"
    return request.getfixturevalue("new_postgresql")()


def test_many_guesses_at_once_get_no_more_tries_than_one_after_the_other(url):
    with kept_open(url, "0.0.test"), ThreadPoolExecutor(10) as rush:
        add_account(url, "0.0.test", NOW, "planner", "planner", password=PASSWORD)
        guesses = [rush.submit(log_in, url, "0.0.test", NOW, "planner", f"guess {n}", "10.0.0.9") for n in range(10)]
        reasons = sorted(guess.result().reason for guess in guesses)
        assert reasons == ["wait"] * (10 - TRIES_HERE) + ["wrong"] * TRIES_HERE
        here = [rush.submit(log_in, url, "0.0.test", NOW, "planner", PASSWORD, "10.0.0.1") for _ in range(4)]
        found = [one.result() for one in here]
        assert all(isinstance(one, LoggedIn) for one in found)
        names = {session_account(url, "0.0.test", NOW, one.session).name for one in found}
        assert (names, len({one.session for one in found})) == ({"planner"}, 4)
