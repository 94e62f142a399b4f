"""One changed number of a right plan is caught, each under its own name."""

import pandas as pd
import pytest

DEC, JAN = "2026-12", "2027-01"
TUBE_DEC = {"offer": "o-tube", "vehicle": "M", "period": DEC}
TUBE_JAN = {"offer": "o-tube", "vehicle": "M", "period": JAN}
STEEL_DEC = {"offer": "o-steel", "period": DEC}
LINE = {"site": "S", "vehicle": "M"}


def test_the_right_plan_has_no_findings(tiny):
    assert tiny.verify(tiny.recompute()) == []


SPOILED_PLANS = {
    "one tube too few": (lambda t: t.set("awards", TUBE_DEC, units=49.0), {"verify-part-balance"}),
    "one tube too many": (lambda t: t.set("awards", TUBE_JAN, units=11.0), {"verify-part-balance"}),
    "a tube off by a millionth of a millionth": (lambda t: t.set("awards", TUBE_JAN, units=10.0 + 1e-9), set()),
    "an award left out": (
        lambda t: t.drop("awards", offer="o-resin"),
        {"verify-part-balance", "verify-investment-for-nothing"},
    ),
    "tubes for the wrong vehicle": (
        lambda t: t.set("awards", TUBE_JAN, units=9.0).set(
            "awards", {"offer": "o-tube", "vehicle": "T", "period": JAN}, units=31.0
        ),
        {"verify-part-balance"},
    ),
    "a vehicle fewer": (
        lambda t: t.set("builds", {"vehicle": "T"}, built=4.0),
        {"verify-not-built", "verify-part-balance"},
    ),
    "a build row left out": (
        lambda t: t.drop("builds", vehicle="T"),
        {"verify-not-built", "verify-part-balance"},
    ),
    "a vehicle more": (
        lambda t: t.set("builds", {"vehicle": "T"}, built=6.0),
        {"verify-built-too-many", "verify-site-capacity", "verify-part-balance"},
    ),
    "stock that was not bought": (
        lambda t: t.set("stock", {"part": "TUBE"}, units=21.0),
        {"verify-part-balance"},
    ),
    "stock of what is not stocked": (
        lambda t: (
            t.add("stock", part="CELL", **LINE, period=DEC, units=1.0)
            .set("awards", {"offer": "o-cell", "period": DEC}, units=11.0)
            .set("awards", {"offer": "o-cell", "period": JAN, "vehicle": "M"}, units=9.0)
        ),
        {"verify-stock-not-kept"},
    ),
    "stock at the end": (
        lambda t: t.add("stock", part="TUBE", **LINE, period=JAN, units=1.0).set("awards", TUBE_JAN, units=11.0),
        {"verify-stock-left-over"},
    ),
    "surplus without leave": (lambda t: t.set("awards", TUBE_JAN, surplus=1.0), {"verify-surplus"}),
    "too small a share of steel": (
        lambda t: t.set("substitutes", {"child": "STEEL", "period": JAN}, parent_units=4.0),
        {"verify-substitutes", "verify-part-balance"},
    ),
    "bodies made with something else": (
        lambda t: t.set("substitutes", {"child": "RESIN"}, child="CELL"),
        {"verify-substitutes", "verify-substitute-unknown", "verify-part-balance"},
    ),
    "an order below the minimum": (
        lambda t: (
            t.set("awards", {"offer": "o-tube", "vehicle": "T"}, units=0.0)
            .set("awards", TUBE_DEC, units=50.0)
            .drop("builds", vehicle="T")
            .drop("demand", vehicle="T", period=JAN)
            .set("awards", {"offer": "o-cell", "vehicle": "T"}, units=0.0)
        ),
        {"verify-minimum-order"},
    ),
    "an order off the multiple": (
        lambda t: (
            t.set("awards", STEEL_DEC, units=9.0)
            .set("substitutes", {"child": "STEEL", "period": DEC}, parent_units=9.0)
            .add(
                "substitutes",
                parent="BODY",
                child="RESIN",
                substitute_group="skin",
                **LINE,
                period=DEC,
                parent_units=1.0,
            )
        ),
        {"verify-order-multiple", "verify-part-balance"},
    ),
    "a candidate at work too early": (
        lambda t: t.add("awards", offer="o-resin", **LINE, period=DEC, units=0.0, surplus=1.0),
        {"verify-surplus", "verify-supplier-not-ready", "verify-offer-not-valid", "verify-investment-late"},
    ),
    "an unknown offer": (
        lambda t: t.set("awards", {"offer": "o-resin"}, offer="o-nobody"),
        {"verify-unknown-key", "verify-part-balance", "verify-investment-for-nothing"},
    ),
    "a period outside the horizon": (
        lambda t: t.set("awards", {"offer": "o-resin"}, period="2027-02"),
        {"verify-unknown-key", "verify-part-balance", "verify-investment-for-nothing"},
    ),
    "a negative award": (
        lambda t: t.add("awards", offer="o-cell", site="S", vehicle="T", period=DEC, units=-1.0, surplus=0.0),
        {"verify-bad-number"},
    ),
    "an award that is no number": (
        lambda t: t.set("awards", STEEL_DEC, units=float("nan")),
        {"verify-bad-number", "verify-part-balance"},
    ),
    "a row twice": (
        lambda t: t.add("awards", offer="o-resin", **LINE, period=JAN, units=0.0, surplus=0.0),
        {"verify-duplicate-row"},
    ),
}


@pytest.mark.parametrize(("spoil", "codes"), SPOILED_PLANS.values(), ids=SPOILED_PLANS)
def test_a_changed_plan_is_caught(tiny, spoil, codes):
    assert spoil(tiny).codes() == codes


def _lead(tiny):
    return tiny.set("lanes", {"origin": "CN"}, lead_time_periods=0.6)


SPOILED_DATA = {
    "hours that do not suffice": (
        lambda t: t.set("capacity", {"supplier": "koperasi"}, hours=9.5),
        {"verify-hours"},
    ),
    "hours of one month that do not suffice": (
        lambda t: t.add("capacity", supplier="koperasi", process="weld", period=DEC, hours=9.0),
        {"verify-hours"},
    ),
    "no capacity rows at all": (lambda t: t.drop("capacity", supplier="koperasi"), {"verify-hours"}),
    "a longer set-up": (lambda t: t.set("offers", {"offer": "o-tube"}, setup_hours=5.5), {"verify-hours"}),
    "a site that is too small": (
        lambda t: t.set("sites", {"site": "S"}, capacity_units=14.0),
        {"verify-site-capacity"},
    ),
    "a smaller maximum": (
        lambda t: t.set("offers", {"offer": "o-steel"}, maximum_units=19.0),
        {"verify-maximum-units"},
    ),
    "a larger minimum": (lambda t: t.set("offers", {"offer": "o-tube"}, minimum_order=41.0), {"verify-minimum-order"}),
    "another multiple": (
        lambda t: t.set("offers", {"offer": "o-steel"}, order_multiple=4.0),
        {"verify-order-multiple"},
    ),
    "an offer that ends": (
        lambda t: t.set("offers", {"offer": "o-cell"}, valid_to="2026-12-31"),
        {"verify-offer-not-valid"},
    ),
    "a conversion of nothing": (
        lambda t: t.set("offers", {"offer": "o-cell"}, mode="conversion"),
        {"verify-nothing-to-work-on"},
    ),
    "a candidate that is ready later": (
        lambda t: t.set("suppliers", {"supplier": "baru"}, ready_period="2027-02"),
        {"verify-supplier-not-ready"},
    ),
    "a certificate that ends before the month does": (
        lambda t: t.set("supplier_certificates", {"supplier": "baru"}, valid_to="2027-01-30"),
        {"verify-certificate"},
    ),
    "one certificate of two": (
        lambda t: t.set("parts", {"part": "RESIN"}, certificates="SNI;UN38.3"),
        {"verify-certificate"},
    ),
    "a lane that is missing": (lambda t: t.drop("lanes", origin="R2"), {"verify-no-lane"}),
    "a longer way": (_lead, {"verify-lead-time"}),
    "a currency without a rate": (
        lambda t: t.set("offers", {"offer": "o-cell"}, currency="CNY"),
        {"verify-no-exchange-rate"},
    ),
    "more demand": (
        lambda t: t.set("demand", {"vehicle": "T", "period": JAN}, units=6.0),
        {"verify-not-built"},
    ),
    "another quantity per vehicle": (
        lambda t: t.set("bom_lines", {"parent": "T", "child": "CELL"}, quantity_per=3.0),
        {"verify-part-balance"},
    ),
    "a line that ends": (
        lambda t: t.set("bom_lines", {"parent": "T", "child": "CELL"}, valid_to="2026-12-31"),
        {"verify-part-balance"},
    ),
    "a part that nobody offers": (
        lambda t: t.add("parts", part="BOLT", kind="component").add(
            "bom_lines", parent="T", child="BOLT", quantity_per=4.0
        ),
        {"verify-part-nobody-offers"},
    ),
    "a bill in a circle": (
        lambda t: t.add("parts", part="LOOP", kind="assembly").add(
            "bom_lines", parent="LOOP", child="LOOP", quantity_per=1.0
        ),
        {"verify-bill-in-a-circle"},
    ),
}


@pytest.mark.parametrize(("spoil", "codes"), SPOILED_DATA.values(), ids=SPOILED_DATA)
def test_a_plan_that_fits_other_data_is_caught(tiny, spoil, codes):
    assert spoil(tiny).codes() == codes


def test_a_finding_names_the_place_and_both_numbers(tiny):
    tiny.set("awards", TUBE_JAN, units=11.0)
    [finding] = tiny.verify()
    assert finding.source == "plan: part TUBE, site S, vehicle M, 2027-01"
    assert (finding.found, finding.expected) == ("31.0", "30.0")
    assert "31 units come in (20 from stock, 11 bought), 30 go out (30 into vehicles, 0 into stock)" in finding.message


def test_all_that_is_wrong_is_found_at_once(tiny):
    tiny.set("awards", TUBE_JAN, units=11.0).set("sites", {"site": "S"}, capacity_units=14.0)
    tiny.set("parts", {"part": "TUBE"}, holding_cost_idr=float("nan"))
    assert tiny.codes() == {"verify-part-balance", "verify-site-capacity", "verify-stock-not-kept"}


def test_more_than_two_hundred_findings_of_a_code_are_counted(tiny):
    lost = pd.DataFrame({"offer": [f"x{number}" for number in range(203)], "workshop": "", "period": DEC, **LINE})
    tiny.plan["awards"] = pd.concat([tiny.plan["awards"], lost.assign(units=1.0, surplus=0.0)])
    found = tiny.verify()
    assert [finding.code for finding in found].count("verify-unknown-key") == 200
    assert found[-1].message == "3 more of verify-unknown-key were found; the first 200 are listed."


def test_unmet_vehicles_are_allowed_at_a_price(tiny):
    tiny.options["demand"] = {"unmet_penalty_idr": 7000}
    tiny.set("builds", {"vehicle": "T"}, built=4.0)
    tiny.set("awards", {"offer": "o-tube", "vehicle": "T"}, units=24.0)
    tiny.set("awards", {"offer": "o-cell", "vehicle": "T"}, units=8.0)
    assert tiny.verify() == []
    costs = tiny.recompute().costs.set_index("kind")["idr"]
    assert costs["unmet"] == 7000.0


def test_surplus_is_paid_for_where_it_is_allowed(tiny):
    before = tiny.recompute()
    tiny.options["demand"] = {"surplus": True}
    tiny.set("awards", TUBE_JAN, surplus=2.0)
    after = tiny.recompute()
    assert tiny.verify(after) == []
    assert after.costs["idr"].sum() - before.costs["idr"].sum() == 200.0
    assert after.shares.equals(before.shares)
    assert after.scores.equals(before.scores)


def test_a_sole_alternative_needs_no_choice(tiny):
    tiny.set("bom_lines", {"child": "RESIN"}, valid_from="2027-01-01").drop("substitutes", period=DEC)
    assert tiny.verify() == []


def test_a_bought_assembly_is_not_looked_into(tiny):
    tiny.add("offers", offer="o-frame", supplier="pabrik", part="FRAME", price="500", valid_to="2020-01-01")
    found = tiny.verify()
    assert {finding.code for finding in found} == {"verify-part-balance"}
    assert {finding.source.split(",")[0] for finding in found} == {"plan: part TUBE", "plan: part FRAME"}


def test_orders_need_no_time_where_the_calendar_does_not_say_when_they_start(tiny):
    del tiny.options["calendar"]["orders_from"]
    assert _lead(tiny).verify() == []


def test_an_empty_plan_says_what_is_not_built(tiny):
    for name, frame in tiny.plan.items():
        tiny.plan[name] = frame.iloc[:0]
    assert tiny.codes(tiny.recompute()) == {"verify-not-built"}
    assert tiny.recompute().costs["idr"].sum() == 0.0
