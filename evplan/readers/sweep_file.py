"""A sweep from its TOML file, with the scenario that it varies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evplan.errors import EXPECTED_SETTINGS, Finding, finding, hint, nearest
from evplan.readers.finding_list import shorten
from evplan.readers.scenario_file import ScenarioFile, read_document, read_scenario
from evplan.readers.setting import Place, place_words
from evplan.scenario.document import Scenario
from evplan.scenario.rule import Cell
from evplan.scenario.sweep import Draw, Draws, Frontier, Range, Sweep, Vary
from evplan.scenario.sweep_member import choices, known_settings, member_scenario, place_of
from evplan.shipped import shipped_folder

_SECTIONS: Mapping[str, type[BaseModel]] = {
    "vary": Vary,
    "draws": Draws,
    "frontier": Frontier,
    "range": Range,
    "draw": Draw,
}


@dataclass(frozen=True)
class SweepFile:
    """A sweep file as read: ``sweep`` is ``None`` if its own settings are wrong, ``scenario_file`` if it has none.

    ``findings`` are those of the file and of its scenario; with an error among them nothing can be run.
    """

    path: Path
    sweep: Sweep | None
    scenario_file: ScenarioFile | None
    findings: tuple[Finding, ...]


def read_sweep(path: Path) -> SweepFile:
    """Return a sweep file with all its findings. Raises `FileUnreadable` if ``path`` is no file that can be read."""
    document, findings = read_document(path)
    if findings:
        return SweepFile(path, None, None, tuple(findings))
    sweep, findings = _sweep(document, path.name)
    file = None
    if isinstance(document.get("scenario"), str):
        place = _scenario_path(path, document["scenario"])
        if place is None:
            near = nearest(Path(document["scenario"]).stem, _scenarios(path))
            findings.append(
                finding("sweep-scenario", f"{path.name}: scenario", found=document["scenario"], nearest=near)
            )
        else:
            file = read_scenario(place)
            findings += file.findings
    if sweep is not None:
        findings += _members(sweep, path.name)
        if file is not None and file.scenario is not None:
            findings += _varied(sweep, file.scenario, path.name)
    return SweepFile(path, sweep, file, tuple(findings))


def _scenario_path(path: Path, text: str) -> Path | None:
    """Return the scenario's file: beside the sweep's, or the one of that name that comes with evplan."""
    for place in (path.parent / text, shipped_folder("scenarios") / f"{text}.toml"):
        if place.is_file():
            return place
    return None


def _scenarios(path: Path) -> list[str]:
    return [each.stem for folder in (path.parent, shipped_folder("scenarios")) for each in folder.glob("*.toml")]


def _sweep(document: dict[str, Any], name: str) -> tuple[Sweep | None, list[Finding]]:
    try:
        # Strict JSON, because TOML has types: a number in quotation marks is a mistake, not a number.
        return Sweep.model_validate_json(json.dumps(document, default=str), strict=True), []
    except ValidationError as error:
        groups: dict[Place, list[ErrorDetails]] = {}
        for each in error.errors(include_url=False):
            groups.setdefault(_place(document, each), []).append(each)
        return None, [_finding(document, place, group, name) for place, group in groups.items()]


def _place(document: Any, error: ErrorDetails) -> Place:
    """Return where an error stands in the document, pydantic's own marks left out."""
    node, place = document, list[str | int]()
    for number, part in enumerate(error["loc"], start=1):
        known = part in node if isinstance(node, dict) else isinstance(node, list) and isinstance(part, int)
        if known:
            node = node[part]
            place.append(part)
        elif error["type"] == "missing" and number == len(error["loc"]):
            place.append(part)
    return tuple(place)


def _finding(document: dict[str, Any], place: Place, errors: list[ErrorDetails], name: str) -> Finding:
    where, outer = place_words(document, place), place_words(document, place[:-1])
    where, outer = (words.replace("the scenario", "the sweep") for words in (where, outer))
    source = f"{name}: {where}"
    first = errors[0]
    if first["type"] == "extra_forbidden":
        sections = [str(part) for part in place[:-1] if str(part) in _SECTIONS]
        known = list((_SECTIONS[sections[-1]] if sections else Sweep).model_fields)
        words = {"found": place[-1], "expected": ", ".join(known), "nearest": nearest(str(place[-1]), known)}
        return finding("unknown-setting", source, place=_capital(outer), **words)
    if first["type"] == "missing":
        return finding("missing-setting", source, place=_capital(outer), expected=place[-1])
    if first["type"] == "value_error":
        said = first["msg"].removeprefix("Value error, ")
        return finding("contradictory-setting", source, place=_capital(where), found=said)
    templates = [(EXPECTED_SETTINGS.get(each["type"], each["msg"]), each.get("ctx", {})) for each in errors]
    shown = shorten(json.dumps(first["input"], default=str, ensure_ascii=False))
    expected = " or ".join(dict.fromkeys(text.format_map(values) for text, values in templates))
    advice = hint("any-setting")
    return finding("bad-setting", source, place=_capital(where), found=shown, expected=expected, hint=advice)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:] if words.startswith("the ") else words


def _members(sweep: Sweep, name: str) -> Iterator[Finding]:
    """Find entries without values, of different lengths, or with the same name."""
    for number, one in enumerate(sweep.vary, start=1):
        if one.draw is None and not choices(one):
            yield finding("sweep-empty", f"{name}: vary {number}", place=one.label)
    lengths = [len(choices(one)) for one in sweep.vary]
    if sweep.combine == "zip" and sweep.draws is None and len(set(lengths)) > 1:
        yield finding("sweep-lengths", f"{name}: combine", found=", ".join(map(str, lengths)))
    for label, count in Counter(one.label for one in sweep.vary).items():
        if count > 1:
            yield finding("sweep-twice", f"{name}: vary", found=label, count=count)


def _varied(sweep: Sweep, scenario: Scenario, name: str) -> Iterator[Finding]:
    """Find settings that the scenario does not have, and values that they may not have."""
    document = scenario.model_dump(mode="json")
    for number, one in enumerate(sweep.vary, start=1):
        source = f"{name}: vary {number}"
        if one.setting is None:
            continue
        place = place_of(document, one.setting)
        if place is None:
            near = nearest(one.setting, known_settings(document))
            yield finding("sweep-setting", source, scenario=scenario.name, found=one.setting, nearest=near)
            continue
        old = _value(document, place)
        if one.by != "set" and (isinstance(old, bool) or not isinstance(old, int | float)):
            yield finding("sweep-word", source, place=one.setting, found=json.dumps(old))
            continue
        alone = sweep.model_copy(update={"vary": [one]})
        for value in _samples(one):
            try:
                member_scenario(scenario, alone, {one.label: value}, scenario.name)
            except ValidationError as error:
                reason = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
                said = {"found": json.dumps(value), "reason": reason[:1].lower() + reason[1:]}
                yield finding("sweep-value", source, place=one.setting, **said)


def _samples(vary: Vary) -> list[Cell]:
    """Return the values to try: all there are, or the ends of what is drawn."""
    ends = [] if vary.draw is None else [vary.draw.low, vary.draw.high, vary.draw.mean]
    return choices(vary) or [value for value in ends if value is not None]


def _value(document: Any, place: Place) -> Any:
    for part in place:
        if document is None:
            return None
        document = document[part]
    return document
