"""Local content as rows: each method's score, a ratio or a sum of ratios, made linear around a mix of costs.

The score of a vehicle in a year by a method is

    F + sum over g of w[g] * N[g] / D[g],     N[g] = sum of credit * landed cost,  D[g] = sum of landed cost

over the bought lines of group g, with F fixed whatever is bought. At a mix with ratio r[g] and cost d[g] the tangent is

    F + sum over g of w[g] * (r[g] + (N[g] - r[g] * D[g]) / d[g])

- One group (``general``, ``cost_ratio``): with r = (minimum - F) / w the row "tangent >= minimum" is
  N - r * D >= 0, which is the law exactly because D > 0, whatever d is.
- Several groups (``sectoral``): the tangent is exact at the mix and off by (N - r D)(d - D) / (d D) elsewhere. The
  plan found is scored exactly, the tangent is laid through its own mix and the program solved again until the exact
  score passes (`evplan.solve.search`).

A group that substitutes can leave empty (D = 0) has the ratio 0 by law, where the tangent would say r. There r[g]
counts only as far as the group is filled:

    w[g] * (filled[g] * r[g] + (N[g] - r[g] * D[g]) / d[g]),     filled[g] <= U[g],  filled[g] <= share built

with U[g] the units of parents that something of the group is bought for. That is exact at D = 0 and, for a group of
ratio r, from one such unit on; between, where only a sliver is bought, it is less than the law's ratio, so that no plan
passes by a purchase of nothing to speak of. No plan in whole units is lost, and no 0/1 column is needed: more of
``filled`` is never worse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms
from evplan.model.column import Columns
from evplan.model.filling import may_be_empty, units_of_parent
from evplan.plan.content import Credits, credits, fixed_of
from evplan.plan.inputs import PlanInputs
from evplan.plan.layer import content_layers, counted
from evplan.quantities import NEGLIGIBLE_UNITS, PERCENTAGE_POINTS, SCORE_MARGIN, Floats, to_solver_money

ROUNDING = 1e-12
"""Rounding error of a score worked out in floats."""

HALF = 0.5
"""A group that is bought for less than half a unit of a parent is as good as empty."""

ROW_SCALE = 1e4
"""A row is in ten-thousandths of a score: a part's weight in the score per unit is near 1e-9, which HiGHS drops."""


@dataclass(frozen=True)
class Score:
    """One target: a vehicle's score in a year by a method, as arrays over columns (million rupiah).

    ``cost`` and ``local`` are per unit of ``column``; ``group`` is the place in ``weights``; ``points`` is fixed;
    ``built`` are the columns of vehicles built; ``may_be_empty`` says it of every group;
    ``parents`` are the units of parents that a unit of ``column`` is for (see `evplan.model.filling`); ``margin`` is
    what the row asks for above the minimum.
    """

    rule: str
    vehicle: str
    year: int
    method: str
    minimum: float
    penalty_idr: float
    points: float
    weights: Floats
    column: np.ndarray
    group: np.ndarray
    cost: Floats
    local: Floats
    built: np.ndarray
    may_be_empty: np.ndarray
    parents: Floats
    margin: float = SCORE_MARGIN

    @property
    def asked(self) -> float:
        """Return what the score's row asks for: the minimum and a margin, as far as fixed points or offers reach."""
        if self.points >= self.minimum - ROUNDING:
            return min(self.minimum + self.margin, self.points)
        credit = np.divide(self.local, self.cost, out=np.zeros_like(self.local), where=self.cost > 0)
        best = np.zeros(len(self.weights))
        np.maximum.at(best, self.group, credit)
        reached = self.points + float(self.weights @ best)
        return max(min(self.minimum + self.margin, reached), self.minimum)

    def passes(self, values: Floats, short: float = 0.0) -> bool:
        """Return whether the score at these column values reaches the minimum, or misses it by no more than ``short``.

        Where all that is bought in a group has one credit the law's score is a plain decimal, and rounding here is
        forgiven; a mix of credits that comes out at the minimum itself may be a rounding error below it in law.
        """
        even = not self.margin or self._is_even(values)
        return self.value(values) >= self.minimum - (short or (ROUNDING if even else -ROUNDING))

    def _is_even(self, values: Floats) -> bool:
        used = (values[self.column] > NEGLIGIBLE_UNITS) & (self.cost > 0)
        credit, group = self.local[used] / self.cost[used], self.group[used]
        low, high = np.full(len(self.weights), np.inf), np.full(len(self.weights), -np.inf)
        np.minimum.at(low, group, credit)
        np.maximum.at(high, group, credit)
        return bool(np.all(high - low <= ROUNDING))

    def sums(self, values: Floats) -> tuple[Floats, Floats]:
        """Return local cost and cost per group at these column values."""
        amount = values[self.column]
        amount = np.where(amount > NEGLIGIBLE_UNITS, amount, 0.0)
        size = len(self.weights)
        return (
            np.bincount(self.group, weights=self.local * amount, minlength=size).astype(np.float64),
            np.bincount(self.group, weights=self.cost * amount, minlength=size).astype(np.float64),
        )

    def is_built(self, values: Floats) -> bool:
        """Return whether anything is built, and so scored."""
        return bool(values[self.built].sum() > NEGLIGIBLE_UNITS)

    def value(self, values: Floats) -> float:
        """Return the score at these column values (0..1)."""
        local, cost = self.sums(values)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(cost > 0, local / cost, 0.0)
        return float(self.points + self.weights @ ratio)


def content_scores(inputs: PlanInputs, columns: Columns, targets: pd.DataFrame) -> list[Score]:
    """Return the targets as arrays, in the order of ``targets`` (see `evplan.plan.content.target_table`)."""
    buy = columns["buy"]
    codes, vehicles = pd.factorize(inputs.lines["vehicle"])
    destinations = columns.requirement.destinations
    line, place = destinations["line"].to_numpy(), destinations["place"].to_numpy()[buy.index["destination"].to_numpy()]
    # A site whose lines are not told apart (-1) is no vehicle's.
    vehicle = np.append(codes, -1)[line][buy.index["destination"].to_numpy()]
    offer, period = buy.index["offer"].to_numpy(), buy.index["period"].to_numpy()
    year = inputs.periods["year"].to_numpy()[period]
    part = inputs.offers["part_code"].to_numpy()
    landed_idr = buy.index[["value", "freight", "duty"]].to_numpy().sum(axis=1)
    version, ends = buy.index["version"].to_numpy(), buy.index["component_version"].to_numpy()
    layers = content_layers(inputs)
    known: dict[tuple[str, int], list[Credits]] = {}
    scores = []
    for target in targets.itertuples(index=False):
        key = (target.method, target.year)
        if key not in known:
            known[key] = [credits(layer, *key) for layer in layers]
        mine = known[key][0]
        here = np.flatnonzero((vehicle == vehicles.get_loc(target.vehicle)) & (year == target.year))
        group, share = counted(inputs, known[key], (version[here], ends[here]), offer[here], place[here], period[here])
        here, group, share = here[group >= 0], group[group >= 0], share[group >= 0]
        # Landed cost as it is, whatever the plan's objective makes of money over time.
        landed = to_solver_money(landed_idr[here])
        points, own_cost, own_local = fixed_of(inputs, target.method, target.vehicle, target.year)
        all_built = _built(inputs, columns, target.vehicle, target.year)
        built = all_built if own_cost else all_built[:0]
        cost = np.concatenate([landed, to_solver_money(np.full(len(built), own_cost))])
        local = np.concatenate([landed * share, to_solver_money(np.full(len(built), own_local))])
        scores.append(
            Score(
                target.rule,
                target.vehicle,
                target.year,
                target.method,
                target.minimum,
                target.penalty_idr,
                points,
                mine.weights,
                np.concatenate([buy.columns[here], built]),
                np.concatenate([group, np.zeros(len(built), dtype=np.intp)]),
                cost,
                local,
                all_built,
                may_be_empty(inputs, part[offer[here]], group, landed, len(mine.weights), target.vehicle, target.year)
                & (own_cost <= 0),
                np.concatenate([units_of_parent(columns, here, landed), np.zeros(len(built))]),
            )
        )
    return scores


def _built(inputs: PlanInputs, columns: Columns, vehicle: str, year: int) -> np.ndarray:
    activity = columns["activity"]
    root = inputs.explosion.roots["vehicle"].eq(vehicle).to_numpy()[activity.index["root"]]
    same_year = inputs.periods["year"].to_numpy()[activity.index["period"]] == year
    return np.asarray(activity.columns[root & same_year])


def add_content_columns(columns: Columns, scores: list[Score]) -> None:
    """Add the columns of scores.

    ``chosen_method`` (0/1, where several methods could serve), ``filled`` (0..1, how far a group counts that may be
    empty; see the module) and ``shortfall`` (score, soft rules only).
    """
    table = pd.DataFrame(
        [(score.rule, score.vehicle, score.year, score.method, score.penalty_idr) for score in scores],
        columns=["rule", "vehicle", "year", "method", "penalty_idr"],
    )
    table["target"] = np.arange(len(table))
    keys = ["rule", "vehicle", "year"]
    several = table.groupby(keys)["target"].transform("size").gt(1)
    columns.space.add("chosen_method", table[several], upper=1.0, integer=True)
    pairs = [(target, group) for target, score in enumerate(scores) for group in _may_be_empty(score)]
    target, group = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    columns.space.add("filled", table[[*keys, "method"]].iloc[target].assign(group=group))
    soft = table[table["penalty_idr"].notna()].drop_duplicates(keys)
    cost = to_solver_money(soft["penalty_idr"].to_numpy() * PERCENTAGE_POINTS)
    columns.space.add("shortfall", soft, upper=1.0, cost=cost)


def local_content(columns: Columns, scores: list[Score], mix: Floats) -> list[Rows]:
    """Hold every score above its minimum, linear around the costs of ``mix`` (a value per column).

    Formula
    -------
    slope * x + shortfall  >=  needed * build                        one method
    slope * x + shortfall  >=  needed * build - L * (1 - chosen[m])  several methods m
    sum over m of chosen[m]  =  1
    filled[g]  <=  U[g]                                              groups g that may be empty
    filled[g]  <=  build / vehicles built in the mix

    Symbols
    -------
    slope * x   sum over g of w[g] * (N[g] - r[g] * D[g]) / d[g], see the module; for groups that may be empty
                w[g] * r[g] * filled[g] is added
    needed      (minimum - F - sum over the other g of w[g] * r[g]) / vehicles built in the mix: what is not built needs
                no score; a margin of 1e-6 is added to the minimum so that the exact score passes
    L           the lowest value that the left side less the right can take: every need bought at the worst offer

    Rows are in `ROW_SCALE` parts of a score.
    """
    chosen, shortfall = columns["chosen_method"], columns["shortfall"]
    keys = ["rule", "vehicle", "year"]
    index = pd.DataFrame([(s.rule, s.vehicle, s.year, s.method) for s in scores], columns=[*keys, "method"])
    terms, lower = Terms(), np.zeros(len(scores))
    gate = dict(zip(chosen.index["target"], chosen.columns, strict=True))
    slack = dict(zip(shortfall.index[keys].itertuples(index=False, name=None), shortfall.columns, strict=True))
    upper, bought, full, filled = (
        columns.space.upper,
        bought_at_most(columns),
        filled_mix(columns),
        filled_columns(columns),
    )
    for place, score in enumerate(scores):
        ratio, size = _tangent_point(score, mix, full, upper)
        per_group = ROW_SCALE * score.weights / size
        value = per_group[score.group] * (score.local - ratio[score.group] * score.cost)
        terms.add(np.full(len(value), place), score.column, value)
        empty, points = _may_be_empty(score), ROW_SCALE * score.weights * ratio
        needed = ROW_SCALE * (score.asked - score.points) - float(np.delete(points, empty).sum())
        per_built = np.full(len(score.built), needed / _built_in(score, mix))
        for group in empty:
            terms.add(np.array([place]), np.array([filled[_key(score, group)]]), points[group])
        terms.add(np.full(len(score.built), place), score.built, -per_built)
        key = (score.rule, score.vehicle, score.year)
        if key in slack:
            terms.add(np.array([place]), np.array([slack[key]]), ROW_SCALE)
        if place in gate:
            lowest = _lowest(columns, score, value, bought)
            lowest += float(np.minimum(-per_built, 0.0) @ upper[score.built])
            terms.add(np.array([place]), np.array([gate[place]]), lowest)
            lower[place] = lowest
    rows = [terms.rows_of("local_content", index, lower=lower)]
    if filled:
        rows.append(_filling(scores, mix, filled))
    if chosen.size:
        groups = chosen.index[keys].drop_duplicates(ignore_index=True)
        row = pd.MultiIndex.from_frame(groups).get_indexer(pd.MultiIndex.from_frame(chosen.index[keys]))
        rows.append(Terms().add(row, chosen.columns, 1.0).rows_of("one_method", groups, lower=1.0, upper=1.0))
    return rows


_Key = tuple[str, str, int, str, int]


def _key(score: Score, group: int) -> _Key:
    return score.rule, score.vehicle, score.year, score.method, group


def filled_columns(columns: Columns) -> dict[_Key, int]:
    """Return the column of ``filled`` for every score and group that may be empty."""
    filled = columns["filled"]
    return dict(zip(filled.index.itertuples(index=False, name=None), filled.columns.tolist(), strict=True))


def _may_be_empty(score: Score) -> list[int]:
    """Return the groups that may be empty; one that always is matters only where it is the whole score."""
    may = score.may_be_empty
    if len(may) > 1:
        may = may & (np.bincount(score.group, weights=score.parents, minlength=len(may)) > 0)
    return np.flatnonzero(may).tolist()


def _built_in(score: Score, mix: Floats) -> float:
    return max(float(mix[score.built].sum()), 1.0)


def _filling(scores: list[Score], mix: Floats, filled: dict[_Key, int]) -> Rows:
    """Return the rows that let a group count as far as it is filled, two per column of ``filled``; see the module."""
    terms, index = Terms(), list[tuple[object, ...]]()
    for score in scores:
        for group in _may_be_empty(score):
            inside = score.group == group
            place, column = len(index), np.array([filled[_key(score, group)]])
            terms.add(np.full(inside.sum(), place), score.column[inside], score.parents[inside])
            terms.add(np.full(len(score.built), place + 1), score.built, 1.0 / _built_in(score, mix))
            terms.add(np.array([place]), column, -1.0).add(np.array([place + 1]), column, -1.0)
            index += [(*_key(score, group), limit) for limit in ("parents", "built")]
    table = pd.DataFrame(index, columns=["rule", "vehicle", "year", "method", "group", "limit"])
    return terms.rows_of("filled", table, lower=0.0)


def filled_mix(columns: Columns) -> Floats:
    """Return a value per column: everything built, every need bought at the cheapest landed cost.

    All alternatives of a substitute group are taken at once, so that no group is empty that need not be.
    """
    buy, activity = columns["buy"], columns["activity"]
    mix = np.zeros(columns.space.size)
    mix[activity.columns] = activity.upper
    need = buy.index["need"].to_numpy()
    order = np.lexsort((buy.cost, need))
    first = order[np.diff(need[order], prepend=-1) != 0]
    mix[buy.columns[first]] = buy.upper[first]
    return mix


def bought_at_most(columns: Columns) -> tuple[np.ndarray, Floats]:
    """Return the pool of every need, and the most units that are bought for a pool.

    Without stock every need is a pool of its own; the needs that stock ties together, period by period, are one.
    """
    needs, stock = columns.requirement.needs, columns["stock"]
    opens = np.ones(len(needs), dtype=np.bool_)
    opens[stock.index["need"].to_numpy() + 1] = False
    # A stocked part's first need says the sum of all.
    return np.cumsum(opens) - 1, needs["most"].to_numpy()[opens]


def _lowest(columns: Columns, score: Score, value: Floats, bought: tuple[np.ndarray, Floats]) -> float:
    """Return the lowest value of a tangent's slope x: every pool of needs bought where it scores worst."""
    pool, most = bought
    buy = columns["buy"]
    place = score.column - buy.start
    is_buy = (place >= 0) & (place < buy.size)
    worst = np.zeros(len(most))
    np.minimum.at(worst, pool[buy.index["need"].to_numpy()[place[is_buy]]], value[is_buy])
    rest = score.column[~is_buy]
    return float(worst @ most + np.minimum(value[~is_buy], 0.0) @ columns.space.upper[rest])


def _tangent_point(score: Score, mix: Floats, full: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Return ratio and cost per group at which the tangent touches; a group that nothing fills counts least.

    A group that may be empty, and is here, is taken as in the ``full`` mix: nothing is wrong with any point for it.
    """
    local, cost = score.sums(mix)
    parents = np.bincount(score.group, weights=score.parents * mix[score.column], minlength=len(cost))
    if empty := [group for group in _may_be_empty(score) if parents[group] < HALF]:
        local[empty], cost[empty] = (sums[empty] for sums in score.sums(full))
    size = np.where(cost > 0, cost, np.maximum(score.sums(upper)[1], 1.0))
    if len(score.weights) == 1:
        # Any size is exact; a large one keeps a high ratio from standing in for a group that is not filled.
        size = np.maximum(size, score.sums(full)[1])
        return np.array([max(score.asked - score.points, 0.0) / score.weights[0]]), size
    return np.where(cost > 0, local / size, 0.0), size
