"""Turns the cells of a raw table into the table that is held in memory, whole columns at a time."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evplan.readers.cell import Reading, reader
from evplan.readers.finding_list import FindingList
from evplan.readers.number import NumberStyle, canonical_money, convert_numbers, number_style
from evplan.readers.raw_table import TEXT, RawTable
from evplan.schema import KEY_PATTERN, TABLES, Column

_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f\x{fffe}\x{ffff}]"
_CONTROL_HERE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def convert_table(raw: RawTable, findings: FindingList) -> pd.DataFrame:
    """Return the rows of ``raw`` with cells as `schema` holds them (not yet conformed), in the order of the file.

    Columns that the file lacks are missing; a cell that cannot be read is blank and has a finding.
    """
    table = TABLES[raw.name]
    numbers = [name for name in raw.columns if table.by_name[name].kind in ("number", "money")]
    style = number_style([_own_text(raw, name) for name in numbers], raw.separator)
    columns = {name: _convert(table.by_name[name], raw, style, findings) for name in raw.columns}
    for name, cells in raw.columns.items():
        column = table.by_name[name]
        if column.required and cells.null_count:
            blank = cells.is_null().to_numpy(zero_copy_only=False)
            if raw.damaged is not None:
                blank = blank & ~raw.damaged
            for position in np.flatnonzero(blank).tolist():
                findings.at("missing-value", position, name, meaning=column.meaning)
    return pd.DataFrame(columns, index=pd.RangeIndex(raw.rows))


def _own_text(raw: RawTable, name: str) -> pa.Array:
    """Return the cells of a column that are text in the file, not numbers of a workbook."""
    if raw.native is None:
        return raw.columns[name]
    return pc.if_else(raw.native[name], pa.scalar(None, TEXT), raw.columns[name])


def _convert(column: Column, raw: RawTable, style: NumberStyle, findings: FindingList) -> pd.Series:
    cells = raw.columns[column.name]
    if column.kind in ("number", "money"):
        native = None if raw.native is None else raw.native[column.name]
        plain, values = convert_numbers(column, cells, native, style, findings)
        return pd.Series(values) if column.kind == "number" else _series(canonical_money(plain))
    if column.kind == "text":
        return _series(_clean_text(column, cells, findings))
    if column.kind == "key" and _all_match(cells, f"^{KEY_PATTERN}$"):
        return _series(cells)
    return _by_distinct_text(column, cells, findings)


def _series(cells: pa.Array) -> pd.Series:
    """Return text as a column of pandas' own ``str`` type, without a copy."""
    return pd.Series(cells.to_pandas())


def _all_match(cells: pa.Array, pattern: str) -> bool:
    return bool(pc.all(pc.fill_null(pc.match_substring_regex(cells, pattern), True)).as_py())


def _clean_text(column: Column, cells: pa.Array, findings: FindingList) -> pa.Array:
    """Return free text with plain line ends; find control characters, which no program shows or keeps."""
    if not pc.any(pc.match_substring_regex(cells, _CONTROL)).as_py():
        return cells
    cells = pc.replace_substring(pc.replace_substring(cells, "\r\n", "\n"), "\r", "\n")
    bad = pc.fill_null(pc.match_substring_regex(cells, _CONTROL), False)
    for position in np.flatnonzero(bad.to_numpy(zero_copy_only=False)).tolist():
        shown = _CONTROL_HERE.sub("\ufffd", cells[position].as_py())
        findings.at("control-character", position, column.name, found=shown, expected="text")
    return pc.if_else(bad, pa.scalar(None, TEXT), cells)


def _by_distinct_text(column: Column, cells: pa.Array, findings: FindingList) -> pd.Series:
    """Return cells read by the reader of their kind, which is asked once for every distinct text."""
    encoded = cells.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    read = reader(column)
    readings = [read(text) for text in texts]
    where = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    _find(column, where, texts, readings, findings)
    if column.kind == "flag":
        values = np.array([reading.value for reading in readings] + [None], dtype=object)
        return pd.Series(values[where], dtype="object")
    values = pa.array([reading.value for reading in readings], TEXT)
    return _series(values.take(encoded.indices))


def _find(
    column: Column, where: npt.NDArray[np.int64], texts: list[str], readings: list[Reading], findings: FindingList
) -> None:
    """Find bad cells one by one; of cells that were read in doubt, only the first, with their number."""
    bad = [number for number, reading in enumerate(readings) if reading.code and reading.value is None]
    for position in np.flatnonzero(np.isin(where, bad)).tolist() if bad else []:
        number = where[position]
        findings.at(readings[number].code, position, column.name, found=texts[number], **readings[number].values)
    doubtful = [number for number, reading in enumerate(readings) if reading.code and reading.value is not None]
    positions = np.flatnonzero(np.isin(where, doubtful))
    if len(positions):
        first = int(positions[0])
        reading = readings[where[first]]
        shown = {"found": texts[where[first]], "count": len(positions)}
        findings.at(reading.code, first, column.name, **shown, **reading.values)
