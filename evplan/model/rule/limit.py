"""A limit on a sum, for each combination of keys: the rows that most kinds of rules come down to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.model.block import Group, Indices, Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.model.rule.scope import SUPPLY_KEYS, Amounts
from evplan.quantities import PERCENTAGE_POINTS, Floats, to_solver_money
from evplan.scenario.rule import Rule

ROWS_PER_WHOLE = 3
"""Up to so many rows for each whole, the whole is written out in every row."""

WHOLE = "whole"


def bounds(
    columns: Columns,
    rule: Rule,
    keys: dict[str, Indices],
    mine: np.ndarray,
    all_of_it: np.ndarray,
    amounts: Amounts,
    share: float = 0.0,
    minimum: float | None = None,
    maximum: float | None = None,
    wanted: pd.DataFrame | None = None,
) -> list[Rows]:
    """Return rows ``minimum <= mine - share * all <= maximum`` per combination of keys, scaled to about one.

    Suppliers and regions split what is theirs, not the whole that a share is of. ``wanted`` are the suppliers and
    regions that get a row though they offer nothing (`evplan.model.rule.scope.asked`). A whole that more than
    `ROWS_PER_WHOLE` rows speak of gets a column of its own and one row that says what it is, so that the program does
    not grow with suppliers x purchases.
    """
    index, row_of, whole_of, wholes = groups(keys, mine, all_of_it, wanted)
    scale = _scale(amounts.upper * amounts.per_unit, all_of_it if share else mine)
    amount = amounts.per_unit / scale
    terms = Terms()
    here = np.flatnonzero(mine)
    terms.add(row_of[here], amounts.column[here], amount[here])
    rows: list[Rows] = []
    if share and len(index) > ROWS_PER_WHOLE * len(wholes):
        definition = _definition(columns, rule, [all_of_it & part for part in wholes], amounts.column, amount)
        terms.add(np.arange(len(index)), definition.columns[whole_of], -share)
        rows = [definition.rows]
    elif share:
        for row, whole in enumerate(whole_of):
            inside = np.flatnonzero(all_of_it & wholes[whole])
            terms.add(np.full(len(inside), row), amounts.column[inside], -share * amount[inside])
    if rule.is_soft:
        worth = np.full(len(index), 1.0 / scale)
        if share:
            usual = _usual_amount(columns, amount, all_of_it)
            worth = np.array([usual[part].sum() for part in wholes])[whole_of] / PERCENTAGE_POINTS
        worth = np.where(worth > 0, worth, 1.0)
        for side, bound, sign in (("low", minimum, 1.0), ("high", maximum, -1.0)):
            if bound is not None:
                terms.add(np.arange(len(index)), add_violation(columns, rule, index, side).columns, sign * worth)
    low, high = (np.inf if bound is None else bound / scale for bound in (minimum, maximum))
    return [*rows, terms.rows_of(f"rule:{rule.id}", index, lower=-np.inf if minimum is None else low, upper=high)]


@dataclass(frozen=True)
class _Definition:
    """Columns that stand for wholes, and the rows that say what they are."""

    columns: Indices
    rows: Rows


def _definition(columns: Columns, rule: Rule, wholes: list[np.ndarray], column: Indices, amount: Floats) -> _Definition:
    """Return ``sum over the whole of amount * column - whole = 0`` for every whole."""
    number = sum(name.startswith(f"{WHOLE}:") for name in columns.space.groups)
    index = pd.DataFrame({WHOLE: np.arange(len(wholes))})
    group = columns.space.add(f"{WHOLE}:{rule.id}:{number}", index)
    terms = Terms().add(np.arange(len(wholes)), group.columns, -1.0)
    for row, part in enumerate(wholes):
        inside = np.flatnonzero(part)
        terms.add(np.full(len(inside), row), column[inside], amount[inside])
    return _Definition(group.columns, terms.rows_of(f"rule:{rule.id}:{WHOLE}", index, lower=0.0, upper=0.0))


def set_wholes(blocks: Iterable[Rows], values: Floats) -> None:
    """Set the columns that stand for wholes from the purchases that they are made of."""
    for block in blocks:
        if block.family.startswith("rule:") and block.family.endswith(f":{WHOLE}"):
            own, bought = block.column[: block.size], slice(block.size, None)
            amount = block.value[bought] * values[block.column[bought]]
            values[own] = np.bincount(block.row[bought], weights=amount, minlength=block.size)


def add_violation(columns: Columns, rule: Rule, index: pd.DataFrame, side: str) -> Group:
    """Add a violation per row at the rule's penalty: per unit of the measure, or per percentage point of a share.

    A point is 1/100 of the whole, taken as it is in the cheapest mix: exact for units, near for the rest; the penalty
    that counts is worked out from the plan (`evplan.plan.verify`).
    """
    cost: Floats = np.full(len(index), rule.penalty_idr or 0.0)
    number = sum(name.startswith("violation:") for name in columns.space.groups)
    name = f"violation:{rule.id}:{side}:{number}"
    return columns.space.add(name, index, cost=to_solver_money(cost))


def groups(
    keys: dict[str, Indices], mine: np.ndarray, all_of_it: np.ndarray, wanted: pd.DataFrame | None
) -> tuple[pd.DataFrame, Indices, Indices, list[np.ndarray]]:
    """Return the combinations of keys, the row of every column, per row its whole, and what each whole is made of.

    ``wanted`` are the suppliers and regions that need a row though they offer nothing.
    """
    if not keys:
        across, only = pd.DataFrame({"across": [0]}), np.zeros(1, dtype=np.int64)
        return across, np.zeros(len(mine), dtype=np.int64), only, [np.ones(len(mine), dtype=np.bool_)]
    own = [key for key in keys if key in SUPPLY_KEYS]
    relevant = np.flatnonzero(mine if own else all_of_it)
    first, inverse = numbered(*(codes[relevant] for codes in keys.values()))
    index = pd.DataFrame({key: codes[relevant][first] for key, codes in keys.items()})
    row_of = np.full(len(mine), -1, dtype=np.int64)
    row_of[relevant] = inverse
    if wanted is not None:
        whole = pd.DataFrame({key: codes[all_of_it] for key, codes in keys.items() if key not in own})
        places = whole.drop_duplicates() if len(keys) > len(own) else pd.DataFrame(index=[0])
        missing = places.merge(wanted, how="cross")[list(keys)]
        index = pd.concat([index, missing]).drop_duplicates(ignore_index=True)
    split = [key for key in keys if key not in own]
    if not split:
        return index, row_of, np.zeros(len(index), dtype=np.int64), [np.ones(len(mine), dtype=np.bool_)]
    first, whole_of = numbered(*(index[key].to_numpy() for key in split))
    wholes = [np.logical_and.reduce([keys[key] == index[key].to_numpy()[place] for key in split]) for place in first]
    return index, row_of, whole_of, wholes


def _scale(size: Floats, used: np.ndarray) -> float:
    """Return a power of ten that brings a row's typical coefficient near one."""
    values = np.abs(size[used])
    values = values[values > 0]
    return float(10.0 ** np.round(np.log10(np.median(values)))) if len(values) else 1.0


def _usual_amount(columns: Columns, amount: Floats, all_of_it: np.ndarray) -> Floats:
    """Return per ``buy`` column its part of the whole where every need is bought at the cheapest landed cost."""
    requirement, buy = columns.requirement, columns["buy"]
    entries = requirement.entries
    units = entries["quantity"].to_numpy() * columns["activity"].upper[entries["activity"]]
    need_units = np.bincount(entries["need"], weights=units, minlength=len(requirement.needs))
    need = buy.index["need"].to_numpy()
    order = np.lexsort((buy.cost, need))
    order = order[all_of_it[order]]
    cheapest = order[np.diff(need[order], prepend=-1) != 0]
    usual = np.zeros(len(need))
    usual[cheapest] = amount[cheapest] * need_units[need[cheapest]]
    return usual
