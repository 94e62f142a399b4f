"""The content supply curve as a chart: bars as wide as the points they bring, as high as what a point costs."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from evplan.report import render
from evplan.report.chart import BLUE, INK, ORANGE
from evplan.report.explain_content import Point
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import label, word

WIDTH, SIDE_WIDTH, HEIGHT = 620, 320, 320

USUAL = 0.25
FAR_OUT = 10.0
"""The cheapest quarter of all points costs the usual price or less; from the first step on that costs ten times that,
steps are left to the table."""

LABELLED, LYING = 0.022, 0.25
"""Bars narrower than the first part of the chart carry no name, those wider than the second a lying one."""

ROOM_FOR_NAMES = 0.95
"""Room above the bars for standing names, as a part of the bars' own height."""

NAME_LENGTH = 26

AXIS_OF_POINTS = alt.Axis(tickCount=8, labelOverlap=True, labelFlush=False)


def content_chart(points: Sequence[Point], names: Names, language: Language) -> alt.VConcatChart:
    """Return a row per vehicle and year: the steps by price per point, and their sum beside the plan solved again."""
    rows = [_row(point, names, language) for point in points if len(point.curve.steps)]
    return alt.vconcat(*rows, spacing=36).resolve_scale(color="independent")


def _row(point: Point, names: Names, language: Language) -> alt.HConcatChart:
    curve = point.curve
    shown = _near(curve.steps)
    left = len(curve.steps) - len(shown)
    title = word(
        "content.chart_title",
        language,
        vehicle=names.parts.get(curve.vehicle, curve.vehicle),
        year=curve.year,
        method=label("method", curve.method, language),
        score=render.percent(curve.score, language, 2),
    )
    notes = [word("content.chart_dearer", language, count=left)] if left else []
    if shown["idr_per_point"].min() < -max(shown["idr_per_point"].max(), 1.0):
        notes.append(word("content.chart_cut", language))
    parts = _bars(shown, names, language), _sums(point, shown, language)
    return alt.hconcat(*parts, spacing=40).properties(title=alt.TitleParams(title, subtitle="; ".join(notes)))


def _near(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps before prices run away, so that the others can be told apart."""
    price, points = steps["idr_per_point"].to_numpy(), steps["points"].to_numpy()
    order = np.argsort(np.abs(price))
    usual = np.abs(price)[order][np.searchsorted(np.cumsum(points[order]), points.sum() * USUAL)]
    far = np.flatnonzero(price > FAR_OUT * max(usual, 1.0))
    return steps.iloc[: far[0]] if len(far) and far[0] > 0 else steps


def _bars(steps: pd.DataFrame, names: Names, language: Language) -> alt.LayerChart:
    end = steps["cumulative_points"].to_numpy()
    start = np.concatenate([[0.0], end[:-1]])
    price = steps["idr_per_point"].to_numpy()
    high = float(max(price.max(), 1.0))
    # A step that saves much must not press the others flat.
    low = float(np.clip(price.min(), -high, 0.0))
    wide = (end - start) / end[-1]
    table = pd.DataFrame(
        {
            "start": start,
            "end": end,
            "middle": (start + end) / 2,
            "price": np.maximum(price, low),
            "floor": 0.0,
            "top": np.maximum(price, 0.0),
            "name": [_short(names.parts.get(part, part)) for part in steps["part"]],
            "supplier": [names.suppliers.get(key, key) for key in steps["to_supplier"]],
        }
    )
    x = alt.X(
        "start:Q",
        title=word("content.chart_points", language),
        scale=alt.Scale(nice=False, domain=[0, float(end[-1])]),
        axis=AXIS_OF_POINTS,
    )
    y = alt.Y(
        "floor:Q",
        title=word("content.chart_per_point", language),
        scale=alt.Scale(domain=[low, high + (high - low) * ROOM_FOR_NAMES], nice=False),
        axis=alt.Axis(format=",.0f", tickCount=7),
    )
    bars = alt.Chart(table).mark_rect(color=BLUE, stroke="white", strokeWidth=0.8)
    layers = bars.encode(x=x, x2="end:Q", y=y, y2="price:Q", tooltip=["name:N", "supplier:N", "price:Q"])
    along = {"align": "center", "baseline": "bottom", "dy": -5}
    upright = {"angle": 270, "align": "left", "baseline": "middle", "dx": 5}
    for which, look in ((wide >= LYING, along), ((wide >= LABELLED) & (wide < LYING), upright)):
        text = alt.Chart(table[which]).mark_text(color=INK, fontSize=10, **look)
        layers += text.encode(x=alt.X("middle:Q"), y=alt.Y("top:Q"), text="name:N")
    return layers.properties(width=WIDTH, height=HEIGHT)


def _sums(point: Point, steps: pd.DataFrame, language: Language) -> alt.LayerChart:
    kinds = word("content.chart_steps", language), word("content.chart_optimiser", language)
    swaps = pd.DataFrame(
        {
            "points": np.concatenate([[0.0], steps["cumulative_points"]]),
            "idr": np.concatenate([[0.0], steps["cumulative_idr"]]),
            "kind": kinds[0],
        }
    )
    solved = point.frontier[point.frontier["relaxed_idr"].notna()] if len(point.frontier) else point.frontier
    again = pd.DataFrame(
        {"points": solved.get("points", []), "idr": solved.get("relaxed_idr", []), "kind": kinds[1]}
    ).astype({"points": float, "idr": float})
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(kinds), range=[BLUE, ORANGE]),
        legend=alt.Legend(orient="top", labelLimit=0, symbolType="stroke"),
    )
    x = alt.X(
        "points:Q", title=word("content.chart_points", language), scale=alt.Scale(nice=False), axis=AXIS_OF_POINTS
    )
    y = alt.Y("idr:Q", title=word("content.chart_sum", language), axis=alt.Axis(format=",.0f", tickCount=7))
    lines = alt.Chart(swaps).mark_line(interpolate="linear", strokeWidth=2).encode(x=x, y=y, color=color)
    marks = alt.Chart(again).mark_line(point=alt.OverlayMarkDef(size=60, filled=True), strokeDash=[4, 3])
    return (lines + marks.encode(x=x, y=y, color=color)).properties(width=SIDE_WIDTH, height=HEIGHT)


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1].rstrip() + "…"
