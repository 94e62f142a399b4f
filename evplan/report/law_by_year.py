"""The law as a document: what it asks in which year, where each number is written, and what its sources leave open."""

from __future__ import annotations

from collections.abc import Iterable

from evplan.law import Document, Law, LegalValue, year_day
from evplan.report.render import percent, quantity

_HEAD = """\
# The law, year by year

What evplan takes the law to say, put together from `data/law/`, `data/credit/` and `data/labour/` (a test holds that
this page is current; `evplan law list` and `evplan law show sectoral` tell the same). Three things to know first:

- It is no legal advice. Most full texts could not be opened; every number names where it was read, how sure that is
  (H: primary text or several sources that agree, M: one decent source, L: weak or disputed) and when it was last
  compared.
- What the sources leave open is listed below every text, with what evplan assumes until it is answered. An assumption
  is a choice of ours, not a finding.
- A score by evplan is decision support and no certificate: those who verify for a certificate decide.

A year is scored by the law of its 1 January. A number that changes is changed in these files, with its reference, and
nowhere else.

## What is asked in which year

Battery electric vehicles with two and three wheels. In a rule, `minimum = "law"` asks for the minimum of each
production year, and `method = "best"` lets each vehicle and year take the method in force that serves it best
([scenarios](scenario.md)).
"""


def law_by_year(law: Law) -> str:
    """Return the document as Markdown."""
    return "\n".join([_HEAD, _years(law), *(_document(document) for document in law.documents.values())])


def _years(law: Law) -> str:
    """Return a row per year of the road map: minimum score, methods in force, the weight of the battery."""
    starts = [value.start.year for value in law.documents["roadmap"].of("minimum")]
    rows = ["| production year | minimum | methods in force | battery, of the sectoral score |", "|---|---|---|---|"]
    for year in range(min(starts), max(starts) + 1):
        day = year_day(year)
        weights = law.documents["sectoral"].find("weights", day)
        battery = percent(weights.value["battery"], "en", 0) if weights and isinstance(weights.value, dict) else "–"
        methods = ", ".join(law.methods_in_force(day)) or "none that is known here"
        name = f"{year} and after" if year == max(starts) else f"{year}"
        rows.append(f"| {name} | {percent(law.minimum(day), 'en', 0)} | {methods} | {battery} |")
    return "\n".join(rows) + "\n"


def _document(document: Document) -> str:
    parts = [f"## {document.title[0].upper()}{document.title[1:]}\n", f"`{document.name}`: {document.regulation}.\n"]
    parts.append(_values(document.values))
    notes = dict.fromkeys(f"- `{value.subject}`: {value.note}" for value in document.values if value.note)
    if notes:
        parts += ["\n".join(notes) + "\n"]
    if document.questions:
        parts.append("**Open**\n")
        parts.append(
            "".join(f"- `{one.subject}`: {one.question}\n  *Assumed*: {one.assumed}\n" for one in document.questions)
        )
    if document.superseded:
        parts += [
            "**No longer in force**, kept because it is still quoted; no score uses it:\n",
            _values(document.superseded),
        ]
    return "\n".join(parts)


def _values(values: Iterable[LegalValue]) -> str:
    rows = ["| value | first day | last day | written in | sure | compared |", "|---|---|---|---|---|---|"]
    for value in values:
        numbers = ", ".join(
            f"{name.removeprefix(value.subject + '.')} {quantity(number, 'en', 6)}" for name, number in value.items()
        )
        told = numbers if not isinstance(value.value, dict) else f"{value.subject}: {numbers}"
        end = value.end.isoformat() if value.end else "–"
        source = (
            f"{value.reference} ([source]({value.address}))" if value.address.startswith("http") else value.reference
        )
        rows.append(f"| {told} | {value.start} | {end} | {source} | {value.confidence} | {value.checked} |")
    return "\n".join(rows) + "\n"
