"""A run as sections of a page, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from evplan.report.block import Block, table_block
from evplan.report.finding import finding_block
from evplan.report.gallery import Subject
from evplan.report.language import Language
from evplan.report.network import network_blocks
from evplan.report.objective import stage_block
from evplan.report.page.chapter import Chapter
from evplan.report.page.origin import origin_section
from evplan.report.page.piece import Figure, Section, figure
from evplan.report.page.table import (
    award_table,
    beside,
    capacity_table,
    flow_table,
    named,
    output_table,
    tier_table,
)
from evplan.report.plan import conflict_block, cost_block, score_block, share_block, vehicle_block
from evplan.report.roadmap import member_block, roadmap_blocks
from evplan.report.sentence import rule_sentence
from evplan.report.word import word

MOST_FINDINGS = 200

MOST_SHOWN = 60
"""A table with more rows is closed until it is asked for, and is not printed."""

Piece = Figure | Block


def chapter_sections(chapter: Chapter, prefix: str, language: Language) -> list[Section]:
    """Return the sections of a run; ``prefix`` begins their anchors and is unique on the page."""
    subject, run = chapter.subject, chapter.run
    found = _no_plan(chapter, language) if subject is None else _plan(chapter, subject, prefix, language)
    found += [("rules", _rules(chapter, language))]
    if chapter.resilience:
        found += [("resilience", list(chapter.resilience))]
    told = finding_block(run.findings, language, MOST_FINDINGS)
    found += [("findings", [replace(told, title=told.title.partition(": ")[2])])]
    sections = [
        Section(f"{prefix}-{key}", word(f"section.{key}", language), tuple(pieces)) for key, pieces in found if pieces
    ]
    return [*sections, origin_section(chapter, f"{prefix}-provenance", language)]


def comparison_section(subjects: Sequence[Subject], comparison: Sequence[Block], language: Language) -> Section:
    """Return runs side by side: cost, scores and shares, then what changed."""
    pairs = (("cost", "costs"), ("scores", "scores"), ("shares", "shares"))
    pieces: list[Piece] = [
        figure(kind, subjects, beside(list(subjects), which, language), language, "beside", shown=kind == "cost")
        for kind, which in pairs
    ]
    return Section("beside", word("section.comparison", language), (*pieces, *comparison))


def _no_plan(chapter: Chapter, language: Language) -> list[tuple[str, list[Piece]]]:
    run = chapter.run
    key = "page.no_plan" if run.outcome.status == "infeasible" else "page.no_plan_unknown"
    pieces: list[Piece] = [Block(lines=(word(key, language, scenario=run.scenario),))]
    pieces += [conflict_block(run, language)] if run.conflict else []
    return [("headline", pieces)]


def _plan(chapter: Chapter, subject: Subject, prefix: str, language: Language) -> list[tuple[str, list[Piece]]]:
    plan, names = subject.plan, subject.names
    stages = [stage_block(chapter.run.stages, language)] if len(chapter.run.stages) > 1 else []

    def drawn(kind: str, table: Block, *, shown: bool = False) -> Figure:
        return figure(kind, [subject], replace(table, title=""), language, prefix, shown=shown)

    scores = score_block(plan, names, language)
    network = network_blocks(plan, names.suppliers, names.parts, language)
    found: list[tuple[str, list[Piece]]] = [
        ("cost", [drawn("cost", cost_block(plan, language), shown=True), *stages]),
        ("vehicles", [drawn("output", output_table(subject, language)), vehicle_block(plan, names, language)]),
        ("content", [drawn("scores", scores, shown=len(scores.rows) <= MOST_SHOWN)]),
        ("shares", [drawn("shares", share_block(plan, language))]),
        ("awards", [drawn("awards", award_table(subject, language))]),
        ("capacity", [drawn("capacity", capacity_table(subject, language))]),
        (
            "regions",
            [drawn("map", flow_table(subject, language)), drawn("regions", _region_table(subject, language))],
        ),
        ("tiers", [drawn("tiers", tier_table(subject, language))]),
        ("workshops", list(network)),
    ]
    if len(subject.members):
        found.append(("members", _members(chapter.run.name, subject, language)))
    if len(subject.road.years) > 1:
        _, years, steps = roadmap_blocks(chapter.run.name, subject.road, names, language)
        found.append(("investments", [drawn("roadmap", replace(steps, title="")), years]))
    return found


def _members(run: str, subject: Subject, language: Language) -> list[Piece]:
    """Return what each cooperative gets over the horizon, and each of its members in a year."""
    members = member_block(run, subject.members, subject.names, language)
    table = subject.members.groupby("cooperative", as_index=False).agg(
        members=("member", "nunique"),
        used_hours=("hours", "sum"),
        revenue_idr=("revenue_idr", "sum"),
        fee_idr=("fee_idr", "sum"),
    )
    table["cooperative"] = named(table["cooperative"], subject.names.suppliers)
    whole = table_block(table.sort_values("revenue_idr", ascending=False), language)
    each = Figure(word("page.members", language), "", (), replace(members, title=""), len(members.rows) <= MOST_SHOWN)
    return [whole, each]


def _region_table(subject: Subject, language: Language) -> Block:
    columns = [
        "year",
        "name",
        "suppliers",
        "jobs",
        "value_idr",
        "value_share",
        "unemployment_share",
        "minimum_wage_idr",
    ]
    frame = subject.regions[columns].rename(columns={"name": "region"})
    return table_block(frame.assign(jobs=frame["jobs"].round(1)), language)


def _rules(chapter: Chapter, language: Language) -> list[Piece]:
    if not chapter.rules:
        return [Block(lines=(word("page.no_rules", language),))]
    if chapter.prices:
        return list(chapter.prices)
    frame = pd.DataFrame(
        {
            "rule": [rule.id for rule in chapter.rules],
            "page.sentence": [rule_sentence(rule, language) for rule in chapter.rules],
        }
    )
    told = table_block(frame, language)
    headings = (told.headings[0], word("page.sentence", language))
    note = word("page.no_prices", language, run=chapter.run.name) if chapter.subject is not None else ""
    return [replace(told, headings=headings, note=note)]
