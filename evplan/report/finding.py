"""Findings in words: worst first, capped, with the count of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from evplan.errors import Finding, Severity
from evplan.report import render
from evplan.report.block import Block
from evplan.report.language import Language
from evplan.report.word import label, word

FINDING_COLUMNS = ["severity", "code", "message", "source", "table", "row", "column", "found", "expected", "fix"]

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by severity, errors first, otherwise in the order in which they came."""
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])


def finding_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return a row per finding, worst first, with the columns `FINDING_COLUMNS`."""
    rows = [[getattr(finding, name) for name in FINDING_COLUMNS] for finding in worst_first(findings)]
    return pd.DataFrame(rows, columns=FINDING_COLUMNS).astype({"severity": "str"})


def finding_block(findings: Sequence[Finding], language: Language, most: int = 20) -> Block:
    """Return the findings as lines, at most ``most`` of them: severity, place, message, likely fix, code."""
    title = word("title.findings", language)
    if not findings:
        return Block(title=title, lines=(word("finding.none", language),))
    lines = [line for finding in worst_first(findings)[:most] for line in _lines(finding, language)]
    left = len(findings) - most
    if left > 0:
        lines.append("... " + word("note.more_rows", language, count=render.number(left, language)))
    return Block(title=f"{title}: {finding_count(findings, language)}", lines=tuple(lines))


def finding_count(findings: Iterable[Finding], language: Language) -> str:
    """Return how many errors, warnings and notes there are, in words."""
    seen = Counter(finding.severity for finding in findings)
    return word(
        "finding.count",
        language,
        errors=render.number(seen[Severity.ERROR], language),
        warnings=render.number(seen[Severity.WARNING], language),
        notes=render.number(seen[Severity.NOTE], language),
    )


def _lines(finding: Finding, language: Language) -> list[str]:
    severity = label("severity", str(finding.severity), language)
    place = f"{finding.source}: " if finding.source else ""
    lines = [f"{severity}: {place}{finding.message} [{finding.code}]"]
    return lines + ([f"  {word('finding.fix', language, fix=finding.fix)}"] if finding.fix else [])
