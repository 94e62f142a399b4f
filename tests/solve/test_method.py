"""A first plan by methods of one ratio, where a score may be by any of several."""

from __future__ import annotations

import pytest
from small import Small

from evplan.model.program import cheapest_mix
from evplan.scenario.document import Solver
from evplan.solve.method import by_single_ratio
from evplan.solve.passing import all_pass


def vehicle(share: float, **rule: object) -> Small:
    """A battery that is a main component: certified and local at 12, or imported at 10; the law's score by a rule."""
    small = Small("2026-01").part("x", content_group="battery", main_component=True)
    small.supplier("IMPORT", country="CN", legal_form="importer")
    small.offer("local", "x", 12, local_content_share=share, content_evidence="certificate").offer("import", "x", 10)
    return small.demand(10).rule("local_content", **{"method": "best", "minimum": 0.3} | rule)


def plan(small: Small):
    model = small.model
    return model, by_single_ratio(model, cheapest_mix(model), Solver(gap=0.0), 20.0)


def test_a_plan_by_the_general_method_passes_exactly():
    # 0.75 x the share of local cost has to be 0.3: x of 10 batteries with 12 x / (12 x + 10 (10 - x)) = 0.4
    model, answer = plan(vehicle(1.0))
    assert all_pass(model, answer.values)
    assert answer.objective == pytest.approx(100 + 2 * 40 / 11.2, rel=1e-4)


def test_a_choice_that_one_ratio_cannot_meet_stays_open():
    # certified at 50 % the general method gives 60 of 75 points, 45 in all; the sectoral one 40 x 0.5 + 30 for assembly
    small = vehicle(0.5, minimum=0.46).add("vehicle_content", vehicle="V", assembly_share=1.0)
    model, answer = plan(small)
    assert all_pass(model, answer.values)
    assert small.solve().plan.scores.set_index("method").loc["sectoral", "passes"]


@pytest.mark.parametrize("method", ["general", "sectoral"])
def test_without_a_choice_there_is_nothing_to_do(method):
    _, answer = plan(vehicle(1.0, method=method))
    assert answer is None
