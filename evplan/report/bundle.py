"""The bundle of a run as a file: the same run gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from evplan.plan.bundle import (
    FORM,
    FORMAT,
    MANIFEST,
    SEAL,
    SEAL_LENGTH,
    Bundle,
    plan_frames,
    reference_name,
    run_record,
    sha256,
    whole_digest,
)
from evplan.report.block import Block
from evplan.report.citation import citation_file
from evplan.report.export import export_file, table_texts
from evplan.report.language import Language
from evplan.report.plain_json import json_text
from evplan.report.word import word

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the earliest that a ZIP file can hold, so that it says nothing."""


def write_bundle(bundle: Bundle, target: Path, *, overwrite: bool = False) -> str:
    """Write a bundle to ``target`` and return the digest over its files; all of it or nothing.

    Raises `FileUnwritable` as `evplan.report.export.export_file` does.
    """
    files = bundle_files(bundle)
    export_file(target, partial(_write, sealed(files, bundle.versions["evplan"])), overwrite=overwrite)
    return whole_digest(_digests(files))


def written_block(run: str, target: Path, digest: str, language: Language) -> Block:
    """Return that the bundle of a run was written, with its digest and what can be done with it."""
    lines = (
        word("bundle.digest", language, digest=digest),
        word("bundle.next", language, target=target),
    )
    return Block(title=word("written", language, what=run, target=target), lines=lines)


def bundle_files(bundle: Bundle) -> dict[str, bytes]:
    """Return the files of a bundle by name, the manifest aside."""
    run = bundle.run
    texts = {
        "README.md": _readme(bundle),
        "CITATION.cff": citation_file(run),
        "run.json": json_text(_record(bundle)) + "\n",
        "scenario.json": run.provenance.scenario_text,
        "stages.csv": _csv(run.stages),
    }
    texts |= {f"inputs/{name}.csv": _csv(table_texts(name, frame)) for name, frame in bundle.tables.items()}
    texts |= {f"law/{name}": text for name, text in bundle.law_files.items()}
    texts |= {f"plan/{name}.csv": _csv(frame) for name, frame in plan_frames(run).items()}
    texts |= {reference_name(name): _csv(awards) for name, awards in bundle.references.items()}
    return {name: text.encode() for name, text in texts.items()}


def sealed(files: dict[str, bytes], made_with: str, form: int = FORM) -> bytes:
    """Return files as one archive with their manifest, sealed."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, content in sorted(files.items()):
            _add(opened, name, content)
        _add(opened, MANIFEST, _manifest(files, form, made_with))
        opened.comment = SEAL + b"0" * SEAL_LENGTH
    content = archive.getvalue()[:-SEAL_LENGTH]
    return content + sha256(content).encode()


def _record(bundle: Bundle) -> dict[str, Any]:
    return run_record(bundle.run) | {"references": sorted(bundle.references), "bundled_with": dict(bundle.versions)}


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _FIRST_DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # the same bytes on every system
    info.external_attr = 0o644 << 16
    archive.writestr(info, content, compresslevel=9)


def _manifest(files: dict[str, bytes], form: int, made_with: str) -> bytes:
    digests = _digests(files)
    content = {
        "format": FORMAT,
        "form": form,
        "evplan": made_with,
        "digest": whole_digest(digests),
        "files": {name: {"sha256": digests[name], "bytes": len(files[name])} for name in sorted(files)},
    }
    return (json_text(content) + "\n").encode()


def _digests(files: dict[str, bytes]) -> dict[str, str]:
    return {name: sha256(content) for name, content in files.items()}


def _csv(frame: pd.DataFrame) -> str:
    return str(frame.to_csv(index=False, lineterminator="\n"))


def _readme(bundle: Bundle) -> str:
    run, origin = bundle.run, bundle.run.provenance
    values = {
        "run": run.name,
        "made": origin.created_at,
        "evplan": origin.evplan_version,
        "solver": f"{run.outcome.solver} {run.outcome.solver_version}",
        "inputs": origin.inputs_digest,
        "scenario": origin.scenario_digest,
        "law": origin.law_digest,
        "versions": "".join(f"- {name} {version}\n" for name, version in sorted(bundle.versions.items())),
    }
    return word("bundle.readme", "en", **values) + "\n" + word("bundle.readme", "id", **values)


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)
