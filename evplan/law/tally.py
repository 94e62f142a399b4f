"""The score of a plan under the law, in arithmetic that a legal threshold can trust.

Costs are summed with `math.fsum` for each vehicle, group and credit; everything after that is done in fractions of
the decimals that people wrote (0.05 is 1/20), and turned into a float once. A plan of exactly 40 % scores exactly 0.4.
"""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from evplan.law.column import exact, numbers
from evplan.law.formula import credit, formula
from evplan.law.method import OwnCost
from evplan.law.record import Law, year_day

_COLUMNS = ["vehicle", "year", "method", "group", "weight", "local_idr", "cost_idr", "ratio", "points"]


class _Row(NamedTuple):
    """One aspect of one vehicle, exact; an aspect without cost has None."""

    vehicle: str
    group: str
    weight: float
    local: Fraction | None
    cost: Fraction | None
    ratio: Fraction

    @property
    def points(self) -> Fraction:
        return exact(self.weight) * self.ratio

    def numbers(self) -> tuple[float, float, float, float]:
        """Return domestic cost, cost (NaN for None), ratio and points."""
        return _float(self.local), _float(self.cost), float(self.ratio), float(self.points)


def score(
    law: Law, method: str, year: int, lines: pd.DataFrame, content: pd.DataFrame, *, day: date | None = None
) -> pd.DataFrame:
    """Return the score of each vehicle built in ``year``.

    ``lines`` are the bought lines of that year: the columns of `evplan.law.credit`, ``vehicle`` and ``landed_idr``
    (rupiah, landed, not negative). ``content`` has one row per vehicle: the columns of ``vehicle_content`` and
    ``built`` (vehicles built in the year). ``day`` chooses the law of another day than `year_day`, to show what a
    repealed method would say.

    One row per row of ``content``, in its order: ``vehicle``, ``year``, ``method``, ``score`` (0..1, not above the
    law's ``maximum`` where it has one: general). A group without cost earns nothing.

    Raises ``UnknownMethod`` and ``LawNotInForce``.
    """
    when = day or year_day(year)
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for row in _rows(law, method, when, lines, content):
        totals[row.vehicle] += row.points
    vehicles = content["vehicle"].tolist()
    scores = [float(totals[vehicle]) for vehicle in vehicles]
    if law.documents[method].find("maximum", when):
        scores = [min(reached, law.number(method, "maximum", when)) for reached in scores]
    return pd.DataFrame({"vehicle": vehicles, "year": year, "method": method, "score": scores})


def breakdown(
    law: Law, method: str, year: int, lines: pd.DataFrame, content: pd.DataFrame, *, day: date | None = None
) -> pd.DataFrame:
    """Return how each vehicle's score comes about, from the same tables as `score`.

    One row per vehicle and aspect: ``vehicle``, ``year``, ``method``, ``group`` (a group of `evplan.law.aspects`, or
    assembly, development, labour, overhead), ``weight`` (0..1 of the score), ``local_idr`` and ``cost_idr`` (rupiah,
    NaN for an aspect that is no ratio of costs), ``ratio`` (0..1) and ``points`` (0..1 of the score). A vehicle's
    points add to its score, unless the law's maximum cuts it. Assembly cost of cost_ratio is inside its group ``all``.

    Raises ``UnknownMethod`` and ``LawNotInForce``.
    """
    rows = [
        (row.vehicle, year, method, row.group, row.weight, *row.numbers())
        for row in _rows(law, method, day or year_day(year), lines, content)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _rows(law: Law, method: str, day: date, lines: pd.DataFrame, content: pd.DataFrame) -> list[_Row]:
    rules = formula(law, method)
    weights = rules.weights(law, day)
    sums = _bought(law, method, day, lines)
    if rules.own_cost:
        _add_own(sums, rules.own_cost(content), content)
    rows = []
    terms = rules.terms(law, day, content) if rules.terms else []
    for place, vehicle in enumerate(content["vehicle"].tolist()):
        for group, weight in weights.items():
            local, cost = sums[vehicle, group]
            rows.append(_Row(vehicle, group, weight, local, cost, local / cost if cost else Fraction(0)))
        for term in terms:
            ratio = exact(term.amount[place]) / exact(term.full)
            rows.append(_Row(vehicle, term.aspect, term.weight, None, None, ratio))
    return rows


_Sums = dict[tuple[str, str], tuple[Fraction, Fraction]]


def _bought(law: Law, method: str, day: date, lines: pd.DataFrame) -> _Sums:
    """Return domestic cost and cost by vehicle and group.

    Lines of one vehicle, group and credit are summed together before the credit is applied: a group in which all
    lines have the same credit has exactly that ratio.
    """
    table = credit(law, method, day, lines).reset_index(drop=True)
    table["vehicle"] = lines["vehicle"].to_numpy(dtype=object)
    table["landed_idr"] = numbers(lines, "landed_idr")
    table = table[table["group"].notna()]
    by = ["vehicle", "group", "credit"]
    number = table.groupby(by, sort=True).ngroup().to_numpy()
    order = np.argsort(number, kind="stable")
    first = np.flatnonzero(np.diff(number[order], prepend=-1))
    costs = table["landed_idr"].to_numpy()[order].tolist()
    keys = table[by].iloc[order[first]].itertuples(index=False, name=None)
    sums: _Sums = defaultdict(lambda: (Fraction(0), Fraction(0)))
    for (vehicle, group, share), (start, end) in zip(keys, pairwise([*first.tolist(), len(costs)]), strict=True):
        _add(sums, vehicle, group, share, Fraction(math.fsum(costs[start:end])))
    return sums


def _add_own(sums: _Sums, own: OwnCost, content: pd.DataFrame) -> None:
    """Add the own cost of the vehicles built to their group."""
    built = numbers(content, "built")
    for vehicle, cost, share, units in zip(content["vehicle"], own.cost_idr, own.credit, built, strict=True):
        _add(sums, vehicle, own.group, share, Fraction(float(cost)) * Fraction(float(units)))


def _add(sums: _Sums, vehicle: str, group: str, share: float, cost: Fraction) -> None:
    local, total = sums[vehicle, group]
    sums[vehicle, group] = (local + exact(share) * cost, total + cost)


def _float(number: Fraction | None) -> float:
    return math.nan if number is None else float(number)
