"""Offers: whether they may be used there and then, and whether the orders are of a lawful size."""

from __future__ import annotations

import pandas as pd

from evplan.plan.verify.breach import AWARD, Breach
from evplan.plan.verify.case import FIRST_DAY, LAST_DAY, Case, looked_up
from evplan.plan.verify.rows import Rows
from evplan.plan.verify.total import above
from evplan.plan.verify.upgrade import without_certificate
from evplan.quantities import NEGLIGIBLE_UNITS, quantity_slack
from evplan.scenario.calendar import parse_period

_ORDER = ("offer", "period")


def check_use(rows: Rows) -> list[Breach]:
    """Return awards on offers that cannot be used there and then.

    Where the calendar says from when orders can be placed, an offer needs its own lead time, that of the lane, and that
    of the workshop which works on it before the part is used.
    """
    case, work = rows.case, rows.awards
    idle = work["units_paid"] <= NEGLIGIBLE_UNITS
    work = work[~idle] if idle.any() else work
    day = looked_up(work["position"], case.periods["first_day"])
    valid = (work["valid_from"].fillna(FIRST_DAY) <= day) & (day <= work["valid_to"].fillna(LAST_DAY))
    ready = looked_up(work["supplier"], _ready_days(case)).fillna(FIRST_DAY)
    breaches = [
        Breach("verify-offer-not-valid", work[~valid].assign(found=day[~valid]), AWARD),
        Breach("verify-supplier-not-ready", work[ready > day].assign(expected=ready[ready > day]), AWARD),
        Breach("verify-no-lane", _with_aim(work[~work["lane_known"].astype("bool")]), AWARD),
        Breach("verify-certificate", without_certificate(case, work, rows.upgrades), AWARD),
    ]
    start = case.scenario.calendar.orders_start
    if start is None:
        return breaches
    lead = case.lasting(work["lead_time_periods"] + work["lane_lead"] + work["workshop_lead"])
    time = work["position"] - start
    late = time < lead
    return [
        *breaches,
        Breach("verify-lead-time", _with_aim(work[late]).assign(found=time[late], expected=lead[late]), AWARD),
    ]


def _with_aim(work: pd.DataFrame) -> pd.DataFrame:
    """Return awards with ``aim``, the workshop or the site that they go to, in words."""
    at_line = work["workshop"] == ""
    return work.assign(aim=("site " + work["site"]).where(at_line, "workshop " + work["workshop"]))


def _ready_days(case: Case) -> pd.Series:
    """Return the first day of each candidate's first period; suppliers without one are left out."""
    suppliers = case.suppliers
    waits = suppliers.loc[(suppliers["status"] == "candidate") & suppliers["ready_period"].notna(), "ready_period"]
    days = {label: parse_period(label) for label in waits.unique()}
    return waits.map({label: period.first_day.isoformat() for label, period in days.items() if period}).astype("str")


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
