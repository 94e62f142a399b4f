"""A sweep as a chart: a frontier's curve, lines or a heat map by what was varied, points where it was drawn."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from evplan.errors import NothingToDraw
from evplan.report import render
from evplan.report.chart import BLUE, INK, ORANGE, QUIET
from evplan.report.language import Language
from evplan.report.sweep import frontier_words, heading_of
from evplan.report.word import label, word

WIDTH, HEIGHT = 560, 320

BILLION = 1e9

MOST_PANELS = 6
"""So many varied columns are drawn, one panel each, where more than two were varied."""

FEW_LINES = 6
"""So many values of a second variation are drawn as lines; more as a heat map."""


def sweep_chart(
    name: str, of: str, method: str | None, varied: Sequence[str], table: pd.DataFrame, language: Language
) -> alt.TopLevelMixin:
    """Return the chart of a sweep; raises ``NothingToDraw`` where no member has a plan."""
    planned = table[table["total_cost_idr"].notna()]
    if planned.empty:
        raise NothingToDraw(run=name)
    if of:
        return _frontier(name, of, method, planned, language)
    data, names = _named(table, varied, language)
    varying = [one for one in names if data[one].nunique() > 1] or list(names[:1])
    title = alt.TitleParams(word("title.sweep", language, sweep=name), subtitle=_subtitle(table, language))
    if len(varying) == 1:
        return _lines(data, varying[0], None, language).properties(title=title)
    if len(varying) == 2 and len(data) == data[varying[0]].nunique() * data[varying[1]].nunique():
        across, by = varying if data[varying[0]].nunique() >= data[varying[1]].nunique() else varying[::-1]
        if data[by].nunique() <= FEW_LINES and data[across].nunique() > 2:
            return _lines(data, across, by, language).properties(title=title)
        return _heat(data, varying[0], varying[1], language).properties(title=title)
    panels = [_points(data, one, language) for one in varying[:MOST_PANELS]]
    return alt.concat(*panels, columns=2).properties(title=title)


def _frontier(name: str, of: str, method: str | None, planned: pd.DataFrame, language: Language) -> alt.LayerChart:
    column, size = {"umkm_value": ("umkm_value_idr", BILLION), "labour_hours": ("labour_hours", 1000.0)}.get(
        of, ("local_content", 1.0)
    )
    on, off = word("frontier.on", language), word("frontier.off", language)
    data = pd.DataFrame(
        {
            "value": planned[column] / size,
            "cost": planned["total_cost_idr"] / BILLION,
            "least": planned["best_bound_idr"] / BILLION,
            "where": [on if is_on else off for is_on in planned["on_frontier"]],
            "asked": [str(number) for number in planned["member"]],
        }
    )
    shown = [on, off] if data["where"].eq(off).any() else [on]
    named = label("method", method or "", language)
    axis = alt.Axis(format=".0%") if of == "local_content" else alt.Axis(format=",.4~g")
    x = alt.X("value:Q", title=word(f"frontier.axis.{of}", language, method=named), axis=axis)
    x = x.scale(zero=False, nice=True)
    y = alt.Y("cost:Q", title=word("sweep.cost_axis", language)).scale(zero=False)
    line = alt.Chart(data[data["where"].eq(on)]).mark_line(color=BLUE, strokeWidth=2).encode(x=x, y=y)
    color = alt.Color(
        "where:N",
        scale=alt.Scale(domain=shown, range=[BLUE, QUIET][: len(shown)]),
        legend=alt.Legend(orient="top", labelLimit=0),
    )
    points = alt.Chart(data).mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y, color=color)
    numbers = alt.Chart(data).mark_text(dy=-11, fontSize=9, color=QUIET).encode(x=x, y=y, text="asked:N")
    title = word("title.frontier", language, sweep=name, of=frontier_words(of, method, language))
    return (line + points + numbers).properties(width=WIDTH, height=HEIGHT, title=alt.TitleParams(title))


def _named(table: pd.DataFrame, varied: Sequence[str], language: Language) -> tuple[pd.DataFrame, list[str]]:
    """Return the members with cost in billions, and the names of the varied columns, which Vega may read (no dots)."""
    names = [f"v{number}" for number in range(len(varied))]
    data = pd.DataFrame({name: table[one] for name, one in zip(names, varied, strict=True)})
    data.attrs["titles"] = {name: heading_of(one, language) for name, one in zip(names, varied, strict=True)}
    cost = table["total_cost_idr"] / BILLION
    words = [word("sweep.no_plan", language) if pd.isna(value) else render.number(value, language, 1) for value in cost]
    return data.assign(cost=cost, told=words), names


def _subtitle(table: pd.DataFrame, language: Language) -> str:
    none = int(table["total_cost_idr"].isna().sum())
    return f"✕ {word('sweep.no_plan', language)}: {none}" if none else ""


def _kind(column: pd.Series) -> str:
    return "Q" if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column) else "O"


def _lines(data: pd.DataFrame, across: str, by: str | None, language: Language) -> alt.LayerChart:
    titles = data.attrs["titles"]
    planned = data[data["cost"].notna()]
    x = alt.X(f"{across}:{_kind(data[across])}", title=titles[across], axis=alt.Axis(labelFlush=False, labelAngle=0))
    x = x.scale(zero=False) if _kind(data[across]) == "Q" else x
    y = alt.Y("cost:Q", title=word("sweep.cost_axis", language)).scale(zero=False)
    base = alt.Chart(planned).encode(x=x, y=y)
    if by is None:
        drawn = base.mark_line(color=BLUE, point=alt.OverlayMarkDef(filled=True, size=55, color=BLUE), strokeWidth=2)
    else:
        color = alt.Color(f"{by}:O", legend=alt.Legend(orient="right", title=titles[by], labelLimit=0, titleLimit=0))
        color = color.scale(scheme="viridis")
        drawn = base.mark_line(point=alt.OverlayMarkDef(filled=True, size=55), strokeWidth=2).encode(color=color)
    missing = data[data["cost"].isna()].assign(cost=float(planned["cost"].min()))
    cross = alt.Chart(missing).mark_point(shape="cross", angle=45, size=90, color=ORANGE, filled=True)
    return (drawn + cross.encode(x=x, y=y)).properties(width=WIDTH, height=HEIGHT)


def _heat(data: pd.DataFrame, across: str, down: str, language: Language) -> alt.LayerChart:
    titles = data.attrs["titles"]
    x = alt.X(f"{across}:O", title=titles[across], axis=alt.Axis(labelAngle=0))
    y = alt.Y(f"{down}:O", title=titles[down], sort="descending")
    color = alt.Color("cost:Q", legend=alt.Legend(title=word("sweep.cost_axis", language), labelLimit=0)).scale(
        scheme="blues", zero=False
    )
    base = alt.Chart(data)
    cells = base.transform_filter("isValid(datum.cost)").mark_rect().encode(x=x, y=y, color=color)
    middle = float(data["cost"].min() + data["cost"].max()) / 2
    ink = alt.condition(f"datum.cost > {middle}", alt.value("white"), alt.value(INK))
    text = base.mark_text(fontSize=10).encode(x=x, y=y, text="told:N", color=ink)
    columns, rows = data[across].nunique(), data[down].nunique()
    return (cells + text).properties(width=max(60 * columns, 240), height=max(34 * rows, 120))


def _points(data: pd.DataFrame, across: str, language: Language) -> alt.Chart:
    titles = data.attrs["titles"]
    x = alt.X(f"{across}:{_kind(data[across])}", title=titles[across], axis=alt.Axis(labelFlush=False, labelAngle=0))
    x = x.scale(zero=False) if _kind(data[across]) == "Q" else x
    y = alt.Y("cost:Q", title=word("sweep.cost_axis", language)).scale(zero=False)
    planned = data[data["cost"].notna()]
    return (
        alt.Chart(planned)
        .mark_point(filled=True, size=45, color=BLUE, opacity=0.75)
        .encode(x=x, y=y)
        .properties(width=WIDTH // 2 - 20, height=HEIGHT // 2 + 40)
    )
