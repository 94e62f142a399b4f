"""How high local content can go, and what its next points cost: from a scenario before any solve, or from a run."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from evplan.errors import BadInput, NotFound, Severity, has_errors, nearest
from evplan.plan.certificate import CertificateWorth, certificate_worth
from evplan.plan.change import apply_changes
from evplan.plan.check import check_scenario, check_tables
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.reach import Ceiling, asked_scores, ceilings
from evplan.plan.record import PlanTables
from evplan.plan.supply_curve import SupplyCurve, supply_curve
from evplan.readers import read_data_set, read_law
from evplan.scenario.document import Solver
from evplan.schema import Tables
from evplan.solve.reach import reachable
from evplan.solve.supply_curve import FRONTIER_COLUMNS, From, frontier
from evplan.workflow.clock import Progress
from evplan.workflow.reopen import Reopened, reopen
from evplan.workflow.scenario import read_valid_scenario

Tell = Callable[[Progress], None]

POINTS = (1.0, 2.0, 5.0)
"""Percentage points at which the plan is solved again, unless asked otherwise."""

SECONDS = 15.0
"""What solving again at one of them may take, unless asked otherwise."""


@dataclass(frozen=True)
class ContentQuestion:
    """What is asked: which ``vehicles`` and ``method`` (``None``: all, those in force).

    For a run also the ``points`` more at which it is solved again (none: not at all), at what ``gap`` (``None``: the
    run's own) and for how many seconds each (``None``: `SECONDS`, or the run's own if that is less).
    """

    vehicles: tuple[str, ...] | None = None
    method: str | None = None
    points: tuple[float, ...] = POINTS
    gap: float | None = None
    time_limit: float | None = None


@dataclass(frozen=True)
class ContentReach:
    """How high scores can go. ``reach`` has a row per score: `evplan.solve.reach.reachable` and ``ceiling`` (0..1)."""

    name: str
    tables: Tables
    reach: pd.DataFrame
    ceilings: tuple[Ceiling, ...]


@dataclass(frozen=True)
class NextPoints:
    """What the next points cost one vehicle's year: swap by swap, and the whole plan solved again.

    ``frontier``: `evplan.solve.supply_curve.frontier`, rupiah per vehicle built; its first row has no more points.
    """

    curve: SupplyCurve
    frontier: pd.DataFrame


@dataclass(frozen=True)
class ContentPrices:
    """What a stored run says about its next points of local content."""

    reach: ContentReach
    next_points: tuple[NextPoints, ...]
    certificates: CertificateWorth


def explain_scenario_content(path: Path, question: ContentQuestion) -> ContentReach:
    """Return how high the scores of a scenario can go, from its files, before any solve.

    Raises ``ScenarioInvalid``, ``BadInput`` (with all findings), ``NotFound`` (a vehicle without demand),
    ``UnknownMethod`` and ``LawNotInForce``.
    """
    file, scenario = read_valid_scenario(path)
    law = read_law()
    read = read_data_set(file.data_path)
    findings = [*file.findings, *read.findings]
    if not has_errors(findings):
        findings += [*check_tables(read.tables), *check_scenario(read.tables, scenario, law)]
    if has_errors(findings):
        raise BadInput(count=sum(item.severity is Severity.ERROR for item in findings), what=path, findings=findings)
    tables, _ = apply_changes(read.tables, scenario.change)
    return _reach(scenario.name, tables, assemble(tables, scenario, law), question)


def explain_run_content(
    url: str, version: str, name: str, question: ContentQuestion, tell: Tell = lambda _: None
) -> ContentPrices:
    """Return how high the scores of a stored run can go and what their next points cost.

    The method of a vehicle's year is the one asked for, or the method in force by which the plan scores best. ``tell``
    hears which vehicle is worked on. Raises what `reopen` and `explain_scenario_content` raise.
    """
    began = time.perf_counter()
    opened = reopen(url, version, name)
    inputs = opened.model.inputs
    reach = _reach(opened.run.name, opened.tables, inputs, question)
    plan, solution = opened.run.tables, opened.run.solution
    assert plan is not None, "reopened runs have plans"
    assert solution is not None, "reopened runs have plans"
    targets = _targets(plan, reach.reach, question.method)
    found = []
    for vehicle, year, method in targets.itertuples(index=False):
        tell(Progress("solve", f"{vehicle} {year}", time.perf_counter() - began))
        curve = supply_curve(inputs, solution, vehicle, year, method)
        found.append(NextPoints(curve, _frontier(opened, curve, question)))
    worth = certificate_worth(inputs, solution, targets)
    return ContentPrices(reach, tuple(found), worth)


def _reach(name: str, tables: Tables, inputs: PlanInputs, question: ContentQuestion) -> ContentReach:
    if question.method is not None:
        inputs.law.method(question.method)
    known = list(dict.fromkeys(inputs.lines["vehicle"]))
    for vehicle in question.vehicles or ():
        if vehicle not in known:
            where = f"the demand of {name} ({', '.join(known)})"
            raise NotFound(kind="vehicle", name=vehicle, where=where, nearest=nearest(vehicle, known))
    methods = None if question.method is None else [question.method]
    asked = asked_scores(inputs, question.vehicles, methods)
    found = ceilings(inputs, asked)
    reach = reachable(inputs, asked)
    # The ceiling looks at parts that are delivered complete; what workshops make of material can reach higher.
    reach = reach.assign(ceiling=np.fmax([ceiling.score for ceiling in found], reach["reached"].to_numpy()))
    return ContentReach(name, tables, reach, tuple(found))


def _targets(plan: PlanTables, reach: pd.DataFrame, method: str | None) -> pd.DataFrame:
    """Return ``vehicle``, ``year``, ``method``: for each the method asked for, or the best of those in force."""
    keys = ["vehicle", "year"]
    scores = plan.scores.merge(reach[keys].drop_duplicates(), on=keys)
    scores = scores[scores["in_force"] if method is None else scores["method"].eq(method)]
    best = scores.sort_values("score", ascending=False, kind="stable").drop_duplicates(keys)
    return best.sort_values(keys)[[*keys, "method"]].reset_index(drop=True)


def _frontier(opened: Reopened, curve: SupplyCurve, question: ContentQuestion) -> pd.DataFrame:
    solution, objective = opened.run.solution, opened.run.outcome.objective_idr
    assert solution is not None, "reopened runs have plans"
    assert objective is not None, "a plan has a cost"
    start = From(opened.model, solution, objective, _bound(opened))
    if not question.points or curve.built <= 0:
        return pd.DataFrame(columns=list(FRONTIER_COLUMNS)).astype(FRONTIER_COLUMNS)
    target = (curve.vehicle, curve.year, curve.method, curve.score)
    table = frontier(start, *target, question.points, _solver(opened.scenario.solver, question))
    money = [column for column in table if column.endswith("_idr")]
    return table.assign(**{column: table[column] / max(curve.built, 1.0) for column in money})


def _bound(opened: Reopened) -> float:
    """Return the lowest cost that the run proved possible, in rupiah; minus infinity if it was after other things."""
    only_cost = [one.minimise for one in opened.scenario.objective] == ["cost"]
    bound = opened.run.outcome.best_bound_idr
    return bound if only_cost and bound is not None else -math.inf


def _solver(solver: Solver, question: ContentQuestion) -> Solver:
    wishes = {"gap": question.gap, "time_limit": question.time_limit or min(solver.time_limit, SECONDS)}
    return solver.model_copy(update={key: value for key, value in wishes.items() if value is not None})


__all__ = [
    "POINTS",
    "ContentPrices",
    "ContentQuestion",
    "ContentReach",
    "NextPoints",
    "explain_run_content",
    "explain_scenario_content",
]
