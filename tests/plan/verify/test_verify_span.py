"""Labelled rows in a scenario of another length than the data's; and what the verification does not know."""

import subprocess
import sys

import pytest

from evplan.plan.verify import span
from evplan.plan.verify.case import Case
from evplan.scenario.document import Scenario

QUARTERS = {"first": "2027-Q1", "periods": 2, "length": "quarter", "data_length": "month"}
MONTHS_OF_YEARS = {"first": "2027-01", "periods": 2, "length": "month", "data_length": "year"}


def _case(tiny, calendar, **demand):
    scenario = {"name": "x", "data": "x", "calendar": calendar, "demand": demand}
    return Case(tiny.tables, Scenario.model_validate(scenario), tiny.law)


def _weld(tiny, *rows):
    for period, hours in rows:
        tiny.add("capacity", supplier="koperasi", process="weld", period=period, hours=hours)


def test_a_quarter_has_the_hours_of_three_months(tiny):
    assert span.hours(_case(tiny, QUARTERS))["hours"].tolist() == [30.0, 30.0]


def test_a_month_with_a_row_of_its_own_leaves_two_blank_ones_in_its_quarter(tiny):
    _weld(tiny, ("2027-02", 4.0))
    assert span.hours(_case(tiny, QUARTERS))["hours"].tolist() == pytest.approx([24.0, 30.0], rel=1e-15)


def test_a_row_of_the_quarter_itself_replaces_the_blank_one(tiny):
    _weld(tiny, ("2027-Q2", 7.0), ("2027-04", 99.0))
    assert span.hours(_case(tiny, QUARTERS))["hours"].tolist() == [30.0, 7.0]


def test_a_month_has_a_twelfth_of_the_hours_of_the_data_year(tiny):
    tiny.set("capacity", {"supplier": "koperasi"}, hours=120.0)
    assert span.hours(_case(tiny, MONTHS_OF_YEARS))["hours"].tolist() == [10.0, 10.0]
    _weld(tiny, ("2027", 240.0), ("2027-02", 1.0), ("2028", 7.0))
    assert span.hours(_case(tiny, MONTHS_OF_YEARS))["hours"].tolist() == [20.0, 1.0]


def test_demand_of_a_quarter_is_the_sum_of_its_rows(tiny):
    for period, units in (("2027-02", 1.0), ("2027-03", 2.0), ("2027-Q2", 7.0), ("2027-07", 500.0)):
        tiny.add("demand", vehicle="M", site="S", period=period, units=units)
    table = span.demand(_case(tiny, QUARTERS, scale=2.0))
    # M: 10 in January as every month, 1 and 2, doubled; 7 in the second quarter; T: 5 in January and 99 in February
    assert table.set_index(["vehicle", "position"])["demanded"].to_dict() == pytest.approx(
        {("M", 0): 26.0, ("M", 1): 14.0, ("T", 0): 208.0}
    )


def test_a_rate_is_its_own_then_the_mean_of_finer_then_coarser_then_blank(tiny):
    tiny.add("exchange_rates", currency="USD", period="2027-03", idr_per_unit="13000")
    tiny.add("exchange_rates", currency="USD", period="2027", idr_per_unit="9000")
    rates = span.exchange_rates(_case(tiny, QUARTERS)).set_index(["currency", "position"])["rate"]
    assert (rates["USD", 0], rates["USD", 1]) == (12_000.0, 9_000.0)
    assert rates["IDR", 1] == 1.0
    tiny.add("exchange_rates", currency="USD", period="2027-Q1", idr_per_unit="10")
    assert span.exchange_rates(_case(tiny, QUARTERS))["rate"].iloc[0] == 10.0


def test_maxima_sites_and_stock_grow_with_the_length_of_the_period(tiny):
    tiny.options["calendar"] = {"first": "2026-Q4", "periods": 2, "length": "quarter", "data_length": "month"}
    tiny.plan = {
        name: frame.assign(period=frame["period"].replace({"2026-12": "2026-Q4", "2027-01": "2027-Q1"}))
        for name, frame in tiny.plan.items()
    }
    tiny.set("suppliers", {"supplier": "baru"}, ready_period="2027-Q1")
    tiny.set("supplier_certificates", {"supplier": "baru"}, valid_to="2027-03-31")
    tiny.drop("demand").add("demand", vehicle="M", site="S", period="2026-11", units=10.0)
    tiny.add("demand", vehicle="M", site="S", period="2027-02", units=10.0)
    tiny.add("demand", vehicle="T", site="S", period="2027-03", units=5.0)
    tiny.set("sites", {"site": "S"}, capacity_units=5.0).set("offers", {"offer": "o-steel"}, maximum_units=7.0)
    tiny.set("capacity", {"supplier": "koperasi"}, hours=3.4)
    assert tiny.verify() == []
    assert tiny.recompute().costs["idr"].iloc[6] == 20 * 10 * 3
    tiny.set("sites", {"site": "S"}, capacity_units=4.9).set("offers", {"offer": "o-steel"}, maximum_units=6.6)
    tiny.set("capacity", {"supplier": "koperasi"}, hours=3.3)
    assert tiny.codes() == {"verify-site-capacity", "verify-maximum-units", "verify-hours"}


def test_the_verification_shares_nothing_with_the_optimiser():
    listing = "import sys, evplan.plan.verify; print(*sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    loaded = set(out.stdout.split())
    preparation = ("inputs", "explosion", "landed", "outcome", "content", "period")
    network = ("conversion", "investment", "maker", "membership", "rebate", "upgrade")
    shared = {f"evplan.plan.{name}" for name in preparation + network}
    assert not loaded & (shared | {"evplan.model", "evplan.solve", "pulp", "highspy"})
