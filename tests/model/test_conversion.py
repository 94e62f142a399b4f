"""Workshops that convert: make or buy at every level, freight, losses, pooled material, content carried up."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from small import MILLION, Small

from evplan.model.incumbent import values_of
from evplan.solve.extract import extract


def workshops() -> Small:
    """Two kg of steel make a tube of which a fifth is lost, three tubes a frame (half is lost); or a frame complete."""
    small = Small().part("frame").part("tube", 3, "frame").part("steel", 2, "tube")
    small.offer("f", "frame", 5, "F", mode="conversion", yield_share=0.5).offer("whole", "frame", 90, "W")
    small.offer("t", "tube", 2, "T", mode="conversion", yield_share=0.8)
    return small.offer("s", "steel", 1, "M").demand(10)


def bought(plan: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return units by offer and workshop."""
    return plan.set_index(["offer", "workshop"])["units"].round(6).to_dict()


def test_material_goes_through_every_level_with_its_losses():
    # 10 frames = 20 paid = 60 tubes = 75 paid = 150 kg
    solved = workshops().solve()
    assert bought(solved.solution.awards) == {("f", ""): 10, ("t", "f"): 60, ("s", "t"): 150}
    assert solved.cost == pytest.approx(20 * 5 + 75 * 2 + 150)


def test_a_part_is_bought_complete_where_that_is_cheaper():
    # a frame of its own makes 40 a piece; complete at 39 it is bought
    solved = workshops().offer("cheap", "frame", 39, "W").solve()
    assert bought(solved.solution.awards) == {("cheap", ""): 10}


def test_make_or_buy_is_decided_at_every_level():
    # a tube of its own makes (2 + 2) / 0.8 = 5; bought at 4 the workshop for frames takes that
    solved = workshops().offer("tubes", "tube", 4, "U").solve()
    assert bought(solved.solution.awards) == {("f", ""): 10, ("tubes", "f"): 60}
    assert solved.cost == pytest.approx(20 * 5 + 60 * 4)


def test_scrap_counts_at_each_level():
    small = Small().part("frame").part("steel", 4, "frame", {"scrap_share": 0.25})
    small.offer("f", "frame", 1, "F", mode="conversion").offer("s", "steel", 2, "M").demand(10)
    assert small.solve().cost == pytest.approx(10 * 1 + 50 * 2)


def test_freight_is_paid_from_workshop_to_workshop():
    small = Small().part("frame", mass_kg=8).part("steel", 10, "frame", mass_kg=1)
    small.supplier("F", region="klaten").supplier("M", region="tegal").site(region="subang")
    small.offer("f", "frame", 1, "F", mode="conversion").offer("s", "steel", 1, "M").demand(1)
    small.add("lanes", origin="tegal", destination="klaten", freight_idr_per_kg=0.2)
    small.add("lanes", origin="klaten", destination="subang", freight_idr_per_kg=0.5)
    solved = small.solve()
    # steel 10 at 1 and 10 kg x 0.2; work 1 and 8 kg x 0.5
    assert solved.cost == pytest.approx(10 + 2 + 1 + 4)


def test_a_workshop_that_no_material_can_reach_is_not_used():
    small = Small().part("frame").part("steel", 1, "frame", mass_kg=1)
    small.supplier("F", region="klaten").supplier("M", region="tegal").supplier("W", region="subang")
    small.site(region="subang").offer("f", "frame", 1, "F", mode="conversion").offer("s", "steel", 1, "M")
    small.offer("whole", "frame", 50, "W").demand(1)
    small.add("lanes", origin="klaten", destination="subang", freight_idr_per_kg=0)
    assert bought(small.solve().solution.awards) == {("whole", ""): 1}


def test_workshops_share_the_price_of_what_they_buy_together():
    # 40 kg for one part and 60 for the other reach the band of 100 only together
    small = Small().part("frame").part("rack").part("steel", 4, "frame")
    small.add("bom_lines", parent="rack", child="steel", quantity_per=6)
    small.offer("f", "frame", 1, "F", mode="conversion").offer("r", "rack", 1, "R", mode="conversion")
    small.offer("centre", "steel", 3, "M").band("centre", 100, 2).demand(10)
    solved = small.solve()
    assert bought(solved.solution.awards)["centre", "f"] == 40
    assert solved.cost == pytest.approx(10 + 10 + 100 * 2)


def test_a_workshop_chooses_among_the_alternatives_of_its_material():
    small = Small().part("frame").part("steel", 2, "frame", {"substitute_group": "g"})
    small.part("alu", 1, "frame", {"substitute_group": "g"}).offer("f", "frame", 1, "F", mode="conversion")
    small.offer("s", "steel", 3, "M", maximum_units=12).offer("a", "alu", 7, "N").demand(10)
    solved = small.solve()
    chosen = solved.solution.substitutes.set_index("child")
    assert chosen["parent_units"].to_dict() == {"steel": 6, "alu": 4}
    assert set(chosen["workshop"]) == {"f"}
    assert solved.cost == pytest.approx(10 + 12 * 3 + 4 * 7)


def test_hours_minimum_and_tooling_of_a_workshop_hold_as_of_any_offer():
    small = workshops().hours("F", "weld", 20)
    small.rows["offers"][0] |= {"process": "weld", "hours_per_unit": 2, "tooling_cost_idr": str(7 * MILLION)}
    solved = small.solve()
    # 20 hours are 10 units paid, 5 good ones; the rest is bought complete
    assert bought(solved.solution.awards)["f", ""] == 5
    assert solved.cost == pytest.approx(7 + 10 * 5 + (75 * 2 + 150) / 2 + 5 * 90)


def test_two_vehicles_share_a_workshop_and_its_material():
    small = workshops().demand(5, vehicle="W")
    small.add("bom_lines", parent="W", child="frame", quantity_per=1)
    awards = small.solve().solution.awards
    assert awards.groupby(["offer", "vehicle"])["units"].sum().round(6).to_dict() == {
        ("f", "V"): 10, ("f", "W"): 5, ("s", "V"): 150, ("s", "W"): 75, ("t", "V"): 60, ("t", "W"): 30,
    }  # fmt: skip


def test_material_may_be_carried_over_at_the_workshop():
    # the workshop has hours in both periods, steel comes in the first only
    small = Small(periods=2).part("frame").part("steel", 1, "frame", holding_cost_idr=0.5)
    small.offer("f", "frame", 1, "F", mode="conversion").offer("s", "steel", 2, "M", valid_to="2027-01-15").demand(3)
    solved = small.solve()
    assert solved.solution.stock[["part", "workshop", "period", "units"]].values.tolist() == [
        ["steel", "f", "2027-01", 3.0]
    ]
    assert solved.cost == pytest.approx(6 * 1 + 6 * 2 + 3 * 0.5)


def test_without_conversion_the_plan_is_dearer():
    banned = workshops().rule("fix", "no-maklon", offer="f", units={"at_most": 0}).solve()
    assert banned.cost == pytest.approx(900)
    assert workshops().solve().cost == pytest.approx(400)


def content(**frame: object) -> Small:
    """A frame made of steel that is half local; the work is all local: cost 4 of work and 6 of steel."""
    small = Small().part("frame", content_group="frame_body", main_component=True).part("steel", 3, "frame")
    small.offer("f", "frame", 4, "F", mode="conversion", local_content_share=1, **frame)
    return small.offer("s", "steel", 2, "M", local_content_share=0.5).demand(10)


def scores(small: Small) -> dict[str, float]:
    return small.solve().plan.scores.set_index("method")["score"].round(9).to_dict()


def test_material_counts_in_the_group_of_what_it_becomes():
    # frame_body weighs 5 points: (4 + 6 x 0.5) / 10 = 0.7 of them; the cost ratio is the same 0.7
    found = scores(content())
    assert found["sectoral"] == pytest.approx(0.05 * 0.7)
    assert found["cost_ratio"] == pytest.approx(0.7)


def test_material_counts_with_the_credit_of_the_component_it_becomes():
    # certified at 100 % the main component scores 100, uncertified of foreign material 25, in all of the 75 points
    certified = scores(content(content_evidence="certificate"))
    assert certified["general"] == pytest.approx(0.75)
    assert scores(content(raw_material_origin="foreign"))["general"] == pytest.approx(0.75 * 0.25)


def test_material_of_a_group_that_the_method_does_not_count_stays_out():
    # paint counts as assembly, which is no bought group: the frame's ratio is that of work and steel alone
    small = content().part("paint", 1, "frame", content_group="assembly").offer("p", "paint", 5, "P")
    assert scores(small)["sectoral"] == pytest.approx(0.05 * 0.7)
    held = small.offer("local", "steel", 3, "N", local_content_share=1)
    held.rule("local_content", method="sectoral", minimum=0.04)
    assert held.solve().plan.scores.set_index("method")["score"]["sectoral"] >= 0.04


def test_a_rule_on_content_makes_the_plan_buy_dearer_material():
    # 0.7 with the cheap steel; all-local steel at 3 makes it 1
    small = content().offer("local", "steel", 3, "N", local_content_share=1)
    assert small.solve().cost == pytest.approx(40 + 60)
    # x kg local: (40 + 0.5 (30 - x) 2 + 3 x) / (40 + 60 + x) >= 0.8, so x >= 10 / 1.2
    held = small.rule("local_content", method="cost_ratio", minimum=0.8).solve()
    assert held.cost == pytest.approx(100 + 10 / 1.2, rel=1e-6)


def test_cost_is_carried_up_in_proportion_where_a_workshop_serves_several():
    # blanks (2 of work, 2 of steel each) go into a certified frame and into a rack that is no main component
    small = Small().part("frame", main_component=True).part("rack").part("blank", 1, "frame").part("steel", 1, "blank")
    small.add("bom_lines", parent="rack", child="blank", quantity_per=3)
    small.offer("f", "frame", 1, "F", mode="conversion", local_content_share=1, content_evidence="certificate")
    small.offer("r", "rack", 1, "R", mode="conversion").offer("b", "blank", 2, "B", mode="conversion")
    small.offer("s", "steel", 2, "M").part("motor", main_component=True).offer("m", "motor", 5, "X").demand(10)
    # main components: frame 1 + 4 at credit 1, motor 5 at 0.25; the rack's blanks count nowhere
    assert scores(small)["general"] == pytest.approx(0.75 * (5 + 5 * 0.25) / 10)


def test_a_plan_comes_back_as_the_same_column_values():
    small = workshops().offer("tubes", "tube", 4.9, "U", maximum_units=20)
    solved = small.solve()
    values = values_of(solved.model, solved.solution)
    assert values == pytest.approx(solved.search.answer.values, abs=1e-6)
    again = extract(solved.model, values)
    pd.testing.assert_frame_equal(again.awards, solved.solution.awards)


def cheapest(price: dict[str, float], work: dict[str, tuple[float, float]], bill: dict, part: str) -> float:
    """Return the least cost of one good unit: complete, or worked on; without limits that is all there is to it."""
    ways = [price[part]] if part in price else []
    if part in work:
        fee, share = work[part]
        below = sum(quantity * cheapest(price, work, bill, child) for child, quantity in bill[part].items())
        ways.append((fee + below) / share)
    return min(ways)


@pytest.mark.parametrize("seed", range(25))
def test_random_networks_cost_what_the_cheapest_way_down_costs(seed):
    draw = random.Random(seed)
    small, price, work, bill = Small(), {}, {}, {}
    names = ["a", "b", "c", "d", "e", "g"]
    for place, name in enumerate(names):
        below = [other for other in names[place + 1 :] if draw.random() < 0.6]
        bill[name] = {other: draw.randint(1, 3) for other in below}
        if place < 2:
            small.part(name, draw.randint(1, 2))
        else:
            small.add("parts", part=name, kind="component")
        if not below or draw.random() < 0.7:
            price[name] = draw.randint(5, 60)
            small.offer(f"{name}-whole", name, price[name], f"W{name}")
        if below:
            work[name] = (draw.randint(1, 9), draw.choice([1.0, 0.8, 0.5]))
            small.offer(f"{name}-work", name, work[name][0], f"F{name}", mode="conversion", yield_share=work[name][1])
    for parent, children in bill.items():
        for child, quantity in children.items():
            small.add("bom_lines", parent=parent, child=child, quantity_per=quantity)
    lines = [row for row in small.rows["bom_lines"] if row["parent"] == "V"]
    expected = 4 * sum(row["quantity_per"] * cheapest(price, work, bill, row["child"]) for row in lines)
    assert small.demand(4).solve().cost == pytest.approx(expected, rel=1e-6)
