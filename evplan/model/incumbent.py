"""From a plan back to a value per column: where another search of the same or a similar program can start."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.model.column import Columns
from evplan.model.family.cooperative import set_members
from evplan.model.family.fixed_cost import set_paid_once
from evplan.model.family.rebate import claim_rebates
from evplan.model.family.upgrade import set_upgrades
from evplan.model.program import SourcingModel
from evplan.model.rule.limit import set_wholes
from evplan.plan.conversion import AT_LINE, place_code, workshop_place
from evplan.plan.inputs import PlanInputs
from evplan.plan.investment import content_version
from evplan.plan.layer import component_of
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
    set_members(inputs, columns, solution, values)
    claim_rebates(inputs, columns, values)
    set_upgrades(inputs, columns, solution, values)
    set_paid_once(inputs, columns, solution, values)
    _counts(model, values)
    set_wholes(model.blocks, values)
    _methods(model, values)
    return values


def _place(inputs: PlanInputs, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the codes of line and period of the rows of a solution's table (-1: unknown here)."""
    lines = pd.MultiIndex.from_frame(inputs.lines[["vehicle", "site"]])
    line = lines.get_indexer(pd.MultiIndex.from_frame(table[["vehicle", "site"]]))
    return np.asarray(line), np.asarray(pd.Index(inputs.periods["period"]).get_indexer(table["period"]))


def _activities(inputs: PlanInputs, columns: Columns, solution: Solution, values: Floats) -> None:
    """Set what is built, converted and chosen; what a workshop does for all lines together is added up."""
    roots = inputs.explosion.roots
    activity = columns["activity"]
    where = pd.MultiIndex.from_frame(activity.index[["root", "place", "line", "period"]])
    by_vehicle = pd.Index(roots["vehicle"].dropna())
    keys = ["parent", "child", "substitute_group"]
    alternatives = roots[keys].dropna()
    builds = solution.builds.assign(workshop=AT_LINE)
    chosen, worked = solution.substitutes, _worked(inputs, solution)
    made = inputs.explosion.root_of_made(worked["part"])
    for table, root, place, amount in (
        (builds, by_vehicle.get_indexer(builds["vehicle"]), place_code(inputs, builds), "built"),
        (chosen, _root_of(alternatives, chosen[keys]), place_code(inputs, chosen), "parent_units"),
        (worked, made, worked["place"].to_numpy(), "units_paid"),
    ):
        line, period = _place(inputs, table)
        for at in (line, np.full(len(table), -1)):
            row = where.get_indexer(pd.MultiIndex.from_arrays([root, place, at, period]))
            np.add.at(values, activity.columns[row[row >= 0]], table[amount].to_numpy()[row >= 0])


def _worked(inputs: PlanInputs, solution: Solution) -> pd.DataFrame:
    """Return the awards of conversion offers with ``part``, ``units_paid`` and ``place`` (their workshop's)."""
    awards = solution.awards[solution.awards["offer"].isin(inputs.places["workshop"])]
    offer = pd.Index(inputs.offers["offer"]).get_indexer(awards["offer"])
    return awards.assign(
        part=inputs.offers["part"].to_numpy(dtype=object)[offer],
        units_paid=(awards["units"] + awards["surplus"]) / inputs.offers["yield_share"].to_numpy()[offer],
        place=workshop_place(inputs)[offer],
    )


def _root_of(alternatives: pd.DataFrame, wanted: pd.DataFrame) -> np.ndarray:
    row = pd.MultiIndex.from_frame(alternatives).get_indexer(pd.MultiIndex.from_frame(wanted))
    return np.where(row >= 0, alternatives.index.to_numpy()[row] if len(alternatives) else -1, -1)


def _stock(inputs: PlanInputs, columns: Columns, solution: Solution, values: Floats) -> None:
    stock, table = columns["stock"], solution.stock
    line, period = _place(inputs, table)
    part = pd.Index(inputs.parts["part"]).get_indexer(table["part"])
    own = columns.requirement.destinations.take(stock.index["destination"])
    where = pd.MultiIndex.from_arrays([stock.index["part"], own["place"], own["line"], stock.index["period"]])
    row = where.get_indexer(pd.MultiIndex.from_arrays([part, place_code(inputs, table), line, period]))
    values[stock.columns[row[row >= 0]]] = table["units"].to_numpy()[row >= 0]


def _buying(inputs: PlanInputs, columns: Columns, solution: Solution, values: Floats) -> None:
    awards = solution.awards
    offer = pd.Index(inputs.offers["offer"]).get_indexer(awards["offer"])
    line, period = _place(inputs, awards)
    known = (offer >= 0) & (line >= 0) & (period >= 0)
    awards, offer, line, period = awards[known], offer[known], line[known], period[known]
    paid = (awards["units"] + awards["surplus"]).to_numpy() / inputs.offers["yield_share"].to_numpy()[offer]
    price = reached_price(inputs, offer, period, paid)
    place = place_code(inputs, awards)
    version_of = content_version(inputs, solution.investments)
    component = component_of(inputs, offer, place)
    versions = [version_of[offer, period], np.where(component >= 0, version_of[component, period], 0)]
    destinations = columns.requirement.destinations
    for name, amount in (("buy", "units"), ("surplus", "surplus")):
        group = columns[name]
        to = destinations.take(group.index["destination"])
        keys = [group.index[key] for key in ("offer", "period", "price", "version", "component_version")]
        where = pd.MultiIndex.from_arrays([*keys, to["place"], to["line"]])
        counted = versions if name == "buy" else [np.zeros_like(one) for one in versions]
        own = [offer, period, price, *counted, place]
        row = where.get_indexer(pd.MultiIndex.from_arrays([*own, line]))
        together = np.full(len(line), -1)
        shared = where.get_indexer(pd.MultiIndex.from_arrays([*own, together]))
        row = np.where(row >= 0, row, shared)
        units = awards[amount].to_numpy()
        np.add.at(values, group.columns[row[row >= 0]], units[row >= 0])


def _gates(inputs: PlanInputs, columns: Columns, values: Floats) -> None:
    """Set what follows from units paid: orders, multiples, bands."""
    paid = columns.paid
    amount = values[paid.column] * paid.per
    per_pair = np.bincount(paid.pair, weights=amount, minlength=len(paid.pairs))
    ordered, order = columns["ordered"], columns["order"]
    values[ordered.columns] = per_pair[ordered.index["pair"]] > NEGLIGIBLE_UNITS
    multiple = inputs.offers["order_multiple"].to_numpy()[order.index["offer"]]
    values[order.columns] = np.round(per_pair[order.index["pair"]] / multiple)
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
