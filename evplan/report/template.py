"""The workbook to fill in: a guide, a sheet per table with headings, help, lists and limits, and lists of words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evplan.example_row import EXAMPLES
from evplan.heading import SHEETS, column_words
from evplan.report.language import Language
from evplan.report.sheet import clean_text
from evplan.report.template_rule import FACE, FIRST_ROW, add_rules
from evplan.report.word import word
from evplan.schema import TABLES, Column, Table, Tables

AUTHOR = "evplan"

# Sheets in the order in which they are filled in: what is chosen from stands before what chooses.
_ORDER = (
    "regions",
    "sites",
    "parts",
    "bom_lines",
    "suppliers",
    "memberships",
    "capacity",
    "offers",
    "price_bands",
    "supplier_rebates",
    "supplier_certificates",
    "demand",
    "lanes",
    "exchange_rates",
    "vehicle_content",
    "upgrades",
    "sources",
)
_DARK, _LIGHT, _PALE, _GREY = "1F4E5F", "DCE6EA", "F3F6F8", "7F7F7F"
_RULES = ("rows", "example", "required", "keys", "shares", "check")
_WIDEST, _CODE_WIDTH, _NARROWEST = 34, 22, 12
_HEADING_HEIGHT = 32.0
_NARROW_HELP, _HELP_WIDTH, _HELP_HEIGHT = 60, 320, 130


def write_template(
    path: Path, language: Language, lists: Mapping[str, pd.DataFrame], tables: Tables | None = None
) -> None:
    """Write the workbook to fill in to ``path``.

    ``lists`` are reference lists by name (``processes``, ``certificates``, ``currencies``) that drop-downs take their
    words from; ``tables`` are rows to fill in beforehand: a table that has some gets no example.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    _guide(book, language)
    ranges = list_ranges(lists, language)
    for name in _ORDER:
        sheet = book.create_sheet(name)
        _head(sheet, TABLES[name], language)
        rows = None if tables is None or tables[name].empty else tables[name]
        _fill(sheet, TABLES[name], language, rows)
        add_rules(sheet, TABLES[name], language, ranges)
    _lists(book, lists, language)
    book.save(path)


def list_ranges(lists: Mapping[str, pd.DataFrame], language: Language) -> dict[str, str]:
    """Return where in the workbook the words of each list stand, as a formula's range."""
    sheet = word("template.lists", language)
    letters = [get_column_letter(3 * number + 1) for number in range(len(lists))]
    return {
        name: f"{sheet}!${letter}$3:${letter}${len(frame) + 2}"
        for (name, frame), letter in zip(lists.items(), letters, strict=True)
    }


def _guide(book: Workbook, language: Language) -> None:
    sheet = book.create_sheet(word("template.guide", language))
    sheet.sheet_view.showGridLines = False
    for letter, width in zip("ABCD", (9, 24, 80, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"] = word("template.title", language)
    sheet["A1"].font = Font(name=FACE, bold=True, size=15, color=_DARK)
    for number, rule in enumerate(_RULES, start=3):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=4)
        cell = sheet.cell(number, 1, word(f"template.rule.{rule}", language))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = _HEADING_HEIGHT
    start = len(_RULES) + 4
    for position, key in enumerate(("step", "sheet", "what", "needed"), start=1):
        _style_head(sheet.cell(start, position, word(f"template.{key}", language)), dark=True)
    for number, name in enumerate(_ORDER, start=1):
        _guide_row(sheet, start + number, number, TABLES[name], language)
    _page(sheet, landscape=False)


def _guide_row(sheet: Worksheet, row: int, step: int, table: Table, language: Language) -> None:
    english, bahasa, meaning, _others = SHEETS[table.name]
    said = bahasa if language == "id" else english
    cells: tuple[int | str, ...] = (step, table.name, f"{said}: {meaning if language == 'id' else table.meaning}")
    needed = word("template.no" if table.optional else "template.yes", language)
    row_cells: list[Any] = [*cells, needed]
    for position, value in enumerate(row_cells, start=1):
        cell = sheet.cell(row, position, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        cell.font = Font(name=FACE, bold=not table.optional and position > len(cells))
    link: Any = sheet.cell(row, 2)
    link.hyperlink = f"#'{table.name}'!A{FIRST_ROW}"
    link.font = Font(name=FACE, underline="single", color=_DARK)


def _head(sheet: Worksheet, table: Table, language: Language) -> None:
    for position, column in enumerate(table.columns, start=1):
        english, bahasa, _meaning, _others = column_words(table.name, column.name)
        heading = (bahasa if language == "id" else english) + (" *" if column.required else "")
        name, said = sheet.cell(1, position, column.name), sheet.cell(2, position, heading)
        _style_head(name, dark=column.required)
        name.comment = _comment(column_help(table.name, column, language))
        said.font = Font(name=FACE, bold=column.required, color=_DARK)
        said.fill = PatternFill("solid", fgColor=_PALE)
        said.alignment = Alignment(wrap_text=True, vertical="top")
        dimension = sheet.column_dimensions[get_column_letter(position)]
        least = _CODE_WIDTH if column.kind in ("key", "text", "list") else _NARROWEST
        dimension.width = min(max(len(column.name) + 3, len(heading) // 2 + 4, least), _WIDEST)
        dimension.number_format = number_format(column)
    sheet.row_dimensions[2].height = _HEADING_HEIGHT
    sheet.freeze_panes = f"B{FIRST_ROW}"
    _page(sheet, landscape=True)
    sheet.print_title_rows = "1:2"


def column_help(table: str, column: Column, language: Language) -> str:
    """Return what a column holds, in a language: its meaning, unit, where it is chosen from, what a blank means."""
    meaning = column_words(table, column.name)[2] if language == "id" else column.meaning
    said = [meaning[:1].upper() + meaning[1:] + "."]
    if column.required:
        said.append(word("template.required", language).capitalize() + ".")
    if column.choices:
        said.append(word("template.error.choice", language, choices=", ".join(column.choices)))
    if column.references and language == "en":
        said.append(word("template.from", language, table=column.references))
    if column.unit == "share":
        said.append(word("template.error.share", language))
    elif column.unit and language == "en":
        said.append(word("template.unit", language, unit=column.unit))
    if column.default is not None and column.kind != "flag":
        said.append(word("template.blank", language, value=column.default))
    return "\n".join(said)


def number_format(column: Column) -> str:
    """Return how cells of a column are shown: codes and periods as text, so that 32.10 stays 32.10."""
    if column.kind in ("number", "money"):
        return "0" if column.name == "year" else "#,##0" if column.name.endswith("_idr") else "General"
    return "yyyy-mm-dd" if column.kind == "date" else "General" if column.kind == "flag" else "@"


def _fill(sheet: Worksheet, table: Table, language: Language, rows: pd.DataFrame | None) -> None:
    """Write the rows given, or the example, which looks like one."""
    if rows is not None:
        for number, cells in enumerate(rows.astype(object).to_numpy().tolist(), start=FIRST_ROW):
            for position, (column, value) in enumerate(zip(table.columns, cells, strict=True), start=1):
                _put(sheet, number, position, column, None if pd.isna(value) else value)
        return
    for position, column in enumerate(table.columns, start=1):
        _put(sheet, FIRST_ROW, position, column, EXAMPLES[table.name].get(column.name))
        cell = sheet.cell(FIRST_ROW, position)
        cell.font = Font(name=FACE, italic=True, color=_GREY)
    sheet.cell(FIRST_ROW, 1).comment = _comment(word("template.example", language))


def _put(sheet: Worksheet, row: int, position: int, column: Column, value: Any) -> None:
    cell: Any = sheet.cell(row, position)
    cell.number_format = number_format(column)
    if value is None:
        return
    if column.kind == "date":
        value = date.fromisoformat(value)
    elif column.kind == "money":
        value = _exact(str(value))
    elif column.kind == "flag":
        value = bool(value)
    elif isinstance(value, str):
        cell.value = clean_text(value)
        cell.data_type = "s"
        return
    cell.value = value


def _exact(text: str) -> float | int | str:
    """Return a decimal as the number that says the same, or as text where none does."""
    number = float(text)
    whole = int(number) if number.is_integer() else number
    return whole if str(whole) == text else text


def _lists(book: Workbook, lists: Mapping[str, pd.DataFrame], language: Language) -> None:
    """Write the words of the reference lists side by side, each with what it means."""
    sheet = book.create_sheet(word("template.lists", language))
    for number, (name, frame) in enumerate(lists.items()):
        left = 3 * number + 1
        heads = (frame.columns[0], "name_id" if language == "id" else "name")
        _style_head(sheet.cell(1, left, name), dark=True)
        for offset, head in enumerate(heads):
            _style_head(sheet.cell(2, left + offset, "name" if offset else head), dark=False)
            sheet.column_dimensions[get_column_letter(left + offset)].width = (18, 44)[offset]
            for row, value in enumerate(frame[head].tolist(), start=3):
                sheet.cell(row, left + offset, value)
    sheet.freeze_panes = "A3"
    _page(sheet, landscape=True)


def _style_head(cell: Any, *, dark: bool) -> None:
    cell.font = Font(name=FACE, bold=True, color="FFFFFF" if dark else _DARK)
    cell.fill = PatternFill("solid", fgColor=_DARK if dark else _LIGHT)
    cell.alignment = Alignment(vertical="top")


def _comment(text: str) -> Comment:
    height = _HELP_HEIGHT + 16 * (len(text) // _NARROW_HELP)
    return Comment(text, AUTHOR, width=_HELP_WIDTH, height=height)


def _page(sheet: Worksheet, *, landscape: bool) -> None:
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
