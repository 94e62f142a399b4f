"""Rows of a data set spread over the periods of a scenario."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.quantities import Floats
from evplan.scenario.calendar import MONTHS, Length, parse_period

Flags = npt.NDArray[np.bool_]


def in_force(frame: pd.DataFrame, periods: pd.DataFrame) -> Flags:
    """Return rows x periods: whether ``valid_from``..``valid_to`` holds the period's first day (blank: open)."""
    first_day = periods["first_day"].to_numpy(dtype=object)
    after = _day(frame["valid_from"], "0000-01-01")[:, None] <= first_day[None, :]
    before = _day(frame["valid_to"], "9999-12-31")[:, None] >= first_day[None, :]
    return np.asarray(after & before, dtype=np.bool_)


def holds_through(last: pd.Series[str], periods: pd.DataFrame) -> Flags:
    """Return rows x periods: whether a certificate with that last day holds through the period's last day."""
    last_day = periods["last_day"].to_numpy(dtype=object)
    return np.asarray(_day(last, "9999-12-31")[:, None] >= last_day[None, :], dtype=np.bool_)


def ready_from(labels: pd.Series[str], periods: pd.DataFrame) -> Flags:
    """Return rows x periods: whether the period named by the label has begun when the period begins (blank: yes)."""
    starts = {label: period.start for label in labels.dropna().unique() if (period := parse_period(label))}
    start = labels.map(starts).fillna(0).to_numpy(dtype=np.float64)
    return np.asarray(start[:, None] <= periods["start"].to_numpy()[None, :], dtype=np.bool_)


def spread(
    frame: pd.DataFrame,
    keys: list[str],
    values: pd.Series[float],
    periods: pd.DataFrame,
    data_length: Length,
    how: Literal["sum", "mean"],
) -> tuple[pd.DataFrame, Floats]:
    """Return the distinct keys and a matrix keys x periods of a column whose rows may name a period.

    ``sum``: a row with the period's own label holds for all of it; otherwise the period is the sum of its parts of
    ``data_length``, each with its own row or the row without a period (a period shorter than ``data_length`` takes
    its part of the row around it). ``mean``: the row of the period's own label,
    else the mean of the rows inside it, else the row of the smallest longer period around it, else the row without a
    period. ``NaN`` where there is no row.
    """
    found = frame[keys].drop_duplicates().reset_index(drop=True)
    code = found.reset_index().merge(frame[keys].reset_index(drop=True), on=keys, how="right")["index"].to_numpy()
    value = values.to_numpy(dtype=np.float64)
    label = frame["period"]
    parsed = {text: parse_period(text) for text in label.dropna().unique()}
    start = label.map({text: period.start for text, period in parsed.items() if period}).to_numpy(dtype=np.float64)
    months = label.map({text: period.months for text, period in parsed.items() if period}).to_numpy(dtype=np.float64)
    shape = (len(found), len(periods))

    blank = np.full(len(found), np.nan)
    blank[code[np.isnan(start)]] = value[np.isnan(start)]
    exact, inside_sum, inside_count = np.full(shape, np.nan), np.zeros(shape), np.zeros(shape)
    around, around_months = np.full(shape, np.nan), np.full(shape, np.inf)
    for position, (begin, length) in enumerate(zip(periods["start"], periods["months"], strict=True)):
        own = (start == begin) & (months == length)
        exact[code[own], position] = value[own]
        inside = (start >= begin) & (start + months <= begin + length) & ~own
        np.add.at(inside_sum, (code[inside], position), value[inside])
        np.add.at(inside_count, (code[inside], position), months[inside] / MONTHS[data_length])
        wider = (start <= begin) & (start + months >= begin + length) & ~own
        for row in np.flatnonzero(wider)[np.argsort(-months[wider], kind="stable")]:
            around[code[row], position], around_months[code[row], position] = value[row], months[row]
    if how == "mean":
        rows_inside = np.zeros(shape)
        for position, (begin, length) in enumerate(zip(periods["start"], periods["months"], strict=True)):
            inside = (start >= begin) & (start + months <= begin + length)
            np.add.at(rows_inside, (code[inside], position), 1.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(inside_count > 0, inside_sum / rows_inside, np.nan)
        return found, _first_known(exact, mean, around, np.broadcast_to(blank[:, None], shape))
    parts = periods["months"].to_numpy() / MONTHS[data_length]
    rest = np.maximum(parts[None, :] - inside_count, 0.0)
    base = np.where(around_months == MONTHS[data_length], around, blank[:, None])
    filled = inside_sum + np.where(rest > 0, np.nan_to_num(base) * rest, 0.0)
    known = (inside_count > 0) | ~np.isnan(base)
    return found, _first_known(exact, np.where(known, filled, np.nan))


def _first_known(*choices: Floats) -> Floats:
    result = choices[-1]
    for choice in reversed(choices[:-1]):
        result = np.where(np.isnan(choice), result, choice)
    return np.asarray(result, dtype=np.float64)


def _day(days: pd.Series[str], blank: str) -> npt.NDArray[np.object_]:
    return np.asarray(days.fillna(blank), dtype=object)
