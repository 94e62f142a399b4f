"""Quantities as people write them: with units, fractions, multiplied, counted by designators, or left open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from evplan.readers.number import read_number

# unit as written: (unit of the data set, how many of it)
_UNITS = {
    "pcs": (
        "pcs pc pce piece pieces ea each nos no off st stk stck stuck stück pz pza pzas un u unit units unidad "
        "unidades und piece(s) buah bh biji batang btg lembar lbr keping "
        "unite pieces pièce pièces pièce(s) x 个 個 只 件 支 片 "
        "套件 枚 本 台 颗 根 块 條 条 pc(s) sheet sheets bottle can"
    ),
    "set": (
        "set sets kit kits lot lots pair pairs pasang pasangan satz paar jeu jeux juego juegos paire "
        "套 组 セット 組 对 stel"
    ),
    "m": "m meter metre meters metres mtr mtrs mètre metro metros 米 メートル",
    "kg": "kg kgs kilogram kilograms kilogramme kilo 公斤 千克 キログラム kgm",
    "l": "l ltr liter litre liters litres litro litros 升 リットル",
}  # fmt: skip
_SCALED = {
    "mm": ("m", 0.001), "millimeter": ("m", 0.001), "毫米": ("m", 0.001), "cm": ("m", 0.01),
    "centimeter": ("m", 0.01), "厘米": ("m", 0.01), "dm": ("m", 0.1), "km": ("m", 1000.0), "inch": ("m", 0.0254),
    "in": ("m", 0.0254), '"': ("m", 0.0254), "ft": ("m", 0.3048), "feet": ("m", 0.3048), "foot": ("m", 0.3048),
    "g": ("kg", 0.001), "gr": ("kg", 0.001), "gram": ("kg", 0.001), "grams": ("kg", 0.001), "gramm": ("kg", 0.001),
    "克": ("kg", 0.001), "mg": ("kg", 1e-6), "t": ("kg", 1000.0), "ton": ("kg", 1000.0), "ons": ("kg", 0.1),
    "lb": ("kg", 0.45359237), "lbs": ("kg", 0.45359237), "oz": ("kg", 0.028349523125), "ml": ("l", 0.001),
    "milliliter": ("l", 0.001), "毫升": ("l", 0.001), "cl": ("l", 0.01), "cc": ("l", 0.001), "dozen": ("pcs", 12.0),
    "doz": ("pcs", 12.0), "dz": ("pcs", 12.0), "lusin": ("pcs", 12.0), "dutzend": ("pcs", 12.0), "打": ("pcs", 12.0),
}  # fmt: skip
UNITS: dict[str, tuple[str, float]] = {
    word: (unit, 1.0) for unit, words in _UNITS.items() for word in words.split()
} | _SCALED

_OPEN = {
    *("tbd", "tba", "tbc", "ar", "a/r", "a r", "as required", "as req", "as needed", "ref", "n/a", "na", "?", "??"),
    *(
        "-",
        "–",
        "—",
        "...",
        "x",
        "secukupnya",
        "sesuai kebutuhan",
        "scr",
        "nach bedarf",
        "n.b.",
        "offen",
        "selon besoin",
    ),
    *("a definir", "à définir", "según necesidad", "segun necesidad", "por definir", "适量", "按需", "待定", "适当"),
    *("適量", "未定", "belum ditentukan", "several", "some", "lots"),
}
_ROUGH = re.compile(
    r"^(?:~|≈|ca\.?|approx\.?|about|±|kira-kira|sekitar|etwa|env\.?|约|約)\s*(?=\d)|(?<=\d)\s*\+$", re.I
)
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d([ T].*)?|\d{1,2}[-/.](?:\d{1,2}|[A-Za-z]{3})[-/.]\d{2,4}|\d{1,2}-[A-Za-z]{3}|[A-Za-z]{3}-\d{2}"
)
_TIMES = re.compile(r"(.*\d)\s*[x×*]\s*(\d.*)", re.I)
_LEADING_TIMES = re.compile(r"^[x×]\s*(?=\d)|(?<=\d)\s*[x×]$", re.I)
_FRACTION = re.compile(r"(?:(\d+)\s+)?(\d+)\s*[/⁄]\s*(\d+)")
_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8"}
_NUMBER = re.compile(r"[+-]?\d[\d.,'’ \u00a0\u202f]*(?:[eE][+-]?\d{1,3}(?![a-zA-Z]))?|[+-]?[.,]\d+")
_DESIGNATOR = re.compile(r"[A-Za-z_]{1,10}\d{1,6}[A-Za-z]?")
_RANGE = re.compile(r"([A-Za-z_]{1,10})(\d{1,6})\s*(?:-|–|\.\.+|:|to|bis)\s*(?:([A-Za-z_]{1,10}))?(\d{1,6})", re.I)
MOST_DESIGNATORS = 10_000


@dataclass(frozen=True)
class Quantity:
    """A quantity as read: ``value`` in ``unit`` (blank: not said), or the ``code`` of what is wrong with it.

    ``code`` ``bill-quantity-rough`` goes with a value. ``word`` is a unit that is not known.
    """

    value: float | None = None
    unit: str = ""
    code: str = ""
    word: str = ""


@lru_cache(maxsize=100_000)
def read_quantity(text: str, decimal: str = ".") -> Quantity:
    """Return what a cell says; a blank one gives no value and no code."""
    plain = " ".join(text.split())
    if not plain:
        return Quantity()
    if plain.casefold() in _OPEN:
        return Quantity(code="bill-quantity-open")
    if plain.startswith(("=", "#")):
        return Quantity(code="bill-formula")
    if _DATE.fullmatch(plain):
        return Quantity(code="bill-quantity-date")
    number = read_number(plain, decimal)
    if number is not None:
        return _checked(float(number))
    count = count_designators(plain)
    if count:
        return Quantity(float(count))
    return _with_words(plain, decimal)


def _with_words(plain: str, decimal: str) -> Quantity:
    rough = bool(_ROUGH.search(plain))
    rest = _LEADING_TIMES.sub("", _ROUGH.sub("", plain)).strip()
    for sign, fraction in _VULGAR.items():
        rest = rest.replace(sign, f" {fraction}").strip()
    product = _TIMES.fullmatch(rest)
    if product:
        left, right = read_quantity(product[1], decimal), read_quantity(product[2], decimal)
        if left.value and right.value and not left.unit:
            return Quantity(left.value * right.value, right.unit, "bill-quantity-rough", right.word)
        return Quantity(code="bill-quantity-bad")
    parts = _FRACTION.match(rest)
    if parts and int(parts[3]):
        value = int(parts[1] or 0) + int(parts[2]) / int(parts[3])
        return _with_unit(value, rest[parts.end() :], rough)
    match = _NUMBER.match(rest)
    if not match:
        return Quantity(code="bill-quantity-bad")
    number = read_number(match[0].strip(), decimal)
    if number is None:
        return Quantity(code="bill-quantity-bad")
    return _with_unit(float(number), rest[match.end() :], rough)


def _with_unit(value: float, word: str, rough: bool) -> Quantity:
    word = word.strip(" .()[]")
    code = "bill-quantity-rough" if rough else ""
    found = _checked(value)
    if found.code or not word:
        return Quantity(found.value, "", found.code or code)
    known = read_unit(word)
    if known:
        return Quantity(value * known[1], known[0], code)
    if re.search(r"\d", word) or len(word) > 20:
        return Quantity(code="bill-quantity-bad")
    return Quantity(value, "pcs", code, word)


def _checked(value: float) -> Quantity:
    return Quantity(value) if 0 <= value <= 1e12 else Quantity(code="bill-quantity-bad")


def read_unit(text: str) -> tuple[str, float] | None:
    """Return the unit of the data set that a word means and how many of it one is; ``None`` for an unknown word."""
    word = text.strip(" .").casefold()
    return UNITS.get(word) or UNITS.get(word.rstrip("s").rstrip("."))


@lru_cache(maxsize=100_000)
def read_designators(text: str) -> tuple[str, ...] | None:
    """Return the single places of a list such as ``R1,R2`` or ``C1-C3 C7``; ``None`` if the text is no such list."""
    text = re.sub(r"\s*(?:-|–|\.\.+)\s*", "-", text.strip())
    found: list[str] = []
    for piece in re.split(r"[,;\s]+", text):
        span = _RANGE.fullmatch(piece)
        if span and (span[3] or span[1]).casefold() == span[1].casefold():
            first, last = int(span[2]), int(span[4])
            if not 0 <= last - first < MOST_DESIGNATORS:
                return None
            found += [f"{span[1]}{number}" for number in range(first, last + 1)]
        elif _DESIGNATOR.fullmatch(piece):
            found.append(piece)
        elif piece:
            return None
    return tuple(found) or None


def count_designators(text: str) -> int:
    """Return how many places a text lists; 0 if it is no list of places."""
    return len(read_designators(text) or ())
