"""``evplan roadmap``: what must be ready when, and what it brings."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import note, tell, tell_json, tell_table
from evplan.cli.setting import Command, Setting, format_option, pass_setting
from evplan.report.block import Block
from evplan.report.plan import names_of
from evplan.report.roadmap import roadmap_blocks, roadmap_json, worth_block
from evplan.report.word import word
from evplan.workflow.roadmap import run_roadmap, run_worth

TABLES = ("steps", "years", "scores", "worth")


@click.command(
    "roadmap",
    cls=Command,
    examples=[
        "evplan roadmap roadmap-2030",
        "evplan roadmap roadmap-2030#1 --chart road.svg --lang id",
        "evplan roadmap roadmap-2030 --table years --format csv",
        "evplan roadmap roadmap-2030 --worth --seconds 10",
    ],
)
@click.argument("name", metavar="RUN")
@click.option("--chart", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: .svg, .png or .html.")
@click.option("--overwrite", is_flag=True, help="Replace the chart that is there.")
@click.option("--worth", is_flag=True, help="Solve again without each upgrade and opening: what it is worth.")
@click.option(
    "--seconds",
    type=click.FloatRange(0, min_open=True),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="For each of these.",
)
@click.option("--table", type=click.Choice(TABLES), default="steps", help="Which table CSV has.")
@format_option
@pass_setting
def roadmap(
    setting: Setting,
    name: str,
    chart: Path | None,
    overwrite: bool,
    worth: bool,
    seconds: float,
    table: str,
    layout: str,
) -> None:
    """Tell the road of a stored plan: what must be ready when, who, where, cost, credit, points gained, jobs.

    RUN is a run's name, like roadmap-2030#1; the name of a scenario alone stands for its newest run. JSON has all
    tables.
    """
    if chart is not None:
        # Only who wants a chart waits for the library to load.
        from evplan.report.chart import check_ending

        check_ending(chart)
    told = run_roadmap(setting.url, setting.version, name)
    names = names_of(told.tables)
    doors = run_worth(setting.url, setting.version, told.name, seconds) if worth or table == "worth" else None
    if layout == "table":
        blocks = roadmap_blocks(told.name, told.answer, names, setting.language)
        if doors is not None:
            blocks.append(worth_block(doors.table, names, setting.language, approximate=doors.approximate))
        tell(blocks)
    elif layout == "csv":
        tell_table(doors.table if doors and table == "worth" else getattr(told.answer, table), Block(), layout)
    else:
        tell_json(roadmap_json(told.name, told.answer, None if doors is None else doors.table))
    if chart is not None:
        from evplan.report.chart import write_chart
        from evplan.report.roadmap_chart import roadmap_chart

        drawn = roadmap_chart(told.name, told.answer, names, setting.language)
        write_chart(drawn, chart, setting.language, overwrite=overwrite)
        if not setting.quiet:
            note(word("written", setting.language, what=told.name, target=chart))
