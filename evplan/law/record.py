"""The law as dated records: values, documents, and the law as a whole.

A *document* is one law file: a method of scoring (`METHODS`), the road map of minimum scores, or another text that is
shown and not scored. Each of its *values* holds from a first to a last day and says where it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from evplan.errors import LawNotInForce, UnknownMethod, nearest

METHODS = ("sectoral", "general", "cost_ratio")
"""Methods of scoring that have a formula here; each is the name of a law file."""

ROADMAP = "roadmap"
"""Name of the law file with the minimum score by day."""

VALUE_COLUMNS = (
    "method", "subject", "value", "from", "to", "reference", "address", "confidence", "checked", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LegalValue:
    """One value of the law, in force from ``start`` to ``end`` (both inside; no ``end``: to this day).

    ``value`` is one number, or one number per name (a weight per aspect, a score per band). Shares are 0..1.
    ``confidence`` is H (primary text or several sources), M (one decent source), L (weak or disputed), or between two.
    ``checked`` is the day on which the value was last compared with its source.
    """

    subject: str
    value: float | dict[str, float]
    start: date
    end: date | None
    reference: str
    address: str
    confidence: str
    checked: date
    note: str = ""

    def holds(self, day: date) -> bool:
        """Return whether the value is in force on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)

    def source(self) -> tuple[str, str, str, date, str]:
        """Return where the value is written: reference, address, confidence, day last checked, note."""
        return self.reference, self.address, self.confidence, self.checked, self.note

    def items(self) -> list[tuple[str, float]]:
        """Return the numbers with their names: ``weights.battery``, or the bare subject of a single number."""
        if isinstance(self.value, dict):
            return [(f"{self.subject}.{name}", number) for name, number in self.value.items()]
        return [(self.subject, self.value)]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that the sources leave open, and what is assumed until it is answered."""

    subject: str
    question: str
    assumed: str


@dataclass(frozen=True, slots=True)
class Document:
    """One law file: ``values`` are in use; ``superseded`` ones are history and never used for a score."""

    name: str
    title: str
    regulation: str
    values: tuple[LegalValue, ...]
    superseded: tuple[LegalValue, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()

    def find(self, subject: str, day: date) -> LegalValue | None:
        """Return the value of ``subject`` that is in force on ``day``, if there is one."""
        return next((value for value in self.of(subject) if value.holds(day)), None)

    def of(self, subject: str) -> list[LegalValue]:
        """Return the values of ``subject``, oldest first."""
        return sorted((value for value in self.values if value.subject == subject), key=lambda value: value.start)


@dataclass(frozen=True)
class Law:
    """All law files together, read by `evplan.law.parse_law`.

    ``digest`` is the SHA-256 of the canonical content (order of entries, and 1 or 1.0, make no difference); a run
    keeps it.
    """

    documents: Mapping[str, Document]
    digest: str

    def minimum(self, day: date) -> float:
        """Return the lowest lawful score on ``day``, 0..1 (Perpres 55/2019 Art 8 as amended by Perpres 79/2023).

        Raises ``LawNotInForce`` for a day outside the road map.
        """
        return self.number(ROADMAP, "minimum", day)

    def methods_in_force(self, day: date) -> list[str]:
        """Return the methods whose weights hold on ``day``, in the order of `METHODS`."""
        return [method for method in self.methods() if self.documents[method].find("weights", day)]

    def methods(self) -> list[str]:
        """Return the methods that have a law file, in force or not, in the order of `METHODS`."""
        return [method for method in METHODS if method in self.documents]

    def latest_day(self, method: str, day: date) -> date:
        """Return ``day``, or the last day before it on which ``method`` was in force.

        For showing what a plan would score under a repealed method. Raises ``UnknownMethod``, or ``LawNotInForce``
        where the method starts later.
        """
        started = [value for value in self.method(method).of("weights") if value.start <= day]
        if not started:
            self.value(method, "weights", day)
        return max(min(day, value.end or day) for value in started)

    def method(self, method: str) -> Document:
        """Return the document of a method; raises ``UnknownMethod``."""
        known = self.methods()
        if method not in known:
            raise UnknownMethod(method=method, known=", ".join(known), nearest=nearest(method, known))
        return self.documents[method]

    def value(self, document: str, subject: str, day: date) -> LegalValue:
        """Return the value of a document's ``subject`` on ``day``; raises ``LawNotInForce``.

        The error carries ``last`` too, the last day with a value, or None while it is in force.
        """
        found = self.documents[document].find(subject, day)
        if found is None:
            values = self.documents[document].of(subject)
            first, last = values[0].start, values[-1].end
            raise LawNotInForce(subject=self.documents[document].title, day=day, first=first, last=last)
        return found

    def number(self, document: str, subject: str, day: date) -> float:
        """Return a single number of the law on ``day``; raises ``LawNotInForce``."""
        value = self.value(document, subject, day).value
        assert not isinstance(value, dict), subject  # held by the form of the files
        return value

    def table(self, document: str, subject: str, day: date) -> dict[str, float]:
        """Return the numbers by name of a subject on ``day``; raises ``LawNotInForce``."""
        value = self.value(document, subject, day).value
        assert isinstance(value, dict), subject  # held by the form of the files
        return dict(value)

    def values(self) -> pd.DataFrame:
        """Return every number in use, one a row.

        Columns ``method`` (name of the law file), ``subject`` (``weights.battery``), ``value``, ``from``, ``to`` (None:
        in force to this day), ``reference``, ``address``, ``confidence``, ``checked``, ``note``.
        """
        return _table((document.name, document.values) for document in self.documents.values())

    def superseded(self) -> pd.DataFrame:
        """Return the numbers that were replaced, with the columns of `values`; no score uses them."""
        return _table((document.name, document.superseded) for document in self.documents.values())

    def open_questions(self) -> pd.DataFrame:
        """Return what the sources leave open: columns ``method``, ``subject``, ``question``, ``assumed``."""
        rows = [
            (document.name, question.subject, question.question, question.assumed)
            for document in self.documents.values()
            for question in document.questions
        ]
        return pd.DataFrame(rows, columns=["method", "subject", "question", "assumed"])


def _table(documents: Iterable[tuple[str, tuple[LegalValue, ...]]]) -> pd.DataFrame:
    rows = [
        (name, subject, number, value.start, value.end, *value.source())
        for name, values in documents
        for value in values
        for subject, number in value.items()
    ]
    table = pd.DataFrame(rows, columns=list(VALUE_COLUMNS))
    return table.astype({"from": object, "to": object, "checked": object})


def year_day(year: int) -> date:
    """Return the day whose law scores the vehicles built in ``year``: 1 January.

    The road map and the sectoral weights are written in whole calendar years, and a plan needs one law for a year.
    The law of the first day is the one that could be known when the year was planned; a text that comes into force
    during a year (Permenperin 35/2025 on 2025-12-12) first scores the year after.
    """
    return date(year, 1, 1)
