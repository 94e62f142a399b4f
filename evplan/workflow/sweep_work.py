"""What a worker of a sweep does: one member after the other, each from the plan of the nearest that it has solved.

A worker is this process, another one on this machine, or one of a cluster: all it needs comes from the database.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from pydantic import ValidationError

from evplan.errors import EvplanError, Finding
from evplan.law import Law
from evplan.model.incumbent import values_of
from evplan.model.variant import varied
from evplan.plan.check import check_tables
from evplan.plan.measure import plan_measures
from evplan.plan.record import Run, Solution
from evplan.quantities import Floats
from evplan.readers import read_law
from evplan.report.language import Language
from evplan.scenario.document import Objective, Scenario
from evplan.scenario.rule import AnyRule, Award, Jobs, LocalContent
from evplan.scenario.sweep import Frontier, Sweep
from evplan.scenario.sweep_member import coordinates, member_count, member_scenario
from evplan.schema import Tables
from evplan.store import Member, load_batch, load_batch_inputs, load_members, load_run, save_member
from evplan.workflow.case import Case, Prepared, Record, answered, prepare
from evplan.workflow.clock import Clock
from evplan.workflow.database import opened

REMEMBERED = 24
"""So many solved members a worker keeps to start others from; more would only cost memory."""

FRONTIER_RULE = "frontier"
"""Id of the rule by which a point of a frontier asks for more than the cheapest plan has."""

CLIMB_GAP = 0.5
"""Gap that is good enough where only it matters whether a score can be reached."""

SCORE_STEP = 0.001
"""How near (0.1 points) the highest score that all vehicles can have is found."""


@dataclass(frozen=True)
class Task:
    """Which sweep a worker works on, and what goes into its records."""

    url: str
    sweep: str
    version: str
    now: str
    user: str
    language: Language = "en"
    accept: frozenset[str] = frozenset()

    @property
    def record(self) -> Record:
        """Return where runs are stored."""
        return Record(self.url, self.version, self.now, self.user, self.language)


@dataclass
class Bench:
    """What a worker holds: the sweep, its base scenario, its data, and the plans that it has found."""

    task: Task
    document: Sweep
    scenario: Scenario
    data_set: str
    tables: Tables
    findings: tuple[Finding, ...]
    law: Law
    last: Prepared | None = None
    found: dict[int, tuple[dict[str, Any], Solution]] = field(default_factory=dict)


def open_bench(task: Task) -> Bench:
    """Return the bench of a sweep, from what is stored of it, with the plans of a few members that are done."""
    with opened(task.url, task.version, write=False) as session:
        batch = load_batch(session, task.sweep)
        tables = load_batch_inputs(session, task.sweep)
        done = [one for one in load_members(session, task.sweep) if one.run and one.measures][-2:]
        runs = {one.number: (dict(one.varied), load_run(session, one.run).solution) for one in done}
    found = {number: (values, plan) for number, (values, plan) in runs.items() if plan is not None}
    scenario = Scenario.model_validate_json(batch.scenario_text)
    document = Sweep.model_validate_json(batch.document)
    findings = tuple(check_tables(tables))
    return Bench(task, document, scenario, batch.data_set, tables, findings, read_law(), found=found)


_BENCH: dict[Task, Bench] = {}


def work(task: Task, number: int, values: Mapping[str, Any]) -> Member:
    """Solve and store one member, on the bench of this process; return it as it is stored, whatever became of it."""
    began = time.perf_counter()
    try:
        if task not in _BENCH:
            _BENCH.clear()
            _BENCH[task] = open_bench(task)
        return solve_member(_BENCH[task], number, dict(values))
    except Exception as error:  # a member's failure is a result of the sweep, whatever it is
        if isinstance(error, EvplanError) and not error.findings:
            words = str(error)
        elif isinstance(error, EvplanError):
            words = f"{error} {'; '.join(one.message for one in error.findings if str(one.severity) == 'error')}"
        else:
            words = f"{type(error).__name__}: {error}"
        failed = Member(number, dict(values), "failed", error=words[:2000], seconds=time.perf_counter() - began)
        with opened(task.url, task.version) as session:
            return save_member(session, task.sweep, failed)


def solve_member(bench: Bench, number: int, values: dict[str, Any]) -> Member:
    """Solve one member and store it with its run in one transaction; return it as it is stored."""
    began = time.perf_counter()
    scenario = _scenario(bench, number, values)
    clock = Clock(lambda _progress: None)
    clock.start("load")
    case = Case(bench.data_set, bench.tables, scenario, bench.findings, law=bench.law)
    prepared = _prepared(bench, case, clock)
    start = _start(bench, prepared, values)
    run = answered(prepared, bench.task.record, clock, start=start, conflict_seconds=bench.document.conflict_seconds)
    if run.outcome.termination == "interrupted":
        raise KeyboardInterrupt
    clock.start("store")
    run = replace(run, seconds=clock.stop())
    measures = {} if run.tables is None else plan_measures(run.tables, prepared.tables)
    if bench.document.frontier is not None and number == bench.document.frontier.points and measures:
        values = {"at_least": float(measures[frontier_measure(bench.document.frontier)])}
    if run.solution is not None:
        _remember(bench, number, values, run.solution)
    member = Member(number, values, "done", measures=measures | _facts(run), seconds=time.perf_counter() - began)
    with opened(bench.task.url, bench.task.version) as session:
        return save_member(session, bench.task.sweep, member, run, prepared.tables)


def _facts(run: Run) -> dict[str, Any]:
    """Return what is told of every run, with a plan or without."""
    return {
        "status": run.outcome.status,
        "verified": run.verified,
        "total_cost_idr": run.total_cost_idr,
        "best_bound_idr": run.outcome.best_bound_idr,
        "gap": run.outcome.gap,
        "conflict": [clash.rule for clash in run.conflict],
    }


def _prepared(bench: Bench, case: Case, clock: Clock) -> Prepared:
    """Return the case ready to be solved, its model made from the last one as far as that is the same."""
    last = bench.last
    making = None if last is None else lambda inputs: varied(last.model, inputs)
    prepared = prepare(case, bench.task.record, clock, accept=bench.task.accept, what=case.scenario.name, build=making)
    bench.last = prepared
    return prepared


def _start(bench: Bench, prepared: Prepared, values: dict[str, Any]) -> Floats | None:
    """Return the plan of the nearest member that this worker has solved, as column values of the model."""
    if not bench.found:
        return None
    nearest = _nearest(bench, values)
    return values_of(prepared.model, bench.found[nearest][1])


def _nearest(bench: Bench, values: dict[str, Any]) -> int:
    numbers = list(bench.found)
    if bench.document.frontier is not None:
        # A plan that reaches more keeps every point that asks for less.
        asked = [bench.found[number][0].get("at_least") for number in numbers]
        wanted = values.get("at_least")
        above = [
            (level, number)
            for level, number in zip(asked, numbers, strict=True)
            if level is not None and wanted is not None and level >= wanted
        ]
        return min(above)[1] if above else numbers[-1]
    places = coordinates([values, *(bench.found[number][0] for number in numbers)])
    return numbers[int(np.argmin(np.abs(places[1:] - places[0]).sum(axis=1)))]


def _remember(bench: Bench, number: int, values: dict[str, Any], solution: Solution) -> None:
    bench.found[number] = (values, solution)
    while len(bench.found) > REMEMBERED:
        bench.found.pop(next(iter(bench.found)))


def member_name(sweep: str, number: int, total: int) -> str:
    """Return the name of a member's scenario: ``umkm-share.007``."""
    return f"{sweep}.{number:0{max(len(str(total)), 2)}d}"


def _scenario(bench: Bench, number: int, values: dict[str, Any]) -> Scenario:
    """Return the scenario of a member, solved on one thread so that workers do not get in each other's way."""
    sweep = bench.document
    if sweep.frontier is not None:
        name = member_name(sweep.name, number, sweep.frontier.points)
        scenario = _frontier_scenario(bench, sweep.frontier, number, values, name)
    else:
        name = member_name(sweep.name, number, member_count(sweep))
        try:
            scenario = member_scenario(bench.scenario, sweep, values, name)
        except ValidationError as error:
            said = "; ".join(one["msg"].removeprefix("Value error, ") for one in error.errors(include_url=False))
            raise ValueError(said) from error
    threads = scenario.solver.threads or 1
    return scenario.model_copy(update={"solver": scenario.solver.model_copy(update={"threads": threads})})


def frontier_measure(frontier: Frontier) -> str:
    """Return the name of the measure that a frontier holds against cost."""
    return (
        f"lowest_{frontier_method(frontier)}"
        if frontier.of == "local_content"
        else {"umkm_value": "umkm_value_idr", "labour_hours": "labour_hours"}[frontier.of]
    )


def frontier_method(frontier: Frontier) -> str:
    """Return the method by which a frontier of local content scores."""
    return frontier.method or "sectoral"


def frontier_rule(frontier: Frontier, at_least: float) -> AnyRule:
    """Return the rule that asks for so much of what a frontier holds against cost.

    ``local_content``: every vehicle in every year; ``umkm_value``: value ex works to UMKM and domestic cooperatives;
    ``labour_hours``: of all suppliers. These are the independent checks' own rules, so every point is verified.
    """
    words = {"id": FRONTIER_RULE, "purpose": "a point of a frontier"}
    if frontier.of == "local_content":
        return LocalContent.model_validate(
            {**words, "kind": "local_content", "method": frontier_method(frontier), "minimum": at_least}
        )
    if frontier.of == "umkm_value":
        return Award.model_validate(
            {**words, "kind": "award", "suppliers": {"group": "umkm_koperasi"}, "minimum": at_least}
        )
    return Jobs.model_validate({**words, "kind": "jobs", "minimum": at_least})


def _frontier_scenario(bench: Bench, frontier: Frontier, number: int, values: dict[str, Any], name: str) -> Scenario:
    """Return the scenario of a point: the cheapest plan, the one with most, or one between that asks for ``at_least``.

    The ends are optimal in one and, among such plans, in the other.
    """
    base = bench.scenario
    cost = [Objective()]
    if number == 1:
        second = [] if frontier.of == "local_content" else [Objective(minimise=frontier.of)]
        return base.model_copy(update={"name": name, "objective": [*cost, *second]})
    if number == frontier.points and frontier.of != "local_content":
        return base.model_copy(update={"name": name, "objective": [Objective(minimise=frontier.of), *cost]})
    at_least = _highest_score(bench, frontier) if number == frontier.points else float(values["at_least"])
    rules: Sequence[AnyRule] = [*base.rule, frontier_rule(frontier, at_least)]
    return base.model_copy(update={"name": name, "objective": cost, "rule": list(rules)})


def _highest_score(bench: Bench, frontier: Frontier) -> float:
    """Return the highest score (0..1) that every vehicle has in every year of some plan, to within `SCORE_STEP`.

    The interval between what the cheapest plan has and 1 is halved; the solver says of each middle whether any plan
    reaches it.
    """
    low = 0.0
    if 1 in bench.found:
        with opened(bench.task.url, bench.task.version, write=False) as session:
            first = next(one for one in load_members(session, bench.task.sweep) if one.number == 1)
        low = float(first.measures.get(frontier_measure(frontier)) or 0.0)
    high = 1.0
    while high - low > SCORE_STEP:
        middle = round((low + high) / 2, 6)
        reached = _reached(bench, frontier, middle)
        low, high = (low, middle) if reached is None else (max(middle, min(reached, high)), high)
    return low


def _reached(bench: Bench, frontier: Frontier, at_least: float) -> float | None:
    """Return the score of a plan that has this much of local content everywhere, ``None`` where none was found."""
    solver = bench.scenario.solver.model_copy(update={"gap": CLIMB_GAP, "threads": 1})
    rules = [*bench.scenario.rule, frontier_rule(frontier, at_least)]
    update = {"rule": rules, "objective": [Objective()], "solver": solver}
    case = Case(bench.data_set, bench.tables, bench.scenario.model_copy(update=update), law=bench.law)
    clock = Clock(lambda _progress: None)
    prepared = prepare(case, bench.task.record, clock, accept=bench.task.accept, what=bench.document.name)
    run = answered(prepared, bench.task.record, clock, conflict_seconds=0.01)
    if run.tables is None or not run.verified:
        return None
    return float(plan_measures(run.tables, prepared.tables)[frontier_measure(frontier)])
