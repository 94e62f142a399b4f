"""Standard output and standard error: blocks of a report laid out, tables as CSV or JSON, messages.

A terminal gets lines that fit it and a little style; a pipe or a file gets plain text, one row a line, no escape codes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evplan.report.plain_json import json_text

if TYPE_CHECKING:
    import pandas as pd

    from evplan.report.block import Block

_WIDE = 100_000


def console(stream: IO[str]) -> Console:
    """Return a console on ``stream``: styled on a terminal, plain and unwrapped elsewhere or under ``NO_COLOR``."""
    terminal = stream.isatty()
    plain = not terminal or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Console(
        file=stream,
        force_terminal=terminal,
        width=None if terminal else _WIDE,
        color_system=None if plain else "auto",
        no_color=plain,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def tell(blocks: Iterable[Block]) -> None:
    """Print blocks on standard output, a blank line between them."""
    out = console(sys.stdout)
    for number, block in enumerate(blocks):
        if number:
            out.print()
        _tell_block(out, block)


def tell_table(frame: pd.DataFrame, block: Block, layout: str) -> None:
    """Print a table: the block's words for people, or the frame's own names and values as CSV or JSON."""
    if layout == "table":
        tell([block])
    elif layout == "csv":
        click.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        tell_json([dict(row) for row in frame.to_dict(orient="records")])


def tell_json(value: Any) -> None:
    """Print one JSON value and nothing else."""
    click.echo(json_text(value))


def note(text: str) -> None:
    """Print a line for people on standard error."""
    console(sys.stderr).print(Text(text), soft_wrap=True)


def complain(text: str) -> None:
    """Print an error on standard error."""
    console(sys.stderr).print(Text("Error: ", style="bold red") + Text(text, style="default"), soft_wrap=True)


def complain_block(block: Block) -> None:
    """Print a block on standard error."""
    _tell_block(console(sys.stderr), block)


def _tell_block(out: Console, block: Block) -> None:
    if block.title:
        out.print(Text(block.title, style="bold"), soft_wrap=True)
    for line in block.lines:
        out.print(Text("  " + line), soft_wrap=True)
    if block.rows:
        _tell_rows(out, block)
    if block.note:
        out.print(Text("  " + block.note, style="dim"), soft_wrap=True)


def _tell_rows(out: Console, block: Block) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for position, heading in enumerate(block.headings):
        table.add_column(Text(heading), justify="right" if position in block.right else "left", overflow="fold")
    for row in block.rows:
        table.add_row(*(Text(cell) for cell in row))
    with out.capture() as captured:
        out.print(table)
    for line in captured.get().splitlines():
        out.file.write("  " + line.rstrip() + "\n")
