"""A small data set that fills every table, and a run of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from evplan.errors import Finding, Severity
from evplan.plan.record import (
    COST_KINDS,
    PLAN_COLUMNS,
    SOLUTION_COLUMNS,
    STAGE_COLUMNS,
    Conflict,
    Outcome,
    PlanTables,
    Provenance,
    Run,
    Solution,
    no_stages,
)
from evplan.schema import TABLES, Tables, conform, tables_digest

ROWS: dict[str, list[dict[str, object]]] = {
    "sources": [{"source": "bps", "title": 'Statistik, "2026"', "accessed": "2026-10-01"}],
    "regions": [
        {"region": "33.28", "name": "Tegal", "latitude": -6.9, "minimum_wage_idr": "2484162.55"},
        {"region": "32.13", "name": "Subang"},
    ],
    "parts": [
        {"part": "MOTOR", "kind": "vehicle", "source": "bps"},
        {"part": "FRAME", "kind": "assembly", "mass_kg": 12.5, "main_component": True, "holding_cost_idr": "0.1"},
        {"part": "TUBE", "kind": "material", "unit": "m", "certificates": "SNI-1;SNI-2"},
    ],
    "bom_lines": [
        {"parent": "MOTOR", "child": "FRAME", "quantity_per": 1.0},
        {"parent": "FRAME", "child": "TUBE", "quantity_per": 2.5, "position": "left/top"},
        {"parent": "FRAME", "child": "TUBE", "quantity_per": 0.1, "position": "right", "valid_from": "2027-01-01"},
    ],
    "suppliers": [
        {"supplier": "KOP-1", "legal_form": "koperasi", "size_class": "kecil", "region": "33.28"},
        {"supplier": "CV-2", "legal_form": "cv", "region": "32.13", "annual_sales_idr": "15000000000"},
    ],
    "memberships": [{"cooperative": "KOP-1", "member": "CV-2"}],
    "capacity": [
        {"supplier": "KOP-1", "process": "weld", "hours": 400.0},
        {"supplier": "KOP-1", "process": "weld", "period": "2027-01", "hours": 300.0},
    ],
    "offers": [
        {"offer": "O-1", "supplier": "KOP-1", "part": "FRAME", "price": "1250.5", "local_content_share": 0.9},
        {"offer": "O-2", "supplier": "CV-2", "part": "TUBE", "price": "0.000000000000000000001", "currency": "CNY"},
    ],
    "price_bands": [
        {"offer": "O-1", "minimum_units": 100.0, "price": "1200"},
        {"offer": "O-1", "minimum_units": 1000.0, "price": "1100.05"},
    ],
    "supplier_rebates": [{"supplier": "CV-2", "minimum_spend_idr": "1000000000.01", "rebate_share": 0.05}],
    "sites": [{"site": "PLANT", "region": "33.28"}],
    "vehicle_content": [
        {"vehicle": "MOTOR", "assembly_share": 1.0},
        {"vehicle": "MOTOR", "year": 2028.0, "assembly_cost_idr": "99999999999999999999999999.5"},
    ],
    "demand": [
        {"vehicle": "MOTOR", "site": "PLANT", "units": 10.0},
        {"vehicle": "MOTOR", "site": "PLANT", "period": "2027-02", "units": 20.0},
    ],
    "lanes": [{"origin": "32.13", "destination": "33.28", "freight_idr_per_kg": "750"}],
    "exchange_rates": [
        {"currency": "CNY", "idr_per_unit": "2301.45"},
        {"currency": "CNY", "period": "2027-01", "idr_per_unit": "2300"},
    ],
    "supplier_certificates": [{"supplier": "KOP-1", "certificate": "SNI-1"}],
    "upgrades": [{"upgrade": "U-1", "supplier": "KOP-1", "kind": "local_content", "cost_idr": "5", "offer": "O-1"}],
}


@cache
def small_tables() -> Tables:
    """Return a data set with rows in every table: blanks in keys, long decimals, quotation marks."""
    return {name: conform(name, pd.DataFrame(ROWS[name])) for name in TABLES}


def with_cells(tables: Tables, table: str, row: int, /, **cells: object) -> Tables:
    """Return the data set with some cells of one row changed."""
    frame = tables[table].copy()
    for column, value in cells.items():
        frame.loc[row, column] = value
    return tables | {table: conform(table, frame)}


def with_row(tables: Tables, name: str, /, **cells: object) -> Tables:
    """Return the data set with one more row."""
    return tables | {name: conform(name, pd.concat([tables[name], pd.DataFrame([cells])]))}


def without(tables: Tables, name: str, row: int) -> Tables:
    """Return the data set without one row."""
    return tables | {name: conform(name, tables[name].drop(index=row))}


def small_run(tables: Tables, scenario: str = "jabar-2027") -> Run:
    """Return a run of the small data set with rows in every table of the plan."""
    awards = _frame(SOLUTION_COLUMNS["awards"], ["O-2", "", "PLANT", np.nan, "2027-01", 0.1 + 0.2, 0.0])
    paid = awards.assign(
        supplier="CV-2", part="TUBE", units_paid=0.3, price_idr=2.5, value_idr=0.75, freight_idr=0.25, duty_idr=0.0
    )
    members = _frame(SOLUTION_COLUMNS["members"], ["O-1", "CV-2", "2027-01", 7.5])
    earned = members.assign(cooperative="KOP-1", units=3.75, value_idr=1000.0, fee_idr=50.0)
    bought = _frame(SOLUTION_COLUMNS["investments"], ["upgrade", "U-1", "2027-01", 250.0])
    paid_for = bought.assign(supplier="CV-2", cost_idr=1000.0, in_force="2027-03", interest_idr=30.0)
    return Run(
        scenario=scenario,
        version=0,
        verified=True,
        outcome=Outcome(
            status="optimal",
            termination="Optimal",
            objective_idr=1.0,
            best_bound_idr=0.9999999999999999,
            gap=1e-16,
            solver="highs",
            solver_version="1.11",
            seconds={"build": 0.25},
            rows=5,
            columns=7,
            integers=1,
            nonzeros=12,
            notes=("scaled",),
        ),
        solution=Solution(
            builds=_frame(SOLUTION_COLUMNS["builds"], ["MOTOR", "PLANT", "2027-01", 10.0]),
            awards=awards,
            stock=_frame(SOLUTION_COLUMNS["stock"], ["TUBE", "O-2", "PLANT", "MOTOR", "2027-01", 3.0]),
            substitutes=_frame(SOLUTION_COLUMNS["substitutes"]),
            members=members,
            investments=bought,
        ),
        tables=PlanTables(
            awards=paid.astype(PLAN_COLUMNS["awards"]),
            costs=_frame(PLAN_COLUMNS["costs"], *([kind, 0.125] for kind in COST_KINDS)),
            vehicles=_frame(PLAN_COLUMNS["vehicles"], ["MOTOR", 10.0, 10.0]),
            scores=_frame(
                PLAN_COLUMNS["scores"],
                ["MOTOR", 2027, "sectoral", 0.6, 0.6, True, True],
                ["MOTOR", 2027, "general", 0.55, np.nan, False, False],
            ),
            shares=_frame(PLAN_COLUMNS["shares"], ["koperasi", "value", 1 / 3]),
            capacity_use=_frame(PLAN_COLUMNS["capacity_use"], ["KOP-1", "weld", "2027-01", 10.0, 400.0]),
            penalties=_frame(PLAN_COLUMNS["penalties"], ["umkm", 0.02, "share", 2_000_000.0]),
            members=earned.astype(PLAN_COLUMNS["members"]),
            investments=paid_for.astype(PLAN_COLUMNS["investments"]),
            rebates=_frame(PLAN_COLUMNS["rebates"], ["KOP-1", 1e9, 0.03, 3e7]),
        ),
        provenance=Provenance(
            data_set="small",
            inputs_digest=tables_digest(tables),
            scenario_digest="s" * 64,
            law_digest="l" * 64,
            scenario_text='name = "jabar-2027"\n',
            evplan_version="0.1.0",
            created_at="2026-11-22T10:00:00+07:00",
            created_by="siti",
            options={"gap": 0.001, "threads": 2, "presolve": True, "name": "highs"},
        ),
        findings=(
            Finding(Severity.WARNING, "lane-missing", "A lane is missing.", "lanes.csv:3:origin", "lanes", 3, "origin"),
            Finding(Severity.NOTE, "fine", "All is well."),
        ),
        conflict=(Conflict("law", "Local content of at least 60 %.", "Lower it to 55 %."),),
        seconds={"load": 0.5, "total": 2.0},
        stages=_frame(
            STAGE_COLUMNS,
            [1, "cost", "optimal", 1.0, 0.9999999999999999, 1e-16, 0.05, 0.5],
            [2, "local_content", "feasible", 0.37, np.nan, np.nan, 0.0, 0.25],
        ),
    )


def small_run_without_plan(tables: Tables) -> Run:
    """Return a run that found no plan."""
    run = small_run(tables)
    outcome = replace(run.outcome, status="infeasible", objective_idr=None, best_bound_idr=None, gap=None)
    return replace(run, verified=False, outcome=outcome, solution=None, tables=None, stages=no_stages())


def _frame(types: dict[str, str], *rows: list[object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(types)).astype(types)
