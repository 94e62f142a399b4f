"""``evplan chart``: one picture of stored runs."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import note, tell_table
from evplan.cli.progress import shown_progress
from evplan.cli.setting import Command, Setting, format_option, pass_setting

LIST = "list"


@click.command(
    "chart",
    cls=Command,
    examples=[
        "evplan chart list",
        "evplan chart map baseline -o map.svg",
        "evplan chart cost baseline#1 baseline#2 -o cost.png --lang id",
        "evplan chart tiers baseline#1 -o tiers.html --overwrite",
    ],
)
@click.argument("kind", metavar="KIND")
@click.argument("names", metavar="RUN...", nargs=-1)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), metavar="FILE", help=".svg, .png or .html.")
@click.option("--overwrite", is_flag=True, help="Replace the file that is there.")
@format_option
@pass_setting
def chart(
    setting: Setting, kind: str, names: tuple[str, ...], target: Path | None, overwrite: bool, layout: str
) -> None:
    """Draw a chart of stored runs: cost, scores, who gets what, the map, tiers and more.

    KIND is one of those that 'evplan chart list' tells. RUN is a run's name, like baseline#2; the name of a scenario
    alone stands for its newest run. Cost, scores and shares stand several runs side by side.
    """
    # Only who wants a chart waits for the library to load.
    from evplan.report.block import table_block
    from evplan.report.chart import check_ending, write_chart
    from evplan.report.gallery import check_kind, kind_table, titled
    from evplan.report.word import word

    if kind == LIST:
        table = kind_table(setting.language)
        tell_table(table, table_block(table, setting.language), layout)
        return
    check_kind(kind, len(names))
    if not names:
        raise click.MissingParameter(param_hint="'RUN...'", param_type="argument")
    if target is None:
        raise click.MissingParameter(param_hint="'-o' / '--output'", param_type="option")
    check_ending(target)
    from evplan.workflow.report import check_free, subjects

    check_free(target, overwrite=overwrite)
    if kind == "content":
        with shown_progress(setting.language, shown=setting.progress and not setting.quiet) as show:
            found = subjects(setting.url, setting.version, names, show)
    else:
        found = subjects(setting.url, setting.version, names)
    write_chart(titled(kind, found, setting.language), target, setting.language, overwrite=overwrite)
    if not setting.quiet:
        note(word("written", setting.language, what=word(f"chart.{kind}", setting.language), target=target))
