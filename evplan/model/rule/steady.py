"""Steady work: no period far below the average, no supplier filled to the brim."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.model.family.upgrade import add_upgraded_hours
from evplan.model.rule.limit import add_violation
from evplan.model.rule.scope import scope, selected_offers, selected_periods
from evplan.plan.inputs import PlanInputs
from evplan.plan.membership import offer_hours, workers_of
from evplan.scenario.rule import Steady


def steady(inputs: PlanInputs, columns: Columns, rule: Steady) -> list[Rows]:
    """Keep work even over the periods, and below a part of the hours there are.

    Formula
    -------
    average[k]  =  sum over T of units[k,t] / T
    units[k,t] + violation[k,t]  >=  share * average[k]
    sum over o in O(s,m) of (setup[o] * ordered[o,t] + hours[o] * paid[o,t]) - violation  <=  part * hours[s,m,t]
    for all groups k (suppliers and parts, unless ``each`` says otherwise), selected periods t, processes m

    Symbols
    -------
    units[k,t]   good units delivered, surplus counts nowhere; T the selected periods, and their number
    O(s,m)       the offers of supplier s in process m for the selected parts
    share, part  ``minimum_share_of_average``, ``maximum_share_of_capacity``
    hours[s,m,t] hours of the process, with upgrades; of a cooperative with members, theirs together with its own
    """
    rows = []
    if rule.minimum_share_of_average is not None:
        rows += _evenly(inputs, columns, rule, rule.minimum_share_of_average)
    if rule.maximum_share_of_capacity is not None:
        rows += _below_capacity(inputs, columns, rule, rule.maximum_share_of_capacity)
    return rows


def _evenly(inputs: PlanInputs, columns: Columns, rule: Steady, share: float) -> list[Rows]:
    on_parts, by_supplier, keys = scope(inputs, columns, rule)
    buy, periods = columns["buy"], selected_periods(inputs, rule)
    here = np.flatnonzero(on_parts & by_supplier)
    codes = [code[here] for code in keys.values()] or [np.zeros(len(here), dtype=np.int64)]
    first, group = numbered(*codes)
    groups = pd.DataFrame({key: code[here][first] for key, code in keys.items()}, index=range(len(first)))
    average = columns.space.add(f"average:{rule.id}", groups)
    mean = Terms().add(group, buy.columns[here], 1.0)
    mean.add(np.arange(len(groups)), average.columns, -float(len(periods)))

    position = np.searchsorted(periods, buy.index["period"].to_numpy()[here])
    index = groups.loc[groups.index.repeat(len(periods))].reset_index(drop=True)
    index = index.assign(period=np.tile(periods, len(groups)))
    even = Terms().add(group * len(periods) + position, buy.columns[here], 1.0)
    even.add(np.arange(len(index)), np.repeat(average.columns, len(periods)), -share)
    if rule.is_soft:
        even.add(np.arange(len(index)), add_violation(columns, rule, index, "low").columns, 1.0)
    return [
        mean.rows_of(f"rule:{rule.id}:average", groups, lower=0.0, upper=0.0),
        even.rows_of(f"rule:{rule.id}", index, lower=0.0),
    ]


def _below_capacity(inputs: PlanInputs, columns: Columns, rule: Steady, part: float) -> list[Rows]:
    offers, paid, ordered = inputs.offers, columns.paid, columns["ordered"]
    mine = selected_offers(inputs, rule) & (offers["hours_code"].to_numpy() >= 0)
    inside = np.zeros(len(inputs.periods), dtype=np.bool_)
    inside[selected_periods(inputs, rule)] = True
    entry = np.flatnonzero(mine[paid.offer] & inside[paid.period])
    order_offer, order_period = (ordered.index[key].to_numpy() for key in ("offer", "period"))
    start = np.flatnonzero(mine[order_offer] & inside[order_period])
    offer = np.concatenate([paid.offer[entry], order_offer[start]])
    hours_code = offers["hours_code"].to_numpy()[offer].astype(np.int64)
    period = np.concatenate([paid.period[entry], order_period[start]]).astype(np.int64)
    per_unit = offers["hours_per_unit"].to_numpy()[paid.offer[entry]] * paid.per[entry]
    setup = offers["setup_hours"].to_numpy()[order_offer[start]]
    first, row = numbered(hours_code, period)
    index = pd.DataFrame({"hours_code": hours_code[first], "period": period[first]})
    terms = Terms().add(row, paid_columns(columns, entry, start), np.concatenate([per_unit, setup]))
    own = workers_of(inputs, index)
    upgraded = Terms()
    add_upgraded_hours(inputs, columns, upgraded, own, part)
    for place, column, value in zip(upgraded.rows, upgraded.columns, upgraded.values, strict=True):
        terms.add(own["row"].to_numpy()[place], column, value)
    if rule.is_soft:
        terms.add(np.arange(len(index)), add_violation(columns, rule, index, "high").columns, -1.0)
    hours = offer_hours(inputs, inputs.hours)[index["hours_code"], index["period"]] if len(index) else np.empty(0)
    # Hours are infinite where a conflict leaves them out, and nothing is no part of infinity.
    limit = np.where(np.isinf(hours), np.inf, part * np.where(np.isinf(hours), 0.0, hours))
    return [terms.rows_of(f"rule:{rule.id}:hours", index, upper=limit)]


def paid_columns(columns: Columns, entry: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return the numbers of these entries of ``paid``, then of these rows of ``ordered``."""
    return np.concatenate([columns.paid.column[entry], columns["ordered"].columns[start]])
