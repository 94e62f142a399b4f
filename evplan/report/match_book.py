"""Business matching as workbooks: for the office (who could make what), and the request that goes to suppliers.

They are two files on purpose: what is sent must hold no name and no price of a rival.
"""

from __future__ import annotations

import pandas as pd

from evplan.plan.matching import STEPS, Matching
from evplan.plan.matching_target import Tally
from evplan.report import render
from evplan.report.block import heading
from evplan.report.language import Language
from evplan.report.match import note_lines, pair_frame, part_frame
from evplan.report.plan import Names
from evplan.report.sheet import Cover, Sheet
from evplan.report.word import label, word
from evplan.report.workbook import HOURS, RUPIAH, WHOLE
from evplan.schema import Tables

MOST_SHEETS = 60
"""So many parts or suppliers get a sheet of their own, the dearest; the overview has all."""

FORMATS = {
    "points": "0.00",
    "jobs": HOURS,
    "suitability": WHOLE,
    "could_units": WHOLE,
    "units": WHOLE,
    "units_now": WHOLE,
    "similar_parts": WHOLE,
    "distance_km": WHOLE,
    "offering": WHOLE,
    "ready": WHOLE,
    "steps": WHOLE,
    "mass_kg": "0.00",
}

ANSWERS = ("price", "minimum_order", "maximum_units", "tooling_cost_idr", "lead_time", "hours_per_unit")
CONTENT = ("labour_hours_per_unit", "local_content_share", "content_evidence", "certificate_expiry")
TO_FILL_IN = (*ANSWERS, *CONTENT, "raw_material_origin")
"""Columns that a supplier fills in; those of offers where there is one."""


def match_workbook(
    matching: Matching, reached: Tally | None, tables: Tables, names: Names, language: Language, supplier: str | None
) -> tuple[Cover, list[Sheet]]:
    """Return the cover and sheets: the overview, the target where one was asked, then a sheet per part.

    Of one supplier the pairs are one sheet, a row per part.
    """
    parts = part_frame(matching, names, language)
    pairs = pair_frame(matching, tables, names, language)
    sheets = [_sheet(word("match.book.overview", language), parts, language)]
    if reached is not None:
        told = reached.transactions
        told = told.assign(
            part=told["part"].map(lambda key: names.parts.get(key, key)),
            supplier=told["supplier"].map(lambda key: names.suppliers.get(key, key)),
            standing=[word(f"match.standing.{one}", language) for one in told["standing"]],
        )
        sheets.append(_sheet(word("match.book.potential", language), told, language))
    if supplier is not None:
        later = matching.pairs["standing"].eq(STEPS)
        told = pairs.assign(later=later).sort_values(["later", "could_idr"], ascending=[True, False], kind="stable")
        sheets.append(_sheet(supplier, told.drop(columns=["later", "rank"]), language))
    else:
        by_part = dict(list(pairs.groupby("part")))
        for number, key in enumerate(matching.parts["part"].head(MOST_SHEETS), start=1):
            if key in by_part:
                told = by_part[key].drop(columns=["part", "part_name"])
                # The number keeps sheets apart whose names are cut to the same 31 signs.
                sheets.append(_sheet(f"{number} {key}", told, language))
    return _cover(matching, reached, language), sheets


def _cover(matching: Matching, reached: Tally | None, language: Language) -> Cover:
    parts = matching.parts
    kind = word("match.imported" if matching.imported_only else "match.all", language)
    sums = word(
        "match.book.sums",
        language,
        open=render.compact_money(float(parts["open_idr"].sum()), language),
        could=render.compact_money(float(parts["could_idr"].sum()), language),
        count=len(parts),
    )
    rows: list[tuple[str, str | float | None, str]] = [
        (word("match.book.asked", language), f"{matching.basis.name}: {kind}", ""),
        (word("match.book.figures", language), sums, ""),
    ]
    if reached is not None:
        figures = {name: render.compact_money(getattr(reached, f"{name}_idr"), language, 2) for name in _FIGURES}
        rows.append((word("match.target_title", language, **figures), None, ""))
        rows.append(
            ("", word("match.certain" if matching.basis.planned else "match.certain_none", language, **figures), "")
        )
        rows.append(("", word("match.potential", language, **figures), ""))
        rows.append(("", word("match.short" if reached.short_idr > 0 else "match.enough", language, **figures), ""))
    rows.append((word("match.book.criteria", language), None, ""))
    rows += [("", line, "") for line in note_lines(matching, language)]
    return Cover(word("match.book", language), word("match.book", language), rows)


_FIGURES = ("target", "certain", "ready", "steps", "short")


def request_workbook(
    matching: Matching,
    tables: Tables,
    names: Names,
    language: Language,
    *,
    supplier: str | None,
    reply_by: str,
    today: str,
) -> tuple[Cover, list[Sheet]]:
    """Return a request for quotation of the parts asked about: cover, parts with fields to fill in, quantities.

    To one ``supplier`` go only the parts that it could make. Nothing in it says who else could make a part, or what
    anybody asks for it.
    """
    parts_sheet, amounts_sheet = word("match.request.parts", language), word("match.request.quantities", language)
    fill, answer = word("match.request.fill", language), word("match.request.fill_answer", language)
    rows: list[tuple[str, str | float | None, str]] = [
        (word("match.request.buyer", language), fill, ""),
        (word("match.request.contact", language), fill, ""),
        (word("match.request.reply", language), render.day(reply_by, language), ""),
        (word("match.request.answer", language), None, ""),
        ("", word("match.request.answer_text", language, sheet=parts_sheet), ""),
        ("", word("match.request.quantities_note", language, sheet=amounts_sheet), ""),
        (word("match.request.firm", language), None, ""),
        (word("column.name", language), answer, ""),
        (word("match.request.contact", language), answer, ""),
        ("", word("match.request.made", language, day=render.day(today, language)), ""),
    ]
    asked = matching.parts[matching.parts["open_units"].gt(0)]
    if supplier is not None:
        asked = asked[asked["part"].isin(matching.pairs["part"])]
    return (
        Cover(word("match.request", language), word("match.request", language), rows),
        [
            _sheet(parts_sheet, _requested(asked, tables, names, language), language),
            _sheet(amounts_sheet, _amounts(asked, matching, tables, names, language), language),
        ],
    )


def _requested(asked: pd.DataFrame, tables: Tables, names: Names, language: Language) -> pd.DataFrame:
    parts = tables["parts"].set_index("part").loc[asked["part"]].reset_index()
    regions = tables["regions"].dropna(subset="name").set_index("region")["name"].to_dict()
    place = asked["destination"].map(regions).fillna(asked["destination"]).to_numpy()
    told = pd.DataFrame(
        {
            "part": parts["part"],
            "part_name": parts["part"].map(lambda key: names.parts.get(key, key)),
            "system": [label("chart.system", system, language) for system in parts["system"]],
            "mass_kg": parts["mass_kg"],
            "process": parts["process"].fillna(""),
            "certificates": parts["certificates"].fillna("").str.replace(";", ", "),
            "safety_critical": [word("word.yes" if flag else "word.no", language) for flag in parts["safety_critical"]],
            "delivery": place,
            "units": asked["open_units"].round().to_numpy(),
            "unit": parts["unit"],
        }
    )
    return told.assign(**dict.fromkeys(TO_FILL_IN, ""))


def _amounts(asked: pd.DataFrame, matching: Matching, tables: Tables, names: Names, language: Language) -> pd.DataFrame:
    """Return a row per part and a column per period: whole units whose sum is that of the horizon."""
    share = (asked["open_units"] / asked["units"].where(asked["units"].gt(0))).set_axis(asked["part"])
    periods = matching.basis.periods
    rows = periods[periods["part"].isin(asked["part"])]
    order = rows["period"].drop_duplicates().sort_values()
    wide = rows.pivot_table(index="part", columns="period", values="units", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(index=asked["part"], columns=order, fill_value=0.0).mul(share, axis=0).fillna(0.0)
    # What is rounded is the running sum, so that nothing is lost on the way.
    whole = wide.cumsum(axis=1).round()
    whole = whole.diff(axis=1).fillna(whole.iloc[:, :1]) if len(order) else whole
    named = whole.rename(columns={one: render.period(one, language) if one else "" for one in order})
    keys = pd.Series(asked["part"].to_numpy())
    unit = tables["parts"].set_index("part")["unit"]
    head = {"part": keys, "part_name": keys.map(lambda key: names.parts.get(key, key)), "unit": keys.map(unit)}
    return pd.concat([pd.DataFrame(head), named.reset_index(drop=True)], axis=1)


def _sheet(name: str, frame: pd.DataFrame, language: Language) -> Sheet:
    formats = {column: FORMATS.get(column) or _format(column) for column in frame.columns}
    return Sheet(name, frame, {column: heading(column, language) for column in frame.columns}, formats)


def _format(column: str) -> str:
    if column.endswith("idr") and column not in TO_FILL_IN:
        return RUPIAH
    return WHOLE if column.endswith("hours") else ""
