"""Which groups of a score substitutes can leave empty, and how much fills them."""

from __future__ import annotations

import numpy as np

from evplan.model.column import Columns
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats


def may_be_empty(
    inputs: PlanInputs, part: np.ndarray, group: np.ndarray, cost: Floats, groups: int, vehicle: str, year: int
) -> np.ndarray:
    """Return per group whether a vehicle can be built in a year without any cost in it.

    ``part``, ``group`` and ``cost`` are those of every purchase there can be for that vehicle in that year.
    """
    stocked = inputs.parts["holding_cost_idr"].notna().to_numpy()
    may = np.ones(groups, dtype=np.bool_)
    for place in range(len(may)):
        inside = group == place
        sure = np.zeros(len(inputs.parts), dtype=np.bool_)
        sure[part[inside]] = True
        # Bought for nothing, or in an earlier year, a part adds no cost to this year's.
        sure[part[inside & (cost <= 0)]] = False
        may[place] = not _always_needed(inputs, vehicle, year, sure & ~stocked)
    return may


def units_of_parent(columns: Columns, here: np.ndarray, cost: Floats) -> Floats:
    """Return for how many units of its parent a unit bought is enough, all there is to buy for one at least."""
    buy, entries = columns["buy"], columns.requirement.entries
    quantity = np.full(len(columns.requirement.needs), np.inf)
    np.minimum.at(quantity, entries["need"].to_numpy(), entries["quantity"].to_numpy())
    enough = np.minimum(quantity[buy.index["need"].to_numpy()[here]], buy.upper[here])
    counts = (enough > 0) & (cost > 0)
    return np.where(counts, 1.0 / np.where(counts, enough, 1.0), 0.0)


def _always_needed(inputs: PlanInputs, vehicle: str, year: int, parts: np.ndarray) -> bool:
    """Return whether every unit of a vehicle built in a year needs one of the parts, whatever alternatives it takes."""
    explosion = inputs.explosion
    root = int(explosion.roots.index[explosion.roots["vehicle"].eq(vehicle)][0])
    epochs = np.unique(explosion.epoch_of[inputs.periods["year"].eq(year).to_numpy()])
    needs = explosion.needs[parts[explosion.needs["part_code"]]]
    return all(root in _needing(inputs, epoch, set(needs["root"][needs["epoch"].eq(epoch)])) for epoch in epochs)


def _needing(inputs: PlanInputs, epoch: int, found: set[int]) -> set[int]:
    """Return the roots that need something in every choice, given those that need it themselves."""
    explosion = inputs.explosion
    choices = explosion.choices[explosion.choices["epoch"].eq(epoch)]
    alive = {*choices["root"], *explosion.needs["root"][explosion.needs["epoch"].eq(epoch)]}
    roots = explosion.roots[explosion.roots.index.isin(alive)]
    alternatives = {key: set(rows.index) for key, rows in roots.groupby(["parent", "substitute_group"])}
    asked = [
        (root, alternatives.get((parent, group), set()))
        for root, parent, group in zip(choices["root"], choices["parent"], choices["substitute_group"], strict=True)
    ]
    while more := {root for root, either in asked if either and either <= found} - found:
        found = found | more
    return found
