"""Business matching in words: what is at stake, who could make it, what each lacks, and what counts to a target."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evplan.plan.matching import OFFERS, READY, STEPS, Matching
from evplan.plan.matching_target import Tally
from evplan.report import block, render
from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import label, word
from evplan.schema import Tables

PARTS_SHOWN, PAIRS_SHOWN, TRANSACTIONS_SHOWN = 20, 25, 15

STANDINGS = (OFFERS, READY, STEPS)

FORMATS: dict[str, block.Format] = {
    "open_idr": block.compact,
    "could_idr": block.compact,
    "idr": block.compact,
    "sum_idr": block.compact,
    "points": block.plain,
    "jobs": block.hours,
    "distance_km": block.count,
    "suitability": block.count,
    "free_hours": block.count,
    "needed_hours": block.count,
    "could_units": block.count,
    "units": block.count,
}


def lack_words(lacks: str, language: Language) -> str:
    """Return what a pair lacks (`MATCH_COLUMNS`, joined by ``;``) as words; a dash for nothing."""
    told = []
    for one in lacks.split(";") if lacks else []:
        kind, _, what = one.partition(":")
        told.append(word(f"match.lack.{kind}", language, what=what))
    return ", ".join(told) or render.MISSING


def match_blocks(
    matching: Matching, reached: Tally | None, tables: Tables, names: Names, language: Language, *, supplier: str | None
) -> list[Block]:
    """Return the parts with what is at stake, then the pairs (of one part or one supplier), then the target."""
    few = supplier is not None or len(matching.parts) == 1
    blocks = [] if supplier is not None else [_parts_block(matching, names, language)]
    if few:
        blocks.append(_pairs_block(matching, tables, names, language, supplier))
    if reached is not None:
        blocks.append(target_block(reached, names, language, planned=matching.basis.planned))
    blocks.append(Block(lines=tuple(note_lines(matching, language))))
    return blocks


def note_lines(matching: Matching, language: Language) -> list[str]:
    """Return what there is to know about the figures."""
    weights = ", ".join(
        f"{word(f'match.criterion.{name}', language)} {render.quantity(value, language)}"
        for name, value in matching.weights.items()
    )
    lines = [word("match.order", language, weights=weights)]
    lines.append(word("match.run_note" if matching.basis.planned else "match.data_note", language))
    if not matching.basis.has_regions:
        lines.append(word("match.no_regions", language))
    return lines


def part_frame(matching: Matching, names: Names, language: Language) -> pd.DataFrame:
    """Return the parts for people: what is open, points and jobs at stake, how many could make it, and the best."""
    parts, pairs = matching.parts, matching.pairs
    best = pairs[pairs["rank"].le(2)]
    best = best.assign(name=best["supplier"].map(lambda key: names.suppliers.get(key, key)))
    told = best.groupby("part")["name"].agg("; ".join)
    return pd.DataFrame(
        {
            "part": parts["part"],
            "part_name": parts["part"].map(lambda key: names.parts.get(key, key)),
            "open_idr": parts["open_idr"],
            "points": parts["points"],
            "jobs": parts["jobs"],
            "offering": parts["offering"],
            "ready": parts["ready"],
            "steps": parts["steps"],
            "could_idr": parts["could_idr"],
            "best_suited": told.reindex(parts["part"]).fillna(word("match.nobody", language)).to_numpy(),
        }
    )


def pair_frame(matching: Matching, tables: Tables, names: Names, language: Language) -> pd.DataFrame:
    """Return the pairs for people, every column in words."""
    pairs = matching.pairs
    regions = tables["regions"].dropna(subset="name").set_index("region")["name"].to_dict()
    return pd.DataFrame(
        {
            "rank": pairs["rank"],
            "part": pairs["part"],
            "part_name": pairs["part"].map(lambda key: names.parts.get(key, key)),
            "supplier": pairs["supplier"],
            "supplier_name": pairs["supplier"].map(lambda key: names.suppliers.get(key, key)),
            "standing": [word(f"match.standing.{one}", language) for one in pairs["standing"]],
            "suitability": pairs["suitability"],
            "lacks": [lack_words(one, language) for one in pairs["lacks"]],
            "could_units": pairs["could_units"],
            "could_idr": pairs["could_idr"],
            "free_hours": pairs["free_hours"],
            "needed_hours": pairs["needed_hours"],
            "certificates_held": pairs["certificates_held"].str.replace(";", ", "),
            "similar_parts": pairs["similar_parts"],
            "region": pairs["region"].map(regions).fillna(pairs["region"]),
            "distance_km": pairs["distance_km"],
            "freight_idr": pairs["freight_idr"],
            "legal_form": [label("group", form, language) for form in pairs["legal_form"]],
            "size_class": [
                label("group", size, language) if isinstance(size, str) else "" for size in pairs["size_class"]
            ],
            "units_now": pairs["units_now"],
        }
    )


def _parts_block(matching: Matching, names: Names, language: Language) -> Block:
    frame = part_frame(matching, names, language)
    if not matching.basis.planned:
        frame = frame.drop(columns="points")
    kind = "match.imported" if matching.imported_only else "match.all"
    title = word("match.parts_title", language, name=matching.basis.name, kind=word(kind, language))
    more = len(frame) - PARTS_SHOWN
    note = word("match.more", language, count=more) if more > 0 else ""
    return table_block(frame.head(PARTS_SHOWN), language, title, FORMATS, note)


def _pairs_block(matching: Matching, tables: Tables, names: Names, language: Language, supplier: str | None) -> Block:
    frame = pair_frame(matching, tables, names, language)
    columns = ["standing", "suitability", "lacks", "could_units", "could_idr", "free_hours", "needed_hours"]
    columns += ["similar_parts"]
    if supplier is None:
        part = matching.parts["part"].iloc[0]
        title = word("match.part_title", language, part=part, name=names.parts.get(part, part))
        shown = frame[["rank", "supplier_name", *columns, "region", "distance_km", "size_class", "legal_form"]]
    else:
        title = word("match.supplier_title", language, supplier=names.suppliers.get(supplier, supplier))
        later = matching.pairs["standing"].eq(STEPS)
        frame = frame.assign(later=later).sort_values(
            ["later", "could_idr", "part"], ascending=[True, False, True], kind="stable"
        )
        shown = frame[["part", "part_name", *columns, "certificates_held", "distance_km"]]
    more = len(shown) - PAIRS_SHOWN
    note = word("match.more", language, count=more) if more > 0 else ""
    if not len(shown):
        note = word("match.nobody_note" if supplier is None else "match.nothing_note", language)
    return table_block(shown.head(PAIRS_SHOWN), language, title, FORMATS, note)


def target_block(reached: Tally, names: Names, language: Language, *, planned: bool) -> Block:
    """Return the target: what is certain, what could start now, what needs a step, what is short."""
    money = {
        name: render.compact_money(value, language, 2)
        for name, value in (
            ("target", reached.target_idr),
            ("certain", reached.certain_idr),
            ("ready", reached.ready_idr),
            ("steps", reached.steps_idr),
            ("short", reached.short_idr),
        )
    }
    lines = [
        word("match.certain" if planned else "match.certain_none", language, **money),
        word("match.potential", language, **money),
        word("match.short" if reached.short_idr > 0 else "match.enough", language, **money),
    ]
    rows = reached.transactions
    frame = rows.assign(
        part=rows["part"].map(lambda key: names.parts.get(key, key)),
        supplier=rows["supplier"].map(lambda key: names.suppliers.get(key, key)),
        standing=[word(f"match.standing.{one}", language) for one in rows["standing"]],
    )
    more = len(frame) - TRANSACTIONS_SHOWN
    note = word("match.more", language, count=more) if more > 0 else ""
    told = table_block(
        frame.head(TRANSACTIONS_SHOWN), language, word("match.target_title", language, **money), FORMATS, note
    )
    return Block(told.title, tuple(lines), told.headings, told.rows, told.right, told.note)


def match_json(matching: Matching, reached: Tally | None) -> dict[str, Any]:
    """Return everything as plain values: ``name``, ``weights``, ``parts``, ``pairs`` and, if asked, ``target``."""
    value: dict[str, Any] = {
        "name": matching.basis.name,
        "planned": matching.basis.planned,
        "imported_only": matching.imported_only,
        "weights": dict(matching.weights),
        "parts": matching.parts.to_dict(orient="records"),
        "pairs": matching.pairs.to_dict(orient="records"),
    }
    if reached is not None:
        figures = ("target_idr", "certain_idr", "ready_idr", "steps_idr", "short_idr")
        value["target"] = {name: getattr(reached, name) for name in figures}
        value["target"]["transactions"] = reached.transactions.to_dict(orient="records")
    return value
