"""What the law makes of every offer, and what each local-content rule asks of which vehicle in which year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.law import METHODS, Law, aspects, credit, fixed, formula, year_day
from evplan.plan.conversion import NEVER, NO_GROUP, Codes, carried_group, component_credit
from evplan.plan.inputs import PlanInputs
from evplan.plan.period import Flags
from evplan.quantities import Floats
from evplan.scenario.rule import LocalContent
from evplan.scenario.selector import selected

BEST = "best"


@dataclass(frozen=True)
class Credits:
    """What one method makes of the offers in one year.

    ``weights`` per group (0..1 of the score); ``group`` per offer (position in ``weights``, -1: does not count by
    itself, `NEVER`: nor as a piece of anything); ``credit`` offers x periods (0..1; only the periods of the year mean
    anything). What does not count by itself counts at a workshop in ``carried_group`` (per place, -1: not at all), with
    ``carried_credit``: offers x periods where the method takes it at its own credit, places x periods where it is a
    piece of a component (``by_component``). Of a component whose pieces can end with different credits it is the least
    of them.
    """

    weights: Floats
    group: npt.NDArray[np.intp]
    credit: Floats
    carried_group: npt.NDArray[np.intp]
    carried_credit: Floats
    by_component: bool

    def counted(self, offer: Codes, place: Codes, period: Codes) -> tuple[Codes, Floats]:
        """Return the group and the credit of units of an offer that are sent to a place in a period."""
        own = self.group[offer]
        carried = self.carried_credit[place if self.by_component else offer, period]
        group = np.where(own == -1, self.carried_group[place], own)
        return group, np.where(own >= 0, self.credit[offer, period], carried)


def target_table(inputs: PlanInputs) -> pd.DataFrame:
    """Return what the scenario's local-content rules ask, a row per rule, vehicle, year and method that could serve.

    Columns ``rule``, ``vehicle``, ``year``, ``method`` (never ``best``: that gives a row per method in force; rows of
    one rule, vehicle and year are alternatives), ``minimum`` (0..1), ``penalty_idr`` (``NaN``: mandatory). Vehicles
    without demand in a year are left out. Raises `LawNotInForce`.
    """
    rows = []
    wanted = vehicle_years(inputs)
    for rule in inputs.scenario.rule:
        if not isinstance(rule, LocalContent):
            continue
        vehicles = inputs.parts.loc[selected(inputs.parts, "part", rule.vehicles), "part"]
        years = inputs.periods.loc[selected(inputs.periods, "period", rule.periods), "year"]
        mine = wanted[wanted["vehicle"].isin(vehicles) & wanted["year"].isin(years)]
        for vehicle, year in zip(mine["vehicle"], mine["year"], strict=True):
            minimum = inputs.law.minimum(year_day(year)) if rule.minimum == "law" else rule.minimum
            methods = inputs.law.methods_in_force(year_day(year)) if rule.method == BEST else [rule.method]
            rows += [(rule.id, vehicle, year, method, minimum, rule.penalty_idr) for method in methods]
    table = pd.DataFrame(rows, columns=["rule", "vehicle", "year", "method", "minimum", "penalty_idr"])
    return table.astype({"rule": "str", "vehicle": "str", "method": "str", "minimum": float, "penalty_idr": float})


def objective_table(inputs: PlanInputs, method: str) -> pd.DataFrame:
    """Return every vehicle and year in which something is wanted as a target of `target_table`, with no minimum."""
    wanted = vehicle_years(inputs).assign(rule="objective", method=method, minimum=0.0, penalty_idr=np.nan)
    return wanted[["rule", "vehicle", "year", "method", "minimum", "penalty_idr"]]


def vehicle_years(inputs: PlanInputs) -> pd.DataFrame:
    """Return the vehicles and years in which something is wanted: ``vehicle``, ``year``, sorted."""
    line, period = np.nonzero(inputs.demand)
    table = pd.DataFrame(
        {
            "vehicle": inputs.lines["vehicle"].to_numpy(dtype=object)[line],
            "year": inputs.periods["year"].to_numpy()[period],
        }
    ).astype({"vehicle": "str"})
    return table.drop_duplicates().sort_values(["vehicle", "year"], ignore_index=True)


def content_of(content: pd.DataFrame, vehicle: str, year: int) -> pd.DataFrame:
    """Return the one row of ``vehicle_content`` that holds for a vehicle and year; without one, a row of zeros."""
    mine = content[content["vehicle"].eq(vehicle) & (content["year"].eq(year) | content["year"].isna())]
    row = mine.sort_values("year").head(1)
    return row if len(row) else content.head(0).reindex([0]).assign(vehicle=vehicle)


def fixed_of(inputs: PlanInputs, method: str, vehicle: str, year: int) -> tuple[float, float, float]:
    """Return points (0..1), and rupiah and local rupiah per vehicle built, whatever is bought."""
    row = fixed(
        inputs.law, method, method_day(inputs.law, method, year), content_of(inputs.vehicle_content, vehicle, year)
    )
    return float(row["points"].iloc[0]), float(row["cost_idr"].iloc[0]), float(row["local_idr"].iloc[0])


def method_day(law: Law, method: str, year: int) -> date:
    """Return the day whose law scores a production year by a method: of a repealed one, its last."""
    return law.latest_day(method, year_day(year))


def credits(inputs: PlanInputs, method: str, year: int) -> Credits:
    """Return what a method makes of all offers in a year."""
    day = method_day(inputs.law, method, year)
    weights = aspects(inputs.law, method, day)["weight"]
    lines = content_lines(inputs)
    with_certificate, without = (
        credit(inputs.law, method, day, lines.assign(certified=certified)) for certified in (True, False)
    )
    group = _own_groups(inputs.law, method, lines, with_certificate["group"], weights.index)
    table = _by_certificate(inputs, with_certificate, without)
    at_place = np.full(len(inputs.places), -1, dtype=np.intp)
    by_component, carried = formula(inputs.law, method).by_component, table
    if len(inputs.into):
        offer = inputs.places["offer_code"].to_numpy()
        part = inputs.offers["part_code"].to_numpy()
        own_group = np.full(len(inputs.parts), -1, dtype=np.intp)
        own_group[part] = group
        at_place = np.where(offer >= 0, carried_group(inputs.into, own_group)[part[offer]], -1)
        if by_component:
            carried = component_credit(inputs, own_group >= 0, table)
        else:
            counting = lines.assign(content_group=weights.index[0])
            pair = (credit(inputs.law, method, day, counting.assign(certified=flag)) for flag in (True, False))
            carried = _by_certificate(inputs, *pair)
    return Credits(weights.to_numpy(dtype=np.float64), group, table, at_place, carried, by_component)


def _own_groups(law: Law, method: str, lines: pd.DataFrame, group: pd.Series[str], names: pd.Index) -> Codes:
    """Return the place of each offer's group among ``names``; -1 of a part that can count as a piece of another."""
    place = np.asarray(names.get_indexer(group), dtype=np.intp)
    if formula(law, method).by_component:
        return place
    return np.where((place < 0) & lines["content_group"].ne(NO_GROUP).to_numpy(), NEVER, place)


def _by_certificate(inputs: PlanInputs, with_certificate: pd.DataFrame, without: pd.DataFrame) -> Floats:
    sides = with_certificate["credit"].to_numpy()[:, None], without["credit"].to_numpy()[:, None]
    return np.asarray(np.where(inputs.certified, *sides), dtype=np.float64)


def content_lines(inputs: PlanInputs) -> pd.DataFrame:
    """Return per offer what the law asks of a bought line, but for its certificate and money."""
    part = inputs.parts.iloc[inputs.offers["part_code"].to_numpy()]
    return pd.DataFrame(
        {
            "content_group": part["content_group"].to_numpy(),
            "main_component": part["main_component"].to_numpy(),
            "domestic": inputs.offers["domestic"].to_numpy(),
            "local_content_share": inputs.offers["local_content_share"].to_numpy(),
            "raw_material_origin": inputs.offers["raw_material_origin"].to_numpy(),
        },
        index=inputs.offers.index,
    )


def counting_parts(inputs: PlanInputs, targets: pd.DataFrame) -> Flags:
    """Return which parts count in the score of any target: their units are told apart by assembly line.

    By themselves, or as a piece of what a workshop makes of them.
    """
    counts = np.zeros(len(inputs.parts), dtype=np.bool_)
    part, lines = inputs.offers["part_code"].to_numpy(), content_lines(inputs).assign(certified=False)
    for method, year in targets[["method", "year"]].drop_duplicates().itertuples(index=False):
        day = method_day(inputs.law, method, year)
        group = credit(inputs.law, method, day, lines)["group"]
        own = np.full(len(inputs.parts), -1, dtype=np.intp)
        own[part] = _own_groups(inputs.law, method, lines, group, aspects(inputs.law, method, day).index)
        counts |= carried_group(inputs.into, own) >= 0
    return counts


__all__ = [
    "METHODS",
    "Credits",
    "content_lines",
    "content_of",
    "counting_parts",
    "credits",
    "fixed_of",
    "method_day",
    "objective_table",
    "target_table",
    "vehicle_years",
]
