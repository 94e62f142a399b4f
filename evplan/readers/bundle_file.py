"""The bundle of a run from its file: every byte checked before anything in it is believed.

Nothing is unpacked to the disk, and nothing in a bundle can run. What it says of its own size is held to before a byte
is decompressed, so a small file cannot fill the memory.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from evplan.errors import EvplanError, file_unreadable, nearest
from evplan.errors.bundle import BundleDamaged, BundleForm, BundleTooLarge, NoBundle
from evplan.plan.bundle import (
    FORM,
    FORMAT,
    MANIFEST,
    SEAL,
    SEAL_LENGTH,
    Bundle,
    plan_columns,
    reference_name,
    run_of,
    sha256,
    whole_digest,
)
from evplan.plan.record import PLAN_COLUMNS, STAGE_COLUMNS
from evplan.readers.law_file import law_of_texts
from evplan.scenario.document import Scenario
from evplan.schema import TABLES, Tables, conform

MOST_BYTES = 1 << 29
"""A bundle that says it unpacks to more than this (512 MiB) is not opened."""

MOST_FILES = 1000


def is_bundle_name(name: str) -> bool:
    """Return whether ``name`` means a bundle: it ends in .zip, is a path, or names an archive that is here."""
    path = Path(name)
    if path.suffix.casefold() == ".zip" or len(path.parts) > 1:
        return True
    return path.is_file() and zipfile.is_zipfile(path)


def read_bundle(path: Path, version: str) -> Bundle:
    """Return the bundle in a file, every checksum in it held; ``version`` is that of this evplan, for messages.

    Raises `FileUnreadable`, `NoBundle`, `BundleTooLarge`, `BundleDamaged` (naming the file in it that was changed) and
    `BundleForm` (made by an evplan whose bundles, tables or scenarios this one does not know).
    """
    content = _bytes(path)
    files = _unpacked(path, content)
    manifest = _manifest(path, files)
    _check_files(path, files, manifest)
    _check_seal(path, content)
    return _Reading(path, version, str(manifest["evplan"]), files).bundle(str(manifest["digest"]))


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        near = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        raise file_unreadable("is-folder" if path.is_dir() else "missing", path, nearest=nearest(path.name, near))
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BundleTooLarge(path=path, found=_size(path.stat().st_size), most=_size(MOST_BYTES))
        return path.read_bytes()
    except PermissionError as error:
        raise file_unreadable("denied", path) from error
    except OSError as error:
        raise file_unreadable("other", path, detail=error.strerror or error) from error


def _unpacked(path: Path, content: bytes) -> dict[str, bytes]:
    """Return the files of an archive by name; a file that cannot be unpacked is named."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise NoBundle(path=path, detail=str(error)) from error
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    if total > MOST_BYTES:
        raise BundleTooLarge(path=path, found=_size(total), most=_size(MOST_BYTES))
    names = [info.filename for info in infos]
    if len(names) > MOST_FILES or len(set(names)) < len(names):
        raise NoBundle(path=path, detail=f"an archive of {len(names)} files, {len(set(names))} names")
    return {info.filename: _member(path, archive, info) for info in infos}


def _member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        detail = "it cannot be unpacked"
        raise BundleDamaged(path=path, part=f"the file '{info.filename}' in it", detail=detail) from error


def _manifest(path: Path, files: Mapping[str, bytes]) -> dict[str, Any]:
    if MANIFEST not in files:
        raise NoBundle(path=path, detail=f"it has no {MANIFEST}")
    try:
        manifest = json.loads(files[MANIFEST])
        if manifest["format"] != FORMAT or not isinstance(manifest["form"], int):
            raise ValueError(manifest["format"])
        digests = {name: str(entry["sha256"]) for name, entry in manifest["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        detail = "it is not of the form in which it was written"
        raise BundleDamaged(path=path, part=f"the file '{MANIFEST}' in it", detail=detail) from error
    return {**manifest, "digests": digests}


def _check_files(path: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    digests: dict[str, str] = manifest["digests"]
    for name, digest in digests.items():
        if name not in files:
            raise BundleDamaged(path=path, part=f"the file '{name}' in it", detail="it is missing")
        if sha256(files[name]) != digest:
            raise BundleDamaged(path=path, part=f"the file '{name}' in it", detail="its SHA-256 is another")
    added = sorted(files.keys() - digests.keys() - {MANIFEST})
    if added:
        raise BundleDamaged(path=path, part=f"the file '{added[0]}' in it", detail="the manifest does not know it")
    if whole_digest(digests) != manifest.get("digest"):
        raise BundleDamaged(path=path, part=f"the file '{MANIFEST}' in it", detail="its digests do not fit together")


def _check_seal(path: Path, content: bytes) -> None:
    """Hold the seal, which covers what no checksum of a file does: the archive's own directory."""
    seal = content[-SEAL_LENGTH:]
    sealed = content[:-SEAL_LENGTH]
    if not sealed.endswith(SEAL) or sha256(sealed).encode() != seal:
        detail = "its files are whole, but the archive was packed again or its directory changed"
        raise BundleDamaged(path=path, part="the archive", detail=detail)


class _Reading:
    """The files of a bundle that is whole, on their way to being a `Bundle`."""

    def __init__(self, path: Path, version: str, made_with: str, files: Mapping[str, bytes]) -> None:
        self.path, self.version, self.made_with, self.files = path, version, made_with, files

    def bundle(self, digest: str) -> Bundle:
        """Return the bundle."""
        form = json.loads(self.files[MANIFEST])["form"]
        if form != FORM:
            raise self._foreign("it", f"it is of form {form}, known is form {FORM}")
        try:
            return self._bundle(digest)
        except EvplanError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, csv.Error) as error:
            raise self._foreign("it", f"{type(error).__name__}: {error}") from error

    def _bundle(self, digest: str) -> Bundle:
        record = json.loads(self.files["run.json"])
        scenario = self.files["scenario.json"].decode()
        self._check_scenario(scenario)
        frames = {name: self._frame(f"plan/{name}.csv", columns) for name, columns in plan_columns(record).items()}
        law_files = {
            name.removeprefix("law/"): content.decode()
            for name, content in self.files.items()
            if name.startswith("law/")
        }
        return Bundle(
            run=run_of(record, scenario, frames, self._frame("stages.csv", STAGE_COLUMNS)),
            tables=self._inputs(),
            law=law_of_texts(law_files),
            law_files=law_files,
            references={run: self._frame(reference_name(run), PLAN_COLUMNS["awards"]) for run in record["references"]},
            versions=record["bundled_with"],
            digest=digest,
        )

    def _check_scenario(self, text: str) -> None:
        try:
            Scenario.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise self._foreign("scenario.json", f"{place}: {first['msg']}") from error

    def _inputs(self) -> Tables:
        """Return the input tables; what a newer evplan knows and this one does not is refused, not left out."""
        tables = {}
        for name in sorted(self.files):
            if name.startswith("inputs/"):
                table = name.removeprefix("inputs/").removesuffix(".csv")
                frame = self._texts(name)
                unknown = [f"table {table}"] if table not in TABLES else sorted(set(frame) - set(TABLES[table].names))
                if unknown:
                    raise self._foreign(name, f"there is no {unknown[0]} here")
                tables[table] = _conformed(table, frame)
        return {name: tables.get(name, conform(name, pd.DataFrame())) for name in TABLES}

    def _frame(self, name: str, columns: Mapping[str, str]) -> pd.DataFrame:
        """Return a table of the plan with columns and types as they are held in memory."""
        texts = self._texts(name)
        missing = [column for column in columns if column not in texts]
        if missing:
            raise self._foreign(name, f"the column {missing[0]} is missing")
        return pd.DataFrame({column: _typed(texts[column], kind) for column, kind in columns.items()})

    def _texts(self, name: str) -> pd.DataFrame:
        rows = list(csv.reader(io.StringIO(self.files[name].decode(), newline="")))
        return pd.DataFrame(rows[1:], columns=rows[0], dtype="str")

    def _foreign(self, part: str, detail: str) -> BundleForm:
        return BundleForm(
            path=self.path, made_with=self.made_with, version=self.version, part=part, detail=detail.rstrip(".")
        )


def _conformed(table: str, texts: pd.DataFrame) -> pd.DataFrame:
    frame = texts.mask(texts.eq(""))
    for column in TABLES[table].columns:
        if column.kind == "flag" and column.name in frame:
            frame[column.name] = frame[column.name].map({"true": True, "false": False}).astype(object)
    return conform(table, frame)


def _typed(texts: pd.Series, kind: str) -> pd.Series:
    if kind == "str":
        return texts.astype("str")
    if kind == "bool":
        return texts.eq("True").astype("bool")
    # Python's own reading of numbers: exact to the last digit.
    numbers = np.array([float(text or "nan") for text in texts], dtype="float64")
    return pd.Series(numbers, index=texts.index).astype(kind)


def _size(count: int) -> str:
    return f"{count / (1 << 20):,.0f} MiB"
