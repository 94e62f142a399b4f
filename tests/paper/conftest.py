"""The small plan of `paper_world`, solved once; every test gets a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from paper_world import Paper, copy_of, solve_world


@pytest.fixture(scope="session")
def solved_paper(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the plan, without a round."""
    path = tmp_path_factory.mktemp("paper") / "solved.db"
    shutil.copy(sqlite_template, path)
    solve_world(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def asked_paper(solved_paper: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the plan and a round on it."""
    path = tmp_path_factory.mktemp("asked") / "asked.db"
    shutil.copy(solved_paper, path)
    Paper(f"sqlite:///{path}").open(note="Mohon dijawab")
    return path


@pytest.fixture
def draft(solved_paper: Path, tmp_path: Path) -> Paper:
    """The plan without a round."""
    return Paper(copy_of(solved_paper, tmp_path))


@pytest.fixture
def paper(asked_paper: Path, tmp_path: Path) -> Paper:
    """The plan with an open round, number 1."""
    return Paper(copy_of(asked_paper, tmp_path))


@pytest.fixture(scope="session")
def shared_paper(asked_paper: Path) -> Paper:
    """The same, for tests that change nothing."""
    return Paper(f"sqlite:///{asked_paper}")


@pytest.fixture(scope="session")
def kop_sheet(shared_paper: Paper) -> bytes:
    """The cooperative's answer sheet in Bahasa, not filled in."""
    return shared_paper.sheet()
