"""The supply network: workshops that parts are sent to, members' hours, investments, rebates, upgrades in order.

This file never changes: it holds what the tables were, not what the models are now.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LOCKED_MESSAGE = "evplan: stored runs are read-only"

SENT = ("run_awards", "run_stock", "run_substitutes")
"""Tables whose units can go to a workshop; in older runs all went to the assembly line."""

NEW: dict[str, dict[str, Any]] = {
    "run_members": {
        **dict.fromkeys(("offer", "member", "period"), sa.Text()),
        "hours": sa.Float(53),
        "cooperative": sa.Text(),
        **dict.fromkeys(("units", "value_idr", "fee_idr"), sa.Float(53)),
    },
    "run_investments": {
        **dict.fromkeys(("kind", "item", "period"), sa.Text()),
        "credit_idr": sa.Float(53),
        "supplier": sa.Text(),
        "cost_idr": sa.Float(53),
        "in_force": sa.Text(),
        "interest_idr": sa.Float(53),
    },
    "run_rebates": {
        "supplier": sa.Text(),
        **dict.fromkeys(("spend_idr", "rebate_share", "rebate_idr"), sa.Float(53)),
    },
}


def upgrade() -> None:
    # A column that is added with a default changes no row, so the locks on stored runs stay shut.
    for name in SENT:
        op.add_column(name, sa.Column("workshop", sa.Text(), server_default=""))
    for name, columns in NEW.items():
        op.create_table(
            name,
            sa.Column("run_id", sa.Integer(), primary_key=True, autoincrement=False),
            sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
            *(sa.Column(column, kind) for column, kind in columns.items()),
            sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=f"fk_{name}_run_id"),
            sa.PrimaryKeyConstraint("run_id", "position", name=f"pk_{name}"),
        )
        _lock(name)
    with op.batch_alter_table("upgrades") as table:
        for column in ("requires", "source", "confidence"):
            table.add_column(sa.Column(column, sa.Text()))
        table.create_foreign_key(
            "fk_upgrades_data_set_id_source", "sources", ["data_set_id", "source"], ["data_set_id", "source"]
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


def downgrade() -> None:
    with op.batch_alter_table("upgrades") as table:
        table.drop_constraint("fk_upgrades_data_set_id_source", type_="foreignkey")
        for column in ("confidence", "source", "requires"):
            table.drop_column(column)
    for name in NEW:
        op.drop_table(name)
    for name in SENT:
        op.drop_column(name, "workshop")
