"""Tiny plans for tests, built a line at a time; prices are in million rupiah, so that numbers stay small.

    small = Small().part("frame").offer("a", "frame", 3).offer("b", "frame", 2, maximum_units=4).demand(10)
    assert small.solve().cost == 4 * 2 + 6 * 3

Vehicle ``V`` is built at site ``S``. Each offer has a supplier of its own (``A`` for offer ``a``) unless it names one.
Every plan that is found goes through the independent verifier.
"""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from evplan.errors import has_errors
from evplan.law import Law, parse_law
from evplan.model.program import SourcingModel, build
from evplan.plan.change import apply_changes
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.outcome import plan_tables
from evplan.plan.record import PlanTables, Solution
from evplan.plan.verify import verify
from evplan.scenario.document import Scenario
from evplan.schema import TABLES, Tables, conform, empty_table
from evplan.shipped import shipped_folder
from evplan.solve.extract import extract
from evplan.solve.search import Search
from evplan.solve.stage import Stage, search_in_order

MILLION = 1_000_000
MONEY = (
    "price",
    "tooling_cost_idr",
    "opening_cost_idr",
    "holding_cost_idr",
    "freight_idr_per_kg",
    "assembly_cost_idr",
    "minimum_spend_idr",
    "cost_idr",
    "credit_idr",
)
"""Columns that the builder takes in million rupiah."""

EXACT = {"gap": 0.0, "time_limit": 60.0}


@lru_cache(maxsize=1)
def shipped_law() -> Law:
    """Return the law as it is shipped."""
    folders = [shipped_folder("data") / name for name in ("law", "credit", "labour")]
    files = sorted(path for folder in folders for path in folder.glob("*.toml"))
    return parse_law({path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files})


@lru_cache(maxsize=1)
def _empty_tables() -> Tables:
    return {name: empty_table(name) for name in TABLES}


def read_tables(folder: str) -> Tables:
    """Return a shipped data set, without the reader's checks."""
    tables = {}
    for name in TABLES:
        path = shipped_folder("data") / folder / f"{name}.csv"
        if path.exists():
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
            for column in TABLES[name].columns:
                if column.kind == "flag" and column.name in frame:
                    frame[column.name] = frame[column.name].map({"true": True, "false": False}).astype(object)
            tables[name] = conform(name, frame)
        else:
            tables[name] = empty_table(name)
    return tables


class Small:
    """A data set and a scenario under construction; every method returns the builder itself."""

    def __init__(self, first: str = "2027-01", periods: int = 1, **calendar: Any) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        self.references: dict[str, pd.DataFrame] = {}
        self.options: dict[str, Any] = {
            "name": "small",
            "data": "small",
            "calendar": {"first": first, "periods": periods, **calendar},
            "solver": dict(EXACT),
        }

    def add(self, table: str, **cells: Any) -> Small:
        """Add a row to a table, money in million rupiah."""
        scaled = {key: str(round(value * MILLION)) if key in MONEY else value for key, value in cells.items()}
        self.rows[table].append(scaled)
        return self

    def part(self, part: str, per: float = 1, parent: str = "V", line: dict[str, Any] | None = None, **cells) -> Small:
        """Add a part and its line in the bill of ``parent``."""
        if not any(row["part"] == part for row in self.rows["parts"]):
            self.add("parts", **{"part": part, "kind": "component"} | cells)
        return self.add("bom_lines", parent=parent, child=part, quantity_per=per, **(line or {}))

    def supplier(self, supplier: str, **cells: Any) -> Small:
        """Add a supplier; it gets a region ``R`` unless it names one."""
        return self.add(
            "suppliers", **{"supplier": supplier, "legal_form": "pt", "size_class": "besar", "region": "R"} | cells
        )

    def offer(self, offer: str, part: str, price: float, supplier: str | None = None, **cells: Any) -> Small:
        """Add an offer, and its supplier if it is new."""
        supplier = supplier or offer.upper()
        if not any(row["supplier"] == supplier for row in self.rows["suppliers"]):
            self.supplier(supplier)
        return self.add("offers", offer=offer, supplier=supplier, part=part, price=price, **cells)

    def band(self, offer: str, minimum_units: float, price: float, basis: str = "period") -> Small:
        """Add a price band."""
        return self.add("price_bands", offer=offer, minimum_units=minimum_units, price=price, basis=basis)

    def hours(self, supplier: str, process: str, hours: float, period: str | None = None) -> Small:
        """Add capacity."""
        return self.add("capacity", supplier=supplier, process=process, period=period, hours=hours)

    def member(self, cooperative: str, member: str, fee_share: float = 0.0, **hours: float) -> Small:
        """Make a supplier, new or known, a member of a cooperative, with these hours per process."""
        for supplier, form in ((cooperative, "koperasi"), (member, "cv")):
            if not any(row["supplier"] == supplier for row in self.rows["suppliers"]):
                self.supplier(supplier, legal_form=form, size_class="mikro" if form == "cv" else "menengah")
        for process, amount in hours.items():
            self.hours(member, process, amount)
        return self.add("memberships", cooperative=cooperative, member=member, fee_share=fee_share)

    def rebate(self, supplier: str, minimum_spend_idr: float, rebate_share: float) -> Small:
        """Add a level of a supplier's rebate; spend in million rupiah."""
        return self.add(
            "supplier_rebates", supplier=supplier, minimum_spend_idr=minimum_spend_idr, rebate_share=rebate_share
        )

    def upgrade(self, upgrade: str, supplier: str, kind: str, cost: float, **cells: Any) -> Small:
        """Add an upgrade of a supplier; money in million rupiah."""
        return self.add("upgrades", upgrade=upgrade, supplier=supplier, kind=kind, cost_idr=cost, **cells)

    def demand(self, units: float, vehicle: str = "V", site: str = "S", period: str | None = None) -> Small:
        """Add demand, with vehicle and site if they are new."""
        if not any(row["part"] == vehicle for row in self.rows["parts"]):
            self.add("parts", part=vehicle, kind="vehicle")
        if not any(row["site"] == site for row in self.rows["sites"]):
            self.add("sites", site=site, region="R")
        return self.add("demand", vehicle=vehicle, site=site, period=period, units=units)

    def site(self, site: str = "S", **cells: Any) -> Small:
        """Add a site, or give the one there is other cells."""
        self.rows["sites"] = [row for row in self.rows["sites"] if row["site"] != site]
        return self.add("sites", **{"site": site, "region": "R"} | cells)

    def rule(self, kind: str, id: str | None = None, **values: Any) -> Small:
        """Add a rule to the scenario, ``r1``, ``r2``, ..."""
        rules = self.options.setdefault("rule", [])
        rules.append({"id": id or f"r{len(rules) + 1}", "kind": kind, **values})
        return self

    def objective(self, minimise: str, **values: Any) -> Small:
        """Add an objective, behind those there are."""
        self.options.setdefault("objective", []).append({"minimise": minimise, **values})
        return self

    def reference(self, run: str, plan: Solved) -> Small:
        """Make a plan known under the name of a run."""
        assert plan.plan is not None, plan.status
        self.references[run] = plan.plan.awards
        return self

    def option(self, table: str, **values: Any) -> Small:
        """Set keys of a table of the scenario (``demand``, ``solver``, ``calendar``)."""
        self.options.setdefault(table, {}).update(values)
        return self

    def copy(self) -> Small:
        """Return a builder that can be changed without changing this one."""
        return deepcopy(self)

    @property
    def tables(self) -> Tables:
        """Return the data set as it is held in memory; regions are those that are named."""
        tables = {name: conform(name, pd.DataFrame(rows)) for name, rows in self.rows.items() if rows}
        named = {row.get("region") for name in ("suppliers", "sites") for row in self.rows[name]} - {None}
        if not self.rows["regions"]:
            tables["regions"] = conform("regions", pd.DataFrame({"region": sorted(named)}))
        return {**_empty_tables(), **tables}

    @property
    def scenario(self) -> Scenario:
        """Return the scenario."""
        return Scenario.model_validate(self.options)

    @property
    def inputs(self) -> PlanInputs:
        """Return the inputs, assembled."""
        return assemble(self.tables, self.scenario, shipped_law(), self.references)

    @property
    def model(self) -> SourcingModel:
        """Return the program."""
        return build(self.inputs)

    def solve(self) -> Solved:
        """Solve at gap 0 (unless an option says otherwise) and verify what comes out."""
        return solve(self.tables, self.scenario, references=self.references)


@dataclass(frozen=True)
class Solved:
    """How a solve ended; ``cost`` in million rupiah."""

    model: SourcingModel
    search: Search
    solution: Solution | None
    plan: PlanTables | None
    stages: tuple[Stage, ...] = ()

    @property
    def status(self) -> str:
        """Return how the search ended."""
        return self.search.answer.ending

    @cached_property
    def cost(self) -> float:
        """Return the cost in million rupiah, to the rupiah."""
        assert self.plan is not None, self.status
        return round(float(self.plan.costs["idr"].sum()) / MILLION, 6)

    def cost_of(self, kind: str) -> float:
        """Return the cost of a kind in million rupiah."""
        assert self.plan is not None, self.status
        return round(float(self.plan.costs.set_index("kind").loc[kind, "idr"]) / MILLION, 6)

    @cached_property
    def units(self) -> dict[str, float]:
        """Return the good units per offer over the horizon."""
        assert self.solution is not None, self.status
        return self.solution.awards.groupby("offer")["units"].sum().round(6).to_dict()

    def units_in(self, period: str) -> dict[str, float]:
        """Return the good units per offer in a period."""
        assert self.solution is not None, self.status
        awards = self.solution.awards
        return awards[awards["period"].eq(period)].groupby("offer")["units"].sum().round(6).to_dict()

    @cached_property
    def surplus(self) -> dict[str, float]:
        """Return the surplus per offer."""
        assert self.solution is not None, self.status
        sums = self.solution.awards.groupby("offer")["surplus"].sum().round(6)
        return sums[sums > 0].to_dict()

    def score(self, method: str, vehicle: str = "V") -> float:
        """Return a vehicle's score in the first year."""
        assert self.plan is not None, self.status
        scores = self.plan.scores
        return float(scores[scores["vehicle"].eq(vehicle) & scores["method"].eq(method)]["score"].iloc[0])


def solve(
    tables: Tables, scenario: Scenario, watch: Any = None, references: dict[str, pd.DataFrame] | None = None
) -> Solved:
    """Solve and verify: a plan with an error among its findings fails the test."""
    changed, _ = apply_changes(tables, scenario.change)
    law = shipped_law()
    model = build(assemble(changed, scenario, law, references))
    staged = search_in_order(model, scenario.solver, watch)
    found = staged.search
    if found.answer.values is None:
        return Solved(model, found, None, None)
    solution = extract(model, found.answer.values)
    plan = plan_tables(model.inputs, solution)
    soft = any(rule.is_soft for rule in scenario.rule)
    findings = verify(changed, scenario, law, solution, None if soft else plan, references)
    assert not has_errors(findings), "\n".join(finding.message for finding in findings)
    return Solved(model, found, solution, plan, staged.stages)
