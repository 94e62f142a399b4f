"""Who sends what to whom: the value that flows from tier to tier up to the vehicles, and between regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from evplan.plan.record import PlanTables
from evplan.plan.region import NOWHERE
from evplan.quantities import Floats
from evplan.scenario.selector import supplier_groups
from evplan.schema import Tables

SUPPLIER_KINDS = ("koperasi", "umkm", "large", "bumn", "import")
"""Every supplier is of one: a domestic cooperative, a domestic micro, small or medium firm, another, or abroad."""

MATERIAL = "material"
"""In place of the kind of a supplier that only sends raw material to workshops."""

ASSEMBLY, VEHICLES = 0, -1
"""Tiers that are no suppliers: assembly sites, and the vehicles that leave them."""

TIER_FLOWS = {
    "from_tier": "int64",
    "from_node": "str",
    "to_tier": "int64",
    "to_node": "str",
    "idr": "float64",
}

REGION_FLOWS = {"origin": "str", "destination": "str", "idr": "float64", "kg": "float64"}

AWARDED = {
    "supplier": "str",
    "kind": "str",
    "part": "str",
    "system": "str",
    "units": "float64",
    "value_idr": "float64",
    "suppliers": "int64",
}


@dataclass(frozen=True)
class Flows:
    """The flows of a plan.

    tiers
        `TIER_FLOWS`, a row per pair of nodes. Tier 1 delivers to assembly (tier 0), tier 2 to workshops of tier 1 and
        so on; vehicles are tier -1. A node is one of `SUPPLIER_KINDS`, or `MATERIAL` with ``-import`` where it comes
        from abroad; of tier 0 a site, of tier -1 a vehicle. ``idr``: landed cost of what flows, with that of the
        material worked into it.
    regions
        `REGION_FLOWS`: regions of suppliers and of those they deliver to; landed cost of what the supplier itself is
        paid for, and mass. Rows within one region too.
    """

    tiers: pd.DataFrame
    regions: pd.DataFrame


def flows(tables: Tables, plan: PlanTables) -> Flows:
    """Return the flows of a plan made from the data set ``tables``."""
    awards = _landed(tables, plan)
    return Flows(_tiers(tables, awards), _regions(tables, awards))


def kind_of_supplier(suppliers: pd.DataFrame) -> pd.Series[str]:
    """Return the kind (`SUPPLIER_KINDS`) of every supplier, index ``supplier``."""
    groups = supplier_groups(suppliers)
    form = suppliers["legal_form"]
    kind = np.select(
        [groups["import"], form.eq("koperasi"), groups["umkm"], form.eq("bumn")],
        ["import", "koperasi", "umkm", "bumn"],
        "large",
    )
    return pd.Series(kind, index=pd.Index(suppliers["supplier"]), dtype="str")


def who_gets_what(tables: Tables, plan: PlanTables) -> pd.DataFrame:
    """Return, per supplier and part (`AWARDED`), what the horizon brings, most value first.

    ``units`` are paid units, ``value_idr`` ex works, ``suppliers`` how many share the part.
    """
    table = plan.awards.groupby(["supplier", "part"], as_index=False).agg(
        units=("units_paid", "sum"), value_idr=("value_idr", "sum")
    )
    table = table[table["units"] > 0]
    parts = tables["parts"].set_index("part")
    table["kind"] = kind_of_supplier(tables["suppliers"]).reindex(table["supplier"]).to_numpy()
    table["system"] = parts["system"].reindex(table["part"]).fillna("other").to_numpy()
    table["suppliers"] = table.groupby("part")["supplier"].transform("nunique")
    order = table.sort_values(["value_idr", "supplier", "part"], ascending=[False, True, True], ignore_index=True)
    return order[list(AWARDED)].astype(AWARDED)


def region_kinds(tables: Tables, awarded: pd.DataFrame) -> pd.DataFrame:
    """Return ``name`` of the region, ``kind`` of supplier and ``value_idr``, from `who_gets_what`.

    A region without a name stands by its key, a supplier without a region under a dash.
    """
    at = tables["suppliers"].set_index("supplier")["region"].reindex(awarded["supplier"])
    known = tables["regions"].dropna(subset="name").set_index("region")["name"]
    region = pd.Series(at.to_numpy(), index=awarded.index)
    name = region.map(known).fillna(region).fillna(NOWHERE)
    return awarded.assign(name=name).groupby(["name", "kind"], as_index=False)["value_idr"].sum()


def _landed(tables: Tables, plan: PlanTables) -> pd.DataFrame:
    """Return the awards with ``idr`` (landed), ``kind``, ``material`` (raw material), and who gets them (``to``)."""
    awards = plan.awards
    parts = tables["parts"].set_index("part")
    offered = tables["offers"].set_index("offer")
    mass = pd.to_numeric(parts["mass_kg"]).fillna(0.0).reindex(awards["part"]).to_numpy()
    delivered = awards["units"] + awards["surplus"]
    return awards.assign(
        idr=awards[["value_idr", "freight_idr", "duty_idr"]].sum(axis=1),
        delivered=delivered,
        kg=mass * delivered,
        kind=kind_of_supplier(tables["suppliers"]).reindex(awards["supplier"]).to_numpy(),
        material=parts["kind"].eq("material").reindex(awards["part"]).to_numpy(),
        to=offered["supplier"].reindex(awards["workshop"].where(awards["workshop"].ne(""))).to_numpy(),
    )


def _regions(tables: Tables, awards: pd.DataFrame) -> pd.DataFrame:
    at = tables["suppliers"].set_index("supplier")["region"]
    site = tables["sites"].set_index("site")["region"]
    workshop, line = at.reindex(awards["to"]).to_numpy(), site.reindex(awards["site"]).to_numpy()
    table = awards.assign(
        origin=at.reindex(awards["supplier"]).to_numpy(),
        destination=np.where(awards["workshop"].ne(""), workshop, line),
    )
    summed = table.groupby(["origin", "destination"], as_index=False)[["idr", "kg"]].sum()
    return summed.sort_values(["idr", "origin"], ascending=[False, True], ignore_index=True).astype(REGION_FLOWS)


def _tiers(tables: Tables, awards: pd.DataFrame) -> pd.DataFrame:
    if awards.empty:
        return pd.DataFrame(columns=list(TIER_FLOWS)).astype(TIER_FLOWS)
    tier = _tier_of_offer(awards)
    sent = awards.assign(
        from_tier=tier.reindex(awards["offer"]).to_numpy(),
        to_tier=tier.reindex(awards["workshop"]).fillna(ASSEMBLY).astype("int64").to_numpy(),
    )
    sent["idr"] += _worked_in(sent)
    worked = sent["offer"].isin(set(sent["workshop"]))
    raw = sent["material"].to_numpy(dtype=bool) & ~worked & sent["from_tier"].gt(1)
    # A material that a workshop has worked on is that workshop's; what is bought as it is stands apart.
    source = MATERIAL + np.where(sent["kind"].eq("import"), "-import", "").astype(object)
    kinds = kind_of_supplier(tables["suppliers"]).reindex(sent["to"]).to_numpy()
    sent = sent.assign(
        from_node=np.where(raw, source, sent["kind"]),
        to_node=np.where(sent["workshop"].ne(""), kinds, sent["site"]),
    )
    last = sent[sent["to_tier"].eq(ASSEMBLY)]
    last = last.assign(from_tier=ASSEMBLY, from_node=last["site"], to_tier=VEHICLES, to_node=last["vehicle"])
    keys = [name for name in TIER_FLOWS if name != "idr"]
    summed = pd.concat([sent, last]).groupby(keys, as_index=False)["idr"].sum()
    summed = summed[summed["idr"] > 0].sort_values(
        ["from_tier", "idr", "from_node", "to_node"], ascending=[False, False, True, True], ignore_index=True
    )
    return summed[list(TIER_FLOWS)].astype(TIER_FLOWS)


def _tier_of_offer(awards: pd.DataFrame) -> pd.Series[int]:
    """Return the tier of every offer (index): 1, or one more than the farthest workshop that it delivers to."""
    pairs = awards[["offer", "workshop"]].drop_duplicates()
    tier = pd.Series(1, index=pd.Index(pairs["offer"].unique()))
    for _ in range(len(tier)):
        at = tier.reindex(pairs["workshop"]).fillna(ASSEMBLY).to_numpy() + 1
        farther = pd.Series(at, index=pairs["offer"]).groupby(level=0).max().reindex(tier.index).astype("int64")
        if farther.equals(tier):
            break
        tier = farther
    return cast("pd.Series[int]", tier)


def _worked_in(sent: pd.DataFrame) -> Floats:
    """Return, per award, the landed cost of the material worked into it, of all tiers before.

    What a workshop got for a line goes with what it made for that line, by units; where it made nothing for the line
    (it sent from stock, or what it got is left over) with all that it made.
    """
    line = ["site", "vehicle"]
    carried = np.zeros(len(sent))
    idr, units = sent["idr"].to_numpy(), sent["delivered"].to_numpy()
    made = sent.groupby(["offer", *line])["delivered"].transform("sum").to_numpy()
    made_in_all = sent.groupby("offer")["delivered"].transform("sum").to_numpy()
    by_line = pd.MultiIndex.from_frame(sent[["offer", *line]])
    part, part_in_all = _ratio(units, made), _ratio(units, made_in_all)
    for tier in range(int(sent["from_tier"].max()), 1, -1):
        inside = sent["from_tier"].eq(tier).to_numpy() & sent["workshop"].ne("").to_numpy()
        got = sent[inside].assign(idr=(idr + carried)[inside]).groupby(["workshop", *line])["idr"].sum()
        own = got.index.isin(by_line[made > 0])
        loose = got[~own].groupby(level="workshop").sum()
        carried += got[own].reindex(by_line).fillna(0.0).to_numpy() * part
        carried += loose.reindex(sent["offer"]).fillna(0.0).to_numpy() * part_in_all
    return carried


def _ratio(part: Floats, whole: Floats) -> Floats:
    return part / np.where(whole > 0, whole, np.inf)
