"""Is a plan feasible, lawful and rightly costed? Answered from the raw rows, sharing nothing with the optimiser.

Nothing here may import the model, the solvers, PuLP or the rooms that prepare inputs for them: a test holds it. What
is shared is the text of the law, the reading of selectors and the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from evplan.errors import Finding
from evplan.law import Law
from evplan.plan.record import PLAN_COLUMNS, PlanTables, Solution
from evplan.plan.verify.balance import (
    check_parts,
    check_stock,
    check_surplus,
    check_vehicles,
    vehicle_balance,
    vehicles,
)
from evplan.plan.verify.breach import Breach, findings
from evplan.plan.verify.case import Case
from evplan.plan.verify.choice import AWARD_COLUMNS, Evidence
from evplan.plan.verify.claim import check_claim
from evplan.plan.verify.explosion import requirement
from evplan.plan.verify.investment import check_credit, check_investments, invested
from evplan.plan.verify.money import costs, priced, rebates
from evplan.plan.verify.rows import Rows, read_rows
from evplan.plan.verify.rule_check import RULE_CHECKS, check_rules
from evplan.plan.verify.score import labour_hours, scores, shares
from evplan.plan.verify.supply import check_orders, check_use
from evplan.plan.verify.upgrade import check_upgrades
from evplan.plan.verify.working import capacity_use, check_hours, check_members, members, offer_hours
from evplan.scenario.document import Scenario
from evplan.schema import Tables

__all__ = ["RULE_CHECKS", "recompute", "verify"]


@dataclass(frozen=True)
class _Books:
    """The plan worked out again: its rows, what they need and build, what follows, and what is wrong on the way."""

    rows: Rows
    needed: pd.DataFrame
    balance: pd.DataFrame
    once: pd.DataFrame
    tables: PlanTables
    breaches: list[Breach]


def verify(
    tables: Tables,
    scenario: Scenario,
    law: Law,
    solution: Solution,
    claimed: PlanTables | None = None,
    references: Mapping[str, pd.DataFrame] | None = None,
) -> list[Finding]:
    """Return everything that is wrong with a plan; nothing means that it is feasible, lawful and rightly costed.

    ``tables`` are the raw conformed tables with the scenario's changes made; ``claimed`` is what the plan says of its
    own money, scores, shares and hours; ``references`` are the awards of the runs that the scenario names. Physical
    quantities may be off by `evplan.quantities.quantity_slack`, money by `close_money`, a score against its minimum by
    nothing. At most 200 findings of a code are listed, the rest counted.
    """
    books = _work_out(Case(tables, scenario, law, references or {}), solution)
    rows = books.rows
    breaches = [
        *books.breaches,
        *check_vehicles(rows.case, books.balance),
        *check_parts(rows, books.needed),
        *check_stock(rows),
        *check_surplus(rows),
        *check_use(rows),
        *check_orders(rows),
        *check_members(rows),
        *check_hours(books.tables.capacity_use),
        *check_upgrades(rows.upgrades),
        *check_investments(rows, books.once),
        *check_credit(books.once),
    ]
    if claimed is not None:
        breaches += check_claim(books.tables, claimed)
    return findings(breaches)


def recompute(
    tables: Tables,
    scenario: Scenario,
    law: Law,
    solution: Solution,
    references: Mapping[str, pd.DataFrame] | None = None,
) -> PlanTables:
    """Return the money, scores, shares, hours and penalties of a plan, from the raw rows.

    ``scores`` has the vehicles and years with something built, ``capacity_use`` what uses hours. A row of the plan
    that cannot be read (an unknown key, no number) is left out: `verify` says which.
    """
    return _work_out(Case(tables, scenario, law, references or {}), solution).tables


def _work_out(case: Case, solution: Solution) -> _Books:
    rows, malformed = read_rows(case, solution)
    needed, unexploded = requirement(rows)
    awards, unpriced = priced(rows)
    balance, once = vehicle_balance(rows), invested(rows)
    score_table, unclear = scores(rows, awards)
    plan = {
        "awards": awards,
        "costs": costs(rows, awards, balance, once),
        "vehicles": vehicles(balance),
        "scores": score_table,
        "shares": shares(case, awards),
        "capacity_use": case.with_period(capacity_use(rows)),
        "members": members(rows, awards),
        "investments": once,
        "rebates": rebates(case, awards),
    }
    counted = awards.assign(hours=awards["hours_per_unit"] * awards["units_used"], labour_hours=labour_hours(awards))
    evidence = Evidence(
        case,
        counted[list(AWARD_COLUMNS)],
        rows.described(needed),
        score_table,
        case.with_period(offer_hours(rows)),
        plan["members"],
        once,
    )
    broken, plan["penalties"] = check_rules(evidence)
    typed = {name: frame[list(PLAN_COLUMNS[name])].astype(PLAN_COLUMNS[name]) for name, frame in plan.items()}
    tables = PlanTables(**{name: frame.reset_index(drop=True) for name, frame in typed.items()})
    return _Books(rows, needed, balance, once, tables, [*malformed, *unexploded, *unpriced, *unclear, *broken])
