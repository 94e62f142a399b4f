"""The next points of local content: swaps against plans made by hand from them, the frontier against fresh solves."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from content_case import random_vehicle
from small import MILLION, Small, Solved, shipped_law, solve

from evplan.errors import has_errors
from evplan.plan.certificate import CERTIFICATE, RAW_MATERIAL, RENEWAL, certificate_worth
from evplan.plan.outcome import plan_tables
from evplan.plan.record import Solution
from evplan.plan.supply_curve import SupplyCurve, supply_curve
from evplan.plan.verify import verify
from evplan.solve.supply_curve import FOUND, OUT_OF_REACH, From, frontier

METHODS = ("sectoral", "general")


def curve_of(small: Small, solved: Solved, method: str) -> SupplyCurve:
    return supply_curve(solved.model.inputs, solved.solution, "V", 2027, method)


def swapped(solved: Solved, solution: Solution, step) -> Solution:
    """Return the plan of one period after a step, made by hand: units and tools leave one offer and join another."""
    units = solution.awards.groupby("offer")["units"].sum()
    units[step.from_offer] -= step.units
    units[step.to_offer] = units.get(step.to_offer, 0.0) + step.units
    units = units[units > 1e-6]
    first = solution.awards.iloc[[0] * len(units)].reset_index(drop=True)
    tools = solved.model.inputs.offers.set_index("offer")["tooling_cost_idr"]
    bought = [offer for offer in units.index if tools[offer] > 0]
    made = {"kind": "tooling", "item": bought, "period": solution.builds["period"].iloc[0], "credit_idr": 0.0}
    return replace(
        solution,
        awards=first.assign(offer=units.index, units=units.to_numpy(), surplus=0.0),
        investments=pd.DataFrame(made).astype(solution.investments.dtypes),
    )


@pytest.mark.parametrize("seed", range(6))
def test_every_step_is_a_plan_that_the_verifier_passes_with_the_score_and_the_cost_that_it_says(seed):
    small = random_vehicle(seed, limits=True)
    solved = small.solve()
    for method in METHODS:
        curve = curve_of(small, solved, method)
        solution = solved.solution
        before = plan_tables(solved.model.inputs, solution).costs["idr"].sum()
        for step in curve.steps.itertuples():
            solution = swapped(solved, solution, step)
            plan = plan_tables(solved.model.inputs, solution)
            scores = plan.scores.set_index("method")["score"]
            assert step.score == scores[method]
            assert step.cumulative_idr * curve.built == pytest.approx(plan.costs["idr"].sum() - before, abs=1)
            found = verify(small.tables, small.scenario, shipped_law(), solution, plan)
            assert not has_errors(found), [item.message for item in found]


def test_the_cheapest_point_comes_first_and_free_capacity_limits_it():
    small = Small().demand(10).part("a", content_group="battery").part("b", content_group="battery")
    small.offer("a0", "a", 10, local_content_share=0).offer("a1", "a", 11, local_content_share=0.5, maximum_units=4)
    small.offer("b0", "b", 10, local_content_share=0).offer("b1", "b", 14, local_content_share=0.5)
    curve = curve_of(small, small.solve(), "sectoral")
    first, second = curve.steps.iloc[0], curve.steps.iloc[1]
    # 4 of 10 a at 1 million more each: 0.4 million per vehicle for 40 % x 22 / 204 = 4.3 points.
    assert (first["from_offer"], first["to_offer"], first["units"], first["limit"]) == ("a0", "a1", 4, "maximum")
    assert first["cost_idr"] == pytest.approx(0.4 * MILLION)
    assert first["points"] == pytest.approx(40 * 22 / 204)
    assert (second["to_offer"], second["units"], second["limit"]) == ("b1", 10, "")
    assert second["cost_idr"] == pytest.approx(4 * MILLION)
    assert second["cumulative_idr"] == pytest.approx(4.4 * MILLION)


def test_a_full_workshop_is_shown_as_a_cheap_point_without_capacity():
    small = Small().demand(10).part("a", content_group="battery").part("b", content_group="supporting")
    small.supplier("W").hours("W", "press", 20)
    small.offer("a0", "a", 10).offer("a1", "a", 11, supplier="W", local_content_share=0.5)
    small.rows["offers"][-1] |= {"process": "press", "hours_per_unit": 1}
    small.offer("b1", "b", 1, supplier="W")
    small.rows["offers"][-1] |= {"process": "press", "hours_per_unit": 2}
    curve = curve_of(small, small.solve(), "sectoral")
    assert curve.steps.empty
    assert curve.blocked[["to_offer", "units", "of_units", "limit"]].to_numpy().tolist() == [["a1", 0, 10, "hours"]]


def test_new_work_brings_its_mould_and_its_opening_and_a_price_band_is_used():
    small = Small().demand(10).part("a", content_group="battery")
    small.offer("old", "a", 5, local_content_share=0.1)
    small.supplier("NEW", opening_cost_idr=3).offer("new", "a", 9, supplier="NEW", local_content_share=0.9)
    small.rows["offers"][-1] |= {"tooling_cost_idr": str(2 * MILLION)}
    small.band("new", 10, 6)
    (step,) = curve_of(small, small.solve(), "sectoral").steps.itertuples()
    assert step.cost_idr * 10 == pytest.approx((10 * (6 - 5) + 2 + 3) * MILLION)
    assert step.score == pytest.approx(0.4 * 0.9)


def test_an_order_below_its_minimum_is_filled_with_surplus_where_that_is_allowed_and_else_not_placed():
    small = Small().demand(10).part("a", content_group="battery").offer("far", "a", 5)
    small.offer("near", "a", 6, local_content_share=0.5, minimum_order=12)
    assert curve_of(small, small.solve(), "sectoral").steps.empty
    small.option("demand", surplus=True)
    (step,) = curve_of(small, small.solve(), "sectoral").steps.itertuples()
    assert step.cost_idr * 10 == pytest.approx((12 * 6 - 10 * 5) * MILLION)
    assert step.score == pytest.approx(0.4 * 0.5)


def start_of(solved: Solved) -> From:
    return From(solved.model, solved.solution, solved.cost * MILLION)


@pytest.mark.parametrize("seed", [1, 3])
def test_the_frontier_costs_what_a_fresh_solve_with_the_higher_minimum_costs(seed):
    small = random_vehicle(seed, limits=True)
    solved = small.solve()
    for method in METHODS:
        now = solved.score(method)
        table = frontier(start_of(solved), "V", 2027, method, now, [1, 4], small.scenario.solver)
        for row in table.itertuples():
            again = small.copy().rule("local_content", method=method, minimum=min(row.target, 1.0))
            fresh = solve(again.tables, again.scenario)
            assert (row.status == OUT_OF_REACH) == (fresh.solution is None), (method, row)
            if row.status == FOUND:
                assert row.score >= row.target - 1e-9
                # The tangents of a sum of ratios stop within 0.05 points of the target.
                assert row.extra_idr / MILLION == pytest.approx(fresh.cost - solved.cost, rel=0.01, abs=0.05)
                assert row.least_idr <= row.extra_idr + 1


def test_points_beyond_what_offers_can_reach_are_told_to_be_out_of_reach():
    small = Small().demand(10).part("a", content_group="battery").offer("o", "a", 1, local_content_share=0.5)
    solved = small.solve()
    table = frontier(start_of(solved), "V", 2027, "sectoral", 0.2, [1, 90], small.scenario.solver)
    assert table["status"].tolist() == [FOUND, OUT_OF_REACH, OUT_OF_REACH]


def worth_of(small: Small) -> pd.DataFrame:
    solved = small.solve()
    targets = pd.DataFrame({"vehicle": ["V"], "year": [2027]})
    return certificate_worth(solved.model.inputs, solved.solution, targets).single


def test_a_certificate_at_fifty_percent_lifts_half_of_the_main_cost_from_25_to_60_percent_of_its_75_points():
    small = Small().demand(10).part("a", main_component=True).part("b", main_component=True)
    small.offer("x", "a", 5, local_content_share=0.5, content_evidence="self_declared", raw_material_origin="mixed")
    small.offer("y", "b", 5, local_content_share=0)
    rows = worth_of(small).set_index(["offer", "change"])["points"]
    assert rows["x", CERTIFICATE] == pytest.approx(75 * 0.5 * (0.60 - 0.25))
    assert rows["x", RAW_MATERIAL] == pytest.approx(75 * 0.5 * (1.00 - 0.25))
    assert ("y", CERTIFICATE) not in rows.index


def test_a_certificate_that_lapses_within_the_year_is_worth_its_renewal_for_the_months_without_it():
    small = Small(periods=2).demand(10).part("a", main_component=True)
    small.offer("x", "a", 5, local_content_share=0.9, content_evidence="certificate", certificate_expiry="2027-01-31")
    rows = worth_of(small).set_index("change")["points"]
    assert rows[RENEWAL] == pytest.approx(75 * 0.5 * (1.00 - 0.25))
    assert CERTIFICATE not in rows.index


def test_a_cheap_offer_that_is_not_used_is_named_with_what_moving_to_it_costs():
    small = Small().demand(10).part("a", main_component=True)
    small.offer("used", "a", 100, local_content_share=0.1, content_evidence="certificate")
    small.offer("cheap", "a", 104, local_content_share=0.9, content_evidence="self_declared")
    small.offer("dear", "a", 110, local_content_share=0.9, content_evidence="self_declared")
    rows = worth_of(small)
    rows = rows[rows["change"].eq(CERTIFICATE)]
    assert rows[["offer", "used"]].to_numpy().tolist() == [["cheap", False]]
    assert rows["points"].iloc[0] == pytest.approx(75 * (1.00 - 0.25))
    assert rows["cost_idr"].iloc[0] == pytest.approx(4 * MILLION)


def test_the_frontier_follows_a_sum_of_ratios_that_bends():
    small = Small().demand(10).part("a", content_group="battery")
    small.offer("far", "a", 5).offer("near", "a", 8, local_content_share=0.5)
    solved = small.solve()
    table = frontier(start_of(solved), "V", 2027, "sectoral", 0.0, [4, 10, 20], small.scenario.solver)
    # A share y from near scores 40 % x 4 y / (5 + 3 y) and costs 3 million more per unit: y = 5 s / (160 - 3 s).
    shares = [5 * points / (160 - 3 * points) for points in (4, 10, 20)]
    assert table["status"].tolist() == [FOUND] * 4
    assert (table["extra_idr"] / MILLION).tolist() == pytest.approx([0, *(30 * share for share in shares)], rel=1e-4)
    assert table["relaxed_idr"].to_numpy() == pytest.approx(table["extra_idr"].to_numpy(), rel=1e-6, abs=1)
