"""A rule one notch looser or tighter: what that means for each kind of bound, whatever the rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ValidationError

from evplan.model.program import SourcingModel
from evplan.scenario.rule import AnyRule, LocalContent, Rule

Step = Literal["without", "looser", "tighter"]

POINT = 0.01
"""A notch of a share or score: one percentage point."""

PART = 0.05
"""A notch of any other bound: five per cent of it ..."""

SMALLEST = 1.0
"""... and one where it is zero."""

LOW, HIGH = ("minimum", "at_least"), ("maximum", "at_most", "tolerance")


@dataclass(frozen=True)
class Bound:
    """A bound before and after; ``name`` as in the scenario file, ``share`` says that it is a share or score."""

    name: str
    old: float
    new: float
    share: bool


def notch(rule: AnyRule, step: Step) -> tuple[AnyRule | None, tuple[Bound, ...]]:
    """Return the rule with every bound one notch looser or tighter, and the bounds that moved.

    No bounds where none can move that way (a share of 100 % or 0, a ban). ``None`` instead of the rule where the new
    bounds contradict each other: then there is no plan. A minimum by law moves with each year's own number and is not
    told here (see `score_bounds`).
    """
    sign = 1.0 if step == "looser" else -1.0
    changes, bounds = _moved(rule, sign, "")
    if not bounds:
        return rule, ()
    try:
        return type(rule).model_validate(rule.model_copy(update=changes).model_dump()), tuple(bounds)
    except ValidationError:
        return None, tuple(bounds)


def score_bounds(model: SourcingModel, rule: LocalContent, step: Step) -> tuple[Bound, ...]:
    """Return how the minima of a local-content rule move: one bound per minimum that differs."""
    sign = 1.0 if step == "looser" else -1.0
    minima = sorted({score.minimum for score in model.scores if score.rule == rule.id})
    return tuple(
        Bound("minimum", old, new, True) for old in minima if (new := min(max(old - sign * POINT, 0.0), 1.0)) != old
    )


def _moved(part: Rule | BaseModel, sign: float, within: str) -> tuple[dict[str, object], list[Bound]]:
    changes: dict[str, object] = {}
    bounds: list[Bound] = []
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            inner, found = _moved(value, sign, name)
            changes |= {name: value.model_copy(update=inner)} if found else {}
            bounds += found
        elif name == "exactly" and value is not None:
            share = "share" in within
            new = {"exactly": None} | {
                side: _stepped(value, direction, share) for side, direction in (("at_least", -sign), ("at_most", sign))
            }
            if sign > 0:
                changes |= new
                bounds += [Bound(side, float(value), float(str(new[side])), share) for side in ("at_least", "at_most")]
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and name.startswith((*LOW, *HIGH)):
            share = "share" in name or "share" in within
            stepped = _stepped(value, -sign if name.startswith(LOW) else sign, share)
            if stepped != value:
                changes[name] = stepped
                bounds.append(Bound(name, float(value), float(stepped), share))
    return changes, bounds


def _stepped(value: float, direction: float, share: bool) -> float:
    if share:
        return round(min(max(value + direction * POINT, 0.0), 1.0), 12)
    if isinstance(value, int):
        return max(value + int(direction), 0)
    return max(value + direction * (PART * value or SMALLEST), 0.0)
