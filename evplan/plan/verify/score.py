"""Scores of local content and shares of supplier groups, from raw rows and priced awards."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd

from evplan.errors import LawNotInForce
from evplan.law import METHODS, Law, score, year_day
from evplan.plan.record import PLAN_COLUMNS
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.carry import content_groups, pieces
from evplan.plan.verify.case import LAST_DAY, Case, looked_up
from evplan.plan.verify.rows import Rows
from evplan.plan.verify.total import sums
from evplan.plan.verify.upgrade import CONTENT, with_content
from evplan.quantities import NEGLIGIBLE_UNITS
from evplan.scenario.rule import LocalContent, Rule
from evplan.scenario.selector import selected
from evplan.schema import TABLES

_GROUPS = ("umkm", "umkm_koperasi", "domestic")


def scores(rows: Rows, awards: pd.DataFrame) -> tuple[pd.DataFrame, list[Breach]]:
    """Return the exact score of every vehicle and year in which it is built, by every method; and unclear groups.

    A repealed method scores by its last text, a method that starts later not at all.

    Columns ``vehicle``, ``year``, ``method``, ``score``, ``minimum`` (the law's, or the number of a rule that covers
    it; NaN where there is neither), ``passes`` (``score >= minimum`` without any tolerance), ``in_force``. ``awards``
    are `evplan.plan.verify.money.priced`.
    """
    case = rows.case
    groups, breaches = content_groups(case, awards)
    lines = _lines(case, awards.assign(content_group=groups))
    by_method = {"general": _pieced(rows, awards, lines)}
    built = rows.builds.assign(year=looked_up(rows.builds["position"], case.periods["year"]))
    built = sums(built, ["year", "vehicle"], "built")
    tables = [
        _year(case, int(year), method, by_method.get(method, lines), group[["vehicle", "built"]].reset_index(drop=True))
        for year, group in built[built["built"] > NEGLIGIBLE_UNITS].groupby("year")
        for method in METHODS
        if method in case.law.documents
    ]
    columns = PLAN_COLUMNS["scores"]
    filled = [table for table in tables if len(table)]
    table = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(columns))
    order = table["method"].map({method: rank for rank, method in enumerate(METHODS)})
    table = table.assign(order=order).sort_values(["vehicle", "year", "order"], ignore_index=True)
    return table[list(columns)].astype(columns), breaches


def _lines(case: Case, awards: pd.DataFrame) -> pd.DataFrame:
    columns = ["vehicle", "local_content_share", "raw_material_origin", "content_group"]
    lines = awards[columns].assign(landed_idr=awards["landed_used"])
    expiry = awards["certificate_expiry"].fillna(LAST_DAY)
    holds = expiry >= looked_up(awards["position"], case.periods["last_day"])
    return lines.assign(
        year=looked_up(awards["position"], case.periods["year"]),
        main_component=looked_up(awards["part"], case.parts["main_component"]),
        domestic=looked_up(awards["supplier"], case.suppliers["domestic"]),
        certified=(awards["content_evidence"] == "certificate") & holds,
    )


def _pieced(rows: Rows, awards: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with what is a piece of a main component standing under the offer that makes the component."""
    case, ends = rows.case, pieces(rows.case, awards)
    if ends.empty:
        return lines
    carried = awards.loc[ends["row"], ["vehicle", "position", "landed_used"]].reset_index(drop=True)
    terms = case.offers[["supplier", "part", *CONTENT]]
    carried = carried.assign(offer=ends["carrier"].array, content_group=None).join(terms, on="offer")
    carried["landed_used"] *= ends["fraction"]
    whole = lines[~lines.index.isin(ends["row"])]
    return pd.concat([whole, _lines(case, with_content(carried, rows.upgrades))], ignore_index=True)


def _year(case: Case, year: int, method: str, lines: pd.DataFrame, built: pd.DataFrame) -> pd.DataFrame:
    day = year_day(year)
    content = _content(case, year, built)
    try:
        when = case.law.latest_day(method, day)
        table = score(case.law, method, year, lines[lines["year"] == year], content, day=when)
    except LawNotInForce:
        return pd.DataFrame(columns=list(PLAN_COLUMNS["scores"]))
    legal = legal_minimum(case.law, day)
    table = table[["vehicle", "year", "method", "score"]].assign(in_force=method in case.law.methods_in_force(day))
    table["minimum"] = [_minimum(case, vehicle, year, method, legal) for vehicle in table["vehicle"]]
    # no minimum, nothing to fall short of
    return table.assign(passes=~(table["score"] < table["minimum"]))


def _content(case: Case, year: int, built: pd.DataFrame) -> pd.DataFrame:
    """Return a row per vehicle built: that of the year, else that of every year, else blank."""
    table = case.tables["vehicle_content"]
    usable = table[table["year"].isna() | (table["year"] == year)]
    best = usable.sort_values("year", na_position="last", kind="stable").drop_duplicates("vehicle")
    return built.merge(best.drop(columns="year"), on="vehicle", how="left")


def legal_minimum(law: Law, day: date) -> float:
    """Return the lowest lawful score on ``day``, NaN where the law has none."""
    try:
        return law.minimum(day)
    except LawNotInForce:
        return math.nan


def rule_covers(case: Case, rule: Rule, vehicle: str, year: int) -> bool:
    """Return whether a rule's selectors take a vehicle and a year of the horizon."""
    parts, periods = case.tables["parts"], case.periods
    years = periods.loc[selected(periods, "period", rule.periods), "year"]
    vehicles = parts.loc[selected(parts, "part", rule.vehicles), "part"]
    return bool(years.eq(year).any() and vehicles.eq(vehicle).any())


def _minimum(case: Case, vehicle: str, year: int, method: str, legal: float) -> float:
    """Return the highest number that a rule asks for here, else the law's minimum."""
    asked = [
        rule.minimum
        for rule in case.scenario.rule
        if isinstance(rule, LocalContent)
        and not isinstance(rule.minimum, str)
        and rule.method in (method, "best")
        and rule_covers(case, rule, vehicle, year)
    ]
    return max(asked, default=legal)


def shares(case: Case, awards: pd.DataFrame) -> pd.DataFrame:
    """Return ``group``, ``measure``, ``share`` of all that is bought, surplus left out; 0 where nothing is bought.

    Groups are every legal form, every size class, ``umkm``, ``umkm_koperasi`` and ``domestic``; measures are value
    (ex works), units (good) and labour_hours.
    """
    measures = {"value": awards["value_used"], "units": awards["units"], "labour_hours": labour_hours(awards)}
    amounts = {measure: amount.to_numpy(dtype="float64") for measure, amount in measures.items()}
    whole = {measure: math.fsum(amount.tolist()) for measure, amount in amounts.items()}
    suppliers = case.suppliers
    members = {
        value: suppliers[column] == value
        for column in ("legal_form", "size_class")
        for value in TABLES["suppliers"].by_name[column].choices
    } | {name: suppliers[name] for name in _GROUPS}
    records = []
    for group, belongs in members.items():
        inside = looked_up(awards["supplier"], belongs).to_numpy(dtype="bool")
        for measure, amount in amounts.items():
            share = math.fsum(amount[inside].tolist()) / whole[measure] if whole[measure] else 0.0
            records.append((group, measure, share))
    return pd.DataFrame(records, columns=["group", "measure", "share"]).astype(PLAN_COLUMNS["shares"])


def labour_hours(awards: pd.DataFrame) -> pd.Series:
    """Return the labour hours of each award, surplus left out."""
    return awards["labour_hours_per_unit"] * awards["units_used"]
