"""The form of the credit terms: amounts above one are theirs alone, and years are whole."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path

import pytest

from evplan.errors import LawFileInvalid
from evplan.law import parse_law

FILE = Path(__file__).parents[2] / "data" / "credit" / "kur.toml"
TERMS = {"kur": tomllib.loads(FILE.read_text(encoding="utf-8"))}


def parsed(documents, subject, value):
    """Parse the law with another value of a subject of the credit terms."""
    terms = copy.deepcopy(TERMS)
    next(entry for entry in terms["kur"]["value"] if entry["subject"] == subject)["value"] = value
    return parse_law(documents | terms)


def test_the_terms_are_shown_with_the_law(documents):
    values = parse_law(documents | TERMS).values()
    mine = values[values["method"].eq("kur")].set_index("subject")["value"]
    assert mine["ceiling_idr.mikro"] == 100_000_000
    assert mine["yearly_interest_share"] == 0.06


@pytest.mark.parametrize(
    ("subject", "value", "words"),
    [
        ("ceiling_idr", {"super_mikro": -1, "mikro": 1, "kecil": 1}, "'super_mikro' must be a number of at least 0"),
        ("ceiling_idr", {"mikro": 1}, "exactly the names super_mikro, mikro, kecil"),
        ("ceiling_idr", float("inf"), "'value' must be a number of at least 0"),
        ("yearly_interest_share", 6, "from 0 to 1"),
        ("term_years", 2.5, "whole number of years"),
        ("term_years", 0, "whole number of years"),
    ],
)
def test_what_makes_no_sense_is_refused(documents, subject, value, words):
    with pytest.raises(LawFileInvalid, match=re.escape(words)):
        parsed(documents, subject, value)
