"""Two workshops and an importer; numbers that can be checked in the head, money in million rupiah."""

import pandas as pd
import pytest

from evplan.plan.matching import EARTH_KM, great_circle_km, match
from evplan.plan.matching_need import basis_of_data, basis_of_run
from evplan.plan.matching_target import tally
from evplan.schema import conform
from tests.small import Small, shipped_law


def case():
    """100 vehicles of one pressed part (1 hour each) and one cast part, which nobody at home offers."""
    small = Small().demand(100, period="2027-01")
    small.part(
        "PRESS", process="pres", certificates="ISO-9001", reference_cost_idr="1000000", mass_kg=2.0, system="frame"
    )
    small.part("CAST", process="cor", reference_cost_idr="3000000", mass_kg=5.0)
    small.supplier("IMP", legal_form="importer", country="CN")
    small.supplier("BIG").supplier("SMALL", size_class="mikro", legal_form="cv")
    small.supplier("SOON", size_class="kecil", legal_form="cv", status="candidate", ready_period="2027-01")
    small.offer("press-imp", "PRESS", 1, "IMP").offer("cast-imp", "CAST", 3, "IMP")
    small.offer("press-big", "PRESS", 2, "BIG", process="pres", hours_per_unit=1.0, local_content_share=0.5)
    small.hours("BIG", "pres", 40).hours("SMALL", "pres", 100).hours("SOON", "pres", 100)
    for supplier in ("IMP", "BIG", "SOON"):
        small.add("supplier_certificates", supplier=supplier, certificate="ISO-9001")
    return small


@pytest.fixture(scope="module")
def tables():
    return case().tables


@pytest.fixture(scope="module")
def run():
    small = case()
    solved = small.solve()
    return small.tables, basis_of_run("small#1", small.tables, solved.model.inputs, solved.solution, solved.plan)


def matched(tables, basis, **values):
    return match(tables, basis, basis.needs["units"].gt(0).to_numpy(), **values)


def test_a_quarter_of_the_equator_is_a_quarter_of_it():
    found = great_circle_km(*(pd.Series([degrees]).to_numpy() for degrees in (0.0, 10.0, 0.0, 100.0)))
    assert found[0] == pytest.approx(EARTH_KM * 3.14159265 / 2, rel=1e-6)


def test_without_a_plan_all_demand_is_at_stake_at_reference_cost(tables):
    needs = basis_of_data("small", tables, shipped_law()).needs.set_index("part")
    assert needs.loc[["PRESS", "CAST"], "units"].tolist() == [100.0, 100.0]
    assert needs.loc[["PRESS", "CAST"], "value_idr"].tolist() == [100e6, 300e6]
    # Only importers offer the cast part; the pressed one has an offer at home.
    assert needs.loc[["PRESS", "CAST"], "imported_idr"].tolist() == [0.0, 300e6]


def test_each_pair_says_what_it_lacks_and_who_lacks_nothing_comes_first(tables):
    pairs = matched(tables, basis_of_data("small", tables, shipped_law())).pairs.set_index("supplier")
    assert pairs.index.tolist() == ["BIG", "SOON", "SMALL"]
    assert pairs["part"].unique().tolist() == ["PRESS"]
    assert pairs["standing"].tolist() == ["offers", "steps", "steps"]
    assert pairs["lacks"].to_dict() == {
        "BIG": "hours",
        "SOON": "candidate;offer",
        "SMALL": "certificate:ISO-9001;offer",
    }
    assert pairs["could_units"].to_dict() == {"BIG": 40.0, "SOON": 100.0, "SMALL": 100.0}


def test_suitability_is_the_weighted_sum_of_what_stands_beside_it(tables):
    basis = basis_of_data("small", tables, shipped_law())
    pairs = matched(tables, basis).pairs.set_index("supplier")
    # 30 process + 20 certificate + 20 x 0.4 of the hours + 15 experience + 10 x 0.5 (no coordinates) + 0 for size
    assert pairs.loc["BIG", "suitability"] == pytest.approx(78.0)
    only = {"process": 0.0, "certificate": 0.0, "hours": 1.0, "experience": 0.0, "distance": 0.0, "size": 0.0}
    assert matched(tables, basis, weights=only).pairs.set_index("supplier").loc["BIG", "suitability"] == 40.0


def test_a_certificate_that_runs_out_counts_half_and_is_no_step(tables):
    held = tables["supplier_certificates"].assign(valid_to="2027-01-15")
    late = tables | {"supplier_certificates": conform("supplier_certificates", held)}
    pairs = matched(late, basis_of_data("small", late, shipped_law())).pairs.set_index("supplier")
    assert pairs.loc["BIG", ["certificate_score", "standing"]].tolist() == [0.5, "offers"]
    assert pairs.loc["BIG", "lacks"] == "expiring:ISO-9001;hours"


def test_a_part_that_nobody_at_home_can_make_stays_in_the_list(tables):
    parts = matched(tables, basis_of_data("small", tables, shipped_law())).parts.set_index("part")
    assert parts.loc["CAST", ["offering", "ready", "steps"]].tolist() == [0, 0, 0]
    assert parts.loc["CAST", "could_idr"] == 0.0
    assert parts.index[0] == "CAST"


def test_a_run_tells_what_is_imported_and_which_hours_are_free(run):
    _, basis = run
    needs = basis.needs.set_index("part")
    # The importer is cheaper for both: 100 x 1 and 100 x 3 million.
    assert needs.loc[["PRESS", "CAST"], "imported_idr"].tolist() == [100e6, 300e6]
    assert basis.free.set_index("supplier")["free_hours"].to_dict() == {"BIG": 40.0, "SMALL": 100.0, "SOON": 100.0}
    assert needs.loc["PRESS", "short_hours"] == 60.0
    assert needs.loc["PRESS", "makers"] == 1


def test_a_target_counts_each_rupiah_once_and_those_who_could_start_now_first(run):
    tables, basis = run
    reached = tally(tables, matched(tables, basis, imported_only=True), 90e6)
    rows = reached.transactions
    assert rows["supplier"].tolist() == ["BIG", "SOON"]
    assert rows["idr"].tolist() == [40e6, 60e6]
    assert (reached.certain_idr, reached.ready_idr, reached.steps_idr, reached.short_idr) == (0.0, 40e6, 60e6, 0.0)
    beyond = tally(tables, matched(tables, basis, imported_only=True), 500e6)
    assert beyond.short_idr == 400e6


def test_an_hour_of_a_member_is_not_counted_for_its_cooperative_again():
    small = Small().demand(100, period="2027-01")
    small.part("A", process="pres", reference_cost_idr="2000000").part(
        "B", process="pres", reference_cost_idr="1000000"
    )
    small.member("KOP", "U1", pres=100)
    small.supplier("IMP", legal_form="importer", country="CN")
    for part in ("A", "B"):
        small.offer(f"{part}-kop", part, 3, "KOP", process="pres", hours_per_unit=1.0)
        small.offer(f"{part}-imp", part, 1, "IMP")
    basis = basis_of_data("small", small.tables, shipped_law())
    found = matched(small.tables, basis)
    assert found.pairs["free_hours"].unique().tolist() == [100.0]
    reached = tally(small.tables, found, 1e12)
    # All 100 hours go to the dearer part, through whoever stands first; nothing is left for the other.
    assert reached.transactions["units"].sum() == 100.0
    assert reached.transactions["part"].unique().tolist() == ["A"]


def test_a_supplier_s_own_list_has_only_its_pairs(tables):
    found = matched(tables, basis_of_data("small", tables, shipped_law()), suppliers=["SMALL"])
    assert found.pairs["supplier"].unique().tolist() == ["SMALL"]
