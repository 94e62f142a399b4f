"""Pages from templates: what every page has, words of its language, numbers as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from evplan.report import render
from evplan.report.language import LANGUAGES, Language
from evplan.report.word import label, word
from evplan.web.chart import bars, columns
from evplan.web.guard import Visitor

NAVIGATION: dict[str, tuple[tuple[str, str], ...]] = {
    "planner": (("/rounds", "rounds"), ("/runs", "runs"), ("/accounts", "accounts"), ("/interface", "interface")),
    "manager": (("/work", "work"),),
    "member": (("/work", "work"),),
}
"""What leads on from every page, by role: address and word."""

NOTICE_WORDS = frozenset(
    {"answered", "noted", "opened", "closed", "adopted", "password", "added", "reset", "disabled", "working"}
)
"""What a page may say at its top after a form was sent, by the word in its address."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("evplan.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"bars": bars, "columns": columns}
    return found


def page(
    request: Request, visitor: Visitor, template: str, *, status: int = 200, values: Mapping[str, Any] | None = None
) -> HTMLResponse:
    """Return a page from a template; ``values`` are what it shows."""
    words = language_words(visitor.language)
    notice = request.query_params.get("said", "")
    shown = {
        "visitor": visitor,
        "account": visitor.account,
        "csrf": visitor.csrf,
        "path": request.url.path,
        "here": quote(_here(request), safe=""),
        "navigation": lambda: NAVIGATION[visitor.user.role],
        "run_path": run_path,
        "notice": notice if notice in NOTICE_WORDS and status == 200 else "",
        **words,
        **(values or {}),
    }
    return HTMLResponse(_environment().get_template(template).render(shown), status_code=status)


def language_words(language: Language) -> dict[str, Any]:
    """Return what a template calls to speak a language."""
    return {
        "language": language,
        "other": next(known for known in LANGUAGES if known != language),
        "t": lambda key, **values: word(f"web.{key}", language, **values),
        "label": lambda kind, key: label(kind, key, language),
        "money": partial(_in, render.money, language),
        "compact": partial(_in, render.compact_money, language),
        "number": partial(_in, render.quantity, language),
        "percent": partial(_in, render.percent, language),
        "hours": lambda value: render.number(value, language, 1),
        "day": partial(_in, render.day, language),
        "moment": partial(_in, render.moment, language),
        "period": partial(_in, render.period, language),
        "price": lambda value, currency: _price(value, currency, language),
    }


def run_path(name: str) -> str:
    """Return the address of a run's page: a ``#`` cannot stand in one."""
    scenario, _, version = name.partition("#")
    return f"/runs/{quote(scenario, safe='')}/{version}"


def go(path: str, *, said: str = "", **query: str) -> Response:
    """Return the way to another page after a form was sent (303), with what it is to say there."""
    values = query | ({"said": said} if said else {})
    return RedirectResponse(path + (f"?{urlencode(values)}" if values else ""), status_code=303)


def _in(function: Any, language: Language, value: Any) -> str:
    return str(function(value, language))


def _price(value: float | None, currency: str, language: Language) -> str:
    if currency == "IDR":
        return render.money(value, language)
    return render.MISSING if render.is_missing(value) else f"{currency} {render.quantity(value, language)}"


def _here(request: Request) -> str:
    return request.url.path if request.method == "GET" else "/"
