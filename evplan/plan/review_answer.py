"""Answers to items: read from what a person typed, and checked against what was assigned."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from evplan.errors import Finding, finding
from evplan.errors.review import AnswerRefused
from evplan.plan.review import ANSWERS, LONGEST_TEXT, MOST_PRICE, MOST_UNITS, Answer, AnswerKind, Item, Round
from evplan.quantities import QUANTITY_TOLERANCE

FAR = 100.0
"""A counter-offer that is more than so many times the price of the plan has a zero too many."""

OWN_FIELDS: dict[AnswerKind, tuple[str, ...]] = {
    "accept": (),
    "partial": ("units",),
    "counter": ("price", "units_per_period", "first_period"),
    "decline": (),
}
"""What belongs to which answer, beside the reason."""


def read_answer(
    offer: str,
    kind: str,
    *,
    units: Mapping[str, Any] | None = None,
    price: Any = None,
    units_per_period: Any = None,
    first_period: str | None = None,
    reason: str = "",
) -> Answer:
    """Return the answer to ``offer`` from what a person typed: numbers may be text (``1250.5``); blanks are nothing.

    Raises ``AnswerRefused`` with all findings: an unknown kind, what is no number, NaN, negative or huge numbers, a
    text that is too long, fields that belong to another kind of answer.
    """
    typed = {"price": price, "units_per_period": units_per_period, "first_period": first_period, "units": units}
    given = {name: value for name, value in typed.items() if not _is_blank(value)}
    seen: list[Finding] = []
    chosen = next((one for one in ANSWERS if one == kind), None)
    if chosen is None:
        refuse(offer, [finding("answer-kind", found=kind, expected=", ".join(ANSWERS))])
        raise AssertionError("refused")
    for name in given:
        if name not in OWN_FIELDS[chosen]:
            owner = next(one for one in ANSWERS if name in OWN_FIELDS[one])
            seen.append(finding("answer-not-its-own", column=name, found=chosen, expected=owner))
    told: dict[str, float] = {}
    for period, value in (given.get("units") or {}).items():
        if not _is_blank(value):
            told[period] = _number(period, value, MOST_UNITS, seen)
    numbers = {"price": MOST_PRICE, "units_per_period": MOST_UNITS}
    values = {name: _number(name, given[name], most, seen) for name, most in numbers.items() if name in given}
    if len(reason) > LONGEST_TEXT:
        seen.append(finding("answer-text", column="reason", found=len(reason), expected=LONGEST_TEXT))
    refuse(offer, seen)
    start = str(first_period).strip() if "first_period" in given else None
    return Answer(kind=chosen, units=told, first_period=start, reason=reason.strip(), **values)


def check_answer(answer: Answer, item: Item, round_: Round) -> list[Finding]:
    """Return what is wrong with an answer to an item of a round, nothing if it can stand."""
    checks = {"accept": _nothing, "partial": _partial, "counter": _counter, "decline": _decline}
    return list(checks[answer.kind](answer, item, round_))


def refuse(offer: str, findings: list[Finding]) -> None:
    """Raise ``AnswerRefused`` with the findings, if there are any."""
    if findings:
        raise AnswerRefused(offer=offer, findings=findings)


def kept_units(answer: Answer, item: Item) -> dict[str, float]:
    """Return the units by period that a partial answer accepts: those assigned, at most what it says.

    People see whole units; who keeps all that was shown of a period keeps all that was assigned.
    """
    shown = item.shown
    return {
        period: units if answer.units.get(period, math.inf) >= shown[period] else min(units, answer.units[period])
        for period, units in item.assigned.items()
    }


def _nothing(_answer: Answer, _item: Item, _round: Round) -> Iterator[Finding]:
    yield from ()


def _partial(answer: Answer, item: Item, round_: Round) -> Iterator[Finding]:
    if not answer.units:
        yield finding("answer-units-missing")
        return
    shown, faults = item.shown, False
    for period, units in answer.units.items():
        if period not in item.assigned:
            faults = True
            known = period in round_.periods
            code = "answer-period-without-work" if known else "answer-period"
            expected = ", ".join(item.assigned if known else round_.periods)
            yield finding(code, found=period, expected=expected)
        elif units > max(shown[period], item.assigned[period]) * (1 + QUANTITY_TOLERANCE):
            faults = True
            expected = f"{max(shown[period], item.assigned[period]):.10g}"
            yield finding("answer-too-many", column=period, found=f"{units:.10g}", expected=expected)
    if faults:
        return
    kept = kept_units(answer, item)
    if not sum(kept.values()) > 0:
        yield finding("answer-nothing-left")
    elif kept == dict(item.assigned):
        yield finding("answer-nothing-cut")


def _counter(answer: Answer, item: Item, round_: Round) -> Iterator[Finding]:
    if answer.price is None and answer.units_per_period is None and answer.first_period is None:
        yield finding("answer-counter-empty")
    if answer.price is not None:
        if answer.price == 0:
            yield finding("answer-number-range", column="price", found="0", expected="above 0")
        elif answer.price > FAR * item.price > 0:
            yield finding("answer-price-far", found=f"{answer.price:.12g}", expected=f"{item.price:.12g}")
    if answer.units_per_period == 0:
        yield finding("answer-nothing-left")
    if answer.first_period is not None and answer.first_period not in round_.periods:
        yield finding("answer-period", found=answer.first_period, expected=", ".join(round_.periods))


def _decline(answer: Answer, _item: Item, _round: Round) -> Iterator[Finding]:
    if not answer.reason.strip():
        yield finding("answer-reason")


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, Mapping) and not value)


def _number(name: str, value: Any, most: float, seen: list[Finding]) -> float:
    """Return a number from 0 to ``most``; whatever else it is becomes a finding."""
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or number.is_nan():
        seen.append(finding("answer-no-number", column=name, found=str(value)[:40]))
        return 0.0
    if not 0 <= number <= Decimal(most):
        seen.append(
            finding("answer-number-range", column=name, found=str(value)[:40], expected=f"from 0 to {most:.0f}")
        )
        return 0.0
    return float(number)
