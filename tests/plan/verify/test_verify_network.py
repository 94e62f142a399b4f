"""Workshops that work on what evplan sources for them: steel becomes tubes, tubes become frames, frames go into V."""

import pytest

YEAR = "2027"

DATA = {
    "parts": """
        part,kind,content_group,main_component,mass_kg,certificates,holding_cost_idr
        V,vehicle,none,,,,
        FRAME,assembly,frame_body,1,4,,
        TUBE,component,none,,1,,
        STEEL,material,none,,1,,7
        CELL,component,battery,1,2,,""",
    "bom_lines": """
        parent,child,quantity_per,scrap_share,substitute_group
        V,FRAME,1,0,
        V,CELL,1,0,
        FRAME,TUBE,2,0,
        TUBE,STEEL,1,0.2,""",
    "regions": "region\nR1\nR2\nR3\nCN",
    "suppliers": """
        supplier,legal_form,size_class,region,country
        pusat,pt,besar,R3,ID
        pipa,cv,mikro,R1,ID
        rangka,cv,kecil,R2,ID
        impor,importer,besar,CN,CN""",
    "offers": """
        offer,supplier,part,mode,price,yield_share,lead_time_periods,local_content_share,content_evidence
        o-steel,pusat,STEEL,supply,4,1,1,0.5,self_declared
        o-tube,pipa,TUBE,conversion,10,0.8,2,0.8,self_declared
        o-frame,rangka,FRAME,conversion,100,1,3,0.7,certificate
        o-cell,impor,CELL,supply,300,1,0,0.9,certificate""",
    "sites": "site,region\nS,R1",
    "demand": "vehicle,site,period,units\nV,S,,10",
    "lanes": """
        origin,destination,freight_idr_per_kg,lead_time_periods
        R3,R1,2,0.5
        R1,R2,5,0.5
        R2,R1,5,0
        CN,R1,10,0""",
}

# 10 frames take 20 tubes; 20 good tubes are 25 paid at a yield of 0.8; 25 tubes take 25 steel and a fifth as scrap, 30
PLAN = {
    "builds": "vehicle,site,period,built\nV,S,2027,10",
    "awards": """
        offer,workshop,site,vehicle,period,units,surplus
        o-frame,,S,V,2027,10,0
        o-cell,,S,V,2027,10,0
        o-tube,o-frame,S,V,2027,20,0
        o-steel,o-tube,S,V,2027,30,0""",
}
STEEL, TUBES, FRAMES = {"offer": "o-steel"}, {"offer": "o-tube"}, {"offer": "o-frame"}


@pytest.fixture
def network(tiny_of):
    network = tiny_of(DATA, PLAN, first=YEAR, periods=1, length="year")
    network.set("parts", {}, main_component=network.tables["parts"]["part"].isin(["FRAME", "CELL"]))
    return network


def _award(network, offer, units, workshop="", **place):
    row = {"site": "S", "vehicle": "V", "period": YEAR, "surplus": 0.0} | place
    return network.add("awards", offer=offer, workshop=workshop, units=units, **row)


def test_the_right_network_has_no_findings(network):
    assert network.verify(network.recompute()) == []


def test_cost_and_freight_of_three_levels_are_what_the_hand_finds(network):
    costs = network.recompute().costs.set_index("kind")["idr"]
    # steel 30 x 4, tubes 25 paid x 10, frames 10 x 100, cells 10 x 300
    assert costs["purchase"] == 120 + 250 + 1_000 + 3_000
    # steel R3 to R1: 30 kg x 2; tubes R1 to R2: 25 kg x 5; frames R2 to R1: 40 kg x 5; cells: 20 kg x 10
    assert costs["freight"] == 60 + 125 + 200 + 200


def _scores(network):
    return network.recompute().scores.set_index("method")["score"]


def test_the_scores_of_three_levels_are_what_the_hand_finds(network):
    scores = _scores(network)
    # landed: steel 180, tubes 375, frames 1,200, cells 3,200; domestic 0.5 x 180 + 0.8 x 375 + 0.7 x 1,200 = 1,230
    assert scores["cost_ratio"] == pytest.approx(1_230 / 4_955, rel=1e-15)
    # steel and tubes have no group of their own and count in frame_body, 5 points
    assert scores["sectoral"] == pytest.approx(0.05 * 1_230 / 1_755, rel=1e-15)
    # they are pieces of the frame: all 1,755 at what its certificate of 0.7 scores, 80 of 100; material is 75 per cent
    assert scores["general"] == pytest.approx(0.75 * 0.8 * 1_755 / 4_955, rel=1e-15)


def test_within_a_region_freight_is_nothing(network):
    network.set("suppliers", {"supplier": "pusat"}, region="R1")
    assert network.recompute().costs.set_index("kind")["idr"]["freight"] == 525


def test_material_that_counts_by_itself_is_no_piece(network):
    network.set("parts", {"part": "STEEL"}, main_component=True, content_group="drive")
    scores = _scores(network)
    # sectoral: steel alone in drive, 5 points at 0.5; tubes and frames 300 + 840 of 1,575
    assert scores["sectoral"] == pytest.approx(0.05 * 0.5 + 0.05 * 1_140 / 1_575, rel=1e-15)
    # general: steel by its origin, which is not known: 25 of 100
    assert scores["general"] == pytest.approx(0.75 * (0.25 * 180 + 0.8 * 1_575) / 4_955, rel=1e-15)


def test_what_reaches_the_line_in_no_main_component_does_not_count(network):
    # V takes a tube more: 10 good ones, 12.5 paid; with 25 for frames 37.5, which take 45 steel
    network.add("bom_lines", parent="V", child="TUBE", quantity_per=1.0)
    _award(network, "o-tube", 10.0).set("awards", STEEL, units=45.0)
    assert network.verify(network.recompute()) == []
    # steel 270: two thirds go into frames, 180
    assert _scores(network)["general"] == pytest.approx(0.75 * 0.8 * 1_755 / 4_955, rel=1e-15)


def test_cost_is_carried_up_in_proportion_where_it_ends_in_several_components(network):
    # four frames by another workshop, whose raw material is of unknown origin: 25 of 100; it is in R2 too
    network.add("offers", offer="o-other", supplier="rangka", part="FRAME", mode="conversion", price="100")
    network.set("awards", FRAMES, units=6.0).set("awards", TUBES, units=12.0)
    _award(network, "o-other", 4.0)
    _award(network, "o-tube", 8.0, "o-other")
    assert network.verify(network.recompute()) == []
    # six tenths of all 1,755 at 80, four tenths at 25
    main = 0.6 * 0.8 * 1_755 + 0.4 * 0.25 * 1_755
    assert _scores(network)["general"] == pytest.approx(0.75 * main / 4_955, rel=1e-14)


def test_a_group_that_cannot_be_told_is_a_finding(network):
    network.add("parts", part="AXLE", kind="component", content_group="drive", main_component=False)
    network.add("bom_lines", parent="V", child="AXLE", quantity_per=1.0)
    network.add("bom_lines", parent="AXLE", child="TUBE", quantity_per=1.0)
    network.add("offers", offer="o-axle", supplier="pipa", part="AXLE", mode="conversion", price="5")
    _award(network, "o-axle", 10.0)
    _award(network, "o-tube", 10.0, "o-axle")
    network.set("awards", STEEL, units=45.0)
    [finding] = network.verify()
    assert finding.code == "verify-group-unclear"
    assert finding.source == "plan: offer o-steel, workshop o-tube, site S, vehicle V, 2027"


SPOILED = {
    "a tube too few": (
        lambda n: n.set("awards", TUBES, units=19.2).set("awards", STEEL, units=28.8),
        {"verify-workshop-balance"},
    ),
    "steel for good tubes only": (lambda n: n.set("awards", STEEL, units=24.0), {"verify-workshop-balance"}),
    "steel at the wrong workshop": (
        lambda n: n.set("awards", STEEL, workshop="o-frame"),
        {"verify-workshop-balance", "verify-no-lane"},
    ),
    "tubes at the line": (
        lambda n: n.set("awards", TUBES, workshop=""),
        {"verify-workshop-balance", "verify-part-balance"},
    ),
    "a frame too few": (
        lambda n: n.set("awards", FRAMES, units=9.0).set("awards", TUBES, units=18.0).set("awards", STEEL, units=27.0),
        {"verify-part-balance"},
    ),
    "a workshop that is none": (
        lambda n: n.set("awards", STEEL, workshop="o-cell"),
        {"verify-unknown-key", "verify-workshop-balance"},
    ),
    "more tubes than frames take": (
        lambda n: n.set("awards", TUBES, surplus=4.0).set("awards", STEEL, units=36.0),
        {"verify-conversion-surplus"},
    ),
    "no way to the workshop": (lambda n: n.drop("lanes", origin="R3"), {"verify-no-lane"}),
    "a workshop's offer that ends": (
        lambda n: n.set("offers", TUBES, valid_to="2026-12-31"),
        {"verify-offer-not-valid"},
    ),
    "a workshop without a certificate": (
        lambda n: n.set("parts", {"part": "TUBE"}, certificates="SNI"),
        {"verify-certificate"},
    ),
    "a workshop's smallest order": (lambda n: n.set("offers", TUBES, minimum_order=25.1), {"verify-minimum-order"}),
    "a workshop's most units, counted as paid": (
        lambda n: n.set("offers", TUBES, maximum_units=24.9),
        {"verify-maximum-units"},
    ),
    "a workshop's hours": (
        lambda n: n.set("offers", TUBES, process="bend", hours_per_unit=0.1),
        {"verify-hours"},
    ),
    "stock left at a workshop": (
        lambda n: n.set("awards", STEEL, units=31.0).add(
            "stock", part="STEEL", workshop="o-tube", site="S", vehicle="V", period=YEAR, units=1.0
        ),
        {"verify-stock-left-over"},
    ),
    "another scrap share": (
        lambda n: n.set("bom_lines", {"parent": "TUBE"}, scrap_share=0.3),
        {"verify-workshop-balance"},
    ),
    "a workshop with nothing to work on": (
        lambda n: n.drop("bom_lines", parent="TUBE"),
        {"verify-nothing-to-work-on", "verify-workshop-balance"},
    ),
}


@pytest.mark.parametrize(("spoil", "codes"), SPOILED.values(), ids=SPOILED)
def test_one_changed_number_of_a_network_is_caught(network, spoil, codes):
    assert spoil(network).codes() == codes


def test_a_workshop_makes_no_surplus_even_where_others_may(network):
    network.options["demand"] = {"surplus": True}
    network.set("awards", STEEL, surplus=3.0)
    assert network.verify() == []
    network.set("awards", TUBES, surplus=4.0).set("awards", STEEL, units=36.0)
    assert network.codes() == {"verify-conversion-surplus"}


def test_steel_needs_its_own_time_that_of_the_lane_and_that_of_the_tubes(network):
    # steel 1 + 0.5 and tubes 2: 3.5 data periods; tubes 2 + 0.5 and frames 3: 5.5; frames 3
    network.options["calendar"] |= {"orders_from": "2025", "data_length": "quarter"}
    network.set("demand", {}, period=YEAR)
    assert network.verify() == []
    network.options["calendar"]["orders_from"] = "2026"
    [finding] = network.verify()
    assert (finding.code, finding.source.split(",")[0]) == ("verify-lead-time", "plan: offer o-tube")
    assert (finding.found, finding.expected) == ("1", "2.0")


def test_alternatives_at_a_workshop_share_what_it_makes(network):
    # half of the 25 tubes paid are made of resin, a half unit each, of the steel's supplier
    network.add("parts", part="RESIN", kind="material", content_group="none", main_component=False, mass_kg=0.0)
    network.add("bom_lines", parent="TUBE", child="RESIN", quantity_per=0.5, scrap_share=0.0, substitute_group="raw")
    network.set("bom_lines", {"child": "STEEL"}, substitute_group="raw")
    network.add("offers", offer="o-resin", supplier="pusat", part="RESIN", price="1")
    choice = {"parent": "TUBE", "substitute_group": "raw", "workshop": "o-tube", "site": "S", "vehicle": "V"}
    for child in ("STEEL", "RESIN"):
        network.add("substitutes", child=child, period=YEAR, parent_units=12.5, **choice)
    network.set("awards", STEEL, units=15.0)
    _award(network, "o-resin", 6.25, "o-tube")
    assert network.verify(network.recompute()) == []
    network.set("substitutes", {"child": "RESIN"}, parent_units=12.0)
    assert network.codes() == {"verify-substitutes", "verify-workshop-balance"}


def test_a_finding_names_the_workshop(network):
    network.set("awards", STEEL, units=24.0)
    [finding] = network.verify()
    assert finding.source == "plan: part STEEL, workshop o-tube, site S, vehicle V, 2027"
    assert (
        "24 units come in (0 from stock, 24 bought), 30 go out (30 into what it makes, 0 into stock)" in finding.message
    )
