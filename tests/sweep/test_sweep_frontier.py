"""A frontier's points are exact: its ends are the single-objective optima, and no point is dominated."""

from __future__ import annotations

import pandas as pd
import pytest
from small import Small

from evplan.model.program import build
from evplan.model.variant import varied
from evplan.workflow.sweep import SweepRequest, on_frontier, run_sweep

VERSION = "0.0.test"


@pytest.fixture(scope="module")
def frontier(write_sweep, tmp_path_factory):
    path = write_sweep('[frontier]\nof = "umkm_value"\npoints = 4', name="edge")
    url = f"sqlite:///{tmp_path_factory.mktemp('edge') / 'evplan.db'}"
    return run_sweep(SweepRequest(path, url, VERSION, "2026-11-22T10:00:00", "planner", workers=1))


def test_no_point_of_a_frontier_is_dominated(frontier):
    table = frontier.table
    kept = table[table["on_frontier"]].sort_values("umkm_value_idr")
    assert len(kept) >= 3
    assert kept["total_cost_idr"].is_monotonic_increasing
    assert kept["umkm_value_idr"].is_unique


def test_the_points_are_evenly_spaced_between_the_ends_and_each_reaches_what_it_asks_for(frontier):
    table = frontier.table
    steps = table["at_least"].iloc[1:].diff().dropna()
    assert steps.iloc[0] == pytest.approx(steps.iloc[1], rel=1e-9)
    inner = table.iloc[1:3]
    assert (inner["umkm_value_idr"] >= inner["at_least"] * (1 - 1e-9)).all()
    assert table["verified"].all()


def test_the_ends_of_a_frontier_are_the_optima_of_one_objective_alone(frontier):
    """All that UMKM can deliver is delivered at one end, the least is paid at the other: no point is beyond them."""
    table = frontier.table
    assert table["total_cost_idr"].idxmin() == 0
    assert table["umkm_value_idr"].idxmax() == 3
    # KOP and CV are the UMKM: 150 frames and 300 panels, dearest each 540,000 and 60,000.
    assert table["umkm_value_idr"].iloc[3] == pytest.approx(150 * 540_000 + 300 * 60_000, rel=1e-8)


def test_of_plans_the_dominated_are_not_on_the_frontier():
    cost = pd.Series([1.0, 2.0, 3.0, 3.0, float("nan"), 4.0])
    value = pd.Series([5.0, 7.0, 6.0, 7.0, 9.0, 9.0])
    # 3 for 6 is worse than 2 for 7; 3 for 7 too; the one without a plan is none.
    assert on_frontier(cost, value).tolist() == [True, True, False, False, False, True]


def test_of_two_equal_plans_one_is_on_the_frontier():
    assert on_frontier(pd.Series([1.0, 1.0]), pd.Series([2.0, 2.0])).tolist() == [True, False]


def law_small(share: float, score: float) -> Small:
    small = Small().part("frame", content_group="frame_body").demand(10)
    small.offer("a", "frame", 3, local_content_share=0.9, content_evidence="self_declared")
    small.offer("b", "frame", 2, local_content_share=0.1, content_evidence="self_declared")
    small.rule("award", id="most", suppliers=["A"], maximum_share=share)
    return small.rule("local_content", id="law", method="cost_ratio", minimum=score)


def test_a_model_with_other_bounds_is_the_program_that_is_built_anew():
    old, new = law_small(0.9, 0.2), law_small(0.7, 0.3)
    shared, fresh = varied(old.model, new.inputs), build(new.inputs)
    assert shared.columns.requirement is not fresh.columns.requirement
    assert [score.minimum for score in shared.scores] == [score.minimum for score in fresh.scores] == [0.3]
    for name in ("cost", "row_lower", "row_upper", "column_lower", "column_upper", "starts", "columns", "values"):
        assert getattr(shared.arrays, name).tolist() == getattr(fresh.arrays, name).tolist(), name


def test_a_model_with_other_demand_is_built_anew():
    small = law_small(0.9, 0.2)
    old = small.model
    more = varied(old, small.copy().option("demand", scale=2.0).inputs)
    assert more.columns.requirement.needs["most"].tolist() == [20.0]
