"""A workbook with its findings marked: filled and commented cells, and a sheet that lists them all with links."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evplan.errors import Finding, Severity
from evplan.report.finding import worst_first
from evplan.report.language import Language
from evplan.report.sheet import clean_text
from evplan.report.template_rule import FACE
from evplan.report.word import label, word
from evplan.schema import TABLES

_MARK = "evplan: findings"
"""Author of the comments: by it they are known, and taken away, when a marked copy is marked again."""

_FILLS = {Severity.ERROR: "F8B4AE", Severity.WARNING: "FBE3A1", Severity.NOTE: "CFE3F5"}
_WIDTH, _HEIGHT, _LINE = 360, 90, 16
_HEADS = ("severity", "place", "message", "fix", "code")
_WIDTHS = (12, 30, 70, 60, 26)


@dataclass(frozen=True)
class Layout:
    """Where a table stands: ``sheet`` (blank: a CSV file), ``header`` line, position of each column from 0, its cells.

    ``line`` gives the line of the row at a position of ``columns``, which hold text; ``heads`` are all headings.
    """

    sheet: str
    header: int
    positions: Mapping[str, int]
    columns: Mapping[str, Any]
    rows: int
    line: Callable[[int], int | None]
    heads: Sequence[str]


def write_marked(
    path: Path, findings: Sequence[Finding], layouts: Mapping[str, Layout], content: bytes | None, language: Language
) -> tuple[int, int]:
    """Write the workbook ``content`` (or, without, one made of ``layouts``) with the findings marked.

    Returns how many findings have a cell, and how many have none.
    """
    book = _made_of(layouts) if content is None else load_workbook(io.BytesIO(content))
    _clean(book)
    listed: list[tuple[Finding, str]] = []
    for finding in worst_first(findings):
        place = _place(finding, layouts)
        if place is None or place[0] not in book.sheetnames:
            listed.append((finding, ""))
            continue
        _mark(book[place[0]][place[1]], finding, language)
        listed.append((finding, f"'{place[0]}'!{place[1]}"))
    _list(book, listed, language)
    book.save(path)
    with_cell = sum(1 for _finding, cell in listed if cell)
    return with_cell, len(listed) - with_cell


def _made_of(layouts: Mapping[str, Layout]) -> Workbook:
    """Return a workbook with a sheet per table, rows on the lines that they have in their files."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, layout in layouts.items():
        sheet = book.create_sheet(name)
        for position, column in enumerate(layout.columns, start=1):
            sheet.cell(1, position, column).font = Font(name=FACE, bold=True)
            sheet.column_dimensions[get_column_letter(position)].width = max(len(column) + 3, 14)
            for number, text in enumerate(layout.columns[column].to_pylist()):
                if text is not None:
                    _text(sheet.cell(layout.line(number) or number + 2, position), text)
        sheet.freeze_panes = "A2"
    return book


def _text(cell: Any, text: str) -> None:
    cell.value = clean_text(text)
    cell.data_type = "s"
    cell.number_format = "@"


def _clean(book: Workbook) -> None:
    """Take away what an earlier marking left: its comments, fills and sheet of findings."""
    for name in (word("template.findings", "en"), word("template.findings", "id")):
        if name in book.sheetnames:
            del book[name]
    for sheet in book.worksheets:
        for cell in [cell for row in sheet.iter_rows() for cell in row if cell.comment is not None]:
            if cell.comment is None or cell.comment.author != _MARK:
                continue
            kept = cell.comment.text.partition(f"[{_MARK}]")[0].strip()
            cell.comment = Comment(kept, "evplan") if kept else None
            cell.fill = PatternFill()


def _place(finding: Finding, layouts: Mapping[str, Layout]) -> tuple[str, str] | None:
    """Return sheet and cell of a finding: by its row, else by the key that its source names; ``None`` if neither."""
    layout = layouts.get(finding.table)
    if layout is None:
        return None
    row = finding.row or _row_of_key(finding, layout) or _row_of_text(finding, layout)
    if row is None:
        return None
    position = _position(finding, layout, row)
    return layout.sheet or finding.table, f"{get_column_letter(position + 1)}{row}"


def _position(finding: Finding, layout: Layout, row: int) -> int:
    first = finding.column.split(" + ")[0]
    at = {name: number for number, name in enumerate(layout.columns)} if not layout.sheet else layout.positions
    if first in at:
        return at[first]
    heads = [head.strip() for head in layout.heads]
    if row == layout.header and finding.found in heads:
        return heads.index(finding.found)
    return min(at.values(), default=0)


def _row_of_key(finding: Finding, layout: Layout) -> int | None:
    """Return the line of the row whose key stands in a source such as ``suppliers:KOP`` or ``bom_lines:A/B``."""
    match = re.fullmatch(rf"{finding.table}:([^:]+)(?::.*)?", finding.source)
    key = [name for name in TABLES[finding.table].key if name in layout.columns]
    if not match or not key:
        return None
    wanted = match[1].split("/")
    columns = [layout.columns[name].to_pylist() for name in key[: len(wanted)]]
    if len(columns) < len(wanted):
        return None
    rows = (number for number in range(layout.rows) if [cells[number] for cells in columns] == wanted)
    found = next(rows, None)
    return None if found is None else layout.line(found)


def _row_of_text(finding: Finding, layout: Layout) -> int | None:
    """Return the line of the first row that holds what was found: for findings about a word, not a row."""
    if not finding.found or finding.column not in layout.columns:
        return None
    cells = layout.columns[finding.column].to_pylist()
    found = next((number for number, text in enumerate(cells) if text and finding.found in text.split(";")), None)
    return None if found is None else layout.line(found)


def _mark(cell: Any, finding: Finding, language: Language) -> None:
    said = f"{label('severity', str(finding.severity), language)}: {finding.message}\n{finding.fix}".strip()
    old = cell.comment.text if cell.comment is not None else ""
    if old and f"[{_MARK}]" not in old and cell.comment.author != _MARK:
        old = f"{old}\n[{_MARK}]"
    text = f"{old}\n{said}".strip() if old else f"[{_MARK}]\n{said}"
    marked = cell.comment is not None and cell.comment.author == _MARK
    cell.comment = Comment(clean_text(text), _MARK, width=_WIDTH, height=_HEIGHT + _LINE * (len(text) // 50))
    if not marked:
        cell.fill = PatternFill("solid", fgColor=_FILLS[finding.severity])


def _list(book: Workbook, listed: Sequence[tuple[Finding, str]], language: Language) -> None:
    sheet: Worksheet = book.create_sheet(word("template.findings", language), 0)
    for position, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, position, word(f"template.finding.{head}", language))
        cell.font = Font(name=FACE, bold=True)
        sheet.column_dimensions[get_column_letter(position)].width = width
    for row, (finding, place) in enumerate(listed, start=2):
        severity = label("severity", str(finding.severity), language)
        shown = place.replace("'", "") or finding.source
        for position, text in enumerate((severity, shown, finding.message, finding.fix, finding.code), start=1):
            _text(sheet.cell(row, position), text)
            sheet.cell(row, position).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=_FILLS[finding.severity])
        if place:
            link: Any = sheet.cell(row, 2)
            link.hyperlink = f"#{place}"
            link.font = Font(name=FACE, underline="single", color="1F4E5F")
    if not listed:
        sheet.cell(2, 1, word("finding.none", language))
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.active = 0
