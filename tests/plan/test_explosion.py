"""The bill of materials exploded: phantoms, scrap, dates, alternatives."""

from __future__ import annotations

import pytest
from small import Small

from evplan.plan.explosion import explode


def needs(small: Small, root: int = 0, epoch: int = 0) -> dict[str, float]:
    """Return what a root needs of every part in an epoch."""
    table = small.inputs.explosion.needs
    mine = table[table["root"].eq(root) & table["epoch"].eq(epoch)]
    return dict(zip(mine["part"], mine["quantity"], strict=True))


def test_quantities_and_scrap_multiply_through_phantoms():
    # 2 frames of 3 tubes, a third of them again as scrap
    small = Small().part("frame", 2).part("tube", 3, "frame", {"scrap_share": 1 / 3}).offer("a", "tube", 1).demand(1)
    assert needs(small) == {"tube": pytest.approx(8)}


def test_a_part_on_two_branches_is_needed_for_both():
    small = Small().part("frame", 2).part("seat").part("bolt", 4, "frame").part("bolt", 3, "seat").part("bolt", 5)
    assert needs(small.offer("a", "bolt", 1).demand(1)) == {"bolt": 2 * 4 + 3 + 5}


def test_a_part_with_offers_is_bought_complete_and_not_exploded():
    small = Small().part("frame", 2).part("tube", 3, "frame").offer("a", "tube", 1).offer("f", "frame", 9).demand(1)
    assert needs(small) == {"frame": 2}


def test_a_leaf_that_nobody_offers_is_still_needed():
    small = Small().part("frame").part("tube", 3, "frame").part("x").offer("a", "x", 1).demand(1)
    assert needs(small) == {"tube": 3, "x": 1}
    assert small.solve().status == "infeasible"


def test_a_line_holds_if_it_is_valid_on_the_first_day_of_the_period():
    small = Small(periods=3).part("old", line={"valid_to": "2027-02-01"}).part("new", line={"valid_from": "2027-02-02"})
    inputs = small.offer("o", "old", 1).offer("n", "new", 2).demand(10).inputs
    assert inputs.explosion.epoch_of.tolist() == [0, 0, 1]
    solved = small.solve()
    assert [solved.units_in(f"2027-0{month}") for month in (1, 2, 3)] == [{"o": 10}, {"o": 10}, {"n": 10}]


def test_periods_with_the_same_bill_share_an_epoch_even_with_another_between():
    small = Small(periods=3).part("x").part("winter", line={"valid_from": "2027-02-01", "valid_to": "2027-02-28"})
    inputs = small.offer("a", "x", 1).offer("w", "winter", 1).demand(1).inputs
    first, middle, last = inputs.explosion.epoch_of
    assert first == last != middle


def test_alternatives_are_roots_of_their_own():
    small = Small().part("body", 2).part("steel", 3, "body", {"substitute_group": "skin"})
    small.part("resin", 5, "body", {"substitute_group": "skin", "scrap_share": 0.2}).part("bolt", 7, "body")
    small.offer("s", "steel", 1).offer("r", "resin", 1).offer("b", "bolt", 1).demand(1)
    explosion = small.inputs.explosion
    assert explosion.roots["child"].dropna().to_dict() == {1: "resin", 2: "steel"}
    assert needs(small) == {"bolt": 14}
    assert needs(small, 1) == {"resin": 6}
    assert needs(small, 2) == {"steel": 3}
    assert explosion.choices[["root", "parent", "substitute_group", "quantity"]].to_numpy().tolist() == [
        [0, "body", "skin", 2]
    ]


def test_two_groups_of_one_parent_are_chosen_apart():
    small = Small().part("body")
    for group, parts in {"skin": ("steel", "resin"), "seat": ("foam", "gel")}.items():
        for price, part in enumerate(parts, start=1):
            small.part(part, 1, "body", {"substitute_group": group}).offer(part[0], part, price)
    assert small.demand(10).solve().units == {"s": 10, "f": 10}


def test_an_empty_bill_needs_nothing():
    small = Small().demand(1)
    table = explode(small.tables["bom_lines"], ["V"], [], small.scenario.calendar.table)
    assert table.choices.empty
    assert table.epoch_of.tolist() == [0]
