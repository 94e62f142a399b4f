"""What the plan costs, from the raw prices, in rupiah."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from evplan.plan.record import COST_KINDS
from evplan.plan.verify import span
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import Case, looked_up
from evplan.plan.verify.rows import Rows
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


def costs(rows: Rows, awards: pd.DataFrame, balance: pd.DataFrame) -> pd.DataFrame:
    """Return ``kind`` (each of `COST_KINDS`) and ``idr``; ``awards`` are `priced`, ``balance`` the vehicle balance.

    Tooling is paid once for an offer with any unit paid, opening once for its supplier; stock costs
    ``holding_cost_idr`` a unit and data period; unmet is the scenario's price of a vehicle.
    """
    case = rows.case
    paid = awards.groupby("offer")["units_paid"].sum()
    at_work = case.offers.loc[paid.index[paid > NEGLIGIBLE_UNITS]]
    opened = case.suppliers.loc[at_work["supplier"].unique(), "opening_cost_idr"]
    held = rows.stock["units"] * looked_up(rows.stock["part"], case.parts["holding_cost_idr"]).fillna(0.0) * case.ratio
    penalty = case.scenario.demand.unmet_penalty_idr or 0.0
    unmet = (balance["demanded"] - balance["built"]).clip(lower=0.0) * penalty
    terms = {
        "purchase": awards["value_idr"],
        "freight": awards["freight_idr"],
        "duty": awards["duty_idr"],
        "tooling": at_work["tooling_cost_idr"],
        "opening": opened,
        "stock": held,
        "unmet": unmet,
    }
    return pd.DataFrame(
        {
            "kind": COST_KINDS,
            "idr": [math.fsum(pd.Series(terms.get(kind, ()), dtype="float64").tolist()) for kind in COST_KINDS],
        }
    )
