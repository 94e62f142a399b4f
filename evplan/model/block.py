"""Arrays that make up the program: groups of columns and blocks of rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.quantities import Floats

Indices = npt.NDArray[np.int64]

SPACE_PER_KEY = 8
"""Up to so many possible combinations per row, distinct ones are found by marking them instead of sorting."""


@dataclass(frozen=True)
class Group:
    """Columns of one kind: ``index`` says what each stands for, ``start`` is the number of the first.

    ``lower``, ``upper`` and ``cost`` (million rupiah per unit) have a value per column; ``integer`` holds for all.
    """

    name: str
    index: pd.DataFrame
    start: int
    lower: Floats
    upper: Floats
    cost: Floats
    integer: bool = False

    @property
    def size(self) -> int:
        """Return how many columns there are."""
        return len(self.index)

    @property
    def columns(self) -> Indices:
        """Return the columns' numbers in the program."""
        return np.arange(self.start, self.start + self.size, dtype=np.int64)


@dataclass(frozen=True)
class Rows:
    """Rows of one family: ``lower`` <= sum of value x column <= ``upper``, for all rows of ``index``.

    ``row`` (0.. within the family), ``column`` (number in the program) and ``value`` are the nonzeros; a pair may
    come twice and then adds up.
    """

    family: str
    index: pd.DataFrame
    row: Indices
    column: Indices
    value: Floats
    lower: Floats
    upper: Floats

    @property
    def size(self) -> int:
        """Return how many rows there are."""
        return len(self.index)


@dataclass
class Space:
    """The columns of a program as they are added, group by group."""

    groups: dict[str, Group] = field(default_factory=dict)
    size: int = 0

    @property
    def upper(self) -> Floats:
        """Return the upper bound of every column so far."""
        return np.concatenate([group.upper for group in self.groups.values()])

    def add(
        self,
        name: str,
        index: pd.DataFrame,
        *,
        lower: Floats | float = 0.0,
        upper: Floats | float = np.inf,
        cost: Floats | float = 0.0,
        integer: bool = False,
    ) -> Group:
        """Add a group of columns and return it; ``index`` gets a plain range index."""
        index = index.reset_index(drop=True)
        low, high, price = (_column(values, len(index)) for values in (lower, upper, cost))
        group = Group(name, index, self.size, low, high, price, integer)
        self.groups[name] = group
        self.size += group.size
        return group


@dataclass
class Terms:
    """Nonzeros of a family under construction, piece by piece."""

    rows: list[Indices] = field(default_factory=list)
    columns: list[Indices] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)

    def add(self, row: Indices, column: Indices, value: Floats | float) -> Terms:
        """Add ``value`` x ``column`` to each ``row`` (arrays of one length; one value may stand for all)."""
        self.rows.append(np.asarray(row, dtype=np.int64))
        self.columns.append(np.asarray(column, dtype=np.int64))
        self.values.append(np.broadcast_to(np.asarray(value, dtype=np.float64), (len(self.rows[-1]),)))
        return self

    def rows_of(
        self,
        family: str,
        index: pd.DataFrame,
        *,
        lower: Floats | float = -np.inf,
        upper: Floats | float = np.inf,
    ) -> Rows:
        """Return the family's rows with these bounds."""
        return Rows(
            family,
            index.reset_index(drop=True),
            np.concatenate(self.rows) if self.rows else np.empty(0, dtype=np.int64),
            np.concatenate(self.columns) if self.columns else np.empty(0, dtype=np.int64),
            np.concatenate(self.values) if self.values else np.empty(0, dtype=np.float64),
            _column(lower, len(index)),
            _column(upper, len(index)),
        )


def _column(values: Floats | float, size: int) -> Floats:
    return np.array(np.broadcast_to(np.asarray(values, dtype=np.float64), (size,)))


def numbered(*keys: npt.NDArray[np.integer]) -> tuple[Indices, Indices]:
    """Return the place of the first row of each distinct combination of keys, and the combination of every row.

    Keys are non-negative codes of one length; combinations are in the order of the keys.
    """
    combined, space = np.zeros(len(keys[0]), dtype=np.int64), 1
    for key in keys:
        most = int(key.max(initial=0)) + 1
        combined, space = combined * most + key, space * most
    if space > SPACE_PER_KEY * max(len(combined), 1):
        _, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
        return first.astype(np.int64), inverse.reshape(-1).astype(np.int64)
    first = np.full(space, -1, dtype=np.int64)
    # Of several values written to one place the last stays: written backwards, that is the first row.
    first[combined[::-1]] = np.arange(len(combined) - 1, -1, -1, dtype=np.int64)
    seen = first >= 0
    return first[seen], (np.cumsum(seen) - 1)[combined]
