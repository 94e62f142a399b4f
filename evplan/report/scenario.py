"""A scenario in words: what it asks, sentence by sentence."""

from __future__ import annotations

import pandas as pd

from evplan.report import render
from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.sentence import rule_sentence
from evplan.report.word import word
from evplan.scenario.document import Scenario


def scenario_blocks(scenario: Scenario, lineage: pd.DataFrame | None, language: Language) -> list[Block]:
    """Return a scenario's question, horizon, demand and solver, a line per rule, and what it changes of its parents.

    ``lineage`` says the last: a row per changed setting with ``key``, ``old`` and ``new``.
    """
    rules = []
    for rule in scenario.rule:
        rules.append(f"{rule.id}: {rule_sentence(rule, language)}")
        rules += [f"  {rule.purpose}"] if rule.purpose else []
    blocks = [
        Block(title=scenario.name, lines=tuple(_lines(scenario, language))),
        Block(title=word("title.rules", language), lines=tuple(rules) or (word("note.no_rows", language),)),
    ]
    if lineage is None or lineage.empty:
        return blocks
    return [*blocks, table_block(lineage, language, word("title.lineage", language))]


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
