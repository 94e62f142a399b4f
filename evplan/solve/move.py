"""How far a limit would have to move, read off a plan that breaks it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.model.rule import COUNTS_FROM, measured, scope, scope_of
from evplan.quantities import NEGLIGIBLE_UNITS, PERCENTAGE_POINTS, SCORE_MARGIN, Floats
from evplan.scenario.rule import Amount, Award, Budget, Fix, Jobs, LocalContent, Rule, SourceCount
from evplan.solve.elastic import Elastic
from evplan.solve.limit import DEMAND, HOURS, MAXIMUM, RULE, SITE, Limit
from evplan.solve.oracle import Oracle

DIGITS = 6
"""Moves are told to so many decimals; the rest is a solver's rounding."""


SCORE_PART = 0.1
"""Of a margin, so much for a score: it moves little where a share or an amount moves much."""


@dataclass(frozen=True)
class Move:
    """The smallest move of one limit: ``amount`` in ``unit``; ``least`` is what a rule's score can reach at most."""

    amount: float
    unit: str
    least: float | None = None


@dataclass(frozen=True)
class Loosened:
    """A rule whose bound gave way: ``rule`` with the new bound (``None``: left out), the bound before and after.

    ``unit`` is ``share``, ``score``, ``suppliers``, ``rupiah``, ``units``, ``hours`` or ``labour hours``.
    """

    rule: Rule | None
    start: float | None
    end: float | None
    unit: str


@dataclass(frozen=True)
class _Bound:
    """One bound of a rule: where it stands, which side, its value, what a plan has instead, and its unit."""

    field: str
    is_minimum: bool
    value: float
    found: float
    unit: str


def move_of(oracle: Oracle, limit: Limit, values: Floats) -> Move | None:
    """Return how far a limit is broken in a plan, in its own unit; ``None`` where that is no single figure."""
    elastic = oracle.elastic
    inputs, columns = elastic.inputs, elastic.levers[limit].columns
    if limit.kind == RULE:
        return _rule_move(oracle, limit, values)
    if limit.kind == DEMAND:
        return Move(_rounded(values[columns].sum()), "vehicles")
    spans = {
        HOURS: (inputs.hours, "hours"),
        SITE: (inputs.site_capacity, "vehicles"),
    }
    periods = len(inputs.periods)
    if limit.kind in spans:
        matrix, unit = spans[limit.kind]
        periods = int(np.isfinite(matrix[limit.code]).sum())
        return Move(_rounded(values[columns].sum() * periods), unit)
    return Move(_rounded(values[columns].sum() * periods), "units") if limit.kind == MAXIMUM else None


def _rule_move(oracle: Oracle, limit: Limit, values: Floats) -> Move | None:
    rule = rule_of(oracle.elastic, limit)
    short = oracle.shortfalls(limit, values)
    if short is not None:
        shortest = max(short.values())
        return Move(_rounded(shortest * PERCENTAGE_POINTS), "percentage points", lowest_score(oracle, limit, values))
    broken = [bound for bound in _bounds(oracle.elastic, rule, values) if _missed(bound) > 0]
    if not broken:
        return None
    worst = max(broken, key=_missed)
    if worst.unit == "share":
        return Move(_rounded(_missed(worst) * PERCENTAGE_POINTS), "percentage points")
    unit = {"rupiah": "value", "labour hours": "labour_hours"}.get(worst.unit, worst.unit)
    return Move(_rounded(_missed(worst)), unit)


def rule_of(elastic: Elastic, limit: Limit) -> Rule:
    """Return the rule that a limit names."""
    return next(rule for rule in elastic.inputs.scenario.rule if rule.id == limit.key)


def lowest_score(oracle: Oracle, limit: Limit, values: Floats) -> float | None:
    """Return the score that misses its minimum by most (its best method's); ``None`` if none misses or is built."""
    best: dict[tuple[str, int], tuple[float, float]] = {}
    for score in oracle.elastic.model.scores:
        if score.rule == limit.key and score.is_built(values):
            value, key = score.value(values), (score.vehicle, score.year)
            best[key] = min(best.get(key, (np.inf, 0.0)), (max(score.minimum - value, 0.0), value))
    return max(best.values())[1] if best else None


def loosened(oracle: Oracle, limit: Limit, values: Floats, margin: float | None = 0.0) -> Loosened:
    """Return a rule loosened so far that a plan keeps it, its new bound rounded to the loose side.

    ``margin`` is a part of the bound by which it is loosened more; ``None``: not even rounded.
    """
    rule = rule_of(oracle.elastic, limit)
    if isinstance(rule, LocalContent):
        least = lowest_score(oracle, limit, values)
        start = max((s.minimum for s in oracle.elastic.model.scores if s.rule == rule.id), default=None)
        if least is None or start is None:
            return Loosened(None, start, None, "score")
        end = max(_loose(min(least, start), False, "score", margin), 0.0)
        return Loosened(rule.model_copy(update={"minimum": end}), start, end, "score")
    broken = [bound for bound in _bounds(oracle.elastic, rule, values) if _missed(bound) > 0]
    if not broken:
        return Loosened(None, None, None, "rule")
    worst = max(broken, key=_missed)
    ends = {bound.field: _loose(bound.found, not bound.is_minimum, bound.unit, margin) for bound in broken}
    if all(bound.is_minimum and ends[bound.field] <= 0 for bound in broken) and len(_stated(rule)) == len(broken):
        return Loosened(None, worst.value, 0.0, worst.unit)
    return Loosened(_replaced(rule, ends), worst.value, ends[worst.field], worst.unit)


def _stated(rule: Rule) -> list[tuple[str, bool, float, str]]:
    """Return the bounds that a rule states: field, whether it is a minimum, value, unit; none for other kinds."""
    measure = str(getattr(rule, "measure", "units"))
    unit = {"value": "rupiah", "labour_hours": "labour hours"}.get(measure, measure)
    if isinstance(rule, Award):
        stated = [(name, getattr(rule, name), unit) for name in ("minimum", "maximum")]
        stated += [(name, getattr(rule, name), "share") for name in ("minimum_share", "maximum_share")]
    elif isinstance(rule, Jobs):
        stated = [(name, getattr(rule, name), "labour hours") for name in ("minimum", "maximum")]
    elif isinstance(rule, SourceCount):
        stated = [(name, getattr(rule, name), "suppliers") for name in ("minimum", "maximum")]
    elif isinstance(rule, Budget):
        stated = [("maximum", rule.maximum, "rupiah")]
    elif isinstance(rule, Fix):
        field, amount = ("units", rule.units) if rule.units is not None else ("share", rule.share)
        assert amount is not None, "checked by the schema"
        stated = [(f"{field}.low", amount.low, field), (f"{field}.high", amount.high, field)]
    else:
        stated = []
    return [
        (name, name.endswith("low") or name.startswith("minimum"), float(value), unit)
        for name, value, unit in stated
        if value is not None
    ]


def _bounds(elastic: Elastic, rule: Rule, values: Floats) -> list[_Bound]:
    """Return a rule's bounds with what a plan has where it is furthest from them."""
    stated = _stated(rule)
    if not stated:
        return []
    if isinstance(rule, Budget):
        ((field, is_minimum, value, unit),) = stated
        return [_Bound(field, is_minimum, value, value * _most_of_bound(elastic, rule, values), unit)]
    if isinstance(rule, SourceCount):
        found = {
            "minimum": _suppliers(elastic, rule, values, True),
            "maximum": _suppliers(elastic, rule, values, False),
        }
        return [_Bound(name, low, value, found[name].min() if low else found[name].max(), unit)
                for name, low, value, unit in stated]  # fmt: skip
    table = _amounts(elastic, rule, values)
    share = table["mine"] / table["whole"].where(table["whole"] > 0)
    result = []
    for name, low, value, unit in stated:
        one = share.dropna() if unit == "share" else table["mine"]
        if len(one):
            result.append(_Bound(name, low, value, float(one.min() if low else one.max()), unit))
    return result


def _amounts(elastic: Elastic, rule: Rule, values: Floats) -> pd.DataFrame:
    """Return, per combination of the rule's ``each``, what its suppliers get (``mine``) of the ``whole``."""
    inputs, columns = elastic.inputs, elastic.model.columns
    on_parts, by_supplier, keys = scope(inputs, columns, rule)
    mine = on_parts & by_supplier
    if isinstance(rule, Fix):
        mine, on_parts = scope_of(inputs, columns, rule)
    measure = {"jobs": "labour_hours"}.get(rule.kind, str(getattr(rule, "measure", "units")))
    buy = columns["buy"]
    amount = measured(inputs, columns, measure) * values[buy.columns]
    table = pd.DataFrame({**keys, "mine": amount * mine, "whole": amount * on_parts})
    if not keys:
        return table[["mine", "whole"]].sum().to_frame().T
    own = [key for key in keys if key in ("supplier", "region")]
    others = [key for key in keys if key not in own]
    got = table[mine if own else on_parts].groupby(list(keys), as_index=False)["mine"].sum()
    if not others:
        return got.assign(whole=float(table["whole"].sum()))
    return got.merge(table.groupby(others, as_index=False)["whole"].sum(), on=others)


def _suppliers(elastic: Elastic, rule: SourceCount, values: Floats, counted: bool) -> pd.Series[float]:
    """Return how many suppliers get work, per combination: ``counted`` from one unit on, otherwise with anything."""
    inputs, columns = elastic.inputs, elastic.model.columns
    on_parts, by_supplier, keys = scope(inputs, columns, rule)
    buy = columns["buy"]
    supplier = inputs.offers["supplier_code"].to_numpy()[buy.index["offer"].to_numpy()]
    mine = on_parts & by_supplier
    if rule.new_only:
        mine &= inputs.suppliers["status"].eq("candidate").to_numpy()[supplier]
    table = pd.DataFrame({**keys, "all": 0, "who": supplier, "units": values[buy.columns]})[mine]
    by = [*keys] or ["all"]
    units = table.groupby(list(dict.fromkeys([*by, "who"])), as_index=False)["units"].sum()
    least = COUNTS_FROM * (1 - 1e-6) if counted else NEGLIGIBLE_UNITS
    units["works"] = units["units"] >= least
    return units.groupby(by)["works"].sum().astype("float64") if len(units) else pd.Series([0.0])


def _most_of_bound(elastic: Elastic, rule: Rule, values: Floats) -> float:
    """Return the highest of a rule's rows, as a part of its bound."""
    parts = [0.0]
    for block in elastic.model.blocks:
        if block.family == f"rule:{rule.id}":
            known = block.column < elastic.first
            amount = np.bincount(
                block.row[known], weights=block.value[known] * values[block.column[known]], minlength=block.size
            )
            parts += [a / bound for a, bound in zip(amount, block.upper, strict=True) if 0 < bound < np.inf]
    return max(parts)


def _missed(bound: _Bound) -> float:
    gap = bound.value - bound.found if bound.is_minimum else bound.found - bound.value
    return gap if gap > 1e-7 * max(abs(bound.value), 1e-3) else 0.0


def _replaced(rule: Rule, ends: dict[str, float]) -> Rule:
    if not isinstance(rule, Fix):
        whole = isinstance(rule, SourceCount)
        return rule.model_copy(update={name: round(end) if whole else end for name, end in ends.items()})
    field, amount = ("units", rule.units) if rule.units is not None else ("share", rule.share)
    assert amount is not None, "checked by the schema"
    low, high = ends.get(f"{field}.low", amount.low), ends.get(f"{field}.high", amount.high)
    return rule.model_copy(update={field: Amount(at_least=low or None, at_most=high)})


def _loose(value: float, up: bool, unit: str, margin: float | None) -> float:
    """Return a bound a little looser and shorter: a tenth of a point, whole suppliers, three digits of the rest."""
    if unit == "suppliers":
        return float(math.ceil(value - 1e-6) if up else math.floor(value + 1e-6))
    part = 1e-7 if margin is None else margin * (SCORE_PART if unit == "score" else 1.0)
    value = max(value * (1 + part if up else 1 - part), 0.0)
    if unit == "score":
        # An exact score is held without any tolerance: nothing may hang on its last digit.
        value = max(value - 2 * SCORE_MARGIN, 0.0)
    if margin is None:
        return value
    step = 1e-3 if unit in ("share", "score") else 10.0 ** (math.floor(math.log10(max(abs(value), 1e-9))) - 2)
    return rounded_to(value, step, up)


def rounded_to(value: float, step: float, up: bool) -> float:
    """Return a multiple of ``step`` on the side of ``value``; a value that is one stays, rounding error aside."""
    count = value / step
    whole = math.ceil(count - 1e-6) if up else math.floor(count + 1e-6)
    return round(max(whole * step, 0.0), 12)


def _rounded(value: float) -> float:
    return round(float(value), DIGITS)


__all__ = ["Loosened", "Move", "loosened", "lowest_score", "move_of", "rounded_to", "rule_of"]
