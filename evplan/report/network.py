"""The supply network of a plan in words: workshops and what they take, what is bought once, rebates."""

from __future__ import annotations

import pandas as pd

from evplan.plan.record import PlanTables
from evplan.report import block, render
from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.word import word

MOST_WORKSHOPS = 12

Named = dict[str, str]


def network_blocks(tables: PlanTables, suppliers: Named, parts: Named, language: Language) -> list[Block]:
    """Return a block for each of these that the plan has; ``suppliers`` and ``parts`` are names by key."""
    blocks = []
    if tables.awards["workshop"].ne("").any():
        blocks.append(workshop_block(tables, suppliers, parts, language))
    if len(tables.investments):
        blocks.append(investment_block(tables, language))
    if len(tables.rebates):
        blocks.append(rebate_block(tables, suppliers, language))
    return blocks


def workshop_block(tables: PlanTables, suppliers: Named, parts: Named, language: Language) -> Block:
    """Return what is converted: workshop, part, units, its work and the material sent to it, landed, by value."""
    awards = tables.awards.assign(
        landed_idr=tables.awards[["value_idr", "freight_idr", "duty_idr"]].sum(axis=1),
    )
    material = (
        awards[awards["workshop"].ne("")]
        .groupby("workshop")
        .agg(material_idr=("landed_idr", "sum"), materials=("part", "nunique"))
    )
    work = awards[awards["offer"].isin(material.index)].groupby(["offer", "supplier", "part"], as_index=False)
    table = work[["units", "landed_idr"]].sum().join(material, on="offer")
    table = table.sort_values(["material_idr", "offer"], ascending=[False, True])
    shown = table.head(MOST_WORKSHOPS)
    frame = pd.DataFrame(
        {
            "workshop": shown["supplier"].map(lambda key: suppliers.get(key, key)),
            "part": shown["part"].map(lambda key: parts.get(key, key)),
            "units": shown["units"],
            "work_idr": shown["landed_idr"],
            "materials": shown["materials"],
            "material_idr": shown["material_idr"],
        }
    )
    left = len(table) - len(shown)
    more = [word("note.more_rows", language, count=render.number(left, language))] if left else []
    note = ". ".join([*more, word("note.workshops", language)])
    formats = {"units": block.count, "materials": block.count, "work_idr": block.compact, "material_idr": block.compact}
    return table_block(frame, language, word("title.workshops", language), formats, note)


def investment_block(tables: PlanTables, language: Language) -> Block:
    """Return what is bought once, by kind: how many, cost, on loan; the road map has them one by one."""
    table = tables.investments.groupby("kind", as_index=False).agg(
        count=("item", "size"), cost_idr=("cost_idr", "sum"), credit_idr=("credit_idr", "sum")
    )
    table = table.assign(kind=[word(f"cost.{kind}", language) for kind in table["kind"]])
    title = word("title.investments", language)
    formats = {"cost_idr": block.compact, "credit_idr": block.compact, "count": block.count}
    return table_block(table, language, title, formats, word("note.investments", language))


def rebate_block(tables: PlanTables, suppliers: Named, language: Language) -> Block:
    """Return the rebates that are reached."""
    table = tables.rebates.assign(supplier=tables.rebates["supplier"].map(lambda key: suppliers.get(key, key)))
    formats = {"spend_idr": block.compact, "rebate_idr": block.compact}
    return table_block(table, language, word("title.rebates", language), formats)
