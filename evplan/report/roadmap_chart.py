"""The road of a plan as a chart: scores against their minimum, money by year, and what is made ready when."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evplan.plan.roadmap import Roadmap
from evplan.report import render
from evplan.report.chart import BLUE, INK, ORANGE, QUIET
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import word
from evplan.scenario.calendar import Period, parse_period

WIDTH, SCORE_HEIGHT, MONEY_HEIGHT, ROW = 640, 220, 110, 17

BILLION = 1e9

MOST_STEPS = 40
"""So many investments are drawn, the dearest; the table has all."""

DOORS = {
    "opening": "#7a4fa3",
    "process": "#2b8a8a",
    "capacity": BLUE,
    "certificate": "#3f8f3f",
    "local_content": ORANGE,
    "tooling": QUIET,
}

NAME_LENGTH = 44


def roadmap_chart(run: str, road: Roadmap, names: Names, language: Language) -> alt.VConcatChart:
    """Return three panels over one axis of years; the last only where something is bought once."""
    panels = [_scores(road, names, language), _money(road, language)]
    if len(road.steps):
        panels.append(_steps(road, names, language))
    title = alt.TitleParams(word("roadmap.chart_title", language, run=run))
    return alt.vconcat(*panels, spacing=18).properties(title=title).resolve_scale(color="independent")


def _scores(road: Roadmap, names: Names, language: Language) -> alt.LayerChart:
    scores = road.scores.assign(vehicle=[names.parts.get(key, key) for key in road.scores["vehicle"]])
    least = scores.groupby("year", as_index=False)["minimum"].max()
    least = least.assign(name=word("roadmap.chart_minimum", language))
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y(
        "score:Q",
        title=word("roadmap.chart_score", language),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    lines = (
        alt.Chart(scores)
        .mark_line(point=alt.OverlayMarkDef(filled=True, size=50), strokeWidth=2)
        .encode(x=x, y=y, color=alt.Color("vehicle:N", legend=alt.Legend(orient="top", labelLimit=0)))
    )
    floor = alt.Chart(least).mark_line(interpolate="step", strokeDash=[5, 4], color=INK, strokeWidth=1.5)
    floor = floor.encode(x=x, y=alt.Y("minimum:Q"))
    text = alt.Chart(least.tail(1)).mark_text(align="right", baseline="bottom", dy=-4, color=INK, fontSize=10)
    return (lines + floor + text.encode(x=x, y="minimum:Q", text="name:N")).properties(width=WIDTH, height=SCORE_HEIGHT)


def _money(road: Roadmap, language: Language) -> alt.Chart:
    kinds = {
        "investment_idr": word("column.investment_idr", language),
        "credit_idr": word("column.credit_idr", language),
    }
    long = road.years.melt("year", list(kinds), "kind", "idr")
    long = long.assign(kind=long["kind"].map(kinds), billion=long["idr"] / BILLION)
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(kinds.values()), range=[BLUE, ORANGE]),
        legend=alt.Legend(orient="top", labelLimit=0),
    )
    return (
        alt.Chart(long)
        .mark_bar(size=28)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("billion:Q", title=word("roadmap.chart_money", language), axis=alt.Axis(tickCount=4)),
            color=color,
        )
        .properties(width=WIDTH, height=MONEY_HEIGHT)
    )


def _steps(road: Roadmap, names: Names, language: Language) -> alt.LayerChart:
    steps = road.steps.sort_values("cost_idr", ascending=False, kind="stable").head(MOST_STEPS).sort_index()
    years = road.years["year"]
    end = pd.Timestamp(f"{int(years.max()) + 1}-01-01")
    begin = pd.Timestamp(f"{int(years.min())}-01-01")
    start = [_first_day(label) for label in steps["period"]]
    ready = [_first_day(label) if label else end for label in steps["in_force"]]
    kinds = [word(f"door.{kind}", language) for kind in steps["kind"]]
    who = [names.suppliers.get(key, key) for key in steps["supplier"]]
    table = pd.DataFrame(
        {
            "name": [_short(f"{item}: {name}") for name, item in zip(who, steps["item"], strict=True)],
            "order": range(len(steps)),
            "start": start,
            "ready": ready,
            "end": end,
            "kind": kinds,
            "cost": [render.compact_money(cost, language) for cost in steps["cost_idr"]],
        }
    )
    known = {word(f"door.{kind}", language): colour for kind, colour in DOORS.items()}
    shown = [kind for kind in known if kind in set(kinds)]
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=shown, range=[known[kind] for kind in shown]),
        legend=alt.Legend(orient="top", labelLimit=0),
    )
    y = alt.Y("name:N", sort=alt.SortField("order"), title=None, axis=alt.Axis(labelLimit=300, labelColor=INK))
    time = alt.Scale(domain=[begin.isoformat(), end.isoformat()])
    axis = alt.Axis(format="%Y", tickCount="year", title=None)
    base = alt.Chart(table)
    waiting = base.mark_bar(height=5, opacity=0.45).encode(
        x=alt.X("start:T", scale=time, axis=axis), x2="ready:T", y=y, color=color
    )
    working = base.mark_bar(height=11).encode(x=alt.X("ready:T", scale=time), x2="end:T", y=y, color=color)
    text = base.mark_text(align="left", dx=4, fontSize=9, color=INK).encode(
        x=alt.X("end:T", scale=time), y=y, text="cost:N"
    )
    return (waiting + working + text).properties(width=WIDTH, height=ROW * len(table))


def _first_day(label: str) -> pd.Timestamp:
    found = parse_period(label)
    assert isinstance(found, Period), label
    return pd.Timestamp(found.first_day)


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1].rstrip() + "…"
