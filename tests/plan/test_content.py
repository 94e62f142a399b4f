"""What the law makes of offers, and what rules ask of which vehicle in which year."""

from __future__ import annotations

import numpy as np
import pytest
from small import Small

from evplan.plan.content import content_of, counting_parts, credits, fixed_of, target_table


def scooter(first: str = "2027-01", periods: int = 1) -> Small:
    small = Small(first, periods).part("battery", content_group="battery", main_component=True)
    small.part("frame", content_group="frame_body").part("bolt")
    small.offer("b", "battery", 1, local_content_share=0.5, content_evidence="certificate")
    return small.offer("f", "frame", 1, local_content_share=0.7).offer("x", "bolt", 1, local_content_share=1).demand(1)


def test_best_asks_by_every_method_in_force_at_the_laws_minimum():
    targets = target_table(scooter().rule("local_content").inputs)
    assert targets[["vehicle", "year", "method", "minimum"]].to_numpy().tolist() == [
        ["V", 2027, "sectoral", 0.6],
        ["V", 2027, "general", 0.6],
    ]


def test_a_horizon_over_two_years_asks_for_each_years_minimum():
    targets = target_table(scooter("2026-12", 2).rule("local_content", method="sectoral").inputs)
    assert targets[["year", "minimum"]].to_numpy().tolist() == [[2026, 0.4], [2027, 0.6]]


def test_a_vehicle_is_asked_only_in_years_with_demand_and_where_it_is_selected():
    small = scooter("2026-12", 2).demand(1, vehicle="W", period="2027-01")
    targets = target_table(small.rule("local_content", method="sectoral", vehicles=["W"]).inputs)
    assert targets[["vehicle", "year"]].to_numpy().tolist() == [["W", 2027]]


def test_a_part_earns_credit_in_its_group_and_others_none():
    found = credits(scooter().inputs, "sectoral", 2027)
    assert found.weights.tolist() == [0.40, 0.05, 0.05, 0.10]
    assert found.group.tolist() == [0, 1, -1]
    assert found.credit[:, 0].tolist() == [0.5, 0.7, 0.0]


def test_a_certificate_that_ends_lowers_the_credit_from_that_period_on():
    # band of 50 %: 0.60; without a certificate and with mixed material: 0.25
    small = scooter(periods=2)
    small.rows["offers"][0] |= {"certificate_expiry": "2027-01-31", "raw_material_origin": "mixed"}
    assert credits(small.inputs, "general", 2027).credit[0].tolist() == [0.6, 0.25]


def test_lines_are_told_apart_only_for_parts_that_a_score_counts():
    inputs = scooter().rule("local_content", method="sectoral").inputs
    counts = counting_parts(inputs, target_table(inputs))
    assert inputs.parts["part"][counts].tolist() == ["battery", "frame"]
    assert not counting_parts(inputs, target_table(inputs).head(0)).any()


def test_a_row_of_a_year_goes_before_the_row_of_every_year():
    small = scooter().add("vehicle_content", vehicle="V", assembly_share=0.5)
    small.add("vehicle_content", vehicle="V", year=2027, assembly_share=0.8)
    content = small.inputs.vehicle_content
    assert content_of(content, "V", 2027)["assembly_share"].tolist() == [0.8]
    assert content_of(content, "V", 2028)["assembly_share"].tolist() == [0.5]


def test_what_is_fixed_follows_from_the_vehicles_own_row():
    small = scooter().add(
        "vehicle_content", vehicle="V", assembly_share=0.5, assembly_cost_idr=2, assembly_local_share=0.75
    )
    assert fixed_of(small.inputs, "sectoral", "V", 2027) == (pytest.approx(0.15), 0.0, 0.0)
    assert fixed_of(small.inputs, "cost_ratio", "V", 2027) == (0.0, 2_000_000.0, 1_500_000.0)


def test_a_vehicle_without_a_row_has_nothing_fixed():
    assert np.all(np.array(fixed_of(scooter().inputs, "general", "V", 2027)) == 0)
