"""Letters laid out: by typst as PDF, with the fonts that come with it, and by a template as one HTML page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

import typst
from jinja2 import Environment, PackageLoader, StrictUndefined

from evplan.report.letter.content import Letter

_PACKAGE = "evplan.report.letter"


def letters_pdf(letters: Sequence[Letter], now: str) -> bytes:
    """Return letters as one PDF, each on pages of its own that are counted by themselves.

    Names go in as data and are never read as markup. ``now`` (ISO, with offset) is the document's date.
    """
    template = (files(_PACKAGE) / "template" / "letter.typ").read_bytes()
    told = json.dumps([asdict(letter) for letter in letters], ensure_ascii=False)
    made = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"letters": told},
        timestamp=int(datetime.fromisoformat(now).timestamp()),
    )
    assert isinstance(made, bytes), "one PDF"
    return made


def letters_html(letters: Sequence[Letter]) -> str:
    """Return letters as one HTML page that holds all that it needs, each beginning on a new sheet when printed."""
    first = letters[0]
    title = first.footer if len(letters) == 1 else first.title
    return _environment().get_template("letter.html").render(letters=letters, language=first.language, title=title)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(_PACKAGE, "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
