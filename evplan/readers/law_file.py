"""The law from its files."""

from __future__ import annotations

import tomllib
from pathlib import Path

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
    documents = {}
    for path in _files(folders):
        try:
            documents[path.stem] = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        except OSError as error:
            raise file_unreadable("other", path, detail=error.strerror or error) from error
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise file_unreadable("not-utf8", path, line=line) from error
        except tomllib.TOMLDecodeError as error:
            raise file_unreadable("law-syntax", path, detail=error) from error
    return parse_law(documents)


def _files(folders: list[Path]) -> list[Path]:
    """Return the law files of the folders; raises `FileUnreadable` for a folder that has none."""
    found = []
    for folder in folders:
        paths = sorted(folder.glob("*.toml")) if folder.is_dir() else []
        if not paths:
            raise file_unreadable("law-folder", folder)
        found += paths
    return found
