"""Properties that every score has, on random plans."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evplan.errors import LawNotInForce, UnknownMethod
from evplan.law import METHODS, Law, aspects, breakdown, credit, fixed, parse_law, score, year_day

YEAR = 2025
DAY = date(2025, 12, 11)
DAYS = {"sectoral": DAY, "general": date(2026, 1, 1), "cost_ratio": DAY}
VEHICLES = ["V1", "V2", "V3"]
EVERY_METHOD = pytest.mark.parametrize("method", METHODS)
SEEDS = pytest.mark.parametrize("seed", range(5))


def random_lines(seed: int, count: int = 200) -> pd.DataFrame:
    """Return lines of three vehicles with every kind of value, blanks among them."""
    chance = np.random.default_rng(seed)
    groups = ["battery", "frame_body", "drive", "supporting", "assembly", "none"]
    lines = pd.DataFrame(
        {
            "vehicle": chance.choice(VEHICLES, count),
            "content_group": chance.choice(groups, count),
            "main_component": chance.random(count) < 0.6,
            "domestic": chance.random(count) < 0.7,
            "local_content_share": chance.choice([np.nan, 0.0, 0.25, 0.4, 0.55, 0.8, 1.0], count),
            "certified": chance.random(count) < 0.5,
            "landed_idr": chance.uniform(0, 1e9, count).round(2),
        }
    )
    origin = chance.choice(np.array(["local", "mixed", "foreign", None], dtype=object), count)
    return lines.assign(raw_material_origin=origin)


def random_content(seed: int) -> pd.DataFrame:
    """Return the content of the three vehicles."""
    chance = np.random.default_rng(seed + 1000)
    shares = ["assembly_share", "development_share", "labour_share", "overhead_share", "assembly_local_share"]
    content = pd.DataFrame({name: chance.random(3) for name in shares})
    content["vehicle"], content["built"] = VEHICLES, [1000.0, 10.0, 0.0]
    content["development_points"] = [0.0, np.nan, 25.0]
    content["assembly_cost_idr"] = [1_500_000.0, np.nan, 2_000_000.0]
    return content


def scores(law: Law, method: str, lines: pd.DataFrame, content: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return the scores of the vehicles."""
    return np.asarray(score(law, method, YEAR, lines, content, day=DAYS[method])["score"])


@EVERY_METHOD
@SEEDS
def test_a_score_lies_between_nothing_and_the_whole(law: Law, method: str, seed: int) -> None:
    reached = scores(law, method, random_lines(seed), random_content(seed))
    assert ((reached >= 0) & (reached <= 1)).all()


@EVERY_METHOD
@SEEDS
def test_shuffled_lines_change_nothing(law: Law, method: str, seed: int) -> None:
    lines, content = random_lines(seed), random_content(seed)
    shuffled = lines.sample(frac=1, random_state=seed)
    assert (scores(law, method, shuffled, content) == scores(law, method, lines, content)).all()


@EVERY_METHOD
@SEEDS
def test_money_in_another_unit_changes_nothing(law: Law, method: str, seed: int) -> None:
    lines, content = random_lines(seed), random_content(seed)
    times = lines.assign(landed_idr=lines["landed_idr"] * 1e-6)
    own = content.assign(assembly_cost_idr=content["assembly_cost_idr"] * 1e-6)
    np.testing.assert_allclose(scores(law, method, times, own), scores(law, method, lines, content), rtol=1e-13)


@EVERY_METHOD
@SEEDS
def test_a_higher_share_of_one_line_never_lowers_a_score(law: Law, method: str, seed: int) -> None:
    lines, content = random_lines(seed), random_content(seed)
    before = scores(law, method, lines, content)
    for row in range(0, len(lines), 20):
        higher = lines.copy()
        higher.loc[row, "local_content_share"] = 1.0
        assert (scores(law, method, higher, content) >= before).all()


@EVERY_METHOD
@SEEDS
def test_the_points_of_the_breakdown_add_to_the_score(law: Law, method: str, seed: int) -> None:
    lines, content = random_lines(seed), random_content(seed)
    rows = breakdown(law, method, YEAR, lines, content, day=DAYS[method])
    total = rows.groupby("vehicle")["points"].sum().clip(upper=1).reindex(VEHICLES)
    np.testing.assert_allclose(total, scores(law, method, lines, content), rtol=1e-14)


@EVERY_METHOD
@SEEDS
def test_the_coefficients_of_the_program_give_the_score_of_the_audit(law: Law, method: str, seed: int) -> None:
    day, lines, content = DAYS[method], random_lines(seed), random_content(seed)
    own = fixed(law, method, day, content).assign(vehicle=content["vehicle"]).set_index("vehicle")
    table = lines.join(credit(law, method, day, lines)).dropna(subset=["group"])
    table["local_idr"] = table["credit"] * table["landed_idr"]
    sums = table.groupby(["vehicle", "group"])[["local_idr", "landed_idr"]].sum()
    weight = aspects(law, method, day)["weight"]
    built = content.set_index("vehicle")["built"]
    for vehicle, expected in zip(VEHICLES, scores(law, method, lines, content), strict=True):
        reached = own.loc[vehicle, "points"]
        for group in weight.index:
            extra = own.loc[vehicle] * built[vehicle]
            bought = sums.loc[(vehicle, group)]
            cost = bought["landed_idr"] + extra["cost_idr"]
            reached += weight[group] * (bought["local_idr"] + extra["local_idr"]) / cost
        assert min(reached, 1) == pytest.approx(expected, rel=1e-12)


@EVERY_METHOD
def test_a_group_in_which_all_lines_have_one_share_has_exactly_that_ratio(law: Law, method: str) -> None:
    lines = random_lines(7).assign(
        local_content_share=0.6, domestic=True, certified=True, main_component=True, content_group="battery"
    )
    content = random_content(7).assign(assembly_cost_idr=0.0)
    rows = breakdown(law, method, YEAR, lines, content, day=DAYS[method]).dropna(subset=["cost_idr"])
    assert set(rows.loc[rows["cost_idr"] > 0, "ratio"]) == {0.6}


@EVERY_METHOD
def test_the_index_of_lines_and_content_is_kept(law: Law, method: str) -> None:
    lines, content = random_lines(1), random_content(1)
    lines.index, content.index = pd.Index([5] * len(lines)), pd.Index(["a", "a", "b"])
    credits = credit(law, method, DAYS[method], lines)
    assert credits.index.equals(lines.index)
    assert credits["credit"].between(0, 1).all()
    assert set(credits["group"].dropna()) <= set(aspects(law, method, DAYS[method]).index)
    assert fixed(law, method, DAYS[method], content).index.equals(content.index)
    assert (scores(law, method, lines, content) == scores(law, method, random_lines(1), random_content(1))).all()


@EVERY_METHOD
def test_no_input_table_is_changed(law: Law, method: str) -> None:
    lines, content = random_lines(2), random_content(2)
    before = lines.copy(), content.copy()
    scores(law, method, lines, content)
    pd.testing.assert_frame_equal(lines, before[0])
    pd.testing.assert_frame_equal(content, before[1])


@EVERY_METHOD
def test_a_vehicle_without_lines_and_a_plan_without_vehicles_still_get_an_answer(
    law: Law, method: str, tables: Any
) -> None:
    make_lines, make_content = tables
    nothing = make_lines([])
    assert scores(law, method, nothing, make_content({"vehicle": "X", "built": 0})).tolist() == [0.0]
    empty = breakdown(law, method, YEAR, nothing, make_content().head(0), day=DAYS[method])
    assert empty.empty
    assert empty.columns.tolist()[:4] == ["vehicle", "year", "method", "group"]


def test_own_cost_of_the_cost_ratio_is_per_vehicle_and_the_other_methods_have_none(law: Law, tables: Any) -> None:
    content = tables[1]({"assembly_cost_idr": 2_000_000, "assembly_local_share": 0.9, "built": 10})
    assert fixed(law, "cost_ratio", DAY, content).iloc[0].tolist() == [0.0, 2_000_000.0, 1_800_000.0]
    assert fixed(law, "sectoral", DAY, content).iloc[0].tolist() == [0.0, 0.0, 0.0]


def test_the_groups_and_weights_of_bought_parts_are_those_of_the_law(law: Law) -> None:
    sectoral = {"battery": 0.40, "frame_body": 0.05, "drive": 0.05, "supporting": 0.10}
    assert aspects(law, "sectoral", year_day(2029))["weight"].to_dict() == sectoral
    assert aspects(law, "sectoral", year_day(2030))["weight"].to_dict() == sectoral | {"battery": 0.50}
    assert aspects(law, "general", year_day(2026))["weight"].to_dict() == {"main": 0.75}
    assert aspects(law, "cost_ratio", year_day(2025))["weight"].to_dict() == {"all": 1.0}


def test_a_day_without_law_is_refused_with_the_first_day_that_has_one(law: Law) -> None:
    with pytest.raises(LawNotInForce) as caught:
        aspects(law, "sectoral", date(2019, 6, 30))
    words = "sectoral local content has no value on 2019-06-30: its first value starts 2020-01-01. Choose "
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize("function", [credit, fixed])
def test_a_repealed_method_is_refused_after_its_last_day(law: Law, tables: Any, function: Any) -> None:
    table = tables[0]([{}]) if function is credit else tables[1]({})
    with pytest.raises(LawNotInForce) as caught:
        function(law, "cost_ratio", date(2025, 12, 12), table)
    assert caught.value.values["last"] == date(2025, 12, 11)


def test_the_latest_day_of_a_method_is_the_day_itself_or_the_last_one_before_its_repeal(law: Law) -> None:
    assert law.latest_day("sectoral", year_day(2031)) == year_day(2031)
    assert law.latest_day("cost_ratio", year_day(2027)) == date(2025, 12, 11)
    with pytest.raises(LawNotInForce):
        law.latest_day("general", year_day(2020))


def test_a_year_before_the_road_map_has_no_minimum(law: Law) -> None:
    with pytest.raises(LawNotInForce, match="minimum local content has no value on 2018-01-01"):
        law.minimum(year_day(2018))


def test_an_unknown_method_is_refused_with_the_nearest_known_one(law: Law) -> None:
    with pytest.raises(UnknownMethod, match=r"no method 'sectorial'.*Did you mean 'sectoral'\?"):
        aspects(law, "sectorial", DAY)


def test_a_method_without_a_law_file_is_unknown(documents: dict[str, dict[str, Any]]) -> None:
    del documents["general"]
    law = parse_law(documents)
    assert law.methods_in_force(year_day(2026)) == ["sectoral"]
    with pytest.raises(UnknownMethod):
        aspects(law, "general", year_day(2026))
