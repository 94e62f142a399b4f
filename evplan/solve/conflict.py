"""When nothing fits: the smallest set of rules and named limits that clash, and how far each would have to move.

Limits are those a person can name: a rule, the hours of a workshop's process, an offer's maximum, its order sizes, a
plant's capacity, offers' dates and certificates, the demand for a vehicle. A limit is left out by building the program
without it, so that no bound that was derived from it stays behind.

The set is found with QuickXplain (Junker, 2004: Preferred explanations and relaxations for over-constrained problems)
on the linear relaxation where that is infeasible itself, on the whole program otherwise, first among kinds of limits,
then inside each kind; last, members are left out one by one on the whole program. What remains cannot hold together,
and does as soon as any one member is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from evplan.model.problem import Arrays
from evplan.model.program import SourcingModel, build, cheapest_mix, program_at
from evplan.plan.inputs import PlanInputs
from evplan.scenario.rule import Cell
from evplan.solve.highs import run
from evplan.solve.move import Move, demand_move, hours_move, maximum_move, rule_move, score_move, site_move
from evplan.solve.search import feasible_mix

RULE, DEMAND, HOURS, MAXIMUM, ORDER, SITE, DATES = (
    "rule",
    "demand",
    "hours",
    "maximum_units",
    "order_size",
    "site_capacity",
    "dates",
)


@dataclass(frozen=True, order=True)
class Limit:
    """A limit that can be named: its kind, and the key of what it limits.

    ``key`` is a rule's id, a vehicle, ``supplier/process``, an offer or a site; ``code`` its row in the inputs.
    """

    kind: str
    key: str
    code: int = -1


Groups = list[list[Limit]]


@dataclass(frozen=True)
class Clash:
    """A member of a conflict, and by how much it alone would have to give way (``None``: not worked out)."""

    limit: Limit
    move: Move | None = None


@dataclass(frozen=True)
class ConflictSet:
    """A minimal conflict: ``proven`` says that leaving out any one member was shown to make a plan possible."""

    clashes: tuple[Clash, ...]
    proven: bool
    solves: int


class _Oracle:
    """Answers whether a plan exists when only some limits hold; counts its solves and keeps to a time."""

    def __init__(self, inputs: PlanInputs, seconds: float) -> None:
        self.inputs = inputs
        self.everything = named_limits(inputs)
        self.ends = time.perf_counter() + seconds
        self.relaxed = True
        self.solves = 0
        self.known: dict[frozenset[Limit], bool] = {}

    @property
    def late(self) -> bool:
        """Return whether the time is up."""
        return time.perf_counter() > self.ends

    def feasible(self, enforced: Iterable[Limit]) -> bool:
        """Return whether a plan exists that keeps these limits; an unanswered question counts as yes."""
        key = frozenset(enforced)
        if key not in self.known:
            self.solves += 1
            model = build(without(self.inputs, set(self.everything) - key))
            free = [limit.key for limit in self.everything if limit.kind == DEMAND and limit not in key]
            self.known[key] = self._ask(model, free)
        return self.known[key]

    def all_feasible(self, groups: Groups) -> bool:
        """Return whether a plan exists that keeps all limits of these groups."""
        return self.feasible(limit for group in groups for limit in group)

    def move(self, limit: Limit, members: list[Limit]) -> Move | None:
        """Return how far one member would have to give way, the others held."""
        held = set(members)
        free = [one.key for one in self.everything if one.kind == DEMAND and one not in held - {limit}]
        inputs = without(self.inputs, set(self.everything) - held)

        def prepared(model: SourcingModel, arrays: Arrays) -> Arrays:
            return self._prepared(model, arrays, free)

        if self.late:
            return None
        if limit.kind == RULE:
            rule = next(rule for rule in self.inputs.scenario.rule if rule.id == limit.key)
            if rule.kind == "local_content":
                return score_move(inputs, limit.key, prepared, self._seconds())
            return rule_move(inputs, rule, prepared, self._seconds())
        if limit.kind == DEMAND:
            return demand_move(inputs, limit.key, prepared, self._seconds())
        by_code = {HOURS: hours_move, MAXIMUM: maximum_move, SITE: site_move}.get(limit.kind)
        return None if by_code is None else by_code(inputs, limit.code, prepared, self._seconds())

    def _ask(self, model: SourcingModel, free_vehicles: Sequence[str]) -> bool:
        def prepared(arrays: Arrays) -> Arrays:
            return self._prepared(model, arrays, free_vehicles)

        if model.has_sum_of_ratios:
            return feasible_mix(model, prepared, self._seconds()) is not None
        answer = run(prepared(program_at(model, cheapest_mix(model))), _quick(self._seconds()))
        return answer.ending != "infeasible"

    def _prepared(self, model: SourcingModel, arrays: Arrays, free_vehicles: Sequence[str]) -> Arrays:
        """Return the program without objective, the free vehicles' builds at liberty, relaxed if that is enough."""
        lower = arrays.column_lower.copy()
        lower[_builds(model, free_vehicles)] = 0.0
        integer = np.zeros_like(arrays.integer) if self.relaxed else arrays.integer
        return replace(arrays, cost=np.zeros_like(arrays.cost), offset=0.0, column_lower=lower, integer=integer)

    def _seconds(self) -> float:
        return max(self.ends - time.perf_counter(), 1.0)


def named_limits(inputs: PlanInputs) -> list[Limit]:
    """Return every limit that could be part of a conflict, the kinds in a fixed order."""
    offers = inputs.offers
    maximum = np.flatnonzero(np.isfinite(offers["maximum_units"]))
    sized = np.flatnonzero((offers["minimum_order"] > 0) | (offers["order_multiple"] > 0))
    sites = np.flatnonzero(np.isfinite(inputs.site_capacity).any(axis=1))
    hours = inputs.hours_of["supplier"] + "/" + inputs.hours_of["process"]
    return [
        *(Limit(DEMAND, vehicle) for vehicle in inputs.lines["vehicle"].unique()),
        Limit(DATES, "offers"),
        *(Limit(SITE, inputs.sites["site"].iloc[site], int(site)) for site in sites),
        *(Limit(HOURS, key, code) for code, key in enumerate(hours)),
        *(Limit(MAXIMUM, offers["offer"].iloc[offer], int(offer)) for offer in maximum),
        *(Limit(ORDER, offers["offer"].iloc[offer], int(offer)) for offer in sized),
        *(Limit(RULE, rule.id) for rule in inputs.scenario.rule if not rule.is_soft),
    ]


def without(inputs: PlanInputs, dropped: set[Limit]) -> PlanInputs:
    """Return the inputs with these limits left out; demand stays (the program's bounds let it go unmet)."""
    codes = {kind: [limit.code for limit in group] for kind, group in groupby(sorted(dropped), lambda one: one.kind)}
    offers, hours, sites = inputs.offers.copy(), inputs.hours.copy(), inputs.site_capacity.copy()
    hours[codes.get(HOURS, [])] = np.inf
    sites[codes.get(SITE, [])] = np.inf
    offers.loc[codes.get(MAXIMUM, []), "maximum_units"] = np.inf
    offers.loc[codes.get(ORDER, []), ["minimum_order", "order_multiple"]] = 0.0
    usable = inputs.usable
    if DATES in codes:
        usable = np.broadcast_to(inputs.has_lane[:, :, None], usable.shape)
    gone = {limit.key for limit in dropped if limit.kind == RULE}
    rules = [rule for rule in inputs.scenario.rule if rule.id not in gone]
    scenario = inputs.scenario.model_copy(update={"rule": rules})
    return replace(inputs, scenario=scenario, offers=offers, hours=hours, site_capacity=sites, usable=usable)


def find_conflict(inputs: PlanInputs, seconds: float = 120.0) -> ConflictSet:
    """Return a minimal conflict of an infeasible plan, or an empty set where none was found in the time given."""
    oracle = _Oracle(inputs, seconds)
    if oracle.feasible(oracle.everything):
        oracle.relaxed = False
        oracle.known.clear()
    kinds = [list(group) for _, group in groupby(oracle.everything, lambda limit: _class_of(limit))]
    clashing = _explain([], kinds, oracle.all_feasible)
    members: list[Limit] = []
    for place, group in enumerate(clashing):
        held = [*members, *(limit for later in clashing[place + 1 :] for limit in later)]
        inside = _explain([held], [[limit] for limit in group], oracle.all_feasible)
        members += [limit for single in inside for limit in single]
    proven = _delete_each(oracle, members)
    return ConflictSet(tuple(Clash(limit, oracle.move(limit, members)) for limit in members), proven, oracle.solves)


def _class_of(limit: Limit) -> tuple[str, str]:
    return (limit.kind, limit.key if limit.kind == RULE else "")


def _delete_each(oracle: _Oracle, members: list[Limit]) -> bool:
    """Leave out, in place, members that the whole program does not need; return whether the rest is proven minimal."""
    oracle.relaxed = False
    oracle.known.clear()
    for limit in list(members):
        if oracle.late:
            return False
        rest = [other for other in members if other != limit]
        if not oracle.feasible(rest):
            members.remove(limit)
    return not oracle.late


def _explain(background: Groups, groups: Groups, feasible: Callable[[Groups], bool]) -> Groups:
    """Return a smallest subset of the groups that cannot hold together (QuickXplain), the background held anyway."""

    def inner(held: Groups, grew: bool, candidates: Groups) -> Groups:
        if grew and not feasible(held):
            return []
        if len(candidates) == 1:
            return candidates
        half = len(candidates) // 2
        left, right = candidates[:half], candidates[half:]
        from_right = inner([*held, *left], True, right)
        from_left = inner([*held, *from_right], bool(from_right), left)
        return [*from_left, *from_right]

    return inner(background, bool(background), groups) if groups else []


def _builds(model: SourcingModel, vehicles: Sequence[str]) -> np.ndarray:
    activity = model.columns["activity"]
    root = model.inputs.explosion.roots["vehicle"].isin(list(vehicles)).to_numpy()
    return np.asarray(activity.columns[root[activity.index["root"].to_numpy()]])


def _quick(seconds: float) -> dict[str, Cell]:
    return {"time_limit": seconds, "mip_rel_gap": 1.0, "primal_feasibility_tolerance": 1e-8}


__all__ = ["Clash", "ConflictSet", "Limit", "find_conflict", "named_limits", "without"]
