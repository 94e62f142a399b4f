"""Rows of a table turned into findings, with a limit so that one mistake does not hide the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from evplan.errors import FINDINGS, Finding, finding

FINDINGS_PER_CODE = 200
"""So many findings of one code are told one by one; what is left is counted in one more."""

NAMES_IN_A_MESSAGE = 5


def listed(code: str, table: str, rows: pd.DataFrame, key: Sequence[str], column: str = "") -> list[Finding]:
    """Return a finding ``code`` per row, at most `FINDINGS_PER_CODE`, and one that counts the rest.

    The columns of ``rows`` fill in the words of the finding; ``key`` are the columns that name the place; ``found`` and
    ``expected`` among the columns are kept as fields.
    """
    if rows.empty:
        return []
    told = rows.head(FINDINGS_PER_CODE)
    places = told[list(key)].astype("str").agg("/".join, axis=1) if key else pd.Series("", index=told.index)
    sources = [f"{table}:{place}" if place else table for place in places]
    findings = [
        finding(code, source, table=table, column=column, **{str(name): value for name, value in values.items()})
        for source, values in zip(sources, told.to_dict("records"), strict=True)
    ]
    left = len(rows) - len(told)
    if left:
        rest = finding("findings-left-out", table, table=table, count=left, kind=code)
        findings.append(replace(rest, severity=FINDINGS[code].severity))
    return findings


def joined(names: Sequence[str] | pd.Series) -> str:
    """Return names with commas between, the first `NAMES_IN_A_MESSAGE` and how many more there are."""
    values = [str(name) for name in names]
    more = len(values) - NAMES_IN_A_MESSAGE
    return ", ".join(values[:NAMES_IN_A_MESSAGE]) + (f" and {more} more" if more > 0 else "")
