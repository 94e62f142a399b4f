import shutil

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from evplan.errors.template import MarkedOverSource
from evplan.schema import tables_digest
from evplan.shipped import shipped_folder
from evplan.workflow.data import check_data
from evplan.workflow.template import mark_findings


def spoil(book):
    offers = book["offers"]
    offers["R3"] = 40
    offers["R3"].font = Font(bold=True)
    offers["B4"] = "KOPP"
    offers["B4"].comment = Comment("tanya ketua", "ketua")


def marked(path, target, **options):
    checked = check_data(path)
    counts = mark_findings(path, checked, target, "id", **options)
    return checked, counts, load_workbook(target)


def test_findings_fill_and_comment_the_cells_of_the_users_own_workbook(edited, tmp_path):
    source = edited("example_id", spoil)
    _checked, counts, book = marked(source, tmp_path / "marked.xlsx")
    offers = book["offers"]
    assert offers["R3"].value == 40
    assert offers["R3"].font.bold
    assert offers["R3"].fill.fgColor.rgb.endswith("F8B4AE")
    assert "local_content_share is 40" in offers["R3"].comment.text
    assert offers["B4"].comment.text.startswith("tanya ketua")
    assert "Did you mean 'KOP'?" in offers["B4"].comment.text
    assert offers["B5"].comment is None
    assert counts == (2, 1)


def test_the_sheet_of_findings_lists_them_all_with_links(edited, tmp_path):
    checked, _counts, book = marked(edited("example_id", spoil), tmp_path / "marked.xlsx")
    sheet = book["Temuan"]
    assert book.sheetnames[0] == "Temuan"
    assert sheet.max_row == len(checked.findings) + 1
    places = {sheet.cell(row, 2).value for row in range(2, sheet.max_row + 1)}
    assert {"offers!R3", "offers!B4"} <= places
    assert sheet["B2"].hyperlink is not None


def test_a_marked_copy_reads_as_what_was_marked(edited, tmp_path):
    source = edited("example_id", spoil)
    checked, _counts, _book = marked(source, tmp_path / "marked.xlsx")
    again = check_data(tmp_path / "marked.xlsx")
    assert tables_digest(again.files.tables) == tables_digest(checked.files.tables)
    assert [each.message for each in again.findings] == [each.message for each in checked.findings]


def test_a_cell_that_was_mended_loses_its_mark(edited, tmp_path):
    _checked, _counts, book = marked(edited("example_id", spoil), tmp_path / "marked.xlsx")
    book["offers"]["R3"], book["offers"]["B4"] = 0.4, "CV"
    book.save(tmp_path / "mended.xlsx")
    _checked, counts, again = marked(tmp_path / "mended.xlsx", tmp_path / "again.xlsx")
    assert counts[0] == 0
    assert again["offers"]["R3"].comment is None
    assert again["offers"]["R3"].fill.fill_type is None
    assert again["offers"]["B4"].comment.text == "tanya ketua"


def test_a_folder_of_csv_files_gets_a_workbook_made_for_it(tmp_path):
    folder = tmp_path / "set"
    shutil.copytree(shipped_folder("data") / "three_parts", folder)
    suppliers = folder / "suppliers.csv"
    suppliers.write_text(suppliers.read_text(encoding="utf-8").replace("koperasi,kecil", "koprasi,kecil"), "utf-8")
    checked, counts, book = marked(folder, tmp_path / "marked.xlsx")
    assert counts == (1, 0)
    assert book["suppliers"]["C2"].value == "koprasi"
    assert "Did you mean 'koperasi'?" in book["suppliers"]["C2"].comment.text
    again = check_data(tmp_path / "marked.xlsx")
    assert tables_digest(again.files.tables) == tables_digest(checked.files.tables)


def test_a_finding_that_names_a_key_is_marked_in_its_row(edited, tmp_path):
    def loop(book):
        book["bom_lines"].append(["FRAME", "SCOOTER", 1])

    checked, counts, book = marked(edited("example_id", loop), tmp_path / "marked.xlsx")
    assert "bom-loop" in {each.code for each in checked.findings}
    assert counts[0] >= 1
    comments = [row[0].comment.text for row in book["bom_lines"].iter_rows(min_row=3) if row[0].comment]
    assert any("SCOOTER" in text and "FRAME" in text for text in comments)


def test_the_workbook_itself_is_never_written_over(edited):
    source = edited("example_id", spoil)
    with pytest.raises(MarkedOverSource, match=r"is the workbook itself"):
        mark_findings(source, check_data(source), source, "id", overwrite=True)
