"""Why not this supplier: for every part that it offers, the price at which it would win, and what stands in its way.

A price is found by solving, never from duals: a plan with whole numbers has none. The offer is forced in with a first
lot; what that costs more, over the money that the lot gets, is a first guess at the cut that is needed. The program is
built again with the cut price and searched from there; if another lot does it with less of a cut, that is the next
guess (Dinkelbach, 1967: On nonlinear fractional programming). At the cut where the plan with the offer costs what the
plan without it costs, the offer wins; the price named lies a ten-thousandth below and is solved again.

Searches leave alone whole numbers that have nothing to do with the part or the supplier, and buy elsewhere only what
the plan or a relaxation around the offer buys (`evplan.solve.near.Ground`), unless the run itself was solved to the
end: then everything is searched and the price is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evplan.model.block import Rows, Terms
from evplan.model.family.cooperative import hours_worked
from evplan.model.incumbent import values_of
from evplan.model.problem import Arrays, append
from evplan.model.program import SourcingModel, build, program_at
from evplan.model.variant import carried, freed, rows_of_rule, with_prices
from evplan.plan.inputs import PlanInputs
from evplan.plan.investment import hours_with
from evplan.plan.membership import offer_hours
from evplan.plan.record import Solution
from evplan.plan.standing import StepKind, Verdict
from evplan.quantities import HOME_CURRENCY, NEGLIGIBLE_UNITS, RUPIAH_PER_SOLVER_UNIT, Floats, from_solver_money
from evplan.scenario.document import Solver
from evplan.solve.ease import eased, opened, repriced
from evplan.solve.extract import extract
from evplan.solve.near import Ground, binding, full, nearby
from evplan.solve.passing import all_pass

BELOW = 1e-4
"""By which part the price named lies below the one at which both plans cost the same."""

WORTH = 1e-9
"""A plan is cheaper than another if it is so by more than this part of its cost ..."""

LEAST_WORTH = 2e-6
"""... and by more than two rupiah, which solvers do not see."""

NEARLY_NOTHING = 1e-6
"""Factor on a price that is as good as giving the goods away."""

MOST_GUESSES = 6
"""Solves after which the best price so far is named."""

FIRST_PART = 0.1
"""Part of the need that a first lot is, where the offer has no minimum order."""


@dataclass(frozen=True)
class _Found:
    """A plan of a changed program: cost, and the good units and price-bound money (million rupiah) of the offer."""

    values: Floats
    cost: float
    units: float
    money: float


class Rival:
    """One offer held against a plan.

    ``solution`` is the plan, ``solver`` its scenario's; ``exact`` searches everything, otherwise only what is near the
    offer's part. ``seconds`` is the time that one search may take. ``ground``: the plan's, if it is at hand.
    """

    def __init__(
        self,
        inputs: PlanInputs,
        solution: Solution,
        offer: int,
        solver: Solver,
        seconds: float,
        exact: bool,
        ground: Ground | None = None,
    ) -> None:
        self.row = inputs.offers.iloc[offer]
        self.inputs, self.solution, self.offer = inputs, solution, offer
        self.solver = solver.model_copy(update={"gap": 0.0 if exact else min(solver.gap, 1e-6)})
        self.seconds, self.exact, self.ground = seconds, exact, ground
        self.home: SourcingModel | None = None
        self.still = np.empty(0, dtype=np.bool_)

    def verdict(self, model: SourcingModel, values: Floats) -> Verdict:
        """Return how the offer stands; ``model`` and ``values`` are the plan's own."""
        row = self.row
        basic = Verdict(
            str(row["offer"]), str(row["part"]), "won", price=float(row["price"]), currency=str(row["currency"])
        )
        units = self._units(model, values)
        if units > NEGLIGIBLE_UNITS:
            return replace(basic, units=units)
        if not needs(model, int(row["part_code"])).any():
            return replace(basic, standing="not needed")
        basic = replace(basic, exact=self.exact)
        if can_be_used(model, self.offer):
            return self._held_against(basic, model, values)
        self.inputs, self.ground = opened(self.inputs, self.offer), None
        model = build(self.inputs)
        return self._held_against(replace(basic, assumed=True), model, values_of(model, self.solution))

    def _held_against(self, basic: Verdict, model: SourcingModel, start: Floats) -> Verdict:
        self._settle(model, start)
        own = self._solve(model, start)
        if own is None:
            return replace(basic, standing="impossible")
        if own.units > NEGLIGIBLE_UNITS:
            return _level_with(basic)
        forced, lot, by = self._forced(model, own)
        if forced is None:
            return replace(basic, standing="impossible", lot=lot, lot_by=by, blocking=self._blocking(model, own, lot))
        extra = from_solver_money(max(forced.cost - own.cost, 0.0))
        basic = replace(basic, lot=lot, lot_by=by, extra_idr=extra, steps=self._steps(model, own))
        return self._priced(basic, own, forced)

    def _settle(self, model: SourcingModel, start: Floats) -> None:
        """Work out what searches leave alone: purchases elsewhere that neither the plan nor a relaxation makes."""
        self.home, self.still = model, np.zeros(model.columns.space.size, dtype=np.bool_)
        if self.exact:
            return
        if self.ground is None:
            self.ground = Ground(program_at(model, start), start)
        near, mine = self._free(model), self._bought(model, "buy")
        value = model.columns["buy"].cost[mine - model.columns["buy"].start]
        used = self.ground.used(near, mine, self._lots(model)[0][0], value)
        for name in ("buy", "surplus"):
            columns = model.columns[name].columns
            self.still[columns] = ~(used | near)[columns]

    def _priced(self, basic: Verdict, own: _Found, forced: _Found) -> Verdict:
        """Return the verdict with the price at which the offer wins, solved again until it does."""
        factor, found = self._level(own, forced)
        if found is None:
            return replace(basic, standing="never")
        for _ in range(MOST_GUESSES):
            target = named_price(basic.price * factor * (1.0 - BELOW), basic.currency)
            if target >= basic.price:
                return _level_with(basic)
            again = self._at(target / basic.price, found.values)
            if again is not None and self._wins(again, own):
                cut = 1.0 - target / basic.price
                won = replace(basic, target=target, cut=cut, units_at_target=again.units, confirmed=True)
                return replace(won, standing="priced")
            factor *= 1.0 - 10 * BELOW
        return replace(basic, standing="never")

    def _level(self, own: _Found, forced: _Found) -> tuple[float, _Found | None]:
        """Return the factor on the price at which a plan with the offer costs what the plan without it costs."""
        found: _Found | None = forced
        factor = tie(own, forced, 1.0)
        if factor <= 0.0:
            found = self._at(NEARLY_NOTHING, forced.values)
            if found is None or not self._wins(found, own):
                return 0.0, None
            factor = tie(own, found, NEARLY_NOTHING)
        for _ in range(MOST_GUESSES):
            again = self._at(factor, forced.values)
            if again is None or not self._wins(again, own):
                break
            better = tie(own, again, factor)
            found = again
            if better <= factor * (1.0 + BELOW / 10):
                break
            factor = better
        return factor, found

    @staticmethod
    def _wins(found: _Found, own: _Found) -> bool:
        return found.units > NEGLIGIBLE_UNITS and found.cost < own.cost - max(WORTH * abs(own.cost), LEAST_WORTH)

    def _at(self, factor: float, start: Floats) -> _Found | None:
        """Solve with the offer's prices times a factor."""
        assert self.home is not None, "settled before"
        model = with_prices(self.home, repriced(self.inputs, self.offer, factor))
        if model.columns.space.size != len(start):
            start = values_of(model, extract(self.home, start))
        return self._solve(model, start)

    def _forced(self, model: SourcingModel, own: _Found) -> tuple[_Found | None, float, str]:
        """Return the cheapest plan that gives the offer a first lot, and the lot: one unit where more cannot be."""
        lots = self._lots(model)
        for lot, by in lots:
            found = self._solve(model, own.values, least=lot)
            if found is not None:
                return found, lot, by
        return None, *lots[-1]

    def _lots(self, model: SourcingModel) -> list[tuple[float, str]]:
        needed = needs(model, int(self.row["part_code"]))
        minimum = float(self.row["minimum_order"] * self.row["yield_share"])
        if minimum > 0:
            most = float(needed.max(initial=0.0)) if self.inputs.scenario.demand.surplus else np.inf
            return [(min(minimum, most), "minimum_order")]
        tenth, one = rounded_lot(FIRST_PART * float(needed.sum())), min(1.0, float(needed.sum()))
        return [(tenth, "part_of_need"), (one, "unit")] if tenth > one else [(one, "unit")]

    def _blocking(self, model: SourcingModel, own: _Found, lot: float) -> tuple[str, ...]:
        """Return the rules each of which alone, left out, lets a plan use the offer."""
        rules = [rule.id for rule in self.inputs.scenario.rule if not rule.is_soft]
        return tuple(
            rule for rule in rules if self._solve(model, own.values, least=min(lot, 1.0), dropped=rule) is not None
        )

    def _steps(self, model: SourcingModel, own: _Found) -> tuple[tuple[StepKind, str], ...]:
        """Return what, each alone and at the offer's own price, would make it win."""
        found: list[tuple[StepKind, str]] = []
        for kind, key, inputs in eased(self.inputs, self.offer, self._hours_are_full(model, own.values)):
            changed = build(inputs)
            again = self._solve(changed, values_of(changed, self.solution))
            if again is not None and self._wins(again, own):
                found.append((kind, key))
        held_back = binding(program_at(model, own.values), own.values)
        for rule in self.inputs.scenario.rule:
            rows = rows_of_rule(model, rule.id)
            if not rule.is_soft and held_back[rows].any() and self._speaks_of(model, own.values, rows):
                again = self._solve(model, own.values, dropped=rule.id)
                if again is not None and again.units > NEGLIGIBLE_UNITS:
                    found.append(("rule", rule.id))
        return tuple(found)

    def _hours_are_full(self, model: SourcingModel, values: Floats) -> bool:
        """Return whether the plan leaves the offer's process no hours in a period."""
        code = int(self.row["hours_code"])
        if code < 0:
            return False
        free = hours_with(self.inputs, self.solution.investments) - hours_worked(self.inputs, model.columns, values)
        return bool((offer_hours(self.inputs, free)[code] < self.row["hours_per_unit"]).any())

    def _speaks_of(self, model: SourcingModel, values: Floats, rows: np.ndarray) -> bool:
        """Return whether one of these rows has a column of the offer's part in it."""
        buy, arrays = model.columns["buy"], program_at(model, values)
        mine = buy.columns[np.isin(buy.index["offer"], self._offers_of_part())]
        spans = [np.arange(arrays.starts[row], arrays.starts[row + 1]) for row in rows]
        return bool(len(spans)) and bool(np.isin(arrays.columns[np.concatenate(spans)], mine).any())

    def _offers_of_part(self) -> np.ndarray:
        return np.flatnonzero(self.inputs.offers["part_code"].eq(self.row["part_code"]).to_numpy())

    def _bought(self, model: SourcingModel, name: str) -> np.ndarray:
        """Return the offer's own columns of ``buy`` or ``surplus``."""
        group = model.columns[name]
        return np.asarray(group.columns[group.index["offer"].eq(self.offer).to_numpy()])

    def _solve(
        self, model: SourcingModel, start: Floats, *, least: float = 0.0, dropped: str | None = None
    ) -> _Found | None:
        """Return the best plan, or ``None``: with at least so many good units of the offer, one rule left out."""
        checked = model if dropped is None else _without_scores_of(model, dropped)
        still = self._still(model, dropped)
        for _ in range(3 if checked.has_sum_of_ratios else 1):
            arrays = program_at(model, start)
            if dropped is not None:
                arrays = freed(arrays, rows_of_rule(model, dropped))
            if least:
                arrays = append(arrays, [self._lot_row(model, least)])
            values = self._searched(model, arrays, start, still)
            if values is None:
                return None
            if all_pass(checked, values):
                return self._told(model, arrays, values)
            start = values
        return None

    def _still(self, model: SourcingModel, dropped: str | None) -> np.ndarray:
        """Return what a search leaves alone; without a rule also what is bought then may change."""
        assert self.home is not None, "settled before"
        if self.exact or (model is self.home and dropped is None):
            return self.still
        if model is not self.home and model.columns.space.size != self.home.columns.space.size:
            return ~carried(~self.still, self.home, model)
        if dropped is None or self.ground is None:
            return self.still
        return np.asarray(self.still & ~self.ground.used_without(self._free(model), rows_of_rule(model, dropped)))

    def _searched(self, model: SourcingModel, arrays: Arrays, start: Floats, still: np.ndarray) -> Floats | None:
        if self.exact:
            return full(arrays, start, self.solver, self.seconds).values
        return nearby(arrays, start, self._free(model), self.solver, self.seconds, still).values

    def _lot_row(self, model: SourcingModel, least: float) -> Rows:
        mine = self._bought(model, "buy")
        index = model.columns["buy"].index.iloc[:1][["offer"]]
        return Terms().add(np.zeros(len(mine), dtype=np.int64), mine, 1.0).rows_of("lot", index, lower=least)

    def _free(self, model: SourcingModel) -> np.ndarray:
        """Return the columns that have to do with the part, what goes into it at workshops, or the supplier."""
        offers = self.inputs.offers
        supplier = offers["supplier_code"].to_numpy()
        parts = with_materials(self.inputs, int(self.row["part_code"]))
        near_offers = parts[offers["part_code"].to_numpy()] | (supplier == self.row["supplier_code"])
        near_suppliers = np.isin(np.arange(len(self.inputs.suppliers)), supplier[near_offers])
        free = np.zeros(model.columns.space.size, dtype=np.bool_)
        for group in model.columns.space.groups.values():
            if "offer" in group.index:
                free[group.columns[near_offers[group.index["offer"].to_numpy()]]] = True
            elif "supplier" in group.index:
                free[group.columns[near_suppliers[group.index["supplier"].to_numpy()]]] = True
        return free

    def _told(self, model: SourcingModel, arrays: Arrays, values: Floats) -> _Found:
        cost = float(arrays.cost @ values + arrays.offset)
        money = 0.0
        for name in ("buy", "surplus"):
            mine, group = self._bought(model, name), model.columns[name]
            index = group.index.take(mine - group.start)
            value = index["value"].to_numpy() * (1.0 + self.row["duty_share"]) * self.inputs.factor[index["period"]]
            money += float(value @ values[mine]) / RUPIAH_PER_SOLVER_UNIT
        return _Found(values, cost, self._units(model, values), money)

    def _units(self, model: SourcingModel, values: Floats) -> float:
        return float(values[self._bought(model, "buy")].sum())


def _level_with(basic: Verdict) -> Verdict:
    """Return the verdict that the offer costs no more than the plan at its own price."""
    steps: tuple[tuple[StepKind, str], ...] = (("open", ""),) if basic.assumed else ()
    return replace(basic, standing="level", lot=0.0, lot_by="", extra_idr=None, steps=steps)


def can_be_used(model: SourcingModel, offer: int) -> bool:
    """Return whether an offer can be used anywhere that its part is needed: at a line or at a workshop."""
    needed = model.columns.requirement.needs
    needed = needed[needed["part"].eq(model.inputs.offers["part_code"].iloc[offer])]
    place = model.columns.requirement.destinations["place"].to_numpy()[needed["destination"]]
    return bool(model.inputs.usable[offer][place, needed["period"].to_numpy()].any())


def with_materials(inputs: PlanInputs, part: int) -> np.ndarray:
    """Return, per part, whether it is the part or goes into it at a workshop, however deep."""
    found = np.zeros(len(inputs.parts), dtype=np.bool_)
    found[part] = True
    below, made = inputs.into["part_code"].to_numpy(), inputs.into["made_code"].to_numpy()
    while len(more := below[found[made] & ~found[below]]):
        found[more] = True
    return found


def tie(own: _Found, found: _Found, factor: float) -> float:
    """Return the factor at which a plan with the offer, found at ``factor``, would cost what the one without costs."""
    return factor + (own.cost - found.cost) / max(found.money / factor, 1e-12)


def needs(model: SourcingModel, part: int) -> Floats:
    """Return the most good units of a part that can be needed, per period."""
    table = model.columns.requirement.needs
    mine = table[table["part"].eq(part)]
    return np.bincount(mine["period"], weights=mine["most"], minlength=len(model.inputs.periods)).astype(np.float64)


def rounded_lot(units: float) -> float:
    """Return 1, 2 or 5 times a power of ten, not above ``units``: a lot that tells little about the whole need."""
    if units < 1.0:
        return units
    power = 10.0 ** np.floor(np.log10(units))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= units * (1 + 1e-9)))


def named_price(price: float, currency: str) -> float:
    """Return a price as it would be written on an offer, rounded down: whole rupiah, else four decimals."""
    digits = 0 if currency == HOME_CURRENCY and price >= 100.0 else 4
    return float(np.floor(price * 10**digits) / 10**digits)


def _without_scores_of(model: SourcingModel, rule: str) -> SourcingModel:
    return replace(model, scores=tuple(score for score in model.scores if score.rule != rule))
