"""A run solved again from its own inputs, scenario and law, and what differs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from evplan.plan.bundle import Bundle
from evplan.plan.record import Run
from evplan.plan.repetition import Repetition, repetition
from evplan.readers import read_law
from evplan.readers.bundle_file import is_bundle_name, read_bundle
from evplan.scenario.document import Scenario
from evplan.workflow.archive import stored_bundle
from evplan.workflow.case import Case, Record, answered, prepare, stored
from evplan.workflow.clock import Clock, Tell


@dataclass(frozen=True)
class Replay:
    """A run, what solving it again gave (version 0: not stored), and how the two compare.

    ``other_law``: it was solved under the law files of a bundle, which are not those of this evplan.
    """

    original: Run
    again: Run
    repetition: Repetition
    other_law: bool


def read_run_bundle(url: str, version: str, name: str) -> Bundle:
    """Return the bundle in the file ``name``, or a stored run as one; raises what reading either raises."""
    return read_bundle(Path(name), version) if is_bundle_name(name) else stored_bundle(url, version, name)


def replay(name: str, record: Record, tell: Tell, *, store: bool = True, accept: Collection[str] = ()) -> Replay:
    """Solve a bundle or a stored run again: the same inputs, scenario, law and solver settings.

    The new run is stored under the scenario's name as a new version unless ``store`` is false. Errors that the run
    was first solved in spite of are accepted again. Raises what `read_run_bundle` and
    `evplan.workflow.case.prepare` raise.
    """
    clock = Clock(tell)
    clock.start("load")
    bundle = read_run_bundle(record.url, record.version, name)
    prepared = prepare(_case(bundle), record, clock, accept={*accept, *_accepted(bundle.run)}, what=name)
    run = answered(prepared, record, clock)
    if store:
        run = stored(run, prepared.tables, record, clock)
    return Replay(bundle.run, run, repetition(bundle.run, run), bundle.law.digest != read_law().digest)


def _case(bundle: Bundle) -> Case:
    origin = bundle.run.provenance
    scenario = Scenario.model_validate_json(origin.scenario_text)
    return Case(
        origin.data_set,
        bundle.tables,
        scenario,
        applied=len(scenario.change),
        law=bundle.law,
        references=bundle.references,
    )


def _accepted(run: Run) -> set[str]:
    return {finding.code for finding in run.findings}
