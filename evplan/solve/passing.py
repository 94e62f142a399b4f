"""Which plans pass their scores exactly, and how near to passing a mix of costs can come."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from evplan.model.content import ROW_SCALE
from evplan.model.problem import Arrays
from evplan.model.program import SourcingModel, cheapest_mix, program_at
from evplan.quantities import SCORE_MARGIN, Floats
from evplan.solve.highs import run

MOST_TANGENTS = 8
"""Solves after which the search for an exact pass gives up; two or three are usual."""


def all_pass(model: SourcingModel, values: Floats, short: float = 0.0) -> bool:
    """Return whether every mandatory target is passed exactly (or missed by no more), by one of its methods."""
    best: dict[tuple[str, str, int], bool] = {}
    for score in model.scores:
        key = (score.rule, score.vehicle, score.year)
        mandatory = np.isnan(score.penalty_idr) and score.is_built(values)
        best[key] = best.get(key, False) or not mandatory or score.passes(values, short)
    return all(best.values())


def feasible_mix(model: SourcingModel, prepared: Callable[[Arrays], Arrays], seconds: float) -> Floats | None:
    """Return column values that keep every row and pass every mandatory target, to a millionth, or ``None``."""
    values = richest_mix(model, prepared, seconds)
    return values if values is not None and all_pass(model, values, SCORE_MARGIN) else None


def richest_mix(model: SourcingModel, prepared: Callable[[Arrays], Arrays], seconds: float) -> Floats | None:
    """Return column values that keep every row but the scores' and come as near to every minimum as can be.

    The scores are raised by successive tangents: each program has a shortfall on every score's row, and the sum of
    the shortfalls is minimised, until all pass or nothing moves any more; the scores are then out of reach as far as
    tangents show. ``prepared`` may change a program before it is solved (its objective does not matter). ``None``
    if the other rows have no solution themselves.
    """
    ends = time.perf_counter() + seconds
    mix, best = cheapest_mix(model), None
    rows = np.arange(len(model.arrays.row_lower), len(model.arrays.row_lower) + len(model.scores))
    for _ in range(MOST_TANGENTS):
        eased = with_shortfalls(prepared(program_at(model, mix)), rows)
        answer = run(eased, {"time_limit": max(ends - time.perf_counter(), 1.0), "mip_abs_gap": SCORE_MARGIN / 10})
        if answer.values is None:
            break
        best = answer.values[: len(mix)]
        if all_pass(model, best) or np.allclose(best, mix, rtol=1e-6, atol=1e-6):
            break
        mix = best
    return best


def with_shortfalls(arrays: Arrays, rows: np.ndarray) -> Arrays:
    """Return the program with a shortfall on each of these rows, their sum minimised instead of cost."""
    width = len(arrays.cost)
    count = np.zeros(len(arrays.row_lower), dtype=np.int64)
    count[rows] = 1
    at = arrays.starts[rows + 1]
    starts = arrays.starts + np.concatenate([[0], np.cumsum(count)])
    return replace(
        arrays,
        cost=np.concatenate([np.zeros(width), np.ones(len(rows))]),
        offset=0.0,
        column_lower=np.concatenate([arrays.column_lower, np.zeros(len(rows))]),
        column_upper=np.concatenate([arrays.column_upper, np.full(len(rows), np.inf)]),
        integer=np.concatenate([arrays.integer, np.zeros(len(rows), dtype=np.bool_)]),
        starts=starts,
        columns=np.insert(arrays.columns, at, width + np.arange(len(rows))),
        values=np.insert(arrays.values, at, ROW_SCALE),
    )
