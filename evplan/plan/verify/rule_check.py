"""The independent check of each kind of rule; `RULE_CHECKS` is the third leaf of the registry of rules.

A check returns a row per broken limit: the keys of ``each`` (or vehicle and year), ``side`` (below | above | unknown),
``measure`` (what is limited), ``found``, ``expected``, ``violation`` and its ``unit``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from evplan.law import year_day
from evplan.plan.record import PLAN_COLUMNS
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import looked_up
from evplan.plan.verify.choice import Evidence, choose
from evplan.plan.verify.distance_check import check_distance
from evplan.plan.verify.fair_share_check import check_fair_share
from evplan.plan.verify.limit import SHARE_UNIT, broken, joined, limits, matched, share_limits
from evplan.plan.verify.money_check import check_budget
from evplan.plan.verify.score import legal_minimum, rule_covers
from evplan.plan.verify.steady_check import check_steady
from evplan.plan.verify.total import above, sums
from evplan.quantities import NEGLIGIBLE_UNITS, PERCENTAGE_POINTS
from evplan.scenario.rule import Award, Fix, Jobs, LocalContent, Rule, SourceCount

Check = Callable[[Evidence, Rule], pd.DataFrame]

_PLACE = ("supplier", "process", "part", "vehicle", "region", "year", "period")


def check_rules(evidence: Evidence) -> tuple[list[Breach], pd.DataFrame]:
    """Return the broken mandatory rules, and the penalties of the soft ones as in `PlanTables`.

    A soft rule has one row per unit: the sum of its violations, and that sum at ``penalty_idr`` each.
    """
    breaches, penalties = [], []
    for rule in evidence.case.scenario.rule:
        kind = str(getattr(rule, "kind", ""))
        found = RULE_CHECKS[kind](evidence, rule).assign(rule=rule.id)
        lawless = found["side"] == "unknown"
        hard = found[lawless] if rule.is_soft else found
        for side, rows in hard.groupby("side", sort=False):
            place = [key for key in _PLACE if key in rows and rows[key].notna().all()]
            breaches.append(Breach(f"verify-{kind.replace('_', '-')}-{side}", rows, ("rule", *place)))
        if rule.penalty_idr is not None:
            soft = sums(found[~lawless], ["unit"], "violation")
            penalties.append(soft.assign(rule=rule.id, idr=soft["violation"] * rule.penalty_idr))
    columns = PLAN_COLUMNS["penalties"]
    table = pd.concat(penalties, ignore_index=True) if penalties else pd.DataFrame(columns=list(columns))
    return breaches, table[list(columns)].astype(columns)


def check_local_content(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return vehicles and years whose score is below the minimum, exactly; without a score or a minimum: unknown.

    ``best`` is the highest score of the methods in force. A vehicle that is not built in a year is left out.
    """
    assert isinstance(rule, LocalContent)
    case, scores = evidence.case, evidence.scores
    records = []
    for (vehicle, year), rows in scores.groupby(["vehicle", "year"]):
        if not rule_covers(case, rule, vehicle, year):
            continue
        known = rows[rows["in_force"] if rule.method == "best" else rows["method"] == rule.method]
        found = known["score"].max() if len(known) else math.nan
        least = legal_minimum(case.law, year_day(int(year))) if isinstance(rule.minimum, str) else rule.minimum
        if math.isnan(found) or math.isnan(least):
            records.append((vehicle, year, "unknown", found, least))
        elif found < least:
            records.append((vehicle, year, "below", found, least))
    table = pd.DataFrame(records, columns=["vehicle", "year", "side", "found", "expected"])
    points = (table["expected"] - table["found"]).astype("float64") * PERCENTAGE_POINTS
    return table.assign(measure=rule.method, violation=points, unit=SHARE_UNIT)


def check_award(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return groups whose award is outside the limits, absolute or as a share of all that those parts get."""
    assert isinstance(rule, Award)
    choice = choose(evidence, rule)
    absolute = limits(choice, rule.measure, rule.minimum, rule.maximum)
    share = share_limits(choice, rule.measure, rule.minimum_share, rule.maximum_share)
    return joined([absolute, share])


def check_fix(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return groups whose award in good units, or its share of all units of those parts, is not as fixed."""
    assert isinstance(rule, Fix)
    choice = choose(evidence, rule)
    if rule.units is not None:
        return limits(choice, "units", rule.units.low, rule.units.high)
    assert rule.share is not None, "held by the schema"
    return share_limits(choice, "units", rule.share.low, rule.share.high)


def check_source_count(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return groups with too few or too many suppliers.

    For a minimum a supplier counts from one good unit on, for a maximum with any; ``new_only`` counts candidates.
    """
    assert isinstance(rule, SourceCount)
    choice = choose(evidence, rule)
    got, keys = choice.got, choice.each
    if rule.new_only:
        got = got[looked_up(got["supplier"], evidence.case.suppliers["status"]) == "candidate"]
    by = list(dict.fromkeys([*keys, "supplier"]))
    work = got.assign(any=got["units"] + got["surplus"]).groupby(by, as_index=False)[["units", "any"]].sum()
    tables = []
    if rule.minimum is not None:
        groups = matched(choice.asked, _count(work[~above(1.0 - work["units"], 0.0)], keys), keys)
        tables.append(broken(groups, "below", float(rule.minimum), groups["found"] < rule.minimum))
    if rule.maximum is not None:
        groups = _count(work[work["any"] > NEGLIGIBLE_UNITS], keys)
        tables.append(broken(groups, "above", float(rule.maximum), groups["found"] > rule.maximum))
    return joined(tables).assign(measure="suppliers", unit="suppliers")


def check_jobs(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return groups whose labour hours, surplus left out, are outside the limits."""
    assert isinstance(rule, Jobs)
    return limits(choose(evidence, rule), "labour_hours", rule.minimum, rule.maximum)


RULE_CHECKS: dict[str, Check] = {
    "local_content": check_local_content,
    "award": check_award,
    "source_count": check_source_count,
    "fix": check_fix,
    "steady": check_steady,
    "fair_share": check_fair_share,
    "budget": check_budget,
    "jobs": check_jobs,
    "change": check_distance,
}


def _count(work: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    if not keys:
        return pd.DataFrame({"found": [float(work["supplier"].nunique())]})
    counted = work.assign(found=work["supplier"])
    return counted.groupby(keys, as_index=False)["found"].nunique().astype({"found": "float64"})
