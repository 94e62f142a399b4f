"""``evplan run verify``: a stored run or a bundle checked again; for a bundle neither solver nor database is loaded."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import tell
from evplan.cli.run_group import run
from evplan.cli.setting import Setting, pass_setting
from evplan.errors import ExitCode, Finding
from evplan.plan.record import Run
from evplan.readers.bundle_file import is_bundle_name
from evplan.report.block import Block
from evplan.report.finding import finding_block
from evplan.report.word import word
from evplan.workflow.bundle import verify_bundle


@run.command("verify", examples=["evplan run verify baseline#1", "evplan run verify baseline.evplan.zip"])
@click.argument("name", metavar="RUN|FILE")
@pass_setting
def verify(setting: Setting, name: str) -> ExitCode:
    """Check a plan again, by code that shares nothing with the solver.

    RUN is checked from the stored inputs, FILE (made by 'evplan run bundle') from what is in it: its checksums, then
    its plan from its own inputs under its own law. A file needs no database and no solver.

    Ends with exit code 6 if anything does not hold, 3 if the file is damaged.
    """
    if is_bundle_name(name):
        checked = verify_bundle(Path(name), setting.version)
        whole = word("bundle.whole", setting.language, digest=checked.bundle.digest)
        return _tell(checked.bundle.run, checked.findings, checked.verified, (whole,), setting)
    # Not at the top: a bundle is checked without solver and database.
    from evplan.workflow.run import verify_run

    again = verify_run(setting.url, setting.version, name)
    return _tell(again.run, again.findings, again.verified, (), setting)


def _tell(
    stored: Run, findings: tuple[Finding, ...], holds: bool, lines: tuple[str, ...], setting: Setting
) -> ExitCode:
    if stored.solution is None:
        words = word("verify.no_plan", setting.language, run=stored.name)
    else:
        words = f"{stored.name}: " + word("plan.verified" if holds else "plan.not_verified", setting.language)
    blocks = [Block(title=words, lines=lines)]
    tell([*blocks, finding_block(findings, setting.language)] if findings else blocks)
    return ExitCode.DONE if holds else ExitCode.NOT_VERIFIED
