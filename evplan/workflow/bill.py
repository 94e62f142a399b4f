"""Bills of materials: from files into a data set, and what people ask about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from evplan.errors import Finding, Severity, nearest
from evplan.errors.bill import (
    BillLoops,
    BillRefused,
    DiffAmbiguous,
    FieldUnknown,
    MapWrong,
    PartUnknown,
    SubstituteUnknown,
)
from evplan.errors.command import DataSetUnclear
from evplan.plan.bill import below, diff, explode, gross_needs, lines_on, loop_below, tree, where_used
from evplan.plan.bill_change import SOURCE_PREFIX, BillChange, change_bill, confirm_substitutes
from evplan.plan.bill_cost import BillCost, bill_cost, exchange_rates
from evplan.readers.bill.heading import FIELDS, nearest_field
from evplan.readers.bill.key import make_key
from evplan.readers.bill.record import BillFile, BillOptions
from evplan.readers.bill_file import read_bill
from evplan.report.bill import write_bill
from evplan.scenario.calendar import parse_period
from evplan.schema import TABLES, Tables, empty_table
from evplan.store import compare_tables, list_data_sets, load_data_set
from evplan.store.bill import (
    SUBSTITUTE_TYPES,
    add_substitutes,
    load_mapping,
    load_references,
    load_substitutes,
    remove_substitutes,
    replace_references,
    save_bill,
    save_mapping,
    set_substitutes,
)
from evplan.workflow.database import opened


@dataclass(frozen=True)
class Bill:
    """A question's place: the data set's name, its tables, the part asked about."""

    data_set: str
    tables: Tables
    part: str

    @property
    def names(self) -> dict[str, str]:
        """Return names of parts by key."""
        parts = self.tables["parts"]
        return dict(zip(parts["part"], parts["name"].fillna(parts["part"]), strict=True))


@dataclass(frozen=True)
class BillImport:
    """A file of a bill against a data set: as read, what would change, and whether it was stored.

    ``changes`` has a row per row added or removed and per cell changed (`evplan.store.DIFFERENCE_COLUMNS`).
    """

    data_set: str
    file: BillFile
    changes: pd.DataFrame
    pending: pd.DataFrame
    findings: tuple[Finding, ...]
    stored: bool

    def refused(self, accept: tuple[str, ...]) -> list[Finding]:
        """Return the errors that were not accepted."""
        return [each for each in self.findings if each.severity is Severity.ERROR and each.code not in accept]


def parse_mapping(texts: tuple[str, ...]) -> dict[str, str]:
    """Return ``HEADING=field`` texts as a mapping. Raises `MapWrong` or `FieldUnknown`."""
    mapping = {}
    for text in texts:
        heading, sign, wanted = text.rpartition("=")
        if not sign or not heading.strip() or not wanted.strip():
            raise MapWrong(text=text)
        name = nearest_field(wanted.strip())
        if not name:
            raise FieldUnknown(field=wanted.strip(), nearest=nearest(wanted, FIELDS), known=", ".join(FIELDS))
        mapping[heading.strip()] = name
    return mapping


def import_bill(
    url: str,
    version: str,
    path: Path,
    options: BillOptions,
    *,
    now: str,
    data: str | None = None,
    new: bool = False,
    use_map: str | None = None,
    save_map: str | None = None,
    write: bool = False,
) -> BillImport:
    """Return what a file's bill would change in a data set; store it, in one transaction, if ``write``.

    Raises `BillRefused` with the findings where there are errors that were not accepted (nothing is stored then),
    `FileUnreadable`, and `PartUnknown` or `NotFound` for a vehicle or data set that is not there unless ``new``.
    """
    with opened(url, version, write=True) as session:
        if use_map:
            options = replace(options, mapping={**load_mapping(session, use_map), **options.mapping})
        data_set, tables = _data_set(session, data, new=new)
        _vehicle(tables, data_set, options.vehicle, new=new)
        bill = read_bill(path, options)
        substitutes = _asked(session, data_set, tables)
        change = _change(bill, tables, options, substitutes, now[:10])
        findings = (*bill.findings, *change.findings)
        changes = _changes(tables, change.tables)
        result = BillImport(data_set, bill, changes, change.pending, findings, stored=write)
        if not write:
            return result
        refused = result.refused(options.accept)
        if refused or bill.lines.empty:
            raise BillRefused(count=max(1, len(refused)), what=path, findings=findings)
        save_bill(session, data_set, change.tables, path=str(path), now=now, digest=bill.digest)
        source = _source_key(bill)
        add_substitutes(session, data_set, change.pending.assign(source=source, state="pending"))
        replace_references(session, data_set, source, change.said)
        if save_map:
            named = {each.heading or f"#{each.column}": each.field for each in bill.columns.itertuples() if each.field}
            save_mapping(session, save_map, named)
        return result


def _asked(session: Any, data_set: str, tables: Tables) -> pd.DataFrame:
    if tables["parts"].empty and data_set not in set(list_data_sets(session)["data_set"]):
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in SUBSTITUTE_TYPES.items()})
    return load_substitutes(session, data_set)


def _change(bill: BillFile, tables: Tables, options: BillOptions, asked: pd.DataFrame, day: str) -> BillChange:
    source = {
        "source": _source_key(bill),
        "title": f"Bill of materials {bill.source}",
        "accessed": day,
        "note": f"for {options.vehicle}, read as {bill.layout}; SHA-256 {bill.digest[:16]}",
    }
    rates = exchange_rates(tables)
    return change_bill(tables, options.vehicle, bill.lines, bill.parts, bill.substitutes, source, asked, rates)


def _source_key(bill: BillFile) -> str:
    return SOURCE_PREFIX + make_key(Path(bill.source.partition("[")[0]).stem)


def _changes(old: Tables, new: Tables) -> pd.DataFrame:
    reports = [compare_tables(name, old[name], new[name]).report for name in ("parts", "bom_lines", "sources")]
    return pd.concat(reports, ignore_index=True)


def _data_set(session: Any, name: str | None, *, new: bool = False) -> tuple[str, Tables]:
    """Return the data set of that name, else the only one; an empty one where ``new`` and it is not there."""
    known = list_data_sets(session)["data_set"].tolist()
    if name is None:
        if len(known) != 1:
            raise DataSetUnclear(count=len(known), known=", ".join(known) or "-")
        name = str(known[0])
    if new and name not in known:
        return name, {table: empty_table(table) for table in TABLES}
    return name, load_data_set(session, name)


def _vehicle(tables: Tables, data_set: str, part: str, *, new: bool = False) -> None:
    known = tables["parts"]["part"]
    if known.eq(part).any():
        return
    fix = "Add --new to make it." if not new else "Choose a key of letters, digits, '.', '_' and '-'."
    if not new or make_key(part) != part:
        raise PartUnknown(data_set=data_set, part=part, nearest=nearest(part, known), fix=fix)


def open_bill(url: str, version: str, part: str, data: str | None = None, day: str | None = None) -> Bill:
    """Return a data set with the lines of one day, for questions about a part.

    Raises `PartUnknown`, `NotFound`, `DataSetUnclear`, and `BillLoops` where the bill goes round in a circle.
    """
    with opened(url, version, write=False) as session:
        data_set, tables = _data_set(session, data)
    tables = tables | {"bom_lines": lines_on(tables["bom_lines"], day)}
    known = tables["parts"]["part"]
    if not known.eq(part).any():
        fix = "Parts with a bill: " + ", ".join(
            tables["parts"].loc[tables["parts"]["kind"].eq("vehicle"), "part"].head(10)
        )
        raise PartUnknown(data_set=data_set, part=part, nearest=nearest(part, known), fix=fix + ".")
    loop = loop_below(tables["bom_lines"], part)
    if loop:
        raise BillLoops(part=part, loop=" -> ".join(loop))
    return Bill(data_set, tables, part)


def bill_tree(bill: Bill, depth: int | None = None) -> pd.DataFrame:
    """Return the tree (`evplan.plan.bill.tree`) with ``name``, ``kind`` and ``unit`` of every part."""
    return _with_parts(bill, tree(bill.tables["bom_lines"], bill.part, depth))


def bill_needs(bill: Bill, units: float, every: bool = False) -> pd.DataFrame:
    """Return what ``units`` take in all, of the parts without parts below them, or of ``every`` part."""
    lines = bill.tables["bom_lines"]
    needs = gross_needs(below(lines, bill.part), bill.part) if every else explode(lines, bill.part)
    needs = needs[needs["part"].ne(bill.part)]
    table = _with_parts(bill, needs.assign(need=needs["quantity"] * units))
    return table[["part", "name", "kind", "unit", "quantity", "need"]].reset_index(drop=True)


def bill_uses(bill: Bill) -> pd.DataFrame:
    """Return where the part is used (`evplan.plan.bill.where_used`), with ``name`` and ``kind`` of the parent."""
    parts = bill.tables["parts"].set_index("part")
    lines = bill.tables["bom_lines"]
    loops = lines[lines["parent"].eq(lines["child"])]
    uses = where_used(lines.drop(index=loops.index), bill.part)
    return uses.assign(name=uses["parent"].map(parts["name"]), kind=uses["parent"].map(parts["kind"]))


def bill_difference(left: Bill, right: Bill) -> pd.DataFrame:
    """Return what differs between two bills (`evplan.plan.bill.diff`), with ``name``. Raises `DiffAmbiguous`."""
    old, new = left.tables["bom_lines"], right.tables["bom_lines"]
    if left.data_set == right.data_set and left.part == right.part and old.equals(new):
        raise DiffAmbiguous(part=left.part, data_set=left.data_set)
    table = diff(old, left.part, new, right.part)
    names = left.names | right.names
    return table.assign(name=table["part"].map(names))


def cost_of_bill(bill: Bill, units: float, day: str | None, period: str) -> BillCost:
    """Return what ``units`` of the part cost to buy (`evplan.plan.bill_cost.bill_cost`)."""
    return bill_cost(bill.tables, bill.tables["bom_lines"], bill.part, units, day, period)


def export_bill(url: str, version: str, bill: Bill, target: Path, *, overwrite: bool) -> None:
    """Write a bill as an indented table with levels that `import_bill` reads back the same."""
    with opened(url, version, write=False) as session:
        references = load_references(session, bill.data_set)
    write_bill(bill_tree(bill), bill.tables["parts"], references, target, overwrite=overwrite)


def list_substitutes(url: str, version: str, data: str | None, *, every: bool = False) -> tuple[str, pd.DataFrame]:
    """Return the data set's name and its substitutes that wait for a yes, or ``every`` one."""
    with opened(url, version, write=False) as session:
        name, _ = _data_set(session, data)
        table = load_substitutes(session, name)
    return name, table if every else table[table["state"].eq("pending")].reset_index(drop=True)


def answer_substitutes(
    url: str,
    version: str,
    names: tuple[str, ...],
    *,
    now: str,
    data: str | None,
    accept: bool,
    everything: bool = False,
) -> pd.DataFrame:
    """Take substitutes into the bill, or refuse them for good; return those that were answered.

    Raises `SubstituteUnknown` for a name that does not wait. Confirmed ones become lines of a substitute group.
    """
    with opened(url, version) as session:
        data_set, tables = _data_set(session, data)
        waiting = load_substitutes(session, data_set)
        waiting = waiting[waiting["state"].eq("pending")]
        for name in names:
            if not waiting["substitute"].eq(name).any():
                raise SubstituteUnknown(name=name, nearest=nearest(name, waiting["substitute"]))
        chosen = waiting if everything else waiting[waiting["substitute"].isin(names)]
        if accept and len(chosen):
            there = pd.MultiIndex.from_frame(tables["bom_lines"][["parent", "child"]].astype(object))
            gone = ~pd.MultiIndex.from_frame(chosen[["parent", "part"]].astype(object)).isin(there)
            remove_substitutes(session, data_set, chosen[gone])
            chosen = chosen[~gone]
            save_bill(session, data_set, confirm_substitutes(tables, chosen), path="", now=now)
        set_substitutes(session, data_set, chosen, "confirmed" if accept else "rejected")
        return chosen.reset_index(drop=True)


def period_day(period: str) -> str | None:
    """Return the first day of a period's label, or ``None`` for no label."""
    found = parse_period(period) if period else None
    return found.first_day.isoformat() if found else None


def _with_parts(bill: Bill, table: pd.DataFrame) -> pd.DataFrame:
    parts = bill.tables["parts"].set_index("part")
    return table.assign(**{name: table["part"].map(parts[name]) for name in ("name", "kind", "unit")})
