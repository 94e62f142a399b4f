"""The bundle of a run: everything that it takes to check a plan, or to solve it again, on another machine.

A bundle is one ZIP file. Nothing in it is a program or a pickle: tables are CSV, the rest is JSON, TOML and text.

=======================  ================================================================================
``manifest.json``        form, what made it, and the SHA-256 and size of every other file and of all
``README.md``            what this is, in both languages
``CITATION.cff``         how to cite it
``run.json``             how the search ended, where the run comes from, findings, conflict, seconds
``scenario.json``        the scenario as it was solved, its parents merged in
``inputs/TABLE.csv``     the exact tables that were solved (the scenario's changes made)
``law/NAME.toml``        every law file that the run's digest of the law covers
``plan/TABLE.csv``       the plan (`Solution`) and what follows from it (`PlanTables`); none without a plan
``stages.csv``           the objectives in order, as `Run.stages`
``references/*.csv``     awards of the runs that the scenario refers to
=======================  ================================================================================

The archive's comment is its *seal*: the SHA-256 of all of the file before it, so that no byte can change unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from evplan.errors import Finding, Severity
from evplan.law import Law
from evplan.plan.record import (
    PLAN_COLUMNS,
    SOLUTION_COLUMNS,
    Conflict,
    Outcome,
    PlanTables,
    Provenance,
    Run,
    Solution,
)
from evplan.schema import Tables

FORMAT = "evplan-bundle"
FORM = 1
"""The form of bundles that this evplan writes; it counts up when a reader of the one before would go wrong."""

ENDING = ".evplan.zip"
MANIFEST = "manifest.json"

SEAL = b"evplan bundle, SHA-256 of all before: "
SEAL_LENGTH = 64
"""Characters of the seal at the very end of the file."""


@dataclass(frozen=True)
class Bundle:
    """A run with all that it was made from.

    ``tables`` are the exact inputs, ``law`` is parsed from ``law_files`` (text by file name), ``references`` are the
    awards of the runs that the scenario refers to, by name, ``versions`` are those of evplan, Python
    and the packages that the bundle was made with. ``digest`` is the SHA-256 over all files, blank until it is written.
    """

    run: Run
    tables: Tables
    law: Law
    law_files: Mapping[str, str]
    references: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes, as hexadecimal text."""
    return hashlib.sha256(content).hexdigest()


def whole_digest(digests: Mapping[str, str]) -> str:
    """Return the digest over all files: the SHA-256 of ``SHA-256, two blanks, name`` a line, names in order.

    ``sha256sum`` prints the same lines for the unpacked files.
    """
    return sha256("".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode())


def reference_name(run: str) -> str:
    """Return the name of the file with the awards of the run ``SCENARIO#VERSION``."""
    return f"references/{run.replace('#', '-')}.csv"


def plan_frames(run: Run) -> dict[str, pd.DataFrame]:
    """Return the tables of a run's plan by name: of the tables that two records hold the one that says more."""
    frames: dict[str, pd.DataFrame] = {}
    for record, columns in ((run.solution, SOLUTION_COLUMNS), (run.tables, PLAN_COLUMNS)):
        if record is not None:
            frames |= {name: getattr(record, name) for name in columns}
    return frames


def plan_columns(record: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the tables that the plan of a run (as `run_record` gives it) has, each with its columns and types."""
    columns = dict(SOLUTION_COLUMNS) if record["has_solution"] else {}
    return columns | PLAN_COLUMNS if record["has_tables"] else columns


def run_record(run: Run) -> dict[str, Any]:
    """Return what a run is beside its tables and the text of its scenario, as plain values."""
    provenance = asdict(run.provenance)
    del provenance["scenario_text"]
    return {
        "run": run.name,
        "scenario": run.scenario,
        "version": run.version,
        "verified": run.verified,
        "has_solution": run.solution is not None,
        "has_tables": run.tables is not None,
        "outcome": asdict(run.outcome) | {"notes": list(run.outcome.notes)},
        "provenance": provenance,
        "findings": [asdict(finding) | {"severity": str(finding.severity)} for finding in run.findings],
        "conflict": [asdict(conflict) for conflict in run.conflict],
        "seconds": dict(run.seconds),
    }


def run_of(
    record: Mapping[str, Any], scenario_text: str, frames: Mapping[str, pd.DataFrame], stages: pd.DataFrame
) -> Run:
    """Return the run that `run_record`, the scenario's text and the tables of the plan describe.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` where the record is not of that form.
    """
    outcome = dict(record["outcome"])
    return Run(
        scenario=record["scenario"],
        version=record["version"],
        verified=record["verified"],
        outcome=Outcome(**outcome | {"notes": tuple(outcome["notes"])}),
        solution=_solution(frames) if record["has_solution"] else None,
        tables=PlanTables(**{name: frames[name] for name in PLAN_COLUMNS}) if record["has_tables"] else None,
        provenance=Provenance(**record["provenance"], scenario_text=scenario_text),
        findings=tuple(_finding(values) for values in record["findings"]),
        conflict=tuple(Conflict(**values) for values in record["conflict"]),
        seconds=dict(record["seconds"]),
        stages=stages,
    )


def _finding(values: Mapping[str, Any]) -> Finding:
    return Finding(**{**values, "severity": Severity(values["severity"])})


def _solution(frames: Mapping[str, pd.DataFrame]) -> Solution:
    return Solution(**{name: frames[name][list(columns)] for name, columns in SOLUTION_COLUMNS.items()})
