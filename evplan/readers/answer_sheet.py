"""Answer sheets as they come back: what is filled in, and what was changed that was not the supplier's to change."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from evplan.errors import Finding, file_unreadable, finding, nearest
from evplan.errors.paper import SheetForeign, SheetMarkBroken, SheetNewer, SheetTooLarge
from evplan.plan.review_sheet import (
    FORM,
    HIDDEN,
    MARK,
    NUMBERS,
    AnswerSheet,
    OwnCell,
    SheetForm,
    SheetRow,
    cell_words,
    read_form,
)
from evplan.readers.finding_list import shorten
from evplan.readers.number import read_number
from evplan.readers.workbook import cell_text

MOST_BYTES = 2_000_000
"""The largest file; a sheet for forty parts and three years of months has some hundred thousand bytes."""

MOST_UNPACKED = 20_000_000
"""What a file may come to when it is unpacked: a small one can hide gigabytes."""

MOST_ROWS, MOST_COLUMNS = 30_000, 40
"""What stands further out is not looked at: a single cell there would make a table of all the cells before it."""

DECIMAL = {"id": ",", "en": "."}

_WIDTH = 6
_MONEY = re.compile(r"^(?:rp\.?|idr)\s*", re.IGNORECASE)


def read_answer_sheet(path: Path) -> AnswerSheet:
    """Return the answer sheet in a file. Raises ``FileUnreadable`` if it is not there, and as `parse_answer_sheet`."""
    return parse_answer_sheet(_content(path), path.name)


def parse_answer_sheet(content: bytes, name: str) -> AnswerSheet:
    """Return the answer sheet in the bytes of a file called ``name``, with findings for all cells that cannot stand.

    Raises ``FileUnreadable`` (no workbook, damaged, protected by a password), `SheetTooLarge`, `SheetForeign` (another
    workbook), `SheetNewer` and `SheetMarkBroken`.
    """
    if len(content) > MOST_BYTES:
        raise SheetTooLarge(path=name, found=_megabytes(len(content)), most=_megabytes(MOST_BYTES))
    _look_inside(content, name)
    told, cells = _read_cells(content, name)
    form = _form(told, name)
    reading = _Reading(name, form, {place: cell.value for place, cell in cells.items()})
    reading.formulas = {place for place, cell in cells.items() if cell.data_type in ("f", "e")}
    reading.sheets = {sheet for sheet, _ in cells}
    reading.look_at_locked()
    return reading.sheet()


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise file_unreadable("is-folder", path, nearest="")
        if path.stat().st_size > MOST_BYTES:
            raise SheetTooLarge(path=path.name, found=_megabytes(path.stat().st_size), most=_megabytes(MOST_BYTES))
        return path.read_bytes()
    except FileNotFoundError as error:
        near = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        raise file_unreadable("missing", path, nearest=nearest(path.name, near)) from error
    except PermissionError as error:
        raise file_unreadable("denied", path) from error
    except OSError as error:
        raise file_unreadable("other", path, detail=error.strerror or error) from error


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.3g} MB"


def _look_inside(content: bytes, name: str) -> None:
    """Raise for what is no workbook, one behind a password, and what grows beyond measure when it is read."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise file_unreadable("old-workbook", name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > MOST_UNPACKED:
                raise SheetTooLarge(path=name, found=_megabytes(size), most=_megabytes(MOST_UNPACKED))
            # Reading all of it also finds what says less about its size than it holds.
            texts = [archive.read(entry) for entry in archive.infolist()]
    except SheetTooLarge:
        raise
    except Exception as error:  # a damaged archive raises whatever it makes zipfile stumble on
        raise file_unreadable("no-workbook", name, detail=str(error) or type(error).__name__) from error
    # No program writes document types into workbooks; they can make a short text endless.
    if any(b"<!DOCTYPE" in text or b"<!ENTITY" in text for text in texts):
        raise file_unreadable("no-workbook", name, detail="it declares a document type")


def _read_cells(content: bytes, name: str) -> tuple[list[Sequence[Any]], dict[tuple[str, str], Any]]:
    """Return the rows of the hidden sheet, and all other cells that hold something, by sheet and address.

    Row by row in Python: the reader of data sets makes a table of all cells up to the last one, and takes the whole
    program with it when a forged sheet says that this is far away. Raises as `parse_answer_sheet`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            if HIDDEN not in book.sheetnames:
                raise SheetForeign(path=name)
            told: list[Sequence[Any]] = list(
                book[HIDDEN].iter_rows(max_row=MOST_ROWS, max_col=_WIDTH, values_only=True)
            )
            cells: dict[tuple[str, str], Any] = {
                (sheet.title, cell.coordinate): cell
                for sheet in book.worksheets
                if sheet.title != HIDDEN
                for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
                for cell in row
                if cell_words(cell.value)
            }
    except SheetForeign:
        raise
    except Exception as error:  # a damaged workbook raises whatever it makes openpyxl stumble on
        raise file_unreadable("no-workbook", name, detail=str(error)[:200] or type(error).__name__) from error
    return told, cells


def _form(rows: Sequence[Sequence[Any]], name: str) -> SheetForm:
    """Return what the hidden sheet says. Raises as `parse_answer_sheet`."""
    told = [tuple("" if cell is None else cell_text(cell) or "" for cell in row[:_WIDTH]) for row in rows]
    if not told or told[0][:1] != (MARK,):
        raise SheetForeign(path=name)
    known = told[0][1] if len(told[0]) > 1 else ""
    if known.isdecimal() and int(known[:6]) > FORM:
        raise SheetNewer(path=name, found=known, known=FORM)
    form = read_form(told[1:]) if known == str(FORM) else None
    if form is None:
        raise SheetMarkBroken(path=name)
    return form


@dataclass
class _Reading:
    """A sheet while it is read: its ``cells`` by sheet and address, where formulas stand, findings so far."""

    name: str
    form: SheetForm
    cells: Mapping[tuple[str, str], Any]
    formulas: set[tuple[str, str]] = field(default_factory=set)
    sheets: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, place: tuple[str, str], **values: Any) -> None:
        """Add a finding at a cell."""
        kept = {name: shorten(str(value)) for name, value in values.items()}
        self.findings.append(finding(code, source=self.place(place), column=place[1], **kept))

    def place(self, place: tuple[str, str]) -> str:
        """Return where a cell is, as a person finds it."""
        return f"{self.name}[{place[0]}]:{place[1]}"

    def look_at_locked(self) -> None:
        """Find what was changed, added or taken away outside the supplier's own cells."""
        wanted = list(dict.fromkeys([own.sheet for own in self.form.own] + [sheet for sheet, _ in self.form.locked]))
        for missing in (sheet for sheet in wanted if sheet not in self.sheets):
            self.findings.append(finding("sheet-missing", source=self.name, found=missing))
        own = {(one.sheet, one.cell) for one in self.form.own}
        for place, text in self.form.locked.items():
            now = cell_words(self.cells.get(place))
            if place[0] in self.sheets and (not _same(now, text) or place in self.formulas):
                self.add("sheet-cell-changed", place, found=now, expected=text)
        for place, value in self.cells.items():
            if place not in own and place not in self.form.locked:
                self.add("sheet-cell-added", place, found=cell_words(value))

    def sheet(self) -> AnswerSheet:
        """Return the sheet: a row for every offer in which anything is filled in."""
        by_offer: dict[str, list[OwnCell]] = {offer: [] for offer in self.form.seen}
        person = ""
        for own in self.form.own:
            if own.field == "person":
                person = cell_words(self.value(own))
            else:
                by_offer.setdefault(own.offer, []).append(own)
        rows = [self.row(offer, cells) for offer, cells in by_offer.items()]
        kept = tuple(row for row in rows if row is not None)
        return AnswerSheet(self.form.mark, person, kept, len(rows) - len(kept), tuple(self.findings))

    def row(self, offer: str, cells: list[OwnCell]) -> SheetRow | None:
        """Return what is filled in for an offer, ``None`` for nothing."""
        filled = [own for own in cells if self.value(own) is not None or (own.sheet, own.cell) in self.formulas]
        if not filled:
            return None
        values: dict[str, str] = {}
        units: dict[str, str] = {}
        places = {own.period or own.field: self.place((own.sheet, own.cell)) for own in cells}
        for own in filled:
            text = self.text(own)
            if own.field == "units":
                units[own.period] = text
            else:
                values[own.field] = text
        if not any(own.field == "kind" for own in filled):
            asked = next((own for own in cells if own.field == "kind"), filled[0])
            self.add("sheet-answer-missing", (asked.sheet, asked.cell))
        return SheetRow(offer, self.form.seen.get(offer, 0), **values, units=units, places=places)

    def value(self, own: OwnCell) -> Any:
        """Return what stands in a cell, ``None`` for nothing."""
        value = self.cells.get((own.sheet, own.cell))
        return None if value is None or cell_text(value) is None else value

    def text(self, own: OwnCell) -> str:
        """Return what is filled into a cell as plain text; numbers with a decimal point, choices as their keys."""
        place, value = (own.sheet, own.cell), self.value(own)
        if place in self.formulas:
            self.add("sheet-formula", place)
            return ""
        if own.field in NUMBERS:
            return self.number(place, value)
        if own.field in self.form.choices:
            return self.choice(place, value, self.form.choices[own.field])
        return cell_text(value) or ""

    def number(self, place: tuple[str, str], value: Any) -> str:
        """Return a number with a decimal point; text as people write numbers in the sheet's language."""
        text = (cell_text(value) or "").strip()
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return text
        read = None
        if isinstance(value, str):
            read = read_number(_MONEY.sub("", text), DECIMAL.get(self.form.mark.language, "."))
        if read is None:
            self.add("sheet-no-number", place, found=text)
        return read or ""

    def choice(self, place: tuple[str, str], value: Any, words: Mapping[str, str]) -> str:
        """Return the key of what was chosen; a word of the list, or its key, in any case."""
        text = _month(value) if isinstance(value, (date, datetime)) else " ".join((cell_text(value) or "").split())
        known = {shown.casefold(): key for shown, key in words.items()} | {
            key.casefold(): key for key in words.values()
        }
        found = known.get(text.casefold(), "")
        if not found:
            self.add("sheet-choice", place, found=text, expected=", ".join(words))
        return found


def _month(value: date) -> str:
    """Return the label of the month that a date is in: spreadsheets take 'Januari 2027' for its first day."""
    return f"{value:%Y-%m}"


def _same(now: str, text: str) -> bool:
    """Return whether a cell holds what it held; programs round numbers to a dozen digits when they save."""
    if now == text:
        return True
    try:
        return abs(float(now) - float(text)) <= 1e-9 * max(1.0, abs(float(text)))
    except ValueError:
        return False
