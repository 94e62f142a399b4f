"""A conflict in the planner's words: which rules and limits clash, and what would free each."""

from __future__ import annotations

from typing import Any

import numpy as np

from evplan.model.program import SourcingModel
from evplan.plan.inputs import PlanInputs
from evplan.plan.record import Conflict
from evplan.report.language import Language
from evplan.report.sentence import limit_sentence, move_sentence, rule_sentence
from evplan.solve.conflict import find_conflict
from evplan.solve.limit import DATES, DEMAND, HOURS, MAXIMUM, ORDER, RULE, SITE, Limit
from evplan.solve.move import Move
from evplan.solve.proof import TOO_LITTLE, Lack, cheap_proofs

TIME_PART = 0.5
"""Part of a solve's time limit in which a conflict is looked for when there is no plan."""


def told_conflict(model: SourcingModel, language: Language, seconds: float) -> tuple[Conflict, ...]:
    """Return why nothing fits: the cheap proofs where there are any, else the smallest set of clashing limits.

    ``seconds`` is how long the set is looked for.
    """
    lacks = cheap_proofs(model)
    if lacks:
        return tuple(told_lack(lack, language) for lack in lacks)
    clashes = find_conflict(model.inputs, seconds).clashes
    return tuple(told_limit(model.inputs, clash.limit, clash.move, language) for clash in clashes)


def told_lack(lack: Lack, language: Language) -> Conflict:
    """Return a part that cannot be had, in words."""
    sentence = limit_sentence(
        lack.kind,
        language,
        part=lack.part,
        name=lack.name,
        site=lack.site,
        periods=list(lack.periods),
        needed=lack.needed,
        available=lack.available,
    )
    missing = lack.needed - lack.available if lack.kind == TOO_LITTLE else None
    return Conflict(f"{lack.kind}:{lack.part}", sentence, move_sentence(lack.kind, language, amount=missing))


def told_limit(inputs: PlanInputs, limit: Limit, move: Move | None, language: Language) -> Conflict:
    """Return a member of a conflict in words, with what would free it."""
    how_far: dict[str, Any] = {} if move is None else vars(move)
    return Conflict(
        limit.label, named_sentence(inputs, limit, language), move_sentence(limit.kind, language, **how_far)
    )


def named_sentence(inputs: PlanInputs, limit: Limit, language: Language) -> str:
    """Return a rule or a named limit as a sentence."""
    if limit.kind == RULE:
        rule = next(rule for rule in inputs.scenario.rule if rule.id == limit.key)
        return rule_sentence(rule, language)
    return limit_sentence(_sentence_of(inputs, limit), language, **_values(inputs, limit))


def _sentence_of(inputs: PlanInputs, limit: Limit) -> str:
    """Return which sentence tells a limit."""
    if limit.kind == DATES and not inputs.usable[limit.code].any():
        return "dates.never"
    if limit.kind == ORDER:
        offer = inputs.offers.iloc[limit.code]
        has = {"minimum": offer["minimum_order"] > 0, "multiple": offer["order_multiple"] > 0}
        return "order_size.both" if all(has.values()) else f"order_size.{next(name for name in has if has[name])}"
    return limit.kind


def _values(inputs: PlanInputs, limit: Limit) -> dict[str, Any]:
    """Return what the sentence of a limit tells."""
    if limit.kind == DEMAND:
        mine = inputs.lines["vehicle"].eq(limit.key).to_numpy()
        return {"vehicle": limit.key, "units": float(inputs.demand[mine].sum())}
    if limit.kind == HOURS:
        row = inputs.hours_of.iloc[limit.code]
        hours = float(inputs.hours[limit.code].sum())
        return {"name": _name(inputs, row["supplier"]), "process": row["process"], "hours": hours}
    if limit.kind == SITE:
        finite = inputs.site_capacity[limit.code]
        return {"site": limit.key, "units": float(finite[np.isfinite(finite)].max(initial=0.0))}
    if limit.kind in (MAXIMUM, ORDER):
        offer = inputs.offers.iloc[limit.code]
        sizes = {
            "minimum": offer["minimum_order"],
            "multiple": offer["order_multiple"],
            "units": offer["maximum_units"],
        }
        told = {"offer": limit.key, "name": _name(inputs, offer["supplier"]), "part": offer["part"]}
        return told | {name: float(size) for name, size in sizes.items() if np.isfinite(size)}
    if limit.kind == DATES:
        offer = inputs.offers.iloc[limit.code]
        periods = inputs.periods.loc[inputs.usable[limit.code].any(axis=0), "period"].tolist()
        return {"offer": limit.key, "name": _name(inputs, offer["supplier"]), "part": offer["part"], "periods": periods}
    return {}


def _name(inputs: PlanInputs, supplier: str) -> str:
    names = inputs.suppliers.set_index("supplier")["name"]
    return supplier if names.isna().loc[supplier] else f"{names.loc[supplier]} ({supplier})"
