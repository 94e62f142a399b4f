"""The road of a stored plan, and where its work is: by years, investments and regions, cooperatives and members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import pandas as pd

from evplan.law import full_time_hours
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.membership import member_years
from evplan.plan.record import PlanTables, Solution
from evplan.plan.region import concentration, region_years
from evplan.plan.roadmap import Roadmap, roadmap
from evplan.schema import Tables
from evplan.solve.door import Doors, worth_of_doors
from evplan.workflow.reference import references
from evplan.workflow.reopen import planned, reopen
from evplan.workflow.run import run_scenario

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Told(Generic[Answer]):
    """A run's full name, the data it was solved with, and what was asked of it."""

    name: str
    tables: Tables
    answer: Answer


def run_roadmap(url: str, version: str, name: str) -> Told[Roadmap]:
    """Return the road of a stored plan (`evplan.plan.roadmap`). Raises what `planned` raises."""
    run_name, tables, inputs, solution, plan = _worked_out(url, version, name)
    return Told(run_name, tables, roadmap(inputs, solution, plan))


def run_worth(url: str, version: str, name: str, seconds: float) -> Doors:
    """Return what each upgrade and candidate is worth to a stored plan: solved again without it, so long each.

    Raises what `reopen` raises.
    """
    opened = reopen(url, version, name)
    only_cost = [one.minimise for one in opened.scenario.objective] == ["cost"]
    bound = opened.run.outcome.best_bound_idr if only_cost else None
    return worth_of_doors(opened.model, opened.values, bound, opened.scenario.solver, seconds)


@dataclass(frozen=True)
class Regions:
    """Work and money by region and year (`evplan.plan.region.region_years`).

    ``full_time_hours`` make a job in a month; ``concentration`` of value on suppliers and on regions (0..1).
    """

    table: pd.DataFrame
    full_time_hours: float
    concentration: dict[str, float]


def run_regions(url: str, version: str, name: str) -> Told[Regions]:
    """Return the regions of a stored plan. Raises what `planned` raises."""
    run_name, tables, inputs, _, plan = _worked_out(url, version, name)
    hours = full_time_hours(inputs.law, date.fromisoformat(inputs.periods["last_day"].iloc[-1]))
    return Told(run_name, tables, Regions(region_years(inputs, plan), hours, concentration(inputs, plan)))


def run_members(url: str, version: str, name: str) -> Told[pd.DataFrame]:
    """Return what members of cooperatives get in a year (`member_years`). Raises what `planned` raises."""
    run_name, tables, inputs, _, plan = _worked_out(url, version, name)
    return Told(run_name, tables, member_years(inputs, plan.members))


def _worked_out(url: str, version: str, name: str) -> tuple[str, Tables, PlanInputs, Solution, PlanTables]:
    run, tables, law = planned(url, version, name)
    scenario = run_scenario(run)
    inputs = assemble(tables, scenario, law, references(url, version, scenario))
    assert run.solution is not None, "checked by planned"
    assert run.tables is not None, "checked by planned"
    return run.name, tables, inputs, run.solution, run.tables
