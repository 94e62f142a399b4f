"""Upgrades: started at most once, in force after their lead time, bought where they pay."""

from __future__ import annotations

import itertools
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from small import Small, Solved

GROUP = {"content_group": "battery"}
IMPORT = {"legal_form": "importer", "country": "CN"}


def workshop(periods: int = 3, **cells) -> Small:
    """Ten of ``x`` a month: A at 3 with four hours, one a unit; B at 5. Without upgrades 4 * 3 + 6 * 5 = 42 a month."""
    small = Small(periods=periods).part("x").offer("a", "x", 3, process="weld", hours_per_unit=1, **cells)
    return small.hours("A", "weld", 4).offer("b", "x", 5).demand(10)


def gated(periods: int = 2) -> Small:
    """Ten of ``x`` a month, which needs an ISO certificate: A at 3 has none, B at 5 has."""
    small = Small(periods=periods).part("x", certificates="ISO").offer("a", "x", 3).offer("b", "x", 5).demand(10)
    return small.add("supplier_certificates", supplier="B", certificate="ISO")


def starts(solved: Solved) -> dict[str, str]:
    """Return the upgrades of a plan and the periods in which they start."""
    assert solved.plan is not None, solved.status
    table = solved.plan.investments
    return dict(table.loc[table["kind"].eq("upgrade"), ["item", "period"]].itertuples(index=False))


def test_without_upgrades_the_program_is_as_it_was():
    plain, late = workshop(), workshop().upgrade("u", "A", "capacity", 1, process="weld", lead_time_periods=3)
    for field in fields(plain.model.arrays):
        values = [getattr(small.model.arrays, field.name) for small in (plain, late)]
        assert np.array_equal(*values), field.name  # one that is in force behind the horizon only has no column
    assert workshop().solve().cost == 3 * 42


def test_hours_are_bought_where_they_pay():
    # six hours more save 6 * 2 a month: 36 over three months
    for cost, total in ((35, 35 + 90), (37, 126)):
        small = workshop().upgrade("u", "A", "capacity", cost, process="weld", added_hours=6)
        solved = small.solve()
        assert (solved.cost, len(starts(solved))) == (total, int(cost < 36))
    assert solved.plan.capacity_use["hours"].tolist() == [4, 4, 4]
    bought = workshop().upgrade("u", "A", "capacity", 35, process="weld", added_hours=6).solve()
    assert bought.plan.capacity_use["hours"].tolist() == [10, 10, 10]


def test_hours_come_after_the_lead_time():
    small = workshop().upgrade("u", "A", "capacity", 10, process="weld", added_hours=6, lead_time_periods=1)
    solved = small.solve()
    assert (solved.cost, starts(solved)) == (42 + 30 + 30 + 10, {"u": "2027-01"})
    assert solved.plan.investments["in_force"].tolist() == ["2027-02"]
    assert solved.units_in("2027-01") == {"a": 4, "b": 6}


def test_a_process_that_was_not_there_is_opened():
    small = Small().part("x").offer("a", "x", 3, process="cast", hours_per_unit=2).offer("b", "x", 5).demand(10)
    assert small.solve().units == {"b": 10}
    opened = small.upgrade("u", "A", "process", 5, process="cast", added_hours=12).solve()
    assert (opened.units, opened.cost) == ({"a": 6, "b": 4}, 18 + 20 + 5)


def test_hours_and_lead_are_in_the_periods_of_the_data():
    # quarters, data in months: three times the hours; a lead of four months is two quarters
    small = Small("2027-Q1", 3, length="quarter", data_length="month").part("x").offer("b", "x", 5).demand(10)
    small.offer("a", "x", 3, process="weld", hours_per_unit=1).hours("A", "weld", 4)
    small.upgrade("u", "A", "capacity", 10, process="weld", added_hours=6, lead_time_periods=4)
    solved = small.solve()
    # thirty a quarter: twelve of A, then all
    assert (solved.units_in("2027-Q2"), solved.units_in("2027-Q3")) == ({"a": 12, "b": 18}, {"a": 30})
    assert solved.cost == 2 * (12 * 3 + 18 * 5) + 90 + 10


def test_a_certificate_opens_an_offer():
    assert gated().solve().cost == 100
    solved = gated().upgrade("u", "A", "certificate", 7, certificate="ISO", lead_time_periods=1).solve()
    assert (solved.cost, solved.units_in("2027-01"), solved.units_in("2027-02")) == (87, {"b": 10}, {"a": 10})
    assert gated().upgrade("u", "A", "certificate", 7, certificate="other").solve().cost == 100


def test_every_certificate_that_is_missing_must_come():
    small = gated(1)
    small.rows["parts"][0]["certificates"] = "ISO;SNI"
    small.add("supplier_certificates", supplier="B", certificate="SNI")
    small.upgrade("u", "A", "certificate", 4, certificate="ISO")
    assert small.copy().solve().cost == 50
    both = small.upgrade("v", "A", "certificate", 5, certificate="SNI").solve()
    assert (both.cost, set(starts(both))) == (30 + 9, {"u", "v"})


def test_a_certificate_that_ends_is_renewed():
    small = gated().add("supplier_certificates", supplier="A", certificate="ISO", valid_to="2027-01-31")
    assert small.solve().cost == 30 + 50
    solved = small.upgrade("u", "A", "certificate", 7, certificate="ISO").solve()
    assert solved.cost == 30 + 30 + 7


def test_an_order_waits_for_the_certificate_too():
    small = gated().upgrade("u", "A", "certificate", 7, certificate="ISO", lead_time_periods=1)
    small.rows["offers"][0]["minimum_order"] = 4
    assert small.solve().cost == 87


def test_what_an_upgrade_needs_comes_first():
    small = workshop().upgrade("v", "A", "capacity", 1, process="weld", added_hours=6, requires="u")
    assert small.copy().upgrade("u", "A", "process", 2, process="paint", lead_time_periods=1).solve().cost == 105
    solved = small.upgrade("u", "A", "process", 2, process="paint", lead_time_periods=1).solve()
    assert starts(solved) == {"u": "2027-01", "v": "2027-02"}


def test_upgrades_that_need_each_other_never_start():
    small = workshop().upgrade("v", "A", "capacity", 1, process="weld", added_hours=6, requires="u")
    assert small.upgrade("u", "A", "process", 1, process="weld", added_hours=6, requires="v").solve().cost == 126


def scored(minimum: float, periods: int = 1) -> Small:
    """Ten of a battery for 3 of which 0.2 is local, or 5 of which all is; the score is the cost ratio."""
    small = Small(periods=periods).part("x", **GROUP)
    small.offer("a", "x", 3, local_content_share=0.2, content_evidence="self_declared")
    small.offer("b", "x", 5, local_content_share=1.0, content_evidence="self_declared").demand(10)
    return small.rule("local_content", method="cost_ratio", minimum=minimum)


def test_local_content_counts_from_when_it_is_in_force():
    assert scored(0.1).solve().units == {"a": 10}
    change = {"offer": "a", "new_local_content_share": 1.0, "new_content_evidence": "self_declared"}
    solved = scored(0.9).upgrade("u", "A", "local_content", 10, **change).solve()
    assert (solved.units, solved.cost, solved.score("cost_ratio")) == ({"a": 10}, 30 + 10, 1.0)
    # in two months of one year: half with 0.2 and half with 1 is 0.6
    late = scored(0.55, 2).upgrade("u", "A", "local_content", 10, lead_time_periods=1, **change).solve()
    assert (late.units, late.cost) == ({"a": 20}, 70)
    assert late.score("cost_ratio") == pytest.approx(0.6)


def test_the_content_that_came_last_holds():
    small = scored(0.5)
    new = {"offer": "a", "new_content_evidence": "self_declared"}
    small.upgrade("u", "A", "local_content", 1, new_local_content_share=0.6, **new)
    small.upgrade("v", "A", "local_content", 1, new_local_content_share=0.3, **new)
    solved = small.solve()
    assert (starts(solved), solved.cost) == ({"u": "2027-01"}, 31)
    # where the one that is in force later has the lower share, waiting for the other does not help
    small.rows["upgrades"][1] |= {"requires": "u", "new_local_content_share": 0.9}
    assert starts(small.solve()) == {"u": "2027-01"}
    small.rows["upgrades"][0]["new_local_content_share"] = 0.4
    assert starts(small.solve()) == {"u": "2027-01", "v": "2027-01"}


def test_a_piece_counts_with_the_upgraded_component_that_it_is_in():
    # steel for 10 is no component; the frame that it is worked into for 5 has a certificate of 0.2, or of 0.9 for 7
    small = Small(periods=2).part("frame", main_component=True).part("steel", 1, "frame").demand(10)
    small.offer("f", "frame", 5, mode="conversion", local_content_share=0.2, content_evidence="certificate")
    small.offer("s", "steel", 10, local_content_share=0.5)
    small.upgrade("u", "F", "local_content", 7, offer="f", new_local_content_share=0.9,
                  new_content_evidence="certificate", lead_time_periods=1)  # fmt: skip
    assert small.solve().cost == 300
    before = small.solve().score("general")
    solved = small.rule("local_content", method="general", minimum=before + 0.1).solve()
    assert (solved.cost, starts(solved)) == (307, {"u": "2027-01"})
    # half of all that the frame costs at 0.75, steel as well as work
    assert solved.score("general") == pytest.approx((before + 0.75) / 2)


def test_a_plan_is_a_start_for_its_own_program():
    from evplan.model.incumbent import values_of

    change = {"offer": "a", "new_local_content_share": 1.0, "new_content_evidence": "self_declared"}
    small = scored(0.55, 2).upgrade("u", "A", "local_content", 10, lead_time_periods=1, **change)
    solved = small.solve()
    values = values_of(solved.model, solved.solution)
    arrays = solved.model.arrays
    assert float(arrays.cost @ values + arrays.offset) * 1e6 == pytest.approx(70e6)
    assert values[solved.model.columns["upgrade"].columns].tolist() == [1.0]


def brute_force(small: Small) -> float:
    """Return the least cost over all ways to start the upgrades, each tried with its starts fixed by a rebuilt plan."""
    model = small.model
    group = model.columns["upgrade"]
    periods = {code: rows["period"].tolist() for code, rows in group.index.groupby("upgrade")}
    best = np.inf
    for choice in itertools.product(*([None, *options] for options in periods.values())):
        fixed = small.copy()
        kept = []
        for row, start in zip(fixed.rows["upgrades"], choice, strict=True):
            if start is not None:
                # a capacity upgrade in force from a period on is hours from that period on
                kept.append((row, start))
        fixed.rows["upgrades"] = []
        cost, discount = 0.0, small.scenario.money.discount_share
        months = [f"2027-{month:02d}" for month in range(1, len(model.inputs.periods) + 1)]
        hours = {(row["supplier"], month): row["hours"] for row in fixed.rows["capacity"] for month in months}
        for row, start in kept:
            cost += float(row["cost_idr"]) / 1e6 * (1 + discount) ** -(start / 12)
            for month in months[start + int(row.get("lead_time_periods", 0)) :]:
                hours[row["supplier"], month] += row["added_hours"]
        fixed.rows["capacity"] = []
        for (supplier, month), amount in hours.items():
            fixed.hours(supplier, "weld", amount, month)
        best = min(best, fixed.solve().cost + cost)
    return best


@pytest.mark.parametrize(("seed", "discount"), [(0, 0.0), (1, 0.0), (2, 0.9)])
def test_starts_are_the_best_of_all(seed, discount):
    chance = np.random.default_rng(seed)
    small = Small(periods=3).part("x").offer("c", "x", 9)
    for supplier in "AB":
        price, hours = int(chance.integers(3, 8)), int(chance.integers(2, 6))
        small.offer(supplier.lower(), "x", price, process="weld", hours_per_unit=1).hours(supplier, "weld", hours)
        small.upgrade(
            f"u{supplier}",
            supplier,
            "capacity",
            int(chance.integers(5, 40)),
            process="weld",
            added_hours=int(chance.integers(2, 8)),
            lead_time_periods=int(chance.integers(0, 2)),
        )
    for month, units in zip(("2027-01", "2027-02", "2027-03"), chance.integers(4, 15, 3), strict=True):
        small.demand(int(units), period=month)
    small.option("money", discount_share=discount)
    assert small.solve().cost == pytest.approx(brute_force(small))


def test_no_upgrade_no_investment():
    solved = workshop().solve()
    assert solved.plan.investments.empty
    assert isinstance(solved.solution.investments, pd.DataFrame)
