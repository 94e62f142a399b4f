"""The program as one PuLP problem that keeps its arrays.

`ArrayProblem` is a `pulp.LpProblem` like any other: any solver that PuLP finds can take it. Its variables and
constraints are made from the arrays when they are first asked for, so that a solver that takes the arrays whole never
pays for them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pulp

from evplan.model.block import Group, Indices, Rows
from evplan.quantities import Floats


@dataclass(frozen=True)
class Arrays:
    """A mixed-integer program: minimise cost x + offset, lower <= A x <= upper, bounds, some columns whole.

    A is stored by rows: ``starts`` (rows + 1), ``columns``, ``values``; columns are ``int32``, as HiGHS takes them.
    """

    cost: Floats
    offset: float
    column_lower: Floats
    column_upper: Floats
    integer: np.ndarray
    row_lower: Floats
    row_upper: Floats
    starts: Indices
    columns: npt.NDArray[np.int32]
    values: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Return rows and columns."""
        return len(self.row_lower), len(self.cost)


def stitch(groups: list[Group], blocks: list[Rows], offset: float, width: int | None = None) -> Arrays:
    """Return the groups of columns and blocks of rows as one program; equal (row, column) pairs are added up.

    ``width`` is the number of columns where the groups do not say it.
    """
    width = sum(group.size for group in groups) if width is None else width
    pieces = [_by_row(block, width) for block in blocks]
    return Arrays(
        cost=_joined([group.cost for group in groups]),
        offset=offset,
        column_lower=_joined([group.lower for group in groups]),
        column_upper=_joined([group.upper for group in groups]),
        integer=_joined([np.full(group.size, float(group.integer)) for group in groups]) > 0,
        row_lower=_joined([block.lower for block in blocks]),
        row_upper=_joined([block.upper for block in blocks]),
        starts=np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *(piece[0] for piece in pieces)])),
        columns=np.concatenate([np.empty(0, dtype=np.int32), *(piece[1] for piece in pieces)]),
        values=_joined([piece[2] for piece in pieces]),
    )


def _by_row(block: Rows, width: int) -> tuple[Indices, npt.NDArray[np.int32], Floats]:
    """Return nonzeros per row, and their columns and values in the order of rows and columns, equal pairs added up."""
    place, value = block.row * width + block.column, block.value
    if np.any(place[1:] <= place[:-1]):
        order = np.argsort(place, kind="stable")
        place, value = place[order], value[order]
        first = np.flatnonzero(np.diff(place, prepend=-1))
        if len(first) < len(place):
            place, value = place[first], np.add.reduceat(value, first)
    if not value.all():
        place, value = place[value != 0.0], value[value != 0.0]
    row, column = np.divmod(place, max(width, 1))
    return np.bincount(row, minlength=block.size), column.astype(np.int32), value


def _joined(pieces: list[Floats]) -> Floats:
    return np.concatenate(pieces) if pieces else np.empty(0, dtype=np.float64)


def append(arrays: Arrays, blocks: list[Rows]) -> Arrays:
    """Return the program with more rows below."""
    extra = stitch([], blocks, 0.0, width=len(arrays.cost))
    return replace(
        arrays,
        row_lower=np.concatenate([arrays.row_lower, extra.row_lower]),
        row_upper=np.concatenate([arrays.row_upper, extra.row_upper]),
        starts=np.concatenate([arrays.starts, extra.starts[1:] + arrays.starts[-1]]),
        columns=np.concatenate([arrays.columns, extra.columns]),
        values=np.concatenate([arrays.values, extra.values]),
    )


class ArrayProblem(pulp.LpProblem):  # type: ignore[misc]
    """A PuLP problem made of arrays; ``names`` and ``row_names`` are generated (``x0``, ``r0``, ...).

    A row with two different finite bounds becomes two constraints, the second with an ``h`` behind its name.
    """

    def __init__(self, name: str, arrays: Arrays) -> None:
        super().__init__(name, pulp.LpMinimize)
        self.arrays = arrays
        self.array_variables: list[Any] | None = None

    def solve(self, solver: Any = None, **options: Any) -> int:
        """Solve with any PuLP solver; one that sets ``takes_arrays`` gets the problem as it is."""
        if not getattr(solver, "takes_arrays", False):
            self.materialise()
        return int(super().solve(solver, **options))

    def variables(self) -> list[Any]:
        """Return the variables, made if need be."""
        self.materialise()
        return list(super().variables())

    def materialise(self) -> list[Any]:
        """Make the variables, the objective and the constraints, once; return the variables by column."""
        if self.array_variables is not None:
            return self.array_variables
        arrays = self.arrays
        category = [pulp.LpInteger if whole else pulp.LpContinuous for whole in arrays.integer]
        bounds = [
            [None if np.isinf(value) else value for value in side.tolist()]
            for side in (arrays.column_lower, arrays.column_upper)
        ]
        variables = [
            self.add_variable(f"x{place}", low, high, cat)
            for place, (low, high, cat) in enumerate(zip(*bounds, category, strict=True))
        ]
        self.array_variables = variables
        costs = zip(variables, arrays.cost.tolist(), strict=True)
        self.setObjective(pulp.LpAffineExpression({var: cost for var, cost in costs if cost}, constant=arrays.offset))
        columns, values = arrays.columns.tolist(), arrays.values.tolist()
        for place, (start, end) in enumerate(itertools.pairwise(arrays.starts.tolist())):
            terms = {
                variables[column]: value for column, value in zip(columns[start:end], values[start:end], strict=True)
            }
            self._add_row(place, pulp.LpAffineExpression(terms))
        return variables

    def _add_row(self, place: int, expression: Any) -> None:
        low, high = float(self.arrays.row_lower[place]), float(self.arrays.row_upper[place])
        if low == high:
            self.addConstraint(pulp.LpConstraint(expression, pulp.LpConstraintEQ, rhs=low), f"r{place}")
            return
        if np.isfinite(low):
            self.addConstraint(pulp.LpConstraint(expression, pulp.LpConstraintGE, rhs=low), f"r{place}")
        if np.isfinite(high):
            name = f"r{place}h" if np.isfinite(low) else f"r{place}"
            self.addConstraint(pulp.LpConstraint(expression, pulp.LpConstraintLE, rhs=high), name)
