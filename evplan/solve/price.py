"""What every rule costs: the plan without it, and with it one notch looser or tighter.

Nothing starts from nothing: the program is the plan's own with a rule's rows freed or laid again, its relaxation
starts from the plan's, and the search leaves every whole number alone that the changed rule does not move in the
relaxation. Only where that leaves a wider gap than the scenario asks for is the whole program searched, from there.

Costs are known between a bound and a plan, so every figure is a range. With the plan's cost in [L, U] and the changed
one's in [l, u], the difference lies in [l - U, u - L]; a looser rule never costs more, a tighter one never less.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import numpy as np

from evplan.model.incumbent import values_of
from evplan.model.problem import Arrays
from evplan.model.program import SourcingModel, program_at
from evplan.model.variant import freed, rows_of_rule, with_minimum, with_rules
from evplan.plan.outcome import plan_tables
from evplan.plan.record import PlanTables
from evplan.quantities import Floats
from evplan.scenario.document import Solver
from evplan.scenario.rule import AnyRule, LocalContent
from evplan.solve.extract import extract
from evplan.solve.near import Relaxed, binding, full, keeps, moved, nearby, relax
from evplan.solve.notch import Bound, Step, notch, score_bounds
from evplan.solve.passing import all_pass, feasible_mix
from evplan.solve.start import first_plan

STEPS: tuple[Step, ...] = ("looser", "without", "tighter")

Ending = Literal["plan", "no plan", "not found", "no notch"]

SAME_COST = 1e-8
"""Two costs that differ by no more than this part are the same."""

MOST_TANGENTS = 3
"""Times a plan's scores are laid at its own mix again until they pass exactly."""


@dataclass(frozen=True)
class Effect:
    """What else a plan is like: lowest score of a vehicle and year by its best method in force, shares, suppliers."""

    score: float | None
    umkm_share: float
    suppliers: int


@dataclass(frozen=True)
class Priced:
    """One step of one rule; money in million rupiah.

    ``change`` is what the plan that was found costs more (less: negative) than the plan with the rules as they are;
    the true difference lies between ``least`` and ``most`` (``None``: not known). ``no plan``: none exists, proven;
    ``not found``: none was found in the time given; ``no notch``: no bound can move that way.
    """

    rule: AnyRule
    step: Step
    bounds: tuple[Bound, ...]
    ending: Ending
    change: float | None = None
    least: float | None = None
    most: float | None = None
    effect: Effect | None = None


@dataclass(frozen=True)
class Prices:
    """All steps of all rules, and the plan that they are held against: found between ``bound`` and ``cost``.

    ``improved`` is by how much that plan is cheaper than the stored one; ``approximate`` says that scores are held at
    their tangents, so that bounds are not proven. ``seconds`` is what it took.
    """

    steps: tuple[Priced, ...]
    cost: float
    bound: float
    improved: float
    effect: Effect
    approximate: bool
    seconds: float


@dataclass
class _Case:
    """A changed program and what is known of its cost."""

    rule: AnyRule
    step: Step
    bounds: tuple[Bound, ...]
    model: SourcingModel
    rows: np.ndarray
    same_columns: bool = True
    ending: Ending = "plan"
    values: Floats | None = None
    cost: float = np.inf
    bound: float = -np.inf
    arrays: Arrays | None = field(default=None, repr=False)

    def at(self, mix: Floats) -> Arrays:
        """Return the program with its scores laid at a mix."""
        return freed(program_at(self.model, mix), self.rows)

    @property
    def scored(self) -> SourcingModel:
        """Return the model with the targets that are still asked for."""
        if self.step != "without":
            return self.model
        return replace(self.model, scores=tuple(one for one in self.model.scores if one.rule != self.rule.id))


class _Pricing:
    """The plan that everything is held against; it gets better when a step finds a better one by the way."""

    def __init__(
        self, model: SourcingModel, values: Floats, bound: float, solver: Solver, seconds: float, narrow: bool
    ) -> None:
        self.model, self.solver, self.seconds, self.narrow = model, solver, seconds, narrow
        self.arrays = program_at(model, values)
        self.relaxed = relax(self.arrays, seconds * 10)
        self.values, self.bound = values, max(bound, -np.inf if self.relaxed.bound is None else self.relaxed.bound)
        self.cost = self.stored = float(self.arrays.cost @ values + self.arrays.offset)
        self._improve()

    def _improve(self) -> None:
        """Make the plan the cheapest with its whole numbers, and work out what its broken soft rules cost."""
        none = np.zeros_like(self.arrays.integer)
        answer = nearby(self.arrays, self.values, none, self._eager, self.seconds * 10)
        if answer.values is None or answer.objective is None:
            return
        groups = self.model.columns.space.groups.items()
        if any(group.size for name, group in groups if name.startswith(("violation:", "shortfall"))):
            self.values, self.cost, self.stored = answer.values, answer.objective, answer.objective
        elif all_pass(self.model, answer.values):
            self.take(answer.values, self.arrays)
        if self.narrow:
            answer = full(self.arrays, self.values, self._eager, self.seconds)
            self.bound = self.bound if answer.bound is None else max(self.bound, answer.bound)
            if answer.values is not None and all_pass(self.model, answer.values):
                self.take(answer.values, self.arrays)

    @property
    def _eager(self) -> Solver:
        """Return the scenario's solver with a gap that tells neighbours apart."""
        return self.solver.model_copy(update={"gap": min(self.solver.gap, 1e-5)})

    def take(self, values: Floats, arrays: Arrays) -> None:
        """Hold everything against this plan, if it is cheaper."""
        cost = float(arrays.cost @ values + arrays.offset)
        if cost < self.cost:
            self.values, self.cost = values, cost

    def solve(self, case: _Case, start: Floats | None = None) -> None:
        """Find out what a changed program costs."""
        start = self.values if start is None else start
        start = start if case.same_columns else values_of(case.model, extract(self.model, start))
        case.arrays = case.at(start)
        relaxed = relax(case.arrays, self.seconds * 10, self.relaxed)
        if relaxed.impossible and case.scored.has_sum_of_ratios:
            start, relaxed = self._wider(case, start, relaxed)
        if relaxed.impossible:
            case.ending = "no plan"
            return
        case.bound = -np.inf if relaxed.bound is None else relaxed.bound
        touched = self._touched(case, relaxed)
        if not touched.any() and self._changes_nothing(case):
            case.values, case.cost = self.values, self.cost
        ending = self._search(case, start, touched)
        if case.values is None:
            case.ending = "no plan" if ending == "infeasible" else "not found"

    def _changes_nothing(self, case: _Case) -> bool:
        """Return whether the plan keeps a tighter rule anyway, or a looser one did not hold it back.

        With its whole numbers given the plan is a linear optimum, which a slack row has no part in.
        """
        assert case.arrays is not None
        if not case.same_columns:
            return False
        if case.step == "tighter":
            return keeps(case.arrays, self.values) and all_pass(case.model, self.values)
        own = rows_of_rule(self.model, case.rule.id)
        return not binding(program_at(self.model, self.values), self.values)[own].any()

    def _wider(self, case: _Case, start: Floats, relaxed: Relaxed) -> tuple[Floats, Relaxed]:
        """Lay the scores where they can be passed, if they can be at all."""
        asked = case.rows[case.rows < len(self.model.arrays.row_lower)]
        mix = feasible_mix(case.scored, lambda arrays: freed(arrays, asked), self.seconds * 3)
        if mix is None:
            return start, relaxed
        case.arrays = case.at(mix)
        return mix, relax(case.arrays, self.seconds * 10)

    def _touched(self, case: _Case, relaxed: Relaxed) -> np.ndarray:
        """Return the whole columns that the changed rule moves in the relaxation, and those that it owns.

        Which method a vehicle is scored by stays as it is: the relaxation says nothing about it.
        """
        assert case.arrays is not None
        if relaxed.values is None or relaxed.bound is None or not case.same_columns or self.relaxed.values is None:
            return case.arrays.integer
        # A bound that stays says that the rule moves nothing: what differs then is one of many equal corners.
        same = self._same(relaxed.bound, self.relaxed.bound)
        touched = np.zeros_like(case.arrays.integer) if same else moved(relaxed.values, self.relaxed.values)
        touched[case.model.columns["chosen_method"].columns] = False
        for name, group in case.model.columns.space.groups.items():
            if case.rule.id in name.split(":")[1:2]:
                touched[group.columns] = True
        return np.asarray(touched & case.arrays.integer)

    @staticmethod
    def _same(left: float, right: float | None) -> bool:
        return right is not None and abs(left - right) <= SAME_COST * max(abs(left), 1.0)

    def _search(self, case: _Case, start: Floats, touched: np.ndarray) -> str:
        """Search beside the plan, then from the relaxation, then everywhere; return how the last search ended."""
        ending, arrays = "feasible", case.arrays
        assert arrays is not None
        if case.values is None:
            ending = self._try(case, arrays, start, partial(nearby, free=touched, solver=self._eager))
        if case.values is None:
            rounded = first_plan(arrays, self.seconds * 3, self.solver.gap).values
            start = start if rounded is None else rounded
            none = np.zeros_like(arrays.integer)
            ending = self._try(case, arrays, start, partial(nearby, free=none, solver=self._eager))
        # A gap as wide as that of the plan it is held against is as much as can be asked for.
        wanted = 0.0 if self.narrow else max(self.solver.gap, self._gap(self.cost, self.bound))
        if case.values is None or self._gap(case.cost, case.bound) > wanted + SAME_COST:
            start = start if case.values is None else case.values
            ending = self._try(case, arrays, start, self._fully(case))
        return ending

    def _fully(self, case: _Case) -> Callable[..., object]:
        def search(arrays: Arrays, start: Floats, seconds: float) -> object:
            answer = full(arrays, start, self._eager if self.narrow else self.solver, seconds)
            if answer.bound is not None:
                case.bound = max(case.bound, answer.bound)
            return answer

        return search

    def _try(self, case: _Case, arrays: Arrays, start: Floats, search: Callable[..., object]) -> str:
        """Search, lay the scores at the mix that was found until they pass, keep the best plan that does."""
        ending = "no_solution"
        for _ in range(MOST_TANGENTS if case.scored.has_sum_of_ratios else 1):
            answer = search(arrays, start, seconds=self.seconds)
            ending, values = answer.ending, answer.values  # type: ignore[attr-defined]
            if values is None:
                break
            cost = float(arrays.cost @ values + arrays.offset)
            if all_pass(case.scored, values):
                if cost < case.cost:
                    case.values, case.cost = values, cost
                break
            start, arrays = values, case.at(values)
        return str(ending)

    @staticmethod
    def _gap(cost: float, bound: float) -> float:
        return (cost - bound) / max(abs(cost), 1e-9)


def price_rules(
    model: SourcingModel,
    values: Floats,
    bound: float,
    solver: Solver,
    seconds: float,
    *,
    narrow: bool = False,
    effects: bool = True,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Prices:
    """Return what every rule of the scenario costs.

    ``values`` is the plan as `evplan.model.incumbent` has it, ``bound`` what is proven of its cost (million rupiah),
    ``seconds`` the time that one search may take. ``narrow`` searches every whole program for that long, so that the
    ranges become narrower; without it that is done only where nothing was found nearby. ``effects`` says of every plan
    what else it is like. ``told`` hears how many rules are done.
    """
    began = time.perf_counter()
    pricing = _Pricing(model, values, bound, solver, seconds, narrow)
    rules = model.inputs.scenario.rule
    cases: list[_Case] = []
    for number, rule in enumerate(rules):
        told(number, len(rules))
        cases += _steps_of(pricing, rule)
    told(len(rules), len(rules))
    for case in cases:
        if case.step != "tighter":
            # What a looser rule costs at least, the plan itself does not undercut.
            pricing.bound = max(pricing.bound, case.bound) if case.ending == "plan" else pricing.bound
    known: dict[int, PlanTables] = {}
    base = _effect(model, pricing.values, known)
    steps = tuple(_priced(pricing, case, known if effects else None) for case in cases)
    return Prices(
        steps,
        pricing.cost,
        pricing.bound,
        pricing.stored - pricing.cost,
        base,
        model.has_sum_of_ratios,
        time.perf_counter() - began,
    )


def _steps_of(pricing: _Pricing, rule: AnyRule) -> list[_Case]:
    cases = []
    start: Floats | None = None
    for step in STEPS:
        case = _case(pricing.model, rule, step)
        if case.ending == "plan":
            pricing.solve(case, start if step == "without" else None)
            if step != "tighter":
                _never_dearer(pricing, case)
                start = case.values if case.same_columns else None
        cases.append(case)
    return cases


def _case(model: SourcingModel, rule: AnyRule, step: Step) -> _Case:
    none = np.empty(0, dtype=np.int64)
    if step == "without":
        return _Case(rule, step, (), model, rows_of_rule(model, rule.id))
    if isinstance(rule, LocalContent):
        bounds = score_bounds(model, rule, step)
        points = bounds[0].new - bounds[0].old if bounds else 0.0
        changed = with_minimum(model, rule.id, points)
        return _Case(rule, step, bounds, changed, none, ending="plan" if bounds else "no notch")
    other, bounds = notch(rule, step)
    if not bounds or other is None:
        return _Case(rule, step, bounds, model, none, ending="no plan" if bounds else "no notch")
    changed = with_rules(model, [other if one.id == rule.id else one for one in model.inputs.scenario.rule])
    return _Case(rule, step, bounds, changed, none, changed.columns.space.size == model.columns.space.size)


def _never_dearer(pricing: _Pricing, case: _Case) -> None:
    """Keep the plan itself where nothing cheaper was found; take what was found if it keeps the rules as they are."""
    if case.values is None or case.cost >= pricing.cost * (1 - SAME_COST):
        case.values, case.cost, case.ending = pricing.values, pricing.cost, "plan"
        case.same_columns = True
        return
    if case.same_columns and all_pass(pricing.model, case.values):
        arrays = program_at(pricing.model, case.values)
        if keeps(arrays, case.values):
            pricing.take(case.values, arrays)


def _priced(pricing: _Pricing, case: _Case, known: dict[int, PlanTables] | None) -> Priced:
    if case.ending != "plan" or case.values is None:
        return Priced(case.rule, case.step, case.bounds, case.ending)
    cost = min(case.cost, pricing.cost) if case.step != "tighter" else max(case.cost, pricing.cost)
    least = None if np.isinf(case.bound) else case.bound - pricing.cost
    most: float | None = cost - pricing.bound
    if case.step == "tighter":
        least = max(least or 0.0, 0.0)
    else:
        most = min(cost - pricing.bound, 0.0)
    model = pricing.model if case.same_columns else case.model
    effect = None if known is None else _effect(model, case.values, known)
    return Priced(case.rule, case.step, case.bounds, "plan", cost - pricing.cost, least, most, effect)


def _effect(model: SourcingModel, values: Floats, known: dict[int, PlanTables]) -> Effect:
    """Return what a plan is like; ``known`` keeps the tables of plans by their values' identity."""
    if id(values) not in known:
        known[id(values)] = plan_tables(model.inputs, extract(model, values))
    tables = known[id(values)]
    scores = tables.scores[tables.scores["in_force"]]
    best = scores.groupby(["vehicle", "year"])["score"].max()
    shares = tables.shares.set_index(["group", "measure"])["share"]
    return Effect(
        float(best.min()) if len(best) else None,
        float(shares.loc[("umkm_koperasi", "value")]),
        int(tables.awards["supplier"].nunique()),
    )


def by_price(steps: Sequence[Priced]) -> list[str]:
    """Return the rules' ids, the dearest first: by what leaving one out saves, then by what it could save at most."""
    without = [one for one in steps if one.step == "without"]
    return [one.rule.id for one in sorted(without, key=lambda one: (one.change or 0.0, one.least or 0.0))]
