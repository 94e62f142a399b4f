"""Totals and costs of bills, checked by hand on the set of three parts and on small trees."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small import read_tables

from evplan.plan.bill import chosen_lines, diff, explode, gross_needs, lines_on, loop_below, tree, where_used
from evplan.plan.bill_cost import bill_cost
from evplan.plan.explosion import explode as explode_plan
from evplan.schema import conform


def bill(*lines):
    """Return lines of parent, child, quantity, scrap."""
    rows = [dict(zip(("parent", "child", "quantity_per", "scrap_share"), line, strict=False)) for line in lines]
    return conform("bom_lines", pd.DataFrame(rows))


DEEP = bill(("V", "A", 4.0), ("A", "B", 2.0, 0.5), ("B", "C", 1.0), ("V", "C", 3.0))


def test_totals_multiply_down_the_tree_and_add_up_over_places_with_scrap():
    # 4 A, of 2 B each and half as much again as scrap: 12 B, of one C each; and three more C.
    assert explode(DEEP, "V").to_dict("records") == [{"part": "C", "quantity": 15.0}]
    assert gross_needs(DEEP, "V").set_index("part")["quantity"].to_dict() == {"V": 1, "A": 4, "B": 12, "C": 15}


def test_totals_are_those_that_a_plan_explodes_to():
    lines = read_tables("nusantara")["bom_lines"]
    day = pd.DataFrame({"first_day": ["2027-01-01"]})
    own = chosen_lines(lines_on(lines, "2027-01-01"))
    planned = explode_plan(own.assign(substitute_group=pd.Series(np.nan, own.index, dtype="str")), ["EM-A"], [], day)
    expected = planned.needs.loc[planned.needs["root"].eq(0)].set_index("part")["quantity"]
    found = explode(lines_on(lines, "2027-01-01"), "EM-A").set_index("part")["quantity"]
    assert found.to_dict() == pytest.approx(expected.to_dict())
    assert len(found) == 45


def test_a_tree_says_quantities_as_products_without_scrap():
    shown = tree(DEEP, "V").set_index("part")
    assert shown["path"].tolist() == ["", "4", "4 × 2", "4 × 2 × 1", "3"]
    assert shown["quantity"].tolist() == [1, 4, 8, 8, 3]
    assert shown["need"].tolist() == [1, 4, 12, 12, 3]
    assert tree(DEEP, "V", 1)["part"].tolist() == ["V", "A", "C"]


def test_where_a_part_is_used_goes_up_every_way():
    ways = where_used(DEEP, "C")
    assert ways["path"].tolist() == ["B > C", "V > C", "A > B > C", "V > A > B > C"]
    assert ways["quantity"].tolist() == [1, 3, 2, 8]


def test_a_bill_of_a_day_has_the_lines_that_hold_then():
    lines = DEEP.assign(valid_to=[np.nan, np.nan, "2027-06-30", np.nan])
    assert len(lines_on(lines, "2027-06-30")) == 4
    assert len(lines_on(lines, "2027-07-01")) == 3
    assert len(lines_on(lines, None)) == 4


def test_a_loop_below_a_part_is_named():
    assert loop_below(bill(("V", "A", 1.0), ("A", "B", 1.0), ("B", "A", 1.0)), "V") == ["A", "B", "A"]
    assert loop_below(DEEP, "V") == []


def test_a_difference_counts_the_two_tops_as_one_part():
    other = bill(("W", "A", 4.0), ("A", "B", 3.0), ("B", "C", 1.0), ("W", "C", 3.0))
    (row,) = diff(DEEP, "V", other, "W").to_dict("records")
    totals = {"old_total": 12.0, "new_total": 12.0}
    assert row == {"change": "changed", "parent": "A", "part": "B", "old": 2.0, "new": 3.0} | totals


def test_the_cheapest_offer_depends_on_the_volume():
    tables = read_tables("three_parts")

    def cost(units):
        found = bill_cost(tables, tables["bom_lines"], "SCOOTER", units, None)
        return found, found.lines.set_index("part")

    few, lines = cost(1)
    # Frame 500,000; panels 2 x 60,000 rather than 2 x 50,000 and tools of 3,000,000;
    # battery 250 USD x 16,000 and 5 % duty.
    assert few.total_idr == 500_000 + 120_000 + 4_200_000
    assert lines["supplier"].to_dict() == {"FRAME": "KOP", "PANEL": "CV", "BATTERY": "IMP"}
    many, lines = cost(200)
    # From 150 scooters on the tools pay; from 200 batteries on the band of PT costs 4,100,000.
    assert lines["supplier"].to_dict() == {"FRAME": "KOP", "PANEL": "KOP", "BATTERY": "PT"}
    assert many.total_idr == 200 * (500_000 + 100_000 + 4_100_000) + 3_000_000
    assert lines["over_maximum"].to_dict() == {"FRAME": False, "PANEL": False, "BATTERY": True}


@pytest.mark.parametrize(("work", "way"), [(290_000, "converted"), (310_000, "bought")])
def test_an_assembly_is_bought_complete_or_made_of_its_parts_whichever_is_cheaper(work, way):
    tables = read_tables("three_parts")
    # A frame takes two tubes of 100,000; one bought complete costs 500,000.
    tube = {"part": "TUBE", "name": "Tube", "kind": "material"}
    line = {"parent": "FRAME", "child": "TUBE", "quantity_per": 2.0}
    offers = [
        {"offer": "TUBE-CV", "supplier": "CV", "part": "TUBE", "price": "100000"},
        {"offer": "FRAME-WORK", "supplier": "CV", "part": "FRAME", "price": str(work), "mode": "conversion"},
    ]
    for name, rows in (("parts", [tube]), ("bom_lines", [line]), ("offers", offers)):
        tables[name] = conform(name, pd.concat([tables[name], pd.DataFrame(rows)], ignore_index=True))
    found = bill_cost(tables, tables["bom_lines"], "SCOOTER", 10.0, None).lines.set_index("part")
    assert found.loc["FRAME", "way"] == way
    frames = found.loc[found.index.isin(["FRAME", "TUBE"]), "cost_idr"].sum()
    assert frames == (10 * 490_000 if way == "converted" else 10 * 500_000)
    assert ("TUBE" in found.index) == (way == "converted")


def test_what_nobody_offers_and_what_has_no_rate_is_said():
    tables = read_tables("three_parts")
    offers = tables["offers"]
    kept = tables | {"offers": offers[offers["part"].ne("PANEL")], "exchange_rates": tables["exchange_rates"][:0]}
    found = bill_cost(kept, kept["bom_lines"], "SCOOTER", 1.0, None)
    assert found.no_rate == ("USD",)
    ways = found.lines.set_index("part")["way"].to_dict()
    assert ways == {"BATTERY": "bought", "FRAME": "bought", "PANEL": "missing"}
    assert found.total_idr == 500_000 + 4_300_000
