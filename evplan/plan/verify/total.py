"""Sums that do not depend on the order of their rows, and by how much two of them may differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from evplan.quantities import MONEY_TOLERANCE_IDR, MONEY_TOLERANCE_RELATIVE, Floats, quantity_slack


def sums(frame: pd.DataFrame, by: Sequence[str], column: str) -> pd.DataFrame:
    """Return the compensated sum (`math.fsum`) of ``column`` for each group: columns ``by`` and ``column``.

    Without keys there is exactly one row, also for an empty frame.
    """
    keys = list(by)
    if not keys:
        return pd.DataFrame({column: [math.fsum(frame[column].tolist())]})
    number = frame.groupby(keys, sort=True).ngroup().to_numpy()
    order = np.argsort(number, kind="stable")
    first = np.flatnonzero(np.diff(number[order], prepend=-1))
    values = frame[column].to_numpy(dtype="float64")[order].tolist()
    total = [math.fsum(values[start:end]) for start, end in pairwise([*first.tolist(), len(values)])]
    return frame[keys].iloc[order[first]].reset_index(drop=True).assign(**{column: np.array(total, dtype="float64")})


def money_slack(size: Floats) -> Floats:
    """Return by how many rupiah a sum of ``size`` may be off (the vector form of `evplan.quantities.close_money`)."""
    return np.maximum(MONEY_TOLERANCE_IDR, MONEY_TOLERANCE_RELATIVE * np.abs(size))


def larger(*sizes: Floats | pd.Series | float) -> Floats:
    """Return the largest magnitude, cell by cell."""
    result: Floats = np.abs(np.asarray(sizes[0], dtype="float64"))
    for size in sizes[1:]:
        result = np.maximum(result, np.abs(np.asarray(size, dtype="float64")))
    return result


def above(left: pd.Series, right: pd.Series | float) -> pd.Series[bool]:
    """Return where a physical quantity is larger than another by more than the tolerance."""
    return left - right > quantity_slack(larger(left, right))


def apart(left: pd.Series, right: pd.Series | float) -> pd.Series[bool]:
    """Return where two physical quantities differ by more than the tolerance, or are no numbers."""
    return ~((left - right).abs() <= quantity_slack(larger(left, right)))
