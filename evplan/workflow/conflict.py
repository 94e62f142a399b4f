"""A conflict in the planner's words: which rules and limits clash, and what would free each."""

from __future__ import annotations

from typing import Any

import numpy as np

from evplan.model.program import SourcingModel
from evplan.plan.inputs import PlanInputs
from evplan.plan.record import Conflict
from evplan.report.language import Language
from evplan.report.sentence import limit_sentence, move_sentence, rule_sentence
from evplan.solve.conflict import DEMAND, HOURS, MAXIMUM, ORDER, RULE, SITE, Limit, find_conflict
from evplan.solve.move import Move
from evplan.solve.proof import TOO_LITTLE, Lack, cheap_proofs


def told_conflict(model: SourcingModel, language: Language, seconds: float) -> tuple[Conflict, ...]:
    """Return why nothing fits: the cheap proofs where there are any, else the smallest set of clashing limits."""
    lacks = cheap_proofs(model)
    if lacks:
        return tuple(_told_lack(lack, language) for lack in lacks)
    clashes = find_conflict(model.inputs, seconds).clashes
    return tuple(_told_limit(model.inputs, clash.limit, clash.move, language) for clash in clashes)


def _told_lack(lack: Lack, language: Language) -> Conflict:
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


def _told_limit(inputs: PlanInputs, limit: Limit, move: Move | None, language: Language) -> Conflict:
    how_far: dict[str, Any] = {} if move is None else vars(move)
    if limit.kind == RULE:
        rule = next(rule for rule in inputs.scenario.rule if rule.id == limit.key)
        return Conflict(limit.key, rule_sentence(rule, language), move_sentence(RULE, language, **how_far))
    sentence = limit_sentence(limit.kind, language, **_values(inputs, limit))
    return Conflict(f"{limit.kind}:{limit.key}", sentence, move_sentence(limit.kind, language, **how_far))


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
        terms = {"minimum_order": "minimum {:g}", "order_multiple": "multiples of {:g}"}
        sizes = [words.format(offer[column]) for column, words in terms.items() if offer[column] > 0]
        told = {"offer": limit.key, "name": _name(inputs, offer["supplier"]), "part": offer["part"]}
        return told | {"units": float(offer["maximum_units"]), "sizes": sizes}
    return {}


def _name(inputs: PlanInputs, supplier: str) -> str:
    names = inputs.suppliers.set_index("supplier")["name"]
    return supplier if names.isna().loc[supplier] else f"{names.loc[supplier]} ({supplier})"
