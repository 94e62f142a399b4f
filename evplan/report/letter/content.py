"""A letter as text that is ready to be laid out: what a supplier is asked to make, and where it answers and signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evplan.plan.review import ANSWERS, RoundStatus
from evplan.plan.review_view import SupplierView
from evplan.report import render
from evplan.report.language import Language
from evplan.report.letter.table import (
    Table,
    answer_table,
    certificate_table,
    change_table,
    hour_table,
    investment_table,
    material_table,
    member_table,
    part_table,
    period_tables,
    unit_words,
)
from evplan.report.word import word

LINES = 2
"""Empty lines to write on below the boxes of a part."""


@dataclass(frozen=True)
class Question:
    """A part to be answered: its number in the letter, name, and amount in words."""

    number: str
    name: str
    amount: str


@dataclass(frozen=True)
class Signature:
    """A place to sign: whose it is, and what is written next to the empty lines."""

    role: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """A letter to one supplier, all of it text in one language; ``sender`` and ``to`` are lines of an address.

    ``notice`` stands before everything else (a draft, a closed round), or is blank. ``questions`` are empty where
    nothing is asked any more.
    """

    language: Language
    supplier: str
    title: str
    sender: tuple[str, ...]
    to_label: str
    to: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    notice: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]
    answers_title: str
    answers_help: str
    boxes: tuple[str, ...]
    lines_label: str
    questions: tuple[Question, ...]
    closing: str
    remarks: tuple[str, ...]
    signatures: tuple[Signature, ...]
    signature_label: str
    footer: str
    page: str
    lines: int = LINES


def letter_content(
    view: SupplierView,
    status: RoundStatus | None,
    changes: pd.DataFrame,
    language: Language,
    now: str,
    sender: Sequence[str] = (),
) -> Letter:
    """Return the letter to a supplier about its work; ``status`` is its own part of a round (``None``: a draft).

    ``changes`` are its own since the plan before, ``now`` the ISO time of writing, ``sender`` the lines of the
    letterhead (default: what the letter is about).
    """
    round_ = None if status is None else status.round
    asked = round_ is None or round_.state == "open"
    values = {"run": view.run, "number": round_.number if round_ else "", "name": view.name}
    return Letter(
        language=language,
        supplier=view.supplier,
        title=word("letter.subject", language),
        sender=tuple(sender) or (word("letter.sender", language),),
        to_label=word("letter.to", language),
        to=tuple(line for line in (_head(view, language), view.name, view.region) if line),
        facts=_facts(view, round_, language, now),
        notice="" if round_ is not None else word("letter.notice_draft", language),
        paragraphs=_paragraphs(view, status, language),
        tables=_tables(view, status, changes, language),
        answers_title=word("letter.answers", language),
        answers_help=word("letter.answers_help", language),
        boxes=tuple(word(f"letter.box.{kind}", language) for kind in ANSWERS),
        lines_label=word("letter.contact", language),
        questions=_questions(view, status, language) if asked else (),
        closing=word("letter.closing", language),
        remarks=_remarks(view, language),
        signatures=_signatures(view, language),
        signature_label=word("letter.signature", language),
        footer=word("letter.footer" if round_ else "letter.footer_draft", language, **values),
        page=word("letter.page", language, page="{page}", pages="{pages}"),
    )


def _head(view: SupplierView, language: Language) -> str:
    """Return who a letter goes to; what has a members' split is a cooperative."""
    return word("letter.head_of_firm" if view.members.empty else "letter.head_of_cooperative", language)


def _facts(view: SupplierView, round_: Any, language: Language, now: str) -> tuple[tuple[str, str], ...]:
    number = f"{view.run} / {round_.number} / {view.supplier}" if round_ else f"{view.run} / {view.supplier}"
    return (
        (word("letter.reference", language), number),
        (word("letter.date", language), render.day(now[:10], language)),
        (word("letter.subject_label", language), word("letter.subject", language)),
    )


def _paragraphs(view: SupplierView, status: RoundStatus | None, language: Language) -> tuple[str, ...]:
    count = len(view.offers)
    parts = word("letter.opening_part" if count == 1 else "letter.opening_parts", language, count=count)
    opening = word(
        "letter.opening",
        language,
        first=render.period(view.periods[0], language),
        last=render.period(view.periods[-1], language),
        count=parts,
        revenue=render.compact_money(view.revenue_idr, language),
    )
    said = [word("letter.salutation", language), opening]
    if status is None:
        return tuple(said)
    if status.round.note:
        said.append(word("letter.planner_says", language, note=status.round.note))
    return (*said, _reply(status, language))


def _reply(status: RoundStatus, language: Language) -> str:
    """Return what is to be done with the letter, and until when."""
    if status.round.state != "open":
        return word("letter.reply_closed", language)
    if not status.waiting:
        return word("letter.reply_none", language)
    day = render.day(status.round.closes_on, language)
    return word("letter.reply" if status.round.closes_on else "letter.reply_open", language, day=day)


def _tables(
    view: SupplierView, status: RoundStatus | None, changes: pd.DataFrame, language: Language
) -> tuple[Table, ...]:
    found = [part_table(view, language), *period_tables(view, language)]
    more = (
        answer_table(view, status, language),
        change_table(view, changes, language),
        hour_table(view, language),
        member_table(view, language),
        material_table(view, language),
        investment_table(view, language),
        certificate_table(view, language),
    )
    return (*found, *(table for table in more if table.rows))


def _questions(view: SupplierView, status: RoundStatus | None, language: Language) -> tuple[Question, ...]:
    """Return the parts that wait for an answer, under the numbers that they have in the letter."""
    waiting = None if status is None else {one.item.offer for one in status.waiting}
    return tuple(
        Question(str(number), row.name or row.part, unit_words(row.units, row.unit, language))
        for number, row in enumerate(view.offers.itertuples(index=False), start=1)
        if waiting is None or row.offer in waiting
    )


def _remarks(view: SupplierView, language: Language) -> tuple[str, ...]:
    said = [word("letter.remark_plan", language)]
    if view.offers["whole"].any():
        said.append(word("letter.remark_units", language))
    spread = view.assignments.groupby("offer")["price"].agg(lambda prices: prices.max() - prices.min())
    if (spread > 0.005).any():
        said.append(word("letter.price_average", language))
    return tuple(said)


def _signatures(view: SupplierView, language: Language) -> tuple[Signature, ...]:
    lines = tuple(word(f"letter.{key}", language) for key in ("name", "date"))
    places = (_head(view, language), word("letter.planner", language))
    return tuple(Signature(place, lines) for place in places)
