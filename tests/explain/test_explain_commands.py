"""The commands rules, supplier and freedom on the set of three parts, whose plan is worked out by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from evplan.cli.explain import explain
from evplan.errors import LawChanged, NoPlan, NotFound, NotVerified
from evplan.shipped import shipped_folder
from evplan.workflow import reopen
from evplan.workflow.solve import SolveRequest, solve_scenario

SCENARIO = """
name = "{name}"
data = "{data}"

[calendar]
first = "2026-01"
periods = 4

[solver]
gap = 0.0
"""

RULES = """
[[rule]]
id = "cv-frames"
kind = "fix"
suppliers = ["CV"]
parts = ["FRAME"]
units = { at_least = 100 }

[[rule]]
id = "idle"
kind = "award"
measure = "units"
suppliers = ["KOP"]
minimum = 10

[[rule]]
id = "panels-of-kop"
kind = "fix"
suppliers = ["KOP"]
parts = ["PANEL"]
share = { at_least = 1.0 }
purpose = "Koperasi contoh (ilustratif) keeps its mould busy"
"""

IMPOSSIBLE = """
[[rule]]
id = "nothing"
kind = "fix"
parts = ["PANEL"]
suppliers = { country = ["ID"] }
units = { at_most = 0 }
"""

RIVALS = {
    "CV": ("KOP", "PT", "IMP", "FRAME-KOP", "PANEL-KOP", "BATTERY-PT", "BATTERY-IMP", "Koperasi", "Perakit", "Pemasok"),
    "IMP": ("KOP", "PT", "CV", "FRAME-KOP", "PANEL-KOP", "BATTERY-PT", "FRAME-CV", "Koperasi", "Perakit", "Bengkel"),
}
RIVAL_NUMBERS = {"CV": (500_000, 50_000, 51_000, 510_000, 230, 600), "IMP": (4_300_000, 4_100_000, 260, 300)}


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A database with three runs: free (no rules), ruled (three rules) and impossible."""
    folder = tmp_path_factory.mktemp("explain")
    url = f"sqlite:///{folder / 'evplan.db'}"
    data = (shipped_folder("data") / "three_parts").as_posix()
    for name, more in (("free", ""), ("ruled", RULES), ("impossible", IMPOSSIBLE)):
        path = folder / f"{name}.toml"
        path.write_text(SCENARIO.format(name=name, data=data) + more, encoding="utf-8")
        request = SolveRequest(path, url, "0.0.test", "2026-01-01T00:00:00+07:00", "test")
        solve_scenario(request, lambda _progress: None)
    return url


@pytest.fixture
def ask(url):
    """Give a function that asks ``evplan explain`` and returns what it prints."""

    def call(*words):
        result = CliRunner().invoke(explain, [*words, "--db", url], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return call


def test_rules_are_priced_and_the_dearest_comes_first(ask):
    values = json.loads(ask("rules", "ruled", "--format", "json"))
    without = {row["rule"]: row for row in values["rules"] if row["step"] == "without"}
    # the plan without rules gives CV 70 frames; 30 more at 540,000 instead of 510,000
    assert without["cv-frames"]["change_idr"] == pytest.approx(-900_000)
    assert without["cv-frames"]["least_change_idr"] == pytest.approx(-900_000, abs=5)
    assert without["idle"]["change_idr"] == 0
    assert values["rules"][0]["rule"] == "cv-frames"
    tighter = next(row for row in values["rules"] if row["rule"] == "cv-frames" and row["step"] == "tighter")
    # 5 % of 100 frames
    assert tighter["change_idr"] == pytest.approx(5 * 30_000)


@pytest.mark.parametrize(("language", "words"), [("en", "costs Rp 150 thousand more"), ("id", "tambah Rp 150 ribu")])
def test_prices_of_rules_are_told_in_both_languages(ask, language, words):
    said = ask("rules", "ruled", "--lang", language)
    assert words in said
    assert "cv-frames: " in said


def test_a_run_without_rules_has_nothing_to_price(ask):
    assert "no rules" in ask("rules", "free")


def test_a_supplier_is_told_the_price_that_wins(ask):
    values = json.loads(ask("supplier", "CV", "free", "--format", "json"))
    panel = next(row for row in values["offers"] if row["part"] == "PANEL")
    # KOP's 600 panels cost 51,000 each and a mould of 3,000,000: 56,000, less a ten-thousandth
    assert (panel["standing"], panel["target_price"], panel["confirmed"]) == ("priced", 55_994, True)
    assert panel["exact"]
    frame = next(row for row in values["offers"] if row["part"] == "FRAME")
    assert (frame["standing"], frame["units"], frame["target_price"]) == ("won", 70, None)


@pytest.mark.parametrize("supplier", ["CV", "IMP"])
@pytest.mark.parametrize(
    ("run", "layout", "language"),
    [("free", "table", "en"), ("ruled", "table", "id"), ("ruled", "csv", "en"), ("ruled", "json", "en")],
)
def test_nothing_of_a_rival_is_in_what_a_supplier_is_shown(ask, run, supplier, layout, language):
    said = ask("supplier", supplier, run, "--format", layout, "--lang", language)
    for word in RIVALS[supplier]:
        assert not re.search(rf"(?<![\w-]){word}(?![\w-])", said), word
    numbers = {float(found.replace(",", "").replace(".", "")) for found in re.findall(r"\d[\d.,]*\d|\d", said)}
    numbers |= {float(found) for found in re.findall(r"\d+\.\d+", said)}
    assert not numbers & set(RIVAL_NUMBERS[supplier])


def test_a_rule_that_names_a_rival_is_hidden_from_the_supplier_and_shown_to_the_planner(ask):
    own = ask("supplier", "CV", "ruled", "--part", "PANEL")
    assert "because they name other suppliers: 1." in own
    assert "panels-of-kop" not in own
    planner = ask("supplier", "CV", "ruled", "--part", "PANEL", "--planner")
    assert "Rule panels-of-kop stands in the way" in planner
    assert "Koperasi contoh (ilustratif) (KOP)" in planner


def test_the_planner_sees_what_rivals_got_and_at_what_price(ask):
    values = json.loads(ask("supplier", "CV", "free", "--planner", "--format", "json"))
    panel = next(row for row in values["rivals"] if row["part"] == "PANEL")
    assert (panel["supplier"], panel["units"], panel["price_idr"]) == ("KOP", 600, 50_000)
    assert panel["landed_idr"] == 51_000


def test_freedom_tells_what_is_forced_and_what_is_a_tie(ask):
    # at the plan's own cost nothing can move; with 5 % more CV could make all panels
    exact = json.loads(ask("freedom", "free", "--within", "0", "--format", "json"))["ranges"]
    assert {row["kind"] for row in exact} <= {"fixed", "forced", "out", "held", "open"}
    loose = json.loads(ask("freedom", "free", "--within", "5%", "--format", "json"))
    assert loose["cap_idr"] == pytest.approx(1.05 * loose["cost_idr"])
    panels = {row["supplier"]: row for row in loose["ranges"] if row["part"] == "PANEL"}
    assert (panels["CV"]["inner_least"], panels["CV"]["inner_most"]) == (0, pytest.approx(1))


def test_freedom_reads_percent_with_point_comma_or_as_a_number(ask):
    for text in ("0.5%", "0,5 %", "0.005"):
        assert json.loads(ask("freedom", "free", "--within", text, "--format", "json"))["within"] == 0.005


@pytest.mark.parametrize("words", ["lots", "-1%", "150%", "nan", "inf", ""])
def test_words_that_are_no_part_of_the_cost_are_refused(url, words):
    result = CliRunner().invoke(explain, ["freedom", "free", "--within", words, "--db", url])
    assert result.exit_code == 2
    assert "write 0.5% or 0.005" in result.output


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "buys most from UMKM and cooperatives"), ("id", "banyak membeli dari UMKM dan koperasi")],
)
def test_freedom_says_how_ties_are_broken(ask, language, words):
    assert words in " ".join(ask("freedom", "free", "--within", "1%", "--lang", language).split())


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("rules", "fre"), NotFound, "Did you mean 'free'?"),
        (("rules", "impossible"), NoPlan, "infeasible"),
        (("supplier", "CVV", "free"), NotFound, "There is no supplier 'CVV' in the data of run free#1."),
        (("supplier", "CV", "free", "--part", "PANELS"), NotFound, "Did you mean 'PANEL'?"),
        (("freedom", "free", "--part", "FRAMES"), NotFound, "Did you mean 'FRAME'?"),
        (("freedom", "impossible"), NoPlan, "infeasible"),
    ],
)
def test_a_question_about_what_is_not_there_gets_a_clear_answer(url, words, error, said):
    with pytest.raises(error, match=re.escape(said)):
        CliRunner().invoke(explain, [*words, "--db", url], catch_exceptions=False)


QUESTIONS = [("rules", "free"), ("supplier", "CV", "free"), ("freedom", "free")]


@pytest.mark.parametrize("words", QUESTIONS)
def test_an_unverified_run_explains_nothing(url, monkeypatch, words):
    shown = reopen.show_run
    monkeypatch.setattr(
        reopen, "show_run", lambda *asked: (replace(shown(*asked)[0], verified=False), shown(*asked)[1])
    )
    with pytest.raises(NotVerified, match="failed verification"):
        CliRunner().invoke(explain, [*words, "--db", url], catch_exceptions=False)


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_run_under_an_older_law_is_not_explained_by_todays(url, monkeypatch, words):
    read_law = reopen.read_law
    monkeypatch.setattr(reopen, "read_law", lambda: replace(read_law(), digest="of another day"))
    with pytest.raises(LawChanged, match="free#1"):
        CliRunner().invoke(explain, [*words, "--db", url], catch_exceptions=False)


def test_a_run_that_is_not_there_is_asked_for_by_its_version(url):
    with pytest.raises(NotFound, match="free#9"):
        CliRunner().invoke(explain, ["supplier", "CV", "free#9", "--db", url], catch_exceptions=False)
