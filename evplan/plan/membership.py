"""Cooperatives: whose hours make their offers, and what that means for each member.

A cooperative with members makes its offers with hours of its own and of theirs. An hour belongs to who works it: it is
counted once, with what the member makes for its own customers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.plan.inputs import PlanInputs
from evplan.plan.record import PLAN_COLUMNS, no_rows
from evplan.quantities import Floats

MEMBER_YEARS: dict[str, str] = {
    "cooperative": "str",
    "year": "int64",
    "member": "str",
    "hours": "float64",
    "hours_share": "float64",
    "units": "float64",
    "revenue_idr": "float64",
    "fee_idr": "float64",
    "shu_estimate_idr": "float64",
}


def offer_hours(inputs: PlanInputs, of_own: Floats) -> Floats:
    """Return, hours_code x periods, the hours that the offers of each code can use: of all who can make them.

    ``of_own`` are everybody's own hours, such as ``inputs.hours``.
    """
    makers = inputs.makers
    hours = of_own.copy()
    hours[makers["pool"].unique()] = 0.0
    np.add.at(hours, makers["pool"].to_numpy(), of_own[makers["hours_code"]])
    return hours


def most_hours(inputs: PlanInputs) -> Floats:
    """Return, hours_code x periods, everybody's own hours with all that upgrades can add."""
    return inputs.hours + inputs.upgrades.most_hours(inputs.hours.shape)


def free_hours(inputs: PlanInputs, used: Floats) -> Floats:
    """Return, hours_code x periods, the hours that are surely left to the offers of each code.

    ``used`` are the hours that the offers of each code take, whoever works them. Who lends hours to a cooperative may
    have lent it all that it took, and what cooperatives with a member in common took is counted against each.
    """
    makers, pooled = inputs.makers, is_pool(inputs)
    pool, whose = makers["pool"].to_numpy(), makers["hours_code"].to_numpy()
    own = inputs.hours - np.where(pooled[:, None], 0.0, used)
    lent = np.zeros_like(own)
    np.add.at(lent, whose, used[pool])
    free = own - np.minimum(lent, np.maximum(own, 0.0))
    together = makers[["pool", "hours_code"]].merge(makers[["pool", "hours_code"]], on="hours_code")
    shared = together[["pool_x", "pool_y"]].drop_duplicates()
    free[pooled] = 0.0
    np.add.at(free, pool, own[whose])
    np.subtract.at(free, shared["pool_x"].to_numpy(), used[shared["pool_y"]])
    return free


def workers_of(inputs: PlanInputs, hours: pd.DataFrame) -> pd.DataFrame:
    """Return whose hours are behind those of offers: ``row`` (of ``hours``), the worker's ``hours_code``, ``period``.

    ``hours`` has the offers' ``hours_code`` and ``period``; a cooperative with members stands for all of them.
    """
    pools = inputs.makers[["pool", "hours_code"]].rename(columns={"hours_code": "worker"})
    rows = hours[["hours_code", "period"]].assign(row=np.arange(len(hours)))
    table = rows.merge(pools, left_on="hours_code", right_on="pool", how="left")
    worker = table["worker"].fillna(table["hours_code"]).astype(np.intp)
    return table.assign(hours_code=worker)[["row", "hours_code", "period"]]


def is_pool(inputs: PlanInputs) -> np.ndarray:
    """Return which rows of ``hours`` are of cooperatives with members."""
    return np.isin(np.arange(len(inputs.hours)), inputs.makers["pool"])


def hours_used(inputs: PlanInputs, awards: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return who works for how long: ``hours_code``, ``period_code``, ``hours`` (set-up included).

    ``awards`` as `evplan.plan.outcome.award_money` gives them; ``members`` as in a `Solution`. Offers of a cooperative
    with members count by their members' hours, all others by their own.
    """
    offers = inputs.offers
    code = offers["hours_code"].to_numpy()
    own = awards[(code >= 0)[awards["offer_code"]]]
    own = own[~np.append(is_pool(inputs), False)[code[own["offer_code"]]]]
    offer = own["offer_code"].to_numpy()
    made = pd.DataFrame({"hours_code": code[offer], "offer": offer, "period_code": own["period_code"].to_numpy()})
    made["hours"] = offers["hours_per_unit"].to_numpy()[offer] * own["units_paid"].to_numpy()
    setup = made.drop_duplicates(["offer", "period_code"])
    setup = setup.assign(hours=offers["setup_hours"].to_numpy()[setup["offer"]])
    worked = members.assign(
        hours_code=_code_of_maker(inputs, members),
        period_code=pd.Index(inputs.periods["period"]).get_indexer(members["period"]),
    )
    keys = ["hours_code", "period_code"]
    every = pd.concat([table[[*keys, "hours"]] for table in (made, setup, worked) if len(table)] or [made])
    return every.groupby(keys, as_index=False)["hours"].sum()


def members_table(inputs: PlanInputs, members: pd.DataFrame, awards: pd.DataFrame) -> pd.DataFrame:
    """Return the members of a solution with units, value and fee; see `PlanTables.members`.

    Units and value are the member's part, by hours, of what the offer brings in that period. The fee is its
    ``fee_share`` of the value; the cooperative's own part has none.
    """
    if members.empty:
        return no_rows(PLAN_COLUMNS["members"])
    keys = ["offer", "period"]
    brought = awards.groupby(keys, as_index=False)[["units", "value_idr"]].sum()
    table = members.merge(brought, on=keys, how="left").fillna({"units": 0.0, "value_idr": 0.0})
    share = table["hours"] / table.groupby(keys)["hours"].transform("sum")
    offer = pd.Index(inputs.offers["offer"]).get_indexer(table["offer"])
    cooperative = inputs.offers["supplier"].to_numpy(dtype=object)[offer]
    fee = inputs.makers.drop_duplicates(["cooperative", "supplier"]).set_index(["cooperative", "supplier"])["fee_share"]
    fee_share = fee.reindex(pd.MultiIndex.from_arrays([cooperative, table["member"]])).fillna(0.0).to_numpy()
    value = table["value_idr"] * share
    table = table.assign(
        cooperative=cooperative, units=table["units"] * share, value_idr=value, fee_idr=value * fee_share
    )
    return table[list(PLAN_COLUMNS["members"])].astype(PLAN_COLUMNS["members"])


def member_years(inputs: PlanInputs, members: pd.DataFrame) -> pd.DataFrame:
    """Return what each member gets in a year, from ``PlanTables.members``; columns `MEMBER_YEARS`, a plain index.

    ``cooperative``, ``year`` (calendar year of the period), ``member`` (or the cooperative itself): the keys.
    ``hours`` machine hours worked for the cooperative, ``hours_share`` of all hours of its offers in that year.
    ``units`` good units, ``revenue_idr`` their value ex works, ``fee_idr`` what the cooperative keeps of it.
    ``shu_estimate_idr`` an **estimate** of the member's part of the surplus (SHU, *sisa hasil usaha*): the fees of the
    year, shared among the members by their revenue (their *jasa usaha*). It takes all fees as surplus: the
    cooperative's own costs and the reserves that its members' meeting decides on are not known here. Zero for the
    cooperative itself, which is nobody's member.
    """
    year = inputs.periods.set_index("period")["year"]
    table = members.assign(year=year.reindex(members["period"]).to_numpy(), revenue_idr=members["value_idr"])
    keys = ["cooperative", "year", "member"]
    table = table.groupby(keys, as_index=False)[["hours", "units", "revenue_idr", "fee_idr"]].sum()
    whole = table.groupby(keys[:2])
    theirs = table["revenue_idr"].where(table["member"].ne(table["cooperative"]), 0.0)
    all_theirs = theirs.groupby([table["cooperative"], table["year"]]).transform("sum")
    table["hours_share"] = table["hours"] / whole["hours"].transform("sum")
    part = (theirs / all_theirs.where(all_theirs > 0)).fillna(0.0)
    table["shu_estimate_idr"] = whole["fee_idr"].transform("sum") * part
    return table[list(MEMBER_YEARS)].astype(MEMBER_YEARS)


def _code_of_maker(inputs: PlanInputs, members: pd.DataFrame) -> np.ndarray:
    """Return the row of ``hours`` that each row of members works in."""
    offer = pd.Index(inputs.offers["offer"]).get_indexer(members["offer"])
    pool = inputs.offers["hours_code"].to_numpy()[offer]
    place = pd.MultiIndex.from_frame(inputs.makers[["pool", "supplier"]])
    row = place.get_indexer(pd.MultiIndex.from_arrays([pool, members["member"]]))
    return np.asarray(inputs.makers["hours_code"].to_numpy()[row]) if len(row) else np.empty(0, dtype=np.intp)
