"""What the later kinds of rules and objectives refuse, in words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from evplan.scenario.document import Scenario
from evplan.scenario.rule import Budget, Distance, Jobs, Steady

SMALL = {"name": "s", "data": "d", "calendar": {"first": "2027-01"}}

REFUSED = {
    "no bound": (Steady, {}, "give at least one of minimum_share_of_average, maximum_share_of_capacity"),
    "a share above one": (Steady, {"minimum_share_of_average": 1.5}, "less than or equal to 1"),
    "each period": (Steady, {"minimum_share_of_average": 0.5, "each": ["period"]}, "compares periods with each other"),
    "hours of a vehicle": (Steady, {"maximum_share_of_capacity": 0.5, "vehicles": ["V"]}, "not kept by vehicle"),
    "work": (Budget, {"measure": "work", "maximum": 1}, "'spend', 'investment' or 'credit'"),
    "investment for a vehicle": (Budget, {"measure": "investment", "maximum": 1, "vehicles": ["V"]}, "no one vehicle"),
    "credit for each vehicle": (Budget, {"measure": "credit", "maximum": 1, "each": ["vehicle"]}, "no one vehicle"),
    "jobs without a bound": (Jobs, {}, "give at least one of minimum, maximum"),
    "jobs below themselves": (Jobs, {"minimum": 2, "maximum": 1}, "minimum 2 is above maximum 1"),
    "a run without version": (Distance, {"run": "before", "maximum_share": 0.5}, "match pattern"),
    "a share of change above one": (Distance, {"run": "a#1", "maximum_share": 2}, "less than or equal to 1"),
}
KIND = {Steady: "steady", Budget: "budget", Jobs: "jobs", Distance: "change"}


@pytest.mark.parametrize(("rule", "values", "words"), REFUSED.values(), ids=REFUSED)
def test_a_rule_that_makes_no_sense_alone_is_refused(rule, values, words):
    with pytest.raises(ValidationError, match=words):
        rule.model_validate({"id": "r", "kind": KIND[rule], **values})


@pytest.mark.parametrize(
    ("objective", "words"),
    [
        ({"minimise": "change"}, "change is measured from a run"),
        ({"minimise": "cost", "run": "a#1"}, "only there"),
        ({"minimise": "cost", "method": "general"}, "method belongs to local_content"),
        ({"minimise": "cost", "tolerance": 5}, "less than or equal to 1"),
    ],
)
def test_an_objective_that_makes_no_sense_is_refused(objective, words):
    with pytest.raises(ValidationError, match=words):
        Scenario.model_validate(SMALL | {"objective": [objective]})


def test_runs_that_are_referred_to_are_named_once():
    rules = [{"id": name, "kind": "change", "run": "a#1", "maximum_share": 0.5} for name in "xy"]
    objectives = [{"minimise": "change", "run": run} for run in ("b#2", "a#1")]
    assert Scenario.model_validate(SMALL | {"rule": rules, "objective": objectives}).runs == ["a#1", "b#2"]
