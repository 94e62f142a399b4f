"""The forms as they are written: their lines, and formulas that come to the plan's own scores."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from evplan.report.form import FormMark, form_workbook
from tests.form.spreadsheet import Spreadsheet


def row_of(book, sheet, text, column=1):
    return next(row[0].row for row in book[sheet].iter_rows() if str(row[column - 1].value or "").startswith(text))


def test_a_line_holds_what_one_vehicle_uses_at_its_landed_price_with_offer_and_certificate(form):
    lines = form.material.set_index("offer")
    assert lines.loc["seat", ["quantity", "price_idr", "share"]].tolist() == [2, 500_000, 0]
    assert lines.loc["frame", ["quantity", "price_idr", "share"]].tolist() == [1, 1_000_000, 0.6]
    assert lines.loc["frame", ["evidence", "expiry", "group"]].tolist() == ["certificate", "2030-12-31", "frame_body"]
    assert form.built == 10


def test_form_1_1_has_the_columns_of_the_ministry_and_live_formulas(book):
    sheet = book["Form 1.1"]
    heads = [sheet.cell(9, column).value for column in range(1, 11)]
    assert heads == [
        "No.", "Uraian", "Spesifikasi", "Satuan bahan baku", "Negara asal", "Pemasok/produsen tingkat 2", "TKDN (%)",
        "Jumlah pemakaian untuk 1 (satu) satuan produk", "Harga satuan material (Rp)", "Biaya (Rp)",
    ]  # fmt: skip
    assert [sheet.cell(10, column).value for column in (10, 11, 12)] == ["KDN", "KLN", "Total"]
    assert [sheet[f"{column}12"].value for column in "JKL"] == ["=G12*H12*I12", "=(1-G12)*H12*I12", "=J12+K12"]
    assert sheet["G12"].number_format.endswith("0.00%")
    # Battery, frame, seat: by part.
    assert [sheet[f"B{row}"].value for row in (12, 13, 14)] == ["Baterai", "Rangka", "Jok"]
    assert [sheet[f"N{row}"].value for row in (12, 13, 14)] == ["battery", "frame", "seat"]
    assert [sheet["Q13"].value, sheet["R13"].value] == ["sertifikat", "2030-12-31"]


def test_every_sheet_is_a_landscape_a4_page_with_its_name_run_and_page_number(book):
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddHeader.right.text == sheet.title
        assert "small#1" in sheet.oddFooter.left.text
    assert book["Form 1.1"].print_area == "'Form 1.1'!$A$1:$L$15"
    assert book["Form 1.1"].print_title_rows == "$9:$11"


def test_form_1_9_comes_to_the_cost_ratio(book, form):
    worked = Spreadsheet(book)
    total = row_of(book, "Form 1.9", "Biaya produksi", 2)
    # KDN: frame 0.6, battery 2, assembly 1.5 million; all: frame 1, battery 4, seats 1, assembly 2 million.
    assert worked.value("Form 1.9", f"D{total}") == pytest.approx(4_100_000)
    assert worked.value("Form 1.9", f"F{total}") == pytest.approx(8_000_000)
    assert worked.value("Form 1.9", f"G{total}") == pytest.approx(form.scores["cost_ratio"], abs=1e-9)
    assert form.scores["cost_ratio"] == pytest.approx(0.5125)
    assert worked.value("Form 1.9", f"G{row_of(book, 'Form 1.9', 'Selisih')}") == 0


def test_salaries_that_are_filled_in_take_the_place_of_the_assembly_cost(book):
    labour = book["Form 1.3"]
    labour["C12"], labour["E12"], labour["F12"], labour["G12"] = "WNI", 10, 5_000_000, 1
    labour["C13"], labour["E13"], labour["F13"], labour["G13"] = "WNA", 1, 10_000_000, 0.5
    labour[f"H{row_of(book, 'Form 1.3', '(9)')}"] = 100
    worked = Spreadsheet(book)
    unit = row_of(book, "Form 1.3", "(10)")
    assert [worked.value("Form 1.3", f"{column}{unit}") for column in "HIJ"] == [500_000, 50_000, 550_000]
    total = row_of(book, "Form 1.9", "Biaya produksi", 2)
    assert worked.value("Form 1.9", f"F{total}") == pytest.approx(6_550_000)


def test_what_evplan_cannot_know_is_blank_and_marked(book):
    yellow = {
        cell.coordinate for row in book["Form 1.3"]["B12:G19"] for cell in row if cell.fill.fgColor.rgb == "00FFF2B3"
    }
    assert {f"{column}{row}" for column in "BCEFG" for row in range(12, 20)} == yellow
    assert not any(book["Form 1.3"][cell].value for cell in yellow)
    missing = row_of(book, "Form 1.9", "Yang belum terisi")
    assert "Form 1.3" in book["Form 1.9"][f"A{missing + 2}"].value


def test_the_sectoral_sheet_comes_to_the_sectoral_score(book, form):
    worked = Spreadsheet(book)
    score = row_of(book, "Nilai sektoral", "Nilai TKDN")
    # 40 * 0.5 battery, 5 * 0.6 frame, 0 seats, 30 * 0.5 assembly, 10 * 0.25 development.
    assert worked.value("Nilai sektoral", f"G{score}") == pytest.approx(0.405, abs=1e-9)
    assert form.scores["sectoral"] == pytest.approx(0.405, abs=1e-9)
    assert worked.value("Nilai sektoral", f"G{score + 4}") == "memenuhi batas minimum"
    assert "Permenperin 28/2023" in book["Nilai sektoral"]["A8"].value


def test_the_general_sheet_comes_to_the_general_score(book, form):
    worked = Spreadsheet(book)
    score = row_of(book, "Nilai umum", "Nilai TKDN")
    # Frame: certificate of 60 % scores 0.6 (band up to 0.60); battery without one 0.25; 1 and 4 million: 0.32.
    # 0.75 * 0.32 + 0.10 * 1 + 0.15 * 0.6 + 0.20 (25 points, at most 20).
    assert worked.value("Nilai umum", f"F{score}") == pytest.approx(0.63, abs=1e-9)
    assert form.scores["general"] == pytest.approx(0.63, abs=1e-9)


def test_a_text_that_looks_like_a_formula_stays_a_text(form):
    told = replace(form, material=form.material.assign(name='=HYPERLINK("x")'), name="=1+1")
    sheet = load_workbook(io.BytesIO(form_workbook(told, FormMark("r#1", "0", "2026-11-22"))))["Form 1.1"]
    assert {sheet["B12"].data_type, sheet["C4"].data_type} == {"s"}
