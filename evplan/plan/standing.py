"""How a supplier's offer stands against a plan: what was won, the price that would win, what else would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evplan.plan.obstacle import Obstacle
from evplan.quantities import HOME_CURRENCY
from evplan.scenario.rule import Rule

Ending = Literal["won", "level", "priced", "never", "impossible", "not needed"]

StepKind = Literal["open", "minimum_order", "hours", "tooling", "opening", "rule"]


@dataclass(frozen=True)
class Verdict:
    """How one offer stands.

    ``standing``: ``won`` (``units`` good units in the plan); ``level``: a plan with it costs no more than the plan;
    ``priced``: it would win at ``target`` (offer's currency; ``cut`` of its price, 0..1); ``never``: not even for
    nothing; ``impossible``: no plan can use it, while ``blocking`` rules hold; ``not needed``: no vehicle needs the
    part. ``extra_idr`` is what a first ``lot`` (good units, ``lot_by``: minimum_order, part_of_need, unit) adds to the
    plan's cost, in rupiah. ``units_at_target`` is what it would get. ``confirmed``: it won when solved again at
    that price; ``exact``: everything was searched. ``assumed`` says that the offer was taken as usable for this.
    ``steps`` would each make it win at its own price, tested by solving.
    """

    offer: str
    part: str
    standing: Ending
    units: float = 0.0
    price: float = 0.0
    currency: str = HOME_CURRENCY
    lot: float = 0.0
    lot_by: str = ""
    extra_idr: float | None = None
    target: float | None = None
    cut: float | None = None
    units_at_target: float = 0.0
    confirmed: bool = False
    exact: bool = False
    assumed: bool = False
    blocking: tuple[str, ...] = ()
    steps: tuple[tuple[StepKind, str], ...] = ()


@dataclass(frozen=True)
class Standing:
    """How one offer stands: the verdict, what stands in its way, the rules that are in it.

    ``rules`` are those that may be shown, ``hidden_rules`` how many may not because they name another supplier.
    """

    verdict: Verdict
    obstacles: tuple[Obstacle, ...]
    rules: tuple[Rule, ...] = ()
    hidden_rules: int = 0
