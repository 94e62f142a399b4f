"""All kinds of charts of a plan by name, drawn from a `Subject`.

chart = draw("cost", [subject], "id")
text = svg("map", [subject], "en")
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from evplan.errors import ChartOfOneRun, UnknownChartKind, nearest
from evplan.report.chart import chart_svg
from evplan.report.content_chart import content_chart
from evplan.report.gallery.award import award_chart, award_panels
from evplan.report.gallery.capacity import MOST_ROWS, capacity_chart, nothing
from evplan.report.gallery.cost import cost_chart
from evplan.report.gallery.map import map_chart
from evplan.report.gallery.output import output_chart
from evplan.report.gallery.region import region_chart
from evplan.report.gallery.score import score_chart
from evplan.report.gallery.share import share_chart
from evplan.report.gallery.subject import Subject
from evplan.report.gallery.tier import tier_chart
from evplan.report.language import Language
from evplan.report.roadmap_chart import roadmap_chart
from evplan.report.word import word

__all__ = ["KINDS", "Kind", "Subject", "about", "check_kind", "draw", "kind_table", "pages", "svg", "titled"]


@dataclass(frozen=True)
class Kind:
    """A kind of chart. ``several``: draws runs side by side; the others take one run."""

    draw: Callable[[Sequence[Subject], Language], alt.TopLevelMixin]
    several: bool = False


def _cost(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    return cost_chart({one.name: one.plan.costs for one in subjects}, language)


def _scores(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    names = subjects[0].names
    return score_chart({one.name: one.plan.scores for one in subjects}, names, language)


def _shares(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    return share_chart({one.name: one.plan.shares for one in subjects}, language)


def _awards(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    return award_chart(subjects[0].awarded, subjects[0].names, language)


def _capacity(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    return capacity_chart(subjects[0].plan.capacity_use, subjects[0].names, language)


def _map(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    one = subjects[0]
    return map_chart(one.flows.regions, one.places, one.sites, one.outline, language)


def _tiers(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    return tier_chart(subjects[0].flows.tiers, subjects[0].names.parts | subjects[0].site_names, language)


def _output(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    return output_chart(subjects[0].output, subjects[0].names, language)


def _regions(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    one = subjects[0]
    years = max(one.regions["year"].nunique(), 1)
    return region_chart(one.region_kinds, one.regions.assign(jobs=one.regions["jobs"] / years), language)


def _roadmap(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    return roadmap_chart(subjects[0].name, subjects[0].road, subjects[0].names, language)


def _content(subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    one = subjects[0]
    return content_chart(one.points, one.names, language) if one.points else nothing(language)


KINDS: dict[str, Kind] = {
    "cost": Kind(_cost, several=True),
    "scores": Kind(_scores, several=True),
    "shares": Kind(_shares, several=True),
    "output": Kind(_output),
    "awards": Kind(_awards),
    "capacity": Kind(_capacity),
    "map": Kind(_map),
    "regions": Kind(_regions),
    "tiers": Kind(_tiers),
    "roadmap": Kind(_roadmap),
    "content": Kind(_content),
}
"""The kinds of charts, in the order in which they are listed."""


def check_kind(kind: str, runs: int) -> Kind:
    """Return the kind of that name; raises ``UnknownChartKind``, and ``ChartOfOneRun`` if it cannot draw so many."""
    if kind not in KINDS:
        raise UnknownChartKind(kind=kind, known=", ".join(KINDS), nearest=nearest(kind, KINDS))
    if runs > 1 and not KINDS[kind].several:
        several = ", ".join(name for name, known in KINDS.items() if known.several)
        raise ChartOfOneRun(kind=kind, several=several)
    return KINDS[kind]


def draw(kind: str, subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    """Return a chart of runs without a title; raises what `check_kind` raises."""
    return check_kind(kind, len(subjects)).draw(subjects, language)


def titled(kind: str, subjects: Sequence[Subject], language: Language) -> alt.TopLevelMixin:
    """Return a chart that stands alone: with its title, the names of the runs and what is seen."""
    chart = draw(kind, subjects, language)
    if kind == "roadmap":
        return chart  # it has a title of its own
    runs = ", ".join(one.name for one in subjects)
    title = alt.TitleParams(
        f"{word(f'chart.{kind}', language)}: {runs}", subtitle=_lines(about(kind, subjects, language))
    )
    return alt.vconcat(chart).properties(title=title)


def pages(kind: str, subjects: Sequence[Subject], language: Language) -> list[alt.TopLevelMixin]:
    """Return a chart without a title in pieces that each fit a page; raises what `check_kind` raises."""
    if kind == "awards":
        check_kind(kind, len(subjects))
        return list(award_panels(subjects[0].awarded, subjects[0].names, language))
    return [draw(kind, subjects, language)]


def svg(kind: str, subjects: Sequence[Subject], language: Language) -> str:
    """Return a chart without a title as the text of an SVG picture; raises what `check_kind` raises."""
    return chart_svg(draw(kind, subjects, language), language)


def about(kind: str, subjects: Sequence[Subject], language: Language) -> str:
    """Return what is seen in a chart, in one or two sentences."""
    pairs = len(subjects[0].plan.capacity_use[["supplier", "process"]].drop_duplicates())
    return word(f"chart.{kind}.about", language, count=min(MOST_ROWS, pairs), of=pairs)


def kind_table(language: Language) -> pd.DataFrame:
    """Return the kinds of charts: ``chart``, ``title``, what it ``shows``, whether it draws ``several`` runs."""
    rows = [
        (
            kind,
            word(f"chart.{kind}", language),
            word(f"chart.{kind}.about", language, count=MOST_ROWS, of=word("chart.all", language)),
            known.several,
        )
        for kind, known in KINDS.items()
    ]
    return pd.DataFrame(rows, columns=["chart", "title", "shows", "several"])


LINE = 110


def _lines(text: str) -> list[str]:
    """Return a text in lines that are no wider than a chart."""
    lines = [""]
    for one in text.split():
        if len(lines[-1]) + len(one) >= LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {one}".strip()
    return lines
