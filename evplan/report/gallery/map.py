"""The regions of a plan on the map, with what flows between them; what comes from abroad enters at the edge."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from evplan.report import render
from evplan.report.chart import BLUE, INK, ORANGE, QUIET
from evplan.report.gallery.capacity import nothing
from evplan.report.language import Language

WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 700, 300, 480

LAND, COAST, SEA = "#eef0ea", "#b8bcae", "white"

MARGIN = 0.09
"""Part of the points' span that is left free around them."""

LEAST_SPAN = 1.5
"""Degrees that a map shows at least, so that one town is still somewhere."""

MOST_FLOWS = 70
"""So many lines are drawn, the largest; the rest would be thinner than the coast."""

THINNEST, THICKEST, LARGEST = 0.5, 9.0, 1100.0

GATE = 34.0
"""Pixels from the top at which lines from abroad begin, below the names."""

SAMPLES, BEND = 17, 0.13

LETTER, LINE = 5.6, 12
"""Pixels that a letter of a name takes, and a line of it."""


@dataclass(frozen=True)
class Frame:
    """The part of the world that is shown, in degrees, and the height of the picture."""

    west: float
    east: float
    south: float
    north: float
    height: float

    def x(self, longitude: pd.Series) -> pd.Series:
        """Return pixels from the left."""
        return (longitude - self.west) / (self.east - self.west) * WIDTH

    def y(self, latitude: pd.Series) -> pd.Series:
        """Return pixels from the top. Near the equator a degree is as long in both directions."""
        return (self.north - latitude) / (self.north - self.south) * self.height


def map_chart(
    flows: pd.DataFrame, places: pd.DataFrame, sites: Set[str], outline: pd.DataFrame, language: Language
) -> alt.LayerChart:
    """Return the map of `evplan.plan.flow.Flows.regions`.

    ``places``: ``region``, ``name``, ``latitude``, ``longitude``; those without coordinates are left out. ``sites`` are
    regions with an assembly site; ``outline`` the coast (``ring``, ``longitude``, ``latitude``). A place outside the
    outline's own span is abroad.
    """
    known = places.dropna(subset=["latitude", "longitude"]).set_index("region")
    used = set(flows["origin"]) | set(flows["destination"])
    known = known[known.index.isin(used)]
    home = known["longitude"].between(outline["longitude"].min(), outline["longitude"].max())
    home &= known["latitude"].between(outline["latitude"].min(), outline["latitude"].max())
    if not home.any():
        return nothing(language)
    frame = _frame(known[home])
    at = pd.DataFrame({"x": frame.x(known["longitude"]), "y": frame.y(known["latitude"]), "name": known["name"]})
    at["name"] = at["name"].fillna(pd.Series(at.index, index=at.index))
    at["home"] = home
    at.update(_gates(at[~home]))
    at["idr"] = flows.groupby("origin")["idr"].sum().reindex(at.index).fillna(0.0)
    points = _points(at[at["home"]], sites)
    layers = [_land(outline, frame), _lines(flows, at), *_marks(points), *_names(points, at, frame, language)]
    return alt.layer(*layers).properties(width=WIDTH, height=frame.height).resolve_scale(color="independent")


def _frame(points: pd.DataFrame) -> Frame:
    west, east = points["longitude"].min(), points["longitude"].max()
    south, north = points["latitude"].min(), points["latitude"].max()
    wide, high = max(east - west, LEAST_SPAN), max(north - south, LEAST_SPAN / 2)
    wide *= 1 + 2 * MARGIN
    high = high * (1 + 2 * MARGIN) + wide * 0.08
    height = float(np.clip(WIDTH * high / wide, LEAST_HEIGHT, MOST_HEIGHT))
    # Whichever side is too short for the picture shows more of the world.
    wide = max(wide, high * WIDTH / height)
    high = wide * height / WIDTH
    middle = (west + east) / 2, (south + north) / 2
    return Frame(middle[0] - wide / 2, middle[0] + wide / 2, middle[1] - high / 2, middle[1] + high / 2, height)


def _gates(abroad: pd.DataFrame) -> pd.DataFrame:
    """Return places abroad at the upper edge, from west to east, evenly spaced."""
    order = abroad["x"].rank(method="first")
    return abroad.assign(x=(order - 0.5) / max(len(abroad), 1) * WIDTH, y=GATE)


def _points(home: pd.DataFrame, sites: Set[str]) -> pd.DataFrame:
    most = home["idr"].max() or 1.0
    size = np.maximum(home["idr"] / most * LARGEST, 12.0)
    return home.assign(size=size, site=home.index.isin(sites)).sort_values("idr", ascending=False)


def _xy(**values: str) -> dict[str, alt.X | alt.Y]:
    plain = {"axis": None}
    return {
        "x": alt.X(values.get("x", "x:Q"), scale=alt.Scale(domain=[0, WIDTH], nice=False), **plain),
        "y": alt.Y(values.get("y", "y:Q"), scale=alt.Scale(nice=False, reverse=True, zero=False), **plain),
    }


def _land(outline: pd.DataFrame, frame: Frame) -> alt.Chart:
    table = outline.assign(x=frame.x(outline["longitude"]), y=frame.y(outline["latitude"]), order=range(len(outline)))
    inside = table.groupby("ring").agg(left=("x", "min"), right=("x", "max"), top=("y", "min"), bottom=("y", "max"))
    seen = inside["right"].gt(0) & inside["left"].lt(WIDTH) & inside["bottom"].gt(0) & inside["top"].lt(frame.height)
    table = table[table["ring"].isin(inside.index[seen])]
    mark = alt.Chart(table[["ring", "x", "y", "order"]].round(1)).mark_line(
        interpolate="linear-closed", fill=LAND, stroke=COAST, strokeWidth=0.7, clip=True
    )
    encoded = _xy()
    encoded["y"].scale = alt.Scale(domain=[0, frame.height], nice=False, reverse=True)
    return mark.encode(**encoded, detail="ring:N", order="order:Q")


def _lines(flows: pd.DataFrame, at: pd.DataFrame) -> alt.Chart:
    """Return curves, all bent to the same side, so that there and back stay apart."""
    lines = flows[flows["origin"].ne(flows["destination"]) & flows["idr"].gt(0)]
    lines = lines[lines["origin"].isin(at.index) & lines["destination"].isin(at.index)].head(MOST_FLOWS)
    start, end = (
        at.loc[lines["origin"], ["x", "y"]].to_numpy(float),
        at.loc[lines["destination"], ["x", "y"]].to_numpy(float),
    )
    along = np.linspace(0, 1, SAMPLES)[None, :, None]
    side = (end - start)[:, ::-1] * np.array([1.0, -1.0])
    control = (start + end) / 2 + side * BEND
    curve = (1 - along) ** 2 * start[:, None] + 2 * along * (1 - along) * control[:, None] + along**2 * end[:, None]
    most = lines["idr"].max() if len(lines) else 1.0
    width = np.maximum(lines["idr"].to_numpy() / most * THICKEST, THINNEST)
    abroad = ~at["home"].reindex(lines["origin"]).to_numpy(dtype=bool)
    table = pd.DataFrame(
        {
            "line": np.repeat(np.arange(len(lines)), SAMPLES),
            "x": curve[:, :, 0].ravel().round(1),
            "y": curve[:, :, 1].ravel().round(1),
            "width": np.repeat(width, SAMPLES),
            "color": np.repeat(np.where(abroad, QUIET, BLUE), SAMPLES),
            "order": np.tile(np.arange(SAMPLES), len(lines)),
        }
    )
    mark = alt.Chart(table).mark_line(opacity=0.5, strokeCap="round", clip=True)
    return mark.encode(
        **_xy(),
        detail="line:N",
        order="order:Q",
        strokeWidth=alt.StrokeWidth("width:Q", scale=None),
        color=alt.Color("color:N", scale=None),
    )


def _marks(points: pd.DataFrame) -> list[alt.Chart]:
    table = points[["x", "y", "size"]]
    circles = alt.Chart(table).mark_circle(color=ORANGE, opacity=0.75, stroke="white", strokeWidth=0.8)
    squares = alt.Chart(points.loc[points["site"], ["x", "y"]]).mark_square(
        color=INK, size=70, opacity=1, stroke="white", strokeWidth=1
    )
    return [circles.encode(**_xy(), size=alt.Size("size:Q", scale=None)), squares.encode(**_xy())]


def _names(points: pd.DataFrame, at: pd.DataFrame, frame: Frame, language: Language) -> list[alt.Chart]:
    """Return names of places at home where there is room for them, and of those abroad at the edge."""
    table = _labels(points, frame)
    abroad = at[~at["home"] & at["idr"].gt(0)]
    gates = pd.DataFrame({"x": abroad["x"], "y": GATE - 24, "text": abroad["name"]})
    money = pd.DataFrame({"x": abroad["x"], "y": GATE - 11, "text": _money(abroad["idr"], language)})
    layers = []
    for rows, look in ((table, {"align": "left"}), (gates, {"fontWeight": "bold"}), (money, {})):
        for colour in ({"stroke": "white", "strokeWidth": 3, "strokeJoin": "round"}, {}):
            mark = alt.Chart(rows).mark_text(fontSize=10, color=INK, baseline="middle", **look, **colour)
            layers.append(mark.encode(**_xy(), text="text:N"))
    return layers


def _money(idr: pd.Series, language: Language) -> list[str]:
    return [render.compact_money(value, language) for value in idr]


def _labels(points: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """Return names that cover neither a place nor each other: the largest places choose their side first."""
    radius = np.sqrt(points["size"] / np.pi)
    taken = [
        (x - min(r, 7), y - min(r, 7), x + min(r, 7), y + min(r, 7))
        for x, y, r in zip(points["x"], points["y"], radius, strict=True)
    ]
    rows = []
    for x, y, r, name in zip(points["x"], points["y"], radius, points["name"], strict=True):
        name = _brief(name)
        wide = len(name) * LETTER
        right, left_of, above, below = x + r + 3, x - r - 3 - wide, y - r - 8, y + r + 8
        sides = [(right, y), (left_of, y), (x - wide / 2, above), (x - wide / 2, below)]
        sides += [(x - wide + r, above), (x - r, above), (x - wide + r, below), (x - r, below)]
        for left, middle in sides:
            box = (left, middle - LINE / 2, left + wide, middle + LINE / 2)
            if _fits(box, frame) and not _meets(box, taken):
                taken.append(box)
                rows.append((left, middle, name))
                break
    return pd.DataFrame(rows, columns=["x", "y", "text"]).astype({"x": float, "y": float, "text": str})


def _brief(name: str) -> str:
    """Return a region's name as maps of Indonesia write it."""
    return name.replace("Kabupaten ", "Kab. ").replace("Kota Administrasi ", "")


def _fits(box: tuple[float, float, float, float], frame: Frame) -> bool:
    west, north, east, south = box
    return west >= 0 and east <= WIDTH and north >= GATE + 4 and south <= frame.height


def _meets(box: tuple[float, ...], others: list[tuple[float, float, float, float]]) -> bool:
    west, north, east, south = box
    return any(west < right and left < east and north < bottom and top < south for left, top, right, bottom in others)
