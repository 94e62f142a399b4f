"""A stored plan under stress: each disturbance with orders held and with everything free, verified and stored."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from evplan.errors import Finding, NotFound, finding, has_errors, nearest
from evplan.errors.stress import CasesInvalid, FactorNotPositive, NoCase, OddsTwice, TooManyLost
from evplan.law import Law
from evplan.model.held import with_demand_times
from evplan.model.incumbent import values_of
from evplan.model.loss import without_suppliers
from evplan.model.program import SourcingModel, build
from evplan.plan.aftermath import figures, judged
from evplan.plan.case_set import CaseSet, cases_of
from evplan.plan.disturbance import (
    ALL,
    ENDING,
    Disturbance,
    disturbed,
    lost_suppliers,
    with_orders_placed,
    with_unmet,
)
from evplan.plan.exposure import exposure, exposure_table
from evplan.plan.inputs import assemble
from evplan.plan.outcome import plan_tables
from evplan.plan.record import PlanTables, Run, Solution
from evplan.plan.stress import CASE_COLUMNS, MODES, UNDISTURBED, Mode, Odds, Stress
from evplan.plan.verify import recompute, verify
from evplan.quantities import Floats
from evplan.readers.stress_file import read_cases
from evplan.scenario.document import Scenario
from evplan.schema import Tables
from evplan.solve.hold import hold
from evplan.solve.recover import Recovery
from evplan.store import load_last_stress, save_stress
from evplan.workflow.database import opened
from evplan.workflow.reference import references
from evplan.workflow.reopen import planned
from evplan.workflow.run import run_scenario

DEARER = 10.0
"""Where a scenario has no price for a vehicle that is not built: so many times what the plan pays per vehicle.

Illustrative: high enough that a vehicle is built wherever it can be, and no estimate of what a missing one is worth.
"""

SIGNIFICANT = 2
"""Digits of that price, rounded up."""


@dataclass(frozen=True)
class StressWish:
    """What to try: the cases that evplan makes up (``made``), or those of a file instead.

    ``equal_odds``: exactly one of the cases happens, each as likely as the other. ``seconds`` is for one search.
    """

    cases: Path | None = None
    made: CaseSet = field(default_factory=CaseSet)
    modes: tuple[Mode, ...] = MODES
    equal_odds: bool = False
    seconds: float = 20.0


@dataclass(frozen=True)
class Step:
    """Where a stress test stands: ``done`` of ``total`` solves, what comes next, seconds so far and about to come."""

    done: int
    total: int
    case: Disturbance
    mode: Mode
    seconds: float
    left: float | None


Told = Callable[[Step], None]


def stress(
    url: str,
    version: str,
    name: str,
    *,
    now: str,
    user: str,
    wish: StressWish | None = None,
    told: Told = lambda _step: None,
) -> Stress:
    """Try a stored, verified plan under each disturbance, store what is left of it and return that.

    Raises what `planned` raises, ``FileUnreadable`` and ``CasesInvalid`` (with findings) for a file of cases,
    ``NotFound`` for a supplier that the data do not have, ``TooManyLost``, ``FactorNotPositive``, ``OddsTwice`` and
    ``NoCase``. Stopped by a keyboard interrupt it stores nothing.
    """
    began, wish = time.perf_counter(), wish or StressWish()
    _check_factors(wish.made)
    bench = _bench(url, version, name)
    cases, odds = _cases(wish, bench)
    result = Stress(
        run=bench.run.name,
        number=0,
        plan=_frame([_own_row(bench)]),
        cases=_frame(list(_tried(bench, cases, wish, told))),
        concentration=exposure_table(bench.model.inputs, bench.plan),
        penalty_idr=bench.penalty_idr,
        illustrative=bench.illustrative,
        odds=odds,
        seconds_per_case=wish.seconds,
        seconds=time.perf_counter() - began,
        created_at=now,
        created_by=user,
        evplan_version=version,
    )
    with opened(url, version) as session:
        return save_stress(session, result)


def last_stress(url: str, version: str, name: str) -> Stress | None:
    """Return the last stress test of a run, or ``None`` where there is none. Raises ``NotFound`` for an unknown run."""
    with opened(url, version, write=False) as session:
        return load_last_stress(session, name)


@dataclass(frozen=True)
class _Bench:
    """The plan on the bench: its data and program with unmet vehicles priced, and its own figures."""

    run: Run
    solution: Solution
    tables: Tables
    scenario: Scenario
    law: Law
    runs: dict[str, pd.DataFrame]
    model: SourcingModel
    values: Floats
    plan: PlanTables
    own: dict[str, float | str]
    penalty_idr: float
    illustrative: bool
    recovery: list[Recovery]

    def recover(self, seconds: float) -> Recovery:
        """Return the plan's relaxations, solved once when they are first needed."""
        if not self.recovery:
            self.recovery.append(Recovery(self.model, self.values, self.scenario.solver, seconds))
        return self.recovery[0]


def _bench(url: str, version: str, name: str) -> _Bench:
    run, tables, law = planned(url, version, name)
    assert run.solution is not None, "checked by planned"
    scenario = run_scenario(run)
    penalty = scenario.demand.unmet_penalty_idr
    price = _illustrative_penalty(run) if penalty is None else penalty
    priced, runs = with_unmet(scenario, price), dict(references(url, version, scenario))
    model = build(assemble(tables, priced, law, runs))
    plan = plan_tables(model.inputs, run.solution)
    return _Bench(
        run=run,
        solution=run.solution,
        tables=tables,
        scenario=priced,
        law=law,
        runs=runs,
        model=model,
        values=values_of(model, run.solution),
        plan=plan,
        own=figures(model.inputs, run.solution, plan),
        penalty_idr=price,
        illustrative=penalty is None,
        recovery=[],
    )


def _illustrative_penalty(run: Run) -> float:
    assert run.tables is not None, "a verified plan has tables"
    built = float(run.tables.vehicles["built"].sum())
    price = DEARER * math.fsum(run.tables.costs["idr"]) / built if built > 0 else 1.0
    size = 10.0 ** (math.floor(math.log10(max(price, 1.0))) + 1 - SIGNIFICANT)
    return math.ceil(price / size) * size


def _check_factors(made: CaseSet) -> None:
    for option, factors, least, hint in (
        ("--demand", made.demand, 0, "Write a factor, such as 0.5 for half of the demand."),
        ("--battery", made.battery, 0, "Write a factor, such as 1.2 for a fifth more."),
        ("--rupiah", made.rupiah, -1, "Write the part of its value that it loses, such as -0.3."),
    ):
        for factor in factors:
            if not (math.isfinite(factor) and factor > least):
                raise FactorNotPositive(option=option, found=factor, least=least, hint=hint)


def _cases(wish: StressWish, bench: _Bench) -> tuple[list[Disturbance], Odds]:
    """Return what to try, and whose odds it has."""
    if wish.cases is not None:
        cases = read_cases(wish.cases)
        _check_names(wish.cases, cases, bench.tables)
    else:
        cases = _made_up(wish.made, bench)
    given = any(case.probability is not None for case in cases)
    if not wish.equal_odds:
        return cases, "given" if given else "none"
    if given:
        raise OddsTwice(path=wish.cases)
    return [case.model_copy(update={"probability": 1.0 / len(cases)}) for case in cases], "equal"


def _made_up(made: CaseSet, bench: _Bench) -> list[Disturbance]:
    suppliers = bench.tables["suppliers"]["supplier"]
    for key in made.certificates:
        if key not in (ENDING, ALL) and key not in set(suppliers):
            where = f"the data of run {bench.run.name}"
            raise NotFound(kind="supplier", name=key, where=where, nearest=nearest(key, suppliers))
    inputs = bench.model.inputs
    by_supplier, by_region = exposure(inputs, bench.plan, "supplier"), exposure(inputs, bench.plan, "region")
    for count in made.largest or ():
        if count > len(by_supplier):
            raise TooManyLost(count=count, run=bench.run.name, there=len(by_supplier))
    cases = cases_of(made, bench.tables, bench.scenario, by_supplier, by_region)
    if not cases:
        raise NoCase(run=bench.run.name, kinds=", ".join(made.kinds))
    return cases


def _check_names(path: Path, cases: Sequence[Disturbance], tables: Tables) -> None:
    """Raise ``CasesInvalid`` with a finding for every supplier and region of a case that the data do not have."""
    suppliers = tables["suppliers"]
    regions = suppliers["region"].dropna().drop_duplicates()
    findings: list[Finding] = []
    for case in cases:
        asked = [key for key in case.certificates if key not in (ENDING, ALL)]
        for kind, keys, known in (
            ("supplier", [*case.suppliers, *asked], suppliers["supplier"]),
            ("region", case.regions, regions),
        ):
            for key in dict.fromkeys(keys):
                if key not in set(known):
                    place, near = f"Case '{case.name}'", nearest(key, known)
                    source = f"{path.name}: case '{case.name}'"
                    findings.append(
                        finding("case-unknown-name", source, place=place, kind=kind, found=key, nearest=near)
                    )
    if findings:
        raise CasesInvalid(path=path, count=len(findings), findings=findings)


Row = dict[str, object]


def _tried(bench: _Bench, cases: Sequence[Disturbance], wish: StressWish, told: Told) -> Iterator[Row]:
    """Yield a row per case and mode, with word of where it stands."""
    began, total, done = time.perf_counter(), len(cases) * len(wish.modes), 0
    for case in cases:
        spot = _disturbed(bench, case)
        for mode in wish.modes:
            so_far = time.perf_counter() - began
            left = so_far / done * (total - done) if done else None
            told(Step(done, total, case, mode, so_far, left))
            yield _row(bench, spot, mode, wish.seconds)
            done += 1


@dataclass(frozen=True)
class _Spot:
    """The bench under one disturbance."""

    case: Disturbance
    lost: list[str]
    tables: Tables
    scenario: Scenario
    model: SourcingModel
    values: Floats

    def at_orders(self, bench: _Bench) -> tuple[SourcingModel, Floats]:
        """Return the program and the plan in which the orders as they were placed have their place.

        Where demand falls they have none in the program of that demand, which buys no more than it needs.
        """
        times = self.case.demand
        if times is None or times >= 1.0:
            return self.model, self.values
        wanted = self.scenario.demand.model_copy(update={"scale": bench.scenario.demand.scale})
        scenario = self.scenario.model_copy(update={"demand": wanted})
        model = without_suppliers(build(assemble(self.tables, scenario, bench.law, bench.runs)), self.lost)
        return with_demand_times(model, times), values_of(model, bench.solution)


def _disturbed(bench: _Bench, case: Disturbance) -> _Spot:
    lost = lost_suppliers(bench.tables, case)
    tables, scenario = disturbed(bench.tables, bench.scenario, case)
    if case.only_loses:
        return _Spot(case, lost, tables, scenario, without_suppliers(bench.model, lost), bench.values)
    model = without_suppliers(build(assemble(tables, scenario, bench.law, bench.runs)), lost)
    return _Spot(case, lost, tables, scenario, model, values_of(model, bench.solution))


def _row(bench: _Bench, spot: _Spot, mode: Mode, seconds: float) -> Row:
    began = time.perf_counter()
    found = _held(bench, spot, seconds) if mode == "held" else _free(bench, spot, seconds)
    awards, case = bench.plan.awards, spot.case
    at_risk = exposure(bench.model.inputs, bench.plan, "supplier").reindex(spot.lost).sum() if spot.lost else np.nan
    lost_hours = float(bench.own["labour_hours"]) - float(str(found.get("labour_hours", np.nan)))
    return found | {
        "case": case.name,
        "kind": case.kind,
        "subject": case.subject,
        "mode": mode,
        "probability": np.nan if case.probability is None else case.probability,
        "value_at_risk_idr": at_risk if len(awards) else 0.0,
        "labour_hours_lost": lost_hours,
        "seconds": time.perf_counter() - began,
    }


def _held(bench: _Bench, spot: _Spot, seconds: float) -> Row:
    model, values = spot.at_orders(bench)
    held = hold(model, values, bench.solution, seconds)
    tables, scenario = with_orders_placed(spot.tables, spot.scenario)
    return {"status": held.ending, "gap": np.nan} | _judged(bench, spot, tables, scenario, held.solution)


def _free(bench: _Bench, spot: _Spot, seconds: float) -> Row:
    found = bench.recover(seconds).again(spot.model, spot.values)
    gap = np.nan if found.gap is None else found.gap
    judged_row = _judged(bench, spot, spot.tables, spot.scenario, found.solution)
    # A plan that is free to choose has no excuse for a rule.
    stands = bool(judged_row["verified"]) and not judged_row["rules_broken"]
    return {"status": found.ending, "gap": gap} | judged_row | {"verified": stands}


def _judged(bench: _Bench, spot: _Spot, tables: Tables, scenario: Scenario, solution: Solution | None) -> Row:
    """Return the figures of what is left, and what the verifier says of it; only the latter where there is nothing."""
    if solution is None:
        return {"verified": False, "rules_broken": ""}
    plan = plan_tables(spot.model.inputs, solution)
    if any(rule.is_soft for rule in scenario.rule):
        again = recompute(tables, scenario, bench.law, solution, bench.runs)
        plan = replace(plan, penalties=again.penalties)
    against = verify(tables, scenario, bench.law, solution, plan, bench.runs)
    stands, broken = judged(scenario, against)
    return {
        "verified": stands and (not has_errors(against) or bool(broken)),
        "rules_broken": ";".join(broken),
        **figures(spot.model.inputs, solution, plan),
    }


def _own_row(bench: _Bench) -> Row:
    gap = bench.run.outcome.gap
    return {
        **bench.own,
        "case": UNDISTURBED,
        "kind": UNDISTURBED,
        "subject": "",
        "mode": UNDISTURBED,
        "status": bench.run.outcome.status,
        "verified": bench.run.verified,
        "gap": np.nan if gap is None else gap,
        "rules_broken": "",
        "labour_hours_lost": 0.0,
        "seconds": bench.run.seconds.get("total", np.nan),
    }


def _frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows as a table of `CASE_COLUMNS`; text that is not known is blank, numbers ``NaN``."""
    table = pd.DataFrame(list(rows)).reindex(columns=list(CASE_COLUMNS))
    text = [name for name, kind in CASE_COLUMNS.items() if kind == "str"]
    return table.assign(**{name: table[name].astype(object).fillna("") for name in text}).astype(CASE_COLUMNS)


__all__ = ["CaseSet", "Step", "StressWish", "last_stress", "stress"]
