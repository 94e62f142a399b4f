"""Objectives in order: what each stage of a solve reached.

This file never changes: it holds what the tables were, not what the models are now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LOCKED_MESSAGE = "evplan: stored runs are read-only"
TABLE = "run_stages"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("run_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Float(53)) for name in ("value", "bound", "gap", "tolerance", "seconds")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=f"fk_{TABLE}_run_id"),
        sa.PrimaryKeyConstraint("run_id", "position", name=f"pk_{TABLE}"),
    )
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{LOCKED_MESSAGE}'); END"
        op.execute(f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {refuse}")
        op.execute(f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {refuse}")
        return
    refuse = "EXECUTE FUNCTION evplan_refuse_change()"
    op.execute(f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {refuse}")


def downgrade() -> None:
    op.drop_table(TABLE)
