"""What is wrong with the settings of a scenario, in plain words: pydantic's errors become findings."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evplan.errors import EXPECTED_SETTINGS, Finding, finding, hint, nearest
from evplan.quantities import decimal_text
from evplan.readers.finding_list import shorten
from evplan.readers.number import read_number
from evplan.scenario.document import Calendar, Change, Demand, Money, Objective, Scenario, Solver
from evplan.scenario.rule import RULES, Amount

Place = tuple[str | int, ...]
"""Where a setting stands in the document: names of sections and keys, positions in lists."""

SECTIONS: Mapping[str, type[BaseModel]] = {
    "calendar": Calendar,
    "change": Change,
    "demand": Demand,
    "money": Money,
    "objective": Objective,
    "solver": Solver,
}


def read_settings(document: dict[str, Any], source_of: Callable[[Place], str]) -> tuple[Scenario | None, list[Finding]]:
    """Return the scenario that a merged document describes, or ``None`` and everything that is wrong with it.

    ``source_of`` says which file states what stands at a place.
    """
    errors: list[ErrorDetails] = []
    scenario = None
    try:
        # Strict JSON, because TOML has types: a number in quotation marks is a mistake, not a number.
        scenario = Scenario.model_validate_json(json.dumps(document, default=str), strict=True)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    groups: dict[Place, list[ErrorDetails]] = {}
    for each in errors:
        groups.setdefault(_place(document, each), []).append(each)
    for place in _endless(document):
        groups.setdefault(place, [{"type": "finite", "loc": place, "msg": "", "input": None}])
    deepest = [place for place in groups if not any(_is_within(other, place) for other in groups)]
    findings = [_finding(document, place, groups[place], source_of(place)) for place in deepest]
    return (None if findings else scenario), findings


def place_words(document: Mapping[str, Any], place: Place) -> str:
    """Return a place as a person reads it: ``calendar.first``, ``rule 'umkm': minimum_share``, ``change 1: set``."""
    if len(place) < 2 or not isinstance(place[1], int):
        return ".".join(map(str, place)) or "the scenario"
    entries = document.get(str(place[0]))
    entry = entries[place[1]] if isinstance(entries, list) and place[1] < len(entries) else None
    known = isinstance(entry, dict) and isinstance(entry.get("id"), str)
    head = f"{place[0]} '{entry['id']}'" if known and entry else f"{place[0]} {place[1] + 1}"
    rest = ".".join(map(str, place[2:]))
    return f"{head}: {rest}" if rest else head


def _place(document: Any, error: ErrorDetails) -> Place:
    """Return where an error stands in the document; pydantic's own marks (kinds, branches of unions) are left out."""
    node: Any = document
    place: list[str | int] = []
    for number, part in enumerate(error["loc"], start=1):
        known = part in node if isinstance(node, dict) else isinstance(node, list) and isinstance(part, int)
        if known:
            node = node[part]
            place.append(part)
        elif error["type"] == "missing" and number == len(error["loc"]):
            place.append(part)
    return tuple(place)


def _is_within(inner: Place, outer: Place) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer and len(outer) > 2


def _endless(node: Any, place: Place = ()) -> Iterator[Place]:
    """Yield where a number is infinite or not a number at all; TOML can write both."""
    if isinstance(node, float) and not math.isfinite(node):
        yield place
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in entries:
        yield from _endless(value, (*place, key))


def _finding(document: dict[str, Any], place: Place, errors: Sequence[ErrorDetails], source: str) -> Finding:
    kinds = {error["type"]: error for error in errors}
    where = place_words(document, place)
    outer = place_words(document, place[:-1])
    if "extra_forbidden" in kinds:
        known = _known_settings(document, place[:-1])
        words = {"found": place[-1], "expected": ", ".join(known), "nearest": nearest(str(place[-1]), known)}
        return finding("unknown-setting", source, place=_capital(outer), **words)
    if "missing" in kinds:
        return finding("missing-setting", source, place=_capital(outer), expected=place[-1])
    if "union_tag_not_found" in kinds:
        return finding("missing-setting", source, place=_capital(where), expected="kind")
    if "union_tag_invalid" in kinds:
        kind = str(_value(document, place)["kind"])
        words = {"found": kind, "expected": ", ".join(RULES), "nearest": nearest(kind, RULES)}
        return finding("unknown-kind", source, place=_capital(where), hint=hint("any-kind"), **words)
    if "value_error" in kinds:
        said = kinds["value_error"]["msg"].removeprefix("Value error, ")
        return finding("contradictory-setting", source, place=_capital(where), found=said)
    value = _value(document, place)
    expected = _expected(errors)
    shown = shorten(json.dumps(value, default=str, ensure_ascii=False))
    advice = _hint(value, set(kinds), errors)
    return finding("bad-setting", source, place=_capital(where), found=shown, expected=expected, hint=advice)


def _capital(words: str) -> str:
    """Return words as the beginning of a sentence, unless they are the name of a setting."""
    return words[0].upper() + words[1:] if words.startswith("the ") else words


def _expected(errors: Sequence[ErrorDetails]) -> str:
    """Return what the setting may be: the branches of a union, joined by 'or'."""
    words: list[str] = []
    for error in errors:
        template = EXPECTED_SETTINGS.get(error["type"])
        words.append(template.format_map(error.get("ctx", {})) if template else error["msg"])
    unique = [word for word in dict.fromkeys(words) if not (word == "a whole number" and "a number" in words)]
    return " or ".join(unique)


def _hint(value: Any, kinds: set[str], errors: Sequence[ErrorDetails]) -> str:
    """Return the likeliest way to mend a setting that is of the wrong type or out of its bounds."""
    number = read_number(value.strip(), ".") if isinstance(value, str) else None
    if number and kinds & {"float_type", "int_type"}:
        return hint("number-quotes", guess=number)
    if "bool_type" in kinds and "string_type" not in kinds:
        return hint("bool")
    if isinstance(value, int | float) and not isinstance(value, bool):
        bounds = {error["ctx"]["le"] for error in errors if error["type"] == "less_than_equal"}
        if bounds == {1.0} and 2 <= value <= 100:
            return hint("percent", guess=decimal_text(Decimal(str(value)) / 100))
        if kinds == {"string_type"}:
            return hint("text-quotes")
    if isinstance(value, str):
        choices = [word for error in errors if error["type"] == "literal_error" for word in _choices(error)]
        near = nearest(value, choices)
        if near:
            return near.strip()
    return hint("any-setting")


def _choices(error: ErrorDetails) -> list[str]:
    return [word for position, word in enumerate(error["ctx"]["expected"].split("'")) if position % 2]


def _value(document: Any, place: Place) -> Any:
    for part in place:
        document = document[part]
    return document


def _known_settings(document: dict[str, Any], place: Place) -> list[str]:
    """Return the names that the section at ``place`` knows."""
    if not place:
        return list(Scenario.model_fields)
    model: type[BaseModel] | None = SECTIONS.get(str(place[0]))
    if place[0] == "rule":
        model = RULES.get(str(_value(document, place[:2]).get("kind")))
    for part in place[1:]:
        field = None if model is None or isinstance(part, int) else model.model_fields.get(part)
        if field is not None and Amount in get_args(field.annotation):
            model = Amount
    return list(model.model_fields) if model else []
