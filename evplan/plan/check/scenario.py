"""Checks of a scenario against the data and the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from evplan.errors import Finding, LawNotInForce, finding
from evplan.law import Law, year_day
from evplan.plan.check.change import check_changes
from evplan.plan.check.horizon import check_horizon
from evplan.plan.check.rule import check_rules, missing_run
from evplan.plan.check.upgrade import check_credit, check_upgrade_times
from evplan.scenario.document import Scenario
from evplan.scenario.rule import LocalContent
from evplan.scenario.selector import selected
from evplan.schema import Tables


def check_scenario(
    tables: Tables, scenario: Scenario, law: Law, references: Mapping[str, pd.DataFrame] | None = None
) -> list[Finding]:
    """Return the findings on ``scenario`` for a data set as stored, its changes not yet made.

    Changes are checked and made in order first; horizon and rules are checked against the changed tables. ``source``
    is ``NAME:rule ID``, ``NAME:change NUMBER`` or the table, ``NAME`` that of the scenario. ``references`` are the
    stored runs that are there, by name; ``None``: runs are not looked up.
    """
    findings, changed = check_changes(tables, scenario)
    return [
        *findings,
        *check_horizon(changed, scenario),
        *check_upgrade_times(changed, scenario),
        *check_credit(changed, scenario, law),
        *check_rules(changed, scenario, references),
        *_law(scenario, law),
        *_objectives(scenario, law, references),
    ]


def _objectives(scenario: Scenario, law: Law, references: Mapping[str, pd.DataFrame] | None) -> Iterator[Finding]:
    """Return objectives whose run is not there, whose method is not in force, or that stand twice."""
    seen: set[tuple[str, str | None, str | None]] = set()
    for number, objective in enumerate(scenario.objective, start=1):
        source = f"{scenario.name}:objective {number}"
        if objective.run is not None:
            yield from missing_run(objective.run, references, source)
        if objective.minimise == "local_content":
            for year in sorted(set(scenario.calendar.table["year"])):
                yield from _method(law, objective.method or "sectoral", int(year), source)
        key = (objective.minimise, objective.method, objective.run)
        if key in seen:
            yield finding("objective-twice", source, found=objective.minimise)
        seen.add(key)


def _law(scenario: Scenario, law: Law) -> list[Finding]:
    """Return years of the horizon for which the law has no minimum or no method."""
    findings: list[Finding] = []
    for rule in scenario.rule:
        if isinstance(rule, LocalContent):
            source = f"{scenario.name}:rule {rule.id}"
            for year in _years(rule, scenario.calendar.table):
                findings += _minimum(law, year, source) if rule.minimum == "law" else []
                findings += _method(law, rule.method, year, source)
    return findings


def _years(rule: LocalContent, periods: pd.DataFrame) -> list[int]:
    try:
        chosen = periods[selected(periods, "period", rule.periods)]
    except KeyError:  # an unknown column, which has its own finding
        chosen = periods
    return [int(year) for year in chosen["year"].unique()]


def _minimum(law: Law, year: int, source: str) -> Iterator[Finding]:
    try:
        law.minimum(year_day(year))
    except LawNotInForce as error:
        yield finding("law-without-minimum", source, year=year, detail=str(error))


def _method(law: Law, method: str, year: int, source: str) -> Iterator[Finding]:
    """Return that a method is not in force in a year: repealed (it still scores), or not yet in force."""
    day = year_day(year)
    in_force = law.methods_in_force(day)
    if method == "best":
        if not in_force:
            yield finding("law-without-method", source, year=year)
    elif method not in in_force:
        try:
            last = law.latest_day(method, day)
        except LawNotInForce as error:
            yield finding("method-not-yet-in-force", source, year=year, method=method, detail=str(error))
        else:
            yield finding("method-repealed", source, year=year, method=method, last=last)
