"""``evplan explain content``: how high local content can go, and what its next points cost."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from evplan.cli.console import note, tell, tell_json, tell_table
from evplan.cli.progress import shown_progress
from evplan.cli.setting import Command, Setting, format_option, pass_setting
from evplan.errors import ChartNeedsRun, NothingToDraw, TableNotHere
from evplan.report.block import Block
from evplan.report.explain_content import (
    certificate_blocks,
    lost_frame,
    next_blocks,
    reach_blocks,
    records,
    steps_frame,
)
from evplan.report.plan import names_of
from evplan.report.word import word
from evplan.workflow.explain_content import (
    POINTS,
    ContentPrices,
    ContentQuestion,
    ContentReach,
    explain_run_content,
    explain_scenario_content,
)
from evplan.workflow.scenario import scenario_path, shipped_scenarios

OF_SCENARIO = ("reach", "lost")
OF_RUN = (*OF_SCENARIO, "steps", "blocked", "frontier", "certificates", "together")


@click.command(
    "content",
    cls=Command,
    examples=[
        "evplan explain content baseline",
        "evplan explain content baseline#1 --vehicle EM-A --chart curve.svg",
        "evplan explain content baseline#1 --points 1 --points 3 --table frontier --format csv",
    ],
)
@click.argument("name", metavar="SCENARIO.toml|RUN")
@click.option("--vehicle", "vehicles", multiple=True, metavar="KEY", help="Only this vehicle. Repeatable.")
@click.option(
    "--method", metavar="NAME", help="Method of scoring. Default: those in force; of a run, the best of them."
)
@click.option(
    "--points",
    multiple=True,
    type=click.FloatRange(0, 100, min_open=True),
    metavar="NUMBER",
    help="Solve a run again for so many points more. Repeatable. Default: 1, 2 and 5.",
)
@click.option("--quick", is_flag=True, help="Do not solve again: swap by swap only.")
@click.option("--gap", type=click.FloatRange(0, 1, max_open=True), metavar="SHARE", help="Gap of solving again.")
@click.option(
    "--time-limit", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="For each of these. Default: 15."
)
@click.option("--chart", type=click.Path(path_type=Path), metavar="FILE", help="Draw the curve: .svg, .png or .html.")
@click.option("--overwrite", is_flag=True, help="Replace the chart that is there.")
@click.option("--table", type=click.Choice(OF_RUN), help="Which table CSV has. Default: reach; of a run, steps.")
@format_option
@pass_setting
def content(
    setting: Setting,
    name: str,
    vehicles: tuple[str, ...],
    method: str | None,
    points: tuple[float, ...],
    quick: bool,
    gap: float | None,
    time_limit: float | None,
    chart: Path | None,
    overwrite: bool,
    table: str | None,
    layout: str,
) -> None:
    """Say how high local content can go with today's offers, and which parts cap it.

    SCENARIO.toml is a scenario file or the name of one that comes with evplan: asked before any solve. RUN is a stored
    run, like baseline#1: then also what the next points of local content cost, part by part, and which certificates
    would bring most. JSON has all tables.
    """
    if chart is not None:
        # Only who wants a chart waits for the library to load.
        from evplan.report.chart import check_ending, write_chart
        from evplan.report.content_chart import content_chart

        check_ending(chart)
    asked = () if quick else tuple(sorted(set(points))) or POINTS
    question = ContentQuestion(vehicles or None, method, asked, gap, time_limit)
    if not _is_run(name):
        if chart is not None:
            raise ChartNeedsRun(name=name)
        _tell_reach(explain_scenario_content(scenario_path(name), question), setting, table, layout)
        return
    with shown_progress(setting.language, shown=setting.progress and not setting.quiet) as show:
        found = explain_run_content(setting.url, setting.version, name, question, show)
    _tell_prices(found, setting, table, layout)
    if chart is not None:
        if not any(len(point.curve.steps) for point in found.next_points):
            raise NothingToDraw(run=name)
        names = names_of(found.reach.tables)
        write_chart(
            content_chart(found.next_points, names, setting.language), chart, setting.language, overwrite=overwrite
        )
        if not setting.quiet:
            note(word("written", setting.language, what=name, target=chart))


def _is_run(name: str) -> bool:
    """Return whether a run is meant: it has a version, or is neither a file nor a scenario that comes with evplan."""
    path = Path(name)
    return "#" in name or not (path.exists() or path.suffix or len(path.parts) != 1 or name in shipped_scenarios())


def _tell_reach(found: ContentReach, setting: Setting, table: str | None, layout: str) -> None:
    frames = _reach_frames(found)
    if layout == "table":
        tell(reach_blocks(found.name, found.reach, found.ceilings, names_of(found.tables), setting.language))
    elif layout == "csv":
        if table is not None and table not in frames:
            raise TableNotHere(table=table, name=found.name, known=", ".join(frames))
        tell_table(frames[table or "reach"], Block(), layout)
    else:
        tell_json({"scenario": found.name} | {key: records(frame) for key, frame in frames.items()})


def _tell_prices(found: ContentPrices, setting: Setting, table: str | None, layout: str) -> None:
    reach, names, language = found.reach, names_of(found.reach.tables), setting.language
    if layout == "table":
        told = {(point.curve.vehicle, point.curve.year, point.curve.method) for point in found.next_points}
        blocks = reach_blocks(reach.name, reach.reach, reach.ceilings, names, language, told)
        blocks += next_blocks(found.next_points, names, language)
        tell([*blocks, *certificate_blocks(found.certificates, names, language)])
        return
    frames = _reach_frames(reach)
    frames |= {which: steps_frame(found.next_points, which) for which in ("steps", "blocked", "frontier")}
    frames |= {"certificates": found.certificates.single, "together": found.certificates.together}
    if layout == "csv":
        tell_table(frames[table or "steps"], Block(), layout)
    else:
        tell_json({"run": reach.name} | {key: records(frame) for key, frame in frames.items()})


def _reach_frames(found: ContentReach) -> dict[str, pd.DataFrame]:
    return {"reach": found.reach, "lost": lost_frame(found.ceilings)}
