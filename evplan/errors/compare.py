"""What comparing runs refuses, and what it has to say beside its figures."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording


class SameRunTwice(EvplanError):
    """A run compared with itself."""

    wording = (
        "Run {run} is named twice: it cannot be compared with itself. "
        "'evplan run list' shows the runs; the name of a scenario alone stands for its newest run."
    )
    exit_code = ExitCode.USAGE


class NoBaseline(EvplanError):
    """One run was named, and its scenario has no baseline to compare it with."""

    wording = (
        "{run} is the only run named, and scenario {scenario} has no baseline to compare it with. "
        "Name a second run, or choose the baseline with 'evplan run baseline {scenario}#VERSION'."
    )
    exit_code = ExitCode.USAGE


class BaselineAlone(EvplanError):
    """One run was named, and it is the baseline itself."""

    wording = "{run} is the baseline of its scenario, so there is nothing to compare it with. Name a second run."
    exit_code = ExitCode.USAGE


class NothingToCompareChart(EvplanError):
    """A chart of a comparison in which no pair has two plans."""

    wording = (
        "No chart was drawn: it shows costs, and {runs} has no plan. "
        "What can be compared without a plan is in the tables; 'evplan run show' says why there is none."
    )
    exit_code = ExitCode.USAGE


FINDINGS |= {
    "compare-no-plan": Wording(
        Severity.WARNING,
        "{run} ended as '{status}' and has no plan. Compared are its data, settings and rules; not costs or awards.",
        "'evplan run show {run}' says why there is no plan.",
    ),
    "compare-not-verified": Wording(
        Severity.WARNING,
        "The plan of {run} failed verification; its figures may be wrong, and so may every difference to it.",
        "See 'evplan run verify {run}', and solve the scenario again.",
    ),
    "compare-other-data": Wording(
        Severity.NOTE,
        "The runs come from two data sets, {before} and {after}. What only one of them knows is not a change of price: "
        "an offer counts as mix, a vehicle as volume.",
    ),
    "compare-other-currency": Wording(
        Severity.NOTE,
        "{count} offers are quoted in another currency in {after}; all that changes for them counts as price.",
    ),
    "compare-rules-unsplit": Wording(
        Severity.NOTE,
        "Not only rules differ, but also {what}. From stored plans alone nobody can tell how much of volume and mix "
        "the rules cause, so the part 'rules' is zero and theirs is among volume and mix.",
        "'evplan compare {before} {after} --attribute-rules' solves {before} under the rules of {after} and tells them "
        "apart.",
    ),
    "compare-rules-solved": Wording(
        Severity.NOTE,
        "What the rules cause is measured by run {between}: everything of {start} under the rules of {end}.",
    ),
    "compare-rules-failed": Wording(
        Severity.WARNING,
        "The rules could not be told apart: neither {before} under the rules of {after} nor the other way round has a "
        "verified plan. Their part is among volume and mix.",
    ),
    "compare-older-formula": Wording(
        Severity.WARNING,
        "The stored costs of {run} are not what today's formulas give for its awards; what they differ by is in the "
        "largest part of the difference.",
        "Solve both scenarios again to compare them by one formula.",
    ),
    "compare-search": Wording(
        Severity.NOTE,
        "Nothing that steers a plan differs between the runs: what is different comes from the search, which stops "
        "within its gap.",
    ),
}
