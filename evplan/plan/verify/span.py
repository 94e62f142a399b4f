"""Rows with period labels, brought to the periods of the scenario: hours, demand, exchange rates.

A label can be the scenario's own period, a finer one inside it, a coarser one around it, or blank (every period).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.plan.verify.case import Case, looked_up
from evplan.quantities import HOME_CURRENCY, money_values
from evplan.scenario.calendar import parse_period

_FIT = ("own", "finer", "coarser", "blank")


def placed(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table with a column ``period``, once for every period of the horizon that they speak of.

    All columns of the table, ``position``, ``fit`` (own | finer | coarser | blank) and ``months`` of the label (0 for
    a blank one). Rows that lie outside the horizon are left out.
    """
    labels = {label: parse_period(label) for label in table["period"].dropna().unique()}
    start = table["period"].map({label: period.start for label, period in labels.items() if period is not None})
    months = table["period"].map({label: period.months for label, period in labels.items() if period is not None})
    first, length = case.scenario.calendar.first_period.start, case.scenario.calendar.first_period.months
    known = table["period"].isna() | start.notna()
    rows = table.assign(start=start.fillna(0.0).astype("int64"), months=months.fillna(0.0).astype("int64"))[known]
    blank = rows["months"] == 0
    position = np.where(blank, 0, (rows["start"] - first) // length)
    copies = np.where(blank, case.count, np.maximum(rows["months"] // length, 1)).astype("int64")
    fit = np.select([blank, rows["months"] == length, rows["months"] < length], ["blank", "own", "finer"], "coarser")
    result = rows.assign(position=position, fit=fit).drop(columns="start").loc[rows.index.repeat(copies)]
    step = np.arange(len(result)) - np.repeat(np.cumsum(copies) - copies, copies)
    result["position"] += step
    return result[result["position"].between(0, case.count - 1)].reset_index(drop=True)


def hours(case: Case) -> pd.DataFrame:
    """Return the hours of each supplier and process: columns ``supplier``, ``process``, ``position``, ``hours``."""
    return _summed(case, "capacity", ["supplier", "process"], "hours")


def demand(case: Case) -> pd.DataFrame:
    """Return the vehicles wanted: columns ``vehicle``, ``site``, ``position``, ``demanded``.

    Scaled, and grown by ``growth_share`` with every calendar year after the horizon's first.
    """
    table, wanted = _summed(case, "demand", ["vehicle", "site"], "units"), case.scenario.demand
    years = looked_up(table["position"], case.periods["year"]) - case.periods["year"].iloc[0]
    return table.assign(demanded=table.pop("units") * wanted.scale * (1.0 + wanted.growth_share) ** years)


def _summed(case: Case, name: str, owner: list[str], column: str) -> pd.DataFrame:
    """Return a column per owner and period.

    A row with the period's own label holds as it is. Otherwise finer rows are summed, and the part of the period
    that they leave takes the blank row (or that of a data period around it), times the ratio of the lengths.
    """
    keys = [*owner, "position"]
    rows = placed(case, case.tables[name])
    rows = rows[(rows["fit"] != "coarser") | (rows["months"] == case.data_months)]
    table = rows.groupby([*keys, "fit"])[column].sum().unstack("fit").reindex(columns=list(_FIT))
    covered = rows[rows["fit"] == "finer"].groupby(keys)["months"].sum().reindex(table.index).fillna(0.0)
    base = table["coarser"].fillna(table["blank"]).fillna(0.0) * case.ratio
    left = 1.0 - covered / case.scenario.calendar.first_period.months
    spread = table["finer"].fillna(0.0) + base * left
    return table["own"].fillna(spread).rename(column).reset_index()


def exchange_rates(case: Case) -> pd.DataFrame:
    """Return rupiah per unit of currency: columns ``currency``, ``position``, ``rate``.

    The row with the period's own label, else the mean of finer ones, else the nearest coarser one, else the blank.
    The rupiah itself is 1 in every period.
    """
    rows = placed(case, case.tables["exchange_rates"])
    rows = rows.assign(
        rate=money_values(rows["idr_per_unit"]), rank=rows["fit"].map({n: i for i, n in enumerate(_FIT)})
    )
    rows["months"] = rows["months"].where(rows["fit"] == "coarser", 0)
    keys = ["currency", "position"]
    mean = rows.groupby([*keys, "rank", "months"], as_index=False)["rate"].mean()
    best = mean.sort_values([*keys, "rank", "months"]).drop_duplicates(keys)
    best = best.loc[best["currency"] != HOME_CURRENCY, [*keys, "rate"]]
    home = pd.DataFrame({"currency": HOME_CURRENCY, "position": range(case.count), "rate": 1.0})
    return pd.concat([best, home], ignore_index=True) if len(best) else home
