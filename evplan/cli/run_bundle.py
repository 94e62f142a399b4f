"""``evplan run bundle``, ``replay``, ``cite``: a run that others can check, repeat and cite."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import tell, tell_json
from evplan.cli.progress import shown_progress
from evplan.cli.run_group import run
from evplan.cli.setting import Setting, format_option, pass_setting
from evplan.errors import ExitCode
from evplan.plan.record import Run
from evplan.report.bundle import written_block
from evplan.report.citation import citation_block
from evplan.report.replay import replay_blocks, replay_values
from evplan.workflow.archive import bundle_run
from evplan.workflow.case import Record
from evplan.workflow.replay import read_run_bundle, replay


@run.command(
    "bundle",
    examples=[
        "evplan run bundle baseline#1 -o baseline.evplan.zip",
        "evplan run bundle baseline -o b.evplan.zip --cite",
    ],
)
@click.argument("name", metavar="RUN")
@click.option(
    "-o", "--output", "target", required=True, type=click.Path(path_type=Path), help="File, such as NAME.evplan.zip."
)
@click.option("--overwrite", is_flag=True, help="Replace what is there.")
@click.option("--unverified", is_flag=True, help="Write it even if the plan does not hold, to show that to someone.")
@click.option("--cite", is_flag=True, help="Say how to cite the run too.")
@pass_setting
def bundle(setting: Setting, name: str, target: Path, overwrite: bool, unverified: bool, cite: bool) -> None:
    """Write a stored run as one file that anyone can check and repeat.

    In it are the exact inputs, the scenario, the law files, the plan, the solver and versions, and a checksum of every
    file. The same run gives the same bytes.
    """
    written = bundle_run(setting.url, setting.version, name, target, overwrite=overwrite, unverified=unverified)
    blocks = [] if setting.quiet else [written_block(written.bundle.run.name, target, written.digest, setting.language)]
    tell([*blocks, citation_block(written.bundle.run, setting.language)] if cite else blocks)


@run.command(
    "replay", examples=["evplan run replay baseline.evplan.zip", "evplan run replay baseline#1 --no-store --lang id"]
)
@click.argument("name", metavar="RUN|FILE")
@click.option("--no-store", is_flag=True, help="Only tell what differs; keep no new run.")
@format_option
@pass_setting
def replay_(setting: Setting, name: str, no_store: bool, layout: str) -> ExitCode:
    """Solve a run again, from its own inputs, scenario and law, and say what differs.

    FILE is a bundle (made by 'evplan run bundle'). The new run is stored as the next version of its scenario. Two
    plans are the same if neither proves the other wrong: each cost lies above the bound of the other.

    Ends with exit code 0 if they are the same within the gaps of both, 6 if not.
    """
    record = Record(setting.url, setting.version, setting.now, setting.user, setting.language)
    with shown_progress(setting.language, shown=setting.progress and not setting.quiet) as show:
        again = replay(name, record, show, store=not no_store)
    if layout == "table":
        tell(replay_blocks(again.original, again.again, again.repetition, again.other_law, setting.language))
    elif layout == "csv":
        click.echo(again.repetition.differences.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        tell_json(replay_values(again.original, again.again, again.repetition, again.other_law))
    return ExitCode.DONE if again.repetition.same else ExitCode.NOT_VERIFIED


@run.command("cite", examples=["evplan run cite baseline#1", "evplan run cite baseline.evplan.zip --lang id"])
@click.argument("name", metavar="RUN|FILE")
@pass_setting
def cite_(setting: Setting, name: str) -> None:
    """Print how to cite evplan and a run: a sentence each, and BibTeX."""
    tell([citation_block(_run(setting, name), setting.language)])


def _run(setting: Setting, name: str) -> Run:
    return read_run_bundle(setting.url, setting.version, name).run
