"""The inputs of a plan with an offer at another price, usable, or without one of its own limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evplan.plan.inputs import PlanInputs
from evplan.plan.standing import StepKind


def repriced(inputs: PlanInputs, offer: int, factor: float) -> PlanInputs:
    """Return the inputs with all prices of an offer (row of ``inputs.offers``) times a factor."""
    prices = inputs.prices
    mine = prices["offer_code"].eq(offer)
    return replace(inputs, prices=prices.assign(price=prices["price"].where(~mine, prices["price"] * factor)))


def opened(inputs: PlanInputs, offer: int) -> PlanInputs:
    """Return the inputs with an offer usable in every period where it has a lane."""
    usable = inputs.usable.copy()
    usable[offer] = inputs.has_lane[offer][:, None]
    return replace(inputs, usable=usable)


def eased(inputs: PlanInputs, offer: int, hours_full: bool) -> list[tuple[StepKind, str, PlanInputs]]:
    """Return the inputs with one of the offer's own limits left out each: kind, key and inputs."""
    row, offers = inputs.offers.iloc[offer], inputs.offers
    found: list[tuple[StepKind, str, PlanInputs]] = []

    def with_term(kind: StepKind, **terms: float) -> None:
        changed = offers.copy()
        for name, value in terms.items():
            changed.loc[offer, name] = value
        found.append((kind, "", replace(inputs, offers=changed)))

    if row["minimum_order"] > 0 or row["order_multiple"] > 0:
        with_term("minimum_order", minimum_order=0.0, order_multiple=0.0)
    if hours_full:
        hours = inputs.hours.copy()
        hours[row["hours_code"]] = np.inf
        found.append(("hours", str(row["process"]), replace(inputs, hours=hours)))
    if row["tooling_cost_idr"] > 0:
        with_term("tooling", tooling_cost_idr=0.0)
    opening = inputs.suppliers["opening_cost_idr"].fillna(0.0)
    if opening.iloc[row["supplier_code"]] > 0:
        suppliers = inputs.suppliers.copy()
        suppliers.loc[suppliers.index[row["supplier_code"]], "opening_cost_idr"] = 0.0
        found.append(("opening", "", replace(inputs, suppliers=suppliers)))
    return found
