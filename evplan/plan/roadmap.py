"""The road of a plan over the years: what must be ready when, what it costs, and what comes through each door.

A *door* is an investment of the plan: tools, an opening, an upgrade. What comes through it is the work that could not
be done without it: of tools the offer's, of an opening the supplier's; of a certificate the work on parts that need
it, of hours the part of the process's work beyond the hours that there were, of local content the offer's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.law import aspects, credit
from evplan.plan.content import method_day
from evplan.plan.inputs import PlanInputs
from evplan.plan.investment import OPENING, TOOLING
from evplan.plan.maker import UPGRADED_HOURS
from evplan.plan.outcome import award_money, scored_lines
from evplan.plan.record import PlanTables, Solution
from evplan.plan.region import job_hours
from evplan.plan.upgrade import CERTIFICATE
from evplan.quantities import PERCENTAGE_POINTS, Floats

STEP_COLUMNS = {
    "period": "str",
    "in_force": "str",
    "kind": "str",
    "item": "str",
    "supplier": "str",
    "region": "str",
    "cost_idr": "float64",
    "credit_idr": "float64",
    "interest_idr": "float64",
    "value_idr": "float64",
    "points": "float64",
    "jobs": "float64",
}

YEAR_COLUMNS = {
    "year": "int64",
    "demanded": "float64",
    "built": "float64",
    "investment_idr": "float64",
    "credit_idr": "float64",
    "value_idr": "float64",
    "umkm_koperasi_share": "float64",
    "jobs": "float64",
}


@dataclass(frozen=True)
class Roadmap:
    """The road of a plan.

    steps
        a row per investment in the order of time, `STEP_COLUMNS`: ``kind`` (tooling, opening, or the kind of the
        upgrade), ``cost_idr`` (in the prices of the data), ``credit_idr`` of it on loan, ``value_idr`` of the work that
        comes through the door over the horizon; in the horizon's last year the ``points`` of local content that this
        work earns (percentage points, by each vehicle's best method, mean over vehicles wanted) and its full-time
        ``jobs``.
    years
        a row per year, `YEAR_COLUMNS`: ``investment_idr`` of own money, ``credit_idr`` on loan, ``value_idr`` of all
        purchases ex works.
    scores
        ``vehicle``, ``year``, ``method`` (the best of those in force), ``score``, ``minimum``, ``passes``.
    """

    steps: pd.DataFrame
    years: pd.DataFrame
    scores: pd.DataFrame


def roadmap(inputs: PlanInputs, solution: Solution, plan: PlanTables) -> Roadmap:
    """Return the road of a plan that has been worked out."""
    scores = _best_scores(plan)
    awards = award_money(inputs, solution.awards)
    awards = awards.assign(
        year=inputs.periods["year"].to_numpy()[awards["period_code"]],
        labour_hours=inputs.offers["labour_hours_per_unit"].to_numpy()[awards["offer_code"]] * awards["units_paid"],
        points=_points(inputs, solution, awards, scores),
    )
    return Roadmap(_steps(inputs, plan, awards), _years(inputs, solution, plan, awards), scores)


def _best_scores(plan: PlanTables) -> pd.DataFrame:
    """Return, per vehicle and year, the method in force that scores best."""
    scores = plan.scores[plan.scores["in_force"]].sort_values("score", ascending=False, kind="stable")
    best = scores.drop_duplicates(["vehicle", "year"]).sort_values(["vehicle", "year"], ignore_index=True)
    return best[["vehicle", "year", "method", "score", "minimum", "passes"]]


def _points(inputs: PlanInputs, solution: Solution, awards: pd.DataFrame, scores: pd.DataFrame) -> Floats:
    """Return, per award, the percentage points of its vehicle's score that its cost earns in its year.

    Formula
    -------
    points = weight[g] * credit * landed cost / landed cost of group g, of that vehicle and year
    """
    points = np.zeros(len(awards))
    for method in scores["method"].unique():
        lines = scored_lines(inputs, awards, method, solution.investments)
        mine = scores.loc[scores["method"].eq(method), ["vehicle", "year"]]
        for year in mine["year"].unique():
            day = method_day(inputs.law, method, int(year))
            vehicles = mine.loc[mine["year"].eq(year), "vehicle"]
            here = lines[lines["year"].eq(year) & lines["vehicle"].isin(vehicles)].reset_index(drop=True)
            table = here.join(credit(inputs.law, method, day, here)).dropna(subset="group")
            whole = table.groupby(["vehicle", "group"])["landed_idr"].transform("sum")
            weight = aspects(inputs.law, method, day)["weight"].reindex(table["group"]).to_numpy()
            earned = weight * table["credit"] * table["landed_idr"] / whole.where(whole > 0, 1.0)
            np.add.at(points, table["award"].to_numpy(), earned.to_numpy() * PERCENTAGE_POINTS)
    return points


def _steps(inputs: PlanInputs, plan: PlanTables, awards: pd.DataFrame) -> pd.DataFrame:
    table = plan.investments.copy()
    kind = inputs.upgrades.table.set_index("upgrade")["kind"]
    table["kind"] = table["item"].map(kind).where(table["kind"].eq("upgrade"), table["kind"])
    through = [_through(inputs, plan, awards, row) for row in table.itertuples(index=False)]
    last = int(inputs.periods["year"].max())
    built = _wanted(inputs, last)
    of_last = awards["year"].eq(last).to_numpy()
    hours = float(job_hours(inputs).loc[last])
    value, points, labour = (awards[name].to_numpy() for name in ("value_idr", "points", "labour_hours"))
    weight = awards["vehicle"].map(built).fillna(0.0).to_numpy()
    table = table.assign(
        region=inputs.suppliers.set_index("supplier")["region"].reindex(table["supplier"]).fillna("").to_numpy(),
        value_idr=[float(part @ value) for part in through],
        points=[float(part[of_last] @ (points * weight)[of_last]) for part in through],
        jobs=[float(part[of_last] @ labour[of_last]) / hours for part in through],
    )
    table = table.sort_values(["period", "in_force", "kind", "item"], kind="stable", ignore_index=True)
    return table[list(STEP_COLUMNS)].astype(STEP_COLUMNS)


def _wanted(inputs: PlanInputs, year: int) -> pd.Series[float]:
    """Return each vehicle's part of the vehicles wanted in a year."""
    here = inputs.periods["year"].eq(year).to_numpy()
    wanted = inputs.lines.assign(units=inputs.demand[:, here].sum(axis=1)).groupby("vehicle")["units"].sum()
    return wanted / (wanted.sum() or 1.0)


def _through(inputs: PlanInputs, plan: PlanTables, awards: pd.DataFrame, row: object) -> Floats:
    """Return, per award, the part of its work that comes through a door (0..1)."""
    kind, item, supplier, in_force = (getattr(row, name) for name in ("kind", "item", "supplier", "in_force"))
    if kind == TOOLING:
        return np.asarray(awards["offer"].eq(item), dtype=np.float64)
    if kind == OPENING:
        return np.asarray(awards["supplier"].eq(item), dtype=np.float64)
    label = pd.Index(inputs.periods["period"])
    if in_force not in label:
        return np.zeros(len(awards))
    upgrade = inputs.upgrades.table.set_index("upgrade").loc[item]
    offers = inputs.offers.iloc[awards["offer_code"].to_numpy()]
    begun = awards["period_code"].to_numpy() >= label.get_loc(in_force)
    theirs = awards["supplier"].eq(supplier).to_numpy() & begun
    if kind in UPGRADED_HOURS:
        mine = theirs & offers["process"].eq(upgrade["process"]).to_numpy()
        return np.where(mine, _beyond(inputs, plan, supplier, upgrade)[awards["period_code"]], 0.0)
    if kind == CERTIFICATE:
        needed = inputs.parts["certificates"].fillna("").str.split(";").to_numpy(dtype=object)
        asks = np.array([upgrade["certificate"] in needed[part] for part in offers["part_code"]])
        return np.asarray(theirs & asks, dtype=np.float64)
    return np.asarray(begun & (awards["offer_code"].to_numpy() == upgrade["offer_code"]), dtype=np.float64)


def _beyond(inputs: PlanInputs, plan: PlanTables, supplier: str, upgrade: pd.Series) -> Floats:
    """Return, per period, the part of a process's used hours that lies beyond the hours without upgrades."""
    use = plan.capacity_use
    mine = use[use["supplier"].eq(supplier) & use["process"].eq(upgrade["process"])].set_index("period")["used_hours"]
    used = mine.reindex(inputs.periods["period"]).fillna(0.0).to_numpy()
    own = inputs.hours[int(upgrade["hours_code"])]
    return np.asarray(np.where(used > own, (used - own) / np.where(used > 0, used, 1.0), 0.0))


def _years(inputs: PlanInputs, solution: Solution, plan: PlanTables, awards: pd.DataFrame) -> pd.DataFrame:
    year = inputs.periods.set_index("period")["year"]
    years = pd.Index(sorted(year.unique()), name="year")
    spent = plan.investments.assign(year=year.reindex(plan.investments["period"]).to_numpy())
    spent = spent.assign(investment_idr=spent["cost_idr"] - spent["credit_idr"])
    wanted = pd.Series(inputs.demand.sum(axis=0)).groupby(inputs.periods["year"].to_numpy()).sum()
    built = solution.builds.groupby(year.reindex(solution.builds["period"]).to_numpy())["built"].sum()
    theirs = inputs.suppliers["umkm_koperasi"].to_numpy()
    supplier = inputs.offers["supplier_code"].to_numpy()[awards["offer_code"]]
    value = awards.groupby("year")["value_idr"].sum()
    small = awards.loc[theirs[supplier]].groupby("year")["value_idr"].sum()
    hours = awards.groupby("year")["labour_hours"].sum()
    table = pd.DataFrame(
        {
            "demanded": wanted,
            "built": built,
            "investment_idr": spent.groupby("year")["investment_idr"].sum(),
            "credit_idr": spent.groupby("year")["credit_idr"].sum(),
            "value_idr": value,
            "umkm_koperasi_share": small / value,
            "jobs": hours / job_hours(inputs),
        }
    )
    table = table.reindex(years).fillna(0.0).reset_index()
    return table[list(YEAR_COLUMNS)].astype(YEAR_COLUMNS)
