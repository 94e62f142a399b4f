"""Addresses: every one says who it is for, or the application does not start."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Path, Request
from fastapi.routing import APIRoute
from starlette.datastructures import FormData

from evplan.web.guard import Visitor, Who, check_form, page_guard

Function = TypeVar("Function", bound=Callable[..., Any])

MOST_ID = 2_147_483_647
"""The largest number of a row in any database."""

RoundId = Annotated[int, Path(ge=1, le=MOST_ID)]
"""A round's number in an address."""

MOST_FIELDS = 600
"""So many fields may a form have: a part has one per period."""


class Pages:
    """The pages of one subject: ``get`` and ``post`` declare an address with who it is for."""

    def __init__(self) -> None:
        self.router = APIRouter(include_in_schema=False)

    def get(self, path: str, who: Who) -> Callable[[Function], Function]:
        """Declare a page."""
        return self._declare("GET", path, who, "")

    def post(self, path: str, who: Who, *, form_on: str) -> Callable[[Function], Function]:
        """Declare what takes a form; ``form_on`` is the page that the form stands on."""
        return self._declare("POST", path, who, form_on)

    def _declare(self, method: str, path: str, who: Who, form_on: str) -> Callable[[Function], Function]:
        def declare(function: Function) -> Function:
            function.who = who  # type: ignore[attr-defined]
            function.form_on = form_on  # type: ignore[attr-defined]
            guards = [Depends(page_guard(who))]
            self.router.add_api_route(path, function, methods=[method], dependencies=guards, response_model=None)
            return function

        return declare


def visitor_here(request: Request) -> Visitor:
    """Return the visitor that the guard let in."""
    visitor = request.state.visitor
    assert isinstance(visitor, Visitor), "the guard came first"
    return visitor


async def sent_form(request: Request) -> AsyncIterator[FormData]:
    """Give the form that was sent, its word checked. Raises 403 for a form that is not this visitor's."""
    # Files that were sent are gone when the answer is.
    async with request.form(max_fields=MOST_FIELDS, max_files=1) as form:
        check_form(request, form)
        yield form


Here = Annotated[Visitor, Depends(visitor_here)]
Form = Annotated[FormData, Depends(sent_form)]


def text_of(form: FormData, name: str, most: int = 2000) -> str:
    """Return a field of a form as text that can be stored: no control signs but new lines, not too long."""
    value = form.get(name, "")
    return clean(value)[:most].strip() if isinstance(value, str) else ""


def clean(text: str) -> str:
    """Return a text without what no person types: control signs, halves of letters."""
    kept = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or sign.isprintable())
    return kept.encode("utf-8", "ignore").decode("utf-8")


def require_who(app: FastAPI) -> None:
    """Raise `LookupError` for an address that does not say who it is for."""
    for route in routes(app):
        if not hasattr(route.endpoint, "who"):
            raise LookupError(f"{route.path} does not say who it is for: declare it with Pages or Interface")


def routes(app: FastAPI) -> list[APIRoute]:
    """Return all addresses. Raises `LookupError` for one that did not come through a declaration."""
    strange = [route for route in app.routes if not isinstance(route, APIRoute)]
    if strange:
        raise LookupError(f"{strange[0]} does not say who it is for: declare it with Pages or Interface")
    return [route for route in app.routes if isinstance(route, APIRoute)]
