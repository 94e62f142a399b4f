"""What is wrong with workbooks as people make them, and with words that the reference lists know better."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording

FINDINGS |= {
    "headings-assumed": Wording(
        Severity.NOTE,
        "Headings of {table} were recognised by their words: {read}.",
        "If that is wrong, write the name of the column as the template has it.",
    ),
    "sheet-assumed": Wording(
        Severity.NOTE,
        "The sheet '{found}' was read as the table {table}.",
        "If that is wrong, give it another name.",
    ),
    "hidden-sheet-read": Wording(
        Severity.NOTE,
        "The sheet '{found}' is hidden; it was read as the table {table}.",
        "If it is not meant to count, delete it.",
    ),
    "hidden-sheet-left-out": Wording(
        Severity.NOTE,
        "The sheet '{found}' is hidden and was not read: {table} stands in another sheet.",
        "If it is the hidden one that counts, show it and delete the other.",
    ),
    "examples-left-out": Wording(
        Severity.NOTE,
        "The example rows of {count} sheets are as the template had them and were not read: {sheets}.",
        "Nothing need be done. Once a cell of such a row is changed, the row counts.",
    ),
    "reference-unknown-region": Wording(
        Severity.WARNING,
        "{column} '{found}' looks like a code of the ministry of home affairs, but evplan's list does not have it."
        "{nearest}",
        "Look it up: evplan data reference show regions --find NAME.",
    ),
    "reference-misspelt": Wording(
        Severity.WARNING,
        "{column} '{found}' is not in evplan's list of {expected}, but is nearly like a word of it.{nearest}",
        "Write the known word if that is what is meant; a word of your own may stay.",
    ),
    "reference-unknown-currency": Wording(
        Severity.WARNING,
        "{column} '{found}' is no currency that evplan's list has.{nearest}",
        "Write its code of three letters, such as USD.",
    ),
}


class ReferenceUnknown(EvplanError):
    """A reference list that is not there."""

    wording = "There is no reference list '{name}'.{nearest} There are: {known}."
    exit_code = ExitCode.USAGE


class RegionsUnknown(EvplanError):
    """Regions that should be filled into a template are not in the list."""

    wording = (
        "No region or province has the code {found}.{nearest} Give codes of provinces (33) or regencies (33.28): "
        "evplan data reference show provinces."
    )
    exit_code = ExitCode.USAGE


class WorkbookNameWrong(EvplanError):
    """A workbook is to be written under a name that is none of a workbook."""

    wording = "{path} does not end in .xlsx. Choose a name such as {proposed}."
    exit_code = ExitCode.USAGE


class MarkedOverSource(EvplanError):
    """The marked copy would replace the workbook that was checked."""

    wording = "{path} is the workbook itself. Choose another name for the marked copy, such as {proposed}."
    exit_code = ExitCode.USAGE
