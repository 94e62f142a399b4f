"""TKDN forms of direct material (Form 1.1) as they are found: evplan's own, and hand-made copies of the ministry's."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from math import isnan, nan
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook

from evplan.errors import Finding, file_unreadable, finding, nearest
from evplan.errors.form import FormForeign
from evplan.plan.filled_form import LINE_NUMBERS, LINE_TEXTS, TRACE_TEXTS, FilledForm, differs, worked_out
from evplan.quantities import decimal_text
from evplan.readers.finding_list import shorten
from evplan.readers.form_heading import Cell, Rows, find_heading, is_numbering, text_of
from evplan.readers.form_number import decimal_sign, doubt, form_number, shares

MOST_ROWS, MOST_COLUMNS = 5_000, 60
"""What stands further out is not looked at."""

_TOTAL = re.compile(r"^\W*(sub\s*-?\s*total|grand total|total|jumlah)\b", re.IGNORECASE)
_MATERIAL = re.compile(r"(bahan|material).*langsung", re.IGNORECASE)
_SUMS = ("kdn", "kln", "total")
_NUMBERS = ("quantity", "price", *_SUMS)
_WORDS = {
    "share": "TKDN",
    "quantity": "Jumlah",
    "price_idr": "Harga satuan",
    "kdn": "KDN",
    "kln": "KLN",
    "total": "Total",
}


def read_form_file(path: Path) -> FilledForm:
    """Return the form of direct material in a workbook, with findings for its arithmetic and for what cannot be read.

    Lines that cannot be read are left out and found. Numbers that formulas would give but no program has worked out
    are not checked. Raises ``FileUnreadable``, and `FormForeign` for a workbook without such a form.
    """
    sheets = _sheets(path)
    for name, rows in sheets.items():
        heading = find_heading(rows)
        if heading is not None:
            lines, sums, findings = _lines(rows, *heading)
            findings += _wrong_lines(lines) + sums
            findings += [each for other, cells in sheets.items() if other != name for each in _recap(cells, lines)]
            product, specification = (_head(rows, text) for text in ("hasil produksi", "spesifikasi"))
            return FilledForm(name, product, specification, lines, tuple(findings))
    raise FormForeign(path=path.name, sheets=", ".join(sheets))


def _sheets(path: Path) -> dict[str, Rows]:
    """Return the cells of every sheet, as they were last worked out."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        near = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        raise file_unreadable("missing", path, nearest=nearest(path.name, near)) from error
    except IsADirectoryError as error:
        raise file_unreadable("is-folder", path, nearest="") from error
    except OSError as error:
        raise file_unreadable("other", path, detail=error.strerror or error) from error
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise file_unreadable("old-workbook", path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            return {
                sheet.title: [
                    [(cell.value, str(cell.number_format or "")) for cell in row]
                    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
                ]
                for sheet in book.worksheets
            }
    except Exception as error:  # a damaged workbook raises whatever it makes openpyxl stumble on
        raise file_unreadable("no-workbook", path, detail=str(error)[:200] or type(error).__name__) from error


def _lines(rows: Rows, first: int, columns: dict[str, int]) -> tuple[pd.DataFrame, list[Finding], list[Finding]]:
    """Return the lines below the headings, findings about totals, and findings about cells."""
    body = [(number, row) for number, row in enumerate(rows[first:], start=first + 1) if not is_numbering(row)]
    numeric = [_at(row, columns, name) for _, row in body for name in (*_NUMBERS, "share")]
    decimal, certain = decimal_sign(cell for cell in numeric if re.search(r"\d", text_of(cell)))
    kinds = [(number, row, _kind(row, columns)) for number, row in body]
    mine = [(number, row) for number, row, kind in kinds if kind == "line"]
    labels = [_label(row, columns, place) for place, (_, row) in enumerate(mine, start=1)]
    share, findings = shares([_at(row, columns, "share") for _, row in mine], decimal, labels)
    records: list[dict[str, Any]] = []
    for (number, row), (line, name), value in zip(mine, labels, share, strict=True):
        record = _record(row, columns, decimal)
        faults = _faults({**record, "share": value}, row, columns, line, name)
        findings += faults or doubt(_at(row, columns, "quantity"), decimal, certain, line, name)
        if not faults:
            records.append({**record, "row": number, "line": line, "name": name, "share": value})
    kept = ["row", *LINE_TEXTS, *TRACE_TEXTS, *LINE_NUMBERS]
    lines = pd.DataFrame(records, columns=kept).astype(dict.fromkeys(LINE_NUMBERS, "float64"))
    lines = lines.astype(dict.fromkeys((*LINE_TEXTS, *TRACE_TEXTS), "str"))
    totals = [(number, row) for number, row, kind in kinds if kind == "total"]
    return lines, _wrong_totals(totals, columns, decimal, lines), findings


def _kind(row: Sequence[Cell], columns: dict[str, int]) -> str:
    """Return whether a row is a ``line``, a ``total`` or something else (blank)."""
    filled = {name: bool(text_of(_at(row, columns, name))) for name in (*columns, "share")}
    if not filled["quantity"] and not filled["price"]:
        titled = any(_TOTAL.match(text_of(cell)) for cell in row[: columns["price"] + 1])
        if titled:
            return "total"
    costs = any(filled.get(name) for name in _SUMS)
    return "line" if filled["name"] and (filled["quantity"] or filled["price"] or costs) else ""


def _label(row: Sequence[Cell], columns: dict[str, int], place: int) -> tuple[str, str]:
    number = text_of(_at(row, columns, "no")).rstrip(".") or str(place)
    return number, shorten(text_of(_at(row, columns, "name")))


def _record(row: Sequence[Cell], columns: dict[str, int], decimal: str) -> dict[str, Any]:
    texts = {name: text_of(_at(row, columns, name)) for name in (*LINE_TEXTS[2:], *TRACE_TEXTS)}
    numbers = {name: form_number(_at(row, columns, name), decimal) for name in _NUMBERS}
    return {**texts, **numbers, "price_idr": numbers["price"]}


def _faults(
    record: dict[str, Any], row: Sequence[Cell], columns: dict[str, int], line: str, name: str
) -> list[Finding]:
    """Return what is wrong with the numbers that a line needs."""
    faults = []
    for key, column in (("share", "share"), ("quantity", "quantity"), ("price_idr", "price")):
        value, shown = record[key], shorten(text_of(_at(row, columns, column)))
        told = {"line": line, "name": name, "column": _WORDS[key]}
        if value is None:
            faults.append(finding("form-cell-bad", found=shown, **told))
        elif isnan(value):
            faults.append(finding("form-cell-missing", **told))
        elif value < 0 or (key == "quantity" and value == 0):
            faults.append(finding("form-cell-bad", found=shown, **told))
        elif key == "share" and value > 1:
            faults.append(finding("form-percent-range", line=line, name=name, found=shown))
    for key in _SUMS:
        if record[key] is None:
            record[key] = nan
    return faults


def _wrong_lines(lines: pd.DataFrame) -> list[Finding]:
    """Return a finding per line whose KDN, KLN or total is not what its factors give."""
    expected = worked_out(lines)
    wrong = differs(lines[list(_SUMS)], expected)
    findings = []
    for place in wrong.index[wrong.any(axis=1)]:
        columns = [name for name in _SUMS if wrong.loc[place, name]]
        found = ", ".join(f"{_WORDS[name]} is {_money(lines.loc[place, name])}" for name in columns)
        should = ", ".join(f"{_WORDS[name]} {_money(expected.loc[place, name])}" for name in columns)
        line, name = lines.loc[place, "line"], lines.loc[place, "name"]
        row = int(lines.loc[place, "row"])
        findings.append(finding("form-line-wrong", row=row, line=line, name=name, found=found, expected=should))
    return findings


def _wrong_totals(
    totals: Sequence[tuple[int, Sequence[Cell]]], columns: dict[str, int], decimal: str, lines: pd.DataFrame
) -> list[Finding]:
    """Return findings for totals that are neither the sum of all lines above nor of those since the total before."""
    findings, start = [], 0
    stand = lines[list(_SUMS)].fillna(worked_out(lines)).assign(row=lines["row"])
    for number, row in totals:
        above, since = stand[stand["row"] < number], stand[stand["row"].between(start, number)]
        for name in _SUMS:
            found = form_number(_at(row, columns, name), decimal)
            sums = [float(part[name].sum()) for part in (above, since)]
            if found is not None and not isnan(found) and not any(_close(found, each) for each in sums):
                told = {"found": _money(found), "expected": _money(sums[0])}
                findings.append(finding("form-total-wrong", row=number, name=_WORDS[name], **told))
        start = number
    return findings


def _recap(rows: Rows, lines: pd.DataFrame) -> list[Finding]:
    """Return findings for a recap whose direct material is not what the lines add up to, as they stand there."""
    heads = {
        name: place
        for row in rows[:40]
        for place, cell in enumerate(row)
        for name in _SUMS
        if re.match(rf"{name}\b", text_of(cell), re.IGNORECASE)
    }
    if not {"kdn", "kln"} <= set(heads) or find_heading(rows) is not None:
        return []
    sums = lines[list(_SUMS)].fillna(worked_out(lines)).sum()
    decimal, _ = decimal_sign(cell for row in rows for cell in row if re.search(r"\d", text_of(cell)))
    findings = []
    for number, row in enumerate(rows, start=1):
        texts = [text_of(cell) for cell in row]
        if not any(_MATERIAL.search(text) and not text.casefold().startswith("form") for text in texts):
            continue
        for name, place in heads.items():
            found = form_number(row[place], decimal) if place < len(row) else nan
            if found is not None and not isnan(found) and not _close(found, float(sums[name])):
                told = {"found": _money(found), "expected": _money(float(sums[name]))}
                findings.append(
                    finding("form-recap-wrong", row=number, name=f"direct material, {_WORDS[name]}", **told)
                )
    return findings


def _head(rows: Rows, title: str) -> str:
    """Return what stands beside a title of the form's head."""
    for row in rows[:40]:
        texts = [text_of(cell) for cell in row]
        for place, text in enumerate(texts):
            if text.casefold().startswith(title):
                own = text[len(title) :].strip(" :")
                after = [each.strip(" :") for each in texts[place + 1 :]]
                # In the table's own headings the next text is another heading.
                if not any(each.casefold().startswith("satuan") for each in after):
                    return own or next((each for each in after if each), "")
    return ""


def _at(row: Sequence[Cell], columns: dict[str, int], name: str) -> Cell:
    place = columns.get(name)
    return row[place] if place is not None and place < len(row) else (None, "")


def _close(found: float, expected: float) -> bool:
    return abs(found - expected) <= max(1.0, 1e-4 * abs(expected))


def _money(value: float) -> str:
    return decimal_text(round(float(value), 2))
