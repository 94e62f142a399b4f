"""A file of cases: what it says, and everything that is wrong with it, at once."""

from __future__ import annotations

import pytest

from evplan.errors import FileUnreadable
from evplan.errors.stress import CasesInvalid
from evplan.readers.stress_file import read_cases

GOOD = """
[[case]]
name = "fire"
suppliers = ["A"]
probability = 0.1

[[case]]
name = "weak rupiah, dear cells"
rupiah = -0.3
prices = { parts = { system = "battery" }, times = 1.2 }
certificates = ["ending"]
demand = 0.5
"""


def codes(tmp_path, text):
    path = tmp_path / "cases.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CasesInvalid) as raised:
        read_cases(path)
    return {one.code: one.message for one in raised.value.findings}


def test_a_case_says_what_happens_together(tmp_path):
    path = tmp_path / "cases.toml"
    path.write_text(GOOD, encoding="utf-8")
    fire, weak = read_cases(path)
    assert (fire.suppliers, fire.probability, fire.only_loses) == (("A",), 0.1, True)
    assert (weak.rupiah, weak.prices.times, weak.demand, weak.only_loses) == (-0.3, 1.2, 0.5, False)


def test_odds_that_add_up_to_more_than_one_are_refused(tmp_path):
    found = codes(tmp_path, GOOD.replace("0.1", "0.7") + "probability = 0.4\n")
    assert list(found) == ["case-odds-too-high"]
    assert "add up to 1.1" in found["case-odds-too-high"]


def test_a_demand_of_nothing_is_refused(tmp_path):
    found = codes(tmp_path, GOOD.replace("demand = 0.5", "demand = 0.0"))
    assert "demand: input should be greater than 0" in found["case-bad"]


def test_a_mistyped_name_of_a_setting_is_told_with_the_nearest(tmp_path):
    found = codes(tmp_path, GOOD.replace("suppliers", "supplier"))
    assert list(found) == ["case-unknown-key"]
    assert "Did you mean 'suppliers'?" in found["case-unknown-key"]


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    found = codes(tmp_path, '[[case]]\nname = "x"\n[[case]]\nrupiah = -2.0\nname = "y"\n[[case]]\nwhat = 1\n')
    assert set(found) == {"case-bad", "case-unknown-key"}


def test_two_cases_of_one_name_are_refused(tmp_path):
    one = '[[case]]\nname = "x"\ndemand = 2.0\n'
    assert list(codes(tmp_path, one + one)) == ["case-name-twice"]


@pytest.mark.parametrize(("text", "code"), [("", "case-no-cases"), ("[[case", "case-syntax")])
def test_a_file_without_cases_says_so(tmp_path, text, code):
    assert list(codes(tmp_path, text)) == [code]


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(FileUnreadable):
        read_cases(tmp_path / "none.toml")
