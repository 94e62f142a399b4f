"""Fair shares: a cooperative's work goes to its members by the hours that they have."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms
from evplan.model.column import Columns
from evplan.model.rule.limit import add_violation
from evplan.model.rule.scope import selected_periods
from evplan.plan.inputs import PlanInputs
from evplan.quantities import PERCENTAGE_POINTS, Floats
from evplan.scenario.rule import FairShare


def fair_share(inputs: PlanInputs, columns: Columns, rule: FairShare) -> list[Rows]:
    """Give every member of a cooperative its part of the work, give or take a tolerance.

    Formula
    -------
    work[m] - (part[m] + tolerance) * sum over n of work[n]  <=  violation[m]
    work[m] - (part[m] - tolerance) * sum over n of work[n]  >=  -violation[m]     where part[m] is above it
    for all members m, over the rule's periods; work[m] = sum over o, t of made_by[o,m,t]

    Symbols
    -------
    part[m]      the member's hours over all members' hours, in the processes that the cooperative's offers use; hours
                 as ``capacity`` has them, without upgrades
    made_by      hours of `evplan.model.family.cooperative.members_work`; the cooperative's own are no member's
    tolerance    ``tolerance_share``
    violation    percentage points, each 1/100 of the hours that the members could work for it
    """
    made = columns["made_by"]
    members, part = member_parts(inputs, rule)
    inside = np.zeros(len(inputs.periods), dtype=np.bool_)
    inside[selected_periods(inputs, rule)] = True
    offers = inputs.offers
    theirs = offers["supplier"].eq(rule.cooperative).to_numpy()[made.index["offer"]]
    worker = pd.Index(members).get_indexer(inputs.hours_of["supplier"].to_numpy()[made.index["hours_code"]])
    entry = np.flatnonzero(theirs & inside[made.index["period"]] & (worker >= 0))
    index = pd.DataFrame({"supplier": pd.Index(inputs.suppliers["supplier"]).get_indexer(members)})
    usual = min(float(made.upper[entry].sum()), float(_hours_of(inputs, rule, members, inside).sum()))
    sides = [("high", part + rule.tolerance_share, -1.0, -np.inf, 0.0)]
    sides.append(("low", np.maximum(part - rule.tolerance_share, 0.0), 1.0, 0.0, np.inf))
    rows = []
    for side, limit, sign, low, high in sides:
        terms = Terms().add(worker[entry], made.columns[entry], 1.0)
        for member in range(len(members)):
            terms.add(np.full(len(entry), member), made.columns[entry], -limit[member])
        if rule.is_soft:
            worth = usual / PERCENTAGE_POINTS if usual > 0 else 1.0
            terms.add(np.arange(len(members)), add_violation(columns, rule, index, side).columns, sign * worth)
        rows.append(terms.rows_of(f"rule:{rule.id}", index, lower=low, upper=high))
    return rows


def member_parts(inputs: PlanInputs, rule: FairShare) -> tuple[np.ndarray, Floats]:
    """Return the cooperative's members that can work for it, and the part of all their hours that each has."""
    makers = inputs.makers
    mine = makers["cooperative"].eq(rule.cooperative) & makers["supplier"].ne(rule.cooperative)
    members = makers.loc[mine, "supplier"].unique()
    inside = np.zeros(len(inputs.periods), dtype=np.bool_)
    inside[selected_periods(inputs, rule)] = True
    hours = _hours_of(inputs, rule, members, inside)
    return np.asarray(members, dtype=object), hours / (hours.sum() or 1.0)


def _hours_of(inputs: PlanInputs, rule: FairShare, members: np.ndarray, inside: np.ndarray) -> Floats:
    """Return the hours of each member in the processes that the cooperative's offers use, over the rule's periods."""
    makers = inputs.makers[inputs.makers["cooperative"].eq(rule.cooperative)]
    hours = inputs.hours[makers["hours_code"]][:, inside].sum(axis=1)
    whose = pd.Index(members).get_indexer(makers["supplier"])
    return np.bincount(whose[whose >= 0], weights=hours[whose >= 0], minlength=len(members)).astype(np.float64)
