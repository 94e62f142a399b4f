"""Random small plans with rules, solved to the end, for explanations that are checked by solving again."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import Any

from small import Small, Solved

from evplan.model.program import build
from evplan.plan.inputs import PlanInputs
from evplan.solve.search import search

RULES: list[dict[str, Any]] = [
    {"kind": "award", "measure": "units", "suppliers": ["S1"], "minimum_share": 0.3},
    {"kind": "award", "measure": "units", "suppliers": ["S2"], "maximum_share": 0.5},
    {"kind": "award", "measure": "units", "suppliers": {"group": "umkm"}, "minimum": 4},
    {"kind": "source_count", "maximum": 1, "parts": ["p1"]},
    {"kind": "source_count", "minimum": 2, "each": []},
    {"kind": "source_count", "minimum": 2},
    {"kind": "fix", "suppliers": ["S1"], "parts": ["p1"], "units": {"at_least": 2}},
    {"kind": "fix", "suppliers": ["S3"], "parts": ["p1"], "units": {"at_most": 0}},
    {"kind": "fix", "suppliers": ["S2"], "parts": ["p1"], "share": {"exactly": 0.4}},
]

SCORED: list[dict[str, Any]] = [
    {"kind": "local_content", "method": "general", "minimum": 0.3},
    {"kind": "local_content", "method": "cost_ratio", "minimum": 0.4},
]

VALUED: list[dict[str, Any]] = [
    {"kind": "award", "measure": "value", "suppliers": ["S3"], "minimum_share": 0.25},
    {"kind": "award", "measure": "value", "suppliers": ["S1"], "maximum": 20_000_000},
]

PLANS_PER_DATA = 2
"""Seeds that share a data set."""


def random_plan(seed: int, *, price_in_rules: bool = True) -> Small:
    """Return a small plan with one or two rules; ``price_in_rules`` allows rules that speak of money.

    A data set serves several seeds, with other rules each.
    """
    small, dice = _random_data(seed // PLANS_PER_DATA)[0].copy(), random.Random(-seed - 1)
    pool = RULES + (SCORED + VALUED if price_in_rules else [])
    for rule in dice.sample(pool, dice.choice([1, 1, 2])):
        small.rule(**rule)
    return small


@cache
def _random_data(seed: int) -> tuple[Small, PlanInputs]:
    """Return a data set without rules, and its inputs, which rules have no part in."""
    dice = random.Random(seed)
    periods = dice.choice([1, 1, 2])
    small = Small(periods=periods)
    small.supplier("S1", size_class="kecil", opening_cost_idr=dice.choice([0, 0, 3]))
    small.supplier("S2").supplier("S3", country="CN", legal_form="importer")
    for number in range(dice.choice([1, 2])):
        part = f"p{number + 1}"
        small.part(part, per=dice.choice([1, 2]), main_component=True)
        for supplier in ("S1", "S2", "S3"):
            if number and dice.random() < 0.3:
                continue
            small.offer(f"{part}.{supplier}", part, dice.choice([2, 3, 4, 5, 6]), supplier, **_terms(dice, supplier))
    small.hours("S1", "weld", dice.choice([8, 20]))
    for period in range(periods):
        small.demand(dice.choice([4, 6, 9]), period=f"2027-{period + 1:02d}")
    small.option("demand", surplus=dice.random() < 0.5)
    return small, small.inputs


def _terms(dice: random.Random, supplier: str) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    if dice.random() < 0.4:
        terms["minimum_order"] = dice.choice([2, 3, 5])
    if dice.random() < 0.3:
        terms["tooling_cost_idr"] = dice.choice([1, 4])
    if dice.random() < 0.3:
        terms["maximum_units"] = dice.choice([5, 8])
    if supplier == "S1" and dice.random() < 0.4:
        terms |= {"process": "weld", "hours_per_unit": 1, "setup_hours": dice.choice([0, 2])}
    if supplier != "S3":
        terms |= {"local_content_share": dice.choice([0.5, 0.8]), "content_evidence": "certificate"}
        terms["certificate_expiry"] = "2030-12-31"
    return terms


def solved_only(small: Small, inputs: PlanInputs | None = None) -> Solved:
    """Solve without extracting and verifying, which other tests do: the cost is that of the program.

    ``inputs`` are those of the same data set with other rules: then only the program is built anew.
    """
    model = small.model if inputs is None else build(replace(inputs, scenario=small.scenario))
    return Solved(model, search(model, small.scenario.solver), None, None)


@cache
def random_plans(count: int, *, price_in_rules: bool = True) -> tuple[tuple[int, Small, Solved], ...]:
    """Return the first so many random plans that have a solution, with their seeds."""
    found = []
    for seed in range(20 * count):
        small = random_plan(seed, price_in_rules=price_in_rules)
        solved = solved_only(small, _random_data(seed // PLANS_PER_DATA)[1])
        if solved.search.answer.values is not None:
            found.append((seed, small, solved))
        if len(found) == count:
            break
    return tuple(found)
