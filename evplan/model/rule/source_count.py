"""How many suppliers get work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Indices, Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.model.rule.limit import groups
from evplan.model.rule.scope import asked, scope
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats, to_solver_money
from evplan.scenario.rule import SourceCount

COUNTS_FROM = 1.0
"""Units from which a supplier counts toward a minimum number of sources."""


def source_count(inputs: PlanInputs, columns: Columns, rule: SourceCount) -> list[Rows]:
    """Bound how many suppliers get work.

    Formula
    -------
    sum over o of s, d, t of (buy[o,d,t] + surplus[o,d,t])  <=  M[s,k] * counts[s,k]
    sum over o of s, d, t of buy[o,d,t]  >=  units[s,k] * counts[s,k]     where there is a minimum
    minimum - violation  <=  sum over s of counts[s,k]  <=  maximum + violation
    for each combination k of the keys of ``each``

    Symbols
    -------
    counts[s,k]  0/1, the supplier gets work on k
    M[s,k]       sum of the columns' upper bounds, at most what k needs altogether
    units[s,k]   one unit, or M if that is less
    """
    on_parts, mine, keys, supplier = _bought_and_left_over(inputs, columns, rule)
    here = np.flatnonzero(mine)
    index, row_of, _, _ = groups(keys, mine, on_parts, asked(inputs, rule) if rule.minimum else None)
    first, pair = numbered(row_of[here], supplier[here])
    counts = pd.DataFrame({"supplier": supplier[here][first]})
    group = row_of[here][first]
    column, upper = _columns_and_bounds(columns)
    most = np.bincount(pair, weights=upper[here], minlength=len(first)).astype(np.float64)
    binary = columns.space.add(f"counts:{rule.id}", counts.assign(group=group), upper=1.0, integer=True)
    link = Terms().add(pair, column[here], 1.0).add(np.arange(binary.size), binary.columns, -most)
    rows = [link.rows_of(f"rule:{rule.id}:link", counts, upper=0.0)]
    if rule.minimum:
        least = np.minimum(COUNTS_FROM, most)
        used = here < columns["buy"].size
        token = Terms().add(pair[used], column[here[used]], 1.0).add(np.arange(binary.size), binary.columns, -least)
        rows.append(token.rows_of(f"rule:{rule.id}:token", counts, lower=0.0))
    number = Terms().add(group, binary.columns, 1.0)
    if rule.is_soft:
        cost = to_solver_money(np.full(len(index), rule.penalty_idr or 0.0))
        for sign, bound in ((1.0, rule.minimum), (-1.0, rule.maximum)):
            if bound is not None:
                name = f"violation:{rule.id}:{'low' if sign > 0 else 'high'}"
                violation = columns.space.add(name, index, cost=cost)
                number.add(np.arange(len(index)), violation.columns, sign)
    rows.append(
        number.rows_of(
            f"rule:{rule.id}",
            index,
            lower=-np.inf if rule.minimum is None else float(rule.minimum),
            upper=np.inf if rule.maximum is None else float(rule.maximum),
        )
    )
    return rows


def _bought_and_left_over(
    inputs: PlanInputs, columns: Columns, rule: SourceCount
) -> tuple[np.ndarray, np.ndarray, dict[str, Indices], Indices]:
    """Return, over the columns of ``buy`` and then ``surplus``: on the rule's parts, its own, keys, supplier."""
    scopes = [scope(inputs, columns, rule, group) for group in ("buy", "surplus")]
    offer = np.concatenate([columns[group].index["offer"].to_numpy() for group in ("buy", "surplus")])
    supplier = inputs.offers["supplier_code"].to_numpy()[offer.astype(np.intp)].astype(np.int64)
    on_parts = np.concatenate([found[0] for found in scopes])
    mine = on_parts & np.concatenate([found[1] for found in scopes])
    if rule.new_only:
        mine &= inputs.suppliers["status"].eq("candidate").to_numpy()[supplier]
    return on_parts, mine, {key: np.concatenate([found[2][key] for found in scopes]) for key in scopes[0][2]}, supplier


def _columns_and_bounds(columns: Columns) -> tuple[Indices, Floats]:
    """Return numbers and upper bounds of ``buy`` and ``surplus``, an offer with several prices counted once."""
    surplus = columns["surplus"]
    again = surplus.index.duplicated(["offer", "destination", "period"]).to_numpy()
    upper = np.concatenate([first_price_upper(columns), np.where(again, 0.0, surplus.upper)])
    return np.concatenate([columns["buy"].columns, surplus.columns]), upper


def first_price_upper(columns: Columns) -> Floats:
    """Return the ``buy`` columns' upper bounds, counting an offer with several prices once."""
    buy = columns["buy"]
    again = buy.index.duplicated(["offer", "destination", "period"]).to_numpy()
    return np.where(again, 0.0, buy.upper)
