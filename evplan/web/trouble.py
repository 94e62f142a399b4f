"""What goes wrong, as a page in the visitor's language, or as JSON for other software; never a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from evplan.errors import DatabaseError, EvplanError, NotFound
from evplan.errors.account import AccountUnbound
from evplan.errors.review import AnswerRefused, ItemMissing, ReviewError, RoundMissing
from evplan.errors.web import PROBLEMS
from evplan.report.language import Language
from evplan.report.review import fault_words
from evplan.report.word import WORDS, word
from evplan.web.guard import (
    PASSWORD_PAGE,
    LoginNeeded,
    PasswordNeeded,
    Visitor,
    language_of,
    session_cookie,
    visitor_of,
    web_setting,
)
from evplan.web.page import page

INTERFACE = "/api/"

KNOWN = (400, 403, 404, 405, 413, 422, 500, 503)


def handle_trouble(app: FastAPI) -> None:
    """Let every error of ``app`` become an answer."""
    app.add_exception_handler(LoginNeeded, _to_login)
    app.add_exception_handler(PasswordNeeded, _to_password)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(EvplanError, _said_no)
    app.add_exception_handler(Exception, _defect)


def trouble_words(error: EvplanError, language: Language) -> str:
    """Return what an error says, in Bahasa where there are words for it."""
    if isinstance(error, AnswerRefused):
        return " ".join(fault_words(fault, language) for fault in error.findings)
    if isinstance(error, AccountUnbound):
        return said_words(f"ties_{error.values.get('code', '')}", str(error), error.values, language)
    return said_words(type(error).__name__, str(error), error.values, language)


def said_words(name: str, words: str, values: Mapping[str, object], language: Language) -> str:
    """Return what an error of that name and those values says in a language, or its own ``words``."""
    key = f"web.error.{name}"
    return word(key, language, **values) if key in WORDS else words


def status_of(error: EvplanError) -> int:
    """Return the status of an answer that an error ends."""
    if isinstance(error, NotFound | RoundMissing | ItemMissing):
        return 404
    if isinstance(error, DatabaseError):
        return 503
    return 409 if isinstance(error, ReviewError) and not isinstance(error, AnswerRefused) else 422


def _to_login(request: Request, error: Exception) -> Response:
    """Send to the log-in and back, or to the page that a start password is changed on."""
    assert isinstance(error, LoginNeeded)
    known = {"expired": "1"} if request.cookies.get(session_cookie(request)) else {}
    return RedirectResponse(f"/login?{urlencode({'back': error.back} | known)}", status_code=303)


def _to_password(_request: Request, _error: Exception) -> Response:
    """Send to the page that a start password is changed on."""
    return RedirectResponse(PASSWORD_PAGE, status_code=303)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, error.status_code, "form" if error.detail == "form" else "", headers=error.headers)


def _not_understood(request: Request, error: Exception) -> Response:
    """Say what could not be read, without handing back what was sent."""
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if request.url.path.startswith(INTERFACE):
        places = [{"where": [str(part) for part in one["loc"]], "message": one["msg"]} for one in faults]
        return _problem(422, PROBLEMS[422], places)
    return _answer(request, 404 if any(one["loc"][0] == "path" for one in faults) else 422)


def _said_no(request: Request, error: Exception) -> Response:
    """Answer an error of evplan's own that no page has dealt with."""
    assert isinstance(error, EvplanError)
    status = status_of(error)
    if status == 503:
        return _answer(request, 503)
    if request.url.path.startswith(INTERFACE):
        faults = [{"where": [one.column] if one.column else [], "message": one.message} for one in error.findings]
        return _problem(status, str(error), faults)
    if status == 404:
        return _answer(request, 404)
    return _answer(request, status, words=(trouble_words(error, _visitor(request, status).language),))


def _defect(request: Request, _error: Exception) -> Response:
    return _answer(request, 500)


def _answer(
    request: Request, status: int, code: str = "", *, words: tuple[str, ...] = (), headers: Any = None
) -> Response:
    known = status if status in KNOWN or status == 401 else 400
    if request.url.path.startswith(INTERFACE):
        return _problem(status, PROBLEMS[known], headers=headers)
    language = _visitor(request, status).language
    key = code or ("422" if known == 401 else str(known))
    lines = words or (word(f"web.error.{key}_help", language),)
    values = {"title": word(f"web.error.{key}", language), "lines": lines, "way": "/"}
    values |= {"way_words": word("web.error.home", language)}
    shown = page(request, _visitor(request, status), "error.html", status=status, values=values)
    shown.headers.update(headers or {})
    return shown


def _problem(status: int, message: str, faults: list[dict[str, Any]] | None = None, headers: Any = None) -> Response:
    """Return an error of the interface: ``message`` and what is wrong where."""
    return JSONResponse({"message": message, "faults": faults or []}, status_code=status, headers=headers)


def _visitor(request: Request, status: int) -> Visitor:
    """Return who is asking; where the database may be what failed, nobody."""
    nobody = Visitor(None, language_of(request, None), "")
    if status >= 500 or status in (400, 413):
        known = getattr(request.state, "visitor", None)
        return known if isinstance(known, Visitor) else nobody
    return visitor_of(request) if web_setting(request) else nobody
