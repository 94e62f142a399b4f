"""Money, scores, shares and hours, checked by hand; and what a plan claims of itself is held against them."""

from dataclasses import replace

import numpy as np
import pytest

DEC, JAN = "2026-12", "2027-01"


def test_the_money_of_the_tiny_plan_is_what_the_hand_finds(tiny):
    tables = tiny.recompute()
    costs = dict(zip(tables.costs["kind"], tables.costs["idr"], strict=True))
    assert list(costs) == ["purchase", "freight", "duty", "tooling", "opening", "upgrade", "stock", "unmet"]
    # tubes 50 x 90 + 40 x 100, steel 20 and 10 paid x 1000, resin 10 x 300, cells 10 x 20,000 + 20 x 22,000
    assert costs["purchase"] == 8_500 + 30_000 + 3_000 + 640_000
    # cells 30 x 2 kg x 1000, resin 10 x 0.5 kg x 50
    assert costs["freight"] == 60_000 + 250
    # a tenth of the cells' 640,000 + 60,000
    assert costs["duty"] == pytest.approx(70_000, abs=1e-9)
    assert (costs["tooling"], costs["opening"], costs["upgrade"]) == (1_000, 5_000, 0)
    assert costs["stock"] == 20 * 10
    assert costs["unmet"] == 0


def test_an_award_carries_its_price_and_what_is_paid(tiny):
    awards = tiny.recompute().awards.set_index(["offer", "vehicle", "period"])
    assert awards.loc[("o-tube", "M", DEC), "price_idr"] == 90.0
    assert awards.loc[("o-tube", "M", JAN), "price_idr"] == 100.0
    steel = awards.loc[("o-steel", "M", DEC)]
    assert (steel["supplier"], steel["part"], steel["units_paid"], steel["value_idr"]) == (
        "pabrik",
        "STEEL",
        20,
        20_000,
    )
    cell = awards.loc[("o-cell", "T", JAN)]
    assert (cell["price_idr"], cell["freight_idr"], cell["duty_idr"]) == (22_000, 20_000, 24_000)


def test_the_price_of_a_horizon_band_counts_all_periods(tiny):
    tiny.set("price_bands", {"offer": "o-tube"}, basis="horizon", minimum_units=90.0)
    assert tiny.recompute().costs["idr"].iloc[0] == 90 * 90 + 673_000
    tiny.set("price_bands", {"offer": "o-tube"}, minimum_units=90.01)
    assert tiny.recompute().costs["idr"].iloc[0] == 90 * 100 + 673_000


def test_a_band_that_rounding_missed_is_reached(tiny):
    tiny.set("awards", {"offer": "o-tube", "vehicle": "M", "period": DEC}, units=50 - 1e-8)
    assert tiny.recompute().awards["price_idr"].iloc[0] == 90.0


def test_without_a_table_of_lanes_freight_costs_nothing(tiny):
    tiny.drop("lanes")
    assert tiny.verify(tiny.recompute()) == []
    assert tiny.recompute().costs["idr"].iloc[1] == 0.0


def test_hours_are_set_up_and_units_paid(tiny):
    use = tiny.recompute().capacity_use
    assert use["period"].tolist() == [DEC, JAN]
    assert use["used_hours"].tolist() == [5 + 0.1 * 50, 5 + 0.1 * 40]
    assert use["hours"].tolist() == [10.0, 10.0]


def test_vehicles_and_shares_are_those_of_the_horizon(tiny):
    tables = tiny.recompute()
    assert tables.vehicles.to_numpy().tolist() == [["M", 20.0, 20.0], ["T", 5.0, 5.0]]
    shares = tables.shares.set_index(["group", "measure"])["share"]
    assert shares["koperasi", "value"] == 8_500 / 681_500
    assert shares["umkm_koperasi", "value"] == 11_500 / 681_500
    assert shares["importer", "units"] == 30 / 145
    assert shares["cv", "labour_hours"] == 20 / (90 + 0.5 * 30 + 20 + 30)
    assert shares["bumn", "value"] == 0.0


def test_the_score_is_exact(tiny):
    scores = tiny.recompute().scores.set_index(["vehicle", "year", "method"])
    # KDN: tubes 4,500 + half of steel 20,000 + assembly 33,500; all: 24,500 + cells 242,000 + 33,500
    december = scores.loc[("M", 2026, "cost_ratio")]
    assert (december["score"], december["minimum"], december["passes"]) == (0.16, 0.4, False)
    # 5 % of frame and body for (4,500 + 10,000) / 24,500, 30 % for assembly
    assert scores.loc[("M", 2026, "sectoral"), "score"] == pytest.approx(0.05 * 14_500 / 24_500 + 0.3, abs=1e-15)
    # T: 30 tubes of 3,000 beside cells of 264,000
    assert scores.loc[("T", 2027, "cost_ratio"), "score"] == 3_000 / 267_000
    assert scores.loc[("T", 2027, "cost_ratio"), "minimum"] == 0.6
    assert ("T", 2026, "cost_ratio") not in scores.index


def test_a_certificate_counts_through_the_last_day_of_the_period_only(tiny):
    tiny.set("parts", {"part": "TUBE"}, main_component=True)
    scores = tiny.recompute().scores.set_index(["vehicle", "year", "method"])["score"]
    # 75 % for a certified share above 80 %; in January the certificate has expired and the origin is unknown
    assert scores["M", 2026, "general"] == 0.75
    assert scores["M", 2027, "general"] == 0.75 * 0.25


def test_a_rule_with_a_number_moves_the_minimum_of_what_it_covers(tiny):
    tiny.rule(kind="local_content", method="sectoral", minimum=0.1, vehicles=["M"], penalty_idr=0)
    minimum = tiny.recompute().scores.set_index(["vehicle", "year", "method"])["minimum"]
    assert minimum["M", 2026, "sectoral"] == 0.1
    assert minimum["M", 2026, "cost_ratio"] == 0.4
    assert minimum["T", 2027, "sectoral"] == 0.6


CLAIMS = {
    "a value": ("awards", "value_idr", 0, 1.0, "verify-claimed-awards"),
    "a price of the band below": ("awards", "price_idr", 0, 10.0, "verify-claimed-awards"),
    "freight": ("awards", "freight_idr", 6, -1.0, "verify-claimed-awards"),
    "duty": ("awards", "duty_idr", 6, 1.0, "verify-claimed-awards"),
    "units paid": ("awards", "units_paid", 3, -10.0, "verify-claimed-awards"),
    "units": ("awards", "units", 3, 1.0, "verify-claimed-awards"),
    "the purchase": ("costs", "idr", 0, 1.0, "verify-claimed-costs"),
    "tooling": ("costs", "idr", 3, -1000.0, "verify-claimed-costs"),
    "vehicles": ("vehicles", "built", 1, 1.0, "verify-claimed-vehicles"),
    "a score": ("scores", "score", 0, 1e-6, "verify-claimed-scores"),
    "a minimum": ("scores", "minimum", 0, -1e-12, "verify-claimed-scores"),
    "a share": ("shares", "share", 0, 1e-6, "verify-claimed-shares"),
    "hours used": ("capacity_use", "used_hours", 0, -1.0, "verify-claimed-capacity-use"),
    "hours there are": ("capacity_use", "hours", 0, 1.0, "verify-claimed-capacity-use"),
    "a penalty": ("penalties", "idr", 0, -1.0, "verify-claimed-penalties"),
}


@pytest.mark.parametrize(("table", "column", "row", "more", "code"), CLAIMS.values(), ids=CLAIMS)
def test_a_wrong_claim_is_caught(tiny, table, column, row, more, code):
    tiny.rule(kind="source_count", maximum=3, each=[], penalty_idr=100)
    claimed = tiny.recompute()
    frame = getattr(claimed, table).copy()
    frame.loc[row, column] += more
    [finding] = tiny.verify(replace(claimed, **{table: frame}))
    assert finding.code == code
    assert float(finding.found) - float(finding.expected) == pytest.approx(more, rel=1e-3)


def test_a_score_that_is_said_to_pass_and_does_not_is_caught(tiny):
    claimed = tiny.recompute()
    claimed = replace(claimed, scores=claimed.scores.assign(passes=~claimed.scores["passes"]))
    assert tiny.codes(claimed) == {"verify-claimed-scores"}


@pytest.mark.parametrize("table", ["awards", "costs", "vehicles", "scores", "shares", "capacity_use"])
def test_a_claim_that_lacks_a_row_or_has_one_twice_is_caught(tiny, table):
    claimed = tiny.recompute()
    frame = getattr(claimed, table)
    assert tiny.codes(replace(claimed, **{table: frame.iloc[1:]})) == {"verify-claimed-rows"}
    twice = frame.iloc[np.append(0, range(len(frame)))]
    assert tiny.codes(replace(claimed, **{table: twice})) == {"verify-claimed-rows"}


def test_an_award_claimed_for_another_supplier_is_caught(tiny):
    claimed = tiny.recompute()
    awards = claimed.awards.assign(supplier=claimed.awards["supplier"].replace("impor", "pabrik"))
    assert tiny.codes(replace(claimed, awards=awards)) == {"verify-claimed-key"}
