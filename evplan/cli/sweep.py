"""``evplan sweep``: many scenarios from one file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from evplan.cli.console import console, note, tell, tell_json, tell_table
from evplan.cli.setting import Command, Group, Setting, format_option, pass_setting
from evplan.errors import ExitCode
from evplan.report.sweep import progress_words, sweep_block, sweep_json, sweep_list_block
from evplan.report.word import word
from evplan.workflow.sweep import SweepProgress, SweepRequest, SweepResult, list_sweeps, run_sweep, show_sweep
from evplan.workflow.sweep_file import sweep_path

QUIET_SECONDS = 5.0
"""Away from a terminal, progress is told this often."""


class SweepGroup(Group):
    """A group whose first word may be a file instead of a command: ``evplan sweep FILE.toml`` runs it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that ``args`` begin with; what is none is the file of ``run``."""
        if args and args[0] not in self.commands and not ctx.resilient_parsing:
            return "run", self.commands["run"], args
        return super().resolve_command(ctx, args)


@click.group(
    "sweep",
    cls=SweepGroup,
    examples=[
        "evplan sweep umkm-share",
        "evplan sweep my-sweep.toml --workers 2 --chart sweep.svg",
        "evplan sweep show umkm-share --format csv",
    ],
)
def sweep() -> None:
    """Solve many scenarios from one file, 'evplan sweep FILE.toml', and tell them side by side.

    The file names a base scenario and what is varied in it (grids, lists, ranges, random draws), or a frontier of cost
    against local content, value to small firms or labour hours. Every member is a stored, verified run. What is done is
    kept: the same command again goes on with what is missing.
    """


def _chart_options(function: Callable[..., Any]) -> Callable[..., Any]:
    function = click.option("--overwrite", is_flag=True, help="Replace the chart that is there.")(function)
    return click.option(
        "--chart", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: .svg, .png or .html."
    )(function)


@sweep.command(
    "run",
    cls=Command,
    examples=[
        "evplan sweep umkm-share",
        "evplan sweep my-sweep.toml --workers 2",
        "evplan sweep my-sweep.toml --cluster tcp://scheduler:8786 --db postgresql://planner@host/evplan",
    ],
)
@click.argument("file", metavar="FILE.toml")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes. Default: as many as there are cores.")
@click.option("--cluster", metavar="ADDRESS", help="Work on this Dask cluster instead (evplan[cluster], PostgreSQL).")
@click.option("--yes", "many", is_flag=True, help="Run it even if it has very many members.")
@click.option("--restart", is_flag=True, help="Forget what was begun under this name; its runs stay stored.")
@click.option(
    "--accept", multiple=True, metavar="CODE", help="Go on in spite of errors with this code of finding. Repeatable."
)
@_chart_options
@format_option
@pass_setting
def run(
    setting: Setting,
    file: str,
    workers: int | None,
    cluster: str | None,
    many: bool,
    restart: bool,
    accept: tuple[str, ...],
    chart: Path | None,
    overwrite: bool,
    layout: str,
) -> ExitCode:
    """Run a sweep, or go on with it: FILE.toml is a file, or the name of a sweep that comes with evplan.

    Exit codes: 0 every member is done (also those without a plan), 5 some could not be solved at all, 6 a plan failed
    verification.
    """
    _check_chart(chart)
    request = SweepRequest(
        file=sweep_path(file),
        url=setting.url,
        version=setting.version,
        now=setting.now,
        user=setting.user,
        language=setting.language,
        workers=workers or 0,
        cluster=cluster,
        many=many,
        restart=restart,
        accept=frozenset(accept),
    )
    try:
        with _shown(setting) as show:
            result = run_sweep(request, show)
    except KeyboardInterrupt:
        note(word("sweep.stopped", setting.language))
        return ExitCode.INTERRUPTED
    _tell(result, layout, chart, overwrite, setting)
    return _exit_code(result)


@sweep.command("list", examples=["evplan sweep list", "evplan sweep list --format json"])
@format_option
@pass_setting
def list_(setting: Setting, layout: str) -> None:
    """List the stored sweeps: members, how many are done, when they were begun."""
    frame = list_sweeps(setting.url, setting.version)
    tell_table(frame, sweep_list_block(frame, setting.language), layout)


@sweep.command("show", examples=["evplan sweep show umkm-share", "evplan sweep show umkm-share --chart share.png"])
@click.argument("name", metavar="SWEEP")
@_chart_options
@format_option
@pass_setting
def show(setting: Setting, name: str, chart: Path | None, overwrite: bool, layout: str) -> None:
    """Tell a stored sweep, done or not: a row per member, and a chart of it."""
    _check_chart(chart)
    _tell(show_sweep(setting.url, setting.version, name), layout, chart, overwrite, setting)


def _check_chart(chart: Path | None) -> None:
    if chart is not None:
        # Only who wants a chart waits for the library to load.
        from evplan.report.chart import check_ending

        check_ending(chart)


def _tell(result: SweepResult, layout: str, chart: Path | None, overwrite: bool, setting: Setting) -> None:
    method = result.facts.get("method")
    if layout == "table":
        told = sweep_block(
            result.name, result.question, result.of, method, result.varied, result.table, setting.language
        )
        tell([told])
    elif layout == "csv":
        click.echo(result.table.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        tell_json(sweep_json(result.name, result.question, result.kind, result.of, result.facts, result.table))
    if chart is not None:
        from evplan.report.chart import write_chart
        from evplan.report.sweep_chart import sweep_chart

        drawn = sweep_chart(result.name, result.of, method, result.varied, result.table, setting.language)
        write_chart(drawn, chart, setting.language, overwrite=overwrite)
        if not setting.quiet:
            note(word("written", setting.language, what=result.name, target=chart))


def _exit_code(result: SweepResult) -> ExitCode:
    table = result.table
    planned = table["total_cost_idr"].notna()
    if (planned & ~table["verified"]).any():
        return ExitCode.NOT_VERIFIED
    return ExitCode.NO_SOLUTION if table["state"].ne("done").any() else ExitCode.DONE


@contextmanager
def _shown(setting: Setting) -> Iterator[Callable[[SweepProgress], None]]:
    """Give a function that shows where the sweep stands, on standard error."""
    if not setting.progress or setting.quiet:
        yield lambda _progress: None
        return
    if sys.stderr.isatty():
        with console(sys.stderr).status("", spinner="line") as live:
            yield lambda progress: live.update(_words(progress, setting))
        return
    last = [-QUIET_SECONDS]

    def plain(progress: SweepProgress) -> None:
        now = time.monotonic()
        if now - last[0] >= QUIET_SECONDS or progress.done + progress.failed == progress.total:
            last[0] = now
            note(_words(progress, setting))

    yield plain


def _words(progress: SweepProgress, setting: Setting) -> str:
    told = (progress.total, progress.done, progress.failed, progress.seconds, progress.left)
    return progress_words(*told, setting.language)
