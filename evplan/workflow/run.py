"""Stored runs: list, show, verify again, export, name the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from evplan.errors import EndingWrong, Finding, UnknownFormat, has_errors, nearest
from evplan.plan.record import PLAN_COLUMNS, SOLUTION_COLUMNS, Run
from evplan.plan.verify import verify
from evplan.readers import read_law
from evplan.report.contract import run_contract
from evplan.report.export import export_file, export_frames
from evplan.report.plain_json import json_text
from evplan.scenario.document import Scenario
from evplan.schema import Tables
from evplan.store import list_adoptions, load_run, load_run_inputs
from evplan.store import list_runs as stored_runs
from evplan.store import set_baseline as store_baseline
from evplan.workflow.database import opened
from evplan.workflow.reference import known_references, references
from evplan.workflow.solve import write_program

RunFormat = Literal["csv", "xlsx", "parquet", "json", "mps", "lp"]

FORMATS: tuple[RunFormat, ...] = ("csv", "xlsx", "parquet", "json", "mps", "lp")


@dataclass(frozen=True)
class VerifiedRun:
    """A stored run and what verifying it again found."""

    run: Run
    findings: tuple[Finding, ...]

    @property
    def verified(self) -> bool:
        """Return whether the plan stands."""
        return not has_errors(self.findings)


def list_runs(url: str, version: str) -> pd.DataFrame:
    """Return the stored runs, one a row, with whether each is ``adopted``."""
    with opened(url, version, write=False) as session:
        runs = stored_runs(session)
        return runs.assign(adopted=runs["run"].isin(list_adoptions(session)["run"]))


def show_run(url: str, version: str, name: str) -> tuple[Run, Tables]:
    """Return a stored run and the data it was solved with. Raises ``NotFound``."""
    with opened(url, version, write=False) as session:
        return load_run(session, name), load_run_inputs(session, name)


def run_inputs(url: str, version: str, name: str) -> Tables:
    """Return the data that a stored run was solved with. Raises ``NotFound``."""
    with opened(url, version, write=False) as session:
        return load_run_inputs(session, name)


def verify_run(url: str, version: str, name: str) -> VerifiedRun:
    """Recompute a stored plan from the stored inputs and today's law files and return what does not hold.

    A run without a plan has nothing to verify and no findings.
    """
    run, tables = show_run(url, version, name)
    if run.solution is None or run.tables is None:
        return VerifiedRun(run, ())
    scenario = run_scenario(run)
    runs = known_references(url, version, scenario)
    return VerifiedRun(run, tuple(verify(tables, scenario, read_law(), run.solution, run.tables, runs)))


def run_scenario(run: Run) -> Scenario:
    """Return the scenario of a stored run, as it was solved."""
    return Scenario.model_validate_json(run.provenance.scenario_text)


def set_baseline(url: str, version: str, name: str) -> str:
    """Make a stored run the baseline of its scenario and return its full name."""
    with opened(url, version) as session:
        run = load_run(session, name)
        store_baseline(session, run.name)
    return run.name


def export_run(
    url: str, version: str, name: str, target: Path, *, kind: str | None = None, overwrite: bool = False
) -> RunFormat:
    """Write a stored run to ``target`` and return the format: ``kind``, or what the target's name says.

    ``csv`` and ``parquet`` make a folder with a file per table, ``xlsx`` a workbook, ``json`` the object of
    ``evplan solve --json``; ``mps`` and ``lp`` write the program that was solved.

    Raises ``UnknownFormat``, ``EndingWrong``, ``FileUnwritable`` and ``NotFound``.
    """
    chosen = _format(target, kind)
    run, tables = show_run(url, version, name)
    if chosen == "mps" or chosen == "lp":
        scenario = run_scenario(run)
        runs = references(url, version, scenario)
        export_file(target, partial(write_program, tables, scenario, read_law(), runs), overwrite=overwrite)
    elif chosen == "json":
        text = json_text(run_contract(run)) + "\n"
        export_file(target, partial(_write_text, text), overwrite=overwrite)
    else:
        export_frames(run_frames(run), target, chosen, overwrite=overwrite)
    return chosen


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def run_frames(run: Run) -> dict[str, pd.DataFrame]:
    """Return the tables of a run by name: what it is, and of a plan its quantities and what follows from them."""
    frames = {"run": _summary(run)}
    if run.tables is not None:
        frames |= {name: getattr(run.tables, name) for name in PLAN_COLUMNS}
    if run.solution is not None:
        frames |= {name: getattr(run.solution, name) for name in SOLUTION_COLUMNS if name not in frames}
    if len(run.stages):
        frames["stages"] = run.stages
    if run.conflict:
        frames["conflict"] = pd.DataFrame([vars(clash) for clash in run.conflict])
    frames["findings"] = pd.DataFrame(
        [[str(f.severity), f.code, f.message, f.source] for f in run.findings],
        columns=["severity", "code", "message", "source"],
    )
    return frames


def _summary(run: Run) -> pd.DataFrame:
    contract = run_contract(run)
    flat = {key: value for key, value in contract.items() if not isinstance(value, (list, dict))}
    flat |= {f"seconds_{stage}": seconds for stage, seconds in contract["seconds"].items()}
    flat |= {f"option_{key}": value for key, value in contract["options"].items()}
    flat |= {"solver": contract["solver"]["name"], "solver_version": contract["solver"]["version"]}
    return pd.DataFrame({"key": list(flat), "value": ["" if value is None else str(value) for value in flat.values()]})


def _format(target: Path, kind: str | None) -> RunFormat:
    suffix = target.suffix.removeprefix(".").lower()
    wanted = kind or suffix or "csv"
    if wanted in ("mps", "lp") and suffix != wanted:
        raise EndingWrong(path=target, format=wanted)
    for known in FORMATS:
        if wanted == known:
            return known
    raise UnknownFormat(format=wanted, known=", ".join(FORMATS), nearest=nearest(wanted, FORMATS))
