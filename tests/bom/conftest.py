"""A small data set in a database, and a way to call evplan on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from evplan.cli.program import run_program
from evplan.shipped import shipped_folder

Call = Callable[..., "Answer"]


@dataclass
class Answer:
    """What a call of the program left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the set of three parts, to be copied."""
    path = tmp_path_factory.mktemp("bom") / "evplan.db"
    assert run_program(["data", "load", str(shipped_folder("data") / "three_parts"), "--db", str(path), "-q"]) == 0
    return path


@pytest.fixture
def evplan(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loaded: Path) -> Call:
    """Give a function that runs evplan in a folder whose database holds the set of three parts."""
    shutil.copy(loaded, tmp_path / "evplan.db")
    monkeypatch.chdir(tmp_path)
    for name in ("EVPLAN_DB", "EVPLAN_LANG", "EVPLAN_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Answer:
        capsys.readouterr()
        code = run_program([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call
