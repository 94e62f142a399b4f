"""The answer form: what stands in it, what was typed into it, what is wrong with that and at which field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from evplan.errors import Finding
from evplan.plan.review import Answer, Item, ItemStatus
from evplan.plan.review_answer import read_answer
from evplan.readers.number import read_number
from evplan.report import render
from evplan.report.language import Language
from evplan.report.review import fault_words
from evplan.report.word import word
from evplan.web.route import text_of

DECIMAL = {"id": ",", "en": "."}

# The field at which a finding about an answer is said; a finding about a period stands at that period.
_FIELDS = {
    "answer-kind": "kind",
    "answer-reason": "reason",
    "answer-text": "reason",
    "answer-counter-empty": "counter",
    "answer-price-far": "price",
    "answer-period": "first_period",
    "answer-units-missing": "units",
    "answer-nothing-cut": "units",
    "answer-nothing-left": "units",
}


_NAMED = ("price", "units_per_period", "first_period", "reason", "note", "units")


@dataclass(frozen=True)
class Refusal:
    """What is wrong, and the field where it is said (blank: the whole form)."""

    field: str
    words: str


@dataclass(frozen=True)
class UnitsField:
    """The field of a period: what stands in it and what is wrong with it."""

    period: str
    id: str
    words: str
    value: str
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerForm:
    """What stands in the form, as text in the visitor's language."""

    kind: str
    units: tuple[UnitsField, ...]
    price: str = ""
    units_per_period: str = ""
    first_period: str = ""
    reason: str = ""
    seen: str = ""
    text: str = ""


def blank_form(status: ItemStatus, language: Language) -> AnswerForm:
    """Return the form as it is first shown: the newest answer, or all that was assigned."""
    said, item = status.answer, status.item
    told = item.shown | (said.units if said is not None and said.kind == "partial" else {})
    return AnswerForm(
        kind=said.kind if said is not None else "",
        units=tuple(_field(period, told[period], language) for period in item.assigned),
        price=_number(said.price if said else None, language),
        units_per_period=_number(said.units_per_period if said else None, language),
        first_period=(said.first_period or "") if said else "",
        reason=said.reason if said else "",
    )


def filled_form(form: FormData, item: Item, language: Language) -> AnswerForm:
    """Return what was typed; a period that is not in the form is as it was assigned."""
    shown = item.shown
    fields = [_field(period, shown[period], language) for period in item.assigned]
    names = {name: text_of(form, name, 40) for name in form if name.startswith("units.")}
    return AnswerForm(
        kind=text_of(form, "kind", 20),
        units=tuple(replace(one, value=names.get(f"units.{one.period}", one.value)) for one in fields),
        price=text_of(form, "price", 40),
        units_per_period=text_of(form, "units_per_period", 40),
        first_period=text_of(form, "first_period", 20),
        reason=text_of(form, "reason", 4000),
        seen=text_of(form, "seen", 20),
    )


def read_form(typed: AnswerForm, item: Item, language: Language) -> Answer:
    """Return the answer that was typed. Raises `AnswerRefused` with all findings.

    Quantities per period belong to an answer in part only, and stand there filled in whatever is answered. A price or
    the like with another kind of answer is refused: perhaps the wrong kind was ticked.
    """
    units = {one.period: _plain(one.value, language) for one in typed.units} if typed.kind == "partial" else None
    return read_answer(
        item.offer,
        typed.kind,
        units=units,
        price=_plain(typed.price, language),
        units_per_period=_plain(typed.units_per_period, language),
        first_period=typed.first_period,
        reason=typed.reason,
    )


def refusals(findings: Iterable[Finding], language: Language) -> tuple[Refusal, ...]:
    """Return what findings say, each at its field."""
    return tuple(
        Refusal(_field_of(one), fault_words(replace(one, column=_column_words(one.column, language)), language))
        for one in findings
    )


def with_refusals(form: AnswerForm, wrong: Iterable[Refusal]) -> AnswerForm:
    """Return the form with what is wrong with its periods next to them."""
    said = list(wrong)
    units = [replace(one, messages=tuple(each.words for each in said if each.field == one.id)) for one in form.units]
    return replace(form, units=tuple(units))


def _field_of(fault: Finding) -> str:
    if fault.column in _NAMED:
        return fault.column if fault.column != "note" else "text"
    return f"units-{fault.column}" if fault.column else _FIELDS.get(fault.code, "")


def _column_words(column: str, language: Language) -> str:
    return word(f"web.field.{column}", language) if column in _NAMED else render.period(column, language)


def _field(period: str, units: float, language: Language) -> UnitsField:
    return UnitsField(period, f"units-{period}", render.period(period, language), _number(units, language))


def _number(value: float | None, language: Language) -> str:
    return "" if value is None else render.quantity(value, language, 4)


def _plain(text: str, language: Language) -> str:
    """Return a number as it is written in a language with a decimal point; what is none as it was typed."""
    return read_number(text, DECIMAL[language]) or text
