"""Checks of a scenario's changes to data: what they select, and whether the new values may stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

import pandas as pd

from evplan.errors import Finding, finding, has_errors, nearest
from evplan.plan.change import apply_changes
from evplan.quantities import money_values
from evplan.scenario.calendar import parse_period
from evplan.scenario.document import Change, Scenario
from evplan.scenario.rule import SUPPLIER_GROUPS, Cell
from evplan.scenario.selector import matches, selected
from evplan.schema import KEY_PATTERN, TABLES, Column, Table, Tables


def check_changes(tables: Tables, scenario: Scenario) -> tuple[list[Finding], Tables]:
    """Return the findings on the changes of ``scenario``, and the tables with the faultless ones made in order."""
    findings: list[Finding] = []
    for number, change in enumerate(scenario.change, start=1):
        found = list(_change(tables, change, f"{scenario.name}:change {number}"))
        if not has_errors(found):
            tables, _ = apply_changes(tables, [change])
        findings += found
    return findings, tables


def _change(tables: Tables, change: Change, source: str) -> Iterator[Finding]:
    table = TABLES.get(change.table)
    if table is None:
        yield finding("change-table", source, found=change.table, nearest=nearest(change.table, TABLES))
        return
    where = list(_where(change, table, tables[table.name], source))
    columns = [name for name in change.set if name not in table.by_name]
    yield from where
    for name in columns:
        yield _unknown(name, table, source)
    if where:
        return
    rows = selected(tables[table.name], table.key[0], dict(change.where))
    if not rows.any():
        yield finding("change-matches-nothing", source, table=table.name, where=_words(change.where))
    for name, value in change.set.items():
        if name not in columns:
            yield from _cell(table, table.by_name[name], value, tables, rows, source)


def _where(change: Change, table: Table, frame: pd.DataFrame, source: str) -> Iterator[Finding]:
    """Return columns that are not there, and keys and groups that no row has."""
    for name, wanted in change.where.items():
        values = wanted if isinstance(wanted, list) else [wanted]
        if name == "group" and table.name == "suppliers":
            for value in values:
                if value not in SUPPLIER_GROUPS:
                    yield _not_there(name, value, SUPPLIER_GROUPS, table, source)
        elif name not in table.by_name:
            yield _unknown(name, table, source)
        else:
            for value in values:
                if not matches(frame[name], [value]).any():
                    yield _not_there(name, value, frame[name].dropna().astype("str").unique(), table, source)


def _unknown(name: str, table: Table, source: str) -> Finding:
    return finding("change-column", source, table=table.name, found=name, nearest=nearest(name, table.names))


def _not_there(name: str, value: Cell, known: Iterable[str], table: Table, source: str) -> Finding:
    near = nearest(str(value), known)
    return finding("change-value-nowhere", source, table=table.name, column=name, found=value, nearest=near)


def _words(where: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in where.items()) or "any row"


def _cell(
    table: Table, column: Column, value: Cell | dict[str, float], tables: Tables, rows: pd.Series, source: str
) -> Iterator[Finding]:
    """Return what is wrong with the new value of one column."""
    place = {"table": table.name, "column": column.name}
    if column.identity:
        yield finding("change-of-key", source, **place)
    elif isinstance(value, dict):
        if column.kind not in ("number", "money"):
            yield finding("change-no-number", source, **place, kind=column.kind)
        else:
            old = tables[table.name].loc[rows, column.name]
            numbers = money_values(old) if column.kind == "money" else old
            new = numbers * float(value.get("times", 1)) + float(value.get("plus", 0))
            for number in (new.min(), new.max()):
                if pd.notna(number) and not _within(number, column):
                    yield finding(
                        "change-value", source, **place, found=f"{number:g}", expected=_expected(column), nearest=""
                    )
                    break
    else:
        expected = _fault(column, value, tables)
        if expected:
            near = nearest(str(value), column.choices) if column.choices else ""
            yield finding("change-value", source, **place, found=value, expected=expected, nearest=near)


def _fault(column: Column, value: Cell, tables: Tables) -> str:
    """Return what was expected where ``value`` may not stand in ``column``, or nothing."""
    text = str(value)
    if column.kind in ("number", "money"):
        fits = not isinstance(value, bool) and _is_number(text) and _within(float(text), column)
    elif column.kind == "flag":
        fits = isinstance(value, bool)
    elif column.references:
        return "" if text in set(tables[column.references][TABLES[column.references].key[0]]) else _expected(column)
    else:
        known = _FITS.get(column.kind)
        fits = known is None or known(text, column)
    return "" if fits else _expected(column)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_day(text: str, _column: Column) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


_FITS: dict[str, Callable[[str, Column], bool]] = {
    "choice": lambda text, column: text in column.choices,
    "date": _is_day,
    "period": lambda text, _column: parse_period(text) is not None,
    "key": lambda text, _column: re.fullmatch(KEY_PATTERN, text) is not None,
}


def _within(number: float, column: Column) -> bool:
    low = column.minimum is None or number > column.minimum or (number == column.minimum and not column.above)
    return low and (column.maximum is None or number <= column.maximum)


def _expected(column: Column) -> str:
    """Return in words what may stand in a column."""
    if column.choices:
        return f"one of {', '.join(column.choices)}"
    if column.references:
        return f"a key of {column.references}"
    if column.kind in ("number", "money"):
        return f"a number{_span(column)}"
    return {"flag": "true or false", "date": "a day like 2027-01-31", "period": "2027-01, 2027-Q1 or 2027"}.get(
        column.kind, "a key of letters, digits, dot, dash and underscore"
    )


def _span(column: Column) -> str:
    low = "" if column.minimum is None else f" {'above' if column.above else 'of at least'} {column.minimum:g}"
    high = "" if column.maximum is None else f"{' and' if low else ' of'} at most {column.maximum:g}"
    return low + high
