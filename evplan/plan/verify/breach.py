"""What was found wrong with a plan, as tables first and as findings at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evplan.errors import Finding, finding

MOST_PER_CODE = 200
"""More findings of one code are counted, not listed."""

AWARD = ("offer", "workshop", "site", "vehicle", "period")
"""Where an award is; a blank workshop is not named."""


@dataclass(frozen=True)
class Breach:
    """Rows of one table that break the same thing.

    ``code`` is one of `evplan.errors.FINDINGS`; ``rows`` has a row per finding and the columns that its wording
    names; ``place`` are the columns that say where: ``plan: part X, site Y, vehicle Z, 2026-03``; blanks are left out.
    """

    code: str
    rows: pd.DataFrame
    place: tuple[str, ...]


def findings(breaches: Sequence[Breach]) -> list[Finding]:
    """Return the findings in order, at most `MOST_PER_CODE` of a code, then one that counts the rest."""
    listed: list[Finding] = []
    seen: Counter[str] = Counter()
    for breach in breaches:
        if breach.rows.empty:
            continue
        room = max(0, MOST_PER_CODE - seen[breach.code])
        for row in breach.rows.head(room).to_dict("records"):
            listed.append(finding(breach.code, _source(row, breach.place), **row))
        seen[breach.code] += len(breach.rows)
    for code, count in seen.items():
        if count > MOST_PER_CODE:
            listed.append(finding("verify-more", "plan", same=code, count=count - MOST_PER_CODE, listed=MOST_PER_CODE))
    return listed


def _source(row: dict[str, object], place: Sequence[str]) -> str:
    words = [str(row[name]) if name == "period" else f"{name} {row[name]}" for name in place if row[name] != ""]
    return f"plan: {', '.join(words)}" if words else "plan"
