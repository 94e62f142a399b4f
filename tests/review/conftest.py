"""A plan small enough to know by heart, stored once, copied for every test.

Ten vehicles in each of two months, each with one frame and one seat. Frames: ``b`` at 2 makes at most 6 a month, ``a``
at 3 the other 4, ``c`` at 5 none (it could make 4). Seats: ``d`` at 2 makes all 10, ``e`` at 4 none. Million rupiah:
frames 24 + 24, seats 40, in all 88.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from small import Small

from evplan.plan.record import Run
from evplan.plan.review import ItemStatus, RoundStatus
from evplan.plan.review_answer import read_answer
from evplan.workflow.case import Case, Record, answered, prepare, stored
from evplan.workflow.clock import Clock
from evplan.workflow.resolve import Resolution, resolve_round
from evplan.workflow.review import close_round, give_answer, open_round, round_status

VERSION = "1.0"
NOW = "2026-11-22T10:00:00+07:00"


def hush(_progress: object) -> None:
    """Hear nothing of the progress."""


def record(url: str, user: str = "planner", now: str = NOW) -> Record:
    """Return who writes where and when."""
    return Record(url, VERSION, now, user)


def two_months() -> Small:
    """Return the plan of this module's docstring."""
    small = Small(periods=2).part("frame", unit="pcs", name="Rangka").part("seat", unit="pcs", name="Jok")
    small.offer("a", "frame", 3, maximum_units=15).offer("b", "frame", 2, maximum_units=6)
    small.offer("c", "frame", 5, maximum_units=4).offer("d", "seat", 2).offer("e", "seat", 4)
    return small.demand(10, period="2027-01").demand(10, period="2027-02")


def workshop() -> Small:
    """Return ten boxes that ``w`` makes for 1 of sheet that ``s`` sells for 2; ``z`` would sell them ready for 9."""
    small = Small().part("box", unit="pcs").part("sheet", unit="kg", parent="box")
    small.offer("w", "box", 1, mode="conversion").offer("s", "sheet", 2).offer("z", "box", 9)
    return small.demand(10)


def store_run(url: str, small: Small) -> Run:
    """Solve, verify and store a plan; return it with its version."""
    clock, by = Clock(hush), record(url)
    prepared = prepare(Case("small", small.tables, small.scenario), by, clock)
    return stored(answered(prepared, by, clock), prepared.tables, by, clock)


@dataclass(frozen=True)
class Review:
    """A database with a plan that is called ``small#1``, and short words for what is done with it."""

    url: str

    def record(self, user: str = "planner", now: str = NOW) -> Record:
        return record(self.url, user, now)

    def open(self, run: str = "small#1") -> RoundStatus:
        return open_round(self.record(), run)

    def say(self, round_id: int, offer: str, kind: str, user: str = "ketua", **terms: object) -> ItemStatus:
        return give_answer(self.record(user), round_id, offer, read_answer(offer, kind, **terms))

    def all_but(self, round_id: int, **others: dict[str, object]) -> None:
        """Answer every item that waits: yes, but for those that are named."""
        for item in round_status(self.url, VERSION, round_id).waiting:
            terms = others.get(item.item.offer, {"kind": "accept"})
            self.say(round_id, item.item.offer, **terms)

    def resolve(self, round_id: int, **options: object) -> Resolution:
        return resolve_round(self.record(), round_id, hush, **options)

    def settle(self, others: dict[str, dict[str, object]], run: str = "small#1", **options: object) -> Resolution:
        """Open, answer (yes, but for ``others``), close and resolve."""
        round_id = self.open(run).round.id
        self.all_but(round_id, **others)
        close_round(self.record(), round_id)
        return self.resolve(round_id, **options)


@pytest.fixture(scope="session")
def stored_plans(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Databases with one run each."""
    found = {}
    for name, make in {"two_months": two_months, "workshop": workshop}.items():
        path = tmp_path_factory.mktemp("review") / f"{name}.db"
        shutil.copy(sqlite_template, path)
        store_run(f"sqlite:///{path}", make())
        found[name] = path
    return found


@pytest.fixture(scope="session")
def declined_once(stored_plans: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Resolution]:
    """A database in which ``a`` declined in a first round that was resolved, and how it was resolved."""
    path = tmp_path_factory.mktemp("declined") / "evplan.db"
    shutil.copy(stored_plans["two_months"], path)
    done = Review(f"sqlite:///{path}").settle({"a": {"kind": "decline", "reason": "no steel"}})
    return path, done


@pytest.fixture
def declined(declined_once: tuple[Path, Resolution], tmp_path: Path) -> tuple[Review, Resolution]:
    """A copy of that database, and how its first round was resolved."""
    path, done = declined_once
    return Review(f"sqlite:///{shutil.copy(path, tmp_path / 'declined.db')}"), done


@pytest.fixture
def review(stored_plans: dict[str, Path], tmp_path: Path) -> Review:
    """The plan of two months, in a database of its own."""
    return Review(f"sqlite:///{shutil.copy(stored_plans['two_months'], tmp_path / 'evplan.db')}")


@pytest.fixture
def boxes(stored_plans: dict[str, Path], tmp_path: Path) -> Review:
    """The plan with a workshop, in a database of its own."""
    return Review(f"sqlite:///{shutil.copy(stored_plans['workshop'], tmp_path / 'evplan.db')}")


@pytest.fixture
def on_both(database_url: str) -> Review:
    """The plan of two months on SQLite and on PostgreSQL."""
    store_run(database_url, two_months())
    return Review(database_url)


@pytest.fixture
def units() -> Callable[[Run], dict[str, float]]:
    """Give a function that returns the good units per offer of a run."""

    def of(run: Run) -> dict[str, float]:
        assert run.solution is not None, run.outcome.status
        sums = run.solution.awards.groupby("offer")["units"].sum().round(3)
        return sums[sums > 0].to_dict()

    return of


__all__ = ["NOW", "VERSION", "Review", "hush", "record", "replace", "store_run"]
