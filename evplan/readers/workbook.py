"""Tables from the sheets of a workbook, with Excel's own numbers, dates and truth values."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from evplan.errors import file_unreadable
from evplan.example_row import EXAMPLES
from evplan.readers.finding_list import FindingList
from evplan.readers.raw_table import BLANKS, TEXT, RawTable, check_heads, known_heads
from evplan.readers.template_row import is_example, is_heading
from evplan.schema import TABLES

_TITLE_ROWS = 20
"""Rows at the top of a sheet among which its header is looked for: titles may stand above it."""

_OLD_KIND = b"\xd0\xcf\x11\xe0"
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Workbook:
    """An opened workbook: ``sheets`` are its work sheets by name; ``failed`` are cells with a formula that fails.

    ``hidden`` names the sheets that nobody sees.
    """

    sheets: dict[str, list[list[Any]]]
    failed: dict[str, dict[tuple[int, int], str]]
    hidden: frozenset[str] = frozenset()


def open_workbook(content: bytes, path: object) -> Workbook:
    """Return the sheets of a workbook; raise `FileUnreadable` if the bytes are none."""
    if content.startswith(_OLD_KIND):
        raise file_unreadable("old-workbook", path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        known = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        sheets = {each.name: book.get_sheet_by_name(each.name).to_python(skip_empty_area=False) for each in known}
        hidden = frozenset(each.name for each in known if each.visible != SheetVisibleEnum.Visible)
        return Workbook(sheets, dict(_failed_cells(content)), hidden)
    except (CalamineError, zipfile.BadZipFile, ElementTree.ParseError, OSError, ValueError, KeyError) as error:
        raise file_unreadable("no-workbook", path, detail=str(error) or type(error).__name__) from error


def read_sheet(book: Workbook, sheet: str, findings: FindingList) -> RawTable | None:
    """Return the table ``findings.table`` from a sheet, or ``None`` if the sheet is empty."""
    rows = book.sheets[sheet]
    header = _header(rows, findings.table)
    if header is None:
        findings.add("empty-file")
        return None
    heads = [cell_text(cell) or "" for cell in rows[header]]
    numbers = [number for number in range(header + 1, len(rows)) if any(map(_is_filled, rows[number]))]
    cells = [rows[number] for number in numbers]
    columns = list(zip(*cells, strict=True)) or [()] * len(heads)
    positions = check_heads(heads, header + 1, lambda position: any(map(_is_filled, columns[position])), findings)
    skipped, example = _template_rows(rows, numbers, positions, findings)
    if skipped:
        numbers = [number for number in numbers if number not in skipped]
        columns = list(zip(*[rows[number] for number in numbers], strict=True)) or [()] * len(heads)
    findings.lines = lambda: [number + 1 for number in numbers]
    for (row, column), text in book.failed.get(sheet, {}).items():
        if column in positions and row > header:
            findings.add("formula-error", row + 1, positions[column], found=text)
    if not numbers and not TABLES[findings.table].optional:
        findings.add("no-rows")
    return RawTable(
        findings.table,
        {name: pa.array(map(cell_text, columns[position]), TEXT) for position, name in positions.items()},
        len(numbers),
        native={
            name: pa.array(np.array([not isinstance(cell, str) for cell in columns[position]], dtype=bool))
            for position, name in positions.items()
        },
        separator="",
        header=header + 1,
        positions={name: position for position, name in positions.items()},
        sheet=sheet,
        heads=tuple(heads),
        example=example,
    )


def _header(rows: list[list[Any]], table: str) -> int | None:
    """Return the row of the header: the first that is filled, or one below a title that names more columns."""
    filled = [number for number, row in enumerate(rows[:_TITLE_ROWS]) if any(map(_is_filled, row))]
    if not filled:
        return next((number for number, row in enumerate(rows) if any(map(_is_filled, row))), None)
    counts = [len(known_heads([cell_text(cell) or "" for cell in rows[number]], table)) for number in filled]
    return filled[counts.index(max(counts))] if counts[0] < 2 else filled[0]


def _template_rows(
    rows: list[list[Any]], numbers: list[int], positions: dict[int, str], findings: FindingList
) -> tuple[set[int], bool]:
    """Return the rows of a template that are no data (headings in words, the unedited example), and if one was that."""

    def cells(number: int) -> dict[str, str]:
        return {name: cell_text(rows[number][position]) or "" for position, name in positions.items()}

    examples: list[int] = []
    skipped = {number for number in numbers[:1] if is_heading(findings.table, cells(number))}
    key = TABLES[findings.table].key[0]
    place = next((position for position, name in positions.items() if name == key), None)
    if place is not None:
        wanted = EXAMPLES[findings.table][key]
        examples = [each for each in numbers if rows[each][place] == wanted and is_example(findings.table, cells(each))]
        skipped.update(examples)
    return skipped, bool(examples)


def cell_text(cell: Any) -> str | None:
    """Return a cell as text that can be read again: plain numbers, ISO dates, ``true`` and ``false``."""
    if isinstance(cell, str):
        return cell.strip(BLANKS) or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _is_filled(cell: Any) -> bool:
    return cell_text(cell) is not None if isinstance(cell, str) else True


def _failed_cells(content: bytes) -> Iterator[tuple[str, dict[tuple[int, int], str]]]:
    """Yield each sheet that holds failed formulas (``#N/A``), which would read as blank, with row and column from 0."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = set(archive.namelist())
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_SPACE}sheet"):
            target = targets.get(sheet.get(_LINK), "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            sheet_bytes = archive.read(part) if part in parts else b""
            if b't="e"' in sheet_bytes:
                yield (
                    sheet.get("name", ""),
                    {
                        (int(row) - 1, _column_number(letters)): text.decode(errors="replace")
                        for letters, row, text in _ERROR_CELL.findall(sheet_bytes)
                    },
                )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
