"""The answer sheet of a supplier, as its writer and its reader both know it: which cells are whose, and its mark.

A hidden sheet says, a row for each thing, what round and supplier the sheet is of, which cells are the supplier's to
fill in, what stands in the cells that are not, and a digest of all that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from evplan.errors import Finding

FORM = 1
"""The form of the hidden sheet; one that is not known is not read."""

MARK = "evplan-answer-sheet"
HIDDEN = "evplan"

MARK_FIELDS = ("round", "run", "number", "opened_at", "supplier", "language")

ROW_FIELDS = ("kind", "price", "units_per_period", "first_period", "reason")
"""What is filled in for a part; beside it ``units`` per period, and ``person`` once."""

NUMBERS = ("price", "units_per_period", "units")

Record = tuple[str, ...]


@dataclass(frozen=True)
class SheetMark:
    """What a sheet is of: the round (its id, run, number and when it was opened), the supplier; its language."""

    round: int
    run: str
    number: int
    opened_at: str
    supplier: str
    language: str


@dataclass(frozen=True)
class OwnCell:
    """A cell that the supplier fills in: sheet, address (``G12``), field, and the offer and period that it is about."""

    sheet: str
    cell: str
    field: str
    offer: str = ""
    period: str = ""


@dataclass(frozen=True)
class SheetForm:
    """A sheet without what is filled in: its mark, the supplier's cells, all others (``locked``, text by address).

    ``choices`` are the words that can be chosen, by field, and what each means; ``seen`` the newest sequence number of
    every offer when the sheet was made.
    """

    mark: SheetMark
    own: tuple[OwnCell, ...]
    locked: Mapping[tuple[str, str], str]
    choices: Mapping[str, Mapping[str, str]]
    seen: Mapping[str, int]


@dataclass(frozen=True)
class SheetRow:
    """What is filled in for an offer, as text; ``units`` by period. ``places`` says where each field stands."""

    offer: str
    seen: int
    kind: str = ""
    price: str = ""
    units_per_period: str = ""
    first_period: str = ""
    reason: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AnswerSheet:
    """A sheet that came back: whose it is, who filled it in, a row per offer with an answer, what is wrong with it."""

    mark: SheetMark
    person: str
    rows: tuple[SheetRow, ...]
    blank: int
    findings: tuple[Finding, ...]


def cell_words(value: object) -> str:
    """Return what stands in a cell as text that programs of all kinds keep: numbers to twelve digits, blanks tidied."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:.12g}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return " ".join(str(value).split())


def form_records(form: SheetForm) -> list[Record]:
    """Return a form as the rows of the hidden sheet, its digest first."""
    told = list(_records(form))
    return [(MARK, str(FORM)), ("digest", form_digest(told)), *told]


def _records(form: SheetForm) -> Iterator[Record]:
    for name in MARK_FIELDS:
        yield (name, str(getattr(form.mark, name)))
    for name, words in form.choices.items():
        for shown, key in words.items():
            yield ("choice", name, shown, key)
    for offer, seen in form.seen.items():
        yield ("item", offer, str(seen))
    for own in form.own:
        yield ("own", own.sheet, own.cell, own.field, own.offer, own.period)
    for (sheet, cell), text in form.locked.items():
        yield ("locked", sheet, cell, text)


def form_digest(records: Iterable[Record]) -> str:
    """Return the SHA-256 of the rows behind the digest; blanks at the ends of rows do not count."""
    told = [_trimmed(record) for record in records]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8")).hexdigest()


def read_form(records: Sequence[Record]) -> SheetForm | None:
    """Return the form that the rows of a hidden sheet (from the digest on) say, or ``None`` if they do not fit it."""
    told = [tuple(_trimmed(record)) for record in records if any(record)]
    if not told or told[0][:1] != ("digest",) or told[0][1:] != (form_digest(told[1:]),):
        return None
    single = {record[0]: record[1] for record in told if len(record) == 2}
    choices: dict[str, dict[str, str]] = {}
    for _, name, shown, key in _of("choice", 4, told):
        choices.setdefault(name, {})[shown] = key
    try:
        mark = SheetMark(
            int(single["round"]),
            single["run"],
            int(single["number"]),
            single["opened_at"],
            single["supplier"],
            single["language"],
        )
        seen = {offer: int(number) for _, offer, number in _of("item", 3, told)}
    except (KeyError, ValueError):
        return None
    own = tuple(OwnCell(*record[1:]) for record in told if record[0] == "own" and 4 <= len(record) <= 6)
    locked = {(sheet, cell): text for _, sheet, cell, text in _of("locked", 4, told)}
    return SheetForm(mark, own, locked, choices, seen)


def _of(tag: str, length: int, records: Iterable[Record]) -> Iterator[Record]:
    return (record for record in records if record[0] == tag and len(record) == length)


def _trimmed(record: Sequence[str]) -> list[str]:
    kept = list(record)
    while kept and not kept[-1]:
        kept.pop()
    return kept
