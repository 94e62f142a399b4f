"""A sweep, run: every member stored and verified, gone on with after a stop, the same answers as alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from evplan.errors import BadInput, NotFound
from evplan.errors.sweep import SweepChanged, SweepTooLarge
from evplan.scenario.document import Scenario
from evplan.workflow import sweep as sweeps
from evplan.workflow import sweep_work
from evplan.workflow.case import Case, Record, answered, prepare
from evplan.workflow.clock import Clock
from evplan.workflow.run import list_runs, show_run, verify_run
from evplan.workflow.sweep import SweepRequest, SweepResult, list_sweeps, run_sweep, show_sweep

GRID = """
question = "Who pays?"
[[vary]]
name = "size"
setting = "demand.scale"
values = [1.0, 2.0]
[[vary]]
name = "koperasi"
setting = "rule.jobs.one.minimum_share"
values = [0.0, 1.0]
"""
VERSION = "0.0.test"


def request(path: Path, url: str, **values: object) -> SweepRequest:
    return SweepRequest(path, url, VERSION, "2026-11-22T10:00:00+07:00", "planner", **{"workers": 1, **values})


@pytest.fixture(scope="module")
def grid(write_sweep, tmp_path_factory) -> tuple[SweepRequest, SweepResult, list]:
    """The grid of four, run in this process; the second share is out of reach: batteries come from no cooperative."""
    wish = request(write_sweep(GRID), f"sqlite:///{tmp_path_factory.mktemp('grid') / 'evplan.db'}")
    told: list[sweeps.SweepProgress] = []
    return wish, run_sweep(wish, told.append), told


def test_every_member_is_a_stored_verified_run_of_its_own_scenario(grid):
    wish, result, _ = grid
    assert result.varied == ("size", "koperasi")
    assert result.table["run"].tolist() == ["one.01#1", "one.02#1", "one.03#1", "one.04#1"]
    assert list_runs(wish.url, VERSION)["run"].nunique() == 4
    first = verify_run(wish.url, VERSION, "one.03#1")
    assert first.verified
    run, _ = show_run(wish.url, VERSION, "one.03#1")
    scenario = Scenario.model_validate_json(run.provenance.scenario_text)
    assert (scenario.demand.scale, scenario.rule[0].minimum_share) == (2.0, 0.0)


def test_a_member_without_a_plan_is_a_result_with_what_clashes(grid):
    _, result, _ = grid
    table = result.table.set_index(["size", "koperasi"])
    assert table["status"].tolist() == ["optimal", "infeasible", "optimal", "infeasible"]
    assert table["verified"].tolist() == [True, False, True, False]
    assert table.loc[(1.0, 1.0), "conflict"] == "demand:SCOOTER; jobs.one"
    assert table["state"].eq("done").all()


def test_twice_the_demand_builds_twice_the_vehicles(grid):
    _, result, _ = grid
    table = result.table.set_index(["size", "koperasi"])
    # 50 and 100 in the first two months
    assert table.loc[(1.0, 0.0), "built"] == 150
    assert table.loc[(2.0, 0.0), "built"] == 300


def test_a_member_costs_to_the_rupiah_what_it_costs_alone(grid):
    wish, result, _ = grid
    run, tables = show_run(wish.url, VERSION, "one.03#1")
    scenario = Scenario.model_validate_json(run.provenance.scenario_text)
    record = Record(wish.url, VERSION, wish.now, wish.user)
    alone = answered(prepare(Case("three_parts", tables, scenario), record, Clock(_quiet)), record, Clock(_quiet))
    assert result.table["total_cost_idr"].tolist()[2] == pytest.approx(alone.total_cost_idr, abs=1)


def test_progress_counts_to_the_end_and_estimates_the_rest(grid):
    _, _, told = grid
    assert [one.done for one in told] == [0, 1, 2, 3, 4]
    assert told[0].left is None
    assert told[2].left == pytest.approx(told[2].seconds)
    assert told[-1].left == 0


def test_a_sweep_that_is_done_solves_nothing_again(grid, monkeypatch):
    wish, result, _ = grid
    monkeypatch.setattr(sweep_work, "solve_member", _broken)
    again = run_sweep(wish)
    pd.testing.assert_frame_equal(again.table, result.table)


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("sweep.toml", "values = [1.0, 2.0]", "values = [1.0, 3.0]", "another sweep file"),
        ("three.toml", "periods = 2", "periods = 3", "another scenario"),
    ],
)
def test_a_sweep_whose_file_changed_is_refused_and_says_what_differs(grid, tmp_path, file, old, new, what):
    wish, _, _ = grid
    for path in wish.file.parent.iterdir():
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(old, new) if path.name == file else text, encoding="utf-8")
    with pytest.raises(SweepChanged, match=f"begun on 2026-11-22 with {what} \\(4 of 4 members are done\\)"):
        run_sweep(replace(wish, file=tmp_path / "sweep.toml"))


def test_a_question_in_other_words_is_the_same_sweep(grid, tmp_path):
    wish, _, _ = grid
    for path in wish.file.parent.iterdir():
        text = path.read_text(encoding="utf-8").replace("Who pays?", "Who pays what?")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    assert sweeps.begin_sweep(replace(wish, file=tmp_path / "sweep.toml")).name == "one"


def test_the_sweeps_there_are_can_be_listed_and_shown(grid):
    wish, result, _ = grid
    listed = list_sweeps(wish.url, VERSION)
    assert listed[["sweep", "kind", "members", "done", "failed"]].values.tolist() == [["one", "vary", 4, 4, 0]]
    pd.testing.assert_frame_equal(show_sweep(wish.url, VERSION, "one").table, result.table)
    with pytest.raises(NotFound, match="Did you mean 'one'"):
        show_sweep(wish.url, VERSION, "onee")


def test_a_member_that_fails_is_recorded_and_tried_again_the_next_time(write_sweep, tmp_path, monkeypatch):
    text = '[[vary]]\nname = "size"\nsetting = "demand.scale"\nvalues = [1.0, 2.0]'
    wish = request(write_sweep(text, name="two", periods=1), f"sqlite:///{tmp_path / 'evplan.db'}")
    solve = sweep_work.solve_member

    def fails_once(bench, number, values):
        if number == 1:
            raise ValueError("the lights went out")
        return solve(bench, number, values)

    monkeypatch.setattr(sweep_work, "solve_member", fails_once)
    first = run_sweep(wish).table
    assert first["state"].tolist() == ["failed", "done"]
    assert first["error"].tolist() == ["ValueError: the lights went out", ""]
    monkeypatch.setattr(sweep_work, "solve_member", solve)
    second = run_sweep(wish).table
    assert second["state"].tolist() == ["done", "done"]
    assert second["run"].tolist() == ["two.01#1", "two.02#1"]


def test_what_does_not_fit_the_data_is_found_before_anything_is_solved(write_sweep, tmp_path):
    path = write_sweep(
        '[[vary]]\ntable = "offers"\nwhere = { offer = "FRAME-KOB" }\ncolumn = "price"\nvalues = [1]\n'
        '[[vary]]\ntable = "offer"\ncolumn = "price"\nvalues = [1]\n'
        '[[vary]]\ntable = "offers"\ncolumn = "price"\nvalues = [-1]\n'
    )
    with pytest.raises(BadInput) as caught:
        run_sweep(request(path, f"sqlite:///{tmp_path / 'evplan.db'}"))
    found = [(one.code, one.source) for one in caught.value.findings]
    assert found == [
        ("change-value-nowhere", "sweep.toml: vary 1"),
        ("change-table", "sweep.toml: vary 2"),
        ("change-value", "sweep.toml: vary 3"),
    ]


def test_very_many_members_are_run_only_if_the_user_says_so(write_sweep, tmp_path):
    path = write_sweep("[[vary]]\nsetting = 'demand.scale'\nrange = { first = 1.0, last = 2.0, count = 501 }")
    with pytest.raises(SweepTooLarge, match="501 members, more than 500"):
        run_sweep(request(path, f"sqlite:///{tmp_path / 'evplan.db'}"))


def _quiet(_progress):
    return None


def _broken(*_arguments):
    raise AssertionError("solved again")
