"""Checks of meaning on suppliers, their rebates, vehicles and their demand."""

from __future__ import annotations

import pandas as pd

from evplan.errors import Finding, finding
from evplan.plan.check.listing import listed
from evplan.quantities import money_values
from evplan.schema import Tables


def check_suppliers(tables: Tables) -> list[Finding]:
    """Return the findings on ``suppliers`` and ``supplier_rebates``."""
    suppliers = tables["suppliers"]
    candidates = suppliers[suppliers["status"].eq("candidate")]
    free = candidates[~money_values(candidates["opening_cost_idr"]).gt(0)]
    unready = candidates.loc[candidates["ready_period"].isna(), ["supplier"]]
    return [
        *listed("candidate-without-period", "suppliers", unready, ["supplier"], "ready_period"),
        *listed("candidate-without-cost", "suppliers", free[["supplier"]], ["supplier"], "opening_cost_idr"),
        *_rebates(tables["supplier_rebates"]),
    ]


def check_demand(tables: Tables) -> list[Finding]:
    """Return the findings on ``demand`` and ``vehicle_content``."""
    demand, kinds = tables["demand"], tables["parts"].set_index("part")["kind"]
    none = [] if demand["units"].sum() > 0 else [finding("demand-none", "demand", table="demand")]
    return [
        *none,
        *_no_vehicles("demand-for-part", "demand", demand, kinds),
        *_no_vehicles("content-of-part", "vehicle_content", tables["vehicle_content"], kinds),
    ]


def _rebates(rebates: pd.DataFrame) -> list[Finding]:
    """Return rebates that are not above those of a smaller spend."""
    rows = rebates.assign(spend=money_values(rebates["minimum_spend_idr"]))
    rows = rows.sort_values(["supplier", "spend"], kind="stable")
    rows = rows.assign(below=rows.groupby("supplier")["rebate_share"].shift().fillna(0.0))
    rows = rows[rows["rebate_share"].le(rows["below"])]
    return listed("rebate-not-rising", "supplier_rebates", rows, ["supplier", "minimum_spend_idr"], "rebate_share")


def _no_vehicles(code: str, table: str, rows: pd.DataFrame, kinds: pd.Series) -> list[Finding]:
    kind = rows["vehicle"].map(kinds)
    wrong = rows[["vehicle"]].assign(kind=kind)[kind.ne("vehicle")].drop_duplicates()
    return listed(code, table, wrong, ["vehicle"], "vehicle")
