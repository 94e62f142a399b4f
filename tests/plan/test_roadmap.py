"""The road of a plan, its regions and members, worked out by hand."""

from __future__ import annotations

import pytest
from small import MILLION, Small

from evplan.plan.region import concentration, region_years
from evplan.plan.roadmap import roadmap


def road(small: Small):
    solved = small.solve()
    return roadmap(solved.model.inputs, solved.solution, solved.plan)


def two_years() -> Small:
    """A motor that must be certified from 2027 on; the certificate takes a year and costs 40, half of it on credit."""
    small = Small("2026", 2, length="year", data_length="year").part("motor", certificates="ISO", main_component=True)
    small.supplier("M", region="tegal", size_class="kecil").offer("m", "motor", 3, "M", labour_hours_per_unit=20.76)
    small.offer("i", "motor", 10, "I", valid_to="2026-12-31")
    small.add("supplier_certificates", supplier="I", certificate="ISO")
    small.add("upgrades", upgrade="u", supplier="M", kind="certificate", certificate="ISO", cost_idr=40, credit_idr=20,
              lead_time_periods=1)  # fmt: skip
    return small.demand(10)


def test_what_must_be_ready_when_names_cost_credit_and_the_work_behind_the_door():
    steps = road(two_years()).steps
    row = steps.iloc[0]
    assert steps[["period", "in_force", "kind", "item", "supplier", "region"]].values.tolist() == [
        ["2026", "2027", "certificate", "u", "M", "tegal"]
    ]
    assert row["cost_idr"] == 40 * MILLION
    # 10 motors at 3 in 2027; 207.6 hours of 173 x 12 are a tenth of a job
    assert row["value_idr"] == pytest.approx(30 * MILLION)
    assert row["jobs"] == pytest.approx(0.1)


def test_years_add_up_money_vehicles_and_jobs():
    years = road(two_years()).years.set_index("year")
    assert years["built"].to_dict() == {2026: 10, 2027: 10}
    assert years["value_idr"].to_dict() == {2026: 100 * MILLION, 2027: 30 * MILLION}
    assert (years["investment_idr"] + years["credit_idr"]).to_dict() == {2026: 40 * MILLION, 2027: 0}
    assert years["umkm_koperasi_share"].to_dict() == {2026: 0, 2027: 1}


def test_points_of_a_door_are_those_that_its_work_earns_in_the_last_year():
    # the motor is the only main component: uncertified of foreign material it earns a quarter of 75 points
    steps = road(two_years()).steps
    assert steps["points"].tolist() == [pytest.approx(18.75)]


def test_tools_and_openings_are_doors_of_their_own_work():
    small = Small().part("x").part("y").supplier("C", status="candidate", opening_cost_idr=5)
    small.offer("tooled", "x", 2, "C", tooling_cost_idr=7).offer("plain", "y", 3, "C").demand(10)
    steps = road(small).steps.set_index("item")
    assert (steps["value_idr"] / MILLION).to_dict() == {"C": 50, "tooled": 20}
    assert steps["kind"].to_dict() == {"C": "opening", "tooled": "tooling"}


def test_more_hours_are_a_door_for_what_goes_beyond_the_hours_there_were():
    small = Small("2026", 1, length="year", data_length="year").part("x")
    small.offer("a", "x", 2, process="weld", hours_per_unit=1).hours("A", "weld", 6).offer("b", "x", 50).demand(10)
    small.add("upgrades", upgrade="u", supplier="A", kind="capacity", process="weld", added_hours=9, cost_idr=1)
    steps = road(small).steps
    assert steps["value_idr"].tolist() == [pytest.approx(0.4 * 20 * MILLION)]


def test_regions_have_the_work_of_their_suppliers_next_to_their_own_figures():
    small = Small("2026-01", 12).part("x").supplier("A", region="tegal").supplier("B", region="subang")
    small.add("regions", region="tegal", name="Tegal", minimum_wage_idr=str(2 * MILLION), unemployment_share=0.08)
    small.add("regions", region="subang", name="Subang")
    small.offer("a", "x", 3, "A", labour_hours_per_unit=17.3, maximum_units=10).offer("b", "x", 4, "B").demand(12)
    solved = small.site(region="subang").solve()
    table = region_years(solved.model.inputs, solved.plan).set_index("name")
    assert (table["value_idr"] / MILLION).to_dict() == {"Tegal": 360, "Subang": 96}
    assert table["jobs"].to_dict() == {"Tegal": pytest.approx(1.0), "Subang": 0}
    assert table["unemployment_share"]["Tegal"] == 0.08
    assert table["minimum_wage_idr"]["Tegal"] == 2 * MILLION


def test_concentration_is_the_sum_of_squared_shares():
    small = Small().part("x").part("y", 3).offer("a", "x", 1, "A").offer("b", "y", 1, "B").demand(10)
    solved = small.solve()
    found = concentration(solved.model.inputs, solved.plan)
    assert found == {"supplier": pytest.approx(0.25**2 + 0.75**2), "region": 1.0}
