"""``evplan match``: which supplier could make which part, and what it lacks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import click
import pandas as pd

from evplan.cli.console import note, tell, tell_json, tell_table
from evplan.cli.setting import Command, Setting, format_option, pass_setting
from evplan.errors.match import RequestEndingWrong
from evplan.report.block import Block
from evplan.report.export import export_file
from evplan.report.match import match_blocks, match_json
from evplan.report.match_book import match_workbook, request_workbook
from evplan.report.plan import names_of
from evplan.report.sheet import write_sheets
from evplan.report.word import word
from evplan.workflow.match import Matched, MatchQuestion, find_matches
from evplan.workflow.report import check_free

REPLY_DAYS = 21
"""Time to answer a request, unless a day is given."""

TABLES = ("parts", "pairs", "transactions")
CHARTS = (".svg", ".png", ".html")


@click.command(
    "match",
    cls=Command,
    examples=[
        "evplan match baseline --imported",
        "evplan match baseline --part BRK-DISC",
        "evplan match baseline --supplier KOP-TGL --request kop-tgl.xlsx --lang id",
        "evplan match baseline --imported --target 25000000000 -o matching.xlsx",
        "evplan match baseline --imported -o imports.svg",
        "evplan match --data nusantara --short-of-hours --format csv",
    ],
)
@click.argument("run", metavar="[RUN]", required=False)
@click.option("--data", metavar="NAME", help="From a data set instead of a run: all its demand, nothing bought yet.")
@click.option("--part", "parts", multiple=True, metavar="PART", help="Only this part. Repeatable.")
@click.option("--imported", is_flag=True, help="Parts that are imported, and only what is imported of them.")
@click.option("--single-source", is_flag=True, help="Parts that one supplier makes.")
@click.option("--short-of-hours", is_flag=True, help="Parts for which those who offer them lack hours.")
@click.option("--supplier", metavar="SUPPLIER", help="The other way round: what this supplier could make.")
@click.option("--weight", "weights", multiple=True, metavar="CRITERION=NUMBER", help="Change the order: hours=40.")
@click.option("--target", type=float, metavar="IDR", help="Count what is certain and possible toward this many rupiah.")
@click.option(
    "-o", "--output", "target_file", type=click.Path(path_type=Path), metavar="FILE", help=".xlsx, .svg, .png or .html."
)
@click.option(
    "--request", type=click.Path(path_type=Path), metavar="FILE", help="A request for quotation to send: .xlsx."
)
@click.option("--reply-by", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Of the request; default: 3 weeks.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
@click.option("--table", type=click.Choice(TABLES), default=None, help="Which table CSV has; default: pairs.")
@format_option
@pass_setting
def match(
    setting: Setting,
    run: str | None,
    data: str | None,
    parts: tuple[str, ...],
    imported: bool,
    single_source: bool,
    short_of_hours: bool,
    supplier: str | None,
    weights: tuple[str, ...],
    target: float | None,
    target_file: Path | None,
    request: Path | None,
    reply_by: datetime | None,
    overwrite: bool,
    table: str | None,
    layout: str,
) -> None:
    """Tell who could make each part: process, certificates, free hours, distance, similar parts; and what is lacking.

    RUN is a run's name, like baseline#1; the name of a scenario alone stands for its newest run. Of parts to which
    every choice applies it tells the rupiah, points of local content and jobs at stake. A request holds no names and
    no prices of others: what a part is, how many, where to, and fields to fill in.
    """
    _check(target_file, request, overwrite=overwrite)
    question = MatchQuestion(parts, imported, single_source, short_of_hours, supplier, weights, target)
    found = find_matches(setting.url, setting.version, run, data, question)
    if layout == "json":
        tell_json(match_json(found.matching, found.tally))
    elif layout == "csv":
        tell_table(_table(found, table), Block(), layout)
    else:
        names = names_of(found.tables)
        tell(
            match_blocks(found.matching, found.tally, found.tables, names, setting.language, supplier=question.supplier)
        )
    if target_file is not None:
        _write(found, target_file, setting, overwrite=overwrite)
    if request is not None:
        today = datetime.fromisoformat(setting.now).date()
        last = reply_by.date() if reply_by else today + timedelta(days=REPLY_DAYS)
        _write_request(found, request, setting, last, today, overwrite=overwrite)


def _check(target: Path | None, request: Path | None, *, overwrite: bool) -> None:
    """Refuse files that cannot be written before work is spent on them."""
    if target is not None and target.suffix.casefold() not in (".xlsx", *CHARTS):
        raise RequestEndingWrong(path=target, what="matching", known=", ".join((".xlsx", *CHARTS)))
    if request is not None and request.suffix.casefold() != ".xlsx":
        raise RequestEndingWrong(path=request, what="a request for quotation", known=".xlsx")
    for path in (target, request):
        if path is not None:
            check_free(path, overwrite=overwrite)


def _table(found: Matched, table: str | None) -> pd.DataFrame:
    if table == "transactions":
        if found.tally is None:
            raise click.UsageError("--table transactions needs --target, the rupiah to count toward.")
        return found.tally.transactions
    return found.matching.parts if table == "parts" else found.matching.pairs


def _write(found: Matched, path: Path, setting: Setting, *, overwrite: bool) -> None:
    names, language = names_of(found.tables), setting.language
    if path.suffix.casefold() == ".xlsx":
        cover, sheets = match_workbook(
            found.matching, found.tally, found.tables, names, language, found.question.supplier
        )
        export_file(path, partial(write_sheets, cover, sheets), overwrite=overwrite)
    else:
        # Only who wants a chart waits for the library to load.
        from evplan.report.chart import write_chart
        from evplan.report.match_chart import match_chart

        write_chart(match_chart(found.matching, names, language), path, language, overwrite=overwrite)
    _tell_written(word("match.book", language), path, setting)


def _write_request(found: Matched, path: Path, setting: Setting, last: date, today: date, *, overwrite: bool) -> None:
    names, language = names_of(found.tables), setting.language
    days = {"reply_by": last.isoformat(), "today": today.isoformat()}
    supplier = found.question.supplier
    cover, sheets = request_workbook(found.matching, found.tables, names, language, supplier=supplier, **days)
    export_file(path, partial(write_sheets, cover, sheets), overwrite=overwrite)
    _tell_written(word("match.request", language), path, setting)


def _tell_written(what: str, path: Path, setting: Setting) -> None:
    if not setting.quiet:
        note(word("written", setting.language, what=what, target=path))
