"""Where the files that travel with evplan lie: data sets, scenarios, the law, migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Folder = Literal["data", "scenarios", "migrations"]

_PACKAGE = Path(__file__).resolve().parent


def shipped_folder(name: Folder) -> Path:
    """Return the folder ``name`` as it was installed with the wheel, or as it stands in a clone."""
    installed = _PACKAGE / "shipped_files" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
