"""Shares of groups of suppliers as bars, several runs side by side."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from evplan.report import render
from evplan.report.chart import INK
from evplan.report.gallery.cost import run_color
from evplan.report.language import Language
from evplan.report.plan import GROUPS
from evplan.report.word import label

WIDTH, BAR = 380, 18


def share_chart(shares: Mapping[str, pd.DataFrame], language: Language) -> alt.LayerChart:
    """Return the share of purchases of each group; ``shares`` are tables of `PlanTables.shares` by run."""
    table = pd.concat([frame.assign(run=run) for run, frame in shares.items()], ignore_index=True)
    table = table[table["measure"].eq("value")]
    groups = [group for group in GROUPS if table.loc[table["group"].eq(group), "share"].gt(0).any()]
    table = table[table["group"].isin(groups)]
    table = table.assign(
        name=[label("group", group, language) for group in table["group"]],
        label=[render.percent(share, language) for share in table["share"]],
    )
    runs = list(shares)
    y = alt.Y(
        "name:N",
        sort=[label("group", group, language) for group in groups],
        title=None,
        axis=alt.Axis(labelLimit=260, labelColor=INK, ticks=False, domain=False),
    )
    x = alt.X(
        "share:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1.1]),
        axis=alt.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    )
    offset = {"yOffset": alt.YOffset("run:N", sort=runs)} if len(runs) > 1 else {}
    base = alt.Chart(table).encode(x=x, y=y, **offset)
    text = base.mark_text(align="left", dx=4).encode(text="label:N")
    bars = base.mark_bar().encode(color=run_color(runs))
    return (bars + text).properties(width=WIDTH, height=alt.Step(BAR if len(runs) == 1 else 15))
