"""Members' hours behind a cooperative's offers: counted once, shared fairly, and what each member gets of it."""

from dataclasses import replace

import pytest

MONTH = "2027-01"

DATA = {
    "parts": "part,kind\nV,vehicle\nFRAME,component\nBOLT,component",
    "bom_lines": "parent,child,quantity_per,scrap_share\nV,FRAME,1,0\nV,BOLT,1,0",
    "regions": "region\nR",
    "suppliers": """
        supplier,legal_form,size_class,region,country
        kop,koperasi,kecil,R,ID
        ani,perorangan,mikro,R,ID
        budi,perorangan,mikro,R,ID
        cici,perorangan,mikro,R,ID""",
    "memberships": "cooperative,member,fee_share\nkop,ani,0.1\nkop,budi,0.05",
    "capacity": "supplier,process,period,hours\nkop,weld,,2\nani,weld,,6\nbudi,weld,,6\ncici,weld,,9",
    "offers": """
        offer,supplier,part,price,process,hours_per_unit,setup_hours
        o-frame,kop,FRAME,120,weld,1,2
        o-bolt,budi,BOLT,10,weld,0.2,0""",
    "sites": "site,region\nS,R",
    "demand": "vehicle,site,period,units\nV,S,,10",
}

# frames take 2 + 10 hours: Ani 6, Budi 4, the cooperative 2; Budi's own bolts take 2 more of Budi's
PLAN = {
    "builds": "vehicle,site,period,built\nV,S,2027-01,10",
    "awards": """
        offer,workshop,site,vehicle,period,units,surplus
        o-frame,,S,V,2027-01,10,0
        o-bolt,,S,V,2027-01,10,0""",
    "members": """
        offer,member,period,hours
        o-frame,ani,2027-01,6
        o-frame,budi,2027-01,4
        o-frame,kop,2027-01,2""",
}
ANI, BUDI, KOP = {"member": "ani"}, {"member": "budi"}, {"member": "kop"}


@pytest.fixture
def cooperative(tiny_of):
    return tiny_of(DATA, PLAN, first=MONTH, periods=1)


def test_the_right_plan_of_a_cooperative_has_no_findings(cooperative):
    assert cooperative.verify(cooperative.recompute()) == []


def test_hours_are_used_by_who_works_them_and_counted_once(cooperative):
    use = cooperative.recompute().capacity_use.set_index("supplier")
    assert use["used_hours"].to_dict() == {"ani": 6.0, "budi": 6.0, "kop": 2.0}
    assert use["hours"].to_dict() == {"ani": 6.0, "budi": 6.0, "kop": 2.0}


def test_members_share_units_and_value_by_hours_and_leave_their_fee(cooperative):
    members = cooperative.recompute().members.set_index("member")
    # 1,200 rupiah and 10 frames for 12 hours
    assert members["value_idr"].to_dict() == {"ani": 600.0, "budi": pytest.approx(400), "kop": pytest.approx(200)}
    assert members["units"].to_dict() == {"ani": 5.0, "budi": pytest.approx(10 / 3), "kop": pytest.approx(5 / 3)}
    assert members["fee_idr"].to_dict() == {"ani": 60.0, "budi": pytest.approx(20), "kop": 0.0}
    assert set(members["cooperative"]) == {"kop"}


SPOILED = {
    "an hour too few": (lambda c: c.set("members", ANI, hours=5.0), {"verify-member-hours"}),
    "an hour too many": (lambda c: c.set("members", BUDI, hours=3.0).set("members", KOP, hours=3.0), {"verify-hours"}),
    "hours that are not there": (
        lambda c: c.set("members", KOP, hours=1.0).set("members", BUDI, hours=5.0),
        {"verify-hours"},
    ),
    "nobody at work": (lambda c: c.drop("members"), {"verify-member-hours"}),
    "work of a stranger": (
        lambda c: c.set("members", ANI, member="cici"),
        {"verify-not-a-member", "verify-member-hours"},
    ),
    "work for who is no cooperative": (
        lambda c: c.add("members", offer="o-bolt", member="budi", period=MONTH, hours=0.0),
        {"verify-not-a-member"},
    ),
    "work of somebody unknown": (
        lambda c: c.set("members", ANI, member="dedi"),
        {"verify-unknown-key", "verify-member-hours"},
    ),
    "a member without hours in the process": (lambda c: c.drop("capacity", supplier="ani"), {"verify-hours"}),
    "own bolts that take Budi's hours too": (
        lambda c: c.set("offers", {"offer": "o-bolt"}, hours_per_unit=0.3),
        {"verify-hours"},
    ),
    "a longer set-up": (lambda c: c.set("offers", {"offer": "o-frame"}, setup_hours=3.0), {"verify-member-hours"}),
    "an offer that needs no hours": (
        lambda c: c.set("offers", {"offer": "o-frame"}, hours_per_unit=0.0, setup_hours=0.0),
        {"verify-member-hours"},
    ),
}


@pytest.mark.parametrize(("spoil", "codes"), SPOILED.values(), ids=SPOILED)
def test_one_changed_number_of_a_cooperative_is_caught(cooperative, spoil, codes):
    assert spoil(cooperative).codes() == codes


def test_a_cooperative_whose_offer_needs_no_hours_needs_no_members_at_work(cooperative):
    cooperative.set("offers", {"offer": "o-frame"}, hours_per_unit=0.0, setup_hours=0.0).drop("members")
    assert cooperative.verify(cooperative.recompute()) == []


def test_an_upgrade_of_a_member_gives_the_cooperative_hours(cooperative):
    cooperative.set("members", ANI, hours=7.0).set("members", KOP, hours=1.0)
    assert cooperative.codes() == {"verify-hours"}
    cooperative.add(
        "upgrades", upgrade="u", supplier="ani", kind="capacity", cost_idr="0", process="weld", added_hours=1.0
    )
    cooperative.add("investments", kind="upgrade", item="u", period=MONTH, credit_idr=0.0)
    assert cooperative.verify(cooperative.recompute()) == []


def test_steady_work_of_a_cooperative_counts_all_hours_that_it_can_use(cooperative):
    # frames take 12 of 2 + 6 + 6 hours
    cooperative.rule(kind="steady", suppliers=["kop"], maximum_share_of_capacity=12 / 14)
    assert cooperative.verify() == []
    cooperative.rule(kind="steady", suppliers=["kop"], maximum_share_of_capacity=0.85)
    assert cooperative.codes() == {"verify-steady-above"}


# Ani works 6 of the members' 10 hours and has 6 of 12; Budi 4 of 10; the cooperative's own 2 count nowhere
def test_a_fair_share_is_kept_or_its_breach_is_named(cooperative):
    cooperative.rule(kind="fair_share", cooperative="kop", tolerance_share=0.1)
    assert cooperative.verify() == []
    cooperative.rule(kind="fair_share", cooperative="kop", tolerance_share=0.09)
    found = cooperative.verify()
    assert {finding.code for finding in found} == {"verify-fair-share-above", "verify-fair-share-below"}
    assert {finding.source for finding in found} == {"plan: rule r1, supplier ani", "plan: rule r1, supplier budi"}


def test_a_fair_share_of_another_process_is_measured_in_the_offers_own(cooperative):
    cooperative.add("capacity", supplier="ani", process="press", period=None, hours=100.0)
    cooperative.rule(kind="fair_share", cooperative="kop", tolerance_share=0.1)
    assert cooperative.verify() == []


def test_a_soft_fair_share_costs_by_the_percentage_point(cooperative):
    cooperative.rule(kind="fair_share", cooperative="kop", tolerance_share=0.06, penalty_idr=100)
    assert cooperative.verify() == []
    [row] = cooperative.recompute().penalties.to_dict("records")
    # 4 points above for Ani, 4 below for Budi
    assert (row["violation"], row["unit"], row["idr"]) == (pytest.approx(8), "percentage points", pytest.approx(800))


CLAIMS = {
    "hours": ("hours", 1.0, "verify-claimed-members"),
    "units": ("units", 1.0, "verify-claimed-members"),
    "value": ("value_idr", 1.0, "verify-claimed-members"),
    "fee": ("fee_idr", -1.0, "verify-claimed-members"),
}


@pytest.mark.parametrize(("column", "more", "code"), CLAIMS.values(), ids=CLAIMS)
def test_a_wrong_claim_of_a_member_is_caught(cooperative, column, more, code):
    claimed = cooperative.recompute()
    members = claimed.members.copy()
    members.loc[1, column] += more
    [finding] = cooperative.verify(replace(claimed, members=members))
    assert finding.code == code
    assert finding.source == "plan: table members, offer o-frame, member budi, 2027-01"


def test_a_member_claimed_for_another_cooperative_or_left_out_is_caught(cooperative):
    claimed = cooperative.recompute()
    assert cooperative.codes(replace(claimed, members=claimed.members.iloc[1:])) == {"verify-claimed-rows"}
    other = claimed.members.assign(cooperative="ani")
    assert cooperative.codes(replace(claimed, members=other)) == {"verify-claimed-key"}
