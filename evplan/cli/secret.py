"""The secret that signs the forms of the pages: from the environment, or a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from evplan.errors.web import SECRET_TROUBLES, SecretUnusable

VARIABLE = "EVPLAN_SECRET"
LEAST = 32


def signing_key(url: str) -> bytes:
    """Return the secret; the file stands next to an SQLite database, or here, and is made if it is missing.

    Raises `SecretUnusable` for one that is short, that others can read, or that cannot be made.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        return _checked(given, VARIABLE)
    path = secret_path(url)
    try:
        if not path.exists():
            _make(path)
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SecretUnusable(path=path, reason=SECRET_TROUBLES["open"].format(path=path))
        return _checked(path.read_text(encoding="ascii").strip(), str(path))
    except (OSError, UnicodeError) as error:
        reason = SECRET_TROUBLES["file"].format(detail=getattr(error, "strerror", None) or error)
        raise SecretUnusable(path=path, reason=reason) from error


def secret_path(url: str) -> Path:
    """Return where the secret of a database is kept."""
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///") + ".secret")
    return Path("evplan.secret")


def _make(path: Path) -> None:
    """Write a new secret; whoever else makes it at the same moment wins."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")


def _checked(secret: str, where: str) -> bytes:
    if len(secret) < LEAST:
        raise SecretUnusable(path=where, reason=SECRET_TROUBLES["short"].format(least=LEAST))
    return secret.encode("utf-8")
