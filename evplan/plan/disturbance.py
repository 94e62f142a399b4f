"""What can happen to a plan: suppliers lost, demand, currency and prices that move, certificates that lapse.

A disturbance is a change to the data and the scenario, so that whatever is planned under it can be built, solved and
verified like anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from evplan.plan.change import apply_changes
from evplan.quantities import HOME_CURRENCY
from evplan.scenario.document import Change, Scenario
from evplan.scenario.rule import Cell, Selector, Strict
from evplan.scenario.selector import selected
from evplan.schema import Tables

Kind = Literal["supplier", "region", "largest", "demand", "rupiah", "battery", "certificates", "own"]

KINDS: tuple[Kind, ...] = ("supplier", "region", "largest", "demand", "rupiah", "battery", "certificates")
"""The kinds that evplan makes up by itself; ``own`` are those of a cases file."""

LONG_AGO = "0001-01-01"
"""The last day of an offer that is lost, and of a certificate that has lapsed: before any horizon."""

ENDING, ALL = "ending", "all"
"""In place of suppliers: the certificates that end inside the horizon, and all that there are."""

Factor = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
Odds = Annotated[float, Field(ge=0.0, le=1.0)]


class PriceMove(Strict):
    """Prices of the offers of these parts, ``times`` so much."""

    parts: Selector
    times: Factor


class Disturbance(Strict):
    """One case: everything that is named happens together, for the whole horizon.

    ``suppliers`` deliver nothing and work for nobody, nor do those of ``regions``; ``demand`` is multiplied; ``rupiah``
    is the part of its value that the rupiah loses (-0.3: a foreign currency costs 1 / 0.7 as much; above 0: gains);
    ``prices`` move; ``certificates``, of content and of suppliers, have lapsed: those of the suppliers named, or of
    ``ending`` or ``all``. ``probability`` is the user's odds of it over the horizon. ``kind`` and ``subject`` are those
    of cases that evplan makes up.
    """

    name: Annotated[str, Field(min_length=1, max_length=120)]
    kind: Kind = "own"
    subject: str = ""
    suppliers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    demand: Factor | None = None
    rupiah: Annotated[float, Field(gt=-1.0, lt=10.0)] | None = None
    prices: PriceMove | None = None
    certificates: tuple[str, ...] = ()
    probability: Odds | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Disturbance:
        given = (self.suppliers, self.regions, self.certificates)
        if not any(given) and self.demand is None and self.rupiah is None and self.prices is None:
            raise ValueError("says nothing that happens: give suppliers, regions, demand, rupiah, prices, certificates")
        return self

    @property
    def only_loses(self) -> bool:
        """Return whether all that happens is that suppliers are lost: the program keeps its rows and columns."""
        return self.demand is None and self.rupiah is None and self.prices is None and not self.certificates


def lost_suppliers(tables: Tables, disturbance: Disturbance) -> list[str]:
    """Return the suppliers that are lost, in the order of their table."""
    suppliers = tables["suppliers"]
    lost = suppliers["supplier"].isin(disturbance.suppliers) | suppliers["region"].isin(disturbance.regions)
    return [str(key) for key in suppliers.loc[lost, "supplier"]]


def disturbed(tables: Tables, scenario: Scenario, disturbance: Disturbance) -> tuple[Tables, Scenario]:
    """Return data and scenario as they are under a disturbance; those that came in are untouched.

    An offer that is lost keeps its row and is not valid any more, so that the bill of materials stays as it was.
    """
    changed = apply_changes(tables, _moves(tables, disturbance))[0]
    changed = _without(changed, lost_suppliers(tables, disturbance))
    if disturbance.certificates:
        changed = _lapsed(changed, scenario, disturbance.certificates)
    if disturbance.demand is None:
        return changed, scenario
    scale = scenario.demand.scale * disturbance.demand
    return changed, scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"scale": scale})})


def _moves(tables: Tables, disturbance: Disturbance) -> list[Change]:
    """Return the moves of currencies and prices as changes of a scenario."""
    moves = []
    if disturbance.rupiah is not None:
        currencies = tables["exchange_rates"]["currency"]
        foreign: list[Cell] = currencies[currencies.ne(HOME_CURRENCY)].unique().tolist()
        times = {"times": 1.0 / (1.0 + disturbance.rupiah)}
        moves.append(Change(table="exchange_rates", where={"currency": foreign}, set={"idr_per_unit": times}))
    if disturbance.prices is not None:
        parts = tables["parts"].loc[selected(tables["parts"], "part", disturbance.prices.parts), "part"]
        offers: list[Cell] = tables["offers"].loc[tables["offers"]["part"].isin(parts), "offer"].tolist()
        for table in ("offers", "price_bands"):
            times = {"times": disturbance.prices.times}
            moves.append(Change(table=table, where={"offer": offers}, set={"price": times}))
    return moves


def _without(tables: Tables, lost: Sequence[str]) -> Tables:
    offers, capacity = tables["offers"], tables["capacity"]
    gone, idle = offers["supplier"].isin(lost), capacity["supplier"].isin(lost)
    return tables | {
        "offers": offers.assign(valid_to=offers["valid_to"].mask(gone, LONG_AGO)),
        "capacity": capacity.assign(hours=capacity["hours"].mask(idle, 0.0)),
    }


def _lapsed(tables: Tables, scenario: Scenario, whose: Sequence[str]) -> Tables:
    """Return the tables with certificates, of offers' content and of suppliers, that ended long ago."""
    offers, held = tables["offers"], tables["supplier_certificates"]
    by_content = offers["content_evidence"].eq("certificate") & _chosen(offers, "certificate_expiry", scenario, whose)
    by_supplier = _chosen(held, "valid_to", scenario, whose)
    return tables | {
        "offers": offers.assign(certificate_expiry=offers["certificate_expiry"].mask(by_content, LONG_AGO)),
        "supplier_certificates": held.assign(valid_to=held["valid_to"].mask(by_supplier, LONG_AGO)),
    }


def _chosen(frame: pd.DataFrame, day: str, scenario: Scenario, whose: Sequence[str]) -> pd.Series[bool]:
    last_day = scenario.calendar.table["last_day"].iloc[-1]
    ends = frame[day].notna() & frame[day].lt(str(last_day))
    chosen = frame["supplier"].isin(whose)
    if ENDING in whose:
        chosen |= ends
    return chosen | (ALL in whose)


def with_unmet(scenario: Scenario, penalty_idr: float) -> Scenario:
    """Return the scenario with vehicles that may stay unbuilt at a price."""
    demand = scenario.demand.model_copy(update={"unmet_penalty_idr": penalty_idr})
    return scenario.model_copy(update={"demand": demand})


def with_orders_placed(tables: Tables, scenario: Scenario) -> tuple[Tables, Scenario]:
    """Return data and scenario as they are once orders are placed: what is delivered may be left over, or be a part.

    A part of an order that is delivered is no order of its own: minimum orders and multiples hold no more.
    """
    offers = tables["offers"].assign(minimum_order=0.0, order_multiple=np.nan)
    demand = scenario.demand.model_copy(update={"surplus": True})
    return tables | {"offers": offers}, scenario.model_copy(update={"demand": demand})
