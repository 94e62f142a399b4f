"""The price of every rule in words: what leaving it out saves, a notch looser, a notch tighter, and what else moves."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from evplan.report import render
from evplan.report.block import Block
from evplan.report.language import Language
from evplan.report.sentence import rule_sentence
from evplan.scenario.rule import Rule

# key: (English, Bahasa Indonesia)
_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Price of every rule: {run}", "Harga setiap aturan: {run}"),
    "none": (
        "This scenario has no rules: nothing but the data limits the plan.",
        "Skenario ini tidak punya aturan: hanya data yang membatasi rencana.",
    ),
    "plan": (
        "The plan costs {cost}; no plan that keeps all rules can cost less than {bound}.",
        "Biaya rencana {cost}; tidak ada rencana dengan semua aturan yang lebih murah dari {bound}.",
    ),
    "improved": (
        "Its own orders allow a plan {idr} cheaper than the stored one; the prices are against that.",
        "Dengan pesanan yang sama ada rencana {idr} lebih murah dari yang disimpan; harga dihitung terhadapnya.",
    ),
    "approximate": (
        "A score is a sum of ratios, held at the mix of the plan: ranges are worked out there, not proven everywhere.",
        "Ada nilai TKDN berupa jumlah rasio yang dihitung pada bauran rencana: rentang berlaku di sekitarnya, tidak "
        "terbukti di mana-mana.",
    ),
    "penalties": (
        "Penalties of soft rules count as cost here.",
        "Denda aturan lunak dihitung sebagai biaya di sini.",
    ),
    "rule": ("Rule", "Aturan"),
    "price": ("Costs", "Harga"),
    "range": ("Proven", "Terbukti"),
    "looser": ("One notch looser", "Satu langkah lebih longgar"),
    "tighter": ("One notch tighter", "Satu langkah lebih ketat"),
    "score": ("Lowest TKDN without it", "TKDN terendah tanpanya"),
    "umkm": ("UMKM and cooperatives", "UMKM dan koperasi"),
    "suppliers": ("Suppliers", "Pemasok"),
    "between": ("between {low} and {high}", "antara {low} dan {high}"),
    "at_most": ("at most {high}", "paling banyak {high}"),
    "nothing": ("nothing", "tidak ada"),
    "saves": ("saves {idr}", "hemat {idr}"),
    "adds": ("costs {idr} more", "tambah {idr}"),
    "no plan": ("no plan", "tidak ada rencana"),
    "not found": ("no plan found in the time given", "belum ditemukan rencana dalam waktu yang diberikan"),
    "no notch": ("cannot move", "tidak bisa digeser"),
    "title.rules": ("What the rules say, and what a notch is", "Bunyi aturan, dan arti satu langkah"),
    "a.notch": ("A notch:", "Satu langkah:"),
    "notch": ("{old} to {looser} or {tighter}", "{old} menjadi {looser} atau {tighter}"),
    "notch.one": ("{old} to {new}", "{old} menjadi {new}"),
    "how": (
        "'Costs' is what the plan found without the rule saves; the true figure lies in the range beside it, which "
        "carries the gaps of both searches.",
        "'Harga' ialah penghematan rencana yang ditemukan tanpa aturan itu; angka sebenarnya ada dalam rentang di "
        "sebelahnya, yang memuat selisih kedua pencarian.",
    ),
    "effects": (
        "The last columns say what leaving the rule out would do to the lowest score of a vehicle, to the share of "
        "UMKM and cooperatives in purchases and to the number of suppliers.",
        "Kolom terakhir menunjukkan akibat penghapusan aturan itu pada TKDN kendaraan yang terendah, bagian UMKM dan "
        "koperasi dalam pembelian, dan jumlah pemasok.",
    ),
}


def rule_price_blocks(
    run: str,
    rules: Sequence[Rule],
    steps: pd.DataFrame,
    bounds: pd.DataFrame,
    language: Language,
    *,
    cost_idr: float,
    bound_idr: float,
    improved_idr: float,
    approximate: bool,
) -> list[Block]:
    """Return the prices of a run's rules, the dearest first: a table, then what each rule says and what a notch is.

    The tables are those of `evplan.workflow.explain_rules.RulePrices`.
    """
    title = _word("title", language, run=run)
    if not rules:
        return [Block(title=title, lines=(_word("none", language),))]
    money = {"cost": render.compact_money(cost_idr, language, 2), "bound": render.compact_money(bound_idr, language, 2)}
    lines = [_word("plan", language, **money)]
    if improved_idr >= 1.0:
        lines.append(_word("improved", language, idr=render.compact_money(improved_idr, language)))
    lines += [_word("approximate", language)] if approximate else []
    lines += [_word("penalties", language)] if any(rule.is_soft for rule in rules) else []
    headings = ("rule", "price", "range", "looser", "tighter", "score", "umkm", "suppliers")
    by_step = steps.set_index(["rule", "step"])
    table = Block(
        title=title,
        lines=tuple(lines),
        headings=tuple(_word(name, language) for name in headings),
        rows=tuple(_row(rule, by_step, language) for rule in rules),
        right=frozenset({5, 6, 7}),
        note=" ".join([_word("how", language), _word("effects", language)]),
    )
    sentences = [line for rule in rules for line in _sentence(rule, bounds, language)]
    return [table, Block(title=_word("title.rules", language), lines=tuple(sentences))]


def rule_price_frame(rules: Sequence[Rule], steps: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the steps with the ``sentence`` of each rule, for CSV and JSON."""
    sentences = {rule.id: rule_sentence(rule, language) for rule in rules}
    return steps.assign(sentence=steps["rule"].map(sentences).astype("str"))


def _row(rule: Rule, steps: pd.DataFrame, language: Language) -> tuple[str, ...]:
    without = steps.loc[(rule.id, "without")]
    return (
        rule.id,
        _change(without, language) if without["ending"] != "plan" else _price(without, language),
        _range(without, language),
        _change(steps.loc[(rule.id, "looser")], language),
        _change(steps.loc[(rule.id, "tighter")], language),
        _points(without, "lowest_score", language),
        _points(without, "umkm_koperasi_share", language),
        _count(without, language),
    )


def _price(step: pd.Series, language: Language) -> str:
    saved = -step["change_idr"]
    return render.compact_money(saved, language) if saved >= 1.0 else _word("nothing", language)


def _range(step: pd.Series, language: Language) -> str:
    """Return what the rule costs at least and at most."""
    if step["ending"] != "plan" or math.isnan(step["least_change_idr"]):
        return render.MISSING
    low, high = max(-step["most_change_idr"], 0.0), max(-step["least_change_idr"], 0.0)
    if high < 1.0:
        return _word("nothing", language)
    shown = {"low": render.compact_money(low, language), "high": render.compact_money(high, language)}
    if low < 1.0:
        return _word("at_most", language, **shown)
    return shown["high"] if shown["low"] == shown["high"] else _word("between", language, **shown)


def _change(step: pd.Series, language: Language) -> str:
    if step["ending"] != "plan":
        return _word(step["ending"], language)
    change = step["change_idr"]
    if abs(change) < 1.0:
        return _word("nothing", language)
    return _word("saves" if change < 0 else "adds", language, idr=render.compact_money(abs(change), language))


def _points(step: pd.Series, name: str, language: Language) -> str:
    value, change = step[name], step[f"{name}_change"]
    if math.isnan(value):
        return render.MISSING
    if abs(change) < 5e-5:
        return render.percent(value, language)
    return f"{render.percent(value, language)} ({_signed(change * 100, language, 1)})"


def _count(step: pd.Series, language: Language) -> str:
    if math.isnan(step["suppliers"]):
        return render.MISSING
    count = render.number(step["suppliers"], language)
    return count if not step["suppliers_change"] else f"{count} ({_signed(step['suppliers_change'], language, 0)})"


def _signed(value: float, language: Language, digits: int) -> str:
    return ("+" if value > 0 else "") + render.number(value, language, digits)


def _sentence(rule: Rule, bounds: pd.DataFrame, language: Language) -> list[str]:
    lines = [f"{rule.id}: {rule_sentence(rule, language)}"]
    mine = bounds[bounds["rule"].eq(rule.id)]
    told = []
    for _, rows in mine.groupby(["bound", "old"], sort=False):
        old = _amount(rows["old"].iloc[0], rows["share"].iloc[0], language)
        new = {
            step: _amount(value, rows["share"].iloc[0], language) for step, value in rows[["step", "new"]].to_numpy()
        }
        if len(new) == 2:
            told.append(_word("notch", language, old=old, looser=new["looser"], tighter=new["tighter"]))
        else:
            told.append(_word("notch.one", language, old=old, new=next(iter(new.values()))))
    return lines + ([f"  {_word('a.notch', language)} {'; '.join(told)}"] if told else [])


def _amount(value: float, share: bool, language: Language) -> str:
    return render.percent(value, language) if share else render.quantity(value, language)


def _word(key: str, language: Language, **values: object) -> str:
    english, bahasa = _WORDS[key]
    return (bahasa if language == "id" else english).format_map(values)
