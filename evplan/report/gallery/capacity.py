"""Use of capacity as a heat map: a row per supplier and process, a column per period."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from evplan.report import render
from evplan.report.chart import INK
from evplan.report.gallery.subject import short
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import word

MOST_ROWS = 40
"""So many are drawn, the tightest; the table has all."""

ROW, COLUMN, WIDE_COLUMN = 15, 34, 60

LABELLED = 14
"""With more periods than that the cells carry no numbers."""

NAME_LENGTH = 52


def tightest(capacity_use: pd.DataFrame) -> pd.DataFrame:
    """Return `PlanTables.capacity_use` with ``used`` (share of hours), the tightest supplier and process first.

    ``row`` numbers them from 0. Tightest is who uses most in its tightest period, then over all.
    """
    use = capacity_use[capacity_use["hours"].gt(0)]
    use = use.assign(used=use["used_hours"] / use["hours"])
    keys = ["supplier", "process"]
    rows = use.groupby(keys, as_index=False).agg(
        peak=("used", "max"), used_hours=("used_hours", "sum"), hours=("hours", "sum")
    )
    rows["mean"] = rows["used_hours"] / rows["hours"]
    rows = rows[rows["used_hours"].gt(0)].sort_values(
        ["peak", "mean", *keys], ascending=[False, False, True, True], ignore_index=True
    )
    rows["row"] = np.arange(len(rows))
    return use.merge(rows[[*keys, "row"]], on=keys).sort_values(["row", "period"], ignore_index=True)


def capacity_chart(capacity_use: pd.DataFrame, names: Names, language: Language) -> alt.LayerChart:
    """Return the heat map of the tightest supplier and process pairs of `PlanTables.capacity_use`."""
    table = tightest(capacity_use)
    table = table[table["row"].lt(MOST_ROWS)]
    periods = sorted(table["period"].unique())
    table = table.assign(
        who=[
            short(f"{names.suppliers.get(supplier, supplier)}: {process}", NAME_LENGTH)
            for supplier, process in zip(table["supplier"], table["process"], strict=True)
        ],
        # 99.6 % is not full: never round up to it.
        label=[render.number(np.floor(used * 100 + 1e-6), language) for used in table["used"]],
        dark=table["used"].gt(0.55),
    )
    wide = COLUMN if len(periods) > 6 else WIDE_COLUMN
    x = alt.X("period:O", title=None, sort=periods, axis=alt.Axis(labelAngle=-40 if len(periods) > 6 else 0))
    y = alt.Y(
        "who:N",
        sort=alt.EncodingSortField("row", op="min"),
        title=None,
        axis=alt.Axis(labelLimit=320, labelColor=INK, labelFontSize=10, ticks=False, domain=False),
    )
    fill = alt.Color(
        "used:Q",
        scale=alt.Scale(domain=[0, 1], range=["#f1f5fa", "#7ba7d0", "#0b3c6f"], clamp=True),
        legend=alt.Legend(orient="top", format=".0%", gradientLength=160, values=[0, 0.5, 1], title=None),
    )
    base = alt.Chart(table).encode(x=x, y=y)
    layers = base.mark_rect(stroke="white").encode(color=fill)
    if len(periods) <= LABELLED:
        ink = alt.condition("datum.dark", alt.value("white"), alt.value(INK))
        layers += base.mark_text(fontSize=9).encode(text="label:N", color=ink)
    layers = layers.properties(width=alt.Step(wide), height=alt.Step(ROW))
    return layers if len(table) else nothing(language)


def nothing(language: Language) -> alt.LayerChart:
    """Return a chart that says that there is nothing to draw."""
    text = alt.Chart(pd.DataFrame({"text": [word("chart.none", language)]})).mark_text(fontSize=12, align="left")
    return alt.layer(text.encode(x=alt.value(0), y=alt.value(12), text="text:N")).properties(width=300, height=24)
