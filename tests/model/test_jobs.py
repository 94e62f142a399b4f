"""Labour hours in regions."""

from __future__ import annotations

import pytest
from small import Small


def two_regions() -> Small:
    """Part ``x``: A in R1 at 3 with one hour of labour, B in R2 at 5 with two; ten vehicles."""
    small = Small().part("x").supplier("A", region="R1").supplier("B", region="R2").demand(10)
    return small.offer("a", "x", 3, "A", labour_hours_per_unit=1).offer("b", "x", 5, "B", labour_hours_per_unit=2)


def test_a_region_gets_its_hours():
    solved = two_regions().rule("jobs", regions=["R2"], minimum=8).solve()
    assert (solved.units, solved.cost) == ({"a": 6, "b": 4}, 38)


def test_hours_are_bounded_above():
    solved = two_regions().rule("jobs", maximum=10).solve()
    assert solved.units == {"a": 10}
    assert two_regions().rule("jobs", regions=["R1"], maximum=7).solve().units == {"a": 7, "b": 3}


def test_each_region_gets_its_hours():
    solved = two_regions().rule("jobs", each=["region"], minimum=6).solve()
    assert solved.units == {"a": 7, "b": 3}


def test_a_region_without_work_cannot_have_hours():
    small = two_regions().supplier("C", region="R3")
    assert small.rule("jobs", regions=["R3"], each=["region"], minimum=1).solve().status == "infeasible"


def test_hours_count_units_paid_but_no_surplus():
    # half of what B makes is good: 4 hours of labour per good unit
    small = Small().part("x").offer("a", "x", 3).demand(10)
    small.offer("b", "x", 5, labour_hours_per_unit=2, yield_share=0.5)
    assert small.rule("jobs", minimum=8).solve().units == {"a": 8, "b": 2}


def test_jobs_that_all_plans_give_change_nothing():
    assert two_regions().rule("jobs", minimum=10).solve().cost == 30


@pytest.mark.parametrize(("penalty", "of_b"), [(0.5e6, 0), (3e6, 4)])
def test_soft_jobs_are_priced_by_the_hour(penalty, of_b):
    # an hour in R2 costs 1 million more
    solved = two_regions().rule("jobs", regions=["R2"], minimum=8, penalty_idr=penalty).solve()
    assert solved.units.get("b", 0) == of_b
