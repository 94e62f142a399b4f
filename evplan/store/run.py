"""Saving and loading runs: append-only, a new version for every solve of a scenario."""

from __future__ import annotations

import math
from dataclasses import asdict, astuple, replace
from typing import Any, cast

import pandas as pd
from sqlalchemy import Table, func, select, update
from sqlalchemy.orm import Session

from evplan.errors import Finding, NotFound, Severity, nearest
from evplan.plan.record import (
    PLAN_COLUMNS,
    SOLUTION_COLUMNS,
    STAGE_COLUMNS,
    Conflict,
    Outcome,
    PlanTables,
    Provenance,
    Run,
    Solution,
    Status,
)
from evplan.schema import Tables
from evplan.store.column import Base
from evplan.store.engine import take_turns
from evplan.store.failure import address
from evplan.store.lock import BASELINE_OPTION
from evplan.store.row import frame_rows, insert_rows, read_frame
from evplan.store.run_table import PLAN_ROWS, RunConflict, RunFinding, RunRow, RunStage
from evplan.store.snapshot import load_snapshot, save_snapshot

RUN_LIST_COLUMNS = {
    "run": "str",
    "status": "str",
    "verified": "bool",
    "total_cost_idr": "float64",
    "gap": "float64",
    "created_at": "str",
    "data_set": "str",
    "solver": "str",
    "seconds": "float64",
    "is_baseline": "bool",
}


def save_run(session: Session, run: Run, inputs: Tables) -> Run:
    """Store ``run`` with its exact ``inputs`` and return it with its version, one above the scenario's newest.

    ``run.provenance.inputs_digest`` must be `evplan.schema.tables_digest` of ``inputs``. What is stored never changes.
    """
    save_snapshot(session, run.provenance.inputs_digest, inputs)
    row = _add_row(session, run)
    for name, frame in _frames(run).items():
        _insert_frame(session, row.id, PLAN_ROWS[name], frame)
    _insert_frame(session, row.id, RunStage, run.stages)
    _insert_values(session, row.id, RunFinding, [_finding_values(finding) for finding in run.findings])
    _insert_values(session, row.id, RunConflict, [astuple(conflict) for conflict in run.conflict])
    return replace(run, version=row.version)


def load_run(session: Session, name: str) -> Run:
    """Return the run ``SCENARIO#VERSION``, or the newest of ``SCENARIO``. Raises `NotFound`, naming the nearest."""
    row = find_row(session, name)
    solution = _load_solution(session, row) if row.has_solution else None
    tables = _load_tables(session, row) if row.has_tables else None
    return Run(
        scenario=row.scenario,
        version=row.version,
        verified=row.verified,
        outcome=_outcome(row),
        solution=solution,
        tables=tables,
        provenance=_provenance(row),
        findings=tuple(Finding(Severity(values[0]), *values[1:]) for values in _values(session, row.id, RunFinding)),
        conflict=tuple(Conflict(*values) for values in _values(session, row.id, RunConflict)),
        seconds=row.seconds,
        stages=read_frame(session, _table(RunStage), STAGE_COLUMNS, ("run_id", row.id), order_by="position"),
    )


def load_run_inputs(session: Session, name: str) -> Tables:
    """Return the exact inputs of a run, whatever became of its data set. Raises `NotFound`."""
    return load_snapshot(session, find_row(session, name).inputs_digest)


def list_runs(session: Session) -> pd.DataFrame:
    """Return all runs, oldest first.

    ``run`` (``SCENARIO#VERSION``), ``status``, ``verified``, ``total_cost_idr``, ``gap`` (relative), ``created_at``,
    ``data_set``, ``solver``, ``seconds`` (in total), ``is_baseline``.
    """
    rows = session.scalars(select(RunRow).order_by(RunRow.id)).all()
    values: dict[str, list[Any]] = {
        "run": [f"{row.scenario}#{row.version}" for row in rows],
        "seconds": [row.seconds.get("total") for row in rows],
    }
    return pd.DataFrame(
        {
            name: pd.Series(values.get(name) or [getattr(row, name) for row in rows], dtype=kind)
            for name, kind in RUN_LIST_COLUMNS.items()
        }
    )


def set_baseline(session: Session, name: str) -> None:
    """Make a run the one baseline of its scenario. Raises `NotFound`."""
    row = find_row(session, name)
    take_turns(session, f"scenario {row.scenario}")
    of_scenario = update(RunRow).where(RunRow.scenario == row.scenario)
    allowed = {BASELINE_OPTION: True}
    session.execute(of_scenario.where(RunRow.is_baseline).values(is_baseline=False), execution_options=allowed)
    session.execute(of_scenario.where(RunRow.id == row.id).values(is_baseline=True), execution_options=allowed)


def _add_row(session: Session, run: Run) -> RunRow:
    """Insert the run's own row under the scenario's next version."""
    take_turns(session, f"scenario {run.scenario}")
    newest = session.scalar(select(func.max(RunRow.version)).where(RunRow.scenario == run.scenario))
    row = RunRow(version=(newest or 0) + 1, **_row_values(run))
    session.add(row)
    session.flush()
    return row


def _row_values(run: Run) -> dict[str, Any]:
    outcome = asdict(run.outcome)
    outcome |= {"outcome_seconds": outcome.pop("seconds"), "notes": list(run.outcome.notes)}
    # Sizes may come as NumPy's integers, which drivers do not know.
    outcome |= {name: int(outcome[name]) for name in ("rows", "columns", "integers", "nonzeros")}
    return {
        "scenario": run.scenario,
        "verified": bool(run.verified),
        "has_solution": run.solution is not None,
        "has_tables": run.tables is not None,
        "total_cost_idr": None if run.tables is None else math.fsum(run.tables.costs["idr"]),
        "seconds": run.seconds,
        **outcome,
        **asdict(run.provenance),
    }


def _finding_values(finding: Finding) -> tuple[Any, ...]:
    row = None if finding.row is None else int(finding.row)
    return (str(finding.severity), *astuple(replace(finding, row=row))[1:])


def _frames(run: Run) -> dict[str, pd.DataFrame]:
    """Return the frames to store by name; those that both records hold are one table."""
    solution = {} if run.solution is None else {name: getattr(run.solution, name) for name in SOLUTION_COLUMNS}
    tables = {} if run.tables is None else {name: getattr(run.tables, name) for name in PLAN_COLUMNS}
    if solution and tables:
        for name in solution.keys() & tables.keys():
            own = tables[name][list(SOLUTION_COLUMNS[name])]
            assert own.equals(solution[name]), f"both records hold the same {name}, in the same order"
    return solution | tables


def _insert_frame(session: Session, run_id: int, row: type[Base], frame: pd.DataFrame) -> None:
    placed = frame.assign(position=range(len(frame)))
    insert_rows(session, _table(row), [*placed.columns, "run_id"], frame_rows(placed, run_id))


def _insert_values(session: Session, run_id: int, row: type[Base], values: list[tuple[Any, ...]]) -> None:
    names = [column.name for column in _table(row).columns]
    insert_rows(session, _table(row), names, [(run_id, position, *cells) for position, cells in enumerate(values)])


def find_row(session: Session, name: str) -> RunRow:
    """Return the row of a run, as `load_run` finds it. Raises `NotFound`, naming the nearest."""
    scenario, mark, version = name.partition("#")
    query = select(RunRow).where(RunRow.scenario == scenario).order_by(RunRow.version.desc()).limit(1)
    if mark:
        query = query.where(RunRow.version == (int(version) if version.isdecimal() and len(version) < 10 else 0))
    row = session.scalar(query)
    if row is None:
        raise NotFound(kind="run", name=name, where=address(session.get_bind().engine), nearest=_nearest(session, name))
    return row


def _nearest(session: Session, name: str) -> str:
    known = session.execute(select(RunRow.scenario, RunRow.version).order_by(RunRow.id.desc())).all()
    names = [f"{scenario}#{version}" for scenario, version in known]
    return nearest(name, names if "#" in name else dict.fromkeys(scenario for scenario, _ in known))


def _load_solution(session: Session, row: RunRow) -> Solution:
    return Solution(**{name: _load_frame(session, row.id, name, SOLUTION_COLUMNS[name]) for name in SOLUTION_COLUMNS})


def _load_tables(session: Session, row: RunRow) -> PlanTables:
    return PlanTables(**{name: _load_frame(session, row.id, name, PLAN_COLUMNS[name]) for name in PLAN_COLUMNS})


def _load_frame(session: Session, run_id: int, name: str, types: dict[str, str]) -> pd.DataFrame:
    table = _table(PLAN_ROWS[name])
    return read_frame(session, table, types, ("run_id", run_id), order_by="position")


def _values(session: Session, run_id: int, row: type[Base]) -> list[tuple[Any, ...]]:
    table = _table(row)
    query = select(*list(table.columns)[2:]).where(table.c.run_id == run_id).order_by(table.c.position)
    return [tuple(values) for values in session.execute(query)]


def _outcome(row: RunRow) -> Outcome:
    return Outcome(
        status=cast(Status, row.status),
        termination=row.termination,
        objective_idr=row.objective_idr,
        best_bound_idr=row.best_bound_idr,
        gap=row.gap,
        solver=row.solver,
        solver_version=row.solver_version,
        seconds=row.outcome_seconds,
        rows=row.rows,
        columns=row.columns,
        integers=row.integers,
        nonzeros=row.nonzeros,
        notes=tuple(row.notes),
    )


def _provenance(row: RunRow) -> Provenance:
    return Provenance(
        data_set=row.data_set,
        inputs_digest=row.inputs_digest,
        scenario_digest=row.scenario_digest,
        law_digest=row.law_digest,
        scenario_text=row.scenario_text,
        evplan_version=row.evplan_version,
        created_at=row.created_at,
        created_by=row.created_by,
        options=row.options,
    )


def _table(row: type[Base]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table
