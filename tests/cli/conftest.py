from dataclasses import dataclass

import pytest

from evplan.cli.program import run_program
from evplan.shipped import shipped_folder

SCENARIO = """
name = "three"
data = "{data}"

[calendar]
first = "2026-01"
periods = 4

[solver]
gap = 0.0
"""


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


@pytest.fixture
def scenario(tmp_path):
    """Give a function that writes a scenario on the set of three parts, with more text at its end."""

    def write(name="three.toml", more=""):
        data = (shipped_folder("data") / "three_parts").as_posix()
        path = tmp_path / name
        path.write_text((SCENARIO + more).format(data=data), encoding="utf-8")
        return path

    return write
