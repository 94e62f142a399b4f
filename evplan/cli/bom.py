"""``evplan bom``: bills of materials in and out, and what people ask about them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import pandas as pd

from evplan.cli.console import note, tell, tell_json, tell_table
from evplan.cli.setting import Command, Group, Setting, format_option, pass_setting
from evplan.errors.bill import BillRefused, NothingConfirmed
from evplan.readers.bill.record import BillOptions
from evplan.report.bill import (
    column_block,
    cost_blocks,
    cost_json,
    difference_block,
    import_blocks,
    need_block,
    substitute_block,
    tree_block,
    use_block,
)
from evplan.report.block import Block
from evplan.report.finding import finding_count
from evplan.report.word import word
from evplan.workflow import bill as workflow

FINDINGS_SHOWN = 30

Function = TypeVar("Function", bound=Callable[..., Any])

PART = click.argument("part", metavar="PART")
FILE = click.argument("source", metavar="FILE", type=click.Path(path_type=Path))


def data_option(function: Function) -> Function:
    """Give a command ``--data NAME``."""
    return click.option("--data", metavar="NAME", help="Data set; default: the only one of the database.")(function)


def day_option(function: Function) -> Function:
    """Give a command ``--on DAY``."""
    option = click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Lines in force then.")
    return option(function)


UNITS = click.option(
    "--units", type=click.FloatRange(0, min_open=True), default=1.0, show_default=True, help="How many are made."
)
PERIOD = click.option("--period", default="", metavar="PERIOD", help="Bill and prices of 2027-01, 2027-Q1 or 2027.")


@click.group(
    "bom", cls=Group, examples=["evplan bom show EM-A --depth 2", "evplan bom import frame.xlsx --vehicle EM-A"]
)
def bom() -> None:
    """Bills of materials: import files as they are, show, explode, compare, cost, export."""


@bom.command(
    "import",
    examples=[
        "evplan bom import kicad-bom.csv --vehicle BAT-PACK-A",
        'evplan bom import pabrik.xlsx --vehicle EM-A --map "Qty/unit=quantity_per" --save-map pabrik --yes',
        "evplan bom import list.csv --vehicle NEW-1 --new --data trial --open-quantity 1",
    ],
)
@FILE
@click.option("--vehicle", required=True, metavar="PART", help="The vehicle, or assembly, whose bill it is.")
@data_option
@click.option("--map", "maps", multiple=True, metavar="HEADING=FIELD", help="What a column holds; #2 is the second.")
@click.option("--use-map", metavar="NAME", help="Use a mapping that was saved.")
@click.option("--save-map", metavar="NAME", help="Save what the columns hold under a name.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook; default: the one that looks most like a bill.")
@click.option("--top", default="", metavar="PART", help="Part of the file that the vehicle stands for.")
@click.option("--currency", default="", metavar="CODE", help="Currency of prices that do not say it.")
@click.option(
    "--decimal", type=click.Choice([",", "."]), default=None, help="Decimal sign, where the file leaves doubt."
)
@click.option("--open-quantity", type=click.FloatRange(0, min_open=True), metavar="N", help="For what is blank or TBD.")
@click.option("--accept", multiple=True, metavar="CODE", help="Leave rows with this error out. Repeatable.")
@click.option("--new", is_flag=True, help="Make the vehicle and the data set if they are not there.")
@click.option("-y", "--yes", is_flag=True, help="Store without asking.")
@format_option
@pass_setting
def import_(
    setting: Setting,
    source: Path,
    vehicle: str,
    data: str | None,
    maps: tuple[str, ...],
    use_map: str | None,
    save_map: str | None,
    sheet: str | None,
    top: str,
    currency: str,
    decimal: str | None,
    open_quantity: float | None,
    accept: tuple[str, ...],
    new: bool,
    yes: bool,
    layout: str,
) -> None:
    """Read a bill of materials from FILE: CSV in any encoding, a workbook, KiCad's XML; show it, ask, store it.

    What the columns hold is guessed from headings and contents and shown first. CSV and JSON print the changes.
    Nothing is stored while a finding is an error. Fields for --map: part, name, quantity_per, unit, level, parent,
    position and others that the findings list.
    """
    mapping = workflow.parse_mapping(maps)
    options = BillOptions(vehicle, mapping, sheet, currency.upper(), decimal or "", open_quantity, top, accept)
    more: dict[str, Any] = {"now": setting.now, "data": data, "new": new, "use_map": use_map, "save_map": save_map}
    seen = workflow.import_bill(setting.url, setting.version, source, options, **more)
    _tell_import(seen, vehicle, setting, layout)
    refused = seen.refused(accept)
    if refused or seen.file.lines.empty:
        findings = [] if layout == "table" else seen.findings
        raise BillRefused(count=max(1, len(refused)), what=source, findings=findings)
    if seen.changes.empty and seen.pending.empty and not save_map:
        return
    if not yes:
        if not sys.stdin.isatty():
            raise NothingConfirmed()
        click.confirm(word("bill.ask", setting.language), abort=True, err=True)
    stored = workflow.import_bill(setting.url, setting.version, source, options, **more, write=True)
    if not setting.quiet:
        note(word("bill.stored", setting.language, vehicle=vehicle, data_set=stored.data_set))


def _tell_import(seen: workflow.BillImport, vehicle: str, setting: Setting, layout: str) -> None:
    if layout != "table":
        tell_table(seen.changes, Block(), layout)
        if seen.findings and not setting.quiet:
            note(finding_count(seen.findings, setting.language))
        return
    file = seen.file
    columns = column_block(file.columns, file.layout, file.source, setting.language)
    counts = {"lines": len(file.lines), "parts": len(file.parts), "substitutes": len(seen.pending)}
    tell(
        import_blocks(
            columns, seen.data_set, vehicle, counts, seen.changes, seen.findings, setting.language, FINDINGS_SHOWN
        )
    )


@bom.command("show", examples=["evplan bom show EM-A --depth 1", "evplan bom show ET-C --format csv --lang id"])
@PART
@click.option("--depth", type=click.IntRange(1), metavar="N", help="How many levels; default: all.")
@data_option
@day_option
@format_option
@pass_setting
def show(setting: Setting, part: str, depth: int | None, data: str | None, day: Any, layout: str) -> None:
    """Show the bill of PART as a tree; the quantity in one vehicle as 4 × 2 × 1 = 8."""
    bill = workflow.open_bill(setting.url, setting.version, part, data, _iso(day))
    tree = workflow.bill_tree(bill, depth)
    tell_table(tree, tree_block(tree, setting.language) if layout == "table" else Block(), layout)


@bom.command(
    "explode", examples=["evplan bom explode EM-A --units 500", "evplan bom explode ET-C --every --format csv"]
)
@PART
@UNITS
@PERIOD
@click.option("--every", is_flag=True, help="Assemblies too, not only the parts without parts below them.")
@data_option
@format_option
@pass_setting
def explode(setting: Setting, part: str, units: float, period: str, every: bool, data: str | None, layout: str) -> None:
    """Tell what a number of vehicles takes of each part, over all levels, with scrap."""
    bill = workflow.open_bill(setting.url, setting.version, part, data, _period_day(period))
    needs = workflow.bill_needs(bill, units, every)
    tell_table(needs, need_block(needs, part, units, period, setting.language), layout)


@bom.command(
    "where-used", examples=["evplan bom where-used BAT-CELL-A", "evplan bom where-used FRM-ASM-M --format json"]
)
@PART
@data_option
@day_option
@format_option
@pass_setting
def where_used(setting: Setting, part: str, data: str | None, day: Any, layout: str) -> None:
    """Tell where PART is used, directly and further up to the vehicles."""
    bill = workflow.open_bill(setting.url, setting.version, part, data, _iso(day))
    uses = workflow.bill_uses(bill)
    tell_table(uses, use_block(uses, part, setting.language), layout)


@bom.command(
    "diff",
    examples=[
        "evplan bom diff EM-A EM-B",
        "evplan bom diff EM-A --other nusantara-2028",
        "evplan bom diff EM-A --on 2027-01-01 --other-on 2028-01-01",
    ],
)
@PART
@click.argument("other_part", metavar="[OTHER]", required=False)
@data_option
@click.option("--other", metavar="NAME", help="Data set of the other bill; default: the same.")
@day_option
@click.option("--other-on", "other_day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Day of the other.")
@format_option
@pass_setting
def diff(
    setting: Setting,
    part: str,
    other_part: str | None,
    data: str | None,
    other: str | None,
    day: Any,
    other_day: Any,
    layout: str,
) -> None:
    """Tell what differs between the bills of two vehicles, two data sets or two days."""
    left = workflow.open_bill(setting.url, setting.version, part, data, _iso(day))
    wanted = other_part or part
    right = workflow.open_bill(setting.url, setting.version, wanted, other or left.data_set, _iso(other_day or day))
    table = workflow.bill_difference(left, right)
    titles = _titles(left, right, _iso(day), _iso(other_day or day))
    tell_table(table, difference_block(table, *titles, setting.language), layout)


def _titles(left: workflow.Bill, right: workflow.Bill, day: str | None, other_day: str | None) -> tuple[str, str]:
    if left.data_set != right.data_set:
        return f"{left.data_set}/{left.part}", f"{right.data_set}/{right.part}"
    if left.part != right.part:
        return left.part, right.part
    return f"{left.part} {day or ''}".strip(), f"{right.part} {other_day or ''}".strip()


@bom.command("cost", examples=["evplan bom cost EM-A --units 500", "evplan bom cost ET-C --units 20 --format json"])
@PART
@UNITS
@PERIOD
@data_option
@format_option
@pass_setting
def cost(setting: Setting, part: str, units: float, period: str, data: str | None, layout: str) -> None:
    """Tell what a number of vehicles costs to buy: the cheapest valid offer of each part at that volume.

    With price bands, minimum orders, multiples, yield, duty, tools and exchange rates. It is a calculation by part, not
    a plan: hours, rules and local content do not count here.
    """
    day = _period_day(period)
    bill = workflow.open_bill(setting.url, setting.version, part, data, day)
    found = workflow.cost_of_bill(bill, units, day, period)
    if layout == "table":
        tell(cost_blocks(found, part, bill.names, units, period, setting.language))
    elif layout == "json":
        tell_json(cost_json(found, part, units))
    else:
        tell_table(found.lines, Block(), layout)


@bom.command(
    "export", examples=["evplan bom export EM-A -o em-a.xlsx", "evplan bom export ET-C -o et-c.csv --overwrite"]
)
@PART
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path), help="A file .csv or .xlsx.")
@click.option("--overwrite", is_flag=True, help="Replace the file that is there.")
@data_option
@pass_setting
def export(setting: Setting, part: str, target: Path, overwrite: bool, data: str | None) -> None:
    """Write the bill of PART as an indented table with levels, which 'evplan bom import' reads back the same."""
    if target.suffix.casefold() not in (".csv", ".xlsx"):
        raise click.BadParameter("the name of the file must end in .csv or .xlsx.", param_hint="-o")
    bill = workflow.open_bill(setting.url, setting.version, part, data)
    workflow.export_bill(setting.url, setting.version, bill, target, overwrite=overwrite)
    if not setting.quiet:
        tell([Block(lines=(word("written", setting.language, what=part, target=target),))])


@bom.command(
    "confirm",
    cls=Command,
    examples=["evplan bom confirm", "evplan bom confirm BRG-6203-B", "evplan bom confirm --all --reject"],
)
@click.argument("substitutes", metavar="[SUBSTITUTE]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that wait.")
@click.option("--reject", is_flag=True, help="Refuse them; they are not asked about again.")
@click.option("--every", is_flag=True, help="List those too that were answered.")
@data_option
@format_option
@pass_setting
def confirm(
    setting: Setting,
    substitutes: tuple[str, ...],
    everything: bool,
    reject: bool,
    every: bool,
    data: str | None,
    layout: str,
) -> None:
    """List substitutes that files named and that wait for a yes; take them into the bill, or refuse them."""
    if not substitutes and not everything:
        name, table = workflow.list_substitutes(setting.url, setting.version, data, every=every)
        tell_table(table, substitute_block(table, name, setting.language), layout)
        return
    more: dict[str, Any] = {"now": setting.now, "data": data, "accept": not reject, "everything": everything}
    table = workflow.answer_substitutes(setting.url, setting.version, substitutes, **more)
    if layout != "table":
        tell_table(table, Block(), layout)
    elif not setting.quiet:
        key = "bill.rejected" if reject else "bill.confirmed"
        tell([Block(lines=(word(key, setting.language, count=len(table)),))])


def _iso(day: Any) -> str | None:
    return None if day is None or pd.isna(day) else day.date().isoformat()


def _period_day(period: str) -> str | None:
    day = workflow.period_day(period)
    if period and day is None:
        raise click.BadParameter(f"'{period}' is no period, such as 2027-01, 2027-Q1 or 2027.", param_hint="--period")
    return day
