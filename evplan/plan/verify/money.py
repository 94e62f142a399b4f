"""What the plan costs, from the raw prices, in rupiah."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from evplan.plan.record import COST_KINDS, PLAN_COLUMNS
from evplan.plan.verify import span
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import Case, looked_up
from evplan.plan.verify.rows import Rows
from evplan.plan.verify.total import money_slack, sums
from evplan.quantities import NEGLIGIBLE_UNITS, money_values, quantity_slack


def priced(rows: Rows) -> tuple[pd.DataFrame, list[Breach]]:
    """Return the awards with their money, and those whose currency has no exchange rate.

    Adds ``price_idr`` (per unit paid), ``value_idr`` = price * units paid, ``freight_idr`` = mass * rate of the lane *
    units paid, ``duty_idr`` = duty share * (value + freight); and without surplus ``value_used`` and ``landed_used``
    (value, freight and duty). What has no rate or no lane costs nothing here: it is a breach of its own.
    """
    case, awards = rows.case, rows.awards
    rated = awards.merge(span.exchange_rates(case), on=["currency", "position"], how="left")
    lost = rated[rated["rate"].isna() & (rated["units_paid"] > NEGLIGIBLE_UNITS)]
    price = _band_prices(case, awards) * rated["rate"].fillna(0.0)
    value = price * awards["units_paid"]
    freight = looked_up(awards["part"], case.parts["mass_kg"]) * awards["freight_idr_per_kg"] * awards["units_paid"]
    duty = awards["duty_share"] * (value + freight)
    delivered = awards["units"] + awards["surplus"]
    used = (awards["units"] / delivered).where(delivered > 0.0, 0.0)
    money = {"price_idr": price, "value_idr": value, "freight_idr": freight, "duty_idr": duty}
    result = awards.assign(**money, value_used=value * used, landed_used=(value + freight + duty) * used)
    return result, [Breach("verify-no-exchange-rate", lost, ("offer", "period"))]


def _band_prices(case: Case, awards: pd.DataFrame) -> pd.Series:
    """Return the price of each award in its own currency: that of the highest band reached, else the offer's.

    A band is reached where the units paid, over all sites and vehicles, of its span (a period, or the horizon) are at
    least its ``minimum_units``.
    """
    keys = ["offer", "position"]
    paid = awards.groupby(keys, as_index=False)["units_paid"].sum()
    paid["whole"] = paid.groupby("offer")["units_paid"].transform("sum")
    bands = paid.merge(case.tables["price_bands"], on="offer")
    span_units = np.where(bands["basis"] == "horizon", bands["whole"], bands["units_paid"])
    least = bands["minimum_units"].to_numpy()
    reached = bands[span_units >= least - quantity_slack(least)].sort_values("minimum_units", kind="stable")
    reached = reached.drop_duplicates(keys, keep="last").assign(band=lambda frame: money_values(frame["price"]))
    price = awards[[*keys, "price"]].merge(reached[[*keys, "band"]], on=keys, how="left")
    return price["band"].fillna(price["price"])


def rebates(case: Case, awards: pd.DataFrame) -> pd.DataFrame:
    """Return the rebates that are reached, as in `PlanTables`; ``awards`` are `priced`.

    All that is bought of a supplier over the horizon, surplus included and before any discount, earns the share of the
    highest ``minimum_spend_idr`` that it reaches within the tolerance of money.
    """
    steps = case.tables["supplier_rebates"]
    spend = sums(awards, ["supplier"], "value_idr").rename(columns={"value_idr": "spend_idr"})
    steps = steps.assign(least=money_values(steps["minimum_spend_idr"])).merge(spend, on="supplier")
    reached = steps[steps["spend_idr"] >= steps["least"] - money_slack(steps["least"].to_numpy())]
    best = reached.sort_values(["supplier", "least"]).drop_duplicates("supplier", keep="last")
    return best.assign(rebate_idr=best["rebate_share"] * best["spend_idr"])[list(PLAN_COLUMNS["rebates"])]


def costs(rows: Rows, awards: pd.DataFrame, balance: pd.DataFrame, once: pd.DataFrame) -> pd.DataFrame:
    """Return ``kind`` (each of `COST_KINDS`) and ``idr``, discounted to the horizon's first day.

    ``awards`` are `priced`, ``balance`` the vehicle balance, ``once`` are `evplan.plan.verify.investment.invested`.
    Purchases are less by the rebates; stock costs ``holding_cost_idr`` a unit and data period; unmet is the scenario's
    price of a vehicle.
    """
    case = rows.case
    factor = case.discount(case.later)
    back = rebates(case, awards).set_index("supplier")["rebate_share"]
    paid_back = looked_up(awards["supplier"], back).fillna(0.0) * awards["value_idr"]
    held = rows.stock["units"] * looked_up(rows.stock["part"], case.parts["holding_cost_idr"]).fillna(0.0) * case.ratio
    penalty = case.scenario.demand.unmet_penalty_idr or 0.0
    unmet = (balance["demanded"] - balance["built"]).clip(lower=0.0) * penalty
    when = looked_up(awards["position"], factor)
    terms = {
        "purchase": pd.concat([awards["value_idr"] * when, -paid_back * when]),
        "freight": awards["freight_idr"] * when,
        "duty": awards["duty_idr"] * when,
        "stock": held * looked_up(rows.stock["position"], factor),
        "unmet": unmet * looked_up(balance["position"], factor),
    } | {kind: once.loc[once["kind"] == kind, "counts"] for kind in ("tooling", "opening", "upgrade")}
    return pd.DataFrame({"kind": COST_KINDS, "idr": [math.fsum(terms[kind].tolist()) for kind in COST_KINDS]})
