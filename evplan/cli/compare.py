"""``evplan compare``: what changed between runs, by how much, and why."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import note, tell, tell_json, tell_table
from evplan.cli.progress import shown_progress
from evplan.cli.setting import Command, Setting, format_option, pass_setting
from evplan.report.block import Block
from evplan.report.compare import comparison_blocks, overview_blocks
from evplan.report.compare_table import comparison_frame, comparison_values
from evplan.report.word import word
from evplan.workflow.case import Record
from evplan.workflow.compare import FRAMES, Solving, compare_runs


@click.command(
    "compare",
    cls=Command,
    examples=[
        "evplan compare baseline#1 sixty-percent#1",
        "evplan compare baseline#2",
        "evplan compare cheap umkm --to baseline#1 --format json",
        "evplan compare baseline umkm --table awards --format csv",
        "evplan compare baseline umkm -o why.svg --lang id",
    ],
)
@click.argument("names", metavar="RUN...", nargs=-1, required=True)
@click.option("--to", metavar="RUN", help="The reference. Default: the first run; of a single run, its baseline.")
@click.option("--attribute-rules", is_flag=True, help="Solve once more to tell the work of rules from that of data.")
@click.option("--table", type=click.Choice(FRAMES), default="parts", help="Which table CSV has.")
@click.option("-o", "--output", "chart", type=click.Path(path_type=Path), help="Draw it: .svg, .png or .html.")
@click.option("--overwrite", is_flag=True, help="Replace the chart that is there.")
@format_option
@pass_setting
def compare(
    setting: Setting,
    names: tuple[str, ...],
    to: str | None,
    attribute_rules: bool,
    table: str,
    chart: Path | None,
    overwrite: bool,
    layout: str,
) -> None:
    """Compare runs: what differs in data and rules, the cost difference split exactly, who wins and who loses.

    RUN is a run's name, like baseline#2; the name of a scenario alone stands for its newest run. A single run is
    compared with the baseline of its scenario. JSON has all tables; of more than two runs it is a list.
    """
    if chart is not None:
        # Only who wants a chart waits for the library to load.
        from evplan.report.chart import check_ending

        check_ending(chart)
    record = Record(setting.url, setting.version, setting.now, setting.user, setting.language)
    shown = attribute_rules and setting.progress and not setting.quiet
    with shown_progress(setting.language, shown=shown) as watch:
        compared = compare_runs(
            setting.url,
            setting.version,
            names,
            to=to,
            language=setting.language,
            solving=Solving(record, watch) if attribute_rules else None,
        )
    if layout == "table":
        overview = overview_blocks(compared, setting.language)
        tell([*overview, *(told for one in compared for told in comparison_blocks(one, setting.language))])
    elif layout == "csv":
        tell_table(comparison_frame(compared, table), Block(), layout)
    else:
        values = [comparison_values(one) for one in compared]
        tell_json(values[0] if len(values) == 1 else values)
    if chart is not None:
        from evplan.report.chart import write_chart
        from evplan.report.compare_chart import comparison_chart

        write_chart(comparison_chart(compared, setting.language), chart, setting.language, overwrite=overwrite)
        if not setting.quiet:
            note(word("written", setting.language, what=", ".join(one.after.name for one in compared), target=chart))
