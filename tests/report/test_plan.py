import dataclasses

import pandas as pd
import pytest

from evplan.report.plan import (
    Names,
    award_block,
    capacity_block,
    cost_block,
    run_blocks,
    score_block,
    share_block,
    status_block,
    status_words,
    vehicle_block,
)

NAMES = Names(suppliers={"coop": "Koperasi Maju"}, parts={"trike": "Cargo trike"}, units={"panel": "pcs"})


def test_a_plan_is_called_optimal_only_with_the_gap_that_was_left(make_run):
    assert status_words(make_run(), "en") == "optimal"
    assert status_words(make_run(gap=0.001), "en") == "optimal within 0.10 %"
    assert status_words(make_run(gap=0.001), "id") == "optimal dalam batas 0,10 %"


def test_a_plan_that_was_stopped_says_feasible_with_its_true_gap(make_run):
    words = status_words(make_run("feasible", 0.034, termination="Time limit reached"), "en")
    assert words.startswith("feasible, stopped before it was proved optimal (Time limit reached)")
    assert "3.40 %" in words


def test_a_stopped_plan_without_a_bound_claims_no_gap(make_run):
    words = status_words(make_run("feasible", None, bound=None, termination="Interrupted"), "en")
    assert words.endswith("nothing is known about better plans")


def test_an_unverified_plan_says_so_in_capitals(make_run):
    lines = "\n".join(status_block(make_run(verified=False), "en").lines)
    assert "NOT VERIFIED" in lines
    assert "independent code recomputed" not in lines


def test_costs_leave_out_kinds_that_cost_nothing_and_end_with_their_sum(plan_tables):
    rows = cost_block(plan_tables, "en").rows
    assert rows == (
        ("Purchase, ex works", "Rp 900,000", "90.0 %"),
        ("Freight", "Rp 50,000", "5.0 %"),
        ("Tooling", "Rp 50,000", "5.0 %"),
        ("Total", "Rp 1,000,000", "100.0 %"),
    )


def test_a_vehicle_costs_what_its_parts_cost_landed_and_the_rest_is_named(plan_tables):
    block = vehicle_block(plan_tables, NAMES, "en")
    assert block.rows == (("Cargo trike", "10", "10", "Rp 950 thousand", "Rp 95,000"),)
    assert block.note.startswith("Rp 50 thousand more")


def test_scores_stand_against_their_minimum_by_every_method(plan_tables):
    results = [row[-1] for row in score_block(plan_tables, NAMES, "en").rows]
    assert results == ["passes", "falls short", "not in force"]
    assert score_block(plan_tables, NAMES, "id").rows[0] == (
        "Cargo trike", "2026", "sektoral", "45,00 %", "40,00 %", "memenuhi",
    )  # fmt: skip


def test_shares_leave_out_groups_that_get_nothing(plan_tables):
    block = share_block(plan_tables, "en")
    assert [row[0] for row in block.rows] == ["UMKM and cooperatives", "cooperatives"]
    assert block.rows[0][1:] == ("100.0 %", "–")


def test_the_largest_assignments_name_supplier_part_units_and_value(plan_tables):
    assert award_block(plan_tables, NAMES, "en").rows == (
        ("Koperasi Maju", "panel", "10", "pcs", "Rp 900 thousand"),
    )  # fmt: skip


def test_only_the_twelve_largest_assignments_are_shown_and_the_rest_is_counted(plan_tables):
    rows = [plan_tables.awards.assign(part=f"part-{number:02d}", value_idr=1000.0 * number) for number in range(15)]
    block = award_block(dataclasses.replace(plan_tables, awards=pd.concat(rows)), NAMES, "en")
    assert [row[1] for row in block.rows[:2]] == ["part-14", "part-13"]
    assert len(block.rows) == 12
    assert block.note == "3 more"


def test_a_process_is_shown_once_in_its_tightest_period(plan_tables):
    assert capacity_block(plan_tables, NAMES, "en").rows == (
        ("Koperasi Maju", "weld", "February 2026", "95.0", "100.0", "95.0 %"),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_run_without_a_plan_tells_its_conflict_and_no_tables(make_run, language):
    blocks = run_blocks(make_run("infeasible", None, bound=None, plan=False), NAMES, language)
    assert len(blocks) == 3
    assert blocks[1].lines[0] == "law: The score must be 40 %."
    assert "Lower the minimum." in blocks[1].lines[1]


def test_findings_come_worst_first_with_their_place_and_fix(make_run):
    lines = run_blocks(make_run(), NAMES, "en")[-1].lines
    assert lines == (
        "warning: offers.csv:3:price: Odd thing. [odd]",
        "  try: Look at it.",
        "note: plan: Small thing. [small]",
    )


def test_an_infeasible_run_without_a_conflict_says_where_to_look(make_run):
    run = dataclasses.replace(make_run("infeasible", None, bound=None, plan=False), conflict=())
    text = " ".join(line for block in run_blocks(run, NAMES, "en") for line in block.lines)
    assert "evplan explain conflict baseline" in text
