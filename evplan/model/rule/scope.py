"""What a rule speaks of among the columns: its selectors worked out, its measure, the keys that split it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.model.block import Indices
from evplan.model.column import Columns, Flags
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats
from evplan.scenario.rule import Award, Fix, Rule
from evplan.scenario.selector import selected

SUPPLY_KEYS = ("supplier", "region")
"""Keys of ``each`` that split what suppliers get, and not the whole that a share is of."""


@dataclass(frozen=True)
class Amounts:
    """Columns that a limit adds up: number, upper bound, and amount per unit of each."""

    column: Indices
    upper: Floats
    per_unit: Floats


def scope(
    inputs: PlanInputs, columns: Columns, rule: Rule, group: str = "buy"
) -> tuple[np.ndarray, np.ndarray, dict[str, Indices]]:
    """Return what a rule speaks of among the ``buy`` columns (or another group with the same index).

    Whether a column is on the rule's parts, vehicles and periods; whether its supplier is one of the rule's as well;
    and for every key of ``each`` the code of each column (0, 1, ...).
    """
    keys = key_codes(inputs, columns, group)
    on_parts = selected(inputs.parts, "part", rule.parts).to_numpy()[keys["part"]]
    on_parts &= selected(inputs.periods, "period", rule.periods).to_numpy()[keys["period"]]
    if rule.vehicles is not None:
        line = columns.requirement.destinations["line"].to_numpy()[columns[group].index["destination"]]
        on_parts &= (line >= 0) & selected(inputs.parts, "part", rule.vehicles).to_numpy()[keys["vehicle"]]
    by_supplier = selected_suppliers(inputs, rule)
    return on_parts, by_supplier[keys["supplier"]], {key: keys[key] for key in rule.each_keys}


def key_codes(inputs: PlanInputs, columns: Columns, group: str = "buy") -> dict[str, Indices]:
    """Return the codes of every key that ``each`` may name, per column; a vehicle means the assembly line's.

    Codes are rows of the inputs' tables; for regions, places in `region_names`.
    """
    index = columns[group].index
    offer = index["offer"].to_numpy()
    supplier = inputs.offers["supplier_code"].to_numpy()[offer]
    line = columns.requirement.destinations["line"].to_numpy()[index["destination"]]
    vehicle_code = pd.Index(inputs.parts["part"]).get_indexer(inputs.lines["vehicle"])
    region, _ = region_names(inputs)
    codes = {
        "supplier": supplier,
        "part": inputs.offers["part_code"].to_numpy()[offer],
        "vehicle": np.where(line >= 0, vehicle_code[line], 0),
        "region": region[supplier],
        "period": index["period"].to_numpy(),
    }
    return {key: code.astype(np.int64) for key, code in codes.items()}


def region_names(inputs: PlanInputs) -> tuple[Indices, pd.Index]:
    """Return the code of every supplier's region, and the regions' names (blank: none is known)."""
    code, names = pd.factorize(inputs.suppliers["region"].fillna(""))
    return code.astype(np.int64), pd.Index(names)


def selected_suppliers(inputs: PlanInputs, rule: Rule) -> Flags:
    """Return, per supplier, whether the rule's suppliers and regions choose it."""
    chosen = selected(inputs.suppliers, "supplier", rule.suppliers)
    if rule.regions is not None:
        regions = inputs.regions.loc[selected(inputs.regions, "region", rule.regions), "region"]
        chosen = chosen & inputs.suppliers["region"].isin(regions)
    return np.asarray(chosen, dtype=np.bool_)


def selected_offers(inputs: PlanInputs, rule: Rule) -> Flags:
    """Return which offers are of the rule's suppliers and for its parts."""
    parts = selected(inputs.parts, "part", rule.parts).to_numpy()
    suppliers = selected_suppliers(inputs, rule)
    offers = inputs.offers
    return np.asarray(suppliers[offers["supplier_code"]] & parts[offers["part_code"]], dtype=np.bool_)


def selected_periods(inputs: PlanInputs, rule: Rule) -> Indices:
    """Return the codes of the rule's periods."""
    return np.flatnonzero(selected(inputs.periods, "period", rule.periods).to_numpy()).astype(np.int64)


def scope_of(inputs: PlanInputs, columns: Columns, rule: Award | Fix) -> tuple[np.ndarray, np.ndarray]:
    """Return which ``buy`` columns are the rule's own, and which are the whole that a share is of."""
    on_parts, by_supplier, _ = scope(inputs, columns, rule)
    if isinstance(rule, Fix) and rule.offer is not None:
        offers = inputs.offers
        code = offers["offer"].eq(rule.offer).to_numpy()
        offer = columns["buy"].index["offer"].to_numpy()
        by_supplier = code[offer]
        on_parts &= np.isin(offers["part_code"].to_numpy()[offer], offers["part_code"].to_numpy()[code])
    return on_parts & by_supplier, on_parts


def names_vehicles(rule: Rule) -> bool:
    """Return whether a rule tells the vehicles' lines apart."""
    return rule.vehicles is not None or "vehicle" in rule.each_keys


def measured(inputs: PlanInputs, columns: Columns, measure: str) -> Floats:
    """Return the measure per good unit of every ``buy`` column; value in rupiah."""
    buy = columns["buy"].index
    if measure == "value":
        return np.asarray(buy["value"].to_numpy())
    if measure == "units":
        return np.ones(len(buy))
    column = "hours_per_unit" if measure == "hours" else "labour_hours_per_unit"
    offer = buy["offer"].to_numpy()
    return np.asarray(inputs.offers[column].to_numpy()[offer] / inputs.offers["yield_share"].to_numpy()[offer])


def bought(inputs: PlanInputs, columns: Columns, measure: str) -> Amounts:
    """Return the ``buy`` columns with their measure per good unit; surplus counts nowhere."""
    buy = columns["buy"]
    return Amounts(buy.columns, buy.upper, measured(inputs, columns, measure))


def asked(inputs: PlanInputs, rule: Rule) -> pd.DataFrame | None:
    """Return the suppliers' and regions' keys of ``each`` for which a minimum must hold, whoever offers anything."""
    own = [key for key in rule.each_keys if key in SUPPLY_KEYS]
    suppliers = pd.DataFrame({"supplier": np.arange(len(inputs.suppliers)), "region": region_names(inputs)[0]})
    chosen = selected_suppliers(inputs, rule)
    if "region" in own:
        chosen = chosen & inputs.suppliers["region"].notna().to_numpy()
    return suppliers.loc[chosen, own].drop_duplicates() if own else None
