"""Review: what the people who must deliver a plan said about it, as records.

A *round* puts a verified run in front of its suppliers. Every offer that got work is an *item*. What is said about an
item, and what happens to a round, is an *event* of a log that only grows; states are read off the log and stored
nowhere. Units here are units paid, what the supplier makes and is paid for; good units are these times the yield.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, NamedTuple

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from evplan.plan.record import no_rows
from evplan.quantities import HOME_CURRENCY, WHOLE_UNITS, whole_units
from evplan.scenario.rule import Strict

AnswerKind = Literal["accept", "partial", "counter", "decline"]
EventKind = Literal["opened", "answered", "note", "closed", "resolved", "adopted"]
RoundState = Literal["open", "closed", "resolved"]
ItemState = Literal["waiting", "accepted", "partial", "countered", "declined"]
Unanswered = Literal["keep", "accept", "decline"]

ANSWERS: tuple[AnswerKind, ...] = ("accept", "partial", "counter", "decline")
UNANSWERED: tuple[Unanswered, ...] = ("keep", "accept", "decline")

STATE_OF: dict[AnswerKind, ItemState] = {
    "accept": "accepted",
    "partial": "partial",
    "counter": "countered",
    "decline": "declined",
}

MOST_UNITS = 1e9
MOST_PRICE = 1e13
LONGEST_TEXT = 2000

Units = Annotated[float, Field(ge=0.0, le=MOST_UNITS, allow_inf_nan=False)]
Price = Annotated[float, Field(ge=0.0, le=MOST_PRICE, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


class Answer(Strict):
    """What a supplier says about one item; raises pydantic's ``ValidationError`` for what no answer can hold.

    accept
        nothing else is needed.
    partial
        ``units``: the most that it can make, per period; periods that are not named stay as they were assigned.
    counter
        one or more of ``price`` (per unit paid, in the offer's currency), ``units_per_period`` (the most, in every
        period) and ``first_period`` (it cannot begin before).
    decline
        ``reason``, which all kinds may have and this one must.
    """

    kind: AnswerKind
    units: dict[str, Units] = {}
    price: Price | None = None
    units_per_period: Units | None = None
    first_period: str | None = None
    reason: Text = ""


class Opened(Strict):
    """Payload of ``opened``, once per round: when answers are due, what the planner wrote, which run was before."""

    closes_on: str = ""
    note: Text = ""
    before: str = ""


class Answered(Strict):
    """Payload of ``answered``. ``carried`` names the round from which an unchanged acceptance was taken over."""

    answer: Answer
    carried: str = ""


class Noted(Strict):
    """Payload of ``note``: a remark on an item or, by the planner, on the whole round."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class Closed(Strict):
    """Payload of ``closed``."""

    note: Text = ""


class Resolved(Strict):
    """Payload of ``resolved``: the run that came of it and how it ended; only a verified plan ends the round."""

    run: str
    status: str
    verified: bool
    unanswered: Unanswered | None = None
    released: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_json(cls, values: object) -> object:
        if isinstance(values, dict) and isinstance(values.get("released"), list):
            return values | {"released": tuple(values["released"])}
        return values


class Adopted(Strict):
    """Payload of ``adopted``."""

    run: str
    note: Text = ""
    forced: bool = False


Payload = Opened | Answered | Noted | Closed | Resolved | Adopted

PAYLOADS: dict[EventKind, type[Payload]] = {
    "opened": Opened,
    "answered": Answered,
    "note": Noted,
    "closed": Closed,
    "resolved": Resolved,
    "adopted": Adopted,
}


@dataclass(frozen=True)
class Event:
    """One line of the log: ``offer`` is blank for the round itself; ``sequence`` counts from 1 per item and round.

    ``person`` said it, for ``supplier`` (blank: the planner), ``at`` ISO time with offset.
    """

    offer: str
    sequence: int
    kind: EventKind
    person: str
    supplier: str
    at: str
    payload: Payload


@dataclass(frozen=True)
class Item:
    """One offer that got work: what is put in front of its supplier.

    ``offer``, ``supplier``, ``part`` are keys; ``assigned`` units paid by period, periods without work left out;
    ``unit`` of the part; ``price`` per unit paid, on average, in ``currency`` (the offer's).
    """

    offer: str
    supplier: str
    part: str
    assigned: Mapping[str, float] = field(default_factory=dict)
    unit: str = ""
    price: float = 0.0
    currency: str = HOME_CURRENCY

    @property
    def shown(self) -> dict[str, float]:
        """Return the units by period as people see them: whole ones of pcs and sets, their sum as it was."""
        return shown_units(self.assigned, self.unit)


def shown_units(units: Mapping[str, float], unit: str) -> dict[str, float]:
    """Return units by period as people see them: pcs and sets as whole ones, their sum over the horizon as it was."""
    exact = np.array(list(units.values()), dtype=np.float64)
    told = whole_units(exact) if unit in WHOLE_UNITS else exact
    return dict(zip(units, told.tolist(), strict=True))


@dataclass(frozen=True)
class ItemStatus:
    """How an item stands: its newest answer, who gave it and when.

    ``seen`` is the item's newest sequence number: hand it back with the next answer. ``carried`` names the round from
    which the acceptance was taken over, or is blank.
    """

    item: Item
    state: ItemState
    seen: int
    answer: Answer | None = None
    person: str = ""
    at: str = ""
    carried: str = ""


@dataclass(frozen=True)
class Round:
    """A round: ``id`` in the database, ``number`` within its review (from 1), ``run`` (``SCENARIO#VERSION``).

    ``closes_on`` is the last day for answers (ISO, or blank); ``before`` the run reviewed before this one (or blank);
    ``resolved`` the run that came of it (blank: none yet); ``attempt`` the newest run that was tried; ``periods`` are
    the labels of the run's horizon.
    """

    id: int
    run: str
    number: int
    opened_at: str
    opened_by: str
    periods: tuple[str, ...] = ()
    closes_on: str = ""
    note: str = ""
    before: str = ""
    state: RoundState = "open"
    closed_at: str = ""
    resolved: str = ""
    attempt: str = ""

    @property
    def name(self) -> str:
        """Return how people call it: ``baseline#2, round 3``."""
        return f"{self.run}, round {self.number}"


class Said(NamedTuple):
    """A line of a review's history: the round, the event, and the item that it is about (``None``: the round)."""

    round: Round
    event: Event
    item: Item | None


ITEM_COLUMNS = {
    "supplier": "str",
    "offer": "str",
    "part": "str",
    "state": "str",
    "person": "str",
    "at": "str",
    "price": "float64",
    "units_per_period": "float64",
    "first_period": "str",
    "reason": "str",
    "carried": "str",
    "seen": "int64",
}


@dataclass(frozen=True)
class RoundStatus:
    """A round and how each of its items stands, in the order of suppliers and offers; ``events`` is its whole log."""

    round: Round
    items: tuple[ItemStatus, ...]
    events: tuple[Event, ...]

    @property
    def waiting(self) -> tuple[ItemStatus, ...]:
        """Return the items without an answer."""
        return tuple(one for one in self.items if one.state == "waiting")

    @property
    def all_accepted(self) -> bool:
        """Return whether every item is accepted as it was assigned."""
        return all(one.state == "accepted" for one in self.items)

    @property
    def table(self) -> pd.DataFrame:
        """Return a row per item with `ITEM_COLUMNS`: the newest answer, blank where there is none."""
        rows = [_item_row(one) for one in self.items]
        return pd.DataFrame(rows, columns=list(ITEM_COLUMNS)).astype(ITEM_COLUMNS) if rows else no_rows(ITEM_COLUMNS)

    def item(self, offer: str) -> ItemStatus | None:
        """Return the item of an offer."""
        return next((one for one in self.items if one.item.offer == offer), None)

    def of_offer(self, offer: str) -> Item | None:
        """Return what an event with this ``offer`` is about: an item, or the round itself (``None``)."""
        found = self.item(offer)
        return None if found is None else found.item

    def of(self, supplier: str) -> RoundStatus:
        """Return what a supplier may see: its own items and what was said about them, and the round's own days.

        What the planner said about the whole round is in it, but not which run came of it or who adopted it.
        """
        mine = tuple(one for one in self.items if one.item.supplier == supplier)
        offers = {one.item.offer for one in mine}
        shown = ("opened", "closed", "note")
        events = tuple(one for one in self.events if one.offer in offers or (not one.offer and one.kind in shown))
        return RoundStatus(self.round, mine, events)


def _item_row(one: ItemStatus) -> tuple[object, ...]:
    answer = one.answer
    said = (None, None, "", "") if answer is None else _said(answer)
    return (
        one.item.supplier,
        one.item.offer,
        one.item.part,
        one.state,
        one.person,
        one.at,
        *said,
        one.carried,
        one.seen,
    )


def _said(answer: Answer) -> tuple[object, ...]:
    return (answer.price, answer.units_per_period, answer.first_period or "", answer.reason)


def status_of(round_: Round, items: tuple[Item, ...], events: tuple[Event, ...]) -> RoundStatus:
    """Return how a round and its items stand, read off its log (events in the order in which they were written)."""
    own = [one for one in events if not one.offer]
    closed = [one for one in own if one.kind == "closed"]
    tried = [one.payload for one in own if isinstance(one.payload, Resolved)]
    done = [one.run for one in tried if one.verified]
    state: RoundState = "resolved" if done else "closed" if closed else "open"
    told = Round(
        **vars(round_)
        | {
            "state": state,
            "closed_at": closed[0].at if closed else "",
            "resolved": done[-1] if done else "",
            "attempt": tried[-1].run if tried else "",
        }
    )
    by_offer: dict[str, list[Event]] = {}
    for one in events:
        by_offer.setdefault(one.offer, []).append(one)
    ordered = sorted(items, key=lambda item: (item.supplier, item.part, item.offer))
    return RoundStatus(told, tuple(_item_status(item, by_offer.get(item.offer, [])) for item in ordered), events)


def _item_status(item: Item, events: list[Event]) -> ItemStatus:
    seen = max((one.sequence for one in events), default=0)
    for event in reversed(events):
        if isinstance(event.payload, Answered):
            said = event.payload
            state = STATE_OF[said.answer.kind]
            return ItemStatus(item, state, seen, said.answer, event.person, event.at, said.carried)
    return ItemStatus(item, "waiting", seen)
