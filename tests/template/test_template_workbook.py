import pandas as pd
import pytest
from openpyxl import load_workbook

from evplan.errors.template import RegionsUnknown, WorkbookNameWrong
from evplan.example_row import EXAMPLES
from evplan.heading import SHEETS, column_words, named_columns, plain_heading
from evplan.readers import read_data_set
from evplan.report.export import export_data_set
from evplan.report.template_rule import key_formula
from evplan.schema import TABLES, tables_digest
from evplan.shipped import shipped_folder
from evplan.workflow.template import make_template, region_rows

THREE_PARTS = shipped_folder("data") / "three_parts"


def rules_of(book, sheet):
    return {str(rule.sqref).split("3")[0]: rule for rule in book[sheet].data_validations.dataValidation}


def test_every_table_and_column_has_words_in_both_languages_that_name_it_alone():
    assert set(SHEETS) == set(EXAMPLES) == set(TABLES)
    for name, table in TABLES.items():
        spoken = named_columns(name)
        for column in table.names:
            english, bahasa, meaning, _others = column_words(name, column)
            assert meaning
            assert spoken[plain_heading(english)] == spoken[plain_heading(bahasa)] == column


def test_every_example_row_fills_what_is_required():
    for name, table in TABLES.items():
        assert {column.name for column in table.columns if column.required} <= set(EXAMPLES[name])


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_template_has_a_sheet_per_table_with_its_names_and_headings(templates, language):
    book = load_workbook(templates / f"{language}.xlsx")
    guide, lists = ("Guide", "Lists") if language == "en" else ("Petunjuk", "Daftar")
    assert (book.sheetnames[0], book.sheetnames[-1]) == (guide, lists)
    assert set(book.sheetnames[1:-1]) == set(TABLES)
    for name, table in TABLES.items():
        assert [cell.value for cell in book[name][1]] == table.names
        assert all(cell.comment for cell in book[name][1])
    assert book["suppliers"]["C2"].value == {"en": "Legal form *", "id": "Bentuk usaha *"}[language]


def test_cells_accept_what_the_contract_accepts(templates):
    book = load_workbook(templates / "id.xlsx")
    suppliers, offers = rules_of(book, "suppliers"), rules_of(book, "offers")
    assert suppliers["C"].formula1 == '"koperasi,perorangan,cv,pt,bumn,importer"'
    assert suppliers["E"].formula1.startswith("OFFSET(regions!$A$3,")
    assert suppliers["A"].formula1 == key_formula("A")
    assert offers["R"].formula2 == "1"
    assert offers["R"].error == "Tulis porsi dari 0 sampai 1: 40 persen ditulis 0,4."
    assert book["regions"].column_dimensions["A"].number_format == "@"


def test_no_rule_is_longer_than_a_workbook_can_hold(templates):
    book = load_workbook(templates / "en.xlsx")
    for name in TABLES:
        for rule in book[name].data_validations.dataValidation:
            assert len(rule.formula1) <= 255
            assert len(rule.error or "") <= 255


def test_an_untouched_template_reads_as_no_rows_at_all(templates):
    files = read_data_set(templates / "id.xlsx")
    assert all(files.tables[name].empty for name in TABLES)
    assert {each.code for each in files.findings} == {"no-rows", "examples-left-out"}


def test_an_example_row_counts_once_a_cell_of_it_is_changed(edited):
    def change(book):
        book["sites"]["B3"] = "Pabrik Bekasi"

    sites = read_data_set(edited("id", change)).tables["sites"]
    assert sites[["site", "name"]].to_numpy().tolist() == [["CONTOH-PABRIK", "Pabrik Bekasi"]]


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_template_filled_with_the_example_is_the_example(templates, language):
    files = read_data_set(templates / f"example_{language}.xlsx")
    assert tables_digest(files.tables) == tables_digest(read_data_set(THREE_PARTS).tables)


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("target", ["copy.xlsx", "copy"])
def test_what_was_filled_in_is_the_same_after_export_and_load(templates, tmp_path, language, target):
    tables = read_data_set(templates / f"example_{language}.xlsx").tables
    export_data_set(tables, tmp_path / target)
    again = read_data_set(tmp_path / target)
    assert again.findings == ()
    assert tables_digest(again.tables) == tables_digest(tables)


def test_regions_come_with_codes_coordinates_and_wages_that_are_known(tmp_path):
    make_template(tmp_path / "t.xlsx", "id", regions=["33.28", "36.71"])
    regions = read_data_set(tmp_path / "t.xlsx").tables["regions"].set_index("region")
    assert regions.loc["33.28", ["name", "province", "minimum_wage_idr"]].tolist() == [
        "Kabupaten Tegal",
        "Jawa Tengah",
        "2484162",
    ]
    assert regions.loc["36.71", "name"] == "Kota Tangerang"
    assert pd.isna(regions.loc["36.71", "minimum_wage_idr"])
    assert regions["latitude"].between(-8, -6).all()


def test_a_province_brings_all_its_regencies():
    assert len(region_rows(["33"])) == 35


def test_a_region_that_is_not_there_is_refused_with_what_to_do():
    with pytest.raises(RegionsUnknown, match=r"No region or province has the code 99\.01"):
        region_rows(["99.01"])


def test_a_template_is_a_workbook(tmp_path):
    with pytest.raises(WorkbookNameWrong, match=r"Choose a name such as t\.xlsx"):
        make_template(tmp_path / "t.csv", "en")


def test_the_document_of_the_contract_says_what_the_templates_help_says():
    text = (shipped_folder("data").parent / "docs" / "data.md").read_text(encoding="utf-8")
    for name, table in TABLES.items():
        assert f"\n## {name}\n" in text
        section = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        for column in table.columns:
            row = next(line for line in section.splitlines() if line.startswith(f"| `{column.name}`"))
            assert column.meaning in row
