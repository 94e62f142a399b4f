"""A short text to a supplier, for a messenger."""

from __future__ import annotations

from evplan.plan.review import RoundStatus
from evplan.plan.review_view import SupplierView
from evplan.report import render
from evplan.report.language import Language
from evplan.report.letter.table import unit_words
from evplan.report.word import word

MOST_SIGNS = 700
"""What a messenger shows without folding it away."""

LONGEST_NAME = 60

MANY = 100.0
"""Of so many kilograms or metres nobody reads the decimals in a message."""


def message_text(view: SupplierView, status: RoundStatus, language: Language, address: str = "") -> str:
    """Return what is asked of a supplier and until when, in at most `MOST_SIGNS` signs; ``address`` is where to answer.

    Parts that do not fit are counted.
    """
    round_ = status.round
    head = word(
        "message.greeting",
        language,
        name=_short(view.name),
        run=_short(view.run),
        number=round_.number,
        first=render.period(view.periods[0], language),
        last=render.period(view.periods[-1], language),
        revenue=render.compact_money(view.revenue_idr, language),
    )
    tail = [*_asked(status, language, address), word("message.remark", language)]
    lines = [
        word(
            "message.part",
            language,
            name=_short(row.name or row.part),
            amount=unit_words(round(row.units) if row.units >= MANY else row.units, row.unit, language),
        )
        for row in view.offers.itertuples(index=False)
    ]
    room = MOST_SIGNS - len("\n".join([head, *tail])) - len(_more(len(lines), language)) - 2
    shown: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    rest = [_more(len(lines) - len(shown), language)] if len(shown) < len(lines) else []
    return "\n".join([head, *shown, *rest, *tail])


def _asked(status: RoundStatus, language: Language, address: str) -> list[str]:
    round_ = status.round
    if round_.state != "open":
        return [word("message.closed", language)]
    if not status.waiting:
        return [word("message.answered", language)]
    key = "message.due" if round_.closes_on else "message.due_open"
    where = word("message.answer_at", language, address=address) if address else word("message.answer_paper", language)
    return [word(key, language, day=render.day(round_.closes_on, language)), where]


def _more(count: int, language: Language) -> str:
    return word("message.more", language, count=render.number(count, language))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"
