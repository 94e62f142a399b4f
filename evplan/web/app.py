"""The application: every page and every address of the interface, and what goes around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from evplan.web import account_page, login_page, paper_page, round_page, run_page, work_page
from evplan.web.interface import DESCRIPTION, description, interface
from evplan.web.job import Jobs
from evplan.web.readiness import Readiness
from evplan.web.route import require_who
from evplan.web.setting import WebSetting
from evplan.web.shell import Shell
from evplan.web.trouble import handle_trouble
from evplan.workflow.database import kept_open


class Application(FastAPI):
    """FastAPI inside the shell: what answers a defect stands outside of all middleware, and needs the headers too."""

    shell: Shell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.shell(scope, receive, send)

    async def inner(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that has come through the shell."""
        await super().__call__(scope, receive, send)


def create_app(setting: WebSetting, *, executor: Callable[[], Executor] | None = None) -> FastAPI:
    """Return the application; ``executor`` makes what resolves run in (default: one process of its own).

    Raises `LookupError` if an address does not say who it is for, and what opening the database raises.
    """
    app = Application(
        title="evplan",
        version=setting.version,
        description="Review rounds of sourcing plans, for other software. Every address needs a bearer token.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.shell = Shell(app.inner, hosts=setting.hosts, https=setting.https)
    app.state.setting = setting
    app.state.jobs = Jobs(executor)
    app.state.readiness = Readiness(setting)
    for subject in (login_page, work_page, paper_page, round_page, run_page, account_page):
        app.router.routes.extend(subject.pages.router.routes)
    app.router.routes.extend(interface.router.routes)
    app.add_api_route(DESCRIPTION, description, include_in_schema=False)
    handle_trouble(app)
    require_who(app)
    _describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    setting: WebSetting = app.state.setting
    async with AsyncExitStack() as stack:
        stack.enter_context(kept_open(setting.url, setting.version))
        app.state.readiness.begin()
        yield
        app.state.readiness.close()
        app.state.jobs.close()


def _describe(app: FastAPI) -> None:
    """Say in the description that every address takes a bearer token."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        said = made()
        parts = said.setdefault("components", {})
        parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        said["security"] = [{"token": []}]
        return said

    app.openapi = openapi  # type: ignore[method-assign]
