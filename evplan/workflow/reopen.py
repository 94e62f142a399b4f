"""A stored run opened again: its inputs, scenario and law, its model built, its plan as a start."""

from __future__ import annotations

from dataclasses import dataclass

from evplan.errors import LawChanged, NoPlan, NotVerified
from evplan.law import Law
from evplan.model.incumbent import values_of
from evplan.model.program import SourcingModel, build
from evplan.plan.inputs import assemble
from evplan.plan.record import Run
from evplan.quantities import Floats
from evplan.readers import read_law
from evplan.scenario.document import Scenario
from evplan.schema import Tables
from evplan.workflow.reference import references
from evplan.workflow.run import run_scenario, show_run


@dataclass(frozen=True)
class Reopened:
    """A stored, verified plan ready for questions: ``values`` is the plan as a value per column of ``model``."""

    run: Run
    tables: Tables
    scenario: Scenario
    law: Law
    model: SourcingModel
    values: Floats


def planned(url: str, version: str, name: str) -> tuple[Run, Tables, Law]:
    """Return a stored run that has a verified plan, its data, and the law that it was solved under.

    Raises ``NotFound``, ``NoPlan`` (the run has no plan), ``NotVerified`` (its plan failed verification) and
    ``LawChanged`` (it was solved under law files that differ from today's).
    """
    run, tables = show_run(url, version, name)
    if run.solution is None:
        raise NoPlan(run=run.name, status=run.outcome.status)
    if not run.verified:
        raise NotVerified(run=run.name)
    law = read_law()
    if law.digest != run.provenance.law_digest:
        raise LawChanged(run=run.name)
    return run, tables, law


def reopen(url: str, version: str, name: str) -> Reopened:
    """Return a stored run with its model built once and its plan as the incumbent; raises what `planned` raises."""
    run, tables, law = planned(url, version, name)
    scenario = run_scenario(run)
    assert run.solution is not None, "checked by planned"
    model = build(assemble(tables, scenario, law, references(url, version, scenario)))
    return Reopened(run, tables, scenario, law, model, values_of(model, run.solution))
