"""The same program without some suppliers: their columns are closed, rows and columns stay."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from evplan.model.program import SourcingModel


def without_suppliers(model: SourcingModel, lost: Collection[str]) -> SourcingModel:
    """Return the model in which these suppliers deliver nothing, work for no cooperative and start no upgrade.

    Formula
    -------
    buy[o,d,t] = surplus[o,d,t] = made_by[o,m,t] = upgrade[g,t] = 0     for all offers o, members m and upgrades g of
                                                                        the suppliers lost
    """
    inputs, columns = model.inputs, model.columns
    gone = inputs.suppliers["supplier"].isin(lost).to_numpy()
    upper = model.arrays.column_upper.copy()
    paid, made, started = columns.paid, columns["made_by"], columns["upgrade"]
    upper[paid.column[gone[inputs.offers["supplier_code"].to_numpy()[paid.offer]]]] = 0.0
    members = inputs.hours_of["supplier"].isin(lost).to_numpy()
    upper[made.columns[members[made.index["hours_code"].to_numpy()]]] = 0.0
    theirs = inputs.upgrades.table["supplier"].isin(lost).to_numpy()
    upper[started.columns[theirs[started.index["upgrade"].to_numpy()]]] = 0.0
    return replace(model, arrays=replace(model.arrays, column_upper=upper))
