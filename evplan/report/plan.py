"""A run in words: how it ended, what it costs, how it scores, who gets the work, where it is tight."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evplan.law import METHODS
from evplan.plan.record import PlanTables, Run
from evplan.report import block, render
from evplan.report.block import Block, table_block
from evplan.report.contract import run_seconds
from evplan.report.finding import finding_block
from evplan.report.language import Language
from evplan.report.network import network_blocks
from evplan.report.objective import stage_block
from evplan.report.word import label, word
from evplan.schema import Tables

LARGEST_AWARDS = 12
TIGHTEST_CAPACITIES = 8
FINDINGS_SHOWN = 12

SCORE_FORMATS = {"score": block.precise_percent, "minimum": block.precise_percent}

GROUPS = (
    *("umkm_koperasi", "umkm", "domestic"),
    *("koperasi", "perorangan", "cv", "pt", "bumn", "importer"),
    *("mikro", "kecil", "menengah", "besar"),
)


@dataclass(frozen=True)
class Names:
    """Names and units by key, from the data set a run was made with; a key without a name stands for itself."""

    suppliers: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


def names_of(tables: Tables) -> Names:
    """Return the names of suppliers and parts and the units of parts."""
    suppliers, parts = tables["suppliers"].dropna(subset="name"), tables["parts"].dropna(subset="name")
    return Names(
        suppliers=dict(zip(suppliers["supplier"], suppliers["name"], strict=True)),
        parts=dict(zip(parts["part"], parts["name"], strict=True)),
        units=dict(zip(tables["parts"]["part"], tables["parts"]["unit"], strict=True)),
    )


def run_blocks(run: Run, names: Names, language: Language) -> list[Block]:
    """Return everything that is told of a run, in the order in which it is read."""
    blocks = [status_block(run, language)]
    if run.conflict:
        blocks.append(conflict_block(run, language))
    elif run.outcome.status == "infeasible":
        blocks.append(Block(lines=(word("plan.conflict_unknown", language, scenario=run.scenario),)))
    if len(run.stages) > 1:
        blocks.append(stage_block(run.stages, language))
    if run.tables is not None:
        blocks += plan_blocks(run.tables, names, language)
    blocks.append(finding_block(run.findings, language, FINDINGS_SHOWN))
    return blocks


def plan_blocks(tables: PlanTables, names: Names, language: Language) -> list[Block]:
    """Return the tables of a plan as blocks."""
    blocks = [
        cost_block(tables, language),
        vehicle_block(tables, names, language),
        score_block(tables, names, language),
        share_block(tables, language),
        award_block(tables, names, language),
        capacity_block(tables, names, language),
    ]
    blocks += network_blocks(tables, names.suppliers, names.parts, language)
    if len(tables.penalties):
        blocks.append(table_block(tables.penalties, language, word("title.penalties", language)))
    return blocks


def status_words(run: Run, language: Language) -> str:
    """Return how the search ended; ``optimal`` only if it was proved, with the gap that was left."""
    outcome = run.outcome
    gap = render.percent(outcome.gap, language, 2)
    if len(run.stages) > 1 and outcome.status in ("optimal", "feasible"):
        return word(f"plan.{outcome.status}_in_order", language, termination=outcome.termination)
    if outcome.status == "optimal":
        return word("plan.optimal_within" if outcome.gap else "plan.optimal", language, gap=gap)
    key = "feasible_unbounded" if outcome.status == "feasible" and outcome.gap is None else outcome.status
    return word(f"plan.{key}", language, gap=gap, termination=outcome.termination)


def status_block(run: Run, language: Language) -> Block:
    """Return name and status of a run, and in lines its total, its bound and the check."""
    lines = [*_plan_lines(run, language), _search_line(run, language)]
    return Block(title=f"{run.name}: {status_words(run, language)}", lines=tuple(lines))


def conflict_block(run: Run, language: Language) -> Block:
    """Return the rules and limits that clash, each with its way out."""
    lines = []
    for clash in run.conflict:
        lines.append(f"{clash.rule}: {clash.sentence}")
        lines += [f"  {word('note.move', language, move=clash.move)}"] if clash.move else []
    return Block(title=word("title.conflict", language), lines=tuple(lines))


def cost_block(tables: PlanTables, language: Language) -> Block:
    """Return cost by kind (kinds that cost nothing left out) and their sum."""
    costs = tables.costs[tables.costs["idr"] != 0].copy()
    total = tables.costs["idr"].sum()
    costs["share"] = costs["idr"] / total if total else np.nan
    costs["kind"] = [word(f"cost.{kind}", language) for kind in costs["kind"]]
    last = pd.DataFrame({"kind": [word("cost.total", language)], "idr": [total], "share": [1.0]})
    return table_block(pd.concat([costs, last]) if len(costs) else last, language, word("title.costs", language))


def vehicle_block(tables: PlanTables, names: Names, language: Language) -> Block:
    """Return vehicles wanted and built, and the landed cost of what was bought for each."""
    bought = tables.awards.assign(cost_idr=tables.awards[["value_idr", "freight_idr", "duty_idr"]].sum(axis=1))
    cost = bought.groupby("vehicle")["cost_idr"].sum()
    frame = tables.vehicles[["vehicle", "demanded", "built"]].copy()
    frame["cost_idr"] = frame["vehicle"].map(cost).fillna(0.0)
    frame["cost_per_vehicle_idr"] = frame["cost_idr"] / frame["built"].where(frame["built"] > 0)
    common = tables.costs["idr"].sum() - frame["cost_idr"].sum()
    frame["vehicle"] = _named(frame["vehicle"], names.parts)
    note = word("note.common_cost", language, idr=render.compact_money(common, language)) if common >= 1 else ""
    formats = {"demanded": block.count, "built": block.count, "cost_idr": block.compact}
    return table_block(frame, language, word("title.vehicles", language), formats, note)


def score_block(tables: PlanTables, names: Names, language: Language) -> Block:
    """Return each vehicle's score by each method and year against its minimum."""
    order = ["vehicle", "year", "method"]
    rank = {name: position for position, name in enumerate((*tables.vehicles["vehicle"], *METHODS))}
    scores = tables.scores.sort_values(order, key=lambda column: column.map(rank).fillna(column), kind="stable")
    frame = scores[["vehicle", "year", "method", "score", "minimum"]].copy()
    frame["vehicle"] = _named(frame["vehicle"], names.parts)
    frame["method"] = [label("method", method, language) for method in frame["method"]]
    stand = np.where(scores["passes"], word("score.passes", language), word("score.falls_short", language))
    frame["result"] = np.where(scores["in_force"], stand, word("score.not_in_force", language))
    note = "" if scores["in_force"].all() else word("note.methods", language)
    return table_block(frame, language, word("title.scores", language), SCORE_FORMATS, note)


def share_block(tables: PlanTables, language: Language) -> Block:
    """Return the share of each group of suppliers by value and by labour hours; groups without any left out."""
    wide = tables.shares.pivot_table(index="group", columns="measure", values="share", observed=True)
    wide = wide.reindex([group for group in GROUPS if group in wide.index])
    wide = wide.reindex(columns=["value", "labour_hours"])
    wide = wide[wide.gt(0).any(axis=1)].reset_index()
    wide["group"] = [label("group", group, language) for group in wide["group"]]
    formats = {"value": block.percent, "labour_hours": block.percent}
    return table_block(wide.rename_axis(columns=None), language, word("title.shares", language), formats)


def award_block(tables: PlanTables, names: Names, language: Language) -> Block:
    """Return the largest assignments by value: supplier, part, units over the horizon, value ex works."""
    grouped = tables.awards.groupby(["supplier", "part"], as_index=False)[["units_paid", "value_idr"]].sum()
    largest = grouped.sort_values(["value_idr", "supplier", "part"], ascending=[False, True, True])
    shown = largest.head(LARGEST_AWARDS)
    frame = pd.DataFrame(
        {
            "supplier": _named(shown["supplier"], names.suppliers),
            "part": _named(shown["part"], names.parts),
            "units": shown["units_paid"],
            "unit": [names.units.get(part, "") for part in shown["part"]],
            "value_idr": shown["value_idr"],
        }
    )
    left = len(largest) - len(shown)
    note = word("note.more_rows", language, count=render.number(left, language)) if left else ""
    formats = {"units": block.count, "value_idr": block.compact}
    return table_block(frame, language, word("title.awards", language), formats, note)


def capacity_block(tables: PlanTables, names: Names, language: Language) -> Block:
    """Return the processes with the largest part of their hours used, each in its tightest period."""
    use = tables.capacity_use
    use = use.assign(capacity_used=use["used_hours"] / use["hours"].where(use["hours"] > 0))
    use = use.sort_values(
        ["capacity_used", "hours", "supplier", "process", "period"], ascending=[False, False, True, True, True]
    )
    tightest = use.drop_duplicates(["supplier", "process"]).dropna(subset="capacity_used").head(TIGHTEST_CAPACITIES)
    frame = tightest[["supplier", "process", "period", "used_hours", "hours", "capacity_used"]].copy()
    frame["supplier"] = _named(frame["supplier"], names.suppliers)
    frame["period"] = [render.period(period, language) for period in frame["period"]]
    return table_block(frame, language, word("title.capacity", language))


def stored_block(run: Run, where: str, language: Language) -> Block:
    """Return where a run is stored and what can be done with it next."""
    steps = [word(f"next.{step}", language, run=run.name, file=run.scenario) for step in ("show", "score", "export")]
    stored = word("stored", language, run=run.name, where=where)
    return Block(title=stored, lines=tuple(steps) if run.tables is not None else tuple(steps[:1]))


def _plan_lines(run: Run, language: Language) -> list[str]:
    tables = run.tables
    if tables is None:
        return []
    total = run.total_cost_idr
    vehicles = tables.vehicles
    lines = [
        word(
            "plan.total", language, total=render.compact_money(total, language, 2), exact=render.money(total, language)
        ),
        word(_bound_key(run), language, bound=render.compact_money(run.outcome.best_bound_idr, language, 2)),
        word(
            "plan.vehicles",
            language,
            built=render.number(vehicles["built"].sum(), language),
            demanded=render.number(vehicles["demanded"].sum(), language),
            suppliers=render.number(tables.awards["supplier"].nunique(), language),
        ),
        word("plan.verified" if run.verified else "plan.not_verified", language),
    ]
    return [*lines, word("plan.support", language)] if run.verified else lines


def _bound_key(run: Run) -> str:
    """Return the words for the bound of cost: lowest of all plans, or of those that keep earlier objectives."""
    first = "cost" if run.stages.empty else run.stages["objective"].iloc[0]
    return "plan.bound" if first == "cost" else "plan.bound_after"


def _search_line(run: Run, language: Language) -> str:
    outcome = run.outcome
    return word(
        "plan.search",
        language,
        solver=outcome.solver,
        version=outcome.solver_version,
        rows=render.number(outcome.rows, language),
        columns=render.number(outcome.columns, language),
        integers=render.number(outcome.integers, language),
        seconds=render.duration(run_seconds(run)["total"], language),
    )


def _named(keys: pd.Series, names: dict[str, str]) -> pd.Series:
    return keys.map(lambda key: names.get(key, key))
