"""Relations between solves that hold whatever the numbers are."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from small import Scenario, Small, read_tables, solve

from evplan.schema import TABLES, conform, tables_digest

CALENDAR = {"first": "2026-01", "periods": 4}
EXACT = {"gap": 0.0, "time_limit": 60.0}
SMALL_GAP = 0.002
"""Gap of the solves on nusantara: two answers agree within it."""


def scenario(*changes: dict, rules: tuple = (), calendar: dict = CALENDAR, **options) -> Scenario:
    return Scenario.model_validate(
        {
            "name": "relation",
            "data": "any",
            "calendar": calendar,
            "rule": list(rules),
            "change": list(changes),
            "solver": EXACT,
            **options,
        }
    )


@pytest.fixture(scope="module")
def three_parts():
    return read_tables("three_parts")


@pytest.fixture(scope="module")
def cost_of_three_parts(three_parts):
    return solve(three_parts, scenario()).cost


@pytest.mark.parametrize("offer", ["FRAME-KOP", "PANEL-CV", "BATTERY-IMP"])
def test_a_dearer_offer_never_lowers_the_cost(three_parts, cost_of_three_parts, offer):
    dearer = {"table": "offers", "where": {"offer": offer}, "set": {"price": {"times": 1.3}}}
    assert solve(three_parts, scenario(dearer)).cost >= cost_of_three_parts


def test_more_hours_never_raise_the_cost(three_parts, cost_of_three_parts):
    costs = [
        solve(three_parts, scenario({"table": "capacity", "set": {"hours": hours}})).cost for hours in (0, 60, 120, 240)
    ]
    assert costs == sorted(costs, reverse=True)
    assert costs[2] == cost_of_three_parts


@pytest.mark.parametrize(
    ("tight", "loose"),
    [
        [{"kind": "award", "suppliers": ["KOP"], "minimum_share": share} for share in (0.104, 0.05)],
        [{"kind": "local_content", "method": "sectoral", "minimum": score} for score in (0.176, 0.1)],
        [{"kind": "fix", "offer": "FRAME-CV", "share": {"at_least": share}} for share in (0.4, 0.3)],
    ],
)
def test_a_looser_rule_never_raises_the_cost(three_parts, cost_of_three_parts, tight, loose):
    costs = [solve(three_parts, scenario(rules=({"id": "rule", **rule},))).cost for rule in (tight, loose)]
    assert costs[0] >= costs[1] >= cost_of_three_parts


@pytest.mark.parametrize("times", [0.5, 3])
def test_money_that_grows_grows_the_cost_by_as_much(three_parts, cost_of_three_parts, times):
    tables = dict(three_parts)
    for name, columns in {
        "offers": ["price", "tooling_cost_idr"],
        "price_bands": ["price"],
        "lanes": ["freight_idr_per_kg"],
    }.items():
        frame = tables[name].copy()
        for column in columns:
            frame[column] = frame[column].map(lambda text: str(Decimal(text) * Decimal(str(times))), na_action="ignore")
        tables[name] = frame
    assert solve(tables, scenario()).cost == pytest.approx(cost_of_three_parts * times, rel=1e-9)


def test_rows_in_another_order_change_nothing(three_parts, cost_of_three_parts):
    dice = np.random.default_rng(7)
    shuffled = {name: frame.iloc[dice.permutation(len(frame))] for name, frame in three_parts.items()}
    again = {name: conform(name, frame) for name, frame in shuffled.items()}
    assert tables_digest(again) == tables_digest(three_parts)
    raw = {name: frame.reset_index(drop=True) for name, frame in shuffled.items()}
    assert solve(raw, scenario()).cost == cost_of_three_parts


@pytest.mark.parametrize(
    "cells",
    [
        {"valid_to": "2025-12-31"},
        {"valid_from": "2026-02-02", "valid_to": "2026-02-27"},
        {"maximum_units": 0.0},
        {"price": "999999999"},
        {"mode": "conversion"},
    ],
)
def test_an_offer_that_nobody_can_or_would_use_changes_nothing(three_parts, cost_of_three_parts, cells):
    extra = {"offer": "EXTRA", "supplier": "CV", "part": "FRAME", "price": "1"} | cells
    offers = conform("offers", pd.concat([three_parts["offers"], pd.DataFrame([extra])], ignore_index=True))
    assert solve({**three_parts, "offers": offers}, scenario()).cost == cost_of_three_parts


def test_quarters_of_the_same_data_are_three_months_each(three_parts):
    # hours and maxima of three months, demand of the months inside; only what is shared over months gets cheaper
    months = solve(three_parts, scenario(calendar={"first": "2026-01", "periods": 3})).cost
    quarter = {"first": "2026-Q1", "periods": 1, "length": "quarter", "data_length": "month"}
    assert solve(three_parts, scenario(calendar=quarter)).cost <= months


def test_two_sites_that_share_nothing_cost_what_they_cost_alone():
    def plan(*sites: str) -> Small:
        small = Small().part("x").offer("a", "x", 3).offer("b", "x", 5)
        for site in sites:
            small.demand({"S1": 4, "S2": 7}[site], site=site)
        return small

    both = plan("S1", "S2").solve().cost
    assert both == plan("S1").solve().cost + plan("S2").solve().cost == 33


@pytest.mark.parametrize("seed", range(4))
def test_random_plans_keep_the_relations_too(seed):
    dice = random.Random(seed)
    small = Small(periods=2).demand(dice.randint(5, 9))
    for part in ("x", "y"):
        small.part(part, dice.randint(1, 3))
        for number in range(3):
            terms = {"tooling_cost_idr": dice.choice([0, 10]), "minimum_order": dice.choice([None, 6])}
            small.offer(f"{part}{number}", part, dice.randint(2, 9), f"S{number}", **terms)
    small.rule("award", measure="units", suppliers=["S0"], minimum_share=0.3)
    tight = small.solve().cost
    loose = small.copy()
    loose.options["rule"][0]["minimum_share"] = 0.1
    dearer = small.copy()
    dearer.rows["offers"][dice.randrange(6)]["price"] = str(20_000_000)
    assert loose.solve().cost <= tight <= dearer.solve().cost


def test_half_the_prices_are_half_the_cost_on_the_shipped_set():
    tables = read_tables("nusantara")
    calendar = {"first": "2027-01", "periods": 2}
    solver = {"gap": SMALL_GAP, "time_limit": 60.0}
    whole = solve(tables, scenario(calendar=calendar, solver=solver))
    halves = [
        {"table": name, "set": {column: {"times": 0.5}}}
        for name, table in TABLES.items()
        for column in ("price", "tooling_cost_idr", "opening_cost_idr", "freight_idr_per_kg", "holding_cost_idr")
        if column in table.by_name
    ]
    half = solve(tables, scenario(*halves, calendar=calendar, solver=solver))
    assert (whole.status, half.status) == ("optimal", "optimal")
    assert half.cost == pytest.approx(whole.cost / 2, rel=2 * SMALL_GAP)


def test_a_dearer_import_never_lowers_the_cost_of_the_shipped_set():
    tables = read_tables("nusantara")
    options = {"calendar": {"first": "2027-01", "periods": 2}, "solver": {"gap": SMALL_GAP, "time_limit": 60.0}}
    weaker = {"table": "exchange_rates", "set": {"idr_per_unit": {"times": 1.1}}}
    before, after = solve(tables, scenario(**options)), solve(tables, scenario(weaker, **options))
    assert after.cost >= before.cost * (1 - SMALL_GAP)
