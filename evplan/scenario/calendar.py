"""The calendar of a scenario: labelled periods with their first and last days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

Length = Literal["month", "quarter", "year"]

MONTHS: dict[Length, int] = {"month": 1, "quarter": 3, "year": 12}

_PATTERN = re.compile(r"(?P<year>\d{4})(-(?P<month>0[1-9]|1[0-2])|-Q(?P<quarter>[1-4]))?")


@dataclass(frozen=True, order=True)
class Period:
    """A month, quarter or year: ``start`` counts months since year 0, ``months`` is its length."""

    start: int
    months: int

    @property
    def label(self) -> str:
        """Return the label (``2027-01``, ``2027-Q1``, ``2027``)."""
        year, month = divmod(self.start, 12)
        if self.months == 1:
            return f"{year:04d}-{month + 1:02d}"
        return f"{year:04d}-Q{month // 3 + 1}" if self.months == 3 else f"{year:04d}"

    @property
    def year(self) -> int:
        """Return the calendar year."""
        return self.start // 12

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return date(self.start // 12, self.start % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        """Return the last day."""
        return Period(self.start + self.months, self.months).first_day - timedelta(days=1)

    def later(self, count: int) -> Period:
        """Return the period that lies ``count`` periods of the same length later."""
        return Period(self.start + count * self.months, self.months)


def parse_period(label: str) -> Period | None:
    """Return the period that ``label`` names, or ``None`` if it names none."""
    match = _PATTERN.fullmatch(label)
    if match is None or match["year"] == "0000":
        return None
    start = int(match["year"]) * 12
    if match["month"]:
        return Period(start + int(match["month"]) - 1, 1)
    return Period(start + 3 * (int(match["quarter"]) - 1), 3) if match["quarter"] else Period(start, 12)


def length_of(period: Period) -> Length:
    """Return the name of a period's length."""
    return next(name for name, months in MONTHS.items() if months == period.months)


def calendar_table(first: Period, count: int) -> pd.DataFrame:
    """Return the horizon, a row per period.

    Index ``position`` (0, 1, ...); columns ``period`` (label), ``year``, ``first_day`` and ``last_day`` (ISO text),
    ``start`` (months since year 0) and ``months``.
    """
    periods = [first.later(position) for position in range(count)]
    return pd.DataFrame(
        {
            "period": pd.Series([period.label for period in periods], dtype="str"),
            "year": [period.year for period in periods],
            "first_day": pd.Series([period.first_day.isoformat() for period in periods], dtype="str"),
            "last_day": pd.Series([period.last_day.isoformat() for period in periods], dtype="str"),
            "start": [period.start for period in periods],
            "months": [period.months for period in periods],
        }
    ).rename_axis("position")
