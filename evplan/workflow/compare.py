"""Stored runs compared: what differs in inputs, settings and rules, what that does to the plan and to its cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from evplan.errors import BadInput, BaselineAlone, Finding, LawNotInForce, NoBaseline, NotFound, SameRunTwice, finding
from evplan.law import Law
from evplan.plan.attribution import Planned, attribute, chained, is_explained, no_parts, planned, whole_total
from evplan.plan.comparison import (
    FRAMES,
    RULE_COLUMNS,
    SETTING_COLUMNS,
    Comparison,
    Difference,
    award_changes,
    cost_changes,
    figure_changes,
    finding_changes,
    no_changes,
    region_changes,
    score_changes,
    share_changes,
    supplier_changes,
    vehicle_changes,
)
from evplan.plan.record import Run
from evplan.readers import read_law
from evplan.report.language import Language
from evplan.report.sentence import rule_sentence
from evplan.scenario.document import Scenario
from evplan.scenario.rule import Rule
from evplan.schema import TABLES, Tables
from evplan.store import DIFFERENCE_COLUMNS, compare_tables, list_runs, load_run, load_run_inputs
from evplan.workflow.case import Case, Record, answered, prepare, stored
from evplan.workflow.clock import Clock, Tell
from evplan.workflow.database import opened
from evplan.workflow.run import run_scenario


@dataclass(frozen=True)
class Solving:
    """Where and how a run is solved that tells the work of rules apart."""

    record: Record
    tell: Tell


def compare_runs(
    url: str,
    version: str,
    names: Sequence[str],
    *,
    to: str | None = None,
    language: Language = "en",
    solving: Solving | None = None,
) -> tuple[Comparison, ...]:
    """Return each run compared with the reference: ``to``, else the first, else (one name) its scenario's baseline.

    A scenario's name stands for its newest run. With ``solving`` the work of rules is told apart where data differ
    too: a run under the other's rules is solved and stored, once. Runs without a plan, unverified ones and those of
    another data set are compared as far as it goes; ``notes`` say how far.

    Raises ``NotFound``, ``SameRunTwice``, ``NoBaseline`` and ``BaselineAlone``.
    """
    law = read_law()
    first, *others = _open(url, version, _order(url, version, names, to), law)
    return tuple(_compare(first, other, language, solving) for other in others)


def run_difference(url: str, version: str, before: str, after: str, language: Language = "en") -> Difference:
    """Return what differs between two runs. Raises ``NotFound`` and ``SameRunTwice``."""
    first, second = _open(url, version, [before, after], read_law())
    return _difference(first, second, language)


@dataclass(frozen=True)
class _Opened:
    """A stored run with what it was solved with."""

    run: Run
    tables: Tables
    scenario: Scenario
    law: Law

    @cached_property
    def planned(self) -> Planned | None:
        """Return the plan with its inputs, or nothing where there is no plan."""
        if self.run.solution is None or self.run.tables is None:
            return None
        return planned(self.tables, self.scenario, self.law, self.run.solution, self.run.tables)


def _order(url: str, version: str, names: Sequence[str], to: str | None) -> list[str]:
    """Return the names of the runs, the reference first."""
    if to is not None:
        return [to, *names]
    if len(names) > 1:
        return list(names)
    with opened(url, version, write=False) as session:
        run, known = load_run(session, names[0]), list_runs(session)
    baselines = known.loc[known["is_baseline"], "run"]
    mine = [name for name in baselines if name.rpartition("#")[0] == run.scenario]
    if not mine:
        raise NoBaseline(run=run.name, scenario=run.scenario)
    if mine[0] == run.name:
        raise BaselineAlone(run=run.name)
    return [mine[0], run.name]


def _open(url: str, version: str, names: Sequence[str], law: Law) -> list[_Opened]:
    """Return stored runs; those of the same inputs have the very same tables, so that nothing is worked out twice."""
    tables: dict[str, Tables] = {}
    with opened(url, version, write=False) as session:
        runs = [load_run(session, name) for name in names]
        for run in runs:
            if [other.name for other in runs].count(run.name) > 1:
                raise SameRunTwice(run=run.name)
            if run.provenance.inputs_digest not in tables:
                tables[run.provenance.inputs_digest] = load_run_inputs(session, run.name)
    return [_Opened(run, tables[run.provenance.inputs_digest], run_scenario(run), law) for run in runs]


def _compare(before: _Opened, after: _Opened, language: Language, solving: Solving | None) -> Comparison:
    differs = _difference(before, after, language)
    notes = _notes(before, after)
    shared = vars(differs) | {"findings": finding_changes(before.run.findings, after.run.findings)}
    first, second = before.planned, after.planned
    if first is None or second is None:
        blank = {name: frame for name, frame in no_changes().items() if name not in shared}
        return Comparison(**shared, **blank, parts=no_parts(), notes=tuple(notes))
    parts, said, between = _attributed(before, after, first, second, solving)
    least, most = _proven(before, after)
    sides = (first.inputs, first.plan), (second.inputs, second.plan)
    return Comparison(
        **shared,
        difference_idr=whole_total(second.plan) - whole_total(first.plan),
        least_idr=least,
        most_idr=most,
        parts=parts,
        figures=figure_changes(*sides),
        costs=cost_changes(first.plan, second.plan),
        suppliers=supplier_changes(first.plan, second.plan),
        scores=score_changes(first.plan, second.plan),
        shares=share_changes(first.plan, second.plan),
        vehicles=vehicle_changes(first.plan, second.plan),
        regions=region_changes(*sides),
        notes=(*notes, *said),
        between=between,
    )


def _difference(before: _Opened, after: _Opened, language: Language) -> Difference:
    plans = before.run.tables, after.run.tables
    return Difference(
        before=before.run,
        after=after.run,
        tables_before=before.tables,
        tables_after=after.tables,
        inputs=_inputs(before.tables, after.tables),
        settings=_setting_changes(before, after),
        rules=rule_changes(before.scenario.rule, after.scenario.rule, language),
        awards=no_changes()["awards"] if plans[0] is None or plans[1] is None else award_changes(plans[0], plans[1]),
    )


def _inputs(before: Tables, after: Tables) -> pd.DataFrame:
    if before is after:
        return pd.DataFrame(columns=DIFFERENCE_COLUMNS)
    reports = [compare_tables(name, before[name], after[name]).report for name in TABLES]
    return pd.concat(reports, ignore_index=True)


def _setting_changes(before: _Opened, after: _Opened) -> pd.DataFrame:
    old, new = _settings(before), _settings(after)
    rows = [(key, old.get(key, ""), new.get(key, "")) for key in old | new if old.get(key, "") != new.get(key, "")]
    return pd.DataFrame(rows, columns=SETTING_COLUMNS).astype("str")


def _settings(one: _Opened) -> dict[str, str]:
    """Return what steers a run beside data and rules, as text by dotted key."""
    scenario, run = one.scenario, one.run
    sections = scenario.model_dump(mode="json", include={"calendar", "demand", "money", "solver"})
    texts = {f"{name}.{key}": value for name, section in sections.items() for key, value in section.items()}
    texts["objective"] = "; ".join(
        " ".join(f"{key}={value}" for key, value in goal.model_dump(exclude_defaults=True).items()) or "minimise=cost"
        for goal in scenario.objective
    )
    texts |= {
        "data_set": run.provenance.data_set,
        "law": run.provenance.law_digest[:12],
        "evplan": run.provenance.evplan_version,
        "solver.used": f"{run.outcome.solver} {run.outcome.solver_version}",
    }
    return {key: "" if value is None or value == {} else str(value) for key, value in texts.items()}


def rule_changes(before: Sequence[Rule], after: Sequence[Rule], language: Language) -> pd.DataFrame:
    """Return the rules that differ, by their names; see `Difference.rules`."""
    sides = [{rule.id: rule_sentence(rule, language) for rule in rules} for rules in (before, after)]
    old, new = sides
    rows = [
        (name, "added" if name not in old else "changed" if name in new else "removed", old.get(name), new.get(name))
        for name in old | new
        if old.get(name) != new.get(name)
    ]
    return pd.DataFrame(rows, columns=RULE_COLUMNS).fillna("").astype("str")


def _notes(before: _Opened, after: _Opened) -> list[Finding]:
    """Return what has to be known of two runs before their figures are read."""
    notes = []
    for run in (before.run, after.run):
        if run.solution is None:
            notes.append(finding("compare-no-plan", run.name, run=run.name, status=run.outcome.status))
        elif not run.verified:
            notes.append(finding("compare-not-verified", run.name, run=run.name))
    sets = [one.run.provenance.data_set for one in (before, after)]
    if sets[0] != sets[1]:
        notes.append(finding("compare-other-data", before=sets[0], after=sets[1]))
    currency = [one.tables["offers"].set_index("offer")["currency"] for one in (before, after)]
    moved = currency[0].ne(currency[1].reindex(currency[0].index).fillna(currency[0])).sum()
    if moved:
        notes.append(finding("compare-other-currency", count=int(moved), after=after.run.name))
    return notes


def _attributed(
    before: _Opened, after: _Opened, first: Planned, second: Planned, solving: Solving | None
) -> tuple[pd.DataFrame, list[Finding], str | None]:
    """Return the parts of the difference, what has to be said of them, and the run that rules were measured by."""
    others = _differing(before, after)
    rules = _rules_differ(before, after)
    said = [finding("compare-older-formula", run=run.name) for run in _unexplained(before, after, first, second)]
    if not rules and not others:
        said.append(finding("compare-search"))
    if not (rules and others):
        return attribute(first, second, by_rules=rules), said, None
    words = {"before": before.run.name, "after": after.run.name}
    if solving is None:
        said.append(finding("compare-rules-unsplit", what=_listed(others), **words))
        return attribute(first, second, by_rules=False), said, None
    for start, end in ((before, after), (after, before)):
        between = _under_rules_of(start, end, solving)
        if between is not None and between.run.verified and between.planned is not None:
            steps = (
                attribute(first, between.planned, by_rules=start is before),
                attribute(between.planned, second, by_rules=start is after),
            )
            name = between.run.name
            told = finding("compare-rules-solved", between=name, start=start.run.name, end=end.run.name)
            return chained(*steps), [*said, told], name
    return attribute(first, second, by_rules=False), [*said, finding("compare-rules-failed", **words)], None


def _listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _differing(before: _Opened, after: _Opened) -> list[str]:
    """Return what differs beside rules and could move the plan."""
    data = before.run.provenance.inputs_digest != after.run.provenance.inputs_digest
    sections = ("calendar", "demand", "money", "objective")
    moved = [name for name in sections if getattr(before.scenario, name) != getattr(after.scenario, name)]
    return [*(["data"] if data else []), *moved]


def _rules_differ(before: _Opened, after: _Opened) -> bool:
    """Return whether rules ask something else, whatever their names and purposes; another law is another rule."""
    asked = [
        sorted(rule.model_dump_json(exclude={"id", "purpose"}) for rule in one.scenario.rule) for one in (before, after)
    ]
    return asked[0] != asked[1] or before.run.provenance.law_digest != after.run.provenance.law_digest


def _unexplained(before: _Opened, after: _Opened, first: Planned, second: Planned) -> list[Run]:
    pairs = ((before.run, first), (after.run, second))
    return [run for run, plan in pairs if not is_explained(plan)]


def _under_rules_of(start: _Opened, end: _Opened, solving: Solving) -> _Opened | None:
    """Return ``start`` with the rules of ``end``, solved and stored (once), or nothing where the rules do not fit."""
    record = solving.record
    name = f"{start.run.scenario}-{start.run.version}-rules-of-{end.run.scenario}-{end.run.version}"
    try:
        (known,) = _open(record.url, record.version, [name], start.law)
        return replace(known, tables=start.tables)
    except NotFound:
        pass
    given = {"name": name, "question": "", "based_on": None, "rule": end.scenario.rule, "drop_rules": []}
    scenario = start.scenario.model_copy(update=given)
    case = Case(start.run.provenance.data_set, start.tables, scenario, applied=len(scenario.change))
    clock = Clock(solving.tell)
    clock.start("load")
    try:
        prepared = prepare(case, record, clock, what=name)
    except (BadInput, LawNotInForce):
        return None
    run = stored(answered(prepared, record, clock), prepared.tables, record, clock)
    return _Opened(run, start.tables, scenario, start.law)


def _proven(before: _Opened, after: _Opened) -> tuple[float | None, float | None]:
    """Return by how much the cheapest plans differ at least and at most: each costs between its bound and its plan."""
    for one in (before, after):
        if one.scenario.objective[0].minimise != "cost" or any(rule.is_soft for rule in one.scenario.rule):
            return None, None
    costs = before.run.total_cost_idr, after.run.total_cost_idr
    bounds = before.run.outcome.best_bound_idr, after.run.outcome.best_bound_idr
    if costs[0] is None or costs[1] is None or bounds[0] is None or bounds[1] is None:
        return None, None
    return bounds[1] - costs[0], costs[1] - bounds[0]


__all__ = ["FRAMES", "Comparison", "Difference", "Solving", "compare_runs", "run_difference"]
