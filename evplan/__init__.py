"""evplan: who makes what for electric motorcycles and trikes.

    import evplan

    db = evplan.open("evplan.db")
    run = db.solve("baseline", gap=0.01)
    run.costs

The names in `__all__` come from `evplan.api` and are loaded when they are used: ``import evplan`` itself loads nothing,
so that the command line answers at once. `docs/python.md` tells more.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

__all__ = [
    "Database",
    "EvplanError",
    "Run",
    "__version__",
    "compare",
    "open",
    "run",
    "runs",
    "score",
    "solve",
    "stress",
    "sweep",
]


def __getattr__(name: str) -> Any:
    """Return a name of the Python interface, loading it; ``solve`` is a package too, which can be called."""
    from importlib import import_module

    if name == "solve":
        return import_module("evplan.solve")
    if name in __all__:
        return getattr(import_module("evplan.api"), name)
    raise AttributeError(f"module 'evplan' has no attribute '{name}'")


def __dir__() -> list[str]:
    """Return the names for completion."""
    return sorted(__all__)
