"""The same program with other bounds on its rules, or without one.

Columns keep their numbers, so a plan stays a start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evplan.model.block import Rows, Space
from evplan.model.problem import Arrays, stitch
from evplan.model.program import SourcingModel, build, program_at
from evplan.model.rule import RULE_ROWS
from evplan.quantities import Floats
from evplan.scenario.rule import AnyRule

LAST_BEFORE_RULES = "shortfall"
"""The last group of columns that `evplan.model.program.build` adds before the rules' own."""


def with_rules(model: SourcingModel, rules: Sequence[AnyRule]) -> SourcingModel:
    """Return the model with these rules instead of its own; local-content targets are kept as they are.

    The families are kept and only the rules' rows laid again where the new rules make the same columns as the old (they
    differ in bounds); otherwise all of it is built again and a plan must be carried over by `evplan.model.incumbent`.
    """
    inputs = replace(model.inputs, scenario=model.inputs.scenario.model_copy(update={"rule": list(rules)}))
    groups = model.columns.space.groups
    names = list(groups)
    kept = {name: groups[name] for name in names[: names.index(LAST_BEFORE_RULES) + 1]}
    space = Space(kept, sum(group.size for group in kept.values()))
    columns = replace(model.columns, space=space)
    blocks = [block for block in model.blocks if not _is_of_rule(block)]
    for rule in rules:
        if rule.kind in RULE_ROWS:
            blocks += [rows for rows in RULE_ROWS[rule.kind](inputs, columns, rule) if rows.size]
    if [(group.name, group.size) for group in space.groups.values()] != [
        (group.name, group.size) for group in groups.values()
    ]:
        return replace(build(inputs), scores=model.scores)
    arrays = stitch(list(space.groups.values()), blocks, model.arrays.offset)
    return replace(model, inputs=inputs, columns=columns, blocks=tuple(blocks), arrays=arrays)


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
