import pandas as pd
import pytest

from evplan.errors import Finding, Severity
from evplan.plan.record import (
    PLAN_COLUMNS,
    SOLUTION_COLUMNS,
    Conflict,
    Outcome,
    PlanTables,
    Provenance,
    Run,
    Solution,
)


def typed(columns, rows):
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


@pytest.fixture
def plan_tables():
    """Ten vehicles built from one panel made by one cooperative: Rp 1,000,000 in all."""
    money = (10.0, 90_000.0, 900_000.0, 50_000.0, 0.0)
    awards = [("o1", "", "plant", "trike", "2026-01", 10.0, 0.0, "coop", "panel", *money)]
    costs = [("purchase", 900_000.0), ("freight", 50_000.0), ("duty", 0.0), ("tooling", 50_000.0)]
    costs += [(kind, 0.0) for kind in ("opening", "upgrade", "stock", "unmet")]
    scores = [
        ("trike", 2026, "sectoral", 0.45, 0.4, True, True),
        ("trike", 2026, "general", 0.35, 0.4, False, True),
        ("trike", 2026, "cost_ratio", 0.5, 0.4, True, False),
    ]
    shares = [("umkm_koperasi", "value", 1.0), ("koperasi", "value", 1.0), ("bumn", "value", 0.0)]
    use = [("coop", "weld", "2026-01", 80.0, 100.0), ("coop", "weld", "2026-02", 95.0, 100.0)]
    return PlanTables(
        awards=typed(PLAN_COLUMNS["awards"], awards),
        costs=typed(PLAN_COLUMNS["costs"], costs),
        vehicles=typed(PLAN_COLUMNS["vehicles"], [("trike", 10.0, 10.0)]),
        scores=typed(PLAN_COLUMNS["scores"], scores),
        shares=typed(PLAN_COLUMNS["shares"], shares),
        capacity_use=typed(PLAN_COLUMNS["capacity_use"], use),
        penalties=typed(PLAN_COLUMNS["penalties"], []),
    )


@pytest.fixture
def solution():
    frames = {name: typed(columns, []) for name, columns in SOLUTION_COLUMNS.items()}
    return Solution(**frames)


@pytest.fixture
def make_run(plan_tables, solution):
    """Give a function that makes a run with an end of its own."""

    def make(status="optimal", gap=0.0, bound=1_000_000.0, plan=True, verified=True, termination="Optimal"):
        outcome = Outcome(
            status, termination, 1_000_000.0 if plan else None, bound, gap, "HiGHS", "1.10", {}, 12, 34, 5, 67
        )
        conflict = (Conflict("law", "The score must be 40 %.", "Lower the minimum."),) if status == "infeasible" else ()
        return Run(
            scenario="baseline",
            version=1,
            verified=verified and plan,
            outcome=outcome,
            solution=solution if plan else None,
            tables=plan_tables if plan else None,
            provenance=Provenance("set", "a", "b", "c", "name = 1", "0.1.0", "2026-01-31T10:00:00+07:00", "tester"),
            findings=(
                Finding(Severity.NOTE, "small", "Small thing.", "plan"),
                Finding(Severity.WARNING, "odd", "Odd thing.", "offers.csv:3:price", fix="Look at it."),
            ),
            conflict=conflict,
            seconds={"load": 0.5, "build": 0.1, "solve": 1.0, "verify": 0.2, "store": 0.1, "total": 1.9},
        )

    return make
