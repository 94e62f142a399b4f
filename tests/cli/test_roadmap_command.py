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
    assert again.code != 0
    assert "road.svg" in again.err
    assert evplan("roadmap", "three", "--chart", "road.doc").code == 2


def test_doors_are_priced_by_solving_without_them(evplan, scenario):
    evplan("solve", scenario(), "-q")
    told = json.loads(evplan("roadmap", "three", "--worth", "--seconds", "2", "--format", "json").out)
    assert isinstance(told["worth"], list)
    assert "What each opened door is worth" in evplan("roadmap", "three", "--worth", "--seconds", "2").out


@pytest.mark.parametrize(("table", "words"), [("regions", "work by region"), ("members", "members of cooperatives")])
def test_regions_and_members_are_told(evplan, scenario, table, words):
    evplan("solve", scenario(), "-q")
    assert words in evplan("run", table, "three").out
    assert isinstance(json.loads(evplan("run", table, "three", "--format", "json").out), list)


def test_a_run_that_is_not_there_is_said_to_be_missing(evplan):
    for words in (("roadmap", "nothing#3"), ("run", "regions", "nothing"), ("run", "members", "nothing")):
        answer = evplan(*words)
        assert answer.code != 0
        assert "nothing" in answer.err
