"""The record of a stress test: what is left of a plan under each disturbance, in tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Mode = Literal["held", "free"]
Odds = Literal["none", "given", "equal"]

MODES: tuple[Mode, ...] = ("held", "free")

UNDISTURBED = "plan"
"""Case and mode of the row that holds the plan itself."""

CASE_COLUMNS: dict[str, str] = {
    "case": "str",
    "kind": "str",
    "subject": "str",
    "mode": "str",
    "probability": "float64",
    "value_at_risk_idr": "float64",
    "status": "str",
    "verified": "bool",
    "gap": "float64",
    "cost_idr": "float64",
    "unmet_idr": "float64",
    "demanded": "float64",
    "built": "float64",
    "unmet": "float64",
    "unmet_share": "float64",
    "lawful": "str",
    "worst_vehicle": "str",
    "worst_year": "float64",
    "worst_score": "float64",
    "worst_minimum": "float64",
    "rules_broken": "str",
    "umkm_koperasi_share": "float64",
    "labour_hours": "float64",
    "labour_hours_lost": "float64",
    "left_over_idr": "float64",
    "seconds": "float64",
}

SUMMARY_COLUMNS: dict[str, str] = {
    "mode": "str",
    "cases": "int64",
    "without_plan": "int64",
    "unlawful": "int64",
    "unmet_case": "str",
    "unmet_most": "float64",
    "cost_case": "str",
    "cost_most_idr": "float64",
    "probability": "float64",
    "expected_unmet": "float64",
    "expected_cost_idr": "float64",
}


@dataclass(frozen=True)
class Stress:
    """One stress test of a stored plan, as it is stored.

    plan
        One row of `CASE_COLUMNS`, the undisturbed plan (``case`` and ``mode`` are ``plan``).
    cases
        A row per case and mode, in the order of the cases; columns `CASE_COLUMNS`. ``mode`` is ``held`` (orders stay
        as they were placed) or ``free`` (everything is decided again). ``subject`` says of what: a supplier, a region,
        how many, a factor, whose certificates; blank of a file's own cases. ``value_at_risk_idr``: value ex works that
        the plan has with the suppliers that are lost. ``status`` as of a run; of ``held`` it says whether more could be
        saved. ``verified``: the independent verifier found nothing against it; figures of a case that it did not clear
        are given with that mark, those without a plan are ``NaN``. ``gap`` is relative, of cost and priced unmet
        vehicles against a proven bound (``NaN``: none is proven). ``cost_idr`` is everything but unmet vehicles,
        ``unmet_idr`` what those are priced at. ``lawful`` is ``yes``, ``no``, or blank where nothing is built; the
        worst score is that of the vehicle and year whose best method in force is least above its ``worst_minimum``.
        ``rules_broken``: ids of the scenario's mandatory rules, ``;`` between. ``umkm_koperasi_share`` of value;
        ``labour_hours`` of all that is delivered, ``labour_hours_lost`` against the plan (negative: gained).
        ``left_over_idr``: value ex works that was delivered and that no vehicle uses.
    concentration
        `evplan.plan.exposure.exposure_table` of the plan.
    penalty_idr
        Price of a vehicle that is not built; ``illustrative`` where the scenario has none. ``odds``: whose
        probabilities are in the table. ``seconds`` took it all, ``seconds_per_case`` was each search's limit.
    """

    run: str
    number: int
    plan: pd.DataFrame
    cases: pd.DataFrame
    concentration: pd.DataFrame
    penalty_idr: float
    illustrative: bool
    odds: Odds
    seconds_per_case: float
    seconds: float
    created_at: str
    created_by: str
    evplan_version: str

    @property
    def summary(self) -> pd.DataFrame:
        """Return a row per mode, columns `SUMMARY_COLUMNS`.

        The worst cases are those with most ``unmet`` and, of those with a plan, with most cost. What is expected is
        over the odds given, the plan itself having what is left of 1; ``NaN`` without odds, or where a case with odds
        has no plan.
        """
        rows = [self._summed(mode, rows) for mode, rows in self.cases.groupby("mode", sort=False)]
        return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS)).astype(SUMMARY_COLUMNS)

    def _summed(self, mode: object, rows: pd.DataFrame) -> tuple[object, ...]:
        odds = rows["probability"].fillna(0.0)
        known = self.odds != "none" and not bool(rows.loc[odds > 0, "cost_idr"].isna().any())
        expected = []
        for figure in ("unmet", "cost_idr"):
            own = float(self.plan[figure].iloc[0]) * max(1.0 - float(odds.sum()), 0.0)
            expected.append(own + float((odds * rows[figure].fillna(0.0)).sum()) if known else np.nan)
        return (
            mode,
            len(rows),
            int(rows["cost_idr"].isna().sum()),
            int(rows["lawful"].eq("no").sum()),
            *_worst(rows, "unmet"),
            *_worst(rows, "cost_idr"),
            float(odds.sum()) if self.odds != "none" else np.nan,
            *expected,
        )


def _worst(rows: pd.DataFrame, figure: str) -> tuple[str, float]:
    """Return the case with most of a figure and how much that is; none where it is nothing, or nowhere known."""
    found = rows[rows[figure].notna() & rows[figure].gt(0.0)]
    if found.empty:
        return "", 0.0 if rows[figure].notna().any() else np.nan
    row = found.loc[found[figure].idxmax()]
    return str(row["case"]), float(row[figure])
