"""The JSON Schema of scenario files: complete, described, and of one mind with what evplan reads."""

from __future__ import annotations

import tomllib
from copy import deepcopy

import jsonschema
import pytest

from evplan.readers.scenario_file import read_scenario
from evplan.scenario.json_schema import MEANINGS, scenario_schema
from evplan.scenario.rule import RULES
from evplan.shipped import shipped_folder

SCHEMA = scenario_schema()
CHECK = jsonschema.Draft202012Validator(SCHEMA)

SMALL = {"name": "s", "data": "d", "calendar": {"first": "2027-01"}}
RULE_OF = {
    "local_content": {},
    "award": {"minimum_share": 0.5},
    "source_count": {"minimum": 1},
    "fix": {"offer": "o", "units": {"exactly": 1}},
    "steady": {"minimum_share_of_average": 0.5},
    "fair_share": {"cooperative": "K", "tolerance_share": 0.1},
    "budget": {"maximum": 1},
    "jobs": {"minimum": 1},
    "change": {"run": "a#1", "maximum_share": 0.5},
}


def settings():
    """Give every key of every section: section, key, setting."""
    for name, section in {"Scenario": SCHEMA, **SCHEMA["$defs"]}.items():
        for key, setting in section["properties"].items():
            yield name, key, setting


def test_it_is_a_schema_of_the_dialect_it_names():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    CHECK.check_schema(SCHEMA)


def test_every_key_is_described():
    assert [f"{name}.{key}" for name, key, setting in settings() if len(setting.get("description", "")) < 10] == []


def test_no_description_is_left_without_its_key():
    known = {f"{name}.{key}" for name, key, _ in settings()} | {key for _, key, _ in settings()}
    known |= {key.removeprefix("Scenario.") for key in known}
    assert set(MEANINGS) <= known


def test_the_description_of_objectives_says_which_are_made_large():
    text = SCHEMA["$defs"]["Objective"]["properties"]["minimise"]["description"]
    assert "LARGE" in text
    assert {"cost", "unmet", "local_content", "umkm_value", "labour_hours", "change", "risk"} == set(
        SCHEMA["$defs"]["Objective"]["properties"]["minimise"]["enum"]
    )


@pytest.mark.parametrize("path", sorted(shipped_folder("scenarios").glob("*.toml")), ids=lambda path: path.stem)
def test_the_scenarios_that_come_with_evplan_fit(path):
    assert list(CHECK.iter_errors(tomllib.loads(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("kind", RULES)
def test_a_rule_of_every_kind_fits(kind):
    document = SMALL | {"rule": [{"id": "r", "kind": kind, **RULE_OF[kind]}]}
    assert list(CHECK.iter_errors(document)) == []


WRONG = {
    "an unknown key": {"dat": 1},
    "an unknown key of a section": {"calendar": {"first": "2027-01", "period": 12}},
    "a misspelt kind": {"rule": [{"id": "r", "kind": "awrd"}]},
    "a share above one": {"rule": [{"id": "r", "kind": "change", "run": "a#1", "maximum_share": 25}]},
    "a share below zero": {"rule": [{"id": "r", "kind": "steady", "minimum_share_of_average": -0.1}]},
    "a run without its version": {"rule": [{"id": "r", "kind": "change", "run": "a", "maximum_share": 0.5}]},
    "an unknown objective": {"objective": [{"minimise": "price"}]},
    "a tolerance above one": {"objective": [{"minimise": "cost", "tolerance": 5}]},
}


@pytest.mark.parametrize("spoilt", WRONG.values(), ids=WRONG)
def test_what_evplan_refuses_does_not_fit(spoilt, tmp_path):
    document = deepcopy(SMALL) | spoilt
    assert list(CHECK.iter_errors(document))
    path = tmp_path / "s.toml"
    path.write_text(_toml(document), encoding="utf-8")
    assert read_scenario(path).scenario is None


def test_a_child_may_leave_out_what_its_parent_says():
    assert list(CHECK.iter_errors({"name": "c", "based_on": "p.toml", "calendar": {"periods": 6}})) == []
    assert list(CHECK.iter_errors({"name": "c", "calendar": {"first": "2027-01"}}))
    assert list(CHECK.iter_errors({"name": "c", "data": "d", "calendar": {"periods": 6}}))


def _toml(document):
    lines = [f"{key} = {_value(value)}" for key, value in document.items()]
    return "\n".join(lines) + "\n"


def _value(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(cell)}" for key, cell in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
