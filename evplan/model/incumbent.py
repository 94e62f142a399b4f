"""From a plan back to a value per column: where another search of the same or a similar program can start."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.column import Columns
from evplan.model.program import SourcingModel
from evplan.plan.inputs import PlanInputs
from evplan.plan.outcome import reached_price
from evplan.plan.record import Solution
from evplan.quantities import NEGLIGIBLE_UNITS, Floats


def values_of(model: SourcingModel, solution: Solution) -> Floats:
    """Return the column values that a plan means, as far as the model has columns for it.

    Quantities and yes-or-no columns follow from the plan. What only the program knows (violations and shortfalls of
    soft rules) is left at zero; a solver that starts here fixes the whole columns and works the rest out.
    """
    values = np.zeros(model.columns.space.size)
    inputs, columns = model.inputs, model.columns
    _activities(inputs, columns, solution, values)
    _stock(inputs, columns, solution, values)
    _buying(inputs, columns, solution, values)
    _gates(inputs, columns, values)
    _counts(model, values)
    _methods(model, values)
    return values


def _place(inputs: PlanInputs, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the codes of line and period of the rows of a solution's table (-1: unknown here)."""
    lines = pd.MultiIndex.from_frame(inputs.lines[["vehicle", "site"]])
    line = lines.get_indexer(pd.MultiIndex.from_frame(table[["vehicle", "site"]]))
    return np.asarray(line), np.asarray(pd.Index(inputs.periods["period"]).get_indexer(table["period"]))


def _activities(inputs: PlanInputs, columns: Columns, solution: Solution, values: Floats) -> None:
    roots = inputs.explosion.roots
    activity = columns["activity"]
    place = pd.MultiIndex.from_frame(activity.index[["root", "line", "period"]])
    by_vehicle = pd.Index(roots["vehicle"].dropna())
    keys = ["parent", "child", "substitute_group"]
    alternatives = roots[keys].dropna()
    for table, root, amount in (
        (solution.builds, by_vehicle.get_indexer(solution.builds["vehicle"]), "built"),
        (
            solution.substitutes,
            _root_of(alternatives, solution.substitutes[keys]),
            "parent_units",
        ),
    ):
        line, period = _place(inputs, table)
        row = place.get_indexer(pd.MultiIndex.from_arrays([root, line, period]))
        known = row >= 0
        values[activity.columns[row[known]]] = table[amount].to_numpy()[known]


def _root_of(alternatives: pd.DataFrame, wanted: pd.DataFrame) -> np.ndarray:
    row = pd.MultiIndex.from_frame(alternatives).get_indexer(pd.MultiIndex.from_frame(wanted))
    return np.where(row >= 0, alternatives.index.to_numpy()[row] if len(alternatives) else -1, -1)


def _stock(inputs: PlanInputs, columns: Columns, solution: Solution, values: Floats) -> None:
    stock, table = columns["stock"], solution.stock
    line, period = _place(inputs, table)
    part = pd.Index(inputs.parts["part"]).get_indexer(table["part"])
    own_line = columns.requirement.destinations["line"].to_numpy()[stock.index["destination"]]
    place = pd.MultiIndex.from_arrays([stock.index["part"], own_line, stock.index["period"]])
    row = place.get_indexer(pd.MultiIndex.from_arrays([part, line, period]))
    values[stock.columns[row[row >= 0]]] = table["units"].to_numpy()[row >= 0]


def _buying(inputs: PlanInputs, columns: Columns, solution: Solution, values: Floats) -> None:
    awards = solution.awards
    offer = pd.Index(inputs.offers["offer"]).get_indexer(awards["offer"])
    line, period = _place(inputs, awards)
    known = (offer >= 0) & (line >= 0) & (period >= 0)
    awards, offer, line, period = awards[known], offer[known], line[known], period[known]
    paid = (awards["units"] + awards["surplus"]).to_numpy() / inputs.offers["yield_share"].to_numpy()[offer]
    price = reached_price(inputs, offer, period, paid)
    site = inputs.lines["site_code"].to_numpy()[line]
    destinations = columns.requirement.destinations
    for name, amount in (("buy", "units"), ("surplus", "surplus")):
        group = columns[name]
        to = group.index["destination"]
        keys = [group.index["offer"], group.index["period"], group.index["price"]]
        at_line = pd.MultiIndex.from_arrays([*keys, destinations["line"].to_numpy()[to]])
        at_site = pd.MultiIndex.from_arrays([*keys, -2 - destinations["site"].to_numpy()[to]])
        together = destinations["line"].to_numpy()[to] < 0
        row = at_line.get_indexer(pd.MultiIndex.from_arrays([offer, period, price, line]))
        shared = np.flatnonzero(together)
        by_site = at_site[shared].get_indexer(pd.MultiIndex.from_arrays([offer, period, price, -2 - site]))
        row = np.where(row >= 0, row, np.where(by_site >= 0, shared[by_site] if len(shared) else -1, -1))
        units = awards[amount].to_numpy()
        np.add.at(values, group.columns[row[row >= 0]], units[row >= 0])


def _gates(inputs: PlanInputs, columns: Columns, values: Floats) -> None:
    """Set what follows from units paid: orders, multiples, awards, openings, bands."""
    paid = columns.paid
    amount = values[paid.column] * paid.per
    per_pair = np.bincount(paid.pair, weights=amount, minlength=len(paid.pairs))
    ordered, order = columns["ordered"], columns["order"]
    values[ordered.columns] = per_pair[ordered.index["pair"]] > NEGLIGIBLE_UNITS
    multiple = inputs.offers["order_multiple"].to_numpy()[order.index["offer"]]
    values[order.columns] = np.round(per_pair[order.index["pair"]] / multiple)
    per_offer = np.bincount(paid.offer, weights=amount, minlength=len(inputs.offers))
    values[columns["awarded"].columns] = per_offer[columns["awarded"].index["offer"]] > NEGLIGIBLE_UNITS
    supplier = inputs.offers["supplier_code"].to_numpy()
    per_supplier = np.bincount(supplier, weights=per_offer, minlength=len(inputs.suppliers))
    values[columns["used"].columns] = per_supplier[columns["used"].index["supplier"]] > NEGLIGIBLE_UNITS
    in_band = columns["in_band"]
    if in_band.size:
        horizon = inputs.prices["basis"].eq("horizon").to_numpy()[paid.price]
        span = np.where(horizon, -1, paid.period)
        reached = pd.MultiIndex.from_arrays([paid.price, span])[amount > NEGLIGIBLE_UNITS]
        bands = pd.MultiIndex.from_frame(in_band.index[["price", "span"]])
        values[in_band.columns] = bands.isin(reached)


def _counts(model: SourcingModel, values: Floats) -> None:
    """Set which suppliers count in a source rule: those whose linked units are positive."""
    buy, surplus = model.columns["buy"], model.columns["surplus"]
    for block in model.blocks:
        kind, _, rule = block.family.partition(":")
        if kind == "rule" and rule.endswith(":link"):
            units = np.isin(block.column, np.concatenate([buy.columns, surplus.columns]))
            amount = np.bincount(block.row[units], weights=values[block.column[units]], minlength=block.size)
            group = model.columns[f"counts:{rule.removesuffix(':link')}"]
            values[group.columns] = amount > NEGLIGIBLE_UNITS


def _methods(model: SourcingModel, values: Floats) -> None:
    """Choose, for every target with several methods, the one that passes by most."""
    chosen = model.columns["chosen_method"]
    if not chosen.size:
        return
    targets = chosen.index["target"].to_numpy()
    margin = [model.scores[target].value(values) - model.scores[target].minimum for target in targets]
    table = chosen.index[["rule", "vehicle", "year"]].assign(margin=margin, column=chosen.columns)
    best = table.sort_values("margin").drop_duplicates(["rule", "vehicle", "year"], keep="last")
    values[best["column"]] = 1.0
