"""The law in words: values with dates and references, what is open, how a run scores."""

from __future__ import annotations

import pandas as pd

from evplan.law import Document
from evplan.plan.record import PlanTables
from evplan.report import block
from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.word import word


def law_blocks(document: Document, values: pd.DataFrame, language: Language) -> list[Block]:
    """Return a law file: title and regulation, its ``values`` (as `Law.values` gives them), and its open questions."""
    head = Block(title=f"{document.title} ({document.name})", lines=(document.regulation,))
    shown = values[["subject", "value", "from", "to", "reference", "confidence", "checked"]]
    notes = values.loc[values["note"].ne(""), ["subject", "note"]].drop_duplicates("note")
    blocks = [head, table_block(shown, language, word("title.law", language), {"value": block.exact})]
    if len(notes):
        lines = tuple(f"{row.subject}: {row.note}" for row in notes.itertuples())
        blocks.append(Block(title=word("title.notes", language), lines=lines))
    questions: list[str] = []
    for question in document.questions:
        questions += [f"{question.subject}: {question.question}", f"  {question.assumed}"]
    return [*blocks, Block(title=word("title.questions", language), lines=tuple(questions))] if questions else blocks


def score_frame(tables: PlanTables) -> pd.DataFrame:
    """Return a plan's scores as a table: vehicle, year, method, score, minimum, passes, in_force (shares 0..1)."""
    return tables.scores.reset_index(drop=True)
