"""A file as rows of text cells, whatever wrote it: text in any encoding, a workbook, KiCad's XML."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from evplan.errors import Finding, finding
from evplan.readers.workbook import cell_text, open_workbook

Rows = list[list[str]]
Score = Callable[[Sequence[str]], float]

MOST_COLUMNS = 1000
LONGEST_LINE = 1_000_000
LEAST_SCORE = 1.5
"""A row that looks less like headings is none."""

LOOKED_AT = 60
"""Rows that tell the separator and where the headings are."""

_SEPARATORS = ",;\t|"
_OTHER_ENCODINGS = ("cp1252", "gb18030", "cp932")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass
class Grid:
    """Rows of cells with the line (or row of the sheet) of each; blank rows are left out.

    Cells keep blanks at their beginning, which may say the level. ``separator`` is that of text, blank elsewhere;
    ``failed`` are cells (row, column of ``rows``) whose formula failed.
    """

    source: str
    rows: Rows
    lines: list[int]
    separator: str = ""
    findings: list[Finding] = field(default_factory=list)
    failed: dict[tuple[int, int], str] = field(default_factory=dict)


def read_grid(content: bytes, name: str, score: Score, sheet: str | None = None) -> Grid:
    """Return the cells of a file; ``score`` says how much a row looks like headings, and decides what is in doubt.

    Raises `FileUnreadable` for a damaged or protected workbook. A file without any table gives a grid without rows
    and a finding that says why.
    """
    if content.startswith((_WORKBOOK, _OLD_WORKBOOK)):
        return _from_workbook(content, name, score, sheet)
    text, encoding = _decode(content, score)
    if text is None:
        return _nothing(name, encoding)
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        return _from_xml(text, name)
    grid = _from_text(text, name, score)
    if encoding not in ("UTF-8", "UTF-16"):
        grid.findings.insert(0, finding("bill-encoding", source=name, found=encoding))
    return grid


def _nothing(name: str, why: str) -> Grid:
    return Grid(name, [], [], findings=[finding("bill-no-table", source=name, file=name, found=why)])


def _decode(content: bytes, score: Score) -> tuple[str | None, str]:
    """Return the text and its encoding, or ``None`` and why there is none."""
    text, encoding = _decoded(content, score)
    if text is None:
        return None, encoding
    if not text.strip("\ufeff \r\n\t"):
        return None, "it is empty"
    if len(_CONTROL.findall(text[:20_000])) > max(2, min(len(text), 20_000) // 200):
        return None, "it is no text, but what a program or a picture looks like"
    if max(map(len, re.split(r"[\r\n]", text)), default=0) > LONGEST_LINE:
        return None, f"a line of it is longer than {LONGEST_LINE:,} characters"
    return text, encoding


def _decoded(content: bytes, score: Score) -> tuple[str | None, str]:
    zeros = content[:4000].count(0)
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16"), "UTF-16"
        if zeros > len(content[:4000]) // 4:
            even = content[:4000:2].count(0)
            return content.decode("utf-16-be" if even > zeros // 2 else "utf-16-le"), "UTF-16"
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if error.encoding.startswith("utf-16"):
            return None, "it says that it is UTF-16, but is cut off or damaged"
    found: dict[str, str] = {}
    for encoding in _OTHER_ENCODINGS:
        try:
            found[encoding] = content.decode(encoding, errors="strict" if encoding != "cp1252" else "replace")
        except UnicodeDecodeError:
            continue
    best = max(found, key=lambda name: _heading_score(found[name], score))
    return found[best], "Windows-1252" if best == "cp1252" else best.upper()


def _heading_score(text: str, score: Score) -> float:
    rows = [re.split(r"[,;\t|]", line) for line in text.splitlines()[:LOOKED_AT]]
    return max((score(row) for row in rows), default=0.0)


def _from_text(text: str, name: str, score: Score) -> Grid:
    head = text[:10].casefold()
    skipped = 0
    if head.startswith("sep=") and "\n" in text:
        text, skipped = text.partition("\n")[2], 1
    separator = _separator(text, score)
    rows, lines, findings = _records(text, separator, name, skipped)
    if rows and max(map(len, rows)) > MOST_COLUMNS:
        return _nothing(name, f"a row of it has more than {MOST_COLUMNS:,} cells")
    return Grid(name, rows, lines, separator, findings)


def _records(text: str, separator: str, name: str, skipped: int) -> tuple[Rows, list[int], list[Finding]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: Rows = []
    lines: list[int] = []
    findings: list[Finding] = []
    before = 0
    try:
        for cells in reader:
            if any(cell and not cell.isspace() for cell in cells):
                rows.append(cells)
                lines.append(before + 1 + skipped)
                if reader.line_num - before > 25:
                    count = reader.line_num - before
                    findings.append(finding("bill-cell-cut", f"{name}:{lines[-1]}", row=lines[-1], count=count))
            before = reader.line_num
    except csv.Error:
        findings.append(finding("bill-cell-cut", f"{name}:{before + 1}", row=before + 1, count="very many"))
    return rows, lines, findings


def _separator(text: str, score: Score) -> str:
    """Return the separator under which a row looks most like headings, then most rows are equally wide."""
    start = "\n".join(text[:200_000].splitlines()[: LOOKED_AT * 2])

    def fit(sign: str) -> tuple[float, float, int]:
        rows, _, _ = _records(start, sign, "", 0)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            return LEAST_SCORE, 0.0, 1
        width, count = widths.most_common(1)[0]
        heads = max((score(row) for row in rows[:LOOKED_AT] if len(row) > 1), default=0.0)
        return max(heads, LEAST_SCORE), count / len(rows), width

    return max(_SEPARATORS, key=fit)


def _from_workbook(content: bytes, name: str, score: Score, sheet: str | None) -> Grid:
    book = open_workbook(content, name)
    sheets = {title: [[_workbook_text(cell) for cell in row] for row in rows] for title, rows in book.sheets.items()}
    if sheet is not None and sheet not in sheets:
        return _nothing(name, f"it has no sheet '{sheet}', only {', '.join(sheets)}")
    filled = {title: rows for title, rows in sheets.items() if any(any(row) for row in rows)}
    if sheet is None and not filled:
        return _nothing(name, "all its sheets are empty")
    chosen = sheet or max(filled, key=lambda title: _sheet_score(filled[title], score))
    kept = [(number, row) for number, row in enumerate(sheets[chosen]) if any(cell.strip() for cell in row)]
    grid = Grid(f"{name}[{chosen}]", [row for _, row in kept], [number + 1 for number, _ in kept])
    place = {number: position for position, (number, _) in enumerate(kept)}
    failed = book.failed.get(chosen, {}).items()
    grid.failed = {(place[row], column): text for (row, column), text in failed if row in place}
    others = [title for title in filled if title != chosen]
    if others and sheet is None:
        grid.findings.append(finding("bill-sheet-chosen", source=name, found=chosen, other=", ".join(others)))
    if kept and max(len(row) for _, row in kept) > MOST_COLUMNS:
        return _nothing(name, f"a row of it has more than {MOST_COLUMNS:,} cells")
    return grid


def _workbook_text(cell: Any) -> str:
    """Return a cell as text; blanks at the beginning stay, since they may say the level."""
    return cell.rstrip() if isinstance(cell, str) else cell_text(cell) or ""


def _sheet_score(rows: Rows, score: Score) -> tuple[float, int]:
    return max((score(row) for row in rows[:LOOKED_AT]), default=0.0), len(rows)


def _from_xml(text: str, name: str) -> Grid:
    """Return the components of KiCad's XML, a row for each kind of component, its references joined."""
    try:
        root = ElementTree.fromstring(text.encode())
    except (ElementTree.ParseError, ValueError) as error:
        return _nothing(name, f"it is no well-formed XML ({error})")
    components = [_component(each) for each in root.iter("comp")]
    if not components:
        return _nothing(name, "it is XML, but no list of components as KiCad writes it")
    heads = list(dict.fromkeys(key for each in components for key in each if key != "Reference"))
    joined: dict[tuple[str, ...], list[str]] = {}
    for each in components:
        joined.setdefault(tuple(each.get(key, "") for key in heads), []).append(each["Reference"])
    rows = [["Reference", *heads, "Qty"]]
    rows += [[",".join(places), *kind, str(len(places))] for kind, places in joined.items()]
    return Grid(name, rows, list(range(1, len(rows) + 1)), ",")


def _component(element: ElementTree.Element) -> dict[str, str]:
    cells = {"Reference": element.get("ref", "?")}
    cells |= {tag.capitalize(): element.findtext(tag) or "" for tag in ("value", "footprint", "datasheet")}
    cells |= {each.get("name", ""): each.text or "" for each in element.iter("field")}
    for each in element.iter("property"):
        label = each.get("name", "")
        if label.casefold() == "dnp":
            cells["DNP"] = "yes"
        elif label and not label.startswith(("Sheet", "ki_")):
            cells[label] = each.get("value") or ""
    return cells
