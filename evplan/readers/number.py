"""Numbers as people and spreadsheets write them: decimal point or comma, separators of thousands, exact money."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evplan.errors import hint
from evplan.quantities import Floats, decimal_text
from evplan.readers.finding_list import FindingList
from evplan.readers.raw_table import TEXT
from evplan.schema import Column

ABSURD = 1e15
"""No quantity and no sum of money of a data set is larger."""

_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(
    r"[+-]?[1-9]\d{0,2}(?:(?P<dots>(\.\d{3})+)(?P<after_comma>,\d+)?|(?P<commas>(,\d{3})+)(?P<after_point>\.\d+)?)",
    re.ASCII,
)
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([ \u00a0\u202f'’])\d{3})(?:\1\d{3})*(?:[.,]\d+)?", re.ASCII)
_ENDLESS = {"nan", "inf", "infinity", "-inf", "+inf", "-infinity"}

_CANONICAL = r"^(?:0|-?[1-9][0-9]*)(?:\.[0-9]*[1-9])?$"

# Evidence of what the point and the comma mean in a file. A group of three digits after a single sign tells nothing.
_SAYS_COMMA = r"^[+-]?(?:0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|[0-9]{4,},[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+)$"
_SAYS_DOTTED = r"^[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}$"
_SAYS_POINT = (
    r"^[+-]?(?:0\.[0-9]+|[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|[0-9]{4,}\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+"
    r"|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,})$"
)
_SAYS_NOTHING = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
_PLAIN_COMMA = r"^[+-]?[0-9]+(?:,[0-9]+)?$"
_DOTTED = r"^[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?$"


@dataclass(frozen=True)
class NumberStyle:
    """The decimal sign of a file, and whether the file says so without doubt."""

    decimal: str = "."
    certain: bool = True


def number_style(columns: Iterable[pa.Array], separator: str) -> NumberStyle:
    """Return how a file writes numbers, from all of its number cells.

    Where the cells tell nothing, a file with commas between its cells has decimal points; any other file is read with
    decimal points as well, but in doubt.
    """
    cells = list(columns)
    commas = any(_has(column, pc.match_substring, ",") for column in cells)
    if separator == "," and not commas:
        return NumberStyle()
    comma = any(_has(column, pc.match_substring_regex, f"{_SAYS_COMMA}|{_SAYS_DOTTED}") for column in cells)
    point = any(_has(column, pc.match_substring_regex, _SAYS_POINT) for column in cells)
    if comma != point:
        return NumberStyle("," if comma else ".")
    return NumberStyle(".", certain=False)


def _has(cells: pa.Array, match: Callable[[pa.Array, str], pa.Array], pattern: str) -> bool:
    return bool(pc.any(match(cells, pattern)).as_py())


def read_number(text: str, decimal: str) -> str | None:
    """Return a written number with a decimal point and no separators, or ``None`` if it is no number."""
    match = _THOUSANDS.fullmatch(text)
    if match:
        groups = match["dots"] or match["commas"]
        lone = len(groups) == 4 and not (match["after_comma"] or match["after_point"])
        if not (lone and groups[0] == decimal):
            return text.replace(groups[0], "").replace(",", ".")
    if _POINT.fullmatch(text):
        return text
    if _COMMA.fullmatch(text):
        return text.replace(",", ".")
    if _SPACED.fullmatch(text):
        return re.sub(r"[ \u00a0\u202f'’]", "", text).replace(",", ".")
    return None


def convert_numbers(
    column: Column, cells: pa.Array, native: pa.Array | None, style: NumberStyle, findings: FindingList
) -> tuple[pa.Array, Floats]:
    """Return a column's numbers as plain text and as values; null and ``NaN`` where blank or bad.

    Finds what is no number, absurd, out of range, or could mean two things.
    """
    _find_ambiguous(column, cells, native, style, findings)
    plain = _plain(cells, native, style)
    values = None if plain is None else _cast(plain)
    if plain is None or values is None:
        plain = _one_by_one(column, cells, native, style, findings)
        values = _cast(plain)
        assert values is not None, "only numbers are left"
    filled = plain.is_valid().to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        absurd = filled & ~(np.abs(values) <= ABSURD)
        good = filled & ~absurd & _in_range(column, values)
    if (good != filled).any():
        for position in np.flatnonzero(filled & ~good).tolist():
            _find_bad(column, cells[position].as_py(), float(values[position]), findings, position)
        plain = pc.if_else(pa.array(good), plain, pa.scalar(None, TEXT))
        values = np.where(good, values, np.nan)
    return plain, values + 0.0  # adding zero turns -0.0 into 0.0, so that digests agree


def canonical_money(plain: pa.Array) -> pa.Array:
    """Return plain numbers as `quantities.decimal_text` writes them, every digit kept."""
    tidy = pc.fill_null(pc.match_substring_regex(plain, _CANONICAL), True)
    if pc.all(tidy).as_py():
        return plain
    trailing = pc.match_substring_regex(plain, r"^-?[0-9]+\.[0-9]*$")
    plain = pc.if_else(trailing, pc.ascii_rtrim(pc.ascii_rtrim(plain, characters="0"), characters="."), plain)
    tidy = pc.fill_null(pc.match_substring_regex(plain, _CANONICAL), True)
    if pc.all(tidy).as_py():
        return plain
    odd = plain.filter(pc.invert(tidy)).to_pylist()
    return pc.replace_with_mask(plain, pc.invert(tidy), pa.array([_exact(text) for text in odd], TEXT))


def _exact(text: str) -> str:
    """Return a number as plain decimal; an exponent too long to write out stands for nothing but zero here."""
    return decimal_text(text) if _POINT.fullmatch(text) else decimal_text(float(text))


def _plain(cells: pa.Array, native: pa.Array | None, style: NumberStyle) -> pa.Array | None:
    """Return a column with decimal points, or ``None`` where its cells must be looked at one by one."""
    if style.decimal == "." or (native is not None and pc.all(pc.or_(native, cells.is_null())).as_py()):
        return cells
    well = pc.or_(pc.match_substring_regex(cells, _PLAIN_COMMA), pc.match_substring_regex(cells, _DOTTED))
    if native is not None or not pc.all(pc.fill_null(well, True)).as_py():
        return None
    return pc.replace_substring(pc.replace_substring(cells, ".", ""), ",", ".")


def _cast(plain: pa.Array) -> Floats | None:
    """Return text as numbers, or ``None`` if a cell is none (or no finite one, or has an exponent without end)."""
    try:
        values: Floats = plain.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return None
    return values


def _one_by_one(
    column: Column, cells: pa.Array, native: pa.Array | None, style: NumberStyle, findings: FindingList
) -> pa.Array:
    """Return plain text cell by cell, and find what is no number; for columns in which something is unusual."""
    owns_point = native.to_pylist() if native is not None else [False] * len(cells)
    result: list[str | None] = []
    for position, (text, is_native) in enumerate(zip(cells.to_pylist(), owns_point, strict=True)):
        number = None if text is None else read_number(text, "." if is_native else style.decimal)
        if number is None and text is not None:
            _find_no_number(column, text, style, is_native, findings, position)
        result.append(number)
    return pa.array(result, TEXT)


def _find_no_number(
    column: Column, text: str, style: NumberStyle, is_native: bool, findings: FindingList, position: int
) -> None:
    if text.casefold() in _ENDLESS:
        findings.at("absurd-number", position, column.name, found=text, expected=expected_number(column))
        return
    advice = hint("any-number")
    inside = re.search(r"[+-]?[\d.,]*\d", text)
    guess = read_number(inside[0], style.decimal) if inside else None
    if is_native and re.match(r"\d{4}-\d\d-\d\d", text):
        advice = hint("date-number")
    elif guess and text.endswith("%"):
        advice = hint("percent", guess=decimal_text(Decimal(guess) / 100))
    elif guess and len(re.findall(r"\d+", text)) == len(re.findall(r"\d+", inside[0] if inside else "")):
        advice = hint("guess-if", guess=guess)
    findings.at("bad-number", position, column.name, found=text, expected=expected_number(column), hint=advice)


def _find_bad(column: Column, text: str, value: float, findings: FindingList, position: int) -> None:
    expected = expected_number(column)
    if not abs(value) <= ABSURD:
        findings.at("absurd-number", position, column.name, found=text, expected=expected)
        return
    share = column.unit == "share" and 2.0 <= value <= 100.0
    advice = hint("range-share", found=text, guess=decimal_text(Decimal(repr(value)) / 100)) if share else ""
    findings.at("out-of-range", position, column.name, found=text, expected=expected, hint=advice)


def _find_ambiguous(
    column: Column, cells: pa.Array, native: pa.Array | None, style: NumberStyle, findings: FindingList
) -> None:
    """Find numbers such as 1.234 where the file does not say what the sign means; one finding for a column."""
    if style.certain:
        return
    doubtful = pc.fill_null(pc.match_substring_regex(cells, _SAYS_NOTHING), False)
    if native is not None:
        doubtful = pc.and_not(doubtful, native)
    positions = np.flatnonzero(doubtful.to_numpy(zero_copy_only=False))
    if len(positions):
        first = int(positions[0])
        text = cells[first].as_py()
        read = {sign: read_number(text, sign) for sign in ".,"}
        findings.at(
            "ambiguous-number",
            first,
            column.name,
            found=text,
            expected=expected_number(column),
            one=read[style.decimal],
            other=read["," if style.decimal == "." else "."],
            count=len(positions),
            decimal=style.decimal,
        )


def _in_range(column: Column, values: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    good = np.ones(len(values), dtype=bool)
    if column.minimum is not None:
        good &= values > column.minimum if column.above else values >= column.minimum
    if column.maximum is not None:
        good &= values <= column.maximum
    return good


def expected_number(column: Column) -> str:
    """Return in words what numbers a column takes."""
    low = None if column.minimum is None else f"{'above' if column.above else 'at least'} {column.minimum:g}"
    high = None if column.maximum is None else f"at most {column.maximum:g}"
    return " and ".join(filter(None, (low, high))) or "a number"
