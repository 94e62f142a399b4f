"""Numbers of a TKDN form as people write them: Rp 140.000,00, 40 %, 0,4, 1.234.567,- and plain numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import isfinite, nan

import pyarrow as pa

from evplan.errors import Finding, finding
from evplan.readers.form_heading import Cell, text_of
from evplan.readers.number import number_style, read_number

_MONEY = re.compile(r"^(?:rp\.?|idr)\s*", re.IGNORECASE)
_LONE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def decimal_sign(cells: Iterable[Cell]) -> tuple[str, bool]:
    """Return the decimal sign of the cells that are text, and whether they say so; in doubt the comma of Bahasa."""
    texts = [_bare(text_of(cell)) for cell in cells if isinstance(cell[0], str)]
    style = number_style([pa.array(texts, pa.large_string())], ";")
    says = style.certain and any(re.search("[.,]", text) for text in texts)
    return (style.decimal, True) if says else (",", False)


def form_number(cell: Cell, decimal: str) -> float | None:
    """Return a number, ``nan`` for a blank cell and ``None`` for what is no number; percent signs are left aside."""
    value = cell[0]
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if isfinite(value) else None
    text = _bare(text_of(cell))
    if text == "-":  # how accountants write nothing
        return 0.0
    if not text:
        return nan if not text_of(cell) else None
    read = read_number(text, decimal) if isinstance(value, str) else None
    return None if read is None else float(read)


def shares(
    cells: Sequence[Cell], decimal: str, lines: Sequence[tuple[str, str]]
) -> tuple[list[float | None], list[Finding]]:
    """Return TKDN as shares of one; ``None`` for no number. ``lines`` are number and name, for findings.

    A percent sign, in the cell or its format, settles a cell. The others are shares where none is above 1, else
    per cent: then one that could be a share is found.
    """
    numbers = [form_number(cell, decimal) for cell in cells]
    marked = [_marked(cell) for cell in cells]
    bare = [number for number, sign in zip(numbers, marked, strict=True) if number is not None and not sign]
    per_cent = any(number > 1 for number in bare)
    result: list[float | None] = []
    findings = []
    for number, sign, cell, (line, name) in zip(numbers, marked, cells, lines, strict=True):
        if number is None:
            result.append(None)
            continue
        hundredths = sign == "text" or (per_cent and not sign)
        share = number / 100 if hundredths else number
        if not sign and per_cent and 0 < number < 1:
            findings.append(
                finding("form-percent-doubt", line=line, name=name, found=text_of(cell), expected=text_of(cell))
            )
        result.append(share)
    return result, findings


def doubt(cell: Cell, decimal: str, certain: bool, line: str, name: str) -> list[Finding]:
    """Return a finding for a quantity such as 1.500 where nothing says what the sign means."""
    text = _bare(text_of(cell))
    if certain or not isinstance(cell[0], str) or not _LONE.fullmatch(text):
        return []
    other = "." if decimal == "," else ","
    readings = {"one": read_number(text, decimal) or text, "other": read_number(text, other) or text}
    return [finding("form-number-doubt", line=line, name=name, column="Jumlah", found=text, **readings)]


def _marked(cell: Cell) -> str:
    if isinstance(cell[0], str):
        return "text" if "%" in cell[0] else ""
    return "format" if "%" in cell[1] and isinstance(cell[0], int | float) else ""


def _bare(text: str) -> str:
    return _MONEY.sub("", text).replace("%", "").removesuffix(",-").strip()
