"""The words of reports in both languages: headings, labels, sentences that say how a run ended.

Each module holds the words of one subject; a key stands in one of them only.
"""

from __future__ import annotations

from evplan.report.language import Language
from evplan.report.word import (
    bill,
    bundle,
    column,
    compare,
    explanation,
    form,
    letter,
    match,
    network,
    page,
    plan,
    review,
    stress,
    sweep,
    template,
    web,
    web_access,
    web_planner,
)

_SUBJECTS = (
    bill,
    bundle,
    column,
    compare,
    explanation,
    form,
    letter,
    match,
    network,
    page,
    plan,
    review,
    stress,
    sweep,
    template,
    web,
    web_access,
    web_planner,
)

# key: (English, Bahasa Indonesia), as ``str.format`` templates.
WORDS: dict[str, tuple[str, str]] = {key: words for subject in _SUBJECTS for key, words in subject.WORDS.items()}


def word(key: str, language: Language, **values: object) -> str:
    """Return the words of ``key`` in a language, filled in; raises ``KeyError`` for a key that is not there."""
    english, bahasa = WORDS[key]
    return (bahasa if language == "id" else english).format_map(values)


def label(kind: str, key: str, language: Language) -> str:
    """Return the words of ``kind.key``, or the key itself where there are none."""
    return word(f"{kind}.{key}", language) if f"{kind}.{key}" in WORDS else key
