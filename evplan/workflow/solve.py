"""The main job: a scenario file in, a verified and stored run out."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from evplan.errors import BadInput, Finding, Severity, finding, has_errors
from evplan.law import Law
from evplan.model.program import SourcingModel, build, cheapest_mix, program_at
from evplan.plan.change import apply_changes
from evplan.plan.check import check_scenario, check_tables
from evplan.plan.inputs import assemble
from evplan.plan.outcome import plan_tables
from evplan.plan.record import STAGE_COLUMNS, Outcome, PlanTables, Provenance, Run, Solution
from evplan.plan.verify import recompute, verify
from evplan.quantities import from_solver_money
from evplan.readers import ScenarioFile, file_digest, read_data_set, read_law
from evplan.report.language import Language
from evplan.scenario.document import Scenario, Solver
from evplan.scenario.rule import Cell
from evplan.schema import Tables, tables_digest
from evplan.solve.answer import Sight
from evplan.solve.extract import extract
from evplan.solve.highs import write_model
from evplan.solve.search import Search
from evplan.solve.stage import Staged, search_in_order
from evplan.store import list_data_sets, load_data_set, save_data_set, save_run
from evplan.workflow.conflict import told_conflict
from evplan.workflow.database import opened
from evplan.workflow.reference import known_references
from evplan.workflow.scenario import read_valid_scenario

Stage = Literal["load", "build", "solve", "verify", "store"]


@dataclass(frozen=True)
class SolveRequest:
    """What to solve and where to store it; ``None`` leaves the scenario's own solver, gap or time limit.

    ``accept`` names codes of error findings that the user takes upon himself; ``now`` and ``user`` go into the record.
    """

    scenario: Path
    url: str
    version: str
    now: str
    user: str
    solver: str | None = None
    gap: float | None = None
    time_limit: float | None = None
    accept: frozenset[str] = frozenset()
    language: Language = "en"


@dataclass(frozen=True)
class Progress:
    """Where the work stands; money in rupiah, ``None`` where it is not known."""

    stage: Stage
    message: str
    seconds: float
    incumbent_idr: float | None = None
    bound_idr: float | None = None
    gap: float | None = None


Tell = Callable[[Progress], None]


class _Clock:
    """Seconds per stage, told as they begin."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.began = time.perf_counter()
        self.seconds: dict[str, float] = {}
        self._stage: tuple[Stage, float] | None = None

    def start(self, stage: Stage, message: str = "") -> None:
        """End the stage before and begin this one."""
        self.stop()
        self._stage = (stage, time.perf_counter())
        self.tell(Progress(stage, message, time.perf_counter() - self.began))

    def stop(self) -> dict[str, float]:
        """End the stage and return the seconds so far, with their total."""
        now = time.perf_counter()
        if self._stage is not None:
            stage, since = self._stage
            self.seconds[stage] = self.seconds.get(stage, 0.0) + now - since
            self._stage = None
        return self.seconds | {"total": now - self.began}

    def so_far(self) -> dict[str, float]:
        """Return the seconds of the stages that have ended, and the total until now."""
        return self.seconds | {"total": time.perf_counter() - self.began}

    def watch(self, sight: Sight) -> None:
        """Tell what can be seen of the search."""
        incumbent, bound = (
            None if million is None else from_solver_money(million) for million in (sight.incumbent, sight.bound)
        )
        gap = (incumbent - bound) / incumbent if incumbent and bound is not None else None
        self.tell(Progress("solve", "", time.perf_counter() - self.began, incumbent, bound, gap))


def solve_scenario(request: SolveRequest, tell: Tell) -> Run:
    """Load the scenario's data if it is not in the database as it is, check, solve, verify and store; return the run.

    An infeasible or unfinished solve is a stored run too. Raises ``FileUnreadable``, ``ScenarioInvalid``,
    ``BadInput`` (with all findings), ``LawNotInForce``, ``SolverUnavailable`` and the database's errors.
    """
    clock = _Clock(tell)
    clock.start("load")
    file, scenario = read_valid_scenario(request.scenario)
    scenario = _with_wishes(scenario, request)
    law = read_law()
    data_set, raw, seen = _data(file, request)
    runs = known_references(request.url, request.version, scenario)
    seen += check_scenario(raw, scenario, law, runs)
    _refuse(seen, request.accept, request.scenario)
    tables, changes = apply_changes(raw, scenario.change) if scenario.change else (raw, None)

    clock.start("build")
    model = build(assemble(tables, scenario, law, runs))

    clock.start("solve")
    staged = search_in_order(model, scenario.solver, clock.watch)
    found = staged.search
    solution = None if found.answer.values is None else extract(model, found.answer.values)
    conflict = (
        told_conflict(model, request.language, scenario.solver.time_limit)
        if found.answer.ending == "infeasible"
        else ()
    )
    if found.tangents and solution is not None:
        seen.append(finding("sum-of-ratios", scenario.name, tangents=found.tangents))

    clock.start("verify")
    plan = None if solution is None else _told(model, tables, scenario, law, solution)
    against = [] if solution is None else verify(tables, scenario, law, solution, plan, runs)
    run = Run(
        scenario=scenario.name,
        version=0,
        verified=solution is not None and not has_errors(against),
        outcome=_outcome(found, plan),
        solution=solution,
        tables=plan,
        provenance=_provenance(request, scenario, law, data_set, tables, changes),
        findings=tuple(dict.fromkeys([*seen, *against])),
        conflict=conflict,
        stages=_stage_table(staged),
    )
    clock.start("store")
    with opened(request.url, request.version) as session:
        run = save_run(session, replace(run, seconds=clock.so_far()), tables)
    return replace(run, seconds=clock.stop())


def write_program(
    tables: Tables, scenario: Scenario, law: Law, references: Mapping[str, pd.DataFrame], target: Path
) -> None:
    """Write the program of these inputs as MPS or LP by the target's suffix.

    Its objective is cost; scores are laid at the cheapest mix; ``references`` are awards of runs the scenario names.
    """
    model = build(assemble(tables, scenario, law, references))
    write_model(program_at(model, cheapest_mix(model)), target)


def _with_wishes(scenario: Scenario, request: SolveRequest) -> Scenario:
    wishes = {"name": request.solver, "gap": request.gap, "time_limit": request.time_limit}
    given = {key: value for key, value in wishes.items() if value is not None}
    return scenario.model_copy(update={"solver": Solver.model_validate(scenario.solver.model_dump() | given)})


def _data(file: ScenarioFile, request: SolveRequest) -> tuple[str, Tables, list[Finding]]:
    """Return name and tables of the scenario's data set, from the database if its files have not changed since."""
    path = file.data_path
    digest = file_digest(path)
    with opened(request.url, request.version) as session:
        known = list_data_sets(session)
        name = path.stem if path.is_file() else path.resolve().name
        same = known[known["data_set"].eq(name) & known["files_digest"].eq(digest)]
        if len(same):
            tables = load_data_set(session, name)
            return name, tables, [*file.findings, *check_tables(tables)]
        read = read_data_set(path)
        seen = [*file.findings, *read.findings]
        _refuse(seen, request.accept, path)
        seen += check_tables(read.tables)
        _refuse(seen, request.accept, path)
        save_data_set(session, name, read.tables, files_digest=digest, source_path=str(path), loaded_at=request.now)
        return name, read.tables, seen


def _refuse(findings: list[Finding], accept: Collection[str], what: Path) -> None:
    errors = [item for item in findings if item.severity is Severity.ERROR and item.code not in accept]
    if errors:
        raise BadInput(count=len(errors), what=what, findings=findings)


def _told(model: SourcingModel, tables: Tables, scenario: Scenario, law: Law, solution: Solution) -> PlanTables:
    """Return the tables of the plan; penalties, where rules are soft, are worked out from the plan itself."""
    plan = plan_tables(model.inputs, solution)
    if not any(rule.is_soft for rule in scenario.rule):
        return plan
    return replace(plan, penalties=recompute(tables, scenario, law, solution, model.inputs.references).penalties)


def _stage_table(staged: Staged) -> pd.DataFrame:
    """Return the objectives in order with what each reached, as `Run.stages`."""
    rows = [
        (number, one.objective, one.ending, one.value, one.bound, one.gap, one.tolerance, one.seconds)
        for number, one in enumerate(staged.stages, start=1)
    ]
    return pd.DataFrame(rows, columns=list(STAGE_COLUMNS)).astype(STAGE_COLUMNS)


def _outcome(found: Search, plan: PlanTables | None) -> Outcome:
    """Return how the search ended, its objective as the plan's own money says it."""
    answer, arrays = found.answer, found.arrays
    objective = None if plan is None else float(plan.costs["idr"].sum() + plan.penalties["idr"].sum())
    bound = None if answer.bound is None else from_solver_money(answer.bound)
    if objective is not None and bound is not None:
        bound = min(bound, objective)
    gap = None if objective is None or bound is None else (objective - bound) / max(objective, 1.0)
    rows, columns = arrays.shape
    return Outcome(
        status=answer.ending,
        termination="interrupted" if answer.interrupted else answer.termination,
        objective_idr=objective,
        best_bound_idr=bound,
        gap=gap,
        solver=answer.solver,
        solver_version=answer.version,
        rows=rows,
        columns=columns,
        integers=int(arrays.integer.sum()),
        nonzeros=len(arrays.values),
    )


def _provenance(
    request: SolveRequest, scenario: Scenario, law: Law, data_set: str, tables: Tables, changes: pd.DataFrame | None
) -> Provenance:
    """Return where the run comes from; the scenario is kept as it was solved, parents merged in, as JSON."""
    solver = scenario.solver
    options: dict[str, Cell] = {"gap": solver.gap, "time_limit": solver.time_limit, "seed": solver.seed}
    options |= solver.options
    if changes is not None:
        options["changed_cells"] = len(changes)
    return Provenance(
        data_set=data_set,
        inputs_digest=tables_digest(tables),
        scenario_digest=scenario.digest,
        law_digest=law.digest,
        scenario_text=scenario.model_dump_json(indent=1),
        evplan_version=request.version,
        created_at=request.now,
        created_by=request.user,
        options=options,
    )


__all__ = ["Progress", "SolveRequest", "solve_scenario", "write_program"]
