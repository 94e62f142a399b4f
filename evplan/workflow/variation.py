"""A scenario that is made of a document, or of another scenario and what is different: no file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from evplan.errors import ScenarioInvalid
from evplan.readers import ScenarioFile
from evplan.readers.scenario_file import scenario_of
from evplan.workflow.scenario import read_valid_scenario, scenario_path

Given = str | Path | Mapping[str, Any]
"""A scenario: its file, the name of one that comes with evplan, or its content as a mapping (as its TOML reads)."""


def varied_scenario(given: Given, different: Mapping[str, Any]) -> ScenarioFile:
    """Return a scenario with ``different`` laid over it as a child's file would be: rules by id, changes appended.

    A mapping may be ``based_on`` a file or a name. ``data`` is a path, seen from the working directory. The name stays
    unless ``different`` gives another. Raises ``FileUnreadable``, ``NotFound`` and ``ScenarioInvalid`` (with findings).
    """
    if not isinstance(given, Mapping):
        file = read_valid_scenario(scenario_path(str(given)))[0]
    elif "based_on" in given:
        own = {key: value for key, value in given.items() if key != "based_on"}
        file = varied_scenario(given["based_on"], own)
    else:
        file = _valid(scenario_of(Path(str(given.get("name", "scenario"))), dict(given)))
    return _laid_over(file, different) if different else file


def _laid_over(file: ScenarioFile, different: Mapping[str, Any]) -> ScenarioFile:
    """Return a scenario with a document laid over it; its data stay where they are unless it names others."""
    assert file.scenario is not None, "refused where it has none"
    whole = file.scenario.model_dump(mode="json", exclude_unset=True, exclude={"drop_rules"})
    document = {"name": file.scenario.name, **different}
    varied = _valid(scenario_of(Path(str(document["name"])), document, whole))
    return varied if "data" in different else replace(varied, data_path=file.data_path)


def _valid(file: ScenarioFile) -> ScenarioFile:
    if file.scenario is None:
        raise ScenarioInvalid(path=file.path, count=len(file.findings), findings=file.findings)
    return file
