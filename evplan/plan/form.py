"""What the TKDN forms of a vehicle and year say, from a plan: per unit, in rupiah, line by line with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.law import METHODS
from evplan.law.record import LegalValue
from evplan.plan.content import content_of, method_day
from evplan.plan.inputs import PlanInputs
from evplan.plan.outcome import award_money, scored_lines
from evplan.plan.record import PlanTables, Solution
from evplan.schema import Tables

OWN_COLUMNS = (
    *("assembly_share", "development_share", "labour_share", "overhead_share", "development_points"),
    *("assembly_cost_idr", "assembly_local_share"),
)


@dataclass(frozen=True)
class TkdnForm:
    """The forms of one vehicle built in one year.

    ``built`` vehicles of the year that all amounts are divided by; ``mass_kg`` of one (``NaN``: not known).

    material
        a row per offer, local content and group of the sectoral method: ``part``, ``name``, ``unit``, ``country`` (of
        the supplier), ``domestic``, ``supplier``, ``supplier_name``, ``share`` (0..1, 0 for imports), ``quantity``
        (good units for one vehicle), ``price_idr`` (landed, per good unit: value, freight, duty), ``group``,
        ``offer``, ``evidence``, ``expiry``,
        ``main`` (main component of the general method).
    components
        what counts as main component in the general method: ``offer``, ``part``, ``name``, ``supplier_name``,
        ``cost_idr`` per vehicle, ``certified``, ``share``, ``domestic``, ``local_material`` (raw material all local).
        A piece of a component stands with the component's certificate and origin, under its own offer.
    labour
        hours that suppliers work for conversion offers: ``offer``, ``supplier_name``, ``region``, ``hours`` (per
        vehicle), ``minimum_wage_idr`` (per month).
    own
        what the data set says of the vehicle's own work in that year, the columns `OWN_COLUMNS`.
    law
        the values that the methods score by, by method and subject; a subject that the law does not have is missing.
    scores, minima
        the plan's own score (0..1) by method, and what it is held against.
    """

    vehicle: str
    name: str
    year: int
    built: float
    mass_kg: float
    material: pd.DataFrame
    components: pd.DataFrame
    labour: pd.DataFrame
    own: Mapping[str, float]
    law: Mapping[str, Mapping[str, LegalValue]]
    scores: Mapping[str, float]
    minima: Mapping[str, float]


def years_built(inputs: PlanInputs, solution: Solution, vehicle: str) -> dict[int, float]:
    """Return how many of a vehicle a plan builds in each calendar year in which it builds any."""
    mine = solution.builds[solution.builds["vehicle"].eq(vehicle)].merge(inputs.periods[["period", "year"]])
    built = mine.groupby("year")["built"].sum()
    return {int(year): float(units) for year, units in built.items() if units > 0}


def tkdn_form(
    inputs: PlanInputs, tables: Tables, solution: Solution, plan: PlanTables, vehicle: str, year: int
) -> TkdnForm:
    """Return the forms of a vehicle and a year in which the plan builds it (`years_built`)."""
    built = years_built(inputs, solution, vehicle)[year]
    part = inputs.parts.set_index("part").loc[vehicle]
    content = content_of(inputs.vehicle_content, vehicle, year).iloc[0]
    awards = award_money(inputs, solution.awards)
    lines = {method: _lines(inputs, solution, awards, method, vehicle, year) for method in ("sectoral", "general")}
    mine = plan.scores[plan.scores["vehicle"].eq(vehicle) & plan.scores["year"].eq(year)].set_index("method")
    return TkdnForm(
        vehicle=vehicle,
        name=str(part["name"]) if pd.notna(part["name"]) else vehicle,
        year=year,
        built=built,
        mass_kg=float(part["mass_kg"]),
        material=_material(inputs, tables, lines["sectoral"], built),
        components=_components(inputs, lines["general"], built),
        labour=_labour(inputs, lines["sectoral"], built),
        own={name: 0.0 if pd.isna(content[name]) else float(content[name]) for name in OWN_COLUMNS},
        law=_law(inputs, year),
        scores={str(method): float(score) for method, score in mine["score"].items()},
        minima={str(method): float(minimum) for method, minimum in mine["minimum"].items()},
    )


def _lines(
    inputs: PlanInputs, solution: Solution, awards: pd.DataFrame, method: str, vehicle: str, year: int
) -> pd.DataFrame:
    """Return what a method scores of the vehicle and year, with the award's offer, part and good units."""
    lines = scored_lines(inputs, awards, method, solution.investments)
    lines = lines[lines["vehicle"].eq(vehicle) & lines["year"].eq(year)]
    award = awards.iloc[lines["award"].to_numpy()].reset_index(drop=True)
    lines = lines.reset_index(drop=True).assign(offer_code=award["offer_code"])
    lines[["offer", "part", "supplier", "units", "paid"]] = award[["offer", "part", "supplier", "units", "units_paid"]]
    paid_used = award["units_paid"] * award["units"] / (award["units"] + award["surplus"])
    return lines.assign(paid=paid_used)[lines["units"].gt(0)]


def _named(inputs: PlanInputs, frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with names of part and supplier added, keys where there is no name."""
    part = inputs.parts.set_index("part").reindex(frame["part"])
    supplier = inputs.suppliers.set_index("supplier").reindex(frame["supplier"])
    return frame.assign(
        name=part["name"].fillna(frame["part"].set_axis(part.index)).to_numpy(),
        unit=part["unit"].to_numpy(),
        main=part["main_component"].to_numpy(),
        country=supplier["country"].to_numpy(),
        supplier_name=supplier["name"].fillna(frame["supplier"].set_axis(supplier.index)).to_numpy(),
    )


def _material(inputs: PlanInputs, tables: Tables, lines: pd.DataFrame, built: float) -> pd.DataFrame:
    share = np.where(lines["domestic"], lines["local_content_share"].fillna(0.0), 0.0)
    by = ["part", "supplier", "offer", "domestic", "share", "content_group"]
    table = lines.assign(share=share).groupby(by, as_index=False)[["units", "landed_idr"]].sum()
    offer = tables["offers"].set_index("offer").reindex(table["offer"])
    table = _named(inputs, table).assign(
        quantity=table["units"] / built,
        price_idr=table["landed_idr"] / table["units"],
        evidence=offer["content_evidence"].fillna("").to_numpy(),
        expiry=offer["certificate_expiry"].fillna("").to_numpy(),
    )
    return table.rename(columns={"content_group": "group"}).drop(columns=["units", "landed_idr"])


def _components(inputs: PlanInputs, lines: pd.DataFrame, built: float) -> pd.DataFrame:
    main = lines[lines["main_component"].astype(bool)]
    main = main.assign(
        share=main["local_content_share"].fillna(0.0), local_material=main["raw_material_origin"].eq("local")
    )
    by = ["part", "supplier", "offer", "certified", "share", "domestic", "local_material"]
    table = main.groupby(by, as_index=False)["landed_idr"].sum()
    table = _named(inputs, table).assign(cost_idr=table["landed_idr"] / built)
    return table.drop(columns=["landed_idr", "unit", "main", "country"])


def _labour(inputs: PlanInputs, lines: pd.DataFrame, built: float) -> pd.DataFrame:
    offers = inputs.offers.iloc[lines["offer_code"].to_numpy()].reset_index(drop=True)
    hours = lines["paid"].to_numpy() * offers["labour_hours_per_unit"].fillna(0.0).to_numpy() / built
    work = lines.reset_index(drop=True).assign(hours=hours)[offers["conversion"] & (hours > 0)]
    table = work.groupby(["offer", "part", "supplier"], as_index=False)["hours"].sum()
    region = inputs.suppliers.set_index("supplier")["region"].reindex(table["supplier"])
    place = inputs.regions.set_index("region").reindex(region)
    return _named(inputs, table)[["offer", "supplier_name", "hours"]].assign(
        region=place["name"].fillna("").to_numpy(),
        minimum_wage_idr=pd.to_numeric(place["minimum_wage_idr"]).to_numpy(dtype=np.float64),
    )


def _law(inputs: PlanInputs, year: int) -> dict[str, dict[str, LegalValue]]:
    found = {}
    for method in METHODS:
        day = method_day(inputs.law, method, year)
        values = inputs.law.documents[method].values
        found[method] = {value.subject: value for value in values if value.holds(day)}
    return found


__all__ = ["OWN_COLUMNS", "TkdnForm", "tkdn_form", "years_built"]
