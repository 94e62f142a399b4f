"""Who can make what a cooperative offers: its members that have hours in the process, and the cooperative itself."""

from __future__ import annotations

import pandas as pd

from evplan.schema import Tables

UPGRADED_HOURS = ("capacity", "process")
"""Kinds of upgrade that give a supplier hours of a process, even where it had none."""

MAKERS = {
    "cooperative": "str",
    "process": "str",
    "supplier": "str",
    "fee_share": "float64",
    "pool": "int64",
    "hours_code": "int64",
}


def makers_of(tables: Tables, asked: pd.DataFrame) -> pd.DataFrame:
    """Return who can work for the offers of each cooperative: the keys and fee of `PlanInputs.makers`.

    ``asked`` are the suppliers and processes whose offers need hours. The cooperative itself is always among those
    who can, its members where they have hours in the process, or an upgrade that gives them some.
    """
    memberships = tables["memberships"]
    who = memberships[["cooperative", "member", "fee_share"]].fillna({"fee_share": 0.0})
    itself = who[["cooperative"]].drop_duplicates().assign(member=lambda rows: rows["cooperative"], fee_share=0.0)
    wanted = asked.rename(columns={"supplier": "cooperative"})[["cooperative", "process"]]
    upgrades = tables["upgrades"]
    upgraded = upgrades[upgrades["kind"].isin(UPGRADED_HOURS)]
    keys = ["member", "process"]
    able = pd.concat([tables["capacity"][["supplier", "process"]], upgraded[["supplier", "process"]]])
    able = able.rename(columns={"supplier": "member"}).drop_duplicates()
    lent = wanted.merge(who, on="cooperative").merge(able, on=keys)
    every = pd.concat([wanted.merge(itself, on="cooperative"), lent], ignore_index=True)
    every = every.rename(columns={"member": "supplier"}).drop_duplicates(["cooperative", "process", "supplier"])
    return every[["cooperative", "process", "supplier", "fee_share"]]


def coded_makers(makers: pd.DataFrame, hours_of: pd.DataFrame) -> pd.DataFrame:
    """Return the makers with ``pool`` and ``hours_code`` (rows of ``hours_of``), in their order; see `PlanInputs`."""
    place = pd.MultiIndex.from_frame(hours_of[["supplier", "process"]])
    table = makers.assign(
        pool=place.get_indexer(pd.MultiIndex.from_frame(makers[["cooperative", "process"]])),
        hours_code=place.get_indexer(pd.MultiIndex.from_frame(makers[["supplier", "process"]])),
    )
    return table.astype(MAKERS).sort_values(["pool", "hours_code"], ignore_index=True)
