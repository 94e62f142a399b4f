import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import evplan, scenario  # noqa: F401


@pytest.fixture
def solved(evplan, scenario):  # noqa: F811
    assert evplan("solve", scenario(), "-q").code == 0
    return evplan


def test_matching_is_told_in_both_languages_as_csv_and_as_json(solved):
    assert "Business matching, three#1" in solved("match", "three").out
    assert "Temu bisnis, three#1" in solved("match", "three", "--lang", "id").out
    assert solved("match", "three", "--format", "csv").out.startswith("part,rank,supplier,standing,suitability")
    told = json.loads(solved("match", "three", "--target", "1e9", "--format", "json").out)
    assert list(told) == ["name", "planned", "imported_only", "weights", "parts", "pairs", "target"]
    assert told["target"]["target_idr"] == 1e9


def test_a_request_names_no_supplier_and_no_price(solved):
    assert solved("match", "three", "--request", "ask.xlsx", "--reply-by", "2026-03-01", "-q").code == 0
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook("ask.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert "1 March 2026" in cells
    suppliers = {row["supplier"] for row in json.loads(solved("match", "three", "--format", "json").out)["pairs"]}
    assert suppliers
    assert not suppliers & set(cells)
    assert not any("Rp" in cell for cell in cells)


def test_workbook_and_chart_are_written_and_not_replaced_unasked(solved):
    assert solved("match", "three", "-o", "m.xlsx", "-q").code == 0
    assert openpyxl.load_workbook("m.xlsx").sheetnames[:2] == ["Business matching", "Overview"]
    assert solved("match", "three", "-o", "m.svg", "-q").code == 0
    assert "could be made at home now" in Path("m.svg").read_text(encoding="utf-8")
    again = solved("match", "three", "-o", "m.xlsx")
    assert (again.code, "m.xlsx" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a run, like baseline#1"),
        (("three", "--data", "three_parts"), "starts from one thing"),
        (("three", "--part", "FRAM"), "There is no part 'FRAM' in the data of three#1."),
        (("three", "--supplier", "NOBODY"), "There is no supplier 'NOBODY'"),
        (("three", "--target", "-1"), "more than zero rupiah; -1 was given"),
        (("three", "--weight", "hour=3"), "Did you mean 'hours'?"),
        (("three", "-o", "x.doc"), "x.doc: matching is written as .xlsx"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_way_out(solved, arguments, said):
    answer = solved("match", *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
