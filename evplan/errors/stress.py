"""What a stress test refuses."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording

FINDINGS |= {
    "case-bad": Wording(
        Severity.ERROR,
        "{place}: {found}.",
        "Correct it; 'evplan stress --help' shows a case.",
    ),
    "case-name-twice": Wording(
        Severity.ERROR, "The case '{found}' is there {count} times.", "Give every case a name of its own."
    ),
    "case-no-cases": Wording(
        Severity.ERROR, "The file has no [[case]].", 'Add one: [[case]], name = "...", suppliers = ["..."].'
    ),
    "case-odds-too-high": Wording(
        Severity.ERROR,
        "The probabilities of the cases add up to {found}, but at most one of the cases happens: they can add up to 1 "
        "at most.",
        "Lower them; what is left of 1 is that nothing happens.",
    ),
    "case-syntax": Wording(Severity.ERROR, "This is no valid TOML: {found}.", "Correct the line."),
    "case-unknown-key": Wording(
        Severity.ERROR,
        "{place} has no setting '{found}'.{nearest}",
        "Correct the name, or remove it. Known: {expected}.",
    ),
    "case-unknown-name": Wording(
        Severity.ERROR,
        "{place} names the {kind} '{found}', which the data of the run do not have.{nearest}",
        "Correct the key.",
    ),
}


class CasesInvalid(EvplanError):
    """A file of cases with findings."""

    wording = "{path}: the cases have {count} errors. Nothing was tried."


class TooManyLost(EvplanError):
    """More suppliers to be lost than get work."""

    wording = (
        "The {count} largest suppliers cannot be lost: in run {run} only {there} get work. "
        "Choose at most {there} with --largest."
    )
    exit_code = ExitCode.USAGE


class FactorNotPositive(EvplanError):
    """A factor that is no factor."""

    wording = "{option} {found:g} is not above {least}. {hint}"
    exit_code = ExitCode.USAGE


class NoCase(EvplanError):
    """A stress test without a case."""

    wording = (
        "There is nothing to try on run {run}: none of the cases asked for ({kinds}) is possible in its data. "
        "Choose others with --only, or write your own with --cases."
    )
    exit_code = ExitCode.USAGE


class OddsTwice(EvplanError):
    """Odds of a file and equal odds."""

    wording = "{path} gives probabilities of its own. Take them out of it, or leave out --equal-odds."
    exit_code = ExitCode.USAGE
