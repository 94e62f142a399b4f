"""What a chart or a page tells of: a stored run with everything that follows from it, as plain tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from evplan.plan.flow import Flows
from evplan.plan.record import PlanTables, Run
from evplan.plan.roadmap import Roadmap
from evplan.report.explain_content import Point
from evplan.report.plan import Names


@dataclass(frozen=True)
class Subject:
    """A run with a plan, ready to be drawn.

    awarded
        who gets what: `evplan.plan.flow.who_gets_what`.
    output
        ``vehicle``, ``period``, ``wanted``, ``built``, in the order of the horizon.
    regions, region_kinds
        `evplan.plan.region.region_years` and `evplan.plan.flow.region_kinds`.
    members
        `evplan.plan.membership.member_years`.
    places
        ``region``, ``name``, ``latitude``, ``longitude`` of the data set's regions; ``sites`` are the regions of
        assembly sites. ``outline``: the coast, as ``ring``, ``longitude``, ``latitude``.
    points
        the supply curves of local content, only where they were asked for.
    """

    run: Run
    plan: PlanTables
    names: Names
    awarded: pd.DataFrame
    output: pd.DataFrame
    regions: pd.DataFrame
    region_kinds: pd.DataFrame
    road: Roadmap
    members: pd.DataFrame
    flows: Flows
    places: pd.DataFrame
    site_names: dict[str, str]
    sites: frozenset[str]
    outline: pd.DataFrame
    points: Sequence[Point] = field(default=())

    @property
    def name(self) -> str:
        """Return ``SCENARIO#VERSION``."""
        return self.run.name


def short(name: str, most: int) -> str:
    """Return a name cut at ``most`` characters."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
