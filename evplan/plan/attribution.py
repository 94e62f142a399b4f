"""Why one plan costs more than another: the difference of their costs split exactly into kinds.

Formula
-------
Parts have a cost C(q, m, p, r, f, d), a sum over the awards of a plan:

    C = sum over a of  built[v] / built_m[v] * w[t] * (V - b * V + F + u * (V + F))
    V = price * rate * paid        b = rebate of the supplier        F = freight per unit * paid        u = duty

    q  volume        vehicles built; the awards of a plan are scaled, vehicle by vehicle, to those of the other one
    m  mix           the awards per vehicle of a plan: who supplies, when, with which substitutes, in which price band
    p  price         price lists: prices in the offer's currency, bands, rebates
    r  currency      exchange rates
    f  freight_duty  freight per kilogram and unit, duty
    d  discount      what money counts that is paid later

With every argument taken from the plan before (0) or after (1) there are 64 such costs. The part of each argument is
its Shapley value: what changing it does, averaged over all orders in which the six can be changed,

    part[i] = sum over S without i of  |S|! (5 - |S|)! / 6!  * (C(S and i) - C(S)),

so no order is preferred, the parts add up to C(1,1,1,1,1,1) - C(0,0,0,0,0,0), and swapping the plans only swaps signs
(L. S. Shapley, "A value for n-person games", 1953; its use for accounts: A. Shorrocks, J. Econ. Inequality 11, 2013).
What is paid once (``investment``), held (``stock``) and not built (``unmet``) stands beside, less what discounting
alone does to it. Where rules are all that differs, volume and mix are their work and stand under ``rules``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
import pandas as pd

from evplan.law import Law
from evplan.plan.conversion import place_code
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.lending import lent_tables
from evplan.plan.outcome import plan_tables, reached_price
from evplan.plan.rebate import rebate_worth, rebates_table
from evplan.plan.record import PlanTables, Solution
from evplan.quantities import NEGLIGIBLE_UNITS, Floats, close_money
from evplan.scenario.document import Scenario
from evplan.schema import Tables

PART_KINDS = (
    *("price", "currency", "freight_duty", "discount", "volume", "mix", "rules"),
    *("investment", "stock", "unmet"),
)
"""The kinds of parts, in the order in which they are told."""

PART_COLUMNS = {"kind": "str", "idr": "int64"}

_BOUGHT = ("purchase", "freight", "duty")
_ONCE = {"investment": ("tooling", "opening", "upgrade"), "stock": ("stock",), "unmet": ("unmet",)}
_SWAPPED = ("price", "currency", "freight_duty", "discount")
_PLAYERS = ("volume", "mix", *_SWAPPED)


@dataclass(frozen=True)
class Planned:
    """A plan with what it was made from; ``inputs`` are assembled from ``tables`` and ``scenario``."""

    tables: Tables
    scenario: Scenario
    law: Law
    inputs: PlanInputs
    solution: Solution
    plan: PlanTables


def planned(tables: Tables, scenario: Scenario, law: Law, solution: Solution, plan: PlanTables) -> Planned:
    """Return a plan with its inputs assembled; they are needed for money only, so that no other run is looked at."""
    return Planned(tables, scenario, law, assemble(tables, scenario, law), solution, plan)


def attribute(before: Planned, after: Planned, *, by_rules: bool) -> pd.DataFrame:
    """Return the difference of the total costs, after less before, in parts: ``kind`` (`PART_KINDS`), ``idr``.

    The formula is the module's. ``idr`` are whole rupiah that add up to the difference of the two totals, each rounded
    to the rupiah; what rounding leaves (a few rupiah) is in the largest part. ``by_rules`` says that rules are all that
    differs. An offer that only one data set has, has no change of price; where an offer is quoted in another currency,
    all its change is one of price. A vehicle that only one plan builds is all volume.
    """
    parts = unrounded_parts(before, after)
    if by_rules:
        parts["rules"] = parts["volume"] + parts["mix"]
        parts["volume"] = parts["mix"] = 0.0
    return _whole(parts, whole_total(after.plan) - whole_total(before.plan))


def unrounded_parts(before: Planned, after: Planned) -> dict[str, float]:
    """Return the parts in rupiah by kind, as the formula gives them, with nothing under ``rules``."""
    lent = _lent(before, after), _lent(after, before)
    once = _once_parts(before, after, lent)
    parts = dict.fromkeys(PART_KINDS, 0.0) | _bought_parts(before, after, lent) | once
    parts["discount"] += parts.pop("discount_once")
    return parts


def no_parts() -> pd.DataFrame:
    """Return the table of parts without rows: of two runs that have not both a plan."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in PART_COLUMNS.items()})


def chained(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of a difference from those of its two steps."""
    return first.assign(idr=first["idr"] + second["idr"])


def whole_total(plan: PlanTables) -> int:
    """Return the total cost of a plan to the rupiah."""
    return round(math.fsum(plan.costs["idr"]))


def is_explained(one: Planned) -> bool:
    """Return whether today's formulas give what the plan buys the cost that is stored (older runs may differ)."""
    return close_money(_stored(one.plan, _BOUGHT), math.fsum(_landed(one, one.inputs)[:, 0, 0, 0, 0]))


def _bought_parts(before: Planned, after: Planned, lent: tuple[PlanInputs, PlanInputs]) -> dict[str, float]:
    """Return the parts of purchase, freight and duty: six players, Shapley values."""
    vehicles = pd.Index(pd.concat([one.plan.vehicles["vehicle"] for one in (before, after)]).unique())
    built = [_built(one, vehicles) for one in (before, after)]
    both = (built[0] > NEGLIGIBLE_UNITS) & (built[1] > NEGLIGIBLE_UNITS)
    cost = [_on(_landed(one, view), one, vehicles) for one, view in zip((before, after), lent, strict=True)]
    # In the tensor of a plan 0 is its own data, in the game 0 is the plan before.
    cost[1] = cost[1][:, ::-1, ::-1, ::-1, ::-1]
    game = np.empty((2,) * len(_PLAYERS))
    for volume, mix in product((0, 1), repeat=2):
        scale = np.divide(built[volume], built[mix], out=np.ones(len(vehicles)), where=both)
        state = np.where(both[:, None], cost[mix].reshape(len(vehicles), -1), cost[volume].reshape(len(vehicles), -1))
        game[volume, mix] = (scale @ state).reshape((2,) * len(_SWAPPED))
    return dict(zip(_PLAYERS, shapley(game), strict=True))


def shapley(game: Floats) -> list[float]:
    """Return the Shapley value of every player; ``game`` has an axis of length 2 per player: 0 out, 1 in."""
    players = range(game.ndim)
    values = []
    for player in players:
        others = [one for one in players if one != player]
        terms = []
        for size in range(len(others) + 1):
            weight = 1.0 / (game.ndim * math.comb(len(others), size))
            for coalition in combinations(others, size):
                without = tuple(int(one in coalition) for one in players)
                joined = tuple(int(one == player or one in coalition) for one in players)
                terms.append(weight * float(game[joined] - game[without]))
        values.append(math.fsum(terms))
    return values


def _once_parts(before: Planned, after: Planned, lent: tuple[PlanInputs, PlanInputs]) -> dict[str, float]:
    """Return investment, stock and unmet, and what discounting alone does to the three (``discount_once``)."""
    change = {kind: _stored(after.plan, of) - _stored(before.plan, of) for kind, of in _ONCE.items()}
    if before.scenario.money == after.scenario.money:
        return change | {"discount_once": 0.0}
    there, back = (_discount_effect(one, view) for one, view in zip((before, after), lent, strict=True))
    moved = {kind: (there[kind] - back[kind]) / 2.0 for kind in _ONCE}
    return {kind: change[kind] - moved[kind] for kind in _ONCE} | {"discount_once": math.fsum(moved.values())}


def _discount_effect(one: Planned, lent: PlanInputs) -> dict[str, float]:
    """Return what the other's discount would make of what a plan pays once, holds and does not build, less its own."""
    moved = plan_tables(replace(one.inputs, scenario=lent.scenario, factor=lent.factor), one.solution)
    return {kind: _stored(moved, of) - _stored(one.plan, of) for kind, of in _ONCE.items()}


def _landed(one: Planned, lent: PlanInputs) -> Floats:
    """Return what a plan buys, landed and discounted, per award: awards x price x rate x freight and duty x discount.

    Each of the four axes is 0 for the plan's own data and 1 for those that are ``lent``.
    """
    awards = one.plan.awards
    views = one.inputs, lent
    offer = pd.Index(views[0].offers["offer"]).get_indexer(awards["offer"])
    period = pd.Index(views[0].periods["period"]).get_indexer(awards["period"])
    place = place_code(views[0], awards)
    paid = awards["units_paid"].to_numpy(dtype=np.float64)
    price, rate = _quoted(views, offer, period, paid)
    sent = views[1].has_lane[offer, place]
    freight = views[0].freight[offer, place], views[1].freight[offer, place]
    freight = freight[0] * paid, np.where(sent, freight[1], freight[0]) * paid
    duty = [view.offers["duty_share"].to_numpy()[offer] for view in views]
    factor = [view.factor[period] for view in views]
    result = np.empty((len(awards), 2, 2, 2, 2))
    for p, r in product((0, 1), repeat=2):
        value = price[p] * rate[r] * paid
        valued = awards.assign(value_idr=value)
        rebate = rebate_worth(valued, rebates_table(views[p], valued), np.ones(len(awards)))
        for f, d in product((0, 1), repeat=2):
            landed = value - rebate + freight[f] + duty[f] * (value + freight[f])
            result[:, p, r, f, d] = factor[d] * landed
    return result


def _quoted(
    views: tuple[PlanInputs, PlanInputs], offer: np.ndarray, period: np.ndarray, paid: Floats
) -> tuple[list[Floats], list[Floats]]:
    """Return per view the price of each award in its currency, and the rate; another currency is another price."""
    price = [view.prices["price"].to_numpy()[reached_price(view, offer, period, paid)] for view in views]
    rate = [view.rate[offer, period] for view in views]
    currency = [view.offers["currency"].to_numpy(dtype=object)[offer] for view in views]
    same = currency[0] == currency[1]
    quoted = [np.where(same, price[k], price[k] * rate[k]) for k in (0, 1)]
    return quoted, [np.where(same, rate[k], 1.0) for k in (0, 1)]


def _lent(one: Planned, other: Planned) -> PlanInputs:
    """Return a plan's inputs with the prices, rates, freight, duties and discount of another one's data."""
    if one.tables is other.tables and one.scenario.money == other.scenario.money:
        return one.inputs
    scenario = one.scenario.model_copy(update={"money": other.scenario.money})
    return assemble(lent_tables(one.tables, other.tables), scenario, one.law)


def _on(landed: Floats, one: Planned, vehicles: pd.Index) -> Floats:
    """Return the sums of award costs per vehicle."""
    result = np.zeros((len(vehicles), *landed.shape[1:]))
    np.add.at(result, vehicles.get_indexer(one.plan.awards["vehicle"]), landed)
    return result


def _built(one: Planned, vehicles: pd.Index) -> Floats:
    table = one.plan.vehicles.set_index("vehicle")["built"].reindex(vehicles, fill_value=0.0)
    return np.asarray(table, dtype=np.float64)


def _stored(plan: PlanTables, kinds: tuple[str, ...]) -> float:
    return math.fsum(plan.costs.loc[plan.costs["kind"].isin(kinds), "idr"])


def _whole(parts: dict[str, float], difference: int) -> pd.DataFrame:
    """Return the parts in whole rupiah that add up to ``difference``; see `attribute`."""
    rounded = {kind: round(parts[kind]) for kind in PART_KINDS}
    largest = max(PART_KINDS, key=lambda kind: abs(parts[kind]))
    rounded[largest] += difference - sum(rounded.values())
    return pd.DataFrame({"kind": list(rounded), "idr": list(rounded.values())}).astype(PART_COLUMNS)
