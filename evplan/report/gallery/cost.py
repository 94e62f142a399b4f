"""Cost by kind as bars, several runs side by side."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from evplan.plan.record import COST_KINDS
from evplan.report import render
from evplan.report.chart import INK, RUNS
from evplan.report.language import Language
from evplan.report.word import word

WIDTH, BAR = 420, 20

BILLION = 1e9


def cost_chart(costs: Mapping[str, pd.DataFrame], language: Language) -> alt.LayerChart:
    """Return bars of cost by kind; ``costs`` are tables ``kind``, ``idr`` by the name of the run.

    Kinds that cost nothing in every run are left out.
    """
    table = pd.concat([frame.assign(run=run) for run, frame in costs.items()], ignore_index=True)
    kinds = [kind for kind in COST_KINDS if table.loc[table["kind"].eq(kind), "idr"].ne(0).any()]
    table = table[table["kind"].isin(kinds)]
    table = table.assign(
        label=[render.compact_money(idr, language) for idr in table["idr"]],
        name=[word(f"cost.{kind}", language) for kind in table["kind"]],
        billion=table["idr"] / BILLION,
    )
    runs = list(costs)
    y = alt.Y(
        "name:N",
        sort=[word(f"cost.{kind}", language) for kind in kinds],
        title=None,
        axis=alt.Axis(labelLimit=260, labelColor=INK, ticks=False, domain=False),
    )
    # Room for the label of the longest bar.
    most = max(float(table["billion"].max()), 0.0) if len(table) else 0.0
    x = alt.X(
        "billion:Q",
        title=word("chart.billion", language),
        scale=alt.Scale(domain=[min(float(table["billion"].min()) if len(table) else 0.0, 0.0), (most or 1.0) * 1.25]),
        axis=alt.Axis(tickCount=6),
    )
    offset = {"yOffset": alt.YOffset("run:N", sort=runs)} if len(runs) > 1 else {}
    base = alt.Chart(table).encode(x=x, y=y, **offset)
    bars = base.mark_bar().encode(color=run_color(runs))
    text = base.mark_text(align="left", dx=4).encode(text="label:N")
    return (bars + text).properties(width=WIDTH, height=alt.Step(BAR if len(runs) == 1 else 15))


def run_color(runs: list[str]) -> alt.Color:
    """Return a colour per run, with a legend where there are several."""
    scale = alt.Scale(domain=runs, range=[RUNS[number % len(RUNS)] for number in range(len(runs))])
    legend = alt.Legend(orient="top", labelLimit=0) if len(runs) > 1 else None
    return alt.Color("run:N", scale=scale, legend=legend)
