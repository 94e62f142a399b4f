"""The road of a plan, its regions and its cooperatives' members, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from evplan.plan.roadmap import Roadmap
from evplan.report import block, render
from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.plan import SCORE_FORMATS, Names
from evplan.report.word import label, word


def roadmap_blocks(run: str, road: Roadmap, names: Names, language: Language) -> list[Block]:
    """Return the scores by year, money and work by year, and what must be ready when."""
    scores = road.scores.drop(columns="passes")
    scores = scores.assign(
        vehicle=_named(scores["vehicle"], names.parts),
        method=[label("method", method, language) for method in scores["method"]],
        result=[word("score.passes" if good else "score.falls_short", language) for good in road.scores["passes"]],
    )
    years = table_block(
        road.years,
        language,
        word("title.roadmap_years", language),
        {"demanded": block.count, "built": block.count, "jobs": block.count, "value_idr": block.compact}
        | {"investment_idr": block.compact, "credit_idr": block.compact},
    )
    return [
        table_block(scores, language, word("title.roadmap_scores", language, run=run), SCORE_FORMATS),
        years,
        _steps_block(road.steps, names, language),
    ]


def _steps_block(steps: pd.DataFrame, names: Names, language: Language) -> Block:
    title = word("title.roadmap_steps", language)
    if steps.empty:
        return Block(title=title, lines=(word("roadmap.none", language),))
    table = steps.drop(columns=["interest_idr", "region"]).assign(
        period=[render.period(label, language) for label in steps["period"]],
        in_force=[render.period(label, language) if label else render.MISSING for label in steps["in_force"]],
        kind=[word(f"door.{kind}", language) for kind in steps["kind"]],
        supplier=_named(steps["supplier"], names.suppliers),
    )
    formats: dict[str, block.Format] = {"points": block.plain, "jobs": block.hours, "value_idr": block.compact}
    formats |= {"cost_idr": block.compact, "credit_idr": block.compact}
    return table_block(table, language, title, formats, word("roadmap.steps_note", language))


def worth_block(doors: pd.DataFrame, names: Names, language: Language, *, approximate: bool) -> Block:
    """Return what each door that the plan opens is worth, the dearest first: `evplan.solve.door.Doors.table`."""
    table = doors[doors["ending"].ne("not opened")].sort_values("worth_idr", ascending=False, kind="stable")
    shown = table.assign(
        kind=[word(f"cost.{kind}", language) for kind in table["kind"]],
        supplier=_named(table["supplier"], names.suppliers),
        period=[render.period(label, language) for label in table["period"]],
        ending=[word(f"worth.{ending}", language) for ending in table["ending"]],
    )
    notes = [word("worth.note", language), *([word("worth.approximate", language)] if approximate else [])]
    money = dict.fromkeys(("worth_idr", "least_idr", "most_idr"), block.compact)
    return table_block(shown, language, word("title.worth", language), money, " ".join(notes))


def region_block(
    run: str, regions: pd.DataFrame, hours: float, concentration: Mapping[str, float], language: Language
) -> Block:
    """Return work and money by region and year; ``hours`` make a full-time job in a month.

    ``concentration`` of value on ``supplier`` and ``region``: the sum of squared shares, 0..1.
    """
    table = regions[
        ["year", "name", "suppliers", "jobs", "value_idr", "value_share", "unemployment_share", "minimum_wage_idr"]
    ].rename(columns={"name": "region"})
    note = word("regions.note", language, hours=render.quantity(hours, language))
    formats = {"jobs": block.hours, "value_idr": block.compact}
    told = table_block(table, language, word("title.regions", language, run=run), formats, note)
    shares = {key: render.number(value, language, 3) for key, value in concentration.items()}
    return replace(told, lines=(word("regions.concentration", language, **shares),))


def member_block(run: str, members: pd.DataFrame, names: Names, language: Language) -> Block:
    """Return what each member of a cooperative gets in a year; units of different parts are not added up for people."""
    table = (
        members.drop(columns="units")
        .rename(columns={"hours": "used_hours"})
        .assign(
            cooperative=_named(members["cooperative"], names.suppliers),
            member=_named(members["member"], names.suppliers),
        )
    )
    money = dict.fromkeys(("revenue_idr", "fee_idr", "shu_estimate_idr"), block.compact)
    title = word("title.members", language, run=run)
    return table_block(table, language, title, money, word("members.note", language))


def roadmap_json(run: str, road: Roadmap, worth: pd.DataFrame | None = None) -> dict[str, Any]:
    """Return the road as plain values: ``run``, ``scores``, ``years``, ``steps`` (and ``worth``), lists of records."""
    frames = {"scores": road.scores, "years": road.years, "steps": road.steps}
    frames |= {} if worth is None else {"worth": worth}
    return {"run": run} | {name: frame.to_dict(orient="records") for name, frame in frames.items()}


def _named(keys: pd.Series, names: dict[str, str]) -> pd.Series:
    return keys.map(lambda key: names.get(key, key))
