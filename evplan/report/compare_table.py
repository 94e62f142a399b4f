"""Compared runs as plain values for JSON and as tables for CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from evplan.plan.comparison import FRAMES, Comparison, Difference
from evplan.report.contract import plain_rows

DIFFERENCE_COLUMNS = ["subject", "action", "table", "key", "column", "old", "new"]


def comparison_values(one: Comparison) -> dict[str, Any]:
    """Return two compared runs as plain values for JSON: ``difference_idr``, its ``parts``, and every table.

    ``difference_idr`` is null and ``parts`` is empty where not both runs have a plan.
    """
    head: dict[str, Any] = {
        "reference": one.before.name,
        "run": one.after.name,
        "status": [one.before.outcome.status, one.after.outcome.status],
        "difference_idr": one.difference_idr,
        "parts": plain_rows(one.parts),
        "least_idr": one.least_idr,
        "most_idr": one.most_idr,
        "between": one.between,
        "notes": [note.as_dict() for note in one.notes],
    }
    return head | {name: plain_rows(getattr(one, name)) for name in FRAMES if name not in head}


def comparison_frame(compared: Sequence[Comparison], table: str) -> pd.DataFrame:
    """Return one of the tables (`FRAMES`) of all comparisons, with ``reference`` and ``run`` in front."""
    frames = [_labelled(getattr(one, table), one) for one in compared]
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]


def difference_values(one: Difference) -> dict[str, Any]:
    """Return what differs between two runs as plain values for JSON."""
    tables = {name: plain_rows(getattr(one, name)) for name in ("inputs", "settings", "rules", "awards")}
    return {"reference": one.before.name, "run": one.after.name} | tables


def difference_frame(one: Difference) -> pd.DataFrame:
    """Return what differs as one table, a row each: ``subject`` (data, setting, rule, award), what, old and new text.

    Awards are keyed by supplier and part, joined by ``/``; what differs of them is units over the horizon.
    """
    awards = pd.DataFrame(
        {
            "action": one.awards["status"],
            "key": one.awards["supplier"].astype("str") + "/" + one.awards["part"].astype("str"),
            "column": "units",
            "old": one.awards["units_before"].astype("str"),
            "new": one.awards["units_after"].astype("str"),
        }
    )
    tables = {
        "data": one.inputs,
        "setting": one.settings.assign(action="changed"),
        "rule": one.rules.rename(columns={"rule": "key"}),
        "award": awards,
    }
    filled = [table.assign(subject=subject) for subject, table in tables.items() if len(table)]
    if not filled:
        return pd.DataFrame(columns=DIFFERENCE_COLUMNS)
    return pd.concat(filled, ignore_index=True).reindex(columns=DIFFERENCE_COLUMNS).fillna("")


def _labelled(frame: pd.DataFrame, one: Difference) -> pd.DataFrame:
    labelled = frame.copy()
    labelled.insert(0, "reference", one.before.name)
    labelled.insert(1, "run", one.after.name)
    return labelled
