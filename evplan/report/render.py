"""Numbers, money, dates and durations as people read them: the only place that formats them.

Every function takes the language (``id`` or ``en``) and returns text; what is missing (``None``, ``NaN``) reads as a
dash. Conventions come from the Unicode CLDR through Babel: ``1.234,5`` in Bahasa Indonesia, ``1,234.5`` in English.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal

from evplan.report.language import Language
from evplan.scenario.calendar import parse_period

Number = float | Decimal

MISSING = "–"

_LOCALES = {"en": Locale.parse("en_GB"), "id": Locale.parse("id")}
_SECONDS = {"id": "dtk", "en": "s"}
_MINUTES = {"id": "mnt", "en": "min"}


def is_missing(value: object) -> bool:
    """Return whether ``value`` is nothing: ``None`` or ``NaN``."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def number(value: Number | None, language: Language, digits: int = 0) -> str:
    """Return a number with exactly ``digits`` decimals: ``1.234,5`` (id) or ``1,234.5`` (en)."""
    if value is None or is_missing(value):
        return MISSING
    return _decimal(value, language, digits, digits)


def quantity(value: Number | None, language: Language, digits: int = 2) -> str:
    """Return a number with at most ``digits`` decimals, none that are zero: ``12`` or ``12.5``."""
    if value is None or is_missing(value):
        return MISSING
    return _decimal(value, language, 0, digits)


def percent(share: Number | None, language: Language, digits: int = 1) -> str:
    """Return a share (0..1) as per cent: ``40,0 %`` (id) or ``40.0 %`` (en)."""
    if share is None or is_missing(share):
        return MISSING
    return f"{_decimal(_exact(share) * 100, language, digits, digits)} %"


def money(idr: Number | None, language: Language) -> str:
    """Return rupiah to the rupiah: ``Rp 1.234.567`` (id) or ``Rp 1,234,567`` (en)."""
    if idr is None or is_missing(idr):
        return MISSING
    return f"{_sign(idr)}Rp {_decimal(_exact(idr).copy_abs(), language, 0, 0)}"


def compact_money(idr: Number | None, language: Language, digits: int = 1) -> str:
    """Return rupiah in large units: ``Rp 1,2 miliar`` (id) or ``Rp 1.2 billion`` (en)."""
    if idr is None or is_missing(idr) or abs(_exact(idr)) < 1000:
        return money(idr, language)
    size = _exact(idr).copy_abs()
    words = format_compact_decimal(size, format_type="long", locale=_LOCALES[language], fraction_digits=digits)
    return f"{_sign(idr)}Rp {words}"


def day(value: date | str | None, language: Language) -> str:
    """Return a day (a date or ISO text): ``31 Januari 2027`` (id) or ``31 January 2027`` (en)."""
    if value is None or is_missing(value) or value == "":
        return MISSING
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return cast(str, format_date(moment, "long", locale=_LOCALES[language]))


def moment(value: str, language: Language) -> str:
    """Return an ISO time as day and time of day: ``31 Januari 2027 14:05`` (id)."""
    return f"{day(value, language)} {datetime.fromisoformat(value):%H:%M}"


def period(label: str, language: Language) -> str:
    """Return a period's label in words: ``Januari 2027`` (id), ``Q1 2027`` (en); an unknown label as it is."""
    found = parse_period(label)
    if found is None or found.months == 12:
        return label
    skeleton = "yMMMM" if found.months == 1 else "yQQQ"
    return cast(str, format_skeleton(skeleton, found.first_day, locale=_LOCALES[language]))


def duration(seconds: float | None, language: Language) -> str:
    """Return a time span: ``0,4 dtk`` or ``2 mnt 5 dtk`` (id), ``0.4 s`` or ``2 min 5 s`` (en)."""
    if seconds is None or is_missing(seconds):
        return MISSING
    unit = _SECONDS[language]
    if seconds < 60:
        return f"{number(seconds, language, 1)} {unit}"
    minutes, rest = divmod(round(seconds), 60)
    return f"{number(minutes, language)} {_MINUTES[language]} {rest} {unit}"


def _exact(value: Number) -> Decimal:
    return Decimal(str(value))


def _decimal(value: Number, language: Language, least: int, most: int) -> str:
    pattern = "#,##0" + ("." + "0" * least + "#" * (most - least) if most else "")
    rounded = _exact(value).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    return cast(str, format_decimal(rounded or Decimal(0), pattern, locale=_LOCALES[language]))


def _sign(idr: Number) -> str:
    return "-" if round(idr) < 0 else ""
