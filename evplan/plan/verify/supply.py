"""Offers: whether they may be used, the orders are of a lawful size, and the hours suffice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.plan.verify import span
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import FIRST_DAY, LAST_DAY, Case, looked_up
from evplan.plan.verify.rows import Rows
from evplan.plan.verify.total import above
from evplan.quantities import NEGLIGIBLE_UNITS, quantity_slack
from evplan.scenario.calendar import parse_period

_AWARD = ("offer", "site", "vehicle", "period")
_ORDER = ("offer", "period")


def check_use(rows: Rows) -> list[Breach]:
    """Return awards on offers that cannot be used there and then."""
    case, work = rows.case, rows.awards
    idle = work["units_paid"] <= NEGLIGIBLE_UNITS
    work = work[~idle] if idle.any() else work
    day = looked_up(work["position"], case.periods["first_day"])
    valid = (work["valid_from"].fillna(FIRST_DAY) <= day) & (day <= work["valid_to"].fillna(LAST_DAY))
    ready = looked_up(work["supplier"], _ready_days(case)).fillna(FIRST_DAY)
    breaches = [
        Breach("verify-offer-mode", work[work["mode"] != "supply"], _AWARD),
        Breach("verify-offer-not-valid", work[~valid].assign(found=day[~valid]), _AWARD),
        Breach("verify-supplier-not-ready", work[ready > day].assign(expected=ready[ready > day]), _AWARD),
        Breach("verify-no-lane", work[~work["lane_known"].astype("bool")], _AWARD),
        Breach("verify-certificate", _without_certificate(case, work), _AWARD),
    ]
    start = case.scenario.calendar.orders_start
    if start is None:
        return breaches
    # rounded so that 0.1 + 0.2 periods are not a whole period more than they should be
    lead = np.ceil((work["lead_time_periods"] + work["lane_lead"]).round(9))
    time = work["position"] - start
    late = time < lead
    return [*breaches, Breach("verify-lead-time", work[late].assign(found=time[late], expected=lead[late]), _AWARD)]


def _ready_days(case: Case) -> pd.Series:
    """Return the first day of each candidate's first period; suppliers without one are left out."""
    suppliers = case.suppliers
    waits = suppliers.loc[(suppliers["status"] == "candidate") & suppliers["ready_period"].notna(), "ready_period"]
    days = {label: parse_period(label) for label in waits.unique()}
    return waits.map({label: period.first_day.isoformat() for label, period in days.items() if period}).astype("str")


def _without_certificate(case: Case, work: pd.DataFrame) -> pd.DataFrame:
    """Return awards with ``certificate``, one that the part needs and the supplier does not hold to the last day."""
    needed = case.parts["certificates"].dropna().str.split(";").explode().str.strip()
    needed = needed[needed != ""].rename("certificate").rename_axis("part").reset_index()
    asked = work[work["part"].isin(needed["part"])].merge(needed, on="part")
    held = case.tables["supplier_certificates"].assign(held=True).rename(columns={"valid_to": "held_to"})
    asked = asked.merge(held, on=["supplier", "certificate"], how="left")
    day = looked_up(asked["position"], case.periods["last_day"])
    return asked[asked["held"].isna() | (asked["held_to"].fillna(LAST_DAY) < day)]


def orders(rows: Rows) -> pd.DataFrame:
    """Return the orders: ``offer``, ``position``, ``units_paid`` over all sites and vehicles, and the offer's terms."""
    paid = rows.awards.groupby(["offer", "position"], as_index=False)["units_paid"].sum()
    terms = ["supplier", "part", "process", "minimum_order", "order_multiple", "maximum_units"]
    return paid.join(rows.case.offers[[*terms, "hours_per_unit", "setup_hours"]], on="offer")


def check_orders(rows: Rows) -> list[Breach]:
    """Return orders below the minimum, off the multiple or above the maximum (units paid)."""
    case = rows.case
    table = case.with_period(orders(rows)).rename(columns={"units_paid": "found"})
    table = table[table["found"] > NEGLIGIBLE_UNITS]
    small = table[above(table["minimum_order"], table["found"])]
    times = (table["found"] / table["order_multiple"]).round()
    nearest = times * table["order_multiple"]
    off = (table["found"] - nearest).abs() > quantity_slack(table["found"].to_numpy())
    most = table["maximum_units"] * case.ratio
    large = most.notna() & above(table["found"], most)
    return [
        Breach("verify-minimum-order", small.assign(expected=small["minimum_order"]), _ORDER),
        Breach("verify-order-multiple", table[off].assign(expected=table["order_multiple"][off]), _ORDER),
        Breach("verify-maximum-units", table[large].assign(expected=most[large]), _ORDER),
    ]


def capacity_use(rows: Rows) -> pd.DataFrame:
    """Return the hours used: ``supplier``, ``process``, ``position``, ``used_hours``, ``hours`` (blank: 0).

    ``used_hours`` = sum over the orders of ``setup_hours + hours_per_unit * units_paid``; only rows above zero.
    """
    keys = ["supplier", "process", "position"]
    table = orders(rows)
    table = table[(table["units_paid"] > NEGLIGIBLE_UNITS) & table["process"].notna()]
    table = table.assign(used_hours=table["setup_hours"] + table["hours_per_unit"] * table["units_paid"])
    used = table.groupby(keys, as_index=False)["used_hours"].sum()
    used = used[used["used_hours"] > 0.0].merge(span.hours(rows.case), on=keys, how="left")
    return used.fillna({"hours": 0.0})


def check_hours(use: pd.DataFrame) -> list[Breach]:
    """Return where a supplier works more hours in a process than it has; ``use`` is `capacity_use` with periods."""
    over = use[above(use["used_hours"], use["hours"])]
    over = over.rename(columns={"used_hours": "found", "hours": "expected"})
    return [Breach("verify-hours", over, ("supplier", "process", "period"))]
