"""The outline of Indonesia that maps are drawn on."""

from __future__ import annotations

import pandas as pd

from evplan.errors import file_unreadable
from evplan.shipped import shipped_folder


def read_outline() -> pd.DataFrame:
    """Return the coast: ``ring`` (from 1, an island each, closed), ``longitude`` and ``latitude`` in degrees.

    Raises `FileUnreadable` if the file that travels with evplan is not there.
    """
    path = shipped_folder("data") / "reference" / "indonesia_outline.csv"
    try:
        return pd.read_csv(path, dtype={"ring": "int64", "longitude": "float64", "latitude": "float64"})
    except OSError as error:
        raise file_unreadable("other", path, detail=error.strerror or error) from error
