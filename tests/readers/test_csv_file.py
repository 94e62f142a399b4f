from __future__ import annotations

from pathlib import Path

import pytest
from tiny_set import FILES

from evplan.readers.data_set import file_digest, read_data_set
from evplan.schema import TABLES, tables_digest


def semicolons(text: str) -> str:
    """As Indonesian Excel writes: semicolons between cells, decimal commas; keys keep their points."""
    rows = [line.split(",") for line in text.replace("33.28", "33~28").splitlines()]
    cells = [";".join(f'"{cell}"' if ";" in cell else cell.replace(".", ",") for cell in row) for row in rows]
    return "\n".join(cells).replace("33~28", "33.28") + "\n"


VARIANTS = {
    "with a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "in UTF-16": lambda text: text.encode("utf-16"),
    "with Windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "with old Mac line ends": lambda text: text.replace("\n", "\r").encode(),
    "with semicolons and decimal commas": lambda text: semicolons(text).encode(),
    "with semicolons and a byte order mark": lambda text: b"\xef\xbb\xbf" + semicolons(text).encode(),
    "with tabs": lambda text: text.replace(",", "\t").encode(),
    "with a line that names the separator": lambda text: b"sep=;\r\n" + semicolons(text).encode(),
    "with stray blanks": lambda text: text.replace(",", " ,\u00a0").encode(),
    "with empty lines": lambda text: ("\n\n" + text.replace("\n", "\n\n  \n")).encode(),
    "with rows of nothing but separators": lambda text: (text + "," * text.splitlines()[0].count(",") + "\n").encode(),
    "with quotation marks everywhere": lambda text: "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines()
    ).encode(),
    "with heads in capitals": lambda text: (text.split("\n")[0].upper() + "\n" + text.split("\n", 1)[1]).encode(),
    "without an end of the last line": lambda text: text.rstrip("\n").encode(),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_set_reads_to_the_same_tables_however_its_files_are_written(folder: Path, variant: str) -> None:
    plain = read_data_set(folder)
    for name, text in FILES.items():
        (folder / name).write_bytes(VARIANTS[variant](text))
    changed = read_data_set(folder)
    assert changed.findings == ()
    assert tables_digest(changed.tables) == tables_digest(plain.tables)
    assert changed.digest != plain.digest


def test_a_clean_folder_gives_every_table_and_no_finding(folder: Path) -> None:
    files = read_data_set(folder)
    assert files.findings == ()
    assert files.name == "tiny"
    assert list(files.tables) == list(TABLES)
    assert [len(files.tables[name]) for name in ("parts", "offers", "lanes")] == [3, 3, 0]
    offer = files.tables["offers"].set_index("offer").loc["O-2"]
    assert offer["price"] == "1250000.5"
    assert offer["currency"] == "IDR"
    assert offer["yield_share"] == 1.0
    assert files.tables["parts"]["main_component"].tolist() == [False, False, True]
    assert files.tables["parts"]["certificates"].tolist()[2] == "SNI-1;ISO-9001"


def test_the_digest_follows_the_tables_and_no_other_file(folder: Path) -> None:
    before = file_digest(folder)
    (folder / "README.md").write_text("about", encoding="utf-8")
    assert file_digest(folder) == before == read_data_set(folder).digest
    with (folder / "parts.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert file_digest(folder) != before


def test_money_keeps_every_digit(folder: Path, read_changed) -> None:
    files = read_changed("offers.csv", ("175000.25", "123456789012.123456789012345678"), ("21500", "0021500.500"))
    prices = files.tables["offers"]["price"].tolist()
    assert prices == ["123456789012.123456789012345678", "1250000.5", "21500.5"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"),
        ('"1,234,567"', "1234567"),
        ('"1,234.5"', "1234.5"),
        ("1 234 567", "1234567"),
        ("1e3", "1000"),
        ("+12", "12"),
        ("12.", "12"),
        (".5", "0.5"),
        ("0.125", "0.125"),
        ("1.125", "1.125"),
    ],
)
def test_a_number_that_can_mean_one_thing_only_is_read_as_that(folder: Path, written: str, read: str) -> None:
    separator = "," if written.startswith('"') or "," not in written else ";"
    head = FILES["offers.csv"].splitlines()[0].replace(",", separator)
    cells = ["O-1", "KOP-1", "SEAT", written, *[""] * 5]
    (folder / "offers.csv").write_text(f"{head}\n{separator.join(cells)}\n", encoding="utf-8")
    files = read_data_set(folder)
    assert files.findings == ()
    assert files.tables["offers"]["price"].tolist() == [read]


def test_points_are_thousands_where_the_file_has_decimal_commas_elsewhere(folder: Path) -> None:
    text = semicolons(FILES["offers.csv"]).replace("21500", "21.500")
    (folder / "offers.csv").write_text(text, encoding="utf-8")
    files = read_data_set(folder)
    assert files.findings == ()
    assert files.tables["offers"]["price"].tolist() == ["175000.25", "1250000.5", "21500"]


def test_a_number_that_can_mean_two_things_is_read_with_a_warning(folder: Path) -> None:
    (folder / "demand.csv").write_text(
        "vehicle;site;period;units\nMOTOR;PLANT;2027-01;1.200\nMOTOR;PLANT;2027-02;1.500\n", encoding="utf-8"
    )
    files = read_data_set(folder)
    (finding,) = files.findings
    assert (finding.code, finding.severity, finding.row, finding.column) == ("ambiguous-number", "warning", 2, "units")
    assert "1.200 or 1200; 2 cells" in finding.message
    assert files.tables["demand"]["units"].tolist() == [1.2, 1.5]


@pytest.mark.parametrize(
    ("written", "read"),
    [("31/12/2026", "2026-12-31"), ("2026/12/31", "2026-12-31"), ("2026-12-31 00:00:00", "2026-12-31")],
)
def test_dates_are_read_as_indonesian_excel_writes_them(read_changed, written: str, read: str) -> None:
    files = read_changed("offers.csv", ("2028-12-31", written))
    assert files.findings == ()
    assert files.tables["offers"]["certificate_expiry"].tolist()[0] == read


def test_a_date_with_two_readings_is_read_day_first_with_a_note(read_changed) -> None:
    files = read_changed("offers.csv", ("2028-12-31", "03/04/2026"))
    (finding,) = files.findings
    assert (finding.code, finding.severity, finding.row) == ("date-read-day-first", "note", 2)
    assert files.tables["offers"]["certificate_expiry"].tolist()[0] == "2026-04-03"


@pytest.mark.parametrize("written", ["2027-01-01", "01/01/2027", "Jan-27", "Januari 2027"])
def test_a_first_of_a_month_in_a_period_is_that_month(read_changed, written: str) -> None:
    files = read_changed("demand.csv", ("2027-01", written))
    assert files.findings == ()
    assert files.tables["demand"]["period"].tolist() == ["2027-01", "2027-02"]


@pytest.mark.parametrize(("written", "read"), [("ya", True), ("TIDAK", False), ("1", True), ("No", False), ("", False)])
def test_flags_are_read_in_both_languages(read_changed, written: str, read: bool) -> None:
    files = read_changed("parts.csv", ("2.25,true", f"2.25,{written}"))
    assert files.findings == ()
    assert files.tables["parts"].set_index("part").loc["SEAT", "main_component"] == read


def test_lines_are_those_of_the_file_after_a_cell_of_two_lines(read_changed) -> None:
    files = read_changed("suppliers.csv", ("Koperasi Maju", '"Koperasi\nMaju"'), ("kecil", "keci"))
    (finding,) = files.findings
    assert finding.source == "suppliers.csv:4:size_class"
    assert files.tables["suppliers"]["name"].tolist() == ["Dua Roda", "Koperasi\nMaju"]


def test_named_regions_without_a_table_of_regions_are_listed_by_key(folder: Path) -> None:
    (folder / "regions.csv").unlink()
    files = read_data_set(folder)
    assert {(finding.code, finding.severity) for finding in files.findings} == {("rows-of-missing-table", "warning")}
    assert files.tables["regions"]["region"].tolist() == ["33.28"]
