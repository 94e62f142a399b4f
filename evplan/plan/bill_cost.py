"""What a vehicle costs to buy at a volume: the cheapest valid offer of each part, or its parts if those cost less."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.plan.bill import below, chosen_lines, gross_needs
from evplan.quantities import HOME_CURRENCY, money_values
from evplan.schema import Tables

COST_COLUMNS = [
    *("part", "way", "supplier", "offer", "need", "units_paid", "price", "currency", "value_idr", "duty_idr"),
    *("tooling_idr", "cost_idr", "over_maximum"),
]


@dataclass(frozen=True)
class BillCost:
    """What ``units`` of a vehicle take.

    lines
        as `COST_COLUMNS`, a row per part that is bought or worked on: ``way`` is ``bought`` (complete, its bill is the
        supplier's), ``converted`` (a workshop makes it of the parts below it) or ``missing`` (nobody offers it);
        ``need`` good units, ``units_paid`` after yield, minimum order and multiple, ``price`` per unit in
        ``currency`` at the band reached, money in rupiah; ``over_maximum``: more than the offer gives in a period.
    total_idr
        the sum of ``cost_idr``; parts that nobody offers count nothing.
    no_rate
        currencies without exchange rate; their offers were left out.
    """

    lines: pd.DataFrame
    total_idr: float
    no_rate: tuple[str, ...]


def bill_cost(
    tables: Tables, lines: pd.DataFrame, top: str, units: float, day: str | None, period: str = ""
) -> BillCost:
    """Return what ``units`` of ``top`` cost, bought in one period, ex works, with duty and tools, without freight.

    ``lines`` are the bill on ``day`` without loops. A part with offers of supply is bought complete, one with offers of
    conversion is worked on, whichever is cheaper with the parts below it; without offers its parts are bought.
    Volumes of the first comparison are those as if nothing were bought complete; money is at the true ones.
    """
    lines = chosen_lines(below(lines, top))
    rates = _rates(tables["exchange_rates"], period)
    offers, no_rate = _offers(tables["offers"], rates, day)
    gross = gross_needs(lines, top)
    needs = gross.set_index("part")["quantity"] * units
    priced = _priced(offers, tables["price_bands"], needs)
    ways = _ways(priced, lines, gross, needs, top)
    stops = pd.Index([part for part, way in ways.items() if way == "bought"])
    kept = lines[~lines["parent"].isin(stops)]
    true = gross_needs(below(kept, top), top).set_index("part")["quantity"] * units
    parents = set(kept["parent"])
    wanted = {part: way for part in true.index if (way := _last_way(ways.get(part), part in parents))}
    table = _chosen(_priced(offers, tables["price_bands"], true), wanted, true)
    return BillCost(table, float(table["cost_idr"].sum()), no_rate)


def _last_way(way: str | None, has_parts: bool) -> str:
    return way or ("" if has_parts else "missing")


def _rates(exchange: pd.DataFrame, period: str) -> dict[str, float]:
    """Return rupiah per unit of each currency: of the period, else that of every period, else the first."""
    order = np.select([exchange["period"].eq(period), exchange["period"].isna()], [0, 1], 2)
    first = exchange.assign(order=order).sort_values(["order", "period"]).drop_duplicates("currency")
    return {HOME_CURRENCY: 1.0} | dict(zip(first["currency"], money_values(first["idr_per_unit"]), strict=True))


def exchange_rates(tables: Tables, period: str = "") -> dict[str, float]:
    """Return rupiah per unit of each currency of a data set, in a period or as a rule."""
    return _rates(tables["exchange_rates"], period)


def _offers(offers: pd.DataFrame, rates: dict[str, float], day: str | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if day is not None:
        since = offers["valid_from"].fillna("0000-01-01").le(day)
        offers = offers[since & offers["valid_to"].fillna("9999-12-31").ge(day)]
    rate = offers["currency"].map(rates)
    without = tuple(sorted(offers.loc[rate.isna(), "currency"].unique()))
    kept = offers[rate.notna()]
    return kept.assign(rate=rate[rate.notna()], price_value=money_values(kept["price"])), without


def _priced(offers: pd.DataFrame, bands: pd.DataFrame, needs: pd.Series[float]) -> pd.DataFrame:
    """Return the offers of parts that are needed, with units paid, the price of the band reached, and money."""
    table = offers[offers["part"].isin(needs.index)].copy()
    table["need"] = table["part"].map(needs)
    paid = np.maximum(table["need"] / table["yield_share"], table["minimum_order"].fillna(0.0))
    multiple = table["order_multiple"]
    table["units_paid"] = np.where(multiple.notna(), np.ceil(paid / multiple - 1e-9) * multiple, paid)
    reached = bands.merge(table[["offer", "units_paid"]], on="offer")
    reached = reached[reached["minimum_units"].le(reached["units_paid"])].sort_values("minimum_units")
    banded = money_values(reached.drop_duplicates("offer", keep="last").set_index("offer")["price"])
    table["price_value"] = table["offer"].map(banded).fillna(table["price_value"])
    table["value_idr"] = table["units_paid"] * table["price_value"] * table["rate"]
    table["duty_idr"] = table["value_idr"] * table["duty_share"]
    table["tooling_idr"] = money_values(table["tooling_cost_idr"]).fillna(0.0)
    table["cost_idr"] = table["value_idr"] + table["duty_idr"] + table["tooling_idr"]
    table["over_maximum"] = table["units_paid"].gt(table["maximum_units"].fillna(np.inf))
    return table.sort_values(["cost_idr", "offer"], ignore_index=True)


def _ways(
    priced: pd.DataFrame, lines: pd.DataFrame, gross: pd.DataFrame, needs: pd.Series[float], top: str
) -> dict[str, str]:
    """Return how each part is got, decided from the leaves up: ``bought`` or ``converted``; others have no entry."""
    cheapest = priced.drop_duplicates(["part", "mode"])
    cost = {mode: rows.set_index("part")["cost_idr"] for mode, rows in cheapest.groupby("mode")}
    supply, conversion = (cost.get(mode, pd.Series(dtype=float)) for mode in ("supply", "conversion"))
    edges = lines.assign(factor=lines["quantity_per"] * (1.0 + lines["scrap_share"]))
    unit: pd.Series[float] = pd.Series(0.0, index=needs.index)
    ways: dict[str, str] = {}
    for _, parts in gross.sort_values("level", ascending=False).groupby("level", sort=False):
        keys = pd.Index(parts["part"])
        mine = edges[edges["parent"].isin(keys)]
        inside = (
            (mine["factor"] * mine["child"].map(unit).astype("float64")).groupby(mine["parent"]).sum().reindex(keys)
        )
        need = needs.reindex(keys)
        made = inside + conversion.reindex(keys) / need
        bought = supply.reindex(keys) / need
        if top in keys:
            bought = bought.drop(top).reindex(keys)
        best = pd.DataFrame({"bought": bought, "converted": made})
        offered = best.notna().any(axis=1)
        ways |= best[offered].idxmin(axis=1).to_dict()
        unit.loc[keys] = best.min(axis=1).where(offered, inside).fillna(0.0).to_numpy()
    return ways


def _chosen(priced: pd.DataFrame, ways: dict[str, str], needs: pd.Series[float]) -> pd.DataFrame:
    modes = {"bought": "supply", "converted": "conversion"}
    mode = priced["part"].map(ways).map(modes)
    table = priced[priced["mode"].eq(mode)].drop_duplicates("part")
    table = table.assign(way=table["part"].map(ways), price=table["price_value"])
    missing = [part for part, way in ways.items() if way == "missing"]
    lost = pd.DataFrame({"part": missing, "way": "missing", "need": needs.reindex(missing).to_numpy()})
    table = pd.concat([table, lost], ignore_index=True) if missing else table
    table = table.reindex(columns=COST_COLUMNS)
    table["over_maximum"] = table["over_maximum"].map(lambda flag: flag is True or flag == 1.0).astype(bool)
    return table.sort_values(["cost_idr", "part"], ascending=[False, True], ignore_index=True)
