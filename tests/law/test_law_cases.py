"""Every case file: situation and what the law says to it."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from evplan.law import Law, breakdown, credit, parse_law, score, year_day

FILES = sorted((Path(__file__).parents[1] / "law_cases").glob("*.toml"))
CASES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}


def entries(kind: str) -> list[Any]:
    """Return the entries of a kind in all files, each named by file and title."""
    found = [(stem, entry) for stem, content in CASES.items() for entry in content.get(kind, [])]
    return [pytest.param(entry, id=f"{stem}: {entry.get('title', '')}") for stem, entry in found]


@pytest.mark.parametrize("case", entries("case"))
def test_the_score_of_a_case_is_exactly_the_expected_one(case: dict[str, Any], law: Law, tables: Any) -> None:
    make_lines, make_content = tables
    lines, content = make_lines(case["lines"]), make_content(case.get("content", {}))
    arguments = (law, case["method"], case["year"], lines, content)
    expected = case["expected"]
    reached = score(*arguments, day=case.get("day"))["score"].item()
    assert reached == float(Fraction(str(expected["score"])))
    if "passes" in expected:
        assert (reached >= law.minimum(year_day(case["year"]))) is expected["passes"]
    sums = breakdown(*arguments, day=case.get("day"))[["local_idr", "cost_idr"]].sum()
    for column in sums.index.intersection(list(expected)):
        assert sums[column] == pytest.approx(expected[column], rel=1e-15)


@pytest.mark.parametrize("case", entries("credit"))
def test_the_credit_of_a_line_is_the_expected_one(case: dict[str, Any], law: Law, tables: Any) -> None:
    lines = tables[0]([case["line"]])
    assert credit(law, case["method"], case["day"], lines)["credit"].item() == case["credit"]


@pytest.mark.parametrize("case", entries("minimum"))
def test_the_minimum_of_a_production_year_is_the_expected_one(case: dict[str, Any], law: Law) -> None:
    assert law.minimum(year_day(case["year"])) == case["minimum"]


@pytest.mark.parametrize("case", entries("in_force"))
def test_the_methods_in_force_on_a_day_are_the_expected_ones(case: dict[str, Any], law: Law) -> None:
    assert law.methods_in_force(case["day"]) == case["methods"]


def test_every_case_names_its_reference() -> None:
    assert all(entry["reference"] for content in CASES.values() for kind in content.values() for entry in kind)


def test_every_case_file_holds_only_kinds_that_are_run() -> None:
    assert {kind for content in CASES.values() for kind in content} == {"case", "credit", "minimum", "in_force"}


def test_the_law_stays_the_same_when_its_files_come_in_another_order(
    law: Law, documents: dict[str, dict[str, Any]]
) -> None:
    turned = {name: content | {"value": content["value"][::-1]} for name, content in reversed(documents.items())}
    assert parse_law(turned).digest == law.digest
