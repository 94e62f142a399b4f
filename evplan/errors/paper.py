"""What is wrong with answer sheets that come back, and with asking for letters."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording

# Only {column}, {found} and {expected} are filled in, so that `evplan.report.review` can say the same in Bahasa.
FINDINGS |= {
    "sheet-answer-missing": Wording(
        Severity.ERROR,
        "Something is filled in, but no answer is chosen.",
        "Choose an answer from the list in this cell, or empty the row.",
    ),
    "sheet-cell-added": Wording(
        Severity.ERROR, "'{found}' stands outside the cells that can be filled in.", "Empty that cell."
    ),
    "sheet-cell-changed": Wording(
        Severity.ERROR,
        "The cell holds '{found}' instead of '{expected}', and is not the supplier's to change.",
        "Put back what was there, or fill in a new sheet; another price or quantity is a counter-offer.",
    ),
    "sheet-choice": Wording(Severity.ERROR, "'{found}' is not in the list.", "Choose one of {expected}."),
    "sheet-formula": Wording(Severity.ERROR, "The cell holds a formula.", "Type the value itself."),
    "sheet-missing": Wording(
        Severity.ERROR, "The sheet '{found}' is gone or has another name.", "Fill in a new answer sheet."
    ),
    "sheet-no-number": Wording(
        Severity.ERROR, "'{found}' is no number.", "Write a plain number without a unit, such as 1250."
    ),
    "sheet-overtaken": Wording(
        Severity.ERROR,
        "{found} answered this part after the sheet was made.",
        "Look at that answer; if the sheet still holds, write a new one with 'evplan review sheet' and fill it in.",
    ),
}


class SheetRefused(EvplanError):
    """An answer sheet with cells that cannot stand; ``findings`` name them."""

    wording = (
        "{path}: nothing was stored, since cells cannot stand as they are: {count}. Mend them and send the sheet again."
    )
    exit_code = ExitCode.BAD_INPUT


class SheetForeign(EvplanError):
    """A workbook that is no answer sheet."""

    wording = (
        "{path} is a workbook, but no answer sheet of evplan. Write one with 'evplan review sheet' and fill it in."
    )


class SheetNewer(EvplanError):
    """An answer sheet that a later version of evplan wrote."""

    wording = (
        "{path} was made by a later version of evplan (form {found}, this one reads up to {known}); nothing was "
        "stored. Upgrade evplan, or write a new sheet with 'evplan review sheet'."
    )


class SheetMarkBroken(EvplanError):
    """An answer sheet whose hidden part says something else than it did."""

    wording = (
        "{path}: the hidden part of the answer sheet was changed, so nobody can tell what was asked; nothing was "
        "stored. Write a new sheet with 'evplan review sheet' and fill it in."
    )


class SheetTooLarge(EvplanError):
    """A file that is too large for an answer sheet."""

    wording = "{path} is too large for an answer sheet ({found}; at most {most}); nothing was stored. Check the file."


class SheetElsewhere(EvplanError):
    """An answer sheet of another supplier, another round or another database."""

    wording = (
        "{path} is not an answer sheet of {wanted}; nothing was stored. "
        "See 'evplan review status', and write the right one with 'evplan review sheet'."
    )


class PaperSupplierMissing(EvplanError):
    """A letter, sheet or message for a supplier that has no part in the round or run."""

    wording = "{supplier} gets no work in {where}, so there is nothing to send.{nearest}"
    exit_code = ExitCode.USAGE


class PaperEndingWrong(EvplanError):
    """An output file whose ending says nothing that can be written."""

    wording = "{path} must be {expected}."
    exit_code = ExitCode.USAGE
