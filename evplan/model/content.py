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
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms
from evplan.model.column import Columns
from evplan.plan.content import Credits, credits, fixed_of
from evplan.plan.inputs import PlanInputs
from evplan.quantities import NEGLIGIBLE_UNITS, PERCENTAGE_POINTS, SCORE_MARGIN, Floats, to_solver_money

ROW_SCALE = 1e4
"""A row is in ten-thousandths of a score: a part's weight in the score per unit is near 1e-9, which HiGHS drops."""


@dataclass(frozen=True)
class Score:
    """One target: a vehicle's score in a year by a method, as arrays over columns (million rupiah).

    ``cost`` and ``local`` are per unit of ``column``; ``group`` is the place in ``weights``; ``points`` is fixed;
    ``built`` are the columns of vehicles built; ``margin`` is what the row asks for above the minimum.
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
    margin: float = SCORE_MARGIN

    def sums(self, values: Floats) -> tuple[Floats, Floats]:
        """Return local cost and cost per group at these column values."""
        amount = np.maximum(values[self.column], 0.0)
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
    line = columns.requirement.destinations["line"].to_numpy()
    # A site whose lines are not told apart (-1) is no vehicle's.
    vehicle = np.append(codes, -1)[line][buy.index["destination"].to_numpy()]
    offer, period = buy.index["offer"].to_numpy(), buy.index["period"].to_numpy()
    year = inputs.periods["year"].to_numpy()[period]
    known: dict[tuple[str, int], Credits] = {}
    scores = []
    for target in targets.itertuples(index=False):
        key = (target.method, target.year)
        if key not in known:
            known[key] = credits(inputs, *key)
        mine = known[key]
        here = np.flatnonzero((vehicle == vehicles.get_loc(target.vehicle)) & (year == target.year))
        here = here[mine.group[offer[here]] >= 0]
        group, landed = mine.group[offer[here]], buy.cost[here]
        points, own_cost, own_local = fixed_of(inputs, target.method, target.vehicle, target.year)
        all_built = _built(inputs, columns, target.vehicle, target.year)
        built = all_built if own_cost else all_built[:0]
        cost = np.concatenate([landed, to_solver_money(np.full(len(built), own_cost))])
        local = np.concatenate(
            [landed * mine.credit[offer[here], period[here]], to_solver_money(np.full(len(built), own_local))]
        )
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
            )
        )
    return scores


def _built(inputs: PlanInputs, columns: Columns, vehicle: str, year: int) -> np.ndarray:
    activity = columns["activity"]
    root = inputs.explosion.roots["vehicle"].eq(vehicle).to_numpy()[activity.index["root"]]
    same_year = inputs.periods["year"].to_numpy()[activity.index["period"]] == year
    return np.asarray(activity.columns[root & same_year])


def add_content_columns(columns: Columns, scores: list[Score]) -> None:
    """Add ``chosen_method`` (0/1, where several methods could serve) and ``shortfall`` (score, soft rules only)."""
    table = pd.DataFrame(
        [(score.rule, score.vehicle, score.year, score.method, score.penalty_idr) for score in scores],
        columns=["rule", "vehicle", "year", "method", "penalty_idr"],
    )
    table["target"] = np.arange(len(table))
    keys = ["rule", "vehicle", "year"]
    several = table.groupby(keys)["target"].transform("size").gt(1)
    columns.space.add("chosen_method", table[several], upper=1.0, integer=True)
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

    Symbols
    -------
    slope * x   sum over g of w[g] * (N[g] - r[g] * D[g]) / d[g], see the module
    needed      (minimum - F - sum over g of w[g] * r[g]) / vehicles built in the mix: what is not built needs no score;
                a margin of 1e-6 is added to the minimum so that the exact score passes
    L           the lowest value that the left side less the right can take: every need bought at the worst offer

    Rows are in `ROW_SCALE` parts of a score.
    """
    chosen, shortfall = columns["chosen_method"], columns["shortfall"]
    keys = ["rule", "vehicle", "year"]
    index = pd.DataFrame([(s.rule, s.vehicle, s.year, s.method) for s in scores], columns=[*keys, "method"])
    terms, lower = Terms(), np.zeros(len(scores))
    gate = dict(zip(chosen.index["target"], chosen.columns, strict=True))
    slack = dict(zip(shortfall.index[keys].itertuples(index=False, name=None), shortfall.columns, strict=True))
    upper, bought = columns.space.upper, _bought_at_most(columns)
    for place, score in enumerate(scores):
        ratio, size = _tangent_point(score, mix, upper)
        per_group = ROW_SCALE * score.weights / size
        value = per_group[score.group] * (score.local - ratio[score.group] * score.cost)
        terms.add(np.full(len(value), place), score.column, value)
        needed = ROW_SCALE * (score.minimum + score.margin - score.points - float(score.weights @ ratio))
        per_built = np.full(len(score.built), needed / max(float(mix[score.built].sum()), 1.0))
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
    if chosen.size:
        groups = chosen.index[keys].drop_duplicates(ignore_index=True)
        row = pd.MultiIndex.from_frame(groups).get_indexer(pd.MultiIndex.from_frame(chosen.index[keys]))
        rows.append(Terms().add(row, chosen.columns, 1.0).rows_of("one_method", groups, lower=1.0, upper=1.0))
    return rows


def _bought_at_most(columns: Columns) -> tuple[np.ndarray, Floats]:
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


def _tangent_point(score: Score, mix: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Return ratio and cost per group at which the tangent touches; a group without cost there counts least."""
    local, cost = score.sums(mix)
    size = np.where(cost > 0, cost, np.maximum(score.sums(upper)[1], 1.0))
    if len(score.weights) == 1:
        return np.array([(score.minimum + score.margin - score.points) / score.weights[0]]), size
    return np.where(cost > 0, local / size, 0.0), size
