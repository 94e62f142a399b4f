"""A bill of materials from a file as people have it; what could not be guessed is asked in findings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from evplan.errors import Finding, Severity, file_unreadable, finding, nearest
from evplan.readers.bill.grid import LEAST_SCORE, LOOKED_AT, Grid, read_grid
from evplan.readers.bill.guess import IDENTITY, Guess, apply_mapping, guess_columns, heading_currency, open_columns
from evplan.readers.bill.heading import heading_field, heading_score
from evplan.readers.bill.line import read_lines
from evplan.readers.bill.quantity import read_quantity
from evplan.readers.bill.reading import Lines, no_lines
from evplan.readers.bill.record import COLUMN_COLUMNS, BillFile, BillOptions
from evplan.readers.finding_list import FindingList

MOST_BYTES = 200_000_000


def read_bill(path: Path, options: BillOptions) -> BillFile:
    """Return the bill in a file: CSV in any encoding, a workbook, or KiCad's XML.

    Raises `FileUnreadable` if there is no such file, or it is a workbook that is damaged or protected.
    """
    return parse_bill(_bytes(path), path.name, options)


def parse_bill(content: bytes, name: str, options: BillOptions) -> BillFile:
    """Return the bill in the bytes of a file called ``name``."""
    digest = hashlib.sha256(content).hexdigest()
    grid = read_grid(content, name, heading_score, options.sheet)
    if not grid.rows:
        findings = grid.findings or [finding("bill-no-table", source=name, file=name, found="it has no rows")]
        return _bill(grid, digest, [], no_lines(), findings)
    header = _header(grid, options)
    heads = [] if header is None else [cell.strip() for cell in grid.rows[header]]
    first = 0 if header is None else header + 1
    rows, lines = _body(grid, heads, first)
    found = FindingList("", grid.source, lambda: lines)
    width = max([len(heads), *map(len, rows)], default=0)
    rows = _even(grid, heads, rows, width, found)
    heads += [""] * (width - len(heads))
    columns = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in heads]
    guesses, findings = guess_columns(heads, columns, grid.source)
    guesses, wrong = apply_mapping(guesses, options.mapping, grid.source)
    findings = [*grid.findings, *findings, *wrong, *_about_heads(header, guesses, columns, options, grid)]
    _find_failed(grid, guesses, first, found)
    read = no_lines()
    asked = any(each.code in ("bill-column-needed", "bill-map-unknown") for each in findings)
    if rows and not asked:
        cells = pd.DataFrame(_fields(guesses, columns), dtype="str")
        read = read_lines(cells, grid.separator, options, found, heading_currency(guesses, "price"))
    findings += [] if asked else open_columns(guesses, columns, grid.source)
    findings += found.listed([])
    if read.lines.empty and not any(each.severity is Severity.ERROR for each in findings):
        findings.append(finding("bill-no-lines", grid.source, file=grid.source))
    return _bill(grid, digest, guesses, read, findings)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise file_unreadable("is-folder", path, nearest="")
        if path.stat().st_size > MOST_BYTES:
            raise file_unreadable("other", path, detail=f"it is larger than {MOST_BYTES:,} bytes")
        return path.read_bytes()
    except FileNotFoundError as error:
        near = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        raise file_unreadable("missing", path, nearest=nearest(path.name, near)) from error
    except PermissionError as error:
        raise file_unreadable("denied", path) from error
    except OSError as error:
        raise file_unreadable("other", path, detail=error.strerror or error) from error


def _header(grid: Grid, options: BillOptions) -> int | None:
    """Return the row of headings, or ``None`` where there is none; one that the user's mapping names comes first."""
    named = {label.strip().casefold() for label in options.mapping if not label.strip().startswith("#")}
    hits = [len(named & {cell.strip().casefold() for cell in row}) for row in grid.rows[:LOOKED_AT]]
    if max(hits):
        return hits.index(max(hits))
    scores = [heading_score(row) for row in grid.rows[:LOOKED_AT]]
    best = max(range(len(scores)), key=lambda number: (scores[number], -number))
    cells = [cell for cell in grid.rows[best] if cell.strip()]
    known = sum(heading_field(cell)[1] >= 0.7 for cell in cells)
    if scores[best] >= LEAST_SCORE and (known >= 2 or known >= 0.5 * len(cells)):
        return best
    return _unlike_the_rest(grid)


def _unlike_the_rest(grid: Grid) -> int | None:
    """Return the first full row if it has words where the rows below it have numbers: headings nobody knows."""
    width = max(map(len, grid.rows))
    number = next((n for n, row in enumerate(grid.rows[:10]) if sum(map(bool, map(str.strip, row))) == width > 1), None)
    if number is None:
        return None
    heads, rest = grid.rows[number], grid.rows[number + 1 : number + 1 + LOOKED_AT]
    rest = [row for row in rest if len(row) == width]
    if not rest or len(set(heads)) < width or any(read_quantity(head).value is not None for head in heads):
        return None
    counted = [all(read_quantity(row[column]).value is not None for row in rest) for column in range(width)]
    return number if any(counted) and len(rest) > 1 else None


def _body(grid: Grid, heads: Sequence[str], first: int) -> tuple[list[list[str]], list[int]]:
    """Return the rows below the headings and their lines; a row that repeats the headings is none."""
    again = [cell.strip() for cell in heads]
    kept = [
        (row, line)
        for row, line in zip(grid.rows[first:], grid.lines[first:], strict=True)
        if not again or [cell.strip() for cell in row] != again
    ]
    return [row for row, _ in kept], [line for _, line in kept]


def _even(grid: Grid, heads: list[str], rows: list[list[str]], width: int, found: FindingList) -> list[list[str]]:
    """Return rows of one width; rows that are too long were most likely cut apart by a separator in a cell."""
    expected = len(heads)
    short = [number for number, row in enumerate(rows) if len(row) < expected]
    if grid.separator and short and len(short) < len(rows):
        found.at("bill-row-short", short[0], count=len(short))
    for number, row in enumerate(rows):
        if grid.separator and expected and len(row) > expected and any(cell.strip() for cell in row[expected:]):
            sign = "tab" if grid.separator == "\t" else grid.separator
            found.at("bill-row-shifted", number, found=len(row), expected=expected, separator=sign)
            rows[number] = []
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]


def _about_heads(
    header: int | None, guesses: Sequence[Guess], columns: Sequence[Sequence[str]], options: BillOptions, grid: Grid
) -> list[Finding]:
    """Return what is to be asked before anything can be read: headings, quantities, parts."""
    findings = []
    if header is None and not options.mapping:
        findings.append(finding("bill-headless", grid.source))
    if header:
        least = max(2.0, 0.6 * sum(bool(cell.strip()) for cell in grid.rows[header]))
        full = [number for number, row in enumerate(grid.rows[:header]) if sum(map(bool, map(str.strip, row))) >= least]
        if full:
            row = grid.lines[full[0]]
            findings.append(finding("bill-rows-above", f"{grid.source}:{row}", row=row, count=len(full)))
    fields = {guess.field for guess in guesses}
    filled = [guess for guess in guesses if any(cell.strip() for cell in columns[guess.column])]
    known = ", ".join(guess.label for guess in filled[:30])
    spare = next((guess.label for guess in filled if not guess.field), filled[0].label if filled else "#1")
    if not fields.intersection(IDENTITY):
        values = {"expected": "the parts (number or name)", "field": "part", "example": spare, "known": known}
        findings.append(finding("bill-column-needed", grid.source, **values))
    if not fields.intersection(("quantity_per", "designators")) and options.open_quantity is None:
        if len(filled) <= 2:
            findings.append(finding("bill-quantity-assumed", grid.source, example=spare))
        else:
            values = {"expected": "the quantities", "field": "quantity_per", "example": spare, "known": known}
            findings.append(finding("bill-column-needed", grid.source, **values))
    return findings


def _find_failed(grid: Grid, guesses: Sequence[Guess], first: int, found: FindingList) -> None:
    """Find formulas that fail in the cells that are read."""
    read = {guess.column: guess for guess in guesses if guess.field not in ("", "ignore", "note", "total")}
    for (row, column), text in grid.failed.items():
        if row >= first and column in read:
            found.add("bill-formula", grid.lines[row], read[column].field, found=text)


def _fields(guesses: Sequence[Guess], columns: Sequence[Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the columns by field; several notes are joined."""
    fields: dict[str, Sequence[str]] = {}
    for guess in guesses:
        if guess.field in ("", "ignore"):
            continue
        if guess.field in fields:
            pairs = zip(fields[guess.field], columns[guess.column], strict=True)
            fields[guess.field] = ["; ".join(filter(None, (one.strip(), two.strip()))) for one, two in pairs]
        else:
            fields[guess.field] = columns[guess.column]
    return fields


def _bill(grid: Grid, digest: str, guesses: Sequence[Guess], read: Lines, findings: Sequence[Finding]) -> BillFile:
    cells = [[each.column + 1, each.heading, each.field, each.confidence, each.example] for each in guesses]
    columns = pd.DataFrame(cells, columns=COLUMN_COLUMNS)
    return BillFile(
        grid.source, digest, read.layout, columns, read.lines, read.parts, read.substitutes, tuple(findings)
    )
