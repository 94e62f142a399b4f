"""Cells that are not numbers: flags, choices, dates, periods, lists and keys, one distinct text at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from evplan.errors import hint, nearest
from evplan.scenario.calendar import parse_period
from evplan.schema import KEY_PATTERN, Column

_KEY = re.compile(KEY_PATTERN)
_TRUE = {"true", "1", "ya", "yes", "y", "benar"}
_FALSE = {"false", "0", "tidak", "no", "n", "t", "salah"}

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 0{1,2}[:.]00(?:[:.]00)?)?", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2})", re.ASCII)
_SERIAL = re.compile(r"[1-9]\d{4}", re.ASCII)
_MONTH_NAME = re.compile(r"([A-Za-z]{3})[A-Za-z]*[-/ .]+(\d{2}|\d{4})", re.ASCII)
_LOOSE_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})", re.ASCII)
_LOOSE_QUARTER = re.compile(r"(\d{4})[-/ .]*[QqKk]([1-4])|[QqKk]([1-4])[-/ .]*(\d{4})", re.ASCII)

_EXCEL_EPOCH = date(1899, 12, 30)
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan",
            "feb",
            "mar",
            "apr",
            "mei may",
            "jun",
            "jul",
            "agu agt ags aug",
            "sep",
            "okt oct",
            "nov nop",
            "des dec",
        ),
        start=1,
    )
    for name in names.split()
}


@dataclass(frozen=True)
class Reading:
    """What a cell was read as (``None``: nothing), and the finding that it gets, if any, with its values."""

    value: str | bool | None
    code: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def read_key(text: str) -> Reading:
    """Return a key as written."""
    if _KEY.fullmatch(text):
        return Reading(text)
    guess = re.sub(r"[^A-Za-z0-9._-]+", "-", text.replace(",", ".")).strip("._-")
    return Reading(None, "broken-key", {"hint": hint("comma", guess=guess) if guess else hint("key")})


def read_list(text: str) -> Reading:
    """Return the keys of a list, joined by ``;``."""
    parts = [part for part in (part.strip() for part in text.split(";")) if part]
    for part in parts:
        if not _KEY.fullmatch(part):
            return Reading(None, "bad-list", {"part": part})
    return Reading(";".join(parts) or None)


def read_choice(text: str, choices: tuple[str, ...]) -> Reading:
    """Return one of ``choices``, upper or lower case alike."""
    known = {choice.casefold(): choice for choice in choices}
    choice = known.get(text.casefold().replace(" ", "_"))
    if choice is not None:
        return Reading(choice)
    expected = ", ".join(choices)
    values = {"expected": expected, "nearest": nearest(text.casefold(), choices), "hint": hint("choice")}
    return Reading(None, "unknown-choice", values)


def read_flag(text: str) -> Reading:
    """Return whether a cell says yes."""
    word = text.casefold()
    if word in _TRUE or word in _FALSE:
        return Reading(word in _TRUE)
    return Reading(None, "bad-flag", {"expected": "true or false"})


def read_date(text: str) -> Reading:
    """Return a date as ISO text; day first where the year comes last."""
    match = _ISO.fullmatch(text)
    if match:
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        return Reading(day) if day else _bad_date()
    match = _DAY_FIRST.fullmatch(text)
    if match:
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        day = _day(year, second, first)
        if day and first <= 12 and first != second:
            return Reading(day, "date-read-day-first", {"read": day})
        return Reading(day) if day else _bad_date(_day(year, first, second))
    match = _SHORT_YEAR.fullmatch(text)
    if match:
        return _bad_date(_day(2000 + int(match[3]), int(match[2]), int(match[1])))
    if _SERIAL.fullmatch(text):
        guess = (_EXCEL_EPOCH + timedelta(days=int(text))).isoformat()
        return _bad_date(advice=hint("excel-day", found=text, guess=guess))
    return _bad_date()


def read_period(text: str) -> Reading:
    """Return a period's label; the first day of a month, as Excel makes of ``2027-01``, is that month."""
    if parse_period(text):
        return Reading(text)
    match = _MONTH_NAME.fullmatch(text)
    if match and match[1].casefold() in _MONTHS:
        year = int(match[2]) + (2000 if len(match[2]) == 2 else 0)
        return _period(f"{year:04d}-{_MONTHS[match[1].casefold()]:02d}")
    day = read_date(text).value
    if isinstance(day, str):
        return Reading(day[:7]) if day.endswith("-01") and parse_period(day[:7]) else _bad_period(day[:7])
    match = _LOOSE_MONTH.fullmatch(text)
    if match:
        return _bad_period(f"{match[1] or match[4]}-{int(match[2] or match[3]):02d}")
    match = _LOOSE_QUARTER.fullmatch(text)
    return _bad_period(f"{match[1] or match[4]}-Q{match[2] or match[3]}" if match else "")


def reader(column: Column) -> Callable[[str], Reading]:
    """Return what reads the cells of a column that holds no numbers and no free text."""
    if column.kind == "choice":
        return partial(read_choice, choices=column.choices)
    return {"key": read_key, "list": read_list, "flag": read_flag, "date": read_date, "period": read_period}[
        column.kind
    ]


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _bad_date(guess: str | None = None, advice: str = "") -> Reading:
    words = hint("guess-if", guess=guess) if guess else hint("any-date")
    return Reading(None, "bad-date", {"expected": "a date such as 2027-01-31", "hint": advice or words})


def _period(label: str) -> Reading:
    return Reading(label) if parse_period(label) else _bad_period("")


def _bad_period(guess: str) -> Reading:
    words = hint("guess-if", guess=guess) if guess and parse_period(guess) else hint("any-period")
    return Reading(None, "bad-period", {"expected": "2027-01, 2027-Q1 or 2027", "hint": words})
