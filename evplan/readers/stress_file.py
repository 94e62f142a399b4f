"""The cases of a stress test from a TOML file."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evplan.errors import Finding, file_unreadable, finding, nearest
from evplan.errors.stress import CasesInvalid
from evplan.plan.disturbance import Disturbance

KNOWN = [name for name in Disturbance.model_fields if name not in ("kind", "subject")]

_MOST = 1.0 + 1e-9


def read_cases(path: Path) -> list[Disturbance]:
    """Return the cases of a file, in its order; raises `FileUnreadable`, and `CasesInvalid` with all findings."""
    findings: list[Finding] = []
    cases = _cases(path, findings)
    if findings:
        raise CasesInvalid(path=path, count=len(findings), findings=findings)
    return cases


def _cases(path: Path, findings: list[Finding]) -> list[Disturbance]:
    try:
        document = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        findings.append(finding("case-syntax", path.name, found=error))
        return []
    strays = [key for key in document if key != "case"]
    for key in strays:
        near = nearest(key, ["case"])
        findings.append(
            finding("case-unknown-key", path.name, place="The file", found=key, nearest=near, expected="case")
        )
    entries = document.get("case")
    if not isinstance(entries, list) or not entries:
        findings.append(finding("case-no-cases", path.name))
        return []
    cases = [_case(path, number, entry, findings) for number, entry in enumerate(entries, start=1)]
    found = [case for case in cases if case is not None]
    for name, count in Counter(case.name for case in found).items():
        if count > 1:
            findings.append(finding("case-name-twice", path.name, found=name, count=count))
    odds = sum(case.probability or 0.0 for case in found)
    if odds > _MOST:
        findings.append(finding("case-odds-too-high", path.name, found=f"{odds:g}"))
    return found


def _case(path: Path, number: int, entry: Any, findings: list[Finding]) -> Disturbance | None:
    name = entry.get("name") if isinstance(entry, dict) else None
    place = f"Case '{name}'" if isinstance(name, str) else f"Case {number}"
    source = f"{path.name}: {place[0].lower()}{place[1:]}"
    strays = [key for key in entry if key not in KNOWN] if isinstance(entry, dict) else []
    for key in strays:
        near, known = nearest(key, KNOWN), ", ".join(KNOWN)
        findings.append(finding("case-unknown-key", source, place=place, found=key, nearest=near, expected=known))
    kept = {key: value for key, value in entry.items() if key in KNOWN} if isinstance(entry, dict) else entry
    try:
        # Strict JSON, because TOML has types: a number in quotation marks is a mistake, not a number.
        return Disturbance.model_validate_json(json.dumps(kept, default=str), strict=True)
    except ValidationError as error:
        if strays and all(each["type"] == "value_error" for each in error.errors()):
            # What the case does stands, most likely, under the name that was mistyped.
            return None
        for each in error.errors(include_url=False):
            at = ".".join(str(part) for part in each["loc"])
            words = each["msg"].removeprefix("Value error, ")
            said = f"{at}: {words[0].lower()}{words[1:]}" if at else words
            findings.append(finding("case-bad", source, place=place, found=said))
    return None


def _text(path: Path) -> str:
    if not path.is_file():
        near = nearest(path.name, [each.name for each in path.parent.glob("*.toml")])
        raise file_unreadable("is-folder" if path.is_dir() else "missing", path, nearest=near)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise file_unreadable("other", path, detail=error.strerror or error) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise file_unreadable("not-utf8", path, line=line) from error
