"""The tables of data sets: one class for each of `evplan.schema.TABLES`, rows kept apart by data set.

A column that is part of a key and may be blank holds ``''`` (or 0) for a blank, so that keys are unique on every
database. Every other blank is ``NULL``. Columns that others refer to are indexed where many rows can refer.
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from evplan.store.column import Base, DataSetId, Key, Money, MoneyKey, NumberKey, refers


class DataSet(Base):
    """A data set: its name, what it holds (digest of the tables) and which files it came from."""

    __tablename__ = "data_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]
    files_digest: Mapped[str]
    loaded_at: Mapped[str]
    source_path: Mapped[str]


class Source(Base):
    """Where numbers come from."""

    __tablename__ = "sources"

    data_set_id: Mapped[DataSetId]
    source: Mapped[Key]
    title: Mapped[str | None]
    address: Mapped[str | None]
    accessed: Mapped[str | None]
    note: Mapped[str | None]


class Region(Base):
    """Regencies, cities and foreign places of origin."""

    __tablename__ = "regions"

    data_set_id: Mapped[DataSetId]
    region: Mapped[Key]
    name: Mapped[str | None]
    province: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    minimum_wage_idr: Mapped[Money | None]
    unemployment_share: Mapped[float | None]


class Part(Base):
    """Vehicles, assemblies, components and materials."""

    __tablename__ = "parts"
    __table_args__ = (refers("source", "sources.source"),)

    data_set_id: Mapped[DataSetId]
    part: Mapped[Key]
    name: Mapped[str | None]
    kind: Mapped[str]
    system: Mapped[str]
    unit: Mapped[str]
    mass_kg: Mapped[float | None]
    content_group: Mapped[str]
    main_component: Mapped[bool]
    reference_cost_idr: Mapped[Money | None]
    process: Mapped[str | None]
    certificates: Mapped[str | None]
    safety_critical: Mapped[bool]
    holding_cost_idr: Mapped[Money | None]
    source: Mapped[str | None]
    confidence: Mapped[str | None]


class BomLine(Base):
    """Bill of materials, a line per parent and child."""

    __tablename__ = "bom_lines"
    __table_args__ = (
        refers("parent", "parts.part"),
        refers("child", "parts.part"),
        Index(None, "data_set_id", "child"),
    )

    data_set_id: Mapped[DataSetId]
    parent: Mapped[Key]
    child: Mapped[Key]
    quantity_per: Mapped[float]
    scrap_share: Mapped[float]
    valid_from: Mapped[Key]
    valid_to: Mapped[str | None]
    substitute_group: Mapped[str | None]
    position: Mapped[Key]


class Supplier(Base):
    """Who can make or import parts."""

    __tablename__ = "suppliers"
    __table_args__ = (
        refers("region", "regions.region"),
        refers("source", "sources.source"),
    )

    data_set_id: Mapped[DataSetId]
    supplier: Mapped[Key]
    name: Mapped[str | None]
    legal_form: Mapped[str]
    size_class: Mapped[str | None]
    region: Mapped[str | None]
    country: Mapped[str]
    status: Mapped[str]
    opening_cost_idr: Mapped[Money]
    ready_period: Mapped[str | None]
    workers: Mapped[float | None]
    annual_sales_idr: Mapped[Money | None]
    max_dependence_share: Mapped[float | None]
    source: Mapped[str | None]
    confidence: Mapped[str | None]


class Membership(Base):
    """Members of cooperatives."""

    __tablename__ = "memberships"
    __table_args__ = (
        refers("cooperative", "suppliers.supplier"),
        refers("member", "suppliers.supplier"),
        Index(None, "data_set_id", "member"),
    )

    data_set_id: Mapped[DataSetId]
    cooperative: Mapped[Key]
    member: Mapped[Key]
    fee_share: Mapped[float]


class Capacity(Base):
    """Hours of a supplier per process and period."""

    __tablename__ = "capacity"
    __table_args__ = (refers("supplier", "suppliers.supplier"),)

    data_set_id: Mapped[DataSetId]
    supplier: Mapped[Key]
    process: Mapped[Key]
    period: Mapped[Key]
    hours: Mapped[float]


class Offer(Base):
    """What a supplier would deliver, and at what terms."""

    __tablename__ = "offers"
    __table_args__ = (
        refers("supplier", "suppliers.supplier"),
        refers("part", "parts.part"),
        refers("source", "sources.source"),
        Index(None, "data_set_id", "supplier"),
        Index(None, "data_set_id", "part"),
    )

    data_set_id: Mapped[DataSetId]
    offer: Mapped[Key]
    supplier: Mapped[str]
    part: Mapped[str]
    mode: Mapped[str]
    price: Mapped[Money]
    currency: Mapped[str]
    minimum_order: Mapped[float | None]
    order_multiple: Mapped[float | None]
    maximum_units: Mapped[float | None]
    tooling_cost_idr: Mapped[Money | None]
    lead_time_periods: Mapped[float]
    yield_share: Mapped[float]
    duty_share: Mapped[float]
    process: Mapped[str | None]
    hours_per_unit: Mapped[float | None]
    setup_hours: Mapped[float | None]
    labour_hours_per_unit: Mapped[float | None]
    local_content_share: Mapped[float | None]
    content_evidence: Mapped[str | None]
    certificate_expiry: Mapped[str | None]
    raw_material_origin: Mapped[str | None]
    valid_from: Mapped[str | None]
    valid_to: Mapped[str | None]
    source: Mapped[str | None]
    confidence: Mapped[str | None]


class PriceBand(Base):
    """Prices that hold for all units from a quantity on."""

    __tablename__ = "price_bands"
    __table_args__ = (refers("offer", "offers.offer"),)

    data_set_id: Mapped[DataSetId]
    offer: Mapped[Key]
    minimum_units: Mapped[NumberKey]
    price: Mapped[Money]
    basis: Mapped[str]


class SupplierRebate(Base):
    """Rebates on all spend with a supplier over the horizon."""

    __tablename__ = "supplier_rebates"
    __table_args__ = (refers("supplier", "suppliers.supplier"),)

    data_set_id: Mapped[DataSetId]
    supplier: Mapped[Key]
    minimum_spend_idr: Mapped[MoneyKey]
    rebate_share: Mapped[float]


class Site(Base):
    """Assembly plants."""

    __tablename__ = "sites"
    __table_args__ = (refers("region", "regions.region"),)

    data_set_id: Mapped[DataSetId]
    site: Mapped[Key]
    name: Mapped[str | None]
    region: Mapped[str | None]
    capacity_units: Mapped[float | None]


class VehicleContent(Base):
    """What the law scores beyond bought parts."""

    __tablename__ = "vehicle_content"
    __table_args__ = (refers("vehicle", "parts.part"),)

    data_set_id: Mapped[DataSetId]
    vehicle: Mapped[Key]
    year: Mapped[NumberKey]
    assembly_share: Mapped[float | None]
    development_share: Mapped[float | None]
    labour_share: Mapped[float | None]
    overhead_share: Mapped[float | None]
    development_points: Mapped[float | None]
    assembly_cost_idr: Mapped[Money | None]
    assembly_local_share: Mapped[float | None]


class Demand(Base):
    """Vehicles wanted."""

    __tablename__ = "demand"
    __table_args__ = (
        refers("vehicle", "parts.part"),
        refers("site", "sites.site"),
        Index(None, "data_set_id", "site"),
    )

    data_set_id: Mapped[DataSetId]
    vehicle: Mapped[Key]
    site: Mapped[Key]
    period: Mapped[Key]
    units: Mapped[float]


class Lane(Base):
    """Freight between regions."""

    __tablename__ = "lanes"
    __table_args__ = (
        refers("origin", "regions.region"),
        refers("destination", "regions.region"),
        Index(None, "data_set_id", "destination"),
    )

    data_set_id: Mapped[DataSetId]
    origin: Mapped[Key]
    destination: Mapped[Key]
    freight_idr_per_kg: Mapped[Money]
    lead_time_periods: Mapped[float]


class ExchangeRate(Base):
    """Rupiah per unit of a currency."""

    __tablename__ = "exchange_rates"

    data_set_id: Mapped[DataSetId]
    currency: Mapped[Key]
    period: Mapped[Key]
    idr_per_unit: Mapped[Money]


class SupplierCertificate(Base):
    """Certificates that a supplier holds."""

    __tablename__ = "supplier_certificates"
    __table_args__ = (refers("supplier", "suppliers.supplier"),)

    data_set_id: Mapped[DataSetId]
    supplier: Mapped[Key]
    certificate: Mapped[Key]
    valid_to: Mapped[str | None]


class Upgrade(Base):
    """Steps by which a supplier can do more."""

    __tablename__ = "upgrades"
    __table_args__ = (
        refers("supplier", "suppliers.supplier"),
        refers("offer", "offers.offer"),
        refers("source", "sources.source"),
        Index(None, "data_set_id", "supplier"),
        Index(None, "data_set_id", "offer"),
    )

    data_set_id: Mapped[DataSetId]
    upgrade: Mapped[Key]
    supplier: Mapped[str]
    kind: Mapped[str]
    cost_idr: Mapped[Money]
    credit_idr: Mapped[Money]
    lead_time_periods: Mapped[float]
    process: Mapped[str | None]
    added_hours: Mapped[float | None]
    certificate: Mapped[str | None]
    offer: Mapped[str | None]
    new_local_content_share: Mapped[float | None]
    new_content_evidence: Mapped[str | None]
    requires: Mapped[str | None]
    source: Mapped[str | None]
    confidence: Mapped[str | None]


DATA_ROWS: dict[str, type[Base]] = {
    row.__tablename__: row
    for row in (
        Source,
        Region,
        Part,
        BomLine,
        Supplier,
        Membership,
        Capacity,
        Offer,
        PriceBand,
        SupplierRebate,
        Site,
        VehicleContent,
        Demand,
        Lane,
        ExchangeRate,
        SupplierCertificate,
        Upgrade,
    )
}
"""The class of each table of a data set; a table stands after those that it refers to."""
