"""What is wrong with bills of materials from files, and what commands about bills refuse."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording

FINDINGS |= {
    "bill-assembly-differs": Wording(
        Severity.ERROR,
        "The assembly '{found}' stands more than once, and with other parts below it than in row {first}.",
        "Give the two assemblies part numbers of their own, or make them alike.",
    ),
    "bill-cell-cut": Wording(
        Severity.ERROR,
        "A cell runs over {count} lines: a quotation mark opens here and is never closed.",
        "Close the quotation mark, or get the whole file again.",
    ),
    "bill-column-needed": Wording(
        Severity.ERROR,
        "No column could be told to hold {expected}. The columns are: {known}.",
        'Say which it is, such as --map "{example}={field}".',
    ),
    "bill-column-open": Wording(
        Severity.NOTE,
        "The column '{column}' was not read: nothing says what it holds (such as '{found}').",
        'If it matters, say so, such as --map "{column}=note"; fields are {known}.',
    ),
    "bill-column-twice": Wording(
        Severity.WARNING,
        "The columns '{column}' and '{other}' both look like {field}, and differ; '{column}' was read.",
        'If it is the other one, say --map "{other}={field}".',
    ),
    "bill-count-differs": Wording(
        Severity.WARNING,
        "The quantity is {found}, but {count} places are listed ({positions}); the quantity was taken.",
        "Correct the one or the other.",
    ),
    "bill-currency-unknown": Wording(
        Severity.WARNING,
        "The prices of '{column}' do not say their currency ('{found}'); they were kept as a note, not as a cost.",
        "Say it, such as --currency USD.",
    ),
    "bill-delimiter-missing": Wording(
        Severity.WARNING,
        "The file has one column only; it was read as a list of parts.",
        "If it has more, save it with commas, semicolons or tabs between the cells.",
    ),
    "bill-duplicate-joined": Wording(
        Severity.NOTE,
        "{count} lines stand more than once below the same assembly; their quantities were added "
        "(such as '{found}', rows {rows}).",
        "",
    ),
    "bill-encoding": Wording(
        Severity.NOTE,
        "The file is not UTF-8; it was read as {found}.",
        "Where letters look wrong, save it as 'CSV UTF-8'.",
    ),
    "bill-formula": Wording(
        Severity.ERROR,
        "{column} holds a formula or an error of a spreadsheet: {found}.",
        "Put the value itself into the cell.",
    ),
    "bill-headless": Wording(
        Severity.WARNING,
        "The file has no row of headings; its columns were guessed from what they hold.",
        'Correct a guess by the number of the column, such as --map "#2=quantity_per".',
    ),
    "bill-key-made": Wording(
        Severity.NOTE,
        "{count} parts got keys of their own, since theirs have characters that a key cannot have or are missing, "
        "such as '{found}' -> {key}.",
        "",
    ),
    "bill-level-jump": Wording(
        Severity.ERROR,
        "The level goes from {before} to {found}, so the assembly that the row belongs to is missing.",
        "Add the row of the assembly, or correct the level.",
    ),
    "bill-level-wrong": Wording(
        Severity.ERROR, "The level is '{found}', which is no level.", "Write a whole number such as 1 or 2."
    ),
    "bill-loop": Wording(
        Severity.ERROR,
        "The bill goes round in a circle: {found}.",
        "Take one of these lines away, or correct the parent.",
    ),
    "bill-map-unknown": Wording(
        Severity.ERROR,
        "There is no column '{column}' in the file.{nearest} The columns are: {known}.",
        'Name a column as it is written, or by its number, such as --map "#2=quantity_per".',
    ),
    "bill-multiple": Wording(
        Severity.WARNING,
        "The quantities are {found} times the places listed in nearly all rows, so they are for {found} units; they "
        "were divided by {found}.",
        "If they are for one unit, take the column of places away or map it to 'note'.",
    ),
    "bill-no-lines": Wording(
        Severity.ERROR, "{file} holds no line of a bill of materials.", "See that it is the right file and sheet."
    ),
    "bill-no-table": Wording(
        Severity.ERROR,
        "{file} holds no table: {found}.",
        "Export the bill again as CSV or as a workbook (.xlsx), with a row of headings.",
    ),
    "bill-not-bill": Wording(
        Severity.WARNING,
        "The file looks like {found}, not like a bill of materials.",
        "If it is one, say what its columns hold with --map.",
    ),
    "bill-not-placed": Wording(Severity.NOTE, "{count} rows are marked as not placed and were left out: {found}.", ""),
    "bill-number-doubt": Wording(
        Severity.WARNING,
        "{column} is '{found}', which can mean {one} or {other}; {count} cells are like it, all read with a decimal "
        "'{decimal}' ({one}).",
        "Say it with --decimal , or --decimal . if that is wrong.",
    ),
    "bill-parent-missing": Wording(
        Severity.NOTE,
        "{count} parents have no row of their own, such as '{found}'; they became parts of the vehicle.",
        "If they are not used in it, take their rows away, or choose one with --top.",
    ),
    "bill-part-missing": Wording(
        Severity.ERROR, "The row has a quantity ({found}), but no part.", "Write its number or its name."
    ),
    "bill-price-bad": Wording(
        Severity.WARNING, "{column} is '{found}', which is no price; it was left blank.", "Write a plain number."
    ),
    "bill-quantity-assumed": Wording(
        Severity.WARNING,
        "No column holds quantities; every row counts as one.",
        'If a column does, say which, such as --map "{example}=quantity_per".',
    ),
    "bill-quantity-bad": Wording(
        Severity.ERROR,
        "{column} is '{found}', which is no quantity.",
        "Write a number, with or without a unit, such as 4 or 1.5 m.",
    ),
    "bill-quantity-date": Wording(
        Severity.ERROR,
        "{column} is '{found}': the spreadsheet took a number for a date.",
        "Give the column the format 'Number' and type it again.",
    ),
    "bill-quantity-missing": Wording(
        Severity.ERROR,
        "{column} is blank.",
        "Write how many go into one assembly, or leave such rows out with --accept bill-quantity-missing.",
    ),
    "bill-quantity-open": Wording(
        Severity.ERROR,
        "{column} is '{found}': how many is not settled yet.",
        "Write a number, give all of them one with --open-quantity 1, or leave such rows out with "
        "--accept bill-quantity-open.",
    ),
    "bill-quantity-rough": Wording(
        Severity.WARNING, "{column} is '{found}'; it was read as {read}.", "Write the exact number if you know it."
    ),
    "bill-row-left": Wording(
        Severity.WARNING,
        "{count} rows look like titles, totals or remarks and were left out: {found}.",
        "If one is a part, give it a part number and a quantity.",
    ),
    "bill-rows-above": Wording(
        Severity.WARNING,
        "{count} rows above the headings look like parts and were not read, the first in row {row}.",
        "Move the headings to the top if they are parts.",
    ),
    "bill-row-shifted": Wording(
        Severity.ERROR,
        "The row has {found} cells, the heading has {expected}: most likely a '{separator}' in a cell is not quoted.",
        "Put the cell that holds it between quotation marks, or leave such rows out with --accept bill-row-shifted.",
    ),
    "bill-row-short": Wording(
        Severity.WARNING,
        "{count} rows have fewer cells than the heading (such as row {row}); the rest was taken as blank.",
        "See that nothing is cut off.",
    ),
    "bill-scrap-bad": Wording(
        Severity.WARNING,
        "{column} is '{found}', which is no share of scrap; it was taken as none.",
        "Write per cent, such as 5%.",
    ),
    "bill-sheet-chosen": Wording(
        Severity.NOTE, "The sheet '{found}' was read; the workbook also has {other}.", "Choose with --sheet."
    ),
    "bill-substitute-pending": Wording(
        Severity.NOTE,
        "{count} substitutes were recognised (such as {found}) and wait for a yes.",
        "See 'evplan bom confirm'.",
    ),
    "bill-top-taken": Wording(
        Severity.NOTE, "The file's own top '{found}' was taken for {vehicle}, whose bill this is.", ""
    ),
    "bill-top-unknown": Wording(Severity.ERROR, "No part of the file has the number '{found}'.{nearest}", ""),
    "bill-unit-differs": Wording(
        Severity.ERROR,
        "'{found}' is counted in {one} here and in {other} in row {first}.",
        "Use one unit for all lines of a part.",
    ),
    "bill-unit-stored-differs": Wording(
        Severity.ERROR,
        "'{found}' is counted in {one} in the file, but in {other} in the data set.",
        "Write the quantity in {other}, or correct the part's unit in the data set.",
    ),
    "bill-unit-unknown": Wording(
        Severity.WARNING,
        "The unit '{found}' is not known ({count} rows); they count as pieces.",
        "Units are pcs, kg, g, m, cm, mm, l, ml and set.",
    ),
    "bill-also-used": Wording(
        Severity.WARNING,
        "{count} assemblies whose lines change are also used elsewhere ({found} in {other}): they change there too.",
        "",
    ),
    "bill-kept-assembly": Wording(
        Severity.NOTE,
        "{count} parts of the file have parts below them in the data set, and none in the file: those were kept "
        "({found}).",
        "",
    ),
    "bill-rate-missing": Wording(
        Severity.WARNING,
        "The data set has no exchange rate of {found}; {count} prices in it were kept as a note, not as a cost.",
        "Add the rate to exchange_rates, then import again.",
    ),
}


class BillRefused(EvplanError):
    """Findings with errors: nothing was stored."""

    wording = (
        "{count} of the findings in {what} are errors. Nothing was stored. Mend them or answer them, and try again."
    )


class FieldUnknown(EvplanError):
    """A mapping to a field that does not exist."""

    wording = "There is no field '{field}'.{nearest} Fields are {known}."
    exit_code = ExitCode.USAGE


class MapWrong(EvplanError):
    """A mapping that is none."""

    wording = "--map '{text}' says nothing: write the heading, = and the field, such as --map \"Qty=quantity_per\"."
    exit_code = ExitCode.USAGE


class PartUnknown(EvplanError):
    """A part that the data set does not have."""

    wording = "The data set {data_set} has no part '{part}'.{nearest} {fix}"
    exit_code = ExitCode.USAGE


class NothingConfirmed(EvplanError):
    """A question without an answer: nobody at the terminal, and no ``--yes``."""

    wording = "Nothing was stored. Run it again with --yes to store what is shown."
    exit_code = ExitCode.USAGE


class SubstituteUnknown(EvplanError):
    """A substitute that does not wait for an answer."""

    wording = "No substitute '{name}' waits for an answer.{nearest} 'evplan bom confirm' lists them."
    exit_code = ExitCode.USAGE


class DiffAmbiguous(EvplanError):
    """Two bills to compare that are one."""

    wording = "Both sides are {part} of {data_set}: name another vehicle, another data set (--other) or two days."
    exit_code = ExitCode.USAGE


class BillLoops(EvplanError):
    """A stored bill that goes round in a circle."""

    wording = "The bill of {part} goes round in a circle: {loop}. Take one of these lines away, then ask again."


class PriceUnknown(EvplanError):
    """A question about money in a currency without rate."""

    wording = "The data set {data_set} has no exchange rate of {currency}. Add it to exchange_rates."
