"""When nothing fits: the conflict is the smallest, and each member's move is the least that frees it."""

from __future__ import annotations

import pytest
from small import Small

from evplan.model.program import build
from evplan.plan.inputs import assemble
from evplan.solve.conflict import DEMAND, RULE, Limit, find_conflict, named_limits, without
from evplan.solve.move import Move
from evplan.solve.search import search


def conflict_of(small: Small) -> dict[tuple[str, str], Move | None]:
    """Return the conflict's members with their moves, and make sure that it is one and that it is minimal."""
    assert small.solve().status == "infeasible"
    found = find_conflict(small.inputs, 30.0)
    assert found.proven
    members = [clash.limit for clash in found.clashes]
    assert not _is_possible(small, members)
    for member in members:
        assert _is_possible(small, [other for other in members if other != member]), member
    return {(clash.limit.kind, clash.limit.key): clash.move for clash in found.clashes}


def _is_possible(small: Small, held: list[Limit]) -> bool:
    """Return whether a plan keeps these limits, asked of a scenario without the others, not of the oracle."""
    asked = small.copy()
    vehicles = {limit.key for limit in held if limit.kind == DEMAND}
    if vehicles:
        asked.rows["demand"] = [row for row in asked.rows["demand"] if row["vehicle"] in vehicles]
    else:
        asked.option("demand", unmet_penalty_idr=1.0)
    rules = {limit.key for limit in held if limit.kind == RULE}
    asked.options["rule"] = [rule for rule in asked.options.get("rule", []) if rule["id"] in rules]
    named = {limit for limit in named_limits(asked.inputs) if limit.kind not in (DEMAND, RULE)}
    model = build(without(asked.inputs, named - set(held)))
    return search(model, asked.scenario.solver).answer.values is not None


def test_hours_against_demand_move_by_what_is_missing():
    # 8 frames of 2 hours, 10 hours: 3 frames or 6 hours
    small = Small().part("frame").offer("a", "frame", 1, process="weld", hours_per_unit=2).hours("A", "weld", 10)
    found = conflict_of(small.demand(8))
    assert found == {("demand", "V"): Move(3.0, "vehicles"), ("hours", "A/weld"): Move(6.0, "hours")}


def test_set_up_hours_count_in_every_period():
    # two months of 8 frames and 3 set-up hours against 10: one frame, one hour a month
    small = Small(periods=2).part("frame").hours("A", "weld", 10).demand(8)
    small.offer("a", "frame", 1, process="weld", hours_per_unit=1, setup_hours=3)
    found = conflict_of(small)
    assert found == {("demand", "V"): Move(2.0, "vehicles"), ("hours", "A/weld"): Move(2.0, "hours")}


def test_an_offer_that_makes_too_few_is_named():
    found = conflict_of(Small().part("x").offer("a", "x", 1, maximum_units=5).demand(8))
    assert found == {("demand", "V"): Move(3.0, "vehicles"), ("maximum_units", "a"): Move(3.0, "units")}


def test_a_plant_that_is_too_small_is_named():
    found = conflict_of(Small().part("x").offer("a", "x", 1).site(capacity_units=5).demand(8))
    assert found == {("demand", "V"): Move(3.0, "vehicles"), ("site_capacity", "S"): Move(3.0, "vehicles")}


def test_two_rules_that_clash_are_found_among_three():
    # a gets at least 6 of 10, B at least half: one unit, ten points; the third rule has no part in it
    small = Small().part("x").offer("a", "x", 1).offer("b", "x", 2).demand(10)
    small.rule("fix", "six", offer="a", units={"at_least": 6})
    small.rule("award", "half", suppliers=["B"], measure="units", minimum_share=0.5)
    small.rule("award", "idle", suppliers=["A"], measure="units", minimum=1)
    found = conflict_of(small)
    assert set(found) == {("rule", "six"), ("rule", "half")}
    assert (found["rule", "six"].amount, found["rule", "six"].unit) == (pytest.approx(1.0), "units")
    assert (found["rule", "half"].amount, found["rule", "half"].unit) == (pytest.approx(10.0), "percentage points")


def test_a_rule_without_a_local_offer_stands_against_demand():
    small = Small().part("x").supplier("X", country="CN", legal_form="importer").offer("a", "x", 1, "X").demand(10)
    found = conflict_of(small.rule("award", "local", suppliers={"group": "umkm"}, minimum_share=0.3))
    assert set(found) == {("demand", "V"), ("rule", "local")}
    assert found["rule", "local"].amount == pytest.approx(30.0)


def test_a_minimum_order_above_the_need_clashes_through_whole_numbers_alone():
    small = Small().part("x").offer("a", "x", 1, minimum_order=20).demand(10)
    assert set(conflict_of(small)) == {("demand", "V"), ("order_size", "a")}
    assert small.option("demand", surplus=True).solve().surplus == {"a": 10}


def test_a_multiple_that_does_not_divide_the_need_leaves_vehicles_unbuilt():
    # 4 and 8 come in fours, 10 do not
    found = conflict_of(Small().part("x").offer("a", "x", 1, order_multiple=4).demand(10))
    assert found == {("demand", "V"): Move(2.0, "vehicles"), ("order_size", "a"): None}


def test_offers_that_have_run_out_are_named_by_their_dates():
    found = conflict_of(Small().part("x").offer("a", "x", 1, valid_to="2026-12-31").demand(10))
    assert found == {("demand", "V"): Move(10.0, "vehicles"), ("dates", "a"): None}


def test_more_suppliers_than_there_are_is_a_conflict_of_its_own():
    small = Small().part("x").offer("a", "x", 1).offer("b", "x", 2).demand(10).rule("source_count", "three", minimum=3)
    assert conflict_of(small) == {("rule", "three"): Move(1.0, "suppliers")}


def test_a_score_out_of_reach_says_what_can_be_reached():
    # 0.40 x 0.5 = 20 points of the 30 that are asked for
    small = Small().part("battery", content_group="battery").offer("a", "battery", 1, local_content_share=0.5)
    found = conflict_of(small.demand(10).rule("local_content", "law", method="sectoral", minimum=0.3))
    assert set(found) == {("demand", "V"), ("rule", "law")}
    move = found["rule", "law"]
    assert (move.amount, move.unit, move.least) == (pytest.approx(10.0), "percentage points", pytest.approx(0.2))


def test_a_score_and_a_share_that_clash_move_each_by_its_own_measure():
    # half imported leaves 0.40 x 0.5 = 20 points of 30; 30 points leave a quarter to imports
    small = Small().part("battery", content_group="battery").demand(10)
    small.offer("local", "battery", 1, local_content_share=1).offer("import", "battery", 1)
    small.rule("local_content", "law", method="sectoral", minimum=0.3)
    found = conflict_of(small.rule("fix", "import", offer="import", share={"at_least": 0.5}))
    assert set(found) == {("demand", "V"), ("rule", "law"), ("rule", "import")}
    assert found["rule", "law"].amount == pytest.approx(10.0)
    assert found["rule", "import"].amount == pytest.approx(25.0, abs=1e-3)


def test_two_vehicles_that_share_a_part_are_both_in_the_conflict():
    small = Small().part("x").part("x", parent="W").offer("a", "x", 1, maximum_units=5)
    found = conflict_of(small.demand(4).demand(4, vehicle="W"))
    assert found == {
        ("demand", "V"): Move(3.0, "vehicles"),
        ("demand", "W"): Move(3.0, "vehicles"),
        ("maximum_units", "a"): Move(3.0, "units"),
    }


def test_a_soft_rule_is_never_part_of_a_conflict():
    small = Small().part("x").offer("a", "x", 1, maximum_units=5).demand(8)
    small.rule("award", "soft", suppliers=["B"], minimum_share=0.5, penalty_idr=1)
    assert ("rule", "soft") not in conflict_of(small)


def test_a_plan_that_fits_has_no_conflict():
    small = Small().part("x").offer("a", "x", 1).demand(8)
    assert find_conflict(small.inputs, 30.0).clashes == ()


def test_leaving_out_limits_changes_no_input_in_place():
    small = Small().part("x").offer("a", "x", 1, maximum_units=5, minimum_order=2).demand(8)
    inputs = assemble(small.tables, small.scenario, small.inputs.law)
    without(inputs, set(named_limits(inputs)))
    assert inputs.offers.loc[0, ["maximum_units", "minimum_order"]].tolist() == [5.0, 2.0]


def test_a_score_that_can_just_be_reached_clashes_only_with_what_lowers_it():
    # 0.75 x 0.80 is the 60 points asked for: any import is too much
    small = Small().part("battery", main_component=True).demand(10)
    small.offer("local", "battery", 1, local_content_share=0.8, content_evidence="certificate")
    small.offer("import", "battery", 1).rule("local_content", "law", method="general", minimum=0.6)
    found = conflict_of(small.rule("fix", "import", offer="import", share={"at_least": 0.1}))
    assert set(found) == {("demand", "V"), ("rule", "law"), ("rule", "import")}
