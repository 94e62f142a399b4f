"""The same program at other prices, with other bounds on its rules, or without one.

Columns keep their numbers, so a plan stays a start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pandas as pd
from pandas.api.types import is_float_dtype

from evplan.model.block import Group, Rows, Space
from evplan.model.content import Score
from evplan.model.problem import Arrays, stitch
from evplan.model.program import SourcingModel, build, program_at
from evplan.model.rule import RULE_ROWS
from evplan.plan.content import target_table
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats, to_solver_money
from evplan.scenario.rule import AnyRule

LAST_BEFORE_RULES = "shortfall"
"""The last group of columns that `evplan.model.program.build` adds before the rules' own."""

_NUMBERING = ("pair",)
"""Keys that only number: they may be others for the same columns."""


def with_rules(model: SourcingModel, rules: Sequence[AnyRule]) -> SourcingModel:
    """Return the model with these rules instead of its own; local-content targets are kept as they are.

    The families are kept and only the rules' rows laid again where the new rules make the same columns as the old (they
    differ in bounds); otherwise all of it is built again and a plan must be carried over by `evplan.model.incumbent`.
    """
    inputs = replace(model.inputs, scenario=model.inputs.scenario.model_copy(update={"rule": list(rules)}))
    changed = _relaid(model, inputs, model.columns.space.groups)
    return replace(build(inputs), scores=model.scores) if changed is None else changed


def with_prices(model: SourcingModel, inputs: PlanInputs) -> SourcingModel:
    """Return the model at the prices of ``inputs``, which has the same offers at other prices.

    What can be bought, and every row that speaks of units, is kept. Where prices decide about columns (levels of
    rebates in reach, objectives beside cost) all of it is built again, and a plan must be carried over by
    `evplan.model.incumbent` if the columns are others.
    """
    old, new = (table["price"].to_numpy(dtype=np.float64) for table in (model.inputs.prices, inputs.prices))
    moved = new != old
    offer = np.unique(inputs.prices["offer_code"].to_numpy()[moved])
    rebated = np.isin(inputs.offers["supplier_code"].to_numpy()[offer], inputs.rebates["supplier_code"])
    if rebated.any() or len(model.aims) > 1 or bool((np.minimum(old, new)[moved] <= 0).any()):
        return build(inputs)
    groups, landed = dict(model.columns.space.groups), np.zeros(model.columns.space.size)
    for name in ("buy", "surplus"):
        groups[name], landed[groups[name].columns] = _at_prices(inputs, groups[name], new - old)
    scores = tuple(_at_costs(score, landed[score.column]) for score in model.scores)
    changed = _relaid(replace(model, scores=scores), inputs, groups)
    return build(inputs) if changed is None else changed


def varied(model: SourcingModel, inputs: PlanInputs) -> SourcingModel:
    """Return the model of other inputs: from this one where they differ in the bounds of rules alone, else built anew.

    It is the same program as `evplan.model.program.build` makes.
    """
    if not _differ_in_bounds(model.inputs, inputs):
        return build(inputs)
    targets = target_table(inputs)
    keys = [(one.rule, one.vehicle, one.year, one.method) for one in model.scores]
    if keys != list(targets[["rule", "vehicle", "year", "method"]].itertuples(index=False, name=None)):
        return build(inputs)
    scores = [
        replace(score, minimum=minimum)
        for score, minimum in zip(model.scores, targets["minimum"].tolist(), strict=True)
    ]
    changed = _relaid(replace(model, scores=tuple(scores)), inputs, model.columns.space.groups)
    return build(inputs) if changed is None else changed


_BOUNDS = {"minimum", "maximum", "minimum_share", "maximum_share"}
"""Settings of rules that are right-hand sides, or coefficients of rows that the rule lays itself."""

_FREE = {"name", "question", "data", "based_on", "drop_rules", "rule", "solver", "change"}
"""Settings of a scenario that do not show in its program, or show in its inputs or its rules."""


def _differ_in_bounds(old: PlanInputs, new: PlanInputs) -> bool:
    """Return whether two inputs are the same but for bounds of rules."""
    if old.scenario.model_dump(exclude=_FREE) != new.scenario.model_dump(exclude=_FREE):
        return False
    rules = [[rule.model_dump(exclude=_BOUNDS) for rule in one.scenario.rule] for one in (old, new)]
    given = [[_given(rule) for rule in one.scenario.rule] for one in (old, new)]
    if rules[0] != rules[1] or given[0] != given[1] or old.law.digest != new.law.digest:
        return False
    return all(
        _same(getattr(old, one.name), getattr(new, one.name))
        for one in fields(PlanInputs)
        if one.name not in ("scenario", "law")
    )


def _given(rule: AnyRule) -> list[str]:
    return [name for name in sorted(_BOUNDS) if getattr(rule, name, None) is not None]


def _same(left: object, right: object) -> bool:
    """Return whether two parts of inputs hold the same: tables, arrays, records of both."""
    if left is right:
        return True
    if isinstance(left, pd.DataFrame):
        return isinstance(right, pd.DataFrame) and left.equals(right)
    if isinstance(left, np.ndarray):
        nans = left.dtype.kind == "f"
        return isinstance(right, np.ndarray) and np.array_equal(left, right, equal_nan=nans)
    if is_dataclass(left):
        return all(_same(getattr(left, one.name), getattr(right, one.name)) for one in fields(left))
    if isinstance(left, Mapping):
        return isinstance(right, Mapping) and list(left) == list(right) and all(_same(left[k], right[k]) for k in left)
    return bool(left == right)


def _at_prices(inputs: PlanInputs, group: Group, change: Floats) -> tuple[Group, Floats]:
    """Return what is bought at prices that differ by ``change`` (a row of prices each), and by how much it lands."""
    offer, period, price = (group.index[key].to_numpy() for key in ("offer", "period", "price"))
    duty_share = inputs.offers["duty_share"].to_numpy()[offer]
    value = change[price] * inputs.rate[offer, period] / inputs.offers["yield_share"].to_numpy()[offer]
    index = group.index.assign(value=group.index["value"] + value, duty=group.index["duty"] + duty_share * value)
    landed = np.asarray(to_solver_money(value * (1.0 + duty_share)))
    return replace(group, index=index, cost=group.cost + landed * inputs.factor[period]), landed


def _at_costs(score: Score, change: Floats) -> Score:
    """Return a score whose columns cost ``change`` (million rupiah) more, each at its own credit."""
    credit = np.divide(score.local, score.cost, out=np.zeros_like(score.local), where=score.cost > 0)
    return replace(score, cost=score.cost + change, local=score.local + credit * change)


def _relaid(model: SourcingModel, inputs: PlanInputs, groups: Mapping[str, Group]) -> SourcingModel | None:
    """Return the model on these columns with its rules' rows laid again; ``None`` where rules make other columns."""
    names = list(groups)
    kept = {name: groups[name] for name in names[: names.index(LAST_BEFORE_RULES) + 1]}
    space = Space(kept, sum(group.size for group in kept.values()))
    columns = replace(model.columns, space=space)
    blocks = [block for block in model.blocks if not _is_of_rule(block)]
    for rule in inputs.scenario.rule:
        if rule.kind in RULE_ROWS:
            blocks += [rows for rows in RULE_ROWS[rule.kind](inputs, columns, rule) if rows.size]
    if _sizes(space.groups) != _sizes(groups):
        return None
    arrays = stitch(list(space.groups.values()), blocks, model.arrays.offset)
    return replace(model, inputs=inputs, columns=columns, blocks=tuple(blocks), arrays=arrays)


def _sizes(groups: Mapping[str, Group]) -> list[tuple[str, int]]:
    return [(group.name, group.size) for group in groups.values()]


def carried(marked: np.ndarray, old: SourcingModel, new: SourcingModel) -> np.ndarray:
    """Return the columns of another model of the same scenario that are marked in one; columns of its own are too."""
    result = np.ones(new.columns.space.size, dtype=np.bool_)
    before = old.columns.space.groups
    for name, group in new.columns.space.groups.items():
        if name not in before or not group.size:
            continue
        keys = [key for key in group.index if key not in _NUMBERING and not is_float_dtype(group.index[key])]
        places = pd.MultiIndex.from_frame(before[name].index[keys])
        if places.is_unique:
            row = places.get_indexer(pd.MultiIndex.from_frame(group.index[keys]))
            was = np.append(marked[before[name].columns], True)
            result[group.columns] = was[row]
    return result


def with_minimum(model: SourcingModel, rule_id: str, points: float) -> SourcingModel:
    """Return the model with the minima of a local-content rule moved by ``points`` (0..1 of the score)."""
    scores = [
        replace(score, minimum=score.minimum + points) if score.rule == rule_id else score for score in model.scores
    ]
    return replace(model, scores=tuple(scores))


def rows_of_rule(model: SourcingModel, rule_id: str) -> np.ndarray:
    """Return the places of a rule's rows in the arrays of `program_at`: its own and those of its scores."""
    families = np.repeat([block.family for block in model.blocks], [block.size for block in model.blocks])
    own = [family == f"rule:{rule_id}" or family.startswith(f"rule:{rule_id}:") for family in families]
    scored = [score.rule == rule_id for score in model.scores]
    return np.flatnonzero([*own, *scored])


def without_rule(model: SourcingModel, rule_id: str, mix: Floats) -> Arrays:
    """Return the whole program with a rule's rows freed: same rows, same columns, nothing asked of them."""
    return freed(program_at(model, mix), rows_of_rule(model, rule_id))


def freed(arrays: Arrays, rows: np.ndarray) -> Arrays:
    """Return the program with nothing asked of these rows."""
    lower, upper = arrays.row_lower.copy(), arrays.row_upper.copy()
    lower[rows], upper[rows] = -np.inf, np.inf
    return replace(arrays, row_lower=lower, row_upper=upper)


def _is_of_rule(block: Rows) -> bool:
    return block.family.startswith("rule:")
