"""The reference lists that travel with evplan: regions, wages, currencies, processes, certificates, codes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

REFERENCE_LISTS = (
    "provinces",
    "regions",
    "minimum_wages",
    "kbli",
    "hs_codes",
    "currencies",
    "processes",
    "certificates",
    "sources",
)


def read_reference(folder: Path, name: str) -> pd.DataFrame:
    """Return the list ``name`` of a folder of reference files, a row per entry, its code first.

    Every cell is text, wages and coordinates numbers. ``regions`` comes with coordinates and the newest minimum wage
    that is known (``minimum_wage_idr``, ``wage_year``), blank where none is.
    """
    frame = _read(folder, name)
    if name != "regions":
        return frame
    points = _read(folder, "region_coordinates")[["region", "latitude", "longitude"]]
    wages = _read(folder, "minimum_wages").sort_values("year").drop_duplicates("region", keep="last")
    wages = wages[["region", "year", "idr_per_month"]].rename(
        columns={"year": "wage_year", "idr_per_month": "minimum_wage_idr"}
    )
    joined = frame.merge(points, on="region", how="left").merge(wages, on="region", how="left")
    return joined[
        ["region", "name", "province", "latitude", "longitude", "minimum_wage_idr", "wage_year", "source", "confidence"]
    ]


def _read(folder: Path, name: str) -> pd.DataFrame:
    frame = pd.read_csv(folder / f"{name}.csv", dtype="str", keep_default_na=False, na_values=[""])
    numbers = [column for column in ("latitude", "longitude", "idr_per_month") if column in frame]
    return frame.assign(**{column: pd.to_numeric(frame[column]) for column in numbers})
