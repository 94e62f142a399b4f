"""What a file says of each part: name, unit, mass, price with currency, maker, seller."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evplan.quantities import decimal_text
from evplan.readers.bill.heading import currency_of
from evplan.readers.bill.quantity import read_quantity
from evplan.readers.bill.record import PART_COLUMNS
from evplan.readers.number import read_number

if TYPE_CHECKING:
    from evplan.readers.bill.reading import Reading

_KINDS = {
    "assembly": "assembly", "assy": "assembly", "rakitan": "assembly", "baugruppe": "assembly",
    "component": "component",
    "part": "component", "komponen": "component", "material": "material",
    "raw material": "material", "bahan": "material",
    "bahan baku": "material", "vehicle": "vehicle",
}  # fmt: skip


def mapped(text: pd.Series[str], read: object) -> pd.Series:
    """Return what a function makes of each cell; it is asked once per distinct text."""
    codes, distinct = pd.factorize(text)
    assert callable(read)
    return pd.Series(np.array([read(each) for each in distinct])[codes], index=text.index)


def read_parts(reading: Reading, lines: pd.DataFrame, tops: list[str]) -> pd.DataFrame:
    """Return a row per part of the lines: the first thing that the file says of each."""
    used = (set(lines["parent"]) | set(lines["child"])) - {""}
    price, currency = _price(reading)
    names = reading.text("name")
    name = names.where(names.ne(""), reading.text("description")).str.strip(" \t\u3000\u00a0.>•│├└─-")
    mass = mapped(reading.text("mass_kg"), lambda cell: _mass(reading, cell)) if "mass_kg" in reading.rows else np.nan
    texts = ("category", "kind", "manufacturer", "manufacturer_part", "supplier", "supplier_part", "note")
    table = pd.DataFrame(
        {"part": reading.key, "name": name, "unit": reading.unit, "mass_kg": mass, "price": price, "currency": currency}
        | {text: reading.text(text) for text in texts}
    )
    table["kind"] = table["kind"].str.casefold().map(_KINDS).fillna("")
    _check_units(reading, table)
    table = table[table["part"].isin(used)].replace("", np.nan)
    table = table.groupby("part", sort=False).first().reset_index() if len(table) else table
    more = [key for key in sorted(used - set(table["part"])) if key not in tops]
    words = reading.assembly_names
    extra = pd.DataFrame({"part": more, "name": [words.get(key, key) for key in more]})
    table = pd.concat([table, extra], ignore_index=True) if more else table
    return table.reindex(columns=PART_COLUMNS)


def _check_units(reading: Reading, table: pd.DataFrame) -> None:
    said = table[table["unit"].ne("")]
    first = said.groupby("part")["unit"].transform("first")
    for position in said.index[said["unit"].ne(first)].tolist():
        row = table.loc[position]
        head = said.index[said["part"].eq(row["part"])][0]
        values = {"one": row["unit"], "other": table.at[head, "unit"], "first": reading.found.line(int(head))}
        reading.found.at("bill-unit-differs", int(position), "unit", found=row["part"], **values)


def _mass(reading: Reading, cell: str) -> float:
    read = read_quantity(cell, reading.decimal)
    return float(read.value) if read.value is not None and read.unit in ("", "kg") else np.nan


def _price(reading: Reading) -> tuple[pd.Series, pd.Series]:
    """Return prices of one unit as decimal text, and their currency (blank: not said)."""
    text = reading.text("price")
    codes, distinct = pd.factorize(text)
    numbers = [_amount_of(cell, reading.decimal) for cell in distinct]
    signs = np.array([currency_of(cell) if cell else "" for cell in distinct] or [""], dtype=object)[codes]
    values = np.array(numbers or [np.nan], dtype=float)[codes] / reading.factor.to_numpy()
    for position in np.flatnonzero(np.isnan(values) & text.ne("").to_numpy()).tolist():
        if text.iloc[position].casefold() not in ("-", "n/a", "tbd", "na", "?"):
            reading.found.at("bill-price-bad", position, "price", found=text.iloc[position])
    own = reading.text("currency").map(lambda cell: currency_of(cell) or cell.upper()[:3])
    said = pd.Series(signs, dtype="str").where(pd.Series(signs, dtype="str").ne(""), own)
    said = said.where(said.ne(""), reading.options.currency or reading.currency)
    priced = ~np.isnan(values) & (values > 0)
    if (priced & said.eq("").to_numpy()).any():
        first = int(np.flatnonzero(priced & said.eq("").to_numpy())[0])
        reading.found.at("bill-currency-unknown", first, "price", found=text.iloc[first])
    shown = [decimal_text(f"{value:.12g}") if good else "" for value, good in zip(values, priced, strict=True)]
    return pd.Series(shown, dtype="str"), said.where(priced, "")


def _amount_of(cell: str, decimal: str) -> float:
    match = re.search(r"-?\d[\d.,'’ ]*\d|-?\d|[.,]\d+", cell)
    number = read_number(match[0].strip(), decimal) if match else None
    value = float(number) if number is not None else np.nan
    return value if 0 <= value < 1e15 else np.nan
