"""Stress: what a plan is worth under each disturbance; locked as runs are.

This file never changes: it holds what the tables were, not what the models are now.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LOCKED_MESSAGE = "evplan: stored runs are read-only"

TABLES = ("stress_tests", "stress_cases", "stress_exposures")

FIGURES = (
    *("probability", "value_at_risk_idr", "gap", "cost_idr", "unmet_idr", "demanded", "built", "unmet", "unmet_share"),
    *("worst_year", "worst_score", "worst_minimum"),
    *("umkm_koperasi_share", "labour_hours", "labour_hours_lost", "left_over_idr", "seconds"),
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "stress_tests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("penalty_idr", sa.Float(53), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("odds", sa.Text(), nullable=False),
        sa.Column("seconds_per_case", sa.Float(53), nullable=False),
        sa.Column("seconds", sa.Float(53), nullable=False),
        *_text("created_at", "created_by", "evplan_version"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_stress_tests_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stress_tests"),
        sa.UniqueConstraint("run_id", "number", name="uq_stress_tests_run_id_number"),
    )
    _of_test(
        "stress_cases",
        *_text("case", "kind", "subject", "mode", "status", "lawful", "worst_vehicle", "rules_broken"),
        sa.Column("verified", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Float(53)) for name in FIGURES),
    )
    _of_test(
        "stress_exposures",
        *_text("by", "largest"),
        sa.Column("suppliers", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(53), nullable=False) for name in ("herfindahl", "largest_idr", "largest_share")),
    )
    for name in TABLES:
        _lock(name)


def downgrade() -> None:
    """Drop the tables."""
    for name in reversed(TABLES):
        op.drop_table(name)


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _of_test(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("stress_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        *columns,
        sa.ForeignKeyConstraint(["stress_id"], ["stress_tests.id"], name=f"fk_{name}_stress_id"),
        sa.PrimaryKeyConstraint("stress_id", "position", name=f"pk_{name}"),
    )


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
