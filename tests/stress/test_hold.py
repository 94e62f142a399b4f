"""Orders held as they were placed: what is delivered is built with, what is lost is not; numbers by hand."""

from __future__ import annotations

import pytest
from small import Small, shipped_law

from evplan.errors import has_errors
from evplan.model.incumbent import values_of
from evplan.model.loss import without_suppliers
from evplan.model.program import build
from evplan.plan.aftermath import figures, judged
from evplan.plan.disturbance import Disturbance, disturbed, lost_suppliers, with_orders_placed, with_unmet
from evplan.plan.inputs import assemble
from evplan.plan.outcome import plan_tables
from evplan.plan.verify import verify
from evplan.solve.hold import hold

PENALTY = 1e9


def left_of(small: Small, **what):
    """Return the figures of a small plan held under a disturbance, its verifier's findings, and its solution."""
    plan, law = small.solve(), shipped_law()
    priced = with_unmet(small.scenario, PENALTY)
    case = Disturbance(name="case", **what)
    tables, scenario = disturbed(small.tables, priced, case)
    inputs = assemble(tables if not case.only_loses else small.tables, scenario, law)
    model = without_suppliers(build(inputs), lost_suppliers(small.tables, case))
    held = hold(model, values_of(model, plan.solution), plan.solution, 10.0)
    tables, scenario = with_orders_placed(tables, scenario)
    told = plan_tables(inputs, held.solution)
    return figures(inputs, held.solution, told), verify(tables, scenario, law, held.solution, told), held.solution


def two_sources() -> Small:
    """A frame from A (at most 6) and B, of which ten are needed: 6 x 2 + 4 x 3 = 24."""
    return Small().part("frame").offer("a", "frame", 2, maximum_units=6).offer("b", "frame", 3).demand(10)


def test_nothing_happens_and_the_plan_is_what_it_was():
    row, findings, solution = left_of(two_sources(), demand=1.0)
    assert (row["built"], row["unmet"], row["cost_idr"], row["left_over_idr"]) == (10, 0, 24e6, 0)
    assert not has_errors(findings)
    assert dict(zip(solution.awards["offer"], solution.awards["units"], strict=True)) == {"a": 6, "b": 4}


def test_the_frames_of_a_lost_supplier_are_vehicles_that_are_not_built():
    row, findings, _ = left_of(two_sources(), suppliers=("A",))
    assert (row["built"], row["unmet"], row["unmet_share"]) == (4, 6, 0.6)
    # B's four frames are paid, A's six are not; nothing of B's goes to waste
    assert (row["cost_idr"], row["left_over_idr"]) == (12e6, 0)
    assert not has_errors(findings)


def test_what_goes_with_a_lost_part_is_paid_and_left_over():
    small = two_sources().part("seat").offer("c", "seat", 5)
    row, findings, solution = left_of(small, suppliers=("A",))
    # ten seats are ordered and paid, six vehicles have no frame: six seats at 5 are left over
    assert (row["built"], row["cost_idr"], row["left_over_idr"]) == (4, 62e6, 30e6)
    seats = solution.awards.set_index("offer").loc["c"]
    assert (seats["units"], seats["surplus"]) == (4, 6)
    assert not has_errors(findings)


def test_a_region_is_lost_with_all_its_suppliers():
    small = Small().supplier("A", region="X").supplier("B", region="Y")
    small.part("frame").offer("a", "frame", 2, maximum_units=6).offer("b", "frame", 3).demand(10)
    assert left_of(small, regions=("Y",))[0]["built"] == 6


def test_a_minimum_order_does_not_undo_an_order_that_was_placed():
    small = two_sources().part("seat").offer("c", "seat", 5, minimum_order=8, order_multiple=5)
    row, findings, _ = left_of(small, suppliers=("A",))
    assert row["built"] == 4
    assert not has_errors(findings)


def test_units_of_one_order_may_serve_the_other_line_of_their_site():
    small = Small().part("frame", parent="V").part("frame", parent="W").part("seat", parent="V")
    small.offer("a", "frame", 2).offer("s", "seat", 1).demand(5, "V").demand(5, "W")
    row, _, solution = left_of(small, suppliers=("S",))
    # without seats V is lost; W is wanted five times and no more
    assert row["built"] == 5
    assert solution.builds.set_index("vehicle")["built"].to_dict() == {"V": 0, "W": 5}


def test_a_workshop_works_on_what_there_is_and_no_more():
    small = Small().part("frame").part("tube", 2, parent="frame")
    small.offer("weld", "frame", 3, mode="conversion").offer("t", "tube", 1, maximum_units=12)
    small.offer("u", "tube", 2).demand(10)
    row, findings, solution = left_of(small, suppliers=("T",))
    # eight tubes of U's are left: four frames; the work on six is called off
    assert row["built"] == pytest.approx(4)
    assert solution.awards.set_index("offer").loc["weld", "units"] == pytest.approx(4)
    assert row["cost_idr"] == pytest.approx(4 * 3e6 + 8 * 2e6)
    assert not has_errors(findings)


def test_a_cooperative_delivers_what_its_other_members_can_make():
    small = Small().part("frame").member("KOP", "M1", weld=6).member("KOP", "M2", weld=4)
    small.offer("k", "frame", 2, supplier="KOP", process="weld", hours_per_unit=1).demand(10)
    row, findings, solution = left_of(small, suppliers=("M1",))
    assert (row["built"], row["cost_idr"]) == (pytest.approx(4), pytest.approx(8e6))
    assert set(solution.members["member"]) == {"M2"}
    assert not has_errors(findings)


def test_a_rupiah_that_keeps_its_value_changes_nothing():
    row, findings, _ = left_of(two_sources(), rupiah=0.0)
    assert (row["built"], row["cost_idr"]) == (10, 24e6)
    assert not has_errors(findings)


def test_a_dearer_currency_makes_the_same_orders_dearer():
    small = Small().part("frame").offer("a", "frame", 2, currency="USD").demand(10)
    small.add("exchange_rates", currency="USD", idr_per_unit=1)
    row, findings, _ = left_of(small, rupiah=-0.5)
    # a rupiah that has lost half of its value buys half: 10 x 2 x 2
    assert row["cost_idr"] == pytest.approx(40e6)
    assert not has_errors(findings)


def test_a_rule_that_orders_cannot_follow_any_more_is_told_by_its_name():
    small = two_sources().rule("award", "most-of-b", suppliers=["B"], maximum_share=0.5)
    row, findings, _ = left_of(small, suppliers=("A",))
    assert row["built"] == 4
    assert judged(small.scenario, findings) == (True, ["most-of-b"])
