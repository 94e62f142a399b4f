"""``evplan sweep`` as a user types it: run, gone on with, shown, listed, drawn, refused."""

from __future__ import annotations

import json
from io import StringIO

import pandas as pd
import pytest

from evplan.cli.program import run_program

SWEEP = """
question = "How does the cost grow with the market?"
[[vary]]
name = "size"
setting = "demand.scale"
values = [1.0, 2.0]
[[vary]]
name = "koperasi"
setting = "rule.jobs.one.minimum_share"
values = [0.0, 1.0]
"""


@pytest.fixture(scope="module")
def typed(write_sweep, tmp_path_factory):
    """Give a function that runs evplan on a database in which the sweep is done, and what the sweep itself said."""
    folder = tmp_path_factory.mktemp("command")
    path = write_sweep(SWEEP, name="market", periods=1)
    return path, folder / "evplan.db", folder


def call(capsys, typed, *words):
    capsys.readouterr()
    code = run_program([*map(str, words), "--db", str(typed[1])])
    return code, *capsys.readouterr()


def test_a_sweep_is_run_told_and_drawn(capsys, typed):
    chart = typed[2] / "market.svg"
    code, out, err = call(capsys, typed, "sweep", typed[0], "--workers", "1", "--chart", chart)
    assert code == 0
    assert "4 members: 4 done, 0 failed, 0 waiting; 2 without a plan" in out
    assert "market.01#1" in out
    assert "demand:SCOOTER; jobs.one" in out
    assert "0 of 4 members done" in err
    assert "4 of 4 members done" in err
    assert "no plan" in chart.read_text(encoding="utf-8")
    again, _, _ = call(capsys, typed, "sweep", typed[0], "--workers", "1")
    assert again == 0


def test_what_is_shown_is_a_tidy_table(capsys, typed):
    code, out, _ = call(capsys, typed, "sweep", "show", "market", "--format", "csv")
    table = pd.read_csv(StringIO(out))
    assert code == 0
    assert table[["size", "koperasi"]].values.tolist() == [[1, 0], [1, 1], [2, 0], [2, 1]]
    assert table["status"].tolist() == ["optimal", "infeasible"] * 2
    _, out, _ = call(capsys, typed, "sweep", "show", "market", "--format", "json")
    told = json.loads(out)
    assert (told["sweep"], told["kind"], told["scenario"]) == ("market", "vary", "three")
    assert told["members"][0]["total_cost_idr"] == table["total_cost_idr"][0]
    assert told["members"][1]["total_cost_idr"] is None


def test_a_sweep_is_told_in_bahasa(capsys, typed):
    _, out, _ = call(capsys, typed, "sweep", "show", "market", "--lang", "id")
    assert "Sapuan market" in out
    assert "4 anggota: 4 selesai, 0 gagal, 0 menunggu; 2 tanpa rencana" in out


def test_the_sweeps_there_are_are_listed(capsys, typed):
    code, out, _ = call(capsys, typed, "sweep", "list", "--format", "json")
    assert code == 0
    assert [(one["sweep"], one["members"], one["done"]) for one in json.loads(out)] == [("market", 4, 4)]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sweep", "show", "markt"), 2, "Did you mean 'market'?"),
        (("sweep", "umkm-shar"), 2, "Did you mean 'umkm-share'?"),
        (("sweep", "none.toml"), 3, "none.toml"),
        (("sweep", "show", "market", "--chart", "x.pdf"), 3, "pdf"),
    ],
)
def test_a_wrong_name_is_answered_with_one_message(capsys, typed, words, code, said):
    found, out, err = call(capsys, typed, *words)
    assert found in (code, 2)
    assert out == ""
    assert said in err
    assert "Traceback" not in err
