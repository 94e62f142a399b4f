"""The tables of runs: one row per solve, its plan, its findings, and the inputs it was solved with.

Stored runs never change: `evplan.store.lock` and triggers in the database see to it. The tables of a plan hold the
columns of `evplan.plan.record`, in the order of their rows (``position``).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from evplan.store.column import Base, Position, RunId


class Snapshot(Base):
    """The exact inputs of runs, packed by `evplan.store.snapshot`, once per digest."""

    __tablename__ = "snapshots"

    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class RunRow(Base):
    """A solve, whatever its end. ``has_solution`` and ``has_tables`` tell an empty plan from none."""

    __tablename__ = "runs"
    __table_args__ = (
        UniqueConstraint("scenario", "version"),
        Index(
            "uq_runs_baseline",
            "scenario",
            unique=True,
            sqlite_where=text("is_baseline"),
            postgresql_where=text("is_baseline"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario: Mapped[str]
    version: Mapped[int]
    is_baseline: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str]
    verified: Mapped[bool]
    termination: Mapped[str]
    has_solution: Mapped[bool]
    has_tables: Mapped[bool]
    total_cost_idr: Mapped[float | None]
    objective_idr: Mapped[float | None]
    best_bound_idr: Mapped[float | None]
    gap: Mapped[float | None]
    solver: Mapped[str]
    solver_version: Mapped[str]
    rows: Mapped[int]
    columns: Mapped[int]
    integers: Mapped[int]
    nonzeros: Mapped[int]
    outcome_seconds: Mapped[dict[str, float]] = mapped_column(JSON)
    notes: Mapped[list[str]] = mapped_column(JSON)
    seconds: Mapped[dict[str, float]] = mapped_column(JSON)
    data_set: Mapped[str]
    inputs_digest: Mapped[str] = mapped_column(ForeignKey("snapshots.digest"))
    scenario_digest: Mapped[str]
    law_digest: Mapped[str]
    scenario_text: Mapped[str]
    evplan_version: Mapped[str]
    created_at: Mapped[str]
    created_by: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(JSON)


class RunBuild(Base):
    """Vehicles built."""

    __tablename__ = "run_builds"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    vehicle: Mapped[str | None]
    site: Mapped[str | None]
    period: Mapped[str | None]
    built: Mapped[float | None]


class RunAward(Base):
    """Units awarded and what they cost; money is blank where the run has no tables."""

    __tablename__ = "run_awards"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    offer: Mapped[str | None]
    workshop: Mapped[str | None]
    site: Mapped[str | None]
    vehicle: Mapped[str | None]
    period: Mapped[str | None]
    units: Mapped[float | None]
    surplus: Mapped[float | None]
    supplier: Mapped[str | None]
    part: Mapped[str | None]
    units_paid: Mapped[float | None]
    price_idr: Mapped[float | None]
    value_idr: Mapped[float | None]
    freight_idr: Mapped[float | None]
    duty_idr: Mapped[float | None]


class RunStock(Base):
    """Units carried into the next period."""

    __tablename__ = "run_stock"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    part: Mapped[str | None]
    workshop: Mapped[str | None]
    site: Mapped[str | None]
    vehicle: Mapped[str | None]
    period: Mapped[str | None]
    units: Mapped[float | None]


class RunSubstitute(Base):
    """Which of the alternatives is used, and how often."""

    __tablename__ = "run_substitutes"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    parent: Mapped[str | None]
    child: Mapped[str | None]
    substitute_group: Mapped[str | None]
    workshop: Mapped[str | None]
    site: Mapped[str | None]
    vehicle: Mapped[str | None]
    period: Mapped[str | None]
    parent_units: Mapped[float | None]


class RunMember(Base):
    """Hours that members work for their cooperative's offers, and what they earn."""

    __tablename__ = "run_members"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    offer: Mapped[str | None]
    member: Mapped[str | None]
    period: Mapped[str | None]
    hours: Mapped[float | None]
    cooperative: Mapped[str | None]
    units: Mapped[float | None]
    value_idr: Mapped[float | None]
    fee_idr: Mapped[float | None]


class RunInvestment(Base):
    """Tools, openings and upgrades: when they are paid for, and by whom."""

    __tablename__ = "run_investments"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    kind: Mapped[str | None]
    item: Mapped[str | None]
    period: Mapped[str | None]
    credit_idr: Mapped[float | None]
    supplier: Mapped[str | None]
    cost_idr: Mapped[float | None]
    in_force: Mapped[str | None]
    interest_idr: Mapped[float | None]


class RunRebate(Base):
    """Rebates on a supplier's total spend."""

    __tablename__ = "run_rebates"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    supplier: Mapped[str | None]
    spend_idr: Mapped[float | None]
    rebate_share: Mapped[float | None]
    rebate_idr: Mapped[float | None]


class RunCost(Base):
    """Cost by kind."""

    __tablename__ = "run_costs"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    kind: Mapped[str | None]
    idr: Mapped[float | None]


class RunVehicle(Base):
    """Vehicles demanded and built over the horizon."""

    __tablename__ = "run_vehicles"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    vehicle: Mapped[str | None]
    demanded: Mapped[float | None]
    built: Mapped[float | None]


class RunScore(Base):
    """Local content by vehicle, year and method."""

    __tablename__ = "run_scores"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    vehicle: Mapped[str | None]
    year: Mapped[int]
    method: Mapped[str | None]
    score: Mapped[float | None]
    minimum: Mapped[float | None]
    passes: Mapped[bool]
    in_force: Mapped[bool]


class RunShare(Base):
    """Shares of groups of suppliers."""

    __tablename__ = "run_shares"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    group: Mapped[str | None]
    measure: Mapped[str | None]
    share: Mapped[float | None]


class RunCapacityUse(Base):
    """Hours used against hours there are."""

    __tablename__ = "run_capacity_use"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    supplier: Mapped[str | None]
    process: Mapped[str | None]
    period: Mapped[str | None]
    used_hours: Mapped[float | None]
    hours: Mapped[float | None]


class RunPenalty(Base):
    """Soft rules that are broken, and their price."""

    __tablename__ = "run_penalties"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    rule: Mapped[str | None]
    violation: Mapped[float | None]
    unit: Mapped[str | None]
    idr: Mapped[float | None]


class RunStage(Base):
    """Objectives in order: what each reached. Runs of evplan before revision 0002 have none."""

    __tablename__ = "run_stages"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    stage: Mapped[int]
    objective: Mapped[str]
    status: Mapped[str]
    value: Mapped[float | None]
    bound: Mapped[float | None]
    gap: Mapped[float | None]
    tolerance: Mapped[float | None]
    seconds: Mapped[float | None]


class RunFinding(Base):
    """What was found in data, scenario and plan: the fields of `evplan.errors.Finding`."""

    __tablename__ = "run_findings"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    severity: Mapped[str]
    code: Mapped[str]
    message: Mapped[str]
    source: Mapped[str]
    table: Mapped[str]
    row: Mapped[int | None]
    column: Mapped[str]
    found: Mapped[str]
    expected: Mapped[str]
    fix: Mapped[str]


class RunConflict(Base):
    """Rules and limits that cannot hold together."""

    __tablename__ = "run_conflicts"

    run_id: Mapped[RunId]
    position: Mapped[Position]
    rule: Mapped[str]
    sentence: Mapped[str]
    move: Mapped[str]


PLAN_ROWS: dict[str, type[Base]] = {
    "builds": RunBuild,
    "awards": RunAward,
    "stock": RunStock,
    "substitutes": RunSubstitute,
    "members": RunMember,
    "investments": RunInvestment,
    "costs": RunCost,
    "vehicles": RunVehicle,
    "scores": RunScore,
    "shares": RunShare,
    "capacity_use": RunCapacityUse,
    "penalties": RunPenalty,
    "rebates": RunRebate,
}
"""The class that holds each frame of `evplan.plan.record.Solution` and `evplan.plan.record.PlanTables`."""

_LOCKED_ROWS: tuple[type[Base], ...] = (*PLAN_ROWS.values(), Snapshot, RunRow, RunStage, RunFinding, RunConflict)

LOCKED_TABLES = frozenset(row.__tablename__ for row in _LOCKED_ROWS)
"""Tables whose rows are never changed once they are stored."""
