"""Conflicts where upgrades could help: they are bought before anything is called impossible."""

from __future__ import annotations

from small import Small

from evplan.solve.conflict import find_conflict


def lone() -> Small:
    """Ten of ``x`` from A alone, which has four hours, one a unit; six more can be had for 9."""
    small = Small().part("x").offer("a", "x", 3, process="weld", hours_per_unit=1).hours("A", "weld", 4).demand(10)
    return small.upgrade("u", "A", "capacity", 9, process="weld", added_hours=6)


def clashing(small: Small) -> set[str]:
    """Return the labels of the limits that clash."""
    return {clash.limit.label for clash in find_conflict(small.inputs, 30.0).clashes}


def test_hours_that_can_be_bought_are_no_conflict():
    assert lone().solve().cost == 39
    assert clashing(lone()) == set()


def test_a_budget_that_shuts_the_door_is_named():
    small = lone().rule("budget", "thrift", measure="investment", maximum=5e6)
    assert small.solve().status == "infeasible"
    assert clashing(small) == {"demand:V", "thrift", "hours:A/weld"}


def test_hours_that_are_still_too_few_are_named_alone():
    small = lone()
    small.rows["upgrades"][0]["added_hours"] = 5
    assert clashing(small) == {"demand:V", "hours:A/weld"}


def test_a_certificate_that_can_be_bought_is_no_conflict():
    small = Small().part("x", certificates="ISO").offer("a", "x", 3).demand(10)
    assert clashing(small) == {"demand:V", "dates:a"}
    assert clashing(small.upgrade("u", "A", "certificate", 7, certificate="ISO")) == set()


def test_hours_of_members_are_limits_of_their_own():
    # two members with three hours each: six of eight
    small = Small().supplier("K", legal_form="koperasi").supplier("A").supplier("B").part("x").demand(8)
    small.offer("k", "x", 1, "K", process="weld", hours_per_unit=1)
    for member in ("A", "B"):
        small.member("K", member).hours(member, "weld", 3)
    found = {clash.limit.label: clash.move for clash in find_conflict(small.inputs, 30.0).clashes}
    assert {"demand:V", "hours:A/weld", "hours:B/weld"} <= set(found)
    assert [getattr(found[label], "amount", None) for label in ("demand:V", "hours:A/weld")] == [2, 2]
    small.rows["demand"][0]["units"] = 6
    assert clashing(small) == set()
