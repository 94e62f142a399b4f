"""Upgrades: started at most once, in force after their lead time; what they open, and the loans behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Indices, Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.plan.inputs import PlanInputs
from evplan.plan.investment import UPGRADE, ceilings, coded, loan_factors
from evplan.plan.layer import component_of
from evplan.plan.record import Solution
from evplan.quantities import Floats, from_solver_money, to_solver_money
from evplan.scenario.rule import Budget

LEAST_LOAN_IDR = 1.0
"""A smaller loan is what rounding leaves, and none."""


def add_upgrade_columns(inputs: PlanInputs, columns: Columns) -> None:
    """Add ``upgrade`` (0/1, per upgrade and period in which it can start) and ``credit`` (million rupiah of loan).

    Credit has columns only where a loan makes the plan cheaper, or room in a budget for investments: elsewhere nobody
    would pay its interest.
    """
    table = inputs.upgrades.table
    first, count = table["first"].to_numpy(), (table["last"] - table["first"] + 1).to_numpy(dtype=np.intp)
    upgrade = np.repeat(np.arange(len(table)), count)
    period = first[upgrade] + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    index = pd.DataFrame({"upgrade": upgrade, "period": period}).astype(np.int64)
    cost = table["cost_idr"].to_numpy()[upgrade] * inputs.factor[index["period"]]
    columns.space.add("upgrade", index, upper=1.0, cost=to_solver_money(cost), integer=True)
    supplier = table["supplier_code"].to_numpy()[upgrade]
    ceiling = ceilings(inputs)[supplier, index["period"]]
    most = np.minimum(table["credit_idr"].to_numpy()[upgrade], ceiling)
    price = loan_factors(inputs)[index["period"]]
    wanted = (most > 0) & ((price < 0) | (has_investment_budget(inputs) & ~np.isnan(price)))
    loans = index[wanted].assign(supplier=supplier[wanted], ceiling=ceiling[wanted])
    columns.space.add("credit", loans, upper=to_solver_money(most[wanted]), cost=price[wanted])


def has_investment_budget(inputs: PlanInputs) -> bool:
    """Return whether a rule bounds what is invested."""
    return any(isinstance(rule, Budget) and rule.measure == "investment" for rule in inputs.scenario.rule)


def in_force(inputs: PlanInputs, columns: Columns, upgrade: Indices, period: Indices) -> tuple[Indices, Indices]:
    """Return pairs of place and column: for each wanted upgrade and period, the starts by which it is in force then."""
    group = columns["upgrade"]
    lead = inputs.upgrades.table["lead"].to_numpy()
    starts = group.index.assign(column=group.columns, force=group.index["period"] + lead[group.index["upgrade"]])
    wanted = pd.DataFrame({"place": np.arange(len(upgrade)), "upgrade": upgrade, "at": period})
    found = wanted.merge(starts, on="upgrade")
    found = found[found["force"].le(found["at"])]
    return found["place"].to_numpy(dtype=np.int64), found["column"].to_numpy(dtype=np.int64)


def upgrade_starts(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Start an upgrade at most once, and only when those that it needs are in force.

    Formula
    -------
    sum over t of upgrade[g,t]  <=  1
    upgrade[g,t]  <=  sum over s with s + lead[r] <= t of upgrade[r,s]     for all upgrades r that g needs, periods t

    Symbols
    -------
    upgrade[g,t]  0/1, upgrade g is started in period t
    lead[r]       ``upgrades.lead_time_periods`` in periods of the scenario, rounded up
    """
    group = columns["upgrade"]
    if not group.size:
        return []
    upgrade = group.index["upgrade"].to_numpy()
    first, row = numbered(upgrade)
    once = Terms().add(row, group.columns, 1.0)
    needs = group.index.assign(column=group.columns).merge(inputs.upgrades.requires, on="upgrade")
    place, column = in_force(inputs, columns, needs["required"].to_numpy(), needs["period"].to_numpy())
    after = Terms().add(np.arange(len(needs)), needs["column"].to_numpy(), 1.0).add(place, column, -1.0)
    return [
        once.rows_of("upgrade_once", pd.DataFrame({"upgrade": upgrade[first]}), upper=1.0),
        after.rows_of("upgrade_requires", needs[["upgrade", "required", "period"]], upper=0.0),
    ]


def certificate_gates(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Buy from who lacks a certificate only when an upgrade has brought it.

    Formula
    -------
    ordered[o,t]  <=  sum over g that bring c, s with s + lead[g] <= t of upgrade[g,s]               has ``ordered``
    paid[o,t]     <=  M[o,t] * sum over g that bring c, s with s + lead[g] <= t of upgrade[g,s]      elsewhere
    for all offers o, periods t, certificates c that its part needs and its supplier does not hold by itself

    Symbols
    -------
    M[o,t]   as in `evplan.model.family.order.order_quantity`
    """
    paid, ordered = columns.paid, columns["ordered"]
    gates = inputs.upgrades.gates
    if gates.empty:
        return []
    pairs = paid.pairs.reset_index(drop=True).rename_axis("pair").reset_index()
    rows = gates.rename_axis("gate").reset_index().merge(pairs, on=["offer", "period"])
    order_of = np.full(len(pairs), -1, dtype=np.int64)
    order_of[ordered.index["pair"].to_numpy()] = ordered.columns
    through = order_of[rows["pair"].to_numpy(dtype=np.int64)]
    terms = Terms().add(np.flatnonzero(through >= 0), through[through >= 0], 1.0)
    _add_paid(terms, columns, np.flatnonzero(through < 0), rows["pair"].to_numpy()[through < 0])
    most = np.where(through >= 0, 1.0, rows["most"].to_numpy(dtype=np.float64))
    opened = rows.rename_axis("row").reset_index()[["row", "gate", "period"]].merge(inputs.upgrades.openers, on="gate")
    place, column = in_force(inputs, columns, opened["upgrade"].to_numpy(), opened["period"].to_numpy())
    row = opened["row"].to_numpy(dtype=np.int64)[place]
    terms.add(row, column, -most[row])
    return [terms.rows_of("certificate", rows[["offer", "period", "certificate"]], upper=0.0)]


def content_versions(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Count units with the content that holds when they are delivered.

    Formula
    -------
    paid[o,0,t]  <=  M[o,t] * (1 - sum over s with s + lead[g] <= t of upgrade[g,s])       for all upgrades g of it
    paid[o,g,t]  <=  M[o,t] * sum over s with s + lead[g] <= t of upgrade[g,s]
    paid[o,g,t]  <=  M[o,t] * (1 - upgrade[h,s] + sum over r that come later than s of upgrade[g,r])
                                                             for all others h of it and starts s with s + lead[h] <= t

    Symbols
    -------
    paid[o,g,t]  units paid that count with the content after upgrade g; 0: with the data's own. Likewise for units sent
                 to a workshop, as a piece of the component that it makes (`evplan.plan.layer.component_of`)
    M[o,t]       as in `evplan.model.family.order.order_quantity`
    later        r + lead[g] above s + lead[h], or the same and g behind h in the table, and not above t
    """
    buy = columns["buy"]
    if not inputs.upgrades.table["version"].gt(0).any():
        return []
    place = columns.requirement.destinations["place"].to_numpy()[buy.index["destination"]]
    component = component_of(inputs, buy.index["offer"].to_numpy(), place)
    blocks = []
    for family, subject, version, at in (
        ("content", buy.index["offer"].to_numpy(), "version", np.full(buy.size, -1)),
        ("component", component, "component_version", place),
    ):
        entries = buy.index[["pair", "period"]].assign(
            subject=subject, at=at, version=buy.index[version], entry=np.arange(buy.size)
        )
        blocks += _versions(inputs, columns, entries, family)
    return blocks


def _versions(inputs: PlanInputs, columns: Columns, entries: pd.DataFrame, family: str) -> list[Rows]:
    """Return the rows of `content_versions` for ``entries`` of ``buy`` that count with the content of ``subject``."""
    table = inputs.upgrades.table
    own = table.loc[table["version"].gt(0), ["offer_code", "version", "lead", "first"]].rename_axis("upgrade")
    own = own.reset_index().rename(columns={"offer_code": "subject"})
    entries = entries[entries["subject"].isin(own["subject"])]
    spans = entries.drop(columns="entry").drop_duplicates(ignore_index=True)
    spans["most"] = columns.paid.pairs["most"].to_numpy()[spans["pair"]]
    base = spans[spans["version"].eq(0)].drop(columns="version").merge(own, on="subject").assign(version=0)
    base = base[base["first"].add(base["lead"]).le(base["period"])].reset_index(drop=True)
    after = spans[spans["version"].gt(0)].merge(own, on=["subject", "version"])

    before = _count(columns, base, entries)
    place, column = in_force(inputs, columns, base["upgrade"].to_numpy(), base["period"].to_numpy())
    before.add(place, column, base["most"].to_numpy()[place])
    gated = _count(columns, after, entries)
    place, column = in_force(inputs, columns, after["upgrade"].to_numpy(), after["period"].to_numpy())
    gated.add(place, column, -after["most"].to_numpy()[place])
    offer = columns.paid.pairs["offer"].to_numpy()
    keys = ["offer", "period", "version", "upgrade"]
    return [
        before.rows_of(f"{family}_before", base.assign(offer=offer[base["pair"]])[keys], upper=base["most"].to_numpy()),
        gated.rows_of(f"{family}_after", after.assign(offer=offer[after["pair"]])[keys], upper=0.0),
        _latest(columns, after.assign(offer=offer[after["pair"]]), own, entries, f"{family}_latest"),
    ]


def _latest(columns: Columns, after: pd.DataFrame, own: pd.DataFrame, entries: pd.DataFrame, family: str) -> Rows:
    """Return the rows that let only the upgrade that came into force last count, where an offer has several."""
    group = columns["upgrade"]
    starts = group.index.assign(column=group.columns)
    others = own.merge(starts, on="upgrade").assign(force=lambda rows: rows["period"] + rows["lead"])
    others = others[["subject", "upgrade", "force", "column"]]
    pairs = after.merge(others, on="subject", suffixes=("", "_other"))
    pairs = pairs[pairs["upgrade"].ne(pairs["upgrade_other"]) & pairs["force"].le(pairs["period"])]
    pairs = pairs.reset_index(drop=True)
    terms = _count(columns, pairs, entries)
    most = pairs["most"].to_numpy(dtype=np.float64)
    terms.add(np.arange(len(pairs)), pairs["column"].to_numpy(), most)
    later = pairs.rename_axis("row").reset_index()[["row", "subject", "period", "upgrade", "upgrade_other", "force"]]
    later = later.merge(others, on=["subject", "upgrade"], suffixes=("", "_own"))
    beats = later["force_own"].gt(later["force"]) | (
        later["force_own"].eq(later["force"]) & later["upgrade"].gt(later["upgrade_other"])
    )
    later = later[beats & later["force_own"].le(later["period"])]
    row = later["row"].to_numpy(dtype=np.int64)
    terms.add(row, later["column"].to_numpy(dtype=np.int64), -most[row])
    return terms.rows_of(family, pairs[["offer", "period", "version", "upgrade_other", "force"]], upper=most)


def _count(columns: Columns, spans: pd.DataFrame, entries: pd.DataFrame) -> Terms:
    """Return, row by row of ``spans`` (``pair``, ``at``, ``version``), the units paid that count with that content."""
    paid, keys = columns.paid, ["pair", "at", "version"]
    found = spans[keys].assign(row=np.arange(len(spans))).merge(entries[[*keys, "entry"]], on=keys)
    entry = found["entry"].to_numpy(dtype=np.int64)
    return Terms().add(found["row"].to_numpy(dtype=np.int64), paid.column[entry], paid.per[entry])


def _add_paid(terms: Terms, columns: Columns, row: Indices, pair: Indices) -> None:
    """Add the units paid of each pair to its row."""
    paid = columns.paid
    entries = pd.DataFrame({"pair": paid.pair, "entry": np.arange(len(paid.pair))})
    found = pd.DataFrame({"row": row, "pair": pair}).merge(entries, on="pair")
    entry = found["entry"].to_numpy(dtype=np.int64)
    terms.add(found["row"].to_numpy(dtype=np.int64), paid.column[entry], paid.per[entry])


def add_upgraded_hours(
    inputs: PlanInputs, columns: Columns, terms: Terms, hours: pd.DataFrame, part: float = 1.0
) -> None:
    """Add the hours that upgrades bring to rows of hours, times ``part``: ``hours`` has ``hours_code``, ``period``.

    Formula
    -------
    ... - sum over g of (s,k), r with r + lead[g] <= t of part * added[g] * upgrade[g,r]  <=  hours[s,k,t]
    """
    table = inputs.upgrades.table
    if table.empty:
        return
    rows = hours[["hours_code", "period"]].assign(row=np.arange(len(hours)))
    found = rows.merge(table[["hours_code", "added_hours"]].rename_axis("upgrade").reset_index(), on="hours_code")
    place, column = in_force(inputs, columns, found["upgrade"].to_numpy(), found["period"].to_numpy())
    added = found["added_hours"].to_numpy(dtype=np.float64)[place]
    terms.add(found["row"].to_numpy(dtype=np.int64)[place], column, -part * added)


def credit(_inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Lend for upgrades that are started, each supplier up to its ceiling.

    Formula
    -------
    credit[g,t]  <=  limit[g,t] * upgrade[g,t]
    sum over g of s, t with ceiling[s,t] <= c of credit[g,t]  <=  c     for all suppliers s, ceilings c that it has

    Symbols
    -------
    limit[g,t]    ``upgrades.credit_idr``, at most the cost and the ceiling
    ceiling[s,t]  of the supplier's size class in the law data, on the period's first day; where it changes, what was
                  lent under a lower one counts under the higher
    """
    loans, starts = columns["credit"], columns["upgrade"]
    if not loans.size:
        return []
    keys = ["upgrade", "period"]
    place = pd.MultiIndex.from_frame(starts.index[keys]).get_indexer(pd.MultiIndex.from_frame(loans.index[keys]))
    here = np.arange(loans.size)
    begun = Terms().add(here, loans.columns, 1.0).add(here, starts.columns[place], -loans.upper)
    limits = loans.index[["supplier", "ceiling"]].drop_duplicates(ignore_index=True)
    under = (
        limits.rename_axis("row")
        .reset_index()
        .merge(loans.index[["supplier", "ceiling"]].assign(column=loans.columns), on="supplier", suffixes=("", "_own"))
    )
    under = under[under["ceiling_own"].le(under["ceiling"])]
    most = Terms().add(under["row"].to_numpy(dtype=np.int64), under["column"].to_numpy(dtype=np.int64), 1.0)
    return [
        begun.rows_of("credit", loans.index[keys], upper=0.0),
        most.rows_of("credit_ceiling", limits, upper=to_solver_money(limits["ceiling"].to_numpy(dtype=np.float64))),
    ]


def upgrades_of(columns: Columns, values: Floats) -> pd.DataFrame:
    """Return the upgrades that a plan starts: ``kind``, ``code``, ``period_code`` and ``credit_idr``."""
    group, loans = columns["upgrade"], columns["credit"]
    begun = group.index[values[group.columns] > 0.5]
    lent = loans.index[["upgrade", "period"]].assign(
        credit_idr=from_solver_money(1.0) * np.clip(values[loans.columns], 0.0, loans.upper)
    )
    table = begun.merge(lent, on=["upgrade", "period"], how="left").fillna({"credit_idr": 0.0})
    table = table.rename(columns={"upgrade": "code", "period": "period_code"})
    return table.assign(kind=UPGRADE, credit_idr=table["credit_idr"].where(table["credit_idr"] >= LEAST_LOAN_IDR, 0.0))


def set_upgrades(inputs: PlanInputs, columns: Columns, solution: Solution, values: Floats) -> None:
    """Set ``upgrade`` and ``credit`` as a plan has them; what is unknown here is left out."""
    table = coded(inputs, solution.investments[solution.investments["kind"].eq(UPGRADE)])
    where = pd.MultiIndex.from_frame(table[["code", "period_code"]])
    for name, amount in (("upgrade", np.ones(len(table))), ("credit", to_solver_money(table["credit_idr"].to_numpy()))):
        group = columns[name]
        row = pd.MultiIndex.from_frame(group.index[["upgrade", "period"]]).get_indexer(where)
        values[group.columns[row[row >= 0]]] = amount[row >= 0]
