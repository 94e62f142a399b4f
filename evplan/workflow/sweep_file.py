"""Where sweep files are: a path, or one of those that come with evplan."""

from __future__ import annotations

from pathlib import Path

from evplan.errors import NotFound, nearest
from evplan.shipped import shipped_folder


def shipped_sweeps() -> dict[str, Path]:
    """Return the sweep files that come with evplan, by name."""
    return {path.stem: path for path in sorted((shipped_folder("scenarios") / "sweeps").glob("*.toml"))}


def sweep_path(text: str) -> Path:
    """Return the file that ``text`` names: a path, or where there is no such file a sweep that comes with evplan.

    Raises ``NotFound`` for a bare name that is neither; a path that is not there is left to the reader to complain of.
    """
    path = Path(text)
    if path.is_file() or path.suffix or len(path.parts) != 1:
        return path
    shipped = shipped_sweeps()
    if text not in shipped:
        where = f"this folder or among the sweeps that come with evplan ({', '.join(shipped)})"
        raise NotFound(kind="sweep", name=text, where=where, nearest=nearest(text, shipped))
    return shipped[text]
