"""The stored runs that a scenario refers to, as the awards they made."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evplan.errors import NoPlan, NotFound
from evplan.plan.record import Run
from evplan.scenario.document import Scenario
from evplan.store import load_run
from evplan.workflow.database import opened


def known_references(url: str, version: str, scenario: Scenario) -> Mapping[str, pd.DataFrame]:
    """Return the awards of the runs that a scenario refers to, by name; runs that are not there are left out."""
    found = _runs(url, version, scenario, strict=False)
    return {name: run.tables.awards for name, run in found.items() if run.tables is not None}


def references(url: str, version: str, scenario: Scenario) -> Mapping[str, pd.DataFrame]:
    """Return the awards of all runs that a scenario refers to, by name; raises ``NotFound`` and ``NoPlan``."""
    awards = {}
    for name, run in _runs(url, version, scenario, strict=True).items():
        if run.tables is None:
            raise NoPlan(run=name, status=run.outcome.status)
        awards[name] = run.tables.awards
    return awards


def _runs(url: str, version: str, scenario: Scenario, *, strict: bool) -> dict[str, Run]:
    if not scenario.runs:
        return {}
    found = {}
    with opened(url, version, write=False) as session:
        for name in scenario.runs:
            try:
                found[name] = load_run(session, name)
            except NotFound:
                if strict:
                    raise
    return found
