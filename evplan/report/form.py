"""TKDN forms 1.1, 1.3 and 1.9 of a vehicle as a workbook with live formulas; beside them the two score sheets.

KDN = (7) x (8) x (9), KLN = (100 % - (7)) x (8) x (9) per line of Form 1.1; TKDN = KDN / (KDN + KLN) of Form 1.9
(Permenperin 16/2011).
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from evplan.plan.form import TkdnForm
from evplan.report import render
from evplan.report.form_score import add_general, add_sectoral
from evplan.report.form_sheet import COUNT, MONEY, SHARE, FormMark, FormSheet, bahasa, start_sheet
from evplan.report.word import label

_TOP = 9
"""First row of the tables."""

POSITIONS = 8
"""Rows for positions in Form 1.3."""


@dataclass(frozen=True)
class _Places:
    """Where one sheet's results stand for the others."""

    material_first: int
    material_last: int
    material_total: int
    labour_first: int
    labour_unit: int


def form_workbook(form: TkdnForm, mark: FormMark) -> bytes:
    """Return the workbook: Form 1.1, 1.3, 1.9, the sectoral and the general score."""
    book = Workbook()
    del book[book.sheetnames[0]]
    first, last = _material(book, form, mark)
    labour_first, labour_unit = _labour(book, form, mark)
    places = _Places(first, last, last + 1, labour_first, labour_unit)
    _recap(book, form, mark, places)
    add_sectoral(book, form, mark, (places.material_first, places.material_last))
    add_general(book, form, mark)
    book.calculation.fullCalcOnLoad = True
    book.properties.title, book.properties.creator = f"TKDN {form.vehicle} {form.year}", "evplan"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _material(book: Workbook, form: TkdnForm, mark: FormMark) -> tuple[int, int]:
    """Write Form 1.1 and return the first and the last row of its lines."""
    made = start_sheet(book, "material", bahasa("title.material"), form, 12)
    made.line(8, bahasa("price_note", built=render.quantity(form.built, "id")))
    heads = ("no", "description", "specification", "unit", "country", "supplier", "share", "quantity", "price")
    _three_way(made, [bahasa(key) for key in heads])
    trace = ("offer", "part", "supplier_key", "evidence", "expiry", "group", "component")
    made.put(_TOP, 14, bahasa("trace"), head=True)
    made.span(_TOP, 14, _TOP, 20)
    made.heads(_TOP + 1, [bahasa(key) for key in trace], start=14)
    made.heads(_TOP + 2, [f"({number})" for number in range(1, 13)])
    first = _TOP + 3
    for number, line in enumerate(form.material.to_dict("records"), start=1):
        _material_line(made, first + number - 1, number, pd.Series(line))
    last = first + max(len(form.material), 1) - 1
    made.put(last + 1, 1, bahasa("sum"), bold=True)
    made.span(last + 1, 1, last + 1, 9)
    for column in (10, 11, 12):
        letter = get_column_letter(column)
        made.put(last + 1, column, f"=SUM({letter}{first}:{letter}{last})", MONEY, bold=True)
    made.widths((5, 32, 16, 10, 13, 30, 10, 14, 17, 17, 17, 17, 2, 24, 16, 14, 19, 13, 18, 12))
    made.sheet.freeze_panes = f"C{first}"
    made.page(last + 1, (_TOP, _TOP + 2), mark)
    return first, last


def _three_way(made: FormSheet, heads: list[str]) -> None:
    """Write headings over two rows, and KDN, KLN and total under one for cost."""
    for column, text in enumerate(heads, start=1):
        made.put(_TOP, column, text, head=True)
        made.span(_TOP, column, _TOP + 1, column)
    start = len(heads) + 1
    made.put(_TOP, start, bahasa("cost"), head=True)
    made.span(_TOP, start, _TOP, start + 2)
    made.heads(_TOP + 1, [bahasa(key) for key in ("kdn", "kln", "total")], start=start)
    made.sheet.row_dimensions[_TOP].height = 26
    made.sheet.row_dimensions[_TOP + 1].height = 26


def _material_line(made: FormSheet, row: int, number: int, line: pd.Series) -> None:
    texts = (line["name"], line["part"], label("form.unit", line["unit"], "id"))
    # An importer's own country is not where its goods come from.
    abroad = line["country"] == "ID" and not line["domestic"]
    country = bahasa("abroad") if abroad else label("form.country", str(line["country"]), "id")
    made.put(row, 1, number, center=True)
    for column, text in enumerate((*texts, country, line["supplier_name"]), start=2):
        made.put(row, column, str(text), ask=abroad and column == 5, text=True)
    made.fit(row, {str(line["name"]): 29, str(line["supplier_name"]): 27})
    made.put(row, 7, float(line["share"]), SHARE)
    made.put(row, 8, float(line["quantity"]), COUNT)
    made.put(row, 9, float(line["price_idr"]), MONEY)
    made.put(row, 10, f"=G{row}*H{row}*I{row}", MONEY)
    made.put(row, 11, f"=(1-G{row})*H{row}*I{row}", MONEY)
    made.put(row, 12, f"=J{row}+K{row}", MONEY)
    evidence = label("form.evidence", line["evidence"], "id") if line["evidence"] else ""
    component = bahasa("yes_word" if line["main"] else "no_word")
    trace = (line["offer"], line["part"], line["supplier"], evidence, line["expiry"], line["group"], component)
    for column, text in enumerate(trace, start=14):
        made.put(row, column, str(text), text=True)


def _labour(book: Workbook, form: TkdnForm, mark: FormMark) -> tuple[int, int]:
    """Write Form 1.3 and return the first row of positions and the row of cost per unit."""
    made = start_sheet(book, "labour", bahasa("title.labour"), form, 10)
    made.line(8, f"{bahasa('labour_note')} {bahasa('fill')}")
    heads = ("no", "position", "citizenship", "share", "people", "salary", "salary_share")
    _three_way(made, [bahasa(key) for key in heads])
    made.heads(_TOP + 2, [f"({number})" for number in range(1, 8)])
    made.put(_TOP + 2, 8, "(8) = (4) x (5) x (6) x (7)", head=True)
    made.span(_TOP + 2, 8, _TOP + 2, 10)
    first = _TOP + 3
    last = first + POSITIONS - 1
    for row in range(first, last + 1):
        _position(made, row, row - first + 1)
    citizens = DataValidation(type="list", formula1='"WNI,WNA"', allow_blank=True)
    made.sheet.add_data_validation(citizens)
    citizens.add(f"C{first}:C{last}")
    rows = {"sum": last + 1, "capacity": last + 2, "cost_unit": last + 3}
    for key, row in rows.items():
        number = {"capacity": "(9) ", "cost_unit": "(10) "}.get(key, "")
        made.put(row, 1, number + bahasa(key), bold=True)
        made.span(row, 1, row, 7)
    capacity = made.put(rows["capacity"], 8, None, COUNT, ask=True)
    made.span(rows["capacity"], 8, rows["capacity"], 10)
    for column in (8, 9, 10):
        letter = get_column_letter(column)
        made.put(rows["sum"], column, f"=SUM({letter}{first}:{letter}{last})", MONEY, bold=True)
        unit = f"=IF(COUNT({capacity})=1,{letter}{rows['sum']}/{capacity},0)"
        made.put(rows["cost_unit"], column, unit, MONEY, bold=True)
    end = _known_labour(made, form, rows["cost_unit"] + 2)
    made.widths((5, 30, 17, 10, 11, 17, 12, 17, 17, 17))
    made.page(end, None, mark)
    return first, rows["cost_unit"]


def _position(made: FormSheet, row: int, number: int) -> None:
    made.put(row, 1, number, center=True)
    for column, form in ((2, "@"), (3, "@"), (5, COUNT), (6, MONEY), (7, SHARE)):
        made.put(row, column, None, form, ask=True)
    made.put(row, 4, f'=IF(C{row}="WNI",1,IF(C{row}="WNA",0,""))', SHARE)
    made.put(row, 8, f"=IF(COUNT(D{row}:G{row})=4,D{row}*E{row}*F{row}*G{row},0)", MONEY)
    made.put(row, 9, f"=IF(COUNT(D{row}:G{row})=4,(1-D{row})*E{row}*F{row}*G{row},0)", MONEY)
    made.put(row, 10, f"=H{row}+I{row}", MONEY)


def _known_labour(made: FormSheet, form: TkdnForm, row: int) -> int:
    """Write the hours of contract work that the plan knows; return the last row."""
    if form.labour.empty:
        return row - 2
    made.line(row, bahasa("labour_known"), bold=True)
    keys = ("no", "offer", "labour_reference", "region", "supplier", "wage")
    columns = (1, 2, 3, 4, 6, 8)
    for key, column in zip(keys, columns, strict=True):
        made.put(row + 1, column, bahasa(key), head=True)
    made.sheet.row_dimensions[row + 1].height = 26
    for number, line in enumerate(form.labour.to_dict("records"), start=1):
        wage = None if pd.isna(line["minimum_wage_idr"]) else float(line["minimum_wage_idr"])
        here = row + 1 + number
        made.put(here, 1, number, center=True)
        made.put(here, 2, str(line["offer"]), text=True)
        made.put(here, 3, float(line["hours"]), COUNT)
        made.put(here, 4, str(line["region"]), text=True)
        made.put(here, 6, str(line["supplier_name"]), text=True)
        made.put(here, 8, wage, MONEY)
    for here in range(row + 1, row + 2 + len(form.labour)):
        made.span(here, 4, here, 5)
        made.span(here, 6, here, 7)
    return row + 1 + len(form.labour)


def _recap(book: Workbook, form: TkdnForm, mark: FormMark, places: _Places) -> None:
    made = start_sheet(book, "recap", bahasa("title.recap"), form, 7)
    regulation = form.law["cost_ratio"]["weights"].reference
    made.line(8, regulation)
    made.put(_TOP, 1, bahasa("no"), head=True)
    made.put(_TOP, 2, bahasa("description"), head=True)
    made.span(_TOP, 2, _TOP, 3)
    made.heads(_TOP, [f"{bahasa(key)} (Rp)" for key in ("kdn", "kln", "total")] + [bahasa("share")], start=4)
    rows = {key: _TOP + 1 + place for place, key in enumerate(("material", "labour", "overhead", "own", "total"))}
    own = rows["total"] + 8
    material, labour = bahasa("sheet.material"), bahasa("sheet.labour")
    last = places.labour_first + POSITIONS - 1
    blank = f"COUNT('{labour}'!E{places.labour_first}:F{last})+COUNT(D{rows['overhead']}:E{rows['overhead']})=0"
    cells = {
        "material": (f"='{material}'!J{places.material_total}", f"='{material}'!K{places.material_total}"),
        "labour": (f"='{labour}'!H{places.labour_unit}", f"='{labour}'!I{places.labour_unit}"),
        "overhead": (None, None),
        "own": (f"=IF({blank},G{own}*G{own + 1},0)", f"=IF({blank},G{own}*(1-G{own + 1}),0)"),
        "total": tuple(f"=SUM({letter}{rows['material']}:{letter}{rows['own']})" for letter in "DE"),
    }
    for number, (key, row) in enumerate(rows.items(), start=1):
        bold = key == "total"
        made.put(row, 1, None if bold else number, center=True)
        made.put(row, 2, bahasa(f"recap.{key}"), bold=bold)
        made.span(row, 2, row, 3)
        for column, formula in enumerate(cells[key], start=4):
            made.put(row, column, formula, MONEY, bold=bold, ask=key == "overhead")
        made.put(row, 6, f"=D{row}+E{row}", MONEY, bold=bold)
        made.put(row, 7, f"=IF(F{rows['total']}=0,0,D{row}/F{rows['total']})", SHARE, bold=bold)
        made.sheet.row_dimensions[row].height = 26
    _recap_check(made, form, rows["total"] + 2, rows["total"])
    for key, row, amount, style in (
        ("own_cost", own, form.own["assembly_cost_idr"], MONEY),
        ("own_share", own + 1, form.own["assembly_local_share"], SHARE),
    ):
        made.put(row, 1, bahasa(key))
        made.span(row, 1, row, 6)
        made.put(row, 7, amount, style)
    end = _missing(made, form, own + 3)
    made.widths((8, 30, 16, 20, 20, 20, 22))
    made.page(end, None, mark)


def _recap_check(made: FormSheet, form: TkdnForm, row: int, total: int) -> None:
    """Write the plan's own score beside the recap's, while nothing is filled in."""
    made.put(row, 1, bahasa("evplan_score"))
    made.span(row, 1, row, 6)
    made.put(row, 7, form.scores["cost_ratio"], SHARE)
    made.put(row + 1, 1, bahasa("check"))
    made.span(row + 1, 1, row + 1, 6)
    made.put(row + 1, 7, f"=ROUND(G{total}-G{row},9)", "[$-421]0.000000000")
    made.put(row + 2, 1, bahasa("minimum", year=form.year))
    made.span(row + 2, 1, row + 2, 6)
    made.put(row + 2, 7, form.minima["cost_ratio"], SHARE)
    made.put(row + 3, 1, bahasa("result"), bold=True)
    made.sheet.row_dimensions[row + 3].height = 26
    made.span(row + 3, 1, row + 3, 6)
    made.put(row + 3, 7, f'=IF(G{total}>=G{row + 2},"{bahasa("fits")}","{bahasa("misses")}")', bold=True)


def _missing(made: FormSheet, form: TkdnForm, row: int) -> int:
    keys = ["missing_head", "missing_labour", "missing_other"]
    if not form.own["assembly_cost_idr"]:
        keys.append("missing_own")
    made.line(row, bahasa("missing"), bold=True)
    for place, key in enumerate(keys, start=1):
        made.line(row + place, f"- {bahasa(key)}")
    return row + len(keys)


__all__ = ["POSITIONS", "FormMark", "form_workbook"]
