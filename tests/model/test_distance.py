"""How far a plan may move from a stored run."""

from __future__ import annotations

import pytest
from small import Small

RUN = "before#1"


def before(a: float = 3, b: float = 5, **cells) -> Small:
    """Parts ``x`` and ``y``, each from A or B: A costs ``a``, B ``b``; ten vehicles."""
    small = Small().part("x").part("y").supplier("A", **cells).supplier("B").demand(10)
    for part in ("x", "y"):
        small.offer(f"a{part}", part, a, "A").offer(f"b{part}", part, b, "B")
    return small


@pytest.fixture(scope="module")
def all_from_a():
    """The run: 20 units from A, worth 60."""
    return before().solve()


def now(all_from_a, **rule) -> Small:
    """B is the cheaper one today, at 2."""
    return before(b=2).reference(RUN, all_from_a).rule("change", run=RUN, **rule)


def test_without_the_rule_everything_moves(all_from_a):
    assert before(b=2).solve().cost == 40


@pytest.mark.parametrize(("share", "of_b"), [(0, 0), (0.25, 5), (1, 20)])
def test_a_share_of_the_units_may_move(all_from_a, share, of_b):
    # a unit that goes from A to B is one unit less there and one more here: half of two
    solved = now(all_from_a, maximum_share=share).solve()
    assert sum(units for offer, units in solved.units.items() if offer.startswith("b")) == of_b


def test_each_part_moves_by_its_own_share(all_from_a):
    solved = now(all_from_a, maximum_share=0.3, each=["part"]).solve()
    assert solved.units == {"ax": 7, "ay": 7, "bx": 3, "by": 3}


def test_only_chosen_parts_are_held(all_from_a):
    assert now(all_from_a, maximum_share=0, parts=["x"]).solve().units == {"ax": 10, "by": 10}


def test_value_is_counted_at_the_prices_of_the_run(all_from_a):
    # the run's 60 may move by 15: a unit less of A is 3, one more of B is new and counts at its own price of 2;
    # z * (3 + 2) / 2 <= 15 gives six units, whatever A costs today
    for today in (3, 4):
        small = before(a=today, b=2).reference(RUN, all_from_a)
        solved = small.rule("change", run=RUN, measure="value", maximum_share=0.25).solve()
        assert sum(units for offer, units in solved.units.items() if offer.startswith("b")) == 6


def test_suppliers_gained_and_lost_are_counted(all_from_a):
    # the run has one supplier; one more is a change of 100 %, one instead of the other of 200 %
    assert now(all_from_a, measure="suppliers", maximum_share=0).solve().cost == 60
    solved = now(all_from_a, measure="suppliers", maximum_share=1).solve()
    assert sum(units for offer, units in solved.units.items() if offer.startswith("a")) == 1  # keeps one unit
    assert solved.cost == 19 * 2 + 3


def test_a_supplier_that_is_gone_counts_as_lost(all_from_a):
    small = before(b=2).reference(RUN, all_from_a)
    small.rows["offers"] = [row for row in small.rows["offers"] if row["supplier"] == "B"]
    assert small.copy().rule("change", run=RUN, maximum_share=0.9).solve().status == "infeasible"
    assert small.copy().rule("change", run=RUN, maximum_share=1).solve().cost == 40
    gone = small.copy().rule("change", run=RUN, measure="suppliers", maximum_share=1).solve()
    assert gone.status == "infeasible"


def test_what_the_run_knows_nothing_of_is_free(all_from_a):
    small = now(all_from_a, maximum_share=0, each=["part"]).part("z").offer("az", "z", 9, "A").offer("bz", "z", 1, "B")
    assert small.solve().units == {"ax": 10, "ay": 10, "bz": 10}


def test_periods_of_another_year_are_compared_as_a_whole(all_from_a):
    small = before(b=2)
    small.options["calendar"] = {"first": "2028-01", "periods": 1}
    small.reference(RUN, all_from_a).rule("change", run=RUN, maximum_share=0.25)
    assert sum(units for offer, units in small.solve().units.items() if offer.startswith("b")) == 5
    free = small.copy()
    free.options["rule"][0]["each"] = ["period"]
    assert free.solve().cost == 40


@pytest.mark.parametrize(("penalty", "of_b"), [(0.15e6, 5), (0.05e6, 20)])
def test_a_soft_distance_is_priced_by_the_percentage_point(all_from_a, penalty, of_b):
    # a unit saves 1 million and is five points of twenty units
    solved = now(all_from_a, maximum_share=0.25, penalty_idr=penalty * 2).solve()
    assert sum(units for offer, units in solved.units.items() if offer.startswith("b")) == of_b
