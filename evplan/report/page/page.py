"""The page: chapters as sections, laid out by templates that escape whatever they are given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from evplan.report import render
from evplan.report.block import Block
from evplan.report.language import Language
from evplan.report.page.chapter import Chapter
from evplan.report.page.headline import tiles
from evplan.report.page.piece import Figure
from evplan.report.page.section import chapter_sections, comparison_section
from evplan.report.word import word


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return what fills in the templates: everything is escaped, and a value that is not there is an error."""
    return Environment(
        loader=PackageLoader("evplan.report.page", "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_html(
    chapters: Sequence[Chapter], comparison: Sequence[Block], language: Language, version: str, now: str
) -> str:
    """Return the report of runs as one HTML page; ``version`` is evplan's, ``now`` the ISO time of writing."""
    names = ", ".join(chapter.run.name for chapter in chapters)
    key = "page.title" if len(chapters) == 1 else "page.title_several"
    planned = [chapter.subject for chapter in chapters if chapter.subject is not None]
    beside = comparison_section(planned, comparison, language) if len(chapters) > 1 and planned else None
    parts = [
        (
            chapter,
            tiles(chapter.run, chapter.subject, language),
            chapter_sections(chapter, f"r{number}", language),
        )
        for number, chapter in enumerate(chapters, start=1)
    ]
    return (
        environment()
        .get_template("page.html")
        .render(
            language=language,
            title=word(key, language, run=names, runs=names),
            beside=beside,
            parts=parts,
            several=len(chapters) > 1,
            version=version,
            written=render.moment(now, language),
            word=lambda key, **values: word(key, language, **values),
            is_figure=lambda piece: isinstance(piece, Figure),
        )
    )
