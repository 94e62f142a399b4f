"""The pieces of a page: headline figures, sections, pictures with their words and table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from evplan.report.block import Block
from evplan.report.chart import chart_svg
from evplan.report.gallery import Subject, about, pages
from evplan.report.language import Language
from evplan.report.word import word


@dataclass(frozen=True)
class Tile:
    """A headline figure: what it is, the figure, and a few words more. ``tone``: good, bad, or nothing."""

    label: str
    figure: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture in pieces that each fit a page, what is seen in it, and its figures as a table.

    Without pictures it is a long table under its title, closed until it is asked for unless ``shown``.
    """

    title: str
    about: str
    pictures: tuple[Markup, ...]
    table: Block
    shown: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a page under a heading of its own; ``anchor`` is unique on the page."""

    anchor: str
    title: str
    pieces: tuple[Figure | Block, ...]


def figure(
    kind: str, subjects: Sequence[Subject], table: Block, language: Language, prefix: str, *, shown: bool = False
) -> Figure:
    """Return a chart as a figure of a page; ``shown``: its table is open.

    ``prefix`` is unique on the page and begins all names inside its pictures.
    """
    title, words = word(f"chart.{kind}", language), about(kind, subjects, language)
    runs = ", ".join(one.name for one in subjects)
    pictures = [
        inline(chart_svg(chart, language), f"{prefix}-{kind}-{number}", f"{title}: {runs}", words)
        for number, chart in enumerate(pages(kind, subjects, language), start=1)
    ]
    return Figure(title, words, tuple(pictures), table, shown)


_NAMED = re.compile(r'\bid="([^"]+)"')
_ROOT = re.compile(r"<svg\b([^>]*)>")


def inline(svg: str, prefix: str, title: str, words: str) -> Markup:
    """Return an SVG picture for a page with others: names of its own, and words for who cannot see it."""
    for name in sorted(set(_NAMED.findall(svg)), key=len, reverse=True):
        svg = svg.replace(f'id="{name}"', f'id="{prefix}-{name}"').replace(f"#{name})", f"#{prefix}-{name})")
        svg = svg.replace(f'href="#{name}"', f'href="#{prefix}-{name}"')
    names = f'role="img" aria-labelledby="{prefix}-title {prefix}-desc"'
    inside = f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{escape(words)}</desc>'
    return Markup(_ROOT.sub(lambda root: f"<svg{root[1]} {names}>{inside}", svg, count=1))
