"""Vehicles wanted and built over time."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evplan.report import render
from evplan.report.chart import INK, VEHICLES
from evplan.report.gallery.capacity import nothing
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import word

WIDTH, HEIGHT, MOST_STEP = 560, 220, 60


def output_chart(output: pd.DataFrame, names: Names, language: Language) -> alt.LayerChart:
    """Return bars of vehicles built per period, and a line across each at what was wanted.

    ``output``: ``vehicle``, ``period``, ``wanted``, ``built``, in the order of the horizon.
    """
    if output.empty:
        return nothing(language)
    periods = [render.period(period, language) for period in output["period"].unique()]
    table = output.assign(
        period=[render.period(period, language) for period in output["period"]],
        name=[names.parts.get(key, key) for key in output["vehicle"]],
    )
    wanted = table.groupby("period", as_index=False)["wanted"].sum()
    vehicles = list(dict.fromkeys(table["name"]))
    step = min(MOST_STEP, WIDTH / len(periods))
    x = alt.X("period:N", sort=periods, title=None, axis=alt.Axis(labelAngle=-40 if len(periods) > 6 else 0))
    color = alt.Color(
        "name:N",
        scale=alt.Scale(domain=vehicles, range=[VEHICLES[number % len(VEHICLES)] for number in range(len(vehicles))]),
        legend=alt.Legend(orient="top", labelLimit=0, columns=3),
    )
    bars = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=x, y=alt.Y("built:Q", title=word("chart.output.axis", language), axis=alt.Axis(tickCount=6)), color=color
        )
    )
    line = alt.Chart(wanted).mark_tick(color=INK, thickness=2.5, size=step * 0.94)
    return (bars + line.encode(x=x, y="wanted:Q")).properties(width=alt.Step(step), height=HEIGHT)
