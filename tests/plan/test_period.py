"""Rows of a data set spread over the periods of a scenario."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evplan.plan.period import holds_through, in_force, ready_from, spread
from evplan.scenario.calendar import calendar_table, parse_period


def months(first: str, count: int) -> pd.DataFrame:
    return calendar_table(parse_period(first), count)


def values(rows: dict[str | None, float], periods: pd.DataFrame, how: str, data_length: str = "month") -> list[float]:
    """Return what rows (period or blank -> value) of one key come to per period."""
    frame = pd.DataFrame({"key": "a", "period": pd.Series(list(rows), dtype="str"), "value": list(rows.values())})
    found, matrix = spread(frame, ["key"], frame["value"], periods, data_length, how)
    assert found["key"].tolist() == ["a"]
    return matrix[0].tolist()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({None: 10}, [10, 10, 10]),
        ({"2027-02": 4}, [np.nan, 4, np.nan]),
        ({None: 10, "2027-02": 4}, [10, 4, 10]),
        ({"2026-12": 4}, [np.nan, np.nan, np.nan]),
    ],
)
def test_months_in_months_are_taken_as_they_are(rows, expected):
    assert values(rows, months("2027-01", 3), "sum") == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({None: 10}, 30),
        ({"2027-02": 4}, 4),
        ({None: 10, "2027-02": 4}, 24),
        ({"2027-Q1": 50, "2027-02": 4, None: 10}, 50),
        ({"2027-01": 1, "2027-02": 2, "2027-03": 3, None: 10}, 6),
    ],
)
def test_a_quarter_is_the_sum_of_its_months(rows, expected):
    assert values(rows, months("2027-Q1", 1), "sum") == [expected]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({None: 10}, 10),
        ({"2027-01": 4, "2027-02": 6, None: 100}, 5),
        ({"2027": 7, None: 100}, 7),
        ({"2027-Q1": 8, "2027": 7, "2027-02": 1}, 8),
    ],
)
def test_a_rate_of_a_quarter_is_its_own_or_the_mean_of_its_months_or_of_what_is_around_it(rows, expected):
    assert values(rows, months("2027-Q1", 1), "mean") == [expected]


def test_the_smallest_longer_period_around_gives_the_rate():
    assert values({"2027": 7, "2027-Q1": 8}, months("2027-03", 2), "mean") == [8, 7]


def test_blank_days_are_open_ends():
    frame = pd.DataFrame({"valid_from": [None, "2027-02-01"], "valid_to": ["2027-01-31", None]}, dtype="str")
    assert in_force(frame, months("2027-01", 2)).tolist() == [[True, False], [False, True]]


def test_a_certificate_holds_through_the_last_day_or_without_end():
    days = pd.Series(["2027-01-31", "2027-01-30", None], dtype="str")
    assert holds_through(days, months("2027-01", 2)).tolist() == [[True, False], [False, False], [True, True]]


def test_a_year_that_has_begun_is_ready_in_each_of_its_months():
    labels = pd.Series(["2027", "2027-Q2", None], dtype="str")
    ready = ready_from(labels, months("2026-12", 5))
    assert ready.tolist() == [[False, True, True, True, True], [False, False, False, False, True], [True] * 5]
