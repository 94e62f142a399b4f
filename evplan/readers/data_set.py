"""A data set from files: a folder with a CSV file per table, or one workbook with a sheet per table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evplan.errors import Finding, file_unreadable, finding, nearest
from evplan.heading import named_tables, plain_heading
from evplan.readers.column import convert_table
from evplan.readers.csv_file import read_csv_table
from evplan.readers.finding_list import FindingList
from evplan.readers.raw_table import RawTable
from evplan.readers.reference import check_keys, check_references, rows_by_key_alone
from evplan.readers.workbook import Workbook, open_workbook, read_sheet
from evplan.schema import TABLES, Table, Tables, conform, empty_table

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")

_QUIET_SUFFIXES = (".md", ".txt", ".rst", ".html", ".pdf")
_QUIET_NAMES = {"thumbs.db", "desktop.ini"}
_QUIET_SHEETS = {"readme", "petunjuk", "instructions", "info", "notes", "catatan", "panduan", "about", "guide"} | {
    "daftar",
    "lists",
    "temuan",
    "findings",
}


@dataclass(frozen=True)
class DataSetFiles:
    """A data set as read: every table of `schema.TABLES`, conformed; what was found; the digest of the files.

    Where ``findings`` has errors, bad cells are blank in ``tables`` and damaged rows have little but their key.
    """

    name: str
    tables: Tables
    findings: tuple[Finding, ...]
    digest: str


@dataclass(frozen=True)
class _Reading:
    """Raw tables with their findings, findings about the whole, and the words for a place to put a table."""

    raws: dict[str, tuple[RawTable | None, FindingList]]
    findings: list[Finding]
    place: str


def read_data_set(path: Path) -> DataSetFiles:
    """Return the data set in a folder or workbook, with all its findings, by table and row.

    Raises `FileUnreadable` if ``path`` is neither, or no table of a data set is in it.
    """
    contents = _contents(path)
    if path.is_dir():
        reading, name = _read_folder(path, contents), path.resolve().name
    else:
        reading, name = _read_workbook(path, contents[path.name]), path.stem
    frames = {table: convert_table(raw, found) for table, (raw, found) in reading.raws.items() if raw is not None}
    missing = [table for table in TABLES.values() if not table.optional and table.name not in reading.raws]
    findings = reading.findings + [_missing_table(table, reading.place, path) for table in missing]
    findings += _fill_in_keys(frames, reading)
    _check(frames, reading)
    for table in TABLES.values():
        if table.name in reading.raws:
            findings += reading.raws[table.name][1].listed(table.names)
    tables = {table: conform(table, frames[table]) if table in frames else empty_table(table) for table in TABLES}
    return DataSetFiles(name, tables, tuple(findings), _digest(contents))


def _fill_in_keys(frames: dict[str, pd.DataFrame], reading: _Reading) -> list[Finding]:
    """Add the optional tables that are missing but named (regions, sources) by their keys alone, and find that."""
    findings = []
    for target in TABLES.values():
        if not target.optional or target.name in reading.raws:
            continue
        named: list[pd.Series] = []
        for name, frame in list(frames.items()):
            for column in TABLES[name].columns:
                if column.references != target.name or column.name not in frame or frame[column.name].isna().all():
                    continue
                named.append(frame[column.name])
                found = {"count": frame[column.name].nunique(), "expected": target.name}
                place = f"{reading.raws[name][1].source}:{column.name}"
                findings.append(finding("rows-of-missing-table", source=place, table=name, column=column.name, **found))
        if named:
            frames[target.name] = rows_by_key_alone(named, target.key[0])
    return findings


def _check(frames: Mapping[str, pd.DataFrame], reading: _Reading) -> None:
    known = {
        name: frames[name][table.key[0]] if name in frames and table.key[0] in frames[name] else None
        for name, table in TABLES.items()
    }
    for name, (raw, found) in reading.raws.items():
        if raw is not None:
            check_keys(name, frames[name], found)
            check_references(name, frames[name], known, found)


def read_layout(path: Path) -> dict[str, tuple[RawTable, FindingList]]:
    """Return each table of a folder or workbook as it stands in its file, with what knows the lines of its rows.

    Raises `FileUnreadable` as `read_data_set` does.
    """
    contents = _contents(path)
    reading = _read_folder(path, contents) if path.is_dir() else _read_workbook(path, contents[path.name])
    return {name: (raw, found) for name, (raw, found) in reading.raws.items() if raw is not None}


def read_workbook_bytes(path: Path) -> bytes:
    """Return the bytes of a workbook; raises `FileUnreadable` as `read_data_set` does."""
    content = _contents(path)[path.name]
    assert isinstance(content, bytes), "a workbook that cannot be read has been refused"
    return content


def file_digest(path: Path) -> str:
    """Return the SHA-256 over names and bytes of a data set's files: it changes when a file does."""
    return _digest(_contents(path))


def _digest(contents: Mapping[str, bytes | OSError]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        part = content if isinstance(content, bytes) else b""
        digest.update(f"{name}\0{len(part)}\0".encode())
        digest.update(part)
    return digest.hexdigest()


def _contents(path: Path) -> dict[str, bytes | OSError]:
    """Return the bytes of a workbook, or of each CSV file of a folder (or why one cannot be read), by file name."""
    try:
        if path.is_dir():
            names = sorted(each.name for each in path.iterdir() if _is_table_file(each.name))
            if not names:
                raise file_unreadable("no-tables", path, expected=", ".join(f"{table}.csv" for table in TABLES))
            return {name: _bytes(path / name) for name in names}
        if not path.exists():
            near = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
            raise file_unreadable("missing", path, nearest=nearest(path.name, near))
        if path.suffix.casefold() == ".csv":
            raise file_unreadable("is-csv", path, parent=path.parent)
        if path.suffix.casefold() not in (*WORKBOOK_SUFFIXES, ".xls") or not path.is_file():
            raise file_unreadable("not-a-data-set", path)
        return {path.name: path.read_bytes()}
    except PermissionError as error:
        raise file_unreadable("denied", path) from error
    except OSError as error:
        raise file_unreadable("other", path, detail=error.strerror or error) from error


def _bytes(path: Path) -> bytes | OSError:
    try:
        return path.read_bytes()
    except OSError as error:
        return error


def _is_table_file(name: str) -> bool:
    stem, _, suffix = name.casefold().rpartition(".")
    return suffix == "csv" and stem in TABLES


def _read_folder(path: Path, contents: Mapping[str, bytes | OSError]) -> _Reading:
    raws: dict[str, tuple[RawTable | None, FindingList]] = {}
    findings = [
        finding("unknown-file", source=each.name, found=each.name, nearest=_near_file(each.name))
        for each in sorted(path.iterdir())
        if not _is_table_file(each.name) and not _is_quiet(each.name)
    ]
    for name, content in contents.items():
        table = name.rpartition(".")[0].casefold()
        if table in raws:
            other = raws[table][1].source
            findings.append(finding("duplicated-table", source=name, table=table, found=name, other=other))
            continue
        found = FindingList(table, name)
        raw = None
        if isinstance(content, bytes):
            raw = read_csv_table(content, found)
        else:
            found.add("unreadable-file", found=content.strerror or content)
        raws[table] = raw, found
    return _Reading(raws, findings, "the file {table}.csv")


def _is_quiet(name: str) -> bool:
    """Return whether a file is nobody's mistake: hidden, a lock of Excel's, or something to read."""
    word = name.casefold()
    return word.startswith((".", "~$")) or word.endswith(_QUIET_SUFFIXES) or word in _QUIET_NAMES


def _near_file(name: str) -> str:
    return nearest(name, [f"{table}.csv" for table in TABLES])


def _read_workbook(path: Path, content: bytes | OSError) -> _Reading:
    assert isinstance(content, bytes), "a workbook that cannot be read has been refused"
    book = open_workbook(content, path)
    raws: dict[str, tuple[RawTable | None, FindingList]] = {}
    findings: list[Finding] = []
    for sheet, table in _sheet_tables(book, path.name, findings).items():
        source = f"{path.name}[{sheet}]"
        if table in raws:
            other = raws[table][1].source
            findings.append(finding("duplicated-table", source=source, table=table, found=sheet, other=other))
        else:
            found = FindingList(table, source)
            raws[table] = read_sheet(book, sheet, found), found
    examples = [name for name, (raw, _found) in raws.items() if raw is not None and raw.example]
    if examples:
        values = {"count": len(examples), "sheets": ", ".join(examples)}
        findings.append(finding("examples-left-out", source=path.name, **values))
    return _Reading(raws, findings, "a sheet named {table}")


def _sheet_tables(book: Workbook, file: str, findings: list[Finding]) -> dict[str, str]:
    """Return the table of each sheet that holds one; find those that hold none, and what was assumed.

    A sheet may be named as people say it ("Pemasok"). A hidden sheet counts only where no sheet in sight is its table.
    """
    names = {sheet: sheet.strip().casefold() for sheet in book.sheets}
    spoken = named_tables()
    tables = {sheet: name if name in TABLES else spoken.get(plain_heading(name), "") for sheet, name in names.items()}
    shown = {table for sheet, table in tables.items() if sheet not in book.hidden}
    kept: dict[str, str] = {}
    for sheet, table in tables.items():
        source = f"{file}[{sheet}]"
        if not table:
            if names[sheet] not in _QUIET_SHEETS:
                near = nearest(names[sheet], TABLES)
                findings.append(finding("unknown-file", source=source, found=sheet, nearest=near))
        elif sheet in book.hidden and table in shown:
            findings.append(finding("hidden-sheet-left-out", source=source, table=table, found=sheet))
        else:
            kept[sheet] = table
            if sheet in book.hidden:
                findings.append(finding("hidden-sheet-read", source=source, table=table, found=sheet))
            if names[sheet] != table:
                findings.append(finding("sheet-assumed", source=source, table=table, found=sheet))
    return kept


def _missing_table(table: Table, place: str, path: Path) -> Finding:
    needed = ", ".join(column.name for column in table.columns if column.required)
    expected = place.format(table=table.name)
    values = {"table": table.name, "meaning": table.meaning, "expected": expected, "columns": needed}
    return finding("missing-table", source=path.name, **values)
