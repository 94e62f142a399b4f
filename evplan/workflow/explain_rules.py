"""What every rule of a stored run costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.plan.record import Run
from evplan.quantities import RUPIAH_PER_SOLVER_UNIT, from_solver_money
from evplan.scenario.rule import Rule
from evplan.solve.price import Effect, Priced, Prices, by_price, price_rules
from evplan.workflow.reopen import reopen

LEAST_SECONDS = 1.0
"""Time that one search gets even after a short solve."""

PART_OF_SOLVE = 0.1
"""Part of the run's own solve that one search may take."""

STEP_COLUMNS = {
    "rule": "str",
    "kind": "str",
    "step": "str",
    "ending": "str",
    "change_idr": "float64",
    "least_change_idr": "float64",
    "most_change_idr": "float64",
    "lowest_score": "float64",
    "lowest_score_change": "float64",
    "umkm_koperasi_share": "float64",
    "umkm_koperasi_share_change": "float64",
    "suppliers": "float64",
    "suppliers_change": "float64",
}

BOUND_COLUMNS = {"rule": "str", "step": "str", "bound": "str", "old": "float64", "new": "float64", "share": "bool"}


@dataclass(frozen=True)
class RulePrices:
    """A stored run and what the rules of its scenario cost.

    ``rules``: the dearest first. ``steps``: a row per rule and step (without, looser, tighter) with `STEP_COLUMNS`;
    ``change_idr`` is what the plan found costs more than the plan with all rules, the true figure lies between
    ``least_change_idr`` and ``most_change_idr``; ``ending`` is plan, no plan, not found or no notch; scores and shares
    are 0..1. ``bounds``: a row per bound that a step moves. ``cost_idr`` is the plan that all is held against, proven
    not below ``bound_idr``, by ``improved_idr`` cheaper than the stored one; ``approximate``: bounds hold at the plan's
    own mix of costs (sums of ratios). ``seconds`` is what it took.
    """

    run: Run
    rules: tuple[Rule, ...]
    steps: pd.DataFrame
    bounds: pd.DataFrame
    cost_idr: float
    bound_idr: float
    improved_idr: float
    approximate: bool
    seconds: float


def price_run_rules(
    url: str,
    version: str,
    name: str,
    seconds: float | None = None,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> RulePrices:
    """Return what every rule of a stored run's scenario costs; see `evplan.solve.price.price_rules`.

    ``seconds``: search every changed program for so long, so that the ranges become narrower. By default only what is
    near the plan is searched, each time for at most a tenth of what the run's own solve took. Raises what `reopen`
    raises.
    """
    opened = reopen(url, version, name)
    run = opened.run
    only_cost = [one.minimise for one in opened.scenario.objective] == ["cost"]
    bound = run.outcome.best_bound_idr if only_cost else None
    spent = run.seconds.get("solve", 0.0)
    prices = price_rules(
        opened.model,
        opened.values,
        -np.inf if bound is None else bound / RUPIAH_PER_SOLVER_UNIT,
        opened.scenario.solver,
        max(PART_OF_SOLVE * spent, LEAST_SECONDS) if seconds is None else seconds,
        narrow=seconds is not None,
        told=told,
    )
    order = by_price(prices.steps)
    steps = sorted(prices.steps, key=lambda one: order.index(one.rule.id))
    rules = {rule.id: rule for rule in opened.scenario.rule}
    return RulePrices(
        run=run,
        rules=tuple(rules[rule] for rule in order),
        steps=pd.DataFrame([_row(one, prices) for one in steps], columns=list(STEP_COLUMNS)).astype(STEP_COLUMNS),
        bounds=pd.DataFrame(
            [
                (one.rule.id, one.step, bound.name, bound.old, bound.new, bound.share)
                for one in steps
                for bound in one.bounds
            ],
            columns=list(BOUND_COLUMNS),
        ).astype(BOUND_COLUMNS),
        cost_idr=from_solver_money(prices.cost),
        bound_idr=from_solver_money(prices.bound),
        improved_idr=from_solver_money(prices.improved),
        approximate=prices.approximate,
        seconds=prices.seconds,
    )


def _row(one: Priced, prices: Prices) -> tuple[object, ...]:
    money = [np.nan if value is None else from_solver_money(value) for value in (one.change, one.least, one.most)]
    return (one.rule.id, one.rule.kind, one.step, one.ending, *money, *_effects(one.effect, prices.effect))


def _effects(effect: Effect | None, base: Effect) -> tuple[float, ...]:
    """Return lowest score, UMKM share and suppliers, each with its change."""
    if effect is None:
        return (np.nan,) * 6
    pairs = (
        (effect.score, base.score),
        (effect.umkm_share, base.umkm_share),
        (float(effect.suppliers), float(base.suppliers)),
    )
    return tuple(
        value for new, old in pairs for value in ((np.nan, np.nan) if new is None or old is None else (new, new - old))
    )
