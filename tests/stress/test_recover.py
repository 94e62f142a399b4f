"""Everything free again: plans without what was lost, against brute force and against each other."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from small import MILLION, Small, shipped_law

from evplan.errors import has_errors
from evplan.model.incumbent import values_of
from evplan.model.loss import without_suppliers
from evplan.model.program import build
from evplan.plan.disturbance import Disturbance, disturbed, with_unmet
from evplan.plan.exposure import exposure_table
from evplan.plan.inputs import assemble
from evplan.plan.outcome import plan_tables
from evplan.plan.verify import verify
from evplan.solve.recover import Recovery

PENALTY = 1000.0


class Bench:
    """A small plan, from which others are found again; money in million rupiah."""

    def __init__(self, small: Small) -> None:
        self.tables, self.scenario = small.tables, with_unmet(small.scenario, PENALTY * MILLION)
        self.solved = small.solve()
        self.model = build(assemble(self.tables, self.scenario, shipped_law()))
        self.values = values_of(self.model, self.solved.solution)
        self.recovery = Recovery(self.model, self.values, self.scenario.solver, 10.0)

    def without(self, *lost: str) -> tuple[float, float]:
        """Return cost and vehicles not built of the plan found without suppliers, verified."""
        found = self.recovery.again(without_suppliers(self.model, lost), self.values)
        tables, scenario = self.tables, self.scenario
        if lost:
            tables, scenario = disturbed(tables, scenario, Disturbance(name="x", suppliers=lost))
        plan = plan_tables(self.model.inputs, found.solution)
        assert not has_errors(verify(tables, scenario, shipped_law(), found.solution, plan))
        assert found.ending == "optimal"
        assert found.gap == pytest.approx(0.0, abs=1e-6)
        unmet = float((plan.vehicles["demanded"] - plan.vehicles["built"]).sum())
        return round(float(plan.costs["idr"].sum()) / MILLION, 6), round(unmet, 6)


@pytest.fixture(scope="module")
def bench() -> Bench:
    """Frames from A (2, at most 6), B (3, with a tool for 4), C (9, at most 5); a seat from D (1); ten vehicles."""
    small = Small().part("frame").part("seat")
    small.offer("a", "frame", 2, maximum_units=6).offer("b", "frame", 3, tooling_cost_idr=4)
    small.offer("c", "frame", 9, maximum_units=5).offer("d", "seat", 1).demand(10)
    return Bench(small)


def by_hand(lost: tuple[str, ...]) -> tuple[float, float]:
    """Return cost and vehicles not built, from all whole splits of the frames."""
    best = (np.inf, 0.0)
    most = {"A": 6, "B": 10, "C": 5}
    room = [range(0 if name in lost else most[name] + 1) or range(1) for name in most]
    for a, b, c in itertools.product(*room):
        built = a + b + c
        if built > 10 or ("D" in lost and built):
            continue
        cost = 2 * a + 3 * b + (4 if b else 0) + 9 * c + built + PENALTY * (10 - built)
        best = min(best, (cost, 10.0 - built))
    return best


@pytest.mark.parametrize("lost", [(), ("A",), ("B",), ("C",), ("D",), ("A", "B"), ("B", "C"), ("A", "B", "C")])
def test_the_plan_without_them_is_the_best_there_is(bench, lost):
    assert bench.without(*lost) == by_hand(lost)


def test_losing_more_never_costs_less(bench):
    costs = [bench.without(*lost)[0] for lost in ((), ("A",), ("A", "C"), ("A", "B", "C"))]
    assert costs == sorted(costs)
    assert costs[0] == bench.solved.cost


def test_another_source_takes_over_all_that_one_had():
    small = Small().part("frame").offer("a", "frame", 2).offer("b", "frame", 3).demand(10)
    assert Bench(small).without("A") == (30, 0)


def test_a_rule_still_holds_when_everything_is_free():
    small = Small().part("frame").offer("a", "frame", 2).offer("b", "frame", 3).offer("c", "frame", 5).demand(10)
    small.rule("award", measure="units", suppliers=["B"], maximum_share=0.5)
    assert Bench(small).without("A") == (40, 0)


def test_twice_the_demand_is_built_as_far_as_it_can_be():
    small = Small().part("frame").offer("a", "frame", 2, maximum_units=6).offer("b", "frame", 3, maximum_units=9)
    own = Bench(small.demand(10))
    _, scenario = disturbed(own.tables, own.scenario, Disturbance(name="x", demand=2.0))
    model = build(assemble(own.tables, scenario, shipped_law()))
    found = own.recovery.again(model, values_of(model, own.solved.solution))
    assert float(found.solution.builds["built"].sum()) == pytest.approx(15)


def test_least_risk_is_least_of_what_a_stress_test_tells():
    small = Small().part("x").offer("a", "x", 3).offer("b", "x", 5).demand(10)
    tables = [
        exposure_table(one.model.inputs, one.plan) for one in (small.solve(), small.copy().objective("risk").solve())
    ]
    dear, spread = (table.set_index("by").loc["supplier"] for table in tables)
    # all from A: 30; at least risk A and B get 18.75 each
    assert (dear["largest_idr"], dear["herfindahl"]) == (30 * MILLION, 1)
    assert (spread["largest_idr"], spread["herfindahl"]) == (pytest.approx(18.75 * MILLION), pytest.approx(0.5))
