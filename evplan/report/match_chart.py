"""Business matching as a chart: what each part's imports are worth, and how much domestic suppliers could make."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evplan.plan.matching import Matching
from evplan.report import render
from evplan.report.chart import INK, KINDS
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import word

WIDTH, ROW, MOST_PARTS, NAME_LENGTH = 560, 20, 25, 40
BILLION = 1e9


def match_chart(matching: Matching, names: Names, language: Language) -> alt.LayerChart:
    """Return a bar per part, the dearest first: what could be made at home now, and the rest."""
    parts = matching.parts[matching.parts["open_idr"].gt(0)]
    shown = parts.head(MOST_PARTS).reset_index(drop=True)
    title = word(_TITLES[matching.imported_only], language, name=matching.basis.name)
    left = len(parts) - len(shown)
    note = word("match.chart_more", language, count=left) if left else ""
    kinds = word("match.chart_could", language), word("match.chart_left", language)
    told = [names.parts.get(part, part) for part in shown["part"]]
    table = pd.DataFrame(
        {
            "name": [f"{_short(name)} · {part}" for name, part in zip(told, shown["part"], strict=True)],
            "order": range(len(shown)),
            "could": shown["could_idr"] / BILLION,
            "open": shown["open_idr"] / BILLION,
        }
    )
    table["left"] = (table["open"] - table["could"]).clip(lower=0.0)
    table["text"] = [
        f"{render.compact_money(value, language)} · {render.percent(could / value, language, 0)}"
        for value, could in zip(shown["open_idr"], shown["could_idr"], strict=True)
    ]
    long = table.melt(["name", "order"], ["could", "left"], "kind", "billion")
    long = long.assign(
        rank=long["kind"].eq("left").astype(int),
        kind=long["kind"].map(dict(zip(("could", "left"), kinds, strict=True))),
    )
    y = alt.Y("name:N", sort=table["name"].tolist(), title=None, axis=alt.Axis(labelLimit=340, labelColor=INK))
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(kinds), range=[KINDS["koperasi"], KINDS["material-import"]]),
        legend=alt.Legend(orient="top", labelLimit=0),
    )
    # Names of amounts stand right of the bars: the scale leaves room for the longest.
    most = float(table["open"].max()) * 1.3 if len(table) else 1.0
    x = alt.X("billion:Q", title=word("match.axis", language), scale=alt.Scale(domain=[0, most]))
    bars = alt.Chart(long).mark_bar(height=13).encode(x=x, y=y, color=color, order="rank:O")
    text = alt.Chart(table).mark_text(align="left", dx=5, color=INK, fontSize=10).encode(x="open:Q", y=y, text="text:N")
    return (bars + text).properties(
        width=WIDTH, height=ROW * max(len(table), 1), title=alt.TitleParams(title, subtitle=note)
    )


_TITLES = {True: "match.chart_title", False: "match.chart_title_all"}


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1].rstrip() + "…"
