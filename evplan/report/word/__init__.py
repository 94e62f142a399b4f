"""The words of reports in both languages: headings, labels, sentences that say how a run ended.

Each module holds the words of one subject; a key stands in one of them only.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from evplan.report.language import Language

SUBJECTS: dict[str, dict[str, tuple[str, str]]] = {
    info.name: import_module(f"{__name__}.{info.name}").WORDS for info in pkgutil.iter_modules(__path__)
}
"""The words of every module of this package, by its name."""

# key: (English, Bahasa Indonesia), as ``str.format`` templates.
WORDS: dict[str, tuple[str, str]] = {key: words for subject in SUBJECTS.values() for key, words in subject.items()}


def word(key: str, language: Language, **values: object) -> str:
    """Return the words of ``key`` in a language, filled in; raises ``KeyError`` for a key that is not there."""
    english, bahasa = WORDS[key]
    return (bahasa if language == "id" else english).format_map(values)


def label(kind: str, key: str, language: Language) -> str:
    """Return the words of ``kind.key``, or the key itself where there are none."""
    return word(f"{kind}.{key}", language) if f"{kind}.{key}" in WORDS else key
