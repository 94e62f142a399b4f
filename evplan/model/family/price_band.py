"""All-units price bands: the whole quantity of a span at the price of the band it reaches."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.plan.inputs import PlanInputs
from evplan.quantities import QUANTITY_TOLERANCE

BELOW_NEXT = 1e-4
"""Units by which a band stays below the next one: at its edge the next price would hold.

Not only where that is dearer: a dearer domestic price can raise a score, and a plan would stop at the edge to keep it.
In large bands it is more, since a quantity within the tolerance of a band's minimum has reached it.
"""


def add_band_columns(inputs: PlanInputs, columns: Columns) -> None:
    """Add ``in_band`` (0/1) per offer, band above the first, and span (a period, or -1: the horizon)."""
    spans = _spans(inputs, columns)
    above = inputs.prices["low"].to_numpy()[spans["price"]] > _first_low(inputs)[spans["price"]]
    columns.space.add("in_band", spans[above], upper=1.0, integer=True)


def price_bands(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Let units have a band's price only if the quantity of the whole span lies inside the band.

    Formula
    -------
    low[b] * in_band[o,b,s]  <=  paid[o,b,s]  <=  high[b,s] * in_band[o,b,s]     bands b above the first
    paid[o,first,s]  <=  high[first,s] * (1 - sum over b of in_band[o,b,s])
    sum over b of in_band[o,b,s]  <=  1                                          where there are three bands or more
    for all offers o with bands, spans s (a period, or the horizon)

    Symbols
    -------
    paid[o,b,s]  units paid at the band's price in the span
    high[b,s]    the next band's minimum, or what can be ordered in the span if that is less
    """
    paid = columns.paid
    spans, in_band = _spans(inputs, columns), columns["in_band"]
    if spans.empty:
        return []
    span_of = _span_of_entry(inputs, columns)
    keys = pd.MultiIndex.from_frame(spans[["price", "span"]])
    entry = np.flatnonzero(inputs.prices["basis"].ne("").to_numpy()[paid.price])
    row = keys.get_indexer(pd.MultiIndex.from_arrays([paid.price[entry], span_of[entry]]))
    first = spans["price"].to_numpy() == _first_row(inputs)[spans["price"]]
    low, high = spans["low"].to_numpy(), spans["high"].to_numpy()
    gate_of = np.full(len(spans), -1, dtype=np.int64)
    gate_of[~first] = in_band.columns

    upper = Terms().add(row, paid.column[entry], paid.per[entry])
    upper.add(np.flatnonzero(~first), gate_of[~first], -high[~first])
    _, family = numbered(_first_row(inputs)[spans["price"]], spans["span"].to_numpy() + 1)
    base = np.full(family.max(initial=-1) + 1, -1, dtype=np.int64)
    base[family[first]] = np.flatnonzero(first)
    closed = np.flatnonzero(~first & (base[family] >= 0))
    upper.add(base[family[closed]], gate_of[closed], high[base[family[closed]]])

    place = np.cumsum(~first) - 1
    kept = ~first[row]
    lower = Terms().add(place[row[kept]], paid.column[entry[kept]], paid.per[entry[kept]])
    lower.add(place[~first], gate_of[~first], -low[~first])

    one_of = Terms().add(family[~first], gate_of[~first], 1.0)
    index = spans[["offer", "span", "price"]]
    return [
        upper.rows_of("band_maximum", index, upper=np.where(first, high, 0.0)),
        lower.rows_of("band_minimum", index[~first], lower=0.0),
        one_of.rows_of("one_band", index.drop_duplicates(["offer", "span"]), upper=1.0),
    ]


def _first_row(inputs: PlanInputs) -> np.ndarray:
    """Return, for every price row, the first price row of its offer."""
    owner = inputs.prices["offer_code"].to_numpy()
    return np.asarray(np.searchsorted(owner, owner, side="left"))


def _first_low(inputs: PlanInputs) -> np.ndarray:
    return np.asarray(inputs.prices["low"].to_numpy()[_first_row(inputs)])


def _span_of_entry(inputs: PlanInputs, columns: Columns) -> np.ndarray:
    horizon = inputs.prices["basis"].eq("horizon").to_numpy()[columns.paid.price]
    return np.where(horizon, -1, columns.paid.period)


def _spans(inputs: PlanInputs, columns: Columns) -> pd.DataFrame:
    """Return a row per offer with bands, price and span: ``offer``, ``price``, ``span``, ``low``, ``high``."""
    paid, prices = columns.paid, inputs.prices
    banded = prices["basis"].ne("").to_numpy()[paid.price]
    table = pd.DataFrame(
        {
            "offer": paid.offer[banded],
            "span": _span_of_entry(inputs, columns)[banded],
            "price": paid.price[banded],
            "period": paid.period[banded],
            "most": paid.pairs["most"].to_numpy()[paid.pair[banded]],
        }
    )
    table = table.drop_duplicates(["offer", "span", "price", "period"])
    spans = table.groupby(["offer", "span", "price"], as_index=False)["most"].sum()
    row = spans["price"].to_numpy()
    next_low = prices["high"].to_numpy()[row]
    below = next_low - np.maximum(BELOW_NEXT, 2 * QUANTITY_TOLERANCE * np.where(np.isfinite(next_low), next_low, 0.0))
    high = np.minimum(below, spans["most"].to_numpy())
    return spans.assign(low=prices["low"].to_numpy()[row], high=high)
