"""Places as people read them."""

from __future__ import annotations


def shown_url(url: str) -> str:
    """Return where a database is: an SQLite file by its path, a server without its password."""
    if url.startswith("sqlite:///"):
        return url.removeprefix("sqlite:///")
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
