"""The tables of accounts: people, their sessions and tokens, attempts to log in.

Times are ISO texts in UTC to the second, so that their order is that of the text; a blank is ``''``. Session ids and
tokens are kept as digests only: who reads the database cannot use them.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from evplan.store.column import Base


class AccountRow(Base):
    """A person who may log in. ``start_until``: until when a password that was given out can be used."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    supplier: Mapped[str]
    member: Mapped[str]
    language: Mapped[str]
    password_hash: Mapped[str]
    start_until: Mapped[str]
    created_at: Mapped[str]
    must_change: Mapped[bool]
    disabled: Mapped[bool]


class SessionRow(Base):
    """A log-in that goes on."""

    __tablename__ = "account_sessions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[str]
    expires_at: Mapped[str]
    last_seen: Mapped[str]


class TokenRow(Base):
    """A key for other software; ``scopes`` are words with blanks between."""

    __tablename__ = "account_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    label: Mapped[str]
    scopes: Mapped[str]
    created_at: Mapped[str]
    expires_at: Mapped[str]
    revoked_at: Mapped[str]


class AttemptRow(Base):
    """An attempt to log in: under which name (known or not), from where, and how it ended."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index(None, "name", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    name: Mapped[str]
    address: Mapped[str]
    succeeded: Mapped[bool]
