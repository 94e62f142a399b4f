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
