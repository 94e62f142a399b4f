"""How much freedom a plan leaves: the range of share that a supplier could have of a part at nearly the same cost.

Two ranges, both by linear programs with the cost held below a cap, one loaded HiGHS each whose objective alone changes:

- *inner*, with the plan's whole numbers as they are (orders, tools, openings, bands, methods): both its ends can be
  had, each by a plan that keeps every row and passes every score exactly;
- *outer*, with whole numbers relaxed: no plan at that cost lies outside it. Scores that are sums of ratios are left
  out of it, since their tangents hold only near the plan.

The truth for one supplier lies between the two. Shares are of all good units of the part.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms
from evplan.model.problem import Arrays, append
from evplan.model.program import SourcingModel, program_at
from evplan.model.variant import freed
from evplan.quantities import NEGLIGIBLE_UNITS, Floats
from evplan.solve.highs import loaded, solution_of
from evplan.solve.passing import all_pass

FREE_SHARE = 1e-4
"""A share smaller than this is none; a range narrower than this is a point."""

CLOSER = 12
"""Halvings on the way from the plan to an end that a score, exactly taken, does not allow."""

MOST_STEPS = 6
"""Steps towards the end of a share whose whole varies."""

FROM_WHERE_IT_STANDS = {"simplex_strategy": 4}
"""The primal simplex: when only the objective changes, the last point still keeps every row."""

Kind = Literal["forced", "tied", "held", "fixed", "out", "open"]

FREEDOM_COLUMNS = {
    "part": "str",
    "supplier": "str",
    "share": "float64",
    "inner_least": "float64",
    "inner_most": "float64",
    "outer_least": "float64",
    "outer_most": "float64",
    "kind": "str",
}


@dataclass(frozen=True)
class Freedom:
    """The ranges: a row per part and supplier with `FREEDOM_COLUMNS`, parts by value, largest first.

    ``kind``: ``forced``: no plan at nearly that cost gives it less than some share above zero (``outer_least``);
    ``fixed``: forced, and the share cannot move at all; ``tied``: with the plan's own orders it can have nothing or
    something (it shares a tie); ``held``: the plan's own orders hold it, others might not; ``open``: only other orders
    could give it work; ``out``: no plan at nearly that cost gives it any.
    ``cap`` is the cost allowed, ``cost`` the plan's, in million rupiah; ``left_out`` counts parts that were not asked.
    """

    ranges: pd.DataFrame
    cost: float
    cap: float
    left_out: int
    seconds: float


def freedom(
    model: SourcingModel,
    values: Floats,
    within: float,
    *,
    parts: list[str] | None = None,
    top: int = 10,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Freedom:
    """Return the range of share of every supplier of the parts asked for, or of the ``top`` parts by value.

    ``within`` is the part of the plan's cost that may be added (0.005: half a per cent).
    """
    began = time.perf_counter()
    arrays = program_at(model, values)
    values, cost = _settled(model, arrays, values)
    cap = cost + within * abs(cost)
    capped = append(arrays, [_cost_row(arrays, cap)])
    inner = _Range(_held(capped, values), values)
    outer = _Range(_relaxed(freed(capped, _sums_of_ratios(model))), values)
    pairs, left_out = _pairs(model, values, parts, top)
    rows = []
    for number, (part, supplier) in enumerate(pairs):
        told(number, len(pairs))
        rows.append(_row(model, values, inner, outer, part, supplier))
    table = pd.DataFrame(rows, columns=list(FREEDOM_COLUMNS)).astype(FREEDOM_COLUMNS)
    return Freedom(table, cost, cap, left_out, time.perf_counter() - began)


@dataclass(frozen=True)
class _Ask:
    """Columns of one supplier's units of a part, and of the whole part's."""

    mine: np.ndarray
    whole: np.ndarray
    varies: bool

    def share(self, values: Floats) -> float:
        """Return the supplier's share at these column values, 0 where the part is not used at all."""
        whole = float(values[self.whole].sum())
        return float(values[self.mine].sum()) / whole if whole > NEGLIGIBLE_UNITS else 0.0


class _Range:
    """A linear program, loaded once, in which a share is made small and large, each time from where it stands."""

    def __init__(self, arrays: Arrays, values: Floats) -> None:
        self.values = values
        self.solver = loaded(replace(arrays, cost=np.zeros_like(arrays.cost), offset=0.0), FROM_WHERE_IT_STANDS)
        self.aimed: np.ndarray = np.empty(0, dtype=np.int32)

    def end(self, ask: _Ask, sign: float) -> Floats:
        """Return the column values at which the share is least (``sign`` 1) or most (-1).

        A share of a whole that varies is a ratio: it is moved to by linear steps (Dinkelbach, 1967).
        """
        best, share = self.values, ask.share(self.values)
        for _ in range(MOST_STEPS if ask.varies else 1):
            found = self._solved(ask, sign, share if ask.varies else 0.0)
            if found is None or sign * (ask.share(found) - share) >= -FREE_SHARE / 100:
                break
            best, share = found, ask.share(found)
        return best

    def _solved(self, ask: _Ask, sign: float, share: float) -> Floats | None:
        self._aim(self.aimed, np.zeros(len(self.aimed)))
        self.aimed = ask.whole.astype(np.int32)
        price = np.full(len(ask.whole), -sign * share)
        price[np.isin(ask.whole, ask.mine)] += sign
        self._aim(self.aimed, price)
        return solution_of(self.solver)

    def _aim(self, columns: np.ndarray, price: Floats) -> None:
        if len(columns):
            self.solver.changeColsCost(len(columns), columns, price)


def _settled(model: SourcingModel, arrays: Arrays, values: Floats) -> tuple[Floats, float]:
    """Return the plan with what its broken soft rules cost worked out, and its cost."""
    soft = [name for name, group in model.columns.space.groups.items() if name.startswith(("violation:", "shortfall"))]
    if any(model.columns[name].size for name in soft):
        found = solution_of(loaded(_held(arrays, values), {}))
        values = values if found is None else found
    return values, float(arrays.cost @ values + arrays.offset)


def _cost_row(arrays: Arrays, cap: float) -> Rows:
    columns = np.flatnonzero(arrays.cost)
    scale = max(abs(cap), 1.0) / 1e3
    terms = Terms().add(np.zeros(len(columns), dtype=np.int64), columns, arrays.cost[columns] / scale)
    return terms.rows_of("cost_cap", pd.DataFrame({"across": [0]}), upper=(cap - arrays.offset) / scale)


def _held(arrays: Arrays, values: Floats) -> Arrays:
    whole = np.round(values)
    return replace(
        _relaxed(arrays),
        column_lower=np.where(arrays.integer, whole, arrays.column_lower),
        column_upper=np.where(arrays.integer, whole, arrays.column_upper),
    )


def _relaxed(arrays: Arrays) -> Arrays:
    return replace(arrays, integer=np.zeros_like(arrays.integer))


def _sums_of_ratios(model: SourcingModel) -> np.ndarray:
    several = [len(score.weights) > 1 for score in model.scores]
    return len(model.arrays.row_lower) + np.flatnonzero(several)


def _pairs(
    model: SourcingModel, values: Floats, parts: list[str] | None, top: int
) -> tuple[list[tuple[int, int]], int]:
    """Return part and supplier codes, parts by what is spent on them, suppliers by their units, largest first."""
    buy, offers = model.columns["buy"], model.inputs.offers
    table = pd.DataFrame(
        {
            "part": offers["part_code"].to_numpy()[buy.index["offer"]],
            "supplier": offers["supplier_code"].to_numpy()[buy.index["offer"]],
            "units": values[buy.columns],
            "value": values[buy.columns] * buy.index["value"].to_numpy(),
        }
    )
    spent = table.groupby("part")["value"].sum().sort_values(ascending=False, kind="stable")
    keys = model.inputs.parts["part"].to_numpy(dtype=object)
    asked = spent.index if parts is None else [code for code in spent.index if keys[code] in parts]
    chosen = list(asked[:top] if parts is None else asked)
    sums = table[table["part"].isin(chosen)].groupby(["part", "supplier"], as_index=False)["units"].sum()
    sums["place"] = sums["part"].map({code: place for place, code in enumerate(chosen)})
    sums = sums.sort_values(["place", "units"], ascending=[True, False], kind="stable")
    return list(zip(sums["part"], sums["supplier"], strict=True)), len(spent) - len(chosen)


def _row(
    model: SourcingModel, values: Floats, inner: _Range, outer: _Range, part: int, supplier: int
) -> tuple[object, ...]:
    ask = _ask(model, part, supplier)
    share = ask.share(values)
    low, high = (ask.share(_allowed(model, values, inner.end(ask, sign))) for sign in (1.0, -1.0))
    least, most = (ask.share(outer.end(ask, sign)) for sign in (1.0, -1.0))
    # The ranges lie inside one another; what sticks out is rounding.
    low, high = min(_tidy(low), share), max(_tidy(high), share)
    least, most = min(_tidy(least), low), max(_tidy(most), high)
    names = model.inputs.parts["part"].iloc[part], model.inputs.suppliers["supplier"].iloc[supplier]
    return (*names, share, low, high, least, most, _kind(low, high, least, most))


def _ask(model: SourcingModel, part: int, supplier: int) -> _Ask:
    buy, inputs, requirement = model.columns["buy"], model.inputs, model.columns.requirement
    offer = buy.index["offer"].to_numpy()
    of_part = inputs.offers["part_code"].to_numpy()[offer] == part
    mine = of_part & (inputs.offers["supplier_code"].to_numpy()[offer] == supplier)
    activity = model.columns["activity"]
    free = activity.lower < activity.upper
    needing = requirement.needs["part"].to_numpy()[requirement.entries["need"]] == part
    varies = bool(free[requirement.entries["activity"].to_numpy()[needing]].any())
    return _Ask(buy.columns[mine], buy.columns[of_part], varies)


def _allowed(model: SourcingModel, values: Floats, end: Floats) -> Floats:
    """Return the end, or the farthest point on the way to it at which every score, exactly taken, passes."""
    if not model.has_sum_of_ratios or all_pass(model, end):
        return end
    low, high = 0.0, 1.0
    for _ in range(CLOSER):
        middle = (low + high) / 2.0
        passes = all_pass(model, values + middle * (end - values))
        low, high = (middle, high) if passes else (low, middle)
    return values + low * (end - values)


def _tidy(share: float) -> float:
    return 0.0 if share < FREE_SHARE / 10 else share


def _kind(low: float, high: float, least: float, most: float) -> Kind:
    if most < FREE_SHARE:
        return "out"
    if least >= FREE_SHARE:
        return "fixed" if most - least < FREE_SHARE else "forced"
    if high < FREE_SHARE:
        return "open"
    return "tied" if low < FREE_SHARE else "held"


__all__ = ["FREEDOM_COLUMNS", "Freedom", "freedom"]
