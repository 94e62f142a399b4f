"""What `report.export` writes, `readers` reads back to the same: the two rooms meet in `workflow` and here."""

from __future__ import annotations

import errno
import json
import string
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evplan.errors import FileUnwritable
from evplan.quantities import decimal_text
from evplan.readers.data_set import read_data_set
from evplan.readers.raw_table import BLANKS
from evplan.report.export import export_data_set, export_frames
from evplan.schema import TABLES, Column, Tables, conform, empty_table, tables_digest

FIRST = string.ascii_letters + string.digits
KEYS = st.builds(str.__add__, st.sampled_from(FIRST), st.text(FIRST + "._-", max_size=6))
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n"),
    max_size=12,
).map(lambda text: text.strip(BLANKS))
DATES = st.dates().map(lambda day: day.isoformat())
PERIODS = st.sampled_from(["2027", "2027-01", "2027-12", "2027-Q1"])


def cells(column: Column) -> st.SearchStrategy[object]:
    """Cells that a column may hold, without references (those are drawn from the keys that there are)."""
    if column.kind in ("money", "number"):
        low, high = column.minimum, column.maximum
        top = 1e15 if high is None else high
        if column.kind == "money":
            money = st.decimals(0, 10**15, allow_nan=False, places=6) | st.integers(0, 10**15)
            return money.map(decimal_text)
        floats = st.floats(low, top, exclude_min=column.above, allow_subnormal=False)
        return floats.map(lambda value: value + 0.0)  # a file has no negative zero
    return {
        "key": KEYS,
        "text": TEXTS.filter(bool),
        "list": st.lists(KEYS, min_size=1, max_size=3).map(";".join),
        "choice": st.sampled_from(column.choices or ("",)),
        "flag": st.booleans(),
        "date": DATES,
        "period": PERIODS,
    }[column.kind]


@st.composite
def data_sets(draw: st.DrawFn) -> Tables:
    """Small sets: every table may have rows, every reference is kept, every key is there once."""
    tables: Tables = {}
    for name, table in TABLES.items():
        rows = []
        for _ in range(draw(st.integers(0, 3))):
            row: dict[str, object] = {}
            for column in table.columns:
                known = tables[column.references][column.references.rstrip("s")].tolist() if column.references else []
                if column.references and not known and column.required:
                    break
                strategy = st.sampled_from(known) if known else st.none() if column.references else cells(column)
                row[column.name] = draw(strategy if column.required else st.none() | strategy)
            else:
                rows.append(row)
        frame = pd.DataFrame(rows, columns=table.names)
        tables[name] = conform(name, frame.drop_duplicates(table.key)) if rows else empty_table(name)
    return tables


@settings(max_examples=25, deadline=None)
@given(data_sets(), st.sampled_from(["set", "set.xlsx"]))
def test_an_exported_data_set_reads_back_to_the_same(tables: Tables, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / name
        export_data_set(tables, target)
        files = read_data_set(target)
    assert {finding.code for finding in files.findings} <= {"no-rows"}
    for table, frame in tables.items():
        pd.testing.assert_frame_equal(files.tables[table], frame)
    assert tables_digest(files.tables) == tables_digest(tables)


def tricky(folder: Path) -> Tables:
    tables = read_data_set(folder).tables
    parts = tables["parts"].copy()
    parts["name"] = ["=1/0", "#N/A", '_x0041_ "a", b;\n\'c']
    parts["reference_cost_idr"] = ["123456789.123456789012", "0.1", "1250"]
    return tables | {"parts": parts}


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_formulas_escapes_and_long_money_survive(folder: Path, tmp_path: Path, name: str) -> None:
    tables = tricky(folder)
    export_data_set(tables, tmp_path / name)
    files = read_data_set(tmp_path / name)
    assert files.findings == ()
    assert files.tables["parts"]["name"].tolist() == ["=1/0", "#N/A", '_x0041_ "a", b;\n\'c']
    assert tables_digest(files.tables) == tables_digest(tables)


def test_optional_tables_without_rows_are_left_out(folder: Path, tmp_path: Path) -> None:
    paths = export_data_set(read_data_set(folder).tables, tmp_path / "out")
    names = ["bom_lines", "demand", "offers", "parts", "regions", "sites", "suppliers"]
    assert sorted(path.name for path in paths) == [f"{name}.csv" for name in names]
    assert (tmp_path / "out" / "demand.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "MOTOR,PLANT,2027-01,100",
        "MOTOR,PLANT,2027-02,120.5",
    ]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "tiny"]


def test_an_export_replaces_an_export_but_no_other_files(folder: Path, tmp_path: Path) -> None:
    tables = read_data_set(folder).tables
    with pytest.raises(FileUnwritable, match=r"not an export of evplan \(bom_lines\.csv"):
        export_data_set(tables, folder)
    export_data_set(tables, tmp_path / "out")
    (tmp_path / "out" / "mine.txt").write_text("kept", encoding="utf-8")
    export_data_set(tables | {"regions": empty_table("regions")}, tmp_path / "out")
    assert not (tmp_path / "out" / "regions.csv").exists()
    assert (tmp_path / "out" / "mine.txt").read_text(encoding="utf-8") == "kept"
    (folder / "lanes.csv").write_text("old", encoding="utf-8")
    export_data_set(tables, folder, overwrite=True)
    assert not (folder / "lanes.csv").exists()
    assert read_data_set(folder).findings == ()


def test_a_workbook_is_replaced_only_when_told(folder: Path, tmp_path: Path) -> None:
    tables = read_data_set(folder).tables
    target = tmp_path / "out.xlsx"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(FileUnwritable, match="there already"):
        export_data_set(tables, target)
    assert target.read_text(encoding="utf-8") == "mine"
    export_data_set(tables, target, overwrite=True)
    assert read_data_set(target).findings == ()


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "no room left"), (errno.EACCES, "may not write"), (errno.EIO, "cannot be written")],
)
def test_what_the_system_refuses_is_said_and_nothing_is_left_behind(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    tables = read_data_set(folder).tables

    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(pd.DataFrame, "to_csv", refuse)
    with pytest.raises(FileUnwritable, match=words):
        export_data_set(tables, tmp_path / "out")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["tiny"]


def test_a_missing_folder_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable, match=r"folder .* is missing"):
        export_data_set(read_data_set(folder).tables, tmp_path / "no" / "out")


FRAMES = {
    "awards": pd.DataFrame({"units": [1.5, np.nan], "ok": [True, False]}, index=pd.Index(["a", "b"], name="offer")),
    "empty": pd.DataFrame({"x": pd.Series(dtype="float64")}),
}


def test_tables_of_a_run_are_written_in_every_format(tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        paths = export_frames(FRAMES, tmp_path / form, form)  # type: ignore[arg-type]
        assert [path.name for path in paths] == [f"awards.{form}", f"empty.{form}"]
    assert (tmp_path / "csv" / "awards.csv").read_text(encoding="utf-8") == "offer,units,ok\na,1.5,True\nb,,False\n"
    assert pd.read_parquet(tmp_path / "parquet" / "awards.parquet")["offer"].tolist() == ["a", "b"]
    export_frames(FRAMES, tmp_path / "run.json", "json")
    assert json.loads((tmp_path / "run.json").read_text(encoding="utf-8")) == {
        "awards": [{"offer": "a", "units": 1.5, "ok": True}, {"offer": "b", "units": None, "ok": False}],
        "empty": [],
    }
    export_frames(FRAMES, tmp_path / "run.xlsx", "xlsx")
    sheet = pd.read_excel(tmp_path / "run.xlsx", sheet_name="awards", engine="openpyxl")
    assert sheet["units"].tolist()[0] == 1.5
