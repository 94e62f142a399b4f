"""What charts and pages refuse."""

from __future__ import annotations

from evplan.errors.core import EvplanError, ExitCode


class UnknownChartKind(EvplanError):
    """A kind of chart that does not exist."""

    wording = "There is no chart '{kind}'; known are {known}.{nearest} 'evplan chart list' says what each shows."
    exit_code = ExitCode.USAGE


class ChartOfOneRun(EvplanError):
    """Several runs for a chart that shows one."""

    wording = "The chart '{kind}' shows one run. Name one, or choose a chart of several runs side by side: {several}."
    exit_code = ExitCode.USAGE


class ReportEndingWrong(EvplanError):
    """A report that is to be written to a file of a kind that it cannot be."""

    wording = (
        "{path}: a report is a page (.html) or a workbook (.xlsx), and the ending of the file says which.{nearest} "
        "Nothing was written."
    )
    exit_code = ExitCode.USAGE


class WorkbookOfOneRun(EvplanError):
    """Several runs for one workbook."""

    wording = (
        "A workbook holds the tables of one run, and {count} were named. Write one for each, or a page (.html), which "
        "compares them."
    )
    exit_code = ExitCode.USAGE


class RunTwice(EvplanError):
    """A run that was named twice for one chart or report."""

    wording = "{run} is named twice. Name each run once; a scenario's name alone stands for its newest run."
    exit_code = ExitCode.USAGE
