"""Scores of local content against their minimum, by vehicle, year and method."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from evplan.law import METHODS
from evplan.report import render
from evplan.report.chart import INK, VEHICLES
from evplan.report.gallery.subject import short
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import label, word

PANEL, HEIGHT, LEAST, MOST = 190, 190, 8, 30

IN_A_ROW = 3

PALE = 0.35
"""How a bar of a method that is not in force looks."""

ROOM_FOR_LABEL = 22
"""Pixels that a bar needs so that its score stands on it."""


def score_chart(scores: Mapping[str, pd.DataFrame], names: Names, language: Language) -> alt.VConcatChart:
    """Return a panel per vehicle (a row of panels per run): bars of scores, a line across each at its minimum.

    ``scores`` are tables of `PlanTables.scores` by run.
    """
    drawn = [
        (run if len(scores) > 1 else "", vehicle, table)
        for run, frame in scores.items()
        for vehicle, table in frame.groupby("vehicle", sort=False)
    ]
    per_row = min(IN_A_ROW, max((frame["vehicle"].nunique() for frame in scores.values()), default=1) or 1)
    panels = [_panel(*one, names, language, first=number % per_row == 0) for number, one in enumerate(drawn)]
    rows = [alt.hconcat(*panels[at : at + per_row], spacing=16) for at in range(0, len(panels), per_row)]
    return alt.vconcat(*rows, spacing=14)


def _panel(
    run: str, vehicle: str, scores: pd.DataFrame, names: Names, language: Language, *, first: bool
) -> alt.LayerChart:
    methods = [label("method", method, language) for method in METHODS]
    table = scores.assign(
        method=[label("method", method, language) for method in scores["method"]],
        above=scores[["score", "minimum"]].max(axis=1),
        label=[render.percent(score, language, 0) for score in scores["score"]],
        force=scores["in_force"].map({True: 1.0, False: PALE}),
    )
    count = table["year"].nunique()
    step = min(MOST, max(LEAST, PANEL / (count * len(METHODS))))
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, ticks=False))
    offset = alt.XOffset("method:N", sort=methods)
    axis = alt.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1.0], labelOverlap=False)
    words = word("chart.scores.axis", language) if first else None

    def y(field: str) -> alt.Y:
        return alt.Y(field, title=words, scale=alt.Scale(domain=[0, 1]), axis=axis)

    color = alt.Color(
        "method:N",
        scale=alt.Scale(domain=methods, range=list(VEHICLES[:3])),
        legend=alt.Legend(orient="top", labelLimit=0),
    )
    base = alt.Chart(table).encode(x=x, xOffset=offset)
    bars = base.mark_bar().encode(y=y("score:Q"), color=color, opacity=alt.Opacity("force:Q", scale=None, legend=None))
    least = base.transform_filter(alt.datum.minimum > 0).mark_tick(color=INK, thickness=2.5, size=step, opacity=1)
    layers = bars + least.encode(y=y("minimum:Q"))
    if step >= ROOM_FOR_LABEL:
        layers += base.mark_text(baseline="bottom", dy=-3, fontSize=10).encode(y=y("above:Q"), text="label:N")
    title = short(names.parts.get(vehicle, vehicle), 34)
    head = alt.TitleParams(title, fontSize=11, fontWeight="normal", subtitle=run or "", subtitleFontSize=10)
    return layers.properties(width=alt.Step(step), height=HEIGHT, title=head)
