"""Who gets what: suppliers by system of the vehicle, as a matrix that stays readable with a hundred suppliers."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from evplan.plan.flow import SUPPLIER_KINDS
from evplan.report import render
from evplan.report.chart import INK, KINDS, QUIET
from evplan.report.gallery.capacity import nothing
from evplan.report.gallery.subject import short
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import label, word

ROW, COLUMN = 14, 30

IN_A_PANEL = 52
"""More suppliers than that stand in a second panel below the first, and so on: each fits a page."""

NAME_LENGTH = 46

MILLION = 1e6

EMPTY = "#f5f6f8"

SYSTEMS = (
    *("frame", "body", "interior", "battery", "drive", "electrical"),
    *("wheel", "brake", "suspension", "steering", "other"),
)


def supplier_rows(awarded: pd.DataFrame) -> pd.DataFrame:
    """Return suppliers (``supplier``, ``kind``, ``value_idr``) by kind, then value, the largest first."""
    rows = awarded.groupby(["supplier", "kind"], as_index=False)["value_idr"].sum()
    rank = rows["kind"].map({kind: number for number, kind in enumerate(SUPPLIER_KINDS)})
    rows = rows.assign(rank=rank).sort_values(["rank", "value_idr", "supplier"], ascending=[True, False, True])
    return rows[["supplier", "kind", "value_idr"]].reset_index(drop=True)


def award_chart(awarded: pd.DataFrame, names: Names, language: Language) -> alt.VConcatChart:
    """Return the matrix of `evplan.plan.flow.who_gets_what`: a cell's shade is its value, its number that of parts."""
    panels = award_panels(awarded, names, language)
    return alt.vconcat(*panels, spacing=12).resolve_scale(color="independent")


def award_panels(awarded: pd.DataFrame, names: Names, language: Language) -> list[alt.LayerChart]:
    """Return the matrix in panels of so many suppliers that each fits a page."""
    rows = supplier_rows(awarded)
    if rows.empty:
        return [nothing(language)]
    cells = awarded.groupby(["supplier", "system"], as_index=False).agg(
        value_idr=("value_idr", "sum"), parts=("part", "nunique")
    )
    systems = [system for system in SYSTEMS if system in set(cells["system"])]
    most = float(cells["value_idr"].max()) / MILLION
    width = int(np.ceil(len(rows) / np.ceil(len(rows) / IN_A_PANEL)))
    parts = [rows.iloc[at : at + width] for at in range(0, len(rows), width)]
    return [_panel(part, cells, systems, most, names, language) for part in parts]


def _panel(
    rows: pd.DataFrame, cells: pd.DataFrame, systems: list[str], most: float, names: Names, language: Language
) -> alt.LayerChart:
    order = [short(names.suppliers.get(key, key), NAME_LENGTH) for key in rows["supplier"]]
    known = dict(zip(rows["supplier"], order, strict=True))
    heads = [label("chart.system", system, language) for system in systems]
    table = cells[cells["supplier"].isin(known)]
    table = table.assign(
        who=table["supplier"].map(known),
        head=[label("chart.system", system, language) for system in table["system"]],
        million=table["value_idr"] / MILLION,
        dark=table["value_idr"].gt(most * MILLION * 0.18),
    )
    margin = rows.assign(
        who=order,
        label=[render.compact_money(idr, language) for idr in rows["value_idr"]],
        kind=[word(f"chart.kind.{kind}", language) for kind in rows["kind"]],
    )
    y = alt.Y(
        "who:N",
        sort=order,
        title=None,
        axis=alt.Axis(
            labelLimit=250, labelColor=INK, labelFontSize=9, ticks=False, domain=False, offset=12, grid=False
        ),
    )
    x = alt.X(
        "head:N",
        sort=heads,
        title=None,
        scale=alt.Scale(domain=heads),
        axis=alt.Axis(orient="top", labelAngle=-50, labelAlign="left", ticks=False, domain=False, labelColor=INK),
    )
    fill = alt.Color(
        "million:Q",
        scale=alt.Scale(type="sqrt", domain=[0, most], range=["#e8f0f8", "#7ba7d0", "#0b3c6f"]),
        legend=alt.Legend(orient="bottom", title=word("chart.million", language), gradientLength=160, tickCount=4),
    )
    kinds = [word(f"chart.kind.{kind}", language) for kind in SUPPLIER_KINDS]
    whose = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=kinds, range=[KINDS[kind] for kind in SUPPLIER_KINDS]),
        legend=alt.Legend(orient="bottom", columns=3, labelLimit=0, symbolType="square"),
    )
    base = alt.Chart(table).encode(x=x, y=y)
    ink = alt.condition("datum.dark", alt.value("white"), alt.value(INK))
    wide = alt.value(COLUMN * len(heads))
    layers = alt.Chart(margin).mark_rect(stroke="white", color=EMPTY).encode(x=alt.value(0), x2=wide, y=y)
    layers += base.mark_rect(stroke="white").encode(color=fill)
    layers += base.mark_text(fontSize=9).encode(text="parts:Q", color=ink)
    side = alt.Chart(margin).encode(y=y)
    layers += side.mark_square(size=70, opacity=1).encode(x=alt.value(-6), color=whose)
    total = side.mark_text(align="left", fontSize=9, color=QUIET)
    layers += total.encode(x=alt.value(COLUMN * len(heads) + 4), text="label:N")
    return layers.properties(width=alt.Step(COLUMN), height=alt.Step(ROW)).resolve_scale(color="independent")
