"""Accounts of people who use the pages, their sessions, tokens and log-ins that failed.

This file never changes: it holds what the tables were, not what the models are now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("name", "role", "supplier", "member", "language", "password_hash", "start_until", "created_at"),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("must_change", "disabled")),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
    )
    op.create_table(
        "account_sessions",
        sa.Column("digest", sa.Text(), nullable=False),
        _account(),
        *_text("created_at", "expires_at", "last_seen"),
        _refers("account_sessions"),
        sa.PrimaryKeyConstraint("digest", name="pk_account_sessions"),
    )
    op.create_index("ix_account_sessions_account_id", "account_sessions", ["account_id"])
    op.create_table(
        "account_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        _account(),
        *_text("label", "scopes", "created_at", "expires_at", "revoked_at"),
        _refers("account_tokens"),
        sa.PrimaryKeyConstraint("id", name="pk_account_tokens"),
        sa.UniqueConstraint("digest", name="uq_account_tokens_digest"),
    )
    op.create_index("ix_account_tokens_account_id", "account_tokens", ["account_id"])
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("at", "name", "address"),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempts"),
    )
    for column in ("name", "address"):
        op.create_index(f"ix_login_attempts_{column}_at", "login_attempts", [column, "at"])


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _account() -> sa.Column[int]:
    return sa.Column("account_id", sa.Integer(), nullable=False)


def _refers(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=f"fk_{table}_account_id")


def downgrade() -> None:
    for name in ("login_attempts", "account_tokens", "account_sessions", "accounts"):
        op.drop_table(name)
