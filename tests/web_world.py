"""A small world for the pages: a cooperative with two members and two firms, a round, an account of every role."""

from __future__ import annotations

import re
import shutil
import warnings
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from small import Small

from evplan.store import save_data_set
from evplan.web import WebSetting, create_app
from evplan.workflow.account import add_account, add_token
from evplan.workflow.case import Case, Record, answered, prepare, stored
from evplan.workflow.clock import Clock
from evplan.workflow.database import opened
from evplan.workflow.review import open_round

with warnings.catch_warnings():
    # It says on import that httpx has a successor; the tests' versions are those of constraints.txt.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

VERSION = "0.0.test"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "tujuh kuda menari"
KEY = b"a secret that is for the tests only"

PEOPLE = {
    "planner": ("planner", "", ""),
    "ketua": ("manager", "KOP", ""),
    "bengkel": ("manager", "CV", ""),
    "baterai": ("manager", "PT", ""),
    "anggota": ("member", "KOP", "M1"),
}
"""Name: role, supplier, member."""


def world() -> Small:
    """Return 10 vehicles in each of two months: frames from KOP, panels from CV, batteries from PT, all undercut once.

    KOP-FRAME costs 3 and CV-FRAME 4; KOP's members have 12 hours a month each and a frame takes 2.
    """
    small = Small(periods=2)
    small.part("FRAME", name="Rangka utama", unit="pcs").part("PANEL", name="Panel bodi", unit="pcs")
    small.part("BATTERY", name="Baterai", unit="pcs")
    small.member("KOP", "M1", 0.05, las=12).member("KOP", "M2", 0.05, las=12)
    small.supplier("CV", legal_form="cv", size_class="kecil", name="Bengkel contoh")
    small.supplier("PT", name="Perakit contoh")
    small.offer("KOP-FRAME", "FRAME", 3, "KOP", process="las", hours_per_unit=2)
    small.offer("CV-FRAME", "FRAME", 4, "CV").offer("CV-PANEL", "PANEL", 1, "CV")
    small.offer("KOP-PANEL", "PANEL", 2, "KOP")
    small.offer("PT-BATTERY", "BATTERY", 20, "PT")
    return small.demand(10)


class Now:
    """A clock that the tests set."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def go(self, **span: float) -> None:
        self.moment += timedelta(**span)


class Here(Executor):
    """Does at once, in this process, what the server would leave to another."""

    def submit(self, function, /, *arguments, **named):
        future: Future = Future()
        future.set_result(function(*arguments, **named))
        return future


@dataclass
class Site:
    """The application on a database of its own, and the clock that it looks at."""

    url: str
    now: Now
    app: object
    round_id: int
    tokens: dict[str, str]

    def client(self, name: str | None = None, **options) -> TestClient:
        """Return a browser, logged in under a name."""
        browser = TestClient(self.app, base_url="http://testserver", follow_redirects=False, **options)
        if name is not None:
            answer = post(browser, "/login", {"name": name, "password": PASSWORD}, on="/login")
            assert answer.status_code == 303, answer.text
        return browser

    def bearer(self, name: str) -> dict[str, str]:
        """Return the headers of a token of an account."""
        return {"authorization": f"Bearer {self.tokens[name]}"}

    def record(self, user: str = "planner") -> Record:
        """Return where and when something is stored."""
        return Record(self.url, VERSION, self.now().isoformat(timespec="seconds"), user)


def form_word(browser: TestClient, page: str) -> str:
    """Return the word that the forms of a page carry."""
    text = browser.get(page).text
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', text)
    assert found, text
    return found[1]


def post(browser: TestClient, path: str, data: dict | None = None, *, on: str):
    """Send a form that stands on the page ``on``."""
    return browser.post(path, data={"csrf": form_word(browser, on), **(data or {})})


def make_site(template: Template, folder: Path, **options) -> Site:
    """Return the application on a copy of the database in a folder."""
    path, round_id, tokens = template
    copy = folder / "pages.db"
    shutil.copy(path, copy)
    now = Now()
    url = f"sqlite:///{copy}"
    app = create_app(WebSetting(url, VERSION, KEY, now, **options), executor=Here)
    return Site(url, now, app, round_id, tokens)


Template = tuple[Path, int, dict[str, str]]


def make_template(folder: Path) -> Template:
    """Return a database with the small world solved, the number of the round that is open on it, and its tokens."""
    path = folder / "template.db"
    url = f"sqlite:///{path}"
    record, tokens = fill(url)
    return path, open_round(record, "small#1", note="Mohon dijawab").round.id, tokens


def fill(url: str, *, small: Small | None = None) -> tuple[Record, dict[str, str]]:
    """Store the world (or another), a verified plan for it and all accounts; return who did it, and the tokens."""
    small = small or world()
    record = Record(url, VERSION, START.isoformat(timespec="seconds"), "planner")
    clock = Clock(lambda progress: None)
    with opened(url, VERSION) as session:
        save_data_set(session, "small", small.tables, files_digest="", source_path="", loaded_at=START.isoformat())
    prepared = prepare(Case("small", small.tables, small.scenario), record, clock)
    run = stored(answered(prepared, record, clock), prepared.tables, record, clock)
    assert run.verified, run.findings
    tokens = {}
    for name, (role, supplier, member) in PEOPLE.items():
        add_account(url, VERSION, START, name, role, supplier=supplier, member=member, password=PASSWORD)
        scopes = ("read", "answer", "plan") if role == "planner" else ("read", "answer")
        tokens[name] = add_token(url, VERSION, START, name, scopes, "test", 30)[1]
    return record, tokens
