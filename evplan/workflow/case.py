"""A case: data, scenario and law made ready for the solver, solved, verified and stored.

Everything that solves goes through here: a scenario's file, a member of a sweep, a disturbed plan, a round of review.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from evplan.errors import BadInput, Finding, Severity, finding, has_errors
from evplan.law import Law
from evplan.model.program import SourcingModel
from evplan.model.program import build as build_model
from evplan.plan.change import apply_changes
from evplan.plan.check import check_scenario
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.outcome import plan_tables
from evplan.plan.record import STAGE_COLUMNS, Outcome, PlanTables, Provenance, Run, Solution
from evplan.plan.verify import recompute, verify
from evplan.quantities import Floats, from_solver_money
from evplan.readers import read_law
from evplan.report.language import Language
from evplan.scenario.document import Scenario
from evplan.scenario.rule import Cell
from evplan.schema import Tables, tables_digest
from evplan.solve.extract import extract
from evplan.solve.search import Search
from evplan.solve.stage import Staged, search_in_order
from evplan.store import save_run
from evplan.workflow.clock import Clock
from evplan.workflow.conflict import TIME_PART, told_conflict
from evplan.workflow.database import opened
from evplan.workflow.reference import known_references


@dataclass(frozen=True)
class Record:
    """Where runs are stored, and what goes into their record; ``now`` and ``user`` are handed down from the program."""

    url: str
    version: str
    now: str
    user: str
    language: Language = "en"


@dataclass(frozen=True)
class Case:
    """What is to be solved: the name of the data set, its ``tables``, the scenario, findings so far.

    ``applied`` of the scenario's changes, the first ones, are in the tables already: a stored run's inputs have all.
    ``law`` and ``references`` (awards of runs that the scenario refers to, by name) are today's and the database's
    unless they came along with the case, as in a bundle.
    """

    data_set: str
    tables: Tables
    scenario: Scenario
    findings: tuple[Finding, ...] = ()
    applied: int = 0
    law: Law | None = None
    references: Mapping[str, pd.DataFrame] | None = None


@dataclass(frozen=True)
class Prepared:
    """A case that can be solved: its changes made (``changed`` cells, ``None``: it has no changes), its model built.

    ``references`` are the awards of the runs that the scenario refers to, by name; ``findings`` are all so far.
    """

    data_set: str
    tables: Tables
    changed: int | None
    scenario: Scenario
    law: Law
    references: Mapping[str, pd.DataFrame]
    findings: tuple[Finding, ...]
    model: SourcingModel


def prepare(
    case: Case,
    record: Record,
    clock: Clock,
    *,
    accept: Collection[str] = (),
    what: object = "",
    build: Callable[[PlanInputs], SourcingModel] | None = None,
) -> Prepared:
    """Check a case and build its model; ``what`` is named where it is refused.

    ``build`` makes the model of the inputs in another way than from nothing (`evplan.model.variant.varied`).

    Raises ``BadInput`` with all findings if an error is not among the codes to ``accept``, and ``LawNotInForce``.
    """
    law = case.law or read_law()
    references = case.references
    if references is None:
        references = known_references(record.url, record.version, case.scenario)
    # What is in the tables already would be made a second time by the checks.
    unmade = case.scenario.model_copy(update={"change": case.scenario.change[case.applied :]})
    seen = [*case.findings, *check_scenario(case.tables, unmade, law, references)]
    refuse(seen, accept, what)
    changes = None
    tables = case.tables
    if len(case.scenario.change) > case.applied:
        tables, changes = apply_changes(tables, case.scenario.change[case.applied :])
    clock.start("build")
    return Prepared(
        case.data_set,
        tables,
        None if changes is None else len(changes),
        case.scenario,
        law,
        references,
        tuple(seen),
        (build or build_model)(assemble(tables, case.scenario, law, references)),
    )


def answered(
    prepared: Prepared,
    record: Record,
    clock: Clock,
    *,
    start: Floats | None = None,
    conflict_seconds: float | None = None,
) -> Run:
    """Solve and verify; return the run, which is not stored yet (version 0), whatever its end.

    ``start`` is a plan to begin with, a value per column of the model. ``conflict_seconds``: what clashes is looked for
    no longer than that (``None``: half the time limit). Raises ``SolverUnavailable``.
    """
    model, scenario = prepared.model, prepared.scenario
    clock.start("solve")
    staged = search_in_order(model, scenario.solver, clock.watch, start)
    found = staged.search
    solution = None if found.answer.values is None else extract(model, found.answer.values)
    infeasible = found.answer.ending == "infeasible"
    seconds = TIME_PART * scenario.solver.time_limit
    seconds = seconds if conflict_seconds is None else min(seconds, conflict_seconds)
    conflict = told_conflict(model, record.language, seconds) if infeasible else ()
    seen = list(prepared.findings)
    if found.tangents and solution is not None:
        seen.append(finding("sum-of-ratios", scenario.name, tangents=found.tangents))
    clock.start("verify")
    plan = None if solution is None else _told(prepared, solution)
    against = (
        [] if solution is None else verify(prepared.tables, scenario, prepared.law, solution, plan, prepared.references)
    )
    return Run(
        scenario=scenario.name,
        version=0,
        verified=solution is not None and not has_errors(against),
        outcome=_outcome(found, plan),
        solution=solution,
        tables=plan,
        provenance=_provenance(prepared, record),
        findings=tuple(dict.fromkeys([*seen, *against])),
        conflict=conflict,
        stages=_stage_table(staged),
        seconds=clock.so_far(),
    )


def stored(run: Run, tables: Tables, record: Record, clock: Clock) -> Run:
    """Store a run with the tables that it was solved with, and return it with its version."""
    clock.start("store")
    with opened(record.url, record.version) as session:
        run = save_run(session, replace(run, seconds=clock.so_far()), tables)
    return replace(run, seconds=clock.stop())


def refuse(findings: list[Finding], accept: Collection[str], what: object) -> None:
    """Raise ``BadInput`` with all findings if an error is not among the codes to ``accept``."""
    errors = [item for item in findings if item.severity is Severity.ERROR and item.code not in accept]
    if errors:
        raise BadInput(count=len(errors), what=what, findings=findings)


def _told(prepared: Prepared, solution: Solution) -> PlanTables:
    """Return the tables of the plan; penalties, where rules are soft, are worked out from the plan itself."""
    plan = plan_tables(prepared.model.inputs, solution)
    if not any(rule.is_soft for rule in prepared.scenario.rule):
        return plan
    again = recompute(prepared.tables, prepared.scenario, prepared.law, solution, prepared.references)
    return replace(plan, penalties=again.penalties)


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


def _provenance(prepared: Prepared, record: Record) -> Provenance:
    """Return where the run comes from; the scenario is kept as it was solved, parents merged in, as JSON."""
    scenario, solver = prepared.scenario, prepared.scenario.solver
    options: dict[str, Cell] = {"gap": solver.gap, "time_limit": solver.time_limit, "seed": solver.seed}
    options |= solver.options
    if prepared.changed is not None:
        options["changed_cells"] = prepared.changed
    return Provenance(
        data_set=prepared.data_set,
        inputs_digest=tables_digest(prepared.tables),
        scenario_digest=scenario.digest,
        law_digest=prepared.law.digest,
        scenario_text=scenario.model_dump_json(indent=1),
        evplan_version=record.version,
        created_at=record.now,
        created_by=record.user,
        options=options,
    )
