"""Limits on sums: which groups are outside them, by how much; shared by the checks of several kinds of rule."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evplan.plan.verify.choice import Choice
from evplan.plan.verify.total import money_slack, sums
from evplan.quantities import PERCENTAGE_POINTS, Floats, quantity_slack

SHARE_UNIT = "percentage points"
COLUMNS = {
    "value": "value_used",
    "units": "units",
    "hours": "hours",
    "labour_hours": "labour_hours",
    "spend": "value_idr",
}
"""Column of the awards that holds a measure; all but ``spend`` leave surplus out."""

_UNITS = {"value": "rupiah", "units": "units", "hours": "hours", "labour_hours": "labour hours", "spend": "rupiah"}
MONEY = ("value", "spend", "investment")


def limits(choice: Choice, measure: str, least: float | None, most: float | None) -> pd.DataFrame:
    """Check absolute limits: a minimum where something is needed, a maximum wherever something is bought."""
    found = sums(choice.got, choice.each, COLUMNS[measure]).rename(columns={COLUMNS[measure]: "found"})
    tables = []
    if least is not None:
        groups = matched(choice.asked, found, choice.each)
        tables.append(broken(groups, "below", least, least - groups["found"] > slack(measure, groups["found"], least)))
    if most is not None:
        tables.append(broken(found, "above", most, found["found"] - most > slack(measure, found["found"], most)))
    return joined(tables).assign(measure=measure, unit=_UNITS[measure])


def share_limits(choice: Choice, measure: str, least: float | None, most: float | None) -> pd.DataFrame:
    """Check shares: ``got - limit * all`` against zero, in the measure's own unit, wherever anything is bought."""
    column, keys = COLUMNS[measure], choice.demand_keys
    whole = sums(choice.all_got, keys, column).rename(columns={column: "whole"})
    whole = choice.crossed(whole[whole["whole"] > 0.0])
    amount = sums(choice.got, choice.each, column).rename(columns={column: "amount"})
    groups = matched(whole, amount, choice.each, "amount")
    groups = groups.assign(found=groups["amount"] / groups["whole"])
    room = slack(measure, groups["whole"], 0.0)
    tables = []
    if least is not None:
        tables.append(broken(groups, "below", least, least * groups["whole"] - groups["amount"] > room))
    if most is not None:
        tables.append(broken(groups, "above", most, groups["amount"] - most * groups["whole"] > room))
    table = joined(tables)
    points = table["violation"] * PERCENTAGE_POINTS
    return table.assign(violation=points, measure=f"share of {measure}", unit=SHARE_UNIT)


def slack(measure: str, found: pd.Series, limit: float) -> Floats:
    """Return by how much a figure of this size, held against a limit, may be off."""
    size = found.abs().clip(lower=abs(limit)).to_numpy(dtype="float64")
    return money_slack(size) if measure in MONEY else quantity_slack(size)


def matched(groups: pd.DataFrame, table: pd.DataFrame, keys: list[str], column: str = "found") -> pd.DataFrame:
    """Return the groups with their figure, zero where there is none."""
    if not keys:
        return groups.assign(**{column: float(table[column].iloc[0])})
    return groups.merge(table, on=keys, how="left").fillna({column: 0.0})


def broken(groups: pd.DataFrame, side: str, limit: float, where: pd.Series) -> pd.DataFrame:
    """Return the groups that break a limit, with side, limit and violation."""
    rows = groups[where]
    violation = limit - rows["found"] if side == "below" else rows["found"] - limit
    return rows.assign(side=side, expected=limit, violation=violation)


def joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return all broken limits in one table."""
    filled = [table for table in tables if len(table)]
    blank = pd.DataFrame(columns=["side", "found", "expected", "violation", "unit", "measure"])
    return pd.concat(filled, ignore_index=True) if filled else blank.astype({"violation": "float64"})
