"""What is wrong with files: findings, what hinders reading and writing, hints."""

from __future__ import annotations

from typing import Any

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording
from evplan.errors.database import Trouble

FINDINGS |= {
    "absurd-number": Wording(
        Severity.ERROR,
        "{column} is '{found}', which no {column} can be.",
        "Write {expected}, or leave the cell blank if it is not known.",
    ),
    "ambiguous-number": Wording(
        Severity.WARNING,
        "{column} is '{found}', which can mean {one} or {other}; {count} cells are like it, all read as a number with "
        "a decimal '{decimal}' ({one}).",
        "If that is wrong, write the numbers without separators of thousands.",
    ),
    "bad-date": Wording(Severity.ERROR, "{column} is '{found}', which is no date.", "{hint}"),
    "bad-flag": Wording(Severity.ERROR, "{column} is '{found}', but can only be yes or no.", "Write true or false."),
    "bad-list": Wording(
        Severity.ERROR,
        "{column} is '{found}', which is no list of keys: '{part}' has characters that a key cannot have.",
        "Write the keys with ; between them, such as SNI-1;ISO-9001.",
    ),
    "bad-number": Wording(Severity.ERROR, "{column} is '{found}', which is no number.", "{hint}"),
    "bad-period": Wording(Severity.ERROR, "{column} is '{found}', which is no period.", "{hint}"),
    "broken-key": Wording(
        Severity.ERROR,
        "{column} is '{found}', but a key has only letters, digits, '.', '_' and '-', and starts with a letter or "
        "digit.",
        "{hint}",
    ),
    "broken-quotes": Wording(
        Severity.ERROR,
        "The row has text after a closing quotation mark, so its cells cannot be told apart.",
        'Write a quotation mark inside a quoted cell twice: "12"" wheel".',
    ),
    "control-character": Wording(
        Severity.ERROR,
        "{column} holds an invisible control character: {found}.",
        "Type the cell again.",
    ),
    "date-read-day-first": Wording(
        Severity.NOTE,
        "{column} is '{found}', which was read as day, month, year: {read}; {count} cells are like it.",
        "Write dates as YYYY-MM-DD to be sure.",
    ),
    "duplicated-column": Wording(
        Severity.ERROR, "The column '{column}' stands {count} times in the header.", "Keep one of them."
    ),
    "duplicated-key": Wording(
        Severity.ERROR,
        "{column} '{found}' stands in an earlier row too, row {first}.",
        "Remove one of the two rows, or give it a key of its own.",
    ),
    "duplicated-table": Wording(
        Severity.ERROR, "The table {table} is given twice: {found} and {other}.", "Keep one of them."
    ),
    "empty-file": Wording(
        Severity.ERROR,
        "{file} is empty: not even a header was found.",
        "Put the column names of {table} into its first row, or remove it.",
    ),
    "formula-error": Wording(
        Severity.ERROR,
        "{column} holds a formula that fails: {found}.",
        "Mend the formula, or type the value itself.",
    ),
    "missing-column": Wording(
        Severity.ERROR,
        "The column '{column}' of {table} ({meaning}) is missing.",
        "Add it to the header and fill it in for every row.",
    ),
    "missing-table": Wording(
        Severity.ERROR,
        "The table {table} ({meaning}) is missing.",
        "Add {expected}; it needs the columns {columns}.",
    ),
    "missing-value": Wording(
        Severity.ERROR, "{column} is blank, but every row of {table} needs it.", "Fill in the {meaning}."
    ),
    "more-of-the-same": Wording(
        Severity.ERROR,
        "{count} more findings '{of}' of {place} are not listed.",
        "Mend those that are listed first; most likely the rest has the same cause.",
    ),
    "no-rows": Wording(Severity.WARNING, "The table {table} has a header, but no rows.", "Add its rows."),
    "not-text": Wording(
        Severity.ERROR,
        "{file} is no text file: {found}.",
        "Open it in the program that made it and save it as 'CSV UTF-8'.",
    ),
    "out-of-range": Wording(
        Severity.ERROR, "{column} is {found}, but must be {expected}.", "Write a number that is {expected}.{hint}"
    ),
    "row-too-long": Wording(
        Severity.ERROR,
        "The row has {found} cells, the header has {expected}.",
        "Put a cell that holds '{separator}' between quotation marks, and take away what is too much.",
    ),
    "row-too-short": Wording(
        Severity.ERROR,
        "The row has {found} cells, the header has {expected}.",
        "Add the missing cells (they may be blank, but their separators '{separator}' must be there); if it is the "
        "last row, the file may have been cut off.",
    ),
    "rows-of-missing-table": Wording(
        Severity.WARNING,
        "{column} names {count} {expected}, but the data set has no table {expected}; they are listed by key alone.",
        "Add {expected}, or leave {column} blank.",
    ),
    "truncated-file": Wording(
        Severity.ERROR,
        "A quotation mark opens here and is never closed: the file may have been cut off.",
        "Close the quotation mark, or get the whole file again.",
    ),
    "unknown-choice": Wording(
        Severity.ERROR, "{column} is '{found}', but must be one of {expected}.{nearest}", "{hint}"
    ),
    "unknown-column": Wording(
        Severity.WARNING,
        "{table} has no column '{column}'; it was not read.{nearest}",
        "Correct its name, or remove it.",
    ),
    "unknown-file": Wording(
        Severity.NOTE,
        "'{found}' is no table of a data set; it was not read.{nearest}",
        "Correct its name, or remove it.",
    ),
    "unknown-reference": Wording(
        Severity.ERROR, "{column} is '{found}', but {expected} has no such key.{nearest}", "{hint}"
    ),
    "unreadable-file": Wording(
        Severity.ERROR,
        "{file} cannot be read: {found}.",
        "See that it is a file, that you may read it, and try again.",
    ),
    "wrong-encoding": Wording(
        Severity.ERROR,
        "{file} is not UTF-8: line {row} has the byte {found} at position {position} of the line{guess}.",
        "In Excel choose 'Save as' and 'CSV UTF-8'; in a text editor save it with the encoding UTF-8.",
    ),
}


class BadInput(EvplanError):
    """Findings with errors: nothing was stored or solved."""

    wording = "{count} of the findings in {what} are errors. Nothing was stored or solved. Mend them and try again."


class FileUnreadable(EvplanError):
    """A file or folder that should be read is not there or is not what it should be."""

    wording = "{path}: {reason} {fix}"


class FileUnwritable(EvplanError):
    """A file or folder that should be written cannot be."""

    wording = "{path}: {reason} {fix}"
    exit_code = ExitCode.USAGE


# Words of `FileUnreadable` and `FileUnwritable` by what happened.
FILE_TROUBLES: dict[str, Trouble] = {
    "denied": Trouble("you may not read it.", "Ask for the right to read it, or copy it to a folder of your own."),
    "is-csv": Trouble("this is a single table.", "Give the folder that holds all the tables: {parent}."),
    "is-folder": Trouble("this is a folder, not a file.", "Name a file in it.{nearest}"),
    "law-folder": Trouble("the folder of law files is missing or holds no .toml file.", "Install evplan again."),
    "law-syntax": Trouble("it is no valid TOML: {detail}.", "Mend it there, or bring back the file as it was shipped."),
    "missing": Trouble("there is no such file or folder.", "Check the name.{nearest}"),
    "no-tables": Trouble(
        "the folder holds no table of a data set.",
        "It needs a CSV file per table ({expected}), or name a workbook (.xlsx).",
    ),
    "no-workbook": Trouble(
        "this is no workbook, or a damaged one ({detail}).",
        "Open it in the program that made it and save it as 'Excel workbook (.xlsx)'.",
    ),
    "not-a-data-set": Trouble(
        "this is neither a folder nor a workbook (.xlsx).",
        "Give a folder with a CSV file per table, or save the workbook as .xlsx.",
    ),
    "not-utf8": Trouble("line {line} is not UTF-8.", "Save it with the encoding UTF-8."),
    "old-workbook": Trouble(
        "this workbook is protected by a password, or of the old kind (.xls).",
        "Open it, take the password off, and save it as 'Excel workbook (.xlsx)'.",
    ),
    "other": Trouble("it cannot be read ({detail}).", "Check the disk or the network drive, then try again."),
    "write-cell": Trouble(
        "a text of {length} characters does not fit into a cell of a workbook ({place}).",
        "Export to a folder of CSV files instead.",
    ),
    "write-denied": Trouble("you may not write there.", "Choose a folder of your own."),
    "write-exists": Trouble("it is there already.", "Choose another name, or say that it may be overwritten."),
    "write-foreign": Trouble(
        "the folder holds files that are not an export of evplan ({found}).",
        "Choose another folder, or say that it may be overwritten.",
    ),
    "write-full": Trouble("there is no room left on the disk.", "Nothing was written. Free some space and try again."),
    "write-not-folder": Trouble("this is a file, but the export needs a folder.", "Choose another name."),
    "write-other": Trouble("it cannot be written ({detail}).", "Choose another place, or close what has it open."),
    "write-parent": Trouble("the folder {parent} is missing.", "Make it first, or choose another place."),
    "write-rows": Trouble(
        "the table {table} has {rows} rows, a sheet of a workbook holds {most}.",
        "Export to a folder of CSV files instead.",
    ),
}

# Hints that go into the fix of a finding, by what was seen.
HINTS: dict[str, str] = {
    "any-date": "Write dates as YYYY-MM-DD, such as 2027-01-31.",
    "any-kind": "Correct the kind.",
    "any-number": "Write a plain number such as 1250.5, or leave the cell blank.",
    "any-period": "Write a month (2027-01), a quarter (2027-Q1) or a year (2027).",
    "any-setting": "Correct the value.",
    "bool": "Write true or false, without quotation marks.",
    "choice": "Write one of these words, or leave the cell blank if it may be blank.",
    "comma": "Write {guess} if that is what is meant.",
    "date-number": "Excel took the number for a date. Give the column the format 'Number' and type it again.",
    "excel-day": "{found} is how Excel counts the day {guess}. Write {guess}, or give the column the format 'Date'.",
    "guess": "Write {guess}.",
    "guess-if": "Write {guess} if that is what is meant.",
    "key": "Write it without blanks and other signs.",
    "number-quotes": "Write {guess} without quotation marks.",
    "percent": "Write {guess}: shares run from 0 to 1, never per cent.",
    "range-share": " Shares run from 0 to 1: {guess} is {found} per cent.",
    "reference": "Correct it, or add it to {expected}.",
    "text-quotes": "Put it between quotation marks.",
    "toml-again": "Each name may stand once in its section; remove one of the two.",
    "toml-any": "Look at that place: text stands in quotation marks, numbers and true/false do not, lists in [ ].",
    "toml-equals": "Write name = value, one on each line, and [section] on a line of its own.",
    "toml-value": 'Text stands in quotation marks (name = "jabar"); numbers have a point and no separators but _.',
}


# What a setting of a scenario may be, by the type of pydantic's error, as ``str.format`` templates of its context.
EXPECTED_SETTINGS: dict[str, str] = {
    "bool_type": "true or false",
    "dict_type": 'a table such as {{ column = "value" }}',
    "finite": "a finite number",
    "float_type": "a number",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "less_than": "less than {lt:g}",
    "less_than_equal": "at most {le:g}",
    "list_type": 'a list such as ["a", "b"]',
    "literal_error": "{expected}",
    "model_attributes_type": "a section of its own",
    "model_type": "a section of its own",
    "string_pattern_mismatch": "letters, digits, '.', '_' and '-', beginning with a letter or digit",
    "string_type": "text",
    "too_short": "a list of at least {min_length}",
}


def hint(name: str, **values: Any) -> str:
    """Return the hint ``name`` of `HINTS` filled in from ``values``."""
    return HINTS[name].format_map(values)


def file_unreadable(trouble: str, path: object, **values: Any) -> FileUnreadable:
    """Return the error for a file that one of `FILE_TROUBLES` keeps from being read."""
    words = FILE_TROUBLES[trouble]
    return FileUnreadable(path=path, reason=words.reason.format_map(values), fix=words.fix.format_map(values))


def file_unwritable(trouble: str, path: object, **values: Any) -> FileUnwritable:
    """Return the error for a file that one of `FILE_TROUBLES` keeps from being written."""
    words = FILE_TROUBLES[trouble]
    return FileUnwritable(path=path, reason=words.reason.format_map(values), fix=words.fix.format_map(values))
