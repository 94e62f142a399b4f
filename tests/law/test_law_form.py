"""The form of the law files, the shipped ones and broken ones."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from evplan.errors import LawFileInvalid
from evplan.law import METHODS, Law, cost_ratio, general, parse_law, sectoral
from evplan.law.form import CONFIDENCE

Documents = dict[str, dict[str, Any]]


def test_every_value_says_where_it_is_written_how_sure_it_is_and_when_it_was_checked(documents: Documents) -> None:
    for document in documents.values():
        for value in document["value"] + document.get("superseded", []):
            assert value["reference"].strip()
            assert value["address"].startswith("http")
            assert value["confidence"] in CONFIDENCE
            assert value["checked"] >= date(2026, 11, 22)


def test_every_method_has_a_formula_and_a_law_file(law: Law) -> None:
    assert set(METHODS) == {module.NAME for module in (cost_ratio, general, sectoral)}
    assert law.methods() == list(METHODS)


def test_the_table_of_values_has_one_number_a_row_and_no_blank_source(law: Law) -> None:
    table = law.values()
    columns = "method subject value from to reference address confidence checked note"
    assert table.columns.tolist() == columns.split()
    assert not table[["reference", "address", "confidence", "checked"]].isna().any(axis=None)
    battery = table.query("method == 'sectoral' and subject == 'weights.battery'")
    assert battery["value"].tolist() == [0.40, 0.50]
    assert battery["to"].tolist() == [date(2029, 12, 31), None]


def test_superseded_weights_are_told_and_never_in_use(law: Law) -> None:
    old = law.superseded()
    assert old.columns.tolist() == law.values().columns.tolist()
    assert old["reference"].str.contains("6/2022").any()
    assert not law.values()["reference"].str.contains("6/2022").any()


def test_the_columns_of_superseded_sectoral_weights_add_to_the_whole(documents: Documents) -> None:
    for value in documents["sectoral"]["superseded"]:
        assert sum(value["value"].values()) == pytest.approx(1)


def test_the_questions_that_the_sources_leave_open_are_named_with_what_is_assumed(law: Law) -> None:
    table = law.open_questions()
    assert {"certificate_bands", "weights.main", "weights.labour"} <= set(table.query("method == 'general'")["subject"])
    sectoral = set(table.query("method == 'sectoral'")["subject"])
    assert {"weights.supporting", "weights.assembly", "weights.battery"} <= sectoral
    assert table["assumed"].str.len().gt(0).all()


def test_every_open_question_but_the_choice_of_method_is_about_a_value_in_use(law: Law) -> None:
    known = {name for subject in law.values()["subject"] for name in (subject, subject.split(".")[0])}
    assert set(law.open_questions()["subject"]) - known == {"choice"}


def test_the_company_benefit_weight_is_shown_and_no_method(law: Law) -> None:
    bmp = law.values().query("method == 'bmp' and subject == 'maximum'")
    assert set(bmp["value"]) == {0.15}
    assert "bmp" not in law.methods()


def test_a_changed_number_changes_the_digest(law: Law, documents: Documents) -> None:
    documents["roadmap"]["value"][0]["value"] = 0.41
    assert parse_law(documents).digest != law.digest
    assert len(law.digest) == 64


def test_one_and_one_point_nought_give_the_same_digest(law: Law, documents: Documents) -> None:
    documents["cost_ratio"]["value"][0]["value"]["all"] = 1
    assert parse_law(documents).digest == law.digest


def test_python_holds_no_number_of_the_law() -> None:
    allowed = {0, 1, 100}  # a point is a hundredth; positions
    for path in (Path(__file__).parents[2] / "evplan" / "law").glob("*.py"):
        constants = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
        numbers = {value for value in constants if isinstance(value, int | float) and not isinstance(value, bool)}
        assert numbers <= allowed, path.name


def change(document: str, place: str, **fields: Any) -> Callable[[Documents], None]:
    """Return a change to the first entry of a kind; a field given as None is taken out."""

    def act(documents: Documents) -> None:
        entry = documents[document][place][0]
        for field, value in fields.items():
            name = field.rstrip("_")
            entry.pop(name) if value is None else entry.update({name: value})

    return act


def weights(**numbers: Any) -> Callable[[Documents], None]:
    """Return a change to the first sectoral weights."""
    return lambda documents: documents["sectoral"]["value"][0]["value"].update(numbers)


def drop_subject(document: str, subject: str) -> Callable[[Documents], None]:
    """Return a change that takes a subject out of a law file."""

    def act(documents: Documents) -> None:
        values = documents[document]["value"]
        values[:] = [value for value in values if value["subject"] != subject]

    return act


BROKEN = [
    *[
        (change("sectoral", "value", **{field: None}), "sectoral.toml: value 1", f"'{field.rstrip('_')}' is missing")
        for field in ("subject", "from_", "value", "reference", "address", "confidence", "checked")
    ],
    (change("sectoral", "value", reference=" "), "value 1 (weights)", "'reference' must be a text"),
    (change("sectoral", "value", address="kompas.com"), "value 1 (weights)", "must start with http"),
    (change("sectoral", "value", confidence="sure"), "value 1 (weights)", "must be one of H, H-M, M, M-L, L"),
    (change("sectoral", "value", from_="2020"), "value 1 (weights)", "'from' must be a date, not '2020'"),
    (change("sectoral", "value", checked=datetime(2026, 1, 1)), "value 1 (weights)", "'checked' must be a date"),
    (change("sectoral", "value", to=date(2019, 1, 1)), "value 1 (weights)", "'to' 2019-01-01 is before"),
    (change("sectoral", "value", to=date(2030, 1, 1)), "weights from 2030-01-01", "runs to 2030-01-01"),
    (change("sectoral", "value", to=None), "weights from 2030-01-01", "runs to this day"),
    (change("sectoral", "value", refrence="x"), "value 1 (weights)", "Did you mean 'reference'?"),
    (change("sectoral", "value", subject="weight"), "weight from 2020-01-01", "Did you mean 'weights'?"),
    (change("sectoral", "value", value={}), "value 1 (weights)", "must be a table of numbers"),
    (change("sectoral", "value", value=0.4), "weights from 2020-01-01", "must be a table of numbers by name"),
    (change("roadmap", "value", value={"a": 0.4}), "minimum from 2019-01-01", "must be a single number"),
    (change("roadmap", "value", value=40), "value 1 (minimum)", "must be a number from 0 to 1, not 40"),
    (change("roadmap", "value", value=True), "value 1 (minimum)", "must be a number from 0 to 1, not True"),
    (change("sectoral", "open", assumed=None), "open 1 (weights.supporting)", "'assumed' is missing"),
    (change("sectoral", "superseded", checked=None), "superseded 1 (weights)", "'checked' is missing"),
    (weights(battery=0.41), "weights from 2020-01-01", "the weights add to 1.01, not to 1"),
    (weights(battery=-0.1), "value 1 (weights)", "'battery' must be a number from 0 to 1"),
    (weights(wheels=0.0), "weights from 2020-01-01", "must have exactly the names battery"),
    (lambda d: d["sectoral"].pop("title"), "sectoral.toml: file", "'title' is missing"),
    (lambda d: d["sectoral"].update(vlaue=[]), "sectoral.toml: file", "Did you mean 'value'?"),
    (lambda d: d["sectoral"].update(value=3), "sectoral.toml: value", "'value' must be a list of tables"),
    (lambda d: d.pop("roadmap"), "roadmap.toml: file", "the law needs the file 'roadmap.toml'"),
    (drop_subject("general", "uncertified"), "general.toml: file", "needs a value for 'uncertified'"),
    (
        lambda d: next(v for v in d["general"]["value"] if v["subject"] == "certificate_bands").update(
            {"from": date(2026, 6, 1)}
        ),
        "general.toml: file",
        "has weights on 2025-12-12 but no value for 'certificate_bands'",
    ),
    *[
        (
            lambda d, bands=bands: next(v for v in d["general"]["value"] if v["subject"] == "certificate_bands").update(
                value=bands
            ),
            "certificate_bands from 2025-12-12",
            "the bands must be named up_to_",
        )
        for bands in (
            {"low": 0.25},
            {"up_to_x": 0.25, "up_to_1": 1.0},
            {"up_to_0.4": 0.4},
            {"up_to_1.0": 1.0, "up_to_0.4": 0.4},
            {"up_to_0.4": 0.6, "up_to_1.0": 0.5},
        )
    ],
]


@pytest.mark.parametrize(("act", "place", "reason"), BROKEN)
def test_a_broken_law_file_is_refused_with_place_and_reason(
    documents: Documents, act: Callable[[Documents], Any], place: str, reason: str
) -> None:
    act(documents)
    with pytest.raises(LawFileInvalid) as caught:
        parse_law(documents)
    assert place in str(caught.value)
    assert reason in str(caught.value)
