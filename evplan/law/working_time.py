"""Full working time: how labour hours read as jobs (``data/labour/working-time.toml``)."""

from __future__ import annotations

from datetime import date

from evplan.law.record import Law

NAME = "working-time"
HOURS_PER_MONTH = "hours_per_month"


def full_time_hours(law: Law, day: date) -> float:
    """Return the hours of a full-time job in a month on ``day``; before the first value, those of the first."""
    values = sorted(law.documents[NAME].values, key=lambda value: value.start)
    begun = [value for value in values if value.subject == HOURS_PER_MONTH and value.start <= day] or values[:1]
    return float(begun[-1].value)  # type: ignore[arg-type]  # a single number, held by the form of the file
