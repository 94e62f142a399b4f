"""What the cells of the workbook to fill in accept: lists, ranges, dates, codes; with words for what they refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evplan.report.language import Language
from evplan.report.word import word
from evplan.schema import TABLES, Column, Table

FIRST_ROW, LAST_ROW = 3, 5000
"""Rows for data: below the names and the headings, as far down as the rules reach."""

FACE = "Calibri"
"""The type of what evplan writes itself: without a name, programs choose one each."""

_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
_YES_NO = {"en": "yes,no", "id": "ya,tidak"}
_SUGGESTED = {"process": "processes", "certificate": "certificates", "currency": "currencies"}


def add_rules(sheet: Worksheet, table: Table, language: Language, ranges: Mapping[str, str]) -> None:
    """Add what each column of a table accepts. ``ranges`` says where words to choose from stand, by reference list."""
    for position, column in enumerate(table.columns, start=1):
        letter = get_column_letter(position)
        rule = _rule(table, column, letter, language, ranges)
        if rule is not None:
            rule.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
            sheet.add_data_validation(rule)


def _rule(
    table: Table, column: Column, letter: str, language: Language, ranges: Mapping[str, str]
) -> DataValidation | None:
    if column.choices:
        choices = ", ".join(column.choices)
        return _refusing("list", f'"{",".join(column.choices)}"', language, "choice", choices=choices)
    if column.kind == "flag":
        return _refusing("list", f'"{_YES_NO[language]}"', language, "flag")
    if column.kind in ("number", "money"):
        return _range(column, language)
    if column.kind == "date":
        # 1 is the first day that a workbook can count.
        return _refusing("date", "1", language, "date", operator="greaterThanOrEqual")
    if column.references:
        return _chosen(column.references, language)
    if column.name in _SUGGESTED and _SUGGESTED[column.name] in ranges:
        return DataValidation("list", ranges[_SUGGESTED[column.name]], allow_blank=True, showErrorMessage=False)
    if table.key == [column.name]:
        return _refusing("custom", key_formula(letter), language, "key")
    return None


def key_formula(letter: str) -> str:
    """Return the formula that is true for a code as evplan takes them, which stands once in its column."""
    cell = f"{letter}{FIRST_ROW}"
    signs = f'SUMPRODUCT(--ISNUMBER(FIND(MID({cell},ROW(INDIRECT("1:"&LEN({cell}))),1),"{_SIGNS}")))=LEN({cell})'
    first = f'ISERROR(FIND(LEFT({cell},1),"._-"))'
    once = f"COUNTIF(${letter}${FIRST_ROW}:${letter}${LAST_ROW},{cell})=1"
    return f"AND({once},{first},{signs})"


def _range(column: Column, language: Language) -> DataValidation:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None and not column.above:
        said = "share" if column.unit == "share" else "range"
        words = {} if said == "share" else {"low": f"{low:g}", "high": f"{high:g}"}
        return _refusing("decimal", f"{low:g}", language, said, operator="between", formula2=f"{high:g}", **words)
    if column.unit == "share" and high is not None:
        return _refusing("decimal", "0.000001", language, "share", operator="between", formula2=f"{high:g}")
    least = low or 0.0
    operator = "greaterThan" if column.above else "greaterThanOrEqual"
    said = "above" if column.above else "least"
    return _refusing("decimal", f"{least:g}", language, said, operator=operator, low=f"{least:g}")


def _chosen(target: str, language: Language) -> DataValidation:
    """Return a list of the codes of another sheet, as many as it has; others are asked about, not refused."""
    letter = get_column_letter(TABLES[target].names.index(TABLES[target].key[0]) + 1)
    column = f"{target}!${letter}${FIRST_ROW}:${letter}${LAST_ROW}"
    formula = f"OFFSET({target}!${letter}${FIRST_ROW},0,0,MAX(1,COUNTA({column})),1)"
    rule = _refusing("list", formula, language, "reference", table=target)
    rule.errorStyle = "warning"
    return rule


def _refusing(
    kind: Any,
    formula: str,
    language: Language,
    said: str,
    operator: Any = None,
    formula2: str | None = None,
    **values: str,
) -> DataValidation:
    rule = DataValidation(kind, formula, formula2, operator=operator, allow_blank=True, showErrorMessage=True)
    rule.errorTitle = word("template.error", language)
    rule.error = word(f"template.error.{said}", language, **values)
    return rule
