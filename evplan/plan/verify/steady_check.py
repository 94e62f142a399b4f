"""The independent check of steady work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.plan.verify.choice import Choice, Evidence, choose
from evplan.plan.verify.limit import joined, slack
from evplan.plan.verify.total import sums
from evplan.quantities import NEGLIGIBLE_UNITS
from evplan.scenario.rule import Rule, Steady
from evplan.scenario.selector import selected


def check_steady(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return periods with too little of the average of who gets work, and processes with too many hours in use."""
    assert isinstance(rule, Steady)
    choice = choose(evidence, rule)
    tables = []
    if rule.minimum_share_of_average is not None:
        tables.append(_uneven(evidence, choice, rule, rule.minimum_share_of_average))
    if rule.maximum_share_of_capacity is not None:
        tables.append(_too_full(evidence, choice, rule.maximum_share_of_capacity))
    return joined(tables)


def _uneven(evidence: Evidence, choice: Choice, rule: Steady, share: float) -> pd.DataFrame:
    """Hold good units of every selected period against ``share`` of their mean over the selected periods."""
    periods = evidence.case.periods
    chosen = periods.loc[selected(periods, "period", rule.periods), ["period"]]
    keys = [*choice.each, "period"]
    whole = sums(choice.got, choice.each, "units").rename(columns={"units": "whole"})
    found = sums(choice.got, keys, "units").rename(columns={"units": "found"})
    rows = whole.merge(chosen, how="cross").merge(found, on=keys, how="left").fillna({"found": 0.0})
    rows["expected"] = share * rows["whole"] / len(chosen)
    missing = rows["expected"] - rows["found"]
    rows = rows.assign(side="below", violation=missing, measure="units", unit="units")
    return rows[missing > slack("units", rows["expected"], 0.0)]


def _too_full(evidence: Evidence, choice: Choice, part: float) -> pd.DataFrame:
    """Hold hours used for the selected parts, set-up included, against ``part`` of the supplier's hours."""
    case = evidence.case
    paid = choice.got.groupby(["offer", "period"], as_index=False)["units_paid"].sum()
    paid = paid[paid["units_paid"] > NEGLIGIBLE_UNITS]
    terms = case.offers[["supplier", "process", "hours_per_unit", "setup_hours"]]
    paid = paid.join(terms, on="offer").dropna(subset="process")
    paid = paid.assign(found=paid["setup_hours"] + paid["hours_per_unit"] * paid["units_paid"])
    keys = ["supplier", "process", "period"]
    used = sums(paid, keys, "found").merge(evidence.hours, on=keys, how="left")
    used = used[used["found"] > 0.0].fillna({"hours": 0.0})
    used = used.assign(expected=part * used["hours"])
    size = np.maximum(used["found"], used["hours"])
    over = used["found"] - used["expected"]
    used = used.assign(side="above", violation=over, measure="hours", unit="hours")
    return used[over > slack("hours", size, 0.0)]
