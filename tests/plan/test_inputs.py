"""Tables, scenario and law put together: what is usable where and when, and at what price."""

from __future__ import annotations

import numpy as np
import pytest
from small import Small


def one_offer(periods: int = 3, calendar: dict | None = None, **terms) -> Small:
    """Part ``x``, one offer with these terms, ten vehicles a month."""
    return Small(periods=periods, **(calendar or {})).part("x").offer("a", "x", 3, **terms).demand(10)


@pytest.mark.parametrize(
    ("terms", "usable"),
    [
        ({}, [1, 1, 1]),
        ({"valid_from": "2027-02-01"}, [0, 1, 1]),
        ({"valid_from": "2027-02-02"}, [0, 0, 1]),
        ({"valid_to": "2027-02-01"}, [1, 1, 0]),
        ({"valid_to": "2027-01-31"}, [1, 0, 0]),
    ],
)
def test_an_offer_holds_if_it_is_valid_on_the_first_day(terms, usable):
    assert one_offer(**terms).inputs.usable[0, 0].tolist() == usable


@pytest.mark.parametrize(
    ("valid_to", "usable"), [(None, [1, 1, 1]), ("2027-02-28", [1, 1, 0]), ("2027-02-27", [1, 0, 0])]
)
def test_a_needed_certificate_must_hold_through_the_last_day(valid_to, usable):
    small = Small(periods=3).part("x", certificates="SNI;ISO").offer("a", "x", 3).demand(10)
    small.add("supplier_certificates", supplier="A", certificate="SNI", valid_to=valid_to)
    assert not small.inputs.usable.any()
    small.add("supplier_certificates", supplier="A", certificate="ISO")
    assert small.inputs.usable[0, 0].tolist() == usable


def test_a_candidate_is_ready_from_its_period_on_and_an_active_supplier_at_once():
    for status, usable in (("candidate", [0, 1, 1]), ("active", [1, 1, 1])):
        small = Small(periods=3).part("x").supplier("A", status=status, ready_period="2027-02")
        assert small.offer("a", "x", 3, "A").demand(10).inputs.usable[0, 0].tolist() == usable


def test_lead_time_counts_from_the_first_order_and_includes_the_way():
    calendar = {"orders_from": "2026-12"}
    assert one_offer(calendar=calendar, lead_time_periods=2).inputs.usable[0, 0].tolist() == [0, 1, 1]
    small = one_offer(calendar=calendar, lead_time_periods=1.2)
    small.add("lanes", origin="R", destination="R", freight_idr_per_kg=0, lead_time_periods=1)
    assert small.inputs.usable[0, 0].tolist() == [0, 0, 1]


def test_parts_of_a_period_that_add_up_to_one_are_one():
    small = one_offer(calendar={"orders_from": "2026-12"}, lead_time_periods=0.7)
    small.add("lanes", origin="R", destination="R", freight_idr_per_kg=0, lead_time_periods=0.3)
    assert small.inputs.usable[0, 0].tolist() == [1, 1, 1]


def test_without_a_first_order_everything_is_ordered_in_time():
    assert one_offer(lead_time_periods=9).inputs.usable.all()


def test_no_lanes_at_all_means_no_freight_and_a_missing_one_no_delivery():
    assert one_offer().inputs.freight.tolist() == [[0.0]]
    small = one_offer().add("lanes", origin="R9", destination="R8", freight_idr_per_kg=1).site("S2", region="R8")
    small.demand(1, site="S2")
    # within a region no lane is needed
    assert small.inputs.has_lane.tolist() == [[True, False]]


def test_freight_is_mass_times_the_rate_of_the_lane():
    small = Small().part("x", mass_kg=4).supplier("A", region="R2").offer("a", "x", 3, "A").demand(10)
    small.add("lanes", origin="R2", destination="R", freight_idr_per_kg=0.5)
    assert small.inputs.freight.tolist() == [[2_000_000.0]]


def test_prices_are_steps_between_the_bands_minima():
    prices = one_offer().band("a", 5, 2).band("a", 8, 1).inputs.prices
    assert prices[["price", "low", "high"]].to_numpy().tolist() == [[3e6, 0, 5], [2e6, 5, 8], [1e6, 8, np.inf]]
    assert prices["basis"].tolist() == ["period"] * 3
    assert one_offer().inputs.prices["basis"].tolist() == [""]


def test_a_band_from_zero_on_replaces_the_offers_price():
    prices = one_offer().band("a", 0, 2).inputs.prices
    assert prices[["price", "low", "high", "basis"]].to_numpy().tolist() == [[2e6, 0, np.inf, ""]]


def test_blank_terms_are_filled_in_with_what_they_mean():
    offer = one_offer().inputs.offers.iloc[0]
    assert offer[["minimum_order", "order_multiple", "maximum_units"]].tolist() == [0, 0, np.inf]
    assert offer[["yield_share", "duty_share", "tooling_cost_idr", "hours_code"]].tolist() == [1, 0, 0, -1]


def test_hours_of_a_quarter_are_those_of_its_months():
    small = one_offer(
        1, {"first": "2027-Q1", "length": "quarter", "data_length": "month"}, process="p", hours_per_unit=1
    )
    small.hours("A", "p", 100).hours("A", "p", 40, "2027-02")
    assert small.inputs.hours.tolist() == [[240.0]]


def test_a_rate_of_a_period_goes_before_the_rate_of_all():
    small = one_offer(currency="USD").add("exchange_rates", currency="USD", idr_per_unit="16000")
    small.add("exchange_rates", currency="USD", period="2027-02", idr_per_unit="17000")
    assert small.inputs.rate.tolist() == [[16000, 17000, 16000]]


def test_a_certificate_of_content_counts_through_its_last_day():
    small = one_offer(content_evidence="certificate", certificate_expiry="2027-02-28", local_content_share=0.5)
    assert small.inputs.certified[0].tolist() == [True, True, False]
    assert not one_offer(content_evidence="self_declared").inputs.certified.any()


def test_a_workshop_is_a_place_of_its_own_behind_the_sites():
    small = one_offer().offer("c", "x", 1, mode="conversion", lead_time_periods=2).part("steel", 3, "x")
    inputs = small.offer("s", "steel", 1).inputs
    assert inputs.places["site"].tolist() == ["S", ""]
    assert inputs.places["workshop"].tolist() == ["", "c"]
    assert inputs.places["lead"].tolist() == [0, 2]
    assert inputs.parts["part"].iloc[inputs.into["part_code"]].tolist() == ["steel"]
    assert inputs.usable.shape == (3, 2, len(inputs.periods))


def test_a_workshop_without_anything_to_work_on_in_a_period_cannot_be_used_then():
    small = Small(periods=2).part("x").offer("c", "x", 1, mode="conversion").offer("s", "steel", 1)
    inputs = small.part("steel", 3, "x", {"valid_from": "2027-02-01"}).demand(1).inputs
    assert inputs.usable[0, 0].tolist() == [False, True]


def test_lines_without_demand_are_left_out():
    small = one_offer().demand(0, vehicle="W").demand(5, vehicle="U", period="2031-01")
    assert small.inputs.lines["vehicle"].tolist() == ["V"]
