"""A conflict, its proof and its repairs in words, and as the JSON object of ``evplan explain conflict``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evplan.plan.record import Conflict
from evplan.report import render
from evplan.report.block import Block
from evplan.report.language import Language
from evplan.report.plain_json import json_number
from evplan.report.selection import joined
from evplan.report.sentence import rule_sentence
from evplan.scenario.rule import Cell, Rule

WHO = ("data", "supplier", "policy")
"""Who can decide a move: data that is likely wrong, a supplier, or the planner."""

SHOWN_GAP = 0.005
"""A cost that is proven to within less is told as one figure."""

# key: (English, Bahasa Indonesia)
_WORDS: dict[str, tuple[str, str]] = {
    "title": ("What clashes in {scenario}", "Yang saling bertentangan di {scenario}"),
    "title.other": (
        "Another conflict, which stays when that one is ended",
        "Pertentangan lain, yang tetap ada meski yang pertama diatasi",
    ),
    "title.proof": ("How this is known", "Cara mengetahuinya"),
    "title.repairs": ("Ways out, the cheapest first", "Jalan keluar, dari yang termurah"),
    "title.lacks": ("What cannot be had, whatever the rules", "Yang tidak bisa didapat, apa pun aturannya"),
    "has_plan": (
        "A plan exists for {scenario}: nothing clashes. 'evplan solve' finds the best one.",
        "Ada rencana untuk {scenario}: tidak ada yang bertentangan. 'evplan solve' mencari yang terbaik.",
    ),
    "not_found": (
        "No conflict was found in the time given, and no plan either. Try again with a longer --time-limit.",
        "Dalam waktu yang diberikan tidak ditemukan pertentangan maupun rencana. Coba lagi dengan --time-limit lebih "
        "lama.",
    ),
    "move": ("To end the conflict by this alone: {move}", "Untuk mengatasinya dengan ini saja: {move}"),
    "policy_only": (
        "More hours, larger deliveries or longer validity would not help: even without such limits, what is asked for "
        "clashes.",
        "Menambah jam, pasokan, atau masa berlaku tidak akan menolong: tanpa batas itu pun, yang diminta tetap "
        "bertentangan.",
    ),
    "relaxation": (
        "They cannot hold together, even if orders could be split and fractions bought (linear relaxation).",
        "Semuanya tidak dapat dipenuhi bersama, bahkan bila pesanan boleh dipecah dan pecahan unit dibeli (relaksasi "
        "linear).",
    ),
    "whole": (
        "They clash only because orders come in whole sizes: without that they could hold together (integer program).",
        "Pertentangan ini hanya karena ukuran pesanan harus bulat: tanpa itu semuanya dapat dipenuhi bersama (program "
        "bilangan bulat).",
    ),
    "minimal": (
        "The set is minimal: with any one of the {count} left out, a plan was found that keeps the others.",
        "Himpunan ini minimal: bila salah satu dari {count} itu dihapus, ditemukan rencana yang memenuhi sisanya.",
    ),
    "not_minimal": (
        "Not all of the {count} could be left out in turn in the time given: a smaller set may clash, too.",
        "Tidak semua dari {count} itu sempat dihapus bergantian: mungkin himpunan yang lebih kecil juga bertentangan.",
    ),
    "ratios": (
        "The sectoral score is a sum of ratios: that it is out of reach was shown by successive tangents.",
        "Nilai sektoral adalah jumlah rasio: bahwa itu tidak tercapai ditunjukkan dengan garis singgung bertahap.",
    ),
    "reach.short": (
        "{vehicle} {year}: today's offers reach {score} at most, whatever they cost; {minimum} is asked. Held back "
        "most by {parts}.",
        "{vehicle} {year}: penawaran saat ini paling tinggi mencapai {score}, berapa pun biayanya; yang diminta "
        "{minimum}. Paling tertahan oleh {parts}.",
    ),
    "reach": (
        "{vehicle} {year}: today's offers alone could reach {score}; {minimum} is asked, and other limits stand in the "
        "way.",
        "{vehicle} {year}: penawaran saat ini sendiri dapat mencapai {score}; yang diminta {minimum}, dan batas lain "
        "menghalangi.",
    ),
    "effort": ("{solves} programs solved in {time}.", "{solves} program dihitung dalam {time}."),
    "repair": (
        "{number}. For {who} to decide. The plan then costs {cost}.",
        "{number}. Keputusan {who}. Biaya rencana menjadi {cost}.",
    ),
    "repair.unlawful": (
        "{number}. UNLAWFUL: asks for less than the law does. The plan then costs {cost}.",
        "{number}. MELANGGAR PERATURAN: meminta kurang dari batas peraturan. Biaya rencana menjadi {cost}.",
    ),
    "between": ("between {low} and {high}", "antara {low} dan {high}"),
    "decides.policy": ("the planner", "perencana"),
    "decides.supplier": ("suppliers", "pemasok"),
    "decides.data": ("whoever keeps the data", "pengelola data"),
    "step": ("{rule}: {start} → {end} ({who})", "{rule}: {start} → {end} ({who})"),
    "then": ("then: {sentence}", "menjadi: {sentence}"),
    "today": ("today: {sentence}", "sekarang: {sentence}"),
    "left_out": ("left out", "dihapus"),
    "who.data": ("data, likely out of date or wrong", "data, mungkin usang atau salah"),
    "who.supplier": ("supplier decides", "keputusan pemasok"),
    "who.policy": ("planner decides", "keputusan perencana"),
    "no_repair": (
        "No way out was found in the time given. Try again with a longer --time-limit.",
        "Dalam waktu yang diberikan belum ditemukan jalan keluar. Coba lagi dengan --time-limit lebih lama.",
    ),
    "try": (
        "Write one as a scenario: evplan explain conflict {path} --try 1 -o {name}-repair-1.toml",
        "Tulis salah satu sebagai skenario: evplan explain conflict {path} --try 1 -o {name}-repair-1.toml",
    ),
    "written": (
        "Repair {number} written to {target}. Next: evplan solve {target}",
        "Jalan keluar {number} ditulis ke {target}. Berikutnya: evplan solve {target}",
    ),
    "surplus": (
        "Parts may be left over at the end (surplus under [demand])",
        "Komponen boleh tersisa di akhir (surplus di bawah [demand])",
    ),
    "yes": ("yes", "ya"),
    "no": ("no", "tidak"),
    "none": ("nothing stated", "tidak dinyatakan"),
}

# unit: (English, Bahasa Indonesia)
_UNITS: dict[str, tuple[str, str]] = {
    "units": ("{value} units", "{value} unit"),
    "suppliers": ("{value} suppliers", "{value} pemasok"),
    "vehicles": ("{value} vehicles", "{value} kendaraan"),
    "hours": ("{value} hours", "{value} jam"),
    "labour hours": ("{value} labour hours", "{value} jam kerja"),
    "hours per period": ("{value} hours per period", "{value} jam per periode"),
    "units per period": ("{value} units per period", "{value} unit per periode"),
    "vehicles per period": ("{value} vehicles per period", "{value} kendaraan per periode"),
    "units per order": ("at least {value} units per order", "paling sedikit {value} unit per pesanan"),
    "units in a lot": ("in lots of {value}", "dalam kelipatan {value}"),
    "periods": ("{value} periods", "{value} periode"),
}


@dataclass(frozen=True)
class ToldMove:
    """One move of a repair: the limit's label, before and after in a unit, and who can decide it."""

    rule: str
    start: Cell | None
    end: Cell | None
    unit: str
    who: str
    unlawful: bool
    moved: Rule | None = None


@dataclass(frozen=True)
class ToldRepair:
    """Moves that together make a plan possible, and the whole cost of that plan in rupiah."""

    moves: tuple[ToldMove, ...]
    cost_idr: float
    gap: float | None


@dataclass(frozen=True)
class ToldProof:
    """What was shown, and how: ``level`` is ``relaxation`` or ``whole``; ``reach`` has the best reachable scores.

    ``others`` are further conflicts, ``lacks`` parts that cannot be had whatever the rules; ``policy_only`` says that
    no member of some conflict is a supplier's or the data's.
    """

    has_plan: bool
    policy_only: bool
    level: str
    minimal: bool
    sum_of_ratios: bool
    solves: int
    seconds: float
    lacks: Sequence[Conflict]
    others: Sequence[Sequence[Conflict]]
    reach: pd.DataFrame


def conflict_contract(
    conflict: Sequence[Conflict], proof: ToldProof, repairs: Sequence[ToldRepair], language: Language
) -> dict[str, Any]:
    """Return conflict, proof and repairs as plain values for JSON; the keys are a contract."""
    members = _members(conflict)
    return {
        "conflict": members,
        "proof": {
            "plan_exists": proof.has_plan,
            "minimal": proof.minimal,
            "level": proof.level if members else None,
            "sentences": _proof_lines(len(conflict), proof, language),
            "left_out": [{"rule": one.rule, "plan_exists": True if proof.minimal else None} for one in conflict],
            "sum_of_ratios": proof.sum_of_ratios,
            "lacks": [{"rule": one.rule, "sentence": one.sentence} for one in proof.lacks],
            "best_reachable": [
                {name: json_number(cell) for name, cell in row.items()} for row in proof.reach.to_dict(orient="records")
            ],
            "solves": proof.solves,
            "seconds": proof.seconds,
        },
        "others": [_members(other) for other in proof.others],
        "repairs": [
            {
                "moves": [
                    {
                        "rule": move.rule,
                        "from": move.start,
                        "to": move.end,
                        "unit": move.unit,
                        "who": move.who,
                        "unlawful": move.unlawful,
                    }
                    for move in repair.moves
                ],
                "cost_idr": repair.cost_idr,
                "gap": json_number(repair.gap),
                "who": [who for who in WHO if who in _who(repair)],
                "unlawful": any(move.unlawful for move in repair.moves),
            }
            for repair in repairs
        ],
    }


def conflict_blocks(
    scenario: str,
    path: str,
    conflict: Sequence[Conflict],
    proof: ToldProof,
    repairs: Sequence[ToldRepair],
    limits: Mapping[str, str],
    language: Language,
) -> list[Block]:
    """Return everything that is told of a conflict; ``limits`` has the sentences of limits that repairs move."""
    if not conflict:
        key = "has_plan" if proof.has_plan else "not_found"
        blocks = [Block(lines=(_word(key, language, scenario=scenario),))]
        return [*_lack_blocks(proof, language), *blocks]
    blocks = [
        Block(title=_word("title", language, scenario=scenario), lines=_member_lines(conflict, language)),
        *(Block(title=_word("title.other", language), lines=_member_lines(other, language)) for other in proof.others),
        *_lack_blocks(proof, language),
        Block(title=_word("title.proof", language), lines=tuple(_proof_lines(len(conflict), proof, language))),
    ]
    lines: list[str] = []
    for number, repair in enumerate(repairs, start=1):
        unlawful = any(move.unlawful for move in repair.moves)
        key = "repair.unlawful" if unlawful else "repair"
        words = {"cost": _cost(repair, language), "who": _deciders(repair, language)}
        lines.append(_word(key, language, number=number, **words))
        for move in repair.moves:
            lines += _move_lines(move, limits, language)
    if not repairs:
        lines.append(_word("no_repair", language))
    note = _word("try", language, path=path, name=scenario) if repairs else ""
    return [*blocks, Block(title=_word("title.repairs", language), lines=tuple(lines), note=note)]


def _cost(repair: ToldRepair, language: Language) -> str:
    """Return the cost of a repair's plan; where the gap is wide, between the proven bound and the plan found."""
    high = render.compact_money(repair.cost_idr, language)
    if repair.gap is None or repair.gap < SHOWN_GAP:
        return high
    low = render.compact_money(repair.cost_idr * (1 - repair.gap), language)
    return _word("between", language, low=low, high=high)


def _deciders(repair: ToldRepair, language: Language) -> str:
    return joined([_word(f"decides.{who}", language) for who in WHO if who in _who(repair)], language)


def _who(repair: ToldRepair) -> set[str]:
    return {move.who for move in repair.moves}


def written_words(number: int, target: str, language: Language) -> str:
    """Return that a repair was written, and what to do with it."""
    return _word("written", language, number=number, target=target)


def _members(conflict: Sequence[Conflict]) -> list[dict[str, str]]:
    return [{"rule": one.rule, "sentence": one.sentence, "move": one.move} for one in conflict]


def _member_lines(conflict: Sequence[Conflict], language: Language) -> tuple[str, ...]:
    lines: list[str] = []
    for number, one in enumerate(conflict, start=1):
        lines += [f"{number}. {one.rule}: {one.sentence}", f"     {_word('move', language, move=one.move)}"]
    return tuple(lines)


def _lack_blocks(proof: ToldProof, language: Language) -> list[Block]:
    if not proof.lacks:
        return []
    lines = tuple(line for one in proof.lacks for line in (one.sentence, f"  {one.move}"))
    return [Block(title=_word("title.lacks", language), lines=lines)]


def _proof_lines(count: int, proof: ToldProof, language: Language) -> list[str]:
    lines = []
    if count:
        lines.append(_word(proof.level, language))
        lines.append(_word("minimal" if proof.minimal else "not_minimal", language, count=count))
        lines += [_word("policy_only", language)] if proof.policy_only else []
        lines += [_word("ratios", language)] if proof.sum_of_ratios else []
    for row in proof.reach.to_dict(orient="records"):
        short = row["score"] < row["minimum"]
        words = {
            "score": render.percent(row["score"], language),
            "minimum": render.percent(row["minimum"], language),
            "parts": row["parts"],
        }
        lines.append(
            _word("reach.short" if short else "reach", language, vehicle=row["vehicle"], year=row["year"], **words)
        )
    time = render.duration(proof.seconds, language)
    lines.append(_word("effort", language, solves=render.number(proof.solves, language), time=time))
    return lines


def _move_lines(move: ToldMove, limits: Mapping[str, str], language: Language) -> list[str]:
    start, end = (_value(value, move.unit, language) for value in (move.start, move.end))
    if move.end is None:
        end = _word("left_out", language)
    name = _word("surplus", language) if move.unit == "setting" else move.rule
    who = _word(f"who.{move.who}", language)
    lines = [f"   {_word('step', language, rule=name, start=start, end=end, who=who)}"]
    if move.moved is not None:
        lines.append(f"     {_word('then', language, sentence=rule_sentence(move.moved, language))}")
    elif move.rule in limits:
        lines.append(f"     {_word('today', language, sentence=limits[move.rule])}")
    return lines


def _value(value: Cell | None, unit: str, language: Language) -> str:
    """Return a bound in its unit: ``25.0 %``, ``1,200 units``, ``Rp 5,000,000``, a day."""
    if value is None:
        return _word("none", language)
    if isinstance(value, bool):
        return _word("yes" if value else "no", language)
    if isinstance(value, str):
        return render.day(value, language) if unit == "date" and len(value) == 10 else value
    if unit in ("share", "score"):
        return render.percent(value, language)
    if unit == "rupiah":
        return render.money(value, language)
    return _pick(_UNITS.get(unit, ("{value}", "{value}")), language).format(value=render.quantity(value, language))


def _word(key: str, language: Language, **values: Any) -> str:
    return _pick(_WORDS[key], language).format_map(values)


def _pick(pair: tuple[str, str], language: Language) -> str:
    return pair[0] if language == "en" else pair[1]
