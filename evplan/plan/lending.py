"""A data set with the prices, rates, freight and duties of another one: what a plan would have paid there."""

from __future__ import annotations

import pandas as pd

from evplan.schema import Tables

# table: (key, columns that are lent)
_CELLS = {
    "offers": ("offer", ["price", "currency", "duty_share"]),
    "parts": ("part", ["mass_kg"]),
    "suppliers": ("supplier", ["region"]),
    "sites": ("site", ["region"]),
}

# table: columns that say whose rows they are
_ROWS = {
    "price_bands": ["offer"],
    "supplier_rebates": ["supplier"],
    "exchange_rates": ["currency"],
    "lanes": ["origin", "destination"],
}

_OWNERS = {"price_bands": "offers", "supplier_rebates": "suppliers"}


def lent_tables(tables: Tables, lender: Tables) -> Tables:
    """Return ``tables`` with everything that money per unit hangs on taken from ``lender``, where it knows it.

    Of offers price, currency and duty, of parts the mass, of suppliers and sites the region; bands, rebates, exchange
    rates and lanes row by row. What the lender does not have stays as it is. Rows keep their order, so codes hold.
    """
    result = dict(tables)
    for name, (key, columns) in _CELLS.items():
        result[name] = _with_cells(tables[name], lender[name], key, columns)
    for name, keys in _ROWS.items():
        rows, known = lender[name], lender[_OWNERS.get(name, name)]
        if name in _OWNERS:
            rows = rows[rows[keys[0]].isin(tables[_OWNERS[name]][keys[0]])]
        result[name] = _with_rows(tables[name], rows, known, keys)
    if lender["lanes"].empty:
        # Without lanes freight is zero, which is not the same as not to know it.
        result["lanes"] = lender["lanes"]
    return result


def _with_cells(frame: pd.DataFrame, lender: pd.DataFrame, key: str, columns: list[str]) -> pd.DataFrame:
    row = pd.Index(lender[key]).get_indexer(frame[key])
    lent = frame.copy()
    for column in columns:
        cells = lent[column].to_numpy(dtype=object, copy=True)
        cells[row >= 0] = lender[column].to_numpy(dtype=object)[row[row >= 0]]
        lent[column] = pd.Series(cells, index=frame.index).astype(frame[column].dtype)
    return lent


def _with_rows(frame: pd.DataFrame, lender: pd.DataFrame, known: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the lender's rows, and behind them those of whom the lender does not know at all."""
    own = pd.MultiIndex.from_frame(frame[keys])
    kept = frame[~own.isin(pd.MultiIndex.from_frame(known[keys]))]
    return pd.concat([lender, kept], ignore_index=True) if len(kept) else lender
