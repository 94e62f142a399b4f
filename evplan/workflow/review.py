"""Review rounds: opened on a verified run, answered, closed; what is said goes into a log that only grows.

What becomes of the answers is in `evplan.workflow.resolve`, what a manager sees in `evplan.workflow.review_view`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from evplan.errors import NoPlan, NotVerified, finding, nearest
from evplan.errors.review import (
    AnswerOvertaken,
    ItemMissing,
    NotAccepted,
    NoteNeeded,
    RoundClosed,
    RoundEmpty,
    RoundMissing,
    RoundOpen,
    RoundOver,
    RunAdopted,
)
from evplan.plan.inputs import assemble
from evplan.plan.record import no_rows
from evplan.plan.review import (
    LONGEST_TEXT,
    Adopted,
    Answer,
    Answered,
    Closed,
    Event,
    ItemStatus,
    Noted,
    Opened,
    Round,
    RoundStatus,
    Said,
)
from evplan.plan.review_answer import check_answer, refuse
from evplan.plan.review_item import carried, is_granted, items_of
from evplan.report.review import answer_words
from evplan.store import (
    add_event,
    add_round,
    chain_of,
    hold_round,
    hold_run,
    list_adoptions,
    load_run,
    load_status,
    newest_reviewed,
    round_before,
    round_ids,
    save_adoption,
    share_round,
)
from evplan.workflow.case import Record
from evplan.workflow.database import opened
from evplan.workflow.reference import references
from evplan.workflow.reopen import planned
from evplan.workflow.run import run_scenario

ROUND_COLUMNS = {
    "round": "int64",
    "run": "str",
    "number": "int64",
    "state": "str",
    "opened_at": "str",
    "opened_by": "str",
    "closes_on": "str",
    "items": "int64",
    "waiting": "int64",
    "accepted": "int64",
    "resolved": "str",
}


def open_round(record: Record, run: str, *, closes_on: date | None = None, note: str = "") -> RoundStatus:
    """Open a round on a verified run, with an item for every offer that got work, and return how it stands.

    Where the run came of an earlier round, what was accepted there and has not changed since (units per period and
    price) is accepted already (``ItemStatus.carried``). ``record`` says where, when and who.

    Raises what `planned` raises (``NotFound``, ``NoPlan``, ``NotVerified``, ``LawChanged``), ``RoundEmpty`` if nobody
    got work, and ``RoundOpen`` if a round of the run is open.
    """
    stored, tables, law = planned(record.url, record.version, run)
    scenario = run_scenario(stored)
    inputs = assemble(tables, scenario, law, references(record.url, record.version, scenario))
    assert stored.tables is not None, "checked by planned"
    items = items_of(inputs, stored.tables)
    if not items:
        raise RoundEmpty(run=stored.name)
    last = "" if closes_on is None else closes_on.isoformat()
    with opened(record.url, record.version) as session:
        hold_run(session, stored.name)
        for other in round_ids(session, stored.name):
            one = load_status(session, other, ()).round
            if one.state == "open":
                raise RoundOpen(round=one.name, run=one.run, at=_minute(one.opened_at))
        before_id = round_before(session, stored.name)
        before = None if before_id is None else load_status(session, before_id)
        periods = tuple(inputs.periods["period"].tolist())
        number = 1 if before is None else before.round.number + 1
        new = Round(0, stored.name, number, record.now, record.user, periods, last, note)
        round_id = add_round(session, new, items, before_id)
        earlier = "" if before is None else before.round.run
        start = Opened(closes_on=last, note=note, before=earlier)
        add_event(session, round_id, "", start, person=record.user, at=record.now)
        for item in items if before is not None else ():
            assert before is not None, "asked by the loop"
            was = before.item(item.offer)
            if was is not None and is_granted(was, item):
                said = carried(was, before.round.name)
                add_event(session, round_id, item.offer, said, person=was.person, at=was.at, supplier=item.supplier)
        return load_status(session, round_id)


def round_of(url: str, version: str, run: str, number: int | None = None) -> Round:
    """Return the newest round of a run (``SCENARIO#VERSION``, or ``SCENARIO``: its newest run that has a round).

    ``number`` asks for another round of that run. Raises ``NotFound`` and ``RoundMissing``.
    """
    with opened(url, version, write=False) as session:
        name = run if "#" in run else newest_reviewed(session, run) or load_run(session, run).name
        ids = round_ids(session, name, number)
        if not ids:
            raise RoundMissing(round=f"of run {name}" if number is None else f"{number} of run {name}")
        return load_status(session, ids[-1], ()).round


def rounds(url: str, version: str) -> pd.DataFrame:
    """Return all rounds, oldest first: `ROUND_COLUMNS`.

    ``round`` is the id that other functions take; ``resolved`` the run that came of it, or blank; ``items``,
    ``waiting`` and ``accepted`` are counts.
    """
    with opened(url, version, write=False) as session:
        found = [load_status(session, one) for one in round_ids(session)]
    rows = [
        (
            *(one.round.id, one.round.run, one.round.number, one.round.state, one.round.opened_at),
            *(one.round.opened_by, one.round.closes_on, len(one.items), len(one.waiting)),
            *(sum(item.state == "accepted" for item in one.items), one.round.resolved),
        )
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(ROUND_COLUMNS)).astype(ROUND_COLUMNS) if rows else no_rows(ROUND_COLUMNS)


def round_status(url: str, version: str, round_id: int, *, supplier: str | None = None) -> RoundStatus:
    """Return a round, its items with their newest answers, its log; of one ``supplier`` only what it may see.

    Raises ``RoundMissing``.
    """
    with opened(url, version, write=False) as session:
        return load_status(session, round_id, supplier=supplier)


def give_answer(
    record: Record, round_id: int, offer: str, answer: Answer, *, seen: int | None = None, supplier: str | None = None
) -> ItemStatus:
    """Store an answer to an item, in one transaction, and return how the item stands now.

    ``seen`` is the item's newest sequence number (`ItemStatus.seen`) that the person saw (``None``: does not matter);
    ``supplier`` whose manager it is (``None``: the planner, who may answer for all). ``record`` says who and when.

    Raises ``RoundMissing``, ``ItemMissing`` (no such item, or another supplier's: the two cannot be told apart),
    ``RoundClosed`` (closed, or past its last day: ``RoundOver``), ``AnswerRefused`` (with findings) and
    ``AnswerOvertaken``.
    """
    with opened(record.url, record.version) as session:
        share_round(session, round_id, offer)
        status = load_status(session, round_id, (offer,))
        mine = _own_item(session, status, offer, supplier)
        require_open(status.round, record.now)
        refuse(offer, check_answer(answer, mine.item, status.round))
        newest = next((one for one in reversed(status.events) if one.offer and one.kind == "answered"), None)
        if seen is not None and newest is not None and newest.sequence > seen:
            assert isinstance(newest.payload, Answered), "of this kind"
            said = answer_words(newest.payload.answer, mine.item, record.language)
            raise AnswerOvertaken(person=newest.person, offer=offer, at=_minute(newest.at), answer=said)
        said_for = mine.item.supplier if supplier is not None else ""
        return answer_within(session, record, round_id, offer, answer, said_for=said_for)


def answer_within(
    session: Any, record: Record, round_id: int, offer: str, answer: Answer, *, said_for: str
) -> ItemStatus:
    """Add an answer that was checked to the log, within a transaction that holds its item; return how the item stands.

    ``said_for`` is the supplier whose manager says it, blank for the planner.
    """
    add_event(session, round_id, offer, Answered(answer=answer), person=record.user, at=record.now, supplier=said_for)
    now = load_status(session, round_id, (offer,)).item(offer)
    assert now is not None, "it is held"
    return now


def add_note(
    record: Record, round_id: int, text: str, *, offer: str | None = None, supplier: str | None = None
) -> Event:
    """Store a remark on an item (or, by the planner, on the whole round) and return it; a closed round takes it too.

    Raises ``RoundMissing``, ``ItemMissing`` and ``AnswerRefused`` (nothing, or too much, was written).
    """
    text = text.strip()
    if not text:
        refuse(offer or "the round", [finding("note-empty")])
    if len(text) > LONGEST_TEXT:
        refuse(offer or "the round", [finding("answer-text", column="note", found=len(text), expected=LONGEST_TEXT)])
    with opened(record.url, record.version) as session:
        share_round(session, round_id, offer or "")
        status = load_status(session, round_id, (offer,) if offer else ())
        if offer or supplier is not None:
            _own_item(session, status, offer or "", supplier)
        said = Noted(text=text)
        return add_event(
            session, round_id, offer or "", said, person=record.user, at=record.now, supplier=supplier or ""
        )


def close_round(record: Record, round_id: int, *, note: str = "") -> RoundStatus:
    """Close a round: no answer is taken any more. Raises ``RoundMissing`` and ``RoundClosed``."""
    with opened(record.url, record.version) as session:
        hold_round(session, round_id)
        status = load_status(session, round_id, ())
        if status.round.state != "open":
            raise RoundClosed(round=status.round.name, at=_minute(status.round.closed_at))
        add_event(session, round_id, "", Closed(note=note), person=record.user, at=record.now)
        return load_status(session, round_id)


def history(url: str, version: str, round_id: int, *, supplier: str | None = None) -> tuple[Said, ...]:
    """Return all that was said in this review, this round and those before it, oldest first.

    Of one ``supplier`` only what it may see. Raises ``RoundMissing``.
    """
    with opened(url, version, write=False) as session:
        load_status(session, round_id, ())
        found = [load_status(session, one, supplier=supplier) for one in chain_of(session, round_id)]
    return tuple(Said(one.round, event, one.of_offer(event.offer)) for one in found for event in one.events)


def adopt_run(record: Record, run: str, *, force: bool = False, note: str = "") -> str:
    """Mark a verified run as the plan that is carried out and return its full name.

    Every item of its newest round must be accepted; ``force`` adopts it all the same and needs a ``note`` that says
    why. Raises ``NotFound``, ``NoPlan``, ``NotVerified``, ``NotAccepted``, ``NoteNeeded`` and ``RunAdopted`` (it is
    adopted already).
    """
    with opened(record.url, record.version) as session:
        stored = load_run(session, run)
        if stored.solution is None:
            raise NoPlan(run=stored.name, status=stored.outcome.status)
        if not stored.verified:
            raise NotVerified(run=stored.name)
        hold_run(session, stored.name)
        known = list_adoptions(session)
        for row in known[known["run"].eq(stored.name)].itertuples():
            raise RunAdopted(run=stored.name, at=_minute(str(row.at)), person=row.by)
        ids = round_ids(session, stored.name)
        status = load_status(session, ids[-1]) if ids else None
        why = _not_accepted(status)
        if why and not force:
            raise NotAccepted(run=stored.name, why=why)
        if why and not note.strip():
            raise NoteNeeded(run=stored.name)
        save_adoption(session, stored.name, person=record.user, at=record.now, note=note, forced=bool(why))
        if status is not None:
            said = Adopted(run=stored.name, note=note, forced=bool(why))
            add_event(session, status.round.id, "", said, person=record.user, at=record.now)
    return stored.name


def adopted_runs(url: str, version: str) -> pd.DataFrame:
    """Return the runs that were adopted, oldest first: ``run``, ``at``, ``by``, ``note``, ``forced``."""
    with opened(url, version, write=False) as session:
        return list_adoptions(session)


def _not_accepted(status: RoundStatus | None) -> str:
    """Return why a plan is not accepted by all, or nothing."""
    if status is None:
        return "it was never put to its suppliers ('evplan review open')"
    left = [one for one in status.items if one.state != "accepted"]
    if not left:
        return ""
    suppliers = sorted({one.item.supplier for one in left})
    named = ", ".join(suppliers[:5]) + (", ..." if len(suppliers) > 5 else "")
    return f"{len(left)} of {len(status.items)} items of {status.round.name} are not accepted ({named})"


def _own_item(session: Any, status: RoundStatus, offer: str, supplier: str | None) -> ItemStatus:
    """Return the item of an offer that ``supplier`` may answer (``None``: any). Raises ``ItemMissing``."""
    found = status.item(offer)
    if found is not None and supplier in (None, found.item.supplier):
        return found
    every = load_status(session, status.round.id).items
    known = [one.item.offer for one in every if supplier in (None, one.item.supplier)]
    raise ItemMissing(round=status.round.name, offer=offer, nearest=nearest(offer, known))


def require_open(round_: Round, now: str) -> None:
    """Raise ``RoundClosed`` or ``RoundOver`` for a round that takes no answer at ``now`` (ISO time)."""
    if round_.state != "open":
        raise RoundClosed(round=round_.name, at=_minute(round_.closed_at))
    if round_.closes_on and now[:10] > round_.closes_on:
        raise RoundOver(round=round_.name, at=round_.closes_on)


def _minute(at: str) -> str:
    """Return a time to the minute, as messages say it."""
    return at[:16].replace("T", " ")


__all__ = [
    "ROUND_COLUMNS",
    "add_note",
    "adopt_run",
    "adopted_runs",
    "answer_within",
    "close_round",
    "give_answer",
    "history",
    "open_round",
    "require_open",
    "round_of",
    "round_status",
    "rounds",
]
