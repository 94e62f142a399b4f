"""A run as the JSON object that scripts rely on: keys and meaning are a contract; more may be added at the end."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from evplan.plan.record import COST_KINDS, Run
from evplan.report.plain_json import json_number

STAGES = ("load", "build", "solve", "verify", "store")


def run_contract(run: Run) -> dict[str, Any]:
    """Return a run as plain values for JSON: no ``NaN``, ``None`` where there is no value, rupiah and shares 0..1.

    ``cost_idr`` has every kind of cost and sums to ``total_cost_idr``. ``conflict`` is there only for an infeasible
    run. After the contract's keys come ``termination``, ``stages``, ``penalties``, where the run comes from, ``notes``.
    """
    outcome = run.outcome
    values: dict[str, Any] = {
        "run": run.name,
        "status": outcome.status,
        "verified": run.verified,
        "total_cost_idr": json_number(run.total_cost_idr),
        "best_bound_idr": json_number(outcome.best_bound_idr),
        "gap": json_number(outcome.gap),
        "cost_idr": _costs(run),
        "vehicles": _records(run, "vehicles", ["vehicle", "demanded", "built"]),
        "local_content": _records(
            run, "scores", ["vehicle", "year", "method", "score", "minimum", "passes", "in_force"]
        ),
        "shares": _records(run, "shares", ["group", "measure", "share"]),
        "suppliers": 0 if run.tables is None else int(run.tables.awards["supplier"].nunique()),
        "model": {
            "rows": outcome.rows,
            "columns": outcome.columns,
            "integers": outcome.integers,
            "nonzeros": outcome.nonzeros,
        },
        "seconds": run_seconds(run),
        "solver": {"name": outcome.solver, "version": outcome.solver_version},
        "findings": [finding.as_dict() for finding in run.findings],
    }
    if outcome.status == "infeasible":
        values["conflict"] = [
            {"rule": clash.rule, "sentence": clash.sentence, "move": clash.move} for clash in run.conflict
        ]
    return values | _origin(run)


def run_seconds(run: Run) -> dict[str, float]:
    """Return the seconds of every stage (0 for one that was not reached) and their ``total``."""
    stages = {stage: run.seconds.get(stage, 0.0) for stage in STAGES}
    return stages | {"total": run.seconds.get("total", math.fsum(stages.values()))}


def _origin(run: Run) -> dict[str, Any]:
    origin = run.provenance
    return {
        "termination": run.outcome.termination,
        "stages": plain_rows(run.stages),
        "penalties": _records(run, "penalties", ["rule", "violation", "unit", "idr"]),
        "data_set": origin.data_set,
        "inputs_digest": origin.inputs_digest,
        "scenario_digest": origin.scenario_digest,
        "law_digest": origin.law_digest,
        "evplan_version": origin.evplan_version,
        "created_at": origin.created_at,
        "created_by": origin.created_by,
        "options": {key: json_number(value) for key, value in origin.options.items()},
        "notes": list(run.outcome.notes),
    }


def _costs(run: Run) -> dict[str, float | None]:
    if run.tables is None:
        return dict.fromkeys(COST_KINDS)
    costs = run.tables.costs.set_index("kind")["idr"]
    return {kind: float(costs.get(kind, 0.0)) for kind in COST_KINDS}


def _records(run: Run, table: str, columns: list[str]) -> list[dict[str, Any]]:
    if run.tables is None:
        return []
    return plain_rows(getattr(run.tables, table)[columns])


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as plain values for JSON, a row each, ``None`` where there is no value."""
    return [{name: json_number(cell) for name, cell in row.items()} for row in frame.to_dict(orient="records")]
