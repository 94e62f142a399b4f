"""The program with every named limit made elastic: built once, then asked many times by bounds and costs alone.

Each limit that can be named (`evplan.solve.limit`) has columns that say by how much it is broken: hours missing, units
above a maximum, vehicles not built, points of a score. Held, they are zero; free, they may be anything. So whether some
limits can hold together, how far one would have to move and which moves together are smallest are all the same program.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evplan.model.block import Group, Indices, Rows, Terms
from evplan.model.family.balance import site_capacity
from evplan.model.family.order import capacity
from evplan.model.problem import Arrays, stitch
from evplan.model.program import SourcingModel, build, cheapest_mix, program_at
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats
from evplan.scenario.rule import LocalContent, Rule
from evplan.solve.limit import DATES, DEMAND, HOURS, MAXIMUM, RULE, SITE, SURPLUS, Limit, named_limits

HARD_ROWS = ("link", "token", "average", "more", "less", "whole")
"""Rows that a rule needs to say what it counts; the others are what it asks."""


@dataclass(frozen=True)
class Lever:
    """The columns that break a limit: ``scale`` is what one of them counts as a whole (a share, a demand, hours)."""

    limit: Limit
    columns: Indices
    scale: Floats


@dataclass(frozen=True)
class Elastic:
    """The elastic program of some inputs: ``model`` has columns and rows for every lever, none of them held.

    ``upper`` are the columns' own upper bounds, ``first`` is the first column that only levers need. The scores'
    targets are those of the inputs, without their margin.
    """

    inputs: PlanInputs
    model: SourcingModel
    levers: Mapping[Limit, Lever]
    upper: Floats
    first: int

    @property
    def limits(self) -> list[Limit]:
        """Return the limits that can be part of a conflict, in their fixed order."""
        return [limit for limit in self.levers if limit.kind != SURPLUS]

    @property
    def settings(self) -> list[Limit]:
        """Return what is no limit of a conflict but can be moved: surplus, where the scenario allows none."""
        return [limit for limit in self.levers if limit.kind == SURPLUS]

    def program(self, mix: Floats, held: Collection[Limit], prices: Mapping[Limit, float]) -> Arrays:
        """Return the program at a mix with these limits held; breaking one by all of it costs its price, no more."""
        arrays = program_at(self.model, mix)
        upper, cost = self.upper.copy(), np.zeros_like(arrays.cost)
        for limit in held:
            upper[self.levers[limit].columns] = 0.0
        for limit, price in prices.items():
            cost[self.levers[limit].columns] += price / self.levers[limit].scale
        return replace(arrays, cost=cost, offset=0.0, column_upper=upper)

    def broken_by(self, limit: Limit, values: Floats) -> float:
        """Return by how much a limit is broken, in parts of its whole."""
        lever = self.levers[limit]
        return float((values[lever.columns] / lever.scale).sum())


def make_elastic(inputs: PlanInputs) -> Elastic:
    """Return the elastic program of inputs as they are asked: mandatory rules and limits, all of them breakable."""
    model = build(_without_limits(inputs))
    builder = _Builder(inputs, model)
    blocks = [builder.eased(block) for block in model.blocks]
    if inputs.scenario.demand.unmet_penalty_idr is None:
        blocks.append(builder.demand())
    blocks += [builder.hours(), builder.sites(), builder.maxima(), builder.dates()]
    builder.scores()
    builder.surplus()
    space = model.columns.space
    arrays = stitch(list(space.groups.values()), [block for block in blocks if block.size], 0.0)
    activity = model.columns["activity"].columns
    arrays = replace(arrays, column_lower=arrays.column_lower.copy(), cost=np.zeros_like(arrays.cost))
    arrays.column_lower[activity] = 0.0
    mandatory = {rule.id for rule in inputs.scenario.rule if not rule.is_soft}
    scores = tuple(
        replace(score, margin=0.0, penalty_idr=np.nan if score.rule in mandatory else score.penalty_idr)
        for score in model.scores
    )
    built = replace(model, blocks=tuple(blocks), scores=scores, arrays=arrays)
    order = [*named_limits(inputs), *([Limit(SURPLUS, "demand")] if not inputs.scenario.demand.surplus else [])]
    levers = {limit: builder.lever(limit) for limit in order}
    upper = arrays.column_upper.copy()
    upper[model.columns["shortfall"].columns] = np.inf
    return Elastic(inputs, built, levers, upper, len(builder.mix))


def _without_limits(inputs: PlanInputs) -> PlanInputs:
    """Return the inputs with hours, maxima, plants and dates out of the way, surplus allowed, scores breakable."""
    rules: list[Rule] = [
        rule.model_copy(update={"penalty_idr": 0.0}) if isinstance(rule, LocalContent) and not rule.is_soft else rule
        for rule in inputs.scenario.rule
    ]
    demand = inputs.scenario.demand.model_copy(update={"surplus": True})
    return replace(
        inputs,
        scenario=inputs.scenario.model_copy(update={"rule": rules, "demand": demand}),
        offers=inputs.offers.assign(maximum_units=np.inf),
        hours=np.full_like(inputs.hours, np.inf),
        site_capacity=np.full_like(inputs.site_capacity, np.inf),
        usable=np.broadcast_to(inputs.has_lane[:, :, None], inputs.usable.shape),
    )


class _Builder:
    """Adds the levers' columns, and the rows that the model without limits lacks."""

    def __init__(self, inputs: PlanInputs, model: SourcingModel) -> None:
        self.inputs = inputs
        self.columns = model.columns
        self.mix = cheapest_mix(model)
        self.places: dict[tuple[str, str | int], tuple[list[Indices], list[Floats]]] = {}
        self.sized = self._per_offer("order_size", self._sized(), 1.0)
        codes = pd.DataFrame({"code": np.arange(len(inputs.hours))})
        self.missing = self._add("elastic:hours", codes, np.inf)
        for code, hours in enumerate(inputs.hours):
            self._remember((HOURS, code), self.missing.columns[[code]], max(float(hours.mean()), 1.0))

    def lever(self, limit: Limit) -> Lever:
        """Return the columns that break a limit; none if nothing of it can bind."""
        columns, scale = self.places.get((limit.kind, limit.key if limit.code < 0 else limit.code), ([], []))
        empty = np.empty(0, dtype=np.int64)
        return Lever(limit, np.concatenate([empty, *columns]), np.concatenate([np.empty(0), *scale]))

    def eased(self, block: Rows) -> Rows:
        """Return a block with its levers: a rule's own rows, minimum orders and multiples."""
        kind, _, rest = block.family.partition(":")
        rule_id, _, part = rest.partition(":")
        mandatory = {rule.id for rule in self.inputs.scenario.rule if not rule.is_soft}
        if kind == "rule" and part not in HARD_ROWS:
            return self._rule_rows(block, rule_id, part == "hours", rule_id in mandatory)
        if block.family in ("order_minimum", "order_multiple"):
            return self._order_rows(block)
        return block

    def demand(self) -> Rows:
        """Return ``build + unbuilt = demand``."""
        activity, inputs = self.columns["activity"], self.inputs
        vehicle = inputs.explosion.roots["vehicle"].to_numpy(dtype=object)[activity.index["root"].to_numpy()]
        here = np.flatnonzero(~pd.isna(vehicle))
        index = activity.index.iloc[here].reset_index(drop=True)
        unbuilt = self._add("elastic:demand", index, activity.upper[here])
        for name in inputs.lines["vehicle"].unique():
            mine = vehicle[here] == name
            self._remember((DEMAND, name), unbuilt.columns[mine], float(activity.upper[here][mine].sum()))
        row = np.arange(len(here))
        terms = Terms().add(row, activity.columns[here], 1.0).add(row, unbuilt.columns, 1.0)
        return terms.rows_of("elastic_demand", index, lower=activity.upper[here], upper=activity.upper[here])

    def hours(self) -> Rows:
        """Return the rows of shared hours, each with what is missing per period."""
        (block,) = capacity(self.inputs, self.columns)
        codes = block.index["hours_code"].to_numpy()
        return _with(block, np.arange(block.size), self.missing.columns[codes], -1.0)

    def sites(self) -> Rows:
        """Return the rows of the plants, each with what is missing per period."""
        (block,) = site_capacity(self.inputs, self.columns)
        group = self._add("elastic:site", pd.DataFrame({"site": np.arange(len(self.inputs.sites))}), np.inf)
        for site, limit in enumerate(self.inputs.site_capacity):
            finite = limit[np.isfinite(limit)]
            self._remember((SITE, site), group.columns[[site]], max(float(finite.mean()) if len(finite) else 1.0, 1.0))
        return _with(block, np.arange(block.size), group.columns[block.index["site"].to_numpy()], -1.0)

    def maxima(self) -> Rows:
        """Return ``paid <= maximum + more`` for all offers with a maximum, more being the same in every period."""
        maximum = self.inputs.offers["maximum_units"].to_numpy()
        group = self._per_offer(MAXIMUM, np.flatnonzero(np.isfinite(maximum)), maximum)
        paid, pairs = self.columns.paid, self.columns.paid.pairs
        offer = pairs["offer"].to_numpy()
        could = np.bincount(paid.pair, weights=self._upper(paid.column) * paid.per, minlength=len(pairs))
        place = np.flatnonzero(np.isfinite(maximum[offer]) & (could > maximum[offer]))
        row = np.full(len(pairs), -1, dtype=np.int64)
        row[place] = np.arange(len(place))
        entry = np.flatnonzero(row[paid.pair] >= 0)
        terms = Terms().add(row[paid.pair[entry]], paid.column[entry], paid.per[entry])
        terms.add(np.arange(len(place)), self._of_offer(group, offer[place]), -1.0)
        return terms.rows_of("elastic_maximum", pairs.loc[place, ["offer", "period"]], upper=maximum[offer[place]])

    def dates(self) -> Rows:
        """Return, per offer that has them, ``units bought outside its dates <= most * part``."""
        inputs, columns = self.inputs, self.columns
        indices = [columns["buy"].index, columns["surplus"].index]
        index = pd.concat(indices, ignore_index=True)
        number = np.concatenate([columns["buy"].columns, columns["surplus"].columns])
        place = columns.requirement.destinations["place"].to_numpy()[index["destination"].to_numpy()]
        offer = index["offer"].to_numpy()
        outside = np.flatnonzero(~inputs.usable[offer, place, index["period"].to_numpy()])
        offers, row = np.unique(offer[outside], return_inverse=True)
        group = self._per_offer(DATES, offers, 1.0)
        most = np.bincount(row, weights=self._upper(number[outside]), minlength=len(offers)).astype(np.float64)
        terms = Terms().add(row, number[outside], 1.0).add(np.arange(len(offers)), group.columns, -most)
        return terms.rows_of("elastic_dates", pd.DataFrame({"offer": offers}), upper=0.0)

    def scores(self) -> None:
        """Remember the shortfalls of mandatory scores as their rules' levers."""
        mandatory = {rule.id for rule in self.inputs.scenario.rule if not rule.is_soft}
        shortfall = self.columns["shortfall"]
        for place, rule in enumerate(shortfall.index["rule"]):
            if rule in mandatory:
                self._remember((RULE, rule), shortfall.columns[[place]], 1.0)

    def surplus(self) -> None:
        """Remember the columns of surplus as a lever where the scenario allows none."""
        surplus = self.columns["surplus"]
        if not self.inputs.scenario.demand.surplus:
            self._remember((SURPLUS, "demand"), surplus.columns, np.maximum(surplus.upper, 1.0))

    def _rule_rows(self, block: Rows, rule_id: str, of_hours: bool, mandatory: bool) -> Rows:
        if of_hours:
            codes = block.index["hours_code"].to_numpy()
            rule = next(rule for rule in self.inputs.scenario.rule if rule.id == rule_id)
            part = float(getattr(rule, "maximum_share_of_capacity", None) or 0.0)
            hours = self.inputs.hours[codes, block.index["period"].to_numpy()]
            block = _with(block, np.arange(block.size), self.missing.columns[codes], -part)
            block = replace(block, upper=part * hours)
        if not mandatory:
            return block
        for finite, sign, name in ((np.isfinite(block.lower), 1.0, "low"), (np.isfinite(block.upper), -1.0, "high")):
            row = np.flatnonzero(finite)
            group = self._add(f"elastic:{block.family}:{name}:{len(self.columns.space.groups)}", block.index.loc[row])
            self._remember((RULE, rule_id), group.columns, self._size(block)[row])
            block = _with(block, row, group.columns, sign)
        return block

    def _size(self, block: Rows) -> Floats:
        """Return what a row is about: its bound, or what the cheapest plan has in it, or a thousandth of the most."""
        known = block.column < len(self.mix)
        column, value = block.column[known], np.abs(block.value[known])
        at_mix = np.bincount(block.row[known], weights=value * self.mix[column], minlength=block.size)
        most = np.minimum(self._upper(column), 1e9)
        at_most = np.bincount(block.row[known], weights=value * most, minlength=block.size)
        bound = np.maximum(*(np.where(np.isfinite(side), np.abs(side), 0.0) for side in (block.lower, block.upper)))
        sizes = [bound, np.where(bound > 0, 0.0, at_mix), 1e-3 * at_most, np.full(block.size, 1e-9)]
        return np.asarray(np.maximum.reduce(sizes), dtype=np.float64)

    def _order_rows(self, block: Rows) -> Rows:
        offer = block.index["offer"].to_numpy()
        column, row = self._of_offer(self.sized, offer), np.arange(block.size)
        if block.family == "order_minimum":
            return _with(block, row, column, self.inputs.offers["minimum_order"].to_numpy()[offer])
        multiple = self.inputs.offers["order_multiple"].to_numpy()[offer]
        above = _with(replace(block, lower=np.full(block.size, -np.inf)), row, column, -multiple)
        below = _with(replace(block, upper=np.full(block.size, np.inf)), row, column, multiple)
        return _stacked(above, below)

    def _sized(self) -> Indices:
        offers = self.inputs.offers
        return np.flatnonzero((offers["minimum_order"] > 0) | (offers["order_multiple"] > 0))

    def _per_offer(self, kind: str, offers: Indices, whole: Floats | float) -> Group:
        """Add a column per offer, the lever of its limit of this kind; a part of a whole is at most one."""
        group = self._add(f"elastic:{kind}", pd.DataFrame({"offer": offers}), 1.0 if np.isscalar(whole) else np.inf)
        scale = np.broadcast_to(np.asarray(whole, dtype=np.float64), (len(self.inputs.offers),))
        for column, offer in zip(group.columns, offers.tolist(), strict=True):
            self._remember((kind, offer), np.array([column]), max(float(scale[offer]), 1.0))
        return group

    def _of_offer(self, group: Group, offer: Indices) -> Indices:
        place = np.full(len(self.inputs.offers), -1, dtype=np.int64)
        place[group.index["offer"].to_numpy()] = group.columns
        return np.asarray(place[offer])

    def _add(self, name: str, index: pd.DataFrame, upper: Floats | float = np.inf) -> Group:
        return self.columns.space.add(name, index, upper=upper)

    def _upper(self, column: Indices) -> Floats:
        return np.asarray(self.columns.space.upper[column])

    def _remember(self, key: tuple[str, str | int], columns: Indices, scale: Floats | float) -> None:
        places, scales = self.places.setdefault(key, ([], []))
        places.append(columns)
        scales.append(np.broadcast_to(np.asarray(scale, dtype=np.float64), columns.shape))


def _with(block: Rows, row: Indices, column: Indices, value: Floats | float) -> Rows:
    """Return a block with more terms."""
    size = np.broadcast_to(np.asarray(value, dtype=np.float64), row.shape)
    return replace(
        block,
        row=np.concatenate([block.row, row]),
        column=np.concatenate([block.column, column]),
        value=np.concatenate([block.value, size]),
    )


def _stacked(first: Rows, second: Rows) -> Rows:
    """Return the rows of two blocks as one."""
    return replace(
        first,
        index=pd.concat([first.index, second.index], ignore_index=True),
        row=np.concatenate([first.row, second.row + first.size]),
        column=np.concatenate([first.column, second.column]),
        value=np.concatenate([first.value, second.value]),
        lower=np.concatenate([first.lower, second.lower]),
        upper=np.concatenate([first.upper, second.upper]),
    )
