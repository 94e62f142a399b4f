"""``evplan report``: stored runs as one page or a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import note
from evplan.cli.setting import Command, Setting, pass_setting


@click.command(
    "report",
    cls=Command,
    examples=[
        "evplan report baseline -o baseline.html",
        "evplan report baseline#1 baseline#2 -o both.html --lang id",
        "evplan report baseline -o baseline.xlsx --lang id",
        "evplan report baseline -o baseline.html --prices --overwrite",
    ],
)
@click.argument("names", metavar="RUN...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A page (.html) or a workbook (.xlsx).",
)
@click.option("--prices", is_flag=True, help="With the price of every rule: solves again, for a page only.")
@click.option("--overwrite", is_flag=True, help="Replace the file that is there.")
@pass_setting
def report(setting: Setting, names: tuple[str, ...], target: Path, prices: bool, overwrite: bool) -> None:
    """Write stored runs as one page with charts that opens offline and prints, or one run's tables as a workbook.

    RUN is a run's name, like baseline#2; the name of a scenario alone stands for its newest run. Several runs stand
    side by side on the page first, then one after the other. A run without a plan is told with what clashes.
    """
    # Only who wants a report waits for the libraries to load.
    from evplan.report.word import word
    from evplan.workflow.report import check_report, report_page, report_workbook

    where, language = (setting.url, setting.version), setting.language
    if check_report(target, len(names), overwrite=overwrite) == "xlsx":
        report_workbook(*where, names[0], target, language, setting.now, overwrite=overwrite)
    else:
        report_page(*where, names, target, language, setting.now, prices=prices, overwrite=overwrite)
    if not setting.quiet:
        note(word("written", language, what=", ".join(names), target=target))
