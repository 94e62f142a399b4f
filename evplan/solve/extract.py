"""From a value per column back to a plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.column import Columns
from evplan.model.family.cooperative import members_of
from evplan.model.family.fixed_cost import paid_once
from evplan.model.family.upgrade import upgrades_of
from evplan.model.program import SourcingModel
from evplan.plan.inputs import PlanInputs
from evplan.plan.investment import named_investments
from evplan.plan.record import SOLUTION_COLUMNS, Solution
from evplan.quantities import NEGLIGIBLE_UNITS, Floats


def extract(model: SourcingModel, values: Floats) -> Solution:
    """Return the plan that these column values say; units of lines that were not told apart are split by their need."""
    inputs, columns = model.inputs, model.columns
    of_lines = _of_lines(inputs, columns, values)
    awards = _awards(inputs, columns, values, of_lines)
    return Solution(
        builds=_builds(inputs, columns, values),
        awards=awards,
        stock=_stock(inputs, columns, values),
        substitutes=_substitutes(inputs, columns, values, of_lines),
        members=members_of(inputs, columns, values),
        investments=_investments(inputs, columns, awards, values),
    )


def _investments(inputs: PlanInputs, columns: Columns, awards: pd.DataFrame, values: Floats) -> pd.DataFrame:
    bought = pd.DataFrame(
        {
            "offer_code": pd.Index(inputs.offers["offer"]).get_indexer(awards["offer"]),
            "period_code": pd.Index(inputs.periods["period"]).get_indexer(awards["period"]),
        }
    )
    once = paid_once(inputs, columns, bought, values).assign(credit_idr=0.0)
    table = pd.concat([once, upgrades_of(columns, values)], ignore_index=True)
    return named_investments(inputs, table)


def _builds(inputs: PlanInputs, columns: Columns, values: Floats) -> pd.DataFrame:
    activity = columns["activity"]
    index = activity.index.join(inputs.explosion.roots["vehicle"].rename("root_vehicle"), on="root")
    index = index.assign(built=values[activity.columns])[index["root_vehicle"].notna()]
    return _named(inputs, index, "builds")


def _substitutes(inputs: PlanInputs, columns: Columns, values: Floats, of_lines: pd.DataFrame) -> pd.DataFrame:
    activity = columns["activity"]
    keys = ["parent", "child", "substitute_group"]
    index = activity.index.drop(columns="line").join(inputs.explosion.roots[keys], on="root")
    index = index.assign(activity=np.arange(len(index)), parent_units=_tidy(values[activity.columns]))
    index = index[index["parent"].notna() & index["parent_units"].gt(0)].merge(of_lines, on="activity")
    index["parent_units"] *= index["share"]
    return _named(inputs, index, "substitutes")


def _stock(inputs: PlanInputs, columns: Columns, values: Floats) -> pd.DataFrame:
    stock = columns["stock"]
    to = columns.requirement.destinations.take(stock.index["destination"])
    index = stock.index.assign(
        units=_tidy(values[stock.columns]), line=to["line"].to_numpy(), place=to["place"].to_numpy()
    )
    index["part"] = inputs.parts["part"].to_numpy(dtype=object)[index["part"]]
    return _named(inputs, index[index["units"].gt(0)], "stock")


def _awards(inputs: PlanInputs, columns: Columns, values: Floats, of_lines: pd.DataFrame) -> pd.DataFrame:
    shares = _shares(columns, values, of_lines)
    pieces = []
    for name, column in (("buy", "units"), ("surplus", "surplus")):
        group = columns[name]
        index = group.index[["need", "offer", "period"]].assign(amount=_tidy(values[group.columns]))
        split = index[index["amount"].gt(0)].merge(shares, on="need")
        pieces.append(split.assign(**{column: split["amount"] * split["share"]}))
    keys = ["offer", "place", "line", "period"]
    table = pd.concat(pieces).groupby(keys, as_index=False)[["units", "surplus"]].sum()
    table["offer"] = inputs.offers["offer"].to_numpy(dtype=object)[table["offer"]]
    return _named(inputs, table, "awards")


def _of_lines(inputs: PlanInputs, columns: Columns, values: Floats) -> pd.DataFrame:
    """Return, per activity, the lines that it is for and the share of each: ``activity``, ``line``, ``share``.

    A workshop that works for all lines together works for each as what it sends off is needed there: level by level
    from the top.
    """
    activities = columns.requirement.activities
    line = activities["line"].to_numpy()
    alone = np.flatnonzero(line >= 0)
    known = pd.DataFrame({"activity": alone, "line": line[alone], "share": 1.0})
    together = activities[line < 0]
    buy = columns["buy"]
    sent = buy.index[["need", "offer", "period"]].assign(amount=_tidy(values[buy.columns]))
    for _, level in together.groupby("level"):
        offer = inputs.places["offer_code"].to_numpy()[level["place"]]
        mine = level.assign(activity=level.index, offer=offer)[["activity", "offer", "period"]]
        split = sent.merge(mine, on=["offer", "period"]).merge(_shares(columns, values, known), on="need")
        split["share"] *= split["amount"]
        table = split.groupby(["activity", "line"], as_index=False)["share"].sum()
        table["share"] /= table.groupby("activity")["share"].transform("sum")
        known = pd.concat([known, table[table["share"] > 0]], ignore_index=True)
    return known


def _shares(columns: Columns, values: Floats, of_lines: pd.DataFrame) -> pd.DataFrame:
    """Return, per need, the lines that it is for and the share of each: ``need``, ``place``, ``line``, ``share``."""
    requirement = columns.requirement
    to = requirement.destinations.take(requirement.needs["destination"])
    told_apart, place = to["line"].to_numpy(), to["place"].to_numpy()
    entries = requirement.entries
    amount = entries["quantity"].to_numpy() * values[columns["activity"].columns][entries["activity"]]
    shared = entries[["need", "activity"]].assign(amount=amount)[told_apart[entries["need"]] < 0]
    table = shared.merge(of_lines, on="activity")
    table["amount"] *= table["share"]
    table = table.groupby(["need", "line"], as_index=False)["amount"].sum()
    whole = table.groupby("need")["amount"].transform("sum")
    even = 1.0 / table.groupby("need")["amount"].transform("size")
    table["share"] = np.where(whole > 0, table["amount"] / whole.where(whole > 0, 1.0), even)
    alone = np.flatnonzero(told_apart >= 0)
    own = pd.DataFrame({"need": alone, "line": told_apart[alone], "share": 1.0})
    # A line that chose another alternative takes nothing of what its neighbour buys.
    result = pd.concat([own, table.loc[table["share"] > 0, ["need", "line", "share"]]], ignore_index=True)
    return result.assign(place=place[result["need"]])


def _tidy(values: Floats) -> Floats:
    return np.where(values > NEGLIGIBLE_UNITS, values, 0.0)


def _named(inputs: PlanInputs, index: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the table of a solution with keys instead of codes, in its own columns and order."""
    named = index.assign(
        vehicle=inputs.lines["vehicle"].to_numpy(dtype=object)[index["line"]],
        site=inputs.lines["site"].to_numpy(dtype=object)[index["line"]],
        period=inputs.periods["period"].to_numpy(dtype=object)[index["period"]],
        workshop=inputs.places["workshop"].to_numpy(dtype=object)[index["place"]],
    )
    kinds = SOLUTION_COLUMNS[table]
    keys = [name for name, kind in kinds.items() if kind == "str"]
    return named[list(kinds)].astype(kinds).sort_values(keys, ignore_index=True)
