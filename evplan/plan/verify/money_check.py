"""The independent check of budgets."""

from __future__ import annotations

import pandas as pd

from evplan.plan.verify.case import looked_up
from evplan.plan.verify.choice import Choice, Evidence, choose
from evplan.plan.verify.limit import broken, limits, slack
from evplan.plan.verify.total import sums
from evplan.quantities import NEGLIGIBLE_UNITS
from evplan.scenario.rule import Budget, Rule


def check_budget(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return groups that cost more than they may: purchases ex works with surplus, or tooling and opening."""
    assert isinstance(rule, Budget)
    choice = choose(evidence, rule)
    if rule.measure == "spend":
        return limits(choice, "spend", None, rule.maximum)
    money = _investments(evidence, choice, rule)
    found = sums(money, choice.each, "idr").rename(columns={"idr": "found"})
    over = found["found"] - rule.maximum > slack("investment", found["found"], rule.maximum)
    return broken(found, "above", rule.maximum, over).assign(measure="investment", unit="rupiah")


def _investments(evidence: Evidence, choice: Choice, rule: Budget) -> pd.DataFrame:
    """Return ``supplier``, ``part``, ``region``, ``idr`` of tools that are paid for and businesses that are opened."""
    case = evidence.case
    paid = choice.got.groupby("offer")["units_paid"].sum()
    offers = case.offers.loc[paid.index[paid > NEGLIGIBLE_UNITS], ["supplier", "part", "tooling_cost_idr"]]
    tables = [offers.rename(columns={"tooling_cost_idr": "idr"})]
    if rule.parts is None and "part" not in rule.each_keys:
        opened = pd.DataFrame({"supplier": offers["supplier"].unique()})
        tables.append(opened.assign(idr=looked_up(opened["supplier"], case.suppliers["opening_cost_idr"])))
    money = pd.concat(tables, ignore_index=True)
    return money.assign(region=looked_up(money["supplier"], case.suppliers["region"]))
