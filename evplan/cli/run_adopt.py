"""``evplan run adopt``: the plan that is carried out."""

from __future__ import annotations

import click

from evplan.cli.console import tell
from evplan.cli.run_group import run
from evplan.cli.setting import Setting, pass_setting
from evplan.report.block import Block
from evplan.report.word import word
from evplan.workflow.case import Record
from evplan.workflow.review import adopt_run


@run.command(
    "adopt",
    examples=["evplan run adopt baseline#3", "evplan run adopt baseline#3 --force --note 'agreed by telephone'"],
)
@click.argument("name", metavar="RUN")
@click.option("--force", is_flag=True, help="Adopt it though not all have accepted; needs a note.")
@click.option("--note", default="", metavar="TEXT", help="A word that is kept with the plan.")
@click.option("--person", metavar="NAME", help="Who adopts it. Default: the user of this computer.")
@pass_setting
def adopt(setting: Setting, name: str, force: bool, note: str, person: str | None) -> None:
    """Mark a verified run as the plan that is carried out, once all suppliers have accepted it.

    See 'evplan review' for how they do. The mark stays, and is shown in 'evplan run list' and 'evplan run show'.
    """
    record = Record(setting.url, setting.version, setting.now, person or setting.user, setting.language)
    chosen = adopt_run(record, name, force=force, note=note)
    if not setting.quiet:
        tell([Block(lines=(word("review.adopted", setting.language, run=chosen),))])
