"""Why a scenario has no plan, and the ways out, from its files."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from evplan.errors import BadInput, Finding, RepairUnknown, Severity, has_errors
from evplan.model.program import build
from evplan.plan.change import apply_changes
from evplan.plan.check import check_scenario, check_tables
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.reach import asked_scores, ceilings
from evplan.plan.record import Conflict
from evplan.readers import read_data_set, read_law
from evplan.report.export import export_file
from evplan.report.language import Language
from evplan.report.scenario_file import repaired_scenario_text
from evplan.scenario.document import Scenario
from evplan.scenario.rule import LocalContent
from evplan.schema import Tables
from evplan.solve.conflict import ConflictSet, conflict_of, further_conflicts
from evplan.solve.elastic import make_elastic
from evplan.solve.limit import DEMAND, RULE
from evplan.solve.proof import cheap_proofs
from evplan.solve.repair import Repair, find_repairs
from evplan.workflow.clock import Progress
from evplan.workflow.conflict import named_sentence, told_lack, told_limit
from evplan.workflow.reference import known_references
from evplan.workflow.scenario import read_valid_scenario

CONFLICT_PART = 0.5
"""Part of the time that finding the conflict may take."""

REACH_COLUMNS = ["vehicle", "year", "method", "score", "minimum", "parts"]


@dataclass(frozen=True)
class ConflictQuestion:
    """What is asked: a scenario file; ``seconds`` (``None``: the scenario's own time limit) for everything."""

    scenario: Path
    url: str
    version: str
    language: Language = "en"
    seconds: float | None = None
    accept: frozenset[str] = frozenset()
    repairs: bool = True


@dataclass(frozen=True)
class ConflictStory:
    """Why a scenario has no plan: ``conflict`` in words, ``found`` as it was proven, ``repairs`` the cheapest first.

    ``others`` are conflicts that remain when the rules and limits of the first (but demand and the law) give way.
    ``lacks`` are parts that cannot be had whatever the rules; ``reach`` has the highest scores that today's offers
    allow, for the rules of the conflict that they miss: `REACH_COLUMNS`, ``parts`` naming what keeps them low.
    ``inputs`` are what was asked, ``seconds`` what it took; ``policy_only``: some conflict is the planner's own alone.
    """

    path: Path
    scenario: Scenario
    inputs: PlanInputs
    found: ConflictSet
    conflict: tuple[Conflict, ...]
    others: tuple[tuple[Conflict, ...], ...]
    lacks: tuple[Conflict, ...]
    reach: pd.DataFrame
    repairs: tuple[Repair, ...]
    findings: tuple[Finding, ...]
    seconds: float
    policy_only: bool


def explain_conflict(question: ConflictQuestion, tell: Callable[[Progress], None] = lambda _: None) -> ConflictStory:
    """Return the smallest set of rules and limits of a scenario that clash, its proof, and ways out.

    Raises ``FileUnreadable``, ``ScenarioInvalid``, ``BadInput`` (with all findings) and ``LawNotInForce``.
    """
    began = time.perf_counter()

    def say(message: str) -> None:
        tell(Progress("solve", message, time.perf_counter() - began))

    tell(Progress("load", "", 0.0))
    scenario, tables, inputs, findings = _asked(question)
    total = scenario.solver.time_limit if question.seconds is None else question.seconds
    say("conflict")
    elastic = make_elastic(inputs)
    found = conflict_of(elastic, total * CONFLICT_PART)
    lacks = [] if found.has_plan else cheap_proofs(build(inputs))
    repairs: list[Repair] = []
    others = further_conflicts(elastic, found, total * CONFLICT_PART / 2) if found.clashes else []
    if found.clashes and question.repairs:
        say("repairs")
        members = [limit.label for limit in found.limits]
        left = max(total - (time.perf_counter() - began), total * (1 - CONFLICT_PART))
        clashing = [each.limits for each in (found, *others)]
        repairs = find_repairs(elastic, tables, clashing, left, "Way out of the conflict of " + ", ".join(members))
    return ConflictStory(
        path=question.scenario,
        scenario=scenario,
        inputs=inputs,
        found=found,
        conflict=_told(inputs, found, question.language),
        others=tuple(_told(inputs, other, question.language) for other in others),
        lacks=tuple(told_lack(lack, question.language) for lack in lacks),
        reach=_reach(inputs, [found, *others]),
        repairs=tuple(repairs),
        findings=tuple(findings),
        seconds=time.perf_counter() - began,
        policy_only=any(_is_policy(each) for each in (found, *others)),
    )


def _is_policy(conflict: ConflictSet) -> bool:
    """Return whether all members of a conflict are the planner's own: rules and demand."""
    return bool(conflict.clashes) and all(limit.kind in (RULE, DEMAND) for limit in conflict.limits)


def write_repair(story: ConflictStory, number: int, target: Path, *, overwrite: bool = False) -> Repair:
    """Write the repair of a number (from 1) as a scenario file based on the one that was asked; return the repair.

    Raises ``RepairUnknown`` and ``FileUnwritable``.
    """
    if not 1 <= number <= len(story.repairs):
        raise RepairUnknown(number=number, scenario=story.scenario.name, count=len(story.repairs))
    repair = story.repairs[number - 1]
    members = list(dict.fromkeys(one.rule for each in (story.conflict, *story.others) for one in each))
    text = repaired_scenario_text(
        story.scenario,
        story.path,
        target,
        number,
        members,
        rules={name: rule for step in repair.steps for name, rule in step.rules.items()},
        demand={key: value for step in repair.steps for key, value in step.demand.items()},
        changes=repair.changes,
    )
    export_file(target, partial(_write_text, text), overwrite=overwrite)
    return repair


def limit_words(story: ConflictStory, language: Language) -> dict[str, str]:
    """Return the sentence of every limit that a repair moves, by its label."""
    limits = {step.limit for repair in story.repairs for step in repair.steps}
    named = [limit for limit in limits if limit.kind not in (RULE, "surplus")]
    return {limit.label: named_sentence(story.inputs, limit, language) for limit in named}


def _told(inputs: PlanInputs, found: ConflictSet, language: Language) -> tuple[Conflict, ...]:
    return tuple(told_limit(inputs, one.limit, one.move, language) for one in found.clashes)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _asked(question: ConflictQuestion) -> tuple[Scenario, Tables, PlanInputs, list[Finding]]:
    file, scenario = read_valid_scenario(question.scenario)
    law = read_law()
    read = read_data_set(file.data_path)
    findings = [*file.findings, *read.findings]
    _refuse(findings, question.accept, file.data_path)
    runs = known_references(question.url, question.version, scenario)
    findings += [*check_tables(read.tables), *check_scenario(read.tables, scenario, law, runs)]
    _refuse(findings, question.accept, question.scenario)
    tables, _ = apply_changes(read.tables, scenario.change)
    return scenario, tables, assemble(tables, scenario, law, runs), findings


def _refuse(findings: list[Finding], accept: Collection[str], what: Path) -> None:
    errors = [item for item in findings if item.severity is Severity.ERROR and item.code not in accept]
    if has_errors(errors):
        raise BadInput(count=len(errors), what=what, findings=findings)


def _reach(inputs: PlanInputs, found: list[ConflictSet]) -> pd.DataFrame:
    """Return the best reachable scores of the vehicles whose rule is part of a conflict, the best method's each.

    None where workshops make parts of material that is bought for them: what parts bought complete reach is then no
    limit (``evplan explain content`` works out what is).
    """
    members = {limit.key for one in found for limit in one.limits if limit.kind == RULE}
    scored = any(isinstance(rule, LocalContent) and rule.id in members for rule in inputs.scenario.rule)
    if not scored or inputs.offers["mode"].eq("conversion").any():
        return pd.DataFrame(columns=REACH_COLUMNS)
    asked = asked_scores(inputs)
    asked = asked[asked["in_force"]].reset_index(drop=True)
    rows = []
    for ceiling, minimum in zip(ceilings(inputs, asked), asked["minimum"], strict=True):
        bought = ceiling.lost["part"].dropna().astype("str")
        parts = ", ".join(bought[bought.ne("")].head(3))
        rows.append((ceiling.vehicle, ceiling.year, ceiling.method, ceiling.score, minimum, parts))
    table = pd.DataFrame(rows, columns=REACH_COLUMNS)
    return table.sort_values("score").drop_duplicates(["vehicle", "year"], keep="last").sort_index(ignore_index=True)
