"""Objectives in order, each keeping what those before it reached; numbers for the head."""

from __future__ import annotations

import pytest
from small import Small

MILLION = 1e6


def two_firms(**cells) -> Small:
    """Part ``x``: a large firm at 3 with one labour hour, a cooperative at 5 with four; ten vehicles."""
    small = Small().part("x").supplier("A").supplier("K", legal_form="koperasi", size_class="mikro").demand(10)
    return small.offer("a", "x", 3, "A", labour_hours_per_unit=1).offer("k", "x", 5, "K", labour_hours_per_unit=4)


def test_cost_alone_is_one_stage():
    solved = two_firms().objective("cost").solve()
    [stage] = solved.stages
    assert (stage.objective, stage.ending, stage.value, stage.bound) == ("cost", "optimal", 30 * MILLION, 30 * MILLION)
    assert stage.gap == 0


def test_a_tolerance_of_cost_is_given_to_what_follows():
    # 20 % of 30 is 6: three units at the cooperative
    solved = two_firms().objective("cost", tolerance=0.2).objective("umkm_value").solve()
    assert solved.units == {"a": 7, "k": 3}
    assert [(stage.objective, round(stage.value)) for stage in solved.stages] == [
        ("cost", 30 * MILLION),
        ("umkm_value", 15 * MILLION),
        ("cost", 36 * MILLION),
    ]


def test_without_tolerance_nothing_is_given_up():
    assert two_firms().objective("cost").objective("umkm_value").solve().units == {"a": 10}


def test_work_for_small_firms_is_made_as_large_as_can_be_though_the_key_says_minimise():
    solved = two_firms().objective("umkm_value").solve()
    assert (solved.units, solved.cost) == ({"k": 10}, 50)


def test_what_was_made_large_may_be_given_up_by_its_tolerance():
    # 10 % of 50: one unit goes back
    assert two_firms().objective("umkm_value", tolerance=0.1).objective("cost").solve().units == {"a": 1, "k": 9}


def test_labour_hours_are_made_as_large_as_can_be():
    solved = two_firms().objective("labour_hours", tolerance=0.25).solve()
    # 40 hours less 10: 10 + 3 k >= 30
    assert solved.stages[0].value == pytest.approx(40)
    assert solved.units["k"] == pytest.approx(20 / 3)


def test_cost_has_the_last_word_among_plans_that_are_equally_good():
    # nothing is said about x: any supplier serves, and the cheapest is taken
    small = two_firms().part("y").offer("y1", "y", 2, "K").offer("y2", "y", 9, "K").objective("labour_hours")
    solved = small.solve()
    assert solved.units == {"k": 10, "y1": 10}
    assert [stage.objective for stage in solved.stages] == ["labour_hours", "cost"]


def test_what_is_not_built_is_kept_low_before_cost():
    # building costs 3 and leaving out 1: cost alone builds nothing
    small = two_firms().option("demand", unmet_penalty_idr=1 * MILLION)
    assert small.copy().solve().cost == 10
    solved = small.objective("unmet").solve()
    assert (solved.stages[0].value, solved.cost) == (0, 30)


def test_unmet_counts_vehicles():
    small = Small().part("x").offer("a", "x", 3, maximum_units=6).demand(10)
    solved = small.option("demand", unmet_penalty_idr=1e9).objective("unmet").solve()
    assert solved.stages[0].value == 4


def test_risk_is_the_value_of_the_largest_supplier():
    # A at 3 and B at 5 share ten units: 3 a = 5 b at a = 6.25
    small = Small().part("x").offer("a", "x", 3).offer("b", "x", 5).demand(10).objective("risk")
    solved = small.solve()
    assert solved.stages[0].value == pytest.approx(18.75 * MILLION)
    assert solved.units == {"a": 6.25, "b": 3.75}


def test_change_is_counted_in_units_from_a_run():
    run = Small().part("x").offer("a", "x", 3).offer("b", "x", 5).demand(10).solve()
    now = Small().part("x").offer("a", "x", 3).offer("b", "x", 2).demand(10).reference("before#1", run)
    solved = now.copy().objective("cost").objective("change", run="before#1").solve()
    assert [stage.value for stage in solved.stages] == pytest.approx([20 * MILLION, 10, 20 * MILLION])
    assert now.objective("change", run="before#1").solve().units == {"a": 10}


def scored() -> Small:
    """A battery (40 of 100 points) and a frame (5 points), each local or imported; ten vehicles."""
    small = Small().part("x", content_group="battery", main_component=True).part("y", content_group="frame_body")
    small.offer("x-local", "x", 12, local_content_share=0.8, content_evidence="certificate").offer("x-import", "x", 10)
    return small.offer("y-local", "y", 9, local_content_share=1).offer("y-import", "y", 8).demand(10)


def test_local_content_is_made_as_large_as_can_be():
    # 40 * 0.8 + 5 points, at 2 and 1 more each
    solved = scored().objective("local_content").solve()
    assert solved.stages[0].value == pytest.approx(0.37)
    assert solved.cost == 210
    assert solved.score("sectoral") == pytest.approx(0.37)


def test_a_part_of_the_cost_goes_where_it_brings_most_content():
    # 5.6 % of 180 is 10: the battery brings 3.2 points for 2 a unit, the frame 0.5 points for 1
    solved = scored().objective("cost", tolerance=10 / 180).objective("local_content").solve()
    assert solved.units["x-local"] == pytest.approx(5)
    # half of the battery, dearer: 0.8 * 60 of 110
    assert solved.stages[1].value == pytest.approx(0.4 * 0.8 * 60 / 110, rel=1e-6)
    assert solved.status == "feasible"  # a sum of ratios: no proof that nothing is better
    assert solved.stages[1].bound is None


def test_content_that_was_reached_is_kept_exactly_while_cost_comes_down():
    solved = scored().objective("local_content", tolerance=0.2).objective("cost").solve()
    reached = solved.stages[0].value
    assert solved.score("sectoral") >= reached * 0.8 - 1e-6
    assert solved.cost < 210


@pytest.mark.parametrize(("method", "score"), [("general", 0.75 * 0.8), ("cost_ratio", (96 + 90) / 210)])
def test_content_is_scored_by_the_method_named(method, score):
    solved = scored().objective("local_content", method=method).solve()
    assert solved.stages[0].value == pytest.approx(score)


def test_vehicles_that_are_not_built_score_nothing():
    small = scored().option("demand", unmet_penalty_idr=1.0).objective("local_content").solve()
    assert small.plan.vehicles["built"].sum() == pytest.approx(10)


def test_what_cannot_be_built_has_no_stages():
    small = Small().part("x").offer("a", "x", 3, maximum_units=6).demand(10).objective("risk")
    solved = small.solve()
    assert (solved.status, solved.stages) == ("infeasible", ())


def test_a_soft_rule_counts_in_cost_and_not_in_what_comes_before():
    small = two_firms().rule("award", suppliers=["K"], maximum=10e6, penalty_idr=1.0)
    solved = small.objective("umkm_value").solve()
    assert solved.units == {"k": 10}
    # 50 of cost and 40 of penalty
    assert solved.stages[1].value == pytest.approx(90 * MILLION)


def test_the_same_input_gives_the_same_plan_however_its_rows_are_ordered():
    small = Small(periods=3).part("x").part("y")
    for name in "abcd":
        small.offer(f"{name}x", "x", 3, name.upper()).offer(f"{name}y", "y", 3, name.upper(), minimum_order=4)
    small.demand(10).objective("risk").objective("cost")
    again = small.copy()
    for rows in again.rows.values():
        rows.reverse()
    first, second, third = small.solve(), small.solve(), again.solve()
    assert first.solution.awards.equals(second.solution.awards)
    assert first.solution.awards.equals(third.solution.awards)
