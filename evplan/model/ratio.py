"""Sums of ratios in ranges: rows that every plan that passes keeps, and rows that only such plans keep.

A score that is a sum of ratios is no linear row (`evplan.model.content`). With a column r[g] for the ratio of every
group it is one, F + sum over g of w[g] * r[g] >= minimum, and what is left is r[g] * D[g] <= N[g]. Over a range
low <= r <= high and least <= D <= most this product lies above its McCormick planes
(https://doi.org/10.1007/BF01580665), so every plan that passes keeps

    r <= low  + (N - low * D) / least            where least > 0
    r <= high + (N - high * D) / most
    low * D <= N <= high * D
    r <= high * filled                           groups that may be empty

The optimum of that program is a bound that holds for every plan that passes; of groups that may be empty, for every
plan that buys them for one parent at least, or not at all (`evplan.model.content`: what is less counts in part). The
narrower the ranges, the nearer it is (`evplan.solve.branch` cuts them). The other way round every plan with
N[g] >= t[g] * D[g] in all groups passes where the levels t add up to the minimum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms
from evplan.model.column import Columns
from evplan.model.content import ROUNDING, ROW_SCALE, Score, bought_at_most, filled_columns
from evplan.model.problem import Arrays, append
from evplan.quantities import NEGLIGIBLE_UNITS, Floats

CHOSEN = 0.5
"""A 0/1 column above this is one."""


@dataclass(frozen=True)
class Ratio:
    """One group of a score that is a sum of ratios.

    ``target`` is the place of the score, ``filled`` the column that says how far the group counts (-1: fully);
    ``least`` and ``most`` are what any plan spends in the group (million rupiah); ``worst`` and ``best`` are the
    lowest and the highest credit on offer.
    """

    target: int
    group: int
    weight: float
    filled: int
    least: float
    most: float
    worst: float
    best: float


@dataclass(frozen=True)
class Curved:
    """The scores that are sums of ratios, and the groups of all of them; ``gate`` is a column, or -1 without a choice.

    ``sure`` says per score that a plan has to pass it whatever it chooses or builds.
    """

    scores: dict[int, Score]
    ratios: tuple[Ratio, ...]
    gate: dict[int, int]
    shortfall: dict[int, int]
    sure: dict[int, bool]

    @property
    def weights(self) -> Floats:
        """Return the weight of every ratio."""
        return np.array([ratio.weight for ratio in self.ratios])

    def of(self, target: int) -> np.ndarray:
        """Return the places of a score's ratios."""
        return np.array([place for place, ratio in enumerate(self.ratios) if ratio.target == target])

    def found(self, values: Floats) -> Floats:
        """Return every ratio at these column values, as far as it counts; 0 where nothing is bought."""
        result = np.zeros(len(self.ratios))
        sums = {target: score.sums(values) for target, score in self.scores.items()}
        for place, ratio in enumerate(self.ratios):
            local, cost = (side[ratio.group] for side in sums[ratio.target])
            if cost > 0:
                score = self.scores[ratio.target]
                inside = score.group == ratio.group
                full = 1.0 if ratio.filled < 0 else float(score.parents[inside] @ values[score.column[inside]])
                result[place] = local / cost * min(full, 1.0)
        return result

    def asked(self, values: Floats) -> list[int]:
        """Return the scores that something is asked of here: vehicles are built and the method is the chosen one."""
        return [
            target
            for target, score in self.scores.items()
            if score.is_built(values) and (self.gate[target] < 0 or values[self.gate[target]] > CHOSEN)
        ]


@dataclass(frozen=True)
class Ranges:
    """The lowest and the highest value of every ratio of a `Curved`."""

    low: Floats
    high: Floats

    def cut(self, place: int, at: float) -> tuple[Ranges, Ranges]:
        """Return the ranges with one of them up to a value, and from it on."""
        low, high = self.low.copy(), self.high.copy()
        low[place], high[place] = at, at
        return Ranges(self.low, high), Ranges(low, self.high)


def curved_scores(columns: Columns, scores: Sequence[Score], arrays: Arrays) -> Curved:
    """Return the scores that are sums of ratios; ``arrays`` says what has to be built."""
    keys = ["rule", "vehicle", "year"]
    chosen, shortfall = columns["chosen_method"], columns["shortfall"]
    gates = dict(zip(chosen.index["target"], chosen.columns.tolist(), strict=True))
    slack = dict(zip(shortfall.index[keys].itertuples(index=False, name=None), shortfall.columns.tolist(), strict=True))
    filled = filled_columns(columns)
    mine = {
        place: score for place, score in enumerate(scores) if len(score.weights) > 1 and score.minimum > score.points
    }
    ratios, gate, short, sure = list[Ratio](), dict[int, int](), dict[int, int](), dict[int, bool]()
    for place, score in mine.items():
        gate[place] = gates.get(place, -1)
        key = (score.rule, score.vehicle, score.year)
        short[place] = slack.get(key, -1)
        sure[place] = gate[place] < 0 and short[place] < 0
        for group, weight in enumerate(score.weights.tolist()):
            column = filled.get((*key, score.method, group), -1)
            ratios.append(
                Ratio(place, group, weight, column, *_spent(columns, score, group, arrays), *_credits(score, group))
            )
    return Curved(mine, tuple(ratios), gate, short, sure)


def _credits(score: Score, group: int) -> tuple[float, float]:
    inside = (score.group == group) & (score.cost > 0)
    if not inside.any():
        return 0.0, 0.0
    credit = score.local[inside] / score.cost[inside]
    return float(credit.min()), float(credit.max())


def _spent(columns: Columns, score: Score, group: int, arrays: Arrays) -> tuple[float, float]:
    """Return the least and the most cost that a group can have: every pool of needs at its cheapest and dearest."""
    pool, most = bought_at_most(columns)
    buy, entries = columns["buy"], columns.requirement.entries
    activity = columns["activity"]
    sure = arrays.column_lower[activity.columns][entries["activity"].to_numpy()] * entries["quantity"].to_numpy()
    least = np.bincount(pool[entries["need"].to_numpy()], weights=sure, minlength=len(most))
    inside = score.group == group
    column, cost = score.column[inside], score.cost[inside]
    is_buy = (column >= buy.start) & (column < buy.start + buy.size)
    per_unit = np.zeros(buy.size)
    per_unit[column[is_buy] - buy.start] = cost[is_buy]
    cheapest, dearest = np.full(len(most), np.inf), np.zeros(len(most))
    of = pool[buy.index["need"].to_numpy()]
    np.minimum.at(cheapest, of, per_unit)
    np.maximum.at(dearest, of, per_unit)
    own, own_cost = column[~is_buy], cost[~is_buy]
    return (
        float(least @ np.where(np.isinf(cheapest), 0.0, cheapest) + own_cost @ arrays.column_lower[own]),
        float(most @ dearest + own_cost @ arrays.column_upper[own]),
    )


def widest(curved: Curved) -> Ranges:
    """Return ranges that leave out no plan: from the worst credit on offer to the best one."""
    ratios = curved.ratios
    return tightened(
        curved, Ranges(np.array([ratio.worst for ratio in ratios]), np.array([ratio.best for ratio in ratios]))
    )


def tightened(curved: Curved, ranges: Ranges) -> Ranges:
    """Return the ranges with every ratio at least what the others leave over at their highest."""
    low = ranges.low.copy()
    weights = curved.weights
    for target, score in curved.scores.items():
        if curved.sure[target]:
            mine = curved.of(target)
            most = weights[mine] * ranges.high[mine]
            left = score.minimum - score.points - (most.sum() - most)
            low[mine] = np.maximum(low[mine], np.minimum(left / weights[mine], ranges.high[mine]))
    return Ranges(low, ranges.high)


def reachable(curved: Curved, ranges: Ranges) -> bool:
    """Return whether every score that has to pass can within these ranges (to a rounding error)."""
    weights = curved.weights
    return all(
        not curved.sure[target]
        or score.points + float(weights[mine] @ ranges.high[mine]) >= score.minimum - NEGLIGIBLE_UNITS
        for target, score in curved.scores.items()
        for mine in [curved.of(target)]
    )


def relaxed(arrays: Arrays, first: int, curved: Curved, ranges: Ranges) -> Arrays:
    """Return the program that every plan within the ranges keeps; the ratios' columns come last.

    ``arrays`` is that of `evplan.model.program.program_at` at any mix, whose scores' rows begin at ``first``; those of
    sums of ratios are freed.
    """
    width, count = len(arrays.cost), len(curved.ratios)
    lower = arrays.row_lower.copy()
    lower[[first + target for target in curved.scores]] = -np.inf
    wide = replace(
        arrays,
        row_lower=lower,
        cost=np.concatenate([arrays.cost, np.zeros(count)]),
        column_lower=np.concatenate([arrays.column_lower, np.zeros(count)]),
        column_upper=np.concatenate([arrays.column_upper, np.maximum(ranges.high, 0.0)]),
        integer=np.concatenate([arrays.integer, np.zeros(count, dtype=np.bool_)]),
    )
    rows = _Lower()
    for place, ratio in enumerate(curved.ratios):
        _add_planes(rows, curved.scores[ratio.target], ratio, width + place, ranges.low[place], ranges.high[place])
    for target, score in curved.scores.items():
        mine = curved.of(target)
        _add_sum(rows, curved, target, score, (width + mine, curved.weights[mine]), arrays)
    return append(wide, [rows.rows])


class _Lower:
    """Rows under construction, each at least a number."""

    def __init__(self) -> None:
        self.terms = Terms()
        self.lower: list[float] = []

    def add(self, lower: float, *pieces: tuple[np.ndarray, Floats]) -> None:
        for column, value in pieces:
            self.terms.add(np.full(len(column), len(self.lower)), column, ROW_SCALE * value)
        self.lower.append(ROW_SCALE * lower)

    @property
    def rows(self) -> Rows:
        return self.terms.rows_of("ratio", pd.DataFrame(index=range(len(self.lower))), lower=np.array(self.lower))


def _add_planes(rows: _Lower, score: Score, ratio: Ratio, column: int, low: float, high: float) -> None:
    inside = score.group == ratio.group
    at, local, cost = score.column[inside], score.local[inside], score.cost[inside]
    itself = (np.array([column]), np.array([-1.0]))
    if ratio.most <= 0:
        return
    if low > ratio.worst:
        rows.add(0.0, (at, (local - low * cost) / ratio.most))
    if high < ratio.best:
        rows.add(0.0, (at, (high * cost - local) / ratio.most))
    if ratio.least > 0:
        rows.add(-low, (at, (local - low * cost) / ratio.least), itself)
    rows.add(-high, (at, (local - high * cost) / ratio.most), itself)
    if ratio.filled >= 0:
        rows.add(0.0, (np.array([ratio.filled]), np.array([high])), itself)


def _add_sum(
    rows: _Lower, curved: Curved, target: int, score: Score, ratios: tuple[np.ndarray, Floats], arrays: Arrays
) -> None:
    """Ask for the minimum less the fixed points: in full of what has to be built, else of the part that is built."""
    needed, lower = score.minimum - score.points, 0.0
    pieces = [ratios]
    if curved.shortfall[target] >= 0:
        pieces.append((np.array([curved.shortfall[target]]), np.ones(1)))
    if curved.gate[target] >= 0:
        pieces.append((np.array([curved.gate[target]]), np.array([-needed])))
    else:
        lower = needed
    if not must_build(score, arrays):
        most = max(float(arrays.column_upper[score.built].sum()), NEGLIGIBLE_UNITS)
        pieces.append((score.built, np.full(len(score.built), -needed / most)))
        lower -= needed
    rows.add(lower, *pieces)


def must_build(score: Score, arrays: Arrays) -> bool:
    """Return whether a vehicle has to be built, and so scored, in every plan."""
    return bool(arrays.column_lower[score.built].sum() > NEGLIGIBLE_UNITS)


def levelled(arrays: Arrays, first: int, curved: Curved, levels: Floats, targets: list[int]) -> Arrays:
    """Return the program with every group of these scores at least at its level, instead of their tangents.

    Methods that could be chosen otherwise are fixed. A plan of this program passes where the levels of a score add up
    to its minimum.
    """
    lower, least = arrays.row_lower.copy(), arrays.column_lower.copy()
    lower[[first + target for target in targets]] = -np.inf
    least[[curved.gate[target] for target in targets if curved.gate[target] >= 0]] = 1.0
    rows = _Lower()
    for place, ratio in enumerate(curved.ratios):
        if ratio.target not in targets or ratio.most <= 0 or levels[place] <= ratio.worst:
            continue
        score = curved.scores[ratio.target]
        inside = score.group == ratio.group
        rows.add(0.0, (score.column[inside], (score.local - levels[place] * score.cost)[inside] / ratio.most))
        if ratio.filled >= 0 and must_build(score, arrays):
            least[ratio.filled] = 1.0
    return append(replace(arrays, row_lower=lower, column_lower=least), [rows.rows])


def levels_of(curved: Curved, ratios: Floats, ranges: Ranges, targets: list[int]) -> Floats | None:
    """Return the levels nearest to these ratios that add up to every score's minimum; ``None`` where none do."""
    levels, weights = np.clip(ratios, 0.0, ranges.high), curved.weights
    for target in targets:
        mine, score = curved.of(target), curved.scores[target]
        for _ in mine:
            short = score.asked - score.points - float(weights[mine] @ levels[mine])
            free = mine[(levels[mine] < ranges.high[mine]) if short > 0 else (levels[mine] > 0)]
            if not len(free):
                break
            levels[free] = np.clip(levels[free] + short / weights[free].sum(), 0.0, ranges.high[free])
        if float(weights[mine] @ levels[mine]) < score.minimum - score.points - ROUNDING:
            return None
    return levels
