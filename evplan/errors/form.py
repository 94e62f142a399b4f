"""What is wrong with TKDN forms in files, and what cannot be filled in from a run."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording

FINDINGS |= {
    "form-cell-bad": Wording(
        Severity.ERROR,
        "Line {line} ({name}): {column} is '{found}', which is no number; the line was left out.",
        "Write a plain number, or leave such lines out with --accept form-cell-bad.",
    ),
    "form-cell-missing": Wording(
        Severity.ERROR,
        "Line {line} ({name}): {column} is blank; the line was left out.",
        "Fill it in, or leave such lines out with --accept form-cell-missing.",
    ),
    "form-guessed": Wording(
        Severity.NOTE,
        "The form does not say {found} of {count} {what}; {expected} was taken.",
        "Correct it in the tables that are written.",
    ),
    "form-line-wrong": Wording(
        Severity.ERROR,
        "Line {line} ({name}) is wrong: {found}; it should be {expected}.",
        "Correct the form. To take over quantity, price and TKDN as they stand, use --accept form-line-wrong.",
    ),
    "form-number-doubt": Wording(
        Severity.WARNING,
        "Line {line} ({name}): {column} is '{found}', which can mean {one} or {other}; it was read as {one}.",
        "Look at it, and write the number without separators of thousands if that is wrong.",
    ),
    "form-percent-doubt": Wording(
        Severity.WARNING,
        "Line {line} ({name}): TKDN is '{found}' among percentages; it was read as {expected} per cent.",
        "If it is a share of one, write it as per cent.",
    ),
    "form-percent-range": Wording(
        Severity.ERROR,
        "Line {line} ({name}): TKDN is '{found}'; it must be from 0 to 100 per cent. The line was left out.",
        "Correct it, or leave such lines out with --accept form-percent-range.",
    ),
    "form-recap-wrong": Wording(
        Severity.ERROR,
        "The recap's {name} does not agree with the form: {found} stands there; it should be {expected}.",
        "Correct the recap, or go on with --accept form-recap-wrong.",
    ),
    "form-total-wrong": Wording(
        Severity.ERROR,
        "The total of {name} is {found}, but its lines, as they stand there, add up to {expected}.",
        "Correct the total, or go on with --accept form-total-wrong.",
    ),
    "form-unit-unknown": Wording(
        Severity.WARNING,
        "Line {line} ({name}): the unit '{found}' is not known; it counts as pieces.",
        "Units are pcs, kg, m, l and set.",
    ),
}


class FormForeign(EvplanError):
    """A workbook without a form of direct material."""

    wording = (
        "{path} has no Form 1.1 that can be read: no sheet has the headings Uraian, TKDN (%), Jumlah pemakaian and "
        "Harga satuan. Sheets are {sheets}. Check that it is the right file, and that the headings stand in the first "
        "40 rows."
    )


class FormRefused(EvplanError):
    """A form with findings that are errors; nothing was written."""

    wording = (
        "{count} of the findings in {path} are errors; nothing was written. Correct the form, or go on in spite of "
        "them with {accept}."
    )


class FormEndingWrong(EvplanError):
    """An output file that is no workbook."""

    wording = "{path} must end in .xlsx."
    exit_code = ExitCode.USAGE


class FormVehicleUnknown(EvplanError):
    """A vehicle that the run does not build."""

    wording = "Run {run} has no vehicle '{vehicle}'.{nearest} It has {known}."
    exit_code = ExitCode.USAGE


class FormYearUnknown(EvplanError):
    """A year in which the run builds no such vehicle."""

    wording = "Run {run} builds no {vehicle} in {year}, so there is no cost of one to write down. Years are {known}."
    exit_code = ExitCode.USAGE
