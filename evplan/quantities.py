"""Units, money, rounding and tolerances: the only room that knows them.

Money is exact decimal text in data sets and in the database, ``float`` rupiah inside plans (exact for integers up to
9e15), and *million rupiah* inside the optimiser, so that coefficients stay near one.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

HOME_CURRENCY = "IDR"

RUPIAH_PER_SOLVER_UNIT = 1e6
"""Money inside the optimiser is in million rupiah."""

QUANTITY_TOLERANCE = 1e-6
"""Relative tolerance of physical balances (units, hours), with the same absolute floor."""

MONEY_TOLERANCE_IDR = 0.5
"""Two ways of adding up the same money agree when they differ by less than half a rupiah ..."""

MONEY_TOLERANCE_RELATIVE = 1e-9
"""... or by less than this part of the sum, whichever is more."""

SCORE_MARGIN = 1e-6
"""What the optimiser asks for above a legal threshold, so that the exact score of its answer passes."""

NEGLIGIBLE_UNITS = 1e-7
"""A smaller quantity is what rounding leaves, and nothing."""

PERCENTAGE_POINTS = 100.0
"""Penalties on shares and scores are per percentage point."""

WHOLE_UNITS = ("pcs", "set")
"""Units of parts that people see as whole numbers."""


def money_values(text: pd.Series[str]) -> pd.Series[float]:
    """Return decimal text as ``float``; blanks stay ``NaN``."""
    return pd.to_numeric(text).astype("float64")


def decimal_text(value: Decimal | float | int | str) -> str:
    """Return ``value`` as a plain decimal without exponent, trailing zeros or a needless point (``"1250.5"``)."""
    number = Decimal(str(value))
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def to_solver_money(rupiah: Floats) -> Floats:
    """Return rupiah as the optimiser's million rupiah."""
    return rupiah / RUPIAH_PER_SOLVER_UNIT


def from_solver_money(million: float) -> float:
    """Return the optimiser's million rupiah as rupiah."""
    return million * RUPIAH_PER_SOLVER_UNIT


def close_money(left: float, right: float) -> bool:
    """Return whether two sums of rupiah agree within the money tolerances."""
    return abs(left - right) <= max(MONEY_TOLERANCE_IDR, MONEY_TOLERANCE_RELATIVE * max(abs(left), abs(right)))


def quantity_slack(size: Floats) -> Floats:
    """Return by how much a physical quantity of ``size`` may be off."""
    return QUANTITY_TOLERANCE * np.maximum(1.0, np.abs(size))


def whole_units(units: Floats) -> Floats:
    """Return quantities in order (periods) as whole numbers whose running sums are those of ``units``, rounded.

    So the sum over the horizon is right to the unit, and no period is off by more than one.
    """
    so_far = np.floor(np.cumsum(units) + 0.5 + NEGLIGIBLE_UNITS)
    return np.diff(so_far, prepend=0.0)
