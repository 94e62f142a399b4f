"""What is left of a plan after a disturbance, as the figures of a row of `evplan.plan.stress.CASE_COLUMNS`."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from evplan.errors import Finding, Severity
from evplan.plan.exposure import value_used
from evplan.plan.inputs import PlanInputs
from evplan.plan.record import PlanTables, Solution
from evplan.quantities import NEGLIGIBLE_UNITS
from evplan.scenario.document import Scenario
from evplan.scenario.rule import RULES


def figures(inputs: PlanInputs, solution: Solution, plan: PlanTables) -> dict[str, float | str]:
    """Return the figures of a plan by the name of their column; see `evplan.plan.stress.Stress.cases`."""
    unmet_cost = plan.costs["kind"].eq("unmet")
    demanded = math.fsum(plan.vehicles["demanded"])
    built = max(math.fsum(plan.vehicles["built"]), 0.0)
    unmet = demanded - built if demanded - built > NEGLIGIBLE_UNITS * max(demanded, 1.0) else 0.0
    shares = plan.shares.set_index(["group", "measure"])["share"]
    return {
        "cost_idr": math.fsum(plan.costs.loc[~unmet_cost, "idr"]),
        "unmet_idr": math.fsum(plan.costs.loc[unmet_cost, "idr"]),
        "demanded": demanded,
        "built": built,
        "unmet": unmet,
        "unmet_share": unmet / demanded if demanded else 0.0,
        "umkm_koperasi_share": float(shares["umkm_koperasi", "value"]),
        "labour_hours": labour_hours(inputs, plan),
        "left_over_idr": max(math.fsum(plan.awards["value_idr"]) - math.fsum(value_used(plan.awards)), 0.0),
        **_worst_score(inputs, solution, plan),
    }


def labour_hours(inputs: PlanInputs, plan: PlanTables) -> float:
    """Return the hours of labour in all that a plan delivers, used or left over: it was worked."""
    per_unit = inputs.offers.set_index("offer")["labour_hours_per_unit"].reindex(plan.awards["offer"]).to_numpy()
    return math.fsum(per_unit * plan.awards["units_paid"].to_numpy())


def _worst_score(inputs: PlanInputs, solution: Solution, plan: PlanTables) -> dict[str, float | str]:
    """Return whether the law (or the scenario's own minimum) holds, and the vehicle and year that is nearest to it.

    Of the methods in force a vehicle has the one that is best for it; what is not built in a year has no score.
    """
    keys = ["vehicle", "year"]
    builds = solution.builds.merge(inputs.periods[["period", "year"]], on="period").groupby(keys)["built"].sum()
    built = builds[builds > NEGLIGIBLE_UNITS].index
    scores = plan.scores[plan.scores["in_force"] & pd.MultiIndex.from_frame(plan.scores[keys]).isin(built)]
    if scores.empty:
        return {
            "lawful": "",
            "worst_vehicle": "",
            "worst_year": np.nan,
            "worst_score": np.nan,
            "worst_minimum": np.nan,
        }
    margin = (scores["score"] - scores["minimum"]).rename("margin")
    best = scores.assign(margin=margin).sort_values("margin").drop_duplicates(keys, keep="last")
    worst = best.iloc[0]
    return {
        "lawful": "yes" if bool(scores.groupby(keys)["passes"].any().all()) else "no",
        "worst_vehicle": str(worst["vehicle"]),
        "worst_year": float(worst["year"]),
        "worst_score": float(worst["score"]),
        "worst_minimum": float(worst["minimum"]),
    }


def judged(scenario: Scenario, findings: Sequence[Finding]) -> tuple[bool, list[str]]:
    """Return whether a plan stands but for rules, and the ids of the mandatory rules that it breaks.

    Orders that stay as they were cannot follow the scenario's rules any more; balances, hours and money must hold.
    """
    errors = [one for one in findings if one.severity is Severity.ERROR]
    of_rules = [one for one in errors if one.code.startswith(_RULE_CODES)]
    broken = [rule.id for rule in scenario.rule if any(_speaks_of(one, rule.id) for one in of_rules)]
    return len(errors) == len(of_rules), broken


_RULE_CODES = tuple(
    f"verify-{kind.replace('_', '-')}-{side}" for kind in RULES for side in ("below", "above", "unknown")
)


def _speaks_of(one: Finding, rule: str) -> bool:
    return one.source == f"plan: rule {rule}" or one.source.startswith(f"plan: rule {rule}, ")
