"""One table from a CSV file, whatever wrote it: encoding, separator, line ends, quotes."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from evplan.readers.finding_list import FindingList
from evplan.readers.raw_table import BLANKS, TEXT, RawTable, Rows, check_heads, known_heads, trimmed
from evplan.schema import TABLES

_SEPARATORS = ",;\t|"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SIGNATURES = {b"PK\x03\x04": "it is a workbook or a ZIP file", b"\xd0\xcf\x11\xe0": "it is an old workbook"}


def read_csv_table(content: bytes, findings: FindingList) -> RawTable | None:
    """Return the table ``findings.table`` from the bytes of its file, or ``None`` if it cannot be read at all."""
    text = _decode(content, findings)
    if text is None:
        return None
    source = _Source(text, findings.table)
    if not source.heads:
        findings.add("empty-file")
        return None
    cells = _read_at_once(source)
    if cells is None:
        return _read_row_by_row(source, findings)
    return _raw_table(source, cells, findings, source.row_lines, None)


class _Source:
    """A decoded file: its separator, its header and what comes after."""

    def __init__(self, text: str, table: str) -> None:
        lines = io.StringIO(text, newline="")
        self.header_line, used, first = 0, 0, ""
        for line in lines:
            self.header_line += 1
            used += len(line)
            content = line.strip(BLANKS)
            if content and not (content.casefold().startswith("sep=") and len(content) <= 5):
                first = line
                break
        self.separator = max(_SEPARATORS, key=lambda sign: _fit(first, sign, table))
        self.heads = _cells(first, self.separator)
        self.body = text[used:]

    def records(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield the line at which each row begins, and its cells or what is wrong with its quotes; no empty lines."""
        reader = csv.reader(io.StringIO(self.body, newline=""), delimiter=self.separator, strict=True)
        begin = self.header_line + 1
        while True:
            try:
                cells: list[str] | str = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                cells = "broken-quotes" if "expected after" in str(error) else "truncated-file"
            if cells:
                yield begin, cells
            begin = self.header_line + 1 + reader.line_num

    def row_lines(self) -> Rows:
        """Return the line of every row."""
        return np.array([line for line, _ in self.records()], dtype=np.int64)


def _fit(line: str, separator: str, table: str) -> tuple[int, int]:
    """Return how well a separator fits the header: columns that the table knows, then columns at all."""
    heads = _cells(line, separator)
    return len(known_heads(heads, table)), len(heads)


def _cells(line: str, separator: str) -> list[str]:
    """Return the cells of one line; none where it is far too long to be a header."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _decode(content: bytes, findings: FindingList) -> str | None:
    """Return the text of a file in UTF-8 (with or without a byte order mark) or UTF-16 (with one)."""
    for signature, meaning in _SIGNATURES.items():
        if content.startswith(signature):
            findings.add("not-text", found=meaning)
            return None
    try:
        if content.startswith(_UTF_16):
            text = content.decode("utf-16")
        else:
            text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        _find_encoding(content, error, findings)
        return None
    if "\0" in text:
        findings.add("not-text", found="it holds bytes that are zero, as pictures and programs do")
        return None
    return text


def _find_encoding(content: bytes, error: UnicodeDecodeError, findings: FindingList) -> None:
    if error.encoding.startswith("utf-16"):
        findings.add("not-text", found="it says that it is UTF-16 but is cut off or damaged")
        return
    content = content.removeprefix(codecs.BOM_UTF8)
    before = content[: error.start]
    begin = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    rest = content[error.start :].splitlines()[0]
    row = before.count(b"\n") + 1 if b"\n" in content else before.count(b"\r") + 1
    word = (content[max(begin, error.start - 12) : error.start] + rest[:12]).decode("cp1252", errors="replace")
    findings.add(
        "wrong-encoding",
        row,
        found=f"0x{content[error.start]:02X}",
        position=error.start - begin + 1,
        guess=f" (read as Windows-1252: '{word}')",
    )


def _read_at_once(source: _Source) -> list[pa.Array] | None:
    """Return the cells by column if nothing is unusual about the rows, else ``None``."""
    content = source.body.encode()
    width = len(source.heads)
    if not source.body.strip("\r\n"):
        return [pa.array([], TEXT)] * width
    if source.body.count('"') % 2:
        return None
    uneven: list[arrow_csv.InvalidRow] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        uneven.append(row)
        return "skip"

    names = [str(position) for position in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(content) + 1),
            parse_options=arrow_csv.ParseOptions(
                delimiter=source.separator, newlines_in_values=True, invalid_row_handler=note
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, TEXT),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        return None
    return None if uneven else [trimmed(table[name].combine_chunks()) for name in names]


def _read_row_by_row(source: _Source, findings: FindingList) -> RawTable:
    """Return the table of a file with uneven rows or broken quotes, and find them."""
    width = len(source.heads)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    damaged: list[bool] = []
    for line, cells in source.records():
        if isinstance(cells, str):
            findings.add(cells, line)
            continue
        kept: list[str | None] = [cell.strip(BLANKS) or None for cell in cells]
        if not any(kept):
            continue
        uneven = len(kept) < width or any(kept[width:])
        if uneven:
            code = "row-too-short" if len(kept) < width else "row-too-long"
            sign = "tab" if source.separator == "\t" else source.separator
            findings.add(code, line, found=len(kept), expected=width, separator=sign)
            kept = kept[:1]
        rows.append((kept + [None] * width)[:width])
        lines.append(line)
        damaged.append(uneven)
    columns = [pa.array(cells, TEXT) for cells in zip(*rows, strict=True)] or [pa.array([], TEXT)] * width
    return _raw_table(source, columns, findings, lambda: np.array(lines, dtype=np.int64), np.array(damaged, dtype=bool))


def _raw_table(
    source: _Source,
    cells: list[pa.Array],
    findings: FindingList,
    lines: Callable[[], Rows],
    damaged: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] | None,
) -> RawTable:
    """Return the known columns, without rows that are blank throughout."""
    rows = len(cells[0])
    positions = check_heads(
        source.heads, source.header_line, lambda position: cells[position].null_count < rows, findings
    )
    columns = {name: cells[position] for position, name in positions.items()}
    filled = np.ones(rows, dtype=bool)
    if columns and all(column.null_count for column in columns.values()):
        filled = np.logical_or.reduce([column.is_valid().to_numpy(zero_copy_only=False) for column in cells])
        columns = {name: column.filter(pa.array(filled)) for name, column in columns.items()}
        damaged = None if damaged is None else damaged[filled]
    findings.lines = lambda: lines()[filled].tolist()
    rows = int(filled.sum())
    if rows == 0 and not TABLES[findings.table].optional:
        findings.add("no-rows")
    return RawTable(findings.table, columns, rows, damaged, separator=source.separator)
