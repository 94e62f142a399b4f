"""``evplan law``: what the law says, and what a run scores under it."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import complain_block, note, tell, tell_table
from evplan.cli.setting import Group, Setting, format_option, pass_setting
from evplan.errors import ExitCode
from evplan.report.block import Block, table_block
from evplan.report.finding import finding_block
from evplan.report.form_table import form_frame, form_read_block
from evplan.report.law import law_blocks, score_frame
from evplan.report.plan import names_of, score_block
from evplan.report.word import word
from evplan.workflow.form import read_form, write_form, write_form_set
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


@law.command(
    "form",
    examples=[
        "evplan law form baseline --vehicle EM-A -o em-a.xlsx",
        "evplan law form roadmap-2030#1 --vehicle EM-A --year 2030 -o em-a-2030.xlsx",
    ],
)
@click.argument("run", metavar="RUN")
@click.option("--vehicle", required=True, metavar="VEHICLE", help="The product that the forms are about.")
@click.option("--year", type=int, metavar="YEAR", help="Production year; default: the first in which it is built.")
@click.option(
    "-o", "--output", "target", required=True, type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Workbook."
)
@click.option("--overwrite", is_flag=True, help="Replace the file that is there.")
@pass_setting
def form(setting: Setting, run: str, vehicle: str, year: int | None, target: Path, overwrite: bool) -> None:
    """Write TKDN forms 1.1, 1.3 and 1.9 of a vehicle, with the sectoral and the general score beside them.

    In Bahasa, with live formulas. Yellow cells are what evplan cannot know; the firm fills them in. It is an aid for
    the self-assessment: the independent verifier (LVI) decides.
    """
    written = write_form(
        setting.url, setting.version, run, vehicle, target, setting.now[:10], year=year, overwrite=overwrite
    )
    if not setting.quiet:
        told = {"vehicle": written.form.vehicle, "year": written.form.year, "run": written.run, "path": written.path}
        note(word("form.written", setting.language, **told))
        note(word("form.written_missing", setting.language))


@law.command(
    "read",
    examples=[
        "evplan law read form-1-1.xlsx",
        "evplan law read form-1-1.xlsx -o from-form/ --accept form-line-wrong",
    ],
)
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="FOLDER_OR_WORKBOOK",
    help="Write parts, suppliers, offers and bill as a data set.",
)
@click.option("--accept", multiple=True, metavar="CODE", help="Write in spite of errors with this code. Repeatable.")
@click.option("--overwrite", is_flag=True, help="Replace what is there.")
@format_option
@pass_setting
def read(
    setting: Setting, file: Path, target: Path | None, accept: tuple[str, ...], overwrite: bool, layout: str
) -> ExitCode:
    """Read a TKDN Form 1.1, check its arithmetic line by line, and turn it into parts, suppliers and offers.

    Reads evplan's own forms and hand-made ones. Ends with exit code 3 if there are errors.
    """
    found = read_form(file, setting.now[:10])
    tell_table(form_frame(found.sheet), form_read_block(found.sheet, file.name, setting.language), layout)
    if found.findings:
        complain_block(finding_block(found.findings, setting.language, 200))
    if target is not None:
        write_form_set(found, file, target, accept, overwrite=overwrite)
        note(word("form.read.written", setting.language, path=target))
    return ExitCode.BAD_INPUT if found.refused(accept) else ExitCode.DONE
