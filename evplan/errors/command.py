"""What commands refuse."""

from __future__ import annotations

from evplan.errors.core import EvplanError, ExitCode


class ChartNeedsRun(EvplanError):
    """A chart of the supply curve was asked of a scenario, which has no plan yet."""

    wording = (
        "The chart shows what more local content costs, from a plan, and {name} is a scenario. "
        "Solve it, then ask for the chart of its run, such as {name}#1."
    )
    exit_code = ExitCode.USAGE


class DataSetUnclear(EvplanError):
    """A data set was to be chosen by itself, and there is none, or more than one."""

    wording = (
        "The database holds {count} data sets: {known}. Name the one you mean, or load one with 'evplan data load'."
    )
    exit_code = ExitCode.USAGE


class DemoThere(EvplanError):
    """The demonstration would write over what is there."""

    wording = "{path} is here already. Run 'evplan demo --renew' to start it anew, or go to an empty folder."
    exit_code = ExitCode.USAGE


class EndingWrong(EvplanError):
    """A file whose name would say something else than what is in it."""

    wording = "{path}: a file of the program as {format} must have a name that ends in .{format}."
    exit_code = ExitCode.USAGE


class NotVerified(EvplanError):
    """A question to a run whose plan failed verification."""

    wording = (
        "The plan of run {run} failed verification, so nothing is explained from it. "
        "See 'evplan run verify {run}', and solve the scenario again."
    )
    exit_code = ExitCode.NOT_VERIFIED


class LawChanged(EvplanError):
    """A question to a run that was solved under other law files."""

    wording = (
        "Run {run} was solved under law files that differ from today's. Solve its scenario again, then ask the new run."
    )


class NoPlan(EvplanError):
    """A run without a plan was asked for what only a plan has."""

    wording = "Run {run} ended as '{status}' and has no plan. 'evplan run show {run}' says why."
    exit_code = ExitCode.USAGE


class NothingToDraw(EvplanError):
    """A chart of the supply curve of a plan that no swap can bring more local content."""

    wording = (
        "No chart was drawn: from run {run} no swap brings more local content within the free capacity. "
        "The tables say what is out of capacity, and what the whole plan solved again costs."
    )
    exit_code = ExitCode.USAGE


class TableNotHere(EvplanError):
    """A table was asked for that only a run has."""

    wording = "{name} is a scenario and has no table '{table}'; it has {known}. Its run has the others: {name}#1."
    exit_code = ExitCode.USAGE


class ScenarioNameWrong(EvplanError):
    """A name that no scenario can have."""

    wording = (
        "'{name}' cannot name a scenario. Begin with a letter or digit; use only letters, digits, points, hyphens "
        "and underscores."
    )
    exit_code = ExitCode.USAGE


class RepairUnknown(EvplanError):
    """A repair was asked for that is not there."""

    wording = (
        "There is no repair {number} of {scenario}: {count} were found. "
        "'evplan explain conflict {scenario}' lists them; nothing was written."
    )
    exit_code = ExitCode.USAGE


class UnknownChart(EvplanError):
    """A chart that is to be written to a file of a kind that is not drawn."""

    wording = "There is no format '{format}'; known are {known}.{nearest} The ending of the file says which."
    exit_code = ExitCode.USAGE


class UnknownFormat(EvplanError):
    """A format of export that does not exist."""

    wording = "There is no format '{format}'; known are {known}.{nearest} Choose one with --format."
    exit_code = ExitCode.USAGE
