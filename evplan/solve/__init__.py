"""The solvers: one call in, an outcome and a solution out.

``evplan.solve`` is also the name of a verb of the Python interface, so this package can be called: it hands on to
`evplan.api.solve`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    """A package that can be called."""

    def __call__(self, *arguments: Any, **settings: Any) -> Any:
        """Solve a scenario, as `evplan.api.solve` does."""
        # By name: the interface stands floors above, and whoever only solves never loads it.
        return import_module("evplan.api").solve(*arguments, **settings)


sys.modules[__name__].__class__ = _Callable
