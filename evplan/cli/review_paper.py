"""``evplan review letter``, ``sheet``, ``message``, and sheets that come back: reviews on paper and by messenger."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import note, tell
from evplan.cli.setting import Command, Setting, pass_setting
from evplan.report import render
from evplan.report.block import Block
from evplan.report.review import answer_words
from evplan.report.word import word
from evplan.workflow.answer_sheet import take_sheet_file, write_sheets
from evplan.workflow.case import Record
from evplan.workflow.letter import supplier_message, write_letters

_RUN = click.argument("name", metavar="RUN")
_ROUND = click.option("--round", "number", type=int, metavar="NUMBER", help="Another round of RUN than its newest.")
_SUPPLIER = click.option("--supplier", metavar="SUPPLIER", help="One supplier only. Default: all with work.")
_OVERWRITE = click.option("--overwrite", is_flag=True, help="Replace files that are there.")


@click.command(
    "letter",
    cls=Command,
    examples=[
        "evplan review letter baseline#1 -o letters --lang id",
        "evplan review letter baseline#1 --supplier KOP-TGL -o letter.pdf",
        "evplan review letter baseline#1 --supplier KOP-TGL -o letter.html --sender 'Association of makers'",
    ],
)
@_RUN
@_SUPPLIER
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A folder (a PDF each), or one .pdf or .html file.",
)
@click.option("--sender", multiple=True, metavar="LINE", help="A line of the letterhead. Repeatable.")
@_ROUND
@_OVERWRITE
@pass_setting
def letter(
    setting: Setting,
    name: str,
    supplier: str | None,
    target: Path,
    sender: tuple[str, ...],
    number: int | None,
    overwrite: bool,
) -> None:
    """Write letters on A4 to the suppliers of a round, with boxes to tick and places to sign.

    Each tells one supplier its own part of the plan and nobody else's. Without a round the letters are marked as
    drafts. A file without --supplier holds all letters, for printing: it is not for sending.
    """
    written = write_letters(
        setting.url,
        setting.version,
        name,
        target,
        setting.language,
        setting.now,
        number=number,
        supplier=supplier,
        sender=sender,
        overwrite=overwrite,
    )
    _tell_written("letter.written", setting, len(written), target)


@click.command(
    "sheet",
    cls=Command,
    examples=[
        "evplan review sheet baseline#1 -o sheets --lang id",
        "evplan review sheet baseline#1 --supplier KOP-TGL -o KOP-TGL.xlsx",
    ],
)
@_RUN
@_SUPPLIER
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A folder (a workbook each), or with --supplier an .xlsx file.",
)
@_ROUND
@_OVERWRITE
@pass_setting
def sheet(setting: Setting, name: str, supplier: str | None, target: Path, number: int | None, overwrite: bool) -> None:
    """Write answer sheets: workbooks in which a supplier fills in its answers, and nothing else.

    'evplan review answer --file' reads them back in.
    """
    written = write_sheets(
        setting.url,
        setting.version,
        name,
        target,
        setting.language,
        setting.now,
        number=number,
        supplier=supplier,
        overwrite=overwrite,
    )
    _tell_written("sheet.written", setting, len(written), target)


@click.command(
    "message",
    cls=Command,
    examples=[
        "evplan review message baseline#1 --supplier KOP-TGL --lang id",
        "evplan review message baseline#1 --supplier KOP-TGL --address http://192.168.1.5:8000",
    ],
)
@_RUN
@click.option("--supplier", metavar="SUPPLIER", required=True, help="Whom the message is for.")
@click.option("--address", metavar="URL", default="", help="Where the pages are ('evplan serve'), for a link.")
@_ROUND
@pass_setting
def message(setting: Setting, name: str, supplier: str, address: str, number: int | None) -> None:
    """Print a short text for a messenger: what is asked of a supplier, and until when."""
    if address and not address.startswith(("http://", "https://")):
        raise click.BadParameter(f"'{address}': write a full address, such as http://192.168.1.5:8000.")
    where, language = (setting.url, setting.version), setting.language
    click.echo(supplier_message(*where, name, supplier, language, number=number, address=address))


def tell_sheet(record: Record, path: Path, person: str | None, *, quiet: bool) -> None:
    """Store the answers of an answer sheet and tell them."""
    found = take_sheet_file(record, path, person=person)
    if quiet:
        return
    language = record.language
    values = {"name": path.name, "count": len(found.stored), "supplier": found.supplier, "person": found.person}
    lines = [word("sheet.stored" if found.stored else "sheet.nothing", language, **values)]
    for one in found.stored:
        assert one.answer is not None, "just answered"
        said = answer_words(one.answer, one.item, language)
        lines.append(word("review.answered", language, offer=one.item.offer, answer=said))
    if found.blank:
        lines.append(word("sheet.blank", language, count=render.number(found.blank, language)))
    tell([Block(lines=tuple(lines))])


def _tell_written(key: str, setting: Setting, count: int, target: Path) -> None:
    if not setting.quiet:
        note(word(key, setting.language, count=render.number(count, setting.language), path=target))
