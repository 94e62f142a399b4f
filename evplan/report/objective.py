"""Objectives in words: what was asked for in which order, and what each stage of a solve reached."""

from __future__ import annotations

import pandas as pd

from evplan.report import block, render
from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.limit import amount_words
from evplan.report.word import word
from evplan.scenario.document import Objective

MONEY = ("cost", "umkm_value", "risk")
UNITS = {"unmet": "vehicles", "labour_hours": "labour_hours", "change": "units"}


def objective_block(objectives: list[Objective], language: Language) -> Block:
    """Return the objectives in order, a line each, with what the later ones may give up of it."""
    lines = []
    for number, objective in enumerate(objectives, start=1):
        line = f"{number}. {objective_words(objective.minimise, language)}"
        if objective.minimise == "local_content":
            line += f" ({word('method.' + (objective.method or 'sectoral'), language)})"
        line += f" ({objective.run})" if objective.run else ""
        if objective.tolerance and number < len(objectives):
            share = render.percent(objective.tolerance, language)
            line += f"; {word('objective.tolerance', language, share=share)}"
        lines.append(line)
    last = objectives[-1].minimise != "cost"
    return Block(
        title=word("title.objectives", language),
        lines=tuple(lines),
        note=word("objective.cheapest", language) if last else "",
    )


def objective_words(objective: str, language: Language) -> str:
    """Return what an objective asks for: ``the lowest cost``, ``the highest local content``."""
    return word(f"objective.{objective}", language)


def stage_block(stages: pd.DataFrame, language: Language) -> Block:
    """Return what every stage reached, and how near that is to the best possible (see `Run.stages`)."""
    rows = stages.to_dict(orient="records")
    frame = pd.DataFrame(
        {
            "stage": stages["stage"],
            "objective": [objective_words(row["objective"], language) for row in rows],
            "reached": [_amount(row["objective"], row["value"], language) for row in rows],
            "best_possible": [_amount(row["objective"], row["bound"], language) for row in rows],
            "gap": stages["gap"],
            "tolerance": stages["tolerance"],
            "result": [word(f"status.{row['status']}", language) for row in rows],
            "seconds": stages["seconds"],
        }
    )
    formats = {"tolerance": block.percent}
    return table_block(frame, language, word("title.objectives", language), formats)


def _amount(objective: str, value: float, language: Language) -> str:
    if render.is_missing(value):
        return render.MISSING
    if objective in MONEY:
        return render.compact_money(value, language, 2)
    if objective == "local_content":
        return render.percent(value, language, 2)
    return amount_words(value, UNITS[objective], language)
