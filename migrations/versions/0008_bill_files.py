"""Bills of materials from files: saved mappings of columns, substitutes that wait for a yes, what files say of parts.

This file never changes: it holds what the tables were, not what the models are now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "bill_mappings",
        *_texts("name", "heading", "field", required=True),
        sa.PrimaryKeyConstraint("name", "heading", name="pk_bill_mappings"),
    )
    op.create_table(
        "bill_substitutes",
        sa.Column("data_set_id", sa.Integer(), nullable=False),
        *_texts("parent", "part", "substitute", required=True),
        *_texts("name", "unit"),
        sa.Column("quantity_per", sa.Float(53), nullable=False),
        *_texts("position", "source", "state", required=True),
        sa.ForeignKeyConstraint(["data_set_id"], ["data_sets.id"], name="fk_bill_substitutes_data_set_id"),
        sa.PrimaryKeyConstraint("data_set_id", "parent", "part", "substitute", name="pk_bill_substitutes"),
    )
    op.create_table(
        "bill_references",
        sa.Column("data_set_id", sa.Integer(), nullable=False),
        *_texts("part", "source", required=True),
        *_texts("manufacturer", "manufacturer_part", "supplier", "supplier_part", "price", "currency", "note"),
        sa.ForeignKeyConstraint(["data_set_id"], ["data_sets.id"], name="fk_bill_references_data_set_id"),
        sa.PrimaryKeyConstraint("data_set_id", "part", "source", name="pk_bill_references"),
    )


def _texts(*names: str, required: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=not required) for name in names]


def downgrade() -> None:
    """Drop the tables."""
    for name in ("bill_references", "bill_substitutes", "bill_mappings"):
        op.drop_table(name)
