"""The verbs as functions, each on the database ``db``: an opened one, its address, or ``evplan.db`` here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from evplan import __version__
from evplan.api.database import Database, opened
from evplan.api.run import Run
from evplan.plan.comparison import Comparison
from evplan.plan.stress import Stress
from evplan.report.language import Language
from evplan.workflow.sweep import SweepResult
from evplan.workflow.variation import Given

Where = Database | str | Path | None


def open(url: str | Path | None = None, *, language: Language = "en") -> Database:
    """Return a database: an SQLAlchemy URL, the path of an SQLite file, or (default) ``evplan.db`` here.

    The environment is not looked into. Nothing is opened before it is used; then it is made and migrated if it is new.
    """
    return opened(url, __version__, language)


def solve(scenario: Given, *, db: Where = None, **settings: Any) -> Run:
    """Solve, verify and store a scenario; return the run. ``settings`` are those of `Database.solve`."""
    return _database(db).solve(scenario, **settings)


def runs(*, db: Where = None) -> pd.DataFrame:
    """Return all stored runs, as `Database.runs` does."""
    return _database(db).runs()


def run(name: str, *, db: Where = None) -> Run:
    """Return a stored run, as `Database.run` does."""
    return _database(db).run(name)


def compare(first: str | Run, second: str | Run, *, db: Where = None, **settings: Any) -> Comparison:
    """Return two runs compared, as `Database.compare` does."""
    return _database(db).compare(first, second, **settings)


def sweep(sweep: str | Path | Mapping[str, Any], *, db: Where = None, **settings: Any) -> SweepResult:
    """Run a sweep and return it, as `Database.sweep` does."""
    return _database(db).sweep(sweep, **settings)


def stress(run: str | Run, *, db: Where = None, **wishes: Any) -> Stress:
    """Try a plan under disturbances, as `Database.stress` does."""
    return _database(db).stress(run, **wishes)


def score(run: str | Run, *, db: Where = None) -> pd.DataFrame:
    """Return the local content of a plan by every method, as `Database.score` does."""
    return _database(db).score(run)


def _database(db: Where) -> Database:
    return db if isinstance(db, Database) else open(db)
