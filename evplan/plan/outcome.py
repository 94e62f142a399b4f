"""What follows from a solution: money, scores, shares, hours. The verifier recomputes all of it on its own."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.law import METHODS, formula, score, year_day
from evplan.plan.content import content_lines, content_of, method_day, vehicle_years
from evplan.plan.conversion import NO_GROUP, carried_group, ends_as, place_code
from evplan.plan.inputs import PlanInputs
from evplan.plan.investment import content_with, hours_with, investment_costs, investments_table
from evplan.plan.membership import hours_used, members_table
from evplan.plan.rebate import rebate_worth, rebates_table
from evplan.plan.record import COST_KINDS, PLAN_COLUMNS, PlanTables, Solution, no_rows
from evplan.quantities import QUANTITY_TOLERANCE, Floats
from evplan.scenario.rule import LocalContent
from evplan.scenario.selector import selected

SHARE_MEASURES = ("value", "units", "labour_hours")


def plan_tables(inputs: PlanInputs, solution: Solution) -> PlanTables:
    """Return the tables of a plan (see `PlanTables`), without the penalties of soft rules: the verifier adds them."""
    awards = award_money(inputs, solution.awards)
    rebates = rebates_table(inputs, awards)
    return PlanTables(
        awards=awards[list(PLAN_COLUMNS["awards"])],
        costs=_costs(inputs, solution, awards, rebates),
        vehicles=_vehicles(inputs, solution),
        scores=_scores(inputs, solution, awards),
        shares=_shares(inputs, awards),
        capacity_use=_capacity_use(inputs, solution, awards),
        penalties=no_rows(PLAN_COLUMNS["penalties"]),
        members=members_table(inputs, solution.members, awards),
        investments=investments_table(inputs, solution.investments),
        rebates=rebates,
    )


def award_money(inputs: PlanInputs, awards: pd.DataFrame) -> pd.DataFrame:
    """Return the awards with their money (see `PlanTables.awards`) and the codes of offer and period.

    A band holds for all units of its span from its minimum on; a quantity within the tolerance of the minimum has
    reached it.
    """
    offer = pd.Index(inputs.offers["offer"]).get_indexer(awards["offer"])
    period = pd.Index(inputs.periods["period"]).get_indexer(awards["period"])
    paid = (awards["units"] + awards["surplus"]).to_numpy() / inputs.offers["yield_share"].to_numpy()[offer]
    price = inputs.prices["price"].to_numpy()[reached_price(inputs, offer, period, paid)] * inputs.rate[offer, period]
    value = price * paid
    freight = inputs.freight[offer, place_code(inputs, awards)] * paid
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


def _costs(inputs: PlanInputs, solution: Solution, awards: pd.DataFrame, rebates: pd.DataFrame) -> pd.DataFrame:
    """Return what the plan costs by kind, discounted to the horizon's first day; see `PlanInputs.factor`."""
    factor = inputs.factor[awards["period_code"]]
    of_period = pd.Series(inputs.factor, index=inputs.periods["period"])
    holding = inputs.parts.set_index("part")["holding_cost_idr"].reindex(solution.stock["part"]).to_numpy()
    built = solution.builds.groupby("period")["built"].sum().reindex(of_period.index, fill_value=0.0).to_numpy()
    unmet = np.maximum(inputs.demand.sum(axis=0) - built, 0.0) * inputs.factor
    held = holding * solution.stock["units"].to_numpy() * of_period.reindex(solution.stock["period"]).to_numpy()
    money = {
        "purchase": math.fsum(awards["value_idr"] * factor) - math.fsum(rebate_worth(awards, rebates, factor)),
        "freight": math.fsum(awards["freight_idr"] * factor),
        "duty": math.fsum(awards["duty_idr"] * factor),
        **investment_costs(inputs, solution.investments),
        "stock": math.fsum(held) * inputs.scenario.calendar.data_ratio,
        "unmet": math.fsum(unmet) * (inputs.scenario.demand.unmet_penalty_idr or 0.0),
    }
    return pd.DataFrame({"kind": list(COST_KINDS), "idr": [money[kind] for kind in COST_KINDS]}).astype({"kind": "str"})


def _vehicles(inputs: PlanInputs, solution: Solution) -> pd.DataFrame:
    wanted = inputs.lines.assign(demanded=inputs.demand.sum(axis=1)).groupby("vehicle")["demanded"].sum()
    built = solution.builds.groupby("vehicle")["built"].sum().reindex(wanted.index, fill_value=0.0)
    table = pd.DataFrame({"demanded": wanted, "built": built}).rename_axis("vehicle").reset_index()
    return table.astype(PLAN_COLUMNS["vehicles"])


def scored_lines(
    inputs: PlanInputs, awards: pd.DataFrame, method: str, investments: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what a method scores of the awards of `award_money`, as `evplan.law.score` takes it.

    Beside its columns ``year`` and ``award`` (position in awards). With the content that upgrades among the
    ``investments`` of a solution bring. What goes to a workshop counts as a piece of what is made there
    (`evplan.plan.conversion`): in its group, or with the credit of the component where the method goes by components.
    """
    used = awards["units"] / (awards["units"] + awards["surplus"])
    landed = (awards["value_idr"] + awards["freight_idr"] + awards["duty_idr"]) * used
    offer, period = awards["offer_code"].to_numpy(), awards["period_code"].to_numpy()
    row = np.arange(len(awards))
    fraction = np.ones(len(awards))
    if len(inputs.into) and formula(inputs.law, method).by_component:
        ends = ends_as(inputs, awards, inputs.parts["main_component"].to_numpy(dtype=np.bool_))
        at_line = np.flatnonzero(~np.isin(row, ends["row"]))
        row = np.concatenate([at_line, ends["row"].to_numpy()])
        offer = np.concatenate([offer[at_line], ends["component"].to_numpy()])
        fraction = np.concatenate([fraction[at_line], ends["fraction"].to_numpy()])
    share, certified = content_with(inputs, investments)
    lines = content_lines(inputs).iloc[offer].reset_index(drop=True)
    if len(inputs.into) and not formula(inputs.law, method).by_component:
        lines["content_group"] = _groups_at(inputs, awards, lines["content_group"])
    return lines.assign(
        award=row,
        vehicle=awards["vehicle"].to_numpy(dtype=object)[row],
        year=inputs.periods["year"].to_numpy()[period[row]],
        local_content_share=share[offer, period[row]],
        certified=certified[offer, period[row]],
        landed_idr=landed.to_numpy()[row] * fraction,
    )


def _groups_at(inputs: PlanInputs, awards: pd.DataFrame, own: pd.Series[str]) -> npt.NDArray[np.object_]:
    """Return the content group of each award: its part's own, else that of what the workshop makes of it."""
    group, names = pd.factorize(inputs.parts["content_group"])
    none = names.get_indexer([NO_GROUP])[0]
    carried = carried_group(inputs.into, np.where(group == none, -1, group).astype(np.intp))
    code = inputs.places["offer_code"].to_numpy()[place_code(inputs, awards)]
    made = carried[inputs.offers["part_code"].to_numpy()[code]]
    carried_over = own.eq(NO_GROUP) & (code >= 0) & (made >= 0)
    return np.asarray(np.where(carried_over, names.to_numpy(dtype=object)[made], own), dtype=object)


def _scores(inputs: PlanInputs, solution: Solution, awards: pd.DataFrame) -> pd.DataFrame:
    lines = {method: scored_lines(inputs, awards, method, solution.investments) for method in METHODS}
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
            bought = lines[method][lines[method]["year"].eq(year)]
            table = score(inputs.law, method, int(year), bought, content, day=day)
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


def _capacity_use(inputs: PlanInputs, solution: Solution, awards: pd.DataFrame) -> pd.DataFrame:
    used = hours_used(inputs, awards, solution.members)
    code, period = used["hours_code"].to_numpy(), used["period_code"].to_numpy()
    named = pd.DataFrame(
        {
            "supplier": inputs.hours_of["supplier"].to_numpy(dtype=object)[code],
            "process": inputs.hours_of["process"].to_numpy(dtype=object)[code],
            "period": inputs.periods["period"].to_numpy(dtype=object)[period],
            "used_hours": used["hours"],
            "hours": hours_with(inputs, solution.investments)[code, period] if len(used) else np.empty(0),
        }
    )
    return named.astype(PLAN_COLUMNS["capacity_use"])
