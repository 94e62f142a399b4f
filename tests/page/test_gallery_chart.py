import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from evil import EVIL

from evplan.errors import ChartOfOneRun, UnknownChartKind
from evplan.readers import read_outline
from evplan.report.chart import KINDS as COLOURS
from evplan.report.chart import RUNS, VEHICLES, chart_svg
from evplan.report.gallery import KINDS, check_kind, kind_table, pages, svg, titled
from evplan.report.gallery.award import IN_A_PANEL, award_panels
from evplan.report.gallery.capacity import tightest
from evplan.report.gallery.map import map_chart
from evplan.report.gallery.tier import HEIGHT, _bands, _nodes
from evplan.report.plan import Names

DRAWN = [kind for kind in KINDS if kind != "content"]


def words(text):
    """Return what is written in an SVG picture; raises if it is none."""
    return [element.text for element in ElementTree.fromstring(text).iter() if element.tag.endswith("text")]


@pytest.fixture(scope="module")
def pictures(plans):
    return {kind: svg(kind, plans[:1], "en") for kind in DRAWN}


@pytest.mark.parametrize("kind", DRAWN)
def test_every_chart_is_a_picture_that_fetches_and_runs_nothing(pictures, kind):
    text = pictures[kind]
    assert len(words(text)) >= 3
    assert "<script" not in text
    assert not re.search(r'(href|src)="(?!#)', text)
    assert set(re.findall(r"https?://[^\"]*", text)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_a_name_that_looks_like_a_script_is_only_written(plans):
    text = svg("awards", plans[:1], "en")
    assert "<script" not in text
    assert any(EVIL[:20] in found for found in words(text) if found)


def test_numbers_are_written_as_the_language_writes_them(plans, pictures):
    freight = plans[0].plan.costs.set_index("kind").loc["purchase", "idr"]
    assert freight == pytest.approx(1_463_800_000, rel=0.05)
    assert any("billion" in found for found in words(pictures["cost"]))
    assert any("miliar" in found for found in words(svg("cost", plans[:1], "id")))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].several])
def test_runs_stand_side_by_side(plans, kind):
    found = words(svg(kind, plans, "en"))
    assert "whole#1" in found
    assert "half#1" in found


def test_a_chart_that_stands_alone_says_what_it_shows_and_of_which_run(plans):
    found = words(chart_svg(titled("map", plans[:1], "id"), "id"))
    assert "Ke mana pekerjaan mengalir: whole#1" in found


def test_the_map_names_regions_at_home_and_the_gate_abroad(pictures):
    found = words(pictures["map"])
    assert {"Bekasi (contoh)", "Tegal (contoh)", "Shenzhen (contoh)"} <= set(found)


def test_a_map_without_coordinates_says_so(plans):
    one = plans[0]
    blank = replace(one, places=one.places.assign(latitude=np.nan, longitude=np.nan))
    assert words(svg("map", [blank], "en")) == ["Nothing to draw here."]


def test_a_plan_of_one_place_is_still_a_map(plans):
    flows = pd.DataFrame({"origin": ["A"], "destination": ["A"], "idr": [5.0], "kg": [1.0]})
    places = pd.DataFrame({"region": ["A"], "name": ["Alpha"], "latitude": [-7.0], "longitude": [110.0]})
    chart = map_chart(flows, places, {"A"}, read_outline(), "en")
    assert words(chart_svg(chart, "en")) == ["Alpha", "Alpha"]


def test_the_outline_is_closed_rings_within_indonesia():
    outline = read_outline()
    ends = outline.groupby("ring")[["longitude", "latitude"]].agg(["first", "last"])
    assert (ends["longitude", "first"] == ends["longitude", "last"]).all()
    assert (ends["latitude", "first"] == ends["latitude", "last"]).all()
    assert outline["longitude"].between(94, 142).all()
    assert outline["latitude"].between(-11.5, 6.5).all()


def test_a_chart_of_a_name_that_is_not_there_names_the_nearest():
    with pytest.raises(UnknownChartKind, match="Did you mean 'tiers'"):
        check_kind("tier", 1)


def test_a_chart_of_one_run_refuses_two():
    with pytest.raises(ChartOfOneRun, match="cost, scores, shares"):
        check_kind("map", 2)


def test_every_kind_is_listed_with_its_words_in_both_languages():
    for language in ("en", "id"):
        table = kind_table(language)
        assert table["chart"].tolist() == list(KINDS)
        assert table["shows"].str.len().min() > 20
    assert (kind_table("en")["title"] != kind_table("id")["title"]).all()


def test_a_hundred_suppliers_are_drawn_on_panels_that_each_fit_a_page():
    awarded = pd.DataFrame(
        {
            "supplier": [f"S{number:03}" for number in range(100)],
            "kind": ["koperasi"] * 20 + ["umkm"] * 80,
            "part": "P",
            "system": "frame",
            "units": 1.0,
            "value_idr": np.arange(100.0) + 1e6,
            "suppliers": 100,
        }
    )
    panels = award_panels(awarded, Names(), "en")
    assert len(panels) == 2
    told = [[found for found in words(chart_svg(panel, "en")) if re.fullmatch(r"S\d{3}", found)] for panel in panels]
    assert [len(names) for names in told] == [50, 50]
    assert max(map(len, told)) <= IN_A_PANEL
    # cooperatives first, each kind by value
    assert told[0][:2] == ["S019", "S018"]
    assert told[0][20] == "S099"


def test_the_tightest_supplier_stands_first():
    use = pd.DataFrame(
        {
            "supplier": ["A", "A", "B", "B", "C"],
            "process": "las",
            "period": ["1", "2", "1", "2", "1"],
            "used_hours": [5.0, 5.0, 0.0, 9.0, 0.0],
            "hours": 10.0,
        }
    )
    table = tightest(use)
    assert table["supplier"].tolist() == ["B", "B", "A", "A"]
    assert table["used"].tolist() == [0.0, 0.9, 0.5, 0.5]


def test_bands_are_as_wide_as_what_flows_and_fill_their_nodes(plans):
    tiers = plans[0].flows.tiers
    nodes = _nodes(tiers)
    assert nodes["bottom"].max() <= HEIGHT + 1e-6
    assert nodes["top"].min() >= -1e-6
    bands = _bands(tiers, nodes)
    width = (bands["bottom"] - bands["top"]).groupby(bands["band"]).max()
    into_vehicles = tiers["to_tier"].eq(-1)
    height = nodes.set_index("tier").loc[-1, "bottom"] - nodes.set_index("tier").loc[-1, "top"]
    assert into_vehicles.sum() == 1
    assert width.max() == pytest.approx(height)


def luminance(colour):
    """Return the relative luminance of WCAG 2 of a colour, 0..1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "colours", [tuple(COLOURS.values()), RUNS[:2], VEHICLES[:3]], ids=["kinds", "runs", "vehicles"]
)
def test_colours_stand_out_on_white_paper_and_are_all_different(colours):
    assert len(set(colours)) == len(colours)
    assert all(1.05 / (luminance(colour) + 0.05) > 1.9 for colour in colours)


def test_the_awards_come_in_pieces_and_other_charts_whole(plans):
    assert len(pages("awards", plans[:1], "en")) == 1
    assert len(pages("cost", plans, "en")) == 1


def test_jobs_of_a_region_are_the_mean_of_its_years(plans):
    one = plans[0]
    name = one.regions["name"].iloc[0]
    years = one.regions.iloc[[0, 0]].assign(year=[2026, 2027], jobs=[10.0, 24.0])
    found = words(svg("regions", [replace(one, regions=years)], "en"))
    assert name in found
    assert "17" in found
    assert "34" not in found
