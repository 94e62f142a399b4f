"""A table as it stands in its file: cells are text, nothing is known yet of what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evplan.errors import nearest
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
    """

    name: str
    columns: dict[str, pa.Array]
    rows: int
    damaged: npt.NDArray[np.bool_] | None = None
    native: dict[str, pa.Array] | None = None
    separator: str = ","


def known_heads(heads: Sequence[str], table: str) -> dict[int, str]:
    """Return which position of a header holds which column; heads are compared trimmed and without case."""
    names = {name.casefold(): name for name in TABLES[table].names}
    heads = [head.strip(BLANKS).casefold() for head in heads]
    return {position: names[head] for position, head in enumerate(heads) if head in names}


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
    for column in table.columns:
        if column.required and column.name not in known.values():
            findings.add("missing-column", row, column.name, meaning=column.meaning)
    return positions


def trimmed(cells: pa.Array) -> pa.Array:
    """Return text without blanks at both ends, null where nothing is left."""
    cut = pc.utf8_trim(cells, characters=BLANKS)
    empty = pc.equal(pc.binary_length(cut), 0)
    return pc.if_else(empty, pa.scalar(None, TEXT), cut) if pc.any(empty).as_py() else cut
