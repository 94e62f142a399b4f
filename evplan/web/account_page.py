"""Accounts, for the planner; and the list of the interface's addresses."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from evplan.errors import EvplanError
from evplan.report.language import Language
from evplan.web.guard import PLANNER, Visitor, Who, web_setting
from evplan.web.page import go, page
from evplan.web.route import Form, Here, Pages, routes, text_of
from evplan.web.sight import there
from evplan.web.trouble import trouble_words
from evplan.workflow.account import ROLES, add_account, disable_account, list_accounts, reset_account

pages = Pages()

FIELDS = ("name", "role", "supplier", "member", "language")


@pages.get("/accounts", PLANNER)
def accounts(request: Request, visitor: Here) -> Response:
    """Show all accounts, and the form that adds one."""
    return _accounts(request, visitor)


@pages.post("/accounts", PLANNER, form_on="/accounts")
def add(request: Request, visitor: Here, form: Form) -> Response:
    """Make an account and show its start password once."""
    setting = web_setting(request)
    typed = {name: text_of(form, name, 100) for name in FIELDS}
    role = next((known for known in ROLES if known == typed["role"]), None)
    if role is None:
        raise HTTPException(422)
    language: Language = "en" if typed["language"] == "en" else "id"
    try:
        account, password = add_account(
            setting.url,
            setting.version,
            setting.now,
            typed["name"],
            role,
            supplier=typed["supplier"],
            member=typed["member"],
            language=language,
        )
    except EvplanError as error:
        return _accounts(request, visitor, typed, trouble=trouble_words(error, visitor.language), status=422)
    return _accounts(request, visitor, given={"name": account.name, "password": password})


@pages.post("/accounts/{name}/reset", PLANNER, form_on="/accounts")
def reset(request: Request, visitor: Here, name: str, form: Form) -> Response:  # noqa: ARG001
    """Give an account a new start password and show it once."""
    setting = web_setting(request)
    password = there(lambda: reset_account(setting.url, setting.version, setting.now, name))
    return _accounts(request, visitor, given={"name": name, "password": password})


@pages.post("/accounts/{name}/disable", PLANNER, form_on="/accounts")
def disable(request: Request, visitor: Here, name: str, form: Form) -> Response:  # noqa: ARG001
    """Shut an account out."""
    setting = web_setting(request)
    try:
        there(lambda: disable_account(setting.url, setting.version, name))
    except EvplanError as error:
        return _accounts(request, visitor, trouble=trouble_words(error, visitor.language), status=409)
    return go("/accounts", said="disabled")


@pages.get("/interface", PLANNER)
def interface(request: Request, visitor: Here) -> Response:
    """List the addresses of the interface for other software."""
    rows = []
    for route in routes(request.app):
        if route.include_in_schema:
            who = getattr(route.endpoint, "who", Who())
            rows.append((", ".join(sorted(route.methods or ())), route.path, route.summary or "", who.scope))
    return page(request, visitor, "interface.html", values={"rows": rows})


def _accounts(
    request: Request,
    visitor: Visitor,
    typed: dict[str, str] | None = None,
    *,
    given: dict[str, str] | None = None,
    trouble: str = "",
    status: int = 200,
) -> Response:
    setting = web_setting(request)
    rows: list[dict[str, Any]] = list_accounts(setting.url, setting.version).to_dict(orient="records")
    values = {"accounts": rows, "given": given, "trouble": trouble}
    return page(
        request,
        visitor,
        "accounts.html",
        status=status,
        values=values | {"form": typed or dict.fromkeys(FIELDS, "")},
    )
