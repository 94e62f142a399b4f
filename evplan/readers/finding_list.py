"""The findings of one table while it is read: with their place, and never more of one kind than a person can use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from evplan.errors import FINDINGS, Finding, finding

LIMIT = 1000
"""Findings of one code that are listed for one column."""

_SHOWN = 80
"""Characters of a cell that a message shows."""


@dataclass
class FindingList:
    """Findings of the table ``table`` as it stands in ``source`` (``offers.csv``, ``book.xlsx[offers]``).

    ``lines`` gives the line number of every row read; it is asked once, by the first finding that needs it.
    """

    table: str
    source: str
    lines: Callable[[], Sequence[int]] = tuple
    _found: list[Finding] = field(default_factory=list)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lines: Sequence[int] | None = None

    def add(self, code: str, row: int | None = None, column: str = "", **values: Any) -> None:
        """Add a finding; from the ``LIMIT``-th of its code and column on it is only counted."""
        self._counts[column, code] += 1
        if self._counts[column, code] > LIMIT:
            return
        place = ":".join([self.source, *([str(row)] if row is not None else []), *([column] if column else [])])
        if "found" in values:
            values["found"] = shorten(str(values["found"]))
        rows = {} if row is None else {"row": row}
        values = {"file": self.source, "table": self.table, "column": column} | rows | values
        self._found.append(finding(code, source=place, **values))

    def at(self, code: str, position: int, column: str = "", **values: Any) -> None:
        """Add a finding at the row that stands at ``position`` of what was read."""
        if self.is_full(code, column):
            self._counts[column, code] += 1
            return
        self.add(code, self.line(position), column, **values)

    def line(self, position: int) -> int | None:
        """Return the line of the row at ``position`` of what was read."""
        if self._lines is None:
            self._lines = self.lines()
        return self._lines[position] if position < len(self._lines) else None

    def is_full(self, code: str, column: str) -> bool:
        """Return whether further findings of ``code`` in ``column`` are only counted."""
        return self._counts[column, code] >= LIMIT

    def listed(self, columns: Sequence[str]) -> list[Finding]:
        """Return the findings by row, then by the order of ``columns``; last, what was only counted."""
        order = {name: position for position, name in enumerate(columns)}
        found = sorted(self._found, key=lambda each: (each.row or 0, order.get(each.column, -1)))
        for (column, code), count in self._counts.items():
            if count > LIMIT:
                place = f"{self.source}:{column}" if column else self.source
                more = finding(
                    "more-of-the-same",
                    source=place,
                    table=self.table,
                    column=column,
                    count=count - LIMIT,
                    of=code,
                    place=place,
                )
                found.append(replace(more, severity=FINDINGS[code].severity))
        return found


def shorten(text: str) -> str:
    """Return ``text`` on one line, cut to what a message can show."""
    line = " ".join(text.split("\n"))
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
