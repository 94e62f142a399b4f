"""Money: what may be spent or invested at most."""

from __future__ import annotations

import numpy as np

from evplan.model.block import Rows
from evplan.model.column import Columns
from evplan.model.rule.limit import bounds
from evplan.model.rule.scope import Amounts, region_names, scope, selected_offers, selected_suppliers
from evplan.plan.inputs import PlanInputs
from evplan.scenario.rule import Budget


def budget(inputs: PlanInputs, columns: Columns, rule: Budget) -> list[Rows]:
    """Bound money.

    Formula
    -------
    sum over S, P of price * (buy + surplus)  <=  maximum + violation                        ``spend``
    sum over o of S, P of tooling[o] * awarded[o]
      + sum over s in S of opening[s] * used[s]  <=  maximum + violation                      ``investment``
    for each combination of the keys of ``each``

    Symbols
    -------
    price       rupiah ex works per good unit at the band and the period's exchange rate
    tooling[o]  ``offers.tooling_cost_idr``, once
    opening[s]  ``suppliers.opening_cost_idr``, once; left out where the rule selects parts or ``each`` names them
    """
    return _spend(inputs, columns, rule) if rule.measure == "spend" else _investment(inputs, columns, rule)


def _spend(inputs: PlanInputs, columns: Columns, rule: Budget) -> list[Rows]:
    groups = [columns["buy"], columns["surplus"]]
    scopes = [scope(inputs, columns, rule, group.name) for group in groups]
    mine = np.concatenate([on_parts & by_supplier for on_parts, by_supplier, _ in scopes])
    keys = {key: np.concatenate([codes[key] for _, _, codes in scopes]) for key in rule.each_keys}
    amounts = Amounts(
        np.concatenate([group.columns for group in groups]),
        np.concatenate([group.upper for group in groups]),
        np.concatenate([group.index["value"].to_numpy() for group in groups]),
    )
    return bounds(columns, rule, keys, mine, mine, amounts, maximum=rule.maximum)


def _investment(inputs: PlanInputs, columns: Columns, rule: Budget) -> list[Rows]:
    awarded, used, offers = columns["awarded"], columns["used"], inputs.offers
    offer, opened = awarded.index["offer"].to_numpy(), used.index["supplier"].to_numpy()
    by_part = rule.parts is not None or "part" in rule.each_keys
    supplier = np.concatenate([offers["supplier_code"].to_numpy()[offer], opened]).astype(np.int64)
    codes = {
        "supplier": supplier,
        "part": np.concatenate([offers["part_code"].to_numpy()[offer], np.zeros(len(opened))]).astype(np.int64),
        "region": region_names(inputs)[0][supplier],
    }
    opening = selected_suppliers(inputs, rule)[opened] & (not by_part)
    mine = np.concatenate([selected_offers(inputs, rule)[offer], opening])
    money = np.concatenate(
        [
            offers["tooling_cost_idr"].to_numpy()[offer],
            inputs.suppliers["opening_cost_idr"].to_numpy()[opened],
        ]
    )
    amounts = Amounts(np.concatenate([awarded.columns, used.columns]), np.ones(len(money)), money)
    keys = {key: codes[key] for key in rule.each_keys}
    return bounds(columns, rule, keys, mine, mine, amounts, maximum=rule.maximum)
