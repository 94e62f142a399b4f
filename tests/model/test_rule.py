"""Each kind of rule in cases where it binds, and where it asks for nothing; numbers for the head."""

from __future__ import annotations

import pytest
from small import Small

from evplan.model.incumbent import values_of
from evplan.solve.near import keeps


def two_parts() -> Small:
    """Part ``x``: A at 3, B at 5; part ``y``: A at 1, B at 2; ten vehicles. All from A costs 40."""
    small = Small().part("x", system="body").part("y", system="frame").demand(10)
    small.supplier("A", region="R1").supplier("B", legal_form="koperasi", size_class="mikro", region="R2")
    small.offer("ax", "x", 3, "A", hours_per_unit=2, process="p", labour_hours_per_unit=1).hours("A", "p", 100)
    small.offer("bx", "x", 5, "B", labour_hours_per_unit=3)
    return small.offer("ay", "y", 1, "A", labour_hours_per_unit=1).offer("by", "y", 2, "B", labour_hours_per_unit=1)


def test_without_rules_the_cheapest_gets_all():
    assert two_parts().solve().cost == 40


# award


def test_a_minimum_value_is_reached_the_cheapest_way():
    # 20 of value for B: y costs 1 more per 2 of value, x 2 more per 5: four x
    solved = two_parts().rule("award", suppliers=["B"], minimum=20e6).solve()
    assert (solved.units["bx"], solved.cost) == (4, 48)


def test_a_minimum_of_units_is_reached_the_cheapest_way():
    solved = two_parts().rule("award", measure="units", suppliers=["B"], minimum=4).solve()
    assert (solved.units["by"], solved.cost) == (4, 44)


def test_a_maximum_of_hours_counts_machine_hours():
    # 12 hours are 6 x of A
    solved = two_parts().rule("award", measure="hours", suppliers=["A"], maximum=12).solve()
    assert (solved.units["ax"], solved.cost) == (6, 48)


def test_a_minimum_of_labour_hours_counts_labour_hours():
    # 12 hours for B: 4 x at 2 more for 3 hours
    solved = two_parts().rule("award", measure="labour_hours", suppliers=["B"], minimum=12).solve()
    assert (solved.units["bx"], solved.cost) == (4, 48)


def test_a_share_of_units_is_of_all_that_the_parts_get():
    # a quarter of 20
    solved = two_parts().rule("award", measure="units", suppliers=["B"], minimum_share=0.25).solve()
    assert (solved.units["by"], solved.cost) == (5, 45)


def test_a_share_of_value_is_of_what_the_plan_itself_spends():
    # with z x of B: 5 z / (40 + 2 z) = 0.5 gives z = 5
    solved = two_parts().rule("award", suppliers=["B"], minimum_share=0.5).solve()
    assert solved.units["bx"] == 5
    assert solved.cost == 50


def test_a_share_of_chosen_parts_leaves_the_others_alone():
    solved = two_parts().rule("award", suppliers=["B"], parts={"system": "body"}, minimum_share=1.0).solve()
    assert solved.units == {"bx": 10, "ay": 10}


def test_a_maximum_share_sends_the_rest_elsewhere():
    solved = two_parts().rule("award", measure="units", suppliers=["A"], maximum_share=0.5).solve()
    assert (solved.units["by"], solved.cost) == (10, 50)


def test_each_part_holds_the_share_one_by_one():
    # a fifth of x and of y
    solved = two_parts().rule("award", measure="units", suppliers=["B"], minimum_share=0.2, each=["part"]).solve()
    assert (solved.units["bx"], solved.units["by"], solved.cost) == (2, 2, 46)


def test_each_supplier_holds_the_share_of_all_that_the_parts_get():
    # nobody more than 60 % of 20 units
    solved = two_parts().rule("award", measure="units", maximum_share=0.6, each=["supplier"]).solve()
    assert (solved.units["by"], solved.cost) == (8, 48)


def five_sources() -> Small:
    """Part ``x`` from five suppliers at 1, 2, 3, 4 and 5; twenty vehicles."""
    small = Small().part("x").demand(20)
    for number in range(1, 6):
        small.supplier(f"S{number}").offer(f"o{number}", "x", number, f"S{number}")
    return small


def test_many_suppliers_share_one_column_for_the_whole():
    # at most 6 units each: 6 + 12 + 18 + 2 x 4
    solved = five_sources().rule("award", measure="units", each=["supplier"], maximum_share=0.3).solve()
    assert solved.cost == 44
    assert [solved.units[f"o{number}"] for number in range(1, 5)] == [6, 6, 6, 2]
    blocks = {block.family.split(":", 2)[-1]: block for block in solved.model.blocks if "whole" in block.family}
    assert [(block.size, len(block.value)) for block in blocks.values()] == [(1, 6)]


def test_a_plan_given_back_knows_its_wholes():
    solved = five_sources().rule("award", measure="units", each=["supplier"], maximum_share=0.3).solve()
    values = values_of(solved.model, solved.solution)
    whole = next(group for name, group in solved.model.columns.space.groups.items() if name.startswith("whole:"))
    # 20 units, in rows scaled by ten
    assert values[whole.columns].tolist() == [2]
    assert keeps(solved.model.arrays, values)


def test_a_share_of_each_of_many_periods_is_of_its_own_period():
    # two periods of 10: S1 may make 3 of 10 in each
    small = Small(periods=2).part("x").demand(10, period="2027-01").demand(10, period="2027-02")
    for number in range(1, 6):
        small.supplier(f"S{number}").offer(f"o{number}", "x", number, f"S{number}")
    solved = small.rule("award", measure="units", each=["supplier", "period"], maximum_share=0.3).solve()
    assert (solved.units["o1"], solved.units["o4"], solved.cost) == (6, 2, 44)


def test_each_period_holds_the_share_one_by_one():
    small = Small(periods=2).part("x").offer("a", "x", 3).offer("b", "x", 5).demand(10)
    solved = small.rule("award", measure="units", suppliers=["B"], minimum_share=0.3, each=["period"]).solve()
    assert (solved.units_in("2027-01")["b"], solved.units_in("2027-02")["b"]) == (3, 3)


def test_chosen_periods_leave_the_others_alone():
    small = Small(periods=2).part("x").offer("a", "x", 3).offer("b", "x", 5).demand(10)
    solved = small.rule("award", suppliers=["B"], minimum_share=1.0, periods=["2027-02"]).solve()
    assert (solved.units_in("2027-01"), solved.units_in("2027-02")) == ({"a": 10}, {"b": 10})


def test_chosen_vehicles_leave_the_others_alone():
    small = two_parts().part("x", parent="W").demand(10, vehicle="W")
    solved = small.rule("award", suppliers=["B"], parts=["x"], minimum_share=1.0, vehicles=["W"]).solve()
    assert (solved.units["ax"], solved.units["bx"]) == (10, 10)


def test_regions_choose_by_any_column_of_their_table():
    small = two_parts().add("regions", region="R", province="Banten").add("regions", region="R1", province="Banten")
    small.add("regions", region="R2", province="Jawa Barat")
    for regions in (["R2"], {"province": "Jawa Barat"}):
        solved = small.copy().rule("award", regions=regions, measure="units", minimum_share=0.5).solve()
        assert solved.units["by"] == 10


def test_groups_of_suppliers_are_chosen_by_form_and_size():
    solved = two_parts().rule("award", suppliers={"group": "umkm_koperasi"}, measure="units", minimum_share=0.5).solve()
    assert solved.units["by"] == 10


def test_surplus_counts_in_no_share():
    # B must get half of 10; its order of 8 leaves 3 that count nowhere
    small = Small().part("x").offer("a", "x", 3).offer("b", "x", 5, minimum_order=8).demand(10)
    small.rule("award", measure="units", suppliers=["B"], minimum_share=0.5).rule(
        "fix", offer="b", units={"at_most": 5}
    )
    assert small.solve().status == "infeasible"
    solved = small.option("demand", surplus=True).solve()
    assert (solved.units, solved.surplus, solved.cost) == ({"a": 5, "b": 5}, {"b": 3}, 55)


def test_a_soft_minimum_is_missed_where_its_price_is_lower():
    # a unit of y from B costs 1 more
    small = two_parts().rule("award", measure="units", suppliers=["B"], minimum=4, penalty_idr=0.5e6)
    assert small.solve().cost == 40
    dear = two_parts().rule("award", measure="units", suppliers=["B"], minimum=4, penalty_idr=1.5e6)
    assert dear.solve().cost == 44


def test_a_soft_share_is_priced_by_the_percentage_point():
    # a point of 10 units is 0.1 unit, 0.2 million dearer from B
    for penalty, expected in ((0.19e6, 0), (0.21e6, 5)):
        small = Small().part("x").offer("a", "x", 3).offer("b", "x", 5).offer("c", "x", 9).offer("d", "x", 9)
        small.rule("award", measure="units", suppliers=["B"], minimum_share=0.5, penalty_idr=penalty).demand(10)
        assert small.solve().units.get("b", 0) == expected


def test_a_minimum_for_each_part_fails_where_nobody_chosen_offers_one():
    small = two_parts().part("z").offer("az", "z", 1, "A")
    small.rule("award", measure="units", suppliers=["B"], minimum=1, each=["part"])
    assert small.solve().status == "infeasible"


def test_an_award_that_all_plans_keep_changes_nothing():
    assert two_parts().rule("award", suppliers=["A"], minimum_share=0.5, maximum_share=1.0).solve().cost == 40


# source_count


def test_a_second_source_gets_one_unit_of_each_part():
    solved = two_parts().rule("source_count", minimum=2).solve()
    assert (solved.units["bx"], solved.units["by"], solved.cost) == (1, 1, 43)


def test_fewer_suppliers_in_all_cost_more_than_fewer_for_each_part():
    small = two_parts().rule("award", suppliers=["B"], parts=["y"], minimum_share=1.0)
    assert small.copy().rule("source_count", maximum=1).solve().cost == 50
    assert small.copy().rule("source_count", maximum=1, each=[]).solve().cost == 70


def test_only_new_suppliers_count_where_the_rule_says_so():
    small = Small().part("x").supplier("N", status="candidate").offer("a", "x", 3).offer("b", "x", 4)
    small.offer("n", "x", 5, "N").demand(10).rule("source_count", minimum=1, new_only=True)
    solved = small.solve()
    assert (solved.units, solved.cost) == ({"a": 9, "n": 1}, 32)


def test_no_new_supplier_may_get_work_at_a_maximum_of_none():
    small = Small().part("x").supplier("N", status="candidate").offer("a", "x", 5).offer("n", "x", 3, "N").demand(10)
    assert small.rule("source_count", maximum=0, new_only=True).solve().units == {"a": 10}


def test_a_soft_count_is_missed_where_its_price_is_lower():
    # the second source of x costs 2, of y 1
    solved = two_parts().rule("source_count", minimum=2, penalty_idr=1.5e6).solve()
    assert (solved.units.get("bx"), solved.units["by"], solved.cost) == (None, 1, 41)


def test_a_count_for_each_part_fails_where_nobody_chosen_offers_one():
    small = two_parts().part("z").offer("az", "z", 1, "A").rule("source_count", suppliers=["B"], minimum=1)
    assert small.solve().status == "infeasible"


def test_a_count_that_all_plans_keep_changes_nothing():
    assert two_parts().rule("source_count", minimum=1, maximum=2).solve().cost == 40


# fix


@pytest.mark.parametrize(
    ("units", "of_b"), [({"exactly": 4}, 4), ({"at_least": 3}, 3), ({"at_most": 4}, 0), ({"exactly": 0}, 0)]
)
def test_an_offer_gets_the_units_that_are_fixed(units, of_b):
    assert two_parts().rule("fix", offer="bx", units=units).solve().units.get("bx", 0) == of_b


def test_an_offer_at_most_zero_is_banned():
    assert two_parts().rule("fix", offer="ax", units={"at_most": 0}).solve().units == {"bx": 10, "ay": 10}


def test_a_share_that_is_fixed_is_of_all_units_of_the_offers_part():
    assert two_parts().rule("fix", offer="bx", share={"exactly": 0.3}).solve().units["bx"] == 3


def test_suppliers_and_parts_are_fixed_together():
    # half of all 20 units for B, the cheapest way
    solved = two_parts().rule("fix", suppliers=["B"], share={"at_least": 0.5}).solve()
    assert (solved.units["by"], solved.cost) == (10, 50)


def test_a_fix_holds_in_each_period():
    small = Small(periods=2).part("x").offer("a", "x", 3).offer("b", "x", 5).demand(10)
    solved = small.rule("fix", offer="b", units={"exactly": 2}, each=["period"]).solve()
    assert (solved.units_in("2027-01")["b"], solved.units_in("2027-02")["b"]) == (2, 2)


def test_a_soft_fix_is_missed_where_its_price_is_lower():
    small = two_parts().rule("fix", offer="bx", units={"exactly": 4}, penalty_idr=1e6)
    assert small.solve().cost == 40
    assert two_parts().rule("fix", offer="bx", units={"exactly": 4}, penalty_idr=3e6).solve().cost == 48
