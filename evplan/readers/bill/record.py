"""What a bill of materials read from a file is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from evplan.errors import Finding

LINE_COLUMNS = [
    *("parent", "child", "quantity_per", "scrap_share", "valid_from", "valid_to", "substitute_group", "position"),
]
PART_COLUMNS = [
    *("part", "name", "unit", "mass_kg", "price", "currency", "category", "kind", "manufacturer", "manufacturer_part"),
    *("supplier", "supplier_part", "note"),
]
SUBSTITUTE_COLUMNS = ["parent", "part", "substitute", "name", "quantity_per", "position"]
COLUMN_COLUMNS = ["column", "heading", "field", "confidence", "example"]


@dataclass(frozen=True)
class BillOptions:
    """What the user says about a file: ``vehicle`` whose bill it is, and answers to what cannot be guessed.

    ``mapping`` of headings (or ``#2``) to fields; ``currency`` of prices; ``decimal`` sign; ``open_quantity`` for
    quantities that are not settled or not given; ``top``, the part of the file that the vehicle stands for; ``accept``
    are codes of errors whose rows are left out.
    """

    vehicle: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    currency: str = ""
    decimal: str = ""
    open_quantity: float | None = None
    top: str = ""
    accept: tuple[str, ...] = ()


@dataclass(frozen=True)
class BillFile:
    """A bill as read.

    columns
        ``column`` (from 1), ``heading``, ``field`` (blank: not read), ``confidence`` 0..1, ``example``.
    lines
        as `LINE_COLUMNS`; the vehicle itself is the blank ``parent``; ``quantity_per`` in the child's unit.
    parts
        as `PART_COLUMNS`, a row per part, blank where the file says nothing; ``price`` is decimal text of ``currency``.
    substitutes
        as `SUBSTITUTE_COLUMNS`: alternatives for ``part`` below ``parent`` that wait for a yes.
    layout
        ``flat``, ``level``, ``outline``, ``indent``, ``parent``, ``assembly`` or ``none``.

    Where ``findings`` has errors, the tables hold what could be read.
    """

    source: str
    digest: str
    layout: str
    columns: pd.DataFrame
    lines: pd.DataFrame
    parts: pd.DataFrame
    substitutes: pd.DataFrame
    findings: tuple[Finding, ...]
