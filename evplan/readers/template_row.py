"""Rows of a filled-in template that are no data: the headings in words, and the example as it came."""

from __future__ import annotations

from collections.abc import Mapping

from evplan.example_row import EXAMPLES
from evplan.heading import column_words, plain_heading
from evplan.schema import TABLES

_LEAST = 2
"""Cells of a row that must be headings in words: one alone may be data."""


def is_heading(table: str, cells: Mapping[str, str]) -> bool:
    """Return whether every filled cell of a row is the heading of its own column, in English or Bahasa Indonesia."""
    filled = {name: text for name, text in cells.items() if text}
    return len(filled) >= min(_LEAST, len(cells)) and all(
        plain_heading(text) in map(plain_heading, column_words(table, name)[:2]) for name, text in filled.items()
    )


def is_example(table: str, cells: Mapping[str, str]) -> bool:
    """Return whether a row is the template's example, to the last cell: once anything is edited, it is data."""
    example = EXAMPLES[table]
    first = TABLES[table].key[0]
    if cells.get(first) != example[first]:
        return False
    return all(_same(cells.get(name, ""), example.get(name, "")) for name in TABLES[table].names)


def _same(text: str, example: str | float) -> bool:
    if isinstance(example, str) or not text:
        return text.removesuffix(" 00:00:00") == str(example)
    try:
        return float(text) == example
    except ValueError:
        return False
