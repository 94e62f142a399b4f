"""A sweep: many scenarios from one file, each solved, verified and stored; what was begun can be gone on with.

result = run_sweep(SweepRequest(Path("umkm-share.toml"), url, version, now, user), tell)
result.table          # a row per member: what was varied, how it ended, its run, cost, scores, shares
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evplan.errors import Finding
from evplan.errors.sweep import FrontierWithoutEnds, SweepChanged, SweepTooLarge
from evplan.plan.change import apply_changes
from evplan.plan.check.change import check_changes
from evplan.readers import read_law
from evplan.readers.sweep_file import SweepFile, read_sweep
from evplan.report.language import Language
from evplan.scenario.rule import Cell
from evplan.scenario.sweep import Frontier, Sweep, Vary
from evplan.scenario.sweep_member import choices, member_count, member_scenario, member_values, solving_order
from evplan.schema import tables_digest
from evplan.store import (
    Batch,
    Member,
    begin_batch,
    forget_batch,
    load_members,
    save_member,
)
from evplan.workflow.case import Case, refuse
from evplan.workflow.database import opened
from evplan.workflow.solve import SolveRequest, read_case
from evplan.workflow.sweep_pool import Run, workers_of
from evplan.workflow.sweep_result import SweepResult, list_sweeps, on_frontier, show_sweep
from evplan.workflow.sweep_work import Task, frontier_measure

MOST_MEMBERS = 500
"""More members than this are run only if the user says so."""

SECONDS_EACH = 3
"""What a member of the shipped baseline takes, about."""


@dataclass(frozen=True)
class SweepRequest:
    """Which sweep to run and where to store it.

    ``workers``: processes on this machine (0: as many as it has cores). ``cluster``: address of a Dask scheduler
    instead. ``many`` allows more members than `MOST_MEMBERS`. ``restart`` forgets what was begun under this name (its
    runs stay stored). ``accept`` names codes of error findings that the user takes upon himself.
    """

    file: Path
    url: str
    version: str
    now: str
    user: str
    language: Language = "en"
    workers: int = 0
    cluster: str | None = None
    many: bool = False
    restart: bool = False
    accept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SweepProgress:
    """Where a sweep stands: members in all, done (of them failed), the one that ended last, seconds so far and left."""

    total: int
    done: int
    failed: int
    last: str
    seconds: float
    left: float | None


SweepTell = Callable[[SweepProgress], None]


def run_sweep(request: SweepRequest, tell: SweepTell = lambda _progress: None) -> SweepResult:
    """Run what is missing of a sweep and return all of it; every member is stored as soon as it is done.

    A member without a plan is a result, with what clashes; one that cannot be solved at all (bad data, a defect) is
    recorded with its error and tried again the next time. Raises ``FileUnreadable``, ``BadInput`` (with all findings of
    the file), ``SweepTooLarge``, ``SweepChanged`` (the file, its scenario, data or law are others than it was begun
    with) and the database's errors; with a cluster ``ClusterUnusable``.
    """
    began = begin_sweep(request)
    task = Task(request.url, began.name, request.version, request.now, request.user, request.language, request.accept)
    workers = request.workers or os.cpu_count() or 1
    with workers_of(task, workers, request.cluster) as run:
        watch = _Watch(len(_members(task)), tell)
        if began.frontier is not None:
            _run_ends(task, began.frontier, run, watch)
        _run_members(task, run, watch, frontier=began.frontier is not None)
    return show_sweep(request.url, request.version, began.name)


def begin_sweep(request: SweepRequest) -> Sweep:
    """Check a sweep and store it with its members, all waiting, unless it is there already; solve nothing yet."""
    file = read_sweep(request.file)
    findings = list(file.findings)
    case = _case(request, file)
    findings += [] if case is None or file.sweep is None else _find_data(file.sweep, case, request.file.name)
    refuse(findings, request.accept, request.file)
    assert file.sweep is not None, "without one there are findings"
    assert case is not None, "without one there are findings"
    sweep, count = file.sweep, member_count(file.sweep)
    if count > MOST_MEMBERS and not request.many:
        raise SweepTooLarge(path=request.file, count=count, most=MOST_MEMBERS, seconds=SECONDS_EACH)
    batch = Batch(
        name=sweep.name,
        question=sweep.question,
        kind="vary" if sweep.frontier is None else "frontier",
        document=sweep.model_dump_json(),
        document_digest=sweep.digest,
        scenario_text=case.scenario.model_dump_json(),
        scenario_digest=case.scenario.digest + case.scenario.solver.model_dump_json(),
        data_set=case.data_set,
        inputs_digest=tables_digest(case.tables),
        law_digest=read_law().digest,
        evplan_version=request.version,
        created_at=request.now,
        created_by=request.user,
    )
    with opened(request.url, request.version) as session:
        if request.restart:
            forget_batch(session, sweep.name)
        stored = begin_batch(session, batch, case.tables, member_values(sweep))
        members = load_members(session, sweep.name)
    _refuse_changed(stored, batch, members)
    return sweep


def _case(request: SweepRequest, file: SweepFile) -> Case | None:
    """Return the base scenario's case, its data stored; ``None`` where the file or its scenario cannot be read."""
    if file.scenario_file is None or file.scenario_file.scenario is None:
        return None
    wish = SolveRequest(
        file.scenario_file.path, request.url, request.version, request.now, request.user, accept=request.accept
    )
    return read_case(wish)


def _find_data(sweep: Sweep, case: Case, name: str) -> list[Finding]:
    """Find tables, columns, rows and values that the data do not have or may not hold, each once."""
    findings: list[Finding] = []
    for number, one in enumerate(sweep.vary, start=1):
        if one.table is None:
            continue
        alone = sweep.model_copy(update={"vary": [one]})
        seen: dict[tuple[str, str], Finding] = {}
        for value in _extremes(one) or [1.0]:
            tried = member_scenario(case.scenario, alone, {one.label: value}, case.scenario.name)
            last = tried.model_copy(update={"change": tried.change[-1:]})
            tables = apply_changes(case.tables, case.scenario.change)[0] if case.scenario.change else case.tables
            for found in check_changes(tables, last)[0]:
                seen.setdefault((found.code, found.message), replace(found, source=f"{name}: vary {number}"))
        findings += seen.values()
    return findings


def _extremes(vary: Vary) -> list[Cell]:
    """Return the values to try: all words there are, the least and the greatest number."""
    if vary.draw is not None:
        return [value for value in (vary.draw.low, vary.draw.high, vary.draw.mean) if value is not None]
    found = choices(vary)
    numbers = [value for value in found if not isinstance(value, str | bool)]
    ends = [min(numbers), max(numbers)] if numbers else []
    return [*ends, *(value for value in found if isinstance(value, str | bool))]


def _refuse_changed(stored: Batch, asked: Batch, members: list[Member]) -> None:
    """Raise ``SweepChanged`` where a sweep was begun with something else than what is asked for now."""
    parts = {
        "document_digest": "sweep file",
        "scenario_digest": "scenario",
        "inputs_digest": "data set",
        "law_digest": "set of law files",
    }
    differ = [word for name, word in parts.items() if getattr(stored, name) != getattr(asked, name)]
    if differ:
        done = sum(one.state == "done" for one in members)
        what = " and ".join(differ)
        day = stored.created_at[:10]
        raise SweepChanged(name=stored.name, day=day, what=what, done=done, total=len(members))


class _Watch:
    """Counts members as they end, and tells how long the rest takes at the pace so far."""

    def __init__(self, total: int, tell: SweepTell) -> None:
        self.total, self.tell = total, tell
        self.done = self.failed = self.ended = 0
        self.began = time.perf_counter()

    def begin(self, members: list[Member]) -> None:
        """Take up what is done already."""
        self.done = sum(one.state == "done" for one in members)
        self.failed = 0
        self.say("")

    def end(self, member: Member) -> None:
        """Count a member that has ended."""
        self.ended += 1
        self.done += member.state == "done"
        self.failed += member.state == "failed"
        self.say(member.run or str(member.number))

    def say(self, last: str) -> None:
        """Tell where the sweep stands."""
        seconds = time.perf_counter() - self.began
        missing = self.total - self.done - self.failed
        left = seconds / self.ended * missing if self.ended else None
        self.tell(SweepProgress(self.total, self.done, self.failed, last, seconds, left))


def _members(task: Task) -> list[Member]:
    with opened(task.url, task.version, write=False) as session:
        return load_members(session, task.sweep)


def _run_members(task: Task, run: Run, watch: _Watch, *, frontier: bool) -> None:
    """Run all members that are not done, neighbours after each other.

    Points of a frontier go from the one that asks for most to the one that asks for least: the plan of each then keeps
    the next one's rule, and is where it starts from.
    """
    members = _members(task)
    order = [members[place] for place in solving_order([one.varied for one in members])]
    order = members[::-1] if frontier else order
    watch.begin(members)
    for member in run([one for one in order if one.state != "done"]):
        watch.end(member)


def _run_ends(task: Task, frontier: Frontier, run: Run, watch: _Watch) -> None:
    """Run the two ends of a frontier, one after the other, and space the points between them evenly."""
    watch.begin(_members(task))
    for place in (0, frontier.points - 1):
        if _members(task)[place].state != "done":
            for member in run([_members(task)[place]]):
                watch.end(member)
    members = _members(task)
    name = frontier_measure(frontier)
    least, most = (members[place].measures.get(name) for place in (0, frontier.points - 1))
    if least is None or most is None:
        raise FrontierWithoutEnds(name=task.sweep, ends=_endings(members[0], members[-1]))
    levels = np.linspace(float(least), float(most), frontier.points)
    with opened(task.url, task.version) as session:
        for member, level in zip(members, levels.tolist(), strict=True):
            if member.state != "done":
                save_member(session, task.sweep, replace(member, varied={"at_least": level}))


def _endings(*ends: Member) -> str:
    """Return how the ends of a frontier ended, in words."""
    words = []
    for which, end in zip(("the cheapest plan", "the plan with most"), ends, strict=True):
        clash = ", ".join(end.measures.get("conflict") or [])
        words.append(f"{which}: {end.error or end.measures.get('status')}{f' ({clash})' if clash else ''}")
    return "; ".join(words)


__all__ = [
    "SweepProgress",
    "SweepRequest",
    "SweepResult",
    "begin_sweep",
    "list_sweeps",
    "on_frontier",
    "run_sweep",
    "show_sweep",
]
