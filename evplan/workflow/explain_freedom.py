"""How much freedom a stored plan leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from evplan.errors import NotFound, nearest
from evplan.plan.record import Run
from evplan.quantities import from_solver_money
from evplan.solve.freedom import freedom
from evplan.workflow.reopen import reopen

TOP = 10
"""Parts that are looked at unless asked otherwise: those on which most is spent."""


@dataclass(frozen=True)
class RunFreedom:
    """The ranges of share in a run, a row per part and supplier (`evplan.solve.freedom.FREEDOM_COLUMNS`).

    ``cost_idr`` is the plan's cost, ``cap_idr`` what may be spent, ``left_out`` how many bought parts were not looked
    at, ``idle`` those of the parts asked for that the plan does not buy.
    """

    run: Run
    ranges: pd.DataFrame
    within: float
    cost_idr: float
    cap_idr: float
    left_out: int
    idle: tuple[str, ...]
    seconds: float


def run_freedom(
    url: str,
    version: str,
    name: str,
    within: float,
    *,
    parts: Sequence[str] = (),
    top: int = TOP,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> RunFreedom:
    """Return what share every supplier could have of a part at up to ``within`` (0.005: half a per cent) more cost.

    Of the ``parts`` named, or of the ``top`` on which most is spent. Raises ``NotFound`` for a part that the run's data
    do not have, and what `reopen` raises.
    """
    opened = reopen(url, version, name)
    known = opened.model.inputs.parts["part"]
    for part in parts:
        if part not in set(known):
            where = f"the data of run {opened.run.name}"
            raise NotFound(kind="part", name=part, where=where, nearest=nearest(part, known))
    found = freedom(opened.model, opened.values, within, parts=list(parts) or None, top=top, told=told)
    return RunFreedom(
        run=opened.run,
        ranges=found.ranges,
        within=within,
        cost_idr=from_solver_money(found.cost),
        cap_idr=from_solver_money(found.cap),
        left_out=0 if parts else found.left_out,
        idle=tuple(part for part in parts if part not in set(found.ranges["part"])),
        seconds=found.seconds,
    )
