"""What a method of scoring consists of: the pieces that each method's module fills in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from evplan.law.column import Floats
from evplan.law.record import Law


@dataclass(frozen=True)
class Term:
    """Points of a vehicle that no bought part earns: ``weight * amount / full``.

    ``amount`` is by row of the content table; ``full`` is the amount that earns the whole ``weight``.
    """

    aspect: str
    weight: float
    amount: Floats
    full: float = 1.0


@dataclass(frozen=True)
class OwnCost:
    """Cost per vehicle built that enters ``group`` beside the bought parts: rupiah and domestic share, by row."""

    group: str
    cost_idr: Floats
    credit: Floats


@dataclass(frozen=True)
class Method:
    """The formula of a method, in functions that take their numbers from the law of a day.

    ``weights`` gives the weight of each group of bought parts; ``credit`` group and credit of each line; ``terms`` the
    points that no bought part earns; ``own_cost`` the cost that enters a group beside the bought parts. These two
    are None for a method that knows no such thing. All raise ``LawNotInForce`` but ``own_cost``, which asks no law.
    ``by_component`` says that a piece of a component counts with the component's credit, not with its own.
    """

    weights: Callable[[Law, date], dict[str, float]]
    credit: Callable[[Law, date, pd.DataFrame], pd.DataFrame]
    terms: Callable[[Law, date, pd.DataFrame], list[Term]] | None = None
    own_cost: Callable[[pd.DataFrame], OwnCost] | None = None
    by_component: bool = False
