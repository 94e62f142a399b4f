"""A plan as a workbook for people: a cover with the headline figures, then a sheet per table, numbers as numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evplan.plan.record import PlanTables
from evplan.report import render
from evplan.report.block import heading
from evplan.report.finding import finding_frame
from evplan.report.gallery import Subject
from evplan.report.language import Language
from evplan.report.page.chapter import Chapter
from evplan.report.page.headline import tiles
from evplan.report.page.origin import origin_rows
from evplan.report.page.table import named
from evplan.report.plan import GROUPS
from evplan.report.sentence import rule_sentence
from evplan.report.sheet import Cover, Sheet
from evplan.report.word import label, word

RUPIAH, SHARE, HOURS, WHOLE = '"Rp" #,##0', "0.0%", "#,##0.0", "#,##0"

FORMATS = {
    "units": HOURS,
    "units_paid": HOURS,
    "wanted": WHOLE,
    "built": WHOLE,
    "kg": WHOLE,
    "suppliers": WHOLE,
    "jobs": HOURS,
    "score": "0.00%",
    "minimum": "0.00%",
    "share": SHARE,
}
"""Number formats of columns that their name's ending does not tell."""


def plan_workbook(
    chapter: Chapter, subject: Subject, language: Language, version: str, now: str
) -> tuple[Cover, list[Sheet]]:
    """Return the cover and the sheets of a run, tables without rows left out; ``now`` is the ISO time of writing."""
    sheets = [_sheet(key, frame, language) for key, frame in _frames(chapter, subject, language).items() if len(frame)]
    return _cover(chapter, subject, sheets, language, version, now), [sheet for _, sheet in sheets]


def _cover(
    chapter: Chapter,
    subject: Subject,
    sheets: list[tuple[str, Sheet]],
    language: Language,
    version: str,
    now: str,
) -> Cover:
    run = chapter.run
    rows: list[tuple[str, str | float | None, str]] = []
    if chapter.question:
        rows.append((word("column.question", language), chapter.question, ""))
    rows.append((word("book.headline", language), None, ""))
    for tile in tiles(run, subject, language):
        rows.append((tile.label, f"{tile.figure} ({tile.note})" if tile.note else tile.figure, ""))
    total = run.total_cost_idr
    rows += [] if total is None else [(word("column.total_cost_idr", language), total, RUPIAH)]
    rows.append((word("book.contents", language), None, ""))
    rows += [(sheet.name, word(f"book.{key}.about", language), "") for key, sheet in sheets]
    rows.append((word("book.provenance", language), None, ""))
    rows += [(name, value, "") for name, value in origin_rows(chapter, language)]
    rows.append(("", word("page.support", language), ""))
    rows.append(("", f"{word('page.made', language, version=version)}, {render.moment(now, language)}", ""))
    return Cover(word("book.cover", language), word("page.title", language, run=run.name), rows)


def _frames(chapter: Chapter, subject: Subject, language: Language) -> dict[str, pd.DataFrame]:
    plan, names = subject.plan, subject.names
    places = dict(subject.places.dropna(subset="name")[["region", "name"]].itertuples(index=False, name=None))
    flows = subject.flows.regions.rename(columns={"idr": "landed_idr"})
    known = names.suppliers
    return {
        "costs": plan.costs.assign(kind=[word(f"cost.{kind}", language) for kind in plan.costs["kind"]]),
        "vehicles": subject.output.assign(vehicle=named(subject.output["vehicle"], names.parts)),
        "scores": _scores(plan, names.parts, language),
        "shares": _shares(plan, language),
        "parts": _parts(subject, language),
        "awards": _awards(subject),
        "capacity": _capacity(plan, known),
        "regions": subject.regions.drop(columns="region").rename(columns={"name": "region"}),
        "flows": flows.assign(origin=named(flows["origin"], places), destination=named(flows["destination"], places)),
        "members": subject.members.assign(
            cooperative=named(subject.members["cooperative"], known), member=named(subject.members["member"], known)
        ),
        "investments": _investments(plan, known, language),
        "rules": pd.DataFrame(
            [(rule.id, rule_sentence(rule, language)) for rule in chapter.rules], columns=["rule", "sentence"]
        ),
        "findings": finding_frame(chapter.run.findings)[["severity", "message", "source", "fix"]].assign(
            severity=lambda frame: [label("severity", one, language) for one in frame["severity"]]
        ),
        "sources": chapter.sources,
    }


def _scores(plan: PlanTables, names: Mapping[str, str], language: Language) -> pd.DataFrame:
    scores = plan.scores[["vehicle", "year", "method", "score", "minimum", "passes", "in_force"]]
    told = {flag: word("word.yes" if flag else "word.no", language) for flag in (True, False)}
    return scores.assign(
        vehicle=named(scores["vehicle"], dict(names)),
        method=[label("method", method, language) for method in scores["method"]],
        passes=scores["passes"].map(told),
        in_force=scores["in_force"].map(told),
    ).rename(columns={"in_force": "in_use"})


def _shares(plan: PlanTables, language: Language) -> pd.DataFrame:
    rank = {group: number for number, group in enumerate(GROUPS)}
    order = plan.shares.assign(rank=plan.shares["group"].map(rank)).sort_values(["measure", "rank"], kind="stable")
    shares = order.drop(columns="rank")
    return shares.assign(
        group=[label("group", group, language) for group in shares["group"]],
        measure=[label("measure", measure, language) for measure in shares["measure"]],
    )[["measure", "group", "share"]]


def _parts(subject: Subject, language: Language) -> pd.DataFrame:
    rows = subject.awarded
    return pd.DataFrame(
        {
            "supplier": rows["supplier"],
            "supplier_name": named(rows["supplier"], subject.names.suppliers),
            "group": [word(f"chart.kind.{kind}", language) for kind in rows["kind"]],
            "part": rows["part"],
            "part_name": named(rows["part"], subject.names.parts),
            "system": [label("chart.system", system, language) for system in rows["system"]],
            "units": rows["units"],
            "unit": named(rows["part"], subject.names.units),
            "value_idr": rows["value_idr"],
        }
    )


def _awards(subject: Subject) -> pd.DataFrame:
    awards, names = subject.plan.awards, subject.names
    return pd.DataFrame(
        {
            "period": awards["period"],
            "supplier": awards["supplier"],
            "supplier_name": named(awards["supplier"], names.suppliers),
            "part": awards["part"],
            "part_name": named(awards["part"], names.parts),
            "workshop": awards["workshop"],
            "site": awards["site"],
            "vehicle": awards["vehicle"],
            "units": awards["units"],
            "units_paid": awards["units_paid"],
            "unit": named(awards["part"], names.units),
            "price_idr": awards["price_idr"],
            "value_idr": awards["value_idr"],
            "freight_idr": awards["freight_idr"],
            "duty_idr": awards["duty_idr"],
        }
    )


def _capacity(plan: PlanTables, names: dict[str, str]) -> pd.DataFrame:
    use = plan.capacity_use
    used = use["used_hours"] / use["hours"].where(use["hours"].gt(0))
    return use.assign(supplier_name=named(use["supplier"], names), capacity_used=used)[
        ["supplier", "supplier_name", "process", "period", "used_hours", "hours", "capacity_used"]
    ]


def _investments(plan: PlanTables, names: dict[str, str], language: Language) -> pd.DataFrame:
    table = plan.investments
    columns = ["period", "in_force", "kind", "item", "supplier", "cost_idr", "credit_idr", "interest_idr"]
    return table.assign(
        kind=[word(f"cost.{kind}", language) for kind in table["kind"]], supplier=named(table["supplier"], names)
    )[columns]


def _sheet(key: str, frame: pd.DataFrame, language: Language) -> tuple[str, Sheet]:
    heads = {column: heading(column, language) for column in frame.columns}
    return key, Sheet(word(f"book.{key}", language), frame, heads, {name: _format(name) for name in frame.columns})


def _format(column: str) -> str:
    if column in FORMATS:
        return FORMATS[column]
    if column.endswith("idr"):
        return RUPIAH
    if column.endswith("share") or column == "capacity_used":
        return SHARE
    return HOURS if column.endswith("hours") else ""
