"""What business matching starts from: what every part needs, what of it is imported, and whose hours are free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from evplan.law import Law, full_time_hours
from evplan.plan.bill import gross_needs, lines_on
from evplan.plan.content import credits
from evplan.plan.conversion import place_code
from evplan.plan.inputs import PlanInputs
from evplan.plan.outcome import award_money
from evplan.plan.period import spread
from evplan.plan.record import PlanTables, Solution, no_rows
from evplan.plan.swap import sums_of
from evplan.quantities import PERCENTAGE_POINTS, Floats, money_values
from evplan.scenario.calendar import parse_period
from evplan.scenario.selector import supplier_groups
from evplan.schema import Tables

NEED_COLUMNS = {
    "part": "str",
    "units": "float64",
    "value_idr": "float64",
    "imported_units": "float64",
    "imported_idr": "float64",
    "makers": "int64",
    "short_hours": "float64",
    "hours_per_unit": "float64",
    "destination": "str",
    "points": "float64",
    "jobs": "float64",
}


@dataclass(frozen=True)
class Basis:
    """What is asked for over the horizon, and by whom it is made now.

    ``needs``: `NEED_COLUMNS`, a row per part in the order of the data set: units and rupiah (ex works; of a data set
    without a plan the reference cost), the imported part of both, ``makers`` (suppliers that it is bought from; without
    a plan those that offer it), ``short_hours`` (hours that making all of it takes beyond the free hours of those who
    offer it), ``hours_per_unit`` (median of the offers; of the process where the part has none), ``destination`` (the
    region that takes most), ``points`` (percentage points of local content per vehicle on average, if what is imported
    had the usual domestic content; blank without a plan) and ``jobs`` (full-time over the horizon, of
    making all of it at the usual domestic hours).
    ``free``: ``supplier``, ``process``, ``free_hours`` (its own) and ``pooled_hours`` (of a cooperative: its members'
    too). ``awarded``: ``part``, ``supplier``, ``units``, ``value_idr``. ``periods``: ``part``, ``period``, ``units``.
    ``name``: of the run or data set. ``planned``: there is a plan. ``members``: of cooperatives.
    ``data_periods``: periods of the data set in the horizon.
    """

    name: str
    planned: bool
    needs: pd.DataFrame
    free: pd.DataFrame
    awarded: pd.DataFrame
    periods: pd.DataFrame
    members: pd.DataFrame
    first_period: str
    last_day: str
    data_periods: float
    has_regions: bool


def basis_of_run(name: str, tables: Tables, inputs: PlanInputs, solution: Solution, plan: PlanTables) -> Basis:
    """Return what a plan buys, what of it is imported, and the hours that it leaves free."""
    awards = plan.awards
    domestic = _domestic(tables)
    imported = ~awards["supplier"].isin(domestic)
    keys = tables["parts"]["part"]
    sums = _sums(awards, keys)
    foreign = _sums(awards[imported], keys)
    terms = part_terms(tables)
    ratio = inputs.scenario.calendar.data_ratio
    hours = _horizon_hours(inputs)
    capacity = tables["capacity"]
    found, matrix = spread(
        capacity, ["supplier", "process"], capacity["hours"], inputs.periods, inputs.scenario.calendar.data_unit, "sum"
    )
    total = found.assign(hours=np.nan_to_num(matrix).sum(axis=1))
    used = plan.capacity_use.groupby(["supplier", "process"], as_index=False)["used_hours"].sum()
    free = _free(total, used, tables)
    points = _points(inputs, solution, plan, terms, domestic)
    return _basis(
        name,
        tables,
        sums,
        foreign,
        free,
        makers=awards[awards["units"].gt(0)].groupby("part")["supplier"].nunique(),
        destination=_destination(inputs, awards),
        points=points,
        month_hours=hours,
        awarded=awards.groupby(["part", "supplier"], as_index=False)[["units", "value_idr"]].sum(),
        periods=_ordered(awards.groupby(["part", "period"], as_index=False)["units"].sum(), inputs),
        spans=(
            str(inputs.periods["period"].iloc[0]),
            str(inputs.periods["last_day"].iloc[-1]),
            ratio * len(inputs.periods),
        ),
        planned=True,
    )


def basis_of_data(name: str, tables: Tables, law: Law) -> Basis:
    """Return what the demand of a data set takes at reference cost; imported is what only importers offer."""
    demand, keys = tables["demand"], tables["parts"]["part"]
    labels = sorted(demand["period"].dropna().unique())
    spans = [parse_period(label) for label in labels]
    known = [span for span in spans if span is not None]
    day = min(span.first_day for span in known).isoformat() if known else None
    last = max(span.last_day for span in known).isoformat() if known else ""
    needs = _needed(tables, day)
    units = needs.groupby("part")["units"].sum().reindex(keys).fillna(0.0).to_numpy()
    cost = money_values(tables["parts"]["reference_cost_idr"]).fillna(0.0).to_numpy()
    offers = tables["offers"]
    by = offers[offers["supplier"].isin(_domestic(tables))]["part"]
    foreign = (keys.isin(offers["part"]) & ~keys.isin(by)).to_numpy()
    capacity = tables["capacity"]
    every = capacity["hours"] * np.where(capacity["period"].isna(), max(len(labels), 1), 1)
    total = capacity[["supplier", "process"]].assign(hours=every).groupby(["supplier", "process"], as_index=False).sum()
    months = sum(span.months for span in known) or 1
    sums = pd.DataFrame({"units": units, "value_idr": units * cost}, index=pd.Index(keys))
    return _basis(
        name,
        tables,
        sums,
        sums.mul(foreign, axis=0),
        _free(total, no_rows({"supplier": "str", "process": "str", "used_hours": "float64"}), tables),
        makers=offers.groupby("part")["supplier"].nunique(),
        destination=_largest(needs),
        points=None,
        month_hours=full_time_hours(law, date.fromisoformat(last)) * months if last else np.nan,
        awarded=no_rows({"part": "str", "supplier": "str", "units": "float64", "value_idr": "float64"}),
        periods=needs.groupby(["part", "period"], as_index=False)["units"].sum(),
        spans=(labels[0] if labels else "", last, float(max(len(labels), 1))),
        planned=False,
    )


def part_terms(tables: Tables) -> pd.DataFrame:
    """Return, per part, what the domestic offers say on the median: index part, in the data set's order.

    ``hours_per_unit``, ``labour_hours_per_unit`` and ``local_content_share``; where a part has no such offer, the
    median over the parts of its process; blank where those have none either.
    """
    parts, offers = tables["parts"], tables["offers"]
    columns = ["hours_per_unit", "labour_hours_per_unit", "local_content_share"]
    mine = offers[offers["supplier"].isin(_domestic(tables)) & offers["mode"].eq("supply")]
    own = mine.groupby("part")[columns].median().reindex(parts["part"])
    usual = own.groupby(parts["process"].to_numpy(dtype=object)).transform("median")
    return own.fillna(usual)


def _basis(
    name: str,
    tables: Tables,
    sums: pd.DataFrame,
    foreign: pd.DataFrame,
    free: pd.DataFrame,
    *,
    makers: pd.Series,
    destination: pd.Series,
    points: pd.Series | None,
    month_hours: float,
    awarded: pd.DataFrame,
    periods: pd.DataFrame,
    spans: tuple[str, str, float],
    planned: bool,
) -> Basis:
    parts, terms = tables["parts"], part_terms(tables)
    keys = parts["part"]
    needs = pd.DataFrame(
        {
            "part": keys,
            "units": sums["units"].to_numpy(),
            "value_idr": sums["value_idr"].to_numpy(),
            "imported_units": foreign["units"].to_numpy(),
            "imported_idr": foreign["value_idr"].to_numpy(),
            "makers": makers.reindex(keys).fillna(0).to_numpy(dtype=np.int64),
            "hours_per_unit": terms["hours_per_unit"].to_numpy(),
            "destination": destination.reindex(keys).to_numpy(dtype=object),
            "points": np.nan if points is None else points.reindex(keys).fillna(0.0).to_numpy(),
            "jobs": sums["units"].to_numpy() * terms["labour_hours_per_unit"].to_numpy() / month_hours,
        }
    )
    needs["short_hours"] = _short(tables, needs, free, awarded)
    regions = tables["regions"]
    placed = bool(regions[["latitude", "longitude"]].notna().all(axis=1).any())
    members = tables["memberships"][["cooperative", "member"]]
    return Basis(
        name,
        planned,
        needs[list(NEED_COLUMNS)].astype(NEED_COLUMNS),
        free,
        awarded,
        periods,
        members,
        *spans,
        placed,
    )


def _domestic(tables: Tables) -> pd.Series:
    suppliers = tables["suppliers"]
    return suppliers.loc[supplier_groups(suppliers)["domestic"], "supplier"]


def _sums(awards: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    return awards.groupby("part")[["units", "value_idr"]].sum().reindex(keys).fillna(0.0)


def _free(total: pd.DataFrame, used: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    keys = ["supplier", "process"]
    table = total.merge(used, on=keys, how="left")
    table["free_hours"] = (table["hours"] - table["used_hours"].fillna(0.0)).clip(lower=0.0)
    lent = table.merge(tables["memberships"][["cooperative", "member"]], left_on="supplier", right_on="member")
    lent = lent[["cooperative", "process", "free_hours"]].rename(columns={"cooperative": "supplier"})
    pool = pd.concat([table[[*keys, "free_hours"]], lent]).groupby(keys, as_index=False)["free_hours"].sum()
    own = table.set_index(keys)["free_hours"].reindex(pd.MultiIndex.from_frame(pool[keys])).fillna(0.0)
    return pool.rename(columns={"free_hours": "pooled_hours"}).assign(free_hours=own.to_numpy())


def _short(tables: Tables, needs: pd.DataFrame, free: pd.DataFrame, awarded: pd.DataFrame) -> Floats:
    """Return the hours that are missing if what is imported were made by the domestic suppliers that offer the part."""
    asked = needs["imported_units"] if len(awarded) else needs["units"]
    offers = tables["offers"]
    mine = offers.loc[offers["supplier"].isin(_domestic(tables)), ["part", "supplier"]].drop_duplicates()
    mine = mine.merge(tables["parts"][["part", "process"]], on="part").merge(free, on=["supplier", "process"])
    there = mine.groupby("part")["free_hours"].sum().reindex(needs["part"]).fillna(0.0).to_numpy()
    missing = (asked * needs["hours_per_unit"]).fillna(0.0).to_numpy() - there
    return np.asarray(np.clip(missing, 0.0, None))


def _horizon_hours(inputs: PlanInputs) -> float:
    day = date.fromisoformat(inputs.periods["last_day"].iloc[-1])
    return full_time_hours(inputs.law, day) * float(inputs.periods["months"].sum())


def _ordered(table: pd.DataFrame, inputs: PlanInputs) -> pd.DataFrame:
    place = pd.Index(inputs.periods["period"]).get_indexer(table["period"])
    return table.assign(place=place).sort_values(["part", "place"], ignore_index=True).drop(columns="place")


def _destination(inputs: PlanInputs, awards: pd.DataFrame) -> pd.Series:
    """Return the region that takes most units of each part: of the assembly line or workshop they are sent to."""
    places = inputs.places
    sites = places[places["workshop"].eq("")].set_index("site")["region"]
    workshops = places[places["workshop"].ne("")].set_index("workshop")["region"]
    region = awards["workshop"].map(workshops).astype("object").fillna(awards["site"].map(sites).astype("object"))
    most = _largest(awards[["part", "units"]].assign(region=region))
    wanted = inputs.lines[["site"]].assign(part="", units=inputs.demand.sum(axis=1))
    line = _largest(wanted.assign(region=wanted["site"].map(sites)))
    return most.reindex(inputs.parts["part"]).astype("object").fillna(line.iloc[0] if len(line) else "")


def _largest(table: pd.DataFrame) -> pd.Series:
    """Return the region with most ``units`` of each part (index)."""
    sums = table.dropna(subset="region").groupby(["part", "region"], as_index=False)["units"].sum()
    sums = sums.sort_values(["units", "region"], ascending=[False, True], kind="stable")
    return sums.drop_duplicates("part").set_index("part")["region"]


def _needed(tables: Tables, day: str | None) -> pd.DataFrame:
    """Return ``part``, ``period``, ``region``, ``units`` that all demand takes of what is bought.

    What is offered complete is not exploded; what nobody offers is bought where it has no parts of its own.
    """
    offers = tables["offers"]
    complete = offers.loc[offers["mode"].eq("supply"), "part"]
    lines = lines_on(tables["bom_lines"], day)
    open_lines = lines[~lines["parent"].isin(complete)]
    demand = tables["demand"].merge(tables["sites"][["site", "region"]], on="site")
    vehicles = [key for key in demand["vehicle"].unique() if key in set(open_lines["parent"])]
    bills = [gross_needs(open_lines, key).assign(vehicle=key) for key in vehicles]
    if not bills:
        return pd.DataFrame({"part": [], "period": [], "region": [], "units": []}).astype({"units": "float64"})
    bill = pd.concat(bills)
    bought = bill["part"].isin(offers["part"]) | ~bill["part"].isin(lines["parent"])
    table = demand.merge(bill[bought & bill["level"].gt(0)], on="vehicle")
    table = table.assign(units=table["units"] * table["quantity"], period=table["period"].fillna(""))
    return table.groupby(["part", "period", "region"], as_index=False)["units"].sum()


def _points(
    inputs: PlanInputs, solution: Solution, plan: PlanTables, terms: pd.DataFrame, domestic: pd.Series
) -> pd.Series:
    """Return, per part, the points of a vehicle's score if what is imported had the usual domestic content.

    Of each vehicle's year the method in force by which the plan scores best, cost as it is; weighted by vehicles built.
    """
    awards = award_money(inputs, solution.awards)
    builds = solution.builds.merge(inputs.periods[["period", "year"]], on="period")
    built = builds.groupby(["vehicle", "year"])["built"].sum()
    scores = plan.scores[plan.scores["in_force"]].sort_values("score", ascending=False, kind="stable")
    found = []
    for vehicle, year, method in scores.drop_duplicates(["vehicle", "year"])[["vehicle", "year", "method"]].to_numpy():
        gain = _gains(inputs, awards, (vehicle, int(year), method), terms, domestic)
        found.append(gain * float(built.get((vehicle, year), 0.0)) / max(float(built.sum()), 1.0))
    return pd.concat(found).groupby(level=0).sum() if found else pd.Series(dtype="float64")


def _gains(
    inputs: PlanInputs, awards: pd.DataFrame, target: tuple[str, int, str], terms: pd.DataFrame, domestic: pd.Series
) -> pd.Series:
    vehicle, year, method = target
    mine = credits(inputs, method, year)
    _, whole = sums_of(inputs, awards, mine, vehicle, year)
    in_year = inputs.periods["year"].to_numpy()[awards["period_code"]] == year
    foreign = ~awards["supplier"].isin(domestic).to_numpy()
    rows = awards[foreign & in_year & awards["vehicle"].eq(vehicle).to_numpy() & awards["units"].gt(0).to_numpy()]
    offer, period = rows["offer_code"].to_numpy(), rows["period_code"].to_numpy()
    group, credit = mine.counted(offer, place_code(inputs, rows), period)
    landed = rows[["value_idr", "freight_idr", "duty_idr"]].sum(axis=1) * rows["units"]
    landed = (landed / (rows["units"] + rows["surplus"])).to_numpy()
    usual = terms["local_content_share"].reindex(rows["part"]).fillna(0.0).to_numpy()
    counts = (group >= 0) & (whole[group] > 0)
    more = mine.weights[group] * landed * np.clip(usual - credit, 0.0, None)
    points = np.divide(more, whole[group], out=np.zeros(len(rows)), where=counts) * PERCENTAGE_POINTS
    return pd.Series(points, index=pd.Index(rows["part"], dtype="str")).groupby(level=0).sum()
