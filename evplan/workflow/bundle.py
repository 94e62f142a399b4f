"""A bundle checked on any machine: no database is opened and no solver is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evplan.errors import Finding, has_errors
from evplan.plan.bundle import Bundle
from evplan.plan.verify import verify
from evplan.readers.bundle_file import read_bundle
from evplan.scenario.document import Scenario


@dataclass(frozen=True)
class VerifiedBundle:
    """A bundle whose files are whole, and what working out its plan again found."""

    bundle: Bundle
    findings: tuple[Finding, ...]

    @property
    def verified(self) -> bool:
        """Return whether the plan stands."""
        return not has_errors(self.findings)


def verify_bundle(path: Path, version: str) -> VerifiedBundle:
    """Check the files of a bundle, then its plan from its own inputs under its own law; return what does not hold.

    A run without a plan has nothing to verify and no findings. Raises what `evplan.readers.bundle_file.read_bundle`
    raises.
    """
    bundle = read_bundle(path, version)
    return VerifiedBundle(bundle, tuple(check_bundle(bundle)))


def check_bundle(bundle: Bundle) -> list[Finding]:
    """Return what does not hold in the plan of a bundle; nothing where there is no plan."""
    run = bundle.run
    if run.solution is None:
        return []
    scenario = Scenario.model_validate_json(run.provenance.scenario_text)
    return verify(bundle.tables, scenario, bundle.law, run.solution, run.tables, bundle.references)
