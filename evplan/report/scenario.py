"""A scenario in words: what it asks, sentence by sentence."""

from __future__ import annotations

import pandas as pd

from evplan.report import render
from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.objective import objective_block
from evplan.report.sentence import rule_sentence
from evplan.report.word import word
from evplan.scenario.document import Scenario

CHANGES_SHOWN = 20


def scenario_blocks(
    scenario: Scenario, lineage: pd.DataFrame | None, language: Language, changes: pd.DataFrame | None = None
) -> list[Block]:
    """Return a scenario's question, horizon, demand and solver, objectives, a line per rule, and what it changes.

    ``changes`` are those to data (see `evplan.plan.change.apply_changes`), ``lineage`` those of its parents: a row per
    changed setting with ``key``, ``old`` and ``new``.
    """
    rules = []
    for rule in scenario.rule:
        rules.append(f"{rule.id}: {rule_sentence(rule, language)}")
    blocks = [
        Block(title=scenario.name, lines=tuple(_lines(scenario, language))),
        objective_block(scenario.objective, language),
        Block(title=word("title.rules", language), lines=tuple(rules) or (word("note.no_rows", language),)),
    ]
    if changes is not None and len(changes):
        blocks.append(_change_block(changes, language))
    if lineage is None or lineage.empty:
        return blocks
    return [*blocks, table_block(lineage, language, word("title.lineage", language))]


def scenario_values(
    scenario: Scenario, lineage: pd.DataFrame, changes: pd.DataFrame, language: Language
) -> dict[str, object]:
    """Return a scenario as plain values for JSON: its settings, a sentence per rule, and what it changes."""
    settings = scenario.model_dump(mode="json", exclude={"rule", "change"}, exclude_none=True)
    rules = [
        rule.model_dump(mode="json", exclude_none=True) | {"sentence": rule_sentence(rule, language)}
        for rule in scenario.rule
    ]
    return settings | {
        "rules": rules,
        "changes": changes.astype("object").to_dict(orient="records"),
        "lineage": lineage.to_dict(orient="records"),
    }


def _change_block(changes: pd.DataFrame, language: Language) -> Block:
    shown = changes.head(CHANGES_SHOWN)
    frame = shown.assign(table=shown["table"] + " " + shown["key"]).drop(columns=["change", "key"])
    left = len(changes) - len(shown)
    note = word("note.more_rows", language, count=render.number(left, language)) if left else ""
    return table_block(frame, language, word("title.data_changes", language), note=note)


def _lines(scenario: Scenario, language: Language) -> list[str]:
    periods = scenario.calendar.table["period"].tolist()
    demand, solver = scenario.demand, scenario.solver
    lines = [scenario.question] if scenario.question else []
    lines.append(
        word(
            "scenario.horizon",
            language,
            first=render.period(periods[0], language),
            last=render.period(periods[-1], language),
            count=render.number(len(periods), language),
            data=scenario.data,
        )
    )
    lines.append(word("scenario.demand", language, scale=render.percent(demand.scale, language, 0)))
    if demand.growth_share:
        lines.append(word("scenario.growth", language, share=render.percent(demand.growth_share, language, 1)))
    if scenario.money.discount_share:
        discount = render.percent(scenario.money.discount_share, language, 1)
        lines.append(word("scenario.discount", language, share=discount))
    if demand.unmet_penalty_idr is None:
        lines.append(word("scenario.all_built", language))
    else:
        lines.append(word("scenario.unmet", language, idr=render.money(demand.unmet_penalty_idr, language)))
    lines.append(word("scenario.surplus" if demand.surplus else "scenario.no_surplus", language))
    lines.append(
        word(
            "scenario.solver",
            language,
            solver=solver.name,
            gap=render.percent(solver.gap, language, 2),
            seconds=render.duration(solver.time_limit, language),
        )
    )
    return lines
