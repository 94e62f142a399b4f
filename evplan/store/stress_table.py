"""The tables of stress tests: one row per test of a run, one per case and mode, one per kind of concentration.

Stored tests never change: triggers in the database see to it. ``position`` 0 of the cases is the plan itself.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evplan.store.column import Base, Position


class StressRow(Base):
    """A stress test of a run; ``number`` counts those of the run from 1."""

    __tablename__ = "stress_tests"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    number: Mapped[int]
    penalty_idr: Mapped[float]
    illustrative: Mapped[bool]
    odds: Mapped[str]
    seconds_per_case: Mapped[float]
    seconds: Mapped[float]
    created_at: Mapped[str]
    created_by: Mapped[str]
    evplan_version: Mapped[str]


class StressCaseRow(Base):
    """What is left of the plan in a case and mode: the columns of `evplan.plan.stress.CASE_COLUMNS`."""

    __tablename__ = "stress_cases"

    stress_id: Mapped[int] = mapped_column(ForeignKey("stress_tests.id"), primary_key=True, autoincrement=False)
    position: Mapped[Position]
    case: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    mode: Mapped[str]
    probability: Mapped[float | None]
    value_at_risk_idr: Mapped[float | None]
    status: Mapped[str]
    verified: Mapped[bool]
    gap: Mapped[float | None]
    cost_idr: Mapped[float | None]
    unmet_idr: Mapped[float | None]
    demanded: Mapped[float | None]
    built: Mapped[float | None]
    unmet: Mapped[float | None]
    unmet_share: Mapped[float | None]
    lawful: Mapped[str]
    worst_vehicle: Mapped[str]
    worst_year: Mapped[float | None]
    worst_score: Mapped[float | None]
    worst_minimum: Mapped[float | None]
    rules_broken: Mapped[str]
    umkm_koperasi_share: Mapped[float | None]
    labour_hours: Mapped[float | None]
    labour_hours_lost: Mapped[float | None]
    left_over_idr: Mapped[float | None]
    seconds: Mapped[float | None]


class StressExposureRow(Base):
    """How much of the plan hangs on one supplier or region: `evplan.plan.exposure.EXPOSURE_COLUMNS`."""

    __tablename__ = "stress_exposures"

    stress_id: Mapped[int] = mapped_column(ForeignKey("stress_tests.id"), primary_key=True, autoincrement=False)
    position: Mapped[Position]
    by: Mapped[str]
    suppliers: Mapped[int]
    herfindahl: Mapped[float]
    largest: Mapped[str]
    largest_idr: Mapped[float]
    largest_share: Mapped[float]
