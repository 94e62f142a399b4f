"""What is wrong with sweeps: their files, their size, what was begun with another file, the cluster they run on."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording

FINDINGS |= {
    "sweep-empty": Wording(
        Severity.ERROR,
        "{place} has no values, so the sweep has no members.",
        "Give it at least one value; a range needs a last number that is not below its first.",
    ),
    "sweep-lengths": Wording(
        Severity.ERROR,
        'combine = "zip" takes first with first and so on, but the entries have different numbers of values: {found}.',
        'Give all the same number of values, or write combine = "grid".',
    ),
    "sweep-scenario": Wording(
        Severity.ERROR,
        "scenario names '{found}', but there is no such file.{nearest}",
        "Write its path as seen from the folder of this file, or the name of a scenario that comes with evplan.",
    ),
    "sweep-setting": Wording(
        Severity.ERROR,
        "The scenario {scenario} has no setting '{found}'.{nearest}",
        "Settings are named as in the scenario file: demand.scale, rule.ID.minimum_share, solver.gap.",
    ),
    "sweep-twice": Wording(
        Severity.ERROR, "'{found}' is varied {count} times.", "Vary it once, or give the entries names of their own."
    ),
    "sweep-value": Wording(
        Severity.ERROR,
        "{place} may not be {found}: {reason}.",
        "Take the value out, or correct it.",
    ),
    "sweep-word": Wording(
        Severity.ERROR,
        "{place} is varied as a number, but it is {found}.",
        'Only numbers can be multiplied or added to; write by = "set".',
    ),
}


class SweepTooLarge(EvplanError):
    """More members than anyone meant."""

    wording = (
        "{path}: this sweep has {count} members, more than {most}. At about {seconds} seconds each that is long. "
        "Use fewer values, or add --yes to run it all the same."
    )


class SweepChanged(EvplanError):
    """A sweep of this name was begun with something else."""

    wording = (
        "The sweep '{name}' was begun on {day} with another {what} ({done} of {total} members are done). Members of "
        "two kinds would not be one sweep: undo the change, give the sweep another name, or forget what was begun with "
        "--restart (its runs stay stored)."
    )


class FrontierWithoutEnds(EvplanError):
    """One of the ends of a frontier has no plan, so there is nothing between them."""

    wording = (
        "The frontier '{name}' has no two ends: {ends}. Its points lie between them, so none was solved. "
        "'evplan sweep show {name}' has the runs."
    )
    exit_code = ExitCode.INFEASIBLE


class WorkersDied(EvplanError):
    """The processes of a sweep ended again and again."""

    wording = (
        "The sweep '{name}' was stopped: its processes were ended {count} times, most likely because memory ran out. "
        "What is done is stored: go on with fewer of them (--workers 1)."
    )
    exit_code = ExitCode.NO_SOLUTION


class ClusterUnusable(EvplanError):
    """A cluster that cannot be worked with."""

    wording = "{address}: {reason} {fix}"
    exit_code = ExitCode.USAGE


CLUSTER_TROUBLES = {
    "away": (
        "no Dask scheduler answers there.",
        "Start one with 'dask scheduler' and workers with 'dask worker ADDRESS', or check the address.",
    ),
    "database": (
        "the workers of a cluster cannot write into the SQLite file {database}, which is on this machine.",
        "Name a PostgreSQL database that all of them reach: --db postgresql://USER@HOST/NAME.",
    ),
    "empty": ("the cluster has no workers.", "Start some with 'dask worker {address}'."),
    "package": ("Dask is not installed here.", "Run pip install 'evplan[cluster]'."),
    "version": (
        "its workers have another evplan ({found}) than this machine ({version}).",
        "Install evplan {version} on all of them.",
    ),
    "lost": ("the connection to the cluster was lost.", "What is done is stored: run the same command again to go on."),
}
"""Reason and fix of `ClusterUnusable` by what happened, as ``str.format`` templates."""


def cluster_unusable(trouble: str, address: str, **values: object) -> ClusterUnusable:
    """Return the error for a cluster, in the words of `CLUSTER_TROUBLES`."""
    reason, fix = (text.format_map({"address": address, **values}) for text in CLUSTER_TROUBLES[trouble])
    return ClusterUnusable(address=address, reason=reason, fix=fix)
