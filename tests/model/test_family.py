"""Each family of rows in a case where it binds; the numbers can be checked in the head."""

from __future__ import annotations

import pytest
from small import Small


def x_at_3_or_5(**terms) -> Small:
    """Part ``x``: offer ``a`` at 3 with these terms, ``b`` at 5 without any; ten vehicles."""
    return Small().part("x").offer("a", "x", 3, **terms).offer("b", "x", 5).demand(10)


def test_without_any_terms_the_cheapest_offer_gets_all():
    solved = x_at_3_or_5().solve()
    assert (solved.cost, solved.units) == (30, {"a": 10})


def test_a_plant_builds_no_more_than_it_can_and_the_rest_is_unmet_at_its_price():
    # 8 built at 3, 2 unmet at 9
    solved = x_at_3_or_5().site(capacity_units=8).option("demand", unmet_penalty_idr=9e6).solve()
    assert solved.cost == 8 * 3 + 2 * 9
    assert solved.cost_of("unmet") == 18
    assert solved.plan.vehicles[["demanded", "built"]].iloc[0].tolist() == [10, 8]


def test_a_vehicle_that_costs_more_than_its_penalty_is_not_built():
    assert x_at_3_or_5().option("demand", unmet_penalty_idr=2e6).solve().cost == 10 * 2


def test_scrap_yield_and_quantity_multiply():
    # 10 vehicles x 2 x 1.5 = 30 good units, half of what is paid is good: 60 paid at 3
    small = Small().part("x", 2, line={"scrap_share": 0.5}).offer("a", "x", 3, yield_share=0.5).demand(10)
    solved = small.solve()
    assert (solved.units, solved.cost) == ({"a": 30}, 180)


def test_a_phantom_passes_its_need_on():
    # 10 x 3 frames x 2 tubes
    solved = Small().part("frame", 3).part("tube", 2, "frame").offer("a", "tube", 1).demand(10).solve()
    assert solved.units == {"a": 60}


def test_stock_is_carried_where_it_pays():
    # 10 a month; a makes 15 a month at 3, b costs 5; carrying costs 1: January makes 5 for February
    small = Small(periods=2).part("x", holding_cost_idr=1).offer("a", "x", 3, maximum_units=15).offer("b", "x", 5)
    solved = small.demand(10, period="2027-01").demand(20, period="2027-02").solve()
    assert solved.cost == 30 * 3 + 5 * 1
    assert solved.cost_of("stock") == 5
    assert solved.units_in("2027-01") == {"a": 15}


def test_stock_is_not_carried_where_it_costs_more_than_it_saves():
    small = Small(periods=2).part("x", holding_cost_idr=3).offer("a", "x", 3, maximum_units=15).offer("b", "x", 5)
    solved = small.demand(10, period="2027-01").demand(20, period="2027-02").solve()
    assert solved.cost == 10 * 3 + 15 * 3 + 5 * 5
    assert solved.cost_of("stock") == 0


def test_a_substitute_group_is_made_with_the_cheaper_alternative():
    # steel 1 x 5 a body, resin 2 x 2; resin for 12 units is 6 bodies
    small = Small().part("body").part("steel", 1, "body", {"substitute_group": "skin"})
    small.part("resin", 2, "body", {"substitute_group": "skin"}).offer("s", "steel", 5)
    solved = small.offer("r", "resin", 2, maximum_units=12).demand(10).solve()
    assert solved.units == {"r": 12, "s": 4}
    assert solved.cost == 24 + 20
    made = solved.solution.substitutes.set_index("child")["parent_units"].to_dict()
    assert made == pytest.approx({"resin": 6, "steel": 4})


def test_an_alternative_below_an_alternative_is_chosen_too():
    # body: steel at 9, or a kit; the kit (2 of it): resin at 3 or cloth at 4
    small = Small().part("body").part("steel", 1, "body", {"substitute_group": "skin"})
    small.part("kit", 2, "body", {"substitute_group": "skin"}).offer("s", "steel", 9)
    small.part("resin", 1, "kit", {"substitute_group": "fill"}).part("cloth", 1, "kit", {"substitute_group": "fill"})
    solved = small.offer("r", "resin", 3).offer("c", "cloth", 4).demand(10).solve()
    assert (solved.cost, solved.units) == (60, {"r": 20})


def test_lines_of_one_site_that_choose_other_alternatives_share_no_award():
    # V and W each take a body of steel or resin; resin for one of them only
    small = Small().part("body").part("body", parent="W").part("steel", 1, "body", {"substitute_group": "skin"})
    small.part("resin", 1, "body", {"substitute_group": "skin"}).offer("s", "steel", 5)
    small.offer("r", "resin", 2, maximum_units=10, order_multiple=10).demand(10).demand(10, vehicle="W")
    solved = small.solve()
    assert solved.cost == 70
    awards = solved.solution.awards
    assert (awards["units"] > 0).all()
    assert solved.plan.shares["share"].notna().all()


def test_a_minimum_order_is_met_or_nothing_is_ordered():
    assert x_at_3_or_5(minimum_order=11).solve().units == {"b": 10}
    assert x_at_3_or_5(minimum_order=10).solve().units == {"a": 10}


def test_a_minimum_order_counts_units_paid():
    # 5 good units are 10 paid
    small = Small().part("x").offer("a", "x", 3, minimum_order=10, yield_share=0.5).demand(5)
    assert small.solve().cost == 30


def test_an_order_comes_in_whole_multiples():
    # 4 and 8 of a, the rest of b
    solved = x_at_3_or_5(order_multiple=4).solve()
    assert (solved.units, solved.cost) == ({"a": 8, "b": 2}, 34)


def test_a_maximum_holds_over_all_sites():
    small = x_at_3_or_5(maximum_units=8).demand(10, site="S2")
    assert small.solve().units == {"a": 8, "b": 12}


def test_a_maximum_grows_with_the_length_of_the_period():
    # 8 a month are 24 a quarter of 30
    small = Small("2027-Q1", length="quarter", data_length="month").part("x").offer("a", "x", 3, maximum_units=8)
    solved = small.offer("b", "x", 5).demand(30, period="2027-Q1").solve()
    assert solved.units == {"a": 24, "b": 6}


def test_hours_are_shared_by_the_offers_of_a_process():
    # 20 hours: y saves 4 for 1 hour, x saves 2 for 2 hours: 10 y and 5 x
    small = Small().part("x").part("y").hours("A", "weld", 20).demand(10)
    small.offer("ax", "x", 3, "A", process="weld", hours_per_unit=2).offer("bx", "x", 5, "B")
    small.offer("ay", "y", 1, "A", process="weld", hours_per_unit=1).offer("by", "y", 5, "B")
    assert small.solve().units == {"ax": 5, "ay": 10, "bx": 5}


def test_set_up_takes_hours_of_every_period_with_an_order():
    # 13 hours: 3 to set up, 10 for 5 units
    small = x_at_3_or_5(process="weld", hours_per_unit=2, setup_hours=3).hours("A", "weld", 13)
    assert small.solve().units == {"a": 5, "b": 5}


def test_hours_that_nobody_has_stated_are_none():
    assert x_at_3_or_5(process="weld", hours_per_unit=2).solve().units == {"b": 10}


def test_tooling_is_bought_once_and_only_if_it_pays():
    # 2 saved on each of 10 or 20
    assert x_at_3_or_5(tooling_cost_idr=25).solve().units == {"b": 10}
    small = Small(periods=2).part("x").offer("a", "x", 3, tooling_cost_idr=25).offer("b", "x", 5).demand(10)
    solved = small.solve()
    assert (solved.units, solved.cost, solved.cost_of("tooling")) == ({"a": 20}, 85, 25)


def test_opening_is_paid_once_for_all_offers_of_a_supplier():
    # two parts, 2 saved on each of 10: 40 against an opening of 30
    small = Small().part("x").part("y").supplier("A", opening_cost_idr=30, status="candidate").demand(10)
    for part in ("x", "y"):
        small.offer(f"a{part}", part, 3, "A").offer(f"b{part}", part, 5, "B")
    solved = small.solve()
    assert (solved.cost, solved.cost_of("opening")) == (90, 30)
    small.rows["suppliers"][0]["opening_cost_idr"] = str(41_000_000)
    assert small.solve().cost == 100


def test_a_candidate_delivers_from_the_period_in_which_it_is_ready():
    small = Small(periods=2).part("x").supplier("A", status="candidate", ready_period="2027-02")
    solved = small.offer("a", "x", 3, "A").offer("b", "x", 5).demand(10).solve()
    assert (solved.units_in("2027-01"), solved.units_in("2027-02")) == ({"b": 10}, {"a": 10})


def test_a_band_of_the_period_is_taken_where_the_period_reaches_it():
    # 3 below 12, 1 from 12 on: 10 in January are dear, 12 in February cheap
    small = Small(periods=2).part("x").offer("a", "x", 3).band("a", 12, 1)
    solved = small.demand(10, period="2027-01").demand(12, period="2027-02").solve()
    assert solved.cost == 10 * 3 + 12 * 1


def test_a_band_of_the_horizon_counts_all_periods_and_sites():
    small = Small(periods=2).part("x").offer("a", "x", 3).band("a", 40, 1, "horizon")
    assert small.demand(10).demand(10, site="S2").solve().cost == 40


def test_buying_moves_to_reach_a_band():
    # 8 of a at 4 and 2 of b at 3 cost 38; all 10 of a reach the band at 3.5: 35
    small = Small().part("x").offer("a", "x", 4).band("a", 10, 3.5).offer("b", "x", 3, maximum_units=2)
    solved = small.demand(10).solve()
    assert (solved.cost, solved.units) == (35, {"a": 10})


def test_a_rising_price_is_avoided_by_staying_below_the_band():
    # 3 up to 6, 4 for all from 6 on, b at 3.5: just under 6 of a
    small = Small().part("x").offer("a", "x", 3).band("a", 6, 4).offer("b", "x", 3.5).demand(10)
    solved = small.solve()
    assert solved.cost == pytest.approx(6 * 3 + 4 * 3.5, abs=1e-3)
    assert solved.units["a"] < 6
    small.rows["offers"][0]["order_multiple"] = 1
    assert small.solve().units == {"a": 5, "b": 5}


def test_a_rising_price_is_avoided_in_large_bands_too():
    # at 600,000 units the tolerance of quantities is more than half a unit
    small = Small().part("x").offer("a", "x", 3).band("a", 600_000, 4).offer("b", "x", 3.5).demand(1_000_000)
    solved = small.solve()
    assert solved.cost == pytest.approx(600_000 * 3 + 400_000 * 3.5, abs=2)
    assert solved.search.answer.objective == pytest.approx(solved.cost)


def test_surplus_is_bought_only_where_the_scenario_allows_it():
    # 12 at 1 are cheaper than 10 at 3
    small = Small().part("x").offer("a", "x", 3).band("a", 12, 1).demand(10)
    assert small.solve().cost == 30
    solved = small.option("demand", surplus=True).solve()
    assert (solved.cost, solved.units, solved.surplus) == (12, {"a": 10}, {"a": 2})


def test_surplus_reaches_a_minimum_order_in_whole_multiples():
    # at least 3 in twos for a need of 2: 4 at 1
    small = Small().part("x").offer("a", "x", 1, minimum_order=3, order_multiple=2).offer("b", "x", 5)
    solved = small.demand(2).option("demand", surplus=True).solve()
    assert (solved.cost, solved.surplus) == (4, {"a": 2})


def test_freight_and_duty_are_on_units_paid():
    # 20 paid for 10 good: value 3 each, freight 2 kg x 0.5, duty a quarter of 4
    small = Small().part("x", mass_kg=2).offer("a", "x", 3, yield_share=0.5, duty_share=0.25).demand(10)
    solved = small.add("lanes", origin="R", destination="R", freight_idr_per_kg=0.5).solve()
    assert [solved.cost_of(kind) for kind in ("purchase", "freight", "duty")] == [60, 20, 20]


def test_a_foreign_price_counts_at_the_rate_of_its_period():
    small = Small(periods=2).part("x").offer("a", "x", 3 / 16000, currency="USD").demand(10)
    small.rows["offers"][0]["price"] = "200"
    small.add("exchange_rates", currency="USD", idr_per_unit="16000")
    small.add("exchange_rates", currency="USD", period="2027-02", idr_per_unit="17000")
    assert small.solve().cost == 10 * 3.2 + 10 * 3.4


def test_without_a_lane_an_offer_cannot_be_used_there():
    small = Small().part("x", mass_kg=1).supplier("A", region="FAR").offer("a", "x", 3, "A").offer("b", "x", 5)
    small.add("lanes", origin="R", destination="R", freight_idr_per_kg=0)
    assert small.demand(10).solve().units == {"b": 10}
