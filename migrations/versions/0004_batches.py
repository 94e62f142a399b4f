"""Batches of runs: sweeps and frontiers, their members, what is done and what is left.

This file never changes: it holds what the tables were, not what the models are now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCH_TEXTS = (
    "question",
    "kind",
    "document",
    "document_digest",
    "scenario_text",
    "scenario_digest",
    "data_set",
    "inputs_digest",
    "law_digest",
    "evplan_version",
    "created_at",
    "created_by",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in BATCH_TEXTS),
        sa.ForeignKeyConstraint(["inputs_digest"], ["snapshots.digest"], name="fk_batches_inputs_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("name", name="uq_batches_name"),
    )
    op.create_table(
        "batch_members",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("varied", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer()),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(53)),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_batch_members_batch_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_batch_members_run_id"),
        sa.PrimaryKeyConstraint("batch_id", "number", name="pk_batch_members"),
        sa.UniqueConstraint("run_id", name="uq_batch_members_run_id"),
    )


def downgrade() -> None:
    """Drop the tables; the runs of the members stay."""
    op.drop_table("batch_members")
    op.drop_table("batches")
