"""Saving and loading reviews: rounds, items and a log to which lines are only added."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evplan.errors.review import RoundMissing
from evplan.plan.record import no_rows
from evplan.plan.review import (
    PAYLOADS,
    Event,
    EventKind,
    Item,
    Payload,
    Resolved,
    Round,
    RoundStatus,
    status_of,
)
from evplan.store.engine import take_turns
from evplan.store.review_table import AdoptionRow, EventRow, ItemRow, RoundRow, StandingRow
from evplan.store.run import find_row
from evplan.store.run_table import RunRow

ADOPTION_COLUMNS = {"run": "str", "at": "str", "by": "str", "note": "str", "forced": "bool"}

KIND_OF: dict[type[Payload], EventKind] = {payload: kind for kind, payload in PAYLOADS.items()}


def add_round(session: Session, new: Round, items: Collection[Item], before: int | None) -> int:
    """Store a round (its ``id`` and states are not looked at) with its items and return its id.

    ``before`` is the id of the round that it follows. Raises ``NotFound`` for a run that is not there.
    """
    row = RoundRow(
        run_id=find_row(session, new.run).id,
        number=new.number,
        before_id=before,
        opened_at=new.opened_at,
        opened_by=new.opened_by,
        closes_on=new.closes_on,
        note=new.note,
        periods=list(new.periods),
    )
    session.add(row)
    session.flush()
    session.add_all(ItemRow(round_id=row.id, **{**vars(item), "assigned": dict(item.assigned)}) for item in items)
    session.flush()
    return row.id


def add_event(
    session: Session, round_id: int, offer: str, payload: Payload, *, person: str, at: str, supplier: str = ""
) -> Event:
    """Add a line to the log, behind the item's newest (``offer`` blank: the round's own), and return it."""
    newest = session.scalar(
        select(func.max(EventRow.sequence)).where(EventRow.round_id == round_id, EventRow.offer == offer)
    )
    row = EventRow(
        round_id=round_id,
        offer=offer,
        sequence=(newest or 0) + 1,
        kind=KIND_OF[type(payload)],
        person=person,
        supplier=supplier,
        at=at,
        payload=payload.model_dump(mode="json"),
    )
    session.add(row)
    session.flush()
    return _event(row)


def share_round(session: Session, round_id: int, offer: str) -> None:
    """Keep a round from being closed, and everybody else from this item, until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(func.hashtextextended(_turn(round_id), 0))))
    take_turns(session, f"{_turn(round_id)} item {offer}")


def hold_round(session: Session, round_id: int) -> None:
    """Keep everybody else from a round and its items until the transaction ends."""
    take_turns(session, _turn(round_id))


def hold_run(session: Session, run: str) -> None:
    """Keep everybody else from opening rounds on a run, or adopting it, until the transaction ends."""
    take_turns(session, f"review of {run}")


def _turn(round_id: int) -> str:
    return f"review round {round_id}"


def load_status(
    session: Session, round_id: int, offers: Collection[str] | None = None, *, supplier: str | None = None
) -> RoundStatus:
    """Return a round, its items and its log; of named ``offers`` only those, or what one ``supplier`` may see.

    Raises ``RoundMissing``.
    """
    row = session.get(RoundRow, round_id)
    if row is None:
        raise RoundMissing(round=round_id)
    items = select(ItemRow).where(ItemRow.round_id == round_id).order_by(ItemRow.offer)
    events = select(EventRow).where(EventRow.round_id == round_id).order_by(EventRow.id)
    if supplier is not None:
        own = select(ItemRow.offer).where(ItemRow.round_id == round_id, ItemRow.supplier == supplier)
        offers = list(session.scalars(own))
    if offers is not None:
        items = items.where(ItemRow.offer.in_(offers))
        events = events.where(EventRow.offer.in_([*offers, ""]))
    told = [
        Item(one.offer, one.supplier, one.part, one.assigned, one.unit, one.price, one.currency)
        for one in session.scalars(items)
    ]
    found = status_of(_round(session, row), tuple(told), tuple(_event(one) for one in session.scalars(events)))
    return found if supplier is None else found.of(supplier)


def round_ids(session: Session, run: str | None = None, number: int | None = None) -> list[int]:
    """Return the ids of all rounds, or those of a run (and number), oldest first."""
    query = select(RoundRow.id).order_by(RoundRow.id)
    if run is not None:
        query = query.where(RoundRow.run_id == find_row(session, run).id)
    if number is not None:
        query = query.where(RoundRow.number == number)
    return list(session.scalars(query))


def newest_reviewed(session: Session, scenario: str) -> str | None:
    """Return the newest run of a scenario that has a round, or ``None``."""
    query = select(RunRow.version).join(RoundRow, RoundRow.run_id == RunRow.id).where(RunRow.scenario == scenario)
    version = session.scalar(query.order_by(RunRow.version.desc()).limit(1))
    return None if version is None else f"{scenario}#{version}"


def chain_of(session: Session, round_id: int) -> list[int]:
    """Return the ids of a round and of those that it follows, oldest first."""
    chain: list[int] = []
    current: int | None = round_id
    while current is not None:
        chain.append(current)
        current = session.scalar(select(RoundRow.before_id).where(RoundRow.id == current))
    return chain[::-1]


def round_before(session: Session, run: str) -> int | None:
    """Return the round that a new round of ``run`` follows: the run's newest, or the one that the run came of."""
    own = round_ids(session, run)
    if own:
        return own[-1]
    rows = session.scalars(select(EventRow).where(EventRow.kind == "resolved").order_by(EventRow.id.desc()))
    for row in rows:
        if Resolved.model_validate(row.payload).run == run:
            return row.round_id
    return None


def save_adoption(session: Session, run: str, *, person: str, at: str, note: str, forced: bool) -> None:
    """Mark a run as adopted."""
    session.add(AdoptionRow(run_id=find_row(session, run).id, at=at, person=person, note=note, forced=forced))
    session.flush()


def list_adoptions(session: Session) -> pd.DataFrame:
    """Return the adopted runs, oldest first: ``run``, ``at``, ``by``, ``note``, ``forced``."""
    query = select(RunRow.scenario, RunRow.version, AdoptionRow).join(RunRow, RunRow.id == AdoptionRow.run_id)
    rows = [
        (f"{scenario}#{version}", row.at, row.person, row.note, row.forced)
        for scenario, version, row in session.execute(query.order_by(AdoptionRow.at, RunRow.id))
    ]
    return (
        pd.DataFrame(rows, columns=list(ADOPTION_COLUMNS)).astype(ADOPTION_COLUMNS)
        if rows
        else no_rows(ADOPTION_COLUMNS)
    )


def save_standing(session: Session, run: str, supplier: str, content: list[dict[str, object]], at: str) -> None:
    """Store what would make a supplier's offers win; nothing happens if it is stored already."""
    number = find_row(session, run).id
    take_turns(session, f"standing of {supplier} in {run}")
    if session.get(StandingRow, (number, supplier)) is None:
        session.add(StandingRow(run_id=number, supplier=supplier, at=at, content=content))
        session.flush()


def load_standing(session: Session, run: str, supplier: str) -> list[dict[str, object]] | None:
    """Return what `save_standing` stored, or ``None``."""
    row = session.get(StandingRow, (find_row(session, run).id, supplier))
    return None if row is None else list(row.content)


def _round(session: Session, row: RoundRow) -> Round:
    run = session.get_one(RunRow, row.run_id)
    before = None if row.before_id is None else session.get_one(RoundRow, row.before_id)
    earlier = None if before is None else session.get_one(RunRow, before.run_id)
    return Round(
        id=row.id,
        run=f"{run.scenario}#{run.version}",
        number=row.number,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        periods=tuple(row.periods),
        closes_on=row.closes_on,
        note=row.note,
        before="" if earlier is None else f"{earlier.scenario}#{earlier.version}",
    )


def _event(row: EventRow) -> Event:
    kind = cast(EventKind, row.kind)
    payload = PAYLOADS[kind].model_validate(row.payload)
    return Event(row.offer, row.sequence, kind, row.person, row.supplier, row.at, payload)
