"""The tables of reviews: rounds, their items, a log of what was said, plans that were adopted.

Rows are added and never changed: `evplan.store.lock` and triggers in the database see to it. How a round stands is
read off its log (`evplan.plan.review.status_of`). Times are ISO text with offset; a blank is ``''``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evplan.store.column import Base, Key, RunId


class RoundRow(Base):
    """A round of a run; ``before_id`` is the round that the run came of, or that was opened on it before."""

    __tablename__ = "review_rounds"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    number: Mapped[int]
    before_id: Mapped[int | None] = mapped_column(ForeignKey("review_rounds.id"))
    opened_at: Mapped[str]
    opened_by: Mapped[str]
    closes_on: Mapped[str]
    note: Mapped[str]
    periods: Mapped[list[str]] = mapped_column(JSON)


class ItemRow(Base):
    """An offer that got work; ``assigned`` holds units paid by period."""

    __tablename__ = "review_items"

    round_id: Mapped[int] = mapped_column(ForeignKey("review_rounds.id"), primary_key=True, autoincrement=False)
    offer: Mapped[Key]
    supplier: Mapped[str]
    part: Mapped[str]
    unit: Mapped[str]
    currency: Mapped[str]
    price: Mapped[float]
    assigned: Mapped[dict[str, float]] = mapped_column(JSON)


class EventRow(Base):
    """A line of the log: `evplan.plan.review.Event`. Two who write the same line get in each other's way."""

    __tablename__ = "review_events"
    __table_args__ = (UniqueConstraint("round_id", "offer", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("review_rounds.id"))
    offer: Mapped[str]
    sequence: Mapped[int]
    kind: Mapped[str]
    person: Mapped[str]
    supplier: Mapped[str]
    at: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


class StandingRow(Base):
    """What would make a supplier's offers without work win, worked out once per run."""

    __tablename__ = "review_standings"

    run_id: Mapped[RunId]
    supplier: Mapped[Key]
    at: Mapped[str]
    content: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class AdoptionRow(Base):
    """A run that is carried out."""

    __tablename__ = "adoptions"

    run_id: Mapped[RunId]
    at: Mapped[str]
    person: Mapped[str]
    note: Mapped[str]
    forced: Mapped[bool]


LOG_TABLES = frozenset(row.__tablename__ for row in (RoundRow, ItemRow, EventRow, StandingRow, AdoptionRow))
"""Tables to which rows are only added."""
