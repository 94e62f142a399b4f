"""The mathematics as a document: put together from the docstrings of the functions that do it, so that it cannot drift.

A docstring with a section ``Formula`` (or ``Definitions``) becomes a section of the document; what a module says of all
its functions stands before them. Modules are named here and loaded when the document is asked for.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType


@dataclass(frozen=True)
class Chapter:
    """A chapter: its heading, what a reader should know first, and the modules in the order of the document.

    ``told`` are modules whose own docstring is taken in too.
    """

    heading: str
    lead: str
    modules: tuple[str, ...]
    told: tuple[str, ...] = ()


CHAPTERS = (
    Chapter(
        "What is made and bought",
        "Vehicles are built at sites, parts are exploded through the bill of materials, offers deliver them.",
        (
            "evplan.model.family.balance",
            "evplan.model.family.order",
            "evplan.model.family.cooperative",
        ),
    ),
    Chapter(
        "What is paid once, or by volume",
        "Tools, openings, bands and rebates need 0/1 columns; everything else is linear.",
        (
            "evplan.model.family.fixed_cost",
            "evplan.model.family.price_band",
            "evplan.model.family.rebate",
        ),
    ),
    Chapter(
        "Getting ready: upgrades, certificates, credit",
        "What is bought in one period works from a later one on.",
        ("evplan.model.family.upgrade", "evplan.law.loan", "evplan.plan.investment"),
    ),
    Chapter(
        "Local content",
        "What each method counts, with the law's numbers in `data/law/` ([the law](law.md)), and how a ratio enters "
        "a linear program.",
        (
            "evplan.law.sectoral",
            "evplan.law.general",
            "evplan.law.cost_ratio",
            "evplan.law.tally",
            "evplan.model.content",
        ),
        (
            "evplan.law.sectoral",
            "evplan.law.general",
            "evplan.law.cost_ratio",
            "evplan.law.tally",
            "evplan.model.content",
        ),
    ),
    Chapter(
        "Rules of a scenario",
        "One function per kind of rule; [scenarios](scenario.md) says how a rule is written.",
        (
            "evplan.model.rule.award",
            "evplan.model.rule.budget",
            "evplan.model.rule.distance",
            "evplan.model.rule.fair_share",
            "evplan.model.rule.source_count",
            "evplan.model.rule.steady",
        ),
    ),
    Chapter(
        "Objectives",
        "One after the other: what an earlier one reached is kept, up to its tolerance, by those that follow.",
        ("evplan.model.objective",),
        ("evplan.model.objective",),
    ),
    Chapter(
        "Why one plan costs more than another",
        "The split that [`evplan compare`](compare.md) tells.",
        ("evplan.plan.attribution",),
        ("evplan.plan.attribution",),
    ),
    Chapter(
        "What brings the points",
        "The curve of `evplan explain content`, and the points that `evplan roadmap` tells.",
        ("evplan.plan.supply_curve", "evplan.plan.roadmap"),
        ("evplan.plan.supply_curve",),
    ),
    Chapter(
        "Under stress",
        "What is left of a plan when something fails ([`evplan stress`](stress.md)).",
        ("evplan.plan.exposure", "evplan.model.loss", "evplan.model.held"),
        ("evplan.plan.exposure", "evplan.model.loss", "evplan.model.held"),
    ),
    Chapter(
        "Random draws of a sweep",
        "A draw takes the quantile at a number `u` between 0 and 1 ([sweeps](sweep.md)).",
        ("evplan.scenario.sweep_member",),
    ),
)

FORMAL = ("Formula", "Definitions", "Symbols")
"""Sections of a docstring that are set as they stand."""

_SECTION = re.compile(r"^(\w+)\n-{3,}\n", re.MULTILINE)

_HEAD = """\
# The mathematics

Every formula below is that of the docstring of the function named, which does it; this page is put together from them
and a test holds that it is current ([working on evplan](developing.md) says how to write it anew). Columns of the
program are lower-case words (`buy`, `build`, `order`), data are those of the [tables](data.md); `[o,d,t]` runs over
offers, destinations and periods. Whole numbers and 0/1 columns are named where they are needed; all else is linear.
Whatever the program finds is worked out once more by `evplan.plan.verify`, which shares nothing with it.
"""


def mathematics() -> str:
    """Return the document as Markdown."""
    return "\n".join([_HEAD, *(_chapter(chapter) for chapter in CHAPTERS)])


def formal_functions(module: ModuleType) -> Iterator[str]:
    """Yield the names of a module's own functions whose docstring has a formula, in the order of the source."""
    own = [
        value for _name, value in inspect.getmembers(module, inspect.isfunction) if value.__module__ == module.__name__
    ]
    for function in sorted(own, key=lambda value: value.__code__.co_firstlineno):
        if re.search(r"^(Formula|Definitions)\n-{3,}$", inspect.getdoc(function) or "", re.MULTILINE):
            yield function.__name__


def _chapter(chapter: Chapter) -> str:
    parts = [f"## {chapter.heading}\n", f"{chapter.lead}\n"]
    for name in chapter.modules:
        module = import_module(name)
        if name in chapter.told:
            parts.append(_section(name, inspect.getdoc(module) or ""))
        parts += [
            _section(f"{name}.{function}", inspect.getdoc(getattr(module, function)) or "")
            for function in formal_functions(module)
        ]
    return "\n".join(parts)


def _section(path: str, docstring: str) -> str:
    """Return a docstring as a section of the document, headed by the name of what it describes."""
    title = path.rsplit(".", 1)[1].strip("_").replace("_", " ").capitalize()
    pieces = _SECTION.split(docstring)
    text = [f"### {title}\n", f"`{path}`\n", _prose(pieces[0])]
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        text.append(_formal(heading, body) if heading in FORMAL else _prose(body))
    return "\n".join(text)


def _formal(heading: str, body: str) -> str:
    """Return a section with its first paragraph set as it stands; an indented one is set so by Markdown itself."""
    first, _, rest = body.rstrip().partition("\n\n")
    if first.rstrip().endswith(":"):
        return f"**{heading}**\n\n{_prose(body)}"
    return f"**{heading}**\n\n{_block(first)}" + (f"\n{_prose(rest)}" if rest else "")


def _block(text: str) -> str:
    """Return lines in a block that keeps their columns."""
    return f"```text\n{text.replace('``', '').strip(chr(10))}\n```\n"


def _prose(text: str) -> str:
    """Return running text as Markdown: names stand in one backquote, a paragraph that is an equation in a block."""
    paragraphs = [
        _block(paragraph).rstrip() if re.match(r"\w+ = ", paragraph) else paragraph.replace("``", "`")
        for paragraph in text.strip("\n").split("\n\n")
    ]
    return "\n\n".join(paragraphs) + "\n"
