"""What can go wrong, in words: findings, errors, exit codes.

The wording of every message lives here and nowhere else. A *finding* is a value: something seen in the data, the
scenario or the plan, with its place and a likely fix; many are reported together. An *error* is an exception that
ends a command; it says what, where, why and what to do next, and carries the command's exit code.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum
from typing import Any, ClassVar


class ExitCode(IntEnum):
    """Exit codes of the program, a contract with scripts."""

    DONE = 0
    USAGE = 2
    BAD_INPUT = 3
    INFEASIBLE = 4
    NO_SOLUTION = 5
    NOT_VERIFIED = 6
    DATABASE = 7
    INTERRUPTED = 130


class Severity(StrEnum):
    """How bad a finding is: an error stops the work, a warning may be a mistake, a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen, with its place.

    ``code`` is stable and lower-case with hyphens (``unknown-column``); ``message`` is a full sentence; ``source`` is
    the place a person can open (``offers.csv:12:price``, ``scenario.toml:rule law``, ``plan``). ``table``, ``row``
    (line number in the file, header = 1), ``column``, ``found``, ``expected`` and ``fix`` are given where they exist.
    """

    severity: Severity
    code: str
    message: str
    source: str = ""
    table: str = ""
    row: int | None = None
    column: str = ""
    found: str = ""
    expected: str = ""
    fix: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, empty fields left out, for JSON."""
        values = {key: value for key, value in asdict(self).items() if value not in ("", None)}
        return values | {"severity": str(self.severity), "source": self.source}


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the known word that is nearest to ``word``, or nothing."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean '{match[0]}'?" if match else ""


@dataclass(frozen=True)
class Wording:
    """The words of one code of finding: severity, message and likely fix, as ``str.format`` templates."""

    severity: Severity
    message: str
    fix: str = ""


def finding(code: str, source: str = "", **values: Any) -> Finding:
    """Return the finding ``code`` with its words from `FINDINGS` filled in from ``values``.

    ``table``, ``row``, ``column``, ``found`` and ``expected`` among the values are kept as fields too.
    """
    wording = FINDINGS[code]
    kept = {key: values[key] for key in ("table", "row", "column", "found", "expected") if key in values}
    kept |= {key: str(value) for key, value in kept.items() if key != "row"}
    return Finding(
        severity=wording.severity,
        code=code,
        message=wording.message.format_map(values),
        source=source,
        fix=values["fix"] if "fix" in values else wording.fix.format_map(values),
        **kept,
    )


# Words of findings by code. Each room adds its codes under its own heading; keep each heading in alphabetical order.
FINDINGS: dict[str, Wording] = {}

# --- files ---
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

# --- scenario files ---
FINDINGS |= {
    "bad-setting": Wording(Severity.ERROR, "{place} is {found}, but must be {expected}.", "{hint}"),
    "contradictory-setting": Wording(Severity.ERROR, "{place}: {found}.", "Change the setting as it says."),
    "duplicated-rule": Wording(
        Severity.ERROR, "The rule id '{found}' is given {count} times.", "Give every rule an id of its own."
    ),
    "missing-setting": Wording(Severity.ERROR, "{place} has no '{expected}'.", "Add {expected} = ... there."),
    "parent-loop": Wording(
        Severity.ERROR,
        "based_on leads in a circle: {found}.",
        "Take based_on out of one of these files.",
    ),
    "parent-missing": Wording(
        Severity.ERROR,
        "based_on names '{found}', but there is no such file.{nearest}",
        "Write the parent's path as seen from the folder of this file.",
    ),
    "scenario-syntax": Wording(Severity.ERROR, "This is no valid TOML: {found}.", "{hint}"),
    "unknown-dropped-rule": Wording(
        Severity.ERROR,
        "drop_rules names '{found}', but no parent has a rule with that id.{nearest}",
        "Correct the id, or take it out of drop_rules.",
    ),
    "unknown-kind": Wording(
        Severity.ERROR, "{place} is of the kind '{found}', which there is not; kinds are {expected}.{nearest}", "{hint}"
    ),
    "unknown-setting": Wording(
        Severity.ERROR,
        "{place} has no setting '{found}'.{nearest}",
        "Correct the name, or remove it. Known: {expected}.",
    ),
}

# --- solving ---
FINDINGS |= {
    "sum-of-ratios": Wording(
        Severity.NOTE,
        "A score of the law here is a sum of ratios, which no linear program holds exactly. It was held by its "
        "tangent at a plan's own mix of costs, in {tangents} solves; the plan's score is exact and passes. Bound and "
        "gap are not the tangent's: they hold for every plan that passes (of a group of parts that it can do without, "
        "one that buys it for one vehicle at least, or not at all).",
    ),
}

# --- verification ---
FINDINGS |= {
    "verify-award-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows at most {expected:.10g} ({measure}), the plan has {found:.10g}.",
    ),
    "verify-award-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for at least {expected:.10g} ({measure}), the plan has {found:.10g}.",
    ),
    "verify-bad-number": Wording(
        Severity.ERROR,
        "Column {column} of the plan's {table} has {found}, which is no amount: amounts are numbers from 0 on.",
    ),
    "verify-bill-in-a-circle": Wording(
        Severity.ERROR,
        "Part {part} lies in or below a part that goes into itself, so what it needs has no end.",
        "Break the circle in bom_lines.",
    ),
    "verify-built-too-many": Wording(
        Severity.ERROR,
        "Vehicle {vehicle} is built {found:.10g} times at {site} in {period}, and wanted {expected:.10g} times.",
    ),
    "verify-budget-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows at most Rp {expected:,.0f} ({measure}), the plan has Rp {found:,.0f}.",
    ),
    "verify-certificate": Wording(
        Severity.ERROR,
        "Offer {offer} makes part {part}, which needs the certificate {certificate}; supplier {supplier} does not hold "
        "it through the last day of {period}.",
    ),
    "verify-claimed-awards": Wording(
        Severity.ERROR, "The award's {column} is given as {found:.15g}, and comes out as {expected:.15g}."
    ),
    "verify-claimed-capacity-use": Wording(
        Severity.ERROR,
        "{column} of supplier {supplier} in process {process} in {period} are given as {found:.15g}, and come out as "
        "{expected:.15g}.",
    ),
    "verify-claimed-costs": Wording(
        Severity.ERROR, "The cost of {kind} is given as {found:.15g} rupiah, and comes out as {expected:.15g}."
    ),
    "verify-change-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' lets the plan move by at most {expected:.10g} of its run ({measure}), it moves by {found:.10g}.",
    ),
    "verify-change-unknown": Wording(
        Severity.ERROR,
        "Rule '{rule}' cannot be checked: run {measure} is not in this database.",
        "Verify it in the database that holds that run.",
    ),
    "verify-claimed-investments": Wording(
        Severity.ERROR,
        "{column} of the {kind} of {item} in {period} is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-claimed-members": Wording(
        Severity.ERROR,
        "{column} of member {member} for offer {offer} in {period} is given as {found:.15g}, and comes out as "
        "{expected:.15g}.",
    ),
    "verify-claimed-rebates": Wording(
        Severity.ERROR,
        "{column} of the rebate of supplier {supplier} is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-claimed-key": Wording(
        Severity.ERROR, "This row is given with {column} '{found}', and comes out with '{expected}'."
    ),
    "verify-claimed-penalties": Wording(
        Severity.ERROR,
        "The {column} of the soft rule '{rule}' is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-claimed-rows": Wording(
        Severity.ERROR,
        "The plan's table {table} and what was worked out from the data differ in rows: this one is missing in one "
        "of them, or is there twice.",
    ),
    "verify-claimed-scores": Wording(
        Severity.ERROR,
        "{column} of vehicle {vehicle} in {year} by {method} is given as {found:.17g}, and comes out as "
        "{expected:.17g}.",
    ),
    "verify-claimed-shares": Wording(
        Severity.ERROR,
        "The share of {group} in {measure} is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-claimed-vehicles": Wording(
        Severity.ERROR,
        "The number {column} of vehicle {vehicle} is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-credit": Wording(
        Severity.ERROR,
        "A loan of Rp {found:,.0f} is to carry the {kind} of {item} in {period}, and can carry at most "
        "Rp {expected:,.0f} of it.",
    ),
    "verify-credit-ceiling": Wording(
        Severity.ERROR,
        "Supplier {supplier} would borrow Rp {found:,.0f}, and a firm of its size gets at most Rp {expected:,.0f}.",
    ),
    "verify-fair-share-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows member {supplier} at most {expected:.10g} of its cooperative's work ({measure}), the "
        "plan gives it {found:.10g}.",
    ),
    "verify-fair-share-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for at least {expected:.10g} of the cooperative's work for member {supplier} ({measure}), "
        "the plan gives it {found:.10g}.",
    ),
    "verify-investment-for-nothing": Wording(
        Severity.ERROR, "The {kind} of {item} is paid for in {period}, and nothing is bought that would need it."
    ),
    "verify-investment-late": Wording(
        Severity.ERROR,
        "The {kind} of {item} is paid for in {found}, and its first units are bought in {expected} already.",
    ),
    "verify-investment-missing": Wording(
        Severity.ERROR,
        "The {kind} of {item} is never paid for; units are bought from {expected} on, so it must be by then.",
    ),
    "verify-investment-twice": Wording(
        Severity.ERROR, "The {kind} of {item} is paid for once more in {period}; once is enough."
    ),
    "verify-duplicate-row": Wording(Severity.ERROR, "The plan's {table} have this row twice."),
    "verify-fix-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' fixes at most {expected:.10g} ({measure}), the plan has {found:.10g}.",
    ),
    "verify-fix-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' fixes at least {expected:.10g} ({measure}), the plan has {found:.10g}.",
    ),
    "verify-hours": Wording(
        Severity.ERROR,
        "Supplier {supplier} would work {found:.10g} hours in process {process} in {period}, and has {expected:.10g}.",
    ),
    "verify-lead-time": Wording(
        Severity.ERROR,
        "Offer {offer} would deliver to {aim} in {period}, {found:.10g} periods after the first order; it takes "
        "{expected:.10g}.",
    ),
    "verify-jobs-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows at most {expected:.10g} labour hours, the plan has {found:.10g}.",
    ),
    "verify-jobs-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for at least {expected:.10g} labour hours, the plan has {found:.10g}.",
    ),
    "verify-local-content-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for a score of at least {expected:.17g} ({measure}); vehicle {vehicle} has {found:.17g} "
        "in {year}.",
    ),
    "verify-local-content-unknown": Wording(
        Severity.ERROR,
        "Rule '{rule}' ({measure}) cannot be checked for vehicle {vehicle} in {year}: the law has no such score or no "
        "minimum for that year.",
        "Name another method, give the minimum as a number, or add the missing text to the law files.",
    ),
    "verify-maximum-units": Wording(
        Severity.ERROR, "Offer {offer} is paid for {found:.10g} units in {period}, and gives at most {expected:.10g}."
    ),
    "verify-minimum-order": Wording(
        Severity.ERROR,
        "Offer {offer} is paid for {found:.10g} units in {period}; an order has at least {expected:.10g}.",
    ),
    "verify-more": Wording(Severity.ERROR, "{count} more of {same} were found; the first {listed} are listed."),
    "verify-no-exchange-rate": Wording(
        Severity.ERROR,
        "Offer {offer} is priced in {currency}, which has no exchange rate in {period}.",
        "Add a row to exchange_rates.",
    ),
    "verify-no-lane": Wording(
        Severity.ERROR,
        "Offer {offer} would go from region {region} to {to_region} ({aim}), and no lane joins them.",
        "Add a row to lanes.",
    ),
    "verify-not-built": Wording(
        Severity.ERROR,
        "Vehicle {vehicle} is built {found:.10g} times at {site} in {period}, and wanted {expected:.10g} times; the "
        "scenario gives no price for vehicles that are not built.",
    ),
    "verify-offer-not-valid": Wording(
        Severity.ERROR, "Offer {offer} gets work in {period}, and is not valid on {found}, the first day of it."
    ),
    "verify-order-multiple": Wording(
        Severity.ERROR,
        "Offer {offer} is paid for {found:.10g} units in {period}; orders are whole multiples of {expected:.10g}.",
    ),
    "verify-part-balance": Wording(
        Severity.ERROR,
        "Part {part} does not balance: {found:.10g} units come in ({before:.10g} from stock, {bought:.10g} bought), "
        "{expected:.10g} go out ({needed:.10g} into vehicles, {carried:.10g} into stock).",
    ),
    "verify-part-nobody-offers": Wording(
        Severity.ERROR,
        "{units:.10g} units of part {part} are needed; nobody offers it and it has no bill of materials in {period}.",
    ),
    "verify-site-capacity": Wording(
        Severity.ERROR, "Site {site} would build {found:.10g} vehicles in {period}, and can build {expected:.10g}."
    ),
    "verify-source-count-above": Wording(
        Severity.ERROR, "Rule '{rule}' allows at most {expected:.10g} suppliers, the plan has {found:.10g}."
    ),
    "verify-source-count-below": Wording(
        Severity.ERROR, "Rule '{rule}' asks for at least {expected:.10g} suppliers, the plan has {found:.10g}."
    ),
    "verify-steady-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows {supplier} at most {expected:.10g} hours of {process} in {period}, the plan uses "
        "{found:.10g}.",
    ),
    "verify-steady-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for at least {expected:.10g} units in {period}, the plan has {found:.10g}.",
    ),
    "verify-stock-left-over": Wording(
        Severity.ERROR, "{found:.10g} units of part {part} are carried out of {period}, the last period."
    ),
    "verify-stock-not-kept": Wording(
        Severity.ERROR,
        "{found:.10g} units of part {part} are carried out of {period}, and the part has no holding cost: it is not "
        "stocked.",
    ),
    "verify-substitute-unknown": Wording(
        Severity.ERROR,
        "{found:.10g} units of part {part} would be made with {child}, which is no alternative in group "
        "{substitute_group} there and then, or the part is not needed.",
    ),
    "verify-substitutes": Wording(
        Severity.ERROR,
        "{expected:.10g} units of part {part} are needed, and the alternatives of its group {substitute_group} make "
        "{found:.10g}.",
    ),
    "verify-supplier-not-ready": Wording(
        Severity.ERROR, "Offer {offer} gets work in {period}, but supplier {supplier} is ready from {expected} on."
    ),
    "verify-surplus": Wording(
        Severity.ERROR,
        "Offer {offer} delivers {found:.10g} units that no vehicle uses, and the scenario does not allow surplus.",
        "Write surplus = true under [demand] if buying too much is meant to be possible.",
    ),
    "verify-conversion-surplus": Wording(
        Severity.ERROR,
        "Offer {offer} delivers {found:.10g} units that nothing uses; a workshop works on what is needed, never more.",
    ),
    "verify-group-unclear": Wording(
        Severity.ERROR,
        "Offer {offer} goes into {made}, which goes into parts of several content groups, so what it counts in for the "
        "sectoral method is unclear.",
        "Give part {made} a content group.",
    ),
    "verify-member-hours": Wording(
        Severity.ERROR,
        "Members work {found:.10g} hours for offer {offer} in {period}, and what it delivers takes {expected:.10g}.",
    ),
    "verify-not-a-member": Wording(
        Severity.ERROR,
        "{member} works for offer {offer} in {period}, and is no member of {supplier}.",
        "Add a row to memberships, or give the work to a member.",
    ),
    "verify-upgrade-requires": Wording(
        Severity.ERROR, "Upgrade {upgrade} starts in {period}, and {required}, which it needs, is not in force then."
    ),
    "verify-nothing-to-work-on": Wording(
        Severity.ERROR,
        "Offer {workshop} is to work on {units:.10g} units of part {part}, which has no bill of materials in {period}: "
        "there is nothing to work on.",
        "Add the part's lines to bom_lines, or make the offer's mode supply.",
    ),
    "verify-workshop-balance": Wording(
        Severity.ERROR,
        "Part {part} does not balance at workshop {workshop}: {found:.10g} units come in ({before:.10g} from stock, "
        "{bought:.10g} bought), {expected:.10g} go out ({needed:.10g} into what it makes, {carried:.10g} into stock).",
    ),
    "verify-unknown-key": Wording(
        Severity.ERROR, "The plan's {table} name the {column} {found}, which the data or the horizon does not have."
    ),
}

# --- checks of meaning ---
FINDINGS |= {
    "alternative-not-offered": Wording(
        Severity.WARNING,
        "Nobody offers {part}, an alternative in {parents}: only the other alternatives can be used.",
        "Add an offer for {part}, or take the line out of the bill.",
    ),
    "band-above-maximum": Wording(
        Severity.NOTE,
        "Offer {offer} has a price from {minimum_units:,.12g} units on, but sells at most {offer_maximum_units:,.12g} "
        "per period: that price is never reached.",
    ),
    "band-basis-mixed": Wording(
        Severity.ERROR,
        "Offer {offer} counts some price bands per period and others over the horizon; it has to be one of the two.",
        "Give all bands of {offer} the same basis.",
    ),
    "band-below-minimum": Wording(
        Severity.NOTE,
        "Offer {offer} has a price from {minimum_units:,.12g} units on, below its minimum order of "
        "{offer_minimum_order:,.12g}: the band holds from the minimum order on.",
    ),
    "band-dearer": Wording(
        Severity.WARNING,
        "Offer {offer} costs {now:,.12g} from {minimum_units:,.12g} units on, more than the {below:,.12g} for smaller "
        "quantities.",
        "Check both prices; a larger quantity is usually cheaper.",
    ),
    "bom-lines-overlap": Wording(
        Severity.WARNING,
        "Two lines from {parent} to {child} hold at the same time: their quantities are added up.",
        "End the older line the day before the newer one starts, or give them different positions.",
    ),
    "bom-loop": Wording(
        Severity.ERROR,
        "The bill of materials runs in a circle: {loop}. No part can contain itself.",
        "Take out the line that does not belong there.",
    ),
    "candidate-without-cost": Wording(
        Severity.NOTE, "Candidate {supplier} has no opening cost: it opens for nothing.", "Give opening_cost_idr."
    ),
    "candidate-without-period": Wording(
        Severity.NOTE,
        "Candidate {supplier} has no ready_period: it can deliver from the first period on.",
        "Give the first period in which it can deliver.",
    ),
    "capacity-missing": Wording(
        Severity.WARNING,
        "{supplier} has no hours for the process {process}, needed by {count} of its offers: they cannot be used.",
        "Add a row for {supplier} and {process} to capacity.",
    ),
    "certificate-ends": Wording(
        Severity.WARNING,
        "The certificate {certificate} of {supplier} ends on {valid_to}, inside the horizon. It can deliver {parts} "
        "only in periods that are over by then.",
        "If it will be renewed, set the new valid_to.",
    ),
    "certificate-missing": Wording(
        Severity.WARNING,
        "{supplier} offers {part} but lacks what the part needs: {certificates}. The offer cannot be used.",
        "Add what it holds to supplier_certificates, or an upgrade that brings it.",
    ),
    "certificate-over": Wording(
        Severity.WARNING,
        "The certificate {certificate} of {supplier} ended on {valid_to}, before the first period is over: it cannot "
        "deliver {parts}.",
        "If it was renewed, set the new valid_to.",
    ),
    "change-column": Wording(Severity.ERROR, "The table {table} has no column '{found}'.{nearest}"),
    "change-matches-nothing": Wording(
        Severity.ERROR, "No row of {table} matches {where}, so the change does nothing.", "Mend or drop the change."
    ),
    "change-no-number": Wording(
        Severity.ERROR,
        "{column} of {table} holds a {kind} and cannot be multiplied or added to.",
        "Write the new value itself.",
    ),
    "change-of-key": Wording(
        Severity.ERROR,
        "{column} is part of the key of {table}; a change cannot rename rows.",
        "Change another column, or change the data set.",
    ),
    "change-table": Wording(Severity.ERROR, "There is no table '{found}'.{nearest}"),
    "change-value": Wording(
        Severity.ERROR, "{column} of {table} would become '{found}'. Expected {expected}.{nearest}"
    ),
    "change-value-nowhere": Wording(
        Severity.ERROR, "No row of {table} has {column} = '{found}'.{nearest}", "Mend or drop the value."
    ),
    "content-ends": Wording(
        Severity.WARNING,
        "Certificates of local content that end inside the horizon: {count}, of {suppliers} suppliers; the first on "
        "{first} ({offers}). From then on that content counts as not certified.",
        "If they will be renewed, set the new certificate_expiry.",
    ),
    "content-of-import": Wording(
        Severity.WARNING,
        "{supplier} claims local content in {count} of its offers, but it is an importer or abroad: it counts as zero.",
        "Check legal_form and country of the supplier, or set local_content_share to 0.",
    ),
    "content-of-part": Wording(
        Severity.WARNING, "vehicle_content has {vehicle}, which is no vehicle ({kind}): the row is not used."
    ),
    "content-unbacked": Wording(
        Severity.NOTE,
        "Offers that state local content which no certificate or declaration backs: {count} ({offers}). Two of the "
        "three methods count it all the same.",
        "Give content_evidence where there is some.",
    ),
    "content-without-expiry": Wording(
        Severity.NOTE,
        "Certificates of local content without a last day: {count} ({offers}). They count as endless.",
        "Give certificate_expiry.",
    ),
    "conversion-group-unclear": Wording(
        Severity.ERROR,
        "Workshops make {part}, which has no content group of its own, and it goes into parts of {count} groups: "
        "{groups}. What goes into it would count in one of them, and nothing says in which.",
        "Give {part} a content_group, or a part of its own for each group.",
    ),
    "conversion-without-children": Wording(
        Severity.ERROR,
        "Offer {offer} converts {part}, but {part} has no bill of materials: there is nothing that {supplier} could "
        "work on.",
        "Add the lines of {part} to bom_lines, or make the offer's mode supply.",
    ),
    "cooperative-is-none": Wording(
        Severity.WARNING,
        "{cooperative} has members but its legal form is {legal_form}, not koperasi.",
        "Check the legal form, or take out the members.",
    ),
    "credit-above-ceiling": Wording(
        Severity.ERROR,
        "The credit of upgrade {upgrade} is Rp {credit:,.0f}, but a KUR loan for {supplier} ({size}) is at most "
        "Rp {ceiling:,.0f}.",
        "Set credit_idr to {ceiling:.0f} or less; the rest is own money.",
    ),
    "credit-above-cost": Wording(
        Severity.ERROR,
        "The credit of upgrade {upgrade} is Rp {credit:,.0f}, more than the Rp {cost:,.0f} that it costs.",
        "Set credit_idr to what a loan should carry of the cost, {cost:.0f} at most.",
    ),
    "credit-for-nobody": Wording(
        Severity.ERROR,
        "Upgrade {upgrade} counts on credit of Rp {credit:,.0f}, but the KUR terms have no loan for a supplier of the "
        "size of {supplier} ({size}).",
        "Leave credit_idr of {upgrade} blank, or check the size_class of {supplier}.",
    ),
    "credit-without-terms": Wording(
        Severity.WARNING,
        "There is credit for upgrades ({count}: {upgrades}), but no terms of KUR credit are in force in the horizon: "
        "all is paid with own money.",
        "Choose a later horizon, or add the terms to data/credit.",
    ),
    "dates-turned": Wording(
        Severity.ERROR,
        "{what} would hold from {valid_from} to {valid_to}: it ends before it starts, so it never holds.",
        "Mend one of the two days.",
    ),
    "demand-for-part": Wording(
        Severity.ERROR, "There is demand for {vehicle}, which is no vehicle ({kind}).", "Name a part of kind vehicle."
    ),
    "demand-left-out": Wording(
        Severity.NOTE,
        "Demand outside the horizon ({horizon}) is left out: {units:,.12g} vehicles ({vehicles}).",
    ),
    "demand-none": Wording(
        Severity.WARNING, "No vehicle is wanted: there is nothing to plan.", "Add rows with units to demand."
    ),
    "demand-outside-horizon": Wording(
        Severity.ERROR,
        "No vehicle is wanted inside the horizon ({horizon}); the data has demand for {found}.",
        "Move the scenario's calendar, or add demand for its periods.",
    ),
    "each-doubled": Wording(Severity.ERROR, "each names {found} twice.", "Name every key once."),
    "exchange-rate-gap": Wording(
        Severity.ERROR,
        "{currency} has no exchange rate in {periods}.",
        "Add rates for these periods, or one with a blank period for all others.",
    ),
    "exchange-rate-missing": Wording(
        Severity.ERROR,
        "{currency} has no exchange rate, but there are prices in it: {offers}.",
        "Add {currency} to exchange_rates.",
    ),
    "findings-left-out": Wording(Severity.NOTE, "{count} more findings of the kind '{kind}' are not listed."),
    "hours-unlike-others": Wording(
        Severity.WARNING,
        "Offer {offer} needs {hours:,.4g} hours for one {part}; the middle of its offers is {median:,.4g}. They differ "
        "{times:,.3g} times.",
        "Check the unit: hours for one unit, not minutes and not hours of a batch.",
    ),
    "hours-without-process": Wording(
        Severity.WARNING,
        "Offer {offer} needs hours but names no process: nothing limits them.",
        "Name the process whose hours it uses.",
    ),
    "lane-missing": Wording(
        Severity.WARNING,
        "There is no lane from {origin} to {destination}, so these suppliers cannot deliver to site {site}: "
        "{suppliers}.",
        "Add the lane to lanes.",
    ),
    "law-without-method": Wording(
        Severity.ERROR,
        "No method of scoring local content is in force for {year}.",
        "Choose another first period, drop the rule, or limit it with periods.",
    ),
    "law-without-minimum": Wording(
        Severity.ERROR,
        "The rule asks for the law's minimum in {year}, but there is none. {detail}",
        "Give the minimum as a number, or limit the rule with periods.",
    ),
    "mass-below-children": Wording(
        Severity.WARNING,
        "{part} weighs {mass_kg:,.4g} kg, but what goes into it weighs {children_kg:,.4g} kg.",
        "Check the masses and quantities; masses are in kilograms.",
    ),
    "mass-missing": Wording(
        Severity.WARNING, "{part} is offered but has no mass: its freight counts as zero.", "Give mass_kg."
    ),
    "mass-zero": Wording(
        Severity.NOTE,
        "Parts that weigh nothing and travel free: {parts}.",
        "That is right for services; give mass_kg for things.",
    ),
    "material-in-no-bill": Wording(Severity.NOTE, "The material {part} is in no bill of materials: it is not used."),
    "maximum-zero": Wording(
        Severity.WARNING,
        "Offer {offer} sells at most 0 units per period: it cannot be used.",
        "Leave maximum_units blank for no limit.",
    ),
    "member-idle": Wording(
        Severity.WARNING,
        "Members of {cooperative} without hours for anything that it offers: {members}. They can make nothing for it.",
        "Add their hours to capacity, in a process of the cooperative's offers.",
    ),
    "member-of-itself": Wording(
        Severity.ERROR,
        "{cooperative} is a member of itself.",
        "Take the row out; hours of its own stand in capacity.",
    ),
    "member-of-several": Wording(
        Severity.WARNING,
        "{member} is a member of {count} cooperatives ({cooperatives}): it works for all of them with the same hours, "
        "which count once.",
        "If that is meant, nothing is to be done; otherwise take out a row.",
    ),
    "membership-loop": Wording(
        Severity.ERROR,
        "Membership runs in a circle: {loop}. No cooperative can be its own member.",
        "Take out the row that does not belong there.",
    ),
    "method-not-yet-in-force": Wording(
        Severity.ERROR,
        "The rule scores {year} by the method {method}, which was not in force yet. {detail}",
        'Choose another method, or method = "best".',
    ),
    "method-repealed": Wording(
        Severity.WARNING,
        "The rule scores {year} by the method {method}, which was repealed: it is scored as on {last}.",
        'Choose method = "best" to score by the methods in force.',
    ),
    "minimum-above-maximum": Wording(
        Severity.WARNING,
        "Offer {offer} asks for at least {minimum_order:,.12g} units, but sells at most {maximum_units:,.12g} per "
        "period.",
        "Mend one of the two.",
    ),
    "minimum-order-above-hours": Wording(
        Severity.WARNING,
        "Offer {offer} asks for at least {minimum_order:,.12g} units, but the {hours:,.12g} hours of {supplier} for "
        "{process} make at most {units:,.1f} in a period.",
        "Check minimum_order, hours_per_unit and capacity.",
    ),
    "multiple-above-maximum": Wording(
        Severity.WARNING,
        "Offer {offer} is sold in multiples of {order_multiple:,.12g}, but at most {maximum_units:,.12g} per period.",
        "Mend one of the two.",
    ),
    "offer-ends": Wording(
        Severity.WARNING,
        "Offers of {supplier} end on {valid_to}, inside the horizon: {offers}.",
        "If they will be renewed, set the new valid_to.",
    ),
    "offer-for-vehicle": Wording(
        Severity.ERROR,
        "Offer {offer} is for {part}, a vehicle. Vehicles are assembled from parts, not bought.",
        "Offer the parts, or change the kind of {part}.",
    ),
    "offer-outside-horizon": Wording(
        Severity.NOTE, "Offers that hold in no period of the horizon: {count} ({offers})."
    ),
    "offered-in-no-bill": Wording(
        Severity.WARNING,
        "{part} is offered ({offers}) but is in no bill of materials: it is never bought.",
        "Add it to the bill it belongs to, or check the name of the part.",
    ),
    "part-in-no-bill": Wording(
        Severity.WARNING,
        "The {kind} {part} is in no bill of materials.",
        "Add it to the bill it belongs to, or take it out.",
    ),
    "part-not-offered": Wording(
        Severity.ERROR,
        "Nobody offers {part}, which {parents} cannot be made without, and it is made of nothing else.",
        "Add an offer for {part}, or the lines of what it is made of.",
    ),
    "part-not-usable": Wording(
        Severity.ERROR,
        "{part} is needed, but none of its {count} offers can be used: {no_hours} have no hours, {no_certificate} lack "
        "a certificate, {no_units} sell at most 0, {no_days} end before they start, {no_children} lack what they would "
        "work on.",
        "Mend one of these offers, or add another.",
    ),
    "part-without-lane": Wording(
        Severity.ERROR,
        "{part} is needed at site {site}, but no lane leads from any of its suppliers to {region}.",
        "Add a lane to {region}, or an offer from a region that has one.",
    ),
    "period-too-long": Wording(
        Severity.ERROR,
        "{what} has rows for {period}, which is longer than a period of the scenario: they belong to none of its "
        "periods.",
        "Split them into the scenario's periods, or choose longer periods.",
    ),
    "price-unlike-others": Wording(
        Severity.WARNING,
        "Offer {offer} sells {part} at Rp {price:,.0f}; the middle of its offers is Rp {median:,.0f}. They differ "
        "{times:,.3g} times.",
        "Check price, currency and unit.",
    ),
    "price-unlike-reference": Wording(
        Severity.WARNING,
        "Offer {offer} sells {part} at Rp {price:,.0f}; its usual cost is Rp {reference:,.0f}. They differ "
        "{times:,.3g} times.",
        "Check price, currency and unit, and reference_cost_idr of the part.",
    ),
    "objective-twice": Wording(
        Severity.WARNING, "{found} is an objective twice; the second has nothing left to decide.", "Drop one."
    ),
    "quantity-large": Wording(
        Severity.WARNING,
        "One {parent} takes {quantity_per:,.12g} {unit} of {child}.",
        "Check the quantity and the unit of {child}.",
    ),
    "rebate-not-rising": Wording(
        Severity.WARNING,
        "From a spend of Rp {spend:,.0f} on, {supplier} gives a rebate of {rebate_share:.6g}, no more than the "
        "{below:.6g} for less spend.",
        "Check both rows; a rebate usually rises with spend.",
    ),
    "reference-missing": Wording(
        Severity.ERROR,
        "run names '{found}', and the database has no such run with a plan.{nearest}",
        "Name a run of 'evplan run list' with its version, like baseline#1.",
    ),
    "rule-without-offers": Wording(
        Severity.ERROR,
        "The rule selects nothing: no offer is for these parts from these suppliers.",
        "Widen one of its selectors, or drop the rule.",
    ),
    "cooperative-without-members": Wording(
        Severity.ERROR,
        "The rule speaks of the members of {found}, which has none in the table memberships.{nearest}",
        "Name a cooperative with members, or add its members to the table memberships.",
    ),
    "members-without-hours": Wording(
        Severity.ERROR,
        "No member of {found} ({count} in the table memberships) has hours in a process that its offers use, so none "
        "can get a share of its work.",
        "Add the members' hours to the table capacity, or drop the rule.",
    ),
    "rules-contradict": Wording(
        Severity.ERROR,
        "Rule {rule} asks for at least {minimum:,.12g} where rule {other} allows at most {maximum:,.12g} ({measure} of "
        "the same selection).",
        "Change or drop one of the two, or give one a penalty_idr.",
    ),
    "selector-choice": Wording(
        Severity.ERROR, "{column} selects {place} = '{found}', but {place} is one of {expected}.{nearest}"
    ),
    "selector-column": Wording(Severity.ERROR, "{column} selects by '{found}', which is no column there.{nearest}"),
    "selector-empty": Wording(
        Severity.ERROR, "{column} is an empty list, so the rule selects nothing.", "Name what it is about, or drop it."
    ),
    "selector-key": Wording(
        Severity.ERROR, "{column} names the {key} '{found}', which the data does not have.{nearest}"
    ),
    "selector-nothing": Wording(
        Severity.ERROR,
        "The rule selects nothing: nothing in the data matches all that {column} asks for.",
        "Widen {column}, or drop the rule.",
    ),
    "selector-period": Wording(
        Severity.ERROR,
        "{column} names '{found}', which is no period of the horizon ({expected}).",
        "Choose periods of the horizon, or move the calendar.",
    ),
    "selector-value-unused": Wording(
        Severity.WARNING, "{column} selects {place} = '{found}', which nothing in the data has.{nearest}"
    ),
    "setup-above-hours": Wording(
        Severity.WARNING,
        "Offer {offer} takes {setup_hours:,.12g} hours to set up, but {supplier} has {hours:,.12g} hours for {process} "
        "in a period: it cannot be used.",
        "Check setup_hours and capacity.",
    ),
    "site-without-region": Wording(
        Severity.WARNING,
        "Site {site} has no region: no lane leads to it, so nothing can be delivered.",
        "Give its region.",
    ),
    "substitute-alone": Wording(
        Severity.NOTE,
        "The substitute group {substitute_group} of {parent} has one part only ({child}): there is nothing to choose.",
    ),
    "substitute-gap": Wording(
        Severity.WARNING,
        "In {periods} no line of the substitute group {substitute_group} of {parent} holds: {parent} is then made "
        "without any of them.",
        "Check valid_from and valid_to of these lines.",
    ),
    "supplier-after-horizon": Wording(
        Severity.NOTE,
        "Suppliers that cannot deliver before the horizon is over ({last}): {count} ({suppliers}).",
        "If one should, set an earlier ready_period, or take a longer horizon.",
    ),
    "supplier-without-region": Wording(
        Severity.WARNING,
        "{supplier} has no region: no lane starts there, so nothing that it offers can be delivered.",
        "Give its region.",
    ),
    "upgrade-after-horizon": Wording(
        Severity.NOTE,
        "Upgrades that take longer than the horizon, even if they are started at once: {count} ({upgrades}). They are "
        "not used.",
        "Shorten lead_time_periods where it is wrong, or take a longer horizon.",
    ),
    "upgrade-incomplete": Wording(
        Severity.ERROR,
        "Upgrade {upgrade} ({kind}) does not say what it brings: {columns} left blank.",
        "Fill in {columns}.",
    ),
    "upgrade-loop": Wording(
        Severity.ERROR,
        "Upgrades need each other in a circle: {loop}. None of them could ever start.",
        "Take one of the names out of requires.",
    ),
    "upgrade-lowers-content": Wording(
        Severity.WARNING,
        "Upgrade {upgrade} would bring the local content of offer {offer} from {old:.6g} down to "
        "{new_local_content_share:.6g}.",
        "Check new_local_content_share; a lower one pays only if the evidence gets better.",
    ),
    "upgrade-of-other": Wording(
        Severity.ERROR,
        "Upgrade {upgrade} of {supplier} changes offer {offer}, which belongs to {owner}.",
        "Name an offer of {supplier}, or make {owner} the supplier of the upgrade.",
    ),
    "upgrade-requires-unknown": Wording(
        Severity.ERROR,
        "Upgrade {upgrade} requires '{found}', which is no upgrade.{nearest}",
        "Mend the name, or take it out of requires.",
    ),
    "upgrade-without-use": Wording(
        Severity.WARNING,
        "Upgrade {upgrade} brings {supplier} {what}, which none of its offers needs.",
        "Check the process or the certificate, or take the upgrade out.",
    ),
    "vehicle-as-child": Wording(
        Severity.ERROR,
        "The vehicle {child} is a part of {parent}. Vehicles stand at the top of a bill of materials.",
        "Change the kind of {child}, or name another child.",
    ),
    "vehicle-without-demand": Wording(Severity.NOTE, "Nobody wants {part} inside the horizon."),
    "vehicle-without-lines": Wording(
        Severity.WARNING,
        "The vehicle {part} has no bill of materials: it would be built from nothing.",
        "Add its lines to bom_lines.",
    ),
    "workshop-child-gap": Wording(
        Severity.WARNING,
        "Offer {offer} cannot be used in {periods}: {children} cannot be had at {supplier} then.",
        "Check valid_from and valid_to of the offers of what it works on, and the ready_period of who makes them.",
    ),
    "workshop-child-not-offered": Wording(
        Severity.WARNING,
        "Offer {offer} cannot be used: {supplier} would work on {children}, and no offer that can be used brings "
        "all of it.",
        "Add an offer of what is lacking ({children}), or take the conversion offer out.",
    ),
    "workshop-child-without-lane": Wording(
        Severity.WARNING,
        "Offer {offer} cannot be used: no lane leads from any supplier of {children} to {supplier} in {region}.",
        "Add the lanes that are missing; the table must hold every lane that is used.",
    ),
    "yield-low": Wording(
        Severity.WARNING,
        "Offer {offer} has a yield of {yield_share:.3g}: {yield_share:.3g} good units for each unit paid.",
        "Check yield_share; 1 means that every unit is good.",
    ),
}


class EvplanError(Exception):
    """Base of all errors that evplan raises on purpose.

    A subclass sets ``wording`` (a ``str.format`` template) and ``exit_code``; it is raised with the template's values
    as keywords, so that the raise line holds no words. ``findings`` carries the list where there is one.
    """

    wording: ClassVar[str] = "{detail}"
    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT

    def __init__(self, *, findings: Iterable[Finding] = (), **values: Any) -> None:
        self.findings = list(findings)
        self.values = values
        super().__init__(self.wording.format_map(values))


# --- input -----------------------------------------------------------------------------------------------------------


class BadInput(EvplanError):
    """Findings with errors: nothing was stored or solved."""

    wording = "{count} of the findings in {what} are errors. Nothing was stored or solved. Mend them and try again."


class FileUnreadable(EvplanError):
    """A file or folder that should be read is not there or is not what it should be."""

    wording = "{path}: {reason} {fix}"


# --- export ----------------------------------------------------------------------------------------------------------


class FileUnwritable(EvplanError):
    """A file or folder that should be written cannot be."""

    wording = "{path}: {reason} {fix}"
    exit_code = ExitCode.USAGE


# --- law -------------------------------------------------------------------------------------------------------------


class LawNotInForce(EvplanError):
    """A legal value was asked for a day on which it has none."""

    wording = (
        "{subject} has no value on {day}: its first value starts {first}. "
        "Choose a first period from {first} on, or add the older text to the law files."
    )


class UnknownMethod(EvplanError):
    """A method of scoring that no law file describes."""

    wording = "There is no method '{method}' of scoring local content; known are {known}.{nearest}"


class LawFileInvalid(EvplanError):
    """A law file that breaks its own form."""

    wording = "{path}: {place}: {reason} Every value of the law needs from, reference, address, confidence and checked."


# --- scenario --------------------------------------------------------------------------------------------------------


class ScenarioInvalid(EvplanError):
    """A scenario file with findings."""

    wording = "{path}: the scenario has {count} errors. Nothing was solved."


# --- plan, model, solve ----------------------------------------------------------------------------------------------


class SolverUnavailable(EvplanError):
    """A solver that PuLP does not find here."""

    wording = "The solver '{solver}' is not available here; available are {known}.{nearest}"
    exit_code = ExitCode.USAGE


# --- database --------------------------------------------------------------------------------------------------------


class DatabaseError(EvplanError):
    """Base of what can go wrong with the database."""

    exit_code = ExitCode.DATABASE


class DatabaseNewer(DatabaseError):
    """The database was written by a later evplan."""

    wording = (
        "{url}: the database is at revision {found}, which this evplan ({version}) does not know. "
        "It was written by a newer evplan: install that one, or open another database with --db."
    )


class DatabaseOlder(DatabaseError):
    """The database must be upgraded first."""

    wording = (
        "{url}: the database is at revision {found}, this evplan ({version}) needs {expected}. "
        "Make a copy with 'evplan db backup', then run 'evplan db upgrade'."
    )


class DatabaseUnusable(DatabaseError):
    """The database cannot be opened, read or written."""

    wording = "{url}: {reason} {fix}"


class NotFound(EvplanError):
    """A run, data set or the like that the database does not hold."""

    wording = "There is no {kind} '{name}' in {where}.{nearest}"
    exit_code = ExitCode.USAGE


class RunLocked(DatabaseError):
    """A stored run was to be changed."""

    wording = "Run {run} is stored and read-only. Solve again: that makes a new version."


class DataSetRefused(EvplanError):
    """A data set that the database cannot hold: nothing of it was stored."""


class KeyTwice(DataSetRefused):
    """Two rows of a table have the same key."""

    wording = (
        "The data set '{name}' was not stored: table {table} has the key {key} twice. "
        "Check it with 'evplan data check' and leave one of the rows out."
    )


class ReferenceMissing(DataSetRefused):
    """A row refers to what is not in the data set."""

    wording = (
        "The data set '{name}' was not stored: {table}.{column} names {key}, which is not in table {target}. "
        "Check it with 'evplan data check', then add the row or mend the name."
    )


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a database, and what to do about it, as ``str.format`` templates."""

    reason: str
    fix: str


# Words of `DatabaseUnusable` by what happened.
DATABASE_TROUBLES: dict[str, Trouble] = {
    "address": Trouble(
        "this is no address of a database that evplan knows.",
        "Give a file (evplan.db) or postgresql://USER@HOST/NAME.",
    ),
    "backup-exists": Trouble("{target} is there already.", "Choose another name for the copy, or move it away."),
    "backup-folder": Trouble("the folder {target} is missing.", "Make it first, or choose another place for the copy."),
    "backup-missing": Trouble("there is no database to copy.", "Check the address given with --db or in EVPLAN_DB."),
    "backup-server": Trouble(
        "evplan copies database files only, a server's data is safest in its own format.",
        "Run 'pg_dump --format=custom --file=evplan.dump {database}', and 'pg_restore' to bring it back.",
    ),
    "conflict": Trouble("another program changed the same data at the same moment.", "Try again."),
    "corrupt": Trouble(
        "the file is damaged.", "Bring back a copy made with 'evplan db backup', or load the data into a new database."
    ),
    "denied": Trouble("the user has no right to do this.", "Ask for it, or use another user or database."),
    "driver": Trouble(
        "the driver for this kind of database is not installed.", "Run pip install 'evplan[postgresql]'."
    ),
    "folder": Trouble("the folder {folder} is missing.", "Make it first, or name another place with --db."),
    "foreign": Trouble(
        "it holds the tables of another program ({tables}).", "Name another file or database with --db."
    ),
    "full": Trouble("there is no room left on the disk.", "Nothing was stored. Free some space, then try again."),
    "input-output": Trouble("the disk could not be read or written.", "Check the disk, then try again."),
    "locked": Trouble("another program is writing to the database.", "Wait until it is done, then try again."),
    "migration": Trouble(
        "the upgrade left rows that refer to nothing ({tables}), so it was undone.",
        "The database is as it was. Please report this with the tables named.",
    ),
    "missing": Trouble("there is no such database.", "Make it first (createdb {database}), or check the name."),
    "not-a-database": Trouble("the file is no database.", "Name another file with --db; this one was left as it is."),
    "not-opened": Trouble("the file cannot be opened.", "Check that it and its folder may be read and written."),
    "other": Trouble("the database refused: {detail}.", "Nothing was stored."),
    "password": Trouble("user or password is wrong.", "Check them in the address given with --db or in EVPLAN_DB."),
    "read-only": Trouble(
        "the database can only be read, not written.",
        "Check the rights on the file and its folder, or name another place with --db.",
    ),
    "snapshot": Trouble("the stored inputs {name} are damaged.", "Bring back a copy made with 'evplan db backup'."),
    "unreachable": Trouble("the server does not answer.", "Check that it runs, and its name and port in the address."),
}


def database_unusable(trouble: str, url: str, **values: Any) -> DatabaseUnusable:
    """Return the error for one of `DATABASE_TROUBLES`."""
    words = DATABASE_TROUBLES[trouble]
    return DatabaseUnusable(url=url, reason=words.reason.format_map(values), fix=words.fix.format_map(values))


# --- files: what hinders reading and writing, and hints --------------------------------------------------------------

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


# --- commands --------------------------------------------------------------------------------------------------------


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


__all__ = [
    "DATABASE_TROUBLES",
    "EXPECTED_SETTINGS",
    "FILE_TROUBLES",
    "FINDINGS",
    "HINTS",
    "BadInput",
    "ChartNeedsRun",
    "DataSetRefused",
    "DataSetUnclear",
    "DatabaseError",
    "DatabaseNewer",
    "DatabaseOlder",
    "DatabaseUnusable",
    "DemoThere",
    "EndingWrong",
    "EvplanError",
    "ExitCode",
    "FileUnreadable",
    "FileUnwritable",
    "Finding",
    "KeyTwice",
    "LawChanged",
    "LawFileInvalid",
    "LawNotInForce",
    "NoPlan",
    "NotFound",
    "NotVerified",
    "NothingToDraw",
    "ReferenceMissing",
    "RepairUnknown",
    "RunLocked",
    "ScenarioInvalid",
    "ScenarioNameWrong",
    "Severity",
    "SolverUnavailable",
    "TableNotHere",
    "Trouble",
    "UnknownChart",
    "UnknownFormat",
    "UnknownMethod",
    "Wording",
    "database_unusable",
    "file_unreadable",
    "file_unwritable",
    "finding",
    "has_errors",
    "hint",
    "nearest",
]
