"""Checks of meaning on suppliers, cooperatives, vehicles and their demand."""

from __future__ import annotations

import pandas as pd

from evplan.errors import Finding, finding
from evplan.plan.check.listing import FINDINGS_PER_CODE, listed
from evplan.plan.check.loop import find_loops
from evplan.quantities import money_values
from evplan.schema import Tables


def check_suppliers(tables: Tables) -> list[Finding]:
    """Return the findings on ``suppliers`` and ``memberships``."""
    suppliers, members = tables["suppliers"], tables["memberships"]
    candidates = suppliers[suppliers["status"].eq("candidate")]
    free = candidates[~money_values(candidates["opening_cost_idr"]).gt(0)]
    forms = suppliers.set_index("supplier")["legal_form"]
    others = members[["cooperative"]].drop_duplicates()
    others = others.assign(legal_form=others["cooperative"].map(forms))
    others = others[others["legal_form"].ne("koperasi")]
    unready = candidates.loc[candidates["ready_period"].isna(), ["supplier"]]
    return [
        *_membership_loops(members),
        *listed("cooperative-is-none", "memberships", others, ["cooperative"], "cooperative"),
        *listed("candidate-without-period", "suppliers", unready, ["supplier"], "ready_period"),
        *listed("candidate-without-cost", "suppliers", free[["supplier"]], ["supplier"], "opening_cost_idr"),
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


def _membership_loops(members: pd.DataFrame) -> list[Finding]:
    loops = find_loops(members, "cooperative", "member", FINDINGS_PER_CODE)
    source = "memberships:{}/{}"
    return [
        finding("membership-loop", source.format(*loop[-2:]), table="memberships", loop=" -> ".join(loop))
        for loop in loops
    ]


def _no_vehicles(code: str, table: str, rows: pd.DataFrame, kinds: pd.Series) -> list[Finding]:
    kind = rows["vehicle"].map(kinds)
    wrong = rows[["vehicle"]].assign(kind=kind)[kind.ne("vehicle")].drop_duplicates()
    return listed(code, table, wrong, ["vehicle"], "vehicle")
