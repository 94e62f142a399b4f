"""What a page tells of: a chapter per run."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evplan.plan.record import Run
from evplan.report.block import Block
from evplan.report.gallery.subject import Subject
from evplan.scenario.rule import Rule


@dataclass(frozen=True)
class Chapter:
    """A run: ``subject`` is ``None`` where it has no plan.

    question, rules
        what the scenario asks for.
    sources, confidence, law
        the data set's own sources (table of that name); how many rows of its tables are sourced, derived or
        illustrative (``table``, ``confidence``, ``rows``); law files as ``method`` and ``regulation``.
    prices, resilience
        ready blocks of every rule's price and of the last stress test; none where they were not asked for or made.
    """

    run: Run
    subject: Subject | None
    question: str
    rules: tuple[Rule, ...]
    sources: pd.DataFrame
    confidence: pd.DataFrame
    law: pd.DataFrame
    prices: tuple[Block, ...] = ()
    resilience: tuple[Block, ...] = ()
