"""A first lawful plan where a score may be by any of several methods: by one whose row is the law itself.

A method that is one ratio is held exactly by a row, a sum of ratios is not. So every vehicle and year is held by the
former where that is within reach, together with all the others: a linear program tells where it is not, and there the
choice stays open. What comes out passes, or nearly; it is where tangents begin.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from evplan.model.problem import Arrays
from evplan.model.program import SourcingModel, program_at
from evplan.quantities import SCORE_MARGIN, Floats
from evplan.scenario.document import Solver
from evplan.solve.answer import Answer
from evplan.solve.highs import run
from evplan.solve.passing import all_pass, with_shortfalls
from evplan.solve.single import solved

TRIES = 4
"""Solves: each after the first with the tangents of what stays open laid through the plan before."""

KEYS = ["rule", "vehicle", "year"]


def by_single_ratio(model: SourcingModel, mix: Floats, solver: Solver, seconds: float) -> Answer | None:
    """Return a plan that passes every score exactly, or ``None``: none was found so, or there is no such choice.

    ``mix`` is where the tangents of sums of ratios are laid at first. The bound of the answer means nothing.
    """
    held = _held(model)
    if not held.any():
        return None
    ends = time.perf_counter() + seconds
    arrays = program_at(model, mix)
    held = _within_reach(model, arrays, held, seconds / 4)
    for number in range(TRIES):
        left = (ends - time.perf_counter()) / min(TRIES - number, 2)
        if left <= 0:
            return None
        answer = solved(model, _fixed(model, program_at(model, mix), held), solver, left, None, None, rounded=True)
        if answer.values is None:
            return None
        if all_pass(model, answer.values):
            return answer
        mix = answer.values
    return None


def _held(model: SourcingModel) -> np.ndarray:
    """Return, per vehicle and year with a choice, whether a method of one ratio is among its methods."""
    chosen = model.columns["chosen_method"].index
    single = np.array([len(model.scores[target].weights) == 1 for target in chosen["target"]], dtype=np.bool_)
    group = chosen.groupby(KEYS, sort=False).ngroup().to_numpy()
    held = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.bool_)
    np.logical_or.at(held, group, single)
    return held


def _within_reach(model: SourcingModel, arrays: Arrays, held: np.ndarray, seconds: float) -> np.ndarray:
    """Return which of the held choices the relaxation can keep together, with as little shortfall as can be."""
    rows = np.arange(len(model.arrays.row_lower), len(model.arrays.row_lower) + len(model.scores))
    eased = with_shortfalls(_fixed(model, arrays, held), rows)
    relaxed = run(replace(eased, integer=np.zeros_like(eased.integer)), {"time_limit": max(seconds, 1.0)})
    if relaxed.values is None:
        return held
    short = relaxed.values[len(arrays.cost) :] > SCORE_MARGIN
    chosen = model.columns["chosen_method"].index
    group = chosen.groupby(KEYS, sort=False).ngroup().to_numpy()
    open_ = np.zeros(len(held), dtype=np.bool_)
    np.logical_or.at(open_, group, short[chosen["target"].to_numpy()])
    return held & ~open_


def _fixed(model: SourcingModel, arrays: Arrays, held: np.ndarray) -> Arrays:
    """Return the program in which held choices cannot take a sum of ratios."""
    chosen = model.columns["chosen_method"]
    group = chosen.index.groupby(KEYS, sort=False).ngroup().to_numpy()
    several = np.array([len(model.scores[target].weights) > 1 for target in chosen.index["target"]], dtype=np.bool_)
    upper = arrays.column_upper.copy()
    upper[chosen.columns[several & held[group]]] = 0.0
    return replace(arrays, column_upper=upper)
