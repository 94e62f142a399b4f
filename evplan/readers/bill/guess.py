"""What the columns of a bill hold: guessed from headings and contents, corrected by the user's own mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from evplan.errors import Finding, finding, nearest
from evplan.readers.bill.heading import FIELDS, currency_of, heading_field
from evplan.readers.bill.quantity import count_designators, read_quantity, read_unit
from evplan.readers.number import read_number

SAMPLE = 2000
SURE = 0.5
"""A guess that is less sure is none."""

IDENTITY = ("part", "manufacturer_part", "value", "name", "supplier_part")
_QUIET_TWICE = {"price", "total", "supplier", "supplier_part", "ignore", "note", "currency", "record", "description"}
_OUTLINE = re.compile(r"\d{1,4}(\.\d{1,4})*\.?")
_LEVEL = re.compile(r"[.\-_ +*>]*(?:L|Lv|Level\s*)?\d{1,2}(?:\.0)?", re.I)
_MONEY = re.compile(r"^[^\d\-]{0,5}\s*-?[\d.,'’ ]*\d\s*(?:[^\d]{0,5}|,-)$")


@dataclass(frozen=True)
class Guess:
    """One column: its number (from 0), heading, field, how sure that is (0..1) and an example."""

    column: int
    heading: str
    field: str
    confidence: float
    example: str

    @property
    def label(self) -> str:
        """Return how a mapping names the column: its heading, or its number where it has none."""
        return self.heading or f"#{self.column + 1}"


@dataclass(frozen=True)
class Contents:
    """What a column holds: shares (0..1) of its filled cells that look like something."""

    filled: int
    rows: int
    cells: tuple[str, ...]

    def share(self, test: Callable[[str], object]) -> float:
        """Return the share of filled cells that pass a test."""
        return sum(bool(test(cell)) for cell in self.cells) / len(self.cells) if self.cells else 0.0

    @property
    def is_sequence(self) -> bool:
        """Return whether the cells count 1, 2, 3 or 10, 20, 30."""
        if len(self.cells) < 3 or not all(cell.isdecimal() and len(cell) < 7 for cell in self.cells):
            return False
        steps = {int(after) - int(before) for before, after in pairwise(self.cells)}
        return len(steps) == 1 and steps.pop() in (1, 5, 10, 100) and int(self.cells[0]) in (0, 1, 5, 10, 100)

    @property
    def numbers(self) -> float:
        """Return the share of plain numbers."""
        return self.share(lambda cell: read_number(cell, "."))

    @property
    def quantities(self) -> float:
        """Return the share of quantities, those left open among them."""
        return self.share(lambda cell: read_quantity(cell).code not in ("bill-quantity-bad",))

    @property
    def designators(self) -> float:
        """Return the share of lists of places such as ``R1,R2``."""
        return self.share(count_designators)

    @property
    def outlines(self) -> float:
        """Return the share of dotted numbers, 0 where none has a point inside or they are decimals of one length."""
        if not any("." in cell.strip(".") for cell in self.cells):
            return 0.0
        return self.share(_OUTLINE.fullmatch)

    @property
    def distinct(self) -> float:
        """Return the number of different cells over all."""
        return len(set(self.cells)) / len(self.cells) if self.cells else 0.0


def contents_of(cells: Sequence[str]) -> Contents:
    """Return what a column holds, from its first cells."""
    filled = [cell.strip() for cell in cells[: SAMPLE * 4] if cell.strip()][:SAMPLE]
    return Contents(len(filled), len(cells), tuple(filled))


def guess_columns(
    heads: Sequence[str], columns: Sequence[Sequence[str]], source: str
) -> tuple[list[Guess], list[Finding]]:
    """Return a guess per column (field blank: nothing is known about it) and what was found on the way.

    Raises nothing. ``heads`` are blank throughout for a file without headings.
    """
    contents = [contents_of(cells) for cells in columns]
    guesses = [_by_heading(number, head, held) for number, (head, held) in enumerate(zip(heads, contents, strict=True))]
    guesses = _linked(_master_and_lines(guesses), columns)
    guesses, findings = _one_each(guesses, columns, source)
    guesses = _by_contents(guesses, contents, headless=not any(heads))
    return _roles(guesses, contents), findings


def apply_mapping(
    guesses: Sequence[Guess], mapping: Mapping[str, str], source: str
) -> tuple[list[Guess], list[Finding]]:
    """Return the guesses as the user's mapping of headings (or ``#2``) to fields corrects them.

    A field that the user gives to a column is taken from every other.
    """
    by_label = {guess.heading.strip().casefold(): guess.column for guess in reversed(guesses) if guess.heading}
    chosen: dict[int, str] = {}
    findings = []
    for label, name in mapping.items():
        number = by_label.get(label.strip().casefold())
        if number is None and re.fullmatch(r"#\d{1,4}", label.strip()) and int(label.strip()[1:]) <= len(guesses):
            number = int(label.strip()[1:]) - 1
        if number is None or number < 0:
            known = ", ".join(guess.label for guess in guesses[:40])
            near = nearest(label, [guess.label for guess in guesses])
            findings.append(finding("bill-map-unknown", source, column=label, nearest=near, known=known))
        else:
            chosen[number] = name
    taken = set(chosen.values()) - {"note", "ignore"}
    return [
        replace(guess, field=chosen[guess.column], confidence=1.0)
        if guess.column in chosen
        else replace(guess, field="", confidence=0.0)
        if guess.field in taken
        else guess
        for guess in guesses
    ], findings


def open_columns(guesses: Sequence[Guess], contents: Sequence[Sequence[str]], source: str) -> list[Finding]:
    """Return a finding per filled column of which nothing is known."""
    known = ", ".join(FIELDS)
    return [
        finding("bill-column-open", f"{source}:{guess.label}", column=guess.label, found=guess.example, known=known)
        for guess in guesses
        if not guess.field and any(cell.strip() for cell in contents[guess.column])
    ]


def _by_heading(number: int, head: str, held: Contents) -> Guess:
    name, sure = heading_field(head)
    example = held.cells[0][:60] if held.cells else ""
    name, sure = _checked(name, sure, held) if held.filled else (name, min(sure, 0.6))
    return Guess(number, " ".join(head.split()), name if sure >= SURE else "", sure if sure >= SURE else 0.0, example)


def _checked(name: str, sure: float, held: Contents) -> tuple[str, float]:
    """Return what a heading means once its column has been looked at."""
    links = held.share(lambda cell: re.match(r"https?://|www\.", cell))
    if links > 0.6 and name not in ("", "ignore"):
        return "ignore", 0.9
    if name in ("part", "name", "record") and held.is_sequence:
        return "position", 0.8
    if name in ("position", "level", "part", "name") and held.outlines > 0.9 and held.distinct > 0.9:
        return "outline", 0.9
    if (
        name in ("position", "part", "note", "value")
        and held.designators > 0.9
        and held.share(lambda c: "," in c) > 0.1
    ):
        return "designators", 0.9
    if name == "designators" and held.designators < 0.5:
        return ("part", 0.55) if held.distinct > 0.5 else ("note", 0.6)
    doubtful = {
        "quantity_per": lambda: held.quantities < 0.5,
        "level": lambda: held.share(_LEVEL.fullmatch) < 0.8 and held.share(lambda c: set(c) <= set(".-+*>")) < 0.8,
        "outline": lambda: held.share(_OUTLINE.fullmatch) < 0.8,
        "unit": lambda: held.numbers > 0.5,
        "price": lambda: held.share(_MONEY.match) < 0.5,
        "multiplier": lambda: held.quantities < 0.8,
        "mass_kg": lambda: held.quantities < 0.5,
    }
    return ("", 0.0) if name in doubtful and doubtful[name]() else (name, sure)


_DETAIL = re.compile(r"^(?:bom lines?|bom_line_ids)\s*/|\((?:exploded )?items\)\s*$", re.I)


def _master_and_lines(guesses: list[Guess]) -> list[Guess]:
    """Settle exports of Odoo and ERPNext, in which an assembly's own columns stand before those of its lines."""
    lines = {guess.column for guess in guesses if _DETAIL.search(guess.heading)}
    if len(lines) < 2:
        return guesses
    own = [guess for guess in guesses if guess.column not in lines]
    heads = [guess for name in ("part", "parent", "name", "record") for guess in own if guess.field == name]
    parent = heads[0].column if heads else -1
    return [
        guess
        if guess.column in lines
        else replace(guess, field="parent" if guess.column == parent else "ignore", confidence=0.9)
        for guess in guesses
    ]


def _linked(guesses: list[Guess], columns: Sequence[Sequence[str]]) -> list[Guess]:
    """Choose, where several columns name parents or parts, those that speak of each other."""
    parents = [guess for guess in guesses if guess.field == "parent"]
    if not parents:
        return guesses
    others = [guess for guess in guesses if guess.field in ("part", "record", "name", "manufacturer_part")]
    held = {guess.column: set(columns[guess.column]) - {""} for guess in (*parents, *others)}
    pairs = [
        (len(held[one.column] & held[two.column]), two.field == "part", -one.column, one.column, two.column)
        for one in parents
        for two in others
    ]
    best = max(pairs, default=None)
    if best is None or not best[0]:
        return guesses
    _, _, _, parent, child = best
    result = []
    for guess in guesses:
        if (guess.field == "parent" and guess.column != parent) or (guess.field == "record" and guess.column != child):
            guess = replace(guess, field="ignore", confidence=0.6)
        elif guess.field == "part" and guess.column == child:
            guess = replace(guess, confidence=max(guess.confidence, 0.95))
        result.append(guess)
    return result


def _one_each(guesses: list[Guess], columns: Sequence[Sequence[str]], source: str) -> tuple[list[Guess], list[Finding]]:
    """Keep one column for each field: the surest, then the first; the others become notes, said where they differ."""
    kept: dict[str, Guess] = {}
    for guess in sorted(guesses, key=lambda guess: (-guess.confidence, guess.column)):
        if guess.field:
            kept.setdefault(guess.field, guess)
    result, findings = [], []
    for guess in guesses:
        first = kept.get(guess.field)
        if first is None or guess.column == first.column or guess.field in ("note", "ignore"):
            result.append(guess)
            continue
        result.append(replace(guess, field="ignore" if guess.field in _QUIET_TWICE else "note", confidence=0.5))
        same = list(columns[guess.column]) == list(columns[first.column])
        if guess.field not in _QUIET_TWICE and not same and any(cell.strip() for cell in columns[guess.column]):
            values = {"column": first.label, "other": guess.label, "field": guess.field}
            findings.append(finding("bill-column-twice", f"{source}:{guess.label}", **values))
    return result, findings


def _by_contents(guesses: list[Guess], contents: Sequence[Contents], *, headless: bool) -> list[Guess]:
    """Give columns without meaning the fields that are still needed, where what they hold leaves no doubt."""

    def free() -> list[Guess]:
        return [guess for guess in guesses if not guess.field and contents[guess.column].filled]

    def give(name: str, sure: float, wanted: Sequence[Guess]) -> None:
        if wanted and not any(guess.field == name for guess in guesses):
            guesses[wanted[0].column] = replace(wanted[0], field=name, confidence=sure)

    def where(test: Callable[[Contents], bool]) -> list[Guess]:
        return [guess for guess in free() if test(contents[guess.column])]

    guesses = list(guesses)
    held = {guess.field for guess in guesses}
    give("designators", 0.7, where(lambda each: each.designators > 0.9 and each.filled > 1))
    give("outline", 0.7, where(lambda each: each.outlines > 0.95 and each.distinct == 1.0 and each.filled > 2))
    give("unit", 0.7, where(lambda each: each.share(read_unit) > 0.9 and each.numbers < 0.1))
    if not headless and held.intersection(("quantity_per", "designators")) and held.intersection(IDENTITY):
        return guesses
    if headless:
        give("position", 0.6, where(lambda each: each.is_sequence))
    counted = where(
        lambda each: (
            each.share(lambda cell: read_quantity(cell).value) > 0.9
            and each.filled >= 0.8 * each.rows
            and not each.is_sequence
        )
    )
    narrow = not headless or sum(each.filled > 0 for each in contents) <= 5
    if narrow and len(counted) == 1 and "designators" not in {guess.field for guess in guesses}:
        give("quantity_per", 0.6, counted)
    if not held.intersection(IDENTITY):
        coded = where(lambda each: each.share(_looks_like_code) > 0.6 and each.distinct > 0.5)
        give("part", 0.6, coded)
        worded = where(
            lambda each: each.share(lambda cell: re.search(r"[^\W\d]{3}", cell)) > 0.7 and each.distinct > 0.3
        )
        give("name", 0.6, sorted(worded, key=lambda guess: -sum(map(len, contents[guess.column].cells))))
    return guesses


def _looks_like_code(cell: str) -> bool:
    return " " not in cell and len(cell) >= 3 and bool(re.search(r"\d", cell)) and bool(re.search(r"[A-Za-z]", cell))


def _roles(guesses: list[Guess], contents: Sequence[Contents]) -> list[Guess]:
    """Settle what depends on other columns: a description that is the only name, a comment without places."""
    held = {guess.field: guess.column for guess in guesses if guess.field}

    def rename(old: str, new: str) -> None:
        number = held.pop(old)
        held[new] = number
        guesses[number] = replace(guesses[number], field=new)

    guesses = list(guesses)
    if "value" in held and "designators" not in held:
        rename("value", "note")
    if "name" not in held and "description" in held:
        rename("description", "name")
    if not {"part", "name", "manufacturer_part", "value"} & held.keys() and "category" in held:
        rename("category", "name")
    if "name" in held and "part" not in held and "assembly" not in held and contents[held["name"]].filled == 0:
        rename("name", "ignore")
    if "record" in held and "part" not in held and not {"name", "manufacturer_part", "value"} & held.keys():
        rename("record", "part")
    if "outline" in held and "level" in held:
        rename("level", "ignore")
    return guesses


def heading_currency(guesses: Sequence[Guess], name: str) -> str:
    """Return the currency that the heading of a field names, or nothing."""
    return next((currency_of(guess.heading) for guess in guesses if guess.field == name), "")
