"""A small data set without findings, and ways to spoil it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evplan.law import Law, parse_law
from evplan.scenario.document import Scenario
from evplan.schema import TABLES, Tables, conform, empty_table

Row = dict[str, Any]

# V is made of two P and one Q in the phantom A; P is bought complete, so nobody has to offer its material M.
CLEAN: dict[str, list[Row]] = {
    "regions": [{"region": "R1"}, {"region": "R2"}],
    "parts": [
        {"part": "V", "kind": "vehicle", "mass_kg": 10.0},
        {"part": "A", "kind": "assembly", "mass_kg": 8.0},
        {"part": "P", "kind": "component", "mass_kg": 2.0, "reference_cost_idr": "1000"},
        {"part": "Q", "kind": "component", "mass_kg": 4.0, "certificates": "C1;C2"},
        {"part": "M", "kind": "material", "unit": "kg", "mass_kg": 1.0},
    ],
    "bom_lines": [
        {"parent": "V", "child": "A", "quantity_per": 1.0},
        {"parent": "A", "child": "P", "quantity_per": 2.0},
        {"parent": "A", "child": "Q", "quantity_per": 1.0},
        {"parent": "P", "child": "M", "quantity_per": 1.5},
    ],
    "suppliers": [
        {"supplier": "KOP", "legal_form": "koperasi", "size_class": "kecil", "region": "R1"},
        {"supplier": "CV", "legal_form": "cv", "size_class": "kecil", "region": "R2"},
        {"supplier": "IMP", "legal_form": "importer", "size_class": "besar", "region": "R2", "country": "CN"},
    ],
    "memberships": [{"cooperative": "KOP", "member": "CV"}],
    "capacity": [{"supplier": "CV", "process": "press", "hours": 100.0}],
    "offers": [
        {
            "offer": "P-KOP",
            "supplier": "KOP",
            "part": "P",
            "price": "1000",
            "process": "press",
            "hours_per_unit": 1.0,
            "setup_hours": 10.0,
            "minimum_order": 20.0,
            "maximum_units": 80.0,
        },
        {
            "offer": "P-CV",
            "supplier": "CV",
            "part": "P",
            "price": "1200",
            "process": "press",
            "hours_per_unit": 1.0,
            "local_content_share": 0.5,
            "content_evidence": "certificate",
            "certificate_expiry": "2028-12-31",
        },
        {"offer": "P-IMP", "supplier": "IMP", "part": "P", "price": "0.1", "currency": "USD"},
        {"offer": "Q-IMP", "supplier": "IMP", "part": "Q", "price": "0.2", "currency": "USD"},
    ],
    "price_bands": [
        {"offer": "P-KOP", "minimum_units": 40.0, "price": "900"},
        {"offer": "P-KOP", "minimum_units": 60.0, "price": "800"},
    ],
    "sites": [{"site": "S", "region": "R1"}],
    "demand": [{"vehicle": "V", "site": "S", "units": 10.0}],
    "vehicle_content": [{"vehicle": "V"}],
    "lanes": [{"origin": "R2", "destination": "R1", "freight_idr_per_kg": "10"}],
    "exchange_rates": [{"currency": "USD", "idr_per_unit": "10000"}],
    "supplier_certificates": [
        {"supplier": "IMP", "certificate": "C1"},
        {"supplier": "IMP", "certificate": "C2", "valid_to": "2028-12-31"},
    ],
}

SCENARIO: Row = {"name": "plan", "data": "set", "calendar": {"first": "2027-01", "periods": 12}}


def build(
    edit: dict[str, Row] | None = None, add: dict[str, list[Row]] | None = None, drop: list[str] | None = None
) -> Tables:
    """Return the clean set, spoilt.

    ``edit`` sets cells of the rows named ``TABLE:KEY`` (first parts of the key, ``/`` between), ``drop`` leaves such
    rows of the clean set out, ``add`` adds rows to tables.
    """
    edit, add, drop = edit or {}, add or {}, drop or []
    used: set[str] = set()
    tables = {}
    for name in TABLES:
        rows = []
        for row in [*CLEAN.get(name, []), *(add.get(name, []))]:
            places = [f"{name}:{row[column]}" for column in TABLES[name].key[:1]]
            if len(TABLES[name].key) > 1:
                places.append(f"{places[0]}/{row.get(TABLES[name].key[1], '')}")
            used |= {*places}
            if row not in CLEAN.get(name, []) or not any(place in drop for place in places):
                rows.append(row | {key: value for place in places for key, value in edit.get(place, {}).items()})
        tables[name] = conform(name, pd.DataFrame(rows)) if rows else empty_table(name)
    assert {*edit, *drop} <= used, "names a row that the clean set does not have"
    return tables


@pytest.fixture(scope="session")
def tables() -> Callable[..., Tables]:
    """Return the maker of spoilt data sets."""
    return build


@pytest.fixture(scope="session")
def scenario() -> Callable[..., Scenario]:
    """Return the maker of scenarios: 2027 by months unless said otherwise."""
    return lambda **settings: Scenario.model_validate(SCENARIO | settings)


@pytest.fixture(scope="session")
def law() -> Law:
    """Return the shipped law and the terms of credit."""
    folder = Path(__file__).parents[3] / "data"
    files = sorted([*folder.glob("law/*.toml"), *folder.glob("credit/*.toml")])
    return parse_law({file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files})
