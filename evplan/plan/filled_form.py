"""A filled-in Form 1.1 as it was read: its lines as they stand there, and what its arithmetic should give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.errors import Finding

LINE_TEXTS = ("line", "name", "specification", "unit", "country", "supplier")
TRACE_TEXTS = ("offer", "part", "supplier_key", "evidence", "expiry", "group", "main")
LINE_NUMBERS = ("share", "quantity", "price_idr", "kdn", "kln", "total")


@dataclass(frozen=True)
class FilledForm:
    """A form of direct material.

    ``product`` and ``specification`` of its head (blank: not found), ``sheet`` in which it stands, ``findings``.

    lines
        a row per line: ``row`` (of the sheet), the texts `LINE_TEXTS` and `TRACE_TEXTS` (blank where the form has
        none; the latter only in forms that evplan wrote), the numbers `LINE_NUMBERS`: ``share`` (0..1), ``quantity``
        for one product, ``price_idr``; ``kdn``, ``kln``, ``total`` as they stand there (``NaN``: blank or a formula
        that no program has worked out yet).
    """

    sheet: str
    product: str
    specification: str
    lines: pd.DataFrame
    findings: tuple[Finding, ...]


def worked_out(lines: pd.DataFrame) -> pd.DataFrame:
    """Return ``kdn``, ``kln`` and ``total`` as they should be: (7) x (8) x (9), (100 % - (7)) x (8) x (9), the sum."""
    total = lines["quantity"] * lines["price_idr"]
    return pd.DataFrame({"kdn": lines["share"] * total, "kln": (1.0 - lines["share"]) * total, "total": total})


def differs(found: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Return which numbers are wrong: off by more than a rupiah and a ten thousandth; what is ``NaN`` is not.

    Forms round to whole rupiah, and show TKDN with two digits.
    """
    allowed = np.maximum(1.0, 1e-4 * expected.abs())
    return (found - expected).abs() > allowed
