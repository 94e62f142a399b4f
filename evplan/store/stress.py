"""Saving and loading stress tests: append-only, a new number for every test of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pandas as pd
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from evplan.plan.exposure import EXPOSURE_COLUMNS
from evplan.plan.stress import CASE_COLUMNS, Odds, Stress
from evplan.store.column import Base
from evplan.store.engine import take_turns
from evplan.store.row import frame_rows, insert_rows, read_frame
from evplan.store.run import find_row
from evplan.store.stress_table import StressCaseRow, StressExposureRow, StressRow

_OWN = ("penalty_idr", "illustrative", "odds", "seconds_per_case", "seconds", "created_at", "created_by")


def save_stress(session: Session, stress: Stress) -> Stress:
    """Store a stress test of its run and return it with its number. Raises `NotFound` for a run that is not there."""
    run = find_row(session, stress.run)
    take_turns(session, f"stress {stress.run}")
    newest = session.scalar(select(func.max(StressRow.number)).where(StressRow.run_id == run.id))
    values = {name: getattr(stress, name) for name in (*_OWN, "evplan_version")}
    row = StressRow(run_id=run.id, number=(newest or 0) + 1, **values)
    session.add(row)
    session.flush()
    _insert(session, row.id, StressCaseRow, pd.concat([stress.plan, stress.cases], ignore_index=True))
    _insert(session, row.id, StressExposureRow, stress.concentration)
    return replace(stress, number=row.number)


def load_last_stress(session: Session, name: str) -> Stress | None:
    """Return the newest stress test of a run, or ``None``. Raises `NotFound` for a run that is not there."""
    run = find_row(session, name)
    row = session.scalar(select(StressRow).where(StressRow.run_id == run.id).order_by(StressRow.number.desc()).limit(1))
    if row is None:
        return None
    where = ("stress_id", row.id)
    cases = read_frame(session, _table(StressCaseRow), CASE_COLUMNS, where, order_by="position")
    return Stress(
        run=f"{run.scenario}#{run.version}",
        number=row.number,
        plan=cases.head(1),
        cases=cases.iloc[1:].reset_index(drop=True),
        concentration=read_frame(session, _table(StressExposureRow), EXPOSURE_COLUMNS, where, order_by="position"),
        penalty_idr=row.penalty_idr,
        illustrative=row.illustrative,
        odds=cast(Odds, row.odds),
        seconds_per_case=row.seconds_per_case,
        seconds=row.seconds,
        created_at=row.created_at,
        created_by=row.created_by,
        evplan_version=row.evplan_version,
    )


def _insert(session: Session, stress_id: int, row: type[Base], frame: pd.DataFrame) -> None:
    placed = frame.assign(position=range(len(frame)))
    insert_rows(session, _table(row), [*placed.columns, "stress_id"], frame_rows(placed, stress_id))


def _table(row: type[Base]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table
