"""When nothing fits: the smallest set of rules and named limits that clash, and how far each would have to move.

The set is found on the elastic program (`evplan.solve.elastic`), on its linear relaxation where that clashes itself and
on the whole program otherwise. First the limits that have to give are gathered until they clash among themselves
(Chinneck's elastic filter), then the smallest part of them is taken (QuickXplain; Junker, 2004: Preferred explanations
and relaxations for over-constrained problems). Last each member is left out, on the whole program, and moved as little
as can be: what remains cannot hold together, and does as soon as any one member gives way.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

from evplan.model.program import build
from evplan.plan.inputs import PlanInputs
from evplan.scenario.document import Solver
from evplan.solve.elastic import Elastic, make_elastic
from evplan.solve.limit import (
    DATES,
    DEMAND,
    HOURS,
    MAXIMUM,
    ORDER,
    RULE,
    SITE,
    SURPLUS,
    Limit,
    named_limits,
    without,
)
from evplan.solve.move import Move, move_of
from evplan.solve.oracle import BROKEN, Oracle
from evplan.solve.search import search

EASE = {RULE: 0.1, DEMAND: 0.1, SITE: 0.3, DATES: 0.5}
"""What breaking a limit costs while suspects are gathered: what people decide comes first; others cost 1."""

FEW = 12
"""So few suspects are left out one by one at once; more are halved first."""

DECIDED = (RULE, DEMAND)
"""What the planner decides."""

MOST_CONFLICTS = 2
"""Conflicts beside the first that are looked for."""

ANY_PLAN = 0.5
"""Gap at which a plan is good enough to show that there is one."""

LP, MIP = "relaxation", "whole"
"""Where the clash was shown: on the linear relaxation, or only with whole numbers."""


@dataclass(frozen=True)
class Clash:
    """A member of a conflict, and by how much it alone would have to give way (``None``: not worked out)."""

    limit: Limit
    move: Move | None = None


@dataclass(frozen=True)
class ConflictSet:
    """A minimal conflict: ``proven`` says that leaving out any one member was shown to make a plan possible.

    ``level`` is where the members were shown to clash (`LP` or `MIP`); ``sum_of_ratios`` says that a score among them
    is one, whose reach is shown by tangents; ``solves`` and ``seconds`` are what it took. ``has_plan``: nothing
    clashes, a plan was found.
    """

    clashes: tuple[Clash, ...]
    proven: bool
    solves: int
    seconds: float = 0.0
    level: str = LP
    sum_of_ratios: bool = False
    has_plan: bool = False

    @property
    def limits(self) -> list[Limit]:
        """Return the members."""
        return [clash.limit for clash in self.clashes]


def find_conflict(inputs: PlanInputs, seconds: float = 120.0) -> ConflictSet:
    """Return a minimal conflict of an infeasible plan, or an empty set where none was found in the time given."""
    return conflict_of(make_elastic(inputs), seconds)


def conflict_of(elastic: Elastic, seconds: float, spared: Collection[Limit] = ()) -> ConflictSet:
    """Return a minimal conflict, or an empty set where none was found in the time given.

    Limits that are ``spared`` may be broken; the conflict is then looked for on the linear relaxation alone.
    """
    began = time.perf_counter()
    oracle = Oracle(elastic, seconds)
    oracle.blames = True
    candidates = [limit for limit in elastic.limits if limit not in spared and len(elastic.levers[limit].columns)]
    if spared and oracle.plan(candidates) is not None:
        return ConflictSet((), False, oracle.solves, time.perf_counter() - began)
    suspects = _suspects(oracle, candidates)
    if suspects is None and not spared and not oracle.late:
        if _has_plan(elastic, (oracle.ends - time.perf_counter()) / 2):
            return ConflictSet((), False, oracle.solves + 1, time.perf_counter() - began, has_plan=True)
        oracle.relaxed = False
        suspects = _suspects(oracle, candidates)
    if suspects is None:
        return ConflictSet((), False, oracle.solves, time.perf_counter() - began)
    level = LP if oracle.relaxed else MIP
    oracle.blames = False
    members = [limit for limit in candidates if limit in suspects]
    if len(members) > FEW:
        members = _explain(members, oracle)
    clashes, proven = _move_each(oracle, members, whole=not spared)
    rules = {clash.limit.key for clash in clashes if clash.limit.kind == RULE}
    ratios = any(len(score.weights) > 1 and score.rule in rules for score in elastic.model.scores)
    return ConflictSet(tuple(clashes), proven, oracle.solves, time.perf_counter() - began, level, ratios)


def _has_plan(elastic: Elastic, seconds: float) -> bool:
    """Return whether a search finds any plan that keeps everything."""
    answer = search(build(elastic.inputs), Solver(gap=ANY_PLAN, time_limit=max(seconds, 1.0))).answer
    return answer.values is not None


def _suspects(oracle: Oracle, candidates: list[Limit]) -> set[Limit] | None:
    """Return limits that cannot all hold; ``None`` if all candidates hold together, or the time is up.

    What people decide (rules and demand) is looked at alone first, then with plants and dates, then everything: a
    conflict that needs no workshop's hours names none.
    """
    for kinds in (DECIDED, {*DECIDED, SITE, DATES}, None):
        asked = [limit for limit in candidates if kinds is None or limit.kind in kinds]
        if oracle.relaxed:
            if _clash(oracle, asked):
                return _narrowed(oracle, set(asked))
        elif kinds is None:
            return _filtered(oracle, asked)
    return None


def _clash(oracle: Oracle, held: Collection[Limit]) -> bool:
    """Return whether limits were shown to clash; a question that the time cut short shows nothing."""
    oracle.unsure = False
    return oracle.plan(held) is None and not oracle.unsure


def _narrowed(oracle: Oracle, suspects: set[Limit]) -> set[Limit]:
    """Return fewer suspects that clash all the same: those that the proof blames, as long as that makes them fewer."""
    while True:
        blamed = suspects & oracle.blamed
        if not blamed or blamed == suspects or not _clash(oracle, blamed):
            return suspects
        suspects = blamed


def _filtered(oracle: Oracle, candidates: list[Limit]) -> set[Limit] | None:
    """Return limits gathered from what has to give until they clash among themselves; ``None`` if nothing has to."""
    suspects: set[Limit] = set()
    while not oracle.late:
        weights = {limit: EASE.get(limit.kind, 1.0) for limit in candidates if limit not in suspects}
        oracle.unsure = False
        values = oracle.plan(suspects, weights)
        if values is None:
            return None if oracle.unsure else suspects
        broken = {limit for limit in weights if oracle.broken(limit, values) > BROKEN}
        if not broken:
            return None
        suspects |= broken
    return None


def _explain(limits: list[Limit], oracle: Oracle) -> list[Limit]:
    """Return a smallest subset of limits that cannot hold together (QuickXplain); earlier ones are preferred."""

    def inner(held: list[Limit], grew: bool, candidates: list[Limit]) -> list[Limit]:
        if oracle.late:
            return candidates
        if grew and _clash(oracle, held):
            return []
        if len(candidates) == 1:
            return candidates
        half = len(candidates) // 2
        left, right = candidates[:half], candidates[half:]
        from_right = inner([*held, *left], True, right)
        from_left = inner([*held, *from_right], bool(from_right), left)
        return [*from_left, *from_right]

    return inner([], False, limits) if limits else []


def further_conflicts(elastic: Elastic, first: ConflictSet, seconds: float) -> list[ConflictSet]:
    """Return conflicts that are left when the rules and limits of the first give way, each without the ones before.

    Demand and the law's scores are never given way to: without them anything goes. On the linear relaxation alone.
    """
    ends = time.perf_counter() + seconds
    spared, found = list[Limit](), first
    others: list[ConflictSet] = []
    scored = {Limit(RULE, score.rule) for score in elastic.model.scores}
    while found.clashes and len(others) < MOST_CONFLICTS:
        spared += [limit for limit in found.limits if limit.kind != DEMAND and limit not in scored]
        if not spared or time.perf_counter() > ends:
            break
        found = conflict_of(elastic, ends - time.perf_counter(), spared)
        others += [found] if found.clashes else []
        if found.limits and all(limit.kind == DEMAND or limit in scored for limit in found.limits):
            break
    return others


def _move_each(oracle: Oracle, members: list[Limit], *, whole: bool) -> tuple[list[Clash], bool]:
    """Return the members that the program needs, each with its move, and whether all was answered in time."""
    needed, moves = list(members), {}
    for limit in members:
        if oracle.late:
            break
        oracle.unsure = False
        others = [other for other in needed if other != limit]
        ask = oracle.whole_plan if whole else oracle.plan
        values = ask(others, {limit: 1.0})
        if values is not None:
            moves[limit] = move_of(oracle, limit, values)
        elif not oracle.unsure:
            needed = others
    return [Clash(limit, moves.get(limit)) for limit in needed], set(moves) >= set(needed)


__all__ = [
    "DATES",
    "DEMAND",
    "HOURS",
    "LP",
    "MAXIMUM",
    "MIP",
    "ORDER",
    "RULE",
    "SITE",
    "SURPLUS",
    "Clash",
    "ConflictSet",
    "Limit",
    "conflict_of",
    "find_conflict",
    "further_conflicts",
    "named_limits",
    "without",
]
