"""Bills of materials in words: what a file's columns hold, trees, needs, uses, differences, costs; and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from evplan.errors import Finding
from evplan.plan.bill_cost import BillCost
from evplan.report import block, render
from evplan.report.block import Block, table_block
from evplan.report.change import change_blocks
from evplan.report.export import export_file
from evplan.report.finding import finding_block, finding_count
from evplan.report.language import Language
from evplan.report.sheet import write_workbook
from evplan.report.word import label, word

EXPORT_COLUMNS = [
    *("level", "part", "name", "quantity_per", "unit", "scrap_share", "valid_from", "valid_to", "substitute_group"),
    *("position", "kind", "system", "mass_kg", "reference_cost_idr"),
]
REFERENCE_COLUMNS = ["manufacturer", "manufacturer_part", "supplier", "supplier_part"]

_INDENT = "  "


def _exact(cell: object, language: Language) -> str:
    return block.exact(cell, language)


def column_block(columns: pd.DataFrame, layout: str, source: str, language: Language) -> Block:
    """Return what each column of a file was taken for, how sure that is, and an example."""
    shown = columns.assign(
        field=[
            label("bill_field", name, language) if name else word("bill.not_read", language)
            for name in columns["field"]
        ],
        heading=columns["heading"].where(columns["heading"].ne(""), "–"),
        confidence=columns["confidence"].where(columns["field"].ne("")),
        example=columns["example"].str.slice(0, 36),
    )[["column", "heading", "field", "confidence", "example"]]
    formats: dict[str, block.Format] = {"column": block.whole, "confidence": _rough_percent}
    title = word("bill.columns", language, source=source, layout=word(f"bill_layout.{layout}", language))
    return table_block(shown, language, title, formats)


def _rough_percent(cell: object, language: Language) -> str:
    return render.percent(cell if isinstance(cell, float) else None, language, 0)


def import_blocks(
    columns: Block, data_set: str, vehicle: str, counts: dict[str, int], changes: pd.DataFrame,
    findings: Sequence[Finding], language: Language, most: int,
) -> list[Block]:  # fmt: skip
    """Return the preview of an import: columns, counts, findings, and what would change."""
    numbers = {name: render.number(count, language) for name, count in counts.items()}
    read = Block(title=word("bill.read", language, vehicle=vehicle, **numbers))
    blocks = [columns, read]
    if findings:
        blocks.append(finding_block(findings, language, most))
    title = word("bill.changes", language, data_set=data_set)
    return [*blocks, *change_blocks(changes, title, language)]


def tree_block(tree: pd.DataFrame, language: Language) -> Block:
    """Return the tree of a bill, indented, with the quantity for one vehicle as the product along the way."""
    numbers = [_product(path, total, language) for path, total in zip(tree["path"], tree["quantity"], strict=True)]
    shown = pd.DataFrame(
        {
            "part": [_INDENT * level + part for level, part in zip(tree["level"], tree["part"], strict=True)],
            "name": tree["name"],
            "quantity": numbers,
            "unit": [label("bill_unit", unit, language) for unit in tree["unit"]],
            "scrap_share": tree["scrap_share"].where(tree["scrap_share"].gt(0)),
            "substitute_group": tree["substitute_group"],
            "position": tree["position"],
        }
    ).iloc[0:]
    kept = [name for name in shown if name in ("part", "name", "quantity", "unit") or shown[name].notna().any()]
    top = tree["part"].iloc[0]
    title = word("bill.tree", language, part=top, count=render.number(len(tree) - 1, language))
    return table_block(shown[kept], language, title)


def _product(path: str, total: float, language: Language) -> str:
    factors = [render.quantity(float(factor), language, 6) for factor in path.split(" × ")] if path else ["1"]
    product = " × ".join(factors)
    return product if len(factors) == 1 else f"{product} = {render.quantity(total, language, 6)}"


def need_block(needs: pd.DataFrame, part: str, units: float, period: str, language: Language) -> Block:
    """Return what a number of vehicles takes in all."""
    title = word(
        "bill.needs", language, part=part, units=render.quantity(units, language), when=_when(period, language)
    )
    shown = needs.assign(
        kind=[label("bill_kind", kind, language) for kind in needs["kind"]],
        unit=[label("bill_unit", unit, language) for unit in needs["unit"]],
    ).rename(columns={"quantity": "per_vehicle"})
    formats: dict[str, block.Format] = {"per_vehicle": _exact, "need": _exact}
    return table_block(shown, language, title, formats, word("bill.needs_note", language))


def _when(period: str, language: Language) -> str:
    return word("bill.in_period", language, period=render.period(period, language)) if period else ""


def use_block(uses: pd.DataFrame, part: str, language: Language) -> Block:
    """Return where a part is used, directly and further up."""
    shown = uses.assign(kind=[label("bill_kind", kind, language) for kind in uses["kind"]])
    shown = shown[["level", "parent", "name", "kind", "quantity_per", "quantity", "path", "substitute_group"]]
    if shown["substitute_group"].isna().all():
        shown = shown.drop(columns="substitute_group")
    formats: dict[str, block.Format] = {"level": block.whole, "quantity_per": _exact, "quantity": _exact}
    title = word("bill.uses", language, part=part)
    if uses.empty:
        return Block(title=title, lines=(word("bill.no_use", language),))
    return table_block(shown, language, title, formats, word("bill.uses_note", language, part=part))


def difference_block(table: pd.DataFrame, left: str, right: str, language: Language) -> Block:
    """Return what differs between two bills."""
    title = word("bill.difference", language, left=left, right=right)
    if table.empty:
        return Block(title=title, lines=(word("bill.same", language),))
    shown = table.assign(
        change=[label("action", change, language) for change in table["change"]],
        parent=table["parent"].where(table["parent"].ne(""), word("bill.vehicle_itself", language)),
    )[["change", "parent", "part", "name", "old", "new", "old_total", "new_total"]]
    formats: dict[str, block.Format] = dict.fromkeys(("old", "new", "old_total", "new_total"), _exact)
    return table_block(shown, language, title, formats, word("bill.difference_note", language))


def cost_blocks(
    cost: BillCost, part: str, names: dict[str, str], units: float, period: str, language: Language
) -> list[Block]:
    """Return what a vehicle costs at a volume: the sum, each part that is bought, and what nobody offers."""
    lines = cost.lines
    missing = lines[lines["way"].eq("missing")]
    bought = lines[lines["way"].ne("missing")]
    each = cost.total_idr / units if units else 0.0
    values = {"units": render.quantity(units, language), "part": part, "when": _when(period, language)}
    told = [
        word(
            "bill.cost_total", language, total=render.money(cost.total_idr, language), each=render.money(each, language)
        )
    ]
    if len(missing):
        some = ", ".join(missing["part"].head(12)) + (", ..." if len(missing) > 12 else "")
        told.append(word("bill.cost_missing", language, count=render.number(len(missing), language), parts=some))
    if bought["over_maximum"].any():
        some = ", ".join(bought.loc[bought["over_maximum"], "part"].head(8))
        told.append(word("bill.cost_over", language, count=int(bought["over_maximum"].sum()), parts=some))
    told += [word("bill.cost_no_rate", language, currency=currency) for currency in cost.no_rate]
    shown = bought.assign(
        name=bought["part"].map(names),
        way=[word(f"bill_way.{way}", language) for way in bought["way"]],
        price=[render.quantity(price, language) for price in bought["price"]],
    )[["part", "name", "way", "supplier", "need", "units_paid", "price", "currency", "tooling_idr", "cost_idr"]]
    formats: dict[str, block.Format] = {"need": block.plain, "units_paid": block.plain, "tooling_idr": block.compact}
    head = Block(title=word("bill.cost", language, **values), lines=tuple(told))
    return [head, table_block(shown, language, "", formats, word("bill.cost_note", language))]


def cost_json(cost: BillCost, part: str, units: float) -> dict[str, Any]:
    """Return a cost as plain values: ``part``, ``units``, ``total_idr``, ``each_idr``, ``missing``, ``lines``."""
    missing = cost.lines.loc[cost.lines["way"].eq("missing"), "part"].tolist()
    each = cost.total_idr / units if units else None
    return {"part": part, "units": units, "total_idr": cost.total_idr, "each_idr": each, "missing": missing} | {
        "lines": [dict(row) for row in cost.lines.to_dict(orient="records")]
    }


def substitute_block(table: pd.DataFrame, data_set: str, language: Language) -> Block:
    """Return the substitutes of a data set that wait, or were answered."""
    title = word("bill.substitutes", language, data_set=data_set)
    if table.empty:
        return Block(title=title, lines=(word("bill.no_substitutes", language),))
    shown = table.assign(state=[word(f"bill_state.{state}", language) for state in table["state"]])
    shown = shown[["substitute", "name", "part", "parent", "quantity_per", "position", "source", "state"]]
    return table_block(shown, language, title, {"quantity_per": _exact}, word("bill.substitutes_note", language))


def finding_line(findings: Sequence[Finding], language: Language) -> str:
    """Return how many findings there were."""
    return finding_count(findings, language)


def write_bill(
    tree: pd.DataFrame, parts: pd.DataFrame, references: pd.DataFrame, target: Path, *, overwrite: bool = False
) -> None:
    """Write a tree as an indented table with levels, CSV or ``.xlsx``; importing it changes nothing.

    Raises `FileUnwritable` as `evplan.report.export.export_file` does.
    """
    known = parts.set_index("part")
    more = {name: tree["part"].map(known[name]) for name in ("system", "mass_kg", "reference_cost_idr")}
    table = tree.assign(**more).reindex(columns=EXPORT_COLUMNS)
    if len(references):
        said = references.drop_duplicates("part", keep="last").set_index("part")
        table = table.assign(**{name: tree["part"].map(said[name]) for name in REFERENCE_COLUMNS})
        table = table.drop(columns=[name for name in REFERENCE_COLUMNS if table[name].isna().all()])

    def write(path: Path) -> None:
        if target.suffix.casefold() == ".xlsx":
            write_workbook({"bom": table}, path, {"bom": ["reference_cost_idr"]})
        else:
            table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")

    export_file(target, write, overwrite=overwrite)
