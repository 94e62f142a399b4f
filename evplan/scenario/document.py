"""The scenario file: calendar, demand, objectives, rules, changes to data, solver."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field, field_validator, model_validator

from evplan.scenario.calendar import MONTHS, Length, Period, calendar_table, length_of, parse_period
from evplan.scenario.rule import AnyRule, Cell, Distance, Positive, RunName, Share, Strict

Goal = Literal["cost", "unmet", "local_content", "umkm_value", "labour_hours", "change", "risk"]

MAXIMISED: frozenset[Goal] = frozenset({"local_content", "umkm_value", "labour_hours"})
"""Objectives that are made as large as can be, although their key says ``minimise``."""


class Calendar(Strict):
    """The horizon: ``periods`` periods of ``length`` from ``first`` on.

    ``orders_from`` is the first period in which orders can be placed (absent: all is ordered in time).
    ``data_length`` is the length that the data set's blank periods speak of (absent: the scenario's own ``length``);
    hours, maxima and site capacities of a period grow with the ratio of the two.
    """

    first: str
    periods: Annotated[int, Field(ge=1, le=240)] = 12
    length: Length = "month"
    orders_from: str | None = None
    data_length: Length | None = None

    @field_validator("first", "orders_from")
    @classmethod
    def _is_a_period(cls, label: str | None) -> str | None:
        if label is not None and parse_period(label) is None:
            raise ValueError(f"'{label}' is no period; write 2027-01, 2027-Q1 or 2027")
        return label

    @model_validator(mode="after")
    def _has_one_length(self) -> Calendar:
        for label in filter(None, (self.first, self.orders_from)):
            if length_of(self._period(label)) != self.length:
                raise ValueError(f"'{label}' is no {self.length}, but length says {self.length}")
        return self

    @staticmethod
    def _period(label: str) -> Period:
        period = parse_period(label)
        assert period is not None, "checked by the validator"
        return period

    @property
    def first_period(self) -> Period:
        """Return the first period."""
        return self._period(self.first)

    @property
    def table(self) -> pd.DataFrame:
        """Return the horizon as `calendar_table` gives it."""
        return calendar_table(self.first_period, self.periods)

    @property
    def orders_start(self) -> int | None:
        """Return the position of the first period for orders (may be negative), or ``None``."""
        if self.orders_from is None:
            return None
        return (self._period(self.orders_from).start - self.first_period.start) // MONTHS[self.length]

    @property
    def data_unit(self) -> Length:
        """Return the length that the data set's blank periods speak of."""
        return self.data_length or self.length

    @property
    def data_ratio(self) -> float:
        """Return how many of the data set's periods make one of the scenario's."""
        return MONTHS[self.length] / MONTHS[self.data_unit]


class Demand(Strict):
    """How demand is read: scaled; unmet at a price or not at all; with or without units left over at the end.

    ``growth_share`` is by how much it grows a year: the demand of every year after the horizon's first is multiplied.
    """

    scale: Positive = 1.0
    growth_share: Annotated[float, Field(gt=-1.0, le=10.0)] = 0.0
    unmet_penalty_idr: Positive | None = None
    surplus: bool = False


class Money(Strict):
    """How money at different times compares: ``discount_share`` per year, from the horizon's first day."""

    discount_share: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0


class Objective(Strict):
    """One of the objectives, optimised in the order in which they stand.

    ``tolerance`` is the part of its best value that later objectives may give up. ``local_content``, ``umkm_value``
    and ``labour_hours`` are made as large as can be, all others as small. ``method`` belongs to ``local_content``,
    ``run`` (a stored plan) to ``change``.
    """

    minimise: Goal = "cost"
    tolerance: Share = 0.0
    method: Literal["sectoral", "general", "cost_ratio"] | None = None
    run: RunName | None = None

    @model_validator(mode="after")
    def _has_its_own_keys(self) -> Objective:
        if self.method is not None and self.minimise != "local_content":
            raise ValueError(f"method belongs to local_content, not to {self.minimise}")
        if (self.run is not None) != (self.minimise == "change"):
            raise ValueError('change is measured from a run: name it as run = "SCENARIO#VERSION", and only there')
        return self

    @property
    def maximised(self) -> bool:
        """Return whether it is made as large as can be."""
        return self.minimise in MAXIMISED


class Change(Strict):
    """A change to data, with a reason: where the columns match, set values or ``{times, plus}`` them."""

    table: str
    where: dict[str, Cell | list[Cell]] = {}
    set: dict[str, Cell | dict[str, float]]
    reason: str = ""

    @field_validator("set")
    @classmethod
    def _knows_the_steps(cls, values: dict[str, Cell | dict[str, float]]) -> dict[str, Cell | dict[str, float]]:
        for column, value in values.items():
            if isinstance(value, dict) and not (value and set(value) <= {"times", "plus"}):
                raise ValueError(f"{column}: write a value, or {{ times = 1.1 }}, {{ plus = 5 }} or both")
        return values


class Solver(Strict):
    """Which solver, at what relative gap, for how many seconds at most, with what seed and options of its own."""

    name: str = "highs"
    gap: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.001
    time_limit: Annotated[float, Field(gt=0.0)] = 120.0
    threads: Annotated[int, Field(ge=1)] | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    options: dict[str, Cell] = {}


class Scenario(Strict):
    """A scenario file as read, its parents merged in.

    ``data`` is a path, relative to the file. A child's tables are merged into its parent's key by key, its rules by
    their ``id`` (``drop_rules`` names those it leaves out), its changes come after its parent's.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    question: str = ""
    based_on: str | None = None
    data: str
    calendar: Calendar
    demand: Demand = Demand()
    money: Money = Money()
    objective: Annotated[list[Objective], Field(min_length=1)] = [Objective()]
    rule: list[AnyRule] = []
    drop_rules: list[str] = []
    change: list[Change] = []
    solver: Solver = Solver()

    @property
    def runs(self) -> list[str]:
        """Return the stored runs that rules and objectives refer to, each once."""
        by_rules = [rule.run for rule in self.rule if isinstance(rule, Distance)]
        return list(dict.fromkeys([*by_rules, *(one.run for one in self.objective if one.run is not None)]))

    @property
    def digest(self) -> str:
        """Return the SHA-256 of everything that can change the answer (not the wording or the solver)."""
        content = self.model_dump(mode="json", exclude={"question", "based_on", "data", "solver"})
        # Settings that came later and say nothing new leave the digests of older runs as they were.
        for section, key, nothing in (("money", "discount_share", 0.0), ("demand", "growth_share", 0.0)):
            if content[section][key] == nothing:
                del content[section][key]
        if not content["money"]:
            del content["money"]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
