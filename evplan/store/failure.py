"""What databases say when something fails, turned into evplan's words."""

from __future__ import annotations

from sqlalchemy import Engine

from evplan.errors import DatabaseError, RunLocked, database_unusable

LOCKED_MESSAGE = "evplan: stored runs are read-only"
"""What the triggers of the migrations say; a migration that makes new ones must say the same."""

# What to look for in a database's own message (lower case), most telling first, and evplan's word for it.
_SIGNS = (
    ("locked", "locked"),
    ("lock timeout", "locked"),
    ("not obtain lock", "locked"),
    ("readonly", "read-only"),
    ("read-only", "read-only"),
    ("disk is full", "full"),
    ("no space left", "full"),
    ("could not extend file", "full"),
    ("not a database", "not-a-database"),
    ("malformed", "corrupt"),
    ("invalid page", "corrupt"),
    ("unable to open", "not-opened"),
    ("disk i/o", "input-output"),
    ("permission denied", "denied"),
    ("password", "password"),
    ("role ", "password"),
    ("refused", "unreachable"),
    ("could not translate host name", "unreachable"),
    ("failed to resolve host", "unreachable"),
    ("timeout", "unreachable"),
    ("connection to server", "unreachable"),
    ("server closed the connection", "unreachable"),
    ("connection failed", "unreachable"),
    ("deadlock", "conflict"),
    ("could not serialize", "conflict"),
    ("unique constraint", "conflict"),
)


def address(engine: Engine) -> str:
    """Return where the database is, without a password: a SQLite file's path, or the URL."""
    if engine.dialect.name == "sqlite":
        return engine.url.database or ":memory:"
    return engine.url.set(drivername=engine.url.get_backend_name()).render_as_string(hide_password=True)


def translated(error: BaseException, engine: Engine) -> DatabaseError:
    """Return evplan's error for what SQLAlchemy or the driver raised."""
    cause = getattr(error, "orig", None) or error
    said = str(cause).strip()
    if LOCKED_MESSAGE in said:
        return RunLocked(run="in the database")
    name = engine.url.database or ""
    lower = said.lower()
    if f'database "{name.lower()}" does not exist' in lower:
        return database_unusable("missing", address(engine), database=name)
    for sign, trouble in _SIGNS:
        if sign in lower:
            return database_unusable(trouble, address(engine))
    first_line = said.splitlines()[0].rstrip(".") if said else type(cause).__name__
    return database_unusable("other", address(engine), detail=first_line)
