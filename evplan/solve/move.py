"""How far one limit would have to give way, all others of a conflict held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evplan.model.block import Rows, Terms
from evplan.model.problem import Arrays, append
from evplan.model.program import SourcingModel, build, cheapest_mix, program_at
from evplan.model.rule import measured, scope_of
from evplan.plan.inputs import PlanInputs
from evplan.quantities import PERCENTAGE_POINTS, Floats
from evplan.scenario.rule import Award, Fix, Rule, SourceCount, share_bounds
from evplan.solve.highs import run
from evplan.solve.search import richest_mix

Prepared = Callable[[SourcingModel, Arrays], Arrays]


@dataclass(frozen=True)
class Move:
    """The smallest move of one limit: ``amount`` in ``unit``; ``least`` is what a rule's score can reach at most."""

    amount: float
    unit: str
    least: float | None = None


def score_move(inputs: PlanInputs, rule_id: str, prepared: Prepared, seconds: float) -> Move | None:
    """Return by how many percentage points the scores of a local-content rule stay short, and the lowest of them.

    ``inputs`` hold the conflict's limits, the rule among them.
    """
    model = build(inputs)
    values = richest_mix(model, lambda arrays: prepared(model, arrays), seconds)
    if values is None:
        return None
    reached: dict[tuple[str, int], tuple[float, float]] = {}
    for score in model.scores:
        if score.rule == rule_id and score.is_built(values):
            value, key = score.value(values), (score.vehicle, score.year)
            short = max(score.minimum - value, 0.0)
            reached[key] = min(reached.get(key, (np.inf, 0.0)), (short, value))
    if not reached:
        return None
    short, least = max(reached.values())
    return Move(short * PERCENTAGE_POINTS, "percentage points", least)


def rule_move(inputs: PlanInputs, rule: Rule, prepared: Prepared, seconds: float) -> Move | None:
    """Return the smallest violation of any other rule: in percentage points of a share, or in its own measure."""
    soft = rule.model_copy(update={"penalty_idr": 1e6})
    rules = [soft if other.id == rule.id else other for other in inputs.scenario.rule]
    model = build(replace(inputs, scenario=inputs.scenario.model_copy(update={"rule": rules})))
    groups = [group for name, group in model.columns.space.groups.items() if name.startswith(f"violation:{rule.id}:")]
    arrays = prepared(model, program_at(model, cheapest_mix(model)))
    cost = np.zeros_like(arrays.cost)
    cost[np.concatenate([group.columns for group in groups])] = 1.0
    answer = run(replace(arrays, cost=cost, offset=0.0), {"time_limit": seconds})
    if answer.values is None or answer.objective is None:
        return None
    if isinstance(rule, SourceCount):
        return Move(answer.objective, "suppliers")
    missed = share_missed(inputs, model, rule, answer.values) if isinstance(rule, (Award, Fix)) else None
    if missed is not None:
        return Move(missed * PERCENTAGE_POINTS, "percentage points")
    return Move(answer.objective, getattr(rule, "measure", "units"))


def share_missed(inputs: PlanInputs, model: SourcingModel, rule: Award | Fix, values: Floats) -> float | None:
    """Return by how much a share (0..1) misses its bound over all that the rule speaks of; ``None`` if it has none."""
    low, high = share_bounds(rule)
    if low is None and high is None:
        return None
    mine, whole = scope_of(inputs, model.columns, rule)
    measure = rule.measure if isinstance(rule, Award) else "units"
    amount = measured(inputs, model.columns, measure) * values[model.columns["buy"].columns]
    share = float(amount[mine & whole].sum() / max(amount[whole].sum(), 1e-12))
    return max((low or 0.0) - share, share - (1.0 if high is None else high), 0.0)


def demand_move(inputs: PlanInputs, vehicle: str, prepared: Prepared, seconds: float) -> Move | None:
    """Return how many vehicles cannot be built, the vehicle's demand left free in ``prepared``."""
    model = build(inputs)
    activity = model.columns["activity"]
    root = inputs.explosion.roots["vehicle"].eq(vehicle).to_numpy()[activity.index["root"]]
    built = activity.columns[root]
    arrays = prepared(model, program_at(model, cheapest_mix(model)))
    cost = np.zeros_like(arrays.cost)
    cost[built] = -1.0
    answer = run(replace(arrays, cost=cost, offset=float(activity.upper[root].sum())), {"time_limit": seconds})
    return None if answer.objective is None else Move(answer.objective, "vehicles")


def hours_move(inputs: PlanInputs, code: int, prepared: Prepared, seconds: float) -> Move | None:
    """Return how many hours are missing over the horizon; ``inputs`` have the workshop's hours without limit.

    ``inputs.hours`` must hold ``inf`` there; the hours there are come from ``kept``.
    """
    model = build(replace(inputs, hours=np.where(np.arange(len(inputs.hours))[:, None] == code, np.inf, inputs.hours)))
    paid, ordered, offers = model.columns.paid, model.columns["ordered"], inputs.offers
    uses = offers["hours_code"].to_numpy() == code
    entry, gate = np.flatnonzero(uses[paid.offer]), np.flatnonzero(uses[ordered.index["offer"]])
    per_unit = offers["hours_per_unit"].to_numpy()[paid.offer[entry]] * paid.per[entry]
    setup = offers["setup_hours"].to_numpy()[ordered.index["offer"].to_numpy()[gate]]
    terms = Terms().add(paid.period[entry], paid.column[entry], per_unit)
    terms.add(ordered.index["period"].to_numpy()[gate], ordered.columns[gate], setup)
    total = _least_excess(model, terms, inputs.hours[code], prepared, seconds)
    return None if total is None else Move(total, "hours")


def maximum_move(inputs: PlanInputs, offer: int, prepared: Prepared, seconds: float) -> Move | None:
    """Return by how many units over the horizon an offer's maximum is too small."""
    limit = float(inputs.offers["maximum_units"].iloc[offer])
    offers = inputs.offers.copy()
    offers.loc[offer, "maximum_units"] = np.inf
    model = build(replace(inputs, offers=offers))
    paid = model.columns.paid
    entry = np.flatnonzero(paid.offer == offer)
    terms = Terms().add(paid.period[entry], paid.column[entry], paid.per[entry])
    total = _least_excess(model, terms, np.full(len(inputs.periods), limit), prepared, seconds)
    return None if total is None else Move(total, "units")


def site_move(inputs: PlanInputs, site: int, prepared: Prepared, seconds: float) -> Move | None:
    """Return by how many vehicles over the horizon a plant's capacity is too small."""
    capacity = inputs.site_capacity.copy()
    capacity[site] = np.inf
    model = build(replace(inputs, site_capacity=capacity))
    activity = model.columns["activity"]
    here = inputs.explosion.roots["vehicle"].notna().to_numpy()[activity.index["root"]]
    here &= inputs.lines["site_code"].to_numpy()[activity.index["line"]] == site
    terms = Terms().add(activity.index["period"].to_numpy()[here], activity.columns[here], 1.0)
    total = _least_excess(model, terms, inputs.site_capacity[site], prepared, seconds)
    return None if total is None else Move(total, "vehicles")


def _least_excess(
    model: SourcingModel, terms: Terms, limit: Floats, prepared: Prepared, seconds: float
) -> float | None:
    """Return the least sum over periods of what goes beyond a limit per period."""
    arrays = prepared(model, program_at(model, cheapest_mix(model)))
    width, periods = len(arrays.cost), len(limit)
    terms.add(np.arange(periods), width + np.arange(periods), -1.0)
    rows: Rows = terms.rows_of("excess", pd.DataFrame({"period": np.arange(periods)}), upper=limit)
    wider = replace(
        arrays,
        cost=np.concatenate([np.zeros(width), np.ones(periods)]),
        offset=0.0,
        column_lower=np.concatenate([arrays.column_lower, np.zeros(periods)]),
        column_upper=np.concatenate([arrays.column_upper, np.full(periods, np.inf)]),
        integer=np.concatenate([arrays.integer, np.zeros(periods, dtype=np.bool_)]),
    )
    return run(append(wider, [rows]), {"time_limit": seconds}).objective
