"""Scenarios: where they are, what is in them, whether they hold together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evplan.errors import EvplanError, Finding, NotFound, ScenarioInvalid, Severity, has_errors, nearest
from evplan.plan.change import CHANGE_COLUMNS, apply_changes
from evplan.plan.check import check_scenario
from evplan.plan.check.change import check_changes
from evplan.readers import ScenarioFile, read_data_set, read_law, read_scenario
from evplan.scenario.document import Scenario
from evplan.shipped import shipped_folder
from evplan.workflow.reference import known_references


@dataclass(frozen=True)
class CheckedScenario:
    """A scenario file as read, with the findings of the file and of the scenario against its data."""

    file: ScenarioFile
    findings: tuple[Finding, ...]


def shipped_scenarios() -> dict[str, Path]:
    """Return the scenario files that come with evplan, by name."""
    return {path.stem: path for path in sorted(shipped_folder("scenarios").glob("*.toml"))}


def scenario_path(text: str) -> Path:
    """Return the file that ``text`` names: a path, or where there is no such file a scenario that comes with evplan.

    Raises ``NotFound`` for a bare name that is neither; a path that is not there is left to the reader to complain of.
    """
    path = Path(text)
    if path.exists() or path.suffix or len(path.parts) != 1:
        return path
    shipped = shipped_scenarios()
    if text not in shipped:
        where = f"this folder or among the scenarios that come with evplan ({', '.join(shipped)})"
        raise NotFound(kind="scenario", name=text, where=where, nearest=nearest(text, shipped))
    return shipped[text]


def list_scenarios() -> pd.DataFrame:
    """Return the scenarios that come with evplan: columns ``scenario``, ``question``, ``rules``, ``file``."""
    found = [(path, read_scenario(path).scenario) for path in shipped_scenarios().values()]
    rows = [(scenario.name, scenario.question, len(scenario.rule), str(path)) for path, scenario in found if scenario]
    return pd.DataFrame(rows, columns=["scenario", "question", "rules", "file"])


def read_valid_scenario(path: Path) -> tuple[ScenarioFile, Scenario]:
    """Return a scenario file and its scenario; raises ``ScenarioInvalid`` with the findings if it has none."""
    file = read_scenario(path)
    if file.scenario is None:
        raise ScenarioInvalid(path=path, count=_errors(file.findings), findings=file.findings)
    return file, file.scenario


def scenario_changes(file: ScenarioFile, scenario: Scenario) -> pd.DataFrame:
    """Return what a scenario changes in its data, a row per cell, as `evplan.plan.change.apply_changes` does.

    Where the data cannot be read, or a change does not fit them, there is a row per change and column instead, with
    no ``old``, the rows it selects in ``key`` and the new value as it is written.
    """
    if not scenario.change:
        return pd.DataFrame(columns=CHANGE_COLUMNS)
    try:
        tables = read_data_set(file.data_path).tables
        if not has_errors(check_changes(tables, scenario)[0]):
            return apply_changes(tables, scenario.change)[1]
    except EvplanError:
        pass
    rows = [
        (number, change.table, _terms(change.where), column, "", _terms(value), change.reason)
        for number, change in enumerate(scenario.change, start=1)
        for column, value in change.set.items()
    ]
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS)


def _terms(value: object) -> str:
    """Return a value, or the terms of a table, as a scenario file would write them."""
    if isinstance(value, dict):
        return ", ".join(f"{key} = {json.dumps(cell)}" for key, cell in value.items())
    return str(value)


def check_scenario_file(path: Path, url: str, version: str) -> CheckedScenario:
    """Return the findings of a scenario: of its file, and where that is sound, against its data set and the law.

    The database at ``url`` is opened only if the scenario refers to stored runs.
    """
    file = read_scenario(path)
    if file.scenario is None or file.data_path is None:
        return CheckedScenario(file, tuple(file.findings))
    data = read_data_set(file.data_path)
    runs = known_references(url, version, file.scenario)
    against = check_scenario(data.tables, file.scenario, read_law(), runs)
    return CheckedScenario(file, (*file.findings, *against))


def _errors(findings: Iterable[Finding]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)
