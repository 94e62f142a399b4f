"""The command: what it prints in both languages, as CSV and JSON, its charts, and what it says to wrong questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from evplan.cli.program import COMMANDS, run_program
from evplan.shipped import shipped_folder
from evplan.workflow import reopen

SCENARIO = """
name = "three"
data = "{data}"

[calendar]
first = "2026-01"
periods = 4

[[rule]]
id = "content"
kind = "local_content"
method = "sectoral"
minimum = {minimum}

[[change]]
table = "offers"
where = {{ offer = "BATTERY-PT" }}
set = {{ price = 5_000_000 }}
reason = "dearer than the imported one, so that there is something to buy points with"

[[change]]
table = "price_bands"
where = {{ offer = "BATTERY-PT" }}
set = {{ price = 4_800_000 }}
reason = "the same"

[solver]
gap = 0.0
"""

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with two scenarios of the three parts, and a database with a run of the first."""
    path = tmp_path_factory.mktemp("content")
    data = shipped_folder("data") / "three_parts"
    (path / "three.toml").write_text(SCENARIO.format(data=data, minimum=0.03), encoding="utf-8")
    (path / "high.toml").write_text(SCENARIO.format(data=data, minimum=0.5), encoding="utf-8")
    assert run_program(["solve", str(path / "three.toml"), "--db", str(path / "evplan.db"), "-q", "--json"]) == 0
    return path


@pytest.fixture
def ask(folder, capsys, monkeypatch) -> Ask:
    """Give a function that asks about local content and returns exit code, output and errors."""
    monkeypatch.chdir(folder)
    monkeypatch.setitem(COMMANDS, "explain", ("evplan.cli.explain:explain", "why"))

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run_program(["explain", "content", *arguments, "--db", "evplan.db", "--no-progress"])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_a_scenario_is_told_how_high_it_can_go_before_any_solve(ask):
    code, out, _ = ask("three.toml", "--method", "sectoral")
    assert code == 0
    # Battery: 40 points x 0.4 x 260 x 4.8 million / (260 x 4.8 + 40 x 4.2525 million) = 14.08; frame and body: 3.82.
    assert "the score cannot exceed 17.90 %: own work: assembly −30.00 points, Baterai −24.00 points" in out
    assert "3.0 %: within reach" in out


def test_the_same_reads_in_bahasa_with_its_own_marks(ask):
    _, out, _ = ask("three.toml", "--method", "sectoral", "--lang", "id")
    assert "melebihi 17,90 %: pekerjaan sendiri: perakitan −30,00 poin, Baterai −24,00 poin" in out
    assert "3,0 %: dapat dicapai" in out


def test_a_minimum_out_of_reach_says_by_how_many_points(ask):
    _, out, _ = ask("high.toml", "--method", "sectoral")
    assert "50.0 %: out of reach by 32." in out


def test_a_run_tells_steps_frontier_and_certificates(ask):
    code, out, _ = ask("three#1", "--points", "5")
    assert code == 0
    for words in ("cheapest next points from", "the whole plan solved again", "which certificate or origin"):
        assert words in out


def test_a_scenario_that_is_no_file_here_means_its_newest_run(ask):
    code, out, _ = ask("three", "--quick", "--format", "csv", "--table", "reach")
    assert code == 0
    assert out.startswith("vehicle,year,method,minimum,in_force,reached,bound,ceiling\nSCOOTER,2026,sectoral,")


def test_json_has_every_table_and_no_nan(ask):
    _, out, _ = ask("three#1", "--points", "1", "--format", "json")
    answer = json.loads(out)
    assert answer["run"] == "three#1"
    tables = {"reach", "lost", "steps", "blocked", "frontier", "certificates", "together"}
    assert set(answer) == {"run"} | tables
    assert [row["points"] for row in answer["frontier"]] == [0, 1]
    assert "NaN" not in out


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("html", b"<!DOCTYPE html>")])
def test_the_curve_is_drawn_without_a_browser(ask, folder, ending, begins):
    code, _, err = ask("three#1", "--quick", "--chart", f"curve.{ending}", "--lang", "id")
    assert code == 0, err
    content = (folder / f"curve.{ending}").read_bytes()
    assert content.startswith(begins)
    if ending == "svg":
        assert "Rupiah per kendaraan per poin" in content.decode()
    if ending == "html":
        # Everything is inside: no script is fetched from elsewhere.
        assert b"<script src=" not in content


def test_a_chart_that_is_there_is_kept_unless_told_otherwise(ask, folder):
    (folder / "kept.svg").write_text("mine", encoding="utf-8")
    assert ask("three#1", "--quick", "--chart", "kept.svg")[0] == 2
    assert (folder / "kept.svg").read_text(encoding="utf-8") == "mine"
    assert ask("three#1", "--quick", "--chart", "kept.svg", "--overwrite")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("three.toml", "--vehicle", "SCOTER"), 2, "There is no vehicle 'SCOTER' in the demand of three (SCOOTER)."),
        (("three.toml", "--method", "sektoral"), 3, "There is no method 'sektoral' of scoring local content"),
        (("three#7",), 2, "There is no run 'three#7'"),
        (("nowhere",), 2, "There is no run"),
        (("nowhere.toml",), 3, "nowhere.toml"),
        (("three.toml", "--chart", "curve.svg"), 2, "The chart shows what more local content costs, from a plan"),
        (("three#1", "--chart", "curve.gif"), 2, "There is no format 'gif'; known are svg, png, html."),
        (("three.toml", "--table", "steps", "--format", "csv"), 2, "three is a scenario and has no table 'steps'"),
    ],
)
def test_a_wrong_question_gets_a_clear_answer(ask, arguments, code, words):
    found, out, err = ask(*arguments)
    assert (found, out) == (code, "")
    assert words in err


def test_nothing_is_explained_from_a_plan_that_failed_verification(ask, monkeypatch):
    show_run = reopen.show_run

    def unverified(*arguments):
        run, tables = show_run(*arguments)
        return replace(run, verified=False), tables

    monkeypatch.setattr(reopen, "show_run", unverified)
    code, _, err = ask("three#1")
    assert code == 6
    assert "The plan of run three#1 failed verification, so nothing is explained from it." in err
