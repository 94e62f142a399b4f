from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from tiny_set import FILES, only

from evplan.errors import FileUnreadable
from evplan.readers.data_set import read_data_set
from evplan.schema import tables_digest

Change = Callable[[Workbook], None]


def cell(text: str) -> Any:
    """Return what a person would have in Excel: numbers as numbers, months as dates, the rest as text."""
    if text in ("true", "false"):
        return text == "true"
    if len(text) == 7 and text[4:5] == "-":
        return datetime(int(text[:4]), int(text[5:]), 1)
    if len(text) == 10 and text[4:5] == "-":
        return date.fromisoformat(text)
    try:
        return float(text)
    except ValueError:
        return text or None


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the tiny set as a workbook, changed before it is saved."""

    def save(change: Change = lambda book: None) -> Path:
        book = Workbook()
        book.active.title = "README"
        book.active["A1"] = "about this workbook"
        for name, text in FILES.items():
            sheet = book.create_sheet(name.removesuffix(".csv"))
            for row in text.splitlines():
                sheet.append([cell(each) for each in row.split(",")])
        change(book)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return path

    return save


def test_a_workbook_with_excels_own_dates_and_numbers_reads_as_the_folder_does(
    folder: Path, write: Callable[..., Path]
) -> None:
    files = read_data_set(write())
    assert files.findings == ()
    assert files.name == "book"
    assert tables_digest(files.tables) == tables_digest(read_data_set(folder).tables)


def test_text_numbers_in_a_workbook_are_read_by_their_own_style(write: Callable[..., Path]) -> None:
    def change(book: Workbook) -> None:
        book["offers"]["D2"] = "175.000,25"
        book["offers"]["D4"] = "21.500"

    files = read_data_set(write(change))
    assert files.findings == ()
    assert files.tables["offers"]["price"].tolist() == ["175000.25", "1250000.5", "21500"]


def test_findings_name_the_sheet_and_the_row_that_excel_shows(write: Callable[..., Path]) -> None:
    def change(book: Workbook) -> None:
        book["offers"].insert_rows(1, 2)
        book["offers"].insert_rows(4)
        book["offers"]["D5"] = "murah"

    finding = only(read_data_set(write(change)))
    assert (finding.source, finding.row, finding.found) == ("book.xlsx[offers]:5:price", 5, "murah")


def test_a_number_that_excel_took_for_a_date_is_explained(write: Callable[..., Path]) -> None:
    def change(book: Workbook) -> None:
        book["bom_lines"]["C3"] = date(2027, 5, 1)

    finding = only(read_data_set(write(change)))
    assert (finding.code, finding.row, finding.column) == ("bad-number", 3, "quantity_per")
    assert "took the number for a date" in finding.fix


def test_an_unknown_sheet_is_noted_and_a_readme_is_not(write: Callable[..., Path]) -> None:
    finding = only(read_data_set(write(lambda book: book.create_sheet("Offer"))))
    assert (finding.code, finding.severity, finding.source) == ("unknown-file", "note", "book.xlsx[Offer]")
    assert "Did you mean 'offers'?" in finding.message


def test_a_missing_sheet_and_an_empty_one_are_found(write: Callable[..., Path]) -> None:
    def change(book: Workbook) -> None:
        del book["sites"]
        book["demand"].delete_rows(1, 9)

    found = [(finding.code, finding.table) for finding in read_data_set(write(change)).findings]
    assert found == [("missing-table", "sites"), ("empty-file", "demand")]


def test_a_formula_that_fails_is_found_and_not_read_as_blank(write: Callable[..., Path]) -> None:
    def change(book: Workbook) -> None:
        book["offers"]["E2"] = "#DIV/0!"

    finding = only(read_data_set(write(change)))
    assert (finding.code, finding.source, finding.found) == (
        "formula-error",
        "book.xlsx[offers]:2:minimum_order",
        "#DIV/0!",
    )


def _zip_of_nothing(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")


def _cut(path: Path) -> None:
    Workbook().save(path)
    path.write_bytes(path.read_bytes()[:-200])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b""), "no workbook"),
        (lambda path: path.write_text("part,name\n"), "no workbook"),
        (lambda path: path.write_bytes(b"PK\x03\x04 rest"), "no workbook"),
        (_zip_of_nothing, "no workbook"),
        (_cut, "no workbook"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "password"),
    ],
)
def test_a_workbook_that_is_none_is_refused_in_plain_words(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "book.xlsx"
    make(path)
    with pytest.raises(FileUnreadable) as caught:
        read_data_set(path)
    assert words in str(caught.value)
    assert "save it as 'Excel workbook (.xlsx)'" in str(caught.value)
