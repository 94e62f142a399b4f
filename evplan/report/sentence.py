"""The sentence of every rule and of every limit that can be named, in Bahasa Indonesia and English.

`SENTENCES` has a function per kind of rule; `LIMITS` has the words of limits that a conflict names, `MOVES` what would
free them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from evplan.report import render
from evplan.report.language import Language
from evplan.scenario.rule import Award, Fix, LocalContent, Rule, Selector, SourceCount

# key: (English, Bahasa Indonesia)
_WORDS: dict[str, tuple[str, str]] = {
    "group.domestic": ("domestic suppliers", "pemasok dalam negeri"),
    "group.import": ("importers and foreign suppliers", "importir dan pemasok luar negeri"),
    "group.umkm": ("micro, small and medium enterprises", "usaha mikro, kecil, dan menengah"),
    "group.umkm_koperasi": ("UMKM and cooperatives", "UMKM dan koperasi"),
    "all.suppliers": ("all suppliers", "semua pemasok"),
    "all.parts": ("all parts", "semua komponen"),
    "some.suppliers": ("suppliers", "pemasok"),
    "some.parts": ("parts", "komponen"),
    "some.vehicles": ("vehicles", "kendaraan"),
    "some.regions": ("regions", "daerah"),
    "some.periods": ("periods", "periode"),
    "with": ("with", "dengan"),
    "and": ("and", "dan"),
    "or": ("or", "atau"),
    "for": (" for {what}", " untuk {what}"),
    "in": (" in {what}", " di {what}"),
    "over": (" in {what}", " pada {what}"),
    "value": ("of purchase value", "nilai pembelian"),
    "units": ("units", "unit"),
    "hours": ("machine hours", "jam mesin"),
    "labour_hours": ("labour hours", "jam kerja"),
    "share.value": ("of the purchase value", "dari nilai pembelian"),
    "share.units": ("of the units", "dari jumlah unit"),
    "share.hours": ("of the machine hours", "dari jam mesin"),
    "share.labour_hours": ("of the labour hours", "dari jam kerja"),
    "at_least": ("at least {bound}", "paling sedikit {bound}"),
    "at_most": ("at most {bound}", "paling banyak {bound}"),
    "exactly": ("exactly {bound}", "tepat {bound}"),
    "each": (", for each {keys} on its own", ", berlaku untuk setiap {keys} sendiri-sendiri"),
    "each.supplier": ("supplier", "pemasok"),
    "each.part": ("part", "komponen"),
    "each.vehicle": ("vehicle", "kendaraan"),
    "each.region": ("region", "daerah"),
    "each.period": ("period", "periode"),
    "soft.units": (
        " May be broken at {money} per unit of violation.",
        " Boleh dilanggar dengan denda {money} per satuan pelanggaran.",
    ),
    "soft.points": (
        " May be missed at {money} per percentage point.",
        " Boleh tidak tercapai dengan denda {money} per poin persen.",
    ),
    "purpose": (" Purpose: {purpose}.", " Tujuan: {purpose}."),
    "law": ("the law's minimum of the year", "batas minimum peraturan pada tahun itu"),
    "method.sectoral": ("the sectoral method (Permenperin 28/2023)", "metode sektoral (Permenperin 28/2023)"),
    "method.general": ("the general method (Permenperin 35/2025)", "metode umum (Permenperin 35/2025)"),
    "method.cost_ratio": ("the cost ratio (Permenperin 16/2011)", "rasio biaya (Permenperin 16/2011)"),
    "method.best": ("the better of the methods in force", "metode berlaku yang paling menguntungkan"),
    "every_vehicle": ("Every vehicle", "Setiap kendaraan"),
    "vehicles": ("Each of the vehicles {what}", "Masing-masing kendaraan {what}"),
    "local_content": (
        "{who} reaches a local content of at least {bound} by {method}{periods}",
        "{who} mencapai TKDN paling sedikit {bound} menurut {method}{periods}",
    ),
    "award": ("{who} together get {bounds} {parts}{scope}", "{who} bersama-sama mendapat {bounds} {parts}{scope}"),
    "on_parts": ("on {parts}", "untuk {parts}"),
    "source_count": (
        "{bounds} of {who} get work on {parts}{scope}",
        "{bounds} dari {who} mendapat pekerjaan untuk {parts}{scope}",
    ),
    "suppliers.count": ("{count} suppliers", "{count} pemasok"),
    "new_suppliers.count": ("{count} new suppliers", "{count} pemasok baru"),
    "fix.offer": ("Offer {offer} gets {bounds}{scope}", "Penawaran {offer} mendapat {bounds}{scope}"),
    "fix.ban": ("{who} get nothing on {parts}{scope}", "{who} tidak mendapat apa pun untuk {parts}{scope}"),
    "fix.ban_offer": ("Offer {offer} is not used{scope}", "Penawaran {offer} tidak dipakai{scope}"),
    "fix": ("{who} get {bounds} {parts}{scope}", "{who} mendapat {bounds} {parts}{scope}"),
}

LIMITS: dict[str, tuple[str, str]] = {
    "demand": (
        "All {units} vehicles {vehicle} that are wanted must be built.",
        "Seluruh {units} kendaraan {vehicle} yang diminta harus dirakit.",
    ),
    "hours": (
        "{name} has {hours} hours of {process} over the horizon, and no more.",
        "{name} punya {hours} jam {process} sepanjang rencana, tidak lebih.",
    ),
    "maximum_units": (
        "Offer {offer} ({name}, {part}) delivers at most {units} units per period.",
        "Penawaran {offer} ({name}, {part}) memasok paling banyak {units} unit per periode.",
    ),
    "order_size": (
        "Offer {offer} ({name}, {part}) takes orders only in its own sizes: {sizes}.",
        "Penawaran {offer} ({name}, {part}) hanya menerima pesanan dengan ukurannya sendiri: {sizes}.",
    ),
    "site_capacity": (
        "Plant {site} assembles at most {units} vehicles per period.",
        "Pabrik {site} merakit paling banyak {units} kendaraan per periode.",
    ),
    "dates": (
        "Offers are used only while they are valid, their suppliers ready and certified, and orders arrive in time.",
        "Penawaran hanya dipakai selama berlaku, pemasoknya siap dan bersertifikat, dan pesanan tiba tepat waktu.",
    ),
    "no_offer": (
        "Nobody can deliver {part} ({name}) to {site} in {periods}: no offer is valid, certified and in time.",
        "Tidak ada yang dapat memasok {part} ({name}) ke {site} pada {periods}: tidak ada penawaran yang berlaku, "
        "bersertifikat, dan tepat waktu.",
    ),
    "part_capacity": (
        "{site} needs {needed} of {part} ({name}) in {periods}, and all offers together can make {available}.",
        "{site} memerlukan {needed} {part} ({name}) pada {periods}, sedangkan semua penawaran bersama hanya mampu "
        "{available}.",
    ),
}

MOVES: dict[str, tuple[str, str]] = {
    "rule": ("Loosen it by {amount}, or leave it out.", "Longgarkan {amount}, atau hapus."),
    "rule.unknown": ("Loosen it or leave it out.", "Longgarkan atau hapus."),
    "rule.score": (
        "Lower it by {amount}: with the other limits of this conflict the lowest score can reach {least} at most.",
        "Turunkan {amount}: dengan batas lain dalam pertentangan ini, nilai terendah paling tinggi {least}.",
    ),
    "demand": (
        "Build {amount} fewer, or set unmet_penalty_idr under [demand].",
        "Rakit {amount} lebih sedikit, atau isi unmet_penalty_idr di bawah [demand].",
    ),
    "demand.unknown": (
        "Build fewer, or set unmet_penalty_idr under [demand].",
        "Rakit lebih sedikit, atau isi unmet_penalty_idr di bawah [demand].",
    ),
    "hours": ("Find {amount} more over the horizon.", "Tambah {amount} sepanjang rencana."),
    "hours.unknown": ("Find more hours.", "Tambah jam."),
    "maximum_units": ("Raise it by {amount} over the horizon.", "Naikkan {amount} sepanjang rencana."),
    "maximum_units.unknown": ("Raise it.", "Naikkan."),
    "order_size": (
        "Agree on smaller orders, or set surplus = true under [demand].",
        "Sepakati pesanan yang lebih kecil, atau isi surplus = true di bawah [demand].",
    ),
    "site_capacity": ("Raise it by {amount} over the horizon.", "Naikkan {amount} sepanjang rencana."),
    "site_capacity.unknown": ("Raise it.", "Naikkan."),
    "dates": (
        "Renew offers and certificates, or order earlier.",
        "Perpanjang penawaran dan sertifikat, atau pesan lebih awal.",
    ),
    "no_offer": (
        "Find or renew an offer for it, or build what needs it later.",
        "Cari atau perpanjang penawarannya, atau rakit kendaraan yang memerlukannya kemudian.",
    ),
    "part_capacity": ("Find {amount} more.", "Tambah {amount}."),
}

UNITS: dict[str, tuple[str, str]] = {
    "percentage points": ("{amount} percentage points", "{amount} poin persen"),
    "vehicles": ("{amount} vehicles", "{amount} kendaraan"),
    "hours": ("{amount} hours", "{amount} jam"),
    "labour_hours": ("{amount} labour hours", "{amount} jam kerja"),
    "units": ("{amount} units", "{amount} unit"),
    "suppliers": ("{amount} suppliers", "{amount} pemasok"),
}


def rule_sentence(rule: Rule, language: Language) -> str:
    """Return a rule as a whole sentence: who, what, how much, whether it may be broken, and its stated purpose."""
    sentence = SENTENCES[rule.kind](rule, language)
    keys = rule.each or []
    if keys and not isinstance(rule, LocalContent):
        each = _joined([_word(f"each.{key}", language) for key in keys], language)
        sentence += _word("each", language, keys=each)
    sentence = sentence[0].upper() + sentence[1:] + "."
    if rule.penalty_idr is not None:
        points = isinstance(rule, LocalContent) or "share" in _bounds_of(rule)
        sentence += _word(
            "soft.points" if points else "soft.units", language, money=render.money(rule.penalty_idr, language)
        )
    if rule.purpose:
        sentence += _word("purpose", language, purpose=rule.purpose.rstrip(". "))
    return sentence


def limit_sentence(kind: str, language: Language, **values: Any) -> str:
    """Return a named limit as a sentence; numbers among the values are formatted for the language."""
    return _pick(LIMITS[kind], language).format_map(_formatted(values, language))


def move_sentence(
    kind: str, language: Language, *, amount: float | None = None, unit: str = "units", least: float | None = None
) -> str:
    """Return what would free a rule (``kind`` = ``rule``) or a limit: by how much it would have to move alone."""
    key = kind
    if amount is None:
        key = f"{kind}.unknown" if f"{kind}.unknown" in MOVES else kind
        return _pick(MOVES[key], language).format(amount="")
    if kind == "rule" and least is not None:
        key = "rule.score"
    return _pick(MOVES[key], language).format(
        amount=amount_words(amount, unit, language), least=render.percent(least, language, 2)
    )


def amount_words(amount: float, unit: str, language: Language) -> str:
    """Return an amount with its unit: ``12 hours``, ``1.5 percentage points``, ``Rp 1,000``."""
    if unit == "value":
        return render.money(amount, language)
    digits = 2 if unit == "percentage points" else 1
    return _pick(UNITS[unit], language).format(amount=render.quantity(amount, language, digits))


def _local_content(rule: Rule, language: Language) -> str:
    assert isinstance(rule, LocalContent), "the registry's key"
    who = _word("every_vehicle", language)
    if rule.vehicles is not None:
        who = _word("vehicles", language, what=_selector("vehicles", rule.vehicles, language))
    bound = _word("law", language) if rule.minimum == "law" else render.percent(float(rule.minimum), language)
    periods = _scope(rule, language, only=("periods",))
    method = _word(f"method.{rule.method}", language)
    return _word("local_content", language, who=who, bound=bound, method=method, periods=periods)


def _award(rule: Rule, language: Language) -> str:
    assert isinstance(rule, Award), "the registry's key"
    bounds = [
        *_bound(rule.minimum, rule.maximum, lambda value: _measured(value, rule.measure, language), language),
        *_bound(
            rule.minimum_share, rule.maximum_share, lambda value: _part_of(value, rule.measure, language), language
        ),
    ]
    parts = _word("on_parts", language, parts=_selected("parts", rule.parts, language))
    who = _selected("suppliers", rule.suppliers, language)
    return _word(
        "award", language, who=who, bounds=_joined(bounds, language), parts=parts, scope=_scope(rule, language)
    )


def _source_count(rule: Rule, language: Language) -> str:
    assert isinstance(rule, SourceCount), "the registry's key"
    key = "new_suppliers.count" if rule.new_only else "suppliers.count"
    bounds = _bound(
        rule.minimum, rule.maximum, lambda value: _word(key, language, count=render.number(value, language)), language
    )
    return _word(
        "source_count",
        language,
        bounds=_joined(bounds, language),
        who=_selected("suppliers", rule.suppliers, language),
        parts=_selected("parts", rule.parts, language),
        scope=_scope(rule, language),
    )


def _fix(rule: Rule, language: Language) -> str:
    assert isinstance(rule, Fix), "the registry's key"
    amount = rule.units or rule.share
    assert amount is not None, "checked by the schema"
    words: Callable[[float], str] = lambda value: _measured(value, "units", language)  # noqa: E731
    if rule.share is not None:
        words = lambda value: _part_of(value, "units", language)  # noqa: E731
    if amount.exactly is not None:
        bounds = [_word("exactly", language, bound=words(amount.exactly))]
    else:
        bounds = _bound(amount.at_least, amount.at_most, words, language)
    banned = amount.high == 0
    key = ("fix.ban" if banned else "fix") if rule.offer is None else ("fix.ban_offer" if banned else "fix.offer")
    parts = _selected("parts", rule.parts, language)
    return _word(
        key,
        language,
        offer=rule.offer,
        who=_selected("suppliers", rule.suppliers, language),
        parts=parts if banned else _word("on_parts", language, parts=parts),
        bounds=_joined(bounds, language),
        scope=_scope(rule, language),
    )


SENTENCES: dict[str, Callable[[Rule, Language], str]] = {
    "local_content": _local_content,
    "award": _award,
    "source_count": _source_count,
    "fix": _fix,
}


def _bound(low: float | None, high: float | None, words: Callable[[float], str], language: Language) -> list[str]:
    given = (("at_least", low), ("at_most", high))
    return [_word(key, language, bound=words(value)) for key, value in given if value is not None]


def _measured(value: float, measure: str, language: Language) -> str:
    if measure == "value":
        return f"{render.money(value, language)} {_word('value', language)}"
    return f"{render.quantity(value, language)} {_word(measure, language)}"


def _part_of(share: float, measure: str, language: Language) -> str:
    return f"{render.percent(share, language)} {_word(f'share.{measure}', language)}"


def _scope(rule: Rule, language: Language, only: Sequence[str] = ("vehicles", "regions", "periods")) -> str:
    link = {"vehicles": "for", "regions": "in", "periods": "over"}
    chosen = [(name, getattr(rule, name)) for name in only if getattr(rule, name) is not None]
    return "".join(_word(link[name], language, what=_selector(name, value, language)) for name, value in chosen)


def _selected(name: str, selector: Selector | None, language: Language) -> str:
    return _word(f"all.{name}", language) if selector is None else _selector(name, selector, language)


def _selector(name: str, selector: Selector, language: Language) -> str:
    if isinstance(selector, list):
        return _joined(selector, language)
    groups = selector.get("group")
    rest = {column: value for column, value in selector.items() if column != "group"}
    names = [] if groups is None else [str(one) for one in (groups if isinstance(groups, list) else [groups])]
    who = _joined([_word(f"group.{one}", language) for one in names], language) or _word(f"some.{name}", language)
    terms = [f"{column} {_joined(value, language, 'or')}" for column, value in rest.items()]
    return f"{who} {_word('with', language)} {_joined(terms, language)}" if terms else who


def _joined(items: Any, language: Language, link: str = "and") -> str:
    words = [str(item) for item in (items if isinstance(items, (list, tuple)) else [items])]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_word(link, language)} {words[-1]}"


def _bounds_of(rule: Rule) -> str:
    return " ".join(name for name, value in rule.model_dump().items() if value is not None and "share" in name)


def _formatted(values: dict[str, Any], language: Language) -> dict[str, str]:
    shown = {}
    for key, value in values.items():
        if isinstance(value, float | int):
            shown[key] = render.quantity(value, language, 1)
        else:
            shown[key] = _joined(value, language)
    return shown


def _word(key: str, language: Language, **values: Any) -> str:
    return _pick(_WORDS[key], language).format_map(values)


def _pick(pair: tuple[str, str], language: Language) -> str:
    return pair[0] if language == "en" else pair[1]
