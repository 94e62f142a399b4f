"""The answer sheet of a supplier as a workbook: locked but for the cells that are the supplier's to fill in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from evplan.plan.review import ANSWERS, MOST_PRICE, MOST_UNITS, RoundStatus
from evplan.plan.review_sheet import HIDDEN, OwnCell, SheetForm, SheetMark, cell_words, form_records
from evplan.plan.review_view import SupplierView
from evplan.quantities import HOME_CURRENCY, WHOLE_UNITS
from evplan.report import render
from evplan.report.language import Language
from evplan.report.review import state_words
from evplan.report.sheet import clean_text
from evplan.report.word import label, word

_YELLOW, _GREY = PatternFill("solid", fgColor="FFF6CC"), PatternFill("solid", fgColor="E8EDF3")
_THIN = Side(style="thin", color="B0B0B0")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_OPEN = Protection(locked=False)
_MONEY, _COUNT, _AMOUNT, _TEXT = '"Rp" #,##0', "#,##0", "#,##0.00", "@"
_A4 = 9
_WIDTHS = (6, 32, 13, 9, 17, 19, 18, 15, 15, 18, 34, 16)
_PERIOD_WIDTHS = (32, 18, 14, 9, 22, 17, 19)
_TALL = 28
_HELP_SIGNS = 150
"""So many signs of help fit into a line of the sheet."""


@dataclass
class _Book:
    """A workbook being written: every cell is either the supplier's own or noted as locked."""

    book: Workbook
    language: Language
    own: list[OwnCell] = field(default_factory=list)
    locked: dict[tuple[str, str], str] = field(default_factory=dict)

    def put(self, sheet: Any, row: int, column: int, value: object, form: str = "", **style: Any) -> Any:
        """Write a locked cell."""
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            value = clean_text(value)
            _write_text(cell, value)
        else:
            cell.value = value
        if form:
            cell.number_format = form
        cell.font = Font(bold=style.get("bold", False), size=style.get("size", 10))
        side = "left" if isinstance(value, str) else "right"
        cell.alignment = Alignment(
            wrap_text=style.get("wrap", False),
            vertical="center" if style.get("boxed") else "top",
            horizontal=style.get("side", side),
            indent=1 if style.get("boxed") else 0,
        )
        if style.get("boxed"):
            cell.border = _BOX
        if "fill" in style:
            cell.fill = style["fill"]
        if value not in (None, ""):
            self.locked[sheet.title, cell.coordinate] = cell_words(value)
        return cell

    def ask(self, sheet: Any, row: int, column: int, own: str, form: str, offer: str = "", period: str = "") -> Any:
        """Make a cell the supplier's own."""
        cell = sheet.cell(row, column)
        cell.fill, cell.border, cell.protection, cell.number_format = _YELLOW, _BOX, _OPEN, form
        cell.alignment = Alignment(wrap_text=form == _TEXT, vertical="center")
        self.own.append(OwnCell(sheet.title, cell.coordinate, own, offer, period))
        return cell

    def words(self, key: str, **values: object) -> str:
        """Return words of the answer sheet."""
        return word(f"answer_sheet.{key}", self.language, **values)


def answer_sheet(view: SupplierView, status: RoundStatus, language: Language, now: str) -> bytes:
    """Return the answer sheet of a supplier as the bytes of an ``.xlsx`` file; ``status`` is its own part of a round.

    Nothing of another supplier is in it. ``now`` is the ISO time that the file says it was made.
    """
    made = _Book(Workbook(), language)
    answers: Any = made.book.active
    answers.title = made.words("name")
    periods = made.book.create_sheet(made.words("by_period"))
    hidden = made.book.create_sheet(HIDDEN)
    choices = _choices(view, language)
    first = _head(made, answers, view, status, periods.title)
    last = _rows(made, answers, view, status, first)
    _remarks(made, answers, last + 2)
    deep = _period_rows(made, periods, view)
    _validate(made, answers, hidden, first + 1, last, choices)
    _validate_units(made, periods, deep)
    _finish(answers, f"A{first + 1}", f"{first}:{first}", _WIDTHS if _told(status) else _WIDTHS[:-1])
    _finish(periods, "C4", "3:3", _PERIOD_WIDTHS)
    round_ = status.round
    mark = SheetMark(round_.id, round_.run, round_.number, round_.opened_at, view.supplier, language)
    seen = {one.item.offer: one.seen for one in status.items}
    _hide(hidden, form_records(SheetForm(mark, tuple(made.own), made.locked, choices, seen)), choices)
    return _bytes(made, view, now)


def _choices(view: SupplierView, language: Language) -> dict[str, dict[str, str]]:
    """Return the words that can be chosen and what they mean."""
    return {
        "kind": {word(f"letter.box.{kind}", language): kind for kind in ANSWERS},
        "first_period": {render.period(period, language): period for period in view.periods},
    }


def _head(made: _Book, sheet: Any, view: SupplierView, status: RoundStatus, by_period: str) -> int:
    """Write what stands above the rows and return the row of the headings."""
    language, round_ = made.language, status.round
    made.put(sheet, 1, 1, made.words("title", name=view.name), bold=True, size=14)
    sheet.row_dimensions[1].height = 22
    about = [word("web.work.round", language, run=round_.run, number=round_.number)]
    if round_.closes_on:
        about.append(word("web.assignment.until", language, day=render.day(round_.closes_on, language)))
    if round_.note:
        about.append(word("letter.planner_says", language, note=round_.note))
    boxes = {kind: word(f"letter.box.{kind}", language) for kind in ANSWERS}
    told = [made.words("help_answer"), made.words("help_partial", sheet=by_period, **boxes)]
    told += [made.words(f"help_{key}", **boxes) for key in ("counter", "decline", "locked")]
    row = 2
    for line in [*about, *(f"{number}. {line}" for number, line in enumerate(told, start=1))]:
        _wide(made, sheet, row, line)
        row += 1
    row += 1
    made.put(sheet, row, 2, made.words("person"), bold=True)
    sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=6)
    for column in range(3, 7):
        sheet.cell(row, column).border = _BOX
    made.ask(sheet, row, 3, "person", _TEXT)
    return row + 2


def _wide(made: _Book, sheet: Any, row: int, line: str) -> None:
    """Write a line across the sheet, as high as its text needs."""
    made.put(sheet, row, 1, line, wrap=True)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=11)
    sheet.row_dimensions[row].height = 14.0 * (1 + len(line) // _HELP_SIGNS)


def _told(status: RoundStatus) -> bool:
    """Return whether anything was answered yet."""
    return any(one.state != "waiting" for one in status.items)


def _rows(made: _Book, sheet: Any, view: SupplierView, status: RoundStatus, top: int) -> int:
    """Write headings and a row per part; return the last row."""
    language = made.language
    heads = [word("letter.number", language), *(word(f"letter.{key}", language) for key in ("part", "quantity"))]
    heads += [word(f"letter.{key}", language) for key in ("unit", "price", "revenue")]
    heads += [made.words(key) for key in ("kind", "own_price", "units_per_period", "first_period", "reason")]
    heads += [made.words("so_far")] if _told(status) else []
    _headings(made, sheet, top, heads)
    # In the order of the letter, so that their numbers are the same.
    for number, row in enumerate(view.offers.itertuples(index=False), start=1):
        one = status.item(str(row.offer))
        assert one is not None, "what has work is an item"
        item, at = one.item, top + number
        count = _COUNT if item.unit in WHOLE_UNITS else _AMOUNT
        made.put(sheet, at, 1, number, boxed=True)
        made.put(sheet, at, 2, row.name or item.part, boxed=True, wrap=True)
        made.put(sheet, at, 3, float(row.units), count, boxed=True)
        made.put(sheet, at, 4, label("bill_unit", item.unit, language), boxed=True)
        made.put(sheet, at, 5, item.price, _price(item.currency), boxed=True)
        made.put(sheet, at, 6, float(row.revenue_idr), _MONEY, boxed=True)
        made.ask(sheet, at, 7, "kind", _TEXT, item.offer)
        made.ask(sheet, at, 8, "price", _price(item.currency), item.offer)
        made.ask(sheet, at, 9, "units_per_period", count, item.offer)
        made.ask(sheet, at, 10, "first_period", _TEXT, item.offer)
        made.ask(sheet, at, 11, "reason", _TEXT, item.offer)
        if _told(status):
            made.put(sheet, at, 12, state_words(one, language), boxed=True, wrap=True)
        sheet.row_dimensions[at].height = _TALL
    return top + len(view.offers)


def _period_rows(made: _Book, sheet: Any, view: SupplierView) -> int:
    """Write what is planned by part and period, and ask how many can be made; return the last row."""
    language = made.language
    made.put(sheet, 1, 1, made.words("by_period_help", partial=word("letter.box.partial", language)), wrap=True)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_PERIOD_WIDTHS))
    sheet.row_dimensions[1].height = _TALL
    heads = [word("letter.part", language), word("letter.period", language), made.words("assigned")]
    heads += [word("letter.unit", language), made.words("can_make"), word("letter.price", language)]
    _headings(made, sheet, 3, [*heads, word("letter.revenue", language)])
    at = 3
    for at, row in enumerate(view.assignments.itertuples(index=False), start=4):
        count = _COUNT if row.unit in WHOLE_UNITS else _AMOUNT
        made.put(sheet, at, 1, row.name or row.part, boxed=True)
        made.put(sheet, at, 2, render.period(row.period, language), boxed=True)
        made.put(sheet, at, 3, float(row.units), count, boxed=True)
        made.put(sheet, at, 4, label("bill_unit", row.unit, language), boxed=True)
        made.ask(sheet, at, 5, "units", count, row.offer, row.period)
        made.put(sheet, at, 6, float(row.price), _price(row.currency), boxed=True)
        made.put(sheet, at, 7, float(row.revenue_idr), _MONEY, boxed=True)
    return at


def _headings(made: _Book, sheet: Any, row: int, heads: Sequence[str]) -> None:
    for column, head in enumerate(heads, start=1):
        made.put(sheet, row, column, head, bold=True, wrap=True, fill=_GREY, boxed=True)
    sheet.row_dimensions[row].height = _TALL


def _remarks(made: _Book, sheet: Any, row: int) -> None:
    for number, key in enumerate(("remark_units", "remark_plan")):
        _wide(made, sheet, row + number, word(f"letter.{key}", made.language))


def _price(currency: str) -> str:
    return _MONEY if currency == HOME_CURRENCY else f'"{currency}" #,##0.00'


def _validate(made: _Book, sheet: Any, hidden: Any, first: int, last: int, choices: dict[str, dict[str, str]]) -> None:
    """Give the cells lists to choose from, and limits to numbers."""
    ranges = {
        "kind": f"'{hidden.title}'!$H$1:$H${len(choices['kind'])}",
        "first_period": f"'{hidden.title}'!$I$1:$I${len(choices['first_period'])}",
    }
    for column, (name, fault) in {"G": ("kind", "kind"), "J": ("first_period", "period")}.items():
        rule = DataValidation(type="list", formula1=ranges[name], allow_blank=True)
        _add(made, sheet, rule, f"{column}{first}:{column}{last}", fault)
    for column, most in {"H": MOST_PRICE, "I": MOST_UNITS}.items():
        rule = DataValidation(
            type="decimal", operator="between", formula1="0.000001", formula2=f"{most:.0f}", allow_blank=True
        )
        _add(made, sheet, rule, f"{column}{first}:{column}{last}", "number")


def _validate_units(made: _Book, sheet: Any, last: int) -> None:
    # The limit is relative: the planned units in the same row.
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="$C4", allow_blank=True)
    _add(made, sheet, rule, f"E4:E{max(last, 4)}", "units")


def _add(made: _Book, sheet: Any, rule: DataValidation, cells: str, fault: str) -> None:
    rule.showErrorMessage, rule.errorTitle = True, made.words("fault_title")
    rule.error = made.words(f"fault_{fault}")
    rule.add(cells)
    sheet.add_data_validation(rule)


def _finish(sheet: Any, below: str, repeated: str, widths: Sequence[int]) -> None:
    """Lock a sheet and have it printed a page wide with its headings on every page."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = below
    sheet.protection.sheet = True
    # Wider columns and higher rows are nobody's harm; cells that are filled in stay what they are.
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.print_title_rows = repeated
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", _A4, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.right.text = "&P / &N"


def _hide(sheet: Any, records: list[tuple[str, ...]], choices: dict[str, dict[str, str]]) -> None:
    """Write the mark of the sheet, and in columns of their own the lists to choose from."""
    for row, record in enumerate(records, start=1):
        for column, text in enumerate(record, start=1):
            cell = sheet.cell(row, column)
            _write_text(cell, text)
            cell.number_format = _TEXT
    for column, words in ((8, choices["kind"]), (9, choices["first_period"])):
        for row, text in enumerate(words, start=1):
            _write_text(sheet.cell(row, column), text)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True


def _write_text(cell: Any, text: str) -> None:
    """Put text into a cell as text, whatever it looks like: what begins with ``=`` is no formula."""
    cell.value = text
    if cell.value is not None:
        cell.data_type = "s"


def _bytes(made: _Book, view: SupplierView, now: str) -> bytes:
    moment = datetime.fromisoformat(now).replace(tzinfo=None)
    told = made.book.properties
    told.creator, told.title = "evplan", made.words("title", name=view.name)
    told.created = told.modified = moment
    content = io.BytesIO()
    made.book.save(content)
    return content.getvalue()
