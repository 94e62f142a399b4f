"""Coming in and going out: start page, log-in, password, language, style sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from evplan.errors.account import PasswordWrong
from evplan.report.word import word
from evplan.web.guard import (
    ANYONE,
    BEGINNER,
    GUEST_COOKIE,
    LANGUAGE_COOKIE,
    PASSWORD_PAGE,
    Visitor,
    drop_cookie,
    form_word,
    local_path,
    new_guest,
    session_cookie,
    set_cookie,
    web_setting,
)
from evplan.web.page import go, page
from evplan.web.route import Form, Here, Pages, text_of
from evplan.workflow.account import SESSION_LIFE, LoggedIn, LoginRefused, change_password, log_in, log_out

pages = Pages()

STYLE = Path(__file__).parent / "static" / "style.css"
PASSWORD_FIELDS = ("old", "new", "again")
ONE_YEAR = 365 * 24 * 3600


@pages.get("/health", ANYONE)
async def health() -> Response:
    """Say that the server answers; nothing else is asked."""
    return PlainTextResponse("ok\n")


@pages.get("/style.css", ANYONE)
async def style() -> Response:
    """Return the style sheet."""
    return FileResponse(STYLE, media_type="text/css", headers={"cache-control": "public, max-age=3600"})


@pages.get("/", ANYONE)
def home(visitor: Here) -> Response:
    """Lead to what the visitor comes for."""
    if visitor.account is None:
        return RedirectResponse("/login", status_code=303)
    return RedirectResponse("/rounds" if visitor.account.role == "planner" else "/work", status_code=303)


@pages.get("/language/{language}", ANYONE)
def choose_language(request: Request, language: Literal["id", "en"], back: str = "/") -> Response:
    """Keep a language in a cookie and go back."""
    answer = RedirectResponse(local_path(back), status_code=303)
    set_cookie(request, answer, LANGUAGE_COOKIE, language, ONE_YEAR)
    return answer


@pages.get("/login", ANYONE)
def login_page(request: Request, visitor: Here, back: str = "/", expired: str = "", out: str = "") -> Response:
    """Ask for name and password."""
    if visitor.account is not None:
        return RedirectResponse(local_path(back), status_code=303)
    return _login(request, visitor, back, "expired" if expired else "out" if out else "")


@pages.post("/login", ANYONE, form_on="/login")
def login(request: Request, visitor: Here, form: Form) -> Response:
    """Let in whoever knows the password, with a fresh session."""
    setting, back = web_setting(request), text_of(form, "back")
    password = form.get("password", "")
    address = request.client.host if request.client else ""
    found = log_in(setting.url, setting.version, setting.now, text_of(form, "name", 80), str(password), address)
    if isinstance(found, LoginRefused):
        status = 429 if found.reason == "wait" else 200
        return _login(request, visitor, back, found.reason, text_of(form, "name", 80), status)
    if visitor.session:
        log_out(setting.url, setting.version, visitor.session)
    answer = RedirectResponse(PASSWORD_PAGE if found.account.must_change else local_path(back), status_code=303)
    drop_cookie(request, answer, GUEST_COOKIE)
    return _in(request, answer, found)


@pages.post("/logout", BEGINNER, form_on="/")
def logout(request: Request, visitor: Here, form: Form) -> Response:  # noqa: ARG001
    """End the session."""
    setting = web_setting(request)
    log_out(setting.url, setting.version, visitor.session)
    answer = RedirectResponse("/login?out=1", status_code=303)
    drop_cookie(request, answer, session_cookie(request))
    return answer


@pages.get(PASSWORD_PAGE, BEGINNER)
def password_page(request: Request, visitor: Here) -> Response:
    """Ask for a new password."""
    return page(request, visitor, "password.html", values={"trouble": dict.fromkeys(PASSWORD_FIELDS, ())})


@pages.post(PASSWORD_PAGE, BEGINNER, form_on=PASSWORD_PAGE)
def password(request: Request, visitor: Here, form: Form) -> Response:
    """Change the password; all other sessions of the account end."""
    setting = web_setting(request)
    old, new, again = (str(form.get(name, "")) for name in ("old", "new", "again"))
    address = request.client.host if request.client else ""
    if new != again:
        return _unchanged(request, visitor, "again", "different")
    try:
        found = change_password(setting.url, setting.version, setting.now, visitor.user, old, new, address)
    except PasswordWrong as error:
        return _unchanged(request, visitor, "new", **error.values)
    if isinstance(found, LoginRefused):
        return _unchanged(request, visitor, "old", found.reason)
    return _in(request, go("/", said=""), found)


def _unchanged(request: Request, visitor: Visitor, field: str, code: str, **values: object) -> Response:
    words = word(f"web.password.{code}", visitor.language, **values)
    return page(
        request,
        visitor,
        "password.html",
        status=422,
        values={"trouble": dict.fromkeys(PASSWORD_FIELDS, ()) | {field: (words,)}},
    )


def _in(request: Request, answer: Response, found: LoggedIn) -> Response:
    set_cookie(request, answer, session_cookie(request), found.session, int(SESSION_LIFE.total_seconds()))
    return answer


def _login(request: Request, visitor: Visitor, back: str, trouble: str, name: str = "", status: int = 200) -> Response:
    """Return the log-in page, with an anchor for its form where the guest has none yet."""
    guest = request.cookies.get(GUEST_COOKIE, "") or new_guest()
    shown = Visitor(None, visitor.language, form_word(web_setting(request).key, guest))
    here = f"/login?{urlencode({'back': local_path(back)})}"
    values = {"trouble": trouble, "back": local_path(back), "name": name, "here": here}
    answer = page(request, shown, "login.html", status=status, values=values)
    set_cookie(request, answer, GUEST_COOKIE, guest, None)
    return answer
