from dataclasses import dataclass

import pytest

from evplan.cli.program import run_program


@dataclass
class Answer:
    """What a call of the program left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def evplan(capsys, tmp_path, monkeypatch):
    """Give a function that runs evplan in an empty folder, as its words would on the command line."""
    monkeypatch.chdir(tmp_path)
    for name in ("EVPLAN_DB", "EVPLAN_LANG", "EVPLAN_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments):
        capsys.readouterr()
        code = run_program([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call
