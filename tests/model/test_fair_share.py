"""Fair shares: a cooperative's work goes to its members by the hours that they have."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from small import Small

from evplan.plan.check import check_tables
from evplan.plan.check.rule import check_rules
from evplan.scenario.rule import FairShare


def busy() -> Small:
    """Part ``x``, six: K at 3, an hour each, made by M1 (30 hours) and M2 (10); B at 9. M2 makes ``y``, nine, too."""
    small = Small().part("x").part("y", 1.5).member("K", "M1", weld=30).member("K", "M2", weld=10).demand(6)
    small.offer("k", "x", 3, "K", process="weld", hours_per_unit=1).offer("b", "x", 9)
    return small.offer("m", "y", 1, "M2", process="weld", hours_per_unit=1).offer("n", "y", 2)


def hours_of(solved) -> dict[str, float]:
    """Return the hours of each member over the horizon."""
    return solved.solution.members.groupby("member")["hours"].sum().round(6).to_dict()


def test_without_the_rule_a_member_may_get_nothing():
    # M2 has one hour left beside its own nine
    solved = busy().solve()
    assert solved.units == {"k": 6, "m": 9}
    assert hours_of(solved).get("M2", 0) <= 1


def test_members_work_by_their_share_of_the_hours():
    # a quarter of six hours is 1.5: half an hour less for y, which costs 1 more each
    solved = busy().rule("fair_share", cooperative="K").solve()
    assert hours_of(solved) == {"M1": 4.5, "M2": 1.5}
    assert solved.units == {"k": 6, "m": 8.5, "n": 0.5}
    assert solved.cost == 18 + 8.5 + 1


def test_a_tolerance_leaves_room_on_both_sides():
    # between 15 and 35 % of six hours: 0.9 to 2.1
    solved = busy().rule("fair_share", cooperative="K", tolerance_share=0.1).solve()
    assert solved.units == {"k": 6, "m": 9}
    assert 0.9 - 1e-6 <= hours_of(solved)["M2"] <= 1


def test_a_share_is_of_the_chosen_periods_together():
    # M2 has no hour in January: over two months it still has a quarter of all
    small = Small(periods=2).part("x").member("K", "M1", weld=30).member("K", "M2").hours("M2", "weld", 20, "2027-02")
    small.offer("k", "x", 3, "K", process="weld", hours_per_unit=1).offer("b", "x", 9).demand(6)
    solved = small.copy().rule("fair_share", cooperative="K").solve()
    assert hours_of(solved) == {"M1": 9, "M2": 3}
    alone = small.rule("fair_share", cooperative="K", periods=["2027-02"]).solve()
    february = alone.solution.members[alone.solution.members["period"].eq("2027-02")].set_index("member")["hours"]
    assert february.to_dict() == pytest.approx({"M1": 6 * 30 / 50, "M2": 6 * 20 / 50})


def test_the_cooperatives_own_hours_are_no_members_share():
    small = Small().part("x").member("K", "M1", weld=3).member("K", "M2", weld=1).hours("K", "weld", 100)
    small.offer("k", "x", 3, "K", process="weld", hours_per_unit=1).demand(102)
    solved = small.rule("fair_share", cooperative="K").solve()
    hours = hours_of(solved)
    assert hours["M1"] == pytest.approx(3 * hours["M2"])


def test_a_cooperative_that_gets_no_work_keeps_every_share():
    solved = busy().rule("fair_share", cooperative="K").rule("fix", offer="k", units={"at_most": 0}).solve()
    assert solved.units == {"b": 6, "m": 9}


@pytest.mark.parametrize(("penalty", "of_m"), [(1.0, 9), (1e6, 8.5)])
def test_a_soft_share_is_broken_where_that_is_cheaper(penalty, of_m):
    solved = busy().rule("fair_share", cooperative="K", penalty_idr=penalty).solve()
    assert solved.units["m"] == of_m


@pytest.mark.parametrize("given", [{"suppliers": ["M1"]}, {"parts": ["x"]}, {"each": ["supplier"]}, {"regions": ["R"]}])
def test_it_takes_no_other_selector(given):
    with pytest.raises(ValidationError, match=f"leave out {next(iter(given))}"):
        FairShare(kind="fair_share", id="r", cooperative="K", **given)


@pytest.mark.parametrize(
    ("name", "code"),
    [("KK", "selector-key"), ("B", "cooperative-without-members"), ("L", "members-without-hours")],
)
def test_a_rule_on_what_has_no_members_at_work_is_a_finding(name, code):
    small = busy().member("L", "M3").offer("l", "x", 4, "L", process="weld", hours_per_unit=1).hours("L", "weld", 9)
    small.rule("fair_share", "fair", cooperative=name)
    (found,) = check_rules(small.tables, small.scenario)
    assert (found.code, found.column) == (code, "cooperative")
    assert name in found.message


def test_a_rule_that_can_be_kept_has_no_finding():
    small = busy().rule("fair_share", cooperative="K")
    assert check_rules(small.tables, small.scenario) == []
    assert check_tables(small.tables) is not None
