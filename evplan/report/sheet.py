"""Workbooks: a sheet per table, with a bold header that stays in sight, filters, and columns as wide as they need."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from evplan.errors import file_unwritable
from evplan.quantities import decimal_text

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
EXACT_DIGITS = 15
"""Excel keeps as many digits of a number; what has more is written as text."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Workbooks write characters as ``_x0041_``; text that only looks like it needs its first sign escaped."""

_NARROW, _WIDE = 8, 44


def write_workbook(frames: Mapping[str, pd.DataFrame], path: Path, money: Mapping[str, Sequence[str]]) -> None:
    """Write ``frames``, a sheet each. ``money`` names the columns of exact decimal text that are written as numbers.

    Text is always written as text: a period never becomes a date, a name that begins with ``=`` never a formula.
    Raises `FileUnwritable` if a sheet cannot hold a table.
    """
    book = Workbook(write_only=True)
    for name, frame in frames.items():
        if len(frame) >= MOST_ROWS:
            raise file_unwritable("write-rows", path.name, table=name, rows=len(frame), most=MOST_ROWS - 1)
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        last = get_column_letter(max(len(frame.columns), 1))
        sheet.auto_filter.ref = f"A1:{last}{len(frame) + 1}"
        columns = []
        for number, head in enumerate(frame.columns, start=1):
            cells = _money(frame[head]) if head in money.get(name, ()) else _plain(frame[head])
            widest = max([len(str(head)) + 2, *(len(str(cell)) + 1 for cell in cells[:1000] if cell is not None)])
            sheet.column_dimensions[get_column_letter(number)].width = min(max(widest, _NARROW), _WIDE)
            columns.append([_safe(sheet, cell, path, f"{name}: {head}") for cell in cells])
        sheet.append([_head(sheet, str(head)) for head in frame.columns])
        for row in zip(*columns, strict=True):
            sheet.append(row)
    if not frames:
        book.create_sheet("empty")
    book.save(path)


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _plain(cells: pd.Series) -> list[Any]:
    """Return cells as plain values, ``None`` where blank or not finite."""
    values = cells.astype(object)
    kept = values.where(cells.notna(), None).tolist()
    return [None if isinstance(cell, float) and math.isinf(cell) else cell for cell in kept]


def _money(cells: pd.Series) -> list[Any]:
    """Return exact decimal text as numbers where those say exactly the same, else as it is."""
    return [None if cell is None else _number(cell) for cell in _plain(cells)]


def _number(text: str) -> int | float | str:
    if len(text.strip("-").replace(".", "").strip("0")) > EXACT_DIGITS:
        return text
    number = float(text)
    if decimal_text(number) != text:
        return text
    return int(number) if number.is_integer() else number


def _safe(sheet: Any, value: Any, path: Path, place: str) -> Any:
    """Return a value as a cell that holds just that, whatever it looks like."""
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        return _typed(sheet, repr(value), "n")  # openpyxl would write 16 digits, and lose the last
    if not isinstance(value, str):
        return value
    if len(value) > MOST_CHARACTERS:
        raise file_unwritable("write-cell", path.name, length=len(value), place=place)
    text = _ESCAPE.sub("_x005F_", _ILLEGAL.sub("\ufffd", value))
    return _typed(sheet, text, "s") if text.startswith(("=", "#")) else text


def _typed(sheet: Any, text: str, kind: str) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, kind
    return cell
