"""Rules as rows: what a scenario asks, beyond the data's own limits. `RULE_ROWS` has a function per kind of rule.

Every function gets the inputs, the columns and one rule and returns its rows; columns that it needs (a violation at a
price, a supplier that counts) it adds itself. Local content, which depends on the mix, has its own room
(`evplan.model.content`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from evplan.model.block import Rows
from evplan.model.column import Columns
from evplan.model.rule.award import award, fix, jobs
from evplan.model.rule.budget import budget
from evplan.model.rule.distance import distance
from evplan.model.rule.fair_share import fair_share
from evplan.model.rule.scope import measured, names_vehicles, scope, scope_of
from evplan.model.rule.source_count import COUNTS_FROM, source_count
from evplan.model.rule.steady import steady
from evplan.plan.inputs import PlanInputs

RuleRows = Callable[[PlanInputs, Columns, Any], Sequence[Rows]]

RULE_ROWS: dict[str, RuleRows] = {
    "award": award,
    "source_count": source_count,
    "fix": fix,
    "steady": steady,
    "fair_share": fair_share,
    "budget": budget,
    "jobs": jobs,
    "change": distance,
}

__all__ = ["COUNTS_FROM", "RULE_ROWS", "RuleRows", "measured", "names_vehicles", "scope", "scope_of"]
