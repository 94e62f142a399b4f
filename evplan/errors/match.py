"""What business matching refuses."""

from __future__ import annotations

from evplan.errors.core import EvplanError, ExitCode


class MatchOfWhat(EvplanError):
    """Neither a run nor a data set was named, or both."""

    wording = (
        "Matching starts from one thing: name a run, like baseline#1, or a data set with --data NAME. "
        "A run also tells what is imported now, which hours are free and what local content is at stake."
    )
    exit_code = ExitCode.USAGE


class NothingMatched(EvplanError):
    """No part is left by the choices that were made."""

    wording = (
        "No part of {name} is {asked}. There is nothing to match; leave a choice out, "
        "or name parts with --part to see who could make them."
    )
    exit_code = ExitCode.USAGE


class TargetNegative(EvplanError):
    """A target that is no amount of money to reach."""

    wording = (
        "A target of transactions must be more than zero rupiah; {target} was given. Example: --target 25000000000."
    )
    exit_code = ExitCode.USAGE


class WeightWrong(EvplanError):
    """A weight of the order that cannot be read."""

    wording = (
        "'{text}' is no weight. Write CRITERION=NUMBER with a number of 0 or more, like hours=40; "
        "criteria are {known}.{nearest} Not all of them can be 0."
    )
    exit_code = ExitCode.USAGE


class RequestEndingWrong(EvplanError):
    """A file of a name that neither a workbook nor a chart has."""

    wording = "{path}: {what} is written as {known}; the ending of the file says which."
    exit_code = ExitCode.USAGE
