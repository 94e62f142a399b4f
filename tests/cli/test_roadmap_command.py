import json
from pathlib import Path

import pytest


def test_the_road_of_a_plan_is_told_in_both_languages_as_csv_and_as_json(evplan, scenario):
    evplan("solve", scenario(), "-q")
    english, bahasa = evplan("roadmap", "three#1").out, evplan("roadmap", "three", "--lang", "id").out
    assert "What must be ready when" in english
    assert "Apa yang harus siap dan kapan" in bahasa
    years = evplan("roadmap", "three", "--table", "years", "--format", "csv").out.splitlines()
    assert years[0].startswith("year,demanded,built,investment_idr,credit_idr")
    told = json.loads(evplan("roadmap", "three", "--format", "json").out)
    assert list(told) == ["run", "scores", "years", "steps"]
    assert told["run"] == "three#1"
    assert [row["built"] for row in told["years"]] == [300.0]


def test_the_road_is_drawn(evplan, scenario):
    evplan("solve", scenario(), "-q")
    assert evplan("roadmap", "three", "--chart", "road.svg", "-q").code == 0
    text = Path("road.svg").read_text(encoding="utf-8")
    assert "The road of three#1" in text
    again = evplan("roadmap", "three", "--chart", "road.svg")
    assert again.code == 2
    assert "road.svg" in again.err
    wrong = evplan("roadmap", "three", "--chart", "road.doc")
    assert (wrong.code, "The ending of the file says which" in wrong.err) == (2, True)


def test_doors_are_priced_by_solving_without_them(evplan, scenario):
    evplan("solve", scenario(), "-q")
    told = json.loads(evplan("roadmap", "three", "--worth", "--seconds", "2", "--format", "json").out)
    assert told["worth"] == []
    assert "What each opened door is worth" in evplan("roadmap", "three", "--worth", "--seconds", "2").out


def test_regions_add_up_to_what_is_bought(evplan, scenario):
    bought = json.loads(evplan("solve", scenario(), "--json", "--no-progress").out)["cost_idr"]["purchase"]
    assert "work by region" in evplan("run", "regions", "three").out
    regions = json.loads(evplan("run", "regions", "three", "--format", "json").out)
    assert sum(row["value_idr"] for row in regions) == pytest.approx(bought)


def test_a_set_without_members_has_none_to_tell_of(evplan, scenario):
    evplan("solve", scenario(), "-q")
    assert "members of cooperatives" in evplan("run", "members", "three").out
    assert json.loads(evplan("run", "members", "three", "--format", "json").out) == []


def test_a_run_that_is_not_there_is_said_to_be_missing(evplan):
    for words in (("roadmap", "nothing#3"), ("run", "regions", "nothing"), ("run", "members", "nothing")):
        answer = evplan(*words)
        assert answer.code == 2
        assert "There is no run 'nothing" in answer.err
