"""TKDN forms: written from a stored run, and read back in as tables of a data set."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from evplan.errors import Finding, Severity, nearest
from evplan.errors.form import FormEndingWrong, FormRefused, FormVehicleUnknown, FormYearUnknown
from evplan.plan.filled_form import FilledForm
from evplan.plan.form import TkdnForm, tkdn_form, years_built
from evplan.plan.form_set import form_set
from evplan.plan.inputs import assemble
from evplan.readers.form_file import read_form_file
from evplan.report.export import export_data_set, export_file
from evplan.report.form import FormMark, form_workbook
from evplan.schema import Tables
from evplan.workflow.reference import references
from evplan.workflow.reopen import planned
from evplan.workflow.run import run_scenario


@dataclass(frozen=True)
class WrittenForm:
    """The forms of a run's vehicle and year, and the file that they were written to."""

    run: str
    form: TkdnForm
    path: Path


@dataclass(frozen=True)
class ReadForm:
    """A form as read: its lines, what they are as tables of a data set, and everything found."""

    sheet: FilledForm
    tables: Tables
    findings: tuple[Finding, ...]

    def refused(self, accept: Collection[str] = ()) -> list[Finding]:
        """Return the errors whose codes are not among ``accept``."""
        return [one for one in self.findings if one.severity is Severity.ERROR and one.code not in accept]


def run_form(url: str, version: str, name: str, vehicle: str, year: int | None) -> tuple[str, TkdnForm]:
    """Return a run's full name and the forms of a vehicle in a year (``None``: the first in which it is built).

    Raises what `planned` raises, `FormVehicleUnknown` and `FormYearUnknown`.
    """
    run, tables, law = planned(url, version, name)
    scenario = run_scenario(run)
    inputs = assemble(tables, scenario, law, references(url, version, scenario))
    assert run.solution is not None, "checked by planned"
    assert run.tables is not None, "checked by planned"
    known = sorted(run.tables.vehicles["vehicle"])
    if vehicle not in known:
        raise FormVehicleUnknown(run=run.name, vehicle=vehicle, known=", ".join(known), nearest=nearest(vehicle, known))
    years = sorted(years_built(inputs, run.solution, vehicle))
    chosen = years[0] if year is None and years else year
    if chosen not in years:
        listed = ", ".join(map(str, years)) or "none"
        raise FormYearUnknown(run=run.name, vehicle=vehicle, year=chosen or "any year", known=listed)
    assert chosen is not None, "one of the years"
    return run.name, tkdn_form(inputs, tables, run.solution, run.tables, vehicle, chosen)


def write_form(
    url: str,
    version: str,
    name: str,
    vehicle: str,
    target: Path,
    day: str,
    *,
    year: int | None = None,
    overwrite: bool = False,
) -> WrittenForm:
    """Write the forms of a run's vehicle and year as a workbook; ``day`` (ISO) is when. All of it or nothing.

    Raises what `run_form` raises, `FormEndingWrong` and ``FileUnwritable``.
    """
    if target.suffix.casefold() != ".xlsx":
        raise FormEndingWrong(path=target)
    run, form = run_form(url, version, name, vehicle, year)
    content = form_workbook(form, FormMark(run, version, day))
    export_file(target, lambda path: _write(path, content), overwrite=overwrite)
    return WrittenForm(run, form, target)


def read_form(path: Path, day: str) -> ReadForm:
    """Return a form as read on a day (ISO), its arithmetic checked. Raises ``FileUnreadable`` and ``FormForeign``."""
    sheet = read_form_file(path)
    tables, findings = form_set(sheet, path.name, day)
    return ReadForm(sheet, tables, (*sheet.findings, *findings))


def write_form_set(read: ReadForm, path: Path, target: Path, accept: Collection[str], *, overwrite: bool) -> list[Path]:
    """Write the tables of a form as a data set and return the files.

    Raises `FormRefused` if an error is not among the codes to ``accept``, and ``FileUnwritable``.
    """
    refused = read.refused(accept)
    if refused:
        codes = sorted({one.code for one in refused})
        raise FormRefused(
            path=path.name, count=len(refused), accept=" ".join(f"--accept {code}" for code in codes), findings=refused
        )
    return export_data_set(read.tables, target, overwrite=overwrite)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
