"""A block of a report: a title, lines, a table of ready text. What a terminal or a page lays out as it can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from evplan.report import render
from evplan.report.language import Language
from evplan.report.word import label, word

Format = Callable[[object, Language], str]


@dataclass(frozen=True)
class Block:
    """One piece of a report. ``right`` holds the positions of columns that are flush right; ``rows`` are text."""

    title: str = ""
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    right: frozenset[int] = frozenset()
    note: str = ""


def table_block(
    frame: pd.DataFrame,
    language: Language,
    title: str = "",
    formats: Mapping[str, Format] | None = None,
    note: str = "",
) -> Block:
    """Return ``frame`` as a block: a heading per column, cells formatted by ``formats`` or by what the name says.

    Names that end in ``_idr`` are money, ``_share``, ``score``, ``ratio``, ``weight`` and the like are shares; other
    numbers keep up to two decimals; flags read yes and no; what is missing reads as a dash.
    """
    chosen = {name: (formats or {}).get(name) or _format(name) for name in frame.columns}
    columns = [[chosen[name](cell, language) for cell in frame[name].tolist()] for name in frame.columns]
    numeric = [
        position
        for position, name in enumerate(frame.columns)
        if pd.api.types.is_numeric_dtype(frame[name]) and not pd.api.types.is_bool_dtype(frame[name])
    ]
    return Block(
        title=title,
        headings=tuple(heading(name, language) for name in frame.columns),
        rows=tuple(zip(*columns, strict=True)) if len(frame) else (),
        right=frozenset(numeric),
        note=note if len(frame) else note or word("note.no_rows", language),
    )


def heading(column: str, language: Language) -> str:
    """Return the heading of a column; a column without words of its own keeps its name, with blanks."""
    text = label("column", column, language)
    return text if text != column else column.replace("_", " ").capitalize()


def plain(cell: object, language: Language) -> str:
    """Return a cell without a unit: text, a day, a flag or a number."""
    if render.is_missing(cell) or cell is pd.NaT:
        return render.MISSING
    if isinstance(cell, (bool, np.bool_)):
        return word("word.yes" if cell else "word.no", language)
    if isinstance(cell, date):
        return cell.isoformat()
    return render.quantity(cell, language) if isinstance(cell, (int, float)) else str(cell)


def whole(cell: object, language: Language) -> str:
    """Return a year or a count as it is, without separators."""
    return plain(cell, language) if not isinstance(cell, (int, float)) or cell != cell else f"{cell:.0f}"


def exact(cell: object, language: Language) -> str:
    """Return a cell with up to six decimals: numbers of the law as they are written."""
    value = _number(cell)
    return render.MISSING if value is None else render.quantity(value, language, 6)


def money(cell: object, language: Language) -> str:
    """Return a cell as rupiah to the rupiah."""
    return render.money(_number(cell), language)


def compact(cell: object, language: Language) -> str:
    """Return a cell as rupiah in large units."""
    return render.compact_money(_number(cell), language)


def percent(cell: object, language: Language) -> str:
    """Return a cell as per cent."""
    return render.percent(_number(cell), language)


def precise_percent(cell: object, language: Language) -> str:
    """Return a cell as per cent with two decimals."""
    return render.percent(_number(cell), language, 2)


def count(cell: object, language: Language) -> str:
    """Return a cell as a whole number."""
    return render.number(_number(cell), language)


def hours(cell: object, language: Language) -> str:
    """Return a cell with one decimal."""
    return render.number(_number(cell), language, 1)


def duration(cell: object, language: Language) -> str:
    """Return a cell of seconds as a time span."""
    return render.duration(_number(cell), language)


def moment(cell: object, language: Language) -> str:
    """Return a cell that holds an ISO time."""
    return render.MISSING if render.is_missing(cell) or not cell else render.moment(str(cell), language)


_SHARES = ("share", "score", "minimum", "ratio", "weight", "points", "capacity_used")


def _format(name: str) -> Format:
    if name == "year":
        return whole
    if name == "gap":
        return precise_percent
    if name == "seconds":
        return duration
    if name.endswith("idr"):
        return money
    if name in _SHARES or name.endswith("_share"):
        return percent
    if name.endswith("hours"):
        return hours
    return moment if name.endswith("_at") else plain


def _number(cell: object) -> float | None:
    return None if render.is_missing(cell) or not isinstance(cell, (int, float)) else float(cell)
