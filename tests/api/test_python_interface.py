import doctest
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import evplan
from evplan import api
from evplan.errors import BadInput, NotFound, ScenarioInvalid
from evplan.plan.record import PLAN_COLUMNS
from evplan.shipped import shipped_folder

ROOT = Path(evplan.__file__).parents[1]

SMALL = {
    "name": "small",
    "data": str(shipped_folder("data") / "three_parts"),
    "calendar": {"first": "2026-01", "periods": 4},
    "solver": {"gap": 0.0},
}


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    return evplan.open(tmp_path_factory.mktemp("api") / "runs.db")


@pytest.fixture(scope="module")
def run(db):
    return db.solve(SMALL)


def test_the_examples_of_the_document_are_as_they_are_executed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = (shipped_folder("data") / "three_parts").as_posix()
    text = f'name = "small"\ndata = "{data}"\n[calendar]\nfirst = "2026-01"\nperiods = 4\n[solver]\ngap = 0.0\n'
    (tmp_path / "small.toml").write_text(text, encoding="utf-8")
    options = doctest.NORMALIZE_WHITESPACE
    failed, tried = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False, optionflags=options)
    assert failed == 0
    assert tried > 15


def test_importing_evplan_loads_nothing():
    program = "import sys, evplan; print(sorted({name.split('.')[0] for name in sys.modules} & {'pandas', 'pydantic'}))"
    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert said.stdout == "[]\n"


def test_every_name_is_there_and_documented():
    assert set(evplan.__all__) - {"__version__"} == set(api.__all__)
    assert set(dir(evplan)) == set(evplan.__all__)
    for name in set(evplan.__all__) - {"__version__", "solve"}:
        assert getattr(evplan, name) is getattr(api, name)
        assert inspect.getdoc(getattr(evplan, name))
    with pytest.raises(AttributeError, match="no attribute 'optimise'"):
        _ = evplan.optimise


def test_solve_can_be_called_though_it_is_a_package_too(tmp_path, monkeypatch):
    import evplan.solve.highs

    monkeypatch.chdir(tmp_path)
    assert evplan.solve(SMALL).name == "small#1"
    assert evplan.solve.highs.__name__ == "evplan.solve.highs"
    assert evplan.runs()["run"].tolist() == ["small#1"]
    assert evplan.run("small", db="evplan.db").name == "small#1"
    assert (tmp_path / "evplan.db").exists()


def test_a_run_has_every_table_of_the_plan_with_its_columns(run):
    for name in ("awards", "costs", "vehicles", "scores", "shares", "capacity_use", "members", "investments"):
        assert list(getattr(run, name)) == list(PLAN_COLUMNS[name])
    assert run.costs["idr"].sum() == pytest.approx(run.total_cost_idr)
    assert run.suppliers["share"].sum() == pytest.approx(1.0)
    assert run.suppliers["value_idr"].is_monotonic_decreasing
    assert run.best_bound_idr <= run.total_cost_idr
    assert run.to_dict()["run"] == "small#1"
    assert "Rp 1,424,800,000" in repr(run)
    assert "<b>small#1: optimal</b>" in run._repr_html_()
    assert "evplan run small#1" in run.cite()


def test_what_is_done_to_a_table_changes_no_run(run):
    mine = run.awards
    mine.loc[:, "units"] = 0.0
    assert run.awards["units"].sum() > 0


def test_nothing_is_printed(db, capfd):
    db.solve(SMALL)
    db.runs()
    assert capfd.readouterr() == ("", "")


def test_a_run_is_found_again_by_name_and_by_itself(db, run):
    assert db.run("small#1").record.outcome == run.record.outcome
    assert db.run(run).name == run.name
    pd.testing.assert_frame_equal(db.score("small#1"), run.scores)
    assert db.verify(run).empty


def test_settings_are_laid_over_a_scenario_as_a_child_would_lay_them(db, run):
    ban = {"id": "no-coop", "kind": "fix", "suppliers": ["KOP"], "units": {"at_most": 0}}
    first = db.solve(SMALL, name="over", rules=[ban], calendar={"periods": 2}, gap=0.01)
    scenario = first.record.provenance
    assert first.name == "over#1"
    assert "KOP" not in first.suppliers["supplier"].tolist()
    assert '"first": "2026-01"' in scenario.scenario_text
    assert sorted(first.awards["period"].unique())[-1] == "2026-02"
    freed = db.solve({**SMALL, "rule": [ban]}, name="freed", drop_rules=["no-coop"])
    assert freed.total_cost_idr == pytest.approx(run.total_cost_idr)


def test_changes_are_made_to_the_data_and_only_there(db, run):
    change = {"table": "demand", "set": {"units": {"times": 0.5}}, "reason": "half"}
    less = db.solve(SMALL, name="less", changes=[change])
    assert less.vehicles["demanded"].sum() == run.vehicles["demanded"].sum() / 2
    assert less.inputs["demand"]["units"].sum() == run.inputs["demand"]["units"].sum() / 2


def test_a_mapping_can_be_based_on_a_file(db, tmp_path):
    path = tmp_path / "parent.toml"
    data = SMALL["data"].replace("\\", "/")
    path.write_text(f'name = "parent"\ndata = "{data}"\n[calendar]\nfirst = "2026-01"\nperiods = 4\n', encoding="utf-8")
    child = db.solve({"based_on": str(path), "name": "child", "calendar": {"periods": 1}})
    assert child.name == "child#1"
    assert child.awards["period"].unique().tolist() == ["2026-01"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"calendar": {"moons": 3}}, "calendar has no setting 'moons'"),
        ({"rules": [{"id": "a", "kind": "award"}]}, "rule 'a'"),
        ({"drop_rules": ["law"]}, "drop_rules names 'law', but no parent has a rule with that id"),
    ],
)
def test_a_wrong_setting_is_told_with_its_place(db, settings, words):
    with pytest.raises(ScenarioInvalid) as raised:
        db.solve(SMALL, **settings)
    assert words in raised.value.findings[0].message
    assert words in raised.value.__notes__[0]


def test_wrong_data_are_told_with_their_findings(db):
    with pytest.raises(BadInput) as raised:
        db.solve(SMALL, changes=[{"table": "offers", "where": {"part": "NONE"}, "set": {"price": 1}}])
    assert "NONE" in " ".join(raised.value.__notes__)


def test_a_run_that_is_not_there_is_told_with_the_nearest(db, run):
    with pytest.raises(NotFound, match="Did you mean 'small'"):
        db.run("smal")


def test_two_runs_are_compared_to_the_rupiah(db, run):
    change = {
        "table": "offers",
        "where": {"offer": "BATTERY-PT"},
        "set": {"price": {"times": 1.01}},
        "reason": "dearer",
    }
    dearer = db.solve(SMALL, name="dearer", changes=[change])
    found = db.compare(run, dearer)
    assert found.difference_idr == round(dearer.total_cost_idr) - round(run.total_cost_idr)
    assert round(found.parts["idr"].sum()) == found.difference_idr
    assert found.inputs["table"].unique().tolist() == ["offers"]


def test_a_sweep_of_a_mapping_is_run_once_and_gone_on_with(db, tmp_path):
    path = tmp_path / "swept.toml"
    data = SMALL["data"].replace("\\", "/")
    path.write_text(f'name = "swept"\ndata = "{data}"\n[calendar]\nfirst = "2026-01"\nperiods = 1\n', encoding="utf-8")
    vary = [{"name": "scale", "setting": "demand.scale", "values": [0.5, 1.0]}]
    sweep = {"name": "market", "scenario": str(path), "vary": vary}
    found = db.sweep(sweep)
    assert found.table["scale"].tolist() == [0.5, 1.0]
    assert found.table["state"].tolist() == ["done", "done"]
    assert found.table["built"].iloc[1] == 2 * found.table["built"].iloc[0]
    before = len(db.runs())
    again = db.sweep(sweep)
    assert len(db.runs()) == before
    assert again.table["run"].tolist() == found.table["run"].tolist()


def test_a_wrong_sweep_is_told_with_its_findings(db):
    with pytest.raises(BadInput) as raised:
        db.sweep({"name": "wrong", "scenario": "baseline", "vary": [{"setting": "demand.size", "values": [1.0]}]})
    assert "demand.size" in " ".join(raised.value.__notes__)


def test_a_plan_is_stressed_by_the_loss_of_each_supplier(db, run):
    found = db.stress(run, kinds=("supplier",), modes=("held",))
    held = found.cases.set_index("case")
    assert len(held) == run.suppliers["supplier"].nunique()
    assert held["unmet"].max() > 0


def test_a_bundle_is_written_and_replayed(db, run, tmp_path):
    target = tmp_path / "small.evplan.zip"
    assert len(db.bundle(run, target)) == 64
    assert db.replay(target, store=False).repetition.same
