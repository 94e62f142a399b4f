"""The shipped law and small tables for the tests of the law."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evplan.law import Law, parse_law

ROOT = Path(__file__).parents[2]
LINE: dict[str, Any] = {
    "vehicle": "V",
    "content_group": "none",
    "main_component": False,
    "domestic": True,
    "local_content_share": np.nan,
    "certified": False,
    "raw_material_origin": None,
    "landed_idr": 0.0,
}
CONTENT: dict[str, Any] = {
    "vehicle": "V",
    "built": 1.0,
    "assembly_share": np.nan,
    "development_share": np.nan,
    "labour_share": np.nan,
    "overhead_share": np.nan,
    "development_points": np.nan,
    "assembly_cost_idr": np.nan,
    "assembly_local_share": np.nan,
}


def lines_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return bought lines with defaults for what a row leaves out."""
    return pd.DataFrame([LINE | row for row in rows], columns=list(LINE))


def content_table(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return vehicle contents with defaults for what a row leaves out."""
    return pd.DataFrame([CONTENT | row for row in rows], columns=list(CONTENT))


def read_folder(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the TOML files of a folder by name."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}


_DOCUMENTS = read_folder(ROOT / "data" / "law")


@pytest.fixture
def documents() -> dict[str, dict[str, Any]]:
    """Return the shipped law files, parsed, free to be changed."""
    return copy.deepcopy(_DOCUMENTS)


@pytest.fixture(scope="session")
def law() -> Law:
    """Return the shipped law."""
    return parse_law(_DOCUMENTS)


@pytest.fixture(scope="session")
def tables() -> tuple[Any, Any]:
    """Return the makers of small tables: lines and content."""
    return lines_table, content_table
