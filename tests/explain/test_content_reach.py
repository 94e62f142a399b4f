"""How high local content can go, against trying every combination of offers, and against solving for it."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from content_case import random_vehicle
from small import Small, read_tables, shipped_law, solve

from evplan.law import score
from evplan.plan.content import content_lines, content_of, method_day
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.reach import NOT_BOUGHT, OWN_WORK, PART, asked_scores, ceilings
from evplan.scenario.document import Scenario
from evplan.solve.reach import reachable

METHODS = ("sectoral", "general", "cost_ratio")
SCENARIO = {"name": "three", "data": "three_parts", "calendar": {"first": "2026-01", "periods": 4}}


def three_parts() -> PlanInputs:
    return assemble(read_tables("three_parts"), Scenario.model_validate(SCENARIO), shipped_law())


def every_choice(inputs: PlanInputs, method: str, vehicle: str, year: int) -> float:
    """Return the best exact score over every choice of one offer per part and one alternative per group."""
    needs = inputs.explosion.needs.merge(inputs.explosion.roots.reset_index(), on="root")
    own = needs[needs["vehicle"].eq(vehicle)]
    either = needs[needs["vehicle"].isna()]
    bills = [pd.concat([own, rows]) for _, rows in either.groupby("root")] or [own]
    lines, built = content_lines(inputs), float(inputs.demand.sum())
    content = content_of(inputs.vehicle_content, vehicle, year).assign(built=built)
    tables, vehicles = [], []
    for bill in bills:
        choices = [np.flatnonzero(inputs.offers["part_code"].eq(part)) for part in bill["part_code"]]
        for chosen in itertools.product(*choices):
            offer = np.array(chosen)
            terms = inputs.offers.iloc[offer]
            landed = (terms["price"].to_numpy() * inputs.rate[offer, 0] + inputs.freight[offer, 0]) * (
                1 + terms["duty_share"].to_numpy()
            )
            spent = landed / terms["yield_share"].to_numpy() * bill["quantity"].to_numpy() * built
            name = f"choice-{len(tables)}"
            table = lines.iloc[offer].assign(vehicle=name, certified=inputs.certified[offer, 0], landed_idr=spent)
            tables.append(table)
            vehicles.append(content.assign(vehicle=name))
    every, day = pd.concat(tables, ignore_index=True), method_day(inputs.law, method, year)
    found = score(inputs.law, method, year, every, pd.concat(vehicles, ignore_index=True), day=day)
    assert len(found) == len(tables)
    return float(found["score"].max())


@pytest.mark.parametrize("seed", range(7))
def test_without_limits_no_combination_of_offers_scores_higher_and_one_scores_as_high(seed):
    inputs = random_vehicle(seed).inputs
    for ceiling in ceilings(inputs, asked_scores(inputs, methods=METHODS)):
        assert ceiling.score == pytest.approx(every_choice(inputs, ceiling.method, "V", 2027), abs=1e-9)


def test_without_limits_the_three_parts_score_what_trying_all_eight_choices_says():
    inputs = three_parts()
    for ceiling in ceilings(inputs, asked_scores(inputs, methods=("sectoral", "general"))):
        assert ceiling.score == pytest.approx(every_choice(inputs, ceiling.method, "SCOOTER", 2026), abs=1e-9)


def test_points_lost_and_the_score_add_up_to_a_hundred_by_the_sectoral_method():
    inputs = random_vehicle(4).inputs
    (ceiling,) = ceilings(inputs, asked_scores(inputs, methods=("sectoral",)))
    assert ceiling.score + ceiling.lost["points"].sum() == pytest.approx(1.0)
    assert ceiling.lost["points"].is_monotonic_decreasing


def test_an_imported_battery_loses_its_forty_points_and_development_of_three_tenths_seven_of_its_ten():
    small = Small().demand(10).add("vehicle_content", vehicle="V", assembly_share=1, development_share=0.3)
    small.part("cells", content_group="battery").supplier("FAR", country="CN")
    small.offer("c", "cells", 10, supplier="FAR")
    (ceiling,) = ceilings(small.inputs, asked_scores(small.inputs, methods=("sectoral",)))
    assert ceiling.score == pytest.approx(0.30 + 0.03)
    lost = ceiling.lost[["kind", "group", "part", "points"]].round(6).to_numpy().tolist()
    assert lost == [
        [PART, "battery", "cells", 0.4],
        [NOT_BOUGHT, "supporting", "", 0.1],
        [OWN_WORK, "development", "", 0.07],
        [NOT_BOUGHT, "frame_body", "", 0.05],
        [NOT_BOUGHT, "drive", "", 0.05],
    ]


def test_a_part_that_nobody_can_deliver_leaves_no_score_to_reach():
    small = random_vehicle(1).part("lost").offer("late", "lost", 1, valid_from="2030-01-01")
    (ceiling,) = ceilings(small.inputs, asked_scores(small.inputs, methods=("sectoral",)))
    assert np.isnan(ceiling.score)
    assert reachable(small.inputs, asked_scores(small.inputs, methods=("sectoral",)))["bound"].isna().all()


def test_a_stocked_part_may_be_bought_while_its_certificate_holds():
    small = Small(first="2027-01", periods=2).demand(4).part("a", main_component=True, holding_cost_idr=0)
    small.offer("o", "a", 1, local_content_share=0.9, content_evidence="certificate", certificate_expiry="2027-01-31")
    (ceiling,) = ceilings(small.inputs, asked_scores(small.inputs, methods=("general",)))
    assert ceiling.score == pytest.approx(0.75)
    reach = reachable(small.inputs, asked_scores(small.inputs, methods=("general",)))
    assert reach["bound"].iloc[0] == pytest.approx(0.75)


@pytest.mark.parametrize("seed", range(6))
def test_capacity_never_raises_what_can_be_reached_and_the_bound_is_never_below_what_is_reached(seed):
    inputs = random_vehicle(seed, limits=True).inputs
    asked = asked_scores(inputs, methods=METHODS)
    reach = reachable(inputs, asked).assign(ceiling=[ceiling.score for ceiling in ceilings(inputs, asked)])
    assert (reach["bound"] <= reach["ceiling"] + 1e-9).all()
    assert (reach["reached"] <= reach["bound"] + 1e-9).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_tenth_of_a_point_below_the_reachable_score_is_feasible_and_half_a_point_above_it_is_not(seed):
    small = random_vehicle(seed, limits=True, alternatives=False)
    for row in reachable(small.inputs, asked_scores(small.inputs)).itertuples():
        below = small.copy().rule("local_content", method=row.method, minimum=max(row.reached - 0.001, 0.0))
        assert solve(below.tables, below.scenario).plan is not None, row.method
        if row.bound + 0.005 <= 1.0:
            above = small.copy().rule("local_content", method=row.method, minimum=row.bound + 0.005)
            assert solve(above.tables, above.scenario).solution is None, row.method


def test_vehicles_that_cannot_all_be_built_are_scored_as_far_as_they_can_where_the_scenario_prices_the_others():
    small = Small().demand(10).part("a", content_group="battery").option("demand", unmet_penalty_idr=1)
    small.offer("o", "a", 1, maximum_units=4, local_content_share=0.5)
    reach = reachable(small.inputs, asked_scores(small.inputs, methods=("sectoral",)))
    assert reach["bound"].iloc[0] == pytest.approx(0.4 * 0.5)
