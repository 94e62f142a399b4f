"""One plan against another of the same program: whether they prove each other wrong, and where they differ.

Two searches of one program may end in different plans: within its gap each is as good. What cannot be is that the
value of one lies beyond the bound that the other has proved.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evplan.plan.record import Run
from evplan.quantities import close_money

DIFFERENCE_COLUMNS = ["what", "original", "again"]

NEAR = 1e-6
"""Two values or quantities agree when they differ by less than this part of the larger."""


@dataclass(frozen=True)
class Repetition:
    """How a run solved again compares with the original.

    ``same``: neither proves the other wrong. ``differences`` has a row per figure that is not the same: ``what``,
    ``original``, ``again`` (text, or numbers for money, counts and shares). ``offers`` get other quantities of
    ``all_offers`` that get any; ``moved_share`` of the original's value is with other offers now (0..1).
    """

    same: bool
    differences: pd.DataFrame
    offers: int
    all_offers: int
    moved_share: float


def repetition(original: Run, again: Run) -> Repetition:
    """Return how a run of the same inputs, scenario and law compares with the original."""
    figures, others = _figures(original), _figures(again)
    rows = [(name, figures[name], others[name]) for name in figures if not _equal(figures[name], others[name])]
    offers, all_offers, moved = _moved(original, again)
    return Repetition(
        _consistent(original, again),
        pd.DataFrame(rows, columns=DIFFERENCE_COLUMNS, dtype="object"),
        offers,
        all_offers,
        moved,
    )


def _consistent(original: Run, again: Run) -> bool:
    """Return whether what each proves leaves room for the other: status, and the first objective's value and bound."""
    if (original.solution is None) != (again.solution is None):
        return False
    if original.solution is None:
        return original.outcome.status == again.outcome.status
    if original.verified != again.verified:
        return False
    (low, high), (other_low, other_high) = _interval(original), _interval(again)
    slack = NEAR * max(abs(high), abs(other_high), 1.0)
    return low <= other_high + slack and other_low <= high + slack


def _interval(run: Run) -> tuple[float, float]:
    """Return the interval in which the best value of the first objective lies, as the run proves it.

    Without a bound it is the value and the gap that was asked for on either side.
    """
    if len(run.stages):
        value, bound = float(run.stages["value"].iloc[0]), float(run.stages["bound"].iloc[0])
    else:
        found, least = run.outcome.objective_idr, run.outcome.best_bound_idr
        value, bound = float("nan" if found is None else found), float("nan" if least is None else least)
    if bound != bound:
        room = abs(value) * float(run.provenance.options.get("gap", 0.0))
        return value - room, value + room
    return min(value, bound), max(value, bound)


def _figures(run: Run) -> dict[str, object]:
    origin, outcome = run.provenance, run.outcome
    return {
        "status": outcome.status,
        "total_cost_idr": run.total_cost_idr,
        "best_bound_idr": outcome.best_bound_idr,
        "gap": outcome.gap,
        "verified": run.verified,
        "suppliers": 0 if run.tables is None else int(run.tables.awards["supplier"].nunique()),
        "rows": outcome.rows,
        "columns": outcome.columns,
        "solver": f"{outcome.solver} {outcome.solver_version}",
        "evplan": origin.evplan_version,
        "inputs": origin.inputs_digest,
        "scenario": origin.scenario_digest,
        "law": origin.law_digest,
    }


def _equal(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return close_money(one, other) if max(abs(one), abs(other)) > 1.0 else abs(one - other) < NEAR
    return one == other


def _moved(original: Run, again: Run) -> tuple[int, int, float]:
    """Return how many offers get other quantities, of how many, and the share of value that went to other offers."""
    if original.tables is None or again.tables is None:
        return 0, 0, 0.0
    columns = ["units_paid", "value_idr"]
    before, after = (run.tables.awards.groupby("offer")[columns].sum() for run in (original, again) if run.tables)
    both = before.join(after.add_suffix("_again"), how="outer").fillna(0.0)
    change = (both["units_paid"] - both["units_paid_again"]).abs()
    differ = change > NEAR * both[["units_paid", "units_paid_again"]].max(axis=1).clip(lower=1.0)
    lost = (both["value_idr"] - both["value_idr_again"]).clip(lower=0.0)[differ].sum()
    total = both["value_idr"].sum()
    return int(differ.sum()), len(both), float(lost / total) if total else 0.0
