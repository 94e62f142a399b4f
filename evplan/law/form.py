"""The form of the law files: from parsed TOML to `Law`, or a `LawFileInvalid` that says where and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import pairwise
from math import inf, isfinite
from typing import Any, Never

from evplan.errors import LawFileInvalid, nearest
from evplan.law import cost_ratio, general, loan, sectoral, working_time
from evplan.law.column import exact
from evplan.law.record import METHODS, ROADMAP, Document, Law, LegalValue, OpenQuestion

CONFIDENCE = ("H", "H-M", "M", "M-L", "L")
_TEXTS = ("subject", "reference", "address", "confidence")
_REQUIRED = ("subject", "from", "value", "reference", "address", "confidence", "checked")
_QUESTION = ("subject", "question", "assumed")

_REASONS = {
    "address": "'address' must start with http:// or https://, not {found!r}.",
    "bands": "the bands must be named up_to_<bound>, rise one after the other, end at the whole, and never score less.",
    "confidence": "'confidence' must be one of {known}, not {found!r}.",
    "date": "'{field}' must be a date, not {found!r}.",
    "gap": "the method has weights on {day} but no value for '{subject}'.",
    "key": "there is no key '{found}' here; known are {known}.{nearest}",
    "keys": "the value must have exactly the names {known}, not {found}.",
    "list": "'{field}' must be a list of tables.",
    "missing": "'{field}' is missing.",
    "no-document": "the law needs the file '{name}.toml'.",
    "no-subject": "the method needs a value for '{subject}'.",
    "number": "'{name}' must be a number from 0 to 1, not {found!r}.",
    "amount": "'{name}' must be a number of at least 0, not {found!r}.",
    "years": "the value must be a whole number of years, at least 1, not {found!r}.",
    "order": "'to' {end} is before 'from' {start}.",
    "overlap": "it starts on {start}, while the value before it runs to {end}.",
    "scalar": "the value must be a single number, not a table.",
    "subject": "there is no subject '{found}' in this file; known are {known}.{nearest}",
    "sum": "the weights add to {total}, not to 1.",
    "table": "the value must be a table of numbers by name, not {found!r}.",
    "text": "'{field}' must be a text that is not empty, not {found!r}.",
}


@dataclass(frozen=True)
class Shape:
    """What a subject's value looks like: a number, numbers by given names, weights that add to 1, or bands.

    Numbers are shares from 0 to 1 unless the shape says that they are an ``amount`` or whole ``years``.
    """

    names: tuple[str, ...] | None = None
    adds_to_one: bool = False
    bands: bool = False
    required: bool = True
    amount: bool = False
    years: bool = False


_NUMBER = Shape()
SHAPES: Mapping[str, Mapping[str, Shape]] = {
    sectoral.NAME: {"weights": Shape(sectoral.ASPECTS, adds_to_one=True)},
    general.NAME: {
        "weights": Shape(general.ASPECTS, adds_to_one=True),
        "certificate_bands": Shape(bands=True),
        "uncertified": Shape(general.ORIGINS),
        "development_maximum": _NUMBER,
        "maximum": Shape(required=False),
        "overhead_shares": Shape(
            ("own_plant", "plant_of_another_firm", "made_by_another_firm", "not_invested"), required=False
        ),
    },
    cost_ratio.NAME: {"weights": Shape(cost_ratio.ASPECTS, adds_to_one=True)},
    ROADMAP: {"minimum": _NUMBER},
    loan.NAME: {
        loan.CEILING: Shape(loan.KINDS, amount=True),
        loan.INTEREST: _NUMBER,
        loan.TERM: Shape(amount=True, years=True),
    },
    working_time.NAME: {working_time.HOURS_PER_MONTH: Shape(amount=True)},
}
"""Subjects that the formulas read, by law file; other files are shown, not read, and may have any subject."""


def parse_law(documents: Mapping[str, dict[str, Any]]) -> Law:
    """Return the law from parsed files: name of the file without its ending → its TOML as plain values.

    Needs the road map; a method without a file is unknown. Raises ``LawFileInvalid`` with file, place and reason: a
    value lacks a field or has one of the wrong kind, periods of one subject overlap, weights do not add to 1, a
    subject or a key is unknown.
    """
    if ROADMAP not in documents:
        _invalid(f"{ROADMAP}.toml", "file", "no-document", name=ROADMAP)
    order = [*METHODS, ROADMAP]
    names = sorted(documents, key=lambda name: (order.index(name) if name in order else len(order), name))
    parsed = {name: _document(name, documents[name]) for name in names}
    return Law(documents=parsed, digest=_digest(parsed))


def _digest(documents: Mapping[str, Document]) -> str:
    content = {name: asdict(document) for name, document in documents.items()}
    for document in content.values():
        for part in ("values", "superseded", "questions"):
            document[part] = sorted(json.dumps(entry, sort_keys=True, default=str) for entry in document[part])
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _document(name: str, content: Mapping[str, Any]) -> Document:
    path = f"{name}.toml"
    _check_keys(path, "file", content, ("title", "regulation", "value"), ("open", "superseded"))
    for field in ("title", "regulation"):
        _check_text(path, "file", content, field)
    shapes = SHAPES.get(name, {})
    values = [_value(path, place, entry, shapes) for place, entry in _entries(path, content, "value")]
    history = [_value(path, place, entry, shapes) for place, entry in _entries(path, content, "superseded")]
    questions = [_question(path, place, entry) for place, entry in _entries(path, content, "open")]
    _check_overlaps(path, values)
    if name in SHAPES:
        _check_shapes(path, SHAPES[name], values)
    return Document(name, content["title"], content["regulation"], tuple(values), tuple(history), tuple(questions))


def _entries(path: str, content: Mapping[str, Any], field: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the tables of a list with a place that a person can find: ``value 2 (weights)``."""
    entries = content.get(field, [])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        _invalid(path, field, "list", field=field)
    return [(f"{field} {number} ({entry.get('subject', '?')})", entry) for number, entry in enumerate(entries, start=1)]


def _value(path: str, place: str, entry: Mapping[str, Any], shapes: Mapping[str, Shape]) -> LegalValue:
    _check_keys(path, place, entry, _REQUIRED, ("to", "note"))
    for field in _TEXTS:
        _check_text(path, place, entry, field)
    for field in ("from", "to", "checked"):
        _check_date(path, place, entry, field)
    if not entry["address"].startswith(("http://", "https://")):
        _invalid(path, place, "address", found=entry["address"])
    if entry["confidence"] not in CONFIDENCE:
        _invalid(path, place, "confidence", found=entry["confidence"], known=", ".join(CONFIDENCE))
    start, end = entry["from"], entry.get("to")
    if end is not None and end < start:
        _invalid(path, place, "order", start=start, end=end)
    reference, address, confidence = entry["reference"], entry["address"], entry["confidence"]
    shape = shapes.get(entry["subject"], _NUMBER)
    number = _numbers(path, place, entry["value"], amount=shape.amount)
    note = entry.get("note", "")
    return LegalValue(entry["subject"], number, start, end, reference, address, confidence, entry["checked"], note)


def _numbers(path: str, place: str, value: object, *, amount: bool) -> float | dict[str, float]:
    if isinstance(value, Mapping):
        if not value:
            _invalid(path, place, "table", found=value)
        return {str(name): _number(path, place, str(name), number, amount=amount) for name, number in value.items()}
    return _number(path, place, "value", value, amount=amount)


def _number(path: str, place: str, name: str, number: object, *, amount: bool) -> float:
    known = isinstance(number, int | float) and not isinstance(number, bool) and isfinite(number)
    if not known or not 0 <= number <= (inf if amount else 1):  # type: ignore[operator]
        _invalid(path, place, "amount" if amount else "number", name=name, found=number)
    assert isinstance(number, int | float), "checked above"
    return float(number)


def _question(path: str, place: str, entry: Mapping[str, Any]) -> OpenQuestion:
    _check_keys(path, place, entry, _QUESTION, ())
    for field in _QUESTION:
        _check_text(path, place, entry, field)
    return OpenQuestion(entry["subject"], entry["question"], entry["assumed"])


def _check_keys(
    path: str, place: str, entry: Mapping[str, Any], required: Sequence[str], optional: Sequence[str]
) -> None:
    known = (*required, *optional)
    for key in entry:
        if key not in known:
            _invalid(path, place, "key", found=key, known=", ".join(known), nearest=nearest(key, known))
    for field in required:
        if field not in entry:
            _invalid(path, place, "missing", field=field)


def _check_text(path: str, place: str, entry: Mapping[str, Any], field: str) -> None:
    if not isinstance(entry[field], str) or not entry[field].strip():
        _invalid(path, place, "text", field=field, found=entry[field])


def _check_date(path: str, place: str, entry: Mapping[str, Any], field: str) -> None:
    found = entry.get(field)
    if (found is not None or field in _REQUIRED) and (not isinstance(found, date) or isinstance(found, datetime)):
        _invalid(path, place, "date", field=field, found=found)


def _check_overlaps(path: str, values: Sequence[LegalValue]) -> None:
    ordered = sorted(values, key=lambda value: (value.subject, value.start))
    for before, after in pairwise(ordered):
        if before.subject == after.subject and (before.end is None or after.start <= before.end):
            _invalid(path, _named(after), "overlap", start=after.start, end=before.end or "this day")


def _check_shapes(path: str, shapes: Mapping[str, Shape], values: Sequence[LegalValue]) -> None:
    for value in values:
        if value.subject not in shapes:
            words = {"known": ", ".join(shapes), "nearest": nearest(value.subject, shapes)}
            _invalid(path, _named(value), "subject", found=value.subject, **words)
        _check_shape(path, shapes[value.subject], value)
    required = [subject for subject, shape in shapes.items() if shape.required]
    for subject in required:
        if not any(value.subject == subject for value in values):
            _invalid(path, "file", "no-subject", subject=subject)
    for day in sorted({value.start for value in values}):
        held = [value.subject for value in values if value.holds(day)]
        for subject in required:
            if "weights" in held and subject not in held:
                _invalid(path, "file", "gap", subject=subject, day=day)


def _check_shape(path: str, shape: Shape, value: LegalValue) -> None:
    place, numbers = _named(value), value.value
    if shape.names is None and not shape.bands:
        if isinstance(numbers, dict):
            _invalid(path, place, "scalar")
        if shape.years and (numbers < 1 or numbers != int(numbers)):
            _invalid(path, place, "years", found=numbers)
        return
    if not isinstance(numbers, dict):
        _invalid(path, place, "table", found=numbers)
    if shape.bands:
        _check_bands(path, place, numbers)
    elif set(numbers) != set(shape.names or ()):
        _invalid(path, place, "keys", known=", ".join(shape.names or ()), found=", ".join(numbers))
    total = sum(exact(number) for number in numbers.values())
    if shape.adds_to_one and total != 1:
        _invalid(path, place, "sum", total=float(total))


def _check_bands(path: str, place: str, bands: Mapping[str, float]) -> None:
    try:
        bounds = [general.band_bound(name) for name in bands]
    except ValueError:
        _invalid(path, place, "bands")
    scores = list(bands.values())
    if bounds != sorted(set(bounds)) or bounds[-1] != 1 or scores != sorted(scores):
        _invalid(path, place, "bands")


def _named(value: LegalValue) -> str:
    return f"{value.subject} from {value.start}"


def _invalid(path: str, place: str, reason: str, **values: Any) -> Never:
    raise LawFileInvalid(path=path, place=place, reason=_REASONS[reason].format_map(values))
