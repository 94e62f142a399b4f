"""The items of a round: every offer that got work in a plan, as its supplier sees it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from evplan.plan.inputs import PlanInputs
from evplan.plan.record import PlanTables
from evplan.plan.review import Answered, Item, ItemStatus, shown_units
from evplan.plan.review_answer import kept_units
from evplan.quantities import QUANTITY_TOLERANCE, WHOLE_UNITS

LEAST_UNITS = 1e-3
"""A search leaves crumbs within its tolerances; nobody is asked about less than this."""

HALF_A_PIECE = 0.5

LINE_COLUMNS = {
    "offer": "str",
    "supplier": "str",
    "part": "str",
    "unit": "str",
    "period": "str",
    "units_paid": "float64",
    "good_units": "float64",
    "price": "float64",
    "value_idr": "float64",
}


def offer_lines(inputs: PlanInputs, plan: PlanTables) -> pd.DataFrame:
    """Return what every offer delivers in every period, by offer and period in the order of the horizon.

    Columns `LINE_COLUMNS`, a plain index: ``unit`` of the part, ``units_paid``, ``good_units`` (those that vehicles
    use), ``price`` per unit paid in the offer's currency, ``value_idr``. Left out is what a search leaves of nothing:
    rows below `LEAST_UNITS`, and offers that come to less than half a piece over the horizon.
    """
    awards = plan.awards
    keys = ["offer", "supplier", "part", "period"]
    sums = awards.groupby(keys, as_index=False)[["units_paid", "units", "value_idr"]].sum()
    units = inputs.parts.set_index("part")["unit"].fillna("")
    sums = sums[sums["units_paid"] > LEAST_UNITS].assign(unit=lambda rows: rows["part"].map(units))
    pieces = sums.groupby("offer")["units_paid"].transform("sum")
    sums = sums[(pieces >= HALF_A_PIECE) | ~sums["unit"].isin(WHOLE_UNITS)]
    offer = pd.Index(inputs.offers["offer"]).get_indexer(sums["offer"])
    period = pd.Index(inputs.periods["period"]).get_indexer(sums["period"])
    price = sums["value_idr"].to_numpy() / sums["units_paid"].to_numpy() / inputs.rate[offer, period]
    lines = sums.assign(price=price, good_units=sums["units"], code=offer, place=period)
    return lines.sort_values(["code", "place"], ignore_index=True)[list(LINE_COLUMNS)].astype(LINE_COLUMNS)


def items_of(inputs: PlanInputs, plan: PlanTables) -> tuple[Item, ...]:
    """Return an item for every offer that got work, in the order of the data."""
    lines = offer_lines(inputs, plan)
    offers = inputs.offers.set_index("offer")
    return tuple(
        Item(
            offer=str(offer),
            supplier=str(mine["supplier"].iloc[0]),
            part=str(mine["part"].iloc[0]),
            assigned=dict(zip(mine["period"].tolist(), mine["units_paid"].tolist(), strict=True)),
            unit=str(mine["unit"].iloc[0]),
            price=float(np.average(mine["price"], weights=mine["units_paid"])),
            currency=str(offers.loc[offer, "currency"]),
        )
        for offer, mine in lines.groupby("offer", sort=False)
    )


def is_granted(before: ItemStatus | None, item: Item) -> bool:
    """Return whether an item is what its supplier said yes to: same price, same units in every period.

    Who accepted a part of its units and got just that has said yes to it. Pieces count as they are shown, as whole
    ones.
    """
    if before is None or before.answer is None or before.state not in ("accepted", "partial"):
        return False
    wanted = before.item.assigned if before.state == "accepted" else kept_units(before.answer, before.item)
    wanted = {period: units for period, units in wanted.items() if units > LEAST_UNITS}
    same_price = abs(item.price - before.item.price) <= QUANTITY_TOLERANCE * max(item.price, before.item.price)
    return same_price and same_units(shown_units(wanted, item.unit), item.shown)


def same_units(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Return whether two deliveries, units by period, are the same to those who see them."""
    return all(
        abs(one.get(period, 0.0) - other.get(period, 0.0)) <= QUANTITY_TOLERANCE * max(1.0, one.get(period, 0.0))
        for period in {*one, *other}
    )


def carried(before: ItemStatus, round_name: str) -> Answered:
    """Return the acceptance that is taken over from an earlier round."""
    assert before.answer is not None, "granted"
    answer = before.answer.model_copy(update={"kind": "accept", "units": {}})
    return Answered(answer=answer, carried=before.carried or round_name)
