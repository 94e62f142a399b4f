"""Columns of the tables that are scored, read as plain arrays; and decimals, read as exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def numbers(table: pd.DataFrame, column: str) -> Floats:
    """Return a column as floats, blanks as zero."""
    return np.asarray(pd.to_numeric(table[column]).fillna(0.0), dtype=np.float64)


def flags(table: pd.DataFrame, column: str) -> Flags:
    """Return a column as true or false, blanks as false."""
    return np.asarray(table[column].astype("boolean").fillna(False), dtype=np.bool_)


def credited(lines: pd.DataFrame, group: pd.Series | str, counts: Flags, credit: Floats) -> pd.DataFrame:
    """Return the columns ``group`` and ``credit`` of the lines; one that does not count has None and no credit."""
    groups = np.array(group if isinstance(group, pd.Series) else [group] * len(lines), dtype=object)
    groups[~counts] = None
    columns = {"group": pd.Series(groups, index=lines.index, dtype=object), "credit": np.where(counts, credit, 0.0)}
    return pd.DataFrame(columns, index=lines.index)


def exact(number: float) -> Fraction:
    """Return the decimal that ``number`` was written as (0.4 is 2/5), so that sums of shares are exact."""
    return Fraction(repr(float(number)))
