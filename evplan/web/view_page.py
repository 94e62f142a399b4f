"""A supplier's view of a plan as cards, charts and small tables: for its manager, its members and the planner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evplan.plan.review import Item, ItemStatus, RoundStatus, Said
from evplan.plan.review_view import SupplierView
from evplan.report import render
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.review import event_words, why_words
from evplan.report.word import WORDS, label, word
from evplan.web.chart import bars

FULL = 0.9
"""Above this share of its hours a workshop has little room left."""


@dataclass(frozen=True)
class Card:
    """A part of a supplier: what it is, what it brings, how it stands, where it is answered (blank: not here)."""

    name: str
    unit: str
    units: float
    price: float
    currency: str
    revenue_idr: float
    state: str
    carried: str
    bars: list[tuple[str, float, str]]
    href: str
    way: str


@dataclass(frozen=True)
class Sheet:
    """A small table of ready text."""

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def assignment_values(
    view: SupplierView, status: RoundStatus, changes: pd.DataFrame, language: Language, items_at: str = ""
) -> dict[str, Any]:
    """Return what the page of a supplier's work shows; ``items_at``: where its parts are answered (blank: nowhere)."""
    cards = [] if view.member else [item_card(one, view, language, items_at, status) for one in status.items]
    busiest = view.hours["used_share"].max() if len(view.hours) else None
    return {
        "view": view,
        "status": status,
        "cards": cards,
        "part_count": view.members["offer"].nunique() if view.member else len(status.items),
        "changes": _changes(view, changes, language),
        "busiest": None if busiest is None or pd.isna(busiest) else float(busiest),
        "members": _members(view, language),
        "hours_drawn": _hours_drawn(view, language),
        "hours_table": _hours_table(view, language),
        "materials": _materials(view, language),
        "investments": _investments(view, language),
        "certificates": _certificates(view, language),
        "unawarded": [] if view.member else _unawarded(view, language),
    }


def item_card(
    one: ItemStatus, view: SupplierView, language: Language, items_at: str = "", status: RoundStatus | None = None
) -> Card:
    """Return a part of a supplier as a card."""
    item, shown = one.item, one.item.shown
    row = view.offers[view.offers["offer"].eq(item.offer)]
    waits = status is not None and status.round.state == "open" and one.state == "waiting"
    return Card(
        name=part_name(item, view),
        unit=item.unit,
        units=sum(shown.values()),
        price=item.price,
        currency=item.currency,
        revenue_idr=float(row["revenue_idr"].sum()),
        state=one.state,
        carried=one.carried,
        bars=[(render.period(key, language), value, render.quantity(value, language)) for key, value in shown.items()],
        href=f"{items_at}/{item.offer}" if items_at else "",
        way=word("web.work.answer" if waits else "web.work.look", language),
    )


def part_name(item: Item, view: SupplierView) -> str:
    """Return what a part is called."""
    known = view.offers.loc[view.offers["offer"].eq(item.offer), "name"]
    return str(known.iloc[0]) if len(known) and known.iloc[0] else item.part


def period_table(one: ItemStatus, language: Language) -> Sheet:
    """Return units and revenue of a part by period."""
    item = one.item
    rows = [
        (
            render.period(period, language),
            render.quantity(units, language),
            _price(item.price, item.currency, language),
            _price(item.price * item.assigned[period], item.currency, language),
        )
        for period, units in item.shown.items()
    ]
    keys = ("table.period", "table.quantity", "assignment.price", "assignment.revenue")
    return Sheet(_headings(keys, language), rows)


def log_lines(
    said: Iterable[Said], view: SupplierView | None, names: Names, language: Language
) -> list[dict[str, str]]:
    """Return a log, newest first: when, who, which round and part, what in words."""
    return [_log_line(one, view, names, language) for one in said][::-1]


def _log_line(said: Said, view: SupplierView | None, names: Names, language: Language) -> dict[str, str]:
    item = said.item
    name = "" if item is None else names.parts.get(item.part, item.part)
    if item is not None and view is not None:
        name = part_name(item, view)
    return {
        "at": said.event.at,
        "person": said.event.person,
        "round": word("web.work.round", language, run=said.round.run, number=said.round.number),
        "name": name,
        "words": event_words(said.event, item, language),
    }


def _changes(view: SupplierView, changes: pd.DataFrame, language: Language) -> Sheet | None:
    """Return what changed for a supplier since the plan that it answered before."""
    if changes.empty:
        return None
    names = dict(zip(view.offers["part"], view.offers["name"], strict=True)) | dict(
        zip(view.unawarded["part"], view.unawarded["name"], strict=True)
    )
    rows = [
        (
            str(names.get(row["part"]) or row["part"]),
            render.number(row["before"], language),
            render.number(row["after"], language),
            render.money(row["before_idr"], language),
            render.money(row["after_idr"], language),
            why_words(row, language),
        )
        for row in changes.to_dict(orient="records")
    ]
    revenue = ("table.revenue_before", "table.revenue_after")
    return Sheet(_headings(("table.what", "table.before", "table.after", *revenue, "table.why"), language), rows)


def _members(view: SupplierView, language: Language) -> Sheet | None:
    if view.members.empty:
        return None
    rows = [
        (
            row.member_name or row.member,
            row.name or row.part,
            render.number(row.hours, language, 1),
            render.quantity(row.units, language),
            render.money(row.value_idr, language),
            render.money(row.fee_idr, language),
        )
        for row in view.members.itertuples()
    ]
    keys = ("member.name", "table.what", "member.hours", "assignment.units", "member.value", "member.fee")
    sheet = Sheet(_headings(keys, language), rows)
    # A member's own part needs no name in every line.
    return Sheet(sheet.headings[1:], [row[1:] for row in rows]) if view.member else sheet


def _hours_drawn(view: SupplierView, language: Language) -> list[dict[str, Any]]:
    drawn = []
    for process, rows in view.hours.groupby("process", sort=True):
        shares = [
            (render.period(str(row.period), language), float(row.used_share), render.percent(row.used_share, language))
            for row in rows.itertuples()
            if not pd.isna(row.used_share)
        ]
        name = label("process", str(process), language)
        title = f"{word('web.assignment.hours', language)}: {name}"
        drawn.append({"process": name, "chart": bars(shares, title, full=1.0, over=FULL)})
    return drawn


def _hours_table(view: SupplierView, language: Language) -> Sheet:
    rows = [
        (
            label("process", str(row.process), language),
            render.period(str(row.period), language),
            render.number(row.used_hours, language, 1),
            render.number(row.hours, language, 1),
            render.percent(row.used_share, language),
        )
        for row in view.hours.itertuples()
    ]
    return Sheet(
        _headings(("table.process", "table.period", "table.used", "table.hours", "table.share"), language), rows
    )


def _materials(view: SupplierView, language: Language) -> Sheet | None:
    rows = [
        (
            row.name or row.part,
            row.made,
            f"{render.quantity(row.units, language)} {row.unit}",
            row.regions or render.MISSING,
        )
        for row in view.materials.itertuples()
    ]
    keys = ("table.material", "table.made", "table.quantity", "table.from")
    return Sheet(_headings(keys, language), rows) if rows else None


def _investments(view: SupplierView, language: Language) -> Sheet | None:
    rows = [
        (
            word(f"web.investment.{row.kind}", language),
            row.name or row.item,
            render.period(row.period, language),
            render.money(row.cost_idr, language),
            render.money(row.credit_idr, language),
        )
        for row in view.investments.itertuples()
    ]
    keys = ("table.kind", "table.what", "table.period", "table.cost", "table.credit")
    return Sheet(_headings(keys, language), rows) if rows else None


def _certificates(view: SupplierView, language: Language) -> Sheet | None:
    rows = [
        (
            word(f"web.certificate.{row.kind}", language),
            row.name or row.item,
            render.day(row.valid_to, language),
        )
        for row in view.certificates.itertuples()
    ]
    return Sheet(_headings(("table.kind", "table.what", "table.valid_to"), language), rows) if rows else None


def _unawarded(view: SupplierView, language: Language) -> list[dict[str, str]]:
    """Return the offers without work and, where it was worked out, what would win."""
    if view.not_won is None:
        return [{"name": row.name or row.part, "price": "", "why": ""} for row in view.unawarded.itertuples()]
    return [
        {
            "name": row.name or row.part,
            "price": _price(row.price, row.currency, language),
            "why": _why_not(row, language),
        }
        for row in view.not_won.itertuples()
    ]


def _why_not(row: Any, language: Language) -> str:
    priced = row.standing == "priced" and not pd.isna(row.cut_share)
    lines = [
        word("web.not_won.cut", language, cut=render.percent(row.cut_share, language, 0))
        if priced
        else word(f"web.not_won.{row.standing}", language)
    ]
    steps = [_step(key, language) for key in str(row.steps or "").split(";") if key.strip()]
    if steps:
        lines.append(word("web.not_won.steps", language, steps=", ".join(steps)))
    return " ".join(lines)


def _step(key: str, language: Language) -> str:
    known = f"web.step.{key.strip()}"
    return word(known, language) if known in WORDS else key.strip()


def _price(value: float, currency: str, language: Language) -> str:
    if currency == "IDR":
        return render.money(value, language)
    return render.MISSING if render.is_missing(value) else f"{currency} {render.quantity(value, language)}"


def _headings(keys: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(word(f"web.{key}", language) for key in keys)
