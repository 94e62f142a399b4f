"""Every family's rows on a tiny case, as text, against the file that was last read and found right.

``EVPLAN_GOLDEN=write pytest tests/model/test_golden.py`` writes the files anew; read the difference before committing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from listing import listing
from small import Small

FOLDER = Path(__file__).parent / "golden"


def two_offers(**terms) -> Small:
    """Part ``x``: offer ``a`` at 3 with these terms, ``b`` at 5; ten vehicles a month."""
    return Small(periods=2).part("x").offer("a", "x", 3, **terms).offer("b", "x", 5).demand(10)


def two_parts() -> Small:
    """Parts ``x`` (offers ``a``, ``b``) and ``y`` (``c`` of A, ``d`` of B), ten vehicles, one month."""
    small = Small().part("x").part("y").offer("a", "x", 3).offer("b", "x", 5)
    return small.offer("c", "y", 1, "A", labour_hours_per_unit=2).offer("d", "y", 2, "B").demand(10)


def scored() -> Small:
    """A battery and a frame, each local or imported, ten vehicles."""
    small = Small().part("x", content_group="battery", main_component=True).part("y", content_group="frame_body")
    small.offer("x-local", "x", 12, local_content_share=0.8, content_evidence="certificate").offer("x-import", "x", 10)
    return small.offer("y-local", "y", 9, local_content_share=1).offer("y-import", "y", 8).demand(10)


def from_a_run() -> Small:
    """Two parts, and a run in which A delivered eight ``x`` at 3, two ``y`` at 2, and a supplier now gone two ``x``."""
    small = two_parts()
    rows = [("A", "x", 8.0, 24e6), ("A", "y", 2.0, 4e6), ("GONE", "x", 2.0, 6e6)]
    awards = pd.DataFrame(rows, columns=["supplier", "part", "units", "value_idr"])
    small.references["before#1"] = awards.assign(vehicle="V", period="2027-01", surplus=0.0)
    return small


def workshops() -> Small:
    """Two units of steel make a tube of which the workshop loses a fifth, three tubes a frame; or a frame complete."""
    small = Small().part("frame").part("tube", 3, "frame").part("steel", 2, "tube")
    small.offer("f", "frame", 5, mode="conversion", yield_share=0.5).offer("whole", "frame", 90)
    return small.offer("t", "tube", 2, mode="conversion", yield_share=0.8).offer("s", "steel", 1).demand(10)


def upgraded() -> Small:
    """Part ``x``, which needs ISO: A at 3 with two hours, two a unit, at half yield; B at 5 has it. Three months."""
    small = Small(periods=3).part("x", certificates="ISO", content_group="battery").offer("b", "x", 5).demand(10)
    small.supplier("A", legal_form="cv", size_class="mikro").add(
        "supplier_certificates", supplier="B", certificate="ISO"
    )
    return small.offer("a", "x", 3, "A", process="weld", hours_per_unit=2, yield_share=0.5).hours("A", "weld", 2)


def certified() -> Small:
    """The same with an upgrade that brings the certificate a month later, and one for hours that needs it."""
    small = upgraded().upgrade("iso", "A", "certificate", 7, certificate="ISO", lead_time_periods=1)
    return small.upgrade("mill", "A", "capacity", 9, process="weld", added_hours=4, requires="iso", credit_idr=6)


def more_local() -> Small:
    """Part ``x`` from A, whose content two upgrades change, the second a month after its start; two months."""
    new = {"offer": "a", "new_local_content_share": 0.5, "new_content_evidence": "self_declared"}
    small = Small(periods=2).part("x", content_group="battery").offer("a", "x", 3).offer("b", "x", 5).demand(10)
    small.upgrade("u", "A", "local_content", 1, **new)
    return small.upgrade("v", "A", "local_content", 1, lead_time_periods=1, **new)


def tools_in_time() -> Small:
    """Tools of A for 7, or B; two years, the second counts 0.8."""
    small = Small("2027", 2, length="year").part("x").offer("a", "x", 3, tooling_cost_idr=7).offer("b", "x", 5)
    return small.demand(10).option("money", discount_share=0.25)


CASES = {
    "upgrade": certified(),
    "upgrade_capacity": certified(),
    "certificate": certified(),
    "credit": certified().rule("budget", measure="investment", maximum=9e6),
    "content_versions": more_local(),
    "tooling_in_time": tools_in_time(),
    "budget_each_period": tools_in_time().rule("budget", measure="investment", each=["period"], maximum=9e6),
    "budget_credit": certified().rule("budget", measure="investment", maximum=9e6)
    .rule("budget", measure="credit", each=["period"], maximum=3e6),
    "conversion": workshops(),
    "part_balance_workshops": workshops(),
    "site_capacity": two_offers().site(capacity_units=8).option("demand", unmet_penalty_idr=9e6),
    "part_balance": Small(periods=2).part("x", 2, line={"scrap_share": 0.5}, holding_cost_idr=1)
    .offer("a", "x", 3, yield_share=0.5).demand(10),
    "substitutes": Small().part("B").part("s", 1, "B", {"substitute_group": "g"})
    .part("r", 2, "B", {"substitute_group": "g"}).offer("a", "s", 5).offer("b", "r", 2).demand(10),
    "order_": two_offers(minimum_order=4, order_multiple=2, maximum_units=8),
    "maximum_units": two_offers(maximum_units=8),
    "capacity": two_offers(process="weld", hours_per_unit=2, setup_hours=3, yield_share=0.5).hours("A", "weld", 30),
    "tooling": two_offers(tooling_cost_idr=7),
    "opening": Small().part("x").supplier("C", opening_cost_idr=4).offer("tooled", "x", 2, "C", tooling_cost_idr=7)
    .offer("sized", "x", 2, "C", minimum_order=3).offer("plain", "x", 2, "C").demand(10),
    "band_period": two_offers().band("a", 5, 2).band("a", 8, 4),
    "band_horizon": two_offers().band("a", 15, 2, "horizon"),
    "content_sectoral": scored().rule("local_content", method="sectoral", minimum=0.25),
    "content_general": scored().rule("local_content", method="general", minimum=0.25),
    "content_cost_ratio": scored().rule("local_content", method="cost_ratio", minimum=0.25, penalty_idr=1e6),
    "content_best": scored().rule("local_content", method="best", minimum=0.25),
    "award_value": two_parts().rule("award", suppliers=["A"], minimum=12e6, maximum_share=0.75),
    "award_labour": two_parts().rule("award", measure="labour_hours", suppliers=["A"], maximum=8),
    "award_each": two_parts().rule("award", measure="units", suppliers=["B"], minimum_share=0.25, each=["part"]),
    "award_soft": two_parts().rule("award", measure="units", suppliers=["B"], minimum=4, penalty_idr=2e6),
    "source_minimum": two_parts().rule("source_count", minimum=2),
    "source_all": two_parts().rule("source_count", maximum=1, each=[]),
    "fix_offer": two_parts().rule("fix", offer="b", units={"exactly": 4}),
    "steady_average": two_offers().rule("steady", suppliers=["A"], minimum_share_of_average=0.5),
    "steady_hours": two_offers(process="weld", hours_per_unit=2, setup_hours=3, yield_share=0.5).hours("A", "weld", 30)
    .rule("steady", maximum_share_of_capacity=0.5, penalty_idr=1e6),
    "budget_spend": two_parts().rule("budget", suppliers=["A"], each=["part"], maximum=12e6),
    "budget_investment": Small().part("x").supplier("A", opening_cost_idr=4).offer("a", "x", 3, tooling_cost_idr=7)
    .offer("b", "x", 5).demand(10).rule("budget", measure="investment", maximum=9e6),
    "fair_share": Small().part("x").member("K", "M", w=3).member("K", "N", w=1).demand(10).offer("b", "x", 5)
    .offer("k", "x", 3, "K", process="w", hours_per_unit=1).rule("fair_share", cooperative="K", tolerance_share=0.1),
    "members_work": two_offers().member("A", "M", w=3).hours("A", "w", 9)
    .offer("k", "x", 2, "A", process="w", hours_per_unit=2, setup_hours=1, yield_share=0.5),
    "rebate_": two_parts().rebate("A", 12, 0.1).rebate("A", 24, 0.2).offer("e", "x", 2, "B", process="w",
    hours_per_unit=1).hours("B", "w", 6).rebate("B", 9, 0.1),
    "jobs": two_parts().rule("jobs", suppliers=["A"], minimum=8, maximum=16),
    "change_units": from_a_run().rule("change", run="before#1", maximum_share=0.25),
    "change_value": from_a_run().rule("change", run="before#1", measure="value", parts=["x"], maximum_share=0.25),
    "change_suppliers": from_a_run().rule("change", run="before#1", measure="suppliers", maximum_share=0.5),
    "objective_risk": two_parts().objective("risk"),
    "objective_change": from_a_run().objective("change", run="before#1"),
    "fix_share": two_parts().rule("fix", suppliers=["B"], parts=["x"], share={"at_least": 0.25, "at_most": 0.5}),
}  # fmt: skip
FAMILY = {
    "part_balance_workshops": ("part_balance",),
    "rebate_": ("rebate_", "one_level"),
    "band_period": ("band_", "one_band"),
    "band_horizon": ("band_",),
    "tooling": ("tooling", "opening"),
    "tooling_in_time": ("tooling", "awarded_once"),
    "upgrade_capacity": ("capacity",),
    "content_versions": ("content_before", "content_after", "content_latest"),
}


def _families(case: str) -> tuple[str, ...]:
    if case in FAMILY:
        return FAMILY[case]
    if case.startswith("content_"):
        return ("local_content", "one_method")
    if case.split("_")[0] in ("award", "source", "fix", "steady", "fair", "budget", "jobs", "change"):
        return ("rule:",)
    if case.startswith("objective_"):
        return ("objective:",)
    return FAMILY.get(case, (case,))


@pytest.mark.parametrize("case", CASES)
def test_the_rows_are_those_of_the_golden_file(case):
    model = CASES[case].model
    text = "\n".join(listing(model, family) for family in _families(case))
    path = FOLDER / f"{case.rstrip('_')}.txt"
    if os.environ.get("EVPLAN_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_golden_file_has_its_case():
    assert {path.stem for path in FOLDER.glob("*.txt")} == {case.rstrip("_") for case in CASES}


@pytest.mark.parametrize("family", ["site_capacity", "substitutes", "order_", "maximum_units", "capacity", "tooling",
                                    "opening", "band_", "one_band", "local_content", "rule:", "upgrade", "certificate",
                                    "content_", "credit"])  # fmt: skip
def test_a_family_adds_nothing_where_the_data_ask_for_nothing(family):
    model = Small(periods=2).part("x").offer("a", "x", 3).offer("b", "x", 5).demand(10).model
    assert [block.family for block in model.blocks] == ["part_balance"]
    assert not model.arrays.integer.any()
    assert listing(model, family).strip() == ""


def test_limits_that_cannot_bind_add_no_rows():
    # 10 units a month against a maximum of 10, 20 hours against 20, a plant of 10
    small = Small().part("x").offer("a", "x", 3, maximum_units=10, process="p", hours_per_unit=2)
    model = small.hours("A", "p", 20).site(capacity_units=10).demand(10).model
    assert [block.family for block in model.blocks] == ["part_balance"]
