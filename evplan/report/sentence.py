"""The sentence of every rule, in Bahasa Indonesia and English; the limits that a conflict names are in `limit`.

`SENTENCES` has a function per kind of rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evplan.quantities import PERCENTAGE_POINTS
from evplan.report import render, selection
from evplan.report.language import Language
from evplan.report.limit import amount_words, limit_sentence, move_sentence
from evplan.report.selection import joined
from evplan.scenario.rule import (
    Award,
    Budget,
    Distance,
    FairShare,
    Fix,
    Jobs,
    LocalContent,
    Rule,
    SourceCount,
    Steady,
    share_bounds,
)

# key: (English, Bahasa Indonesia)
_WORDS: dict[str, tuple[str, str]] = {
    "and": ("and", "dan"),
    "value": ("of the purchases", "dari pembelian"),
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
    "each": (", for each {keys} on its own", ", berlaku sendiri-sendiri untuk setiap {keys}"),
    "each.supplier": ("supplier", "pemasok"),
    "each.part": ("part", "komponen"),
    "each.vehicle": ("vehicle", "kendaraan"),
    "each.region": ("region", "daerah"),
    "each.period": ("period", "periode"),
    "hard": (" This is mandatory.", " Aturan ini wajib dipenuhi."),
    "soft": (
        " This rule is soft: it may be broken at {money} per {unit}.",
        " Aturan ini lunak: boleh dilanggar dengan denda {money} per {unit}.",
    ),
    "soft.points": ("percentage point", "poin persen"),
    "soft.value": ("rupiah", "rupiah"),
    "soft.units": ("unit", "unit"),
    "soft.hours": ("machine hour", "jam mesin"),
    "soft.units_or_hours": ("unit or machine hour", "unit atau jam mesin"),
    "soft.labour_hours": ("labour hour", "jam kerja"),
    "soft.suppliers": ("supplier", "pemasok"),
    "purpose": (" Purpose: {purpose}", " Tujuan: {purpose}"),
    "law": ("the law's minimum for the year", "sebesar batas minimum peraturan untuk tahun itu"),
    "method.sectoral": ("the sectoral method (Permenperin 28/2023)", "metode sektoral (Permenperin 28/2023)"),
    "method.general": ("the general method (Permenperin 35/2025)", "metode umum (Permenperin 35/2025)"),
    "method.cost_ratio": ("the cost ratio (Permenperin 16/2011)", "metode rasio biaya (Permenperin 16/2011)"),
    "method.best": (
        "whichever method in force gives the highest score",
        "metode yang berlaku dan memberi nilai tertinggi",
    ),
    "every_vehicle": ("every vehicle", "setiap kendaraan"),
    "each_vehicle": ("each of the {what}", "masing-masing {what}"),
    "local_content": (
        "{who} reaches a local content (TKDN) of at least {bound}, by {method}{periods}",
        "{who} mencapai TKDN paling sedikit {bound}, dengan {method}{periods}",
    ),
    "every_year": (", in every year", ", setiap tahun"),
    "together": (" together", " bersama-sama"),
    "get": ("get", "mendapat"),
    "gets": ("gets", "mendapat"),
    "award": (
        "{who}{together} {get} {bounds}{of}{parts}{scope}",
        "{who}{together} mendapat {bounds}{of}{parts}{scope}",
    ),
    "of": (" of ", " "),
    "work_on": (" of work on ", " untuk pengerjaan "),
    "spent_on": (" spent on ", " untuk pengerjaan "),
    "among": (" among {who}", " di antara {who}"),
    "source_count": (
        "{bounds} {suppliers}{among} {get} work on {parts}{scope}",
        "{bounds} {suppliers}{among} mendapat pekerjaan untuk {parts}{scope}",
    ),
    "no_source": (
        "no {suppliers}{among} gets work on {parts}{scope}",
        "tidak ada {suppliers}{among} yang mendapat pekerjaan untuk {parts}{scope}",
    ),
    "suppliers": ("suppliers", "pemasok"),
    "supplier": ("supplier", "pemasok"),
    "new_suppliers": ("new suppliers", "pemasok baru"),
    "new_supplier": ("new supplier", "pemasok baru"),
    "counted_together": (", all counted together", ", dihitung secara keseluruhan"),
    "steady": (
        "{who} that {get} work{parts}{vehicles} {bounds}{periods}",
        "{who} yang mendapat pekerjaan{parts}{vehicles} {bounds}{periods}",
    ),
    "steady.parts": (" on {parts}", " untuk {parts}"),
    "steady.average": (
        "{get} {bound} of the average in every period",
        "mendapat {bound} dari rata-rata pada setiap periode",
    ),
    "steady.capacity": (
        "{use} {bound} of the hours of any process",
        "memakai {bound} dari jam setiap proses",
    ),
    "use": ("use", "memakai"),
    "uses": ("uses", "memakai"),
    "fair_share": (
        "each member of {who} gets work {exactly}in proportion to its machine hours{tolerance}{periods}",
        "setiap anggota {who} mendapat pekerjaan {exactly}sebanding dengan jam mesinnya{tolerance}{periods}",
    ),
    "fair_share.exactly": ("exactly ", "tepat "),
    "fair_share.tolerance": (
        ", give or take {points} percentage points",
        ", dengan selisih paling banyak {points} poin persen",
    ),
    "from": (" from {who}", " dari {who}"),
    "budget.spend": (
        "purchases of {parts}{from_whom} cost {bound}{scope}",
        "pembelian {parts}{from_whom} {bound}{scope}",
    ),
    "budget.investment": (
        "tooling, opening and upgrade costs of {who}, less their credit, are {bound}{scope}",
        "biaya peralatan, pembukaan dan peningkatan {who}, dikurangi kreditnya, {bound}{scope}",
    ),
    "budget.tooling": (
        "tooling costs of {who} for {parts} are {bound}{scope}",
        "biaya peralatan {who} untuk {parts} {bound}{scope}",
    ),
    "budget.credit": (
        "loans for upgrades of {who} are {bound}{scope}",
        "kredit untuk peningkatan {who} {bound}{scope}",
    ),
    "share.suppliers": ("of the suppliers", "dari jumlah pemasok"),
    "change": (
        "compared with run {run}, {bound} {measure}{parts}{from_whom} may change{scope}",
        "dibandingkan dengan hasil hitung {run}, {bound} {measure}{parts}{from_whom} boleh berubah{scope}",
    ),
    "fix.offer": ("offer {offer} gets {bounds}{whole}{scope}", "penawaran {offer} mendapat {bounds}{whole}{scope}"),
    "fix.whole": (" of the same part", " komponen yang sama"),
    "fix.ban": ("{who} {get} no work on {parts}{scope}", "{who} tidak mendapat pekerjaan untuk {parts}{scope}"),
    "fix.ban_offer": ("offer {offer} gets no work{scope}", "penawaran {offer} tidak mendapat pekerjaan{scope}"),
}


def rule_sentence(rule: Rule, language: Language) -> str:
    """Return a rule in whole sentences: who gets how much of what and when, whether it must hold, and its purpose."""
    sentence = SENTENCES[rule.kind](rule, language)
    keys = [key for key in rule.each or [] if not (key == "supplier" and selection.speaks_of_each(rule))]
    if keys and not isinstance(rule, LocalContent):
        each = joined([_word(f"each.{key}", language) for key in keys], language)
        sentence += _word("each", language, keys=each)
    sentence = sentence[0].upper() + sentence[1:] + "."
    if rule.penalty_idr is None:
        sentence += _word("hard", language)
    else:
        unit = _word(f"soft.{_violated(rule)}", language)
        sentence += _word("soft", language, money=render.money(rule.penalty_idr, language), unit=unit)
    if rule.purpose:
        end = "" if rule.purpose.rstrip()[-1:] in (".", "!", "?") else "."
        sentence += _word("purpose", language, purpose=rule.purpose.strip()) + end
    return sentence


def _local_content(rule: Rule, language: Language) -> str:
    assert isinstance(rule, LocalContent), "the registry's key"
    who = _word("every_vehicle", language)
    if isinstance(rule.vehicles, list) and len(rule.vehicles) == 1:
        who = selection.vehicles(rule.vehicles, language)
    elif rule.vehicles is not None:
        who = _word("each_vehicle", language, what=selection.vehicles(rule.vehicles, language))
    bound = _word("law", language) if rule.minimum == "law" else _percent(float(rule.minimum), language)
    periods = _word("every_year", language)
    if rule.periods is not None:
        periods = "," + selection.in_periods(rule.periods, language)
    method = _word(f"method.{rule.method}", language)
    return _word("local_content", language, who=who, bound=bound, method=method, periods=periods)


def _award(rule: Rule, language: Language) -> str:
    assert isinstance(rule, Award), "the registry's key"
    absolute = _bound(rule.minimum, rule.maximum, lambda value: _amount(value, rule.measure, language), language)
    share = _bound(rule.minimum_share, rule.maximum_share, lambda value: _percent(value, language), language)
    bounds = [
        *([f"{joined(absolute, language)} {_word(rule.measure, language)}"] if absolute else []),
        *([f"{joined(share, language)} {_word(f'share.{rule.measure}', language)}"] if share else []),
    ]
    return _word(
        "award", language, **_receivers(rule, language), bounds=joined(bounds, language), of=_of(rule, language)
    )


def _source_count(rule: Rule, language: Language) -> str:
    assert isinstance(rule, SourceCount), "the registry's key"
    last = rule.minimum if rule.maximum is None else rule.maximum
    noun = ("new_supplier" if rule.new_only else "supplier") + ("s" if (last or 0) > 1 else "")
    bounds = _bound(rule.minimum, rule.maximum, lambda value: render.number(value, language), language)
    scope = _scope(rule, language) + ("" if rule.each else _word("counted_together", language))
    return _word(
        "no_source" if rule.maximum == 0 else "source_count",
        language,
        bounds=joined(bounds, language),
        suppliers=_word(noun, language),
        among=_chosen("among", rule, language),
        get=_word("get" if (last or 0) > 1 else "gets", language),
        parts=selection.parts(rule.parts, language),
        scope=scope,
    )


def _fix(rule: Rule, language: Language) -> str:
    assert isinstance(rule, Fix), "the registry's key"
    amount = rule.units or rule.share
    assert amount is not None, "checked by the schema"

    def words(value: float) -> str:
        return _amount(value, "units", language) if rule.share is None else _percent(value, language)

    counted = "units" if rule.share is None else "share.units"
    bounds = f"{joined(_bound(amount.low, amount.high, words, language), language)} {_word(counted, language)}"
    receivers = _receivers(rule, language)
    if rule.offer is None:
        key = "fix.ban" if amount.high == 0 else "award"
        return _word(key, language, **receivers, bounds=bounds, of=_of(rule, language))
    key = "fix.ban_offer" if amount.high == 0 else "fix.offer"
    whole = "" if rule.share is None else _word("fix.whole", language)
    return _word(key, language, offer=rule.offer, bounds=bounds, whole=whole, scope=receivers["scope"])


def _steady(rule: Rule, language: Language) -> str:
    assert isinstance(rule, Steady), "the registry's key"
    who = selection.suppliers(rule, language)
    get, use = _word("get" if who.many else "gets", language), _word("use" if who.many else "uses", language)
    shares = (("average", rule.minimum_share_of_average, None), ("capacity", None, rule.maximum_share_of_capacity))
    bounds = [
        _word(f"steady.{name}", language, get=get, use=use, bound=bound)
        for name, low, high in shares
        for bound in _bound(low, high, lambda share: _percent(share, language), language)
    ]
    return _word(
        "steady",
        language,
        who=who.text,
        get=get,
        parts=""
        if rule.parts is None
        else _word("steady.parts", language, parts=selection.parts(rule.parts, language)),
        vehicles=selection.for_vehicles(rule, language),
        bounds=joined(bounds, language),
        periods="" if rule.periods is None else selection.in_periods(rule.periods, language),
    )


def _fair_share(rule: Rule, language: Language) -> str:
    assert isinstance(rule, FairShare), "the registry's key"
    points = render.quantity(rule.tolerance_share * PERCENTAGE_POINTS, language, 2)
    loose = rule.tolerance_share > 0
    return _word(
        "fair_share",
        language,
        who=rule.cooperative,
        exactly="" if loose else _word("fair_share.exactly", language),
        tolerance=_word("fair_share.tolerance", language, points=points) if loose else "",
        periods=selection.in_periods(rule.periods, language),
    )


def _budget(rule: Rule, language: Language) -> str:
    assert isinstance(rule, Budget), "the registry's key"
    key = "tooling" if rule.measure == "investment" and rule.parts is not None else rule.measure
    bound = _word("at_most", language, bound=render.money(rule.maximum, language))
    from_whom = _chosen("from", rule, language)
    return _word(f"budget.{key}", language, **_receivers(rule, language), bound=bound, from_whom=from_whom)


def _jobs(rule: Rule, language: Language) -> str:
    assert isinstance(rule, Jobs), "the registry's key"
    amounts = _bound(rule.minimum, rule.maximum, lambda value: _amount(value, "hours", language), language)
    bounds = f"{joined(amounts, language)} {_word('labour_hours', language)}"
    return _word("award", language, **_receivers(rule, language), bounds=bounds, of=_word("work_on", language))


def _change(rule: Rule, language: Language) -> str:
    assert isinstance(rule, Distance), "the registry's key"
    return _word(
        "change",
        language,
        run=rule.run,
        bound=_word("at_most", language, bound=_percent(rule.maximum_share, language)),
        measure=_word(f"share.{rule.measure}", language) + _word("of", language),
        parts=selection.parts(rule.parts, language),
        from_whom=_chosen("among" if rule.measure == "suppliers" else "from", rule, language),
        scope=_scope(rule, language) if rule.periods is not None else selection.for_vehicles(rule, language),
    )


def _chosen(key: str, rule: Rule, language: Language) -> str:
    """Return the suppliers that a rule chooses behind the words of ``key``, or nothing where it takes all."""
    if rule.suppliers is None and rule.regions is None:
        return ""
    return _word(key, language, who=selection.suppliers(rule, language).text)


def _receivers(rule: Rule, language: Language) -> dict[str, str]:
    """Return the words for who gets what, when: ``who``, ``together``, ``get``, ``parts`` and ``scope``."""
    who = selection.suppliers(rule, language)
    together = who.many and "supplier" not in (rule.each or [])
    return {
        "who": who.text,
        "together": _word("together", language) if together else "",
        "get": _word("get" if who.many else "gets", language),
        "parts": selection.parts(rule.parts, language),
        "scope": _scope(rule, language),
    }


SENTENCES: dict[str, Callable[[Rule, Language], str]] = {
    "local_content": _local_content,
    "award": _award,
    "source_count": _source_count,
    "fix": _fix,
    "steady": _steady,
    "fair_share": _fair_share,
    "budget": _budget,
    "jobs": _jobs,
    "change": _change,
}

__all__ = ["SENTENCES", "amount_words", "limit_sentence", "move_sentence", "rule_sentence"]


def _bound(low: float | None, high: float | None, words: Callable[[float], str], language: Language) -> list[str]:
    if low is not None and low == high:
        return [_word("exactly", language, bound=words(low))]
    given = (("at_least", low), ("at_most", high))
    return [_word(key, language, bound=words(value)) for key, value in given if value is not None]


def _amount(value: float, measure: str, language: Language) -> str:
    return render.money(value, language) if measure == "value" else render.quantity(value, language)


def _of(rule: Award | Fix, language: Language) -> str:
    """Return the words between what is measured and the parts that it is of."""
    if isinstance(rule, Fix) or rule.measure in ("value", "units"):
        return _word("of", language)
    return _word("spent_on" if _bounds_share(rule) else "work_on", language)


def _percent(share: float, language: Language) -> str:
    """Return a share as per cent with the decimals that it has, at most two: ``35 %``, ``12.5 %``."""
    return f"{render.quantity(share * PERCENTAGE_POINTS, language, 2)} %"


def _scope(rule: Rule, language: Language) -> str:
    """Return for which vehicles and when; nothing on the periods where each is on its own."""
    alone = rule.periods is None and "period" in (rule.each or [])
    when = "" if alone else selection.in_periods(rule.periods, language)
    return selection.for_vehicles(rule, language) + when


def _bounds_share(rule: Award | Fix) -> bool:
    return share_bounds(rule) != (None, None)


def _violated(rule: Rule) -> str:
    """Return in what a violation is counted: ``points`` of shares and scores, else units of the measure."""
    if isinstance(rule, LocalContent | Distance | FairShare) or (isinstance(rule, Award | Fix) and _bounds_share(rule)):
        return "points"
    if isinstance(rule, Steady):
        bounds = (rule.minimum_share_of_average, rule.maximum_share_of_capacity)
        return "units_or_hours" if None not in bounds else "hours" if bounds[0] is None else "units"
    if isinstance(rule, Budget | Jobs):
        return "value" if isinstance(rule, Budget) else "labour_hours"
    if isinstance(rule, Award):
        return rule.measure
    return "suppliers" if isinstance(rule, SourceCount) else "units"


def _word(key: str, language: Language, **values: Any) -> str:
    return _pick(_WORDS[key], language).format_map(values)


def _pick(pair: tuple[str, str], language: Language) -> str:
    return pair[0] if language == "en" else pair[1]
