"""The independent check of fair shares among the members of a cooperative."""

from __future__ import annotations

import pandas as pd

from evplan.plan.verify import span
from evplan.plan.verify.case import Case
from evplan.plan.verify.choice import Evidence
from evplan.plan.verify.limit import SHARE_UNIT, joined, slack
from evplan.quantities import PERCENTAGE_POINTS
from evplan.scenario.rule import FairShare, Rule
from evplan.scenario.selector import selected


def check_fair_share(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return members that work too much or too little of what all members work for their cooperative.

    ``hours - (part +- tolerance) * hours of all members``, held against zero in hours, over the rule's periods; part is
    the member's of all members' hours in the processes of the cooperative's offers, as the table of capacity has them.
    """
    assert isinstance(rule, FairShare)
    case = evidence.case
    periods = case.periods.loc[selected(case.periods, "period", rule.periods), "period"]
    memberships = case.tables["memberships"]
    members = memberships.loc[memberships["cooperative"] == rule.cooperative, "member"].drop_duplicates()
    members = members[members != rule.cooperative]
    work = evidence.work[(evidence.work["cooperative"] == rule.cooperative) & evidence.work["period"].isin(periods)]
    hours = work.groupby("member")["hours"].sum().reindex(members).fillna(0.0)
    there = _hours(case, rule.cooperative, periods).reindex(members).fillna(0.0)
    table = pd.DataFrame({"supplier": members.array, "hours": hours.array, "fair": there.array})
    whole, capacity = table["hours"].sum(), table["fair"].sum()
    if not whole > 0.0:
        return joined([])
    table["fair"] = table["fair"] / capacity if capacity > 0.0 else 0.0
    room = slack("hours", pd.Series(whole, index=table.index), 0.0)
    tables = []
    for side, limit, sign in (
        ("below", (table["fair"] - rule.tolerance_share).clip(lower=0.0), 1.0),
        ("above", table["fair"] + rule.tolerance_share, -1.0),
    ):
        rows = table.assign(side=side, found=table["hours"] / whole, expected=limit)
        rows["violation"] = sign * (limit - rows["found"]) * PERCENTAGE_POINTS
        tables.append(rows[sign * (limit * whole - table["hours"]) > room])
    return joined(tables).assign(measure="share of members' hours", unit=SHARE_UNIT)


def _hours(case: Case, cooperative: str, periods: pd.Series) -> pd.Series:
    """Return the hours by supplier in the processes that the cooperative's offers use, over the periods."""
    offers = case.offers[case.offers["supplier"] == cooperative]
    needing = offers[(offers["hours_per_unit"] > 0.0) | (offers["setup_hours"] > 0.0)]
    hours = case.with_period(span.hours(case))
    hours = hours[hours["process"].isin(needing["process"].dropna()) & hours["period"].isin(periods)]
    return hours.groupby("supplier")["hours"].sum()
