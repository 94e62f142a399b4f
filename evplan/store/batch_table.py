"""The tables of batches: a sweep or a frontier, and a row per member, done or not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from evplan.store.column import Base


class BatchRow(Base):
    """A batch as it was begun: its document, base scenario, inputs and law."""

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    question: Mapped[str]
    kind: Mapped[str]
    document: Mapped[str]
    document_digest: Mapped[str]
    scenario_text: Mapped[str]
    scenario_digest: Mapped[str]
    data_set: Mapped[str]
    inputs_digest: Mapped[str] = mapped_column(ForeignKey("snapshots.digest"))
    law_digest: Mapped[str]
    evplan_version: Mapped[str]
    created_at: Mapped[str]
    created_by: Mapped[str]


class MemberRow(Base):
    """A member: what it varies, whether it is done, its run. A run belongs to one member at most."""

    __tablename__ = "batch_members"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    varied: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), unique=True)
    measures: Mapped[dict[str, Any]] = mapped_column(JSON)
    error: Mapped[str]
    seconds: Mapped[float | None]
