"""Tables out: a data set as files that read back to the same, and the tables of a run."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from evplan.errors import file_unwritable
from evplan.report.sheet import write_workbook
from evplan.schema import TABLES, Tables, memory_type

Format = Literal["csv", "xlsx", "parquet", "json"]
Writers = Mapping[str, Callable[[Path], None]]

MARKER = ".evplan-export"
"""Lists the files of a folder that an export wrote: those it may replace, and no others."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


def export_data_set(tables: Tables, target: Path, *, overwrite: bool = False) -> list[Path]:
    """Write a data set as a folder of CSV files, or as a workbook where ``target`` ends in ``.xlsx``.

    Reading it gives the same tables, to the last digit; optional tables without rows are left out. Returns the files
    written. Nothing is half-written. Raises `FileUnwritable`: no right, no room, a file that is there already, a
    folder with files that no export wrote (both unless ``overwrite``).
    """
    kept = {name: tables[name] for name, table in TABLES.items() if len(tables[name]) or not table.optional}
    if target.suffix.casefold() == ".xlsx":
        money = {name: [column.name for column in TABLES[name].columns if column.kind == "money"] for name in kept}
        return _write_file(target, lambda path: write_workbook(kept, path, money), overwrite)
    texts = {f"{name}.csv": table_texts(name, frame) for name, frame in kept.items()}
    return _write_folder(target, {name: _csv_writer(frame) for name, frame in texts.items()}, overwrite)


def export_frames(
    frames: Mapping[str, pd.DataFrame], target: Path, format: Format, *, overwrite: bool = False
) -> list[Path]:
    """Write tables by name: a folder of CSV or Parquet files, one workbook, or one JSON object of lists of records.

    A named index becomes columns. Returns the files written; raises `FileUnwritable` as `export_data_set` does.
    """
    plain = {name: frame.reset_index() if any(frame.index.names) else frame for name, frame in frames.items()}
    if format == "xlsx":
        return _write_file(target, lambda path: write_workbook(plain, path, {}), overwrite)
    if format == "json":
        return _write_file(target, lambda path: _write_json(plain, path), overwrite)
    writer = _csv_writer if format == "csv" else _parquet_writer
    return _write_folder(target, {f"{name}.{format}": writer(frame) for name, frame in plain.items()}, overwrite)


def export_file(target: Path, write: Callable[[Path], None], *, overwrite: bool = False) -> list[Path]:
    """Write one file by ``write``, which gets a path of the same name; all of it or nothing. Returns what was written.

    Raises `FileUnwritable` as `export_data_set` does.
    """
    return _write_file(target, write, overwrite)


def table_texts(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table's cells as they stand in a CSV file: the shortest numbers that read back to the same."""
    columns = {}
    for column in TABLES[name].columns:
        cells = frame[column.name]
        if memory_type(column) == "float64":
            cells = pd.Series(pa.array(cells, pa.float64(), from_pandas=True).cast(pa.large_string()).to_pandas())
        elif memory_type(column) == "bool":
            cells = cells.map({True: "true", False: "false"})
        columns[column.name] = cells.reset_index(drop=True)
    return pd.DataFrame(columns)


def _csv_writer(frame: pd.DataFrame) -> Callable[[Path], None]:
    return lambda path: frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _parquet_writer(frame: pd.DataFrame) -> Callable[[Path], None]:
    return lambda path: frame.to_parquet(path, index=False)


def _write_json(frames: Mapping[str, pd.DataFrame], path: Path) -> None:
    content = {name: _records(frame) for name, frame in frames.items()}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str, allow_nan=False), encoding="utf-8")


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as plain values; blanks and what is no finite number are null, since JSON has neither."""
    cells = frame.replace([np.inf, -np.inf], np.nan).astype(object)
    return [dict(row) for row in cells.where(cells.notna(), None).to_dict("records")]


def _write_file(target: Path, write: Callable[[Path], None], overwrite: bool) -> list[Path]:
    if target.exists() and not overwrite:
        raise file_unwritable("write-exists", target)
    with _staging(target) as folder:
        write(folder / target.name)
        os.replace(folder / target.name, target)
    return [target]


def _write_folder(target: Path, writers: Writers, overwrite: bool) -> list[Path]:
    """Write files into a folder: all of a new one at once, each of an old one at once, when all are written."""
    if target.exists() and not target.is_dir():
        raise file_unwritable("write-not-folder", target)
    with _staging(target) as staging:
        present = {each.name for each in target.iterdir()} if target.is_dir() else set()
        exported = _exported(target)
        foreign = sorted(name for name in present - exported - {MARKER} if not exported or _is_in_way(name, writers))
        if foreign and not overwrite:
            raise file_unwritable("write-foreign", target, found=", ".join(foreign[:5]))
        new = staging / "export"
        new.mkdir()
        for name, write in writers.items():
            write(new / name)
        (new / MARKER).write_text("".join(f"{name}\n" for name in writers), encoding="utf-8")
        if present:
            for name in (*writers, MARKER):
                os.replace(new / name, target / name)
            for name in present - {*writers, MARKER}:
                if name in exported or _is_in_way(name, writers):
                    (target / name).unlink()
        else:
            if target.is_dir():
                target.rmdir()
            os.replace(new, target)
    return [target / name for name in writers]


def _exported(target: Path) -> set[str]:
    """Return the names of the files in a folder that an export wrote."""
    marker = target / MARKER
    return set(marker.read_text(encoding="utf-8").splitlines()) if marker.is_file() else set()


def _is_in_way(name: str, writers: Writers) -> bool:
    """Return whether a file would be replaced, or would be read as one more table of what is written."""
    return name in writers or ("parts.csv" in writers and name.casefold() in {f"{table}.csv" for table in TABLES})


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """Give a folder beside ``target`` to write in, gone at the end; turn what the system refuses into an error."""
    parent = target.absolute().parent
    if not parent.is_dir():
        raise file_unwritable("write-parent", target, parent=parent)
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=".evplan-", dir=parent))
        yield folder
    except OSError as error:
        trouble = {**dict.fromkeys(_FULL, "write-full"), **dict.fromkeys(_DENIED, "write-denied")}
        detail = error.strerror or str(error)
        raise file_unwritable(trouble.get(error.errno or 0, "write-other"), target, detail=detail) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
