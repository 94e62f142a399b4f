"""What follows from a solution: prices at the bands reached, money by kind, scores and hours."""

from __future__ import annotations

import pandas as pd
import pytest
from small import MILLION, Small

from evplan.plan.outcome import award_money, plan_tables
from evplan.plan.record import COST_KINDS, SOLUTION_COLUMNS, Solution


def priced(small: Small, awards: list[tuple[str, str, float, float]]) -> pd.DataFrame:
    """Return awards (offer, period, units, surplus) with their money."""
    rows = [(offer, "", "S", "V", period, units, surplus) for offer, period, units, surplus in awards]
    table = pd.DataFrame(rows, columns=list(SOLUTION_COLUMNS["awards"])).astype(SOLUTION_COLUMNS["awards"])
    return award_money(small.inputs, table)


def banded(basis: str) -> Small:
    small = Small(periods=2).part("x", mass_kg=2).offer("a", "x", 3, duty_share=0.5).demand(10)
    return small.band("a", 10, 2, basis).band("a", 20, 1, basis)


@pytest.mark.parametrize(
    ("basis", "units", "prices"),
    [
        ("period", (9.9, 10), (3, 2)),
        ("period", (20, 0.1), (1, 3)),
        ("horizon", (5, 4.9), (3, 3)),
        ("horizon", (5, 5), (2, 2)),
        ("horizon", (10, 10), (1, 1)),
        ("period", (10 - 1e-7, 1), (2, 3)),
    ],
)
def test_all_units_of_a_span_have_the_price_of_the_band_reached(basis, units, prices):
    awards = [("a", "2027-01", units[0], 0.0), ("a", "2027-02", units[1], 0.0)]
    assert (priced(banded(basis), awards)["price_idr"] / MILLION).tolist() == list(prices)


def test_surplus_is_paid_and_counts_for_the_band():
    award = priced(banded("period"), [("a", "2027-01", 6, 4)]).iloc[0]
    assert award[["units_paid", "price_idr", "value_idr"]].tolist() == [10, 2 * MILLION, 20 * MILLION]


def test_duty_is_on_value_and_freight():
    small = banded("period").add("lanes", origin="R", destination="R", freight_idr_per_kg=0.5)
    award = priced(small, [("a", "2027-01", 4, 0)]).iloc[0]
    assert (award[["value_idr", "freight_idr", "duty_idr"]] / MILLION).tolist() == [12, 4, 8]


def test_every_kind_of_cost_stands_once_and_in_order():
    plan = banded("period").solve().plan
    assert tuple(plan.costs["kind"]) == COST_KINDS


def test_a_plan_that_builds_nothing_has_no_awards_and_no_shares_that_are_no_numbers():
    small = Small().part("x").offer("a", "x", 10).demand(5).option("demand", unmet_penalty_idr=MILLION)
    empty = {name: pd.DataFrame(columns=list(kinds)).astype(kinds) for name, kinds in SOLUTION_COLUMNS.items()}
    builds = pd.DataFrame([("V", "S", "2027-01", 0.0)], columns=list(SOLUTION_COLUMNS["builds"]))
    plan = plan_tables(small.inputs, Solution(**empty | {"builds": builds.astype(SOLUTION_COLUMNS["builds"])}))
    assert plan.costs["idr"].sum() == 5 * MILLION
    assert plan.shares["share"].eq(0).all()
    assert plan.capacity_use.empty


def test_hours_are_those_of_units_paid_and_one_set_up_a_period_over_all_sites():
    terms = {"process": "p", "hours_per_unit": 2, "setup_hours": 3, "yield_share": 0.5}
    small = Small(periods=2).part("x").offer("a", "x", 1, **terms).hours("A", "p", 100)
    use = small.demand(10).demand(5, site="S2").solve().plan.capacity_use
    assert use["used_hours"].tolist() == [3 + 2 * 30, 3 + 2 * 30]


def test_a_score_is_held_against_the_strictest_number_of_a_rule_that_covers_it_or_the_law():
    small = Small().part("x", content_group="battery").offer("a", "x", 1, local_content_share=1).demand(1)
    small.rule("local_content", method="sectoral", minimum=0.1).rule("local_content", method="sectoral", minimum=0.2)
    scores = small.solve().plan.scores.set_index("method")
    assert scores["minimum"].to_dict() == {"sectoral": 0.2, "general": 0.6, "cost_ratio": 0.6}
    assert scores["passes"].to_dict() == {"sectoral": True, "general": False, "cost_ratio": True}
