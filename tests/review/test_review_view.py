"""What a manager sees: all of its own, and nothing from which a rival's could be worked out."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from small import MILLION, Small, read_tables, shipped_law

from evplan.errors import NotFound
from evplan.model.program import build
from evplan.plan.inputs import assemble
from evplan.plan.outcome import plan_tables
from evplan.plan.review_view import Ground, SupplierView, ground_of, supplier_view
from evplan.quantities import whole_units
from evplan.readers import read_scenario
from evplan.shipped import shipped_folder
from evplan.solve.extract import extract
from evplan.solve.stage import search_in_order
from evplan.workflow.review_view import manager_view, run_suppliers, work_out_not_won

VERSION = "1.0"


def ground(small: Small) -> Ground:
    solved = small.solve()
    return ground_of("small#1", small.tables, solved.model.inputs, solved.plan)


def cooperative() -> Small:
    """Return a cooperative whose members m (40 hours) and n (10) make ten frames of 5 hours and 2 million each."""
    small = Small().part("frame", unit="pcs", name="Rangka", process="las")
    small.member("K", "m", 0.1, las=40).member("K", "n", 0.1, las=10)
    small.offer("k", "frame", 2, supplier="K", process="las", hours_per_unit=5, tooling_cost_idr=3)
    return small.offer("x", "frame", 9).demand(10)


def text_of(view: object) -> str:
    """Return all that a view holds as text."""
    values = {one.name: getattr(view, one.name) for one in fields(view)}
    frames = {
        name: value.to_dict(orient="records") if isinstance(value, pd.DataFrame) else value
        for name, value in values.items()
    }
    return json.dumps(frames, default=str)


def numbers_of(view: object) -> np.ndarray:
    """Return every number that a view holds."""
    frames = [value for value in vars(view).values() if isinstance(value, pd.DataFrame)]
    return np.concatenate([frame.select_dtypes("number").to_numpy().ravel() for frame in frames] or [np.empty(0)])


def test_whole_units_keep_the_sum_of_the_horizon() -> None:
    assert whole_units(np.array([0.5, 0.4, 0.4, 0.2])).tolist() == [1.0, 0.0, 0.0, 1.0]
    assert whole_units(np.array([3.3] * 10)).sum() == 33.0
    assert whole_units(np.array([0.0, 4.0, 0.0])).tolist() == [0.0, 4.0, 0.0]


def test_a_supplier_sees_its_units_price_and_revenue_by_period() -> None:
    small = Small(periods=2).part("frame", unit="pcs", name="Rangka").offer("a", "frame", 3).offer("b", "frame", 9)
    view = supplier_view(ground(small.demand(4, period="2027-01").demand(6, period="2027-02")), "A")
    rows = view.assignments[["period", "units", "price", "revenue_idr"]].to_numpy().tolist()
    assert rows == [["2027-01", 4.0, 3.0 * MILLION, 12.0 * MILLION], ["2027-02", 6.0, 3.0 * MILLION, 18.0 * MILLION]]
    assert view.offers[["name", "units", "unit", "mode"]].to_numpy().tolist() == [["Rangka", 10.0, "pcs", "supply"]]
    assert view.revenue_idr == 30 * MILLION
    assert view.not_won is None


def test_a_supplier_sees_what_it_makes_and_is_paid_for_not_what_is_good_of_it() -> None:
    small = Small().part("frame", unit="pcs").offer("a", "frame", 3, yield_share=0.8).demand(8)
    view = supplier_view(ground(small), "A")
    assert view.assignments["units"].tolist() == [10.0]
    assert view.revenue_idr == pytest.approx(30 * MILLION)


def test_a_cooperative_sees_its_members_split_and_all_their_hours() -> None:
    view = supplier_view(ground(cooperative()), "K")
    assert view.members[["member", "hours", "units", "value_idr", "fee_idr"]].to_numpy().tolist() == [
        ["m", 40.0, 8.0, 16.0 * MILLION, 1.6 * MILLION],
        ["n", 10.0, 2.0, 4.0 * MILLION, 0.4 * MILLION],
    ]
    assert view.hours[["process", "used_hours", "hours", "used_share"]].to_numpy().tolist() == [
        ["las", 50.0, 50.0, 1.0]
    ]
    assert view.investments[["kind", "item", "name", "cost_idr"]].to_numpy().tolist() == [
        ["tooling", "k", "Rangka", 3.0 * MILLION]
    ]


def test_a_member_sees_its_own_part_and_nothing_of_the_others() -> None:
    view = supplier_view(ground(cooperative()), "K", "n")
    assert view.assignments[["units", "revenue_idr"]].to_numpy().tolist() == [[2.0, 4.0 * MILLION]]
    assert view.hours[["used_hours", "hours"]].to_numpy().tolist() == [[10.0, 10.0]]
    assert view.members["member"].tolist() == ["n"]
    assert view.revenue_idr == 4 * MILLION
    assert view.investments.empty
    seen = set(numbers_of(view))
    assert not seen & {8.0, 10.0 * 2 * MILLION, 40.0, 50.0, 16.0 * MILLION, 20.0 * MILLION}


def test_who_is_no_member_has_no_view() -> None:
    with pytest.raises(NotFound, match="no member 'X' in K"):
        supplier_view(ground(cooperative()), "K", "X")
    with pytest.raises(NotFound, match="no supplier 'Y' in run small#1"):
        supplier_view(ground(cooperative()), "Y")


def test_a_workshop_sees_what_is_sent_to_it_and_from_which_region_only() -> None:
    small = Small().part("box", unit="pcs").part("sheet", per=2, unit="kg", parent="box", name="Pelat")
    small.supplier("S", region="Tegal").offer("w", "box", 1, mode="conversion").offer("s", "sheet", 2)
    view = supplier_view(ground(small.demand(10)), "W")
    assert view.materials[["made", "name", "units", "regions"]].to_numpy().tolist() == [["box", "Pelat", 20.0, "Tegal"]]
    assert not re.search(r'"S"|"s"', text_of(view))


def test_certificates_that_end_in_sight_are_named() -> None:
    small = Small().part("frame", unit="pcs", name="Rangka")
    small.offer("a", "frame", 3, content_evidence="certificate", certificate_expiry="2027-12-31").demand(1)
    for name, day in {"SNI": "2027-01-15", "ISO": "2031-01-01"}.items():
        small.add("supplier_certificates", supplier="A", certificate=name, valid_to=day)
    rows = supplier_view(ground(small), "A").certificates[["kind", "item", "valid_to", "within"]].to_numpy().tolist()
    assert rows == [["process", "SNI", "2027-01-15", True], ["local_content", "a", "2027-12-31", False]]


def test_a_managers_view_has_the_round_its_answers_and_what_changed(declined) -> None:
    review, done = declined
    review.open("small#2")
    seen = manager_view(review.url, VERSION, "small#2", "C")
    assert [one.item.offer for one in seen.status.items] == ["c"]
    assert seen.changes[["offer", "before", "after", "why"]].to_numpy().tolist() == [["c", 0.0, 8.0, "others"]]
    assert {said.item for said in seen.history} == {None}
    loser = manager_view(review.url, VERSION, "small#2", "A")
    assert loser.view.unawarded["offer"].tolist() == ["a"]
    assert loser.changes[["offer", "after", "why", "reason"]].to_numpy().tolist() == [["a", 0.0, "yours", "no steel"]]
    assert [said.event.kind for said in loser.history] == ["opened", "answered", "closed", "opened"]
    assert "A" not in run_suppliers(review.url, VERSION, "small#2")
    assert done.run.name == "small#2"


def test_what_it_did_not_win_is_worked_out_when_asked_and_kept(review) -> None:
    assert manager_view(review.url, VERSION, "small#1", "E").view.not_won is None
    work_out_not_won(review.record(), "small#1", "E")
    found = manager_view(review.url, VERSION, "small#1", "E").view.not_won
    # at half of its price it would cost what d costs; to win it must be a little cheaper
    assert found[["offer", "standing", "price", "cut_share"]].to_numpy().tolist() == [
        ["e", "priced", 4.0 * MILLION, 0.51]
    ]
    assert not re.search(r'"[Dd]"', json.dumps(found.to_dict(orient="records")))


@pytest.fixture(scope="module")
def shipped() -> Ground:
    """The shipped baseline at a wide gap, which is enough to have everybody at work."""
    scenario = read_scenario(shipped_folder("scenarios") / "baseline.toml").scenario
    scenario = scenario.model_copy(update={"solver": scenario.solver.model_copy(update={"gap": 0.03})})
    tables = read_tables("nusantara")
    inputs = assemble(tables, scenario, shipped_law())
    model = build(inputs)
    values = search_in_order(model, scenario.solver).search.answer.values
    return ground_of("baseline#1", tables, inputs, plan_tables(inputs, extract(model, values)))


def assert_tells_of_nobody_else(ground: Ground, supplier: str, view: SupplierView) -> None:
    """Check that neither name nor key, offer, price nor units of a rival are in a supplier's view."""
    told, suppliers = text_of(view), ground.tables["suppliers"]
    members = set(ground.tables["memberships"].query("cooperative == @supplier")["member"])
    others = suppliers[~suppliers["supplier"].isin({supplier, *members})]
    offers = ground.tables["offers"]
    rivals = offers[offers["supplier"].isin(others["supplier"])]
    own = offers[offers["supplier"].eq(supplier)]
    words = {*others["supplier"], *others["name"].dropna(), *rivals["offer"]}
    seen = set(re.findall(r"[\w.-]+(?: [\w.()-]+)*", told)) | set(re.findall(r"[A-Za-z0-9][\w.-]*", told))
    assert not words & seen
    assert not [word for word in others["name"].dropna() if word in told]
    # Who gets a part sent to its workshop knows how much of it is delivered: that is its own affair.
    lines = ground.lines[~ground.lines["part"].isin(view.materials["part"])]
    own_lines, rival_lines = (lines[lines["supplier"].isin(keys)] for keys in ({supplier}, others["supplier"]))
    rival_lines = rival_lines[rival_lines["part"].isin(own["part"])]
    totals = lines[lines["part"].isin(set(own_lines["part"]) & set(rival_lines["part"]))].groupby("part")["units_paid"]
    secret = {*rival_lines["price"].round(6), *rival_lines["value_idr"].round(6), *totals.sum().round(6)}
    # A round number may be anybody's; only one that is none of its own gives a rival away.
    mine = ground.lines[ground.lines["supplier"].eq(supplier)]
    open_to_it = {*own["price"].astype(float).round(6), *mine["price"].round(6), *mine["value_idr"].round(6)}
    told_numbers = set(numbers_of(view).round(6).tolist())
    assert {value for value in secret - open_to_it if value >= 1000 and value in told_numbers} == set()


def test_no_view_of_a_tiny_plan_tells_of_a_rival(review) -> None:
    for supplier in "ABCDE":
        told = text_of(manager_view(review.url, VERSION, "small#1", supplier).view)
        others = set("ABCDE") - {supplier}
        keys = "".join(others | {one.lower() for one in others})
        assert not re.search(f'"[{keys}]"', told)
    seen = set(numbers_of(manager_view(review.url, VERSION, "small#1", "A").view))
    assert not seen & {2.0 * MILLION, 6.0, 12.0, 20.0, 24.0 * MILLION + 1}


def test_no_view_of_the_shipped_plan_tells_of_a_rival(shipped) -> None:
    suppliers = sorted(shipped.lines["supplier"].unique())
    cooperatives = [key for key in suppliers if key.startswith("KOP-")]
    for supplier in [*cooperatives, *suppliers[::6]]:
        assert_tells_of_nobody_else(shipped, supplier, supplier_view(shipped, supplier))


def test_the_check_for_rivals_finds_a_name_an_offer_and_a_price(shipped) -> None:
    view = supplier_view(shipped, "KOP-BDG")
    rival = shipped.lines[shipped.lines["part"].eq("SEA-FOAM-M") & shipped.lines["supplier"].ne("KOP-BDG")].iloc[0]
    name = shipped.inputs.suppliers.set_index("supplier")["name"].loc[rival["supplier"]]
    dearer = view.offers.assign(price=float(rival["price"]))
    leaks = [replace(view, region=name), replace(view, region=rival["offer"]), replace(view, offers=dearer)]
    for leak in leaks:
        with pytest.raises(AssertionError):
            assert_tells_of_nobody_else(shipped, "KOP-BDG", leak)
