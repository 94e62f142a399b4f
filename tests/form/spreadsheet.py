"""A spreadsheet's arithmetic for the few functions that the forms use, so that tests can work their formulas out."""

import re

from openpyxl.utils import range_boundaries

_TOKEN = re.compile(
    r"(?P<text>\"[^\"]*\")|(?:(?:'(?P<sheet>[^']+)'|(?P<plain>[A-Za-z]+))!)?(?P<ref>\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?)"
    r"|(?P<name>[A-Z]+)\(|(?P<sign><=|>=|=)"
)


class Spreadsheet:
    """The values of a workbook's cells, formulas worked out as they are asked for."""

    def __init__(self, book):
        self.book = book

    def value(self, sheet, cell):
        found = self.book[sheet][cell].value
        if not (isinstance(found, str) and found.startswith("=")):
            return found
        return eval(lazy(self._python(found[1:], sheet)), {"__builtins__": {}} | self._functions())

    def cells(self, sheet, ref):
        first, row, last, row_to = range_boundaries(ref.replace("$", ""))
        places = self.book[sheet].iter_rows(row, row_to, first, last)
        return [self.value(sheet, cell.coordinate) for each in places for cell in each]

    def _python(self, formula, sheet):
        def translate(match):
            if match["text"]:
                return match["text"]
            if match["name"]:
                return f"{match['name']}_("
            if match["sign"]:
                return "==" if match["sign"] == "=" else match["sign"]
            where, ref = match["sheet"] or sheet, match["ref"].replace("$", "")
            return f"cells({where!r}, {ref!r})" if ":" in ref else f"blank(value({where!r}, {ref!r}))"

        return _TOKEN.sub(translate, formula)

    def _functions(self):
        def flat(values):
            return [one for each in values for one in (each if isinstance(each, list) else [each])]

        def numbers(*values):
            return [one for one in flat(values) if isinstance(one, int | float) and one is not BLANK]

        return {
            "cells": self.cells,
            "value": self.value,
            "blank": lambda value: BLANK if value is None else value,
            "SUM_": lambda *values: sum(numbers(*values)),
            "COUNT_": lambda *values: len(numbers(*values)),
            "MIN_": lambda *values: min(numbers(*values)),
            "ROUND_": round,
            "IF_": lambda test, yes, no: yes() if test() else no(),
            "SUMIF_": lambda keys, key, sums: sum(number for one, number in zip(keys, sums, strict=True) if one == key),
        }


def lazy(python):
    """Return the text with only that branch of an IF worked out that is taken."""
    result, open_, quoted = "", [], ""
    for place, sign in enumerate(python):
        if quoted or sign in "\"'":
            quoted = "" if sign == quoted else quoted or sign
        elif sign == "(":
            open_.append(re.search(r"\w*$", python[:place])[0] == "IF_")
            sign = "(lambda: " if open_[-1] else "("
        elif sign == ")":
            open_.pop()
        elif sign == "," and open_[-1]:
            sign = ", lambda: "
        result += sign
    return result


class _Blank(float):
    """An empty cell: nothing in sums, and not counted."""


BLANK = _Blank(0.0)
