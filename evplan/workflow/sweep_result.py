"""A sweep as it is stored, done or not: a row per member, what was varied and what came of it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from evplan.scenario.sweep import Frontier, Sweep
from evplan.store import Member, list_batches, load_batch, load_members
from evplan.workflow.database import opened
from evplan.workflow.sweep_work import frontier_method

MEASURES = (
    "status",
    "verified",
    "total_cost_idr",
    "gap",
    "demanded",
    "built",
    "lowest_score",
    "umkm_value_idr",
    "umkm_koperasi_share",
    "labour_hours",
    "suppliers",
)


@dataclass(frozen=True)
class SweepResult:
    """A sweep as it is stored.

    ``varied`` are the names of the columns of ``table`` that hold what was varied. ``table`` has a row per member:
    ``member`` (from 1), the varied columns, ``state`` (done, failed, waiting), ``run``, ``status``, ``verified``,
    ``total_cost_idr``, ``gap`` (relative), ``demanded``, ``built`` (vehicles), ``lowest_score`` (0..1, of the best
    method in force, any vehicle and year), ``umkm_value_idr``, ``umkm_koperasi_share``, ``labour_hours``,
    ``suppliers``, ``seconds``, ``conflict`` (rules and limits that clash, joined by ``; ``) and ``error``. A frontier
    has ``local_content`` (0..1, by its method) beside them, and ``on_frontier``: no other member is as good in both and
    better in one.
    """

    name: str
    question: str
    kind: Literal["vary", "frontier"]
    of: str
    varied: tuple[str, ...]
    table: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)


def list_sweeps(url: str, version: str) -> pd.DataFrame:
    """Return the stored sweeps, oldest first.

    ``sweep``, ``kind`` (vary, frontier), ``members``, ``done``, ``failed``, ``created_at``, ``question``.
    """
    with opened(url, version, write=False) as session:
        return list_batches(session)


def show_sweep(url: str, version: str, name: str) -> SweepResult:
    """Return a stored sweep, done or not, by its name. Raises ``NotFound``."""
    with opened(url, version, write=False) as session:
        batch, members = load_batch(session, name), load_members(session, name)
    sweep = Sweep.model_validate_json(batch.document)
    varied = ("at_least",) if sweep.frontier is not None else tuple(one.label for one in sweep.vary)
    table = _table(members, varied)
    if sweep.frontier is not None:
        table = _with_frontier(table, sweep.frontier)
    facts = {
        "scenario": json.loads(batch.scenario_text)["name"],
        "data_set": batch.data_set,
        "created_at": batch.created_at,
        "method": None if sweep.frontier is None else frontier_method(sweep.frontier),
    }
    kind: Literal["vary", "frontier"] = "vary" if sweep.frontier is None else "frontier"
    of = "" if sweep.frontier is None else sweep.frontier.of
    return SweepResult(name, batch.question, kind, of, varied, table, facts)


def _with_frontier(table: pd.DataFrame, frontier: Frontier) -> pd.DataFrame:
    """Return the members with ``local_content`` by the frontier's method, and ``on_frontier``."""
    name = f"lowest_{frontier_method(frontier)}"
    table = table.assign(local_content=table.get(name, math.nan))
    return table.assign(on_frontier=on_frontier(table["total_cost_idr"], table[frontier_column(frontier)]))


def frontier_column(frontier: Frontier) -> str:
    """Return the column of a result's table that a frontier holds against cost."""
    return {"local_content": "local_content", "umkm_value": "umkm_value_idr", "labour_hours": "labour_hours"}[
        frontier.of
    ]


def on_frontier(cost: pd.Series[float], value: pd.Series[float]) -> pd.Series[bool]:
    """Return which plans no other is as good as in both and better in one: cost small, value large.

    Of plans that are equal in both, the first is.
    """
    known = cost.notna() & value.notna()
    order = pd.DataFrame({"cost": cost[known], "value": value[known]}).sort_values(
        ["cost", "value"], ascending=[True, False], kind="stable"
    )
    best = order["value"].cummax().shift(fill_value=-math.inf)
    result = pd.Series(False, index=cost.index)
    result[order.index[order["value"] > best]] = True
    return result


def _table(members: list[Member], varied: tuple[str, ...]) -> pd.DataFrame:
    """Return the members as the table of `SweepResult`."""
    rows = [
        {
            "member": one.number,
            **{label: one.varied.get(label) for label in varied},
            "state": one.state,
            "run": one.run,
            **{key: one.measures.get(key) for key in MEASURES},
            **{key: value for key, value in one.measures.items() if key not in (*MEASURES, "conflict")},
            "seconds": one.seconds,
            "conflict": "; ".join(one.measures.get("conflict") or []),
            "error": one.error,
        }
        for one in members
    ]
    table = pd.DataFrame(rows)
    numbers = [*MEASURES[2:], "seconds", *(name for name in table if name.startswith(("lowest_", "cost_")))]
    if "at_least" in varied:
        numbers.append("at_least")
    numbers = list(dict.fromkeys(numbers))
    table[numbers] = table[numbers].astype("float64")
    table["verified"] = table["verified"].fillna(False).astype(bool)
    return table
