"""The tiers of a plan as bands: raw material, workshops, suppliers, assembly, vehicles, as wide as what flows."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from evplan.plan.flow import ASSEMBLY, MATERIAL, SUPPLIER_KINDS, VEHICLES
from evplan.report import render
from evplan.report.chart import INK, KINDS, QUIET
from evplan.report.gallery.capacity import nothing
from evplan.report.gallery.subject import short
from evplan.report.language import Language
from evplan.report.word import label, word

WIDTH, HEIGHT, NODE, GAP = 760, 440, 11, 27

LAST_WIDTH = 165
"""Room right of the last column for the names of vehicles."""

SAMPLES = 25
"""Points along a band: enough to look like a curve on paper."""

ORDER = (*SUPPLIER_KINDS, MATERIAL, f"{MATERIAL}-import")

SITE = "#374151"
"""Assembly sites and what leaves them are nobody's: dark grey."""


def tier_chart(tiers: pd.DataFrame, names: Mapping[str, str], language: Language) -> alt.LayerChart:
    """Return the bands of `evplan.plan.flow.Flows.tiers`; ``names`` are those of sites and vehicles."""
    if tiers.empty:
        return nothing(language)
    nodes = _nodes(tiers)
    bands = _bands(tiers, nodes)
    scale = {
        "x": alt.Scale(domain=[0, WIDTH], nice=False),
        "y": alt.Scale(domain=[0, HEIGHT], nice=False, reverse=True),
    }
    x = alt.X("x:Q", axis=None, scale=scale["x"])
    y = alt.Y("top:Q", axis=None, scale=scale["y"])
    color = alt.Color("color:N", scale=None)
    flow = (
        alt.Chart(bands)
        .mark_area(opacity=0.5, line=False)
        .encode(x=x, y=y, y2="bottom:Q", detail="band:N", color=color)
    )
    box = alt.Chart(nodes).mark_rect().encode(x=x, x2="right:Q", y=y, y2="bottom:Q", color=color)
    told = nodes.assign(
        text=[
            f"{_node_name(tier, node, names, language)}\n{render.compact_money(idr, language)}"
            for tier, node, idr in zip(nodes["tier"], nodes["node"], nodes["idr"], strict=True)
        ],
        x=nodes["right"] + 4,
        top=(nodes["top"] + nodes["bottom"]) / 2,
    )
    look = {"align": "left", "baseline": "middle", "fontSize": 10, "lineBreak": "\n", "lineHeight": 12, "dy": -6}
    halo = alt.Chart(told).mark_text(stroke="white", strokeWidth=3, strokeJoin="round", **look)
    text = alt.Chart(told).mark_text(color=INK, **look)
    heads = nodes.drop_duplicates("tier").assign(top=-20.0)
    heads = heads.assign(text=[_tier_name(tier, language) for tier in heads["tier"]])
    head = alt.Chart(heads).mark_text(align="left", fontSize=11, color=QUIET).encode(x=x, y=y, text="text:N")
    layers = flow + box + halo.encode(x=x, y=y, text="text:N") + text.encode(x=x, y=y, text="text:N") + head
    return layers.properties(width=WIDTH, height=HEIGHT)


def _nodes(tiers: pd.DataFrame) -> pd.DataFrame:
    """Return the nodes: ``tier``, ``node``, ``idr``, place (``x``, ``right``, ``top``, ``bottom``), ``color``."""
    sides = [
        tiers.groupby([f"{side}_tier", f"{side}_node"])["idr"].sum().rename_axis(["tier", "node"])
        for side in ("from", "to")
    ]
    idr = pd.concat(sides, axis=1).max(axis=1).rename("idr")
    nodes = idr.reset_index()
    rank = {node: number for number, node in enumerate(ORDER)}
    nodes["rank"] = nodes["node"].map(rank).fillna(len(rank))
    nodes = nodes.sort_values(["tier", "rank", "idr", "node"], ascending=[False, True, False, True], ignore_index=True)
    column = nodes["tier"].max() - nodes["tier"]
    nodes["x"] = column / max(column.max(), 1) * (WIDTH - LAST_WIDTH - NODE)
    nodes["right"] = nodes["x"] + NODE
    by = nodes.groupby("tier")
    room = HEIGHT - GAP * (by["node"].transform("size").max() - 1)
    per_pixel = by["idr"].sum().max() / max(room, 1)
    height = np.maximum(nodes["idr"] / per_pixel, 1.0)
    before = height.groupby(nodes["tier"]).cumsum() - height + by.cumcount() * GAP
    whole = (height.groupby(nodes["tier"]).sum() + (by.size() - 1) * GAP).reindex(nodes["tier"]).to_numpy()
    nodes["top"] = before + np.maximum(HEIGHT - whole, 0.0) / 2
    nodes["bottom"] = nodes["top"] + height
    nodes["color"] = nodes["node"].map(KINDS).fillna(SITE)
    return nodes.assign(per_pixel=per_pixel)


def _bands(tiers: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Return points along every band: ``band``, ``x``, ``top``, ``bottom``, ``color``."""
    place = nodes.set_index(["tier", "node"])
    width = tiers["idr"] / nodes["per_pixel"].iloc[0]
    flow = tiers.assign(width=width)
    for side, other in (("from", "to"), ("to", "from")):
        here = pd.MultiIndex.from_frame(flow[[f"{side}_tier", f"{side}_node"]])
        there = pd.MultiIndex.from_frame(flow[[f"{other}_tier", f"{other}_node"]])
        order = place["top"].reindex(there).to_numpy()
        flow = flow.assign(here=place["top"].reindex(here).to_numpy(), order=order)
        flow = flow.sort_values(["here", "order"], kind="stable")
        keys = [f"{side}_tier", f"{side}_node"]
        flow[f"{side}_top"] = flow["here"] + flow.groupby(keys)["width"].cumsum() - flow["width"]
        at = pd.MultiIndex.from_frame(flow[keys])
        flow[f"{side}_x"] = place["right" if side == "from" else "x"].reindex(at).to_numpy()
    color = place["color"].reindex(pd.MultiIndex.from_frame(flow[["from_tier", "from_node"]])).to_numpy()
    along = np.linspace(0, 1, SAMPLES)
    bend = along * along * (3 - 2 * along)
    start, end = flow["from_top"].to_numpy()[:, None], flow["to_top"].to_numpy()[:, None]
    top = start + (end - start) * bend
    left, right = flow["from_x"].to_numpy()[:, None], flow["to_x"].to_numpy()[:, None]
    return pd.DataFrame(
        {
            "band": np.repeat([f"b{number}" for number in range(len(flow))], SAMPLES),
            "x": (left + (right - left) * along).ravel(),
            "top": top.ravel(),
            "bottom": (top + np.maximum(flow["width"].to_numpy(), 0.6)[:, None]).ravel(),
            "color": np.repeat(color, SAMPLES),
        }
    )


def _node_name(tier: int, node: str, names: Mapping[str, str], language: Language) -> str:
    return (
        label("chart.kind", node, language)
        if tier > ASSEMBLY
        else short(names.get(node, node), 23 if tier == ASSEMBLY else 30)
    )


def _tier_name(tier: int, language: Language) -> str:
    if tier == VEHICLES:
        return word("chart.tier.vehicles", language)
    if tier == ASSEMBLY:
        return word("chart.tier.assembly", language)
    return word("chart.tier", language, number=tier)
