"""From the cells of a bill's table to its lines: who goes into what, how many, in which unit."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from evplan.quantities import decimal_text
from evplan.readers.bill.part import mapped
from evplan.readers.bill.quantity import count_designators, read_quantity
from evplan.readers.bill.reading import Lines, Reading, no_lines
from evplan.readers.bill.record import BillOptions
from evplan.readers.finding_list import FindingList
from evplan.readers.number import number_style, read_number

_NO_PART = re.compile(
    r"(?:sub\s*|grand\s*)?(?:total|jumlah|summe|gesamt|somme|suma|sum|合计|合計|总计|小计|notes?|catatan|remarks?)\b.*",
    re.I,
)
_NOT_PLACED = re.compile(r"(?:dnp|dnf|dni|dns|do not (?:place|populate|fit|install)|n\.?c\.?)(?:\W.*)?", re.I)
_YES = {
    "1",
    "x",
    "y",
    "yes",
    "true",
    "ya",
    "ja",
    "oui",
    "si",
    "sí",
    "dnp",
    "dnf",
    "dni",
    "dns",
    "是",
    "○",
    "✓",
    "v",
    "nf",
    "t",
}
_NO = {"0", "n", "no", "false", "tidak", "nein", "non", "dnp", "dnf", "dni", "dns", "否", "×", "nf", "not fitted", "f"}
_DOUBTFUL = r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$"


def read_lines(cells: pd.DataFrame, separator: str, options: BillOptions, found: FindingList, currency: str) -> Lines:
    """Return the lines of ``cells``: text, a column per field, a row per row of the file (``found`` knows the lines).

    ``currency`` is what the heading of the prices says.
    """
    cells = _without_brackets(cells.reset_index(drop=True))
    identity = _identity(cells)
    decimal = _decimal(cells, separator, options, found)
    amount = _amounts(cells, decimal, options, found)
    layout, levels_from = _layout(cells)
    cells = cells.assign(_identity=identity.str.strip(" \t\u3000\u00a0.>•│├└─-").str.strip())
    keep = _kept(cells, amount, found)
    rows = cells[keep].reset_index(drop=True)
    positions = np.flatnonzero(keep)
    amount = amount[keep].reset_index(drop=True)
    part_found = replace(found, lines=lambda: [found.line(int(place)) or 0 for place in positions], _lines=None)
    if rows.empty:
        return no_lines(layout)
    return Reading(rows, amount, decimal, layout, levels_from, options, part_found, currency).lines()


def _without_brackets(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells with ``[FR-1] Frame``, as Odoo writes a part, taken apart into number and name."""
    for name in ("part", "name"):
        if name not in cells:
            continue
        pieces = cells[name].str.extract(r"^\s*\[([^\]]+)\]\s*(\S.*)$")
        both = pieces[0].notna()
        if both.mean() > 0.5:
            cells = cells.assign(part=cells.get("part", cells[name]))
            cells["part"] = cells["part"].mask(both, pieces[0])
            told = cells["name"] if "name" in cells and name != "name" else pd.Series("", index=cells.index)
            cells["name"] = told.mask(both & told.eq(""), pieces[1])
    return cells


def _identity(cells: pd.DataFrame) -> pd.Series[str]:
    """Return what names each part: its number, else the maker's, else value and footprint, else its name."""
    identity = pd.Series("", index=cells.index, dtype="str")
    for name in ("part", "manufacturer_part", "supplier_part"):
        if name in cells:
            identity = identity.where(identity.str.strip().ne(""), cells[name])
    if "value" in cells:
        shape = cells["footprint"].str.strip() if "footprint" in cells else pd.Series("", index=cells.index)
        value = cells["value"].str.strip()
        both = value.where(shape.eq(""), value + " " + shape.str.rsplit(":", n=1).str[-1]).where(value.ne(""), "")
        identity = identity.where(identity.str.strip().ne(""), both)
    if "name" in cells:
        identity = identity.where(identity.str.strip().ne(""), cells["name"])
    return identity


def _decimal(cells: pd.DataFrame, separator: str, options: BillOptions, found: FindingList) -> str:
    """Return the decimal sign of the file; find numbers that could be read both ways."""
    if options.decimal:
        return options.decimal
    names = [name for name in ("quantity_per", "price", "total", "mass_kg", "scrap_share") if name in cells]
    numbers = {name: cells[name].str.extract(r"([+-]?\d[\d.,]*\d|\d)", expand=False) for name in names}
    style = number_style([pa.array(each, pa.large_string(), from_pandas=True) for each in numbers.values()], separator)
    if style.certain:
        return style.decimal
    for name in ("quantity_per", "price"):
        if name in numbers:
            doubt = np.flatnonzero(numbers[name].str.match(_DOUBTFUL).fillna(False).to_numpy(dtype=bool))
            if len(doubt) and (separator or "," in str(numbers[name].iloc[doubt[0]])):
                text = str(numbers[name].iloc[doubt[0]])
                one, other = read_number(text, style.decimal), read_number(text, "," if style.decimal == "." else ".")
                values = {"one": one, "other": other, "count": len(doubt), "decimal": style.decimal}
                found.at("bill-number-doubt", int(doubt[0]), name, found=text, **values)
    return style.decimal


def _amounts(cells: pd.DataFrame, decimal: str, options: BillOptions, found: FindingList) -> pd.DataFrame:
    """Return ``value``, ``unit``, ``code`` and ``word`` of the quantity of every row, and ``places`` listed."""
    places = mapped(cells["designators"], count_designators) if "designators" in cells else None
    if "quantity_per" in cells:
        codes, distinct = pd.factorize(cells["quantity_per"])
        readings = [read_quantity(text, decimal) for text in distinct]
        amount = pd.DataFrame(
            {
                "value": np.array([np.nan if each.value is None else each.value for each in readings])[codes],
                "unit": np.array([each.unit for each in readings], dtype=object)[codes],
                "code": np.array([each.code for each in readings], dtype=object)[codes],
                "word": np.array([each.word for each in readings], dtype=object)[codes],
            }
        )
    else:
        amount = pd.DataFrame({"value": np.nan, "unit": "", "code": "", "word": ""}, index=cells.index)
        if places is None:
            amount["value"] = 1.0 if options.open_quantity is None else options.open_quantity
    amount["places"] = 0 if places is None else places
    if places is not None:
        amount = _by_places(cells, amount, found)
    if options.open_quantity is not None:
        is_open = amount["code"].eq("bill-quantity-open") | (amount["code"].eq("") & amount["value"].isna())
        amount.loc[is_open, ["value", "code"]] = [options.open_quantity, ""]
    return amount


def _by_places(cells: pd.DataFrame, amount: pd.DataFrame, found: FindingList) -> pd.DataFrame:
    """Return quantities with those counted that only list places; see what quantities and places say of each other."""
    counted = amount["value"].isna() & amount["code"].eq("") & amount["places"].gt(0)
    amount.loc[counted, "value"] = amount["places"].astype(float)
    both = amount["places"].gt(0) & amount["value"].gt(0) & ~counted
    ratio = (amount["value"] / amount["places"].where(amount["places"] > 0))[both].round(6)
    usual = ratio.mode().iloc[0] if len(ratio) else 1.0
    if usual > 1 and len(ratio) > 2 and ratio.eq(usual).mean() >= 0.7:
        found.add("bill-multiple", None, "quantity_per", found=decimal_text(usual))
        amount.loc[~counted, "value"] = amount["value"] / usual
        ratio = ratio / usual
    for position in ratio.index[ratio.ne(1.0)].tolist():
        row = amount.loc[position]
        shown = {"found": decimal_text(row["value"]), "count": int(row["places"])}
        found.at(
            "bill-count-differs", position, "quantity_per", **shown, positions=cells.at[position, "designators"][:60]
        )
    return amount


def _layout(cells: pd.DataFrame) -> tuple[str, str]:
    """Return how the file says who goes into what, and the column that says so."""
    if "parent" in cells and cells["parent"].str.strip().ne("").any():
        texts = set(cells["parent"].str.strip()) - {""}
        known = max(
            (
                len(texts & set(cells[name].str.strip()))
                for name in ("part", "record", "name", "manufacturer_part")
                if name in cells
            ),
            default=0,
        )
        if known or not {"level", "outline"} & set(cells.columns) or len(texts) <= 2:
            return "parent", "parent"
    for name in ("outline", "level"):
        if name in cells and cells[name].str.strip().ne("").mean() > 0.5:
            return name, name
    if "assembly" in cells and cells["assembly"].str.strip().ne("").any():
        return "assembly", "assembly"
    for name in ("part", "name"):
        if name in cells:
            before = cells[name].str.match(r"(?:[ \t\u3000\u00a0]+|\.{1,8}(?=\w)|(?:[-│├└─>•] ?)+)\s*\w").fillna(False)
            flat = cells[name].str.match(r"\w").fillna(False)
            if before.sum() >= 2 and flat.any() and 0.05 < before.mean() < 1.0:
                return "indent", name
    return "flat", ""


def _kept(cells: pd.DataFrame, amount: pd.DataFrame, found: FindingList) -> np.ndarray:
    """Return which rows are parts; say of the others why they are not."""
    named = cells["_identity"].ne("")
    counted = amount["value"].notna() | amount["code"].ne("")
    structural = pd.Series(False, index=cells.index)
    for name in ("level", "outline", "parent"):
        if name in cells:
            structural |= cells[name].str.strip().ne("")
    filled = (cells.drop(columns="_identity").apply(lambda column: column.str.strip().ne(""))).sum(axis=1)
    titled = cells["_identity"].str.fullmatch(_NO_PART.pattern, flags=re.I).fillna(False)
    first = cells.iloc[:, 0].str.strip().str.fullmatch(_NO_PART.pattern, flags=re.I).fillna(False)
    remark = (titled | (first & ~named)) & (filled <= 4)
    for name in ("quantity_per",):
        if name in cells:
            remark |= named & ~counted & ~structural & filled.le(1)
    remark |= ~named & ~counted
    if "designators" in cells:
        remark |= ~counted & cells["designators"].str.strip().eq("")
    remark |= ~named & amount["value"].eq(0)
    # A row that has but prices or remarks belongs to the table's foot.
    left = np.flatnonzero((remark & filled.gt(0)).to_numpy())
    if len(left):
        shown = "; ".join(_row_words(cells, position, found) for position in left[:5].tolist())
        found.add("bill-row-left", found.line(int(left[0])), "", count=len(left), found=shown)
    absent = _absent(cells) & ~remark
    absent |= amount["value"].eq(0) & ~remark
    if absent.any():
        shown = "; ".join(_row_words(cells, position, found) for position in np.flatnonzero(absent)[:8].tolist())
        found.add(
            "bill-not-placed", found.line(int(np.flatnonzero(absent)[0])), "", count=int(absent.sum()), found=shown
        )
    nameless = ~named & ~remark & ~absent
    for position in np.flatnonzero(nameless.to_numpy()).tolist():
        shown = decimal_text(amount.at[position, "value"]) if pd.notna(amount.at[position, "value"]) else "?"
        found.at("bill-part-missing", position, "part", found=shown)
    return np.asarray(~remark & ~absent & ~nameless, dtype=bool)


def _row_words(cells: pd.DataFrame, position: int, found: FindingList) -> str:
    words = [str(cell).strip() for cell in cells.drop(columns="_identity").iloc[position] if str(cell).strip()]
    return f"row {found.line(position)} '{' | '.join(words)[:40]}'"


def _absent(cells: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows say that their part is not placed."""
    absent = pd.Series(False, index=cells.index)
    if "not_placed" in cells:
        absent |= cells["not_placed"].str.strip().str.casefold().isin(_YES)
    if "placed" in cells:
        absent |= cells["placed"].str.strip().str.casefold().isin(_NO)
    for name in ("value", "part", "note") if "designators" in cells else ():
        if name in cells:
            absent |= cells[name].str.strip().str.fullmatch(_NOT_PLACED.pattern, flags=re.I).fillna(False)
    return absent
