"""The tables of bills from files: saved mappings, substitutes that wait, what files say of parts."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from evplan.store.column import Base, DataSetId, Key


class BillMapping(Base):
    """A heading of a file and the field that it means, under the name of a mapping."""

    __tablename__ = "bill_mappings"

    name: Mapped[Key]
    heading: Mapped[Key]
    field: Mapped[str]


class BillSubstitute(Base):
    """A part that a file names instead of another; ``state`` is ``pending``, ``confirmed`` or ``rejected``."""

    __tablename__ = "bill_substitutes"

    data_set_id: Mapped[DataSetId]
    parent: Mapped[Key]
    part: Mapped[Key]
    substitute: Mapped[Key]
    name: Mapped[str | None]
    unit: Mapped[str | None]
    quantity_per: Mapped[float]
    position: Mapped[str]
    source: Mapped[str]
    state: Mapped[str]


class BillReference(Base):
    """What a file says of a part beyond the data set: makers, sellers, prices as written."""

    __tablename__ = "bill_references"

    data_set_id: Mapped[DataSetId]
    part: Mapped[Key]
    source: Mapped[Key]
    manufacturer: Mapped[str | None]
    manufacturer_part: Mapped[str | None]
    supplier: Mapped[str | None]
    supplier_part: Mapped[str | None]
    price: Mapped[str | None]
    currency: Mapped[str | None]
    note: Mapped[str | None]
