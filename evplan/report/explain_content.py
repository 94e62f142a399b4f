"""How high local content can go and what its next points cost, in words and tables, and as rows for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from evplan.plan.certificate import CertificateWorth
from evplan.plan.reach import NOT_BOUGHT, PART, Ceiling
from evplan.plan.supply_curve import SupplyCurve
from evplan.quantities import PERCENTAGE_POINTS
from evplan.report import block, render
from evplan.report.block import Block, table_block
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import label, word

LOST_SHOWN = 10
CAPS_SAID = 3
CERTIFICATES_SHOWN = 15


class Point(Protocol):
    """A vehicle's year with its curve and frontier (`evplan.workflow.explain_content.NextPoints`)."""

    @property
    def curve(self) -> SupplyCurve:
        """Return the steps swap by swap."""

    @property
    def frontier(self) -> pd.DataFrame:
        """Return the whole plan solved again."""


def reach_blocks(
    name: str,
    reach: pd.DataFrame,
    ceilings: Sequence[Ceiling],
    names: Names,
    language: Language,
    told: set[tuple[str, int, str]] | None = None,
) -> list[Block]:
    """Return how high every score can go, and what caps those that are ``told`` (all, if not given)."""
    blocks = [_reach_block(name, reach, names, language)]
    bounds = reach.set_index(["vehicle", "year", "method"])["bound"]
    for ceiling in ceilings:
        key = (ceiling.vehicle, ceiling.year, ceiling.method)
        if (told is None or key in told) and not np.isnan(ceiling.score):
            blocks.append(_lost_block(ceiling, float(bounds[key]), names, language))
    return blocks


def next_blocks(points: Sequence[Point], names: Names, language: Language) -> list[Block]:
    """Return what the next points cost, vehicle by vehicle."""
    blocks = []
    for point in points:
        blocks.append(_steps_block(point.curve, names, language))
        if len(point.curve.blocked):
            blocks.append(_blocked_block(point.curve, names, language))
        if len(point.frontier):
            blocks.append(_frontier_block(point, names, language))
    return blocks


def certificate_blocks(worth: CertificateWorth, names: Names, language: Language) -> list[Block]:
    """Return which certificate or origin would bring most, vehicle by vehicle."""
    blocks = []
    for (vehicle, year), together in worth.together.groupby(["vehicle", "year"], sort=False):
        mine = worth.single[worth.single["vehicle"].eq(vehicle) & worth.single["year"].eq(year)]
        shown = mine.head(CERTIFICATES_SHOWN)
        frame = pd.DataFrame(
            {
                "change_needed": [label("certificate", change, language) for change in shown["change"]],
                "part": _named(shown["part"], names.parts),
                "supplier": _named(shown["supplier"], names.suppliers),
                "in_use": shown["used"],
                "credit": [
                    f"{render.percent(before, language, 0)} → {render.percent(after, language, 0)}"
                    for before, after in zip(shown["credit_before"], shown["credit_after"], strict=True)
                ],
                "points_gained": shown["points"],
                "extra_per_vehicle_idr": shown["cost_idr"],
            }
        )
        lines = [
            word(
                "content.certificates_together",
                language,
                change=label("certificate", row.change, language),
                points=render.number(row.points, language, 1),
                vehicle=_name(vehicle, names.parts),
                year=year,
            )
            for row in together.itertuples()
            if row.points >= 0.05
        ]
        title = word("title.content_certificates", language, vehicle=_name(vehicle, names.parts), year=year)
        table = table_block(
            frame, language, title, {"points_gained": _points}, word("content.certificates_note", language)
        )
        blocks.append(Block(table.title, tuple(lines), table.headings, table.rows, table.right, table.note))
    return blocks


def lost_frame(ceilings: Sequence[Ceiling]) -> pd.DataFrame:
    """Return where points are lost, for scripts: ``vehicle``, ``year``, ``method``, the columns of `Ceiling.lost`."""
    pieces = [_keyed(ceiling, ceiling.lost) for ceiling in ceilings if len(ceiling.lost)]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame()


def steps_frame(points: Sequence[Point], which: str) -> pd.DataFrame:
    """Return ``steps``, ``blocked`` or the ``frontier`` of all vehicles as rows for scripts."""
    pieces = [
        _keyed(point.curve, point.frontier if which == "frontier" else getattr(point.curve, which)) for point in points
    ]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as rows for JSON."""
    return [dict(row) for row in frame.to_dict(orient="records")]


def swaps_at(curve: SupplyCurve, points: float) -> float:
    """Return what so many points cost swap by swap, rupiah per vehicle, the last made in part; ``NaN``: too many."""
    steps = curve.steps
    reached = np.concatenate([[0.0], steps["cumulative_points"].to_numpy()])
    spent = np.concatenate([[0.0], steps["cumulative_idr"].to_numpy()])
    return float(np.interp(points, reached, spent)) if points <= reached[-1] else float("nan")


def _keyed(of: Ceiling | SupplyCurve, frame: pd.DataFrame) -> pd.DataFrame:
    keys = pd.DataFrame({"vehicle": of.vehicle, "year": of.year, "method": of.method}, index=frame.index)
    return pd.concat([keys, frame], axis=1)


def _reach_block(name: str, reach: pd.DataFrame, names: Names, language: Language) -> Block:
    frame = pd.DataFrame(
        {
            "vehicle": _named(reach["vehicle"], names.parts),
            "year": reach["year"],
            "method": [label("method", method, language) for method in reach["method"]],
            "best_offers": reach["ceiling"],
            "within_limits": reach["bound"],
            "verdict": [_verdict(row, language) for row in reach.itertuples()],
        }
    )
    formats = {"best_offers": block.precise_percent, "within_limits": block.precise_percent}
    title = word("title.content_reach", language, name=name)
    return table_block(frame, language, title, formats, word("content.reach_note", language))


def _verdict(row: Any, language: Language) -> str:
    if np.isnan(row.bound):
        return word("content.no_plan", language)
    minimum = render.percent(row.minimum, language)
    if row.minimum <= row.reached:
        return word("verdict.within_reach", language, minimum=minimum)
    short = render.number((row.minimum - row.bound) * PERCENTAGE_POINTS, language, 2)
    key = "verdict.out_of_reach" if row.minimum > row.bound else "verdict.unclear"
    return word(key, language, minimum=minimum, points=short)


def _lost_block(ceiling: Ceiling, bound: float, names: Names, language: Language) -> Block:
    lost = ceiling.lost
    most = lost.head(LOST_SHOWN)
    best = [_name(supplier, names.suppliers) if supplier else render.MISSING for supplier in most["supplier"]]
    frame = pd.DataFrame(
        {
            "part_or_aspect": [_what(row, names, language) for row in most.itertuples()],
            "best_supplier": best,
            "credit": most["credit"],
            "cost_share": most["cost_share"],
            "points_lost": -most["points"] * PERCENTAGE_POINTS,
        }
    )
    rest = lost.iloc[LOST_SHOWN:]
    more = [(word("content.all_lost", language, count=len(rest)), float(rest["points"].sum()))] if len(rest) else []
    if ceiling.score - bound > 5e-5:
        more.append((word("content.capacity", language), ceiling.score - bound))
    for text, points in more:
        frame.loc[len(frame)] = [text, render.MISSING, np.nan, np.nan, -points * PERCENTAGE_POINTS]
    parts = [
        word(
            "content.lost_part", language, part=_what(row, names, language), points=_points(-row.points * 100, language)
        )
        for row in lost.head(CAPS_SAID).itertuples()
    ]
    method = label("method", ceiling.method, language)
    score = render.percent(ceiling.score if np.isnan(bound) else bound, language, 2)
    said = {"vehicle": _name(ceiling.vehicle, names.parts), "year": ceiling.year, "method": method, "score": score}
    title = word("content.caps", language, **said, parts=", ".join(parts))
    formats = {"credit": block.percent, "cost_share": block.percent, "points_lost": _points}
    bonus = word("content.bonus_note", language) if lost["points"].sum() + ceiling.score > 1 + 1e-9 else ""
    return table_block(frame, language, title, formats, bonus)


def _what(row: Any, names: Names, language: Language) -> str:
    if row.kind == PART:
        return _name(row.part, names.parts)
    if row.kind == NOT_BOUGHT:
        return word("content.empty_group", language, group=label("content.group", row.group, language))
    return label("content.aspect", row.group, language)


def _steps_block(curve: SupplyCurve, names: Names, language: Language) -> Block:
    title = word(
        "title.content_steps",
        language,
        vehicle=_name(curve.vehicle, names.parts),
        year=curve.year,
        method=label("method", curve.method, language),
        score=render.percent(curve.score, language, 2),
    )
    if not len(curve.steps):
        return Block(title, (word("content.no_steps", language),))
    steps = curve.steps
    frame = pd.DataFrame({"step": steps["step"]}).join(_swaps(steps, names, language))
    frame = frame.assign(
        cumulative_points=steps["cumulative_points"],
        cumulative_idr=steps["cumulative_idr"],
        score_after=steps["score"],
    )
    formats = STEP_FORMATS | {"cumulative_points": _points, "score_after": block.precise_percent}
    return table_block(frame, language, title, formats, word("content.steps_note", language))


def _blocked_block(curve: SupplyCurve, names: Names, language: Language) -> Block:
    frame = _swaps(curve.blocked, names, language)
    title = word("title.content_blocked", language, vehicle=_name(curve.vehicle, names.parts))
    return table_block(frame, language, title, STEP_FORMATS)


def _swaps(steps: pd.DataFrame, names: Names, language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "part": _named(steps["part"], names.parts),
            "from_supplier": _named(steps["from_supplier"], names.suppliers),
            "to_supplier": _named(steps["to_supplier"], names.suppliers),
            "moved": [_moved(row, names, language) for row in steps.itertuples()],
            "limit": [label("limit", limit, language) if limit else "" for limit in steps["limit"]],
            "points_gained": steps["points"],
            "extra_per_vehicle_idr": steps["cost_idr"],
            "idr_per_point": steps["idr_per_point"],
        }
    )


def _moved(row: Any, names: Names, language: Language) -> str:
    unit = names.units.get(row.part, "")
    moved, wanted = render.number(row.units, language), render.number(row.of_units, language)
    return (
        f"{moved} {unit}"
        if not row.limit
        else word("content.moved_of", language, moved=moved, wanted=wanted, unit=unit)
    )


def _frontier_block(point: Point, names: Names, language: Language) -> Block:
    curve, table = point.curve, point.frontier
    reached = table["status"].eq("found")
    status = [label("points_status", status, language) for status in table["status"]]
    frame = pd.DataFrame(
        {
            "points_more": table["points"],
            "score_after": table["target"],
            "swaps_idr": [swaps_at(curve, points) for points in table["points"]],
            "extra_idr": np.where(reached, [render.money(cost, language) for cost in table["extra_idr"]], status),
            "least_idr": table["least_idr"],
            "relaxed_idr": table["relaxed_idr"],
        }
    )
    vehicle = _name(curve.vehicle, names.parts)
    title = word("title.content_frontier", language, vehicle=vehicle, year=curve.year)
    tangent = word("content.frontier_tangent", language) if curve.method == "sectoral" else ""
    formats = {"points_more": _points, "score_after": block.precise_percent, "extra_idr": block.plain}
    note = word("content.frontier_note", language, tangent=tangent)
    made = table_block(frame, language, title, formats, note)
    return Block(made.title, made.lines, made.headings, made.rows, made.right | {3}, made.note)


def _points(cell: object, language: Language) -> str:
    """Return points with a sign and two decimals."""
    if render.is_missing(cell) or not isinstance(cell, int | float):
        return render.MISSING
    return f"{'+' if cell > 0 else '−' if round(cell, 2) < 0 else ''}{render.number(abs(cell), language, 2)}"


def _named(keys: pd.Series[str], names: dict[str, str]) -> pd.Series[str]:
    return keys.map(lambda key: names.get(key, key))


def _name(key: object, names: dict[str, str]) -> str:
    return names.get(str(key), str(key))


STEP_FORMATS = {"points_gained": _points, "idr_per_point": block.money}
