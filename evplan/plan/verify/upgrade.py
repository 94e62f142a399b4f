"""Upgrades: from when on they are in force, and the content, certificates and hours that they bring."""

from __future__ import annotations

import pandas as pd

from evplan.plan.verify import span
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import LAST_DAY, Case, looked_up
from evplan.quantities import money_values

_TERMS = (
    *("supplier", "kind", "cost_idr", "credit_idr", "lead_time_periods", "process", "added_hours", "certificate"),
    *("offer", "new_local_content_share", "new_content_evidence", "requires"),
)
CONTENT = ("local_content_share", "content_evidence", "certificate_expiry", "raw_material_origin")
"""What an offer's content is, beside who makes it."""


def started(case: Case, investments: pd.DataFrame) -> pd.DataFrame:
    """Return the upgrades that the plan starts, with their terms.

    Columns ``upgrade``, ``position`` and ``period`` of the start, ``borrowed`` (the plan's credit), the terms of the
    table of upgrades (money as float rupiah) and ``in_force``: the position from which on it holds, start + lead time.
    """
    table = case.tables["upgrades"].set_index("upgrade")[list(_TERMS)]
    table = table.assign(**{name: money_values(table[name]).fillna(0.0) for name in ("cost_idr", "credit_idr")})
    rows = investments[investments["kind"] == "upgrade"].drop(columns="kind")
    rows = rows.rename(columns={"item": "upgrade", "credit_idr": "borrowed"}).join(table, on="upgrade")
    waits = case.lasting(rows["lead_time_periods"].fillna(0.0))
    return rows.assign(in_force=(rows["position"] + waits).astype("int64"))


def with_content(awards: pd.DataFrame, upgrades: pd.DataFrame) -> pd.DataFrame:
    """Return the awards with the content that their offer has in their period.

    Of several upgrades of one offer the one that came into force last holds, of two at once the later by key. Its
    evidence has no last day, and none where the upgrade names none: an older certificate is of the older content.
    """
    steps = upgrades[upgrades["kind"] == "local_content"]
    if steps.empty:
        return awards
    new = ["new_local_content_share", "new_content_evidence"]
    steps = steps[["offer", "upgrade", "in_force", *new]]
    table = awards[["offer", "position"]].reset_index(names="row").merge(steps, on="offer")
    table = table[table["in_force"] <= table["position"]].sort_values(["in_force", "upgrade"], kind="stable")
    table = table.drop_duplicates("row", keep="last").set_index("row").reindex(awards.index)
    anew = table["upgrade"].notna()
    return awards.assign(
        local_content_share=table["new_local_content_share"].fillna(awards["local_content_share"]),
        content_evidence=awards["content_evidence"].where(~anew, table["new_content_evidence"]),
        certificate_expiry=awards["certificate_expiry"].where(~anew),
    )


def without_certificate(case: Case, work: pd.DataFrame, upgrades: pd.DataFrame) -> pd.DataFrame:
    """Return awards with ``certificate``, one that the part needs and the supplier does not hold to the last day.

    A certificate by an upgrade is held from the period in which the upgrade is in force, without end.
    """
    needed = case.parts["certificates"].dropna().str.split(";").explode().str.strip()
    needed = needed[needed != ""].rename("certificate").rename_axis("part").reset_index()
    keys = ["supplier", "certificate"]
    asked = work[work["part"].isin(needed["part"])].merge(needed, on="part")
    held = case.tables["supplier_certificates"].assign(held=True).rename(columns={"valid_to": "held_to"})
    asked = asked.merge(held, on=keys, how="left")
    got = upgrades[upgrades["kind"] == "certificate"].groupby(keys, as_index=False)["in_force"].min()
    asked = asked.merge(got, on=keys, how="left")
    day = looked_up(asked["position"], case.periods["last_day"])
    by_table = asked["held"].notna() & (asked["held_to"].fillna(LAST_DAY) >= day)
    return asked[~(by_table | (asked["in_force"] <= asked["position"]))]


def available_hours(case: Case, upgrades: pd.DataFrame) -> pd.DataFrame:
    """Return `evplan.plan.verify.span.hours` with what upgrades in force add to a process, per data period."""
    steps = upgrades[upgrades["kind"].isin(["capacity", "process"])]
    base = span.hours(case)
    if steps.empty:
        return base
    positions = pd.DataFrame({"at": range(case.count)})
    added = steps[["supplier", "process", "in_force", "added_hours"]].merge(positions, how="cross")
    added = added[added["at"] >= added["in_force"]].rename(columns={"at": "position"})
    added = added.assign(hours=added["added_hours"].fillna(0.0) * case.ratio)
    keys = ["supplier", "process", "position"]
    return pd.concat([base, added[[*keys, "hours"]]]).groupby(keys, as_index=False)["hours"].sum()


def check_upgrades(upgrades: pd.DataFrame) -> list[Breach]:
    """Return upgrades that start before one that they require is in force."""
    needs = upgrades[upgrades["requires"].notna()]
    if needs.empty:
        return []
    needs = needs.assign(required=needs["requires"].str.split(";")).explode("required")
    needs = needs.assign(required=needs["required"].str.strip())
    needs = needs[needs["required"] != ""]
    ready = upgrades.groupby("upgrade")["in_force"].min()
    late = ~(looked_up(needs["required"], ready) <= needs["position"])
    return [Breach("verify-upgrade-requires", needs[late], ("upgrade", "period"))]
