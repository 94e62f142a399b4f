"""A stored run as a bundle: what another machine needs to check it and to solve it again."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from evplan.errors import Finding, LawChanged, Severity
from evplan.errors.bundle import BundleRefused
from evplan.plan.bundle import Bundle
from evplan.readers.law_file import law_of_texts, read_law_texts
from evplan.report.bundle import write_bundle
from evplan.workflow.bundle import check_bundle
from evplan.workflow.reference import references
from evplan.workflow.run import run_scenario, show_run

PACKAGES = ("highspy", "numpy", "pandas", "PuLP", "pyarrow", "pydantic")
"""Packages whose versions can change an answer or how it is read."""


@dataclass(frozen=True)
class WrittenBundle:
    """A bundle that was written, with the digest over its files and what its plan does not hold."""

    bundle: Bundle
    digest: str
    findings: tuple[Finding, ...]


def stored_bundle(url: str, version: str, name: str) -> Bundle:
    """Return a stored run with all that it was made from.

    Raises ``NotFound``, ``NoPlan`` (a run that it refers to has none) and ``LawChanged``: a database keeps the digest
    of the law, not its files, so a run of older law files cannot be taken along.
    """
    run, tables = show_run(url, version, name)
    texts = read_law_texts()
    law = law_of_texts(texts)
    if law.digest != run.provenance.law_digest:
        raise LawChanged(run=run.name)
    return Bundle(run, tables, law, texts, references(url, version, run_scenario(run)), versions(version))


def bundle_run(
    url: str, version: str, name: str, target: Path, *, overwrite: bool = False, unverified: bool = False
) -> WrittenBundle:
    """Write a stored run as a bundle, once its plan was verified again.

    Raises ``BundleRefused`` for a plan that does not hold (unless ``unverified``), ``FileUnwritable``, and what
    `stored_bundle` raises.
    """
    bundle = stored_bundle(url, version, name)
    findings = check_bundle(bundle)
    wrong = next((found for found in findings if found.severity is Severity.ERROR), None)
    if wrong is not None and not unverified:
        made_with = bundle.run.provenance.evplan_version
        raise BundleRefused(run=bundle.run.name, made_with=made_with, detail=wrong.message)
    return WrittenBundle(bundle, write_bundle(bundle, target, overwrite=overwrite), tuple(findings))


def versions(version: str) -> dict[str, str]:
    """Return the versions of evplan, Python and the packages that matter, by name."""
    return {"evplan": version, "Python": platform.python_version()} | {
        name: metadata.version(name) for name in PACKAGES
    }
