"""What is paid once: tooling, openings and upgrades in their periods, the loans behind them, and what they change."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.law import LoanTerms, loan_terms
from evplan.plan.inputs import PlanInputs
from evplan.plan.record import PLAN_COLUMNS, SOLUTION_COLUMNS
from evplan.quantities import Floats

TOOLING, OPENING, UPGRADE = "tooling", "opening", "upgrade"
"""Kinds of investment."""


def terms_by_period(inputs: PlanInputs) -> list[LoanTerms | None]:
    """Return the terms of credit of each period: those of its first day."""
    return [loan_terms(inputs.law, date.fromisoformat(day)) for day in inputs.periods["first_day"]]


def ceilings(inputs: PlanInputs) -> Floats:
    """Return, suppliers x periods, up to how many rupiah a supplier's loans may be: by its size class, 0 for none."""
    classes = inputs.suppliers["size_class"].where(inputs.suppliers["umkm"]).fillna("")
    columns = [
        np.zeros(len(classes)) if terms is None else classes.map(terms.ceiling_idr).fillna(0.0).to_numpy()
        for terms in terms_by_period(inputs)
    ]
    return np.column_stack(columns)


def loan_factors(inputs: PlanInputs) -> Floats:
    """Return, per period, what a rupiah of loan adds to the cost of the plan, beside the own money it saves.

    Formula
    -------
    factor[t] * (sum over k of payment[k] * (1 + d) ** -k  -  1)      payments of year k after the loan, discount d

    ``NaN`` where there are no terms.
    """
    discount = inputs.scenario.money.discount_share
    worth = [np.nan if terms is None else terms.present_value(discount) - 1.0 for terms in terms_by_period(inputs)]
    return np.asarray(inputs.factor * np.array(worth))


def _keys(inputs: PlanInputs) -> dict[str, pd.Series[str]]:
    """Return, per kind of investment, the keys whose rows are its codes."""
    return {
        TOOLING: inputs.offers["offer"],
        OPENING: inputs.suppliers["supplier"],
        UPGRADE: inputs.upgrades.table["upgrade"],
    }


def named_investments(inputs: PlanInputs, table: pd.DataFrame) -> pd.DataFrame:
    """Return the ``investments`` of a `Solution` from ``kind``, ``code``, ``period_code`` and ``credit_idr``."""
    item = np.full(len(table), "", dtype=object)
    for kind, names in _keys(inputs).items():
        mine = table["kind"].eq(kind).to_numpy()
        item[mine] = names.to_numpy(dtype=object)[table.loc[mine, "code"].to_numpy(dtype=np.intp)]
    period = inputs.periods["period"].to_numpy(dtype=object)[table["period_code"].to_numpy(dtype=np.intp)]
    kinds = SOLUTION_COLUMNS["investments"]
    named = table.assign(item=item, period=period)[list(kinds)].astype(kinds)
    return named.sort_values(["kind", "item"], ignore_index=True)


def coded(inputs: PlanInputs, investments: pd.DataFrame) -> pd.DataFrame:
    """Return investments with ``code`` (row of offers, suppliers or upgrades; -1: unknown) and ``period_code``."""
    code = np.full(len(investments), -1, dtype=np.intp)
    for kind, names in _keys(inputs).items():
        mine = investments["kind"].eq(kind).to_numpy()
        code[mine] = pd.Index(names).get_indexer(investments.loc[mine, "item"])
    period = pd.Index(inputs.periods["period"]).get_indexer(investments["period"])
    return investments.assign(code=code, period_code=period)


def upgrades_in_force(inputs: PlanInputs, investments: pd.DataFrame) -> pd.DataFrame:
    """Return the upgrades that a plan starts: ``upgrade`` (code), ``start`` and ``force`` (codes of periods).

    ``force`` is the first period in which it is in force; one behind the horizon where that comes too late.
    """
    table = coded(inputs, investments[investments["kind"].eq(UPGRADE)])
    table = table[table["code"].ge(0) & table["period_code"].ge(0)]
    code, start = table["code"].to_numpy(), table["period_code"].to_numpy()
    force = start + inputs.upgrades.table["lead"].to_numpy()[code]
    return pd.DataFrame({"upgrade": code, "start": start, "force": np.minimum(force, len(inputs.periods))})


def hours_with(inputs: PlanInputs, investments: pd.DataFrame) -> Floats:
    """Return, hours_code x periods, the hours that a plan has: those of the data and of the upgrades in force."""
    hours, table = inputs.hours.copy(), inputs.upgrades.table
    for upgrade, force in upgrades_in_force(inputs, investments)[["upgrade", "force"]].itertuples(index=False):
        code = table["hours_code"].iloc[upgrade]
        if code >= 0:
            hours[code, force:] += table["added_hours"].iloc[upgrade]
    return hours


def content_version(inputs: PlanInputs, investments: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Return, offers x periods, which upgrade of its content holds (its ``version``; 0: the data's own content).

    Of several in force it is the one that came into force last, of two in the same period the later in the table.
    """
    version = np.zeros((len(inputs.offers), len(inputs.periods)), dtype=np.intp)
    table = inputs.upgrades.table
    begun = upgrades_in_force(inputs, investments).sort_values(["force", "upgrade"], kind="stable")
    for upgrade, force in begun[["upgrade", "force"]].itertuples(index=False):
        offer = table["offer_code"].iloc[upgrade]
        if offer >= 0:
            version[offer, force:] = table["version"].iloc[upgrade]
    return version


def content_with(inputs: PlanInputs, investments: pd.DataFrame | None) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return, offers x periods, local content (share) and whether a certificate proves it, with upgrades in force."""
    share = np.repeat(inputs.offers["local_content_share"].to_numpy()[:, None], len(inputs.periods), axis=1)
    if investments is None or investments.empty:
        return share, inputs.certified
    version, certified = content_version(inputs, investments), inputs.certified.copy()
    table = inputs.upgrades.table[inputs.upgrades.table["version"].gt(0)]
    columns = ["offer_code", "version", "share", "certified"]
    for offer, number, new_share, proven in table[columns].itertuples(index=False):
        after = version[offer] == number
        share[offer, after], certified[offer, after] = new_share, proven
    return share, certified


def investments_table(inputs: PlanInputs, investments: pd.DataFrame) -> pd.DataFrame:
    """Return the investments of a solution with money; see `PlanTables.investments`."""
    table = coded(inputs, investments)
    costs = {
        TOOLING: (inputs.offers["tooling_cost_idr"], inputs.offers["supplier"]),
        OPENING: (inputs.suppliers["opening_cost_idr"].fillna(0.0), inputs.suppliers["supplier"]),
        UPGRADE: (inputs.upgrades.table["cost_idr"], inputs.upgrades.table["supplier"]),
    }
    cost, supplier = np.zeros(len(table)), np.full(len(table), "", dtype=object)
    for kind, (money, who) in costs.items():
        mine = (table["kind"].eq(kind) & table["code"].ge(0)).to_numpy()
        cost[mine] = money.to_numpy()[table.loc[mine, "code"]]
        supplier[mine] = who.to_numpy(dtype=object)[table.loc[mine, "code"]]
    terms = terms_by_period(inputs)
    rate = np.array([0.0 if one is None else one.interest_share for one in terms])[table["period_code"]]
    label = np.append(inputs.periods["period"].to_numpy(dtype=object), "")
    force = table["period_code"].to_numpy().copy()
    is_upgrade = (table["kind"].eq(UPGRADE) & table["code"].ge(0)).to_numpy()
    force[is_upgrade] += inputs.upgrades.table["lead"].to_numpy()[table.loc[is_upgrade, "code"]]
    full = table.assign(
        supplier=supplier,
        cost_idr=cost,
        in_force=label[np.minimum(force, len(inputs.periods))],
        interest_idr=rate * table["credit_idr"].to_numpy(),
    )
    return full[list(PLAN_COLUMNS["investments"])].astype(PLAN_COLUMNS["investments"])


def investment_costs(inputs: PlanInputs, investments: pd.DataFrame) -> dict[str, float]:
    """Return what each kind of investment adds to the cost of the plan, in rupiah: discounted, with its loans."""
    table = investments_table(inputs, investments)
    period = pd.Index(inputs.periods["period"]).get_indexer(table["period"])
    loans = np.nan_to_num(loan_factors(inputs))[period] * table["credit_idr"]
    money = table["cost_idr"] * inputs.factor[period] + loans
    return {kind: math.fsum(money[table["kind"].eq(kind)]) for kind in (TOOLING, OPENING, UPGRADE)}


def first_paid(inputs: PlanInputs, awards: pd.DataFrame) -> pd.DataFrame:
    """Return what has to be paid once for these awards, at the latest in the period given.

    ``kind`` and ``code`` of offers with tooling and suppliers with an opening cost, ``period_code`` of their first
    units paid. ``awards`` has ``offer_code`` and ``period_code``, a row for every award with units paid.
    """
    first = awards.groupby("offer_code")["period_code"].min()
    offer = first.index.to_numpy(dtype=np.intp)
    tools = pd.DataFrame({"kind": TOOLING, "code": offer, "period_code": first.to_numpy()})
    tools = tools[inputs.offers["tooling_cost_idr"].to_numpy()[offer] > 0]
    supplier = inputs.offers["supplier_code"].to_numpy()[offer]
    opened = pd.Series(first.to_numpy()).groupby(supplier).min()
    code = opened.index.to_numpy(dtype=np.intp)
    openings = pd.DataFrame({"kind": OPENING, "code": code, "period_code": opened.to_numpy()})
    openings = openings[inputs.suppliers["opening_cost_idr"].fillna(0.0).to_numpy()[code] > 0]
    return pd.concat([tools, openings], ignore_index=True).astype({"kind": object, "code": int, "period_code": int})
