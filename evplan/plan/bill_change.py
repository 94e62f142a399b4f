"""A bill from a file taken into a data set: what its tables become, and what there is to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.errors import Finding, finding
from evplan.plan.check.loop import find_loops
from evplan.quantities import HOME_CURRENCY, decimal_text
from evplan.schema import Tables, conform

SOURCE_PREFIX = "bom-"
"""Keys of sources that are files of bills begin so; what came from one, another may change."""

_LINE_KEY = ["parent", "child"]
_SYSTEMS = {
    "body": "body|bodi|karoseri|karosserie|fairing|cover", "interior": "interior|seat|jok|kursi|sitz",
    "battery": "battery|baterai|batterie|akku|cell|bms",
    "drive": "drive|motor|drivetrain|rear axle|penggerak|antrieb|powertrain",
    "frame": "frame|rangka|rahmen|chassis|cadre",
    "electrical": "electrical|electronics|kelistrikan|elektrik|wiring|harness",
    "wheel": "wheel|wheels|roda|rad|ban|tyre|tire", "brake": "brake|brakes|rem|bremse|bremsen|frein",
    "suspension": "suspension|suspensi|federung|shock", "steering": "steering|kemudi|setang|lenkung|handlebar",
}  # fmt: skip
_SYSTEM_OF = {word: system for system, words in _SYSTEMS.items() for word in words.split("|")}


@dataclass(frozen=True)
class BillChange:
    """What a data set becomes with a bill from a file.

    tables
        the new data set, as `evplan.schema` describes it.
    pending
        substitutes that nobody has been asked about: ``parent``, ``part``, ``substitute``, ``name``, ``unit``,
        ``quantity_per``, ``position``.
    said
        ``part``, maker, seller, price as written and note, for parts of which the file says more than a data set holds.
    findings
        with errors, nothing may be stored.
    """

    tables: Tables
    pending: pd.DataFrame
    said: pd.DataFrame
    findings: tuple[Finding, ...]


def change_bill(
    tables: Tables,
    vehicle: str,
    lines: pd.DataFrame,
    parts: pd.DataFrame,
    substitutes: pd.DataFrame,
    source: Mapping[str, str],
    asked: pd.DataFrame,
    rates: Mapping[str, float],
) -> BillChange:
    """Return the data set with the lines and parts of a file (`evplan.readers.bill.record`) taken in.

    Lines below every parent of the file become those of the file; parts are never removed. What a part has is kept,
    unless it came from a file of a bill or is blank. ``source`` is a row of the table sources; ``asked`` the
    substitutes that are known already, with their state; ``rates`` rupiah per unit of each currency.
    """
    lines = lines.assign(parent=lines["parent"].where(lines["parent"].ne(""), vehicle))
    lines = lines.replace("", np.nan)
    substitutes = substitutes.assign(parent=substitutes["parent"].where(substitutes["parent"].ne(""), vehicle))
    stored = tables["parts"]
    findings = _unit_clashes(parts, stored)
    costs, missing = _costs(parts, rates)
    findings += missing
    new_parts = _merged_parts(stored, parts.assign(reference_cost_idr=costs), lines, vehicle, source["source"])
    new_lines = _merged_lines(tables["bom_lines"], lines, asked)
    findings += _about_lines(tables["bom_lines"], new_lines, lines, vehicle)
    result = dict(tables)
    result["parts"] = conform("parts", new_parts)
    result["bom_lines"] = conform("bom_lines", new_lines)
    held = parts["currency"].eq(HOME_CURRENCY)
    more = parts.assign(price=parts["price"].mask(held), currency=parts["currency"].mask(held))
    more = more.drop(columns=["name", "unit", "mass_kg", "category", "kind"])
    told = more.drop(columns=["part", "currency"]).notna().any(axis=1)
    said = more[told].assign(source=source["source"])
    same = all(result[name].equals(tables[name]) for name in ("parts", "bom_lines"))
    pending = _pending(substitutes, result["bom_lines"], asked)
    if not same or len(pending):
        result["sources"] = _with_source(tables["sources"], source)
    pending = pending.merge(result["parts"][["part", "unit"]], on="part", how="left")
    return BillChange(result, pending, said, tuple(findings))


def _unit_clashes(parts: pd.DataFrame, stored: pd.DataFrame) -> list[Finding]:
    units = parts["part"].map(stored.set_index("part")["unit"])
    clash = parts[
        units.notna()
        & parts["unit"].notna()
        & units.ne(parts["unit"])
        & ~(units.isin(["pcs", "set"]) & parts["unit"].isin(["pcs", "set"]))
    ]
    return [
        finding("bill-unit-stored-differs", f"parts:{part}", found=part, one=unit, other=units[index])
        for index, part, unit in zip(clash.index, clash["part"], clash["unit"], strict=True)
    ]


def _costs(parts: pd.DataFrame, rates: Mapping[str, float]) -> tuple[pd.Series, list[Finding]]:
    """Return prices in rupiah as decimal text; find currencies without rate."""
    known = parts["currency"].map(dict(rates))
    value = pd.to_numeric(parts["price"], errors="coerce") * known
    text = pd.Series([np.nan if pd.isna(cell) else decimal_text(round(cell)) for cell in value], index=parts.index)
    exact = parts["currency"].eq(HOME_CURRENCY)
    text = text.where(~exact, parts["price"])
    lost = parts[parts["price"].notna() & parts["currency"].notna() & known.isna()]
    return text, [
        finding("bill-rate-missing", "exchange_rates", found=currency, count=len(rows))
        for currency, rows in lost.groupby("currency")
    ]


def _merged_parts(
    stored: pd.DataFrame, parts: pd.DataFrame, lines: pd.DataFrame, vehicle: str, source: str
) -> pd.DataFrame:
    known = stored.set_index("part")
    said = parts.set_index("part")[["name", "unit", "mass_kg", "reference_cost_idr"]].replace("", np.nan)
    both = known.index.intersection(said.index)
    from_file = known.loc[both, "source"].fillna("").str.startswith(SOURCE_PREFIX)
    for column in ("name", "mass_kg", "reference_cost_idr"):
        old, new = known.loc[both, column], said.loc[both, column].astype(known[column].dtype)
        known.loc[both, column] = new.where(new.notna() & (from_file | old.isna()), old)
    fresh = parts[~parts["part"].isin(known.index)]
    made = set(lines["parent"])
    kind = fresh["kind"].where(
        fresh["kind"].notna() & fresh["kind"].ne("vehicle"),
        np.select(
            [fresh["part"].isin(made), fresh["unit"].isin(["kg", "m", "l"])], ["assembly", "material"], "component"
        ),
    )
    system = fresh["category"].fillna("").str.casefold().str.strip().map(_SYSTEM_OF)
    fresh = fresh.assign(kind=kind, system=system, source=source, confidence="sourced")
    if vehicle not in known.index and not fresh["part"].eq(vehicle).any():
        own = {"part": vehicle, "name": vehicle, "kind": "vehicle", "source": source, "confidence": "sourced"}
        fresh = pd.concat([fresh, pd.DataFrame([own])], ignore_index=True)
    names = [name for name in known.columns if name in fresh]
    return pd.concat([known.reset_index(), fresh[["part", *names]]], ignore_index=True)


def _merged_lines(stored: pd.DataFrame, lines: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    mine = stored["parent"].isin(lines["parent"])
    old = stored[mine]
    lines = _filled_from(lines, old)
    confirmed = asked[asked["state"].eq("confirmed")] if len(asked) else asked
    pairs = (
        pd.MultiIndex.from_frame(confirmed[["parent", "substitute"]])
        if len(confirmed)
        else pd.MultiIndex.from_arrays([[], []])
    )
    mains = pd.MultiIndex.from_frame(confirmed[["parent", "part"]]) if len(confirmed) else pairs
    present = pd.MultiIndex.from_frame(lines[_LINE_KEY].astype(object))
    alive = pairs[mains.isin(present)] if len(confirmed) else pairs
    index = pd.MultiIndex.from_frame(old[_LINE_KEY].astype(object))
    kept = old[index.isin(alive) & ~index.isin(present)]
    return pd.concat([stored[~mine], lines[[*stored.columns]], kept], ignore_index=True)


def _filled_from(lines: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Return lines with what the file does not say filled in from the stored line of the same parent and child."""
    single = old[~old.duplicated(_LINE_KEY, keep=False)].set_index(_LINE_KEY)
    once = ~lines.duplicated(_LINE_KEY, keep=False)
    index = pd.MultiIndex.from_frame(lines[_LINE_KEY].astype(object))
    stored = single.reindex(index)
    lines = lines.copy()
    for column in ("scrap_share", "valid_from", "valid_to", "substitute_group", "position"):
        fill = pd.Series(stored[column].to_numpy(), index=lines.index)
        lines[column] = lines[column].where(lines[column].notna() | ~once, fill)
    return lines.assign(scrap_share=lines["scrap_share"].astype(float).fillna(0.0))


def _about_lines(stored: pd.DataFrame, merged: pd.DataFrame, lines: pd.DataFrame, vehicle: str) -> list[Finding]:
    findings = [
        finding("bill-loop", f"{loop[-2]}/{loop[-1]}", found=" -> ".join(loop))
        for loop in find_loops(merged, "parent", "child", 20)
    ]
    parents = set(lines["parent"])
    leaves = lines.loc[~lines["child"].isin(parents), "child"].drop_duplicates()
    kept = leaves[leaves.isin(stored["parent"])]
    if len(kept):
        findings.append(finding("bill-kept-assembly", vehicle, count=len(kept), found=", ".join(kept.head(5))))
    changed = _changed_parents(stored, merged) - {vehicle}
    others = stored[stored["child"].isin(changed) & ~stored["parent"].isin(parents)]
    if len(others):
        shown = {"count": others["child"].nunique(), "found": ", ".join(others["child"].unique()[:5])}
        findings.append(finding("bill-also-used", vehicle, **shown, other=", ".join(others["parent"].unique()[:5])))
    return findings


def _changed_parents(stored: pd.DataFrame, merged: pd.DataFrame) -> set[str]:
    """Return the parents whose lines differ."""
    both = pd.concat([stored, conform("bom_lines", merged)]).fillna({"valid_from": "", "valid_to": ""})
    both = both.fillna({"substitute_group": "", "position": ""})
    return set(both.loc[~both.duplicated(keep=False), "parent"])


def _with_source(sources: pd.DataFrame, source: Mapping[str, str]) -> pd.DataFrame:
    """Return the sources with the file's own; the day on which it was first read stays while it is the same."""
    old = sources[sources["source"].eq(source["source"])]
    row = dict(source)
    if len(old) and old["note"].iloc[0] == source["note"]:
        row["accessed"] = old["accessed"].iloc[0]
    others = sources[sources["source"].ne(source["source"])]
    return conform("sources", pd.concat([others, pd.DataFrame([row])], ignore_index=True))


def _pending(substitutes: pd.DataFrame, lines: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Return the substitutes that are new: neither asked about nor in the bill."""
    keys = ["parent", "part", "substitute"]
    known = pd.MultiIndex.from_frame(asked[keys].astype(object))
    fresh = substitutes[~pd.MultiIndex.from_frame(substitutes[keys].astype(object)).isin(known)]
    there = pd.MultiIndex.from_frame(lines[_LINE_KEY].astype(object))
    pairs = pd.MultiIndex.from_frame(fresh[["parent", "substitute"]].astype(object))
    return fresh[~pairs.isin(there)].reset_index(drop=True)


def confirm_substitutes(tables: Tables, chosen: pd.DataFrame) -> Tables:
    """Return the data set with substitutes taken in: a line each, in one group with the part that they replace."""
    lines, parts = tables["bom_lines"], tables["parts"]
    mains = lines.merge(chosen[["parent", "part", "substitute"]], left_on=_LINE_KEY, right_on=["parent", "part"])
    mains = mains.drop_duplicates(["parent", "child", "substitute"])
    group = mains["substitute_group"].fillna("ALT-" + mains["child"])
    marked = dict(zip(zip(mains["parent"], mains["child"], strict=True), group, strict=True))
    pairs = list(zip(lines["parent"], lines["child"], strict=True))
    lines = lines.assign(
        substitute_group=[marked.get(pair, old) for pair, old in zip(pairs, lines["substitute_group"], strict=True)]
    )
    mains = mains.assign(substitute_group=group, child=mains["substitute"])
    told = chosen.set_index(["parent", "part", "substitute"])["quantity_per"]
    mains["quantity_per"] = told.reindex(pd.MultiIndex.from_frame(mains[["parent", "part", "substitute"]])).to_numpy()
    fresh = chosen[~chosen["substitute"].isin(parts["part"])].drop_duplicates("substitute")
    rows = pd.DataFrame(
        {"part": fresh["substitute"], "name": fresh["name"], "kind": "component", "unit": fresh["unit"]}
        | {"source": fresh["source"], "confidence": "sourced"}
    )
    result = dict(tables)
    result["parts"] = conform("parts", pd.concat([parts, rows], ignore_index=True))
    result["bom_lines"] = conform("bom_lines", pd.concat([lines, mains[lines.columns]], ignore_index=True))
    return result
