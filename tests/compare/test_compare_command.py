"""``evplan compare`` and ``evplan run diff`` as their users type them."""

import csv
import io
import json
import shutil

import pytest


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.out)))


def test_two_runs_are_one_object_and_more_a_list_against_the_first(on):
    told = json.loads(on("compare", "base", "--to", "half", "--format", "json").out)
    assert (told["reference"], told["run"], told["difference_idr"]) == ("half#1", "base#1", -2_400_000)
    assert [part["idr"] for part in told["parts"] if part["kind"] == "rules"] == [-2_400_000]
    several = json.loads(on("compare", "base", "dearer", "half#1", "both", "--format", "json").out)
    assert [(one["reference"], one["run"]) for one in several] == [
        ("base#1", "dearer#1"),
        ("base#1", "half#1"),
        ("base#1", "both#1"),
    ]
    assert [one["difference_idr"] for one in several] == [2_300_000, 2_400_000, 3_900_000]


def test_csv_has_one_table_of_all_comparisons(on):
    rows = rows_of(on("compare", "base", "dearer", "half", "--format", "csv"))
    assert [row["idr"] for row in rows if row["kind"] in ("price", "rules")] == ["2300000", "0", "0", "2400000"]
    awards = rows_of(on("compare", "base", "half", "--table", "awards", "--format", "csv"))
    assert {(row["run"], row["supplier"], row["status"]) for row in awards} == {
        ("half#1", "CV", "more"),
        ("half#1", "KOP", "less"),
    }


def test_rules_and_data_that_both_differ_are_told_apart_by_solving_once(evplan, solved, tmp_path):
    copy = shutil.copy(solved, tmp_path / "copy.db")
    for _ in ("solved", "found stored"):
        answer = evplan(
            "compare", "base", "both", "--attribute-rules", "--format", "json", "--no-progress", "--db", copy
        )
        told = json.loads(answer.out)
        # base under the rule costs 80 * 30,000 more; then the other 150 frames are 10,000 dearer
        assert {part["kind"]: part["idr"] for part in told["parts"] if part["idr"]} == {
            "rules": 2_400_000,
            "price": 1_500_000,
        }
        assert told["difference_idr"] == 3_900_000
        assert told["between"] == "base-1-rules-of-both-1#1"
    runs = json.loads(evplan("run", "list", "--format", "json", "--db", copy).out)
    assert [run["run"] for run in runs] == ["base#1", "dearer#1", "half#1", "both#1", "stuck#1", told["between"]]


def test_only_what_differs_is_in_the_diff(on):
    told = json.loads(on("run", "diff", "base", "dearer", "--format", "json").out)
    assert [(row["table"], row["key"], row["column"], row["old"], row["new"]) for row in told["inputs"]] == [
        ("offers", "FRAME-KOP", "price", "500000", "510000")
    ]
    assert told["rules"] == told["settings"] == []
    text = on("run", "diff", "base", "half").out
    assert "half: added" in text
    assert "Why the cost differs" not in text
    rows = rows_of(on("run", "diff", "base", "both", "--format", "csv"))
    assert [row["subject"] for row in rows if row["subject"] != "award"] == ["data", "rule"]
    assert {row["key"]: row["new"] for row in rows if row["subject"] == "award"}["CV/FRAME"] == "150.0"


def test_the_chart_shows_each_part_and_the_difference(on, tmp_path):
    answer = on("compare", "base", "both", "-o", "why.svg", "--lang", "id")
    assert answer.code == 0
    assert answer.out.startswith("both#1 terhadap base#1\n  Rp 3.900.000 lebih mahal dari base#1 (+")
    assert "Bengkel contoh" in answer.out
    text = (tmp_path / "why.svg").read_text(encoding="utf-8")
    for words in ("both#1 terhadap base#1", "Harga", "Bauran", "+Rp 1,9 juta", "+Rp 3,9 juta", "Skuter contoh"):
        assert words in text
    again = on("compare", "base", "both", "-o", "why.svg", "-q")
    assert (again.code, "why.svg" in again.err) == (2, True)
    stuck = on("compare", "base", "stuck", "-o", "stuck.svg", "-q")
    assert (stuck.code, "stuck#1 has no plan" in stuck.err) == (2, True)


def test_one_run_is_compared_with_its_scenarios_baseline(evplan, solved, tmp_path):
    copy = shutil.copy(solved, tmp_path / "copy.db")
    alone = evplan("compare", "base", "--db", copy)
    assert (alone.code, "scenario base has no baseline" in alone.err) == (2, True)
    evplan("run", "baseline", "base#1", "--db", copy)
    itself = evplan("compare", "base", "--db", copy)
    assert (itself.code, "base#1 is the baseline of its scenario" in itself.err) == (2, True)
    evplan("solve", solved.parent / "base.toml", "--db", copy, "-q", "--no-progress")
    told = json.loads(evplan("compare", "base", "--db", copy, "--format", "json").out)
    assert (told["reference"], told["run"], told["difference_idr"]) == ("base#1", "base#2", 0)
    assert [note["code"] for note in told["notes"]] == ["compare-search"]
    same = evplan("run", "diff", "base#1", "base#2", "--db", copy).out
    assert "Data, settings, rules and awards are the same." in same


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("compare", "base", "nowhere"), "There is no run 'nowhere'"),
        (("compare", "base", "base#1"), "Run base#1 is named twice"),
        (("run", "diff", "base", "base"), "Run base#1 is named twice"),
        (("compare", "base", "half", "-o", "why.doc"), "There is no format 'doc'"),
    ],
    ids=["unknown", "twice", "diff-twice", "ending"],
)
def test_bad_input_is_said_clearly(on, words, message):
    answer = on(*words)
    assert answer.code == 2
    assert message in answer.err
    assert answer.out == ""
