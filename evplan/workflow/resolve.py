"""Resolve: answers of a round become rules and changes to data, and the plan is solved again with little change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from evplan.errors import nearest
from evplan.errors.review import ItemsUnanswered, NothingToRelease, NothingToResolve, RoundResolved, RoundStillOpen
from evplan.model.incumbent import values_of
from evplan.plan.inputs import assemble
from evplan.plan.record import Run, Solution
from evplan.plan.review import Resolved, RoundStatus, Unanswered
from evplan.plan.review_change import (
    CHANGE_COLUMNS,
    Step,
    changed_offers,
    holds,
    next_scenario,
    steps_of,
    with_reasons,
)
from evplan.plan.review_item import offer_lines
from evplan.report.plan import names_of
from evplan.report.review import step_words
from evplan.scenario.document import Scenario
from evplan.schema import Tables
from evplan.store import add_event, chain_of, hold_round, load_status, save_run
from evplan.workflow.case import Case, Record, answered, prepare
from evplan.workflow.clock import Clock, Tell
from evplan.workflow.database import opened
from evplan.workflow.reference import references
from evplan.workflow.reopen import planned
from evplan.workflow.run import run_scenario

STEP_COLUMNS = dict.fromkeys(("supplier", "offer", "part", "answer", "sentence", "reason"), "str")


@dataclass(frozen=True)
class Preview:
    """What a resolve would do.

    ``status`` of the round; ``steps``: a row per item: supplier, offer, part, answer (accept, partial, counter,
    decline, keep), ``sentence`` (in words, the record's language), ``reason`` (as it is kept with the run).
    ``waiting``: items without an answer; they must be dealt with (``unanswered``) before a resolve. ``scenario`` is
    what would be solved, ``None`` while ``waiting`` is not dealt with.
    """

    status: RoundStatus
    steps: pd.DataFrame
    waiting: int
    scenario: Scenario | None


@dataclass(frozen=True)
class Resolution:
    """What a resolve did: the new ``run``, stored, whatever its end; ``solved`` only if it has a verified plan.

    ``changes``: what changed for whom and why (`evplan.plan.review_change.CHANGE_COLUMNS`): supplier, offer, part,
    before and after (units paid over the horizon), before_idr and after_idr (revenue), before_price and after_price
    (offer's currency), timing (bool: only the periods moved), why (``yours`` | ``others``), reason (of an answer of
    its own). No rows without a plan. ``releases``: offers whose holds are in the conflict and could be released.
    """

    status: RoundStatus
    run: Run
    changes: pd.DataFrame
    releases: tuple[str, ...] = ()

    @property
    def solved(self) -> bool:
        """Return whether there is a verified plan."""
        return self.run.solution is not None and self.run.verified


def preview_resolve(
    record: Record, round_id: int, *, unanswered: Unanswered | None = None, release: Collection[str] = ()
) -> Preview:
    """Return what a resolve of the round would change, in words, without solving or storing anything.

    The round may still be open. Raises ``RoundMissing``, ``NothingToRelease`` and what `planned` raises.
    """
    return _worked_out(record, round_id, unanswered, release, 0.0).preview


def resolve_round(
    record: Record,
    round_id: int,
    tell: Tell,
    *,
    unanswered: Unanswered | None = None,
    release: Collection[str] = (),
    tolerance: float = 0.0,
    time_limit: float | None = None,
) -> Resolution:
    """Turn the newest answers of a closed round into rules and changes, solve, verify, store; run and log together.

    ``unanswered`` says what silence means: ``keep`` (nothing), ``accept`` or ``decline``. ``release``: offers whose
    holds are let go, accepted or not. ``tolerance``: the part of the last objective's value that may be given up for
    less change. An infeasible solve is stored too; the round stays closed and may be resolved again.

    Raises ``RoundMissing``, ``RoundStillOpen``, ``RoundResolved``, ``NothingToResolve`` (all accepted),
    ``ItemsUnanswered``, ``NothingToRelease`` and what `planned` and `evplan.workflow.case.prepare` raise.
    """
    clock = Clock(tell)
    clock.start("load")
    work = _worked_out(record, round_id, unanswered, release, tolerance)
    scenario = _require_ready(work)
    if time_limit is not None:
        solver = scenario.solver.model_copy(update={"time_limit": time_limit})
        scenario = scenario.model_copy(update={"solver": solver})
    applied = len(run_scenario(work.run).change)
    case = Case(work.run.provenance.data_set, work.tables, scenario, applied=applied)
    prepared = prepare(case, record, clock, what=f"what was said in {work.status.round.name}")
    clock.start("solve")
    run = answered(prepared, record, clock, start=values_of(prepared.model, work.solution))
    run = _stored(run, prepared.tables, work, record, clock, unanswered, release)
    changes = pd.DataFrame(columns=list(CHANGE_COLUMNS)).astype(CHANGE_COLUMNS)
    if run.tables is not None:
        after = offer_lines(prepared.model.inputs, run.tables)
        changes = with_reasons(changed_offers(work.lines, after, prepared.model.inputs), work.steps)
    in_the_way = {clash.rule for clash in run.conflict}
    releases = tuple(offer for rule, offer in holds(scenario).items() if rule in in_the_way)
    with opened(record.url, record.version, write=False) as session:
        return Resolution(load_status(session, round_id), run, changes, releases)


@dataclass(frozen=True)
class _Work:
    """A round with its run opened, and what its answers become."""

    preview: Preview
    run: Run
    solution: Solution
    tables: Tables
    lines: pd.DataFrame
    steps: tuple[Step, ...]

    @property
    def status(self) -> RoundStatus:
        return self.preview.status


def _worked_out(
    record: Record, round_id: int, unanswered: Unanswered | None, release: Collection[str], tolerance: float
) -> _Work:
    with opened(record.url, record.version, write=False) as session:
        status = load_status(session, round_id)
        reviewed = {load_status(session, one, ()).round.run for one in chain_of(session, round_id)}
    run, tables, law = planned(record.url, record.version, status.round.run)
    scenario = run_scenario(run)
    inputs = assemble(tables, scenario, law, references(record.url, record.version, scenario))
    assert run.solution is not None, "checked by planned"
    assert run.tables is not None, "checked by planned"
    _require_held(status, scenario, release)
    lines = offer_lines(inputs, run.tables)
    steps = steps_of(status, lines, inputs, tables, unanswered, release)
    waiting = len(status.waiting)
    solved = None
    if unanswered is not None or not waiting:
        solved = next_scenario(scenario, run.name, steps, reviewed, tolerance)
    told = Preview(status, _told(steps, unanswered, tables, record), waiting, solved)
    return _Work(told, run, run.solution, tables, lines, steps)


def _told(steps: tuple[Step, ...], unanswered: Unanswered | None, tables: Tables, record: Record) -> pd.DataFrame:
    """Return the steps as `Preview.steps`."""
    names = names_of(tables)
    rows = [
        (
            step.item.item.supplier,
            step.item.item.offer,
            step.item.item.part,
            "keep" if step.answer is None else step.answer.kind,
            step_words(step, unanswered, names, record.language),
            step.reason,
        )
        for step in steps
    ]
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS)).astype(STEP_COLUMNS)


def _require_held(status: RoundStatus, scenario: Scenario, release: Collection[str]) -> None:
    """Raise ``NothingToRelease`` for an offer that neither an acceptance nor an earlier hold keeps."""
    held = {one.item.offer for one in status.items if one.state in ("accepted", "partial", "waiting")}
    held |= set(holds(scenario).values())
    for offer in release:
        if offer not in held:
            raise NothingToRelease(offer=offer, nearest=nearest(offer, held))


def _require_ready(work: _Work) -> Scenario:
    """Return the scenario to solve, or raise why the round cannot be resolved."""
    status, one = work.status, work.status.round
    if one.state == "resolved":
        raise RoundResolved(round=one.name, resolved=one.resolved)
    if status.all_accepted:
        raise NothingToResolve(round=one.name, run=one.run)
    if one.state == "open":
        raise RoundStillOpen(round=one.name, run=one.run)
    if work.preview.scenario is None:
        suppliers = sorted({item.item.supplier for item in status.waiting})
        named = ", ".join(suppliers[:5]) + (", ..." if len(suppliers) > 5 else "")
        raise ItemsUnanswered(count=len(status.waiting), of=len(status.items), round=one.name, suppliers=named)
    return work.preview.scenario


def _stored(
    run: Run,
    tables: Tables,
    work: _Work,
    record: Record,
    clock: Clock,
    unanswered: Unanswered | None,
    release: Collection[str],
) -> Run:
    """Store the run and, in the same transaction, that the round came to it; return it with its version.

    Raises ``RoundResolved`` if somebody else resolved the round meanwhile: then nothing is stored.
    """
    clock.start("store")
    round_id = work.status.round.id
    with opened(record.url, record.version) as session:
        hold_round(session, round_id)
        now = load_status(session, round_id, ()).round
        if now.state == "resolved":
            raise RoundResolved(round=now.name, resolved=now.resolved)
        saved = save_run(session, replace(run, seconds=clock.so_far()), tables)
        said = Resolved(
            run=saved.name,
            status=saved.outcome.status,
            verified=saved.solution is not None and saved.verified,
            unanswered=unanswered if work.preview.waiting else None,
            released=tuple(release),
        )
        add_event(session, round_id, "", said, person=record.user, at=record.now)
    return replace(saved, seconds=clock.stop())
