"""Compared runs as a chart: where the difference of cost comes from, and local content and shares before and after."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from evplan.errors import NothingToCompareChart
from evplan.plan.comparison import Comparison
from evplan.report import render
from evplan.report.chart import BLUE, GRID, INK, ORANGE, QUIET
from evplan.report.compare import both_names, signed_money, signed_points
from evplan.report.language import Language
from evplan.report.word import label, word

WIDTH, ROW, NAMES_WIDTH = 460, 26, 210
GROUPS = ("umkm_koperasi", "koperasi", "domestic")

ROOM = 0.3
"""Free part of the axis on both sides of the bars, for what stands beside them."""

MILLION = 1e6


def comparison_chart(compared: Sequence[Comparison], language: Language) -> alt.VConcatChart:
    """Return, per comparison, the steps from nothing to the difference, and scores and shares before and after.

    Raises ``NothingToCompareChart`` where no comparison has two plans.
    """
    drawn = [one for one in compared if one.difference_idr is not None]
    if not drawn:
        lost = [run.name for one in compared for run in (one.before, one.after) if run.tables is None]
        raise NothingToCompareChart(runs=", ".join(dict.fromkeys(lost)))
    panels: list[alt.LayerChart] = []
    for one in drawn:
        panels += [_waterfall(one, language), _scores(one, language), _shares(one, language)]
    return alt.vconcat(*panels, spacing=22).resolve_scale(color="independent", x="independent")


def waterfall_steps(one: Comparison) -> pd.DataFrame:
    """Return the bars: ``kind`` (``total`` last), ``idr``, ``start``, ``end`` in rupiah; kinds of nothing left out."""
    parts = one.parts[one.parts["idr"].ne(0)]
    end = parts["idr"].cumsum()
    total = float(one.difference_idr or 0)
    steps = parts.assign(start=end - parts["idr"], end=end).astype({"idr": float, "start": float, "end": float})
    last = pd.DataFrame({"kind": ["total"], "idr": [total], "start": [0.0], "end": [total]})
    return pd.concat([steps, last], ignore_index=True)


def _waterfall(one: Comparison, language: Language) -> alt.LayerChart:
    steps = waterfall_steps(one)
    kinds = [word("compare.difference" if kind == "total" else f"part.{kind}", language) for kind in steps["kind"]]
    steps = steps.assign(
        name=kinds,
        start=steps["start"] / MILLION,
        end=steps["end"] / MILLION,
        text=[signed_money(idr, language) for idr in steps["idr"]],
        colour=np.where(steps["kind"].eq("total"), INK, np.where(steps["idr"].gt(0), ORANGE, BLUE)),
        right=steps[["start", "end"]].max(axis=1) / MILLION,
    )
    low, high = (float(edge) for edge in (steps[["start", "end"]].min().min(), steps["right"].max()))
    room = ROOM * ((high - low) or 1.0)
    x = alt.X(
        "start:Q",
        title=word("compare.chart_million", language),
        scale=alt.Scale(domain=[min(low, 0.0), high + room], nice=False),
        axis=alt.Axis(tickCount=5),
    )
    y = _rows(kinds)
    bars = alt.Chart(steps).mark_bar(size=15).encode(x=x, x2="end:Q", y=y, color=alt.Color("colour:N", scale=None))
    zero = alt.Chart(pd.DataFrame({"start": [0.0]})).mark_rule(color=QUIET).encode(x="start:Q")
    text = alt.Chart(steps).mark_text(align="left", dx=5).encode(x="right:Q", y=y, text="text:N")
    title = word("compare.chart_difference", language, run=one.after.name, reference=one.before.name)
    return _sized(zero + bars + text, len(kinds), title)


def _scores(one: Comparison, language: Language) -> alt.LayerChart:
    """Return the score of each vehicle and year by the method in force that is best for the run after."""
    scores = one.scores[one.scores["in_force"]].assign(
        best=lambda frame: frame[["score_after", "score_before"]].bfill(axis=1).iloc[:, 0]
    )
    best = scores.sort_values("best", ascending=False).drop_duplicates(["vehicle", "year"]).sort_index()
    names = both_names(one).parts
    several = best["year"].nunique() > 1
    rows = pd.DataFrame(
        {
            "name": [
                f"{names.get(vehicle, vehicle)}{f', {year}' if several else ''}"
                for vehicle, year in best[["vehicle", "year"]].itertuples(index=False)
            ],
            "before": best["score_before"],
            "after": best["score_after"],
            "least": best["minimum_after"].fillna(best["minimum_before"]),
        }
    )
    return _dumbbell(rows, one, word("compare.chart_scores", language), language, closer=True)


def _shares(one: Comparison, language: Language) -> alt.LayerChart:
    value = one.shares[one.shares["measure"].eq("value")].set_index("group")
    known = value.reindex([group for group in GROUPS if group in value.index])
    rows = pd.DataFrame(
        {
            "name": [label("group", group, language) for group in known.index],
            "before": known["share_before"].to_numpy(),
            "after": known["share_after"].to_numpy(),
            "least": np.nan,
        }
    )
    return _dumbbell(rows, one, word("compare.chart_shares", language), language)


def _dumbbell(
    rows: pd.DataFrame, one: Comparison, title: str, language: Language, *, closer: bool = False
) -> alt.LayerChart:
    """Return a row per name: a grey mark before, a coloured one after, a line between, a tick at the minimum.

    ``closer`` shows the part of the axis that the marks are on.
    """
    table = rows.assign(
        text=[
            f"{render.percent(after, language)} ({signed_points(after - before, language)})"
            for before, after in rows[["before", "after"]].itertuples(index=False)
        ],
        right=rows[["before", "after", "least"]].max(axis=1),
    )
    y = _rows(table["name"].tolist())
    scale = alt.Scale(domain=_span(rows) if closer else [0.0, 1.0], nice=False)
    x = alt.X("before:Q", title=None, scale=scale, axis=alt.Axis(format=".0%", tickCount=5))
    both = table.melt(["name"], ["before", "after"], "side", "share").dropna(subset="share")
    both["side"] = both["side"].map({"before": one.before.name, "after": one.after.name})
    names = [one.before.name, one.after.name]
    color = alt.Color(
        "side:N",
        scale=alt.Scale(domain=names, range=[QUIET, ORANGE]),
        legend=alt.Legend(orient="top", labelLimit=0, symbolType="circle"),
    )
    line = alt.Chart(table).mark_rule(color=GRID, strokeWidth=4).encode(x=x, x2="after:Q", y=y)
    marks = alt.Chart(both).mark_point(filled=True, size=70, opacity=1).encode(x=alt.X("share:Q"), y=y, color=color)
    least = alt.Chart(table.dropna(subset="least")).mark_tick(color=INK, thickness=2, size=16)
    text = alt.Chart(table).mark_text(align="left", dx=9).encode(x="right:Q", y=y, text="text:N")
    return _sized(line + marks + least.encode(x="least:Q", y=y) + text, len(table), title)


def _span(rows: pd.DataFrame) -> list[float]:
    """Return the ends of an axis of shares around the marks, in steps of five points, with room for text behind."""
    values = rows[["before", "after", "least"]].to_numpy(dtype=float)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return [max(math.floor((low - 0.02) * 20) / 20, 0.0), min(math.ceil((high + 0.12) * 20) / 20, 1.0)]


def _rows(names: list[str]) -> alt.Y:
    return alt.Y(
        "name:N",
        sort=names,
        title=None,
        axis=alt.Axis(labelLimit=NAMES_WIDTH, labelColor=INK, grid=False, ticks=False, domain=False, minExtent=120),
    )


def _sized(chart: alt.LayerChart, rows: int, title: str) -> alt.LayerChart:
    return chart.properties(
        width=WIDTH, height=ROW * max(rows, 1), title=alt.TitleParams(title, fontSize=12, frame="group")
    )
