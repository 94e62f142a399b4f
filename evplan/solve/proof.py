"""Cheap proofs that nothing fits, read off the arrays without a solve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.model.column import most_paid
from evplan.model.program import SourcingModel
from evplan.quantities import quantity_slack

NO_OFFER, TOO_LITTLE = "no_offer", "part_capacity"


@dataclass(frozen=True)
class Lack:
    """A part that cannot be had: no usable offer (``no_offer``), or all offers together make too little.

    ``needed`` and ``available`` are good units over ``periods``; ``site`` is where they are needed.
    """

    kind: str
    part: str
    name: str
    site: str
    periods: tuple[str, ...]
    needed: float
    available: float


def cheap_proofs(model: SourcingModel) -> list[Lack]:
    """Return the parts that mandatory demand needs and that today's offers cannot cover, whatever the rules.

    Needs of alternatives, of vehicles that may stay unbuilt, and of parts that stock can cover are left out: the
    proof holds for each row alone.
    """
    needs = _mandatory(model)
    lacks = []
    for kind, table in ((NO_OFFER, needs[needs["available"].eq(0)]), (TOO_LITTLE, needs[needs["available"].gt(0)])):
        short = table[table["needed"] - table["available"] > quantity_slack(table["needed"].to_numpy())]
        for (part, site), rows in short.groupby(["part", "site"]):
            lacks.append(_lack(model, kind, int(part), int(site), rows))
    return lacks


def _lack(model: SourcingModel, kind: str, part: int, site: int, rows: pd.DataFrame) -> Lack:
    inputs = model.inputs
    row = inputs.parts.iloc[part]
    name = row["part"] if pd.isna(row["name"]) else row["name"]
    periods = tuple(inputs.periods["period"].iloc[sorted(rows["period"].unique())])
    totals = float(rows["needed"].sum()), float(rows["available"].sum())
    return Lack(kind, str(row["part"]), str(name), str(inputs.sites["site"].iloc[site]), periods, *totals)


def _mandatory(model: SourcingModel) -> pd.DataFrame:
    """Return, per unstocked part, site and period: good units that must be there, and that offers can bring."""
    inputs, columns = model.inputs, model.columns
    requirement = columns.requirement
    entries, needs = requirement.entries, requirement.needs
    least = columns["activity"].lower[entries["activity"]] * entries["quantity"].to_numpy()
    table = needs[["part", "period"]].assign(
        site=requirement.destinations["place"].to_numpy()[needs["destination"]],
        needed=np.bincount(entries["need"], weights=least, minlength=len(needs)),
    )
    stocked = inputs.parts["holding_cost_idr"].notna().to_numpy()
    keys = ["part", "site", "period"]
    table = table[~stocked[table["part"]]].groupby(keys, as_index=False)["needed"].sum()
    table = table[table["needed"].gt(0)]
    buy = columns["buy"].index
    sources = pd.DataFrame(
        {
            "part": inputs.offers["part_code"].to_numpy()[buy["offer"]],
            "site": requirement.destinations["place"].to_numpy()[buy["destination"]],
            "period": buy["period"],
            "offer": buy["offer"],
        }
    ).drop_duplicates()
    most = most_paid(inputs, sources["offer"].to_numpy(), sources["period"].to_numpy())
    sources["available"] = most * inputs.offers["yield_share"].to_numpy()[sources["offer"]]
    brought = sources.groupby(keys, as_index=False)["available"].sum()
    return table.merge(brought, on=keys, how="left").fillna({"available": 0.0})
