"""A sheet of a TKDN form: head, headings, cells and page, as an office prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from evplan.plan.form import TkdnForm
from evplan.report import render
from evplan.report.sheet import clean_text
from evplan.report.word import word

# Programs that heed the locale mark write a decimal comma; others follow the system. The cell stays a number.
MONEY, SHARE, COUNT = "[$-421]#,##0.00", "[$-421]0.00%", "[$-421]#,##0.0000"
POINTS, FINE, PLAIN = "[$-421]0.00", "[$-421]0.000000000000", "General"

HEADS = ("provider", "product", "kind", "specification", "standard")
HEAD_ROWS = 7
"""Rows of title, notice and head; the table starts two rows below."""

_YELLOW, _GREY = PatternFill("solid", fgColor="FFF2B3"), PatternFill("solid", fgColor="E4E9EF")
_THIN = Side(style="thin", color="808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_A4 = 9


@dataclass(frozen=True)
class FormMark:
    """What a form was made from: full name of the run, version of evplan, day (ISO)."""

    run: str
    version: str
    day: str


def bahasa(key: str, **values: object) -> str:
    """Return words of the forms in Bahasa: the language in which they are filed."""
    return word(f"form.{key}", "id", **values)


@dataclass
class FormSheet:
    """A sheet while it is written; ``width`` columns are printed."""

    sheet: Any
    width: int

    def put(self, row: int, column: int, value: object, form: str = PLAIN, **style: bool) -> str:
        """Write a cell of the table and return its address; style: bold, head, ask (yellow, to be filled in), text.

        ``text`` says that the value comes from data: it is never a formula, however it starts.
        """
        cell = self.sheet.cell(row, column)
        text = isinstance(value, str) and (style.get("text", False) or not value.startswith("="))
        cell.value = clean_text(str(value)) if text else value
        if text:
            cell.data_type = "s"
        head = style.get("head", False)
        cell.number_format = form
        cell.font = Font(name="Arial", size=9, bold=head or style.get("bold", False))
        side = "center" if head or style.get("center") else "left" if text else "right"
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=int(side == "left"))
        cell.border = _BOX
        if head or style.get("ask"):
            cell.fill = _GREY if head else _YELLOW
        return f"{get_column_letter(column)}{row}"

    def line(self, row: int, text: str, *, bold: bool = False, size: int = 9, column: int = 1) -> None:
        """Write a line of text over the table's width, without a border."""
        cell = self.sheet.cell(row, column)
        cell.value, cell.data_type = clean_text(text), "s"
        cell.font = Font(name="Arial", size=size, bold=bold, italic=not bold)
        cell.alignment = Alignment(vertical="center")

    def heads(self, row: int, texts: Sequence[str], start: int = 1) -> None:
        """Write headings, a cell each."""
        for place, text in enumerate(texts):
            self.put(row, start + place, text, head=True)

    def span(self, row: int, column: int, row_to: int, column_to: int) -> None:
        """Merge cells, with a border around all of them."""
        for each in self.sheet.iter_rows(row, row_to, column, column_to):
            for cell in each:
                cell.border = _BOX
        self.sheet.merge_cells(start_row=row, start_column=column, end_row=row_to, end_column=column_to)

    def page(self, last: int, repeat: tuple[int, int] | None, mark: FormMark) -> None:
        """Lay the sheet out: A4 landscape, as wide as the page, headings repeated, run and page number below."""
        sheet = self.sheet
        sheet.print_area = f"A1:{get_column_letter(self.width)}{last}"
        if repeat:
            sheet.print_title_rows = f"{repeat[0]}:{repeat[1]}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.25, 0.25
        sheet.oddHeader.right.text = sheet.title
        day = render.day(mark.day, "id")
        sheet.oddFooter.left.text = bahasa("running", run=mark.run, version=mark.version, day=day).replace("&", "&&")
        sheet.oddFooter.right.text = "&P / &N"
        sheet.sheet_view.showGridLines = False

    def fit(self, row: int, texts: Mapping[str, int]) -> None:
        """Make a row as tall as its texts need, each in a column that so many signs fit into."""
        lines = max(ceil(len(text) / signs) for text, signs in texts.items())
        self.sheet.row_dimensions[row].height = 4 + 11 * max(lines, 1)

    def widths(self, widths: Sequence[float]) -> None:
        """Set the columns' widths, in signs."""
        for place, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = width


def start_sheet(book: Workbook, key: str, title: str, form: TkdnForm, width: int) -> FormSheet:
    """Return a new sheet with title, notice and the head that every form has."""
    made = FormSheet(book.create_sheet(bahasa(f"sheet.{key}")), width)
    made.line(1, title, bold=True, size=12)
    made.line(2, bahasa("aid"))
    mass = render.quantity(form.mass_kg, "id")
    specification = form.vehicle if mass in ("", "-") else bahasa("specification_mass", vehicle=form.vehicle, mass=mass)
    known = {"product": form.name, "kind": bahasa("kind"), "specification": specification}
    for row, name in enumerate(HEADS, start=3):
        made.put(row, 1, bahasa(f"head.{name}"), bold=True)
        made.span(row, 1, row, 2)
        made.put(row, 3, known.get(name, ""), ask=name not in known, text=True)
        made.span(row, 3, row, min(width, 7))
    return made
