"""A table as it stands in its file: cells are text, nothing is known yet of what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evplan.errors import nearest
from evplan.heading import named_columns, plain_heading
from evplan.readers.finding_list import FindingList
from evplan.schema import TABLES

BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\u2060\ufeff"
"""Signs that are blank, or that nobody sees: cut off both ends of every cell."""

TEXT = pa.large_string()
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RawTable:
    """The cells of the columns that the table knows.

    ``columns`` holds a `TEXT` array per column, trimmed, null where blank. ``native`` marks, per column of a workbook,
    the cells that are numbers or dates and not text, so that their point is a decimal point. ``damaged`` marks rows
    with a wrong number of cells: nothing but their first cell is kept. ``separator`` is the sign between cells.
    ``header`` is the line of the header, ``positions`` says where in it each column stands, from 0; ``sheet`` names the
    sheet of a workbook, ``heads`` are all its headings, ``example`` says that the template's example
    stood there and was left out.
    """

    name: str
    columns: dict[str, pa.Array]
    rows: int
    damaged: npt.NDArray[np.bool_] | None = None
    native: dict[str, pa.Array] | None = None
    separator: str = ","
    header: int = 1
    positions: dict[str, int] = field(default_factory=dict)
    sheet: str = ""
    heads: tuple[str, ...] = ()
    example: bool = False


def known_heads(heads: Sequence[str], table: str) -> dict[int, str]:
    """Return which position of a header holds which column.

    Names of columns are compared trimmed and without case; a column that is not named so may have a heading in English
    or Bahasa Indonesia (`heading`), the first that says it.
    """
    names = {name.casefold(): name for name in TABLES[table].names}
    written = [head.strip(BLANKS).casefold() for head in heads]
    known = {position: names[head] for position, head in enumerate(written) if head in names}
    return dict(sorted((known | _said_otherwise(written, table, set(known.values()))).items()))


def _said_otherwise(heads: Sequence[str], table: str, taken: set[str]) -> dict[int, str]:
    words, found = named_columns(table), dict[int, str]()
    for position, head in enumerate(heads):
        column = words.get(plain_heading(head)) if head else None
        if column and column not in taken:
            found[position] = column
            taken = taken | {column}
    return found


def check_heads(heads: Sequence[str], row: int, filled: Callable[[int], bool], findings: FindingList) -> dict[int, str]:
    """Return the positions to read with their columns; find unknown, missing and duplicated ones.

    ``row`` is the line of the header; ``filled`` says whether the column at a position holds anything at all.
    """
    table = TABLES[findings.table]
    known = known_heads(heads, table.name)
    for position, head in enumerate(heads):
        written = head.strip(BLANKS)
        if position not in known and (written or filled(position)):
            findings.add("unknown-column", row, written or "(without a name)", nearest=nearest(written, table.names))
    positions: dict[int, str] = {}
    for position, name in known.items():
        if name not in positions.values():
            positions[position] = name
    for name, count in Counter(known.values()).items():
        if count > 1:
            findings.add("duplicated-column", row, name, count=count)
    said = {heads[position].strip(BLANKS): name for position, name in known.items()}
    assumed = {head: name for head, name in said.items() if head.casefold() != name}
    if assumed:
        read = ", ".join(f"'{head}' as {name}" for head, name in assumed.items())
        findings.add("headings-assumed", row, read=read)
    for column in table.columns:
        if column.required and column.name not in known.values():
            findings.add("missing-column", row, column.name, meaning=column.meaning)
    return positions


def trimmed(cells: pa.Array) -> pa.Array:
    """Return text without blanks at both ends, null where nothing is left."""
    cut = pc.utf8_trim(cells, characters=BLANKS)
    empty = pc.equal(pc.binary_length(cut), 0)
    return pc.if_else(empty, pa.scalar(None, TEXT), cut) if pc.any(empty).as_py() else cut
