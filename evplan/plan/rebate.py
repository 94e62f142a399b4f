"""Rebates on all that is spent with a supplier over the horizon: which level is reached, and what it is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.plan.inputs import PlanInputs
from evplan.plan.record import PLAN_COLUMNS
from evplan.quantities import MONEY_TOLERANCE_IDR, MONEY_TOLERANCE_RELATIVE, Floats


def rebates_table(inputs: PlanInputs, awards: pd.DataFrame) -> pd.DataFrame:
    """Return the rebates that are reached; see `PlanTables.rebates`. ``awards`` need supplier and ``value_idr``.

    The highest level whose minimum is at most the spend holds for all of it; a spend within the money tolerance of a
    minimum has reached it.
    """
    spend = awards.groupby("supplier")["value_idr"].sum().reindex(inputs.suppliers["supplier"], fill_value=0.0)
    row = reached_level(inputs, spend.to_numpy(dtype=np.float64))
    reached = np.flatnonzero(row >= 0)
    share = inputs.rebates["rebate_share"].to_numpy()[row[reached]]
    table = pd.DataFrame({"supplier": spend.index[reached], "spend_idr": spend.to_numpy()[reached]})
    table = table.assign(rebate_share=share, rebate_idr=share * table["spend_idr"])
    return table[list(PLAN_COLUMNS["rebates"])].astype(PLAN_COLUMNS["rebates"])


def reached_level(inputs: PlanInputs, spend_idr: Floats) -> np.ndarray:
    """Return, per supplier, the row of ``inputs.rebates`` that its spend reaches; -1 for none."""
    levels = inputs.rebates
    supplier, least = levels["supplier_code"].to_numpy(), levels["minimum_spend_idr"].to_numpy()
    room = np.maximum(MONEY_TOLERANCE_IDR, MONEY_TOLERANCE_RELATIVE * least)
    reached = np.flatnonzero(spend_idr[supplier] >= least - room)
    result = np.full(len(spend_idr), -1, dtype=np.intp)
    # Levels rise within a supplier: of several written to one place the last stays.
    result[supplier[reached]] = reached
    return result


def rebate_worth(awards: pd.DataFrame, rebates: pd.DataFrame, factor: Floats) -> Floats:
    """Return what each award's rebate is worth in rupiah; ``factor`` discounts the value it belongs to."""
    share = rebates.set_index("supplier")["rebate_share"].reindex(awards["supplier"]).fillna(0.0).to_numpy()
    return np.asarray(share * awards["value_idr"].to_numpy() * factor, dtype=np.float64)
