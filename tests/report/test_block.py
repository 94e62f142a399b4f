from datetime import date

import pandas as pd
import pytest

from evplan.errors import Finding, Severity
from evplan.report.block import table_block
from evplan.report.change import change_blocks
from evplan.report.finding import finding_block, finding_frame
from evplan.report.word import SUBJECTS, WORDS, label, word


def test_cells_are_formatted_by_what_the_column_says():
    frame = pd.DataFrame(
        {
            "vehicle": ["trike", None],
            "year": [2026, 2027],
            "cost_idr": [1234567.0, float("nan")],
            "score": [0.456, 0.4],
            "used_hours": [1234.56, 0.0],
            "passes": [True, False],
            "checked": [date(2026, 1, 31), None],
        }
    )
    block = table_block(frame, "id")
    assert block.rows == (
        ("trike", "2026", "Rp 1.234.567", "45,6 %", "1.234,6", "ya", "2026-01-31"),
        ("–", "2027", "–", "40,0 %", "0,0", "tidak", "–"),
    )
    assert block.right == frozenset({1, 2, 3, 4})


def test_an_empty_table_says_that_there_is_nothing():
    block = table_block(pd.DataFrame({"vehicle": []}), "en", "Vehicles")
    assert (block.title, block.rows, block.note) == ("Vehicles", (), "none")


def test_findings_beyond_the_cap_are_counted():
    findings = [Finding(Severity.NOTE, "n", f"Thing {number}.") for number in range(7)]
    block = finding_block(findings, "en", most=3)
    assert block.title == "Findings: 0 errors, 0 warnings, 7 notes"
    assert len(block.lines) == 4
    assert block.lines[-1] == "... 4 more"


def test_findings_as_a_table_have_errors_first():
    findings = [Finding(Severity.NOTE, "a", "A."), Finding(Severity.ERROR, "b", "B.", row=3)]
    frame = finding_frame(findings)
    assert frame["code"].tolist() == ["b", "a"]
    assert frame["severity"].tolist() == ["error", "note"]


def test_no_findings_reads_as_such():
    assert finding_block([], "id").lines == ("Tidak ada temuan.",)


def test_changes_are_counted_by_table_and_the_first_are_named():
    changes = pd.DataFrame(
        {
            "table": ["offers", "offers", "parts"],
            "action": ["changed", "removed", "added"],
            "key": ["o1", "o2", "p9"],
            "column": ["price", None, None],
            "old": ["10", None, None],
            "new": ["12", None, None],
            "rows": [1, 1, 1],
        }
    )
    counts, single = change_blocks(changes, "Loaded", "en")
    assert counts.rows == (("offers", "changed", "1"), ("offers", "removed", "1"), ("parts", "added", "1"))
    assert single.lines == ("offers o1: price 10 -> 12", "offers o2: removed", "parts p9: added")


def test_a_load_that_changes_nothing_says_so():
    assert change_blocks(pd.DataFrame(), "Loaded", "en")[0].lines == ("Nothing changed: it was there already.",)


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_have_the_same_places_to_fill_in(key):
    english, bahasa = WORDS[key]
    assert english.strip()
    assert bahasa.strip()
    assert sorted(part.split("}")[0] for part in english.split("{")[1:]) == sorted(
        part.split("}")[0] for part in bahasa.split("{")[1:]
    )


def test_a_key_without_words_stands_for_itself():
    assert label("group", "something", "en") == "something"
    assert word("word.yes", "id") == "ya"


def test_a_key_stands_in_one_subject_only():
    keys = [key for subject in SUBJECTS.values() for key in subject]
    assert sorted(keys) == sorted(WORDS)
