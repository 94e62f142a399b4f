"""What goes around every request: a host that is known, a body that is not too large, headers on every answer."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 2_000_000
"""The largest body of a request: an answer sheet has some hundred thousand bytes."""

_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")

# Nothing but the house's own style sheet and pictures is loaded; nothing runs; nobody frames a page.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
ONE_YEAR = "max-age=31536000"


class Shell:
    """The outermost part of the application."""

    def __init__(self, app: ASGIApp, *, hosts: tuple[str, ...], https: bool) -> None:
        self.app = app
        self.hosts = frozenset(host.casefold() for host in hosts)
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a host that is not ours gets 400, and what is too large 413 without being read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        secure = self.https or scope["scheme"] == "https"
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        state["secure"] = secure
        state["refused"] = self._refusal(headers)
        await self.app(scope, _counted(receive, state["refused"]), _with_headers(send, secure, _lasting(scope)))

    def _refusal(self, headers: Headers) -> int | None:
        """Return the status with which a request is refused unread, or ``None``."""
        host = headers.get("host", "")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if not _HOST.fullmatch(host) or (self.hosts and name.casefold() not in self.hosts):
            return 400
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400
        return 413 if int(length[:15]) > MOST_BYTES else None


def refuse_unread(refused: int | None) -> None:
    """Raise the status that the shell found, where errors are turned into pages."""
    if refused is not None:
        raise HTTPException(refused)


def _counted(receive: Receive, refused: int | None) -> Receive:
    """Return ``receive`` that reads nothing of what is refused, and stops a body that becomes too large."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        refuse_unread(refused)
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise HTTPException(413)
        return message

    return counted


def _lasting(scope: Scope) -> bool:
    """Return whether an answer may be kept by the browser."""
    return bool(scope["path"] == "/style.css")


def _with_headers(send: Send, secure: bool, lasting: bool) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if not lasting:
                headers["cache-control"] = "no-store"
            if secure:
                headers["strict-transport-security"] = ONE_YEAR
        await send(message)

    return sent
