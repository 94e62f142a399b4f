"""The tables of a data set: names, columns, kinds, keys and references, as data.

This is the one description of the contract that a data set keeps. `readers` checks files against it, `store` holds
its tables (a test compares the two), `scenario` checks selectors against it, reports take their headings from it.

A *data set* in memory is a ``dict`` of table name -> `pandas.DataFrame` with every table present, columns in the
order given here, a plain range index, rows sorted by key, and cells by column kind:

=========  ==========================================================================================
kind       cell in memory
=========  ==========================================================================================
key        ``str`` (``[A-Za-z0-9][A-Za-z0-9._-]*``)
text       ``str``
list       ``str``, parts joined by ``;`` without blanks
choice     ``str``, one of ``choices``, the default where blank
flag       ``bool``, the default where blank
date       ISO ``str`` ``YYYY-MM-DD``
period     ``str`` (``2027-01``, ``2027-Q1``, ``2027``)
money      ``str``, the exact decimal in plain notation (``"1250.5"``), the default where blank
number     ``float``, the default where blank
=========  ==========================================================================================

Text columns have pandas' own ``str`` type; a blank without default is ``NaN`` everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["key", "text", "list", "choice", "flag", "date", "period", "money", "number"]
Tables = dict[str, pd.DataFrame]

KEY_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]*"


@dataclass(frozen=True)
class Column:
    """One column: its kind, unit, what it may hold and what a blank means.

    ``minimum`` and ``maximum`` bound a number (``above`` excludes the minimum itself); ``references`` names the table
    whose key it holds; ``identity`` marks it as part of its table's key; ``required`` says that it may not be blank.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    identity: bool = False
    references: str = ""
    choices: tuple[str, ...] = ()
    default: str | float | bool | None = None
    minimum: float | None = None
    maximum: float | None = None
    above: bool = False

    @property
    def is_text(self) -> bool:
        """Return whether a cell in memory is a string."""
        return self.kind not in ("flag", "number")


@dataclass(frozen=True)
class Table:
    """One table: its columns in order; ``optional`` says that a data set may leave it out."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    optional: bool = False

    @cached_property
    def key(self) -> list[str]:
        """Return the names of the columns that make up the key."""
        return [column.name for column in self.columns if column.identity]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Return the columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def names(self) -> list[str]:
        """Return the column names in order."""
        return [column.name for column in self.columns]


def _key(name: str, meaning: str, references: str = "", *, required: bool = True) -> Column:
    return Column(name, "key", meaning, required=required, identity=True, references=references)


def _ref(name: str, table: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "key", meaning, required=required, references=table)


def _share(name: str, meaning: str, default: float | None = None, *, required: bool = False) -> Column:
    return Column(name, "number", meaning, "share", required, default=default, minimum=0.0, maximum=1.0)


def _number(
    name: str,
    meaning: str,
    unit: str = "",
    default: float | None = None,
    *,
    required: bool = False,
    above: bool = False,
) -> Column:
    return Column(name, "number", meaning, unit, required, default=default, minimum=0.0, above=above)


def _money(name: str, meaning: str, unit: str = "idr", default: str | None = None, *, required: bool = False) -> Column:
    return Column(name, "money", meaning, unit, required, default=default, minimum=0.0)


def _choice(name: str, meaning: str, *choices: str, default: str | None = None, required: bool = False) -> Column:
    return Column(name, "choice", meaning, required=required, choices=choices, default=default)


_FROM = Column("valid_from", "date", "first day on which the row holds")
_TO = Column("valid_to", "date", "last day on which the row holds")
_SOURCE = Column("source", "key", "where the row comes from", references="sources")
_CONFIDENCE = _choice("confidence", "how far the row can be trusted", "sourced", "derived", "illustrative")

_TABLES = (
    Table(
        "sources",
        "where numbers come from",
        (
            _key("source", "key of the source"),
            Column("title", "text", "what it is"),
            Column("address", "text", "where it can be read"),
            Column("accessed", "date", "day on which it was read"),
            Column("note", "text", "what to know about it"),
        ),
        optional=True,
    ),
    Table(
        "regions",
        "regencies, cities and foreign places of origin",
        (
            _key("region", "code, for Indonesia that of the ministry of home affairs"),
            Column("name", "text", "name"),
            Column("province", "text", "province or country"),
            Column("latitude", "number", "latitude", "degrees", minimum=-90.0, maximum=90.0),
            Column("longitude", "number", "longitude", "degrees", minimum=-180.0, maximum=180.0),
            _money("minimum_wage_idr", "minimum wage", "idr per month"),
            _share("unemployment_share", "open unemployment"),
        ),
        optional=True,
    ),
    Table(
        "parts",
        "vehicles, assemblies, components and materials",
        (
            _key("part", "key of the part"),
            Column("name", "text", "name"),
            _choice("kind", "level", "vehicle", "assembly", "component", "material", required=True),
            _choice(
                "system",
                "system of the vehicle",
                *("body", "interior", "battery", "drive", "frame", "electrical", "wheel", "brake", "suspension"),
                *("steering", "other"),
                default="other",
            ),
            _choice("unit", "unit of quantities", "pcs", "kg", "m", "l", "set", default="pcs"),
            _number("mass_kg", "mass of one unit", "kg"),
            _choice(
                "content_group",
                "group in the sectoral method",
                *("battery", "frame_body", "drive", "supporting", "assembly", "none"),
                default="none",
            ),
            Column("main_component", "flag", "main component in the general method", default=False),
            _money("reference_cost_idr", "usual cost of one unit"),
            Column("process", "key", "what making it takes"),
            Column("certificates", "list", "certificates that its maker must hold"),
            Column("safety_critical", "flag", "a failure can hurt", default=False),
            _money("holding_cost_idr", "cost of carrying one unit into the next period; blank: not stocked"),
            _SOURCE,
            _CONFIDENCE,
        ),
    ),
    Table(
        "bom_lines",
        "bill of materials, a line per parent and child",
        (
            _key("parent", "the part that is made", "parts"),
            _key("child", "the part that goes into it", "parts"),
            _number("quantity_per", "units of the child in one parent", required=True, above=True),
            Column("scrap_share", "number", "extra units for scrap", "share", default=0.0, minimum=0.0, maximum=1.0),
            Column("valid_from", "date", "first day on which the line holds", identity=True),
            Column("valid_to", "date", "last day on which the line holds"),
            Column("substitute_group", "key", "lines of one parent that share it are alternatives"),
            Column("position", "text", "place or reference in the drawing", identity=True),
        ),
    ),
    Table(
        "suppliers",
        "who can make or import parts",
        (
            _key("supplier", "key of the supplier"),
            Column("name", "text", "name"),
            _choice(
                "legal_form", "legal form", "koperasi", "perorangan", "cv", "pt", "bumn", "importer", required=True
            ),
            _choice("size_class", "size under PP 7/2021", "mikro", "kecil", "menengah", "besar"),
            _ref("region", "regions", "where it is"),
            Column("country", "key", "country, two letters", default="ID"),
            _choice("status", "active, or a candidate to be opened", "active", "candidate", default="active"),
            _money("opening_cost_idr", "paid once if it gets any work", default="0"),
            Column("ready_period", "period", "first period in which a candidate can deliver"),
            _number("workers", "workers"),
            _money("annual_sales_idr", "sales of a year"),
            _share("max_dependence_share", "largest part of its capacity that one buyer should take"),
            _SOURCE,
            _CONFIDENCE,
        ),
    ),
    Table(
        "memberships",
        "members of cooperatives",
        (
            _key("cooperative", "the cooperative", "suppliers"),
            _key("member", "the member", "suppliers"),
            _share("fee_share", "what the cooperative keeps of a member's revenue", 0.0),
        ),
        optional=True,
    ),
    Table(
        "capacity",
        "hours of a supplier per process and period",
        (
            _key("supplier", "the supplier", "suppliers"),
            Column("process", "key", "the process", required=True, identity=True),
            Column("period", "period", "the period; blank: every", identity=True),
            _number("hours", "hours in a period", "hours", required=True),
        ),
        optional=True,
    ),
    Table(
        "offers",
        "what a supplier would deliver, and at what terms",
        (
            _key("offer", "key of the offer"),
            _ref("supplier", "suppliers", "who offers", required=True),
            _ref("part", "parts", "what is offered", required=True),
            _choice(
                "mode",
                "delivered complete, or worked on children that are sourced for it",
                *("supply", "conversion"),
                default="supply",
            ),
            _money("price", "price ex works", "currency per unit", required=True),
            Column("currency", "key", "currency of the price", default="IDR"),
            _number("minimum_order", "fewest units of an order, if any are ordered", "units per period"),
            _number("order_multiple", "orders are whole multiples of it", "units", above=True),
            _number("maximum_units", "most units of a period", "units per period"),
            _money("tooling_cost_idr", "paid once if awarded"),
            _number("lead_time_periods", "from order to delivery", "periods", 0.0),
            Column(
                "yield_share",
                "number",
                "good units per unit paid",
                "share",
                default=1.0,
                minimum=0.0,
                maximum=1.0,
                above=True,
            ),
            _number("duty_share", "duty on value and freight", "share", 0.0),
            Column("process", "key", "process whose hours it uses"),
            _number("hours_per_unit", "machine hours of one unit", "hours per unit"),
            _number("setup_hours", "hours of each period in which it is made", "hours per period"),
            _number("labour_hours_per_unit", "labour hours of one unit", "hours per unit"),
            _share("local_content_share", "local content as certified or self-declared"),
            _choice("content_evidence", "what it rests on", "certificate", "self_declared", "none"),
            Column("certificate_expiry", "date", "last day of the certificate"),
            _choice("raw_material_origin", "origin of the raw material", "local", "mixed", "foreign"),
            _FROM,
            _TO,
            _SOURCE,
            _CONFIDENCE,
        ),
    ),
    Table(
        "price_bands",
        "prices that hold for all units from a quantity on",
        (
            _key("offer", "the offer", "offers"),
            Column(
                "minimum_units", "number", "from how many units on", "units", required=True, identity=True, minimum=0.0
            ),
            _money("price", "price ex works of all units", "currency per unit", required=True),
            _choice("basis", "span over which units count", "period", "horizon", default="period"),
        ),
        optional=True,
    ),
    Table(
        "supplier_rebates",
        "rebates on all spend with a supplier over the horizon",
        (
            _key("supplier", "the supplier", "suppliers"),
            Column("minimum_spend_idr", "money", "from what spend on", "idr", True, True, minimum=0.0),
            _share("rebate_share", "part of all spend", required=True),
        ),
        optional=True,
    ),
    Table(
        "sites",
        "assembly plants",
        (
            _key("site", "key of the site"),
            Column("name", "text", "name"),
            _ref("region", "regions", "where it is"),
            _number("capacity_units", "vehicles of a period; blank: no limit", "vehicles per period"),
        ),
    ),
    Table(
        "vehicle_content",
        "what the law scores beyond bought parts",
        (
            _key("vehicle", "the vehicle", "parts"),
            Column("year", "number", "calendar year; blank: every", identity=True, minimum=1900.0, maximum=2200.0),
            _share("assembly_share", "of the sectoral method's points for assembly"),
            _share("development_share", "of the sectoral method's points for development"),
            _share("labour_share", "of the general method's points for labour"),
            _share("overhead_share", "of the general method's points for overhead"),
            Column("development_points", "number", "general method", "points", minimum=0.0, maximum=20.0),
            _money("assembly_cost_idr", "cost ratio: cost of assembling one vehicle", "idr per vehicle"),
            _share("assembly_local_share", "cost ratio: local part of that cost"),
        ),
        optional=True,
    ),
    Table(
        "demand",
        "vehicles wanted",
        (
            _key("vehicle", "the vehicle", "parts"),
            _key("site", "where it is assembled", "sites"),
            Column("period", "period", "when; blank: every period", identity=True),
            _number("units", "vehicles", "vehicles per period", required=True),
        ),
    ),
    Table(
        "lanes",
        "freight between regions",
        (
            _key("origin", "from", "regions"),
            _key("destination", "to", "regions"),
            _money("freight_idr_per_kg", "freight", "idr per kg", required=True),
            _number("lead_time_periods", "time under way", "periods", 0.0),
        ),
        optional=True,
    ),
    Table(
        "exchange_rates",
        "rupiah per unit of a currency",
        (
            Column("currency", "key", "the currency", required=True, identity=True),
            Column("period", "period", "the period; blank: every", identity=True),
            _money("idr_per_unit", "rupiah for one unit", required=True),
        ),
        optional=True,
    ),
    Table(
        "supplier_certificates",
        "certificates that a supplier holds",
        (
            _key("supplier", "the supplier", "suppliers"),
            Column("certificate", "key", "the certificate", required=True, identity=True),
            Column("valid_to", "date", "last day; blank: without end"),
        ),
        optional=True,
    ),
    Table(
        "upgrades",
        "steps by which a supplier can do more",
        (
            _key("upgrade", "key of the upgrade"),
            _ref("supplier", "suppliers", "whose", required=True),
            _choice("kind", "what it changes", "capacity", "certificate", "local_content", "process", required=True),
            _money("cost_idr", "what it costs", required=True),
            _money("credit_idr", "part that a KUR loan can carry", default="0"),
            _number("lead_time_periods", "until it is in force", "periods", 0.0),
            Column("process", "key", "process that it adds to"),
            _number("added_hours", "hours that it adds", "hours per period"),
            Column("certificate", "key", "certificate that it brings"),
            _ref("offer", "offers", "offer whose content it changes"),
            _share("new_local_content_share", "local content after it"),
            _choice("new_content_evidence", "evidence after it", "certificate", "self_declared", "none"),
            Column("requires", "list", "upgrades that must be in force when it starts"),
            _SOURCE,
            _CONFIDENCE,
        ),
        optional=True,
    ),
)

TABLES: Mapping[str, Table] = {table.name: table for table in _TABLES}


def empty_table(name: str) -> pd.DataFrame:
    """Return table ``name`` without rows, columns in order and of their kinds."""
    return pd.DataFrame({column.name: pd.Series(dtype=memory_type(column)) for column in TABLES[name].columns})


def memory_type(column: Column) -> str:
    """Return the pandas type of a column in memory: ``float64``, ``bool`` or ``str``."""
    return {"number": "float64", "flag": "bool"}.get(column.kind, "str")


def conform(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` as table ``name`` is held in memory: all columns, their order and types, sorted by key."""
    table = TABLES[name]
    if frame.empty:
        return empty_table(name)
    columns = {}
    for column in table.columns:
        cells = frame[column.name] if column.name in frame else pd.Series(np.nan, index=frame.index)
        cells = cells.astype(memory_type(column) if column.kind != "flag" else "object")
        if column.default is not None:
            cells = cells.where(cells.notna(), column.default)
        columns[column.name] = cells.astype(memory_type(column))
    conformed = pd.DataFrame(columns, columns=table.names, index=frame.index)
    return conformed.sort_values(table.key, kind="stable", na_position="first", ignore_index=True)


def tables_digest(tables: Tables) -> str:
    """Return the SHA-256 of a data set in memory, the same on every machine and however its rows came."""
    digest = hashlib.sha256()
    for name, table in TABLES.items():
        frame = tables[name]
        digest.update(f"{name}:{len(frame)}".encode())
        for column in table.columns:
            digest.update(f"\x1e{column.name}\x1f".encode())
            cells = frame[column.name]
            if column.is_text:
                digest.update("\x1f".join(cells.fillna("").tolist()).encode())
            else:
                digest.update(cells.to_numpy(dtype="<f8").tobytes())
    return digest.hexdigest()
