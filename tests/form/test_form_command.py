"""``evplan law form`` and ``evplan law read``, as they are called."""

import json

import pytest
from openpyxl import Workbook

from evplan.cli.program import run_program
from evplan.shipped import shipped_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a database that holds a run on the set of three parts."""
    folder = tmp_path_factory.mktemp("forms")
    data = (shipped_folder("data") / "three_parts").as_posix()
    scenario = f'name = "three"\ndata = "{data}"\n[calendar]\nfirst = "2026-01"\nperiods = 2\n'
    (folder / "three.toml").write_text(scenario, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run_program(["solve", "three.toml", "--no-progress"]) == 0
    return folder


@pytest.fixture
def evplan(folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)

    def call(*arguments):
        capsys.readouterr()
        code = run_program([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_a_run_becomes_a_form_and_the_form_a_data_set(evplan, folder):
    code, _, told = evplan("law", "form", "three", "--vehicle", "SCOOTER", "-o", "form.xlsx")
    assert code == 0
    assert "Forms of SCOOTER, 2026, from three#1: form.xlsx" in told
    assert "verifier (LVI) decides" in told
    code, out, _ = evplan("law", "read", "form.xlsx", "-o", "set", "--format", "json")
    assert code == 0
    assert {(line["specification"], line["quantity"]) for line in json.loads(out)} >= {("PANEL", 2.0)}
    assert "SCOOTER,PANEL,2" in (folder / "set" / "bom_lines.csv").read_text()
    # Written once, it is not overwritten by chance.
    code, _, told = evplan("law", "form", "three", "--vehicle", "SCOOTER", "-o", "form.xlsx")
    assert code != 0
    assert "there already" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--vehicle", "SCOTER", "-o", "a.xlsx"], "Did you mean 'SCOOTER'?"),
        (["--vehicle", "SCOOTER", "--year", "2031", "-o", "a.xlsx"], "Years are 2026."),
        (["--vehicle", "SCOOTER", "-o", "a.pdf"], "must end in .xlsx"),
    ],
)
def test_what_cannot_be_written_is_refused_with_what_can(evplan, arguments, words):
    code, _, told = evplan("law", "form", "three", *arguments)
    assert code == 2
    assert words in told


def test_a_wrong_line_ends_with_exit_code_3_and_is_written_only_if_accepted(evplan, folder):
    book = Workbook()
    book.active.append(["No", "Uraian", "TKDN (%)", "Jumlah pemakaian", "Harga satuan", "KDN", "KLN", "Total"])
    book.active.append([1, "Pelat SPCC", 58.64, 0.2, 500_000, 59_640, 41_360, 100_000])
    book.save(folder / "wrong.xlsx")
    code, _, told = evplan("law", "read", "wrong.xlsx", "-o", "wrong")
    assert code == 3
    assert "Line 1 (Pelat SPCC) is wrong: KDN is 59640; it should be KDN 58640." in told
    assert "--accept form-line-wrong" in told
    assert not (folder / "wrong").exists()
    code, _, _ = evplan("law", "read", "wrong.xlsx", "-o", "wrong", "--accept", "form-line-wrong")
    assert code == 0
    assert (folder / "wrong" / "offers.csv").is_file()
