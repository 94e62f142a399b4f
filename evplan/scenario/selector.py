"""What a rule selects: keys of suppliers, parts, vehicles, regions and periods."""

from __future__ import annotations

import pandas as pd

from evplan.scenario.rule import Cell, Selector

UMKM_SIZES = ("mikro", "kecil", "menengah")


def supplier_groups(suppliers: pd.DataFrame) -> pd.DataFrame:
    """Return which supplier belongs to which group.

    Same index as ``suppliers`` (columns ``country``, ``legal_form``, ``size_class``); a ``bool`` column per group:
    ``domestic`` (country ID and not an importer), ``import`` (the rest), ``umkm`` (domestic and micro, small or
    medium), ``umkm_koperasi`` (those and domestic cooperatives).
    """
    domestic = suppliers["country"].eq("ID") & suppliers["legal_form"].ne("importer")
    umkm = domestic & suppliers["size_class"].isin(UMKM_SIZES)
    return pd.DataFrame(
        {
            "domestic": domestic,
            "import": ~domestic,
            "umkm": umkm,
            "umkm_koperasi": umkm | (domestic & suppliers["legal_form"].eq("koperasi")),
        }
    )


def selected(frame: pd.DataFrame, key: str, selector: Selector | None) -> pd.Series[bool]:
    """Return which rows of ``frame`` a selector takes (same index).

    ``frame`` is the table that the selector speaks of, with its ``key`` column; ``None`` selects every row. A list
    names keys; a table of column = value or list keeps the rows where every column matches; for suppliers the column
    ``group`` stands for `supplier_groups`. Unknown columns must have been found before (`KeyError` otherwise).
    """
    rows = pd.Series(True, index=frame.index)
    if selector is None:
        return rows
    if isinstance(selector, list):
        return frame[key].isin(selector)
    for column, wanted in selector.items():
        values = wanted if isinstance(wanted, list) else [wanted]
        if column == "group" and key == "supplier":
            rows &= supplier_groups(frame)[[str(value) for value in values]].any(axis=1)
        else:
            rows &= matches(frame[column], values)
    return rows


def matches(column: pd.Series, values: list[Cell]) -> pd.Series[bool]:
    """Return where a column has one of the values; text is compared as text, numbers as numbers."""
    if pd.api.types.is_numeric_dtype(column):
        return column.isin(values)
    return column.isin([str(value) for value in values])
