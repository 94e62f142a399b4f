"""``evplan law``: what the law says, and what a run scores under it."""

from __future__ import annotations

import click

from evplan.cli.console import tell, tell_table
from evplan.cli.setting import Group, Setting, format_option, pass_setting
from evplan.report.block import Block, table_block
from evplan.report.law import law_blocks, score_frame
from evplan.report.plan import names_of, score_block
from evplan.report.word import word
from evplan.workflow.law import list_law, score_run, show_law


@click.group("law", cls=Group, examples=["evplan law list", "evplan law show sectoral", "evplan law score baseline"])
def law() -> None:
    """Show the law of local content (TKDN), value by value with references, and score runs by it."""


@law.command("list", examples=["evplan law list"])
@format_option
@pass_setting
def list_(setting: Setting, layout: str) -> None:
    """List the law files: methods of scoring, the road map, and what is shown and not scored."""
    frame = list_law()
    tell_table(frame, table_block(frame, setting.language, word("title.law_files", setting.language)), layout)


@law.command("show", examples=["evplan law show sectoral", "evplan law show roadmap --format csv"])
@click.argument("name")
@format_option
@pass_setting
def show(setting: Setting, name: str, layout: str) -> None:
    """Show every value of law file NAME with its dates and reference, and what its sources leave open."""
    document, values = show_law(name)
    if layout == "table":
        tell(law_blocks(document, values, setting.language))
    else:
        tell_table(values, Block(), layout)


@law.command("score", examples=["evplan law score baseline#1", "evplan law score baseline --format csv"])
@click.argument("run", metavar="RUN")
@format_option
@pass_setting
def score(setting: Setting, run: str, layout: str) -> None:
    """Score a stored run by every method, in force or not, against the minimum of its year."""
    scored = score_run(setting.url, setting.version, run)
    block = score_block(scored.plan, names_of(scored.tables), setting.language)
    tell_table(score_frame(scored.plan), block, layout)
