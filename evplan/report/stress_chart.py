"""A stress test as a chart: what is not built in the hardest cases, held and free, and what it costs to plan again."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evplan.plan.stress import MODES, Stress
from evplan.report import render
from evplan.report.chart import BLUE, INK, ORANGE, QUIET
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.stress import case_words
from evplan.report.word import word

WIDTH, COST_WIDTH, ROW = 380, 240, 26

MOST_CASES = 30
"""So many cases are drawn, the hardest; the table has all."""

COLOURS = {"held": ORANGE, "free": BLUE}

NAME_LENGTH = 60


def stress_chart(stress: Stress, names: Names, regions: dict[str, str], language: Language) -> alt.TopLevelMixin:
    """Return two panels over one axis of cases; the second only where everything was free."""
    modes: dict[str, str] = {
        mode: word(f"stress.mode.{mode}", language) for mode in MODES if stress.cases["mode"].eq(mode).any()
    }
    table = _table(stress, modes, names, regions, language)
    panels = [_unmet(table, modes, language)]
    if "free" in modes and stress.plan["cost_idr"].iloc[0] > 0:
        panels.append(_cost(table, stress, language))
    shown = table["name"].nunique()
    title = alt.TitleParams(
        word("stress.title", language, run=stress.run),
        subtitle=_lines(word("stress.chart_subtitle", language, count=shown)),
    )
    return alt.hconcat(*panels, spacing=24).properties(title=title).resolve_scale(color="shared")


def _table(
    stress: Stress, modes: dict[str, str], names: Names, regions: dict[str, str], language: Language
) -> pd.DataFrame:
    """Return the hardest cases: by what is not built with everything free, then with orders held, then by cost."""
    cases = stress.cases
    wide = cases.assign(unmet_share=cases["unmet_share"].fillna(1.0)).pivot_table(
        index="case", columns="mode", values=["unmet_share"], sort=False
    )["unmet_share"]
    cost = cases[cases["mode"].eq(list(modes)[-1])].set_index("case")["cost_idr"].reindex(wide.index)
    hardest = wide.assign(cost=cost).sort_values([*list(modes)[::-1], "cost"], ascending=False, kind="stable")
    order = {case: place for place, case in enumerate(hardest.index[:MOST_CASES])}
    table = cases[cases["case"].isin(order)]
    said = [
        _short(case_words(kind, subject, case, names, regions, language))
        for kind, subject, case in table[["kind", "subject", "case"]].itertuples(index=False)
    ]
    return table.assign(name=said, order=table["case"].map(order), words=table["mode"].map(modes))


def _y(table: pd.DataFrame, *, labels: bool) -> alt.Y:
    axis = alt.Axis(labelLimit=420, labelColor=INK, labels=labels, ticks=labels, domain=labels)
    # A sort by a field is lost where layers are laid over each other; a domain is not.
    names = table.sort_values("order", kind="stable")["name"].drop_duplicates().tolist()
    return alt.Y("name:N", scale=alt.Scale(domain=names), title=None, axis=axis)


def _height(table: pd.DataFrame) -> int:
    return ROW * int(table["name"].nunique())


def _unmet(table: pd.DataFrame, modes: dict[str, str], language: Language) -> alt.LayerChart:
    base = alt.Chart(table).encode(
        y=_y(table, labels=True),
        yOffset=alt.YOffset("words:N", sort=list(modes.values())),
        color=alt.Color(
            "words:N",
            scale=alt.Scale(domain=list(modes.values()), range=[COLOURS[mode] for mode in modes]),
            legend=alt.Legend(orient="top", labelLimit=0),
        ),
    )
    x = alt.X(
        "unmet_share:Q",
        title=word("stress.chart_unmet", language),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    told = table.assign(
        at=table["unmet_share"].fillna(0.0),
        said=[
            render.percent(share, language) if share == share else word("stress.chart_no_plan", language)
            for share in table["unmet_share"]
        ],
    )
    inside = told["at"].gt(0.85)
    text = {
        "y": _y(table, labels=True),
        "yOffset": alt.YOffset("words:N", sort=list(modes.values())),
        "x": alt.X("at:Q"),
        "text": "said:N",
    }
    outside = alt.Chart(told[~inside]).mark_text(align="left", dx=4, fontSize=9, color=QUIET).encode(**text)
    within = alt.Chart(told[inside]).mark_text(align="right", dx=-4, fontSize=9, color="white").encode(**text)
    bars = base.mark_bar().encode(x=x)
    return (bars + outside + within).properties(width=WIDTH, height=_height(table))


def _cost(table: pd.DataFrame, stress: Stress, language: Language) -> alt.LayerChart:
    plan = stress.plan.iloc[0]
    free = table[table["mode"].eq("free") & table["built"].gt(0.0)]
    change = free["cost_idr"] / free["built"] / (plan["cost_idr"] / plan["built"]) - 1.0
    free = free.assign(change=change)
    free["said"] = [("+" if share >= 0 else "-") + render.percent(abs(share), language) for share in free["change"]]
    y = _y(table, labels=False)
    # The minus sign of the axis is one that many fonts do not have.
    axis = alt.Axis(format="+.0%", tickCount=4, labelExpr="replace(datum.label, '\\u2212', '-')")
    rule = alt.Chart(pd.DataFrame({"change": [0.0]})).mark_rule(color=INK).encode(x="change:Q")
    x = alt.X("change:Q", title=word("stress.chart_cost", language), axis=axis)
    dots = alt.Chart(free).mark_point(filled=True, size=55, color=BLUE, opacity=1).encode(x=x, y=y)
    text = (
        alt.Chart(free).mark_text(align="left", dx=8, fontSize=9, color=QUIET).encode(x="change:Q", y=y, text="said:N")
    )
    return (rule + dots + text).properties(width=COST_WIDTH, height=_height(table))


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1].rstrip() + "…"


def _lines(text: str, width: int = 110) -> list[str]:
    """Return a sentence in lines that fit above the panels."""
    lines = [""]
    for piece in text.split():
        if len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {piece}".strip()
    return lines
