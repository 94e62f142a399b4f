"""``evplan run``: stored runs."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import tell, tell_json, tell_table
from evplan.cli.run_group import run
from evplan.cli.setting import Setting, format_option, pass_setting
from evplan.cli.solve import tell_run
from evplan.report.block import Block, table_block
from evplan.report.citation import citation_block
from evplan.report.compare import run_difference_blocks
from evplan.report.compare_table import difference_frame, difference_values
from evplan.report.contract import run_contract
from evplan.report.plan import names_of
from evplan.report.render import moment
from evplan.report.roadmap import member_block, region_block
from evplan.report.word import word
from evplan.workflow.compare import run_difference
from evplan.workflow.review import adopted_runs
from evplan.workflow.roadmap import run_members, run_regions
from evplan.workflow.run import FORMATS, export_run, list_runs, set_baseline, show_run

RUN = click.argument("name", metavar="RUN")


@run.command("list", examples=["evplan run list", "evplan run list --format csv"])
@format_option
@pass_setting
def list_(setting: Setting, layout: str) -> None:
    """List the stored runs, newest last."""
    frame = list_runs(setting.url, setting.version)
    tell_table(frame, table_block(frame, setting.language, word("title.runs", setting.language)), layout)


@run.command("show", examples=["evplan run show baseline#1", "evplan run show baseline --lang id"])
@RUN
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, as 'evplan solve --json' does.")
@click.option("--cite", is_flag=True, help="Print how to cite the run instead, as 'evplan run cite' does.")
@pass_setting
def show(setting: Setting, name: str, as_json: bool, cite: bool) -> None:
    """Tell everything about a stored run, as 'evplan solve' did."""
    stored, tables = show_run(setting.url, setting.version, name)
    if cite:
        tell([citation_block(stored, setting.language)])
    elif as_json:
        tell_json(run_contract(stored))
    else:
        tell_run(stored, tables, setting)
        adopted = adopted_runs(setting.url, setting.version)
        for mark in adopted[adopted["run"].eq(stored.name)].itertuples():
            at = moment(mark.at, setting.language)
            told = word("review.adopted_since", setting.language, at=at, by=mark.by)
            tell([Block(), Block(lines=(f"{told} {mark.note}".strip(),))])


@run.command(
    "export",
    examples=[
        "evplan run export baseline#1 -o baseline.xlsx",
        "evplan run export baseline -o tables/ --format csv",
        "evplan run export baseline -o baseline.mps",
    ],
)
@RUN
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path), help="File or folder.")
@click.option("--format", "kind", type=click.Choice(FORMATS), help="Default: what the ending of the output says.")
@click.option("--overwrite", is_flag=True, help="Replace what is there.")
@pass_setting
def export(setting: Setting, name: str, target: Path, kind: str | None, overwrite: bool) -> None:
    """Write a stored run: tables as CSV, Parquet or a workbook, the JSON of solve, or the program as MPS or LP."""
    export_run(setting.url, setting.version, name, target, kind=kind, overwrite=overwrite)
    if not setting.quiet:
        tell([Block(lines=(word("written", setting.language, what=name, target=target),))])


@run.command("baseline", examples=["evplan run baseline baseline#2"])
@RUN
@pass_setting
def baseline(setting: Setting, name: str) -> None:
    """Make a stored run the one that others of its scenario are compared with."""
    chosen = set_baseline(setting.url, setting.version, name)
    if not setting.quiet:
        tell([Block(lines=(word("baseline.set", setting.language, run=chosen),))])


@run.command("regions", examples=["evplan run regions baseline#1", "evplan run regions baseline --format csv"])
@RUN
@format_option
@pass_setting
def regions(setting: Setting, name: str, layout: str) -> None:
    """Tell labour hours, full-time jobs and value per region and year, next to unemployment and minimum wage."""
    told = run_regions(setting.url, setting.version, name)
    found = told.answer
    block = region_block(told.name, found.table, found.full_time_hours, found.concentration, setting.language)
    tell_table(found.table, block, layout)


@run.command("members", examples=["evplan run members baseline#1", "evplan run members baseline --lang id"])
@RUN
@format_option
@pass_setting
def members(setting: Setting, name: str, layout: str) -> None:
    """Tell what each member of a cooperative gets in a year: hours, revenue, fee, estimated share of surplus (SHU)."""
    told = run_members(setting.url, setting.version, name)
    tell_table(told.answer, member_block(told.name, told.answer, names_of(told.tables), setting.language), layout)


@run.command(
    "diff",
    examples=["evplan run diff baseline#1 baseline#2", "evplan run diff baseline umkm --format csv"],
)
@click.argument("before", metavar="RUN")
@click.argument("after", metavar="RUN")
@format_option
@pass_setting
def diff(setting: Setting, before: str, after: str, layout: str) -> None:
    """Tell what differs between two runs, and only that: data, settings, rules, awards.

    'evplan compare' says why the cost differs, and all the rest.
    """
    found = run_difference(setting.url, setting.version, before, after, setting.language)
    if layout == "table":
        tell(run_difference_blocks(found, setting.language))
    elif layout == "csv":
        tell_table(difference_frame(found), Block(), layout)
    else:
        tell_json(difference_values(found))
