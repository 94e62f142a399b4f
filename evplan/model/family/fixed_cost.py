"""What is paid once: tooling per award, opening per candidate.

It is paid in a period of its own where time matters: money is discounted, or a budget bounds what is invested in some
periods. Elsewhere there is one column for the whole horizon (``period`` -1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Group, Indices, Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.plan.inputs import PlanInputs
from evplan.plan.investment import OPENING, TOOLING, coded, first_paid
from evplan.plan.record import Solution
from evplan.quantities import NEGLIGIBLE_UNITS, Floats, to_solver_money
from evplan.scenario.rule import Budget

WHENEVER = -1
"""In place of a period: once over the horizon."""


def add_award_columns(inputs: PlanInputs, columns: Columns) -> None:
    """Add ``awarded`` (0/1, offers with tooling) and ``used`` (0/1, suppliers with an opening cost)."""
    pairs = columns.paid.pairs
    supplier = inputs.offers["supplier_code"].to_numpy()
    offer = pairs["offer"].to_numpy()
    work = pd.DataFrame({"offer": offer, "supplier": supplier[offer], "period": pairs["period"].to_numpy()})
    tooling = inputs.offers["tooling_cost_idr"].to_numpy()
    opening = inputs.suppliers["opening_cost_idr"].fillna(0.0).to_numpy()
    awarded = _when(inputs, work.loc[tooling[work["offer"]] > 0, ["offer", "period"]])
    used = _when(inputs, work.loc[opening[work["supplier"]] > 0, ["supplier", "period"]])
    for name, index, money in (
        ("awarded", awarded.assign(supplier_code=supplier[awarded["offer"]]), tooling[awarded["offer"]]),
        ("used", used, opening[used["supplier"]]),
    ):
        factor = np.append(inputs.factor, 1.0)[index["period"]]
        columns.space.add(name, index, upper=1.0, cost=to_solver_money(money * factor), integer=True)


def is_timed(inputs: PlanInputs) -> bool:
    """Return whether it matters in which period something is paid once."""
    return bool(inputs.scenario.money.discount_share) or _has_timed_budget(inputs)


def _has_timed_budget(inputs: PlanInputs) -> bool:
    rules = [rule for rule in inputs.scenario.rule if isinstance(rule, Budget) and rule.measure == "investment"]
    return any(rule.periods is not None or "period" in rule.each_keys for rule in rules)


def _when(inputs: PlanInputs, work: pd.DataFrame) -> pd.DataFrame:
    """Return key and ``period`` of the columns that pay for work (key, ``period``): when it can be worth paying.

    Money that is only discounted is paid as late as can be, in a period of work; a budget can have room before.
    """
    key = work.columns[0]
    if not is_timed(inputs):
        return work[[key]].drop_duplicates().sort_values(key, ignore_index=True).assign(period=WHENEVER)
    if _has_timed_budget(inputs):
        last = work.groupby(key, as_index=False)["period"].max()
        work = last.loc[last.index.repeat(last["period"] + 1), [key]]
        work = work.assign(period=work.groupby(key).cumcount())
    return work.drop_duplicates().sort_values([key, "period"], ignore_index=True)


def tooling(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Pay for tools before anything is made with them.

    Formula
    -------
    ordered[o,t]  <=  sum over s <= t of awarded[o,s]               where the offer has ``ordered``
    paid[o,t]     <=  M[o,t] * sum over s <= t of awarded[o,s]      elsewhere; for all offers o with tooling, periods t
    sum over s of awarded[o,s]  <=  1                               where there are several

    Symbols
    -------
    M[o,t]   as in `order_quantity`
    """
    offers = np.arange(len(inputs.offers))
    return [*_gates(columns, columns["awarded"], "offer", offers, "tooling"), _once(columns["awarded"], "offer")]


def opening(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Open a business before it gets any work.

    Formula
    -------
    awarded[o]    <=  used[s]                                   where the offer has ``awarded``, paid once and whenever
    ordered[o,t]  <=  sum over r <= t of used[s,r]              where it has ``ordered``
    paid[o,t]     <=  M[o,t] * sum over r <= t of used[s,r]     elsewhere; for all offers o of suppliers s with an
                                                                opening cost
    sum over r of used[s,r]  <=  1                              where there are several
    """
    used, awarded = columns["used"], columns["awarded"]
    supplier = inputs.offers["supplier_code"].to_numpy().copy()
    blocks = []
    if not is_timed(inputs):
        by_supplier = np.full(len(inputs.suppliers), -1, dtype=np.int64)
        by_supplier[used.index["supplier"]] = used.columns
        gate = by_supplier[supplier[awarded.index["offer"]]]
        here = np.flatnonzero(gate >= 0)
        terms = Terms().add(np.arange(len(here)), awarded.columns[here], 1.0)
        terms.add(np.arange(len(here)), gate[here], -1.0)
        blocks.append(terms.rows_of("opening_awarded", awarded.index.loc[here, ["offer"]], upper=0.0))
        supplier[awarded.index["offer"]] = -1
    return [*blocks, *_gates(columns, used, "supplier", supplier, "opening"), _once(used, "supplier")]


def _once(group: Group, key: str) -> Rows:
    code = group.index[key].to_numpy()
    first, row = numbered(code)
    several = np.bincount(row, minlength=len(first)) > 1
    kept, place = several[row], np.cumsum(several) - 1
    terms = Terms().add(place[row[kept]], group.columns[kept], 1.0)
    return terms.rows_of(f"{group.name}_once", pd.DataFrame({key: code[first[several]]}), upper=1.0)


def _gates(columns: Columns, group: Group, key: str, code_of: np.ndarray, family: str) -> list[Rows]:
    """Return rows that keep an offer's orders below what has been paid once; ``code_of`` offers: their key, or -1."""
    paid, pairs, ordered = columns.paid, columns.paid.pairs, columns["ordered"]
    if not group.size:
        return []
    code = code_of[pairs["offer"].to_numpy()]
    gated = np.isin(code, group.index[key])
    has_order = np.zeros(len(pairs), dtype=np.bool_)
    has_order[ordered.index["pair"]] = True
    free = np.flatnonzero(gated & ~has_order)
    place = np.full(len(pairs), -1, dtype=np.int64)
    place[free] = np.arange(len(free))
    entry = np.flatnonzero(place[paid.pair] >= 0)
    most, period = pairs["most"].to_numpy(), pairs["period"].to_numpy()
    direct = Terms().add(place[paid.pair[entry]], paid.column[entry], paid.per[entry])
    row, column = _paid_by(group, key, code[free], period[free])
    direct.add(row, column, -most[free][row])
    here = np.flatnonzero(gated[ordered.index["pair"].to_numpy()])
    pair = ordered.index["pair"].to_numpy()[here]
    through = Terms().add(np.arange(len(here)), ordered.columns[here], 1.0)
    through.add(*_paid_by(group, key, code[pair], period[pair]), -1.0)
    keys = ["offer", "period"]
    return [
        direct.rows_of(family, pairs.loc[free, keys], upper=0.0),
        through.rows_of(f"{family}_ordered", ordered.index.loc[here, keys], upper=0.0),
    ]


def _paid_by(group: Group, key: str, code: Indices, period: Indices) -> tuple[Indices, Indices]:
    """Return pairs of place and column: for each code and period, the columns that pay for it by then."""
    columns = group.index[[key, "period"]].assign(column=group.columns)
    wanted = pd.DataFrame({"place": np.arange(len(code)), key: code, "at": period})
    found = wanted.merge(columns, on=key)
    found = found[found["period"].le(found["at"])]
    return found["place"].to_numpy(dtype=np.int64), found["column"].to_numpy(dtype=np.int64)


def paid_once(inputs: PlanInputs, columns: Columns, awards: pd.DataFrame, values: Floats) -> pd.DataFrame:
    """Return what a plan pays once, as ``kind``, ``code`` and ``period_code``: nothing for what gets no work.

    ``awards`` has ``offer_code`` and ``period_code`` of what is bought. Where there is one column for the whole
    horizon it is paid in the first period of work.
    """
    latest = first_paid(inputs, awards)
    chosen = []
    for kind, name, key in ((TOOLING, "awarded", "offer"), (OPENING, "used", "supplier")):
        group = columns[name]
        index = group.index[(values[group.columns] > 0.5) & group.index["period"].ge(0).to_numpy()]
        chosen.append(pd.DataFrame({"kind": kind, "code": index[key], "chosen": index["period"]}))
    stated = pd.concat(chosen, ignore_index=True).astype({"kind": object, "code": int})
    table = latest.merge(stated, on=["kind", "code"], how="left")
    table["period_code"] = np.fmin(table["chosen"], table["period_code"]).astype(np.intp)
    return table[["kind", "code", "period_code"]]


def set_paid_once(inputs: PlanInputs, columns: Columns, solution: Solution, values: Floats) -> None:
    """Set ``awarded`` and ``used`` as the units paid ask for, in the plan's own periods where it says them."""
    paid = columns.paid
    amount = values[paid.column] * paid.per > NEGLIGIBLE_UNITS
    need = first_paid(inputs, pd.DataFrame({"offer_code": paid.offer[amount], "period_code": paid.period[amount]}))
    stated = coded(inputs, solution.investments)[["kind", "code", "period_code"]]
    stated = stated.rename(columns={"period_code": "stated"}).drop_duplicates(["kind", "code"])
    stated = stated.astype({"kind": object, "code": int})
    need = need.merge(stated, on=["kind", "code"], how="left")
    need["period_code"] = np.fmin(need["stated"], need["period_code"]).astype(np.intp)
    timed = is_timed(inputs)
    for kind, name, key in ((TOOLING, "awarded", "offer"), (OPENING, "used", "supplier")):
        group, mine = columns[name], need[need["kind"].eq(kind)]
        where = pd.MultiIndex.from_frame(group.index[[key, "period"]])
        period = mine["period_code"].to_numpy() if timed else np.full(len(mine), WHENEVER)
        row = where.get_indexer(pd.MultiIndex.from_arrays([mine["code"], period]))
        values[group.columns[row[row >= 0]]] = 1.0
