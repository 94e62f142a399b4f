"""``evplan data``: data sets in and out."""

from __future__ import annotations

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

FINDINGS_SHOWN = 200

SOURCE = click.argument("source", metavar="FOLDER_OR_WORKBOOK", type=click.Path(path_type=Path))


@click.group("data", cls=Group, examples=["evplan data check data/nusantara", "evplan data list"])
def data() -> None:
    """Check, load, list and export data sets."""


@data.command(
    "check",
    examples=["evplan data check data/nusantara", "evplan data check suppliers.xlsx --format csv > findings.csv"],
)
@SOURCE
@format_option
@pass_setting
def check(setting: Setting, source: Path, layout: str) -> ExitCode:
    """Check a folder of CSV files or a workbook and list everything found; store nothing.

    Ends with exit code 3 if there are errors.
    """
    checked = check_data(source)
    block = finding_block(checked.findings, setting.language, FINDINGS_SHOWN)
    tell_table(finding_frame(checked.findings), block, layout)
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
@click.option("--overwrite", is_flag=True, help="Replace what is there.")
@pass_setting
def export(setting: Setting, name: str | None, target: Path, overwrite: bool) -> None:
    """Write data set NAME to a folder of CSV files or a workbook, which 'evplan data load' reads back the same.

    NAME may be left out where the database holds one data set.
    """
    chosen = export_data(setting.url, setting.version, target, name=name, overwrite=overwrite)
    if not setting.quiet:
        tell([Block(lines=(word("written", setting.language, what=chosen, target=target),))])
