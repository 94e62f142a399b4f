"""From a value per column back to a plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.column import Columns
from evplan.model.program import SourcingModel
from evplan.plan.inputs import PlanInputs
from evplan.plan.record import SOLUTION_COLUMNS, Solution
from evplan.quantities import NEGLIGIBLE_UNITS, Floats


def extract(model: SourcingModel, values: Floats) -> Solution:
    """Return the plan that these column values say; units of lines that were not told apart are split by their need."""
    inputs, columns = model.inputs, model.columns
    return Solution(
        builds=_builds(inputs, columns, values),
        awards=_awards(inputs, columns, values),
        stock=_stock(inputs, columns, values),
        substitutes=_substitutes(inputs, columns, values),
    )


def _builds(inputs: PlanInputs, columns: Columns, values: Floats) -> pd.DataFrame:
    activity = columns["activity"]
    index = activity.index.join(inputs.explosion.roots["vehicle"].rename("root_vehicle"), on="root")
    index = index.assign(built=values[activity.columns])[index["root_vehicle"].notna()]
    return _named(inputs, index, "builds")


def _substitutes(inputs: PlanInputs, columns: Columns, values: Floats) -> pd.DataFrame:
    activity = columns["activity"]
    keys = ["parent", "child", "substitute_group"]
    index = activity.index.join(inputs.explosion.roots[keys], on="root")
    index = index.assign(parent_units=_tidy(values[activity.columns]))
    return _named(inputs, index[index["parent"].notna() & index["parent_units"].gt(0)], "substitutes")


def _stock(inputs: PlanInputs, columns: Columns, values: Floats) -> pd.DataFrame:
    stock = columns["stock"]
    index = stock.index.assign(
        units=_tidy(values[stock.columns]),
        line=columns.requirement.destinations["line"].to_numpy()[stock.index["destination"]],
    )
    index["part"] = inputs.parts["part"].to_numpy(dtype=object)[index["part"]]
    return _named(inputs, index[index["units"].gt(0)], "stock")


def _awards(inputs: PlanInputs, columns: Columns, values: Floats) -> pd.DataFrame:
    shares = _shares(columns, values)
    pieces = []
    for name, column in (("buy", "units"), ("surplus", "surplus")):
        group = columns[name]
        index = group.index[["need", "offer", "period"]].assign(amount=_tidy(values[group.columns]))
        split = index[index["amount"].gt(0)].merge(shares, on="need")
        pieces.append(split.assign(**{column: split["amount"] * split["share"]}))
    keys = ["offer", "line", "period"]
    table = pd.concat(pieces).groupby(keys, as_index=False)[["units", "surplus"]].sum()
    table["offer"] = inputs.offers["offer"].to_numpy(dtype=object)[table["offer"]]
    return _named(inputs, table, "awards")


def _shares(columns: Columns, values: Floats) -> pd.DataFrame:
    """Return, per need, the lines that it is for and the share of each: ``need``, ``line``, ``share``."""
    requirement = columns.requirement
    told_apart = requirement.destinations["line"].to_numpy()[requirement.needs["destination"]]
    entries = requirement.entries
    line = requirement.activities["line"].to_numpy()[entries["activity"]]
    amount = entries["quantity"].to_numpy() * values[columns["activity"].columns][entries["activity"]]
    table = pd.DataFrame({"need": entries["need"], "line": line, "amount": amount})
    table = table[told_apart[table["need"]] < 0].groupby(["need", "line"], as_index=False)["amount"].sum()
    whole = table.groupby("need")["amount"].transform("sum")
    even = 1.0 / table.groupby("need")["amount"].transform("size")
    table["share"] = np.where(whole > 0, table["amount"] / whole.where(whole > 0, 1.0), even)
    alone = np.flatnonzero(told_apart >= 0)
    own = pd.DataFrame({"need": alone, "line": told_apart[alone], "share": 1.0})
    # A line that chose another alternative takes nothing of what its neighbour buys.
    shared = table.loc[table["share"] > 0, ["need", "line", "share"]]
    return pd.concat([own, shared], ignore_index=True)


def _tidy(values: Floats) -> Floats:
    return np.where(values > NEGLIGIBLE_UNITS, values, 0.0)


def _named(inputs: PlanInputs, index: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the table of a solution with keys instead of codes, in its own columns and order."""
    named = index.assign(
        vehicle=inputs.lines["vehicle"].to_numpy(dtype=object)[index["line"]],
        site=inputs.lines["site"].to_numpy(dtype=object)[index["line"]],
        period=inputs.periods["period"].to_numpy(dtype=object)[index["period"]],
    )
    kinds = SOLUTION_COLUMNS[table]
    return named[list(kinds)].astype(kinds).sort_values(list(kinds)[:4], ignore_index=True)
