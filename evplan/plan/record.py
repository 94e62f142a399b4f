"""The frozen records that pass between rooms, with the index, columns and units of their tables."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from evplan.errors import Finding

Status = Literal["optimal", "feasible", "infeasible", "no_solution"]

COST_KINDS = ("purchase", "freight", "duty", "tooling", "opening", "upgrade", "stock", "unmet")


@dataclass(frozen=True)
class Solution:
    """What the plan says: quantities only. Everything else (money, scores) follows from the data.

    builds
        vehicle, site, period, ``built`` (vehicles); a row for every demand of the horizon. Unmet is demand less built.
    awards
        offer, workshop, site, vehicle, period, ``units`` (good units for that vehicle's line, usable in that period)
        and ``surplus`` (good units delivered with them that no vehicle uses). A row only where one is positive.
        ``workshop`` is the conversion offer whose supplier they are sent to, blank (``""``) where they go to the
        assembly line; site and vehicle are those of the line that they end in.
    stock
        part, workshop, site, vehicle, period, ``units`` carried from that period into the next.
    substitutes
        parent, child, ``substitute_group``, workshop, site, vehicle, period, ``parent_units``: units of the parent
        (over all its places in the vehicle, or in what the workshop makes) that are made with this child. A row for
        every child with a positive share.
    members
        offer (of a cooperative), member (or the cooperative itself), period, ``hours``: machine hours, set-up
        included, that the member works for the offer. Only offers that need hours, of suppliers with members.
    investments
        ``kind`` (tooling | opening | upgrade), ``item`` (offer, supplier or upgrade), period in which it is paid for
        and, of an upgrade, started; ``credit_idr``: the part of its cost that a loan carries.
    """

    builds: pd.DataFrame
    awards: pd.DataFrame
    stock: pd.DataFrame
    substitutes: pd.DataFrame
    members: pd.DataFrame = field(default_factory=lambda: no_rows(SOLUTION_COLUMNS["members"]))
    investments: pd.DataFrame = field(default_factory=lambda: no_rows(SOLUTION_COLUMNS["investments"]))


SOLUTION_COLUMNS: dict[str, dict[str, str]] = {
    "builds": {"vehicle": "str", "site": "str", "period": "str", "built": "float64"},
    "awards": {
        "offer": "str",
        "workshop": "str",
        "site": "str",
        "vehicle": "str",
        "period": "str",
        "units": "float64",
        "surplus": "float64",
    },
    "stock": {
        "part": "str",
        "workshop": "str",
        "site": "str",
        "vehicle": "str",
        "period": "str",
        "units": "float64",
    },
    "substitutes": {
        "parent": "str",
        "child": "str",
        "substitute_group": "str",
        "workshop": "str",
        "site": "str",
        "vehicle": "str",
        "period": "str",
        "parent_units": "float64",
    },
    "members": {"offer": "str", "member": "str", "period": "str", "hours": "float64"},
    "investments": {"kind": "str", "item": "str", "period": "str", "credit_idr": "float64"},
}


def no_rows(columns: dict[str, str]) -> pd.DataFrame:
    """Return a table of these columns and types without rows."""
    return pd.DataFrame(columns=list(columns)).astype(columns)


@dataclass(frozen=True)
class Outcome:
    """How the search ended.

    ``status`` is evplan's word, ``termination`` the solver's own; ``objective_idr`` and ``best_bound_idr`` are in
    rupiah and include penalties of soft rules; ``gap`` is relative. ``rows`` ... ``nonzeros`` are of the program.
    """

    status: Status
    termination: str
    objective_idr: float | None
    best_bound_idr: float | None
    gap: float | None
    solver: str
    solver_version: str
    seconds: dict[str, float] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    integers: int = 0
    nonzeros: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanTables:
    """What follows from a `Solution` and the data: money, scores, shares, hours; tables with plain range indexes.

    awards
        those of the solution with ``supplier``, ``part``, ``units_paid`` (good units and surplus / yield),
        ``price_idr`` (per unit paid, at the band reached and the period's exchange rate), ``value_idr``,
        ``freight_idr``, ``duty_idr``.
    costs
        ``kind`` (one of `COST_KINDS`, every one once, in that order), ``idr``.
    vehicles
        ``vehicle``, ``demanded``, ``built`` over the horizon.
    scores
        ``vehicle``, ``year``, ``method``, ``score``, ``minimum``, ``passes``, ``in_force``.
    shares
        ``group`` (legal forms, size classes, ``umkm``, ``umkm_koperasi``, ``domestic``), ``measure`` (value, units,
        labour_hours), ``share`` of all purchases, surplus left out.
    capacity_use
        ``supplier``, ``process``, ``period``, ``used_hours`` (set-up hours included), ``hours``.
    penalties
        ``rule``, ``violation``, ``unit``, ``idr`` of soft rules that are broken.
    members
        those of the solution with ``cooperative``, ``units`` (good units), ``value_idr`` (their part of the offer's
        value in that period, by hours) and ``fee_idr`` (what the cooperative keeps of it).
    investments
        those of the solution with ``supplier``, ``cost_idr`` (in the prices of the data), ``in_force`` (the first
        period in which it can be used; blank: after the horizon) and ``interest_idr`` (of its loan, over its term).
    rebates
        ``supplier``, ``spend_idr`` (value of all its awards over the horizon), ``rebate_share``, ``rebate_idr``; a
        row for every supplier whose rebate is reached.
    """

    awards: pd.DataFrame
    costs: pd.DataFrame
    vehicles: pd.DataFrame
    scores: pd.DataFrame
    shares: pd.DataFrame
    capacity_use: pd.DataFrame
    penalties: pd.DataFrame
    members: pd.DataFrame = field(default_factory=lambda: no_rows(PLAN_COLUMNS["members"]))
    investments: pd.DataFrame = field(default_factory=lambda: no_rows(PLAN_COLUMNS["investments"]))
    rebates: pd.DataFrame = field(default_factory=lambda: no_rows(PLAN_COLUMNS["rebates"]))


PLAN_COLUMNS: dict[str, dict[str, str]] = {
    "awards": SOLUTION_COLUMNS["awards"]
    | {"supplier": "str", "part": "str"}
    | dict.fromkeys(("units_paid", "price_idr", "value_idr", "freight_idr", "duty_idr"), "float64"),
    "costs": {"kind": "str", "idr": "float64"},
    "vehicles": {"vehicle": "str", "demanded": "float64", "built": "float64"},
    "scores": {
        "vehicle": "str",
        "year": "int64",
        "method": "str",
        "score": "float64",
        "minimum": "float64",
        "passes": "bool",
        "in_force": "bool",
    },
    "shares": {"group": "str", "measure": "str", "share": "float64"},
    "capacity_use": {
        "supplier": "str",
        "process": "str",
        "period": "str",
        "used_hours": "float64",
        "hours": "float64",
    },
    "penalties": {"rule": "str", "violation": "float64", "unit": "str", "idr": "float64"},
    "members": SOLUTION_COLUMNS["members"]
    | {"cooperative": "str", "units": "float64", "value_idr": "float64", "fee_idr": "float64"},
    "investments": SOLUTION_COLUMNS["investments"]
    | {"supplier": "str", "cost_idr": "float64", "in_force": "str", "interest_idr": "float64"},
    "rebates": {"supplier": "str", "spend_idr": "float64", "rebate_share": "float64", "rebate_idr": "float64"},
}


STAGE_COLUMNS = {
    "stage": "int64",
    "objective": "str",
    "status": "str",
    "value": "float64",
    "bound": "float64",
    "gap": "float64",
    "tolerance": "float64",
    "seconds": "float64",
}


def no_stages() -> pd.DataFrame:
    """Return the table of stages without rows."""
    return no_rows(STAGE_COLUMNS)


@dataclass(frozen=True)
class Conflict:
    """One rule or named limit of a set that cannot hold together: its sentence and what would free it."""

    rule: str
    sentence: str
    move: str


@dataclass(frozen=True)
class Provenance:
    """Where a run comes from: digests (SHA-256) of inputs, scenario and law; the texts; who, when, with what."""

    data_set: str
    inputs_digest: str
    scenario_digest: str
    law_digest: str
    scenario_text: str
    evplan_version: str
    created_at: str
    created_by: str
    options: dict[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One solve, whatever its end: ``version`` is 0 until it is stored. It is never changed afterwards.

    ``solution`` and ``tables`` are ``None`` where there is no plan; ``verified`` is true only if `verify` found no
    error. ``seconds`` has load, build, solve, verify, store and total. ``stages`` has a row per objective in order:
    ``stage`` (from 1), ``objective``, ``status``, ``value`` and ``bound`` (rupiah, vehicles, hours, units, or a score
    0..1; ``NaN``: none is proven), ``gap`` and ``tolerance`` (relative), ``seconds``; no rows without a plan.
    """

    scenario: str
    version: int
    verified: bool
    outcome: Outcome
    solution: Solution | None
    tables: PlanTables | None
    provenance: Provenance
    findings: tuple[Finding, ...] = ()
    conflict: tuple[Conflict, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    stages: pd.DataFrame = field(default_factory=no_stages, compare=False)

    @property
    def name(self) -> str:
        """Return ``SCENARIO#VERSION``."""
        return f"{self.scenario}#{self.version}"

    @property
    def total_cost_idr(self) -> float | None:
        """Return everything that counts as cost, in rupiah, or ``None`` without a plan."""
        return None if self.tables is None else math.fsum(self.tables.costs["idr"])
