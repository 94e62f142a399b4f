import json
import math
from pathlib import Path

import pandas as pd
import pytest

from evplan.cli.solve import run_exit_code
from evplan.errors import ExitCode
from evplan.plan.record import COST_KINDS, Outcome, Provenance, Run

OPTIMUM = 1_424_800_000
"""See data/three_parts/README.md, where it is worked out by hand."""

KEYS = [
    "run", "status", "verified", "total_cost_idr", "best_bound_idr", "gap", "cost_idr", "vehicles", "local_content",
    "shares", "suppliers", "model", "seconds", "solver", "findings",
]  # fmt: skip

NO_BATTERIES = """
[[rule]]
id = "no-batteries"
kind = "fix"
parts = ["BATTERY"]
suppliers = {{ country = ["ID", "CN"] }}
units = {{ at_most = 0 }}
"""


def test_three_parts_cost_what_they_cost_by_hand(evplan, scenario):
    answer = evplan("solve", scenario(), "--json", "--no-progress")
    assert answer.code == 0
    assert answer.err == ""
    values = json.loads(answer.out)
    assert list(values)[: len(KEYS)] == KEYS
    assert (values["run"], values["status"], values["verified"]) == ("three#1", "optimal", True)
    assert values["total_cost_idr"] == pytest.approx(OPTIMUM, abs=1)
    assert values["best_bound_idr"] == pytest.approx(OPTIMUM, rel=1e-6)
    assert list(values["cost_idr"]) == list(COST_KINDS)
    assert math.fsum(values["cost_idr"].values()) == pytest.approx(values["total_cost_idr"], abs=0.01)
    assert [(row["demanded"], row["built"]) for row in values["vehicles"]] == [(300.0, 300.0)]
    assert values["suppliers"] == 4
    assert values["seconds"]["total"] > 0


def test_a_second_solve_is_a_second_run_of_the_same_cost(evplan, scenario):
    path = scenario()
    first = json.loads(evplan("solve", path, "--json", "-q").out)
    second = json.loads(evplan("solve", path, "--json", "-q").out)
    assert (first["run"], second["run"]) == ("three#1", "three#2")
    assert first["total_cost_idr"] == second["total_cost_idr"]
    assert first["inputs_digest"] == second["inputs_digest"]


def test_a_solve_tells_the_plan_in_both_languages(evplan, scenario):
    english = evplan("solve", scenario(), "-q")
    bahasa = evplan("run", "show", "three", "-q", "--lang", "id")
    assert english.out.startswith("three#1: optimal\n")
    assert "Rp 1,424,800,000" in english.out
    assert "Verified: independent code" in english.out
    assert "Rp 1.424.800.000" in bahasa.out
    assert "Terverifikasi" in bahasa.out
    for out in (english.out, bahasa.out):
        assert "\x1b" not in out
        assert "nan" not in out.split()


def test_a_stored_run_reads_as_it_was_told(evplan, scenario):
    told = evplan("solve", scenario(), "-q").out.splitlines()
    shown = evplan("run", "show", "three#1", "-q").out.splitlines()
    assert [line for line in told if "rows" not in line] == [line for line in shown if "rows" not in line]


def test_progress_goes_to_standard_error_and_only_there(evplan, scenario):
    loud = evplan("solve", scenario())
    stages = [line.split(",")[0].split(":")[0] for line in loud.err.splitlines()]
    assert {"load", "build", "solve", "verify", "store"} <= set(stages)
    assert "\x1b" not in loud.err
    assert evplan("solve", scenario(), "-q").err == ""


def test_a_stored_run_verifies_again(evplan, scenario):
    evplan("solve", scenario(), "-q")
    answer = evplan("run", "verify", "three#1")
    assert answer.code == 0
    assert answer.out.startswith("three#1: Verified")


def test_a_run_is_exported_in_every_format(evplan, scenario):
    evplan("solve", scenario(), "-q")
    for target in ("plan.xlsx", "plan.json", "plan.mps", "plan.lp"):
        assert evplan("run", "export", "three", "-o", target).code == 0, target
    for kind in ("csv", "parquet"):
        assert evplan("run", "export", "three", "-o", f"plan-{kind}", "--format", kind).code == 0
    assert json.loads(Path("plan.json").read_text(encoding="utf-8"))["run"] == "three#1"
    costs = pd.read_csv("plan-csv/costs.csv")
    assert costs["idr"].sum() == pytest.approx(OPTIMUM, abs=1)
    pd.testing.assert_frame_equal(pd.read_parquet("plan-parquet/costs.parquet"), costs, check_dtype=False)
    assert pd.read_excel("plan.xlsx", sheet_name="vehicles", engine="calamine")["built"].tolist() == [300]
    assert "ROWS" in Path("plan.mps").read_text(encoding="utf-8")
    assert evplan("run", "export", "three", "-o", "plan.txt", "--format", "mps").code == 2
    assert evplan("run", "export", "three", "-o", "plan.doc").code == 2


def test_runs_are_listed_and_one_is_the_baseline(evplan, scenario):
    evplan("solve", scenario(), "-q")
    evplan("solve", scenario(), "-q")
    assert evplan("run", "baseline", "three#1").code == 0
    runs = json.loads(evplan("run", "list", "--format", "json").out)
    assert [(run["run"], run["is_baseline"]) for run in runs] == [("three#1", True), ("three#2", False)]
    assert evplan("run", "list", "--format", "csv").out.startswith("run,status,verified,total_cost_idr")


def test_a_run_is_scored_by_every_method(evplan, scenario):
    evplan("solve", scenario(), "-q")
    scores = json.loads(evplan("law", "score", "three", "--format", "json").out)
    by_method = {row["method"]: row["score"] for row in scores}
    assert by_method["cost_ratio"] == pytest.approx(0.39958, abs=1e-5)
    assert "falls short" in evplan("law", "score", "three").out


def test_what_cannot_be_built_ends_with_4_and_says_what_clashes(evplan, scenario):
    path = scenario("stuck.toml", NO_BATTERIES)
    answer = evplan("solve", path, "-q")
    assert answer.code == 4
    assert answer.out.startswith("three#1: infeasible")
    assert "no-batteries" in answer.out
    values = json.loads(evplan("run", "show", "three", "--json").out)
    assert values["status"] == "infeasible"
    assert values["total_cost_idr"] is None
    assert {"rule", "sentence", "move"} == set(values["conflict"][0])
    assert "no-batteries" in {clash["rule"] for clash in values["conflict"]}
    assert evplan("law", "score", "three").code == 2
    assert evplan("run", "verify", "three").code == 0


def test_a_gap_outside_its_range_is_wrong_usage(evplan, scenario):
    assert evplan("solve", scenario(), "--gap", "1.5").code == 2
    assert evplan("solve", scenario(), "--time-limit", "0").code == 2


def test_a_solver_that_is_not_here_is_wrong_usage(evplan, scenario):
    answer = evplan("solve", scenario(), "--solver", "hihgs", "-q")
    assert answer.code == 2
    assert "highs" in answer.err


def test_the_demo_tells_the_story_once_and_asks_before_it_does_so_again(evplan):
    first = evplan("demo", "--no-progress")
    assert first.code == 0, first.err
    for step in ("1. The question", "2. The data", "3. The plan", "4. The check", "5. Taking it away"):
        assert f"\n{step}\n" in f"\n{first.out}"
    assert Path("evplan-demo.db").exists()
    assert Path("evplan-demo.xlsx").exists()
    again = evplan("demo")
    assert again.code == 2
    assert "--renew" in again.err


def ended(status, termination="", verified=False, plan=None):
    outcome = Outcome(status, termination, None, None, None, "highs", "1")
    origin = Provenance("set", "", "", "", "", "", "", "")
    return Run("x", 1, verified, outcome, None, plan, origin)


@pytest.mark.parametrize(
    ("run", "code"),
    [
        (ended("optimal", verified=True, plan=object()), ExitCode.DONE),
        (ended("feasible", "time limit", verified=True, plan=object()), ExitCode.DONE),
        (ended("feasible", "interrupted", verified=True, plan=object()), ExitCode.DONE),
        (ended("optimal", plan=object()), ExitCode.NOT_VERIFIED),
        (ended("infeasible"), ExitCode.INFEASIBLE),
        (ended("no_solution", "time limit"), ExitCode.NO_SOLUTION),
        (ended("no_solution", "interrupted"), ExitCode.INTERRUPTED),
    ],
)
def test_every_end_of_a_solve_has_its_exit_code(run, code):
    assert run_exit_code(run) == code
