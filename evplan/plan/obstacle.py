"""What stands between an offer and work, as far as the data says: before price, and with the plan's own hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from evplan.plan.inputs import PlanInputs
from evplan.plan.membership import most_hours, offer_hours
from evplan.plan.period import Flags, holds_through, in_force, ready_from
from evplan.quantities import Floats
from evplan.schema import Tables

Kind = Literal[
    "certificate_missing",
    "certificate_ends",
    "not_valid",
    "not_ready",
    "no_lane",
    "too_late",
    "no_hours",
    "hours_full",
    "minimum_order",
    "tooling",
    "opening",
]

FULL = 0.99
"""Part of the hours from which they count as full."""


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way: ``values`` are what its sentence tells, all of them the supplier's own.

    ``periods`` are those that it closes, empty where it closes none by itself; ``closes`` says that it closes all.
    """

    kind: Kind
    values: dict[str, str | float] = field(default_factory=dict)
    periods: tuple[str, ...] = ()
    closes: bool = False


def obstacles(tables: Tables, inputs: PlanInputs, offer: int, used_hours: Floats, needed: Floats) -> list[Obstacle]:
    """Return what stands in the way of an offer (its row in ``inputs.offers``).

    Per period, ``used_hours`` are the hours of the offer's process that the plan uses, at its own workshop and, of a
    cooperative, at its members'; ``needed`` are the most good units of its part that can be needed.
    """
    row = inputs.offers.iloc[offer]
    return [
        *_certificates(tables, inputs, row),
        *_dates(tables, inputs, row, offer),
        *_hours(inputs, row, used_hours),
        *_sizes(row, needed),
        *_once(inputs, row),
    ]


def _certificates(tables: Tables, inputs: PlanInputs, row: pd.Series) -> list[Obstacle]:
    asked = inputs.parts["certificates"].iloc[row["part_code"]]
    if pd.isna(asked):
        return []
    held = tables["supplier_certificates"]
    held = held[held["supplier"].eq(row["supplier"])].set_index("certificate")["valid_to"]
    found = []
    for name in str(asked).split(";"):
        if name not in held.index:
            found.append(Obstacle("certificate_missing", {"certificate": name}, _all(inputs), closes=True))
            continue
        open_ = holds_through(held.loc[[name]], inputs.periods)[0]
        if not open_.all():
            values: dict[str, str | float] = {"certificate": name, "day": str(held.loc[name])}
            found.append(Obstacle("certificate_ends", values, _named(inputs, ~open_), not open_.any()))
    return found


def _dates(tables: Tables, inputs: PlanInputs, row: pd.Series, offer: int) -> list[Obstacle]:
    found = []
    valid = in_force(inputs.offers.iloc[[offer]], inputs.periods)[0]
    if not valid.all():
        days: dict[str, str | float] = {
            key: "" if pd.isna(row[key]) else str(row[key]) for key in ("valid_from", "valid_to")
        }
        found.append(Obstacle("not_valid", days, _named(inputs, ~valid), not valid.any()))
    supplier = inputs.suppliers.iloc[[row["supplier_code"]]]
    ready = ready_from(supplier["ready_period"].where(supplier["status"].eq("candidate")), inputs.periods)[0]
    if not ready.all():
        period = str(supplier["ready_period"].iloc[0])
        found.append(Obstacle("not_ready", {"period": period}, _named(inputs, ~ready), not ready.any()))
    lanes = inputs.has_lane[offer, inputs.lines["site_code"].unique()]
    if not lanes.any():
        region = supplier["region"].iloc[0]
        found.append(Obstacle("no_lane", {"region": "" if pd.isna(region) else str(region)}, _all(inputs), closes=True))
    start = inputs.scenario.calendar.orders_start
    if start is not None and lanes.any():
        late = _late(tables, inputs, row, start)
        if late.any():
            found.append(Obstacle("too_late", {}, _named(inputs, late), bool(late.all())))
    return found


def _late(tables: Tables, inputs: PlanInputs, row: pd.Series, start: int) -> Flags:
    """Return the periods that an order cannot reach even by the quickest lane."""
    lanes, sites = tables["lanes"], inputs.sites.set_index("site")["region"]
    to = sites.reindex(inputs.lines["site"].unique())
    origin = inputs.suppliers["region"].iloc[row["supplier_code"]]
    routes = lanes[lanes["origin"].eq(origin) & lanes["destination"].isin(to)]["lead_time_periods"]
    quickest = 0.0 if lanes.empty or to.eq(origin).any() else float(routes.min())
    needed = np.ceil(round(row["lead_time_periods"] + quickest, 9))
    return np.asarray(inputs.periods.index.to_numpy() - start < needed)


def _hours(inputs: PlanInputs, row: pd.Series, used: Floats) -> list[Obstacle]:
    code = int(row["hours_code"])
    if code < 0:
        return []
    hours = offer_hours(inputs, most_hours(inputs))[code]
    values: dict[str, str | float] = {"process": str(row["process"])}
    if not hours.any():
        return [Obstacle("no_hours", values, _all(inputs), closes=True)]
    full = used >= FULL * hours
    if not full.any():
        return []
    values |= {"used": float(used.sum()), "hours": float(hours.sum())}
    return [Obstacle("hours_full", values, _named(inputs, full))]


def _sizes(row: pd.Series, needed: Floats) -> list[Obstacle]:
    """Return a minimum order that is above what any one period needs altogether."""
    if row["minimum_order"] <= float((needed / row["yield_share"]).max(initial=0.0)):
        return []
    return [Obstacle("minimum_order", {"minimum_order": float(row["minimum_order"])})]


def _once(inputs: PlanInputs, row: pd.Series) -> list[Obstacle]:
    opening = inputs.suppliers["opening_cost_idr"].fillna(0.0).iloc[row["supplier_code"]]
    found = [Obstacle("tooling", {"idr": float(row["tooling_cost_idr"])})] if row["tooling_cost_idr"] > 0 else []
    return found + ([Obstacle("opening", {"idr": float(opening)})] if opening > 0 else [])


def _all(inputs: PlanInputs) -> tuple[str, ...]:
    return tuple(inputs.periods["period"])


def _named(inputs: PlanInputs, closed: Flags) -> tuple[str, ...]:
    return tuple(inputs.periods["period"].to_numpy(dtype=object)[closed])
