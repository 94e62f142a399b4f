"""Why not this supplier: its own view, in which nothing of a rival can be read, and the planner's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.errors import NotFound, nearest
from evplan.model.program import program_at
from evplan.plan.obstacle import obstacles
from evplan.plan.record import Run
from evplan.plan.standing import Standing
from evplan.scenario.rule import Rule
from evplan.solve.near import Ground
from evplan.solve.rival import Rival, can_be_used, needs
from evplan.workflow.reopen import Reopened, reopen

SECONDS = 10.0
"""Time that one search may take; few need a tenth of it."""

EXACT_GAP = 1e-7
"""A run with no wider gap was solved to the end, and so are the searches about it."""

TO_LINES = ("no_lane", "too_late")
"""Obstacles on the way to assembly lines."""

VERDICT_COLUMNS = {
    "offer": "str",
    "part": "str",
    "standing": "str",
    "units": "float64",
    "price": "float64",
    "currency": "str",
    "target_price": "float64",
    "cut_share": "float64",
    "confirmed": "bool",
    "exact": "bool",
    "assumed_usable": "bool",
    "lot": "float64",
    "lot_by": "str",
    "extra_cost_idr": "float64",
}

RIVAL_COLUMNS = {
    "part": "str",
    "offer": "str",
    "supplier": "str",
    "units": "float64",
    "price_idr": "float64",
    "landed_idr": "float64",
}


@dataclass(frozen=True)
class SupplierAnswer:
    """Why a supplier got what it got in a run.

    ``verdicts``: a row per offer with `VERDICT_COLUMNS`; ``extra_cost_idr`` is what a first lot adds to the plan.
    ``rivals`` and ``units_at_target``: only in the planner's view, ``None`` in the supplier's. ``rivals``:
    a row per offer that got work on one of the parts, with `RIVAL_COLUMNS` (prices per unit paid, on average).
    """

    run: Run
    supplier: str
    name: str
    standings: tuple[Standing, ...]
    verdicts: pd.DataFrame
    rivals: pd.DataFrame | None


def explain_run_supplier(
    url: str,
    version: str,
    supplier: str,
    run: str,
    *,
    part: str | None = None,
    planner: bool = False,
    seconds: float = SECONDS,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> SupplierAnswer:
    """Return how a supplier's offers stand in a stored run; ``planner`` adds rivals with their prices.

    Raises ``NotFound`` for a supplier or part that the run's data do not have, and what `reopen` raises.
    """
    opened = reopen(url, version, run)
    inputs = opened.model.inputs
    _require("supplier", supplier, inputs.suppliers["supplier"], opened)
    offers = inputs.offers
    mine = offers["supplier"].eq(supplier)
    if part is not None:
        _require("part", part, inputs.parts["part"], opened)
        mine &= offers["part"].eq(part)
    gap = opened.run.outcome.gap
    exact = gap is not None and gap <= EXACT_GAP
    ground = None if exact else Ground(program_at(opened.model, opened.values), opened.values)
    standings = []
    rows = np.flatnonzero(mine.to_numpy())
    for number, offer in enumerate(rows):
        told(number, len(rows))
        standings.append(_standing(opened, int(offer), seconds, ground, planner))
    parts = [standing.verdict.part for standing in standings]
    name = inputs.suppliers.set_index("supplier")["name"].loc[supplier]
    return SupplierAnswer(
        run=opened.run,
        supplier=supplier,
        name=supplier if pd.isna(name) else str(name),
        standings=tuple(standings),
        verdicts=_verdicts(standings, planner),
        rivals=_rivals(opened, supplier, parts) if planner else None,
    )


def _require(kind: str, key: str, known: pd.Series, opened: Reopened) -> None:
    if key not in set(known):
        where = f"the data of run {opened.run.name}"
        raise NotFound(kind=kind, name=key, where=where, nearest=nearest(key, known))


def _standing(opened: Reopened, offer: int, seconds: float, ground: Ground | None, planner: bool) -> Standing:
    assert opened.run.solution is not None, "reopen gives none without a plan"
    model = opened.model
    solver, exact = opened.scenario.solver, ground is None
    rival = Rival(model.inputs, opened.run.solution, offer, solver, seconds, exact, ground)
    verdict = rival.verdict(model, opened.values)
    row = model.inputs.offers.iloc[offer]
    needed = needs(model, int(row["part_code"]))
    found = obstacles(opened.tables, model.inputs, offer, _used_hours(opened, row), needed)
    if verdict.standing in ("won", "not needed"):
        found = []
    elif can_be_used(model, offer):
        # What keeps it from the assembly lines does not keep it from a workshop.
        found = [one for one in found if not (one.closes and one.kind in TO_LINES)]
    named = {*verdict.blocking, *(key for kind, key in verdict.steps if kind == "rule")}
    rules = [rule for rule in opened.scenario.rule if rule.id in named]
    shown = [rule for rule in rules if planner or not names_others(rule, opened, str(row["supplier"]))]
    return Standing(verdict, tuple(found), tuple(shown), len(rules) - len(shown))


def names_others(rule: Rule, opened: Reopened, supplier: str) -> bool:
    """Return whether anything that a rule says names another supplier or its offer."""
    suppliers, offers = opened.tables["suppliers"], opened.tables["offers"]
    others = suppliers[suppliers["supplier"].ne(supplier)]
    words = [*others["supplier"], *others["name"].dropna(), *offers.loc[offers["supplier"].ne(supplier), "offer"]]
    text = rule.model_dump_json()
    return any(re.search(rf"(?<![\w.-]){re.escape(str(word))}(?![\w-])", text) for word in words)


def _used_hours(opened: Reopened, row: pd.Series) -> np.ndarray:
    """Return the hours of the offer's process that the plan uses, per period: its supplier's, and its members'."""
    assert opened.run.tables is not None, "stored with every plan"
    use, makers = opened.run.tables.capacity_use, opened.model.inputs.makers
    behind = makers.loc[makers["cooperative"].eq(row["supplier"]) & makers["process"].eq(row["process"]), "supplier"]
    use = use[use["supplier"].isin({row["supplier"], *behind}) & use["process"].eq(row["process"])]
    by_period = use.groupby("period")["used_hours"].sum()
    return np.asarray(by_period.reindex(opened.model.inputs.periods["period"], fill_value=0.0), dtype=np.float64)


def _verdicts(standings: list[Standing], planner: bool) -> pd.DataFrame:
    rows = []
    for standing in standings:
        one = standing.verdict
        extra = np.nan if one.extra_idr is None else one.extra_idr
        rows.append(
            (
                *(one.offer, one.part, one.standing, one.units, one.price, one.currency),
                *(np.nan if value is None else value for value in (one.target, one.cut)),
                *(one.confirmed, one.exact, one.assumed, one.lot, one.lot_by, extra),
            )
        )
    table = pd.DataFrame(rows, columns=list(VERDICT_COLUMNS)).astype(VERDICT_COLUMNS)
    return table.assign(units_at_target=[one.verdict.units_at_target for one in standings]) if planner else table


def _rivals(opened: Reopened, supplier: str, parts: list[str]) -> pd.DataFrame:
    assert opened.run.tables is not None, "stored with every plan"
    awards = opened.run.tables.awards
    awards = awards[awards["part"].isin(parts) & awards["supplier"].ne(supplier)]
    sums = awards.groupby(["part", "offer", "supplier"], as_index=False)[
        ["units", "units_paid", "value_idr", "freight_idr", "duty_idr"]
    ].sum()
    landed = sums["value_idr"] + sums["freight_idr"] + sums["duty_idr"]
    sums = sums.assign(price_idr=sums["value_idr"] / sums["units_paid"], landed_idr=landed / sums["units"])
    sums = sums.sort_values(["part", "units"], ascending=[True, False], ignore_index=True)
    return sums[list(RIVAL_COLUMNS)].astype(RIVAL_COLUMNS)


__all__ = ["SupplierAnswer", "explain_run_supplier", "names_others"]
