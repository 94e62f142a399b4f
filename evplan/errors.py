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


# Words of findings by code. Each room adds its codes under its own heading; keep each heading in alphabetical order.
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


# --- input -----------------------------------------------------------------------------------------------------------


class BadInput(EvplanError):
    """Findings with errors: nothing was stored or solved."""

    wording = "{count} of the findings in {what} are errors. Nothing was stored or solved. Mend them and try again."


class FileUnreadable(EvplanError):
    """A file or folder that should be read is not there or is not what it should be."""

    wording = "{path}: {reason} {fix}"


# --- law -------------------------------------------------------------------------------------------------------------


class LawNotInForce(EvplanError):
    """A legal value was asked for a day on which it has none."""

    wording = (
        "{subject} has no value on {day}: its first value starts {first}. "
        "Choose a first period from {first} on, or add the older text to the law files."
    )


class UnknownMethod(EvplanError):
    """A method of scoring that no law file describes."""

    wording = "There is no method '{method}' of scoring local content; known are {known}.{nearest}"


class LawFileInvalid(EvplanError):
    """A law file that breaks its own form."""

    wording = "{path}: {place}: {reason} Every value of the law needs from, reference, address, confidence and checked."


# --- scenario --------------------------------------------------------------------------------------------------------


class ScenarioInvalid(EvplanError):
    """A scenario file with findings."""

    wording = "{path}: the scenario has {count} errors. Nothing was solved."


# --- plan, model, solve ----------------------------------------------------------------------------------------------


class SolverUnavailable(EvplanError):
    """A solver that PuLP does not find here."""

    wording = "The solver '{solver}' is not available here; available are {known}.{nearest}"
    exit_code = ExitCode.USAGE


# --- database --------------------------------------------------------------------------------------------------------


class DatabaseError(EvplanError):
    """Base of what can go wrong with the database."""

    exit_code = ExitCode.DATABASE


class DatabaseNewer(DatabaseError):
    """The database was written by a later evplan."""

    wording = (
        "{url}: the database is at revision {found}, which this evplan ({version}) does not know. "
        "It was written by a newer evplan: install that one, or open another database with --db."
    )


class DatabaseOlder(DatabaseError):
    """The database must be upgraded first."""

    wording = (
        "{url}: the database is at revision {found}, this evplan ({version}) needs {expected}. "
        "Make a copy with 'evplan db backup', then run 'evplan db upgrade'."
    )


class DatabaseUnusable(DatabaseError):
    """The database cannot be opened, read or written."""

    wording = "{url}: {reason} {fix}"


class NotFound(EvplanError):
    """A run, data set or the like that the database does not hold."""

    wording = "There is no {kind} '{name}' in {where}.{nearest}"
    exit_code = ExitCode.USAGE


class RunLocked(DatabaseError):
    """A stored run was to be changed."""

    wording = "Run {run} is stored and read-only. Solve again: that makes a new version."


__all__ = [
    "FINDINGS",
    "BadInput",
    "DatabaseError",
    "DatabaseNewer",
    "DatabaseOlder",
    "DatabaseUnusable",
    "EvplanError",
    "ExitCode",
    "FileUnreadable",
    "Finding",
    "LawFileInvalid",
    "LawNotInForce",
    "NotFound",
    "RunLocked",
    "ScenarioInvalid",
    "Severity",
    "SolverUnavailable",
    "UnknownMethod",
    "Wording",
    "finding",
    "has_errors",
    "nearest",
]
