"""The law from its files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evplan.errors import file_unreadable
from evplan.law import Law, parse_law
from evplan.shipped import shipped_folder

LAW_FOLDERS = ("law", "credit", "labour")
"""Folders of the shipped data that hold dated values of the same form: local content, KUR credit, working time."""


def read_law(folder: Path | None = None) -> Law:
    """Return the law that the ``.toml`` files of ``folder`` hold (default: those that travel with evplan, all of them).

    Raises `FileUnreadable` if the folder or a file in it cannot be read, `LawFileInvalid` if a value lacks something.
    """
    folders = [shipped_folder("data") / name for name in LAW_FOLDERS] if folder is None else [folder]
    return parse_law({path.stem: _document(path, _text(path)) for path in _files(folders)})


def read_law_texts() -> dict[str, str]:
    """Return the law files that travel with evplan as they are, by file name; raises what `read_law` raises."""
    return {path.name: _text(path) for path in _files([shipped_folder("data") / name for name in LAW_FOLDERS])}


def law_of_texts(texts: Mapping[str, str]) -> Law:
    """Return the law that texts of law files hold, by file name; raises what `read_law` raises."""
    return parse_law({Path(name).stem: _document(Path(name), text) for name, text in texts.items()})


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise file_unreadable("other", path, detail=error.strerror or error) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise file_unreadable("not-utf8", path, line=line) from error


def _document(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise file_unreadable("law-syntax", path, detail=error) from error


def _files(folders: list[Path]) -> list[Path]:
    """Return the law files of the folders; raises `FileUnreadable` for a folder that has none."""
    found = []
    for folder in folders:
        paths = sorted(folder.glob("*.toml")) if folder.is_dir() else []
        if not paths:
            raise file_unreadable("law-folder", folder)
        found += paths
    return found
