"""Compared runs in words: why the cost differs, what differs, who wins and loses. The tables come from `plan`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from evplan.plan.comparison import Comparison, Difference
from evplan.report import block, render
from evplan.report.block import Block, Format, table_block
from evplan.report.finding import finding_block
from evplan.report.language import Language
from evplan.report.plan import GROUPS, Names, names_of
from evplan.report.word import label, word

SHOWN = {"inputs": 20, "suppliers": 15, "awards": 15, "regions": 10, "findings": 10}
"""So many rows are told; CSV and JSON have all."""


def comparison_blocks(one: Comparison, language: Language) -> list[Block]:
    """Return everything that is told of two compared runs, in the order in which it is read."""
    names = both_names(one)
    blocks = [headline_block(one, language)]
    if one.difference_idr is not None:
        blocks += [part_block(one, language), cost_block(one, language), figure_block(one, language)]
    blocks += difference_blocks(one, language)
    if one.difference_idr is not None:
        blocks += [
            score_block(one, names, language),
            share_block(one, language),
            *vehicle_blocks(one, names, language),
            supplier_block(one, names, language),
            award_block(one, names, language),
            *region_blocks(one, language),
        ]
    if len(one.findings):
        blocks.append(finding_change_block(one, language))
    return blocks


def overview_blocks(compared: Sequence[Comparison], language: Language) -> list[Block]:
    """Return the parts of every comparison side by side, a column per run; nothing where there are not several."""
    known = [one for one in compared if one.difference_idr is not None]
    if len(known) < 2:
        return []
    parts = pd.DataFrame({one.after.name: one.parts.set_index("kind")["idr"].astype("float64") for one in known})
    parts = parts[parts.ne(0).any(axis=1)]
    kinds = [*(word(f"part.{kind}", language) for kind in parts.index), word("compare.difference", language)]
    frame = pd.concat([parts, parts.sum().to_frame().T], ignore_index=True)
    frame.insert(0, "kind", kinds)
    formats = dict.fromkeys(frame.columns[1:], _signed(block.compact))
    made = table_block(frame, language, word("compare.overview", language, reference=known[0].before.name), formats)
    return [replace(made, headings=(made.headings[0], *frame.columns[1:]))]


def difference_blocks(one: Difference, language: Language) -> list[Block]:
    """Return the rules, settings and data that differ; of what is the same nothing but that."""
    blocks = []
    if len(one.rules):
        blocks.append(rule_block(one, language))
    if len(one.settings):
        title = word("title.compare_settings", language)
        blocks.append(_sided(table_block(one.settings, language, title), one, ("key", "old", "new"), language))
    if one.inputs.empty:
        return [*blocks, Block(lines=(word("compare.data_same", language),))]
    return [*blocks, *input_blocks(one, language)]


def run_difference_blocks(one: Difference, language: Language) -> list[Block]:
    """Return only what differs: rules, settings, data and awards."""
    title = word("compare.title", language, run=one.after.name, reference=one.before.name)
    tables = (one.inputs, one.settings, one.rules, one.awards)
    if all(table.empty for table in tables):
        return [Block(title=title, lines=(word("compare.nothing_differs", language),))]
    blocks = [Block(title=title), *difference_blocks(one, language)]
    both = one.before.tables is not None and one.after.tables is not None
    return [*blocks, award_block(one, both_names(one), language)] if both else blocks


def headline_block(one: Comparison, language: Language) -> Block:
    """Return what the difference is, how sure it is, and what has to be known to read it."""
    lines = [_headline(one, language)]
    if one.least_idr is not None and one.most_idr is not None:
        span = {"least": signed_money(one.least_idr, language), "most": signed_money(one.most_idr, language)}
        lines.append(word("compare.proven", language, **span))
    lines += [line for note in one.notes for line in finding_block([note], language).lines]
    title = word("compare.title", language, run=one.after.name, reference=one.before.name)
    return Block(title=title, lines=tuple(lines))


def part_block(one: Comparison, language: Language) -> Block:
    """Return the parts of the difference (those that are nothing left out), their sum, and their share of the cost."""
    parts = one.parts[one.parts["idr"].ne(0)]
    kinds = [word(f"part.{kind}", language) for kind in parts["kind"]]
    total = one.before.total_cost_idr or np.nan
    frame = pd.DataFrame(
        {
            "kind": [*kinds, word("compare.difference", language)],
            "idr": [*parts["idr"].astype("float64"), float(one.difference_idr or 0)],
        }
    )
    frame["share"] = frame["idr"] / total
    formats: dict[str, Format] = {"idr": _signed(block.money), "share": _signed(block.precise_percent)}
    made = table_block(frame, language, word("title.compare_parts", language), formats)
    told = [kind for kind in ("volume", "mix", "rules") if kind in set(parts["kind"])]
    return replace(made, note=" ".join(word(f"compare.part_{kind}", language) for kind in told))


def cost_block(one: Comparison, language: Language) -> Block:
    """Return cost by kind before and after; kinds that cost nothing in either left out."""
    frame = one.costs[one.costs[["before_idr", "after_idr"]].ne(0).any(axis=1)]
    frame = frame.assign(kind=[word(f"cost.{kind}", language) for kind in frame["kind"]])
    made = table_block(frame, language, word("title.compare_costs", language), {"change_idr": _signed(block.money)})
    return _sided(made, one, ("kind", "before", "after", "change"), language)


def figure_block(one: Comparison, language: Language) -> Block:
    """Return the headline figures that are something in either plan."""
    frame = one.figures[one.figures[["before", "after"]].fillna(0.0).ne(0).any(axis=1)]
    rows = tuple(
        (
            word(f"figure.{name}", language),
            *(_figure(name, value, language) for value in (before, after)),
            _figure_change(name, change, language),
        )
        for name, before, after, change in frame.itertuples(index=False)
    )
    headings = (block.heading("measure", language), *_sides(one), block.heading("change", language))
    title = word("title.compare_figures", language)
    return Block(title=title, headings=headings, rows=rows, right=frozenset({1, 2, 3}))


def rule_block(one: Difference, language: Language) -> Block:
    """Return the rules that differ, in sentences: added, removed, or the old one and the new one."""
    lines = []
    for rule, action, old, new in one.rules[["rule", "action", "old", "new"]].itertuples(index=False):
        lines.append(f"{rule}: {word(f'action.{action}', language)}")
        lines += [f"  - {old}"] if old else []
        lines += [f"  + {new}"] if new else []
    return Block(title=word("title.compare_rules", language), lines=tuple(lines))


def input_blocks(one: Difference, language: Language) -> list[Block]:
    """Return how many rows and cells of the data differ, by table and column, and the first of them one by one."""
    counts = one.inputs.groupby(["table", "action", "column"], as_index=False, sort=False)["rows"].sum()
    counts["action"] = [word(f"action.{action}", language) for action in counts["action"]]
    counts = counts[["table", "column", "action", "rows"]]
    title = word("title.compare_inputs", language)
    blocks = [table_block(counts, language, title, {"rows": block.count})]
    changed = one.inputs[one.inputs["action"].eq("changed")]
    shown = changed.head(SHOWN["inputs"])
    if shown.empty:
        return blocks
    frame = shown[["table", "key", "column", "old", "new"]].replace("", render.MISSING)
    made = table_block(frame, language, note=_more(len(changed), len(shown), language))
    return [*blocks, _sided(made, one, ("table", "key", "column", "old", "new"), language)]


def score_block(one: Comparison, names: Names, language: Language) -> Block:
    """Return every vehicle's score by year and method before and after, in force or not."""
    frame = one.scores.assign(
        vehicle=_named(one.scores["vehicle"], names.parts),
        method=[label("method", method, language) for method in one.scores["method"]],
        minimum=one.scores["minimum_after"].fillna(one.scores["minimum_before"]),
        result=[_result(row, language) for row in one.scores.to_dict(orient="records")],
    )
    frame = frame[["vehicle", "year", "method", "score_before", "score_after", "score_change", "minimum", "result"]]
    formats: dict[str, Format] = {"score_before": block.precise_percent, "score_after": block.precise_percent}
    formats |= {"score_change": signed_points, "minimum": block.precise_percent}
    note = word("compare.points_note", language)
    made = table_block(frame, language, word("title.scores", language), formats, note)
    return _sided(made, one, ("vehicle", "year", "method", "before", "after", "change", "minimum", "result"), language)


def share_block(one: Comparison, language: Language) -> Block:
    """Return the groups' shares of purchases by value before and after; groups without any left out."""
    shares = one.shares[one.shares["measure"].eq("value")].set_index("group")
    frame = shares.loc[[group for group in GROUPS if group in shares.index]].reset_index()
    frame = frame[frame[["share_before", "share_after"]].gt(0).any(axis=1)]
    frame = frame[["group", "share_before", "share_after", "share_change"]]
    frame = frame.assign(group=[label("group", group, language) for group in frame["group"]])
    formats: dict[str, Format] = {
        "share_before": block.percent,
        "share_after": block.percent,
        "share_change": signed_points,
    }
    made = table_block(frame, language, word("title.shares", language), formats, word("compare.points_note", language))
    return _sided(made, one, ("group", "before", "after", "change"), language)


def vehicle_blocks(one: Comparison, names: Names, language: Language) -> list[Block]:
    """Return vehicles wanted and built where they differ, else nothing."""
    table = one.vehicles
    if np.allclose(table["built_change"], 0.0) and np.allclose(table["demanded_before"], table["demanded_after"]):
        return []
    frame = table.assign(vehicle=_named(table["vehicle"], names.parts))
    first, second = _sides(one)
    made = table_block(
        frame,
        language,
        word("title.compare_vehicles", language),
        dict.fromkeys(frame.columns[1:5], block.count) | {"built_change": _signed(block.count)},
    )
    wanted, built = block.heading("demanded", language), block.heading("built", language)
    heads = [f"{what} {side}" for what in (wanted, built) for side in (first, second)]
    return [replace(made, headings=(made.headings[0], *heads, block.heading("change", language)))]


def supplier_block(one: Comparison, names: Names, language: Language) -> Block:
    """Return the suppliers whose work differs: new, dropped, more or less, in parts and money."""
    table = one.suppliers
    frame = table.head(SHOWN["suppliers"])
    frame = frame.assign(
        supplier=_named(frame["supplier"], names.suppliers),
        status=[word(f"supplier_status.{status}", language) for status in frame["status"]],
    )[["supplier", "status", "parts_won", "parts_lost", "value_before_idr", "value_after_idr", "value_change_idr"]]
    title = word("title.compare_suppliers", language)
    if table.empty:
        return Block(title=title, lines=(word("compare.no_awards", language),))
    count = table["status"].value_counts()
    others = len(table) - count.get("new", 0) - count.get("dropped", 0)
    counts = {"new": count.get("new", 0), "dropped": count.get("dropped", 0), "others": others}
    told = {name: render.number(int(value), language) for name, value in counts.items()}
    note = " ".join(
        filter(None, [word("compare.suppliers_note", language, **told), _more(len(table), len(frame), language)])
    )
    made = table_block(frame, language, title, _value_formats(), note)
    return _sided(made, one, ("supplier", "status", "parts_won", "parts_lost", "before", "after", "change"), language)


def award_block(one: Difference, names: Names, language: Language) -> Block:
    """Return the awards that moved, by supplier and part, most money first."""
    title = word("title.compare_awards", language)
    if one.awards.empty:
        return Block(title=title, lines=(word("compare.no_awards", language),))
    shown = one.awards.head(SHOWN["awards"])
    frame = pd.DataFrame(
        {
            "supplier": _named(shown["supplier"], names.suppliers),
            "part": _named(shown["part"], names.parts),
            "status": [word(f"award_status.{status}", language) for status in shown["status"]],
            "before": shown["units_before"],
            "after": shown["units_after"],
            "unit": [names.units.get(part, "") for part in shown["part"]],
            "value_change_idr": shown["value_change_idr"],
        }
    )
    formats: dict[str, Format] = {
        "before": block.count,
        "after": block.count,
        "value_change_idr": _signed(block.compact),
    }
    made = table_block(frame, language, title, formats, _more(len(one.awards), len(shown), language))
    return _sided(made, one, ("supplier", "part", "status", "before", "after", "unit", "value_change"), language)


def region_blocks(one: Comparison, language: Language) -> list[Block]:
    """Return labour hours, jobs and value by region and year, where the hours moved most; nothing if none moved."""
    moved = one.regions[one.regions["labour_hours_change"].abs().gt(0.05)]
    if moved.empty:
        return []
    shown = moved.head(SHOWN["regions"])
    columns = ["name", "year", "labour_hours_before", "labour_hours_after", "jobs_change", "value_change_idr"]
    formats: dict[str, Format] = {"labour_hours_before": block.count, "labour_hours_after": block.count}
    formats |= {"jobs_change": _signed(block.hours), "value_change_idr": _signed(block.compact)}
    title = word("title.compare_regions", language)
    made = table_block(shown[columns], language, title, formats, _more(len(moved), len(shown), language))
    return [_sided(made, one, ("region", "year", "before", "after", "jobs_change", "value_change"), language)]


def finding_change_block(one: Comparison, language: Language) -> Block:
    """Return the findings that only one of the runs has."""
    shown = one.findings.head(SHOWN["findings"])
    lines = tuple(
        f"{word(f'finding_action.{row.action}', language)}, {label('severity', row.severity, language)}: {row.message}"
        for row in shown.itertuples(index=False)
    )
    note = _more(len(one.findings), len(shown), language)
    return Block(title=word("title.compare_findings", language), lines=lines, note=note)


def both_names(one: Difference) -> Names:
    """Return the names of what is in either data set, those of the reference first."""
    after, before = names_of(one.tables_after), names_of(one.tables_before)
    return Names(
        suppliers=after.suppliers | before.suppliers, parts=after.parts | before.parts, units=after.units | before.units
    )


def signed_money(idr: float, language: Language) -> str:
    """Return rupiah in large units with its sign: ``+Rp 1.2 billion``."""
    return _plus(render.compact_money(idr, language, 2), idr)


def _headline(one: Comparison, language: Language) -> str:
    if one.difference_idr is None:
        return word("compare.no_difference", language)
    totals = [render.money(run.total_cost_idr, language) for run in (one.before, one.after)]
    if not one.difference_idr:
        return word("compare.equal", language, before=one.before.name, total=totals[1])
    return word(
        "compare.more" if one.difference_idr > 0 else "compare.less",
        language,
        idr=render.money(abs(one.difference_idr), language),
        share=render.percent(one.difference_idr / (one.before.total_cost_idr or np.nan), language, 2),
        before=one.before.name,
        before_total=totals[0],
        after_total=totals[1],
    )


def _figure(name: str, value: float, language: Language) -> str:
    if name.endswith("_idr"):
        return render.compact_money(value, language, 2)
    if name.endswith(("_share", "_score")):
        return render.percent(value, language, 2)
    return render.number(value, language, 3 if name.endswith("concentration") else 0)


def _figure_change(name: str, change: float, language: Language) -> str:
    if name.endswith(("_share", "_score")):
        return signed_points(change, language)
    return render.MISSING if render.is_missing(change) else _plus(_figure(name, change, language), change)


def _result(row: Mapping[str, Any], language: Language) -> str:
    """Return how a score stands against its minimum, before and after where that differs."""
    if not row["in_force"]:
        return word("score.not_in_force", language)
    known = [row[f"passes_{side}"] for side in ("before", "after") if not pd.isna(row[f"passes_{side}"])]
    stands = [word("score.passes" if good else "score.falls_short", language) for good in known]
    return " -> ".join(dict.fromkeys(stands))


def _sides(one: Difference) -> tuple[str, str]:
    return one.before.name, one.after.name


def _sided(made: Block, one: Difference, heads: tuple[str, ...], language: Language) -> Block:
    """Return a block with these headings: ``before``, ``old``, ``after`` and ``new`` are the names of the runs."""
    first, second = _sides(one)
    runs = {"before": first, "old": first, "after": second, "new": second}
    kept = dict(zip(heads, made.headings, strict=True))
    given = ("change", "region", "jobs_change", "value_change")
    texts = [runs.get(head) or (block.heading(head, language) if head in given else kept[head]) for head in heads]
    return replace(made, headings=tuple(texts))


def _more(all_rows: int, shown: int, language: Language) -> str:
    left = all_rows - shown
    return word("note.more_rows", language, count=render.number(left, language)) if left > 0 else ""


def _named(keys: pd.Series, names: Mapping[str, str]) -> pd.Series:
    return keys.map(lambda key: names.get(key, key))


def _value_formats() -> dict[str, Format]:
    compacted = dict.fromkeys(("value_before_idr", "value_after_idr"), block.compact)
    return compacted | {"value_change_idr": _signed(block.compact)}


def _plus(text: str, value: object) -> str:
    """Return the text of a change with its plus sign; one that rounds to nothing has none."""
    grown = isinstance(value, (int, float)) and value > 0 and any(digit in text for digit in "123456789")
    return f"+{text}" if grown else text


def _signed(form: Format) -> Format:
    return lambda cell, language: _plus(form(cell, language), cell)


def signed_points(cell: object, language: Language) -> str:
    """Return a change of a share in percentage points; one that rounds to nothing reads as zero."""
    if not isinstance(cell, (int, float)) or cell != cell:
        return render.MISSING
    points = round(cell * 100, 2) + 0.0
    return _plus(render.number(points, language, 2), points)
