"""Checks of meaning on memberships: who works for which cooperative."""

from __future__ import annotations

import pandas as pd

from evplan.errors import Finding, finding
from evplan.plan.check.listing import FINDINGS_PER_CODE, joined, listed
from evplan.plan.check.loop import find_loops
from evplan.schema import Tables


def check_members(tables: Tables) -> list[Finding]:
    """Return the findings on ``memberships``: loops, cooperatives that are none, members that cannot do anything."""
    members, suppliers = tables["memberships"], tables["suppliers"]
    forms = suppliers.set_index("supplier")["legal_form"]
    others = members[["cooperative"]].drop_duplicates()
    others = others.assign(legal_form=others["cooperative"].map(forms))
    others = others[others["legal_form"].ne("koperasi")]
    itself = members["cooperative"].eq(members["member"])
    pairs = members[~itself]
    twice = pairs.groupby("member", as_index=False).agg(cooperatives=("cooperative", joined), count=("member", "size"))
    return [
        *listed("member-of-itself", "memberships", members[itself], ["cooperative", "member"], "member"),
        *_loops(pairs),
        *listed("cooperative-is-none", "memberships", others, ["cooperative"], "cooperative"),
        *listed("member-of-several", "memberships", twice[twice["count"].gt(1)], ["member"], "member"),
        *listed("member-idle", "memberships", _idle(tables, pairs), ["cooperative"], "member"),
    ]


def _loops(pairs: pd.DataFrame) -> list[Finding]:
    loops = find_loops(pairs, "cooperative", "member", FINDINGS_PER_CODE)
    source = "memberships:{}/{}"
    return [
        finding("membership-loop", source.format(*loop[-2:]), table="memberships", loop=" -> ".join(loop))
        for loop in loops
    ]


def _idle(tables: Tables, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return per ``cooperative`` its ``members`` (text) without hours in any process that its offers need."""
    offers, columns = tables["offers"], ["supplier", "process"]
    needed = offers.loc[offers["hours_per_unit"].gt(0) | offers["setup_hours"].gt(0), columns].drop_duplicates()
    known = pd.concat([tables["capacity"][columns], tables["upgrades"][columns].dropna()]).drop_duplicates()
    asked = pairs[["cooperative", "member"]].merge(needed, left_on="cooperative", right_on="supplier")
    able = asked.merge(known, left_on=["member", "process"], right_on=columns)
    asked = asked[["cooperative", "member"]].drop_duplicates()
    keys = ["cooperative", "member"]
    idle = asked[~pd.MultiIndex.from_frame(asked[keys]).isin(pd.MultiIndex.from_frame(able[keys]))]
    return idle.groupby("cooperative", as_index=False).agg(members=("member", joined))
