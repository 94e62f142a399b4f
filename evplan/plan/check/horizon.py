"""Checks of a scenario's calendar against the dates and periods of the data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.errors import Finding, finding
from evplan.plan.check.conversion import check_workshop_periods
from evplan.plan.check.listing import joined, listed
from evplan.plan.period import in_force, ready_from, spread
from evplan.quantities import HOME_CURRENCY, money_values
from evplan.scenario.calendar import parse_period
from evplan.scenario.document import Scenario
from evplan.schema import Tables


def check_horizon(tables: Tables, scenario: Scenario) -> list[Finding]:
    """Return demand, hours, rates, offers, certificates and bills that do not cover the scenario's periods."""
    periods = scenario.calendar.table
    return [
        *_demand(tables, periods),
        *_too_long("capacity", tables["capacity"], periods),
        *_offers(tables["offers"], periods),
        *_late_suppliers(tables["suppliers"], periods),
        *check_workshop_periods(tables, periods),
        *_certificates(tables, periods),
        *_rates(tables, scenario, periods),
        *_substitutes(tables["bom_lines"], periods),
    ]


def period_place(labels: pd.Series, periods: pd.DataFrame) -> pd.Series:
    """Return where each label lies: ``inside`` a period of the horizon (or blank), ``across`` several, ``outside``."""
    parsed = {label: parse_period(label) for label in labels.dropna().unique()}
    # Where every label is blank the map is empty and would give text back.
    start = labels.map({label: period.start for label, period in parsed.items() if period}).astype("float64")
    end = labels.map({label: period.start + period.months for label, period in parsed.items() if period})
    end = end.astype("float64")
    first, months = periods["start"].iloc[0], periods["months"].iloc[0]
    last = periods["start"].iloc[-1] + months
    outside = end.le(first) | start.ge(last)
    across = ~outside & ((start - first) // months).ne((end - 1 - first) // months) & labels.notna()
    return pd.Series(np.select([outside, across], ["outside", "across"], "inside"), index=labels.index)


def _demand(tables: Tables, periods: pd.DataFrame) -> list[Finding]:
    demand, parts = tables["demand"], tables["parts"]
    horizon = _span(periods["period"])
    place = period_place(demand["period"], periods)
    wanted = demand[place.eq("inside") & demand["units"].gt(0)]
    if wanted.empty:
        known = demand["period"].dropna()
        said = _span(known.sort_values()) if len(known) else "no period"
        none = [finding("demand-outside-horizon", "demand", table="demand", horizon=horizon, found=said)]
    else:
        none = []
    outside = demand[place.eq("outside") & demand["units"].gt(0)]
    left = pd.DataFrame({"horizon": [horizon], "units": [outside["units"].sum()]})
    left = left.assign(vehicles=joined(outside["vehicle"].unique().tolist()))[left["units"].gt(0)]
    vehicles = parts.loc[parts["kind"].eq("vehicle") & ~parts["part"].isin(wanted["vehicle"]), ["part"]]
    return [
        *none,
        *_too_long("demand", demand, periods),
        *([] if wanted.empty else listed("demand-left-out", "demand", left, [], "period")),
        *([] if wanted.empty else listed("vehicle-without-demand", "demand", vehicles, ["part"], "vehicle")),
    ]


def _span(labels: pd.Series) -> str:
    first, last = str(labels.iloc[0]), str(labels.iloc[-1])
    return first if first == last else f"{first} to {last}"


def _too_long(table: str, frame: pd.DataFrame, periods: pd.DataFrame) -> list[Finding]:
    """Return rows whose period spreads over several of the horizon: they belong to none of them."""
    rows = frame.loc[period_place(frame["period"], periods).eq("across"), ["period"]]
    rows = rows[["period"]].drop_duplicates().assign(what=table)
    return listed("period-too-long", table, rows, ["period"], "period")


def _offers(offers: pd.DataFrame, periods: pd.DataFrame) -> list[Finding]:
    """Return offers that end before the last period begins, those that hold in no period, and content that ends."""
    first, last = periods["first_day"].iloc[0], periods["first_day"].iloc[-1]
    ending = offers[offers["valid_to"].ge(first) & offers["valid_to"].lt(last)]
    ending = ending.groupby(["supplier", "valid_to"], as_index=False).agg(offers=("offer", joined))
    never = offers.loc[~in_force(offers, periods).any(axis=1), "offer"]
    content = offers[offers["content_evidence"].eq("certificate") & offers["certificate_expiry"].ge(first)]
    content = content[content["certificate_expiry"].lt(periods["last_day"].iloc[-1])]
    content = content.sort_values("certificate_expiry", kind="stable")
    findings = listed("offer-ends", "offers", ending, ["supplier", "valid_to"], "valid_to")
    if len(never):
        findings.append(
            finding("offer-outside-horizon", "offers", table="offers", count=len(never), offers=joined(never))
        )
    if len(content):
        findings.append(
            finding(
                "content-ends",
                "offers",
                table="offers",
                column="certificate_expiry",
                count=len(content),
                suppliers=content["supplier"].nunique(),
                first=content["certificate_expiry"].iloc[0],
                offers=joined(content["offer"]),
            )
        )
    return findings


def _late_suppliers(suppliers: pd.DataFrame, periods: pd.DataFrame) -> list[Finding]:
    """Return suppliers whose first period begins after the horizon's last."""
    late = suppliers.loc[~ready_from(suppliers["ready_period"], periods).any(axis=1), "supplier"]
    if late.empty:
        return []
    last = periods["period"].iloc[-1]
    return [
        finding(
            "supplier-after-horizon",
            "suppliers",
            table="suppliers",
            column="ready_period",
            count=len(late),
            suppliers=joined(late),
            last=last,
        )
    ]


def _certificates(tables: Tables, periods: pd.DataFrame) -> list[Finding]:
    """Return certificates that a supplier's offers need and that end before the horizon does."""
    parts = tables["parts"][["part", "certificates"]].dropna()
    parts = parts.assign(certificate=parts["certificates"].str.split(";")).explode("certificate")
    pairs = tables["offers"][["supplier", "part"]].drop_duplicates().merge(parts[["part", "certificate"]], on="part")
    rows = tables["supplier_certificates"].merge(pairs, on=["supplier", "certificate"])
    rows = rows[rows["valid_to"].lt(periods["last_day"].iloc[-1])]
    rows = rows.groupby(["supplier", "certificate", "valid_to"], as_index=False).agg(parts=("part", joined))
    over = rows["valid_to"].lt(periods["last_day"].iloc[0])
    key = ["supplier", "certificate"]
    return [
        *listed("certificate-over", "supplier_certificates", rows[over], key, "valid_to"),
        *listed("certificate-ends", "supplier_certificates", rows[~over], key, "valid_to"),
    ]


def _rates(tables: Tables, scenario: Scenario, periods: pd.DataFrame) -> list[Finding]:
    """Return currencies that have rates, but not for every period; those without any are found in the data alone."""
    used = tables["offers"]["currency"].drop_duplicates()
    rates = tables["exchange_rates"]
    rates = rates[rates["currency"].isin(used) & rates["currency"].ne(HOME_CURRENCY)]
    if rates.empty:
        return []
    values = money_values(rates["idr_per_unit"])
    found, table = spread(rates, ["currency"], values, periods, scenario.calendar.data_unit, "mean")
    gaps = np.isnan(table)
    rows = found.assign(periods=[joined(periods.loc[gap, "period"]) for gap in gaps])[gaps.any(axis=1)]
    return listed("exchange-rate-gap", "exchange_rates", rows, ["currency"], "period")


def _substitutes(lines: pd.DataFrame, periods: pd.DataFrame) -> list[Finding]:
    """Return substitute groups of which no line holds in some period, while one holds in another."""
    rows = lines[lines["substitute_group"].notna()].reset_index(drop=True)
    if rows.empty:
        return []
    held = pd.DataFrame(in_force(rows, periods), columns=periods["period"])
    held = held.groupby([rows["parent"], rows["substitute_group"]]).any()
    gaps = ~held
    texts = [joined(held.columns[gap]) for gap in gaps.to_numpy()]
    rows = pd.DataFrame({"periods": texts}, index=held.index)[gaps.any(axis=1)].reset_index()
    return listed("substitute-gap", "bom_lines", rows, ["parent", "substitute_group"], "valid_from")
