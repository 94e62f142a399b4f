"""The content supply curve swap by swap: from a plan, the cheapest next points of local content, part by part.

In every step the swap (see `evplan.plan.swap`) with the fewest rupiah per point is made, as far as free capacity
allows, and plan, money and score are worked out again before the next one is looked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.law import score
from evplan.plan.content import Credits, content_of, credits, method_day
from evplan.plan.inputs import PlanInputs
from evplan.plan.outcome import award_money, scored_lines
from evplan.plan.record import Solution
from evplan.plan.swap import Swaps, after_swap, find_swaps, sums_of
from evplan.quantities import PERCENTAGE_POINTS, Floats

LEAST_GAIN = 1e-4
"""A swap that brings less than this part of the score (0.01 points) is no step."""

TRIED = 6
"""Swaps that are worked out exactly before a step is decided."""

BLOCKED_SHOWN = 5
WORTH_SHOWING = 1e-3
"""A swap without free capacity is shown if it would bring this part of the score (0.1 points)."""

STEP_COLUMNS = {
    "step": "int64",
    "part": "str",
    "from_offer": "str",
    "from_supplier": "str",
    "to_offer": "str",
    "to_supplier": "str",
    "units": "float64",
    "of_units": "float64",
    "limit": "str",
    "points": "float64",
    "cost_idr": "float64",
    "idr_per_point": "float64",
    "score": "float64",
    "cumulative_points": "float64",
    "cumulative_idr": "float64",
}


@dataclass(frozen=True)
class SupplyCurve:
    """The cheapest next points of a vehicle's year by one method.

    ``score`` is the plan's own, ``built`` the vehicles. ``steps``: `STEP_COLUMNS`: ``units`` moved of the ``of_units``
    that the first offer delivers, ``limit`` (what keeps the rest: hours, maximum, order; blank: all moved), ``points``
    in percentage points, rupiah per vehicle built, ``score`` after the step (0..1), exact. ``blocked``: the same
    columns for swaps that free capacity does not allow at all, what they would bring from the plan as it stands.
    """

    vehicle: str
    year: int
    method: str
    score: float
    built: float
    steps: pd.DataFrame
    blocked: pd.DataFrame


@dataclass(frozen=True)
class _State:
    """A plan on its way: awards with money, and rupiah spent more than at the start."""

    awards: pd.DataFrame
    more_idr: float


def supply_curve(
    inputs: PlanInputs,
    solution: Solution,
    vehicle: str,
    year: int,
    method: str,
    *,
    points: float = 10.0,
    most: int = 30,
) -> SupplyCurve:
    """Return the steps from a plan up to ``points`` percentage points more, at most ``most`` of them.

    Only parts that count by the method are moved. Alternatives of a substitute group stay as the plan has chosen them.
    Raises ``UnknownMethod`` and ``LawNotInForce``.
    """
    mine = credits(inputs, method, year)
    awards = award_money(inputs, solution.awards)
    built = _built(inputs, solution, vehicle, year)
    start = exact_score(inputs, awards, vehicle, year, method, built)
    state = _State(awards, 0.0)
    swaps = find_swaps(inputs, awards, mine, vehicle, year)
    blocked = _blocked(inputs, state, swaps, mine, (vehicle, year), built, start)
    rows: list[tuple[object, ...]] = []
    reached = start
    while len(rows) < most and reached < start + points / PERCENTAGE_POINTS and built > 0:
        found = _cheapest(inputs, state, swaps, mine, (vehicle, year))
        if found is None:
            break
        pair, new = found
        now = exact_score(inputs, new.awards, vehicle, year, method, built)
        if now < reached + LEAST_GAIN / 2:
            break
        cost = (new.more_idr - state.more_idr) / built
        gain = (now - reached) * PERCENTAGE_POINTS
        row = swaps.pairs.iloc[pair]
        whole = ((now - start) * PERCENTAGE_POINTS, new.more_idr / built)
        rows.append((len(rows) + 1, *_named(inputs, row), gain, cost, cost / gain, now, *whole))
        state, reached = new, now
        swaps = find_swaps(inputs, state.awards, mine, vehicle, year)
    steps = pd.DataFrame(rows, columns=list(STEP_COLUMNS)).astype(STEP_COLUMNS)
    return SupplyCurve(vehicle, year, method, start, built, steps, blocked)


def exact_score(inputs: PlanInputs, awards: pd.DataFrame, vehicle: str, year: int, method: str, built: float) -> float:
    """Return a vehicle's score in a year (0..1) by the law's own arithmetic, from awards with money."""
    in_year = inputs.periods["year"].to_numpy()[awards["period_code"]] == year
    here = awards["vehicle"].eq(vehicle).to_numpy() & in_year
    content = content_of(inputs.vehicle_content, vehicle, year).assign(built=built)
    lines = scored_lines(inputs, awards[here], method)
    table = score(inputs.law, method, year, lines, content, day=method_day(inputs.law, method, year))
    return float(table["score"].iloc[0])


def _built(inputs: PlanInputs, solution: Solution, vehicle: str, year: int) -> float:
    in_year = solution.builds["period"].isin(inputs.periods.loc[inputs.periods["year"].eq(year), "period"])
    return float(solution.builds.loc[in_year & solution.builds["vehicle"].eq(vehicle), "built"].sum())


def _gains(mine: Credits, sums: tuple[Floats, Floats], group: np.ndarray, local: Floats, cost: Floats) -> Floats:
    """Return what a score (0..1) gains when a group's credited cost and cost grow by these."""
    has, whole = sums[0][group], sums[1][group]
    return np.asarray(mine.weights[group] * ((has + local) / (whole + cost) - has / whole))


def _cheapest(
    inputs: PlanInputs, state: _State, swaps: Swaps, mine: Credits, target: tuple[str, int]
) -> tuple[int, _State] | None:
    """Return the swap with the fewest rupiah per point and the plan after it, or ``None`` if none gains anything.

    Swaps are ranked by their unit costs at the best band they reach, and worked out exactly from the cheapest on until
    no other can be cheaper.
    """
    pairs = swaps.pairs
    sums = sums_of(inputs, state.awards, mine, *target)
    gain = _gains(mine, sums, pairs["group"].to_numpy(), pairs["local_idr"].to_numpy(), pairs["cost_idr"].to_numpy())
    cost = pairs["cost_idr"].to_numpy() + pairs["fixed_idr"].to_numpy()
    useful = np.flatnonzero(pairs["moved"].gt(0).to_numpy() & (gain >= LEAST_GAIN))
    rate = cost[useful] / gain[useful]
    best: tuple[int, _State] | None = None
    least = np.inf
    for place in np.argsort(rate, kind="stable")[:TRIED]:
        if rate[place] >= least:
            break
        awards, more = after_swap(inputs, state.awards, target[0], swaps, int(useful[place]))
        local, whole = sums_of(inputs, awards, mine, *target)
        exact = float(mine.weights @ _ratios(local, whole) - mine.weights @ _ratios(*sums))
        if exact >= LEAST_GAIN and more / exact < least:
            least = more / exact
            best = int(useful[place]), _State(awards, state.more_idr + more)
    return best


def _ratios(local: Floats, whole: Floats) -> Floats:
    return np.divide(local, whole, out=np.zeros_like(local), where=whole > 0)


def _blocked(
    inputs: PlanInputs, state: _State, swaps: Swaps, mine: Credits, target: tuple[str, int], built: float, start: float
) -> pd.DataFrame:
    """Return the cheapest swaps that free capacity does not allow at all."""
    pairs = swaps.pairs[swaps.pairs["moved"].le(0) & swaps.pairs["limit"].ne("")].reset_index(drop=True)
    if not len(pairs) or built <= 0:
        return pd.DataFrame(columns=list(STEP_COLUMNS)).astype(STEP_COLUMNS)
    sums = sums_of(inputs, state.awards, mine, *target)
    amounts = pairs["wanted_local_idr"].to_numpy(), pairs["wanted_cost_idr"].to_numpy()
    gain = _gains(mine, sums, pairs["group"].to_numpy(), *amounts)
    cost = amounts[1] + pairs["fixed_idr"].to_numpy()
    worth = gain >= WORTH_SHOWING
    rows: list[tuple[object, ...]] = []
    for place in np.argsort(np.where(worth, cost / np.maximum(gain, WORTH_SHOWING), np.inf), kind="stable"):
        if len(rows) == BLOCKED_SHOWN or not worth[place]:
            break
        points, money = gain[place] * PERCENTAGE_POINTS, cost[place] / built
        rest = (points, money, money / points, start + gain[place], points, money)
        rows.append((len(rows) + 1, *_named(inputs, pairs.iloc[place]), *rest))
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS)).astype(STEP_COLUMNS)


def _named(inputs: PlanInputs, row: pd.Series) -> tuple[object, ...]:
    offers = inputs.offers
    old, new = offers.iloc[int(row["from_offer"])], offers.iloc[int(row["to_offer"])]
    moved = (row["moved"], row["wanted"], row["limit"])
    return (new["part"], old["offer"], old["supplier"], new["offer"], new["supplier"], *moved)
