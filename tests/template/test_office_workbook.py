import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from evplan.readers import read_data_set


@pytest.fixture
def office(tmp_path):
    """Return what saves a workbook of people's own sheets and reads it."""

    def read(fill):
        book = Workbook()
        fill(book)
        book.save(tmp_path / "kantor.xlsx")
        return read_data_set(tmp_path / "kantor.xlsx")

    return read


def pemasok(book, title="Pemasok"):
    sheet = book.create_sheet(title)
    sheet.merge_cells("A1:F1")
    sheet["A1"] = "DAFTAR PEMASOK 2027"
    sheet.append([])
    sheet.append([None, "Kode Pemasok", "Nama Perusahaan", None, "Bentuk Usaha", "Omzet setahun (Rp)"])
    sheet.append([None, "KOP", "Koperasi contoh", None, "Koperasi", 250_000_000])
    return sheet


def codes(files, table):
    return {each.code for each in files.findings if each.table == table}


def test_a_sheet_with_a_title_blank_columns_and_headings_in_bahasa_is_read_and_says_so(office):
    files = office(pemasok)
    row = files.tables["suppliers"].iloc[0]
    assert row[["supplier", "name", "legal_form", "annual_sales_idr"]].tolist() == [
        "KOP",
        "Koperasi contoh",
        "koperasi",
        "250000000",
    ]
    assert codes(files, "suppliers") == {"sheet-assumed", "headings-assumed"}
    said = next(each.message for each in files.findings if each.code == "headings-assumed")
    assert "'Kode Pemasok' as supplier" in said


def test_a_hidden_sheet_does_not_count_beside_one_in_sight(office):
    def fill(book):
        pemasok(book)
        pemasok(book, "suppliers").sheet_state = "hidden"

    files = office(fill)
    assert files.tables["suppliers"]["supplier"].tolist() == ["KOP"]
    assert "hidden-sheet-left-out" in codes(files, "suppliers")


def test_a_hidden_sheet_that_is_alone_is_read_with_a_note(office):
    def fill(book):
        pemasok(book).sheet_state = "hidden"

    files = office(fill)
    assert len(files.tables["suppliers"]) == 1
    assert "hidden-sheet-read" in codes(files, "suppliers")


def test_a_name_of_the_contract_goes_before_a_heading_in_words(office):
    def fill(book):
        sheet = book.create_sheet("suppliers")
        sheet.append(["Kode pemasok", "supplier", "legal_form"])
        sheet.append(["wrong", "KOP", "koperasi"])

    assert office(fill).tables["suppliers"]["supplier"].tolist() == ["KOP"]


def test_a_code_with_a_last_nought_stays_as_typed_in_a_cell_for_text(edited):
    def change(book):
        book["regions"]["A3"] = "32.10"
        book["regions"]["B3"] = "Kabupaten Majalengka"

    assert read_data_set(edited("id", change)).tables["regions"]["region"].tolist() == ["32.10"]


def test_headings_in_words_below_the_names_are_no_data(templates, edited):
    def change(book):
        book["parts"].delete_rows(3)

    book = load_workbook(templates / "id.xlsx")
    assert book["parts"]["A2"].value == "Kode komponen *"
    assert read_data_set(edited("id", change)).tables["parts"].empty
    assert pd.api.types.is_bool_dtype(read_data_set(edited("id", change)).tables["parts"]["main_component"])
