"""Money: what may be spent, invested or borrowed at most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Rows
from evplan.model.column import Columns
from evplan.model.rule.limit import bounds
from evplan.model.rule.scope import Amounts, region_names, scope, selected_offers, selected_suppliers
from evplan.plan.inputs import PlanInputs
from evplan.quantities import from_solver_money
from evplan.scenario.rule import Budget
from evplan.scenario.selector import selected

NO_PART = -1
"""In place of an offer: what is paid for no one part."""


def budget(inputs: PlanInputs, columns: Columns, rule: Budget) -> list[Rows]:
    """Bound money.

    Formula
    -------
    sum over S, P of price * (buy + surplus)  <=  maximum + violation                                     ``spend``
    sum over o of S, P of tooling[o] * awarded[o,t] + sum over s in S of opening[s] * used[s,t]
      + sum over g of S of (cost[g] * upgrade[g,t] - credit[g,t])  <=  maximum + violation                ``investment``
    sum over g of S of credit[g,t]  <=  maximum + violation                                               ``credit``
    over the rule's periods t, for each combination of the keys of ``each``

    Symbols
    -------
    price       rupiah ex works per good unit at the band and the period's exchange rate
    tooling[o]  ``offers.tooling_cost_idr``, once
    opening[s]  ``suppliers.opening_cost_idr``, once; left out where the rule selects parts or ``each`` names them
    cost[g]     ``upgrades.cost_idr``, once; left out like openings, and so is credit
    """
    return _spend(inputs, columns, rule) if rule.measure == "spend" else _invested(inputs, columns, rule)


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


def _invested(inputs: PlanInputs, columns: Columns, rule: Budget) -> list[Rows]:
    table = _money_once(inputs, columns)
    if rule.measure == "credit":
        table = table[table["group"].eq("credit")].assign(per_unit=lambda rows: -rows["per_unit"])
    supplier, offer = table["supplier"].to_numpy(dtype=np.int64), table["offer"].to_numpy(dtype=np.int64)
    by_part = rule.parts is not None or "part" in rule.each_keys
    mine = np.where(offer >= 0, selected_offers(inputs, rule)[offer], selected_suppliers(inputs, rule)[supplier])
    mine &= (offer >= 0) | (not by_part)
    period = table["period"].to_numpy(dtype=np.int64)
    mine &= (period < 0) | selected(inputs.periods, "period", rule.periods).to_numpy()[period]
    codes = {
        "supplier": supplier,
        "part": np.where(offer >= 0, inputs.offers["part_code"].to_numpy()[offer], 0).astype(np.int64),
        "region": region_names(inputs)[0][supplier],
        "period": period,
    }
    amounts = Amounts(*(table[name].to_numpy() for name in ("column", "upper", "per_unit")))
    keys = {key: codes[key] for key in rule.each_keys}
    return bounds(columns, rule, keys, mine, mine, amounts, maximum=rule.maximum)


def _money_once(inputs: PlanInputs, columns: Columns) -> pd.DataFrame:
    """Return all columns that say what is paid once or lent, with rupiah ``per_unit`` (loans negative).

    Columns ``group``, ``column``, ``upper``, ``per_unit``, ``offer`` (`NO_PART`: for no one part), ``supplier``,
    ``period`` (negative: whenever).
    """
    awarded, used, started, lent = (columns[name] for name in ("awarded", "used", "upgrade", "credit"))
    offers, upgrades = inputs.offers, inputs.upgrades.table
    offer, opened = awarded.index["offer"].to_numpy(), used.index["supplier"].to_numpy()
    upgrade, borrower = started.index["upgrade"].to_numpy(), lent.index["upgrade"].to_numpy()
    whose = upgrades["supplier_code"].to_numpy()
    pieces = [
        (awarded, offers["tooling_cost_idr"].to_numpy()[offer], offer, offers["supplier_code"].to_numpy()[offer]),
        (used, inputs.suppliers["opening_cost_idr"].to_numpy()[opened], NO_PART, opened),
        (started, upgrades["cost_idr"].to_numpy()[upgrade], NO_PART, whose[upgrade]),
        (lent, -from_solver_money(1.0), NO_PART, whose[borrower]),
    ]
    tables = [
        pd.DataFrame(
            {
                "group": group.name,
                "column": group.columns,
                "upper": group.upper,
                "per_unit": per_unit,
                "offer": code,
                "supplier": supplier,
                "period": group.index["period"].to_numpy(),
            },
            index=range(group.size),
        )
        for group, per_unit, code, supplier in pieces
    ]
    return pd.concat(tables, ignore_index=True).astype({"per_unit": float, "offer": np.int64, "supplier": np.int64})
