"""Purchases by region of the supplier and kind of supplier, and the jobs in them."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evplan.plan.flow import SUPPLIER_KINDS
from evplan.report import render
from evplan.report.chart import INK, KINDS, QUIET
from evplan.report.gallery.capacity import nothing
from evplan.report.language import Language
from evplan.report.word import word

WIDTH, SIDE, ROW, MOST = 330, 110, 15, 20

BILLION = 1e9


def region_chart(value: pd.DataFrame, jobs: pd.DataFrame, language: Language) -> alt.HConcatChart:
    """Return bars of purchases by region, and of jobs beside them.

    ``value``: ``name`` of the region, ``kind`` of supplier, ``value_idr``; ``jobs``: ``name``, ``jobs``, which are
    summed by name.
    """
    if value.empty:
        return alt.hconcat(nothing(language))
    whole = value.groupby("name")["value_idr"].sum().sort_values(ascending=False, kind="stable")
    left = len(whole) - MOST
    shown = list(whole.index[:MOST])
    more = [word("chart.regions.more", language, count=left)] if left > 0 else []
    kinds = [word(f"chart.kind.{kind}", language) for kind in SUPPLIER_KINDS]

    def gathered(names: pd.Series) -> list[str]:
        return [name if name in set(shown) else more[0] for name in names]

    table = value.assign(
        name=gathered(value["name"]), kind=[word(f"chart.kind.{kind}", language) for kind in value["kind"]]
    )
    table = table.groupby(["name", "kind"], as_index=False)["value_idr"].sum()
    table = table.assign(billion=table["value_idr"] / BILLION)
    beside = jobs.assign(name=gathered(jobs["name"])).groupby("name", as_index=False)["jobs"].sum()
    beside = beside.assign(
        label=[render.number(jobs, language) if jobs > 0 else render.MISSING for jobs in beside["jobs"]]
    )
    order = [*shown, *more]
    y = alt.Y(
        "name:N",
        sort=order,
        title=None,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(labelLimit=220, labelColor=INK, ticks=False, domain=False),
    )
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=kinds, range=[KINDS[kind] for kind in SUPPLIER_KINDS]),
        legend=alt.Legend(orient="top", labelLimit=0, columns=5),
    )
    x = alt.X("billion:Q", title=word("chart.billion", language), axis=alt.Axis(tickCount=5))
    bars = alt.Chart(table).mark_bar().encode(x=x, y=y, color=color).properties(width=WIDTH, height=alt.Step(ROW))
    axis = y.copy()
    axis.axis = None
    most = float(beside["jobs"].max()) if len(beside) else 1.0
    side = alt.Chart(beside).encode(
        y=axis,
        x=alt.X(
            "jobs:Q",
            title=word("column.jobs", language),
            scale=alt.Scale(domain=[0, (most or 1.0) * 1.3]),
            axis=alt.Axis(tickCount=3),
        ),
    )
    people = side.mark_bar(color=QUIET) + side.mark_text(align="left", dx=3).encode(text="label:N")
    return alt.hconcat(bars, people.properties(width=SIDE, height=alt.Step(ROW)), spacing=12)
