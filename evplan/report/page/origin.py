"""Where a run comes from: who solved it when and with what, the data's sources, the law."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from evplan.report import render
from evplan.report.block import Block, table_block
from evplan.report.contract import run_seconds
from evplan.report.language import Language
from evplan.report.page.chapter import Chapter
from evplan.report.page.piece import Section
from evplan.report.word import label, word


def origin_section(chapter: Chapter, anchor: str, language: Language) -> Section:
    """Return the provenance of a run as a section."""
    pieces = [_run(chapter, language), _confidence(chapter.confidence, language)]
    if len(chapter.sources):
        sources = chapter.sources[["source", "title", "address", "accessed"]]
        pieces.append(table_block(sources, language, word("section.sources", language)))
    if len(chapter.law):
        pieces.append(table_block(chapter.law, language, word("section.law", language)))
    return Section(anchor, word("section.provenance", language), tuple(pieces))


def origin_rows(chapter: Chapter, language: Language) -> list[tuple[str, str]]:
    """Return who solved a run, when, with what and from what, as names and values."""
    run, origin = chapter.run, chapter.run.provenance
    outcome = run.outcome
    when = f"{render.moment(origin.created_at, language)}, {render.duration(run_seconds(run)['total'], language)}"
    rows = (
        (word("column.run", language), run.name),
        (word("page.solved", language), f"{when}; {origin.created_by}"),
        (word("page.solver", language), f"{outcome.solver} {outcome.solver_version} ({outcome.termination})"),
        (word("page.evplan", language), origin.evplan_version),
        (word("column.data_set", language), origin.data_set),
        (word("page.digest.inputs", language), origin.inputs_digest),
        (word("page.digest.scenario", language), origin.scenario_digest),
        (word("page.digest.law", language), origin.law_digest),
        (word("page.options", language), ", ".join(f"{key} {value}" for key, value in origin.options.items())),
    )
    return [row for row in rows if row[1]]


def _run(chapter: Chapter, language: Language) -> Block:
    headings = (word("column.item", language), word("page.value", language))
    lines = (word("page.support", language), *chapter.run.outcome.notes)
    return Block(lines=lines, headings=headings, rows=tuple(origin_rows(chapter, language)))


def _confidence(confidence: pd.DataFrame, language: Language) -> Block:
    if confidence.empty:
        return Block()
    table = confidence.pivot_table(index="table", columns="confidence", values="rows", fill_value=0, sort=False)
    known = [name for name in ("sourced", "derived", "illustrative", "") if name in table.columns]
    table = table[known].astype("int64")
    lines = []
    if "illustrative" in known and (made_up := table["illustrative"]).any():
        tables = ", ".join(made_up.index[made_up.gt(0)])
        whole = table.loc[made_up.gt(0)].to_numpy().sum()
        share = render.percent(made_up.sum() / whole, language, 0)
        lines.append(word("page.illustrative", language, share=share, tables=tables))
    told = table_block(table.reset_index().rename_axis(columns=None), language, word("section.confidence", language))
    headings = (word("column.table", language), *(label("confidence", name, language) for name in known))
    return replace(told, headings=headings, lines=tuple(lines))
