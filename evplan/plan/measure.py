"""What a plan is measured by where many are compared: scores, what small firms get, work."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evplan.plan.record import PlanTables
from evplan.scenario.selector import supplier_groups
from evplan.schema import Tables


def plan_measures(plan: PlanTables, tables: Tables) -> dict[str, Any]:
    """Return a plan's measures, plain numbers by name; ``None`` where there is nothing to measure.

    ``demanded`` and ``built`` (vehicles); ``lowest_score`` (0..1: the best method in force, the worst vehicle and
    year) and ``lowest_METHOD`` of every method; ``umkm_value_idr`` (rupiah ex works to UMKM and domestic cooperatives,
    surplus left out), ``umkm_koperasi_share`` (of the value of all purchases); ``labour_hours`` (surplus left out);
    ``suppliers`` that get work; ``cost_KIND_idr``.
    """
    used = _used(plan.awards)
    groups = supplier_groups(tables["suppliers"])["umkm_koperasi"]
    small = tables["suppliers"].loc[groups, "supplier"]
    hours = tables["offers"].set_index("offer")["labour_hours_per_unit"].reindex(plan.awards["offer"]).fillna(0.0)
    share = plan.shares[plan.shares["group"].eq("umkm_koperasi") & plan.shares["measure"].eq("value")]["share"]
    return {
        "demanded": float(plan.vehicles["demanded"].sum()),
        "built": float(plan.vehicles["built"].sum()),
        **_lowest(plan.scores),
        "umkm_value_idr": float((plan.awards["value_idr"] * used)[plan.awards["supplier"].isin(small)].sum()),
        "umkm_koperasi_share": float(share.iloc[0]) if len(share) else None,
        "labour_hours": float((plan.awards["units_paid"].to_numpy() * used.to_numpy() * hours.to_numpy()).sum()),
        "suppliers": int(plan.awards["supplier"].nunique()),
        **{f"cost_{kind}_idr": float(idr) for kind, idr in zip(plan.costs["kind"], plan.costs["idr"], strict=True)},
    }


def _used(awards: pd.DataFrame) -> pd.Series:
    """Return which part of each award a vehicle uses."""
    whole = awards["units"] + awards["surplus"]
    return (awards["units"] / whole.where(whole.gt(0))).fillna(0.0)


def _lowest(scores: pd.DataFrame) -> dict[str, float | None]:
    best = scores[scores["in_force"]].groupby(["vehicle", "year"])["score"].max()
    by_method = scores.groupby("method")["score"].min()
    found: dict[str, float | None] = {"lowest_score": float(best.min()) if len(best) else None}
    return found | {f"lowest_{method}": float(score) for method, score in by_method.items()}
