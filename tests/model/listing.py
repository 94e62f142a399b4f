"""A program as text that a person can read: one line a row, columns and rows by what they stand for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.block import Group, Rows
from evplan.model.content import ROW_SCALE
from evplan.model.program import SourcingModel, cheapest_mix
from evplan.model.program import local_content as local_content_rows

ACROSS = "all"


def listing(model: SourcingModel, family: str) -> str:
    """Return the rows of the families whose name begins with ``family``, and the columns in them."""
    blocks = list(model.blocks)
    if model.scores:
        blocks += local_content_rows(model.columns, list(model.scores), cheapest_mix(model))
    mine = [block for block in blocks if block.family.startswith(family)]
    names = column_names(model)
    lines = [line for block in mine for line in _rows(model, block, names)]
    used = sorted({int(column) for block in mine for column in block.column})
    return "\n".join([*lines, "", *(_column(model, column, names) for column in used), ""])


def column_names(model: SourcingModel) -> list[str]:
    """Return a readable name for every column: its group, and the keys of its index."""
    return [name for group in model.columns.space.groups.values() for name in _names_of(model, group)]


def _names_of(model: SourcingModel, group: Group) -> list[str]:
    index = group.index
    if group.name == "activity":
        roots = model.inputs.explosion.roots.loc[index["root"]].reset_index(drop=True)
        first = roots["vehicle"].fillna(roots["made"]).fillna(roots["parent"] + ">" + roots["child"])
        rest = _labels(model, index[["place", "line", "period"]])
        return [f"make[{root},{label}]" for root, label in zip(first, rest, strict=True)]
    if "period" in index and index["period"].lt(0).all():
        index = index.drop(columns="period")
    if "version" in index and index["version"].eq(0).all():
        index = index.drop(columns="version")
    kept = [name for name in ("rule", "vehicle", "year", "method", *_KEYS) if name in index]
    named = group.name.removeprefix("violation:")
    return [f"{named}[{label}]" for label in _labels(model, index[kept])]


_KEYS = (
    "supplier",
    "rebate",
    "part",
    "offer",
    "price",
    "line",
    "destination",
    "site",
    "hours_code",
    "version",
    "upgrade",
    "period",
    "span",
    "across",
    "group",
)


def _labels(model: SourcingModel, index: pd.DataFrame) -> list[str]:
    if {"place", "line"} <= set(index):
        pairs = zip(index["place"], index["line"], strict=True)
        index = index.drop(columns="place").assign(line=[_station(model, *pair) for pair in pairs])
    shown = [_shown(model, str(name), index[name]) for name in index]
    return [",".join(cells) for cells in zip(*shown, strict=True)] if shown else [""] * len(index)


def _station(model: SourcingModel, place: int, line: int) -> str:
    """Return ``V@S`` for a line, ``S`` for all lines of a site, ``offer:V@S`` and ``offer:all`` for workshops."""
    inputs = model.inputs
    names = inputs.lines["vehicle"] + "@" + inputs.lines["site"]
    workshop = inputs.places["workshop"].iloc[place]
    if workshop:
        return f"{workshop}:{names[line] if line >= 0 else ACROSS}"
    return str(names[line] if line >= 0 else inputs.places["site"].iloc[place])


def _shown(model: SourcingModel, name: str, values: pd.Series) -> list[str]:
    inputs = model.inputs
    destinations = model.columns.requirement.destinations
    tables = {
        "offer": inputs.offers["offer"],
        "part": inputs.parts["part"],
        "supplier": inputs.suppliers["supplier"],
        "site": inputs.sites["site"],
        "upgrade": inputs.upgrades.table["upgrade"],
        "required": inputs.upgrades.table["upgrade"],
        "upgrade_other": inputs.upgrades.table["upgrade"],
        "period": inputs.periods["period"],
        "hours_code": inputs.hours_of["supplier"] + "/" + inputs.hours_of["process"],
        "destination": pd.Series(
            [_station(model, place, line) for place, line in destinations.itertuples(index=False)]
        ),
    }
    if name == "price":
        return [f"price {inputs.prices['price'].iloc[row] / 1e6:g}" for row in values]
    if name == "span":
        return ["horizon" if span < 0 else inputs.periods["period"].iloc[span] for span in values]
    if name == "across":
        return [ACROSS] * len(values)
    if name in tables and pd.api.types.is_numeric_dtype(values):
        return [str(tables[name].iloc[code]) for code in values]
    return [str(value) for value in values]


def _rows(model: SourcingModel, block: Rows, names: list[str]) -> list[str]:
    scale = ROW_SCALE if block.family == "local_content" else 1.0
    lines = []
    for place, label in enumerate(_labels(model, block.index)):
        here = np.flatnonzero(block.row == place)
        terms = pd.Series(block.value[here] / scale).groupby(block.column[here]).sum()
        text = " ".join(f"{value:+.6g} {names[column]}" for column, value in terms.items() if value)
        low, high = block.lower[place] / scale, block.upper[place] / scale
        bounds = (
            f"= {low:.6g}"
            if low == high
            else " ".join([f">= {low:.6g}"] * bool(np.isfinite(low)) + [f"<= {high:.6g}"] * bool(np.isfinite(high)))
        )
        lines.append(f"{block.family}[{label}]: {text or '0'} {bounds}")
    return lines


def _column(model: SourcingModel, column: int, names: list[str]) -> str:
    group = next(group for group in model.columns.space.groups.values() if column in group.columns)
    place = column - group.start
    kind = "whole " if group.integer else ""
    cost = f", cost {group.cost[place]:.6g}" if group.cost[place] else ""
    return f"{kind}{group.lower[place]:.6g} <= {names[column]} <= {group.upper[place]:.6g}{cost}"
