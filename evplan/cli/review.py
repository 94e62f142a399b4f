"""``evplan review``: what those who must deliver a plan say about it, and what becomes of that."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from evplan.cli.console import tell, tell_json, tell_table
from evplan.cli.progress import shown_progress
from evplan.cli.review_paper import letter, message, sheet, tell_sheet
from evplan.cli.setting import Group, Setting, format_option, pass_setting
from evplan.cli.solve import run_exit_code, tell_run
from evplan.errors import ExitCode
from evplan.plan.review import ANSWERS, UNANSWERED, Round, RoundStatus, Unanswered
from evplan.plan.review_answer import read_answer
from evplan.report.block import Block
from evplan.report.contract import run_contract
from evplan.report.plan import Names, names_of
from evplan.report.review import (
    answer_words,
    changed_block,
    history_block,
    history_frame,
    preview_block,
    resolved_lines,
    rounds_block,
    status_blocks,
)
from evplan.report.word import word
from evplan.workflow import review as workflow
from evplan.workflow.case import Record
from evplan.workflow.resolve import Preview, Resolution, preview_resolve, resolve_round
from evplan.workflow.run import run_inputs

RUN = click.argument("name", metavar="RUN")
ROUND = click.option("--round", "number", type=int, metavar="NUMBER", help="Another round of RUN than its newest.")
PERSON = click.option("--person", metavar="NAME", help="Who says it. Default: the user of this computer.")


@click.group(
    "review",
    cls=Group,
    examples=["evplan review open baseline#1", "evplan review status", "evplan review resolve baseline#1 --preview"],
)
def review() -> None:
    """Put a plan to those who must deliver it, and solve again with their answers.

    RUN is a run's name, like baseline#2; the name of a scenario alone stands for its newest run that has a round. A
    round is opened on a verified run, answered, closed and resolved: a new run that keeps what was accepted. That goes
    on until all have accepted, then 'evplan run adopt'. What was said stays said: the log only grows.
    """


@review.command(
    "open", examples=["evplan review open baseline#1", "evplan review open baseline#1 --closes-on 2026-12-15"]
)
@RUN
@click.option("--closes-on", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Last day for answers.")
@click.option("--note", default="", metavar="TEXT", help="A word to all suppliers.")
@PERSON
@format_option
@pass_setting
def open_(setting: Setting, name: str, closes_on: datetime | None, note: str, person: str | None, layout: str) -> None:
    """Open a round: every offer that got work becomes an item for its supplier to answer.

    Where RUN came of an earlier round, what was accepted there and has not changed counts as accepted.
    """
    last = None if closes_on is None else closes_on.date()
    _tell_status(workflow.open_round(_record(setting, person), name, closes_on=last, note=note), setting, layout)


@review.command("status", examples=["evplan review status", "evplan review status baseline#1 --format csv"])
@click.argument("name", metavar="RUN", required=False)
@ROUND
@format_option
@pass_setting
def status(setting: Setting, name: str | None, number: int | None, layout: str) -> None:
    """List the rounds, or tell how the items of a round stand."""
    if name is None:
        found = workflow.rounds(setting.url, setting.version)
        tell_table(found, rounds_block(found, setting.language), layout)
        return
    chosen = _round(setting, name, number)
    _tell_status(workflow.round_status(setting.url, setting.version, chosen.id), setting, layout)


@review.command(
    "answer",
    examples=[
        "evplan review answer baseline#1 OFFER accept",
        "evplan review answer baseline#1 OFFER partial --units 2026-03=40 --units 2026-04=40",
        "evplan review answer baseline#1 OFFER counter --price 12500 --units-per-period 60 --first-period 2026-03",
        "evplan review answer baseline#1 OFFER decline --reason 'no steel' --person ketua",
        "evplan review answer --file KOP-TGL.xlsx",
    ],
)
@click.argument("name", metavar="[RUN", required=False)
@click.argument("offer", metavar="OFFER", required=False)
@click.argument("kind", metavar="ANSWER]", type=click.Choice(ANSWERS), required=False)
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="An answer sheet that was filled in ('evplan review sheet'); all its answers, or none.",
)
@click.option("--units", multiple=True, metavar="PERIOD=UNITS", help="partial: the most in a period. Repeatable.")
@click.option("--price", metavar="PRICE", help="counter: price per unit, in the offer's currency.")
@click.option("--units-per-period", metavar="UNITS", help="counter: the most in every period.")
@click.option("--first-period", metavar="PERIOD", help="counter: cannot begin before.")
@click.option("--reason", default="", metavar="TEXT", help="Why; a decline needs it.")
@click.option("--seen", type=int, metavar="NUMBER", help="Refuse if the item has an answer newer than this ('seen').")
@PERSON
@ROUND
@pass_setting
def answer(
    setting: Setting,
    name: str | None,
    offer: str | None,
    kind: str | None,
    path: Path | None,
    units: tuple[str, ...],
    price: str | None,
    units_per_period: str | None,
    first_period: str | None,
    reason: str,
    seen: int | None,
    person: str | None,
    number: int | None,
) -> None:
    """Store the answer to an item: accept, partial, counter or decline. A later answer overtakes an earlier one.

    With --file an answer sheet says all of that: round, items, answers, and who says it unless --person does.
    """
    if path is not None:
        if name or any((units, price, units_per_period, first_period, reason, seen, number)):
            raise click.UsageError("--file: the sheet itself says round, items and answers; leave the others out.")
        tell_sheet(_record(setting, person), path, person, quiet=setting.quiet)
        return
    if name is None or offer is None or kind is None:
        raise click.UsageError("Name a RUN, an OFFER and an ANSWER, or an answer sheet with --file.")
    chosen = _round(setting, name, number)
    said = read_answer(
        offer,
        kind,
        units=_by_period(units),
        price=price,
        units_per_period=units_per_period,
        first_period=first_period,
        reason=reason,
    )
    now = workflow.give_answer(_record(setting, person), chosen.id, offer, said, seen=seen)
    if not setting.quiet and now.answer is not None:
        told = answer_words(now.answer, now.item, setting.language)
        tell([Block(lines=(word("review.answered", setting.language, offer=offer, answer=told),))])


@review.command("note", examples=["evplan review note baseline#1 'Steel comes on 3 March' --offer OFFER"])
@RUN
@click.argument("text", metavar="TEXT")
@click.option("--offer", metavar="OFFER", help="The item that it is about. Default: the whole round, for all to see.")
@PERSON
@ROUND
@pass_setting
def note(setting: Setting, name: str, text: str, offer: str | None, person: str | None, number: int | None) -> None:
    """Add a remark to an item or to the whole round."""
    workflow.add_note(_record(setting, person), _round(setting, name, number).id, text, offer=offer)


@review.command("close", examples=["evplan review close baseline#1"])
@RUN
@click.option("--note", "text", default="", metavar="TEXT", help="Why, for all to see.")
@PERSON
@ROUND
@pass_setting
def close(setting: Setting, name: str, text: str, person: str | None, number: int | None) -> None:
    """Close a round: no answer is taken any more."""
    chosen = workflow.close_round(_record(setting, person), _round(setting, name, number).id, note=text).round
    if not setting.quiet:
        tell([Block(lines=(word("review.closed", setting.language, round=chosen.name, run=chosen.run),))])


@review.command(
    "resolve",
    examples=[
        "evplan review resolve baseline#1 --preview",
        "evplan review resolve baseline#1 --unanswered accept",
        "evplan review resolve baseline#1 --unanswered keep --release OFFER",
    ],
)
@RUN
@click.option("--unanswered", type=click.Choice(UNANSWERED), help="What silence means: nothing, a yes, or a no.")
@click.option("--release", multiple=True, metavar="OFFER", help="Let go what was accepted of an offer. Repeatable.")
@click.option("--preview", "only", is_flag=True, help="Only tell what would change; nothing is solved or stored.")
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="SHARE",
    help="What the last objective may give up for less change (0.01: one per cent).",
)
@click.option(
    "--time-limit", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="Stop the search after so long."
)
@PERSON
@ROUND
@format_option
@pass_setting
def resolve(
    setting: Setting,
    name: str,
    unanswered: Unanswered | None,
    release: tuple[str, ...],
    only: bool,
    tolerance: float,
    time_limit: float | None,
    person: str | None,
    number: int | None,
    layout: str,
) -> ExitCode:
    """Turn the answers of a closed round into rules and changes, and solve again with as little change as can be.

    What was accepted is held, what was declined is banned, counter-offers change the data; all of it is kept with the
    new run. Exit codes: as of 'evplan solve'; 4 where no plan keeps all answers: the round stays closed then.
    """
    chosen, record = _round(setting, name, number), _record(setting, person)
    if only:
        _tell_preview(preview_resolve(record, chosen.id, unanswered=unanswered, release=release), setting, layout)
        return ExitCode.DONE
    with shown_progress(setting.language, shown=setting.progress and not setting.quiet) as show:
        done = resolve_round(
            record, chosen.id, show, unanswered=unanswered, release=release, tolerance=tolerance, time_limit=time_limit
        )
    _tell_resolution(done, setting, layout)
    return run_exit_code(done.run)


@review.command(
    "history", examples=["evplan review history baseline#1", "evplan review history baseline#2 --format csv"]
)
@RUN
@ROUND
@format_option
@pass_setting
def history(setting: Setting, name: str, number: int | None, layout: str) -> None:
    """Tell who said what and when, in this round and those before it."""
    chosen = _round(setting, name, number)
    found = workflow.history(setting.url, setting.version, chosen.id)
    frame = history_frame(found, setting.language)
    tell_table(frame, history_block(chosen.run, frame, setting.language), layout)


for command in (letter, sheet, message):
    review.add_command(command)


def _record(setting: Setting, person: str | None) -> Record:
    return Record(setting.url, setting.version, setting.now, person or setting.user, setting.language)


def _round(setting: Setting, name: str, number: int | None) -> Round:
    return workflow.round_of(setting.url, setting.version, name, number)


def _names(setting: Setting, run: str) -> Names:
    return names_of(run_inputs(setting.url, setting.version, run))


def _by_period(units: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in units]
    for period, mark, _ in pairs:
        if not mark:
            raise click.BadParameter(f"'{period}': write PERIOD=UNITS, such as 2026-03=40.", param_hint="--units")
    return {period.strip(): value for period, _, value in pairs}


def _tell_status(found: RoundStatus, setting: Setting, layout: str) -> None:
    if layout == "table":
        tell(status_blocks(found, _names(setting, found.round.run), setting.language))
    else:
        tell_table(found.table, Block(), layout)


def _tell_preview(found: Preview, setting: Setting, layout: str) -> None:
    names = _names(setting, found.status.round.run)
    tell_table(found.steps, preview_block(found.status, found.steps, names, setting.language), layout)


def _tell_resolution(done: Resolution, setting: Setting, layout: str) -> None:
    if layout == "csv":
        tell_table(done.changes, Block(), layout)
    elif layout == "json":
        contract = run_contract(done.run)
        changes = done.changes.to_dict(orient="records")
        tell_json(contract | {"round": done.status.round.name, "changes": changes, "releases": list(done.releases)})
    else:
        inputs = run_inputs(setting.url, setting.version, done.run.name)
        tell_run(done.run, inputs if done.run.tables is not None else None, setting)
        blocks = [resolved_lines(done.run.name, done.solved, done.releases, setting.language)]
        if done.solved:
            before = done.status.round.run
            blocks.insert(0, changed_block(before, done.run.name, done.changes, names_of(inputs), setting.language))
        tell([Block(), *blocks])
