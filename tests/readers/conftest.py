from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_set import FILES

from evplan.readers.data_set import DataSetFiles, read_data_set


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clean data set of three parts."""
    path = tmp_path / "tiny"
    path.mkdir()
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def read_changed(folder: Path) -> Callable[..., DataSetFiles]:
    """Read the tiny set with text of one file replaced."""

    def read(name: str, *changes: tuple[str, str]) -> DataSetFiles:
        text = FILES[name]
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8", newline="")
        return read_data_set(folder)

    return read
