"""Checks for numbers that are far from their like: a slip of units or of a decimal point."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.errors import Finding
from evplan.plan.check.listing import joined, listed
from evplan.quantities import HOME_CURRENCY, money_values
from evplan.schema import Tables

PRICE_FACTOR = 5.0
"""A price so many times above or below its like is told."""

HOURS_FACTOR = 20.0
"""Hours per unit differ more than prices: a hand press and a line make the same part."""

FEWEST_LIKE = 3
"""A median of fewer offers says nothing."""


def check_likeness(tables: Tables) -> list[Finding]:
    """Return prices, hours and masses that are far from what similar rows say."""
    offers = tables["offers"]
    like = [offers["part"], offers["mode"]]
    return [*_prices(tables, offers, like), *_hours(offers, like), *_masses(tables)]


def price_idr(tables: Tables) -> pd.Series:
    """Return each offer's price in rupiah at the mean of its currency's rates (index of ``offers``)."""
    offers, rates = tables["offers"], tables["exchange_rates"]
    mean = money_values(rates["idr_per_unit"]).groupby(rates["currency"]).mean()
    rate = offers["currency"].map(mean).astype("float64").where(offers["currency"].ne(HOME_CURRENCY), 1.0)
    return money_values(offers["price"]) * rate


def _prices(tables: Tables, offers: pd.DataFrame, like: list[pd.Series]) -> list[Finding]:
    """Return prices far from the median of the part's offers, or from its reference cost."""
    price = price_idr(tables)
    median = _median(price, like)
    reference = offers["part"].map(money_values(tables["parts"].set_index("part")["reference_cost_idr"]))
    reference = reference.astype("float64").where(offers["mode"].eq("supply") & reference.gt(0))
    rows = offers[["offer", "part"]].assign(price=price, median=median, reference=reference)
    from_median = _far(price, median, PRICE_FACTOR)
    from_reference = _far(price, reference, PRICE_FACTOR) & ~from_median
    return [
        *listed("price-unlike-others", "offers", _with_times(rows[from_median], "price", "median"), ["offer"], "price"),
        *listed(
            "price-unlike-reference",
            "offers",
            _with_times(rows[from_reference], "price", "reference"),
            ["offer"],
            "price",
        ),
    ]


def _hours(offers: pd.DataFrame, like: list[pd.Series]) -> list[Finding]:
    hours = offers["hours_per_unit"].where(offers["hours_per_unit"].gt(0))
    rows = offers[["offer", "part"]].assign(hours=hours, median=_median(hours, like))
    rows = rows[_far(hours, rows["median"], HOURS_FACTOR)]
    return listed("hours-unlike-others", "offers", _with_times(rows, "hours", "median"), ["offer"], "hours_per_unit")


def _masses(tables: Tables) -> list[Finding]:
    """Return offered parts without mass where freight is paid by mass."""
    parts = tables["parts"]
    if not money_values(tables["lanes"]["freight_idr_per_kg"]).gt(0).any():
        return []
    offered = parts[parts["part"].isin(tables["offers"]["part"].unique())]
    blank, zero = offered.loc[offered["mass_kg"].isna(), ["part"]], offered.loc[offered["mass_kg"].eq(0), "part"]
    together = pd.DataFrame({"parts": [joined(zero)]}).iloc[: min(len(zero), 1)]
    return [
        *listed("mass-missing", "parts", blank, ["part"], "mass_kg"),
        *listed("mass-zero", "parts", together, [], "mass_kg"),
    ]


def _median(values: pd.Series, like: list[pd.Series]) -> pd.Series:
    """Return for each row the median of its like, where there are enough of them."""
    groups = values.groupby(like)
    return groups.transform("median").where(groups.transform("count").ge(FEWEST_LIKE))


def _far(values: pd.Series, middle: pd.Series, factor: float) -> pd.Series:
    return values.gt(middle * factor) | values.lt(middle / factor)


def _with_times(rows: pd.DataFrame, column: str, middle: str) -> pd.DataFrame:
    """Return rows with ``times``: how many times one is the other, above one."""
    ratio = (rows[column] / rows[middle]).replace(0.0, np.nan)
    return rows.assign(times=np.maximum(ratio, 1.0 / ratio).fillna(np.inf))
