"""Who may log in: accounts that the planner makes, log-ins, sessions, and tokens for other software.

``now`` is the present moment with its time zone, handed down from the program.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pandas as pd

from evplan.errors import nearest
from evplan.errors.account import (
    ACCOUNT_TIES,
    PASSWORD_TROUBLES,
    TOKEN_TROUBLES,
    AccountNameWrong,
    AccountThere,
    AccountUnbound,
    LastPlanner,
    PasswordWrong,
    TokenUnusable,
)
from evplan.report.language import Language
from evplan.store import Account
from evplan.store import account as store
from evplan.workflow.database import opened
from evplan.workflow.password import check_password, hash_password, matches, start_password

Role = Literal["planner", "manager", "member"]
ROLES: tuple[Role, ...] = ("planner", "manager", "member")
SCOPES = ("read", "answer", "plan")

START_LIFE = timedelta(days=14)
"""A password that was given out is good for so long."""

SESSION_LIFE = timedelta(hours=12)
IDLE_LIFE = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written this often at most, or every page would be a write."""

TRY_SPAN = timedelta(minutes=15)
TRIES_HERE, TRIES_NAME, TRIES_ADDRESS = 5, 30, 100
"""Failed log-ins in that span: on an account from one address, on it from anywhere, from one address on any."""

MOST_DAYS = 366
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


@dataclass(frozen=True)
class LoggedIn:
    """A log-in: the account, the secret id of its session (told once), and when it ends at the latest."""

    account: Account
    session: str
    expires_at: str


@dataclass(frozen=True)
class LoginRefused:
    """Why a log-in failed: ``wrong`` (name, password or a start password too old) or ``wait`` (tried too often)."""

    reason: Literal["wrong", "wait"]


def add_account(
    url: str,
    version: str,
    now: datetime,
    name: str,
    role: Role,
    *,
    supplier: str = "",
    member: str = "",
    language: Language = "id",
    password: str | None = None,
) -> tuple[Account, str]:
    """Make an account and return it with its start password, which must be changed at the first log-in.

    A ``password`` that is given is kept and need not be changed; then the second value is blank.

    Raises `AccountNameWrong`, `AccountThere`, `AccountUnbound` and `PasswordWrong`.
    """
    if not _NAME.fullmatch(name):
        raise AccountNameWrong(name=name)
    _check_shape(role, supplier, member)
    if password is not None:
        check_password(password, name)
    given = start_password() if password is None else ""
    values: dict[str, Any] = {"name": name, "role": role, "supplier": supplier, "member": member}
    values |= {"language": language, "disabled": False, "created_at": utc(now)}
    values |= _password_values(given or password or "", now, given=bool(given))
    with opened(url, version) as session:
        if store.find_account(session, name) is not None:
            raise AccountThere(name=name)
        _check_ties(session, supplier, member)
        return store.add_account(session, values), given


def reset_account(url: str, version: str, now: datetime, name: str, *, password: str | None = None) -> str:
    """Give an account a new start password (or the one given), end its sessions, enable it; return what to hand out.

    Raises `NotFound` and `PasswordWrong`.
    """
    if password is not None:
        check_password(password, name)
    given = start_password() if password is None else ""
    values = _password_values(given or password or "", now, given=bool(given))
    with opened(url, version) as session:
        account = store.known_account(session, name)
        store.change_account(session, account.number, disabled=False, **values)
        store.end_visits(session, account.number)
    return given


def disable_account(url: str, version: str, name: str) -> None:
    """Shut an account out at once: its sessions end, its tokens no longer open. Raises `NotFound`, `LastPlanner`."""
    with opened(url, version) as session:
        account = store.known_account(session, name)
        accounts = store.list_accounts(session)
        others = accounts[accounts["role"].eq("planner") & ~accounts["disabled"] & accounts["name"].ne(name)]
        if account.role == "planner" and others.empty:
            raise LastPlanner(name=name)
        store.change_account(session, account.number, disabled=True)
        store.end_visits(session, account.number)


def list_accounts(url: str, version: str) -> pd.DataFrame:
    """Return all accounts by name (`evplan.store.account.ACCOUNT_COLUMNS`), no secrets among them."""
    with opened(url, version, write=False) as session:
        return store.list_accounts(session)


def log_in(url: str, version: str, now: datetime, name: str, password: str, address: str) -> LoggedIn | LoginRefused:
    """Return a fresh session for the right password, or why there is none; every attempt is stored and counted.

    An account that is not there, is disabled, or whose start password is too old reads like a wrong password.
    """
    name = name.strip().casefold()[:80]
    with opened(url, version) as session:
        if _tried_too_often(session, now, name, address):
            return LoginRefused("wait")
        attempt = store.add_attempt(session, utc(now), name, address)
        lock = store.find_account(session, name)
    right = matches(password, lock.password_hash if lock else "")
    if lock is None or not right or lock.account.disabled or (lock.start_until and lock.start_until < utc(now)):
        return LoginRefused("wrong")
    with opened(url, version) as session:
        store.succeed_attempt(session, attempt)
        store.forget_old(session, utc(now), utc(now - TRY_SPAN * 4))
        return _new_session(session, lock.account, now)


def log_out(url: str, version: str, secret: str) -> None:
    """End a session."""
    with opened(url, version) as session:
        store.end_visit(session, digest_of(secret))


def session_account(url: str, version: str, now: datetime, secret: str) -> Account | None:
    """Return whose session it is, or ``None`` where it is over, idle too long, forged, or its account disabled."""
    digest = digest_of(secret)
    with opened(url, version, write=False) as session:
        visit = store.find_visit(session, digest)
    idle_since = utc(now - IDLE_LIFE)
    if visit is None or visit.account.disabled or visit.expires_at <= utc(now) or visit.last_seen <= idle_since:
        return None
    if visit.last_seen <= utc(now - SEEN_EVERY):
        with opened(url, version) as session:
            store.see_visit(session, digest, utc(now))
    return visit.account


def change_password(
    url: str, version: str, now: datetime, account: Account, old: str, new: str, address: str
) -> LoggedIn | LoginRefused:
    """Set a new password, end all sessions of the account and return a fresh one, or why not.

    Whoever has got hold of a session must not guess the password here: attempts count as they do at the log-in.

    Raises `PasswordWrong`.
    """
    check_password(new, account.name)
    if old == new:
        raise PasswordWrong(code="same", reason=PASSWORD_TROUBLES["same"])
    with opened(url, version) as session:
        if _tried_too_often(session, now, account.name, address):
            return LoginRefused("wait")
        attempt = store.add_attempt(session, utc(now), account.name, address)
        lock = store.find_account(session, account.name)
    if lock is None or not matches(old, lock.password_hash):
        return LoginRefused("wrong")
    values = _password_values(new, now, given=False)
    with opened(url, version) as session:
        store.succeed_attempt(session, attempt)
        store.change_account(session, account.number, **values)
        store.end_visits(session, account.number)
        return _new_session(session, store.known_account(session, account.name), now)


def add_token(
    url: str, version: str, now: datetime, name: str, scopes: tuple[str, ...], label: str, days: int
) -> tuple[int, str]:
    """Make a token for other software that acts as an account; return its number and the token, told only now.

    ``scopes`` are among `SCOPES`. Raises `NotFound` and `TokenUnusable`.
    """
    wrong = next((scope for scope in scopes if scope not in SCOPES), None)
    if wrong is not None:
        _refuse_token("scope", scope=wrong, known=", ".join(SCOPES), nearest=nearest(wrong, SCOPES))
    if not 1 <= days <= MOST_DAYS:
        _refuse_token("days", most=MOST_DAYS)
    token = f"evp_{secrets.token_urlsafe(32)}"
    with opened(url, version) as session:
        account = store.known_account(session, name)
        if account.disabled:
            _refuse_token("disabled", name=name)
        if "plan" in scopes and account.role != "planner":
            _refuse_token("plan", name=name)
        values = {"digest": digest_of(token), "account_id": account.number, "label": label}
        values |= {"scopes": " ".join(scopes), "created_at": utc(now), "expires_at": utc(now + timedelta(days=days))}
        return store.add_token(session, values), token


def revoke_token(url: str, version: str, now: datetime, number: int) -> None:
    """End a token. Raises `NotFound`."""
    with opened(url, version) as session:
        store.revoke_token(session, number, utc(now))


def list_tokens(url: str, version: str) -> pd.DataFrame:
    """Return all tokens without what is secret (`evplan.store.account.TOKEN_COLUMNS`)."""
    with opened(url, version, write=False) as session:
        return store.list_tokens(session)


def token_account(url: str, version: str, now: datetime, token: str) -> tuple[Account, frozenset[str]] | None:
    """Return whose token it is and its scopes, or ``None`` where it is over, revoked, forged, or its account shut."""
    with opened(url, version, write=False) as session:
        found = store.find_token(session, digest_of(token), utc(now))
    return None if found is None or found[0].disabled else found


def digest_of(secret: str) -> str:
    """Return what is stored of a session id or a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def utc(moment: datetime) -> str:
    """Return a moment as it is stored: ISO, UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _new_session(session: Any, account: Account, now: datetime) -> LoggedIn:
    secret, expires = secrets.token_urlsafe(32), utc(now + SESSION_LIFE)
    store.add_visit(session, digest_of(secret), account.number, utc(now), expires)
    return LoggedIn(account, secret, expires)


def _tried_too_often(session: Any, now: datetime, name: str, address: str) -> bool:
    store.hold_attempts(session)
    since = utc(now - TRY_SPAN)
    return (
        store.failures(session, since, name=name, address_=address) >= TRIES_HERE
        or store.failures(session, since, name=name) >= TRIES_NAME
        or store.failures(session, since, address_=address) >= TRIES_ADDRESS
    )


def _password_values(password: str, now: datetime, *, given: bool) -> dict[str, Any]:
    """Return the columns of a new password; one that was ``given`` out must be changed, and soon."""
    until = utc(now + START_LIFE) if given else ""
    return {"password_hash": hash_password(password), "must_change": given, "start_until": until}


def _check_shape(role: Role, supplier: str, member: str) -> None:
    right = {"planner": not (supplier or member), "manager": supplier and not member, "member": supplier and member}
    if not right[role]:
        raise AccountUnbound(code=role, reason=ACCOUNT_TIES[role])


def _check_ties(session: Any, supplier: str, member: str) -> None:
    suppliers = store.known_suppliers(session) if supplier else []
    if supplier and supplier not in suppliers:
        words = ACCOUNT_TIES["supplier"].format(key=supplier, nearest=nearest(supplier, suppliers))
        raise AccountUnbound(code="supplier", supplier=supplier, reason=words)
    members = store.known_members(session, supplier) if member else []
    if member and member not in members:
        values: dict[str, Any] = {"member": member, "supplier": supplier, "nearest": nearest(member, members)}
        raise AccountUnbound(code="membership", reason=ACCOUNT_TIES["membership"].format_map(values), **values)


def _refuse_token(trouble: str, **values: object) -> None:
    raise TokenUnusable(reason=TOKEN_TROUBLES[trouble].format_map(values))
