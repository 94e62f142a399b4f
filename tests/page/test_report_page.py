import configparser
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from evil import EVIL

import evplan
from evplan.report.block import Block
from evplan.report.page import page_html
from evplan.report.page.piece import inline

NOW = "2026-03-01T10:20:00+07:00"


class Reader(HTMLParser):
    """Reads a page: its tags, its ids, what is fetched, its words."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.fetched, self.handlers, self.words = Counter(), Counter(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids[value] += 1
            if name in ("src", "href", "srcset", "xlink:href", "data", "action") and not value.startswith("#"):
                self.fetched.append(value)
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def pages(told):
    changed = Block(title="Yang berubah", lines=("a & b",))
    return {"en": page_html(told[:1], [], "en", "9.9", NOW), "two": page_html(told[1:], [changed], "id", "9.9", NOW)}


@pytest.mark.parametrize("which", ["en", "two"])
def test_the_page_fetches_nothing_and_runs_nothing(pages, which):
    page = Reader(pages[which])
    assert page.fetched == []
    assert page.handlers == []
    assert page.tags["script"] == page.tags["link"] == page.tags["img"] == page.tags["iframe"] == 0
    assert not re.search(r"@import|url\((?!['\"]?#)", pages[which])


@pytest.mark.parametrize("which", ["en", "two"])
def test_no_name_on_the_page_stands_twice(pages, which):
    ids = Reader(pages[which]).ids
    assert ids
    assert max(ids.values()) == 1


@pytest.mark.parametrize("which", ["en", "two"])
def test_whatever_a_picture_refers_to_is_on_the_page(pages, which):
    ids = Reader(pages[which]).ids
    asked = set(re.findall(r"url\(#([^)]+)\)", pages[which]))
    assert asked <= set(ids)


def test_a_name_that_looks_like_a_script_is_only_shown(pages):
    page = Reader(pages["en"])
    assert "<script" not in pages["en"]
    assert EVIL in page.text
    assert "Who makes the <b>scooters</b>?" in page.text
    assert page.tags["b"] == 0


def test_the_headline_says_cost_bound_vehicles_suppliers_and_check(pages, told):
    text = Reader(pages["en"]).text
    run = told[0].run
    assert run.total_cost_idr > 0
    assert f"Rp {run.total_cost_idr / 1e9:.2f} billion" in text
    assert "verified by independent code" in text
    assert "of 300 wanted" in text
    assert "Suppliers with work 4" in text


def test_the_page_is_in_the_language_that_is_asked_for(pages):
    assert '<html lang="id">' in pages["two"]
    text = Reader(pages["two"]).text
    assert "terverifikasi oleh kode terpisah" in text
    assert "Alat bantu keputusan, bukan sertifikat" in text
    assert "Siapa mendapat apa" in text
    assert "1 Maret 2026 10:20" in text


def test_every_picture_has_words_for_who_cannot_see_it_and_a_table(pages):
    page = Reader(pages["en"])
    assert page.tags["svg"] == page.tags["desc"] >= 9
    assert page.tags["svg"] == pages["en"].count('role="img"')
    assert page.tags["details"] >= 9


def test_made_up_data_is_said_to_be_made_up(pages):
    assert "100 % of the rows of parts, suppliers, offers are made up" in Reader(pages["en"]).text


def test_where_a_run_comes_from_is_told(pages, told):
    text = Reader(pages["en"]).text
    origin = told[0].run.provenance
    for value in (origin.inputs_digest, origin.scenario_digest, origin.law_digest, told[0].run.outcome.solver):
        assert value in text
    assert "Permenperin 28/2023" in text


def test_rules_are_sentences_and_a_missing_price_is_said_to_be_missing(pages):
    text = Reader(pages["en"]).text
    assert "Frames of few makers" in text
    assert "evplan explain rules whole#1" in text


def test_several_runs_stand_side_by_side_before_each_is_told(pages):
    text = Reader(pages["two"]).text
    assert text.index("Berdampingan") < text.index("Who makes the")
    assert "Yang berubah a & b" in text
    for run in ("half#1", "never#1"):
        assert run in text


def test_a_run_without_a_plan_says_what_clashes(told):
    page = Reader(page_html(told[2:], [], "en", "9.9", NOW))
    assert told[2].subject is None
    assert "This run has no plan, so there is nothing to draw" in page.text
    assert "two-frames" in page.text
    assert told[2].run.conflict
    assert page.tags["svg"] == 0


def test_the_style_prints_on_paper_and_lets_wide_tables_scroll_in_their_box(pages):
    assert "@page { size: A4" in pages["en"]
    assert ".wide { overflow-x: auto" in pages["en"]
    assert pages["en"].count('<div class="wide"') == Reader(pages["en"]).tags["table"]


def test_names_inside_a_picture_are_made_its_own():
    made = inline('<svg w="1"><clipPath id="c1"/><g clip-path="url(#c1)"/><g id="c10"/></svg>', "x", "A < B", "words")
    assert 'id="x-c1"' in made
    assert "url(#x-c1)" in made
    assert 'id="x-c10"' in made
    assert "A &lt; B" in made


def test_the_templates_travel_with_the_package():
    root = Path(evplan.__file__).parents[1]
    config = configparser.ConfigParser()
    config.read(root / "setup.cfg", encoding="utf-8")
    folder = root / "evplan" / "report" / "page"
    carried = set(folder.glob(config["options.package_data"]["evplan.report.page"]))
    assert carried == {path for path in folder.rglob("*") if path.suffix in (".html", ".css")}
    assert len(carried) == 3
