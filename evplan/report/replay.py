"""A run solved again in words: the same or not, and what differs."""

from __future__ import annotations

from typing import Any

from evplan.plan.record import Run
from evplan.plan.repetition import Repetition
from evplan.report import block, render
from evplan.report.block import Block, Format
from evplan.report.contract import plain_rows
from evplan.report.language import Language
from evplan.report.plain_json import json_number
from evplan.report.word import label, word

_FORMATS: dict[str, Format] = {
    "total_cost_idr": block.money,
    "best_bound_idr": block.money,
    "gap": block.precise_percent,
    "rows": block.count,
    "columns": block.count,
    "suppliers": block.count,
}

SHOWN_DIGITS = 16


def replay_blocks(original: Run, again: Run, found: Repetition, other_law: bool, language: Language) -> list[Block]:
    """Return how a run that was solved again compares with the original."""
    stored = again.version > 0
    name = again.name if stored else again.scenario
    if name == original.name:  # the original is in a file or another database
        name = word("replay.again", language, run=name)
    key = "replay.same" if found.same else "replay.differs"
    lines = [] if again.tables is None or original.tables is None else [_moved(found, language)]
    lines += [word("replay.other_law", language)] if other_law else []
    lines += [] if stored else [word("replay.not_stored", language)]
    head = Block(title=word(key, language, run=name, original=original.name), lines=tuple(lines))
    return [head, _differences(original.name, name, found, language)] if len(found.differences) else [head]


def replay_values(original: Run, again: Run, found: Repetition, other_law: bool) -> dict[str, Any]:
    """Return how a run that was solved again compares with the original, as plain values for JSON.

    ``run`` is ``null`` where nothing was stored; ``moved_share`` is 0..1.
    """
    return {
        "original": original.name,
        "run": again.name if again.version else None,
        "same": found.same,
        "status": again.outcome.status,
        "total_cost_idr": json_number(again.total_cost_idr),
        "offers_moved": found.offers,
        "offers": found.all_offers,
        "moved_share": found.moved_share,
        "other_law": other_law,
        "differences": plain_rows(found.differences),
    }


def _moved(found: Repetition, language: Language) -> str:
    if not found.offers:
        return word("replay.same_awards", language)
    return word(
        "replay.moved",
        language,
        offers=render.number(found.offers, language),
        all=render.number(found.all_offers, language),
        share=render.percent(found.moved_share, language),
    )


def _differences(original: str, again: str, found: Repetition, language: Language) -> Block:
    rows = tuple(
        (label("replay", what, language), _cell(what, one, language), _cell(what, other, language))
        for what, one, other in found.differences.itertuples(index=False)
    )
    headings = (word("replay.what", language), original, again)
    return Block(title=word("replay.title", language), headings=headings, rows=rows, right=frozenset((1, 2)))


def _cell(what: str, value: object, language: Language) -> str:
    if what in _FORMATS:
        return _FORMATS[what](value, language)
    text = block.plain(value, language)
    return text[:SHOWN_DIGITS] if what in ("inputs", "scenario", "law") else text
