"""Parts of the difference by hand; prices in million rupiah."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pair import millions, plan_of
from small import Small

from evplan.plan.attribution import PART_KINDS, attribute, chained, is_explained, shapley, unrounded_parts, whole_total


def frames(price=3.0, *, units=10, scale=1.0, **cells):
    """Vehicle V takes one frame: A sells it for 3 (or ``price``), B for 5."""
    small = Small().part("frame", mass_kg=2.0).offer("a", "frame", price, **cells).offer("b", "frame", 5)
    return small.demand(units).option("demand", scale=scale, unmet_penalty_idr=7_000_000)


@pytest.fixture(scope="module")
def plain():
    """Ten frames from A for 3 each."""
    return plan_of(frames(), {"a": 10})


def test_a_dearer_price_is_all_price(plain):
    assert millions(plain, plan_of(frames(4), {"a": 10})) == {"price": 10}


def test_a_weaker_rupiah_is_all_currency():
    def abroad(rate):
        return frames(0.003, currency="USD").add("exchange_rates", currency="USD", period=None, idr_per_unit=str(rate))

    before, after = plan_of(abroad(1000), {"a": 10}), plan_of(abroad(1200), {"a": 10})
    assert millions(before, after) == {"currency": 10 * 3 * 0.2}


def test_an_offer_in_another_currency_is_all_price(plain):
    dollars = frames(0.003, currency="USD").add("exchange_rates", currency="USD", period=None, idr_per_unit="1100")
    assert millions(plain, plan_of(dollars, {"a": 10})) == {"price": 3}


def test_freight_and_duty_are_one_part():
    def sent(freight, duty):
        small = frames(3, duty_share=duty)
        next(row for row in small.rows["suppliers"] if row["supplier"] == "A")["region"] = "Q"
        return small.add("lanes", origin="Q", destination="R", freight_idr_per_kg=freight).add(
            "lanes", origin="R", destination="R", freight_idr_per_kg=0
        )

    before, after = plan_of(sent(0.1, 0.0), {"a": 10}), plan_of(sent(0.2, 0.5), {"a": 10})
    # per frame: 2 kg more by 0.1 each, and half of what it costs landed (3 + 0.4)
    assert millions(before, after) == {"freight_duty": 10 * (0.2 + 1.7)}


def test_more_vehicles_made_as_before_are_all_volume(plain):
    after = plan_of(frames(units=15), {"a": 15}, {"V": 15})
    assert millions(plain, after) == {"volume": 15}


def test_another_supplier_is_all_mix(plain):
    after = plan_of(frames(), {"a": 4, "b": 6})
    assert millions(plain, after) == {"mix": 6 * 2}


def test_volume_and_mix_stand_under_rules_where_rules_are_all_that_differs(plain):
    after = plan_of(frames(), {"b": 8}, {"V": 8})
    assert millions(plain, after, by_rules=True) == {"rules": 40 - 30, "unmet": 14}


def test_price_and_volume_together_share_what_both_cause(plain):
    after = plan_of(frames(4, units=20), {"a": 20}, {"V": 20})
    # 1 dearer on 10 to 20 vehicles, 10 more vehicles at 3 to 4: each half of both
    assert millions(plain, after) == {"price": 15, "volume": 35}


def test_a_band_that_more_units_reach_is_mix_and_a_cheaper_band_is_price():
    def banded(price):
        return frames(3).band("a", 8, price)

    low, high = plan_of(banded(2), {"a": 5, "b": 5}), plan_of(banded(2), {"a": 10})
    assert millions(low, high) == {"mix": 20 - 40}
    assert millions(high, plan_of(banded(1), {"a": 10})) == {"price": -10}


def test_a_rebate_that_is_raised_is_price_and_one_that_is_reached_is_mix():
    def rebated(share):
        return frames(3).rebate("A", 25, share)

    full, part = {"a": 10}, {"a": 5, "b": 5}
    assert millions(plan_of(rebated(0.1), full), plan_of(rebated(0.2), full)) == {"price": -3}
    assert millions(plan_of(rebated(0.1), part), plan_of(rebated(0.1), full)) == {"mix": 27 - 40}


def test_an_offer_that_only_one_data_set_has_is_mix(plain):
    alone = Small().part("frame").offer("c", "frame", 4).demand(10)
    assert millions(plain, plan_of(alone, {"c": 10})) == {"mix": 10}


def test_a_vehicle_that_only_one_plan_builds_is_all_volume(plain):
    both = frames().part("cargo", parent="W").offer("w", "cargo", 6).demand(2, vehicle="W")
    after = plan_of(both, {"a": 10, ("w", "W", "2027-01"): 2})
    assert millions(plain, after) == {"volume": 12}


def test_what_is_paid_once_held_and_not_built_has_its_own_parts():
    small = frames(3, tooling_cost_idr=4)
    small.rows["parts"][0]["holding_cost_idr"] = "500000"
    bought = [("tooling", "a", "2027-01", 0.0)]
    before = plan_of(small, {"b": 10})
    after = plan_of(small, {"b": 8}, {"V": 8}, bought, [("frame", "2027-01", 6.0)])
    assert millions(before, after) == {"volume": -10, "investment": 4, "stock": 3, "unmet": 14}


def test_discounting_alone_is_its_own_part():
    def over_two_years(share):
        small = Small(first="2027", periods=2, length="year").part("frame").offer("a", "frame", 3, tooling_cost_idr=6)
        small.demand(5, period="2027").demand(5, period="2028")
        return small.option("money", discount_share=share)

    awards = {("a", "V", "2027"): 5, ("a", "V", "2028"): 5}
    later = [("tooling", "a", "2028", 0.0)]
    before, after = (plan_of(over_two_years(share), awards, {"V": 5}, later) for share in (0.0, 0.5))
    # a rupiah of 2028 counts two thirds: 15 of frames and 6 of tools lose a third
    assert millions(before, after) == {"discount": pytest.approx(-7)}


def test_the_steps_of_a_way_add_up_to_the_way():
    first, between, last = (
        plan_of(frames(price, units=units), {"a": units}, {"V": units}) for price, units in ((3, 10), (3, 12), (4, 12))
    )
    steps = chained(attribute(first, between, by_rules=True), attribute(between, last, by_rules=False))
    assert {kind: idr / 1e6 for kind, idr in steps.itertuples(index=False) if idr} == {"rules": 6, "price": 12}


def test_stored_costs_of_another_formula_are_noticed(plain):
    plan = plan_of(frames(), {"a": 10})
    assert is_explained(plan)
    costs = plan.plan.costs
    costs.loc[costs["kind"].eq("purchase"), "idr"] += 5
    assert not is_explained(plan)


def test_the_value_of_a_player_is_its_mean_over_all_orders():
    game = np.array([[0.0, 4.0], [2.0, 10.0]])
    assert shapley(game) == [(2 + 6) / 2, (4 + 8) / 2]


AMOUNT = st.integers(0, 12)
PRICE = st.integers(1, 900).map(lambda number: number / 100)


@st.composite
def plans(draw):
    """Draw a small data set with all that money hangs on, and any plan on it."""
    length = draw(st.sampled_from(["month", "year"]))
    first = {"month": "2027-01", "year": "2027"}[length]
    small = Small(first=first, periods=2, length=length).supplier("A", region="Q").supplier("B")
    periods = small.scenario.calendar.table["period"].tolist()
    rate = str(draw(st.integers(900, 1100)))
    small.add("exchange_rates", currency="USD", period=None, idr_per_unit=rate)
    for origin in ("Q", "R"):
        small.add("lanes", origin=origin, destination="R", freight_idr_per_kg=draw(PRICE) / 100)
    offers = draw(st.lists(st.sampled_from(["a1", "a2", "b1", "b2"]), min_size=1, unique=True))
    for number, part in enumerate(("p", "q")):
        small.part(part, mass_kg=float(draw(st.integers(1, 5)))).part(part, parent="W")
        for offer in (one for one in ("a1", "a2", "b1", "b2") if one.endswith(str(number + 1))):
            if offer not in offers:
                continue
            dollars = draw(st.booleans())
            price = draw(PRICE) / (1000 if dollars else 1)
            cells = {"duty_share": draw(st.sampled_from([0.0, 0.1])), "yield_share": draw(st.sampled_from([1.0, 0.8]))}
            currency = "USD" if dollars else "IDR"
            small.offer(offer, part, price, supplier=offer[0].upper(), currency=currency, **cells)
            if draw(st.booleans()):
                small.band(offer, draw(st.integers(2, 9)), price * 0.9, draw(st.sampled_from(["period", "horizon"])))
    small.rebate("A", float(draw(st.integers(1, 40))), 0.05)
    vehicles = draw(st.sampled_from([("V",), ("V", "W"), ("W",)]))
    for vehicle in vehicles:
        small.demand(10, vehicle=vehicle)
    small.option("money", discount_share=draw(st.sampled_from([0.0, 0.1])))
    small.option("demand", unmet_penalty_idr=float(draw(st.sampled_from([3, 7_000_000]))))
    awards = {
        (offer, vehicle, period): draw(AMOUNT) + 0.5 for offer in offers for vehicle in vehicles for period in periods
    }
    return plan_of(small, awards, {vehicle: draw(AMOUNT) for vehicle in vehicles})


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(plans(), plans())
def test_the_parts_of_any_two_plans_add_up_to_the_rupiah_and_turn_with_them(before, after):
    there, back = attribute(before, after, by_rules=False), unrounded_parts(after, before)
    assert there["kind"].tolist() == list(PART_KINDS) == list(back)
    assert there["idr"].sum() == whole_total(after.plan) - whole_total(before.plan)
    totals = [math.fsum(one.plan.costs["idr"]) for one in (before, after)]
    assert math.fsum(back.values()) == pytest.approx(totals[0] - totals[1], abs=0.01)
    # rounding moves each part by half a rupiah, and the largest by what that leaves
    assert max(abs(idr + back[kind]) for kind, idr in there.itertuples(index=False)) <= len(PART_KINDS) / 2
