"""The independent check of each kind of rule; `RULE_CHECKS` is the third leaf of the registry of rules.

A check returns a row per broken limit: the keys of ``each`` (or vehicle and year), ``side`` (below | above | unknown),
``measure`` (what is limited), ``found``, ``expected``, ``violation`` and its ``unit``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from evplan.law import year_day
from evplan.plan.record import PLAN_COLUMNS
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import looked_up
from evplan.plan.verify.choice import Choice, Evidence, choose
from evplan.plan.verify.score import legal_minimum, rule_covers
from evplan.plan.verify.total import above, money_slack, sums
from evplan.quantities import NEGLIGIBLE_UNITS, PERCENTAGE_POINTS, Floats, quantity_slack
from evplan.scenario.rule import Award, Fix, LocalContent, Rule, SourceCount

Check = Callable[[Evidence, Rule], pd.DataFrame]

SHARE_UNIT = "percentage points"
_COLUMNS = {"value": "value_used", "units": "units", "hours": "hours", "labour_hours": "labour_hours"}
_UNITS = {"value": "rupiah", "units": "units", "hours": "hours", "labour_hours": "labour hours"}


def check_rules(evidence: Evidence) -> tuple[list[Breach], pd.DataFrame]:
    """Return the broken mandatory rules, and the penalties of the soft ones as in `PlanTables`.

    A soft rule has one row per unit: the sum of its violations, and that sum at ``penalty_idr`` each.
    """
    breaches, penalties = [], []
    for rule in evidence.case.scenario.rule:
        kind = str(getattr(rule, "kind", ""))
        broken = RULE_CHECKS[kind](evidence, rule).assign(rule=rule.id)
        lawless = broken["side"] == "unknown"
        hard = broken[lawless] if rule.is_soft else broken
        place = tuple(key for key in ("supplier", "part", "vehicle", "region", "year", "period") if key in hard)
        for side, rows in hard.groupby("side", sort=False):
            breaches.append(Breach(f"verify-{kind.replace('_', '-')}-{side}", rows, ("rule", *place)))
        if rule.penalty_idr is not None:
            soft = sums(broken[~lawless], ["unit"], "violation")
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
    absolute = _limits(choice, rule.measure, rule.minimum, rule.maximum)
    share = _share_limits(choice, rule.measure, rule.minimum_share, rule.maximum_share)
    return _joined([absolute, share])


def check_fix(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return groups whose award in good units, or its share of all units of those parts, is not as fixed."""
    assert isinstance(rule, Fix)
    choice = choose(evidence, rule)
    if rule.units is not None:
        return _limits(choice, "units", rule.units.low, rule.units.high)
    assert rule.share is not None, "held by the schema"
    return _share_limits(choice, "units", rule.share.low, rule.share.high)


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
    broken = []
    if rule.minimum is not None:
        groups = _matched(choice.asked, _count(work[~above(1.0 - work["units"], 0.0)], keys), keys)
        broken.append(_broken(groups, "below", float(rule.minimum), groups["found"] < rule.minimum))
    if rule.maximum is not None:
        groups = _count(work[work["any"] > NEGLIGIBLE_UNITS], keys)
        broken.append(_broken(groups, "above", float(rule.maximum), groups["found"] > rule.maximum))
    return _joined(broken).assign(measure="suppliers", unit="suppliers")


RULE_CHECKS: dict[str, Check] = {
    "local_content": check_local_content,
    "award": check_award,
    "source_count": check_source_count,
    "fix": check_fix,
}


def _limits(choice: Choice, measure: str, least: float | None, most: float | None) -> pd.DataFrame:
    """Check absolute limits: a minimum where something is needed, a maximum wherever something is bought."""
    found = sums(choice.got, choice.each, _COLUMNS[measure]).rename(columns={_COLUMNS[measure]: "found"})
    broken = []
    if least is not None:
        groups = _matched(choice.asked, found, choice.each)
        broken.append(
            _broken(groups, "below", least, least - groups["found"] > _slack(measure, groups["found"], least))
        )
    if most is not None:
        broken.append(_broken(found, "above", most, found["found"] - most > _slack(measure, found["found"], most)))
    return _joined(broken).assign(measure=measure, unit=_UNITS[measure])


def _share_limits(choice: Choice, measure: str, least: float | None, most: float | None) -> pd.DataFrame:
    """Check shares: ``got - limit * all`` against zero, in the measure's own unit, wherever anything is bought."""
    column, keys = _COLUMNS[measure], choice.demand_keys
    whole = sums(choice.all_got, keys, column).rename(columns={column: "whole"})
    whole = choice.crossed(whole[whole["whole"] > 0.0])
    amount = sums(choice.got, choice.each, column).rename(columns={column: "amount"})
    groups = _matched(whole, amount, choice.each, "amount")
    groups = groups.assign(found=groups["amount"] / groups["whole"])
    slack = _slack(measure, groups["whole"], 0.0)
    broken = []
    if least is not None:
        broken.append(_broken(groups, "below", least, least * groups["whole"] - groups["amount"] > slack))
    if most is not None:
        broken.append(_broken(groups, "above", most, groups["amount"] - most * groups["whole"] > slack))
    table = _joined(broken)
    points = table["violation"] * PERCENTAGE_POINTS
    return table.assign(violation=points, measure=f"share of {measure}", unit=SHARE_UNIT)


def _slack(measure: str, found: pd.Series, limit: float) -> Floats:
    size = found.abs().clip(lower=abs(limit)).to_numpy(dtype="float64")
    return money_slack(size) if measure == "value" else quantity_slack(size)


def _matched(groups: pd.DataFrame, table: pd.DataFrame, keys: list[str], column: str = "found") -> pd.DataFrame:
    """Return the groups with their figure, zero where there is none."""
    if not keys:
        return groups.assign(**{column: float(table[column].iloc[0])})
    return groups.merge(table, on=keys, how="left").fillna({column: 0.0})


def _count(work: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    if not keys:
        return pd.DataFrame({"found": [float(work["supplier"].nunique())]})
    counted = work.assign(found=work["supplier"])
    return counted.groupby(keys, as_index=False)["found"].nunique().astype({"found": "float64"})


def _broken(groups: pd.DataFrame, side: str, limit: float, where: pd.Series) -> pd.DataFrame:
    rows = groups[where]
    violation = limit - rows["found"] if side == "below" else rows["found"] - limit
    return rows.assign(side=side, expected=limit, violation=violation)


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    blank = pd.DataFrame(columns=["side", "found", "expected", "violation", "unit", "measure"])
    return pd.concat(filled, ignore_index=True) if filled else blank.astype({"violation": "float64"})
