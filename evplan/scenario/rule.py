"""Rules: what a scenario asks of the plan. One class per kind; `RULES` is the registry's first leaf, the schema.

The other leaves hang from the same kind names: rows in `evplan.model.rule`, the independent check in
`evplan.plan.verify.rule_check`, the sentence in `evplan.report.sentence`. A test fails if one is missing.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Cell = str | int | float | bool
Selector = list[str] | dict[str, Cell | list[Cell]]
"""A list of keys, or a table of column = value or list; suppliers also know ``group``."""

SUPPLIER_GROUPS = ("domestic", "import", "umkm", "umkm_koperasi")

EachKey = Literal["supplier", "part", "vehicle", "region", "period"]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Positive = Annotated[float, Field(ge=0.0)]
RunName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*#[1-9][0-9]*$")]
"""A stored run: ``SCENARIO#VERSION``; with its version, so that it always means the same plan."""


class Strict(BaseModel):
    """A part of a scenario file: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Strict):
    """What all rules share.

    ``each`` names the keys for which the limit holds one by one (default: across all that is selected).
    ``penalty_idr`` makes the rule soft: rupiah per unit of violation, per percentage point for shares and scores.
    A unit of violation is one of what is bounded: a unit, an hour, a rupiah, a supplier.
    """

    kind: str
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    purpose: str = ""
    suppliers: Selector | None = None
    parts: Selector | None = None
    vehicles: Selector | None = None
    regions: Selector | None = None
    periods: Selector | None = None
    each: list[EachKey] | None = None
    penalty_idr: Positive | None = None

    @property
    def is_soft(self) -> bool:
        """Return whether the rule may be broken at a price."""
        return self.penalty_idr is not None

    @property
    def each_keys(self) -> tuple[str, ...]:
        """Return the keys for which the limit holds one by one."""
        return tuple(self.each or ())


class LocalContent(Rule):
    """The score of a vehicle in a year, by a named method or by the best of the methods in force."""

    kind: Literal["local_content"]
    method: Literal["sectoral", "general", "cost_ratio", "best"] = "best"
    minimum: Literal["law"] | Share = "law"


class Award(Rule):
    """What a set of suppliers gets on a set of parts, absolute or as a share of all that those parts get."""

    kind: Literal["award"]
    measure: Literal["value", "units", "hours", "labour_hours"] = "value"
    minimum: Positive | None = None
    maximum: Positive | None = None
    minimum_share: Share | None = None
    maximum_share: Share | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Award:
        _need_one(self, "minimum", "maximum", "minimum_share", "maximum_share")
        _need_order(self, "minimum", "maximum")
        _need_order(self, "minimum_share", "maximum_share")
        return self


class SourceCount(Rule):
    """How many suppliers get work: per part, unless ``each`` says otherwise (``[]``: in all)."""

    kind: Literal["source_count"]
    minimum: Annotated[int, Field(ge=0)] | None = None
    maximum: Annotated[int, Field(ge=0)] | None = None
    new_only: bool = False
    each: list[EachKey] | None = ["part"]

    @model_validator(mode="after")
    def _has_a_bound(self) -> SourceCount:
        _need_one(self, "minimum", "maximum")
        _need_order(self, "minimum", "maximum")
        return self


class Amount(Strict):
    """How much: ``exactly``, ``at_least``, ``at_most``."""

    exactly: Positive | None = None
    at_least: Positive | None = None
    at_most: Positive | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Amount:
        _need_one(self, "exactly", "at_least", "at_most")
        _need_order(self, "at_least", "at_most")
        if self.exactly is not None and (self.at_least is not None or self.at_most is not None):
            raise ValueError("give exactly alone, or at_least and at_most")
        return self

    @property
    def low(self) -> float | None:
        """Return the least amount."""
        return self.at_least if self.exactly is None else self.exactly

    @property
    def high(self) -> float | None:
        """Return the greatest amount."""
        return self.at_most if self.exactly is None else self.exactly


class Fix(Rule):
    """An award given by hand: an ``offer``, or ``suppliers`` and ``parts``; at most 0 bans it.

    ``units`` are good units over the selected periods, ``share`` is of all units that those parts get.
    ``measure = "units"`` with ``exactly``, ``at_least`` or ``at_most`` beside it is read as ``units = {...}``.
    """

    kind: Literal["fix"]
    offer: str | None = None
    units: Amount | None = None
    share: Amount | None = None

    @model_validator(mode="before")
    @classmethod
    def _nest_bounds(cls, values: Any) -> Any:
        bounds = ("exactly", "at_least", "at_most")
        if not isinstance(values, dict) or not any(key in values for key in bounds):
            return values
        rest = {key: value for key, value in values.items() if key not in (*bounds, "measure")}
        measure = values.get("measure", "units")
        return rest | {measure: {key: values[key] for key in bounds if key in values}}

    @model_validator(mode="after")
    def _is_whole(self) -> Fix:
        if (self.units is None) == (self.share is None):
            raise ValueError("give units or share, one of the two")
        if self.share is not None and max(self.share.low or 0.0, self.share.high or 0.0) > 1.0:
            raise ValueError("a share is between 0 and 1 (0.35 is 35 per cent)")
        if (self.offer is None) == (self.suppliers is None and self.parts is None):
            raise ValueError("give an offer, or suppliers and parts")
        return self


class Steady(Rule):
    """Steady work, if any: every selected period gets a part of the average, and only a part of the hours is used.

    ``minimum_share_of_average``: good units in every selected period, against their sum over the selected periods by
    the number of those periods; per supplier and part unless ``each`` says otherwise. ``maximum_share_of_capacity``:
    hours used for the selected parts (set-up included), against the supplier's hours, per process and period.
    """

    kind: Literal["steady"]
    minimum_share_of_average: Share | None = None
    maximum_share_of_capacity: Share | None = None
    each: list[EachKey] | None = ["supplier", "part"]

    @model_validator(mode="after")
    def _has_a_bound(self) -> Steady:
        _need_one(self, "minimum_share_of_average", "maximum_share_of_capacity")
        if "period" in (self.each or ()):
            raise ValueError("each names period, but steadiness compares periods with each other; leave it out")
        if self.maximum_share_of_capacity is not None and self.vehicles is not None:
            raise ValueError("hours are not kept by vehicle; leave out vehicles or maximum_share_of_capacity")
        return self


class FairShare(Rule):
    """A cooperative's work goes to its members by the hours that they have, give or take ``tolerance_share``.

    Over the rule's periods together, each member's hours for the cooperative, as a share of all its members' hours for
    it, differ by at most the tolerance from its share of their hours in the processes of the cooperative's offers.
    What the cooperative works with hours of its own is left out.
    """

    kind: Literal["fair_share"]
    cooperative: str
    tolerance_share: Share = 0.0

    @model_validator(mode="after")
    def _is_of_members(self) -> FairShare:
        given = [name for name in ("suppliers", "parts", "vehicles", "regions", "each") if getattr(self, name)]
        if given:
            raise ValueError(f"a fair share is of all work of one cooperative's members; leave out {', '.join(given)}")
        return self


class Budget(Rule):
    """Money that the selected suppliers get for the selected parts, at most ``maximum`` rupiah.

    ``spend``: purchases ex works, surplus included. ``investment``: tooling of the offers that get work, opening of
    the suppliers that do, and upgrades, less what loans carry; opening, upgrades and loans belong to no part and are
    left out where the rule selects parts. ``credit``: what loans carry. All of it counts in the period in which it is
    paid, as it is (not discounted).
    """

    kind: Literal["budget"]
    measure: Literal["spend", "investment", "credit"] = "spend"
    maximum: Positive

    @model_validator(mode="after")
    def _is_for_all_vehicles(self) -> Budget:
        if self.measure != "spend" and (self.vehicles is not None or "vehicle" in self.each_keys):
            raise ValueError("an investment is made for no one vehicle; leave out vehicles")
        return self


class Jobs(Rule):
    """Labour hours, surplus left out, of the selected suppliers, in the selected regions."""

    kind: Literal["jobs"]
    minimum: Positive | None = None
    maximum: Positive | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Jobs:
        _need_one(self, "minimum", "maximum")
        _need_order(self, "minimum", "maximum")
        return self


class Distance(Rule):
    """How far the plan may move from a stored run, as a share of what that run has of the rule's selection.

    ``units``: half the sum over suppliers and parts of the differences in good units. ``value``: the same in rupiah,
    each unit at what the run paid for that supplier's part on average, or at its own price if it is new.
    ``suppliers``: suppliers gained and lost; one keeps its work with one unit (or what it had, if that was less).
    """

    kind: Literal["change"]
    run: RunName
    measure: Literal["units", "value", "suppliers"] = "units"
    maximum_share: Share


def share_bounds(rule: Award | Fix) -> tuple[float | None, float | None]:
    """Return the least and the greatest share (0..1) that a rule allows, ``None`` where it has no such bound."""
    if isinstance(rule, Award):
        return rule.minimum_share, rule.maximum_share
    return (None, None) if rule.share is None else (rule.share.low, rule.share.high)


def _need_one(rule: BaseModel, *names: str) -> None:
    if all(getattr(rule, name) is None for name in names):
        raise ValueError(f"give at least one of {', '.join(names)}")


def _need_order(rule: BaseModel, low: str, high: str) -> None:
    least, most = getattr(rule, low), getattr(rule, high)
    if least is not None and most is not None and least > most:
        raise ValueError(f"{low} {least:g} is above {high} {most:g}")


AnyRule = Annotated[
    LocalContent | Award | SourceCount | Fix | Steady | FairShare | Budget | Jobs | Distance,
    Field(discriminator="kind"),
]

RULES: dict[str, type[Rule]] = {
    "local_content": LocalContent,
    "award": Award,
    "source_count": SourceCount,
    "fix": Fix,
    "steady": Steady,
    "fair_share": FairShare,
    "budget": Budget,
    "jobs": Jobs,
    "change": Distance,
}
