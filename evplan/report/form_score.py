"""Score sheets beside the TKDN forms: the sectoral and the general method, every number of the law with its reference.

sectoral: sum over aspects of weight * KDN / cost, or of the aspect's own share.
general: weight * sum over main components of (share of cost * score) + labour + overhead + development.
"""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl import Workbook

from evplan.law.general import BAND
from evplan.law.general import POINTS as HUNDRED
from evplan.law.record import LegalValue
from evplan.plan.form import TkdnForm
from evplan.report.form_sheet import FINE, MONEY, POINTS, SHARE, FormMark, FormSheet, bahasa, start_sheet

_TOP = 9
_TERM_ROWS = 13
"""Rows from the headings of the general method's terms to those of its components, a blank one between."""

_GROUPS = ("battery", "frame_body", "drive", "supporting")
_OWN = {"assembly": "assembly_share", "development": "development_share"}


def add_sectoral(book: Workbook, form: TkdnForm, mark: FormMark, lines: tuple[int, int]) -> None:
    """Add the sectoral score; ``lines`` are the first and the last row of Form 1.1."""
    weights = form.law["sectoral"]["weights"]
    numbers = _numbers(weights)
    made = start_sheet(book, "sectoral", bahasa("title.sectoral", year=form.year), form, 7)
    made.line(8, f"{weights.reference}. {weights.address}")
    texts = ("no", "aspect", "weight", "kdn", "total", "ratio", "points")
    made.heads(_TOP, [bahasa(key) for key in texts])
    sheet, (first, last) = bahasa("sheet.material"), lines
    for number, aspect in enumerate((*_GROUPS, *_OWN), start=1):
        row = _TOP + number
        made.put(row, 1, number, center=True)
        made.put(row, 2, bahasa(f"aspect.{aspect}"))
        made.put(row, 3, numbers[aspect], SHARE)
        if aspect in _OWN:
            made.put(row, 4, None)
            made.put(row, 5, None)
            made.put(row, 6, form.own[_OWN[aspect]], SHARE, ask=True)
        else:
            chosen = f"'{sheet}'!$S${first}:$S${last},\"{aspect}\",'{sheet}'!"
            made.put(row, 4, f"=SUMIF({chosen}$J${first}:$J${last})", MONEY)
            made.put(row, 5, f"=SUMIF({chosen}$L${first}:$L${last})", MONEY)
            made.put(row, 6, f"=IF(E{row}=0,0,D{row}/E{row})", SHARE)
        made.put(row, 7, f"=C{row}*F{row}*{HUNDRED}", POINTS)
    end = _TOP + len(numbers)
    total = f"=SUM(G{_TOP + 1}:G{end})/{HUNDRED}"
    row = _result(made, form, "sectoral", end + 1, total, 7)
    made.line(row + 2, bahasa("fill"))
    made.widths((7, 34, 14, 20, 20, 14, 24))
    made.page(row + 2, None, mark)


def add_general(book: Workbook, form: TkdnForm, mark: FormMark) -> None:
    """Add the general score: terms, bands of the law, main components."""
    law = form.law["general"]
    made = start_sheet(book, "general", bahasa("title.general", year=form.year, regulation="75/10/15"), form, 12)
    made.line(8, f"{law['weights'].reference}. {law['weights'].address}")
    bands = _bands(made, law, _TOP)
    terms = max(bands.values()) + 2
    components = terms + _TERM_ROWS
    total = components + max(len(form.components), 1) + 1
    _terms(made, form, terms, total)
    _components(made, form, bands, components)
    made.widths((7, 30, 28, 24, 18, 24, 11, 14, 16, 14, 12, 14))
    # Headings that are repeated start on the page that they stand on: the last table alone can have them.
    made.page(total, (components, components), mark)


def _numbers(value: LegalValue) -> Mapping[str, float]:
    assert isinstance(value.value, dict), "a table by the form of the law files"
    return value.value


def _components(made: FormSheet, form: TkdnForm, bands: Mapping[str, int], top: int) -> None:
    """Write the main components: their part of the cost times their score."""
    texts = ("no", "component", "supplier", "offer", "cost_unit", "certified", "share", "domestic", "local_material")
    made.heads(top, [bahasa(key) for key in (*texts, "score_share", "portion", "weighted")])
    made.sheet.row_dimensions[top].height = 38
    first, last = top + 1, top + max(len(form.components), 1)
    for row, line in enumerate(form.components.to_dict("records"), start=first):
        made.put(row, 1, row - top, center=True)
        for column, key in ((2, "name"), (3, "supplier_name"), (4, "offer")):
            made.put(row, column, str(line[key]), text=True)
        made.fit(row, {str(line["name"]): 27, str(line["supplier_name"]): 25, str(line["offer"]): 21})
        made.put(row, 5, float(line["cost_idr"]), MONEY)
        made.put(row, 7, float(line["share"]), SHARE)
        for column, key in ((6, "certified"), (8, "domestic"), (9, "local_material")):
            made.put(row, column, bahasa("yes_word" if line[key] else "no_word"), center=True)
        made.put(row, 10, f"={_score_formula(row, bands)}", SHARE)
        made.put(row, 11, f"=IF(E${last + 1}=0,0,E{row}/E${last + 1})", SHARE)
        made.put(row, 12, f"=J{row}*K{row}", SHARE)
    made.put(last + 1, 1, bahasa("sum"), bold=True)
    made.span(last + 1, 1, last + 1, 4)
    for column, letter, style in ((5, "E", MONEY), (11, "K", SHARE), (12, "L", SHARE)):
        made.put(last + 1, column, f"=SUM({letter}{first}:{letter}{last})", style, bold=True)


def _score_formula(row: int, bands: Mapping[str, int]) -> str:
    """Return the score of a component: its certificate's band, else by origin (Permenperin 35/2025, Art 5)."""
    yes = bahasa("yes_word")
    names = [name for name in bands if name.startswith(BAND)]
    banded = f"E${bands[names[-1]]}"
    for name in reversed(names[:-1]):
        banded = f"IF(G{row}<=D${bands[name]},E${bands[name]},{banded})"
    plain = f'IF(I{row}="{yes}",E${bands["local_raw_material"]},E${bands["other_raw_material"]})'
    return f'IF(H{row}="{yes}",IF(F{row}="{yes}",{banded},{plain}),E${bands["import"]})'


def _bands(made: FormSheet, law: Mapping[str, LegalValue], top: int) -> dict[str, int]:
    """Write the scores of Art 5 and return their rows; a band's bound stands in column D, its score in E."""
    made.heads(top, ["", bahasa("band"), bahasa("basis"), bahasa("share"), bahasa("score_share")])
    rows: dict[str, int] = {}
    words = {"local_raw_material": "local_score", "other_raw_material": "other_score", "import": "import_score"}
    for subject in ("certificate_bands", "uncertified"):
        for name, score in _numbers(law[subject]).items():
            row = rows[name] = top + 1 + len(rows)
            bound = float(name.removeprefix(BAND)) if name.startswith(BAND) else None
            made.put(row, 1, None)
            made.put(row, 2, bahasa("band" if bound is not None else words[name]))
            made.put(row, 3, law[subject].reference)
            made.put(row, 4, bound, SHARE)
            made.put(row, 5, score, SHARE)
            made.sheet.row_dimensions[row].height = 26
    return rows


def _terms(made: FormSheet, form: TkdnForm, top: int, components_total: int) -> None:
    """Write the terms of the score and its result."""
    law, own = form.law["general"], form.own
    weights = _numbers(law["weights"])
    made.heads(top, [bahasa(key) for key in ("no", "aspect", "basis", "weight", "ratio", "points")])
    shares = {"main": f"=L{components_total}", "labour": own["labour_share"], "overhead": own["overhead_share"]}
    words = {"main": "main_term", "labour": "labour_share", "overhead": "overhead_share"}
    for number, (key, share) in enumerate(shares.items(), start=1):
        row = top + number
        made.put(row, 1, number, center=True)
        made.put(row, 2, bahasa(words[key]))
        made.put(row, 3, law["weights"].reference)
        made.put(row, 4, weights[key], SHARE)
        made.put(row, 5, share, SHARE, ask=key != "main")
        made.put(row, 6, f"=D{row}*E{row}*{HUNDRED}", POINTS)
    row = top + 4
    most = law["development_maximum"]
    made.put(row, 1, 4, center=True)
    made.put(row, 2, bahasa("development_points"))
    made.put(row, 3, most.reference)
    made.put(row, 4, most.value, SHARE)
    made.put(row, 5, own["development_points"], POINTS, ask=True)
    made.put(row, 6, f"=MIN(E{row},D{row}*{HUNDRED})", POINTS)
    made.fit(row, {most.reference: 24})
    total = f"SUM(F{top + 1}:F{row})/{HUNDRED}"
    if "maximum" in law:
        row += 1
        made.put(row, 1, None)
        made.put(row, 2, bahasa("maximum"))
        made.put(row, 3, law["maximum"].reference)
        made.put(row, 4, law["maximum"].value, SHARE)
        made.put(row, 5, None)
        made.put(row, 6, None)
        made.fit(row, {law["maximum"].reference: 24})
        total = f"MIN({total},D{row})"
    _result(made, form, "general", row + 1, f"={total}", 6)


def _result(made: FormSheet, form: TkdnForm, method: str, top: int, total: str, column: int) -> int:
    """Write the score, the plan's own, their difference, the minimum and what comes of it; return the last row."""
    letter = made.sheet.cell(1, column).column_letter
    cells = {
        bahasa("score"): (total, SHARE),
        bahasa("evplan_score"): (form.scores[method], SHARE),
        bahasa("check"): (f"=ROUND({letter}{top}-{letter}{top + 1},9)", FINE),
        bahasa("minimum", year=form.year): (form.minima[method], SHARE),
        bahasa("result"): (
            f'=IF({letter}{top}>={letter}{top + 3},"{bahasa("fits")}","{bahasa("misses")}")',
            SHARE,
        ),
    }
    for row, (text, (value, style)) in enumerate(cells.items(), start=top):
        made.put(row, 1, text, bold=row in (top, top + 4))
        made.span(row, 1, row, column - 1)
        made.put(row, column, value, style, bold=row in (top, top + 4))
    made.sheet.row_dimensions[top + len(cells) - 1].height = 26
    return top + len(cells) - 1


__all__ = ["add_general", "add_sectoral"]
