"""Review rounds: rounds, items, what was said and when, plans that were adopted; all of it locked as runs are.

This file never changes: it holds what the tables were, not what the models are now.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LOCKED_MESSAGE = "evplan: stored runs are read-only"

TABLES = ("review_rounds", "review_items", "review_events", "review_standings", "adoptions")


def upgrade() -> None:
    op.create_table(
        "review_rounds",
        _number("id"),
        _number("run_id"),
        _number("number"),
        sa.Column("before_id", sa.Integer()),
        *_text("opened_at", "opened_by", "closes_on", "note"),
        sa.Column("periods", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_review_rounds_run_id"),
        sa.ForeignKeyConstraint(["before_id"], ["review_rounds.id"], name="fk_review_rounds_before_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_rounds"),
        sa.UniqueConstraint("run_id", "number", name="uq_review_rounds_run_id_number"),
    )
    op.create_table(
        "review_items",
        _number("round_id", key=True),
        *_text("offer", "supplier", "part", "unit", "currency"),
        sa.Column("price", sa.Float(53), nullable=False),
        sa.Column("assigned", sa.JSON(), nullable=False),
        _refers("review_items"),
        sa.PrimaryKeyConstraint("round_id", "offer", name="pk_review_items"),
    )
    op.create_table(
        "review_events",
        _number("id"),
        _number("round_id"),
        *_text("offer"),
        _number("sequence"),
        *_text("kind", "person", "supplier", "at"),
        sa.Column("payload", sa.JSON(), nullable=False),
        _refers("review_events"),
        sa.PrimaryKeyConstraint("id", name="pk_review_events"),
        sa.UniqueConstraint("round_id", "offer", "sequence", name="uq_review_events_round_id_offer_sequence"),
    )
    op.create_table(
        "review_standings",
        _number("run_id", key=True),
        *_text("supplier", "at"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_review_standings_run_id"),
        sa.PrimaryKeyConstraint("run_id", "supplier", name="pk_review_standings"),
    )
    op.create_table(
        "adoptions",
        _number("run_id", key=True),
        *_text("at", "person", "note"),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_adoptions_run_id"),
        sa.PrimaryKeyConstraint("run_id", name="pk_adoptions"),
    )
    for name in TABLES:
        _lock(name)


def _number(name: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False if key else "auto")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _refers(table: str) -> Any:
    return sa.ForeignKeyConstraint(["round_id"], ["review_rounds.id"], name=f"fk_{table}_round_id")


def _lock(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{LOCKED_MESSAGE}'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        return
    refuse = "EXECUTE FUNCTION evplan_refuse_change()"
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
