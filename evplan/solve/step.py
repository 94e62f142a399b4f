"""One move of a repair: a limit's value before and after, who can decide it, and the edit of scenario or data it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd

from evplan.law import year_day
from evplan.model.program import cheapest_mix
from evplan.plan.inputs import PlanInputs
from evplan.plan.period import holds_through, in_force, ready_from
from evplan.quantities import Floats, from_solver_money
from evplan.scenario.document import Change, Scenario
from evplan.scenario.rule import Cell, LocalContent, Rule
from evplan.schema import Tables
from evplan.solve.limit import DATES, DEMAND, HOURS, MAXIMUM, ORDER, RULE, SITE, SURPLUS, Limit
from evplan.solve.move import loosened, rounded_to
from evplan.solve.oracle import Oracle

Who = Literal["data", "supplier", "policy"]

UNMET_PRICE = 3.0
"""A vehicle that is not built is priced at so many times what the parts of a vehicle cost on average."""

JUST_ENDED = timedelta(days=180)
"""What ended so short before the horizon is likely to have been renewed, and the data to be old."""


@dataclass(frozen=True)
class Step:
    """One move: ``start`` and ``end`` in ``unit``; ``end`` is ``None`` where the rule is left out.

    ``rules`` are the rules that replace those of their ids (``None``: dropped), ``demand`` settings of the scenario's
    demand, ``changes`` changes of data without their reason. ``unlawful`` says that it asks for less than the law does.
    """

    limit: Limit
    start: Cell | None
    end: Cell | None
    unit: str
    who: Who
    unlawful: bool = False
    rules: dict[str, Rule | None] = field(default_factory=dict)
    demand: dict[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


def step_of(oracle: Oracle, tables: Tables, limit: Limit, values: Floats, margin: float | None = 0.0) -> Step | None:
    """Return the move that lets a plan break a limit as it does; ``None`` where no edit of scenario or data does it.

    Values are rounded to the loose side; ``margin`` is a part by which they go further, ``None``: not even rounded.
    """
    if limit.kind == RULE:
        return _rule(oracle, limit, values, margin)
    if limit.kind == DEMAND:
        return _demand(oracle, limit, values)
    if limit.kind == SURPLUS:
        return Step(limit, False, True, "setting", "policy", demand={"surplus": True})
    if limit.kind == DATES:
        return dates_step(oracle.elastic.inputs, tables, limit)
    more = float(values[oracle.elastic.levers[limit].columns].sum())
    by_kind = {HOURS: _hours, MAXIMUM: _maximum, SITE: _site, ORDER: _order}
    return by_kind[limit.kind](oracle.elastic.inputs, tables, limit, more, margin)


def changes_of(steps: Sequence[Step], reason: str) -> list[Change]:
    """Return the changes of data that moves make, each once, with a reason."""
    changes: list[Change] = []
    for change in (change.model_copy(update={"reason": reason}) for step in steps for change in step.changes):
        if change not in changes:
            changes.append(change)
    return changes


def edited(scenario: Scenario, steps: Sequence[Step], changes: Sequence[Change]) -> Scenario:
    """Return the scenario with rules and settings moved and these changes of data after its own."""
    new = {name: rule for step in steps for name, rule in step.rules.items()}
    kept = [new.get(rule.id, rule) for rule in scenario.rule]
    settings = {key: value for step in steps for key, value in step.demand.items()}
    update = {
        "rule": [rule for rule in kept if rule is not None],
        "demand": scenario.demand.model_copy(update=settings),
        "change": [*scenario.change, *changes],
    }
    return scenario.model_copy(update=update)


def _rule(oracle: Oracle, limit: Limit, values: Floats, margin: float | None) -> Step:
    loose = loosened(oracle, limit, values, margin)
    unlawful = False
    inputs = oracle.elastic.inputs
    if any(isinstance(rule, LocalContent) and rule.id == limit.key for rule in inputs.scenario.rule):
        years = {score.year for score in oracle.elastic.model.scores if score.rule == limit.key}
        asked = -1.0 if loose.end is None else loose.end
        unlawful = any(asked < inputs.law.minimum(year_day(year)) for year in years)
    end = None if loose.rule is None else loose.end
    return Step(limit, loose.start, end, loose.unit, "policy", unlawful, rules={limit.key: loose.rule})


def _demand(oracle: Oracle, limit: Limit, values: Floats) -> Step:
    """Return a price for vehicles that are not built, which lets the search leave out what cannot be built."""
    elastic = oracle.elastic
    inputs, lever = elastic.inputs, elastic.levers[limit]
    wanted = float(inputs.demand[inputs.lines["vehicle"].eq(limit.key).to_numpy()].sum())
    fewer = math.ceil(float(values[lever.columns].sum()) - 1e-6)
    mix = cheapest_mix(elastic.model)
    groups = elastic.model.columns.space.groups
    cost = sum(float(groups[name].cost @ mix[groups[name].columns]) for name in ("buy", "surplus"))
    price = UNMET_PRICE * from_solver_money(cost) / max(float(inputs.demand.sum()), 1.0)
    priced = rounded_to(max(price, 1.0), 10.0 ** (math.floor(math.log10(max(price, 1.0))) - 1), True)
    return Step(limit, wanted, max(wanted - fewer, 0.0), "vehicles", "policy", demand={"unmet_penalty_idr": priced})


def _hours(inputs: PlanInputs, tables: Tables, limit: Limit, more: float, margin: float | None) -> Step | None:
    row = inputs.hours_of.iloc[limit.code]
    where = {"supplier": str(row["supplier"]), "process": str(row["process"])}
    return _amount(inputs, tables, limit, "capacity", where, "hours", more, margin, "hours per period")


def _maximum(inputs: PlanInputs, tables: Tables, limit: Limit, more: float, margin: float | None) -> Step | None:
    return _amount(
        inputs, tables, limit, "offers", {"offer": limit.key}, "maximum_units", more, margin, "units per period"
    )


def _site(inputs: PlanInputs, tables: Tables, limit: Limit, more: float, margin: float | None) -> Step | None:
    where = {"site": limit.key}
    return _amount(inputs, tables, limit, "sites", where, "capacity_units", more, margin, "vehicles per period")


def _amount(
    inputs: PlanInputs,
    tables: Tables,
    limit: Limit,
    table: str,
    where: dict[str, str],
    column: str,
    more: float,
    margin: float | None,
    unit: str,
) -> Step | None:
    """Return the move of an amount per period of the data set; its rows all get the same more."""
    frame = tables[table]
    rows = frame.loc[np.logical_and.reduce([frame[key].eq(value) for key, value in where.items()]), column].dropna()
    if rows.empty or more <= 0:
        return None
    old, more = float(rows.mean()), more / inputs.scenario.calendar.data_ratio
    more = more * (1 + 1e-7) if margin is None else _two_digits(more * (1 + margin))
    value: Any = round(old + more, 9) if len(rows) == 1 else {"plus": round(more, 9)}
    who: Who = "data" if old == 0 else ("policy" if limit.kind == SITE else "supplier")
    change = Change(table=table, where=dict(where), set={column: value})
    return Step(limit, old, round(old + more, 9), unit, who, changes=(change,))


def _order(inputs: PlanInputs, tables: Tables, limit: Limit, part: float, margin: float | None) -> Step | None:
    """Return a smaller minimum order, or whole units instead of larger multiples."""
    del tables
    offer = inputs.offers.iloc[limit.code]
    minimum, multiple = float(offer["minimum_order"]), float(offer["order_multiple"])
    need = float(inputs.demand.sum())
    if minimum > 0:
        least = minimum * (1.0 - min(part * (1 + (margin or 0.0)), 1.0))
        end = least * (1 - 1e-7) if margin is None else rounded_to(least, 10.0 ** (_magnitude(least) - 2), False)
        values: dict[str, Cell | dict[str, float]] = {"minimum_order": end}
        who: Who = "data" if minimum > 10 * need else "supplier"
        start, unit = minimum, "units per order"
    elif multiple > 1:
        values, start, end, unit, who = {}, multiple, 1.0, "units in a lot", "supplier"
    else:
        return None
    if multiple > 1 and (minimum <= 0 or margin is None):
        values["order_multiple"] = 1.0
    change = Change(table="offers", where={"offer": limit.key}, set=values)
    return Step(limit, start, end, unit, who, changes=(change,))


def dates_step(inputs: PlanInputs, tables: Tables, limit: Limit) -> Step | None:
    """Return an offer made usable through the whole horizon; ``None`` where a certificate was never there."""
    offer = tables["offers"].set_index("offer").loc[limit.key]
    first, last = str(inputs.periods["first_day"].iloc[0]), str(inputs.periods["last_day"].iloc[-1])
    me = {"offer": limit.key}
    changes: list[Change] = []
    told: list[tuple[str, str, Who]] = []
    row = tables["offers"][tables["offers"]["offer"].eq(limit.key)]
    if not in_force(row, inputs.periods).all():
        for column, ours in (("valid_from", first), ("valid_to", last)):
            stated = offer[column]
            if pd.notna(stated) and (
                (column == "valid_from" and stated > ours) or (column == "valid_to" and stated < ours)
            ):
                changes.append(Change(table="offers", where=me, set={column: ours}))
                told.append((str(stated), ours, _who_of(column, str(stated), first)))
    supplier = tables["suppliers"].set_index("supplier").loc[offer["supplier"]]
    ready = pd.Series([supplier["ready_period"] if supplier["status"] == "candidate" else None], dtype="str")
    if not ready_from(ready, inputs.periods).all():
        label = str(inputs.periods["period"].iloc[0])
        changes.append(Change(table="suppliers", where={"supplier": offer["supplier"]}, set={"ready_period": label}))
        told.append((str(supplier["ready_period"]), label, "supplier"))
    certificates = _certificates(inputs, tables, offer, last)
    if certificates is None:
        return None
    changes += [change for change, _ in certificates]
    told += [(old, last, _who_of("valid_to", old, first)) for _, old in certificates]
    start = inputs.scenario.calendar.orders_start
    if start is not None and float(offer["lead_time_periods"] or 0) > 0:
        changes.append(Change(table="offers", where=me, set={"lead_time_periods": 0}))
        told.append((f"{float(offer['lead_time_periods']):g}", "0", "supplier"))
    if not changes:
        return None
    old, new, who = told[0]
    return Step(limit, old, new, "date" if "-" in old else "periods", who, changes=tuple(changes))


def _certificates(inputs: PlanInputs, tables: Tables, offer: pd.Series, last: str) -> list[tuple[Change, str]] | None:
    """Return the certificates to renew with their last days; ``None`` if the supplier lacks one altogether."""
    asked = tables["parts"].set_index("part").loc[offer["part"], "certificates"]
    held = tables["supplier_certificates"]
    held = held[held["supplier"].eq(offer["supplier"])].set_index("certificate")["valid_to"]
    renewed = []
    for name in [] if pd.isna(asked) else str(asked).split(";"):
        if name not in held.index:
            return None
        if not holds_through(held.loc[[name]], inputs.periods).all():
            where: dict[str, Cell | list[Cell]] = {"supplier": str(offer["supplier"]), "certificate": name}
            change = Change(table="supplier_certificates", where=where, set={"valid_to": last})
            renewed.append((change, str(held.loc[name])))
    return renewed


def _who_of(column: str, stated: str, first: str) -> Who:
    """Return whether a day is more likely a stale row than a decision: it passed shortly before the horizon."""
    if column != "valid_to":
        return "supplier"
    ended, begins = date.fromisoformat(stated), date.fromisoformat(first)
    return "data" if begins - JUST_ENDED <= ended < begins else "supplier"


def _two_digits(value: float) -> float:
    return rounded_to(value, 10.0 ** (_magnitude(value) - 1), True)


def _magnitude(value: float) -> int:
    return math.floor(math.log10(max(abs(value), 1e-9)))
