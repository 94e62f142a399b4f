"""Two plans side by side: costs, scores, shares, who won and lost work, where the jobs are.

Every table has what the plan before has (``_before``), what the plan after has (``_after``) and, of amounts, the
``_change``; what only one of them knows is blank (``NaN``) in the other, or 0 where it is an amount of work or money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.errors import Finding
from evplan.plan.inputs import PlanInputs
from evplan.plan.record import COST_KINDS, PlanTables, Run
from evplan.plan.region import concentration, job_hours, region_years
from evplan.quantities import MONEY_TOLERANCE_IDR, QUANTITY_TOLERANCE
from evplan.schema import Tables

SIDES = ("before", "after")

FIGURE_COLUMNS = ["measure", "before", "after", "change"]
COST_COLUMNS = ["kind", "before_idr", "after_idr", "change_idr"]
AWARD_COLUMNS = [
    *("supplier", "part", "status", "units_before", "units_after", "units_change"),
    *("value_before_idr", "value_after_idr", "value_change_idr"),
]
SUPPLIER_COLUMNS = [
    *("supplier", "status", "parts_before", "parts_after", "parts_won", "parts_lost"),
    *("value_before_idr", "value_after_idr", "value_change_idr"),
]
SCORE_COLUMNS = [
    *("vehicle", "year", "method", "in_force", "score_before", "score_after", "score_change"),
    *("minimum_before", "minimum_after", "passes_before", "passes_after"),
]
SHARE_COLUMNS = ["group", "measure", "share_before", "share_after", "share_change"]
VEHICLE_COLUMNS = ["vehicle", "demanded_before", "demanded_after", "built_before", "built_after", "built_change"]
REGION_COLUMNS = [
    *("region", "name", "year", "labour_hours_before", "labour_hours_after", "labour_hours_change"),
    *("jobs_before", "jobs_after", "jobs_change", "value_before_idr", "value_after_idr", "value_change_idr"),
]
SETTING_COLUMNS = ["key", "old", "new"]
RULE_COLUMNS = ["rule", "action", "old", "new"]
FINDING_COLUMNS = ["action", "severity", "code", "message", "source"]


FRAMES = (
    *("parts", "figures", "costs", "inputs", "settings", "rules", "suppliers", "awards"),
    *("scores", "shares", "vehicles", "regions", "findings"),
)
"""The tables of a `Comparison` by name."""


@dataclass(frozen=True)
class Difference:
    """What differs between two runs: only that, nothing explained.

    inputs
        rows and cells of the data they were solved with: ``table``, ``action`` (added | changed | removed), ``key``,
        ``column``, ``old``, ``new`` (text), ``rows``.
    settings
        of scenario, solver and versions: ``key``, ``old``, ``new`` (text).
    rules
        ``rule``, ``action``, ``old``, ``new``: sentences in the language asked for, blank where there is none.
    awards
        `award_changes`; no rows where one of the runs has no plan.
    """

    before: Run
    after: Run
    tables_before: Tables
    tables_after: Tables
    inputs: pd.DataFrame
    settings: pd.DataFrame
    rules: pd.DataFrame
    awards: pd.DataFrame


@dataclass(frozen=True)
class Comparison(Difference):
    """Two runs compared; ``before`` is the reference.

    ``difference_idr`` is the total cost after less before, each to the rupiah; ``parts`` split it (``kind``, ``idr``:
    `evplan.plan.attribution`). The cheapest plans there can be differ by at least ``least_idr`` and at most
    ``most_idr``, which carry the gaps of both searches (``None``: not proven for these objectives). ``figures``,
    ``costs``, ``suppliers``, ``scores``, ``shares``, ``vehicles``, ``regions`` and ``findings`` are what the
    functions of this module return; without two plans there is no difference, and all these but ``findings`` have no
    rows.
    ``notes`` say what has to be known to read all this; ``between`` is the run that the rules were measured by.
    """

    parts: pd.DataFrame
    figures: pd.DataFrame
    costs: pd.DataFrame
    suppliers: pd.DataFrame
    scores: pd.DataFrame
    shares: pd.DataFrame
    vehicles: pd.DataFrame
    regions: pd.DataFrame
    findings: pd.DataFrame
    difference_idr: int | None = None
    least_idr: float | None = None
    most_idr: float | None = None
    notes: tuple[Finding, ...] = ()
    between: str | None = None


def cost_changes(before: PlanTables, after: PlanTables) -> pd.DataFrame:
    """Return the costs by kind, in the order of `COST_KINDS`; columns `COST_COLUMNS`."""
    sides = [plan.costs.set_index("kind")["idr"].reindex(list(COST_KINDS), fill_value=0.0) for plan in (before, after)]
    table = pd.DataFrame({"before_idr": sides[0], "after_idr": sides[1], "change_idr": sides[1] - sides[0]})
    return table.rename_axis("kind").reset_index()[COST_COLUMNS]


def award_changes(before: PlanTables, after: PlanTables) -> pd.DataFrame:
    """Return what each supplier gets of each part over the horizon, where it differs, most money first.

    Columns `AWARD_COLUMNS`: ``status`` is won (nothing before), lost (nothing after), more, less, or same (as many
    units for other money); units are those paid, values ex works.
    """
    table = _both([_sums(plan, ["supplier", "part"]) for plan in (before, after)], ["supplier", "part"]).fillna(0.0)
    table["units_change"] = table["units_after"] - table["units_before"]
    table["value_change_idr"] = table["value_after_idr"] - table["value_before_idr"]
    size = np.maximum(1.0, np.maximum(table["units_before"], table["units_after"]))
    moved = table["units_change"].abs() > QUANTITY_TOLERANCE * size
    table["status"] = np.select(
        [table["units_before"].eq(0), table["units_after"].eq(0), ~moved, table["units_change"].gt(0)],
        ["won", "lost", "same", "more"],
        "less",
    )
    differs = table[moved | table["value_change_idr"].abs().gt(MONEY_TOLERANCE_IDR)]
    return _largest_first(differs, ["supplier", "part"])[AWARD_COLUMNS]


def supplier_changes(before: PlanTables, after: PlanTables) -> pd.DataFrame:
    """Return the suppliers whose awards differ, most money first.

    Columns `SUPPLIER_COLUMNS`: ``status`` is new (no work before), dropped (none after), more, less or same (money);
    ``parts_won`` and ``parts_lost`` count the parts that only the plan after, or before, gives it.
    """
    awards = award_changes(before, after)
    both = _both([_sums(plan, ["supplier"]) for plan in (before, after)], ["supplier"]).fillna(0.0)
    table = both[both["supplier"].isin(awards["supplier"])].reset_index(drop=True)
    for side, plan in zip(SIDES, (before, after), strict=True):
        table[f"parts_{side}"] = _counted(plan.awards.groupby("supplier")["part"].nunique(), table["supplier"])
    for status in ("won", "lost"):
        counts = awards[awards["status"].eq(status)].groupby("supplier").size()
        table[f"parts_{status}"] = _counted(counts, table["supplier"])
    table["value_change_idr"] = table["value_after_idr"] - table["value_before_idr"]
    change = table["value_change_idr"]
    table["status"] = np.select(
        [table["parts_before"].eq(0), table["parts_after"].eq(0), change.abs().le(MONEY_TOLERANCE_IDR), change.gt(0)],
        ["new", "dropped", "same", "more"],
        "less",
    )
    return _largest_first(table, ["supplier"])[SUPPLIER_COLUMNS]


def score_changes(before: PlanTables, after: PlanTables) -> pd.DataFrame:
    """Return every vehicle's score by year and method, 0..1; columns `SCORE_COLUMNS`."""
    keys, columns = ["vehicle", "year", "method"], ["score", "minimum", "passes", "in_force"]
    table = _both([plan.scores[keys + columns] for plan in (before, after)], keys)
    force = table["in_force_after"].combine_first(table["in_force_before"])
    change = table["score_after"] - table["score_before"]
    return table.assign(in_force=force.astype(bool), score_change=change)[SCORE_COLUMNS]


def share_changes(before: PlanTables, after: PlanTables) -> pd.DataFrame:
    """Return the share of every group by every measure, 0..1; columns `SHARE_COLUMNS`."""
    keys = ["group", "measure"]
    table = _both([before.shares, after.shares], keys).fillna({"share_before": 0.0, "share_after": 0.0})
    return table.assign(share_change=table["share_after"] - table["share_before"])[SHARE_COLUMNS]


def vehicle_changes(before: PlanTables, after: PlanTables) -> pd.DataFrame:
    """Return vehicles wanted and built over the horizon; columns `VEHICLE_COLUMNS`."""
    table = _both([before.vehicles, after.vehicles], ["vehicle"]).fillna(0.0)
    return table.assign(built_change=table["built_after"] - table["built_before"])[VEHICLE_COLUMNS]


def region_changes(before: tuple[PlanInputs, PlanTables], after: tuple[PlanInputs, PlanTables]) -> pd.DataFrame:
    """Return labour hours, full-time jobs and value by region and year, most hours moved first (`REGION_COLUMNS`)."""
    keys, amounts = ["region", "year"], ["labour_hours", "jobs", "value_idr"]
    table = _both([region_years(*side)[[*keys, "name", *amounts]] for side in (before, after)], keys)
    table["name"] = table["name_after"].combine_first(table["name_before"])
    for stem, unit in (("labour_hours", ""), ("jobs", ""), ("value", "_idr")):
        sides = [table[f"{stem}_{side}{unit}"].fillna(0.0) for side in SIDES]
        table = table.assign(
            **{
                f"{stem}_before{unit}": sides[0],
                f"{stem}_after{unit}": sides[1],
                f"{stem}_change{unit}": sides[1] - sides[0],
            }
        )
    order = table["labour_hours_change"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order, REGION_COLUMNS].reset_index(drop=True)


def figure_changes(before: tuple[PlanInputs, PlanTables], after: tuple[PlanInputs, PlanTables]) -> pd.DataFrame:
    """Return the headline figures; columns `FIGURE_COLUMNS`, a row per ``measure``.

    ``total_cost_idr``, ``cost_per_vehicle_idr`` (of all vehicles built), ``penalty_idr`` (of soft rules, not a cost),
    ``vehicles_built``, ``vehicles_unmet``, ``suppliers``, ``labour_hours``, ``jobs`` (full-time, over the horizon),
    ``umkm_koperasi_share`` (of value), ``lowest_score`` (the best method in force counts for each vehicle and year),
    ``supplier_concentration`` and ``region_concentration`` (sum of squared shares of value, 0..1).
    """
    sides = [_figures(*side) for side in (before, after)]
    table = pd.DataFrame({"measure": list(sides[0]), **dict(zip(SIDES, map(dict.values, sides), strict=True))})
    return table.assign(change=table["after"] - table["before"])[FIGURE_COLUMNS]


def finding_changes(before: Sequence[Finding], after: Sequence[Finding]) -> pd.DataFrame:
    """Return the findings that only one of the runs has: ``action`` new or gone; columns `FINDING_COLUMNS`."""
    groups = (("new", after, set(before)), ("gone", before, set(after)))
    rows = [
        (action, str(one.severity), one.code, one.message, one.source)
        for action, findings, known in groups
        for one in findings
        if one not in known
    ]
    return pd.DataFrame(rows, columns=FINDING_COLUMNS).astype("str")


def no_changes() -> dict[str, pd.DataFrame]:
    """Return the tables that need two plans, by their names in `Comparison`, without rows."""
    columns = {
        "figures": FIGURE_COLUMNS,
        "costs": COST_COLUMNS,
        "suppliers": SUPPLIER_COLUMNS,
        "awards": AWARD_COLUMNS,
        "scores": SCORE_COLUMNS,
        "shares": SHARE_COLUMNS,
        "vehicles": VEHICLE_COLUMNS,
        "regions": REGION_COLUMNS,
    }
    return {name: pd.DataFrame(columns=names) for name, names in columns.items()}


def _figures(inputs: PlanInputs, plan: PlanTables) -> dict[str, float]:
    built = float(plan.vehicles["built"].sum())
    total = float(plan.costs["idr"].sum())
    hours = float(region_years(inputs, plan)["labour_hours"].sum())
    best = plan.scores[plan.scores["in_force"]].groupby(["vehicle", "year"])["score"].max()
    umkm = plan.shares[plan.shares["group"].eq("umkm_koperasi") & plan.shares["measure"].eq("value")]["share"]
    concentrated = concentration(inputs, plan)
    return {
        "total_cost_idr": total,
        "cost_per_vehicle_idr": total / built if built else np.nan,
        "penalty_idr": float(plan.penalties["idr"].sum()),
        "vehicles_built": built,
        "vehicles_unmet": float((plan.vehicles["demanded"] - plan.vehicles["built"]).clip(lower=0.0).sum()),
        "suppliers": float(plan.awards["supplier"].nunique()),
        "labour_hours": hours,
        "jobs": hours / float(job_hours(inputs).sum()),
        "umkm_koperasi_share": float(umkm.sum()),
        "lowest_score": float(best.min()) if len(best) else np.nan,
        "supplier_concentration": concentrated["supplier"],
        "region_concentration": concentrated["region"],
    }


def _sums(plan: PlanTables, keys: list[str]) -> pd.DataFrame:
    sums = plan.awards.groupby(keys, as_index=False)[["units_paid", "value_idr"]].sum()
    return sums.rename(columns={"units_paid": "units"})


def _both(frames: Sequence[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    """Return the rows of both by their keys, those of the plan before first, other columns with their side's name."""
    sides = [
        frame.rename(columns={name: _names(name)[side] for name in frame.columns if name not in keys})
        for side, frame in enumerate(frames)
    ]
    joined = sides[0].merge(sides[1], on=keys, how="outer", sort=False)
    order = pd.concat([frame[keys] for frame in frames]).drop_duplicates(ignore_index=True)
    return order.merge(joined, on=keys, how="left")


def _names(column: str) -> tuple[str, str]:
    """Return a column's names before and after; what it is counted in stays at the end."""
    stem, unit = (column.removesuffix("_idr"), "_idr") if column.endswith("_idr") else (column, "")
    return f"{stem}_before{unit}", f"{stem}_after{unit}"


def _counted(counts: pd.Series, keys: pd.Series) -> np.ndarray:
    return np.asarray(counts.reindex(keys, fill_value=0), dtype=np.int64)


def _largest_first(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    size = -table["value_change_idr"].abs()
    return table.assign(size=size).sort_values(["size", *keys], kind="stable", ignore_index=True)
