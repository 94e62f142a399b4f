"""What can go wrong, in words: findings, errors, exit codes.

The wording of every message lives here and nowhere else, a module for each room. A *finding* is a value: something seen
in the data, the scenario or the plan, with its place and a likely fix; many are reported together. An *error* is an
exception that ends a command; it says what, where, why and what to do next, and carries the command's exit code.
"""

from __future__ import annotations

from evplan.errors import meaning, verification
from evplan.errors.command import (
    ChartNeedsRun,
    DataSetUnclear,
    DemoThere,
    EndingWrong,
    LawChanged,
    NoPlan,
    NothingToDraw,
    NotVerified,
    RepairUnknown,
    ScenarioNameWrong,
    TableNotHere,
    UnknownChart,
    UnknownFormat,
)
from evplan.errors.core import (
    FINDINGS,
    EvplanError,
    ExitCode,
    Finding,
    Severity,
    Wording,
    finding,
    has_errors,
    nearest,
)
from evplan.errors.database import (
    DATABASE_TROUBLES,
    DatabaseError,
    DatabaseNewer,
    DatabaseOlder,
    DatabaseUnusable,
    DataSetRefused,
    KeyTwice,
    NotFound,
    ReferenceMissing,
    RunLocked,
    Trouble,
    database_unusable,
)
from evplan.errors.file import (
    EXPECTED_SETTINGS,
    FILE_TROUBLES,
    HINTS,
    BadInput,
    FileUnreadable,
    FileUnwritable,
    file_unreadable,
    file_unwritable,
    hint,
)
from evplan.errors.scenario import (
    LawFileInvalid,
    LawNotInForce,
    ScenarioInvalid,
    UnknownMethod,
)
from evplan.errors.solving import (
    SolverUnavailable,
)

__all__ = [
    "DATABASE_TROUBLES",
    "EXPECTED_SETTINGS",
    "FILE_TROUBLES",
    "FINDINGS",
    "HINTS",
    "BadInput",
    "ChartNeedsRun",
    "DataSetRefused",
    "DataSetUnclear",
    "DatabaseError",
    "DatabaseNewer",
    "DatabaseOlder",
    "DatabaseUnusable",
    "DemoThere",
    "EndingWrong",
    "EvplanError",
    "ExitCode",
    "FileUnreadable",
    "FileUnwritable",
    "Finding",
    "KeyTwice",
    "LawChanged",
    "LawFileInvalid",
    "LawNotInForce",
    "NoPlan",
    "NotFound",
    "NotVerified",
    "NothingToDraw",
    "ReferenceMissing",
    "RepairUnknown",
    "RunLocked",
    "ScenarioInvalid",
    "ScenarioNameWrong",
    "Severity",
    "SolverUnavailable",
    "TableNotHere",
    "Trouble",
    "UnknownChart",
    "UnknownFormat",
    "UnknownMethod",
    "Wording",
    "database_unusable",
    "file_unreadable",
    "file_unwritable",
    "finding",
    "has_errors",
    "hint",
    "meaning",
    "nearest",
    "verification",
]
