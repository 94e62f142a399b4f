"""The sweep file: a base scenario, and what is varied in it, or a frontier."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

from pydantic import Field, model_validator

from evplan.scenario.rule import Cell, Strict

Of = Literal["local_content", "umkm_value", "labour_hours"]
"""What a frontier holds against cost."""

How = Literal["set", "times", "plus"]


class Range(Strict):
    """Numbers from ``first`` to ``last``, both included: ``step`` apart, or ``count`` of them."""

    first: float
    last: float
    step: Annotated[float, Field(gt=0.0)] | None = None
    count: Annotated[int, Field(ge=1, le=100_000)] | None = None

    @model_validator(mode="after")
    def _is_spaced(self) -> Range:
        if (self.step is None) == (self.count is None):
            raise ValueError("give step or count, one of the two")
        return self


class Draw(Strict):
    """A random number: ``uniform`` (low, high), ``triangular`` (low, mode, high), ``normal`` (mean, deviation).

    A normal number outside ``low`` and ``high``, where they are given, is moved to the nearer of them.
    """

    kind: Literal["uniform", "normal", "triangular"]
    low: float | None = None
    high: float | None = None
    mode: float | None = None
    mean: float | None = None
    deviation: Annotated[float, Field(gt=0.0)] | None = None

    @model_validator(mode="after")
    def _has_its_own_keys(self) -> Draw:
        needs = {"uniform": ("low", "high"), "triangular": ("low", "mode", "high"), "normal": ("mean", "deviation")}
        missing = [key for key in needs[self.kind] if getattr(self, key) is None]
        if missing:
            raise ValueError(f"a {self.kind} draw needs {', '.join(missing)}")
        spare = [key for key in ("mode", "mean", "deviation") if key not in needs[self.kind] and getattr(self, key)]
        if spare:
            raise ValueError(f"a {self.kind} draw has no {', '.join(spare)}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        inside = self.low is None or self.high is None or self.mode is None or self.low <= self.mode <= self.high
        if not inside:
            raise ValueError(f"mode {self.mode:g} is not between low {self.low:g} and high {self.high:g}")
        return self


class Vary(Strict):
    """One thing that is varied: a ``setting`` of the scenario, or a ``column`` of a ``table`` of the data.

    A setting is named as the scenario file has it: ``demand.scale``, ``rule.ID.minimum_share``, ``solver.gap``. Rows of
    a table are chosen by ``where``, as in a change. ``by`` says whether values are ``set``, or what was there is
    multiplied by them (``times``), or added to (``plus``). One of ``values``, ``range`` and ``draw`` gives the values.
    """

    name: str = ""
    setting: str | None = None
    table: str | None = None
    where: dict[str, Cell | list[Cell]] = {}
    column: str | None = None
    by: How = "set"
    values: list[Cell] | None = None
    range: Range | None = None
    draw: Draw | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Vary:
        if (self.setting is None) == (self.table is None):
            raise ValueError("give a setting, or a table with its column")
        if self.table is not None and self.column is None:
            raise ValueError(f"say which column of {self.table} is varied")
        if self.setting is not None and (self.column is not None or self.where):
            raise ValueError("column and where belong to a table, not to a setting")
        given = [key for key in ("values", "range", "draw") if getattr(self, key) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise ValueError(f"give one of values, range and draw, here is {found}")
        if self.by != "set" and any(isinstance(value, str | bool) for value in self.values or []):
            raise ValueError(f"only numbers can be used with by = '{self.by}'")
        return self

    @property
    def label(self) -> str:
        """Return the name of the column that holds its values."""
        if self.name:
            return self.name
        rows = (
            "" if not self.where else "[" + ",".join(f"{key}={_plain(cell)}" for key, cell in self.where.items()) + "]"
        )
        place = self.setting or f"{self.table}{rows}.{self.column}"
        return place if self.by == "set" else f"{place} {self.by}"


class Draws(Strict):
    """How many members are drawn, with what seed: ``latin`` (Latin hypercube: evenly over every range) or ``plain``."""

    count: Annotated[int, Field(ge=1, le=100_000)]
    seed: Annotated[int, Field(ge=0)] = 0
    method: Literal["latin", "plain"] = "latin"


class Frontier(Strict):
    """Plans between the cheapest and the one with most of something, ``points`` of them, evenly spaced by that.

    ``local_content`` is the lowest score of any vehicle in any year by ``method`` (the scenario's own rules hold too).
    """

    of: Of
    points: Annotated[int, Field(ge=2, le=1000)] = 9
    method: Literal["sectoral", "general", "cost_ratio"] | None = None

    @model_validator(mode="after")
    def _has_its_own_keys(self) -> Frontier:
        if self.method is not None and self.of != "local_content":
            raise ValueError(f"method belongs to local_content, not to {self.of}")
        return self


class Sweep(Strict):
    """A sweep file as read. ``scenario`` is a path, relative to the file, or a scenario that comes with evplan.

    ``combine``: ``grid`` makes a member of every combination of values, ``zip`` takes first with first, second with
    second; with ``draws`` members are drawn, and ``values`` and ``range`` are what is drawn from. ``conflict_seconds``
    is how long the rules that clash are looked for where a member has no plan.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    question: str = ""
    scenario: str
    combine: Literal["grid", "zip"] = "grid"
    vary: list[Vary] = []
    draws: Draws | None = None
    frontier: Frontier | None = None
    conflict_seconds: Annotated[float, Field(gt=0.0)] = 10.0

    @model_validator(mode="after")
    def _is_one_kind(self) -> Sweep:
        if bool(self.vary) == (self.frontier is not None):
            raise ValueError("give [[vary]] entries or a [frontier], one of the two")
        if self.draws is None and any(one.draw is not None for one in self.vary):
            raise ValueError("a draw needs [draws] with a count (and a seed)")
        if self.draws is not None and self.frontier is not None:
            raise ValueError("a frontier has points, no draws")
        return self

    @property
    def digest(self) -> str:
        """Return the SHA-256 of everything that decides about the members (not the question, not the file's place)."""
        content = self.model_dump(mode="json", exclude={"question", "scenario"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _plain(cell: Cell | list[Cell]) -> str:
    return "|".join(map(str, cell)) if isinstance(cell, list) else str(cell)
