"""The reference lists at work: looked up, and held against a data set to suggest what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
from rapidfuzz import fuzz, process

from evplan.errors import Finding, finding, nearest
from evplan.errors.template import ReferenceUnknown
from evplan.readers import REFERENCE_LISTS, read_reference
from evplan.schema import Tables
from evplan.shipped import shipped_folder

_CODE = re.compile(r"\d\d\.\d\d")
_NEAR = 80.0
"""How alike (0 to 100) a word must be to one of a list to be taken for a slip of the pen."""

_SHORTEST = 4
"""Letters of a word that can be taken for a slip: shorter ones are alike by chance."""

_WORDS = {
    "processes": (("parts", "process"), ("capacity", "process"), ("offers", "process"), ("upgrades", "process")),
    "certificates": (
        ("parts", "certificates"),
        ("supplier_certificates", "certificate"),
        ("upgrades", "certificate"),
    ),
}


def reference_list(name: str, find: str = "") -> pd.DataFrame:
    """Return a reference list, of it the rows that have ``find`` in a cell (upper and lower case alike).

    Where no cell has it, the rows whose name is nearest. Raises ``ReferenceUnknown``.
    """
    if name not in REFERENCE_LISTS:
        raise ReferenceUnknown(name=name, nearest=nearest(name, REFERENCE_LISTS), known=", ".join(REFERENCE_LISTS))
    frame = read_reference(shipped_folder("data") / "reference", name)
    if not find:
        return frame
    text = frame.astype("str").apply(lambda cells: cells.str.casefold().str.contains(find.casefold(), regex=False))
    if text.any(axis=None) or "name" not in frame:
        return frame[text.any(axis=1)].reset_index(drop=True)
    near = process.extract(find, frame["name"].tolist(), scorer=fuzz.WRatio, limit=5, score_cutoff=60)
    return frame.loc[[row for _name, _score, row in near]].reset_index(drop=True)


def reference_index() -> pd.DataFrame:
    """Return a row per reference list: its name, its columns and how many entries it has."""
    frames = {name: reference_list(name) for name in REFERENCE_LISTS}
    rows = [(name, ", ".join(frame.columns), len(frame)) for name, frame in frames.items()]
    return pd.DataFrame(rows, columns=["list", "columns", "entries"])


def check_words(tables: Tables) -> list[Finding]:
    """Return findings on regions, currencies, processes and certificates that the lists do not have but know better.

    Words of one's own are allowed; only what looks like a slip is found, once for each word and column.
    """
    return [*_regions(tables), *_currencies(tables), *_slips(tables)]


def _regions(tables: Tables) -> Iterator[Finding]:
    regions = tables["regions"]
    coded = regions[regions["region"].str.fullmatch(_CODE.pattern)]
    if coded.empty:
        return
    known = reference_list("regions").set_index("region")["name"]
    for code, name in coded.loc[~coded["region"].isin(known.index), ["region", "name"]].itertuples(index=False):
        near = process.extractOne(str(name), known.tolist(), scorer=fuzz.WRatio, score_cutoff=_NEAR)
        guess = f" '{name}' would be {known.index[near[2]]} ({near[0]})." if near and pd.notna(name) else ""
        place = {"table": "regions", "column": "region", "found": code, "nearest": guess}
        yield finding("reference-unknown-region", f"regions:{code}:region", **place)


def _currencies(tables: Tables) -> Iterator[Finding]:
    known = reference_list("currencies")["currency"].tolist()
    for table in ("exchange_rates", "offers"):
        for code in _unknown(tables[table]["currency"], known):
            place = {"table": table, "column": "currency", "found": code, "nearest": nearest(code.upper(), known)}
            yield finding("reference-unknown-currency", f"{table}:currency", **place)


def _slips(tables: Tables) -> Iterator[Finding]:
    for name, places in _WORDS.items():
        known = reference_list(name).iloc[:, 0].tolist()
        for table, column in places:
            for found in _unknown(tables[table][column].str.split(";").explode(), known):
                near = process.extractOne(found, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_NEAR)
                if near and len(found) >= _SHORTEST:
                    guess = f" Did you mean '{near[0]}'?"
                    place = {"table": table, "column": column, "found": found, "expected": name, "nearest": guess}
                    yield finding("reference-misspelt", f"{table}:{column}", **place)


def _unknown(cells: pd.Series, known: list[str]) -> list[str]:
    distinct = cells.dropna().drop_duplicates()
    return [str(each) for each in distinct[~distinct.isin(known)]]
