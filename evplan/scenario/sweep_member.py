"""The members of a sweep: which values each varies, in which order they are best solved, and the scenario of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from evplan.quantities import Floats
from evplan.scenario.document import Change, Scenario
from evplan.scenario.rule import Cell
from evplan.scenario.sweep import Draw, Draws, Range, Sweep, Vary

Place = tuple[str | int, ...]

DIGITS = 6
"""Significant digits of a drawn number: what is stored is exactly what was solved."""

EDGE = 1e-9
"""By how much of a step a range's last number may be missed through rounding."""


def values_of_range(span: Range) -> list[Cell]:
    """Return the numbers of a range; none where it runs backwards. Whole numbers stay whole."""
    found: Floats
    if span.count is not None:
        found = np.asarray(np.linspace(span.first, span.last, span.count), dtype=np.float64)
    else:
        assert span.step is not None, "checked by the schema"
        steps = int(np.floor((span.last - span.first) / span.step + EDGE))
        found = np.asarray(span.first + span.step * np.arange(steps + 1), dtype=np.float64)
    return [_tidy(float(value), 12) for value in found]


def choices(vary: Vary) -> list[Cell]:
    """Return the values that a grid or a zip takes, or that draws choose from; none for a random number."""
    if vary.values is not None:
        return list(vary.values)
    return [] if vary.range is None else values_of_range(vary.range)


def member_count(sweep: Sweep) -> int:
    """Return how many members a sweep has."""
    if sweep.frontier is not None:
        return sweep.frontier.points
    if sweep.draws is not None:
        return sweep.draws.count
    lengths = [len(choices(one)) for one in sweep.vary]
    return min(lengths) if sweep.combine == "zip" else int(np.prod(lengths))


def member_values(sweep: Sweep) -> list[dict[str, Any]]:
    """Return what each member varies, by label, in the order in which members are numbered from 1.

    The first of a grid's entries changes slowest. A frontier's members have no values yet: its ends say them.
    """
    if sweep.frontier is not None:
        return [{"at_least": None} for _ in range(sweep.frontier.points)]
    labels = [one.label for one in sweep.vary]
    if sweep.draws is not None:
        drawn = _drawn(sweep.vary, sweep.draws)
    else:
        pool = [choices(one) for one in sweep.vary]
        drawn = list(product(*pool)) if sweep.combine == "grid" else list(zip(*pool, strict=True))
    return [dict(zip(labels, values, strict=True)) for values in drawn]


def _drawn(varied: Sequence[Vary], draws: Draws) -> list[tuple[Cell, ...]]:
    """Return a tuple of values per draw; a Latin hypercube has one draw in each of ``count`` equal parts of a range."""
    random = np.random.default_rng(draws.seed)
    columns = []
    for one in varied:
        at = random.random(draws.count)
        if draws.method == "latin":
            at = (random.permutation(draws.count) + at) / draws.count
        columns.append(_at(one, at))
    return list(zip(*columns, strict=True))


def _at(vary: Vary, at: Floats) -> list[Cell]:
    """Return the values of a variation at these places (0..1) of its distribution."""
    if vary.draw is None:
        pool = choices(vary)
        return [pool[int(place)] for place in at * len(pool)]
    return [_tidy(float(value), DIGITS) for value in _quantiles(vary.draw, at)]


def _quantiles(draw: Draw, at: Floats) -> Floats:
    """Return the quantiles of a distribution.

    Formula
    -------
    triangular, c = (mode - low) / (high - low):
    low + sqrt(u c) (high - low)               for u <= c
    high - sqrt((1 - u) (1 - c)) (high - low)  for u > c
    """
    if draw.kind == "normal":
        assert draw.mean is not None, "checked by the schema"
        assert draw.deviation is not None, "checked by the schema"
        normal = NormalDist(draw.mean, draw.deviation)
        found = np.array([normal.inv_cdf(min(max(float(place), 1e-12), 1 - 1e-12)) for place in at])
        low, high = (-np.inf if draw.low is None else draw.low), (np.inf if draw.high is None else draw.high)
        return np.asarray(np.clip(found, low, high))
    assert draw.low is not None, "checked by the schema"
    assert draw.high is not None, "checked by the schema"
    width = draw.high - draw.low
    if draw.kind == "uniform" or width == 0:
        return np.asarray(draw.low + at * width)
    assert draw.mode is not None, "checked by the schema"
    peak = (draw.mode - draw.low) / width
    rising, falling = np.sqrt(at * peak) * width, np.sqrt((1 - at) * (1 - peak)) * width
    return np.where(at <= peak, draw.low + rising, draw.high - falling)


def solving_order(values: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the members' positions so that neighbours follow each other: each goes on to the nearest that is left."""
    if len(values) < 3:
        return list(range(len(values)))
    places = coordinates(values)
    order, left = [0], np.ones(len(values), dtype=np.bool_)
    left[0] = False
    while left.any():
        distance = np.where(left, np.abs(places - places[order[-1]]).sum(axis=1), np.inf)
        order.append(int(np.argmin(distance)))
        left[order[-1]] = False
    return order


def coordinates(values: Sequence[Mapping[str, Any]]) -> Floats:
    """Return where each member lies, a column per varied label: numbers over their range, others by their order."""
    frame = pd.DataFrame(list(values))
    columns = []
    for label in frame:
        number = pd.to_numeric(frame[label], errors="coerce")
        codes = pd.Series(pd.factorize(frame[label])[0], index=frame.index)
        place = (codes if number.isna().any() else number).to_numpy(dtype=np.float64)
        columns.append((place - place.min()) / max(float(np.ptp(place)), 1e-12))
    return np.column_stack(columns) if columns else np.zeros((len(frame), 1))


def place_of(document: Mapping[str, Any], setting: str) -> Place | None:
    """Return where a scenario has a setting: ``demand.scale``, ``rule.ID.minimum_share``, ``objective.1.tolerance``.

    ``document`` is the whole scenario as plain values; ``None``: there is no such setting.
    """
    head, _, rest = setting.partition(".")
    if head == "rule":
        for position, rule in enumerate(document.get("rule", [])):
            if rest.startswith(f"{rule['id']}."):
                keys = tuple(rest.removeprefix(f"{rule['id']}.").split("."))
                return ("rule", position, *keys) if _is_there(rule, keys) else None
        return None
    keys = tuple(rest.split(".")) if rest else ()
    if head == "objective" and keys and keys[0].isdecimal():
        entries = document.get("objective", [])
        position = int(keys[0]) - 1
        inside = 0 <= position < len(entries) and _is_there(entries[position], keys[1:])
        return ("objective", position, *keys[1:]) if inside else None
    section = document.get(head)
    if head in ("calendar", "demand", "money", "solver") and isinstance(section, dict):
        return (head, *keys) if _is_there(section, keys) or keys[:1] == ("options",) else None
    return None


def known_settings(document: Mapping[str, Any]) -> list[str]:
    """Return the names of all settings that a sweep of this scenario can vary."""
    found = [f"{head}.{key}" for head in ("calendar", "demand", "money", "solver") for key in document[head]]
    fixed = ("kind", "id", "purpose")
    for rule in document["rule"]:
        for key, value in rule.items():
            keys = value if isinstance(value, dict) and key in ("units", "share") else {"": None}
            found += [f"rule.{rule['id']}.{key}{'.' if name else ''}{name}" for name in keys if key not in fixed]
    for number, objective in enumerate(document["objective"], start=1):
        found += [f"objective.{number}.{key}" for key in objective]
    return found


def member_scenario(base: Scenario, sweep: Sweep, values: Mapping[str, Any], name: str) -> Scenario:
    """Return the scenario of a member; its changes to data come after the base's own.

    Raises pydantic's ``ValidationError`` for a value that the setting may not have, ``KeyError`` for an unknown one.
    """
    document = base.model_dump(mode="json")
    changes = []
    for one in sweep.vary:
        value = values[one.label]
        if one.setting is not None:
            _put(document, one, value)
        else:
            changes.append(_change(one, value, sweep.name).model_dump(mode="json"))
    document["change"] = [*document["change"], *changes]
    document["name"] = name
    return Scenario.model_validate(document)


def _change(vary: Vary, value: Cell, sweep: str) -> Change:
    assert vary.table is not None, "checked by the schema"
    assert vary.column is not None, "checked by the schema"
    assert vary.by == "set" or not isinstance(value, str), "checked by the schema"
    cell: Any = value if vary.by == "set" else {vary.by: float(value)}
    return Change(table=vary.table, where=vary.where, set={vary.column: cell}, reason=f"sweep {sweep}: {vary.label}")


def _put(document: dict[str, Any], vary: Vary, value: Cell) -> None:
    assert vary.setting is not None, "a data variation is a change"
    place = place_of(document, vary.setting)
    if place is None:
        raise KeyError(vary.setting)
    node: Any = document
    for part in place[:-1]:
        if isinstance(node, dict) and node.get(part) is None:
            node[part] = {}
        node = node[part]
    old = node.get(place[-1])
    if vary.by != "set":
        assert not isinstance(value, str), "checked by the schema"
        old = float(old or 0.0)
        value = old * float(value) if vary.by == "times" else old + float(value)
    node[place[-1]] = value


def _is_there(entry: Any, keys: Sequence[str]) -> bool:
    """Return whether the settings of an entry have these keys, one inside the other."""
    if not keys:
        return False
    for key in keys[:-1]:
        if not isinstance(entry, dict) or key not in entry or not isinstance(entry[key], dict):
            return False
        entry = entry[key]
    return isinstance(entry, dict) and keys[-1] in entry


def _tidy(value: float, digits: int) -> Cell:
    """Return a number of so many significant digits, whole where it is."""
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short
