"""Scenarios: where they are, what is in them, whether they hold together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evplan.errors import Finding, NotFound, ScenarioInvalid, Severity, nearest
from evplan.plan.check import check_scenario
from evplan.readers import ScenarioFile, read_data_set, read_law, read_scenario
from evplan.scenario.document import Scenario
from evplan.shipped import shipped_folder


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


def check_scenario_file(path: Path) -> CheckedScenario:
    """Return the findings of a scenario: of its file, and where that is sound, against its data set and the law."""
    file = read_scenario(path)
    if file.scenario is None or file.data_path is None:
        return CheckedScenario(file, tuple(file.findings))
    data = read_data_set(file.data_path)
    against = check_scenario(data.tables, file.scenario, read_law())
    return CheckedScenario(file, (*file.findings, *against))


def _errors(findings: Iterable[Finding]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)
