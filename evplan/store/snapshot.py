"""The exact inputs of a run, packed: they outlive the data set that they came from."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from evplan.errors import database_unusable
from evplan.schema import TABLES, Tables, conform, tables_digest
from evplan.store.engine import take_turns
from evplan.store.failure import address
from evplan.store.run_table import Snapshot


def pack(tables: Tables) -> bytes:
    """Return the tables as a ZIP archive that holds a Parquet file each, without loss."""
    archive = io.BytesIO()
    # Parquet compresses by itself.
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as files:
        for name, frame in tables.items():
            content = io.BytesIO()
            frame.to_parquet(content, engine="pyarrow", compression="zstd", index=False)
            files.writestr(f"{name}.parquet", content.getvalue())
    return archive.getvalue()


def unpack(content: bytes) -> Tables:
    """Return the tables that `pack` made an archive of; a table that is newer than the archive is empty."""
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        held = {
            name.removesuffix(".parquet"): pd.read_parquet(io.BytesIO(files.read(name)), engine="pyarrow")
            for name in files.namelist()
        }
    return {name: conform(name, held.get(name, pd.DataFrame())) for name in TABLES}


def save_snapshot(session: Session, digest: str, tables: Tables) -> None:
    """Store the tables under their digest, unless they are stored already."""
    take_turns(session, f"inputs {digest}")
    if session.scalar(select(Snapshot.digest).where(Snapshot.digest == digest)) is not None:
        return
    assert tables_digest(tables) == digest, "a run's inputs_digest is tables_digest of its inputs"
    session.add(Snapshot(digest=digest, content=pack(tables)))
    session.flush()


def load_snapshot(session: Session, digest: str) -> Tables:
    """Return the tables stored under ``digest``; raise `DatabaseUnusable` where they are damaged."""
    content = session.scalar(select(Snapshot.content).where(Snapshot.digest == digest))
    try:
        return unpack(content or b"")
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise database_unusable("snapshot", address(session.get_bind().engine), name=digest[:12]) from error
