"""Who may do what: the one place that decides.

Every address declares who it is for (`Who`) when it is made, and gets the `Visitor` that it is for, or an answer that
says no: without a session the log-in (pages) or 401 (interface), with the wrong role 403. What a visitor may see of
rounds is decided in `evplan.web.sight`, where what belongs to others is not there: 404.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from evplan.report.language import LANGUAGES, Language
from evplan.store import Account
from evplan.web.setting import WebSetting
from evplan.web.shell import refuse_unread
from evplan.workflow.account import SCOPES, session_account, token_account

Role = Literal["planner", "manager", "member"]

LANGUAGE_COOKIE = "evplan_language"
GUEST_COOKIE = "evplan_guest"
PASSWORD_PAGE = "/password"


@dataclass(frozen=True)
class Who:
    """Who an address is for: roles (none: anyone, log-in or not), and of the interface the scope a token needs.

    ``start``: open to those who still have to change the password that they were given.
    """

    roles: frozenset[str] = frozenset()
    scope: str = ""
    start: bool = False


ANYONE = Who()
SIGNED_IN = Who(frozenset({"planner", "manager", "member"}))
BEGINNER = Who(frozenset({"planner", "manager", "member"}), start=True)
PLANNER = Who(frozenset({"planner"}))
SUPPLIER = Who(frozenset({"manager", "member"}))
MANAGER = Who(frozenset({"manager"}))


@dataclass(frozen=True)
class Visitor:
    """Who is asking: account (``None``: not logged in), language, the word that its forms must bring back."""

    account: Account | None
    language: Language
    csrf: str
    session: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def user(self) -> Account:
        """Return the account of a visitor who is logged in."""
        assert self.account is not None, "the guard lets nobody in"
        return self.account


class LoginNeeded(Exception):
    """No session, or one that is over: the visitor is sent to the log-in, and back."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back


class PasswordNeeded(Exception):
    """A start password that has to be changed first: the visitor is sent there."""


def web_setting(request: Request) -> WebSetting:
    """Return the application's setting."""
    setting = request.app.state.setting
    assert isinstance(setting, WebSetting)
    return setting


def page_guard(who: Who) -> Callable[..., Visitor]:
    """Return the dependency that lets ``who`` into a page.

    Raises `LoginNeeded`, `PasswordNeeded` and 403; 400 and 413 for what the shell refuses.
    """

    def guard(request: Request) -> Visitor:
        refuse_unread(request.state.refused)
        visitor = visitor_of(request)
        if not who.roles:
            return visitor
        if visitor.account is None:
            raise LoginNeeded(_here(request))
        if visitor.account.role not in who.roles:
            raise HTTPException(403)
        if visitor.account.must_change and not who.start:
            raise PasswordNeeded
        return visitor

    guard.who = who  # type: ignore[attr-defined]
    return guard


def interface_guard(who: Who) -> Callable[..., Visitor]:
    """Return the dependency that lets ``who`` use the interface with a token.

    Raises 401 without a token that holds, 403 for the wrong role or scope.
    """

    def guard(request: Request) -> Visitor:
        refuse_unread(request.state.refused)
        setting = web_setting(request)
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        found = token_account(setting.url, setting.version, setting.now, token) if kind.lower() == "bearer" else None
        if found is None:
            raise HTTPException(401, headers={"www-authenticate": "Bearer"})
        account, scopes = found
        if account.role not in who.roles or (who.scope and who.scope not in scopes):
            raise HTTPException(403)
        visitor = Visitor(account, "en", "", scopes=scopes)
        request.state.visitor = visitor
        return visitor

    assert who.scope in SCOPES, "an address of the interface says which scope it needs"
    guard.who = who  # type: ignore[attr-defined]
    return guard


def visitor_of(request: Request) -> Visitor:
    """Return who is asking, worked out once per request."""
    known = getattr(request.state, "visitor", None)
    if isinstance(known, Visitor):
        return known
    setting, secret = web_setting(request), request.cookies.get(session_cookie(request), "")
    account = session_account(setting.url, setting.version, setting.now, secret) if secret else None
    anchor = secret if account else request.cookies.get(GUEST_COOKIE, "")
    csrf = form_word(setting.key, anchor) if anchor else ""
    visitor = Visitor(account, language_of(request, account), csrf, secret if account else "")
    request.state.visitor = visitor
    return visitor


def language_of(request: Request, account: Account | None) -> Language:
    """Return the language of a visitor: the one chosen here, the account's, or the house's."""
    wishes = (request.cookies.get(LANGUAGE_COOKIE, ""), account.language if account else "")
    return next((known for wish in wishes for known in LANGUAGES if wish == known), web_setting(request).language)


def check_form(request: Request, form: Any) -> None:
    """Raise 403 for a form that was not made for this visitor: another site cannot know the word in it."""
    sent, wanted = str(form.get("csrf", "")), visitor_of(request).csrf
    if not wanted or not hmac.compare_digest(sent.encode(), wanted.encode()):
        raise HTTPException(403, detail="form")


def form_word(key: bytes, anchor: str) -> str:
    """Return the word that the forms of a session (or of a guest, before the log-in) carry."""
    return hmac.new(key, b"form:" + anchor.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def session_cookie(request: Request) -> str:
    """Return the name of the session's cookie: by https one that no other host can set."""
    return "__Host-evplan" if request.state.secure else "evplan"


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=request.state.secure, httponly=True, samesite="lax"
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Delete a cookie."""
    response.delete_cookie(name, path="/", secure=request.state.secure, httponly=True, samesite="lax")


def new_guest() -> str:
    """Return the anchor of a guest's forms."""
    return secrets.token_urlsafe(24)


def local_path(text: str) -> str:
    """Return a path of this site, or ``/`` for what would lead elsewhere."""
    plain = text.isprintable() and text.isascii() and "\\" not in text
    return text if plain and text.startswith("/") and not text.startswith("//") and len(text) <= 500 else "/"


def _here(request: Request) -> str:
    """Return where a visitor wanted to go, to come back to after the log-in; from a form, to the page it is on."""
    if request.method != "GET":
        return str(getattr(request.scope.get("endpoint"), "form_on", "/")).format_map(_Plain(request.path_params))
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(request.url.path, safe="/%:@!$&'()*+,;=~") + query


class _Plain(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
