"""What happens in a search."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording

FINDINGS |= {
    "sum-of-ratios": Wording(
        Severity.NOTE,
        "A score of the law here is a sum of ratios, which no linear program holds exactly. It was held by its "
        "tangent at a plan's own mix of costs, in {tangents} solves; the plan's score is exact and passes. Bound and "
        "gap are not the tangent's: they hold for every plan that passes (of a group of parts that it can do without, "
        "one that buys it for one vehicle at least, or not at all).",
    ),
}


class SolverUnavailable(EvplanError):
    """A solver that PuLP does not find here."""

    wording = "The solver '{solver}' is not available here; available are {known}.{nearest}"
    exit_code = ExitCode.USAGE
