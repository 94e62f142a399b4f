"""Work and money by region: labour hours, full-time jobs and value, next to unemployment and the minimum wage."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from evplan.law import full_time_hours
from evplan.plan.exposure import NOWHERE, exposure, herfindahl
from evplan.plan.inputs import PlanInputs
from evplan.plan.record import PlanTables

REGION_COLUMNS = {
    "region": "str",
    "name": "str",
    "year": "int64",
    "suppliers": "int64",
    "labour_hours": "float64",
    "jobs": "float64",
    "value_idr": "float64",
    "value_share": "float64",
    "unemployment_share": "float64",
    "minimum_wage_idr": "float64",
}


def region_years(inputs: PlanInputs, plan: PlanTables) -> pd.DataFrame:
    """Return what each region gets in each year, most value first; columns `REGION_COLUMNS`, a plain index.

    ``labour_hours`` are those of the offers (surplus left out), ``jobs`` the same as full-time jobs of that part of the
    year that lies in the horizon; ``value_idr`` is ex works, ``value_share`` of all that the year buys.
    ``unemployment_share`` and ``minimum_wage_idr`` (a month) are the region's own, blank where the data have none.
    """
    awards = _measured(inputs, plan)
    keys = ["year", "region"]
    table = awards.groupby(keys, as_index=False).agg(
        suppliers=("supplier", "nunique"), labour_hours=("labour_hours", "sum"), value_idr=("value_idr", "sum")
    )
    table["jobs"] = table["labour_hours"] / job_hours(inputs).reindex(table["year"]).to_numpy()
    table["value_share"] = table["value_idr"] / table.groupby("year")["value_idr"].transform("sum")
    known = inputs.regions.set_index("region")
    for column in ("name", "unemployment_share", "minimum_wage_idr"):
        table[column] = pd.Series(known[column].reindex(table["region"]).to_numpy())
    table["minimum_wage_idr"] = pd.to_numeric(table["minimum_wage_idr"])
    table["name"] = table["name"].fillna(table["region"])
    table = table.sort_values(["year", "value_idr", "region"], ascending=[True, False, True], ignore_index=True)
    return table[list(REGION_COLUMNS)].astype(REGION_COLUMNS)


def concentration(inputs: PlanInputs, plan: PlanTables) -> dict[str, float]:
    """Return how concentrated value is on each ``supplier`` and ``region``: the sum of squared shares (0..1).

    It is the Herfindahl-Hirschman index of `evplan.plan.exposure`; 0 where nothing is bought.
    """
    return {
        "supplier": herfindahl(exposure(inputs, plan, "supplier")),
        "region": herfindahl(exposure(inputs, plan, "region")),
    }


def job_hours(inputs: PlanInputs) -> pd.Series[float]:
    """Return the hours of one full-time job in each year's part of the horizon (index: year)."""
    months = inputs.periods.groupby("year")["months"].sum()
    month = [full_time_hours(inputs.law, date(int(year), 12, 31)) for year in months.index]
    return months * np.array(month)


def _measured(inputs: PlanInputs, plan: PlanTables) -> pd.DataFrame:
    """Return the awards with ``region``, ``year`` and ``labour_hours``."""
    awards = plan.awards
    offer = pd.Index(inputs.offers["offer"]).get_indexer(awards["offer"])
    delivered = awards["units"] + awards["surplus"]
    used = (awards["units"] / delivered.where(delivered > 0, 1.0)).to_numpy()
    region = inputs.suppliers["region"].fillna(NOWHERE).to_numpy(dtype=object)
    return awards.assign(
        region=region[inputs.offers["supplier_code"].to_numpy()[offer]],
        year=inputs.periods.set_index("period")["year"].reindex(awards["period"]).to_numpy(),
        labour_hours=inputs.offers["labour_hours_per_unit"].to_numpy()[offer] * awards["units_paid"].to_numpy() * used,
    )


__all__ = ["NOWHERE", "REGION_COLUMNS", "concentration", "job_hours", "region_years"]
