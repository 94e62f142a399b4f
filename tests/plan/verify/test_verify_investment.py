"""Tooling, openings and upgrades in time, loans, discount, growth, rebates and budgets."""

from dataclasses import replace

import pytest

DATA = {
    "parts": "part,kind,content_group\nV,vehicle,none\nFRAME,component,frame_body",
    "bom_lines": "parent,child,quantity_per,scrap_share\nV,FRAME,1,0",
    "regions": "region\nR",
    "suppliers": """
        supplier,legal_form,size_class,region,country,opening_cost_idr
        bengkel,cv,mikro,R,ID,500
        gudang,pt,besar,R,ID,0""",
    "capacity": "supplier,process,period,hours\nbengkel,press,,10",
    "offers": """
        offer,supplier,part,price,tooling_cost_idr,process,hours_per_unit,local_content_share,content_evidence
        o-frame,bengkel,FRAME,100,1000,press,1,0.5,self_declared""",
    "upgrades": """
        upgrade,supplier,kind,cost_idr,credit_idr,lead_time_periods,process,added_hours
        gedung,bengkel,process,100,0,1,paint,1
        mesin,bengkel,capacity,300,200,1,press,5""",
    "sites": "site,region\nS,R",
    "demand": "vehicle,site,period,units\nV,S,,10",
}

# demand grows by half; the machine of 2026 is in force in 2027
PLAN = {
    "builds": "vehicle,site,period,built\nV,S,2026,10\nV,S,2027,15",
    "awards": """
        offer,workshop,site,vehicle,period,units,surplus
        o-frame,,S,V,2026,10,0
        o-frame,,S,V,2027,15,0""",
    "investments": """
        kind,item,period,credit_idr
        opening,bengkel,2026,0
        tooling,o-frame,2026,0
        upgrade,mesin,2026,150""",
}
MESIN, TOOLING = {"item": "mesin"}, {"kind": "tooling"}


@pytest.fixture
def growing(tiny_of):
    growing = tiny_of(DATA, PLAN, first="2026", periods=2, length="year")
    growing.options |= {"demand": {"growth_share": 0.5}, "money": {"discount_share": 0.25}}
    return growing


def _costs(plan):
    return plan.recompute().costs.set_index("kind")["idr"]


def _upgrade(plan, item, period, credit=0.0, **terms):
    plan.add("upgrades", upgrade=item, **({"supplier": "bengkel", "cost_idr": "40", "lead_time_periods": 0.0} | terms))
    return plan.add("investments", kind="upgrade", item=item, period=period, credit_idr=credit)


def test_the_right_plan_that_grows_has_no_findings(growing):
    assert growing.verify(growing.recompute()) == []


def test_money_of_later_years_counts_less(growing):
    costs = _costs(growing)
    # a quarter a year: 2027 counts 0.8; 10 x 100 now and 15 x 100 then
    assert costs["purchase"] == pytest.approx(1_000 + 0.8 * 1_500)
    assert (costs["tooling"], costs["opening"]) == (1_000, 500)
    # 150 of own money; the loan of 150 in three years at 6 per cent: 50 + 9, 50 + 6, 50 + 3
    assert costs["upgrade"] == pytest.approx(150 + 0.8 * 59 + 0.64 * 56 + 0.512 * 53, rel=1e-12)


def test_what_is_paid_later_is_discounted_and_so_is_unmet_demand(growing):
    growing.options["demand"]["unmet_penalty_idr"] = 1_000
    growing.set("builds", {"period": "2027"}, built=10.0).set("awards", {"period": "2027"}, units=10.0)
    growing.set("investments", MESIN, period="2027", credit_idr=0.0)
    costs = _costs(growing)
    assert growing.verify(growing.recompute()) == []
    assert costs["unmet"] == pytest.approx(0.8 * 5_000)
    assert costs["upgrade"] == pytest.approx(0.8 * 300)


def test_freight_duty_and_stock_are_discounted(growing):
    growing.set("offers", {}, duty_share=0.1).set("parts", {"part": "FRAME"}, holding_cost_idr="7", mass_kg=2.0)
    growing.add("lanes", origin="R", destination="R", freight_idr_per_kg="3")
    growing.add("stock", part="FRAME", workshop="", site="S", vehicle="V", period="2026", units=2.0)
    costs = _costs(growing)
    assert costs["freight"] == pytest.approx(60 + 0.8 * 90)
    assert costs["duty"] == pytest.approx(106 + 0.8 * 159)
    assert costs["stock"] == 14


def test_months_discount_by_their_part_of_a_year(growing):
    growing.options["calendar"] = {"first": "2026-01", "periods": 13}
    growing.options["demand"] = {}
    months = [f"2026-{month:02d}" for month in range(1, 13)] + ["2027-01"]
    growing.drop("awards").drop("builds").drop("investments")
    for month in months[::12]:
        growing.add("awards", offer="o-frame", site="S", vehicle="V", period=month, units=10.0, surplus=0.0)
    assert _costs(growing)["purchase"] == pytest.approx(1_000 + 0.8 * 1_000)


def test_the_table_of_investments_says_who_what_and_from_when(growing):
    table = growing.recompute().investments.set_index("item")
    assert table.loc["mesin", ["supplier", "cost_idr", "credit_idr", "in_force"]].tolist() == [
        "bengkel",
        300,
        150,
        "2027",
    ]
    # 6 per cent on 150, 100 and 50
    assert table.loc["mesin", "interest_idr"] == pytest.approx(18)
    assert table.loc["o-frame", ["supplier", "cost_idr", "in_force", "interest_idr"]].tolist() == [
        "bengkel",
        1_000,
        "2026",
        0,
    ]
    growing.set("investments", MESIN, period="2027")
    assert growing.recompute().investments.set_index("item").loc["mesin", "in_force"] == ""


SPOILED = {
    "demand that does not grow": (lambda g: g.options.pop("demand") and g, {"verify-built-too-many"}),
    "a machine that comes too late": (lambda g: g.set("investments", MESIN, period="2027"), {"verify-hours"}),
    "no machine": (lambda g: g.drop("investments", item="mesin"), {"verify-hours"}),
    "a machine that takes longer": (
        lambda g: g.set("upgrades", {"upgrade": "mesin"}, lead_time_periods=1.1),
        {"verify-hours"},
    ),
    "a smaller machine": (lambda g: g.set("upgrades", {"upgrade": "mesin"}, added_hours=4.9), {"verify-hours"}),
    "a machine for something else": (
        lambda g: g.set("upgrades", {"upgrade": "mesin"}, process="weld"),
        {"verify-hours"},
    ),
    "a machine bought twice": (
        lambda g: g.add("investments", kind="upgrade", item="mesin", period="2027", credit_idr=0.0),
        {"verify-investment-twice"},
    ),
    "a machine that needs a building": (
        lambda g: g.set("upgrades", {"upgrade": "mesin"}, requires="gedung"),
        {"verify-upgrade-requires"},
    ),
    "a building that is not ready": (
        lambda g: g.set("upgrades", {"upgrade": "mesin"}, requires="gedung").add(
            "investments", kind="upgrade", item="gedung", period="2026", credit_idr=0.0
        ),
        {"verify-upgrade-requires"},
    ),
    "an unknown upgrade": (
        lambda g: g.set("investments", MESIN, item="o-frame"),
        {"verify-unknown-key", "verify-hours"},
    ),
    "tooling after the first units": (
        lambda g: g.set("investments", TOOLING, period="2027"),
        {"verify-investment-late"},
    ),
    "tooling that nobody pays": (lambda g: g.drop("investments", kind="tooling"), {"verify-investment-missing"}),
    "tooling paid twice": (
        lambda g: g.add("investments", kind="tooling", item="o-frame", period="2027", credit_idr=0.0),
        {"verify-investment-twice"},
    ),
    "tooling on credit": (lambda g: g.set("investments", TOOLING, credit_idr=10.0), {"verify-credit"}),
    "an opening after the first units": (
        lambda g: g.set("investments", {"kind": "opening"}, period="2027"),
        {"verify-investment-late"},
    ),
    "an opening that nobody pays": (
        lambda g: g.drop("investments", kind="opening"),
        {"verify-investment-missing"},
    ),
    "tooling of an offer without work": (
        lambda g: g.add("offers", offer="o-idle", supplier="gudang", part="FRAME", price="1", tooling_cost_idr="9").add(
            "investments", kind="tooling", item="o-idle", period="2026", credit_idr=0.0
        ),
        {"verify-investment-for-nothing"},
    ),
    "more credit than the upgrade allows": (
        lambda g: g.set("investments", MESIN, credit_idr=201.0),
        {"verify-credit"},
    ),
    "more credit than the upgrade costs": (
        lambda g: g.set("upgrades", {"upgrade": "mesin"}, cost_idr="149"),
        {"verify-credit"},
    ),
    "credit for a firm that is too large": (
        lambda g: g.set("suppliers", {"supplier": "bengkel"}, size_class="besar"),
        {"verify-credit-ceiling"},
    ),
    "credit for a class that the data do not name": (
        lambda g: g.set("suppliers", {"supplier": "bengkel"}, size_class="menengah"),
        {"verify-credit-ceiling"},
    ),
}


@pytest.mark.parametrize(("spoil", "codes"), SPOILED.values(), ids=SPOILED)
def test_one_changed_number_of_an_investment_is_caught(growing, spoil, codes):
    assert spoil(growing).codes() == codes


def test_all_loans_of_a_supplier_together_stay_below_the_ceiling_of_its_class(growing):
    # mikro: 100 million
    growing.set("upgrades", {}, cost_idr="90000000", credit_idr="90000000")
    growing.set("investments", MESIN, credit_idr=40e6)
    growing.add("investments", kind="upgrade", item="gedung", period="2027", credit_idr=60e6)
    assert growing.verify(growing.recompute()) == []
    growing.set("investments", {"item": "gedung"}, credit_idr=61e6)
    [finding] = growing.verify()
    assert (finding.code, finding.source) == ("verify-credit-ceiling", "plan: supplier bengkel")
    assert "borrow Rp 101,000,000, and a firm of its size gets at most Rp 100,000,000" in finding.message


def test_before_there_are_terms_nobody_borrows(growing):
    growing.options["calendar"]["first"] = "2025"
    for name, frame in growing.plan.items():
        growing.plan[name] = frame.assign(period=frame["period"].replace({"2026": "2025", "2027": "2026"}))
    assert growing.codes() == {"verify-credit-ceiling"}
    growing.set("investments", MESIN, credit_idr=0.0)
    assert growing.verify(growing.recompute()) == []


def test_a_building_in_force_lets_the_machine_start(growing):
    growing.set("upgrades", {"upgrade": "mesin"}, requires="gedung", lead_time_periods=0.0)
    growing.set("upgrades", {"upgrade": "gedung"}, lead_time_periods=0.0)
    growing.add("investments", kind="upgrade", item="gedung", period="2026", credit_idr=0.0)
    assert growing.verify(growing.recompute()) == []


def test_lead_times_are_in_periods_of_the_data(growing):
    growing.options["calendar"]["data_length"] = "quarter"
    growing.drop("demand").add("demand", vehicle="V", site="S", period="2026", units=10.0)
    growing.add("demand", vehicle="V", site="S", period="2027", units=10.0)
    growing.set("capacity", {}, hours=2.5).set("upgrades", {}, added_hours=1.25, lead_time_periods=4.0)
    assert growing.verify(growing.recompute()) == []
    growing.set("upgrades", {}, lead_time_periods=5.0)
    assert growing.codes() == {"verify-hours"}


def test_a_process_that_a_supplier_did_not_have_comes_by_an_upgrade(growing):
    growing.set("offers", {}, process="weld").set("capacity", {}, process="paint")
    growing.set(
        "upgrades", {"upgrade": "mesin"}, kind="process", process="weld", added_hours=15.0, lead_time_periods=0.0
    )
    assert growing.verify(growing.recompute()) == []


def test_a_certificate_is_held_from_the_period_in_which_its_upgrade_is_in_force(growing):
    growing.set("parts", {"part": "FRAME"}, certificates="SNI")
    assert [finding.code for finding in growing.verify()] == ["verify-certificate"] * 2
    _upgrade(growing, "sni", "2027", kind="certificate", certificate="SNI")
    [finding] = growing.verify()
    assert (finding.code, finding.source.split(", ")[-1]) == ("verify-certificate", "2026")
    growing.set("investments", {"item": "sni"}, period="2026")
    assert growing.verify(growing.recompute()) == []


def test_an_upgrade_brings_new_content_from_when_it_is_in_force(growing):
    _upgrade(
        growing, "lokal", "2027", kind="local_content", offer="o-frame",
        new_local_content_share=0.9, new_content_evidence="certificate",
    )  # fmt: skip
    growing.set("parts", {"part": "FRAME"}, main_component=True)
    scores = growing.recompute().scores.set_index(["year", "method"])["score"]
    assert (scores[2026, "cost_ratio"], scores[2027, "cost_ratio"]) == (0.5, 0.9)
    # self-declared, of unknown origin: 25 of 100; certified at 0.9: 100
    assert (scores[2026, "general"], scores[2027, "general"]) == (0.75 * 0.25, 0.75)
    assert growing.verify(growing.recompute()) == []


def test_an_old_certificate_is_none_of_new_content(growing):
    growing.set("parts", {"part": "FRAME"}, main_component=True).set("offers", {}, content_evidence="certificate")
    _upgrade(growing, "lokal", "2027", kind="local_content", offer="o-frame", new_local_content_share=0.9)
    scores = growing.recompute().scores.set_index(["year", "method"])["score"]
    # certified at 0.5: 60 of 100; at 0.9 without evidence: 25
    assert (scores[2026, "general"], scores[2027, "general"]) == (0.45, 0.1875)


def test_of_two_upgrades_of_an_offer_the_later_holds(growing):
    for item, period, share in (("first", "2026", 0.9), ("second", "2027", 0.6)):
        _upgrade(growing, item, period, kind="local_content", offer="o-frame", new_local_content_share=share)
    scores = growing.recompute().scores.set_index(["year", "method"])["score"]
    assert (scores[2026, "cost_ratio"], scores[2027, "cost_ratio"]) == (0.9, 0.6)


# tooling 1,000, opening 500, the machine 300 less a loan of 150, all in 2026
BUDGETS = {
    "investment": ({"measure": "investment", "maximum": 1_650}, {"measure": "investment", "maximum": 1_649}),
    "investment of a year": (
        {"measure": "investment", "periods": ["2027"], "maximum": 0},
        {"measure": "investment", "periods": ["2026"], "maximum": 1_649},
    ),
    "investment of each year": (
        {"measure": "investment", "each": ["period"], "maximum": 1_650},
        {"measure": "investment", "each": ["period"], "maximum": 1_600},
    ),
    "investment in a part": (
        {"measure": "investment", "parts": ["FRAME"], "maximum": 1_000},
        {"measure": "investment", "parts": ["FRAME"], "maximum": 999},
    ),
    "investment of others": (
        {"measure": "investment", "suppliers": ["gudang"], "maximum": 0},
        {"measure": "investment", "suppliers": ["bengkel"], "maximum": 0},
    ),
    "credit": ({"measure": "credit", "maximum": 150}, {"measure": "credit", "maximum": 149}),
    "spend, not discounted": ({"measure": "spend", "maximum": 2_500}, {"measure": "spend", "maximum": 2_499}),
}


@pytest.mark.parametrize(("kept", "broken"), BUDGETS.values(), ids=BUDGETS)
def test_a_budget_is_kept_or_its_breach_is_named(growing, kept, broken):
    growing.rule(kind="budget", **kept)
    assert growing.verify() == []
    growing.rule(kind="budget", **broken)
    assert growing.codes() == {"verify-budget-above"}


def test_a_rebate_lowers_the_cost_of_purchases_and_nothing_else(growing):
    before = growing.recompute()
    growing.add("supplier_rebates", supplier="bengkel", minimum_spend_idr="2000", rebate_share=0.05)
    growing.add("supplier_rebates", supplier="bengkel", minimum_spend_idr="2500", rebate_share=0.1)
    after = growing.recompute()
    # all 2,500 reach the second step; a tenth of 1,000 and of 0.8 x 1,500
    assert after.rebates.to_dict("records") == [
        {"supplier": "bengkel", "spend_idr": 2_500.0, "rebate_share": 0.1, "rebate_idr": 250.0}
    ]
    assert before.costs["idr"].sum() - after.costs["idr"].sum() == pytest.approx(220)
    assert after.awards.equals(before.awards)
    assert after.scores.equals(before.scores)
    assert growing.verify(after) == []


def test_a_rebate_that_is_not_reached_is_none_and_one_within_half_a_rupiah_is(growing):
    growing.add("supplier_rebates", supplier="bengkel", minimum_spend_idr="2501", rebate_share=0.1)
    assert growing.recompute().rebates.empty
    growing.set("supplier_rebates", {}, minimum_spend_idr="2500.4")
    assert growing.recompute().rebates["rebate_idr"].tolist() == [250.0]


CLAIMS = {
    "credit": ("investments", "credit_idr", 2, 1.0, "verify-claimed-investments"),
    "cost": ("investments", "cost_idr", 0, -1.0, "verify-claimed-investments"),
    "interest": ("investments", "interest_idr", 2, -1.0, "verify-claimed-investments"),
    "spend": ("rebates", "spend_idr", 0, 1.0, "verify-claimed-rebates"),
    "a rebate": ("rebates", "rebate_idr", 0, 1.0, "verify-claimed-rebates"),
    "its share": ("rebates", "rebate_share", 0, 1e-9, "verify-claimed-rebates"),
    "the cost of upgrades": ("costs", "idr", 5, -1.0, "verify-claimed-costs"),
}


@pytest.mark.parametrize(("table", "column", "row", "more", "code"), CLAIMS.values(), ids=CLAIMS)
def test_a_wrong_claim_of_money_in_time_is_caught(growing, table, column, row, more, code):
    growing.add("supplier_rebates", supplier="bengkel", minimum_spend_idr="2500", rebate_share=0.1)
    claimed = growing.recompute()
    frame = getattr(claimed, table).copy()
    frame.loc[row, column] += more
    assert growing.codes(replace(claimed, **{table: frame})) == {code}


@pytest.mark.parametrize("table", ["investments", "rebates"])
def test_a_claim_that_lacks_an_investment_or_a_rebate_is_caught(growing, table):
    growing.add("supplier_rebates", supplier="bengkel", minimum_spend_idr="2500", rebate_share=0.1)
    claimed = growing.recompute()
    assert growing.codes(replace(claimed, **{table: getattr(claimed, table).iloc[1:]})) == {"verify-claimed-rows"}


def test_an_investment_claimed_for_another_year_or_supplier_is_caught(growing):
    claimed = growing.recompute()
    for column in ("in_force", "supplier"):
        wrong = replace(claimed, investments=claimed.investments.assign(**{column: "gudang"}))
        assert growing.codes(wrong) == {"verify-claimed-key"}
