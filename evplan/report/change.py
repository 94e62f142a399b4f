"""What loading a data set changed, in words: counts per table, then the first single changes."""

from __future__ import annotations

import pandas as pd

from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.render import MISSING, number
from evplan.report.word import word

SINGLE_CHANGES = 20


def change_blocks(changes: pd.DataFrame, title: str, language: Language) -> list[Block]:
    """Return what changed: ``changes`` has table, action (added, changed, removed), key, column, old, new, rows."""
    if changes.empty:
        return [Block(title=title, lines=(word("data.unchanged", language),))]
    counts = changes.groupby(["table", "action"], as_index=False, sort=False)["rows"].sum()
    counts["action"] = [word(f"action.{action}", language) for action in counts["action"]]
    blocks = [table_block(counts, language, title)]
    single = changes[changes["key"].notna() & changes["key"].ne("")]
    if single.empty:
        return blocks
    lines = [_line(row, language) for row in single.head(SINGLE_CHANGES).to_dict(orient="records")]
    left = len(single) - SINGLE_CHANGES
    note = word("note.more_rows", language, count=number(left, language)) if left > 0 else ""
    return [*blocks, Block(title=word("title.changes", language), lines=tuple(lines), note=note)]


def _line(row: dict[str, object], language: Language) -> str:
    place = f"{row['table']} {row['key']}"
    if row["action"] != "changed":
        return f"{place}: {word('action.' + str(row['action']), language)}"
    old, new = (MISSING if pd.isna(row[name]) or row[name] == "" else row[name] for name in ("old", "new"))
    return f"{place}: {row['column']} {old} -> {new}"
