"""`evplan stress` on the set of three parts: frames from KOP, batteries from PT and IMP, 300 scooters in all."""

from __future__ import annotations

import csv
import io
import json
import shutil

import pytest

from evplan.workflow.stress import last_stress

SECONDS = ("--seconds", "5", "--no-progress")
FEW = ("--only", "supplier", "--limit", 1, "--only", "demand", "--demand", 0.5, "--only", "rupiah")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Give a path where the database of the run three#1 is kept once a test has made it."""
    return tmp_path_factory.mktemp("stress") / "three.db"


@pytest.fixture
def solved(evplan, scenario, kept, tmp_path):
    """Give the program in a folder whose database holds the run three#1."""
    if kept.exists():
        shutil.copy(kept, tmp_path / "evplan.db")
        return evplan
    assert evplan("solve", scenario(), "-q").code == 0
    shutil.copy(tmp_path / "evplan.db", kept)
    return evplan


def test_cases_are_tried_in_both_modes_and_verified(solved, tmp_path):
    answer = solved("stress", "three", *SECONDS, *FEW, "--format", "json", "--chart", "left.svg")
    assert answer.code == 0
    told = json.loads(answer.out)
    kinds = {case["kind"] for case in told["cases"]}
    assert kinds == {"supplier", "demand", "rupiah"}
    assert {case["mode"] for case in told["cases"]} == {"held", "free"}
    assert all(case["verified"] for case in told["cases"])
    assert told["penalty_is_illustrative"]
    assert (tmp_path / "left.svg").read_text(encoding="utf-8").startswith("<svg")
    own = told["plan"]
    halved = next(case for case in told["cases"] if (case["case"], case["mode"]) == ("demand:0.5", "free"))
    assert (halved["demanded"], halved["unmet"]) == (own["demanded"] / 2, 0)


def test_more_suppliers_lost_never_cost_less_when_everything_is_free(solved):
    wanted = ("--only", "supplier", "--limit", 1, "--only", "largest", "--largest", 2, "--modes", "free")
    told = json.loads(solved("stress", "three", *wanted, *SECONDS, "--format", "json").out)
    cost = {case["case"]: case["cost_idr"] + case["unmet_idr"] for case in told["cases"]}
    first = told["concentration"][0]["largest"]
    own = told["plan"]["cost_idr"]
    assert own <= cost[f"supplier:{first}"] <= cost["largest:2"]


def test_demand_and_rupiah_as_they_are_leave_the_plan_as_it_is(solved):
    answer = solved(
        "stress", "three", "--only", "demand", "--only", "rupiah", "--demand", 1, "--rupiah", 0, *SECONDS,
        "--format", "json",
    )  # fmt: skip
    told = json.loads(answer.out)
    assert len(told["cases"]) == 4
    for case in told["cases"]:
        assert case["cost_idr"] == pytest.approx(told["plan"]["cost_idr"])
        assert (case["unmet"], case["labour_hours_lost"]) == (0, 0)


def test_own_cases_have_own_odds_and_names(solved, tmp_path):
    (tmp_path / "cases.toml").write_text(
        '[[case]]\nname = "banjir Tegal"\nregions = ["TGL"]\nprobability = 0.25\n', encoding="utf-8"
    )
    answer = solved("stress", "three", "--cases", "cases.toml", *SECONDS, "--lang", "id")
    assert answer.code == 0
    assert "banjir Tegal" in answer.out
    assert "menurut peluang yang diberikan (25,0 %)" in answer.out
    row = next(csv.DictReader(io.StringIO(solved("stress", "three", "--last", "--format", "csv").out)))
    assert (row["case"], row["kind"], row["probability"]) == ("banjir Tegal", "own", "0.25")


def test_equal_odds_make_an_expected_value_and_no_odds_make_none(solved):
    some = ("stress", "three", "--only", "rupiah", "--modes", "held", *SECONDS)
    assert "no expected value" in solved(*some).out
    assert "over the odds given (100.0 %)" in solved(*some, "--equal-odds").out


def test_the_last_test_is_told_again_and_can_be_had_from_python(solved, tmp_path):
    solved("stress", "three", "--only", "rupiah", "--modes", "held", *SECONDS)
    assert solved("stress", "three", "--last").out.startswith("What is left of three#1")
    last = last_stress(f"sqlite:///{tmp_path / 'evplan.db'}", "0", "three")
    assert (last.number, last.cases["case"].unique().tolist()) == (1, ["rupiah:-0.3"])


def test_a_run_that_was_not_tested_says_so(solved):
    answer = solved("stress", "three", "--last")
    assert (answer.code, answer.out) == (0, "")
    assert "has not been put under stress yet" in answer.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--largest", "99"), 2, "The 99 largest suppliers cannot be lost: in run three#1 only"),
        (("--demand", "0.5,0"), 2, "--demand 0 is not above 0."),
        (("--rupiah", "-100%"), 2, "--rupiah -1 is not above -1."),
        (("--demand", "half"), 2, "'half' is no number"),
        (("--certificates", "KOB"), 2, "Did you mean 'KOP'?"),
        (("--only", "certificates"), 2, "There is nothing to try on run three#1"),
        (("--cases", "none.toml"), 3, "none.toml"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_its_reason(solved, words, code, said):
    answer = solved("stress", "three", *words, "--no-progress")
    assert answer.code == code
    assert said in " ".join(answer.err.split())
    assert answer.out == ""


def test_unknown_suppliers_and_regions_of_a_file_are_all_told(solved, tmp_path):
    (tmp_path / "cases.toml").write_text(
        '[[case]]\nname = "x"\nsuppliers = ["KOB"]\nregions = ["TGX"]\n', encoding="utf-8"
    )
    answer = solved("stress", "three", "--cases", "cases.toml", "--no-progress")
    assert answer.code == 3
    assert "names the supplier 'KOB'" in answer.err
    assert "names the region 'TGX'" in answer.err


def test_a_run_without_a_plan_is_refused(evplan, scenario):
    more = '[[rule]]\nid = "none"\nkind = "fix"\noffer = "FRAME-KOP"\nunits = {{ at_least = 100000 }}\n'
    evplan("solve", scenario(more=more), "-q")
    answer = evplan("stress", "three", "--no-progress")
    assert answer.code == 2
    assert "has no plan" in answer.err
