"""How much of a plan hangs on one supplier or one region: the one measure of ``risk``, of stress and of reports.

Value is ex works, at the period's exchange rate, not discounted; units that no vehicle uses are left out. The objective
``risk`` (`evplan.model.objective`) makes `largest` of the suppliers as small as can be: it is what is lost, at worst,
when one supplier fails.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from evplan.plan.inputs import PlanInputs
from evplan.plan.record import PlanTables

By = Literal["supplier", "region"]

NOWHERE = "-"
"""In place of a region that a supplier does not name."""

EXPOSURE_COLUMNS = {
    "by": "str",
    "suppliers": "int64",
    "herfindahl": "float64",
    "largest": "str",
    "largest_idr": "float64",
    "largest_share": "float64",
}


def value_used(awards: pd.DataFrame) -> pd.Series[float]:
    """Return the value ex works of the part of each award (`PlanTables.awards`) that vehicles use, in rupiah."""
    delivered = awards["units"] + awards["surplus"]
    return awards["value_idr"] * awards["units"] / delivered.where(delivered > 0, 1.0)


def exposure(inputs: PlanInputs, plan: PlanTables, by: By) -> pd.Series[float]:
    """Return the rupiah that hang on each supplier or region (index), most first."""
    key = plan.awards["supplier"]
    if by == "region":
        region = inputs.suppliers.set_index("supplier")["region"].fillna(NOWHERE)
        key = key.map(region)
    amounts = value_used(plan.awards).groupby(key.to_numpy()).sum()
    return amounts[amounts > 0].sort_values(ascending=False, kind="stable").rename_axis(by)


def herfindahl(amounts: pd.Series[float]) -> float:
    """Return the sum of squared shares (Herfindahl-Hirschman index, 0..1); 0 where there is nothing."""
    return float(((amounts / (amounts.sum() or 1.0)) ** 2).sum())


def exposure_table(inputs: PlanInputs, plan: PlanTables) -> pd.DataFrame:
    """Return a row by ``supplier`` and one by ``region``; columns `EXPOSURE_COLUMNS`.

    ``suppliers`` is how many of them get work, ``herfindahl`` the sum of squared shares of value, ``largest`` the one
    that gets most, with ``largest_idr`` and ``largest_share`` of all value.
    """
    rows = []
    keys: tuple[By, ...] = ("supplier", "region")
    for by in keys:
        amounts = exposure(inputs, plan, by)
        most = float(amounts.max()) if len(amounts) else 0.0
        first = str(amounts.index[0]) if len(amounts) else ""
        rows.append((by, len(amounts), herfindahl(amounts), first, most, most / (float(amounts.sum()) or 1.0)))
    return pd.DataFrame(rows, columns=list(EXPOSURE_COLUMNS)).astype(EXPOSURE_COLUMNS)
