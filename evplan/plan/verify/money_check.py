"""The independent check of budgets."""

from __future__ import annotations

import pandas as pd

from evplan.plan.verify.case import looked_up
from evplan.plan.verify.choice import Choice, Evidence, choose
from evplan.plan.verify.limit import broken, limits, slack
from evplan.plan.verify.total import sums
from evplan.scenario.rule import Budget, Rule
from evplan.scenario.selector import selected


def check_budget(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return groups that cost more than they may: purchases ex works with surplus, investments, or loans."""
    assert isinstance(rule, Budget)
    choice = choose(evidence, rule)
    if rule.measure == "spend":
        return limits(choice, "spend", None, rule.maximum)
    money = _paid_once(evidence, choice, rule)
    found = sums(money, choice.each, "idr").rename(columns={"idr": "found"})
    over = found["found"] - rule.maximum > slack("investment", found["found"], rule.maximum)
    return broken(found, "above", rule.maximum, over).assign(measure=rule.measure, unit="rupiah")


def _paid_once(evidence: Evidence, choice: Choice, rule: Budget) -> pd.DataFrame:
    """Return ``supplier``, ``part``, ``region``, ``period``, ``idr`` of what the rule's suppliers invest or borrow.

    Investments are tooling, openings and upgrades less what loans carry of them, in the periods in which they are paid.
    Tooling belongs to the part of its offer; what belongs to no part is left out where the rule speaks of parts.
    """
    case, table = evidence.case, evidence.investments
    periods = case.periods.loc[selected(case.periods, "period", rule.periods), "period"]
    table = table[table["supplier"].isin(choice.suppliers["supplier"]) & table["period"].isin(periods)]
    money = table["credit_idr"] if rule.measure == "credit" else table["cost_idr"] - table["credit_idr"]
    part = looked_up(table["item"], case.offers["part"]).where(table["kind"] == "tooling")
    region = looked_up(table["supplier"], case.suppliers["region"])
    table = table[["supplier", "period"]].assign(part=part, region=region, idr=money)
    if rule.parts is not None:
        parts = case.tables["parts"]
        return table[table["part"].isin(parts.loc[selected(parts, "part", rule.parts), "part"])]
    return table[table["part"].notna()] if "part" in choice.each else table
