"""The tables of a letter: a supplier's own parts, quantities, hours, members, material, investments, certificates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from evplan.plan.review import RoundStatus
from evplan.plan.review_view import SupplierView
from evplan.report import render
from evplan.report.language import Language
from evplan.report.review import answer_words, price_words, state_words, why_words
from evplan.report.word import label, word

COLUMNS_ACROSS = 4
"""So many parts stand side by side on a page."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of ready text: ``right`` are the columns flush right, ``wide`` the one that takes the room there is.

    ``total``: the last row is a sum. ``note`` stands below it.
    """

    title: str
    headings: Row
    rows: tuple[Row, ...]
    right: tuple[int, ...] = ()
    wide: int = 0
    total: bool = False
    note: str = ""


def unit_words(units: float, unit: str, language: Language) -> str:
    """Return a quantity with its unit."""
    return word(
        "letter.amount", language, units=render.quantity(units, language), unit=label("bill_unit", unit, language)
    )


def part_table(view: SupplierView, language: Language) -> Table:
    """Return the parts over the whole plan, with their sum."""
    rows: list[Row] = [
        (
            str(number),
            row.name or row.part,
            render.quantity(row.units, language),
            label("bill_unit", row.unit, language),
            price_words(row.price, row.currency, language),
            render.money(row.revenue_idr, language),
        )
        for number, row in enumerate(view.offers.itertuples(index=False), start=1)
    ]
    rows.append(("", word("letter.total", language), "", "", "", render.money(view.revenue_idr, language)))
    headings = _words(("letter.number", "letter.part", "letter.quantity", "letter.unit"), language)
    money = _words(("letter.price", "letter.revenue"), language)
    return Table(word("letter.parts", language), headings + money, tuple(rows), (0, 2, 4, 5), 1, True)


def period_tables(view: SupplierView, language: Language) -> list[Table]:
    """Return quantities by period, `COLUMNS_ACROSS` parts to a table; the last one has the revenue of all."""
    units = view.assignments.pivot_table(index="period", columns="offer", values="units", aggfunc="sum", sort=False)
    revenue = view.assignments.groupby("period")["revenue_idr"].sum()
    periods = [period for period in view.periods if period in revenue.index]
    columns: list[tuple[str, list[str]]] = []
    for number, row in enumerate(view.offers.itertuples(index=False), start=1):
        counts = units[row.offer].reindex(periods)
        told = [render.MISSING if count == 0 else render.quantity(count, language) for count in counts]
        unit = label("bill_unit", row.unit, language)
        heading = f"{number}. {row.name or row.part} ({unit})"
        columns.append((heading, [*told, render.quantity(row.units, language)]))
    money = [render.money(revenue[period], language) for period in periods]
    columns.append((word("letter.revenue", language), [*money, render.money(view.revenue_idr, language)]))
    first = [*(render.period(period, language) for period in periods), word("letter.total", language)]
    return [
        _across(columns[start : start + COLUMNS_ACROSS + 1], first, start, language)
        for start in _starts(len(columns), COLUMNS_ACROSS + 1)
    ]


def _starts(count: int, across: int) -> range:
    return range(0, count, across)


def _across(columns: Sequence[tuple[str, list[str]]], first: list[str], start: int, language: Language) -> Table:
    title = word("letter.by_period_more" if start else "letter.by_period", language)
    headings = (word("letter.period", language), *(heading for heading, _ in columns))
    rows = tuple(zip(first, *(told for _, told in columns), strict=True))
    return Table(title, headings, rows, tuple(range(1, len(headings))), -1, True)


def hour_table(view: SupplierView, language: Language) -> Table:
    """Return hours used of those that there are, by process, and the busiest period."""
    rows: list[Row] = []
    for process, mine in view.hours.groupby("process", sort=True):
        peak = mine.loc[mine["used_share"].idxmax()]
        used, there = mine["used_hours"].sum(), mine["hours"].sum()
        rows.append(
            (
                label("process", str(process), language),
                render.number(used, language),
                render.number(there, language),
                render.percent(used / there if there else None, language),
                render.period(str(peak["period"]), language),
                render.percent(peak["used_share"], language),
            )
        )
    headings = _words(("web.table.process", "web.table.used", "web.table.hours", "web.table.share"), language)
    headings += _words(("letter.busiest", "letter.peak"), language)
    return Table(word("letter.hours", language), headings, tuple(rows), (1, 2, 3, 5))


def member_table(view: SupplierView, language: Language) -> Table:
    """Return a cooperative's work by member and part, each member's parts together."""
    ordered = view.members.sort_values(["member_name", "member"], kind="stable")
    rows: list[Row] = []
    before = ""
    for row in ordered.itertuples(index=False):
        rows.append(
            (
                (row.member_name or row.member) if row.member != before else "",
                row.name or row.part,
                render.number(row.hours, language, 1),
                render.quantity(row.units, language),
                render.money(row.value_idr, language),
                render.money(row.fee_idr, language),
            )
        )
        before = row.member
    if rows:
        sums = [ordered[name].sum() for name in ("hours", "value_idr", "fee_idr")]
        total = (render.number(sums[0], language, 1), "", *(render.money(one, language) for one in sums[1:]))
        rows.append((word("letter.total", language), "", *total))
    headings = _words(("web.member.name", "letter.part", "web.member.hours", "letter.quantity"), language)
    headings += _words(("web.member.value", "web.member.fee"), language)
    note = word("letter.members_note", language)
    return Table(word("letter.members", language), headings, tuple(rows), (2, 3, 4, 5), 0, True, note)


def material_table(view: SupplierView, language: Language) -> Table:
    """Return what is sent to the workshop, for making what, how much, from which regions."""
    names = dict(zip(view.offers["part"], view.offers["name"], strict=True))
    rows = _rows(
        (
            row.name or row.part,
            names.get(row.made) or row.made,
            unit_words(row.units, row.unit, language),
            row.regions or render.MISSING,
        )
        for row in view.materials.itertuples(index=False)
    )
    keys = ("web.table.material", "web.table.made", "web.table.quantity", "web.table.from")
    return Table(word("letter.materials", language), _words(keys, language), rows, (2,), 0)


def investment_table(view: SupplierView, language: Language) -> Table:
    """Return the supplier's own tooling, opening and upgrades."""
    rows = _rows(
        (
            word(f"web.investment.{row.kind}", language),
            row.name or row.item,
            render.period(row.period, language),
            render.money(row.cost_idr, language),
            render.money(row.credit_idr, language),
        )
        for row in view.investments.itertuples(index=False)
    )
    keys = ("web.table.kind", "web.table.what", "web.table.period", "web.table.cost", "web.table.credit")
    return Table(word("letter.investments", language), _words(keys, language), rows, (3, 4), 1)


def certificate_table(view: SupplierView, language: Language) -> Table:
    """Return certificates that end within the plan or the year after."""
    rows = _rows(
        (word(f"web.certificate.{row.kind}", language), row.name or row.item, render.day(row.valid_to, language))
        for row in view.certificates.itertuples(index=False)
    )
    keys = ("web.table.kind", "web.table.what", "web.table.valid_to")
    return Table(word("letter.certificates", language), _words(keys, language), rows, (), 1)


def change_table(view: SupplierView, changes: pd.DataFrame, language: Language) -> Table:
    """Return what changed for the supplier since the plan that it answered before, and why."""
    names = dict(zip(view.offers["part"], view.offers["name"], strict=True))
    names |= dict(zip(view.unawarded["part"], view.unawarded["name"], strict=True))
    rows = _rows(
        (
            str(names.get(row["part"]) or row["part"]),
            render.number(row["before"], language),
            render.number(row["after"], language),
            render.money(row["after_idr"], language),
            why_words(row, language),
        )
        for row in changes.to_dict(orient="records")
    )
    keys = ("letter.part", "web.table.before", "web.table.after", "web.table.revenue_after", "web.table.why")
    return Table(word("letter.changes", language), _words(keys, language), rows, (1, 2, 3), 4)


def answer_table(view: SupplierView, status: RoundStatus | None, language: Language) -> Table:
    """Return the parts that have an answer, and what it is."""
    found = [] if status is None else [(row, status.item(row.offer)) for row in view.offers.itertuples(index=False)]
    rows = _rows(
        (row.name or row.part, state_words(one, language), answer_words(one.answer, one.item, language), one.person)
        for row, one in found
        if one is not None and one.answer is not None
    )
    keys = ("letter.part", "letter.state", "letter.answer", "letter.person")
    return Table(word("letter.answered", language), _words(keys, language), rows, (), 2)


def _rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(tuple(str(cell) for cell in row) for row in rows)


def _words(keys: tuple[str, ...], language: Language) -> Row:
    return tuple(word(key, language) for key in keys)
