"""Saving and loading batches: begun once, gone on with until every member is done, each stored exactly once."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, cast

import pandas as pd
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evplan.errors import NotFound, nearest
from evplan.plan.record import Run
from evplan.schema import Tables
from evplan.store.batch_table import BatchRow, MemberRow
from evplan.store.engine import take_turns
from evplan.store.failure import address
from evplan.store.run import save_run
from evplan.store.run_table import RunRow
from evplan.store.snapshot import load_snapshot, save_snapshot

State = Literal["waiting", "done", "failed"]

BATCH_LIST_COLUMNS = {
    "sweep": "str",
    "kind": "str",
    "members": "int64",
    "done": "int64",
    "failed": "int64",
    "created_at": "str",
    "question": "str",
}


@dataclass(frozen=True)
class Batch:
    """A batch as it was begun: ``document`` and ``scenario_text`` are JSON; digests are SHA-256."""

    name: str
    question: str
    kind: str
    document: str
    document_digest: str
    scenario_text: str
    scenario_digest: str
    data_set: str
    inputs_digest: str
    law_digest: str
    evplan_version: str
    created_at: str
    created_by: str


@dataclass(frozen=True)
class Member:
    """A member: ``varied`` by name, ``state``, the ``run`` (``SCENARIO#VERSION`` or ``""``), what was measured of it.

    ``error`` says why a failed member has no run; ``seconds`` is what it took.
    """

    number: int
    varied: dict[str, Any]
    state: State = "waiting"
    run: str = ""
    measures: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    seconds: float | None = None


def begin_batch(session: Session, batch: Batch, inputs: Tables, varied: list[dict[str, Any]]) -> Batch:
    """Store a batch with its inputs and its members, all waiting; one that is there under its name is returned."""
    take_turns(session, f"batch {batch.name}")
    row = _row(session, batch.name)
    if row is not None:
        return _batch(row)
    save_snapshot(session, batch.inputs_digest, inputs)
    row = BatchRow(**asdict(batch))
    session.add(row)
    session.flush()
    blank: dict[str, Any] = {"state": "waiting", "measures": {}, "error": ""}
    session.add_all(
        MemberRow(batch_id=row.id, number=number, varied=one, **blank) for number, one in enumerate(varied, start=1)
    )
    return batch


def forget_batch(session: Session, name: str) -> None:
    """Remove a batch, if it is there; the runs of its members stay."""
    take_turns(session, f"batch {name}")
    row = _row(session, name)
    if row is not None:
        session.execute(delete(MemberRow).where(MemberRow.batch_id == row.id))
        session.execute(delete(BatchRow).where(BatchRow.id == row.id))


def load_batch(session: Session, name: str) -> Batch:
    """Return a batch. Raises `NotFound`, naming the nearest."""
    return _batch(_found(session, name))


def load_batch_inputs(session: Session, name: str) -> Tables:
    """Return the exact inputs that a batch was begun with. Raises `NotFound`."""
    return load_snapshot(session, _found(session, name).inputs_digest)


def load_members(session: Session, name: str) -> list[Member]:
    """Return the members of a batch in their order. Raises `NotFound`."""
    row = _found(session, name)
    query = (
        select(MemberRow, RunRow.scenario, RunRow.version)
        .join(RunRow, RunRow.id == MemberRow.run_id, isouter=True)
        .where(MemberRow.batch_id == row.id)
        .order_by(MemberRow.number)
    )
    return [_member(*found) for found in session.execute(query)]


def save_member(
    session: Session, name: str, member: Member, run: Run | None = None, inputs: Tables | None = None
) -> Member:
    """Store how a member ended, with its run if it has one, all in the session's transaction; return it as stored.

    A member that is done already stays as it is and the run is not stored: whoever comes second has worked in vain.
    """
    take_turns(session, f"batch {name} member {member.number}")
    batch = _found(session, name)
    row = session.get(MemberRow, (batch.id, member.number), with_for_update=True)
    if row is None:
        raise NotFound(
            kind="member", name=f"{name} {member.number}", where=address(session.get_bind().engine), nearest=""
        )
    if row.state == "done":
        return next(one for one in load_members(session, name) if one.number == member.number)
    stored = ""
    if run is not None:
        assert inputs is not None, "a run is stored with its inputs"
        run = save_run(session, run, inputs)
        stored = run.name
        row.run_id = session.scalar(
            select(RunRow.id).where(RunRow.scenario == run.scenario, RunRow.version == run.version)
        )
    row.state, row.error, row.seconds = member.state, member.error, member.seconds
    row.measures, row.varied = dict(member.measures), dict(member.varied)
    session.flush()
    return Member(member.number, member.varied, member.state, stored, member.measures, member.error, member.seconds)


def list_batches(session: Session) -> pd.DataFrame:
    """Return the batches, oldest first: the columns of `BATCH_LIST_COLUMNS`."""
    counts = session.execute(
        select(MemberRow.batch_id, MemberRow.state, func.count()).group_by(MemberRow.batch_id, MemberRow.state)
    ).all()
    by_state = {(batch, state): int(count) for batch, state, count in counts}
    rows = session.scalars(select(BatchRow).order_by(BatchRow.id)).all()
    states = ("waiting", "done", "failed")
    values = [
        (
            row.name,
            row.kind,
            sum(by_state.get((row.id, state), 0) for state in states),
            by_state.get((row.id, "done"), 0),
            by_state.get((row.id, "failed"), 0),
            row.created_at,
            row.question,
        )
        for row in rows
    ]
    return pd.DataFrame(values, columns=list(BATCH_LIST_COLUMNS)).astype(BATCH_LIST_COLUMNS)


def _row(session: Session, name: str) -> BatchRow | None:
    return session.scalar(select(BatchRow).where(BatchRow.name == name))


def _found(session: Session, name: str) -> BatchRow:
    row = _row(session, name)
    if row is None:
        known = session.scalars(select(BatchRow.name)).all()
        where = address(session.get_bind().engine)
        raise NotFound(kind="sweep", name=name, where=where, nearest=nearest(name, known))
    return row


def _batch(row: BatchRow) -> Batch:
    return Batch(**{name: getattr(row, name) for name in Batch.__dataclass_fields__})


def _member(row: MemberRow, scenario: str | None, version: int | None) -> Member:
    run = "" if scenario is None else f"{scenario}#{version}"
    return Member(row.number, row.varied, cast(State, row.state), run, row.measures, row.error, row.seconds)
