"""A scenario from its TOML file and the files that it is based on."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evplan.errors import Finding, file_unreadable, finding, hint, nearest
from evplan.readers.setting import Place, place_words, read_settings
from evplan.scenario.document import Scenario

Document = dict[str, Any]

_OWN = ("name", "based_on", "drop_rules")
"""Settings that a child never takes over from its parent."""

LINEAGE_COLUMNS = ["key", "old", "new"]

_POSITION = re.compile(r" \(at line (\d+), column (\d+)\)| \(at end of document\)")


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario file as read.

    ``scenario`` is ``None`` if a finding is an error. ``text`` is the file and its parents, each headed by a comment
    with its name. ``data_path`` is the data set's place, seen from the file that states it. ``lineage`` has a row per
    setting that the file changes of its parent: ``key`` (``calendar.periods``, ``rule 'umkm'.minimum_share``),
    ``old`` and ``new`` as TOML would write them, blank where there is none.
    """

    path: Path
    scenario: Scenario | None
    text: str
    data_path: Path
    findings: tuple[Finding, ...]
    lineage: pd.DataFrame


@dataclass(frozen=True)
class _Link:
    """One file of a line of descent: ``document`` is empty if it is no valid TOML."""

    path: Path
    text: str
    document: Document


def read_scenario(path: Path) -> ScenarioFile:
    """Return the scenario of a file, its parents merged in, with all its findings.

    Raises `FileUnreadable` if ``path`` is no file that can be read.
    """
    links, findings = _descent(path)
    broken = bool(findings)
    parent = _merge_all(links[1:])
    merged = _merge(parent, links[0].document)
    findings += _find_rule_ids(links)

    def source_of(place: Place) -> str:
        return f"{_origin(links, merged, place).name}: {place_words(merged, place)}"

    scenario = None
    if links[0].document:
        scenario, found = read_settings(merged, source_of)
        findings += [each for each in found if not (broken and each.code == "missing-setting")]
    return ScenarioFile(
        path=path,
        scenario=None if findings else scenario,
        text="\n".join(f"# --- {link.path.name} ---\n{link.text}" for link in links),
        data_path=_data_path(links),
        findings=tuple(findings),
        lineage=_lineage(parent, merged) if len(links) > 1 else _lineage({}, {}),
    )


def read_document(path: Path) -> tuple[Document, list[Finding]]:
    """Return a TOML file as plain values, empty where it is no valid TOML, and what is wrong with it.

    Raises `FileUnreadable` if ``path`` is no file that can be read.
    """
    findings: list[Finding] = []
    return _read(path, findings).document, findings


def scenario_of(path: Path, document: Document, parent: Document | None = None) -> ScenarioFile:
    """Return the scenario of a document that stands in no file, laid over ``parent``, with all its findings.

    ``path`` names it in them. Its data set's place is seen from the working directory.
    """
    links = [_Link(path, "", document), *([] if parent is None else [_Link(path, "", parent)])]
    merged = _merge_all(links)

    def source_of(place: Place) -> str:
        return f"{path.name}: {place_words(merged, place)}"

    scenario, found = read_settings(merged, source_of)
    findings = [*_find_rule_ids(links), *found]
    return ScenarioFile(
        path=path,
        scenario=None if findings else scenario,
        text=json.dumps(merged, default=str),
        data_path=Path(str(merged.get("data", ""))),
        findings=tuple(findings),
        lineage=_lineage({}, {}),
    )


def _descent(path: Path) -> tuple[list[_Link], list[Finding]]:
    """Return the file, its parent, its parent's parent and so on, and what hinders to read them all."""
    findings: list[Finding] = []
    links = [_read(path, findings)]
    seen = [path.resolve()]
    while isinstance(name := links[-1].document.get("based_on"), str):
        child = links[-1].path
        parent = child.parent / name
        if parent.resolve() in seen:
            circle = [*seen[seen.index(parent.resolve()) :], parent.resolve()]
            names = " -> ".join(each.name for each in circle)
            findings.append(finding("parent-loop", f"{child.name}: based_on", found=names))
            break
        if not parent.is_file():
            near = nearest(parent.name, _toml_names(parent.parent))
            findings.append(finding("parent-missing", f"{child.name}: based_on", found=name, nearest=near))
            break
        seen.append(parent.resolve())
        links.append(_read(parent, findings))
    return links, findings


def _read(path: Path, findings: list[Finding]) -> _Link:
    if not path.is_file():
        near = nearest(path.name, _toml_names(path if path.is_dir() else path.parent))
        raise file_unreadable("is-folder" if path.is_dir() else "missing", path, nearest=near)
    try:
        content = path.read_bytes()
    except PermissionError as error:
        raise file_unreadable("denied", path) from error
    except OSError as error:
        raise file_unreadable("other", path, detail=error.strerror or error) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        row, position = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        words = {"found": f"0x{content[error.start]:02X}", "position": position, "guess": "", "file": path.name}
        findings.append(finding("wrong-encoding", f"{path.name}:{row}", row=row, **words))
        return _Link(path, content.decode("utf-8", errors="replace"), {})
    try:
        return _Link(path, text, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        findings.append(_find_syntax(path, text, error))
        return _Link(path, text, {})


def _toml_names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.glob("*.toml")) if folder.is_dir() else []


def _find_syntax(path: Path, text: str, error: Exception) -> Finding:
    """Return the finding for broken TOML: line, column, and the advice that fits the line."""
    said = "brackets are nested too deeply" if isinstance(error, RecursionError) else str(error)
    match = _POSITION.search(said)
    row = int(match[1]) if match and match[1] else max(len(text.splitlines()), 1)
    column = f", column {match[2]}" if match and match[2] else ""
    reason = _POSITION.sub("", said)
    advice = "toml-any"
    if "overwrite" in reason or "twice" in reason:
        advice = "toml-again"
    elif "'=' after" in reason or "table declaration" in reason:
        advice = "toml-equals"
    elif ("Invalid value" in reason and match and match[1]) or "newline or end" in reason:
        advice = "toml-value"
    where = f"line {row}{column}: {reason[:1].lower()}{reason[1:]}"
    return finding("scenario-syntax", f"{path.name}:{row}", row=row, found=where, hint=hint(advice))


def _rules(document: Document) -> list[Document]:
    rules = document.get("rule", [])
    return [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []


def _merge_all(links: Sequence[_Link]) -> Document:
    merged: Document = {}
    for link in reversed(links):
        merged = _merge(merged, link.document)
    return merged


def _merge(parent: Document, child: Document) -> Document:
    """Return a child's document with its parent's merged in; see `Scenario` for how."""
    merged = {key: value for key, value in parent.items() if key not in _OWN}
    for key, value in child.items():
        if key in ("rule", "change") and isinstance(value, list) and isinstance(merged.get(key, []), list):
            continue
        merged[key] = _merge_tables(merged[key], value) if key in merged else value
    if isinstance(child.get("rule", []), list) and isinstance(merged.get("rule", []), list):
        rules = _merge_rules(merged.get("rule", []), child.get("rule", []), _list(child.get("drop_rules")))
        merged |= {"rule": rules} if rules else {}
        if not rules:
            merged.pop("rule", None)
    if isinstance(child.get("change", []), list) and ("change" in child or "change" in merged):
        merged["change"] = [*_list(merged.get("change")), *child.get("change", [])]
    return merged


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _merge_tables(old: Any, new: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return old | {key: _merge_tables(old[key], value) if key in old else value for key, value in new.items()}


def _merge_rules(old: list[Any], new: list[Any], dropped: list[Any]) -> list[Any]:
    """Return the parent's rules, each replaced by the child's of the same id or dropped, then the child's others."""
    latest = {_rule_id(rule): rule for rule in new if _rule_id(rule) is not None}
    left = [rule for rule in old if _rule_id(rule) in latest or _rule_id(rule) not in dropped]
    taken = {_rule_id(rule) for rule in old} - {None}
    return [latest.get(_rule_id(rule), rule) for rule in left] + [rule for rule in new if _rule_id(rule) not in taken]


def _rule_id(rule: Any) -> str | None:
    name = rule.get("id") if isinstance(rule, dict) else None
    return name if isinstance(name, str) else None


def _find_rule_ids(links: Sequence[_Link]) -> list[Finding]:
    """Find ids that stand twice in one file, and dropped ids that no parent has."""
    findings = []
    complete = not isinstance(links[-1].document.get("based_on"), str)
    for position, link in enumerate(links):
        counts = Counter(name for rule in _rules(link.document) if (name := _rule_id(rule)) is not None)
        for name, count in counts.items():
            if count > 1:
                source = f"{link.path.name}: rule '{name}'"
                findings.append(finding("duplicated-rule", source, found=name, count=count))
        known = [str(_rule_id(rule)) for rule in _rules(_merge_all(links[position + 1 :]))]
        for name in _list(link.document.get("drop_rules")) if complete else []:
            if isinstance(name, str) and name not in known:
                source = f"{link.path.name}: drop_rules"
                findings.append(finding("unknown-dropped-rule", source, found=name, nearest=nearest(name, known)))
    return findings


def _origin(links: Sequence[_Link], merged: Document, place: Place) -> Path:
    """Return the file that states what stands at a place of the merged document; the child's if none does."""
    if len(place) > 1 and isinstance(place[1], int) and place[0] in ("rule", "change"):
        entry = merged[str(place[0])][place[1]]
        stating = (link for link in links if any(entry is each for each in _list(link.document.get(str(place[0])))))
    else:
        stating = (link for link in links if _states(link.document, place))
    return next(stating, links[0]).path


def _states(document: Any, place: Place) -> bool:
    try:
        for part in place:
            document = document[part]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _data_path(links: Sequence[_Link]) -> Path:
    """Return the data set's place from the first file that states it; the file's folder where none does."""
    for link in links:
        if isinstance(link.document.get("data"), str):
            return Path(os.path.normpath(link.path.parent / link.document["data"]))
    return links[0].path.parent


def _lineage(parent: Document, merged: Document) -> pd.DataFrame:
    old, new = dict(_flat(parent)), dict(_flat(merged))
    keys = [key for key in [*old, *(key for key in new if key not in old)] if old.get(key) != new.get(key)]
    rows = [(key, old.get(key, ""), new.get(key, "")) for key in keys]
    return pd.DataFrame(rows, columns=LINEAGE_COLUMNS, dtype="str")


def _flat(document: Document) -> Iterator[tuple[str, str]]:
    """Yield every setting with its value as text: ``calendar.first``, ``rule 'umkm'.kind``, ``change 1``."""
    for key, value in document.items():
        if key in _OWN:
            continue
        if isinstance(value, dict):
            yield from ((f"{key}.{name}", _text(cell)) for name, cell in value.items())
        elif key == "rule" and isinstance(value, list):
            for number, rule in enumerate(value):
                settings = rule.items() if isinstance(rule, dict) else ()
                head = place_words(document, ("rule", number))
                yield from ((f"{head}.{name}", _text(cell)) for name, cell in settings if name != "id")
        elif key == "change" and isinstance(value, list):
            yield from ((f"change {number}", _text(change)) for number, change in enumerate(value, start=1))
        else:
            yield key, _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
