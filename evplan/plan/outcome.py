"""What follows from a solution: money, scores, shares, hours. The verifier recomputes all of it on its own."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from evplan.law import METHODS, score, year_day
from evplan.plan.content import content_lines, content_of, method_day, vehicle_years
from evplan.plan.inputs import PlanInputs
from evplan.plan.record import COST_KINDS, PLAN_COLUMNS, PlanTables, Solution
from evplan.quantities import NEGLIGIBLE_UNITS, QUANTITY_TOLERANCE, Floats
from evplan.scenario.rule import LocalContent
from evplan.scenario.selector import selected

SHARE_MEASURES = ("value", "units", "labour_hours")


def plan_tables(inputs: PlanInputs, solution: Solution) -> PlanTables:
    """Return the tables of a plan (see `PlanTables`), without the penalties of soft rules: the verifier adds them."""
    awards = award_money(inputs, solution.awards)
    return PlanTables(
        awards=awards[list(PLAN_COLUMNS["awards"])],
        costs=_costs(inputs, solution, awards),
        vehicles=_vehicles(inputs, solution),
        scores=_scores(inputs, solution, awards),
        shares=_shares(inputs, awards),
        capacity_use=_capacity_use(inputs, awards),
        penalties=pd.DataFrame(columns=list(PLAN_COLUMNS["penalties"])).astype(PLAN_COLUMNS["penalties"]),
    )


def award_money(inputs: PlanInputs, awards: pd.DataFrame) -> pd.DataFrame:
    """Return the awards with their money (see `PlanTables.awards`) and the codes of offer, period and site.

    A band holds for all units of its span from its minimum on; a quantity within the tolerance of the minimum has
    reached it.
    """
    offer = pd.Index(inputs.offers["offer"]).get_indexer(awards["offer"])
    period = pd.Index(inputs.periods["period"]).get_indexer(awards["period"])
    site = pd.Index(inputs.sites["site"]).get_indexer(awards["site"])
    paid = (awards["units"] + awards["surplus"]).to_numpy() / inputs.offers["yield_share"].to_numpy()[offer]
    price = inputs.prices["price"].to_numpy()[reached_price(inputs, offer, period, paid)] * inputs.rate[offer, period]
    value = price * paid
    freight = inputs.freight[offer, site] * paid
    return awards.assign(
        supplier=inputs.offers["supplier"].to_numpy(dtype=object)[offer],
        part=inputs.offers["part"].to_numpy(dtype=object)[offer],
        units_paid=paid,
        price_idr=price,
        value_idr=value,
        freight_idr=freight,
        duty_idr=inputs.offers["duty_share"].to_numpy()[offer] * (value + freight),
        offer_code=offer,
        period_code=period,
    ).astype({"supplier": "str", "part": "str"})


def reached_price(inputs: PlanInputs, offer: np.ndarray, period: np.ndarray, paid: Floats) -> np.ndarray:
    """Return the row of ``inputs.prices`` that each award's span of units reaches."""
    prices = inputs.prices
    first = np.searchsorted(prices["offer_code"], np.arange(len(inputs.offers)), side="left")
    horizon = prices["basis"].eq("horizon").to_numpy()[first[offer]]
    span = np.where(horizon, -1, period)
    table = pd.DataFrame({"offer": offer, "span": span, "paid": paid})
    reached = table.groupby(["offer", "span"])["paid"].transform("sum").to_numpy()
    reached = reached + QUANTITY_TOLERANCE * np.maximum(1.0, reached)
    ends = np.append(first[1:], len(prices))
    low = prices["low"].to_numpy()
    row = first[offer].copy()
    for _ in range(int((ends - first).max(initial=1)) - 1):
        above = np.minimum(row + 1, len(prices) - 1)
        row = np.where((row + 1 < ends[offer]) & (low[above] <= reached), row + 1, row)
    return np.asarray(row)


def _costs(inputs: PlanInputs, solution: Solution, awards: pd.DataFrame) -> pd.DataFrame:
    won = awards.loc[awards["units_paid"].gt(NEGLIGIBLE_UNITS), ["offer_code"]].drop_duplicates()["offer_code"]
    suppliers = np.unique(inputs.offers["supplier_code"].to_numpy()[won])
    holding = inputs.parts.set_index("part")["holding_cost_idr"].reindex(solution.stock["part"]).to_numpy()
    unmet = inputs.demand.sum() - solution.builds["built"].sum()
    money = {
        "purchase": math.fsum(awards["value_idr"]),
        "freight": math.fsum(awards["freight_idr"]),
        "duty": math.fsum(awards["duty_idr"]),
        "tooling": math.fsum(inputs.offers["tooling_cost_idr"].to_numpy()[won]),
        "opening": math.fsum(inputs.suppliers["opening_cost_idr"].fillna(0.0).to_numpy()[suppliers]),
        "upgrade": 0.0,
        "stock": math.fsum(holding * solution.stock["units"].to_numpy()) * inputs.scenario.calendar.data_ratio,
        "unmet": max(unmet, 0.0) * (inputs.scenario.demand.unmet_penalty_idr or 0.0),
    }
    return pd.DataFrame({"kind": list(COST_KINDS), "idr": [money[kind] for kind in COST_KINDS]}).astype({"kind": "str"})


def _vehicles(inputs: PlanInputs, solution: Solution) -> pd.DataFrame:
    wanted = inputs.lines.assign(demanded=inputs.demand.sum(axis=1)).groupby("vehicle")["demanded"].sum()
    built = solution.builds.groupby("vehicle")["built"].sum().reindex(wanted.index, fill_value=0.0)
    table = pd.DataFrame({"demanded": wanted, "built": built}).rename_axis("vehicle").reset_index()
    return table.astype(PLAN_COLUMNS["vehicles"])


def scored_lines(inputs: PlanInputs, awards: pd.DataFrame) -> pd.DataFrame:
    """Return what the law scores of the awards of `award_money`: the columns of `evplan.law.score` and ``year``."""
    used = awards["units"] / (awards["units"] + awards["surplus"])
    landed = (awards["value_idr"] + awards["freight_idr"] + awards["duty_idr"]) * used
    lines = content_lines(inputs).iloc[awards["offer_code"].to_numpy()].reset_index(drop=True)
    return lines.assign(
        vehicle=awards["vehicle"].to_numpy(),
        year=inputs.periods["year"].to_numpy()[awards["period_code"]],
        certified=inputs.certified[awards["offer_code"], awards["period_code"]],
        landed_idr=landed.to_numpy(),
    )


def _scores(inputs: PlanInputs, solution: Solution, awards: pd.DataFrame) -> pd.DataFrame:
    lines = scored_lines(inputs, awards)
    builds = solution.builds.merge(inputs.periods[["period", "year"]], on="period")
    built = builds.groupby(["vehicle", "year"])["built"].sum()
    wanted = vehicle_years(inputs)
    tables = []
    for year, group in wanted.groupby("year"):
        content = pd.concat(
            [content_of(inputs.vehicle_content, vehicle, int(year)) for vehicle in group["vehicle"]], ignore_index=True
        ).assign(built=built.reindex([(vehicle, year) for vehicle in group["vehicle"]], fill_value=0.0).to_numpy())
        in_force = inputs.law.methods_in_force(year_day(int(year)))
        for method in METHODS:
            day = method_day(inputs.law, method, int(year))
            table = score(inputs.law, method, int(year), lines[lines["year"].eq(year)], content, day=day)
            minimum = [minimum_of(inputs, vehicle, int(year), method) for vehicle in table["vehicle"]]
            tables.append(table.assign(minimum=minimum, in_force=method in in_force))
    scores = pd.concat(tables, ignore_index=True)
    scores = scores.assign(passes=scores["score"] >= scores["minimum"])
    return scores[list(PLAN_COLUMNS["scores"])].astype(PLAN_COLUMNS["scores"])


def minimum_of(inputs: PlanInputs, vehicle: str, year: int, method: str) -> float:
    """Return what a score is held against: the strictest rule with a number for it, else the law's road map."""
    numbers = []
    for rule in inputs.scenario.rule:
        if isinstance(rule, LocalContent) and rule.minimum != "law" and rule.method in (method, "best"):
            vehicles = inputs.parts.loc[selected(inputs.parts, "part", rule.vehicles), "part"]
            years = inputs.periods.loc[selected(inputs.periods, "period", rule.periods), "year"]
            if vehicle in set(vehicles) and year in set(years):
                numbers.append(float(rule.minimum))
    return max(numbers) if numbers else inputs.law.minimum(year_day(year))


def _shares(inputs: PlanInputs, awards: pd.DataFrame) -> pd.DataFrame:
    used = (awards["units"] / (awards["units"] + awards["surplus"])).to_numpy()
    labour = inputs.offers["labour_hours_per_unit"].to_numpy()[awards["offer_code"]]
    amounts = {
        "value": awards["value_idr"].to_numpy() * used,
        "units": awards["units"].to_numpy(),
        "labour_hours": labour * awards["units_paid"].to_numpy() * used,
    }
    supplier = inputs.suppliers.iloc[inputs.offers["supplier_code"].to_numpy()[awards["offer_code"]]]
    groups = {form: supplier["legal_form"].eq(form) for form in sorted(inputs.suppliers["legal_form"].unique())}
    groups |= {
        size: supplier["size_class"].eq(size) for size in sorted(inputs.suppliers["size_class"].dropna().unique())
    }
    groups |= {name: supplier[name] for name in ("umkm", "umkm_koperasi", "domestic")}
    rows = [
        (name, measure, math.fsum(amounts[measure][member.to_numpy(dtype=bool)]) / (math.fsum(amounts[measure]) or 1.0))
        for name, member in groups.items()
        for measure in SHARE_MEASURES
    ]
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS["shares"])).astype(PLAN_COLUMNS["shares"])


def _capacity_use(inputs: PlanInputs, awards: pd.DataFrame) -> pd.DataFrame:
    offers = inputs.offers
    code = offers["hours_code"].to_numpy()[awards["offer_code"]]
    per_unit = offers["hours_per_unit"].to_numpy()[awards["offer_code"]] * awards["units_paid"].to_numpy()
    table = pd.DataFrame(
        {"code": code, "offer": awards["offer_code"], "period_code": awards["period_code"], "hours": per_unit}
    )[code >= 0]
    setup = table.drop_duplicates(["offer", "period_code"])
    setup = setup.assign(hours=offers["setup_hours"].to_numpy()[setup["offer"]])
    used = pd.concat([table, setup]).groupby(["code", "period_code"], as_index=False)["hours"].sum()
    named = pd.DataFrame(
        {
            "supplier": inputs.hours_of["supplier"].to_numpy(dtype=object)[used["code"]],
            "process": inputs.hours_of["process"].to_numpy(dtype=object)[used["code"]],
            "period": inputs.periods["period"].to_numpy(dtype=object)[used["period_code"]],
            "used_hours": used["hours"],
            "hours": inputs.hours[used["code"], used["period_code"]] if len(used) else np.empty(0),
        }
    )
    return named.astype(PLAN_COLUMNS["capacity_use"])
