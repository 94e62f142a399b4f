import openpyxl
import pytest
from evil import EVIL

from evplan.report.sheet import write_sheets
from evplan.report.workbook import RUPIAH, plan_workbook

NOW = "2026-03-01T10:20:00+07:00"


@pytest.fixture(scope="module")
def book(told, tmp_path_factory):
    chapter = told[0]
    path = tmp_path_factory.mktemp("book") / "whole.xlsx"
    cover, sheets = plan_workbook(chapter, chapter.subject, "id", "9.9", NOW)
    write_sheets(cover, sheets, path)
    return openpyxl.load_workbook(path)


def column(sheet, head):
    """Return the cells below a heading."""
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(head)] for row in sheet.iter_rows(min_row=2)]


def test_the_cover_comes_first_and_names_every_other_sheet(book):
    cover = book.worksheets[0]
    assert cover.title == "Ringkasan"
    labels = [row[0].value for row in cover.iter_rows() if row[0].value]
    assert labels[0] == "Rencana pengadaan whole#1"
    assert {sheet.title for sheet in book.worksheets[1:]} <= set(labels)
    assert len(book.worksheets) >= 10


def test_headers_stay_in_sight_and_have_filters(book):
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_money_is_numbers_in_rupiah_that_sum_to_the_plan(book, told):
    cells = column(book["Biaya"], "Rupiah")
    assert {cell.number_format for cell in cells} == {RUPIAH}
    assert sum(cell.value for cell in cells) == pytest.approx(told[0].run.total_cost_idr)
    bought = sum(cell.value for cell in column(book["Penugasan"], "Nilai"))
    assert bought == pytest.approx(told[0].subject.plan.awards["value_idr"].sum())


def test_shares_are_numbers_that_are_shown_as_per_cent(book):
    cells = column(book["Bagian"], "Bagian")
    assert all(0 <= cell.value <= 1 and cell.number_format == "0.0%" for cell in cells)
    assert any(0 < cell.value < 1 for cell in cells)


def test_hours_and_vehicles_are_numbers(book):
    assert {cell.number_format for cell in column(book["Kapasitas"], "Jam terpakai")} == {"#,##0.0"}
    assert sum(cell.value for cell in column(book["Kendaraan"], "Dirakit")) == pytest.approx(300)


def test_periods_stay_text_and_names_are_only_names(book):
    assert {cell.data_type for cell in column(book["Penugasan"], "Periode")} == {"s"}
    assert EVIL in {cell.value for cell in column(book["Penugasan"], "Nama pemasok")}


def test_columns_are_as_wide_as_their_numbers(book):
    sheet = book["Biaya"]
    assert sheet.column_dimensions["B"].width >= len("Rp 1,463,800,000")


def test_a_long_text_wraps_in_a_row_that_is_high_enough(book):
    sheet = book["Aturan"]
    (cell,) = column(sheet, "Bunyinya")
    assert len(cell.value) > 84
    assert cell.alignment.wrap_text
    assert sheet.row_dimensions[2].height >= 30
