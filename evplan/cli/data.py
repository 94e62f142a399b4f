"""``evplan data``: data sets in and out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from evplan.cli.console import note, tell, tell_table
from evplan.cli.place import shown_url
from evplan.cli.setting import Group, Setting, format_option, pass_setting
from evplan.errors import ExitCode
from evplan.report.block import Block, table_block
from evplan.report.change import change_blocks
from evplan.report.finding import finding_block, finding_count, finding_frame
from evplan.report.word import word
from evplan.workflow.data import check_data, export_data, list_data, load_data
from evplan.workflow.known_word import check_words, reference_index, reference_list
from evplan.workflow.template import make_template, mark_findings

FINDINGS_SHOWN = 200

SOURCE = click.argument("source", metavar="FOLDER_OR_WORKBOOK", type=click.Path(path_type=Path))
OVERWRITE = click.option("--overwrite", is_flag=True, help="Replace what is there.")


@click.group("data", cls=Group, examples=["evplan data check data/nusantara", "evplan data list"])
def data() -> None:
    """Check, load, list and export data sets; a workbook to fill in, and lists to look things up in."""


@data.command(
    "check",
    examples=["evplan data check data/nusantara", "evplan data check suppliers.xlsx -o suppliers-checked.xlsx"],
)
@SOURCE
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="Also write a copy of the workbook with every finding marked in its cell (.xlsx).",
)
@OVERWRITE
@format_option
@pass_setting
def check(setting: Setting, source: Path, target: Path | None, overwrite: bool, layout: str) -> ExitCode:
    """Check a folder of CSV files or a workbook and list everything found; store nothing.

    Ends with exit code 3 if there are errors. With -o the findings come back as a copy of the workbook (of a folder: a
    workbook made of it) with the cells filled and commented, and a sheet that lists them with links.
    """
    checked = check_data(source)
    checked = replace(checked, findings=(*checked.findings, *check_words(checked.files.tables)))
    block = finding_block(checked.findings, setting.language, FINDINGS_SHOWN)
    tell_table(finding_frame(checked.findings), block, layout)
    if target is not None:
        marked, other = mark_findings(source, checked, target, setting.language, overwrite=overwrite)
        if not setting.quiet:
            sheet = word("template.findings", setting.language)
            note(word("written", setting.language, what=word("template.marked", setting.language), target=target))
            note(word("template.marks", setting.language, count=marked, other=other, sheet=sheet))
    return ExitCode.BAD_INPUT if checked.refused() else ExitCode.DONE


@data.command(
    "load",
    examples=["evplan data load data/nusantara", "evplan data load my-set.xlsx --name jabar --accept lane-missing"],
)
@SOURCE
@click.option("--name", metavar="NAME", help="Name in the database; default: that of the folder or file.")
@click.option(
    "--accept", multiple=True, metavar="CODE", help="Load in spite of errors with this code of finding. Repeatable."
)
@format_option
@pass_setting
def load(setting: Setting, source: Path, name: str | None, accept: tuple[str, ...], layout: str) -> None:
    """Load a folder of CSV files or a workbook into the database, all of it or nothing, and say what changed."""
    loaded = load_data(source, setting.url, setting.version, now=setting.now, accept=accept, name=name)
    language = setting.language
    if layout != "table":
        tell_table(loaded.changes, Block(), layout)
    else:
        title = word("data.loaded", language, name=loaded.name, where=shown_url(setting.url))
        tell(change_blocks(loaded.changes, title, language))
    if loaded.findings and not setting.quiet:
        note(word("data.findings", language, count=finding_count(loaded.findings, language)))


@data.command("list", examples=["evplan data list", "evplan data list --format json"])
@format_option
@pass_setting
def list_(setting: Setting, layout: str) -> None:
    """List the data sets of the database."""
    frame = list_data(setting.url, setting.version)
    shown = frame.drop(columns=["digest", "files_digest"])
    tell_table(frame, table_block(shown, setting.language, word("title.data_sets", setting.language)), layout)


@data.command(
    "export", examples=["evplan data export nusantara -o nusantara.xlsx", "evplan data export -o copy-of-the-set/"]
)
@click.argument("name", required=False)
@click.option(
    "-o", "--output", "target", required=True, type=click.Path(path_type=Path), help="Workbook (.xlsx) or folder."
)
@OVERWRITE
@pass_setting
def export(setting: Setting, name: str | None, target: Path, overwrite: bool) -> None:
    """Write data set NAME to a folder of CSV files or a workbook, which 'evplan data load' reads back the same.

    NAME may be left out where the database holds one data set.
    """
    chosen = export_data(setting.url, setting.version, target, name=name, overwrite=overwrite)
    if not setting.quiet:
        tell([Block(lines=(word("written", setting.language, what=chosen, target=target),))])


@data.command(
    "template",
    examples=[
        "evplan data template my-set.xlsx --lang id --regions 32,33",
        "evplan data template example.xlsx --example",
    ],
)
@click.argument("target", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option(
    "--regions",
    metavar="CODES",
    default="",
    help="Fill in the regions of these provinces or regencies: codes with commas between, such as 32,33.28.",
)
@click.option("--example", is_flag=True, help="Fill in a small set that solves (illustrative numbers).")
@OVERWRITE
@pass_setting
def template(setting: Setting, target: Path, regions: str, example: bool, overwrite: bool) -> None:
    """Write a workbook to fill in: a sheet per table, with headings, help, lists to choose from and an example row.

    Filled in, 'evplan data check' and 'evplan data load' take it as it is. An example row that nobody changed does not
    count.
    """
    codes = [code.strip() for code in regions.split(",") if code.strip()]
    make_template(target, setting.language, regions=codes, example=example, overwrite=overwrite)
    if not setting.quiet:
        what = word("template.workbook", setting.language)
        tell([Block(lines=(word("written", setting.language, what=what, target=target),))])


@data.group(
    "reference",
    cls=Group,
    examples=["evplan data reference list", "evplan data reference show regions --find tegal"],
)
def reference() -> None:
    """Look up codes of regions, minimum wages, currencies, processes, certificates, KBLI and HS codes."""


@reference.command("list", examples=["evplan data reference list", "evplan data reference list --format json"])
@format_option
@pass_setting
def reference_names(setting: Setting, layout: str) -> None:
    """List the reference lists that come with evplan."""
    frame = reference_index()
    tell_table(frame, table_block(frame, setting.language, word("title.reference_lists", setting.language)), layout)


@reference.command(
    "show",
    examples=[
        "evplan data reference show regions --find tegal",
        "evplan data reference show currencies --format csv > currencies.csv",
    ],
)
@click.argument("name", metavar="LIST")
@click.option("--find", metavar="TEXT", default="", help="Only what has this text; else what is named most like it.")
@format_option
@pass_setting
def reference_show(setting: Setting, name: str, find: str, layout: str) -> None:
    """Show a reference list, with the source of every row (see the list 'sources') and how far it can be trusted."""
    frame = reference_list(name, find)
    title = word("title.reference", setting.language, name=name)
    tell_table(frame, table_block(frame, setting.language, title), layout)
