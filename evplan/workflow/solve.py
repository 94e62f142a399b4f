"""The main job: a scenario file in, a verified and stored run out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evplan.errors import Finding
from evplan.law import Law
from evplan.model.program import build, cheapest_mix, program_at
from evplan.plan.check import check_tables
from evplan.plan.inputs import assemble
from evplan.plan.record import Run
from evplan.readers import ScenarioFile, file_digest, read_data_set
from evplan.report.language import Language
from evplan.scenario.document import Scenario, Solver
from evplan.schema import Tables
from evplan.solve.highs import write_model
from evplan.store import list_data_sets, load_data_set, save_data_set
from evplan.workflow.case import Case, Record, answered, prepare, refuse, stored
from evplan.workflow.clock import Clock, Tell
from evplan.workflow.database import opened
from evplan.workflow.scenario import read_valid_scenario


@dataclass(frozen=True)
class SolveRequest:
    """What to solve and where to store it; ``None`` leaves the scenario's own solver, gap or time limit.

    ``accept`` names codes of error findings that the user takes upon himself; ``now`` and ``user`` go into the record.
    ``given`` is the scenario where it was read, or made, already: ``scenario`` is then only its name for messages.
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
    given: ScenarioFile | None = None

    @property
    def record(self) -> Record:
        """Return where the run is stored."""
        return Record(self.url, self.version, self.now, self.user, self.language)


def solve_scenario(request: SolveRequest, tell: Tell) -> Run:
    """Load the scenario's data if it is not in the database as it is, check, solve, verify and store; return the run.

    An infeasible or unfinished solve is a stored run too. Raises ``FileUnreadable``, ``ScenarioInvalid``,
    ``BadInput`` (with all findings), ``LawNotInForce``, ``SolverUnavailable`` and the database's errors.
    """
    clock = Clock(tell)
    clock.start("load")
    case, record = read_case(request), request.record
    prepared = prepare(case, record, clock, accept=request.accept, what=request.scenario)
    return stored(answered(prepared, record, clock), prepared.tables, record, clock)


def read_case(request: SolveRequest) -> Case:
    """Return what a scenario file asks for, its data stored in the database if they were not there as they are.

    Raises ``FileUnreadable``, ``ScenarioInvalid``, ``BadInput`` and the database's errors.
    """
    file = request.given
    if file is None or file.scenario is None:
        file, scenario = read_valid_scenario(request.scenario)
    else:
        scenario = file.scenario
    data_set, tables, seen = _data(file, request)
    return Case(data_set, tables, _with_wishes(scenario, request), tuple(seen))


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
        refuse(seen, request.accept, path)
        seen += check_tables(read.tables)
        refuse(seen, request.accept, path)
        save_data_set(session, name, read.tables, files_digest=digest, source_path=str(path), loaded_at=request.now)
        return name, read.tables, seen


__all__ = ["SolveRequest", "read_case", "solve_scenario", "write_program"]
