"""Accounts, sessions, tokens and attempts to log in: stored, found, ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from evplan.errors import NotFound, nearest
from evplan.store.account_table import AccountRow, AttemptRow, SessionRow, TokenRow
from evplan.store.data_table import Membership, Supplier
from evplan.store.engine import take_turns
from evplan.store.failure import address

ACCOUNT_COLUMNS = ("name", "role", "supplier", "member", "language", "must_change", "disabled", "created_at")
TOKEN_COLUMNS = ("token", "account", "label", "scopes", "created_at", "expires_at", "revoked_at")


@dataclass(frozen=True)
class Account:
    """A person who may log in, without its password. ``supplier`` and ``member`` are blank where the role has none."""

    number: int
    name: str
    role: str
    supplier: str
    member: str
    language: str
    must_change: bool
    disabled: bool
    created_at: str


@dataclass(frozen=True)
class Lock:
    """What opens an account: the hash of its password, and until when a password that was given out can be used."""

    account: Account
    password_hash: str
    start_until: str


@dataclass(frozen=True)
class Visit:
    """A log-in that goes on: whose, since when, until when, when last used."""

    account: Account
    created_at: str
    expires_at: str
    last_seen: str


def add_account(session: Session, values: dict[str, Any]) -> Account:
    """Store a new account from the values of its columns and return it."""
    row = AccountRow(**values)
    session.add(row)
    session.flush()
    return _account(row)


def find_account(session: Session, name: str) -> Lock | None:
    """Return an account by its name as it is stored, or ``None``."""
    row = session.scalar(select(AccountRow).where(AccountRow.name == name))
    return None if row is None else Lock(_account(row), row.password_hash, row.start_until)


def known_account(session: Session, name: str) -> Account:
    """Return an account; raises `NotFound`, naming the nearest."""
    found = find_account(session, name)
    if found is None:
        names = session.scalars(select(AccountRow.name)).all()
        bind = session.get_bind().engine
        raise NotFound(kind="account", name=name, where=address(bind), nearest=nearest(name, names))
    return found.account


def change_account(session: Session, number: int, **values: Any) -> None:
    """Set columns of an account."""
    session.execute(update(AccountRow).where(AccountRow.id == number).values(**values))


def list_accounts(session: Session) -> pd.DataFrame:
    """Return all accounts by name: the columns of `ACCOUNT_COLUMNS`."""
    rows = session.scalars(select(AccountRow).order_by(AccountRow.name)).all()
    return pd.DataFrame(
        [[getattr(row, name) for name in ACCOUNT_COLUMNS] for row in rows], columns=list(ACCOUNT_COLUMNS)
    )


def add_visit(session: Session, digest: str, number: int, created_at: str, expires_at: str) -> None:
    """Store a new session."""
    session.add(
        SessionRow(digest=digest, account_id=number, created_at=created_at, expires_at=expires_at, last_seen=created_at)
    )


def find_visit(session: Session, digest: str) -> Visit | None:
    """Return a session with its account, or ``None``."""
    found = session.execute(
        select(SessionRow, AccountRow)
        .join(AccountRow, AccountRow.id == SessionRow.account_id)
        .where(SessionRow.digest == digest)
    ).first()
    if found is None:
        return None
    visit, account = found
    return Visit(_account(account), visit.created_at, visit.expires_at, visit.last_seen)


def see_visit(session: Session, digest: str, now: str) -> None:
    """Note that a session was used."""
    session.execute(update(SessionRow).where(SessionRow.digest == digest).values(last_seen=now))


def end_visit(session: Session, digest: str) -> None:
    """End a session."""
    session.execute(delete(SessionRow).where(SessionRow.digest == digest))


def end_visits(session: Session, number: int) -> None:
    """End all sessions of an account."""
    session.execute(delete(SessionRow).where(SessionRow.account_id == number))


def forget_old(session: Session, now: str, attempts_before: str) -> None:
    """Delete sessions that are over, and attempts that no longer count."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
    session.execute(delete(AttemptRow).where(AttemptRow.at < attempts_before))


def add_token(session: Session, values: dict[str, Any]) -> int:
    """Store a new token from the values of its columns and return its number."""
    row = TokenRow(revoked_at="", **values)
    session.add(row)
    session.flush()
    return row.id


def find_token(session: Session, digest: str, now: str) -> tuple[Account, frozenset[str]] | None:
    """Return the account and the scopes of a token that holds at ``now``, or ``None``."""
    found = session.execute(
        select(TokenRow, AccountRow)
        .join(AccountRow, AccountRow.id == TokenRow.account_id)
        .where(TokenRow.digest == digest, TokenRow.revoked_at == "", TokenRow.expires_at > now)
    ).first()
    return None if found is None else (_account(found[1]), frozenset(found[0].scopes.split()))


def revoke_token(session: Session, number: int, now: str) -> None:
    """End a token; raises `NotFound` for one that is not there. One that has ended stays as it is."""
    row = session.get(TokenRow, number)
    if row is None:
        raise NotFound(kind="token", name=number, where=address(session.get_bind().engine), nearest="")
    row.revoked_at = row.revoked_at or now


def list_tokens(session: Session) -> pd.DataFrame:
    """Return all tokens by number, without what is secret: the columns of `TOKEN_COLUMNS`."""
    rows = session.execute(
        select(TokenRow, AccountRow.name).join(AccountRow, AccountRow.id == TokenRow.account_id).order_by(TokenRow.id)
    ).all()
    return pd.DataFrame(
        [[row.id, name, row.label, row.scopes, row.created_at, row.expires_at, row.revoked_at] for row, name in rows],
        columns=list(TOKEN_COLUMNS),
    )


def hold_attempts(session: Session) -> None:
    """Keep other attempts out until the end: many at once must not slip past the count."""
    take_turns(session, "login attempts")


def add_attempt(session: Session, now: str, name: str, address_: str) -> int:
    """Store an attempt to log in, as failed until it is known to succeed, and return its number."""
    row = AttemptRow(at=now, name=name, address=address_, succeeded=False)
    session.add(row)
    session.flush()
    return row.id


def succeed_attempt(session: Session, number: int) -> None:
    """Note that an attempt succeeded."""
    session.execute(update(AttemptRow).where(AttemptRow.id == number).values(succeeded=True))


def failures(session: Session, since: str, *, name: str = "", address_: str = "") -> int:
    """Return how many attempts failed since then: on an account, from an address, or both.

    On an account, a success wipes out what failed before it; from an address alone it does not, since whoever guesses
    may have an account of his own.
    """
    mine = [AttemptRow.name == name] if name else []
    mine += [AttemptRow.address == address_] if address_ else []
    last = (session.scalar(select(func.max(AttemptRow.id)).where(*mine, AttemptRow.succeeded)) if name else 0) or 0
    failed = (AttemptRow.at >= since, AttemptRow.id > last, AttemptRow.succeeded.is_(False))
    return session.scalar(select(func.count()).select_from(AttemptRow).where(*mine, *failed)) or 0


def known_suppliers(session: Session) -> list[str]:
    """Return the suppliers of all data sets."""
    return list(session.scalars(select(Supplier.supplier).distinct()))


def known_members(session: Session, cooperative: str) -> list[str]:
    """Return the members of a cooperative in any data set."""
    return list(session.scalars(select(Membership.member).where(Membership.cooperative == cooperative).distinct()))


def _account(row: AccountRow) -> Account:
    return Account(
        row.id,
        row.name,
        row.role,
        row.supplier,
        row.member,
        row.language,
        row.must_change,
        row.disabled,
        row.created_at,
    )
