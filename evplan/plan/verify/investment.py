"""What is paid once: tooling, openings and upgrades in their periods, and the loans that carry a part of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from evplan.law import LoanTerms, loan_terms
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import Case, looked_up
from evplan.plan.verify.rows import Rows
from evplan.plan.verify.total import money_slack
from evplan.quantities import NEGLIGIBLE_UNITS

_PLACE = ("kind", "item", "period")


def invested(rows: Rows) -> pd.DataFrame:
    """Return the plan's investments with what they cost and who they are for.

    Columns of `PlanTables.investments` and ``position``; ``limit`` (credit that the data allow: of an upgrade, at most
    its cost), ``ceiling`` (of the supplier's loans, by the law of the period's first day; 0 without one) and
    ``counts`` (its part of the plan's cost: own money and the payments of the loan, discounted).
    """
    case, table = rows.case, rows.investments
    terms = _terms(case)
    steps = rows.upgrades.drop_duplicates("upgrade").set_index("upgrade")
    tools, openings = case.offers["tooling_cost_idr"], case.suppliers["opening_cost_idr"]
    upgrade, tooling = table["kind"] == "upgrade", table["kind"] == "tooling"
    item = table["item"]
    cost = looked_up(item, tools).where(tooling, looked_up(item, openings)).astype("float64")
    cost = looked_up(item, steps["cost_idr"]).where(upgrade, cost)
    supplier = looked_up(item, case.offers["supplier"]).where(tooling, item)
    supplier = looked_up(item, steps["supplier"]).where(upgrade, supplier)
    start = table[["kind", "item", "position"]].merge(
        rows.upgrades.assign(kind="upgrade")[["kind", "upgrade", "position", "in_force"]],
        left_on=["kind", "item", "position"],
        right_on=["kind", "upgrade", "position"],
        how="left",
    )["in_force"]
    force = start.fillna(table["position"]).astype("int64").clip(upper=case.count)
    limit = looked_up(item, steps["credit_idr"]).clip(upper=cost).where(upgrade, 0.0)
    table = table.assign(supplier=supplier, cost_idr=cost, limit=limit, ceiling=_ceilings(case, supplier, table, terms))
    table["in_force"] = np.append(case.periods["period"].to_numpy(dtype=object), "")[force]
    table["counts"] = cost * looked_up(table["position"], case.discount(case.later))
    table["interest_idr"] = 0.0
    for position, known in terms.items():
        here = (table["position"] == position) & (table["credit_idr"] > 0.0)
        if known is not None and here.any():
            instalments, worth = _loan(case, known, float(case.later.iloc[position]))
            table.loc[here, "interest_idr"] = table["credit_idr"] * (instalments - 1.0)
            table.loc[here, "counts"] += table["credit_idr"] * worth
    return table


def _terms(case: Case) -> dict[int, LoanTerms | None]:
    """Return the terms of credit on the first day of each period, by position."""
    return {place: loan_terms(case.law, date.fromisoformat(day)) for place, day in case.periods["first_day"].items()}


def _loan(case: Case, terms: LoanTerms, later: float) -> tuple[float, float]:
    """Return, per rupiah lent ``later`` years after the horizon's first day, all payments and what the loan adds.

    A year after the loan and every year from then on an equal part of it is paid back, with a year's interest on what
    was owed until then. It adds these payments and saves the own money, both discounted.
    """
    count = terms.term_years
    years = pd.Series(range(1, count + 1), dtype="float64")
    owed = 1.0 - (years - 1.0) / count
    paid = 1.0 / count + terms.yearly_interest_share * owed
    worth = (paid * case.discount(years + later)).sum() - case.discount(pd.Series([later])).sum()
    return float(paid.sum()), float(worth)


def _ceilings(
    case: Case, supplier: pd.Series, table: pd.DataFrame, terms: dict[int, LoanTerms | None]
) -> pd.Series[float]:
    """Return up to how much all loans of a supplier may be: by its size class, 0 for who is no domestic UMKM."""
    size = looked_up(supplier, case.suppliers["size_class"].where(case.suppliers["umkm"]))
    ceilings = [
        0.0 if known is None else known.ceiling_idr.get(name, 0.0)
        for name, known in zip(size, (terms[place] for place in table["position"]), strict=True)
    ]
    return pd.Series(ceilings, index=table.index, dtype="float64")


def check_investments(rows: Rows, table: pd.DataFrame) -> list[Breach]:
    """Return what is paid twice, too late, for nothing or not at all; ``table`` is `invested`.

    Tooling of an offer and opening of a supplier are paid no later than their first units; upgrades start once.
    """
    case = rows.case
    keys = ["kind", "item"]
    paid = rows.awards[rows.awards["units_paid"] > NEGLIGIBLE_UNITS]
    tools = paid.groupby("offer")["position"].min().rename_axis("item").reset_index()
    tools = tools.assign(kind="tooling", cost=looked_up(tools["item"], case.offers["tooling_cost_idr"]))
    openings = paid.groupby("supplier")["position"].min().rename_axis("item").reset_index()
    openings = openings.assign(kind="opening", cost=looked_up(openings["item"], case.suppliers["opening_cost_idr"]))
    due = pd.concat([tools[tools["cost"] > 0.0], openings[openings["cost"] > 0.0]], ignore_index=True)
    due = case.with_period(due).rename(columns={"position": "first", "period": "expected"})
    there = table.drop_duplicates(keys)[[*keys, "position", "period"]].rename(columns={"period": "found"})
    both = due.merge(there, on=keys, how="left")
    missing, late = both["position"].isna(), both["position"] > both["first"]
    steps = ["tooling", "opening"]
    once = table[table["kind"].isin(steps) & (table["cost_idr"] > 0.0)].merge(
        due[[*keys, "first"]], on=keys, how="left"
    )
    return [
        Breach("verify-investment-twice", table[table.duplicated(keys)], _PLACE),
        Breach("verify-investment-missing", both[missing], ("kind", "item")),
        Breach("verify-investment-late", both[late], ("kind", "item")),
        Breach("verify-investment-for-nothing", once[once["first"].isna()], _PLACE),
    ]


def check_credit(table: pd.DataFrame) -> list[Breach]:
    """Return loans above what the upgrade allows, and suppliers with more of them than the law gives a firm.

    ``table`` is `invested`. All loans of a supplier count together; where the ceiling rises, those that were taken
    under the lower one count under the higher too.
    """
    over = table["credit_idr"] - table["limit"] > money_slack(table["limit"].to_numpy())
    large = table[over].assign(found=table["credit_idr"][over], expected=table["limit"][over])
    lent = table[table["credit_idr"] > 0.0].groupby(["supplier", "ceiling"], as_index=False)["credit_idr"].sum()
    lent = lent.sort_values(["supplier", "ceiling"])
    lent["found"] = lent.groupby("supplier")["credit_idr"].cumsum()
    lent["expected"] = lent["ceiling"]
    beyond = lent[lent["found"] - lent["expected"] > money_slack(lent["expected"].to_numpy())]
    return [
        Breach("verify-credit", large, _PLACE),
        Breach("verify-credit-ceiling", beyond, ("supplier",)),
    ]
