"""Review rounds in words: answers, how a round stands, what a resolve would change and what it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pandas as pd

from evplan.errors import Finding
from evplan.plan.review import (
    Adopted,
    Answer,
    Answered,
    Closed,
    Event,
    Item,
    ItemStatus,
    Noted,
    Opened,
    Resolved,
    RoundStatus,
    Said,
    Unanswered,
)
from evplan.plan.review_answer import kept_units
from evplan.plan.review_change import Step
from evplan.quantities import HOME_CURRENCY
from evplan.report import block, render
from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import WORDS, word


def answer_words(answer: Answer, item: Item, language: Language) -> str:
    """Return an answer in a few words, with its reason."""
    said = word(f"said.{answer.kind}", language, terms=_terms(answer, item, language))
    return word("said.reason", language, said=said, reason=answer.reason) if answer.reason else said


def fault_words(fault: Finding, language: Language) -> str:
    """Return what is wrong with an answer, for its manager; in words of the language where there are any."""
    if f"fault.{fault.code}" not in WORDS:
        return f"{fault.message} {fault.fix}".strip()
    return word(f"fault.{fault.code}", language, found=fault.found, expected=fault.expected, column=fault.column)


def price_words(price: float, currency: str, language: Language) -> str:
    """Return a price per unit in its currency."""
    if currency == HOME_CURRENCY:
        return render.money(price, language)
    return f"{currency} {render.quantity(price, language)}"


def event_words(event: Event, item: Item | None, language: Language) -> str:
    """Return a line of the log in words, without who and when; ``item`` is what it is about, if anything."""
    said = event.payload
    if isinstance(said, Answered):
        if said.carried:
            return word("log.answered_carried", language, round=_round_words(said.carried, language))
        assert item is not None, "an answer is about an item"
        return answer_words(said.answer, item, language)
    if isinstance(said, Noted):
        return word("log.note", language, text=said.text)
    return _round_event_words(said, language)


def _round_event_words(said: Opened | Closed | Resolved | Adopted, language: Language) -> str:
    if isinstance(said, Opened):
        key = "log.opened_until" if said.closes_on else "log.opened"
        told = word(key, language, day=render.day(said.closes_on, language))
    elif isinstance(said, Closed):
        told = word("log.closed", language)
    elif isinstance(said, Resolved):
        told = word(
            "log.resolved" if said.verified else "log.resolved_failed", language, run=said.run, status=said.status
        )
    else:
        told = word("log.adopted_forced" if said.forced else "log.adopted", language, run=said.run)
    note = getattr(said, "note", "")
    return word("said.reason", language, said=told, reason=note) if note else told


def status_blocks(status: RoundStatus, names: Names, language: Language) -> list[Block]:
    """Return how a round stands: counts, then an item a line."""
    one = status.round
    lines = [word("review.state", language, state=word(f"roundstate.{one.state}", language)), _counts(status, language)]
    if one.note:
        lines.append(one.note)
    if status.all_accepted:
        lines.append(word("review.all_accepted", language, run=one.run))
    table = pd.DataFrame(
        {
            "supplier": [names.suppliers.get(item.item.supplier, item.item.supplier) for item in status.items],
            "part": [names.parts.get(item.item.part, item.item.part) for item in status.items],
            "offer": [item.item.offer for item in status.items],
            "assigned": [_units(sum(item.item.assigned.values()), item.item, language) for item in status.items],
            "state": [state_words(item, language) for item in status.items],
            "said": [_said(item, language) for item in status.items],
            "person": [item.person or render.MISSING for item in status.items],
            "at": [block.moment(item.at, language) for item in status.items],
        }
    )
    title = word("title.round", language, run=one.run, number=one.number)
    return [Block(title=title, lines=tuple(lines)), table_block(table, language, formats={"at": block.plain})]


def _round_words(name: str, language: Language) -> str:
    """Return the name of a round as it is stored (`evplan.plan.review.Round.name`) in a language."""
    run, _, number = name.rpartition(", round ")
    return word("round.name", language, run=run, number=number) if run else name


def state_words(item: ItemStatus, language: Language) -> str:
    """Return how an item stands, in a few words."""
    if item.carried:
        return word("state.carried", language, round=_round_words(item.carried, language))
    return word(f"state.{item.state}", language)


def rounds_block(rounds: pd.DataFrame, language: Language) -> Block:
    """Return all rounds."""
    table = rounds.drop(columns=["round", "resolved"]).assign(
        state=[word(f"roundstate.{state}", language) for state in rounds["state"]],
        closes_on=[render.day(day, language) for day in rounds["closes_on"]],
        resolved=[run or render.MISSING for run in rounds["resolved"]],
    )
    note = "" if len(rounds) else word("review.no_rounds", language)
    return table_block(table, language, word("title.rounds", language), {"number": block.whole}, note)


def history_frame(history: Iterable[Said], language: Language) -> pd.DataFrame:
    """Return a log as a table: at, number (of the round), person, supplier, offer, kind, said (in words)."""
    rows = [
        (
            *(event.at, one.number, event.person, event.supplier, event.offer, event.kind),
            event_words(event, item, language),
        )
        for one, event, item in history
    ]
    return pd.DataFrame(rows, columns=["at", "number", "person", "supplier", "offer", "kind", "said"])


def history_block(run: str, history: pd.DataFrame, language: Language) -> Block:
    """Return `history_frame` for people."""
    table = history.drop(columns="kind").assign(
        at=[block.moment(at, language) for at in history["at"]],
        supplier=[key or render.MISSING for key in history["supplier"]],
        offer=[key or render.MISSING for key in history["offer"]],
    )
    formats: dict[str, block.Format] = {"at": block.plain, "number": block.whole}
    return table_block(table, language, word("title.history", language, run=run), formats)


def step_words(step: Step, unanswered: Unanswered | None, names: Names, language: Language) -> str:
    """Return in one sentence what becomes of an item."""
    item = step.item.item
    values: dict[str, Any] = {
        "supplier": names.suppliers.get(item.supplier, item.supplier),
        "part": names.parts.get(item.part, item.part),
        "unit": item.unit,
    }
    answer = step.answer
    if answer is None:
        key = "released" if step.released else "keep" if unanswered == "keep" else "open"
        return word(f"step.{key}", language, **values)
    if step.released and answer.kind in ("accept", "partial"):
        return word("step.released", language, **values)
    kept = kept_units(answer, item) if answer.kind == "partial" else item.assigned
    periods = [render.period(one, language) for one in item.assigned if kept[one] < item.assigned[one]]
    values |= {
        "units": render.quantity(sum(kept.values()), language, 0 if item.unit in ("pcs", "set") else 2),
        "periods": ", ".join(periods),
        "terms": _terms(answer, item, language),
    }
    return word(f"step.{answer.kind}", language, **values)


def preview_block(status: RoundStatus, steps: pd.DataFrame, names: Names, language: Language) -> Block:
    """Return what a resolve would change, a sentence per item; those that stay as they are stand last."""
    order = {"decline": 0, "counter": 1, "partial": 2, "keep": 3, "accept": 4}
    shown = steps.sort_values("answer", key=lambda kinds: kinds.map(order), kind="stable")
    table = pd.DataFrame(
        {
            "supplier": [names.suppliers.get(key, key) for key in shown["supplier"]],
            "answer": [word(f"answer.{kind}", language) for kind in shown["answer"]],
            "becomes": shown["sentence"].tolist(),
        }
    )
    return table_block(table, language, word("title.preview", language, round=status.round.name))


def changed_block(before: str, after: str, changes: pd.DataFrame, names: Names, language: Language) -> Block:
    """Return what changed for whom and why, for the planner."""
    title = word("changed.title", language, before=before, after=after)
    if changes.empty:
        return Block(title=title, lines=(word("changed.none", language),))
    table = pd.DataFrame(
        {
            "supplier": [names.suppliers.get(key, key) for key in changes["supplier"]],
            "part": [names.parts.get(key, key) for key in changes["part"]],
            "before": changes["before"].where(changes["before"] > 0),
            "after": changes["after"].where(changes["after"] > 0),
            "before_idr": changes["before_idr"].where(changes["before"] > 0),
            "after_idr": changes["after_idr"].where(changes["after"] > 0),
            "why": [why_words(row, language) for row in changes.to_dict(orient="records")],
        }
    )
    formats: dict[str, block.Format] = {"before": block.count, "after": block.count}
    formats |= {"before_idr": block.compact, "after_idr": block.compact}
    return table_block(table, language, title, formats, word("changed.note", language))


def why_words(change: dict[str, Any], language: Language) -> str:
    """Return why something changed for a supplier, in words that name nobody else."""
    why = word("changed.yours" if change["why"] == "yours" else "changed.others", language, reason=change["reason"])
    return f"{word('changed.timing', language)}; {why}" if change["timing"] else why


def resolved_lines(run: str, solved: bool, releases: Collection[str], language: Language) -> Block:
    """Return what to do next after a resolve."""
    if solved:
        return Block(lines=(word("review.next", language, run=run),))
    lines = [word("review.no_plan", language)]
    if releases:
        options = " ".join(f"--release {offer}" for offer in releases)
        lines.append(word("review.release", language, options=options))
    return Block(lines=tuple(lines))


def _counts(status: RoundStatus, language: Language) -> str:
    accepted = sum(item.state == "accepted" for item in status.items)
    waiting = len(status.waiting)
    return word(
        "review.counts",
        language,
        items=len(status.items),
        suppliers=len({item.item.supplier for item in status.items}),
        accepted=accepted,
        other=len(status.items) - accepted - waiting,
        waiting=waiting,
    )


def _said(item: ItemStatus, language: Language) -> str:
    if item.answer is None:
        return render.MISSING
    return answer_words(item.answer, item.item, language)


def _units(units: float, item: Item, language: Language) -> str:
    digits = 0 if item.unit in ("pcs", "set") else 2
    return f"{render.quantity(units, language, digits)} {item.unit}".strip()


def _terms(answer: Answer, item: Item, language: Language) -> str:
    """Return the terms of a partial answer or a counter-offer."""
    terms = [
        word(
            "said.partial_units", language, period=render.period(period, language), units=_units(units, item, language)
        )
        for period, units in answer.units.items()
    ]
    if answer.price is not None:
        terms.append(word("said.counter_price", language, price=price_words(answer.price, item.currency, language)))
    if answer.units_per_period is not None:
        terms.append(word("said.counter_units", language, units=_units(answer.units_per_period, item, language)))
    if answer.first_period is not None:
        terms.append(word("said.counter_start", language, period=render.period(answer.first_period, language)))
    return ", ".join(terms)
