"""The independent check of how far a plan moved from a stored run."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from evplan.plan.verify.case import Case, looked_up
from evplan.plan.verify.choice import Evidence, choose
from evplan.plan.verify.limit import SHARE_UNIT, slack
from evplan.plan.verify.total import sums
from evplan.quantities import NEGLIGIBLE_UNITS, PERCENTAGE_POINTS, quantity_slack
from evplan.scenario.rule import Distance, Rule
from evplan.scenario.selector import selected


def check_distance(evidence: Evidence, rule: Rule) -> pd.DataFrame:
    """Return groups that moved further than they may, as a share of what the run has; without the run: unknown.

    Groups of which the run has nothing are left out.
    """
    assert isinstance(rule, Distance)
    if rule.run not in evidence.case.references:
        row = {"side": "unknown", "found": math.nan, "expected": rule.maximum_share, "violation": 0.0}
        return pd.DataFrame([row | {"measure": rule.run, "unit": SHARE_UNIT}])
    got = choose(evidence, rule).got
    there = _taken(evidence.case, rule)
    table = _suppliers(rule, got, there) if rule.measure == "suppliers" else _moved(rule, got, there)
    table = table[table["known"] > 0]
    over = table["moved"] - rule.maximum_share * table["whole"]
    found = np.where(table["whole"] > 0, table["moved"] / table["whole"].where(table["whole"] > 0, 1.0), np.inf)
    table = table.assign(found=found, expected=rule.maximum_share, side="above", measure=rule.measure, unit=SHARE_UNIT)
    table["violation"] = (table["found"] - rule.maximum_share) * PERCENTAGE_POINTS
    return table[over > slack(rule.measure, table["whole"], 0.0)].drop(columns=["known", "moved", "whole"])


def _moved(rule: Distance, got: pd.DataFrame, there: pd.DataFrame) -> pd.DataFrame:
    """Return per group: pairs the run has, half the sum of differences, and the run's whole."""
    pairs = list(dict.fromkeys([*rule.each_keys, "supplier", "part"]))
    here = _both(got, pairs).rename(columns={"units": "units_here", "value": "value_here"})
    both = here.merge(_both(there, pairs), on=pairs, how="outer").fillna(
        {"units_here": 0.0, "value_here": 0.0, "units": 0.0, "value": 0.0}
    )
    known = both["units"] > NEGLIGIBLE_UNITS
    if rule.measure == "value":
        price = both["value"] / both["units"].where(known, 1.0)
        amount = np.where(known, both["units_here"] * price, both["value_here"])
        before = both["value"].where(known, 0.0)
    else:
        amount, before = both["units_here"].to_numpy(), both["units"].where(known, 0.0)
    both = both.assign(known=known.astype("float64"), moved=(amount - before).abs() / 2.0, whole=before)
    return _summed(both, rule)


def _suppliers(rule: Distance, got: pd.DataFrame, there: pd.DataFrame) -> pd.DataFrame:
    """Return per group: suppliers the run has, those gained and lost, and the run's number."""
    keys = list(dict.fromkeys([*rule.each_keys, "supplier"]))
    here = sums(got, keys, "units").rename(columns={"units": "here"})
    both = here.merge(sums(there, keys, "units"), on=keys, how="outer").fillna({"here": 0.0, "units": 0.0})
    known = both["units"] > NEGLIGIBLE_UNITS
    enough = both["units"].clip(upper=1.0)
    lost = known & (enough - both["here"] > quantity_slack(enough.to_numpy()))
    gained = ~known & (both["here"] > NEGLIGIBLE_UNITS)
    number = known.astype("float64")
    return _summed(both.assign(known=number, moved=(lost | gained).astype("float64"), whole=number), rule)


def _both(awards: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    units = sums(awards, keys, "units")
    value = sums(awards.rename(columns={"value_used": "value"}), keys, "value")
    return units.merge(value, on=keys)


def _summed(table: pd.DataFrame, rule: Distance) -> pd.DataFrame:
    keys = list(rule.each_keys)
    known, moved, whole = (sums(table, keys, column) for column in ("known", "moved", "whole"))
    if not keys:
        return pd.concat([known, moved, whole], axis="columns")
    return known.merge(moved, on=keys).merge(whole, on=keys)


def _taken(case: Case, rule: Distance) -> pd.DataFrame:
    """Return the run's awards in the rule's selection, as today's data understand it; ``value_used`` without surplus.

    Where ``each`` names periods, those outside today's horizon are left out.
    """
    awards = case.references[rule.run]
    awards = awards.assign(region=looked_up(awards["supplier"], case.suppliers["region"]))
    tables = case.tables
    vehicles = tables["parts"][tables["parts"]["kind"] == "vehicle"]
    for key, selector, table, column in (
        ("supplier", rule.suppliers, tables["suppliers"], "supplier"),
        ("part", rule.parts, tables["parts"], "part"),
        ("vehicle", rule.vehicles, vehicles, "part"),
        ("region", rule.regions, tables["regions"], "region"),
        ("period", rule.periods, case.periods, "period"),
    ):
        if selector is not None or (key == "period" and key in rule.each_keys):
            awards = awards[awards[key].isin(table.loc[selected(table, column, selector), column])]
    delivered = awards["units"] + awards["surplus"]
    used = (awards["units"] / delivered.where(delivered > 0.0, 1.0)) * awards["value_idr"]
    return awards.assign(value_used=used)
