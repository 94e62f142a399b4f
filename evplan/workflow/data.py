"""Data sets: check files, load them, list them, write them back out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evplan.errors import BadInput, DataSetUnclear, Finding, Severity
from evplan.plan.check import check_tables
from evplan.readers import DataSetFiles, read_data_set
from evplan.report.export import export_data_set
from evplan.store import list_data_sets, load_data_set, save_data_set
from evplan.workflow.database import opened


@dataclass(frozen=True)
class CheckedData:
    """A data set as read, with all findings: those of its files and those of its meaning."""

    files: DataSetFiles
    findings: tuple[Finding, ...]

    def refused(self, accept: Collection[str] = ()) -> list[Finding]:
        """Return the errors whose codes are not among ``accept``."""
        return [
            finding for finding in self.findings if finding.severity is Severity.ERROR and finding.code not in accept
        ]


@dataclass(frozen=True)
class LoadedData:
    """A data set that was stored: ``changes`` says what became of its rows (empty: nothing changed)."""

    name: str
    findings: tuple[Finding, ...]
    changes: pd.DataFrame


def check_data(path: Path, accept: Collection[str] = ()) -> CheckedData:
    """Return a folder or workbook as read, with every finding; raises ``FileUnreadable`` if there is none.

    What the tables mean is checked only once their cells are in order, errors with a code to ``accept`` aside.
    """
    read = CheckedData(files := read_data_set(path), tuple(files.findings))
    if read.refused(accept):
        return read
    return CheckedData(files, (*read.findings, *check_tables(files.tables)))


def load_data(
    path: Path, url: str, version: str, *, now: str, accept: Collection[str] = (), name: str | None = None
) -> LoadedData:
    """Store a folder or workbook in one transaction and return what changed.

    Raises ``BadInput`` with all findings, and stores nothing, if an error is not among the codes to ``accept``.
    """
    checked = check_data(path, accept)
    refused = checked.refused(accept)
    if refused:
        raise BadInput(count=len(refused), what=path, findings=checked.findings)
    files = checked.files
    stored_as = name or files.name
    with opened(url, version) as session:
        changes = save_data_set(
            session, stored_as, files.tables, files_digest=files.digest, source_path=str(path), loaded_at=now
        )
    return LoadedData(stored_as, checked.findings, changes)


def list_data(url: str, version: str) -> pd.DataFrame:
    """Return the data sets of a database, one a row."""
    with opened(url, version) as session:
        return list_data_sets(session)


def export_data(url: str, version: str, target: Path, *, name: str | None = None, overwrite: bool = False) -> str:
    """Write a data set to a folder of CSV files or a workbook and return its name.

    Without a name the only data set of the database is taken. Raises ``NotFound`` if there is none, or several.
    """
    with opened(url, version) as session:
        chosen = name or _only(list_data_sets(session))
        tables = load_data_set(session, chosen)
    export_data_set(tables, target, overwrite=overwrite)
    return chosen


def _only(data_sets: pd.DataFrame) -> str:
    names = data_sets["data_set"].tolist()
    if len(names) != 1:
        raise DataSetUnclear(count=len(names), known=", ".join(names) or "-")
    return str(names[0])
