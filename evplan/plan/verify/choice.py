"""What a rule speaks of: its selectors worked out, and the groups for which its limit holds one by one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evplan.plan.verify.case import Case
from evplan.quantities import NEGLIGIBLE_UNITS
from evplan.scenario.rule import Fix, Rule
from evplan.scenario.selector import selected

AWARD_COLUMNS = (
    *("offer", "supplier", "part", "vehicle", "region", "period"),
    *("units", "surplus", "units_paid", "value_idr", "value_used", "hours", "labour_hours"),
)
"""What rules read of an award."""

_DEMAND_SIDE = ("part", "vehicle", "period")


@dataclass(frozen=True)
class Evidence:
    """What rules are checked against.

    ``awards`` are `evplan.plan.verify.money.priced` with ``hours`` and ``labour_hours`` (without surplus); ``needed``
    is what is needed at lines and workshops: ``part``, ``vehicle``, ``period``, ``units``; ``scores`` as in
    `PlanTables`. ``hours`` are those there are for the offers of a supplier, its members' and upgrades' included
    (``supplier``, ``process``, ``period``, ``hours``). ``work`` and ``investments`` are `PlanTables.members` and
    `PlanTables.investments`.
    """

    case: Case
    awards: pd.DataFrame
    needed: pd.DataFrame
    scores: pd.DataFrame
    hours: pd.DataFrame
    work: pd.DataFrame
    investments: pd.DataFrame


@dataclass(frozen=True)
class Choice:
    """A rule's selection among the evidence.

    ``all_got`` are the awards on the selected parts, vehicles and periods by anybody; ``got`` those of them that go to
    the selected suppliers (and regions, and offer). ``needed`` are the needs above zero, ``suppliers`` the selected.
    """

    each: list[str]
    got: pd.DataFrame
    all_got: pd.DataFrame
    needed: pd.DataFrame
    suppliers: pd.DataFrame

    @property
    def demand_keys(self) -> list[str]:
        """Return the keys of ``each`` that split what all suppliers get: part, vehicle, period."""
        return [key for key in self.each if key in _DEMAND_SIDE]

    def crossed(self, groups: pd.DataFrame) -> pd.DataFrame:
        """Return ``groups`` (by `demand_keys`) once for every selected supplier or region that ``each`` names."""
        supply_keys = [key for key in self.each if key not in _DEMAND_SIDE]
        if not supply_keys:
            return groups
        return groups.merge(self.suppliers[supply_keys].dropna().drop_duplicates(), how="cross")

    @property
    def asked(self) -> pd.DataFrame:
        """Return the groups for which a minimum must hold: those where something is needed. Columns ``each``."""
        keys = self.demand_keys
        groups = self.needed[keys].drop_duplicates() if keys else pd.DataFrame(index=[0])
        return self.crossed(groups).reset_index(drop=True)


def choose(evidence: Evidence, rule: Rule) -> Choice:
    """Return what ``rule`` selects."""
    case, awards, needed = evidence.case, evidence.awards, evidence.needed
    suppliers = _suppliers(case, rule)
    offer = rule.offer if isinstance(rule, Fix) else None
    parts = _keys(case.tables["parts"], "part", rule, "parts")
    if offer is not None:
        parts = parts[parts.isin(case.offers.loc[case.offers.index == offer, "part"])]
    kinds = {"part": parts, "vehicle": _vehicles(case, rule), "period": _keys(case.periods, "period", rule, "periods")}
    inside, wanted = (pd.Series(True, index=frame.index) for frame in (awards, needed))
    selectors = {"part": rule.parts or offer, "vehicle": rule.vehicles, "period": rule.periods}
    for key in [key for key, selector in selectors.items() if selector is not None]:
        values = kinds[key]
        inside &= awards[key].isin(values)
        wanted &= needed[key].isin(values)
    all_got = awards[inside]
    mine = all_got["supplier"].isin(suppliers["supplier"])
    if offer is not None:
        mine &= all_got["offer"] == offer
    wanted &= needed["units"] > NEGLIGIBLE_UNITS
    return Choice([*(rule.each or [])], all_got[mine], all_got, needed[wanted], suppliers)


def _suppliers(case: Case, rule: Rule) -> pd.DataFrame:
    table = case.tables["suppliers"]
    table = table[selected(table, "supplier", rule.suppliers)]
    if rule.regions is None:
        return table
    regions = case.tables["regions"]
    inside = regions.loc[selected(regions, "region", rule.regions), "region"]
    return table[table["region"].isin(inside)]


def _keys(table: pd.DataFrame, key: str, rule: Rule, name: str) -> pd.Series:
    return table.loc[selected(table, key, getattr(rule, name)), key]


def _vehicles(case: Case, rule: Rule) -> pd.Series:
    parts = case.tables["parts"]
    return _keys(parts[parts["kind"] == "vehicle"], "part", rule, "vehicles")
