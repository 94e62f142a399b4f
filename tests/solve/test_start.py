"""The first plan: rounding the relaxation, and leaving out what is too dear."""

import numpy as np
import pytest

from evplan.model.problem import Arrays
from evplan.solve.start import first_plan


def program(cost, rows, lower, upper, *, most, integer):
    """Return a program from dense rows; columns are 0 or more."""
    matrix = np.array(rows, dtype=float)
    row, column = np.nonzero(matrix)
    return Arrays(
        cost=np.array(cost, dtype=float),
        offset=0.0,
        column_lower=np.zeros(len(cost)),
        column_upper=np.array(most, dtype=float),
        integer=np.array(integer, dtype=bool),
        row_lower=np.array(lower, dtype=float),
        row_upper=np.array(upper, dtype=float),
        starts=np.searchsorted(row, np.arange(len(rows) + 1)).astype(np.int64),
        columns=column.astype(np.int32),
        values=matrix[row, column],
    )


def keeps_every_row(arrays, values):
    row = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
    activity = np.bincount(row, weights=arrays.values * values[arrays.columns], minlength=len(arrays.row_lower))
    return bool(np.all(activity >= arrays.row_lower - 1e-7) and np.all(activity <= arrays.row_upper + 1e-7))


def test_a_tool_that_the_relaxation_uses_in_part_is_bought_whole():
    # 6 units at 1 with a tool of 4 that allows up to 10, or at 2 without: 6 + 4 = 10 < 12
    arrays = program(
        [1, 2, 4], [[1, 1, 0], [1, 0, -10]], [6, -np.inf], [6, 0], most=[10, 10, 1], integer=[False, False, True]
    )
    plan = first_plan(arrays, 10.0, 0.0)
    assert plan.objective == pytest.approx(10.0)
    assert plan.bound == pytest.approx(6 + 4 * 6 / 10)
    assert keeps_every_row(arrays, plan.values)


def test_a_minimum_order_that_is_far_from_met_is_not_placed():
    # the cheap offer takes no order below 10; 3 are needed, so the dear one delivers: 3 x 2
    arrays = program(
        [1, 2, 0],
        [[1, 1, 0], [1, 0, -20], [1, 0, -10]],
        [3, -np.inf, 0],
        [3, 0, np.inf],
        most=[20, 20, 1],
        integer=[False, False, True],
    )
    plan = first_plan(arrays, 10.0, 0.0)
    assert plan.values[2] == 0.0
    assert plan.objective == pytest.approx(6.0)


def test_an_alternative_that_costs_more_than_the_plan_is_left_out_and_the_bound_rises():
    # one of two ways must be chosen; the relaxation mixes them for nothing: x + 20 a >= 10, y + 20 b >= 10
    arrays = program(
        [1, 3, 0, 0],
        [[0, 0, 1, 1], [1, 0, 20, 0], [0, 1, 0, 20]],
        [1, 10, 10],
        [1, np.inf, np.inf],
        most=[100, 100, 1, 1],
        integer=[False, False, True, True],
    )
    plan = first_plan(arrays, 10.0, 0.0)
    assert plan.objective == pytest.approx(10.0)  # the way that leaves only x to be bought
    assert plan.bound == pytest.approx(10.0)  # 0 where both halves are taken
    assert plan.arrays.column_upper[2] == 0.0
    assert plan.arrays.column_lower[3] == 1.0


def test_a_program_without_a_solution_has_no_first_plan():
    arrays = program([1, 0], [[1, 0]], [5], [5], most=[4, 1], integer=[False, True])
    plan = first_plan(arrays, 10.0, 0.0)
    assert plan.values is None
    assert plan.bound is None
