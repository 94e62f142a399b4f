"""Ways out of a conflict: what has to move so that the whole scenario fits, each tried by solving it again.

A repair is a set of moves that together make a plan possible. The candidates come from the elastic program: every
limit's own smallest move where one alone is enough, and the smallest weighted moves together, with what others could
decide and with the largest move of the first kept out. Each is rounded to the loose side, made as an edit of scenario
and data, and solved; what does not solve is dropped. Moves that leave a known conflict as it is are not tried.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from evplan.model.incumbent import values_of
from evplan.model.program import SourcingModel, build, program_at
from evplan.plan.change import apply_changes
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.outcome import plan_tables
from evplan.plan.record import Solution
from evplan.quantities import Floats
from evplan.scenario.document import Change, Solver
from evplan.scenario.rule import LocalContent
from evplan.schema import Tables
from evplan.solve.dive import dive
from evplan.solve.elastic import Elastic
from evplan.solve.extract import extract
from evplan.solve.limit import DATES, DEMAND, HOURS, MAXIMUM, ORDER, RULE, SITE, SURPLUS, Limit
from evplan.solve.oracle import BROKEN, SMALL, Oracle
from evplan.solve.passing import all_pass
from evplan.solve.search import search
from evplan.solve.step import Step, changes_of, dates_step, edited, step_of

WEIGHTS = {RULE: 1.0, DEMAND: 10.0, SITE: 1.0, DATES: 0.5, ORDER: 1.0, SURPLUS: 0.3}
"""What moving a limit by all of it counts; hours and maxima count 1."""

UNLAWFUL = 50.0
"""What giving up all of a score that the law asks for counts."""

MOST_REPAIRS = 4
"""So many repairs are tried by solving."""

MARGIN = 0.05
"""By how much of themselves the moves of a relaxation are made larger, so that whole orders fit."""

RULE_MARGIN = 0.1
"""By how much of itself the bound of a rule moves further, so that a plain solve finds a plan in its time."""

LEAST_SECONDS = 10.0
"""Further repairs are looked for as long as the first one took, or so long."""

MOST_SECONDS = 60.0
"""One repair is solved for so long at most."""

PRICING_SECONDS = 20.0
"""A plan for one that moves as a plan did is looked for so long at most."""

GOOD_ENOUGH = 0.02
"""Relative gap at which a repaired scenario is solved: for its cost, and to show that it can be."""


@dataclass(frozen=True)
class Repair:
    """Moves that together make a plan possible, solved: ``cost_idr`` is the plan's whole cost, ``gap`` how sure.

    ``reason`` is kept with every change of data.
    """

    steps: tuple[Step, ...]
    cost_idr: float
    gap: float | None
    reason: str

    @property
    def changes(self) -> list[Change]:
        """Return the changes of data that it makes, each once, with their reason."""
        return changes_of(self.steps, self.reason)

    @property
    def unlawful(self) -> bool:
        """Return whether it asks for less than the law does."""
        return any(step.unlawful for step in self.steps)


def find_repairs(
    elastic: Elastic, tables: Tables, conflicts: Sequence[Collection[Limit]], seconds: float, reason: str
) -> list[Repair]:
    """Return repairs of a scenario with these conflicts, the cheapest first; none if none was found in the time.

    Those that give up what the law asks for come only where there is no other. ``tables`` are the data that the
    inputs were made of; ``reason`` is kept with every change of data.
    """
    ends = time.perf_counter() + seconds
    oracle = Oracle(elastic, seconds * 0.6)
    finder = _Finder(oracle, tables, conflicts, ends, reason)
    lawful = [limit for limit in elastic.levers if limit not in _legal(elastic.inputs)]
    repairs = finder.repairs(lawful)
    if not repairs:
        repairs = finder.repairs([*elastic.levers])
    return sorted(repairs, key=lambda repair: repair.cost_idr)


class _Finder:
    """Finds repairs of one scenario and tries them; each set of limits once."""

    def __init__(
        self, oracle: Oracle, tables: Tables, conflicts: Sequence[Collection[Limit]], ends: float, reason: str
    ) -> None:
        self.oracle = oracle
        oracle.quick = True
        self.elastic = oracle.elastic
        self.tables = tables
        self.conflicts = [set(conflict) for conflict in conflicts]
        self.ends = ends
        self.reason = reason
        self.began = time.perf_counter()
        self.tried: set[frozenset[Limit]] = set()

    def repairs(self, movable: Collection[Limit]) -> list[Repair]:
        """Return the repairs that move only these limits."""
        found: list[Repair] = []
        for support in self._candidates(movable):
            if frozenset(support) in self.tried:
                continue
            self.tried.add(frozenset(support))
            tried = self._tried(support)
            if tried:
                found += tried
                self.ends = min(self.ends, time.perf_counter() + max(time.perf_counter() - self.began, LEAST_SECONDS))
            if len(found) >= MOST_REPAIRS or self._is_late:
                break
        return found

    @property
    def _is_late(self) -> bool:
        return self.oracle.late or time.perf_counter() > self.ends

    def _candidates(self, movable: Collection[Limit]) -> Iterator[list[Limit]]:
        """Yield sets of limits that make a plan possible when they move."""
        can = [limit for limit in movable if self._can_move(limit)]
        first = self._smallest(can)
        if first is not None:
            yield first
        members = [limit for limit in can if any(limit in conflict for conflict in self.conflicts)]
        for limit in [*members, *(limit for limit in can if limit.kind == SURPLUS)]:
            alone = None if self._is_late else self._smallest([limit])
            if alone is not None:
                yield alone
        chosen = set(first or ())
        for choice in self._other_choices(can, chosen):
            # What may move includes the first answer: that is the smallest here, too.
            if self._is_late or (chosen and chosen <= set(choice)):
                continue
            other = self._smallest(choice)
            if other is not None:
                yield other

    def _other_choices(self, can: list[Limit], chosen: Collection[Limit]) -> Iterator[list[Limit]]:
        """Yield limits that may move, so that the answer is another than the first: without one of its members, ...

        ... or those alone that the planner, or that suppliers and data decide. Vehicles stay unbuilt only where
        no other member of a conflict may move; in a large program with another way out that takes too long to ask.
        """
        policy, supply = {RULE, SURPLUS, SITE}, {HOURS, MAXIMUM, ORDER, DATES, SITE}
        choices = [[limit for limit in can if limit != kept] for kept in chosen if kept.kind != DEMAND]
        choices += [[limit for limit in can if limit.kind in kinds] for kinds in (policy, supply)]
        for choice in choices:
            building = [limit for limit in choice if limit.kind != DEMAND]
            if self._ends_all(building):
                yield building
            elif self._is_small or not chosen:
                yield choice

    def _ends_all(self, moved: Collection[Limit]) -> bool:
        """Return whether limits that move could end every conflict: without a member of each they cannot."""
        loose = set(moved)
        return any(limit.kind == SURPLUS for limit in loose) or all(loose & conflict for conflict in self.conflicts)

    def _can_move(self, limit: Limit) -> bool:
        """Return whether an edit of scenario or data can move a limit at all."""
        if limit.kind in (RULE, DEMAND, SURPLUS):
            return bool(len(self.elastic.levers[limit].columns))
        return _can_be_written(self.elastic.inputs, self.tables, limit)

    def _smallest(self, movable: Collection[Limit]) -> list[Limit] | None:
        """Return the limits of the smallest weighted moves that make a plan possible, none of them needless."""
        values = self._plan(movable) if self._ends_all(movable) else None
        if values is None:
            return None
        support = self._broken(movable, values)
        for limit in self._lightest_first(support, values):
            fewer = [other for other in support if other != limit]
            if len(support) == 1 or self.oracle.late:
                break
            without = self._plan(fewer) if self._ends_all(fewer) else None
            if without is not None:
                support, values = self._broken(fewer, without), without
        if not self._is_small:
            self.oracle.keep(*self._asked(support), values)
        return support or None

    def _lightest_first(self, support: list[Limit], values: Floats) -> list[Limit]:
        return sorted(support, key=lambda limit: self._weight(limit) * self.oracle.broken(limit, values))

    def _broken(self, movable: Collection[Limit], values: Floats) -> list[Limit]:
        return [limit for limit in movable if self.oracle.broken(limit, values) > BROKEN]

    def _plan(self, movable: Collection[Limit]) -> Floats | None:
        held, weights = self._asked(movable)
        return (self.oracle.whole_plan if self._is_small else self.oracle.plan)(held, weights)

    def _asked(self, movable: Collection[Limit]) -> tuple[set[Limit], dict[Limit, float]]:
        """Return what must hold, and the weights of what may move."""
        return set(self.elastic.levers) - set(movable), {limit: self._weight(limit) for limit in movable}

    def _weight(self, limit: Limit) -> float:
        return UNLAWFUL if limit in _legal(self.elastic.inputs) else WEIGHTS.get(limit.kind, 1.0)

    def _tried(self, support: list[Limit]) -> list[Repair]:
        """Return the repairs that move these limits and are solved, rounded to the loose side; none if none is.

        The moves are those of a whole plan, and solved again from it. In a large program they are made with some
        margin, and once more, further: there rules move to what a cheap plan without them does.
        """
        held, weights = self._asked(support)
        values = self.oracle.whole_plan(held, weights)
        if values is not None and not self._is_small and any(limit.kind == RULE for limit in support):
            # Rules at the very edge of what can be leave a large program with hardly a plan to be found.
            support = self._broken(support, values)
            both = (self._moved(support, values, RULE_MARGIN), self._from_a_plan(support, values))
            return [repair for repair in both if repair is not None]
        if values is not None:
            support = self._broken(support, values)
            attempts = (self._moved(support, values, margin) for margin in (0.0, None))
            return list(islice((repair for repair in attempts if repair is not None), 1))
        values = None if self._is_small else self.oracle.plan(held, weights)
        if values is None:
            return []
        only_data = all(limit.kind != RULE for limit in support)
        repair = self._moved(support, values, MARGIN) if only_data else self._from_a_plan(support, values)
        return [] if repair is None else [repair]

    @property
    def _is_small(self) -> bool:
        return bool(self.elastic.model.arrays.integer.sum() <= SMALL)

    def _moved(self, support: list[Limit], values: Floats, margin: float | None) -> Repair | None:
        """Return the repair whose moves are read off these values, solved; ``None`` if it has no plan in the time."""
        steps = self._steps(support, values, margin)
        solved = None if steps is None else self._solved(steps, values)
        return (
            None if solved is None or steps is None else Repair(tuple(steps), solved.cost_idr, solved.gap, self.reason)
        )

    def _from_a_plan(self, support: list[Limit], values: Floats) -> Repair | None:
        """Return the repair whose rules are moved to what a plan without them does."""
        rules = [limit for limit in support if limit.kind == RULE]
        others = self._steps([limit for limit in support if limit.kind != RULE], values, 3 * MARGIN)
        if others is None or not rules:
            return None
        dropped = [Step(limit, None, None, "rule", "policy", rules={limit.key: None}) for limit in rules]
        solved = self._solved([*others, *dropped], values)
        if solved is None:
            return None
        reached = values_of(self.elastic.model, solved.solution)
        steps = self._steps(rules, reached, 0.0)
        return None if steps is None else Repair((*steps, *others), solved.cost_idr, solved.gap, self.reason)

    def _steps(self, limits: list[Limit], values: Floats, margin: float | None) -> list[Step] | None:
        steps = [step_of(self.oracle, self.tables, limit, values, margin) for limit in limits]
        told = [step for step in steps if step is not None]
        return None if len(told) < len(steps) or self._builds_nothing(told) else told

    def _builds_nothing(self, steps: list[Step]) -> bool:
        """Return whether no vehicle is left to build: that is no way out."""
        unbuilt = {step.limit.key for step in steps if step.limit.kind == DEMAND and step.end == 0}
        return unbuilt >= set(self.elastic.inputs.lines["vehicle"])

    def _solved(self, steps: list[Step], near: Floats | None = None) -> _Solved | None:
        """Return the plan of the scenario and data with these moves; ``None`` if it has none in the time.

        ``near`` is a plan of the elastic program that makes these moves, to start from.
        """
        inputs = self.elastic.inputs
        changes = changes_of(steps, self.reason)
        scenario = edited(inputs.scenario, steps, changes)
        tables, _ = apply_changes(self.tables, changes)
        model = build(assemble(tables, scenario, inputs.law, inputs.references))
        seconds = min(max(self.ends - time.perf_counter(), 2.0), MOST_SECONDS)
        if near is not None and not self._is_small:
            priced = _priced(model, values_of(model, extract(self.elastic.model, near)), seconds)
            if priced is not None:
                return priced
            seconds = min(seconds, PRICING_SECONDS)
        answer = search(model, Solver(gap=GOOD_ENOUGH, time_limit=seconds)).answer
        return None if answer.values is None else _solved(model, answer.values, answer.gap)


@dataclass(frozen=True)
class _Solved:
    """A plan that shows that moves are enough."""

    solution: Solution
    cost_idr: float
    gap: float | None


def _priced(model: SourcingModel, start: Floats, seconds: float) -> _Solved | None:
    """Return a plan of the model near its cheapest, from a dive with the methods of a plan; ``None`` if it finds none.

    The bound that the gap is measured from is that of the tangents at the plan, with every method free.
    """
    chosen = model.columns["chosen_method"].columns.astype(np.int32)
    values, bound = dive(program_at(model, start), min(seconds, PRICING_SECONDS), lambda _: (chosen, start[chosen]))
    if values is None or bound is None or not all_pass(model, values):
        return None
    cost = sum(float(group.cost @ values[group.columns]) for group in model.columns.space.groups.values())
    return _solved(model, values, max(cost - bound, 0.0) / max(cost, 1e-9))


def _solved(model: SourcingModel, values: Floats, gap: float | None) -> _Solved:
    solution = extract(model, values)
    return _Solved(solution, float(plan_tables(model.inputs, solution).costs["idr"].sum()), gap)


def _legal(inputs: PlanInputs) -> set[Limit]:
    """Return the mandatory rules that ask for what the law asks."""
    rules = inputs.scenario.rule
    return {Limit(RULE, rule.id) for rule in rules if isinstance(rule, LocalContent) and rule.minimum == "law"}


def _can_be_written(inputs: PlanInputs, tables: Tables, limit: Limit) -> bool:
    if limit.kind == HOURS:
        row, capacity = inputs.hours_of.iloc[limit.code], tables["capacity"]
        return bool((capacity["supplier"].eq(row["supplier"]) & capacity["process"].eq(row["process"])).any())
    if limit.kind == DATES:
        return dates_step(inputs, tables, limit) is not None
    if limit.kind == ORDER:
        offer = inputs.offers.iloc[limit.code]
        return bool(offer["minimum_order"] > 0 or offer["order_multiple"] > 1)
    return True
