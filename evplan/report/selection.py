"""What a rule selects, in words: suppliers, parts, vehicles, periods, in Bahasa Indonesia and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evplan.report import render
from evplan.report.language import Language
from evplan.scenario.calendar import parse_period
from evplan.scenario.rule import Cell, Rule, Selector

# key: (English, Bahasa Indonesia)
_WORDS: dict[str, tuple[str, str]] = {
    "and": ("and", "dan"),
    "or": ("or", "atau"),
    "supplier": ("supplier", "pemasok"),
    "suppliers": ("suppliers", "pemasok"),
    "suppliers.all": ("all suppliers", "semua pemasok"),
    "suppliers.each": ("each supplier", "setiap pemasok"),
    "suppliers.sized": ("{sizes} {noun}", "{noun} {sizes}"),
    "suppliers.businesses": ("businesses", "usaha"),
    "suppliers.among": (" among {what}", " dari kalangan {what}"),
    "suppliers.candidate": (" that are candidates", " yang masih calon"),
    "suppliers.active": (" that are active", " yang sudah aktif"),
    "part": ("part", "komponen"),
    "parts": ("parts", "komponen"),
    "parts.all": ("all parts", "semua komponen"),
    "parts.system": ("{what} {noun}", "{noun} {what}"),
    "parts.process": (" made by {what}", " yang dibuat dengan proses {what}"),
    "parts.content_group": (" in the TKDN group {what}", " dalam kelompok TKDN {what}"),
    "parts.safety_critical": (" that are critical to safety", " yang penting bagi keselamatan"),
    "parts.main_component": (" that are main components", " yang merupakan komponen utama"),
    "vehicle": ("vehicle", "kendaraan"),
    "vehicles": ("vehicles", "kendaraan"),
    "periods": ("periods", "periode"),
    "in_places": (" in {what}", " di {what}"),
    "places.with": ("regions", "daerah"),
    "for": (" for {what}", " untuk {what}"),
    "periods.all": (", over all periods", ", selama seluruh periode"),
    "periods.some": (" in {what}", " pada {what}"),
    "periods.span": (" from {first} to {last}", " dari {first} sampai {last}"),
    "periods.year": (" in {what}", " pada tahun {what}"),
    "with": (" with {terms}", " dengan {terms}"),
    "group.domestic": ("domestic suppliers", "pemasok dalam negeri"),
    "group.import": ("importers and foreign suppliers", "importir dan pemasok luar negeri"),
    "group.umkm": ("UMKM", "UMKM"),
    "group.umkm_koperasi": ("UMKM and cooperatives", "UMKM dan koperasi"),
    "legal_form.koperasi": ("cooperatives", "koperasi"),
    "legal_form.perorangan": ("sole proprietors", "usaha perorangan"),
    "legal_form.cv": ("partnerships (CV)", "CV"),
    "legal_form.pt": ("companies (PT)", "PT"),
    "legal_form.bumn": ("state firms (BUMN)", "BUMN"),
    "legal_form.importer": ("importers", "importir"),
    "size_class.mikro": ("micro", "mikro"),
    "size_class.kecil": ("small", "kecil"),
    "size_class.menengah": ("medium", "menengah"),
    "size_class.besar": ("large", "besar"),
    "kind.assembly": ("assemblies", "rakitan"),
    "kind.component": ("components", "komponen"),
    "kind.material": ("materials", "bahan baku"),
    "system.body": ("body", "bodi"),
    "system.interior": ("interior", "interior"),
    "system.battery": ("battery", "baterai"),
    "system.drive": ("drive", "penggerak"),
    "system.frame": ("frame", "rangka"),
    "system.electrical": ("electrical", "kelistrikan"),
    "system.wheel": ("wheel", "roda"),
    "system.brake": ("brake", "rem"),
    "system.suspension": ("suspension", "suspensi"),
    "system.steering": ("steering", "kemudi"),
    "system.other": ("other", "lain-lain"),
    "content_group.battery": ("battery", "baterai"),
    "content_group.frame_body": ("frame and body", "rangka dan bodi"),
    "content_group.drive": ("drive", "penggerak"),
    "content_group.supporting": ("supporting components", "komponen pendukung"),
    "content_group.assembly": ("assembly", "perakitan"),
    "content_group.none": ("none", "tanpa kelompok"),
}


@dataclass(frozen=True)
class Who:
    """Suppliers in words; ``many`` says that the verb behind them is plural (in English)."""

    text: str
    many: bool = True


def suppliers(rule: Rule, language: Language) -> Who:
    """Return who a rule speaks of, by its ``suppliers`` and ``regions``: ``cooperatives in 33.28``."""
    who, where = rule.suppliers, _places(rule.regions, language)
    if who is None and speaks_of_each(rule):
        return Who(_word("suppliers.each", language) + where, many=False)
    if who is None:
        return Who(_word("suppliers" if where else "suppliers.all", language) + where)
    if isinstance(who, list):
        return Who(_named("supplier", who, language) + where, len(who) != 1)
    rest = dict(who)
    forms, sizes = rest.pop("legal_form", None), rest.pop("size_class", None)
    group = rest.pop("group", None)
    noun = _labels("legal_form", forms, language) or _word("suppliers.businesses" if sizes else "suppliers", language)
    if sizes:
        noun = _word("suppliers.sized", language, sizes=_labels("size_class", sizes, language), noun=noun)
    if group:
        among = _labels("group", group, language)
        noun = noun + _word("suppliers.among", language, what=among) if forms or sizes else among
    if "region" in rest:
        noun += _word("in_places", language, what=joined(_listed(rest.pop("region")), language))
    if rest.get("status") in ("candidate", "active"):
        noun += _word(f"suppliers.{rest.pop('status')}", language)
    return Who(noun + _terms(rest, language) + where)


def speaks_of_each(rule: Rule) -> bool:
    """Return whether a rule is told as one on each supplier: it chooses none and holds for each on its own."""
    return rule.suppliers is None and "supplier" in (rule.each or [])


def parts(selector: Selector | None, language: Language) -> str:
    """Return which parts a rule speaks of: ``body and interior parts``."""
    if selector is None:
        return _word("parts.all", language)
    if isinstance(selector, list):
        return _named("part", selector, language)
    rest = dict(selector)
    text = _labels("kind", rest.pop("kind", None), language) or _word("parts", language)
    if "system" in rest:
        text = _word("parts.system", language, what=_labels("system", rest.pop("system"), language), noun=text)
    if "content_group" in rest:
        groups = _labels("content_group", rest.pop("content_group"), language, "or")
        text += _word("parts.content_group", language, what=groups)
    if "process" in rest:
        text += _word("parts.process", language, what=joined(_listed(rest.pop("process")), language, "or"))
    for flag in ("safety_critical", "main_component"):
        if rest.get(flag) is True:
            text += _word(f"parts.{flag}", language)
            del rest[flag]
    return text + _terms(rest, language)


def vehicles(selector: Selector, language: Language) -> str:
    """Return which vehicles a rule speaks of: ``vehicles EM-A and EM-B``."""
    if isinstance(selector, list):
        return _named("vehicle", selector, language)
    return _word("vehicles", language) + _terms(selector, language)


def for_vehicles(rule: Rule, language: Language) -> str:
    """Return for which vehicles a rule holds, with a blank before it; nothing where it names none."""
    return "" if rule.vehicles is None else _word("for", language, what=vehicles(rule.vehicles, language))


def in_periods(selector: Selector | None, language: Language) -> str:
    """Return when a rule holds, with a blank before it: `` from January 2027 to March 2027``."""
    if selector is None:
        return _word("periods.all", language)
    if isinstance(selector, list):
        names = [render.period(label, language) for label in selector]
        if len(names) > 2 and _in_a_row(selector):
            return _word("periods.span", language, first=names[0], last=names[-1])
        return _word("periods.some", language, what=joined(names, language))
    if set(selector) == {"year"}:
        return _word("periods.year", language, what=joined(_listed(selector["year"]), language))
    return _word("periods.some", language, what=_word("periods", language) + _terms(selector, language))


def period_names(labels: Sequence[str], language: Language) -> str:
    """Return periods by name; more than two in a row as the first and the last."""
    names = [render.period(label, language) for label in labels]
    return f"{names[0]} – {names[-1]}" if len(names) > 2 and _in_a_row(labels) else joined(names, language)


def joined(items: Sequence[object], language: Language, link: str = "and") -> str:
    """Return items as people list them: ``A, B and C`` (en), ``A, B, dan C`` (id)."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    comma = "," if language == "id" and len(words) > 2 else ""
    return f"{', '.join(words[:-1])}{comma} {_word(link, language)} {words[-1]}"


def _places(selector: Selector | None, language: Language) -> str:
    if selector is None:
        return ""
    if isinstance(selector, list):
        return _word("in_places", language, what=joined(selector, language))
    return _word("in_places", language, what=_word("places.with", language) + _terms(selector, language))


def _named(kind: str, keys: Sequence[str], language: Language) -> str:
    return f"{_word(kind if len(keys) == 1 else f'{kind}s', language)} {joined(keys, language)}"


def _labels(column: str, value: Cell | Sequence[Cell] | None, language: Language, link: str = "and") -> str:
    """Return a column's values in words; a value without words stays as it is, no value is nothing."""
    if value is None:
        return ""
    keys = [f"{column}.{one}" for one in _listed(value)]
    return joined(
        [_word(key, language) if key in _WORDS else key.partition(".")[2] for key in keys],
        language,
        link,
    )


def _terms(selector: dict[str, Cell | list[Cell]], language: Language) -> str:
    """Return what is left of a selector as `` with column value or value``, for columns without words of their own."""
    terms = [f"{column} {joined(_listed(value), language, 'or')}" for column, value in selector.items()]
    return _word("with", language, terms=joined(terms, language)) if terms else ""


def _listed(value: Cell | Sequence[Cell]) -> list[Cell]:
    return list(value) if isinstance(value, list) else [value]  # type: ignore[list-item]


def _in_a_row(labels: Sequence[str]) -> bool:
    periods = [parse_period(label) for label in labels]
    return all(one is not None and one.later(1) == other for one, other in pairwise(periods))


def _word(key: str, language: Language, **values: object) -> str:
    english, bahasa = _WORDS[key]
    return (english if language == "en" else bahasa).format_map(values)
