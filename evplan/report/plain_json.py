"""Values as JSON text that every reader understands."""

from __future__ import annotations

import json
import math
from typing import Any


def json_text(value: Any) -> str:
    """Return ``value`` as indented ASCII JSON: days as ISO text, numbers that JSON has no word for as null."""
    return json.dumps(_clean(value), indent=2, ensure_ascii=True, allow_nan=False, default=_as_plain)


def json_number(value: Any) -> Any:
    """Return ``value``, or ``None`` for a number that JSON has no word for."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(part) for part in value]
    return json_number(value)


def _as_plain(value: Any) -> Any:
    """Return a number of an array as Python's own, anything else as text."""
    return value.item() if hasattr(value, "item") else str(value)
