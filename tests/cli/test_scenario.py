import json
from pathlib import Path

import jsonschema
import pytest

from evplan.shipped import shipped_folder

STEADY = """
[[objective]]
minimise = "cost"
tolerance = 0.05

[[objective]]
minimise = "risk"

[[rule]]
id = "near"
kind = "change"
run = "first#1"
maximum_share = 0.5
purpose = "Suppliers need to know what comes"

[[change]]
table = "offers"
where = { part = "FRAME" }
set = { price = { times = 2 } }
reason = "steel"
"""


@pytest.fixture
def three(evplan):
    """A scenario of the three parts, written by evplan itself."""
    assert evplan("scenario", "new", "first", "--data", shipped_folder("data") / "three_parts").code == 0
    return "first.toml"


def test_a_new_scenario_solves_as_it_is(evplan, three):
    text = Path(three).read_text(encoding="utf-8")
    assert text.startswith("#:schema scenario.schema.json\n")
    assert 'first = "2026-01"\nperiods = 4\n' in text
    assert evplan("scenario", "check", three).code == 0
    answer = evplan("solve", three, "--json", "-q")
    assert answer.code == 0
    assert [stage["objective"] for stage in json.loads(answer.out)["stages"]] == ["cost"]


def test_a_new_scenario_of_the_shipped_data_is_sound(evplan):
    assert evplan("scenario", "new", "mine", "-o", "deep.toml").code == 0
    assert evplan("scenario", "check", "deep.toml").code == 0
    assert 'kind = "local_content"' in Path("deep.toml").read_text(encoding="utf-8")


def test_a_child_is_based_on_its_parent(evplan, three):
    assert evplan("scenario", "new", "second", "--based-on", three).code == 0
    assert evplan("scenario", "check", "second.toml").code == 0
    assert json.loads(evplan("scenario", "show", "second.toml", "--json").out)["based_on"] == "first.toml"


def test_what_is_there_is_not_written_over_unasked(evplan, three):
    again = evplan("scenario", "new", "first")
    assert again.code == 2
    assert "it is there already" in again.err
    assert evplan("scenario", "new", "first", "--overwrite").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("a b",), 2, "cannot name a scenario"),
        (("a", "--data", "nowhere"), 3, "nowhere"),
        (("a", "--based-on", "nowhere.toml"), 3, "nowhere.toml"),
        (("a", "--based-on", "p.toml", "--data", "d"), 2, "not both"),
    ],
)
def test_what_cannot_begin_a_scenario_is_refused(evplan, arguments, code, words):
    answer = evplan("scenario", "new", *arguments)
    assert answer.code == code
    assert words in answer.err


def test_the_schema_is_printed_or_written(evplan):
    printed = json.loads(evplan("scenario", "schema").out)
    jsonschema.Draft202012Validator.check_schema(printed)
    assert evplan("scenario", "schema", "-o", "s.json", "-q").code == 0
    assert json.loads(Path("s.json").read_text(encoding="utf-8")) == printed
    assert evplan("scenario", "schema", "-o", "s.json").code == 2


@pytest.fixture
def moved(evplan, three):
    """A second scenario that may move half way from the first one's run."""
    evplan("scenario", "new", "second", "--based-on", three)
    with open("second.toml", "a", encoding="utf-8") as file:
        file.write(STEADY)
    return "second.toml"


def test_a_scenario_is_told_with_objectives_rules_and_changes(evplan, moved):
    told = evplan("scenario", "show", moved).out
    assert "1. the lowest cost; those that follow may give up 5.0 % of it" in told
    assert "2. the smallest purchases from the largest supplier" in told
    assert "near: Compared with run first#1, at most 50 % of the units" in told
    assert "steel" in told
    assert "Sasaran, berurutan" in evplan("scenario", "show", moved, "--lang", "id").out
    values = json.loads(evplan("scenario", "show", moved, "--json").out)
    assert {change["column"] for change in values["changes"]} == {"price"}
    assert all(float(change["new"]) == 2 * float(change["old"]) for change in values["changes"])
    assert values["rules"][0]["sentence"].startswith("Compared with run")


def test_a_run_that_is_not_there_is_bad_input(evplan, moved):
    checked = evplan("scenario", "check", moved)
    assert checked.code == 3
    assert "the database has no such run" in checked.out
    assert evplan("solve", moved, "-q").code == 3


def test_a_plan_keeps_near_a_run_and_tells_its_stages(evplan, three, moved):
    assert evplan("solve", three, "-q").code == 0
    told = evplan("solve", moved, "-q")
    assert told.code == 0, told.err
    assert "Objectives, in order" in told.out
    assert "Sasaran, berurutan" in evplan("run", "show", "second", "--lang", "id", "-q").out
    values = json.loads(evplan("run", "show", "second", "--json").out)
    stages = values["stages"]
    assert [stage["objective"] for stage in stages] == ["cost", "risk", "cost"]
    assert values["total_cost_idr"] <= stages[0]["value"] * 1.05 * (1 + 1e-6)
    assert values["best_bound_idr"] == pytest.approx(stages[0]["bound"])
    assert evplan("run", "verify", "second").code == 0
    assert evplan("run", "export", "second", "-o", "second.mps").code == 0
