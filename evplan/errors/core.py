"""What can go wrong, in words: findings, errors, exit codes.

The wording of every message lives here and nowhere else. A *finding* is a value: something seen in the data, the
scenario or the plan, with its place and a likely fix; many are reported together. An *error* is an exception that
ends a command; it says what, where, why and what to do next, and carries the command's exit code.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum
from typing import Any, ClassVar


class ExitCode(IntEnum):
    """Exit codes of the program, a contract with scripts."""

    DONE = 0
    USAGE = 2
    BAD_INPUT = 3
    INFEASIBLE = 4
    NO_SOLUTION = 5
    NOT_VERIFIED = 6
    DATABASE = 7
    INTERRUPTED = 130


class Severity(StrEnum):
    """How bad a finding is: an error stops the work, a warning may be a mistake, a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen, with its place.

    ``code`` is stable and lower-case with hyphens (``unknown-column``); ``message`` is a full sentence; ``source`` is
    the place a person can open (``offers.csv:12:price``, ``scenario.toml:rule law``, ``plan``). ``table``, ``row``
    (line number in the file, header = 1), ``column``, ``found``, ``expected`` and ``fix`` are given where they exist.
    """

    severity: Severity
    code: str
    message: str
    source: str = ""
    table: str = ""
    row: int | None = None
    column: str = ""
    found: str = ""
    expected: str = ""
    fix: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, empty fields left out, for JSON."""
        values = {key: value for key, value in asdict(self).items() if value not in ("", None)}
        return values | {"severity": str(self.severity), "source": self.source}


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the known word that is nearest to ``word``, or nothing."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean '{match[0]}'?" if match else ""


@dataclass(frozen=True)
class Wording:
    """The words of one code of finding: severity, message and likely fix, as ``str.format`` templates."""

    severity: Severity
    message: str
    fix: str = ""


def finding(code: str, source: str = "", **values: Any) -> Finding:
    """Return the finding ``code`` with its words from `FINDINGS` filled in from ``values``.

    ``table``, ``row``, ``column``, ``found`` and ``expected`` among the values are kept as fields too.
    """
    wording = FINDINGS[code]
    kept = {key: values[key] for key in ("table", "row", "column", "found", "expected") if key in values}
    kept |= {key: str(value) for key, value in kept.items() if key != "row"}
    return Finding(
        severity=wording.severity,
        code=code,
        message=wording.message.format_map(values),
        source=source,
        fix=values["fix"] if "fix" in values else wording.fix.format_map(values),
        **kept,
    )


# Words of findings by code: every module of this package adds its own.
FINDINGS: dict[str, Wording] = {}


class EvplanError(Exception):
    """Base of all errors that evplan raises on purpose.

    A subclass sets ``wording`` (a ``str.format`` template) and ``exit_code``; it is raised with the template's values
    as keywords, so that the raise line holds no words. ``findings`` carries the list where there is one.
    """

    wording: ClassVar[str] = "{detail}"
    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT

    def __init__(self, *, findings: Iterable[Finding] = (), **values: Any) -> None:
        self.findings = list(findings)
        self.values = values
        super().__init__(self.wording.format_map(values))
