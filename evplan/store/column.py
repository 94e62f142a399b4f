"""Column types, names of constraints and the base of all tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import (
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Numeric,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeEngine

from evplan.quantities import decimal_text


class MoneyText(TypeDecorator[str]):
    """Exact decimal text: ``NUMERIC`` on PostgreSQL, ``TEXT`` on SQLite, whose numeric column would lose digits."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column type of the database."""
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Return what is stored for decimal text."""
        return Decimal(value) if value is not None and dialect.name == "postgresql" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Return decimal text for what is stored."""
        return decimal_text(value) if isinstance(value, Decimal) else value


Key = Annotated[str, mapped_column(Text, primary_key=True)]
"""Text in a table's key; a blank is stored as ``''``, since ``NULL`` equals nothing and would let twins in."""

NumberKey = Annotated[float, mapped_column(Float(53), primary_key=True, autoincrement=False)]
"""A number in a table's key; a blank is stored as 0."""

Money = Annotated[str, mapped_column(MoneyText)]
MoneyKey = Annotated[str, mapped_column(MoneyText, primary_key=True)]

DataSetId = Annotated[int, mapped_column(ForeignKey("data_sets.id"), primary_key=True, autoincrement=False)]
RunId = Annotated[int, mapped_column(ForeignKey("runs.id"), primary_key=True, autoincrement=False)]
Position = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]
"""Place of a row in its table of the run, from 0."""


class Base(DeclarativeBase):
    """All tables; constraints are named, so that migrations can find them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text, float: Float(53)}


def refers(column: str, target: str) -> ForeignKeyConstraint:
    """Return the reference of ``column`` to the key ``table.column`` of the same data set; a blank is free."""
    table = target.split(".")[0]
    return ForeignKeyConstraint(["data_set_id", column], [f"{table}.data_set_id", target])
