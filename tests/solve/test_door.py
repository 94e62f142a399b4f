"""What each opened door is worth."""

from __future__ import annotations

import pandas as pd
import pytest
from small import MILLION, Small

from evplan.solve.door import worth_of_doors


def street() -> Small:
    """Ten of ``x`` a month, three months: A at 3 with four hours, candidate C at 4 with three, B at 5."""
    small = Small(periods=3).part("x").offer("a", "x", 3, process="weld", hours_per_unit=1).hours("A", "weld", 4)
    small.supplier("C", status="candidate", opening_cost_idr=2).offer(
        "c", "x", 4, "C", process="cast", hours_per_unit=1
    )
    return small.hours("C", "cast", 3).offer("b", "x", 5).demand(10)


def table(small: Small, seconds: float = 10.0) -> pd.DataFrame:
    """Return the doors of the plan, indexed by item, money in million rupiah."""
    solved = small.solve()
    values, bound = solved.search.answer.values, solved.search.answer.bound
    found = worth_of_doors(solved.model, values, bound * MILLION, small.scenario.solver, seconds)
    assert found.cost_idr == pytest.approx(solved.cost * MILLION)
    columns = ["worth_idr", "least_idr", "most_idr"]
    return found.table.assign(**found.table[columns] / MILLION).set_index("item")


def test_a_door_is_worth_what_the_plan_costs_more_without_it():
    # three hours more save 3 * 2 * 3 for 10; C saves 3 * 1 * 3 for 2
    doors = table(street().upgrade("u", "A", "capacity", 10, process="weld", added_hours=3))
    assert doors["worth_idr"].to_dict() == pytest.approx({"u": 8, "C": 7})
    assert doors["least_idr"].to_dict() == pytest.approx({"u": 8, "C": 7})
    assert doors["most_idr"].to_dict() == pytest.approx({"u": 8, "C": 7})
    assert doors["period"].to_dict() == {"u": "2027-01", "C": "2027-01"}


def test_a_door_that_stays_shut_is_worth_nothing():
    doors = table(street().upgrade("u", "A", "capacity", 19, process="weld", added_hours=3))
    assert (doors["ending"]["u"], doors["worth_idr"]["u"], doors["period"]["u"]) == ("not opened", 0, "")


def test_what_needs_a_door_is_shut_with_it():
    small = street().upgrade("u", "A", "capacity", 1, process="weld", added_hours=1)
    doors = table(small.upgrade("v", "A", "capacity", 1, process="weld", added_hours=1, requires="u"))
    # each hour saves 2 * 3 for 1
    assert doors["worth_idr"][["u", "v"]].to_dict() == pytest.approx({"u": 10, "v": 5})


def test_a_door_without_which_there_is_no_plan_is_said_to_be_one():
    small = Small(periods=2).part("x", certificates="ISO").offer("a", "x", 3).demand(10)
    doors = table(small.upgrade("u", "A", "certificate", 7, certificate="ISO"))
    assert doors["ending"].to_dict() == {"u": "no plan"}
    assert doors["worth_idr"].isna().all()
