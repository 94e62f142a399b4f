"""Orders: minimum, multiple, maximum, set-up, shared hours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Indices, Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.model.family.upgrade import add_upgraded_hours
from evplan.plan.inputs import PlanInputs
from evplan.plan.membership import is_pool


def add_order_columns(inputs: PlanInputs, columns: Columns) -> None:
    """Add ``ordered`` (0/1, per offer and period with a minimum order or set-up) and ``order`` (whole multiples)."""
    offers, pairs = inputs.offers, columns.paid.pairs
    offer = pairs["offer"].to_numpy()
    has_setup = (offers["hours_code"].to_numpy() >= 0) & (offers["setup_hours"].to_numpy() > 0)
    gated = (offers["minimum_order"].to_numpy() > 0) | has_setup
    place = np.flatnonzero(gated[offer])
    columns.space.add("ordered", pairs.loc[place].assign(pair=place), upper=1.0, integer=True)
    multiple = offers["order_multiple"].to_numpy()[offer]
    place = np.flatnonzero(multiple > 0)
    most = np.floor(pairs["most"].to_numpy()[place] / multiple[place] + 1e-9)
    columns.space.add("order", pairs.loc[place].assign(pair=place), upper=most, integer=True)


def order_quantity(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Keep orders within their minimum and maximum and at whole multiples.

    Formula
    -------
    paid[o,t] = sum over d of (buy[o,d,t] + surplus[o,d,t]) / yield[o]
    minimum[o] * ordered[o,t]  <=  paid[o,t]  <=  M[o,t] * ordered[o,t]     offers with a minimum order or a set-up
    paid[o,t]  <=  maximum[o,t]                                             other offers, where it can bind
    paid[o,t]  =  multiple[o] * order[o,t]                                  offers with a multiple

    Symbols
    -------
    M[o,t]   the tightest of: what all destinations can need / yield (or what surplus can make worthwhile),
             ``maximum_units``, (hours - set-up hours) / hours per unit
    """
    offers, paid = inputs.offers, columns.paid
    ordered, order = columns["ordered"], columns["order"]
    minimum = offers["minimum_order"].to_numpy()[ordered.index["offer"]]
    pair = ordered.index["pair"].to_numpy()
    row, entry = _entries_of(columns, pair)
    most = ordered.index["most"].to_numpy()
    here = np.arange(ordered.size)
    upper = Terms().add(row, paid.column[entry], paid.per[entry]).add(here, ordered.columns, -most)
    with_minimum = minimum > 0
    place = np.cumsum(with_minimum) - 1
    kept = with_minimum[row]
    lower = Terms().add(place[row[kept]], paid.column[entry[kept]], paid.per[entry[kept]])
    lower.add(place[with_minimum], ordered.columns[with_minimum], -minimum[with_minimum])
    row, entry = _entries_of(columns, order.index["pair"].to_numpy())
    multiple = offers["order_multiple"].to_numpy()[order.index["offer"]]
    whole = Terms().add(row, paid.column[entry], paid.per[entry]).add(np.arange(order.size), order.columns, -multiple)
    keys = ["offer", "period"]
    return [
        upper.rows_of("order_maximum", ordered.index[keys], upper=0.0),
        lower.rows_of("order_minimum", ordered.index.loc[with_minimum, keys], lower=0.0),
        whole.rows_of("order_multiple", order.index[keys], lower=0.0, upper=0.0),
        _free_maximum(inputs, columns, pair),
    ]


def _free_maximum(inputs: PlanInputs, columns: Columns, gated: Indices) -> Rows:
    """Return ``paid <= maximum`` for pairs without ``ordered`` whose destinations could need more."""
    paid, pairs = columns.paid, columns.paid.pairs
    maximum = inputs.offers["maximum_units"].to_numpy()[pairs["offer"]]
    upper = np.concatenate([columns["buy"].upper, columns["surplus"].upper])
    lowest = (
        inputs.prices["low"].to_numpy()[paid.price]
        == inputs.prices["low"].to_numpy()[np.searchsorted(inputs.prices["offer_code"], paid.offer)]
    )
    could = np.bincount(paid.pair, weights=upper * paid.per * lowest, minlength=len(pairs))
    binding = np.isfinite(maximum) & (could > maximum)
    binding[gated] = False
    place = np.flatnonzero(binding)
    row, entry = _entries_of(columns, place)
    terms = Terms().add(row, paid.column[entry], paid.per[entry])
    return terms.rows_of("maximum_units", pairs.loc[place, ["offer", "period"]], upper=maximum[place])


def capacity(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Keep every workshop inside its machine hours.

    Formula
    -------
    sum over o in O(s,k) of (setup[o] * ordered[o,t] + hours[o] * paid[o,t])
      + sum over o in C(k) of made_by[o,s,t]  <=  hours[s,k,t]
    for all suppliers s, processes k, periods t where all of it together could exceed it

    Symbols
    -------
    hours[o]      machine hours per unit paid, ``offers.hours_per_unit``
    setup[o]      ``offers.setup_hours`` of a period in which it is made
    hours[s,k,t]  ``capacity.hours`` of the period; shared by all offers of the process
    C(k)          offers of cooperatives with members; they are in no O(s,k): who makes them is in ``made_by``

    Hours of upgrades in force come on top (`evplan.model.family.upgrade.add_upgraded_hours`).
    """
    offers, paid, ordered, made = inputs.offers, columns.paid, columns["ordered"], columns["made_by"]
    code = offers["hours_code"].to_numpy()
    code = np.where(np.append(is_pool(inputs), False)[code], -1, code)
    uses = np.flatnonzero(code[paid.offer] >= 0)
    setup_rows = np.flatnonzero(code[ordered.index["offer"]] >= 0)
    ordered_code = code[ordered.index["offer"].to_numpy()[setup_rows]]
    hours_code = np.concatenate([code[paid.offer[uses]], ordered_code, made.index["hours_code"].to_numpy()])
    period = np.concatenate(
        [paid.period[uses], ordered.index["period"].to_numpy()[setup_rows], made.index["period"].to_numpy()]
    )
    column = np.concatenate([paid.column[uses], ordered.columns[setup_rows], made.columns])
    per_unit = offers["hours_per_unit"].to_numpy()[paid.offer[uses]] * paid.per[uses]
    setup = offers["setup_hours"].to_numpy()[ordered.index["offer"].to_numpy()[setup_rows]]
    value = np.concatenate([per_unit, setup, np.ones(made.size)])
    first, row = numbered(hours_code, period)
    index = pd.DataFrame({"hours_code": hours_code[first], "period": period[first]})
    limit = inputs.hours[index["hours_code"], index["period"]] if len(index) else np.empty(0)
    could = np.bincount(row, weights=value * columns.space.upper[column], minlength=len(index))
    binding = could > limit
    place = np.cumsum(binding) - 1
    kept = binding[row]
    terms = Terms().add(place[row[kept]], column[kept], value[kept])
    add_upgraded_hours(inputs, columns, terms, index[binding])
    return [terms.rows_of("capacity", index[binding], upper=limit[binding])]


def _entries_of(columns: Columns, pairs: Indices) -> tuple[Indices, Indices]:
    """Return, for wanted (offer, period) pairs, the place among them and the entry of ``paid``, for every entry."""
    place = np.full(len(columns.paid.pairs), -1, dtype=np.int64)
    place[pairs] = np.arange(len(pairs))
    entry = np.flatnonzero(place[columns.paid.pair] >= 0)
    return place[columns.paid.pair[entry]], entry
