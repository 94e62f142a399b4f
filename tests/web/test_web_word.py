"""The pages speak both languages whole: every word that a template or a module asks for is there, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from web_world import post

import evplan.web
from evplan.plan.review import ANSWERS
from evplan.report.word import web, web_access, web_planner
from evplan.web.page import NAVIGATION, NOTICE_WORDS

WORDS = web.WORDS | web_access.WORDS | web_planner.WORDS

WEB = Path(evplan.web.__file__).parent
TEXTS = [path.read_text(encoding="utf-8") for path in [*WEB.glob("*.py"), *WEB.glob("templates/*.html")]]

ASKED = {f"web.{key}" for text in TEXTS for key in re.findall(r'\bt\(["\']([a-z_.]+)["\'][,)]', text)}
ASKED |= {key for text in TEXTS for key in re.findall(r'"(web\.[\w.]+)"', text)}
ASKED |= {f"web.{key}" for text in TEXTS for key in re.findall(r'"((?:table|member|assignment|work)\.\w+)"', text)}

FAMILIES = (
    "web.error.",
    "web.field.",
    "web.login.",
    "web.password.",
    "web.item.",
    "web.round.",
    "web.role.",
    "web.job.",
    "web.answer.",
    "web.said.",
    "web.nav.",
    "web.resolve.",
    "web.back.",
    "web.not_won.",
    "web.investment.",
    "web.certificate.",
    "web.compare.",
    "web.step.",
)
"""Words that are asked for by a name put together: of a state, a role, an error, a column."""

ENGLISH = re.compile(
    r"\b(the|and|of|for|your|you|with|from|not|is|are|was|password|log ?in|round|answer|supplier|account|plan|back)\b",
    re.I,
)


def test_every_word_that_is_asked_for_is_there():
    assert len(ASKED) > 150
    assert {key for key in ASKED if not key.endswith((".", ".html"))} - set(WORDS) == set()


def test_no_word_is_there_that_nothing_asks_for():
    asked = {key for key in WORDS if key in ASKED or key.startswith(FAMILIES) or not key.startswith("web.")}
    assert set(WORDS) - asked == set()


def test_both_languages_fill_in_the_same():
    for key, (english, bahasa) in WORDS.items():
        assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", bahasa)), key
        assert english.endswith((".", ":", "?")) == bahasa.endswith((".", ":", "?")), key


def test_what_pages_put_together_has_words():
    names = [f"web.said.{word}" for word in NOTICE_WORDS]
    names += [f"web.nav.{word}" for links in NAVIGATION.values() for _, word in links]
    names += [f"web.answer.{kind}{more}" for kind in ANSWERS for more in ("", "_help")]
    names += [f"web.item.{state}" for state in ("waiting", "accepted", "partial", "countered", "declined")]
    names += [f"web.round.{state}" for state in ("open", "closed", "resolved")]
    names += [f"web.job.{state}" for state in ("none", "running", "done", "failed")]
    assert set(names) <= set(WORDS)


def test_no_english_stands_in_the_pages_in_bahasa(site):
    names = {
        "anggota": ["/work", "/work/1", "/work/1/history"],
        "ketua": ["/work", "/work/1", "/work/1/item/KOP-FRAME", "/work/1/history", "/work/77", "/rounds", "/password"],
        "planner": [
            *("/rounds", "/rounds/1", "/rounds/1/resolve", "/rounds/1/job", "/rounds/1/history"),
            *("/rounds/1/supplier/KOP", "/runs", "/accounts"),
        ],
    }
    for name, paths in names.items():
        browser = site.client(name)
        for path in paths:
            assert_bahasa(browser.get(path).text, path)
    guest = site.client()
    assert_bahasa(guest.get("/login").text, "/login")
    assert_bahasa(guest.get("/nothing").text, "/nothing")
    assert_bahasa(post(guest, "/login", {"name": "x", "password": "y"}, on="/login").text, "wrong")


def assert_bahasa(text, path):
    assert '<html lang="id">' in text, path
    shown = re.sub(r'<a class="language".*?</a>|<option value="en".*?</option>', "", text)
    shown = re.sub(r"<style.*?</style>|<[^>]*>|small#1|role", " ", shown, flags=re.S)
    found = ENGLISH.findall(shown)
    assert not found, (path, found, shown)
