"""Cooperatives: what they offer is made by their members' hours, each hour counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms
from evplan.model.column import Columns
from evplan.plan.inputs import PlanInputs
from evplan.plan.membership import is_pool, most_hours
from evplan.plan.record import SOLUTION_COLUMNS, Solution
from evplan.quantities import NEGLIGIBLE_UNITS, Floats


def add_member_columns(inputs: PlanInputs, columns: Columns) -> None:
    """Add ``made_by`` (hours) per offer of a cooperative with members, who can work for it, and period.

    Bounded by what the offer can need at most; who has no hours in a period has no column.
    """
    pairs, offers = columns.paid.pairs.reset_index(drop=True), inputs.offers
    offer = pairs["offer"].to_numpy()
    code = offers["hours_code"].to_numpy()[offer]
    most = offers["setup_hours"].to_numpy()[offer] + offers["hours_per_unit"].to_numpy()[offer] * pairs["most"]
    wanted = pd.DataFrame(
        {"pair": np.arange(len(pairs)), "pool": code, "offer": offer, "period": pairs["period"], "most": most}
    )
    table = wanted.merge(inputs.makers[["pool", "hours_code"]], on="pool")
    there = most_hours(inputs)[table["hours_code"], table["period"]] if len(table) else np.empty(0)
    able = there > 0
    table = table[able].drop(columns="pool")
    columns.space.add("made_by", table, upper=np.minimum(there[able], table["most"].to_numpy(dtype=np.float64)))


def members_work(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Make what a cooperative delivers with its members' hours and its own.

    Formula
    -------
    sum over m of made_by[o,m,t]  =  setup[o] * ordered[o,t] + hours[o] * paid[o,t]
    for all offers o that need hours, of cooperatives with members, periods t

    Symbols
    -------
    made_by[o,m,t]  machine hours that member m (or the cooperative itself) works for the offer; within its own hours
                    by `evplan.model.family.order.capacity`
    setup, hours    as in `evplan.model.family.order.capacity`
    """
    offers, paid, ordered, made = inputs.offers, columns.paid, columns["ordered"], columns["made_by"]
    pooled = np.append(is_pool(inputs), False)[offers["hours_code"].to_numpy()]
    pair = np.flatnonzero(pooled[paid.pairs["offer"]])
    place = np.full(len(paid.pairs), -1, dtype=np.int64)
    place[pair] = np.arange(len(pair))
    entry = np.flatnonzero(place[paid.pair] >= 0)
    per_unit = offers["hours_per_unit"].to_numpy()[paid.offer[entry]] * paid.per[entry]
    begun = np.flatnonzero(place[ordered.index["pair"].to_numpy()] >= 0)
    setup = offers["setup_hours"].to_numpy()[ordered.index["offer"].to_numpy()[begun]]
    terms = Terms().add(place[made.index["pair"].to_numpy()], made.columns, 1.0)
    terms.add(place[paid.pair[entry]], paid.column[entry], -per_unit)
    terms.add(place[ordered.index["pair"].to_numpy()[begun]], ordered.columns[begun], -setup)
    index = paid.pairs.iloc[pair][["offer", "period"]]
    return [terms.rows_of("members_work", index, lower=0.0, upper=0.0)]


def members_of(inputs: PlanInputs, columns: Columns, values: Floats) -> pd.DataFrame:
    """Return the ``members`` of a `Solution`: who works for which offer in which period, in hours.

    Set-up hours of a period in which nothing is ordered after all are nobody's work.
    """
    made, paid = columns["made_by"], columns.paid
    amount = np.where(values[paid.column] > NEGLIGIBLE_UNITS, values[paid.column], 0.0) * paid.per
    per_pair = np.bincount(paid.pair, weights=amount, minlength=len(paid.pairs))
    hours = values[made.columns]
    worked = (hours > NEGLIGIBLE_UNITS) & (per_pair[made.index["pair"].to_numpy()] > NEGLIGIBLE_UNITS)
    index = made.index[worked]
    table = pd.DataFrame(
        {
            "offer": inputs.offers["offer"].to_numpy(dtype=object)[index["offer"]],
            "member": inputs.hours_of["supplier"].to_numpy(dtype=object)[index["hours_code"]],
            "period": inputs.periods["period"].to_numpy(dtype=object)[index["period"]],
            "hours": hours[worked],
        }
    )
    return table.astype(SOLUTION_COLUMNS["members"]).sort_values(["offer", "member", "period"], ignore_index=True)


def hours_worked(inputs: PlanInputs, columns: Columns, values: Floats) -> Floats:
    """Return, hours_code x periods, what everybody works in a plan: for itself and for its cooperatives."""
    offers, paid, ordered, made = inputs.offers, columns.paid, columns["ordered"], columns["made_by"]
    code = offers["hours_code"].to_numpy()
    code = np.where(np.append(is_pool(inputs), False)[code], -1, code)
    offer = ordered.index["offer"].to_numpy()
    worked = np.zeros((len(inputs.hours) + 1, len(inputs.periods)))
    per_unit = offers["hours_per_unit"].to_numpy()[paid.offer] * paid.per
    np.add.at(worked, (code[paid.offer], paid.period), per_unit * values[paid.column])
    setup = offers["setup_hours"].to_numpy()[offer] * values[ordered.columns]
    np.add.at(worked, (code[offer], ordered.index["period"].to_numpy()), setup)
    np.add.at(worked, (made.index["hours_code"].to_numpy(), made.index["period"].to_numpy()), values[made.columns])
    return worked[:-1]


def set_members(inputs: PlanInputs, columns: Columns, solution: Solution, values: Floats) -> None:
    """Set ``made_by`` as a plan has it; who is unknown here is left out."""
    made, members = columns["made_by"], solution.members
    place = pd.MultiIndex.from_arrays(
        [
            inputs.offers["offer"].to_numpy(dtype=object)[made.index["offer"]],
            inputs.hours_of["supplier"].to_numpy(dtype=object)[made.index["hours_code"]],
            inputs.periods["period"].to_numpy(dtype=object)[made.index["period"]],
        ]
    )
    row = place.get_indexer(pd.MultiIndex.from_frame(members[["offer", "member", "period"]]))
    known = row >= 0
    values[made.columns[row[known]]] = members["hours"].to_numpy()[known]
