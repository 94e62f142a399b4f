"""Local content in the search: exact scores at their minima, whatever the tangent says."""

from __future__ import annotations

import pytest
from small import Small


def two_groups() -> Small:
    """Battery: local 12, imported 10; frame: local 9, imported 8; ten vehicles. All imported costs 180."""
    return (
        Small()
        .part("battery", content_group="battery")
        .part("frame", content_group="frame_body")
        .offer("battery-local", "battery", 12, local_content_share=1)
        .offer("battery-import", "battery", 10, local_content_share=0)
        .offer("frame-local", "frame", 9, local_content_share=1)
        .offer("frame-import", "frame", 8, local_content_share=0)
        .demand(10)
    )


def one_battery(share: float = 1.0) -> Small:
    """A battery that is a main component: certified at ``share`` for 12, or imported for 10; ten vehicles."""
    return (
        Small()
        .part("battery", content_group="battery", main_component=True)
        .offer("local", "battery", 12, local_content_share=share, content_evidence="certificate")
        .offer("import", "battery", 10, local_content_share=0)
        .demand(10)
    )


def test_a_sectoral_minimum_that_binds_is_passed_exactly_and_hardly_overshot():
    # 0.25 = 0.40 x r, so r = 0.625: 12 x / (100 + 2 x) = 0.625 gives x = 62.5 / 10.75 local batteries at 2 more each
    solved = two_groups().rule("local_content", method="sectoral", minimum=0.25).solve()
    assert solved.units["battery-local"] == pytest.approx(62.5 / 10.75, abs=1e-3)
    assert solved.cost == pytest.approx(180 + 2 * 62.5 / 10.75, abs=1e-2)
    assert 0.25 <= solved.score("sectoral") < 0.251


def test_the_first_tangent_alone_would_have_missed_the_minimum():
    # Laid at the cheapest mix (all imported, cost 100) it says 0.40 x 12 x / 100 >= 0.25: x = 5.208, which scores 0.226
    x = 0.25 * 100 / (0.40 * 12)
    assert 0.40 * 12 * x / (100 + 2 * x) < 0.25
    solved = two_groups().rule("local_content", method="sectoral", minimum=0.25).solve()
    assert solved.units["battery-local"] > x
    assert solved.search.tangents > 1


def test_a_minimum_that_needs_two_groups_gets_the_second_as_far_as_needed():
    # 0.43 = 0.40 (all batteries) + 0.05 x 0.6: 9 y / (80 + y) = 0.6 gives y = 48 / 8.4 local frames at 1 more each
    solved = two_groups().rule("local_content", method="sectoral", minimum=0.43).solve()
    assert solved.units["battery-local"] == 10
    assert solved.units["frame-local"] == pytest.approx(48 / 8.4, abs=2e-3)


def test_a_score_that_is_out_of_reach_is_infeasible():
    # 40 points of battery and 5 of the frame are all there is
    solved = two_groups().rule("local_content", method="sectoral", minimum=0.46).solve()
    assert solved.status == "infeasible"


def test_a_minimum_that_all_offers_pass_costs_nothing():
    # but for the margin of one millionth that every minimum gets
    solved = two_groups().rule("local_content", method="sectoral", minimum=0.0).solve()
    assert solved.cost == pytest.approx(180, abs=1e-4)


def test_best_takes_the_cheaper_method():
    # general: 0.75 x 0.80 (a certificate of 80 %) on 5/12 of the cost; sectoral: 0.40 x 0.80 on 25/32 of it
    cost = {
        method: one_battery(0.8).rule("local_content", method=method, minimum=0.25).solve().cost
        for method in ("sectoral", "general", "best")
    }
    assert cost["general"] < cost["sectoral"]
    assert cost["best"] == pytest.approx(cost["general"], abs=1e-4)


def test_the_cost_ratio_is_held_exactly_in_one_solve():
    # 12 x / (100 + 2 x) = 0.5 gives x = 50 / 11
    solved = one_battery().rule("local_content", method="cost_ratio", minimum=0.5).solve()
    assert solved.units["local"] == pytest.approx(50 / 11, abs=1e-3)
    assert solved.search.tangents == 0


@pytest.mark.parametrize(("method", "minimum"), [("general", 0.6), ("sectoral", 0.32), ("best", 0.6)])
def test_a_score_that_can_just_be_the_minimum_passes(method, minimum):
    # general: 0.75 x 0.80 is 0.60, the law's minimum of 2027, and nothing better is on offer; sectoral: 0.40 x 0.80
    solved = one_battery(0.8).rule("local_content", method=method, minimum=minimum).solve()
    assert solved.units == {"local": 10}
    assert solved.score("general" if method == "best" else method) == minimum


def test_a_vehicle_that_is_not_built_needs_no_score():
    small = one_battery(0.5).rule("local_content", method="general", minimum=0.6)
    assert small.solve().status == "infeasible"
    solved = small.option("demand", unmet_penalty_idr=100e6).solve()
    assert solved.cost == solved.cost_of("unmet") == 1000


def test_a_soft_minimum_is_missed_where_its_price_is_below_what_a_point_costs():
    # the whole way of 25 points costs 11.6 million: half a million a point and more
    solved = two_groups().rule("local_content", method="sectoral", minimum=0.25, penalty_idr=100_000).solve()
    assert solved.cost == 180
    assert solved.score("sectoral") == 0


def test_a_soft_minimum_is_kept_where_missing_it_costs_more():
    solved = two_groups().rule("local_content", method="sectoral", minimum=0.25, penalty_idr=10_000_000).solve()
    assert solved.score("sectoral") == pytest.approx(0.25, abs=5e-5)
    assert solved.cost == pytest.approx(180 + 2 * 62.5 / 10.75, abs=1e-2)


def test_what_is_bought_for_one_vehicle_counts_for_no_other():
    # both take the same battery; W alone must reach 0.40 x 1: ten local for W, ten imported for V
    small = one_battery().part("battery", parent="W").demand(10, vehicle="W")
    solved = small.rule("local_content", method="sectoral", minimum=0.4, vehicles=["W"]).solve()
    assert solved.cost == 220
    assert (solved.score("sectoral", "W"), solved.score("sectoral", "V")) == (0.4, 0.0)


def test_surplus_counts_in_no_score():
    # 20 local ones must be ordered, 10 are used: half of nothing foreign, so all that is used is local
    small = one_battery().option("demand", surplus=True)
    small.rows["offers"][0]["minimum_order"] = 20
    solved = small.rule("local_content", method="sectoral", minimum=0.4).solve()
    assert solved.surplus == {"local": 10}
    assert solved.cost == 240
    assert solved.score("sectoral") == 0.4
