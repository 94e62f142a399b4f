"""Plans written down by hand, not solved for: what is compared need not be the best plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from small import MILLION, Small, shipped_law

from evplan.plan.attribution import Planned, attribute, planned
from evplan.plan.outcome import plan_tables
from evplan.plan.record import SOLUTION_COLUMNS, Solution


def plan_of(small: Small, awards: dict, built: dict | None = None, investments=(), stock=()) -> Planned:
    """Return a plan: ``awards`` {offer: units}, or {(offer, vehicle, period): units}; ``built`` {vehicle: number}.

    Where nothing else is said all is for vehicle V in the first period, and as many are built as are wanted.
    """
    tables, scenario = small.tables, small.scenario
    first = scenario.calendar.first
    keyed = {key if isinstance(key, tuple) else (key, "V", first): units for key, units in awards.items()}
    rows = {
        "awards": [(offer, "", "S", vehicle, period, units, 0.0) for (offer, vehicle, period), units in keyed.items()],
        "investments": list(investments),
        "stock": [(part, "", "S", "V", period, units) for part, period, units in stock],
        "builds": [(vehicle, "S", first, float(number)) for vehicle, number in (built or _wanted(small)).items()],
    }
    frames = {
        name: pd.DataFrame(rows.get(name, []), columns=list(columns)).astype(columns)
        for name, columns in SOLUTION_COLUMNS.items()
    }
    made = planned(tables, scenario, shipped_law(), solution := Solution(**frames), None)
    return replace(made, plan=plan_tables(made.inputs, solution))


def millions(before: Planned, after: Planned, *, by_rules: bool = False) -> dict[str, float]:
    """Return the parts that are something, in million rupiah."""
    parts = attribute(before, after, by_rules=by_rules).set_index("kind")["idr"]
    return {kind: idr / MILLION for kind, idr in parts.items() if idr}


def _wanted(small: Small) -> dict[str, float]:
    return {row["vehicle"]: row["units"] for row in small.rows["demand"]}


@dataclass
class Answer:
    """What a call of the program left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str
