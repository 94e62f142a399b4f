"""Each kind of rule: kept, broken, and soft."""

import math

import pytest

from evplan.plan.verify import RULE_CHECKS
from evplan.scenario.rule import RULES

DEC, JAN = "2026-12", "2027-01"
TUBES, SMALL = ["TUBE"], {"group": "umkm_koperasi"}


def _award(**values):
    return {"kind": "award", **values}


def _count(**values):
    return {"kind": "source_count", **values}


def _fix(**values):
    return {"kind": "fix", **values}


def _content(**values):
    return {"kind": "local_content", "method": "cost_ratio", "vehicles": ["M"], "periods": [DEC], **values}


def _steady(**values):
    return {"kind": "steady", **values}


def _budget(**values):
    return {"kind": "budget", **values}


def _jobs(**values):
    return {"kind": "jobs", **values}


def _change(**values):
    return {"kind": "change", "run": "before#1", **values}


@pytest.fixture
def changed(tiny):
    """The tiny plan beside a run in which January's body was all steel, and each tube cost 100 instead of 90."""
    before = tiny.recompute().awards
    steel = (before["offer"] == "o-steel") & (before["period"] == JAN)
    tube = before["offer"] == "o-tube"
    before.loc[steel, ["units", "value_idr"]] *= 2.0
    before.loc[tube, "value_idr"] = before.loc[tube, "units"] * 100.0
    tiny.references["before#1"] = before[before["offer"] != "o-resin"]
    return tiny


def test_every_kind_of_rule_has_a_check():
    assert set(RULE_CHECKS) == set(RULES)


# kept, then broken by a little, with the code
PAIRS = {
    "least value": (
        _award(suppliers=["koperasi"], minimum=8_500),
        _award(suppliers=["koperasi"], minimum=8_501),
        "verify-award-below",
    ),
    "most value": (
        _award(suppliers=["koperasi"], maximum=8_500),
        _award(suppliers=["koperasi"], maximum=8_499),
        "verify-award-above",
    ),
    "least share of value": (
        _award(suppliers=SMALL, minimum_share=11_500 / 681_500),
        _award(suppliers=SMALL, minimum_share=0.017),
        "verify-award-below",
    ),
    "most share of value on some parts": (
        _award(suppliers=["pabrik"], parts=["STEEL", "RESIN"], maximum_share=30 / 33),
        _award(suppliers=["pabrik"], parts=["STEEL", "RESIN"], maximum_share=0.9),
        "verify-award-above",
    ),
    "units of a vehicle's line": (
        _award(measure="units", parts=TUBES, vehicles=["T"], minimum=30, maximum=30),
        _award(measure="units", parts=TUBES, vehicles=["T"], minimum=31),
        "verify-award-below",
    ),
    "hours without set-up": (
        _award(measure="hours", suppliers=["koperasi"], maximum=9),
        _award(measure="hours", suppliers=["koperasi"], maximum=8.9),
        "verify-award-above",
    ),
    "labour hours of a region": (
        _award(measure="labour_hours", regions=["R2"], minimum=20),
        _award(measure="labour_hours", regions=["R2"], minimum=21),
        "verify-award-below",
    ),
    "each of the selected suppliers": (
        _award(measure="units", suppliers=["koperasi", "impor"], each=["supplier"], minimum=30),
        _award(measure="units", suppliers=["koperasi", "baru"], each=["supplier"], minimum=30),
        "verify-award-below",
    ),
    "each period": (
        _award(measure="units", parts=TUBES, each=["period"], minimum=40, maximum=50),
        _award(measure="units", parts=TUBES, each=["period"], minimum=41),
        "verify-award-below",
    ),
    "a share of each part": (
        _award(
            measure="units", suppliers={"group": "domestic"}, parts=["TUBE", "STEEL"], each=["part"], minimum_share=1
        ),
        _award(measure="units", suppliers={"group": "domestic"}, each=["part"], minimum_share=0.1),
        "verify-award-below",
    ),
    "each region": (
        _award(measure="units", suppliers={"group": "domestic"}, each=["region"], minimum=10, maximum=105),
        _award(measure="units", suppliers={"group": "domestic"}, each=["region"], maximum=104),
        "verify-award-above",
    ),
    "sources of each part": (_count(minimum=1, maximum=1), _count(minimum=2), "verify-source-count-below"),
    "sources in all": (_count(maximum=4, each=[]), _count(maximum=3, each=[]), "verify-source-count-above"),
    "new sources": (
        _count(minimum=1, each=[], new_only=True),
        _count(minimum=2, each=[], new_only=True),
        "verify-source-count-below",
    ),
    "sources of a vehicle": (
        _count(each=["vehicle"], vehicles=["T"], maximum=2),
        _count(each=["vehicle"], vehicles=["M"], maximum=2),
        "verify-source-count-above",
    ),
    "units of an offer": (
        _fix(offer="o-steel", units={"exactly": 15}),
        _fix(offer="o-steel", units={"exactly": 14}),
        "verify-fix-above",
    ),
    "units of an offer in a period": (
        _fix(offer="o-steel", periods=[JAN], units={"at_least": 5}),
        _fix(offer="o-steel", periods=[JAN], units={"at_least": 6}),
        "verify-fix-below",
    ),
    "a ban": (
        _fix(offer="o-resin", periods=[DEC], units={"at_most": 0}),
        _fix(offer="o-resin", units={"at_most": 0}),
        "verify-fix-above",
    ),
    "a share of parts": (
        _fix(suppliers=["pabrik"], parts=["STEEL", "RESIN"], share={"exactly": 0.6}),
        _fix(suppliers=["pabrik"], parts=["STEEL", "RESIN"], share={"at_least": 0.61}),
        "verify-fix-below",
    ),
    # tubes: 50 in December, 40 in January, 45 on average
    "steady units": (
        _steady(suppliers=["koperasi"], minimum_share_of_average=40 / 45),
        _steady(suppliers=["koperasi"], minimum_share_of_average=0.9),
        "verify-steady-below",
    ),
    "steady units of all parts together": (
        _steady(suppliers=["koperasi", "pabrik"], each=[], minimum_share_of_average=0.85),
        _steady(suppliers=["koperasi", "pabrik"], each=["part"], minimum_share_of_average=0.85),
        "verify-steady-below",
    ),
    # 5 hours to set up and 5 of work in December, of 10
    "hours in use": (
        _steady(suppliers=["koperasi"], maximum_share_of_capacity=1),
        _steady(suppliers=["koperasi"], maximum_share_of_capacity=0.99),
        "verify-steady-above",
    ),
    "spending": (
        _budget(suppliers=["koperasi"], maximum=8_500),
        _budget(suppliers=["koperasi"], maximum=8_498),
        "verify-budget-above",
    ),
    # tooling of tubes 1,000, opening of the candidate 5,000
    "investment": (
        _budget(measure="investment", maximum=6_000),
        _budget(measure="investment", maximum=5_999),
        "verify-budget-above",
    ),
    "investment in parts": (
        _budget(measure="investment", parts=["TUBE", "RESIN"], maximum=1_000),
        _budget(measure="investment", each=["part"], maximum=999),
        "verify-budget-above",
    ),
    "jobs of a region": (
        _jobs(regions=["R2"], minimum=20, maximum=20),
        _jobs(regions=["R2"], maximum=19),
        "verify-jobs-above",
    ),
    "jobs of each region": (
        _jobs(regions=["R2"], each=["region"], minimum=20),
        _jobs(each=["region"], minimum=21),
        "verify-jobs-below",
    ),
    "a score": (_content(minimum=0.16), _content(minimum=0.17), "verify-local-content-below"),
    "a score by a hair": (_content(minimum=0.16), _content(minimum=0.16 + 1e-12), "verify-local-content-below"),
    "the law's minimum": (
        _content(minimum=0.1),
        _content(minimum="law"),
        "verify-local-content-below",
    ),
    "the best method": (_content(method="best", minimum=0.3), _content(method="best"), "verify-local-content-below"),
    "periods of a year": (
        _content(minimum=0.16, periods={"year": 2026}),
        _content(minimum=0.16, periods={"year": 2027}),
        "verify-local-content-below",
    ),
}


@pytest.mark.parametrize(("kept", "broken", "code"), PAIRS.values(), ids=PAIRS)
def test_a_rule_is_kept_or_its_breach_is_named(tiny, kept, broken, code):
    tiny.rule(**kept).rule(**broken)
    found = tiny.verify()
    assert {finding.code for finding in found} == {code}
    assert all("'r1'" in finding.message and finding.source.startswith("plan: rule r1") for finding in found)


# the run has 90 tubes, 20 steel, 30 cells: 5 steel less and 10 resin more are half of 15, of 140
MOVES = {
    "units": (_change(maximum_share=7.5 / 140), _change(maximum_share=7.4 / 140)),
    # resin stands for steel: 2.5 of 20
    "units of steel": (
        _change(parts=["STEEL"], maximum_share=0.125),
        _change(parts=["STEEL"], maximum_share=0.12),
    ),
    # parts that the run does not have are free
    "units of each part": (
        _change(each=["part"], maximum_share=0.125),
        _change(each=["part"], maximum_share=0.12),
    ),
    # tubes at the run's own 100: nothing moved, though they cost less now
    "value of tubes": (_change(measure="value", parts=["TUBE"], maximum_share=0), None),
    # five steel at 2,000 paid per good unit: half of 10,000, of 40,000
    "value of steel": (
        _change(measure="value", parts=["STEEL"], maximum_share=0.125),
        _change(measure="value", parts=["STEEL"], maximum_share=0.12),
    ),
    # the candidate is new, beside three
    "suppliers": (
        _change(measure="suppliers", maximum_share=1 / 3),
        _change(measure="suppliers", maximum_share=0.33),
    ),
}


@pytest.mark.parametrize(("kept", "broken"), MOVES.values(), ids=MOVES)
def test_a_plan_moves_as_far_as_it_may_or_the_breach_is_named(changed, kept, broken):
    changed.rule(**kept)
    assert changed.verify() == []
    if broken is not None:
        changed.rule(**broken)
        assert {finding.code for finding in changed.verify()} == {"verify-change-above"}


def test_a_run_that_is_not_there_cannot_be_compared_with(tiny):
    tiny.rule(**_change(maximum_share=1))
    assert tiny.codes() == {"verify-change-unknown"}


SOFT = {
    # 8,500 of 8,600 rupiah: 100 short
    "value": (_award(suppliers=["koperasi"], minimum=8_600, penalty_idr=3), 100, "rupiah", 300),
    # 60 % of 70 %: 10 points short
    "share": (
        _fix(suppliers=["pabrik"], parts=["STEEL", "RESIN"], share={"at_least": 0.7}, penalty_idr=50),
        10,
        "percentage points",
        500,
    ),
    # four parts, one source each, two asked
    "count": (_count(minimum=2, penalty_idr=1000), 4, "suppliers", 4000),
    # 0.16 of 0.40
    "score": (_content(penalty_idr=10), 24, "percentage points", 240),
    # 40 of 45
    "steady": (
        _steady(suppliers=["koperasi"], minimum_share_of_average=1, penalty_idr=7),
        5,
        "units",
        35,
    ),
    # 10 of 8 hours in December, 9 in January
    "hours": (_steady(suppliers=["koperasi"], maximum_share_of_capacity=0.8, penalty_idr=2), 3, "hours", 6),
    "budget": (_budget(suppliers=["koperasi"], maximum=8_000, penalty_idr=2), 500, "rupiah", 1_000),
    "jobs": (_jobs(regions=["R2"], minimum=30, penalty_idr=2), 10, "labour hours", 20),
}


@pytest.mark.parametrize(("rule", "violation", "unit", "idr"), SOFT.values(), ids=SOFT)
def test_a_soft_rule_costs_a_penalty_and_is_no_error(tiny, rule, violation, unit, idr):
    tiny.rule(**rule)
    assert tiny.verify() == []
    [row] = tiny.recompute().penalties.to_dict("records")
    assert row == {
        "rule": "r0",
        "violation": pytest.approx(violation, rel=1e-12),
        "unit": unit,
        "idr": pytest.approx(idr, rel=1e-12),
    }


def test_a_soft_rule_that_is_kept_costs_nothing(tiny):
    tiny.rule(**_award(suppliers=["koperasi"], minimum=8_500, penalty_idr=3))
    assert tiny.recompute().penalties.empty


def test_a_share_of_nothing_is_not_broken(tiny):
    tiny.rule(**_award(suppliers=["koperasi"], parts=["RESIN"], periods=[DEC], minimum_share=1.0))
    assert tiny.verify() == []


def test_a_supplier_of_half_a_unit_does_not_count_as_a_source(tiny):
    tiny.add("offers", offer="o-half", supplier="pabrik", part="CELL", price="1")
    tiny.set("awards", {"offer": "o-cell", "vehicle": "T"}, units=9.5)
    tiny.add("awards", offer="o-half", site="S", vehicle="T", period=JAN, units=0.5, surplus=0.0)
    tiny.rule(**_count(parts=["CELL"], minimum=2)).rule(**_count(parts=["CELL"], maximum=1))
    assert sorted(finding.code for finding in tiny.verify()) == [
        "verify-source-count-above",
        "verify-source-count-below",
    ]


def test_a_rule_of_a_law_that_is_not_there_cannot_be_kept(tiny):
    tiny.options["calendar"] = {"first": "2018-12", "periods": 1}
    tiny.plan = {name: frame[frame["period"] == DEC].assign(period="2018-12") for name, frame in tiny.plan.items()}
    tiny.set("stock", {}, units=0.0).set("awards", {"offer": "o-tube"}, units=30.0)
    tiny.rule(**_content(periods=None, vehicles=None, minimum="law"))
    assert tiny.codes() == {"verify-local-content-unknown"}
    assert all(math.isnan(minimum) for minimum in tiny.recompute().scores["minimum"])
