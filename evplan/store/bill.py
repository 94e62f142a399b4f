"""Saving and loading what belongs to bills from files: mappings, substitutes, references."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import Table as SqlTable
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from evplan.errors import NotFound, nearest
from evplan.schema import Tables
from evplan.store.bill_table import BillMapping, BillReference, BillSubstitute
from evplan.store.data_set import save_data_set
from evplan.store.data_table import DataSet
from evplan.store.failure import address
from evplan.store.row import delete_rows, frame_rows, insert_rows, read_frame

SUBSTITUTE_TYPES = dict.fromkeys(("parent", "part", "substitute", "name", "unit"), "str") | {"quantity_per": "float64"}
SUBSTITUTE_TYPES |= dict.fromkeys(("position", "source", "state"), "str")
REFERENCE_TYPES = dict.fromkeys(
    ("part", "source", "manufacturer", "manufacturer_part", "supplier", "supplier_part", "price", "currency", "note"),
    "str",
)


def save_mapping(session: Session, name: str, mapping: Mapping[str, str]) -> None:
    """Store a mapping of headings to fields under a name; one of that name is replaced."""
    session.execute(delete(BillMapping).where(BillMapping.name == name))
    session.add_all(BillMapping(name=name, heading=heading, field=field) for heading, field in mapping.items())
    session.flush()


def load_mapping(session: Session, name: str) -> dict[str, str]:
    """Return a stored mapping of headings to fields. Raises `NotFound`."""
    rows = session.scalars(select(BillMapping).where(BillMapping.name == name).order_by(BillMapping.heading)).all()
    if not rows:
        known = session.scalars(select(BillMapping.name).distinct()).all()
        where = address(session.get_bind().engine)
        raise NotFound(kind="mapping", name=name, where=where, nearest=nearest(name, known))
    return {row.heading: row.field for row in rows}


def load_substitutes(session: Session, data_set: str) -> pd.DataFrame:
    """Return the substitutes of a data set, of every state: columns as in `SUBSTITUTE_TYPES`."""
    return read_frame(
        session, _table(BillSubstitute), SUBSTITUTE_TYPES, ("data_set_id", _number(session, data_set)), "substitute"
    )


def load_references(session: Session, data_set: str) -> pd.DataFrame:
    """Return what files say of the parts of a data set: columns as in `REFERENCE_TYPES`."""
    return read_frame(
        session, _table(BillReference), REFERENCE_TYPES, ("data_set_id", _number(session, data_set)), "part"
    )


def save_bill(
    session: Session, data_set: str, tables: Tables, *, path: str, now: str, digest: str = ""
) -> pd.DataFrame:
    """Make the stored data set equal to ``tables``, its files left as they are; return what changed.

    A data set that is not there is made, from the file at ``path`` with ``digest``.
    """
    stored = session.scalar(select(DataSet).where(DataSet.name == data_set))
    if stored is None:
        return save_data_set(session, data_set, tables, files_digest=digest, source_path=path, loaded_at=now)
    return save_data_set(
        session, data_set, tables, files_digest=stored.files_digest, source_path=stored.source_path, loaded_at=now
    )


def add_substitutes(session: Session, data_set: str, frame: pd.DataFrame) -> None:
    """Store substitutes with their state; columns as in `SUBSTITUTE_TYPES`."""
    rows = frame_rows(frame[list(SUBSTITUTE_TYPES)], _number(session, data_set))
    insert_rows(session, _table(BillSubstitute), [*SUBSTITUTE_TYPES, "data_set_id"], rows)


def remove_substitutes(session: Session, data_set: str, frame: pd.DataFrame) -> None:
    """Remove substitutes by ``parent``, ``part`` and ``substitute``."""
    key = ["parent", "part", "substitute"]
    rows = frame_rows(frame[key], _number(session, data_set))
    delete_rows(session, _table(BillSubstitute), [*key, "data_set_id"], rows)


def set_substitutes(session: Session, data_set: str, frame: pd.DataFrame, state: str) -> None:
    """Give substitutes (``parent``, ``part``, ``substitute``) another state."""
    number = _number(session, data_set)
    for parent, part, substitute in frame[["parent", "part", "substitute"]].itertuples(index=False, name=None):
        session.execute(
            update(BillSubstitute)
            .where(
                BillSubstitute.data_set_id == number,
                BillSubstitute.parent == parent,
                BillSubstitute.part == part,
                BillSubstitute.substitute == substitute,
            )
            .values(state=state)
        )


def replace_references(session: Session, data_set: str, source: str, frame: pd.DataFrame) -> None:
    """Make what one source says of parts equal to ``frame``; columns as in `REFERENCE_TYPES`."""
    number = _number(session, data_set)
    session.execute(delete(BillReference).where(BillReference.data_set_id == number, BillReference.source == source))
    session.flush()
    insert_rows(
        session,
        _table(BillReference),
        [*REFERENCE_TYPES, "data_set_id"],
        frame_rows(frame[list(REFERENCE_TYPES)], number),
    )


def _number(session: Session, data_set: str) -> int:
    number = session.scalar(select(DataSet.id).where(DataSet.name == data_set))
    if number is None:
        known = session.scalars(select(DataSet.name)).all()
        where = address(session.get_bind().engine)
        raise NotFound(kind="data set", name=data_set, where=where, nearest=nearest(data_set, known))
    return number


def _table(model: type[BillSubstitute] | type[BillReference]) -> SqlTable:
    table = model.__table__
    assert isinstance(table, SqlTable)
    return table
