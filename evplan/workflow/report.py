"""Stored runs as subjects of charts, pages and workbooks: everything that follows from a plan, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from evplan.errors import NoPlan, ReportEndingWrong, RunTwice, WorkbookOfOneRun, file_unwritable, nearest
from evplan.plan.flow import flows, region_kinds, who_gets_what
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.membership import member_years
from evplan.plan.record import Run, Solution
from evplan.plan.region import region_years
from evplan.plan.roadmap import roadmap
from evplan.readers import read_law, read_outline
from evplan.report.block import Block
from evplan.report.compare import comparison_blocks
from evplan.report.explain_rules import rule_price_blocks
from evplan.report.export import export_file
from evplan.report.gallery.subject import Subject
from evplan.report.language import Language
from evplan.report.page import Chapter, page_html
from evplan.report.plan import names_of
from evplan.report.sheet import write_sheets
from evplan.report.stress import region_names, stress_blocks
from evplan.report.workbook import plan_workbook
from evplan.schema import Tables
from evplan.workflow.clock import Progress
from evplan.workflow.compare import compare_runs
from evplan.workflow.explain_content import ContentQuestion, explain_run_content
from evplan.workflow.explain_rules import RulePrices, price_run_rules
from evplan.workflow.reference import references
from evplan.workflow.reopen import planned
from evplan.workflow.run import run_scenario, show_run
from evplan.workflow.stress import last_stress

Tell = Callable[[Progress], None]

ENDINGS = ("html", "xlsx")


def subjects(url: str, version: str, names: Sequence[str], show: Tell | None = None) -> list[Subject]:
    """Return stored runs, each with a verified plan, as subjects. ``show`` asks for the curves of local content too.

    Raises ``RunTwice`` and what `evplan.workflow.reopen.planned` raises.
    """
    found = [subject(url, version, name) for name in names]
    _check_once([one.name for one in found])
    if show is None:
        return found
    return [_with_points(url, version, one, show) for one in found]


def subject(url: str, version: str, name: str) -> Subject:
    """Return a stored run as a subject. Raises what `evplan.workflow.reopen.planned` raises."""
    run, tables, law = planned(url, version, name)
    scenario = run_scenario(run)
    return make_subject(run, tables, assemble(tables, scenario, law, references(url, version, scenario)))


def make_subject(run: Run, tables: Tables, inputs: PlanInputs) -> Subject:
    """Return a run with a plan, and the data and inputs that it was solved with, as a subject."""
    plan, solution = run.tables, run.solution
    assert plan is not None, "checked by planned"
    assert solution is not None, "checked by planned"
    awarded = who_gets_what(tables, plan)
    sites = tables["sites"]
    return Subject(
        run=run,
        plan=plan,
        names=names_of(tables),
        awarded=awarded,
        output=_output(inputs, solution),
        regions=region_years(inputs, plan),
        region_kinds=region_kinds(tables, awarded),
        road=roadmap(inputs, solution, plan),
        members=member_years(inputs, plan.members),
        flows=flows(tables, plan),
        places=tables["regions"][["region", "name", "latitude", "longitude"]],
        site_names=dict(sites.dropna(subset="name")[["site", "name"]].itertuples(index=False, name=None)),
        sites=frozenset(sites["region"].dropna()),
        outline=read_outline(),
    )


def confidence_rows(tables: Tables) -> pd.DataFrame:
    """Return how many ``rows`` of each ``table`` are of which ``confidence`` (blank: not said)."""
    counted = [
        frame["confidence"]
        .fillna("")
        .value_counts()
        .rename_axis("confidence")
        .rename("rows")
        .reset_index()
        .assign(table=name)
        for name, frame in tables.items()
        if "confidence" in frame.columns and len(frame)
    ]
    columns = ["table", "confidence", "rows"]
    return pd.concat(counted, ignore_index=True)[columns] if counted else pd.DataFrame(columns=columns)


def _check_once(names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise RunTwice(run=name)


def _output(inputs: PlanInputs, solution: Solution) -> pd.DataFrame:
    periods = inputs.periods["period"]
    wanted = pd.DataFrame(inputs.demand, index=pd.Index(inputs.lines["vehicle"], name="vehicle"), columns=periods)
    table = wanted.groupby(level="vehicle", sort=False).sum().rename_axis(columns="period").stack().rename("wanted")
    built = solution.builds.groupby(["vehicle", "period"])["built"].sum()
    return table.to_frame().assign(built=built.reindex(table.index).fillna(0.0)).reset_index()


def _with_points(url: str, version: str, one: Subject, show: Tell) -> Subject:
    found = explain_run_content(url, version, one.name, ContentQuestion(points=()), show)
    return replace(one, points=tuple(point for point in found.next_points if len(point.curve.steps)))


def chapters(
    url: str,
    version: str,
    names: Sequence[str],
    language: Language,
    *,
    prices: bool = False,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Chapter]:
    """Return stored runs as chapters of a page. ``prices``: every rule's price too, for which it is solved again.

    Raises ``RunTwice``, ``NotFound``, ``NotVerified`` and ``LawChanged``; a run without a plan has a chapter too.
    """
    found = [_chapter(url, version, name, language, prices, told) for name in names]
    _check_once([one.run.name for one in found])
    return found


def _chapter(
    url: str, version: str, name: str, language: Language, prices: bool, told: Callable[[int, int], None]
) -> Chapter:
    run, tables = show_run(url, version, name)
    scenario, law = run_scenario(run), read_law()
    planned_run = run.solution is not None
    priced = price_run_rules(url, version, run.name, told=told) if prices and planned_run else None
    return Chapter(
        run=run,
        subject=subject(url, version, run.name) if planned_run else None,
        question=scenario.question,
        rules=tuple(scenario.rule),
        sources=tables["sources"],
        confidence=confidence_rows(tables),
        law=pd.DataFrame(
            [(document.title, document.regulation) for document in law.documents.values()],
            columns=["title", "regulation"],
        ),
        resilience=tuple(_resilience(url, version, run.name, tables, language)) if planned_run else (),
        prices=() if priced is None else _price_blocks(priced, language),
    )


def _resilience(url: str, version: str, name: str, tables: Tables, language: Language) -> list[Block]:
    found = last_stress(url, version, name)
    return [] if found is None else stress_blocks(found, names_of(tables), region_names(tables), language)


def _price_blocks(priced: RulePrices, language: Language) -> tuple[Block, ...]:
    return tuple(
        rule_price_blocks(
            priced.run.name,
            priced.rules,
            priced.steps,
            priced.bounds,
            language,
            cost_idr=priced.cost_idr,
            bound_idr=priced.bound_idr,
            improved_idr=priced.improved_idr,
            approximate=priced.approximate,
        )
    )


def report_page(
    url: str,
    version: str,
    names: Sequence[str],
    target: Path,
    language: Language,
    now: str,
    *,
    prices: bool = False,
    overwrite: bool = False,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> None:
    """Write stored runs as one HTML page; ``now`` is the ISO time that it shows. ``prices`` as for `chapters`.

    Raises what `chapters` raises, and ``FileUnwritable`` as `evplan.report.export.export_file` does.
    """
    found = chapters(url, version, names, language, prices=prices, told=told)
    text = page_html(found, comparison(url, version, found, language), language, version, now)
    export_file(target, partial(_write_text, text), overwrite=overwrite)


def comparison(url: str, version: str, found: Sequence[Chapter], language: Language) -> list[Block]:
    """Return what changed from the first run to each of the others, in words; nothing for one run."""
    names = [chapter.run.name for chapter in found if chapter.subject is not None]
    if len(names) < 2:
        return []
    compared = compare_runs(url, version, names, language=language)
    return [block for one in compared for block in comparison_blocks(one, language)]


def report_workbook(
    url: str, version: str, name: str, target: Path, language: Language, now: str, *, overwrite: bool = False
) -> None:
    """Write a stored run with a plan as a workbook for people. Raises what `subject` raises, and ``FileUnwritable``."""
    (chapter,) = chapters(url, version, [name], language)
    if chapter.subject is None:
        raise NoPlan(run=chapter.run.name, status=chapter.run.outcome.status)
    cover, sheets = plan_workbook(chapter, chapter.subject, language, version, now)
    export_file(target, partial(write_sheets, cover, sheets), overwrite=overwrite)


def check_report(target: Path, runs: int, *, overwrite: bool) -> str:
    """Return ``html`` or ``xlsx``, before anything is worked out.

    Raises ``ReportEndingWrong``, ``WorkbookOfOneRun`` for more runs, and ``FileUnwritable`` for a file that is there.
    """
    ending = target.suffix.removeprefix(".").casefold()
    if ending not in ENDINGS:
        raise ReportEndingWrong(path=target, nearest=nearest(ending, ENDINGS))
    if ending == "xlsx" and runs > 1:
        raise WorkbookOfOneRun(count=runs)
    check_free(target, overwrite=overwrite)
    return ending


def check_free(target: Path, *, overwrite: bool) -> None:
    """Raise ``FileUnwritable`` for a file that is there and may not be replaced, before work is spent on it."""
    if target.exists() and not overwrite:
        raise file_unwritable("write-exists", target)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
