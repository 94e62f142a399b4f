"""Local content in the search: exact scores at their minima, whatever the tangent says."""

from __future__ import annotations

import itertools
import random

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


def battery_or_engine() -> Small:
    """Ten vehicles with either a battery, which counts (local 12, imported 11), or an engine for 8, which does not."""
    either = {"substitute_group": "power"}
    return (
        Small()
        .part("battery", line=either, content_group="battery", main_component=True)
        .part("engine", line=either, main_component=False)
        .supplier("FAR", country="CN", legal_form="importer")
        .offer("local", "battery", 12, local_content_share=1, content_evidence="certificate")
        .offer("import", "battery", 11, supplier="FAR", local_content_share=0)
        .offer("engine", "engine", 8)
        .demand(10)
    )


@pytest.mark.parametrize("method", ["general", "sectoral"])
def test_without_a_rule_or_with_a_minimum_of_nothing_the_cheaper_alternative_leaves_the_group_empty(method):
    assert battery_or_engine().solve().units == {"engine": 10}
    solved = battery_or_engine().rule("local_content", method=method, minimum=0.0).solve()
    assert (solved.units, solved.score(method)) == ({"engine": 10}, 0)


@pytest.mark.parametrize("method", ["general", "best"])
def test_a_rule_of_one_ratio_has_its_group_filled_and_not_by_a_sliver(method):
    # 0.75 r = 0.50 of one battery: 12 x = 2 (11 (1 - x)) gives x = 22 / 34; the engines are the other nine
    solved = battery_or_engine().rule("local_content", method=method, minimum=0.5).solve()
    assert solved.units["local"] == pytest.approx(22 / 34, abs=1e-4)
    assert solved.units["engine"] == pytest.approx(9, abs=1e-4)
    assert solved.score("general") == pytest.approx(0.5, abs=5e-6)


def test_all_vehicles_need_a_battery_where_only_batteries_can_be_bought():
    small = battery_or_engine().rule("award", parts=["engine"], measure="units", maximum=0)
    solved = small.rule("local_content", method="general", minimum=0.75).solve()
    assert solved.units == {"local": 10}


@pytest.mark.parametrize(("method", "minimum"), [("general", 0.76), ("sectoral", 0.41)])
def test_more_than_the_best_battery_scores_is_infeasible(method, minimum):
    assert battery_or_engine().rule("local_content", method=method, minimum=minimum).solve().status == "infeasible"


@pytest.mark.parametrize("method", ["general", "sectoral"])
def test_a_minimum_is_infeasible_where_nothing_that_can_be_bought_counts(method):
    small = Small().part("frame", main_component=False).offer("frame", "frame", 3).demand(10)
    assert small.rule("local_content", method=method, minimum=0.1).solve().status == "infeasible"


def test_fixed_points_that_are_the_minimum_themselves_ask_for_nothing_to_be_bought():
    # 10 points of labour and 15 of overhead
    small = battery_or_engine().add("vehicle_content", vehicle="V", labour_share=1, overhead_share=1)
    assert small.rule("local_content", method="general", minimum=0.25).solve().units == {"engine": 10}


def test_vehicles_that_are_not_built_leave_their_group_empty():
    small = battery_or_engine().rule("award", parts=["battery"], measure="units", maximum=0)
    small.rule("local_content", method="general", minimum=0.5).option("demand", unmet_penalty_idr=100e6)
    solved = small.solve()
    assert solved.cost == solved.cost_of("unmet") == 1000


def battery_or_engine_on_a_frame() -> Small:
    """The same with a local frame for 3: five points whatever else is bought; all with engines costs 110."""
    small = battery_or_engine().part("frame", content_group="frame_body").offer("frame", "frame", 3)
    small.rows["offers"][-1]["local_content_share"] = 1
    return small


def test_an_empty_group_of_a_sum_is_filled_where_its_points_are_needed():
    # 5 points of the frame are not 44; one local battery brings 40 more, for 12 instead of an engine's 8
    solved = battery_or_engine_on_a_frame().rule("local_content", method="sectoral", minimum=0.44).solve()
    assert solved.units["local"] <= 1
    assert solved.score("sectoral") >= 0.44
    assert solved.search.answer.bound <= solved.cost <= 114


def test_a_minimum_that_is_the_best_score_itself_takes_no_more_than_one_battery():
    # a margin above 0.45 cannot be had, and nothing but local batteries will do: one, for 12 instead of 8
    solved = battery_or_engine_on_a_frame().rule("local_content", method="sectoral", minimum=0.45).solve()
    assert solved.units == {"engine": 9, "frame": 10, "local": 1}
    assert (solved.status, solved.cost, solved.score("sectoral")) == ("optimal", 114, 0.45)


@pytest.mark.parametrize("minimum", [0.04, 0.05])
def test_an_empty_group_of_a_sum_stays_empty_where_others_bring_the_points(minimum):
    # 0.05 is exactly what the frame brings: no sliver of a battery is bought to pass by a margin
    solved = battery_or_engine_on_a_frame().rule("local_content", method="sectoral", minimum=minimum).solve()
    assert (solved.units, solved.score("sectoral")) == ({"engine": 10, "frame": 10}, 0.05)
    assert (solved.status, solved.cost) == ("optimal", 110)


def test_the_bound_of_a_sum_of_ratios_is_no_tangents_but_holds_for_every_plan():
    # the best there is costs 180 + 2 x 62.5 / 10.75, and a margin of a millionth
    best = 180 + 2 * 62.5 / 10.75
    answer = two_groups().rule("local_content", method="sectoral", minimum=0.25).solve().search.answer
    assert best * (1 - 1e-5) <= answer.bound <= best <= answer.objective <= best * (1 + 1e-5)


def test_a_plan_within_the_gap_asked_for_is_taken_as_it_is():
    small = two_groups().rule("local_content", method="sectoral", minimum=0.25).option("solver", gap=0.05)
    solved = small.solve()
    assert solved.status == "optimal"
    assert 0 <= solved.search.answer.gap <= 0.05


def test_tangents_that_go_round_in_circles_end_in_a_plan():
    # near the highest score, with capacities, the tangents alone lead from one plan that fails to the next
    solved = circling().rule("local_content", method="sectoral", minimum=0.688).solve()
    assert solved.score("sectoral") == pytest.approx(0.688, abs=1e-3)
    assert solved.search.answer.gap < 0.05


def circling() -> Small:
    """Ten vehicles: two batteries or one (or 2 of one and 1 of another), with a third battery part and a support."""
    small = Small().demand(10).add("vehicle_content", vehicle="V", assembly_share=0.9, development_share=0.3)
    for part, per, line in (("p0", 2, "either"), ("p1", 1, "either"), ("p2", 1, None), ("p3", 1, None)):
        group = "supporting" if part == "p3" else "battery"
        small.part(part, per, line={"substitute_group": line} if line else {}, content_group=group)
    for part, price, share, most in (
        ("p0", 5, 0.9, None),
        ("p0", 5 / 0.9, 0.9, 6),
        ("p0", 5, 0.7, 9),
        ("p1", 5 / 0.9, 0.2, None),
        ("p1", 2 / 0.9, 0.9, 5.4),
        ("p1", 2 / 0.9, 0.35, 5.4),
        ("p2", 5 / 0.9, 0, None),
        ("p2", 5 / 0.9, 0.7, 8.1),
        ("p2", 3 / 0.9, 0, 10.8),
        ("p3", 2 / 0.9, 0.2, None),
        ("p3", 8 / 0.9, 0.9, 8.1),
    ):
        small.offer(f"o{len(small.rows['offers'])}", part, price, local_content_share=share, maximum_units=most)
    return small


def tiny(seed: int) -> tuple[Small, list[list[tuple[float, float, bool, str]]]]:
    """Return a random vehicle, built twice, in whole units, and what each choice can buy: price, share, main, group.

    The first choice is between two parts, the other parts have none.
    """
    dice = random.Random(seed)
    small = Small().demand(2)
    choices: list[list[tuple[float, float, bool, str]]] = [[], [], []]
    for number, choice in enumerate((0, 0, 1, 2)):
        group, main = dice.choice(["battery", "frame_body", "supporting", "none"]), dice.random() < 0.5
        line = {"substitute_group": "either"} if choice == 0 else {}
        small.part(f"p{number}", line=line, content_group=group, main_component=main)
        for place in range(2):
            price, share = dice.choice([2, 3, 5, 8]), dice.choice([0, 0.35, 0.55, 0.7, 0.9])
            small.offer(
                f"o{number}{place}",
                f"p{number}",
                price,
                local_content_share=share,
                content_evidence="certificate",
                order_multiple=1,
            )
            choices[choice].append((price, share, main, group))
    return small, choices


def every_plan(choices: list[list[tuple[float, float, bool, str]]], method: str) -> list[tuple[float, float]]:
    """Return cost and exact score of every assignment of offers to the two vehicles."""
    band = {0: 0.25, 0.35: 0.4, 0.55: 0.6, 0.7: 0.8, 0.9: 1.0}
    weights = {"sectoral": {"battery": 0.4, "frame_body": 0.05, "supporting": 0.1}, "general": {"main": 0.75}}
    weights["cost_ratio"] = {"all": 1.0}
    plans = []
    for bought in itertools.product(*(itertools.combinations_with_replacement(one, 2) for one in choices)):
        sums = {group: [0.0, 0.0] for group in weights[method]}
        for price, share, main, group in itertools.chain(*bought):
            key = {"sectoral": group, "general": "main" if main else "", "cost_ratio": "all"}[method]
            if key in sums:
                sums[key][0] += price * (band[share] if method == "general" else share)
                sums[key][1] += price
        score = sum(weights[method][key] * local / cost for key, (local, cost) in sums.items() if cost)
        plans.append((sum(line[0] for line in itertools.chain(*bought)), score))
    return plans


@pytest.mark.parametrize("seed", range(40))
def test_no_assignment_of_a_tiny_vehicle_is_better_than_the_bound_of_the_plan_found(seed):
    method = ("general", "cost_ratio", "sectoral")[seed % 3]
    small, choices = tiny(seed)
    plans = every_plan(choices, method)
    highest = max(score for _, score in plans)
    for minimum in (highest - 1e-4, 0.6 * highest)[: 2 if method == "sectoral" else 1]:
        solved = small.copy().rule("local_content", method=method, minimum=max(minimum, 0.0)).solve()
        best = min(cost for cost, score in plans if score >= minimum)
        assert solved.search.answer.bound - 1e-4 <= best <= solved.cost + 1e-4
        assert solved.status != "optimal" or solved.cost == pytest.approx(best, abs=1e-3)
        assert solved.cost == pytest.approx(best, rel=0.05)


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_more_than_any_assignment_of_a_tiny_vehicle_scores_is_infeasible(seed):
    method = ("general", "cost_ratio", "sectoral")[seed % 3]
    small, choices = tiny(seed)
    highest = max(score for _, score in every_plan(choices, method))
    assert small.rule("local_content", method=method, minimum=highest + 1e-4).solve().status == "infeasible"


@pytest.mark.parametrize("seed", range(4))
def test_a_smaller_gap_never_costs_more(seed):
    small, choices = tiny(seed)
    best = max(score for _, score in every_plan(choices, "sectoral"))
    small.rule("local_content", method="sectoral", minimum=0.8 * best)
    wide, narrow = (small.copy().option("solver", gap=gap).solve() for gap in (0.05, 1e-6))
    assert narrow.cost <= wide.cost * (1 + 1e-9)
