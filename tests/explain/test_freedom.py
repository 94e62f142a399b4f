"""Freedom: both ends of the inner range can be had, and nothing that can be had lies outside the outer one."""

from __future__ import annotations

import numpy as np
import pytest
from random_plan import random_plans, solved_only
from small import MILLION, Small, Solved

from evplan.solve.freedom import freedom

PLANS = 50


def ranges_of(solved: Solved, within: float, **options) -> dict[tuple[str, str], dict]:
    found = freedom(solved.model, solved.search.answer.values, within, **options)
    return {(row["part"], row["supplier"]): row for row in found.ranges.to_dict(orient="records")}


def cost_with_share(small: Small, solved: Solved, part: str, supplier: str, **share) -> float | None:
    """Return the cost in million rupiah of the cheapest plan with such a share of a part, ``None`` if there is none."""
    other = small.copy().rule("fix", "share", suppliers=[supplier], parts=[part], share=share)
    return solved_only(other, solved.model.inputs).search.answer.objective


def test_the_ranges_hold_when_the_shares_are_asked_for():
    asked = 0
    for seed, small, solved in random_plans(PLANS):
        cost = solved.search.answer.objective
        cap = cost * 1.1 + 1e-6 * abs(cost)
        rows = ranges_of(solved, 0.1)
        for (part, supplier), row in list(rows.items())[seed % 3 :: 4]:
            told = f"plan {seed}, {part} of {supplier}"
            asked += 1
            assert row["outer_least"] <= row["inner_least"] <= row["share"] + 1e-9, told
            assert row["share"] - 1e-9 <= row["inner_most"] <= row["outer_most"], told
            share = {"at_least": max(row["inner_most"] - 1e-6, 0.0)}
            if asked % 2:
                share = {"at_most": min(row["inner_least"] + 1e-6, 1.0)}
            end = cost_with_share(small, solved, part, supplier, **share)
            assert end is not None, told
            assert end <= cap, told
            if row["outer_most"] < 0.99:
                beyond = cost_with_share(small, solved, part, supplier, at_least=row["outer_most"] + 0.01)
                assert beyond is None or beyond > cap - 2e-6 * cost, told
    assert asked > 40


def test_equal_offers_are_a_tie_and_the_only_offer_is_fixed():
    small = Small().part("x").part("y").offer("a", "x", 1).offer("b", "x", 1).offer("c", "y", 1).demand(10)
    rows = ranges_of(solved_only(small), 0.0)
    assert {key: row["kind"] for key, row in rows.items()} == {
        ("x", "A"): "tied",
        ("x", "B"): "tied",
        ("y", "C"): "fixed",
    }
    assert (rows["x", "A"]["inner_least"], rows["x", "A"]["inner_most"]) == (0, pytest.approx(1))


def test_within_the_cost_so_many_units_can_move():
    # ten at 2; one per cent of 20 moves two tenths of a unit to the one that costs 3
    small = Small().part("x").offer("a", "x", 3).offer("b", "x", 2).demand(10)
    rows = ranges_of(solved_only(small), 0.01)
    assert rows["x", "A"]["inner_most"] == pytest.approx(0.02)
    assert rows["x", "B"]["kind"] == "forced"
    assert rows["x", "B"]["outer_least"] == pytest.approx(0.98)


def test_work_that_needs_a_new_tool_is_open_only_to_other_orders():
    # the tool costs 1, half of it is paid for by half the units in the relaxation
    small = Small().part("x").offer("a", "x", 2, tooling_cost_idr=1).offer("b", "x", 2).demand(10)
    row = ranges_of(solved_only(small), 0.1)["x", "A"]
    assert (row["kind"], row["inner_most"]) == ("open", 0)
    assert row["outer_most"] == pytest.approx(1)


def test_a_share_of_a_part_with_alternatives_is_of_what_is_bought_of_it():
    # x or y per vehicle; A's share of x is all or nothing of it, however much x is used
    line = {"substitute_group": "g"}
    small = Small().part("x", line=line).part("y", line=line).offer("a", "x", 1).offer("c", "x", 1.1)
    small.offer("b", "y", 1).demand(10)
    rows = ranges_of(solved_only(small), 0.2)
    for key in (("x", "A"), ("x", "C")):
        assert 0 <= rows[key]["outer_least"] <= rows[key]["outer_most"] <= 1


def test_only_the_parts_asked_for_are_looked_at_and_the_rest_is_counted():
    small = Small().part("x").part("y").part("z").offer("a", "x", 9).offer("b", "y", 5).offer("c", "z", 1).demand(1)
    solved = small.solve()
    found = freedom(solved.model, solved.search.answer.values, 0.0, top=2)
    assert (list(found.ranges["part"]), found.left_out) == (["x", "y"], 1)
    assert list(freedom(solved.model, solved.search.answer.values, 0.0, parts=["z"]).ranges["part"]) == ["z"]


def test_a_score_that_is_a_sum_of_ratios_still_passes_at_both_ends():
    # battery (40 points) and frame (5): at least 30 points by local content
    small = Small().part("battery", content_group="battery").part("frame", content_group="frame_body").demand(10)
    small.offer("local", "battery", 2, local_content_share=1).offer("import", "battery", 1)
    small.offer("f", "frame", 1, local_content_share=1)
    small.rule("local_content", "law", method="sectoral", minimum=0.3)
    solved = small.solve()
    row = ranges_of(solved, 0.2)["battery", "LOCAL"]
    # 0.40 r + 0.05 >= 0.30 asks for r = 0.625 of the battery's cost: 2 a / (a + 10)
    least = 0.625 * 10 / (2 - 0.625)
    assert row["inner_least"] == pytest.approx(least / 10, abs=1e-3)
    assert np.isclose(solved.cost * MILLION, (10 + least + 10) * MILLION, rtol=1e-4)
