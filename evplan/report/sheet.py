"""Workbooks: a sheet per table, with a bold header that stays in sight, filters, and columns as wide as they need."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from evplan.errors import file_unwritable
from evplan.quantities import decimal_text

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
EXACT_DIGITS = 15
"""Excel keeps as many digits of a number; what has more is written as text."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Workbooks write characters as ``_x0041_``; text that only looks like it needs its first sign escaped."""

_SHADE, _LINE = "E8EDF3", 15.0
"""Behind headings; points that a line of text takes."""

_A4 = 9
"""Excel's number of the paper."""

_NARROW, _WIDE, _COVER_WIDTH = 8, 44, 84


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook for people: ``headings`` and number ``formats`` (as Excel writes them) by column."""

    name: str
    frame: pd.DataFrame
    headings: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cover:
    """The first sheet: a title, and rows of a label and what it says, with that cell's number format (or none)."""

    name: str
    title: str
    rows: Sequence[tuple[str, str | float | None, str]]


def write_workbook(frames: Mapping[str, pd.DataFrame], path: Path, money: Mapping[str, Sequence[str]]) -> None:
    """Write ``frames``, a sheet each. ``money`` names the columns of exact decimal text that are written as numbers.

    Text is always written as text: a period never becomes a date, a name that begins with ``=`` never a formula.
    Raises `FileUnwritable` if a sheet cannot hold a table.
    """
    book = Workbook(write_only=True)
    for name, frame in frames.items():
        _add(book, Sheet(name, frame), path, money.get(name, ()))
    if not frames:
        book.create_sheet("empty")
    book.save(path)


def write_sheets(cover: Cover, sheets: Sequence[Sheet], path: Path) -> None:
    """Write a workbook for people: a cover, then sheets that print a page wide. Raises as `write_workbook` does."""
    book = Workbook(write_only=True)
    _add_cover(book, cover, path)
    for sheet in sheets:
        _add(book, sheet, path, (), paged=True)
    book.save(path)


def _add(book: Workbook, sheet: Sheet, path: Path, money: Sequence[str], *, paged: bool = False) -> None:
    name, frame = sheet.name, sheet.frame
    if len(frame) >= MOST_ROWS:
        raise file_unwritable("write-rows", path.name, table=name, rows=len(frame), most=MOST_ROWS - 1)
    made = book.create_sheet(name[:31])
    if paged:
        _page(made, "landscape")
        made.print_title_rows = "1:1"
    made.freeze_panes = "A2"
    last = get_column_letter(max(len(frame.columns), 1))
    made.auto_filter.ref = f"A1:{last}{len(frame) + 1}"
    heads = [str(sheet.headings.get(column, column)) for column in frame.columns]
    columns = []
    for number, (column, head) in enumerate(zip(frame.columns, heads, strict=True), start=1):
        cells = _money(frame[column]) if column in money else _plain(frame[column])
        form = sheet.formats.get(column, "")
        widest = max([len(head) + 2, *(_width(cell, form) for cell in cells[:1000] if cell is not None)])
        most = _COVER_WIDTH if paged else _WIDE
        made.column_dimensions[get_column_letter(number)].width = min(max(widest, _NARROW), most)
        kept = [_formed(made, _safe(made, cell, path, f"{name}: {column}"), form) for cell in cells]
        columns.append([_wrapped(made, cell) if paged and _is_long(cell) else cell for cell in kept])
    made.append(
        [_head(made, head, paged, sheet.formats.get(at, "")) for at, head in zip(frame.columns, heads, strict=True)]
    )
    for number, row in enumerate(zip(*columns, strict=True), start=2):
        if paged:
            _heighten(made, number, row)
        high = number in made.row_dimensions
        made.append([_wrapped(made, cell) if high and isinstance(cell, str) else cell for cell in row])


def _heighten(made: Any, number: int, row: Sequence[Any]) -> None:
    """Make a row as high as its longest wrapped text; not every program does it by itself."""
    longest = max((len(str(cell.value)) for cell in row if isinstance(cell, Cell) and cell.data_type == "s"), default=0)
    if longest > _COVER_WIDTH:
        made.row_dimensions[number].height = _LINE * math.ceil(longest / (_COVER_WIDTH * 0.9))


def _page(made: Any, orientation: str) -> None:
    """Have a sheet printed a page wide; before its first row, since that is when its head is written."""
    made.page_setup.orientation = orientation
    made.page_setup.paperSize = _A4
    made.page_setup.fitToHeight = 0
    made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _add_cover(book: Workbook, cover: Cover, path: Path) -> None:
    made = book.create_sheet(cover.name[:31])
    widths = [max([len(row[0]) for row in cover.rows] + [_NARROW]) + 2, _COVER_WIDTH]
    for number, width in enumerate(widths, start=1):
        made.column_dimensions[get_column_letter(number)].width = min(width, _COVER_WIDTH)
    _page(made, "portrait")
    title: Any = WriteOnlyCell(made, clean_text(cover.title))
    title.font = Font(bold=True, size=15)
    made.append([title])
    number = 2
    for label, value, form in cover.rows:
        if value is None:
            # A heading inside the cover has a blank line above it.
            made.append([])
            number += 1
        cells: list[Any] = [
            WriteOnlyCell(made, clean_text(label)),
            _formed(made, _safe(made, value, path, label), form),
        ]
        cells[0].font = Font(bold=value is None)
        cells[0].alignment = Alignment(vertical="top")
        if value is not None:
            cells[1] = _wrapped(made, cells[1])
        _heighten(made, number, cells)
        made.append(cells)
        number += 1


def _wrapped(sheet: Any, value: Any) -> Any:
    cell: Any = value if isinstance(value, Cell) else WriteOnlyCell(sheet, value)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    return cell


def _width(cell: Any, form: str) -> int:
    """Return how many characters a cell takes: of a formatted number those that are seen."""
    if not form or isinstance(cell, str):
        return len(str(cell)) + 1
    digits = len(form.partition(".")[2].strip("%")) + 1 if "." in form else 0
    scale = 100 if "%" in form else 1
    return len(f"{abs(cell) * scale:,.0f}") + digits + ("Rp" in form) * 3 + ("%" in form) + 2


def _formed(sheet: Any, value: Any, form: str) -> Any:
    """Return a number as a cell with a number format, anything else as it is."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not form or not (number or (isinstance(value, Cell) and value.data_type == "n")):
        return value
    cell: Any = value if isinstance(value, Cell) else WriteOnlyCell(sheet, value)
    cell.number_format = form
    return cell


def _is_long(cell: Any) -> bool:
    return isinstance(cell, str) and len(cell) > _COVER_WIDTH


def _head(sheet: Any, text: str, paged: bool, form: str) -> Any:
    """Return a heading; on paper shaded, and above numbers flush right as they are."""
    cell: Any = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    if paged:
        cell.fill = PatternFill("solid", fgColor=_SHADE)
        cell.alignment = Alignment(horizontal="right" if form else "left")
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
    text = clean_text(value)
    return _typed(sheet, text, "s") if text.startswith(("=", "#")) else text


def clean_text(text: str) -> str:
    """Return text as a workbook can hold it: what no cell may have is replaced, what looks like an escape is one."""
    return _ESCAPE.sub("_x005F_", _ILLEGAL.sub("\ufffd", text))


def _typed(sheet: Any, text: str, kind: str) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, kind
    return cell
