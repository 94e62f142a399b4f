"""What a stored plan claims of itself, held against what was worked out again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from evplan.plan.record import PlanTables
from evplan.plan.verify.breach import AWARD, Breach
from evplan.plan.verify.total import larger, money_slack
from evplan.quantities import MONEY_TOLERANCE_RELATIVE, Floats, quantity_slack

Slack = Callable[[Floats], Floats]


def _exact(_size: Floats) -> Floats:
    return np.zeros(len(_size))


def _ratio(size: Floats) -> Floats:
    """Two ratios of the same sums agree as far as the sums do."""
    return MONEY_TOLERANCE_RELATIVE * np.maximum(1.0, size)


def _price(size: Floats) -> Floats:
    return MONEY_TOLERANCE_RELATIVE * size


_SLACKS: dict[str, dict[str, Slack]] = {
    "awards": {
        **dict.fromkeys(("units", "surplus", "units_paid"), quantity_slack),
        **dict.fromkeys(("value_idr", "freight_idr", "duty_idr"), money_slack),
        "price_idr": _price,
    },
    "costs": {"idr": money_slack},
    "vehicles": {"demanded": quantity_slack, "built": quantity_slack},
    "scores": {"score": _ratio, "minimum": _exact, "passes": _exact, "in_force": _exact},
    "shares": {"share": _ratio},
    "capacity_use": {"used_hours": quantity_slack, "hours": quantity_slack},
    "penalties": {"violation": quantity_slack, "idr": money_slack},
    "members": {
        **dict.fromkeys(("hours", "units"), quantity_slack),
        **dict.fromkeys(("value_idr", "fee_idr"), money_slack),
    },
    "investments": dict.fromkeys(("credit_idr", "cost_idr", "interest_idr"), money_slack),
    "rebates": {"spend_idr": money_slack, "rebate_share": _exact, "rebate_idr": money_slack},
}
_KEYS: dict[str, Sequence[str]] = {
    "awards": AWARD,
    "costs": ("kind",),
    "vehicles": ("vehicle",),
    "scores": ("vehicle", "year", "method"),
    "shares": ("group", "measure"),
    "capacity_use": ("supplier", "process", "period"),
    "penalties": ("rule",),
    "members": ("offer", "member", "period"),
    "investments": ("kind", "item", "period"),
    "rebates": ("supplier",),
}
_WORDS = {"awards": ("supplier", "part"), "members": ("cooperative",), "investments": ("supplier", "in_force")}
"""Columns of text that follow from the keys."""

_NOTHING = {
    "vehicles": "demanded",
    "shares": "share",
    "capacity_use": "used_hours",
    "penalties": "idr",
    "rebates": "rebate_idr",
}
"""A row that only one side has says the same as no row, where this figure is zero."""


def check_claim(own: PlanTables, claimed: PlanTables) -> list[Breach]:
    """Return every figure that the plan claims and that does not come out (one breach per table and column).

    Money agrees within `evplan.quantities.close_money`, quantities within `quantity_slack`, ratios and prices within
    one part in a billion; minima, and whether a score passes, exactly.
    """
    breaches = []
    for table, columns in _SLACKS.items():
        left, right = getattr(claimed, table), getattr(own, table)
        if left.empty and right.empty:
            continue
        if table == "penalties":
            left, right = (side.groupby("rule", as_index=False)[["violation", "idr"]].sum() for side in (left, right))
        keys = list(_KEYS[table])
        twice = left.duplicated(keys)
        both = left[~twice].merge(right, on=keys, how="outer", suffixes=("_claimed", "_own"), indicator=True)
        alone = both["_merge"] != "both"
        lost = both[alone & ~_says_nothing(table, both, own)]
        breaches.append(_unmatched(table, keys, pd.concat([left.loc[twice, keys], lost[keys]])))
        pairs = both[~alone]
        breaches += [_differing(table, keys, pairs, column, slack) for column, slack in columns.items()]
    return [*breaches, *_other_words(own, claimed)]


def _says_nothing(table: str, both: pd.DataFrame, own: PlanTables) -> pd.Series[bool]:
    """Return rows that claim nothing where they stand alone: zeros, scores of a vehicle in a year without a build."""
    if table == "scores":
        scored = pd.MultiIndex.from_frame(own.scores[["vehicle", "year"]])
        return pd.Series(~pd.MultiIndex.from_frame(both[["vehicle", "year"]]).isin(scored), index=both.index)
    if table not in _NOTHING:
        return pd.Series(False, index=both.index)
    column = _NOTHING[table]
    amount = both[f"{column}_claimed"].fillna(both[f"{column}_own"])
    return amount.abs() <= quantity_slack(np.zeros(len(both)))


def _differing(table: str, keys: list[str], pairs: pd.DataFrame, column: str, slack: Slack) -> Breach:
    found, expected = (pairs[f"{column}_{side}"].to_numpy(dtype="float64") for side in ("claimed", "own"))
    both_blank = np.isnan(found) & np.isnan(expected)
    wrong = ~((np.abs(found - expected) <= slack(larger(found, expected))) | both_blank)
    if not wrong.any():
        return Breach("", pairs.iloc[:0], ())
    rows = pairs.loc[wrong, keys].assign(table=table, column=column, found=found[wrong], expected=expected[wrong])
    return Breach(f"verify-claimed-{table.replace('_', '-')}", rows, ("table", *keys))


def _unmatched(table: str, keys: list[str], rows: pd.DataFrame) -> Breach:
    return Breach("verify-claimed-rows", rows[keys].assign(table=table), ("table", *keys))


def _other_words(own: PlanTables, claimed: PlanTables) -> list[Breach]:
    """Return rows that are claimed for another supplier, part, cooperative or first period than they are for."""
    breaches = []
    for table, columns in _WORDS.items():
        keys = list(_KEYS[table])
        both = getattr(claimed, table).merge(getattr(own, table), on=keys, suffixes=("_claimed", "_own"))
        for column in columns:
            rows = both[both[f"{column}_claimed"].fillna("") != both[f"{column}_own"]]
            rows = rows.assign(table=table, column=column)
            rows = rows.rename(columns={f"{column}_claimed": "found", f"{column}_own": "expected"})
            breaches.append(Breach("verify-claimed-key", rows, ("table", *keys)))
    return breaches
