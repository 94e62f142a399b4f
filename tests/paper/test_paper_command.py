"""``evplan review letter``, ``sheet``, ``message`` and ``answer --file`` as they are typed."""

from __future__ import annotations

import pytest
from paper_world import told

from evplan.cli.program import run_program


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Give a function that runs evplan on a database in an empty folder, and returns code, output and errors."""
    monkeypatch.chdir(tmp_path)
    for name in ("EVPLAN_DB", "EVPLAN_LANG", "EVPLAN_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def run(paper, *arguments):
        capsys.readouterr()
        code = run_program(["review", *arguments, "--db", paper.url])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_the_loop_is_walked_on_paper(paper, call, tmp_path) -> None:
    assert call(paper, "letter", "small", "-o", "surat", "--lang", "id") == (0, "", "Surat ditulis: 3 (surat)\n")
    assert call(paper, "sheet", "small", "--supplier", "KOP", "-o", "kop.xlsx", "--lang", "id")[0] == 0
    code, out, _ = call(paper, "message", "small", "--supplier", "KOP", "--address", "http://10.0.0.5:8000")
    assert (code, out.splitlines()[-2]) == (0, "Answer here: http://10.0.0.5:8000/work/1")
    sheet = tmp_path / "kop.xlsx"
    sheet.write_bytes(told(sheet.read_bytes(), "KOP-FRAME", kind="Setuju"))
    code, out, _ = call(paper, "answer", "--file", "kop.xlsx", "--person", "ketua")
    assert code == 0
    assert out.splitlines() == [
        "  kop.xlsx: answers of KOP stored: 1, said by ketua.",
        "  KOP-FRAME: accepted",
        "  Parts still without an answer: 1.",
    ]
    assert call(paper, "answer", "--file", "kop.xlsx", "--person", "ketua")[1].startswith("  kop.xlsx: nothing new")


def test_a_sheet_that_cannot_stand_is_told_by_cell_with_exit_code_3(paper, kop_sheet, call, tmp_path) -> None:
    (tmp_path / "kop.xlsx").write_bytes(told(kop_sheet, "KOP-FRAME", kind="Menolak"))
    code, out, err = call(paper, "answer", "--file", "kop.xlsx")
    assert (code, out) == (3, "")
    assert "kop.xlsx: nothing was stored, since cells cannot stand as they are: 1." in err
    assert "kop.xlsx[Jawaban]:K" in err
    assert "A decline needs a reason." in err


def test_a_file_and_an_answer_at_once_or_neither_is_wrong_usage(paper, call) -> None:
    assert call(paper, "answer", "small", "--file", "kop.xlsx")[0] == 2
    assert call(paper, "answer", "small")[0] == 2
    assert call(paper, "answer", "--file", "missing.xlsx")[0] == 3
    assert call(paper, "message", "small", "--supplier", "KOP", "--address", "10.0.0.5")[0] == 2
