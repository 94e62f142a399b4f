from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_set import FILES, only

from evplan.errors import FileUnreadable, has_errors
from evplan.readers.data_set import DataSetFiles, read_data_set

Read = Callable[..., DataSetFiles]

# file, text replaced and its replacement; then code, source, found and words of message or fix
CELLS = [
    ("offers.csv", "175000.25", "murah", "bad-number", "offers.csv:2:price", "murah", "plain number"),
    ("offers.csv", "175000.25", "Rp 175.000.250", "bad-number", "offers.csv:2:price", "Rp 175.000.250", "175000250"),
    ("offers.csv", "0.95", "95%", "bad-number", "offers.csv:2:yield_share", "95%", "Write 0.95"),
    ("offers.csv", "175000.25", "-5", "out-of-range", "offers.csv:2:price", "-5", "at least 0"),
    ("offers.csv", "0.95", "95", "out-of-range", "offers.csv:2:yield_share", "95", "0.95 is 95 per cent"),
    ("offers.csv", "0.95", "0", "out-of-range", "offers.csv:2:yield_share", "0", "above 0 and at most 1"),
    ("offers.csv", "175000.25", "nan", "absurd-number", "offers.csv:2:price", "nan", "at least 0"),
    ("offers.csv", ",10,", ",inf,", "absurd-number", "offers.csv:2:minimum_order", "inf", "at least 0"),
    ("offers.csv", "175000.25", "1e16", "absurd-number", "offers.csv:2:price", "1e16", "at least 0"),
    ("offers.csv", "175000.25", "1e999999999", "absurd-number", "offers.csv:2:price", "1e999999999", "at least 0"),
    ("offers.csv", "175000.25", "", "missing-value", "offers.csv:2:price", "", "price ex works"),
    ("offers.csv", "O-2", "O 2", "broken-key", "offers.csv:3:offer", "O 2", "Write O-2"),
    ("offers.csv", "O-2", "-O2", "broken-key", "offers.csv:3:offer", "-O2", "Write O2"),
    ("offers.csv", "O-2", "O-1", "duplicated-key", "offers.csv:3:offer", "O-1", "row 2"),
    ("offers.csv", "CV-2", "CV-3", "unknown-reference", "offers.csv:3:supplier", "CV-3", "Did you mean 'CV-2'?"),
    ("offers.csv", "SEAT", "seat", "unknown-reference", "offers.csv:2:part", "seat", "Did you mean 'SEAT'?"),
    ("offers.csv", "2028-12-31", "2028-02-30", "bad-date", "offers.csv:2:certificate_expiry", "2028-02-30", "YYYY"),
    (
        "offers.csv",
        "2028-12-31",
        "12/31/2028",
        "bad-date",
        "offers.csv:2:certificate_expiry",
        "12/31/2028",
        "2028-12-31",
    ),
    ("offers.csv", "2028-12-31", "31/12/28", "bad-date", "offers.csv:2:certificate_expiry", "31/12/28", "2028-12-31"),
    ("offers.csv", "2028-12-31", "47118", "bad-date", "offers.csv:2:certificate_expiry", "47118", "2028-12-31"),
    ("demand.csv", "2027-02", "2027-13", "bad-period", "demand.csv:3:period", "2027-13", "2027-Q1"),
    ("demand.csv", "2027-02", "2027-02-15", "bad-period", "demand.csv:3:period", "2027-02-15", "Write 2027-02"),
    ("demand.csv", "2027-02", "2027-2", "bad-period", "demand.csv:3:period", "2027-2", "Write 2027-02"),
    ("demand.csv", "2027-02", "2027-01", "duplicated-key", "demand.csv:3:vehicle + site + period", None, "row 2"),
    ("parts.csv", "true", "mungkin", "bad-flag", "parts.csv:3:main_component", "mungkin", "true or false"),
    ("parts.csv", ",component,", ",komponent,", "unknown-choice", "parts.csv:3:kind", "komponent", "'component'"),
    ("parts.csv", "SNI-1;ISO-9001", '"SNI-1,ISO"', "bad-list", "parts.csv:3:certificates", "SNI-1,ISO", "with ;"),
    ("parts.csv", "Jok", "Jo\x07k", "control-character", "parts.csv:3:name", "Jo\ufffdk", "again"),
    ("sites.csv", "33.28", "33.29", "unknown-reference", "sites.csv:2:region", "33.29", "Did you mean '33.28'?"),
    ("parts.csv", "mass_kg", "mass_gk", "unknown-column", "parts.csv:1:mass_gk", "", "Did you mean 'mass_kg'?"),
    ("parts.csv", "mass_kg", "unit", "duplicated-column", "parts.csv:1:unit", "", "2 times"),
    ("demand.csv", "2027-02,120.5", "2027-02", "row-too-short", "demand.csv:3", "3", "separators ','"),
    ("demand.csv", "120.5", "120.5,x", "row-too-long", "demand.csv:3", "5", "quotation marks"),
    ("suppliers.csv", "Dua Roda", '"Dua Roda', "truncated-file", "suppliers.csv:3", "", "never closed"),
    ("suppliers.csv", "Dua Roda", '"Dua" Ro"da', "broken-quotes", "suppliers.csv:3", "", "twice"),
]


@pytest.mark.parametrize(("name", "old", "new", "code", "source", "found", "words"), CELLS)
def test_a_bad_cell_is_found_with_its_place_and_a_fix(
    read_changed: Read, name: str, old: str, new: str, code: str, source: str, found: str | None, words: str
) -> None:
    files = read_changed(name, (old, new))
    findings = [finding for finding in files.findings if finding.code == code]
    assert len(findings) == 1, files.findings
    finding = findings[0]
    assert finding.source == source
    assert finding.table == name.removesuffix(".csv")
    assert finding.row == int(source.split(":")[1])
    assert found is None or finding.found == found
    assert words in f"{finding.message} {finding.fix}"
    others = {other.code for other in files.findings} - {code}
    assert others <= {"unknown-reference"}, files.findings


def test_ten_bad_rows_give_ten_findings_in_the_order_of_the_file(folder: Path) -> None:
    head = FILES["offers.csv"].splitlines()[0]
    rows = [f"O-{number},KOP-1,SEAT,x{number},,,,," for number in range(1, 11)]
    (folder / "offers.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    findings = read_data_set(folder).findings
    assert [finding.row for finding in findings] == list(range(2, 12))
    assert [finding.found for finding in findings] == [f"x{number}" for number in range(1, 11)]


def test_what_is_wrong_in_several_files_is_found_at_once(folder: Path) -> None:
    for name, old, new in (("parts.csv", "2.25", "dua"), ("offers.csv", "21500", "-1"), ("demand.csv", "100", "")):
        (folder / name).write_text(FILES[name].replace(old, new, 1), encoding="utf-8")
    found = [(finding.source, finding.code) for finding in read_data_set(folder).findings]
    assert found == [
        ("parts.csv:3:mass_kg", "bad-number"),
        ("offers.csv:4:price", "out-of-range"),
        ("demand.csv:2:units", "missing-value"),
    ]


def test_a_thousand_findings_of_a_kind_are_listed_and_the_rest_counted(folder: Path) -> None:
    head = FILES["offers.csv"].splitlines()[0]
    rows = [f"O-{number},KOP-1,SEAT,x,,,,," for number in range(1500)]
    (folder / "offers.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    findings = read_data_set(folder).findings
    assert len(findings) == 1001
    assert (findings[-1].code, findings[-1].severity) == ("more-of-the-same", "error")
    assert "500 more" in findings[-1].message


def test_a_missing_column_is_found_once(read_changed: Read) -> None:
    files = read_changed("offers.csv", ("price", "cost_of_it"))
    assert [(finding.code, finding.source) for finding in files.findings] == [
        ("unknown-column", "offers.csv:1:cost_of_it"),
        ("missing-column", "offers.csv:1:price"),
    ]


def test_a_missing_table_is_found_with_the_columns_that_it_needs(folder: Path) -> None:
    (folder / "demand.csv").unlink()
    finding = only(read_data_set(folder))
    assert (finding.code, finding.table) == ("missing-table", "demand")
    assert finding.fix == "Add the file demand.csv; it needs the columns vehicle, site, units."


def test_an_empty_file_is_found(folder: Path) -> None:
    (folder / "demand.csv").write_bytes(b"")
    finding = only(read_data_set(folder))
    assert (finding.code, finding.source) == ("empty-file", "demand.csv")


def test_a_header_without_rows_is_a_warning_where_the_table_is_needed(folder: Path) -> None:
    (folder / "demand.csv").write_text("vehicle,site,period,units\n", encoding="utf-8")
    finding = only(read_data_set(folder))
    assert (finding.code, finding.severity) == ("no-rows", "warning")


def test_bytes_of_windows_1252_are_found_with_line_and_position(folder: Path) -> None:
    (folder / "suppliers.csv").write_bytes(FILES["suppliers.csv"].replace("Dua", "Dué").encode("cp1252"))
    finding = next(each for each in read_data_set(folder).findings if each.code == "wrong-encoding")
    assert (finding.source, finding.row, finding.found) == ("suppliers.csv:3", 3, "0xE9")
    assert "position 8 of the line" in finding.message
    assert "CSV UTF-8" in finding.fix


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"part,kind\nA\0B,vehicle\n"])
def test_a_file_that_is_no_text_is_found(folder: Path, content: bytes) -> None:
    (folder / "sites.csv").write_bytes(content)
    assert {finding.code for finding in read_data_set(folder).findings} == {"not-text"}


def test_a_file_with_a_misspelt_name_is_noted_with_the_nearest(folder: Path) -> None:
    (folder / "offer.csv").write_text("x", encoding="utf-8")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    (folder / "README.md").write_text("x", encoding="utf-8")
    finding = only(read_data_set(folder))
    assert (finding.code, finding.severity, finding.found) == ("unknown-file", "note", "offer.csv")
    assert "Did you mean 'offers.csv'?" in finding.message


def test_a_table_given_twice_is_found(folder: Path) -> None:
    (folder / "Demand.CSV").write_text(FILES["demand.csv"], encoding="utf-8")
    finding = only(read_data_set(folder))
    assert (finding.code, finding.table) == ("duplicated-table", "demand")


def test_a_folder_in_the_place_of_a_table_is_found(folder: Path) -> None:
    (folder / "lanes.csv").mkdir()
    finding = only(read_data_set(folder))
    assert (finding.code, finding.source) == ("unreadable-file", "lanes.csv")


def test_rows_of_a_damaged_file_still_count_for_references(read_changed: Read) -> None:
    files = read_changed("parts.csv", ("SEAT,Jok", "SEAT,Jok,x"))
    assert only(files).code == "row-too-long"
    assert has_errors(files.findings)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere", "Did you mean 'tiny'?"),
        ("tiny/parts.csv", "single table"),
        ("notes.txt", "neither a folder nor a workbook"),
        ("bare", "parts.csv"),
    ],
)
def test_a_path_that_is_no_data_set_is_refused(folder: Path, name: str, words: str) -> None:
    (folder.parent / "notes.txt").write_text("x", encoding="utf-8")
    (folder.parent / "bare").mkdir()
    path = folder.parent / ("tin" if name == "nowhere" else name)
    with pytest.raises(FileUnreadable) as caught:
        read_data_set(path)
    assert words in str(caught.value)
