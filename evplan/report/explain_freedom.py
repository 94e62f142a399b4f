"""The freedom that a plan leaves, in words: what is forced, what is a tie, and which of two ranges is which."""

from __future__ import annotations

import pandas as pd

from evplan.report import render
from evplan.report.block import Block
from evplan.report.language import Language
from evplan.report.plan import Names

# key: (English, Bahasa Indonesia)
_WORDS: dict[str, tuple[str, str]] = {
    "title": (
        "Freedom within {within} of the cost: {run}",
        "Keleluasaan dalam batas {within} dari biaya: {run}",
    ),
    "cap": (
        "The plan costs {cost}; a plan may cost up to {cap} here.",
        "Biaya rencana {cost}; di sini rencana boleh berbiaya sampai {cap}.",
    ),
    "count": ("{count} forced or fixed, {tied} in a tie", "{count} tidak tergantikan atau tetap, {tied} setara"),
    "column.part": ("Part", "Komponen"),
    "column.supplier": ("Supplier", "Pemasok"),
    "column.share": ("Share now", "Bagian kini"),
    "column.inner": ("Can be had", "Dapat dicapai"),
    "column.outer": ("Never outside", "Tidak pernah di luar"),
    "column.kind": ("So it is", "Artinya"),
    "forced": ("forced", "tidak tergantikan"),
    "fixed": ("fixed", "tetap"),
    "held": ("held by this plan's orders", "terikat pesanan rencana ini"),
    "tied": ("a tie", "setara"),
    "open": ("only by other orders", "hanya dengan pesanan lain"),
    "out": ("out", "tidak mungkin"),
    "range": ("{low} to {high}", "{low} sampai {high}"),
    "note.ranges": (
        "'Can be had' keeps this plan's whole numbers (orders, tools, bands): both its ends are plans that keep every "
        "rule. 'Never outside' lets them go (a linear relaxation): no plan at that cost lies outside it, but its ends "
        "need not be plans. The truth for one supplier lies between the two. Shares are of the part's good units; one "
        "supplier's range at a time, the others give way.",
        "'Dapat dicapai' mempertahankan bilangan bulat rencana ini (pesanan, peralatan, jenjang harga): kedua ujungnya "
        "adalah rencana yang memenuhi semua aturan. 'Tidak pernah di luar' melepasnya (relaksasi linear): tidak ada "
        "rencana dengan biaya itu di luarnya, tetapi ujungnya belum tentu sebuah rencana. Yang sebenarnya ada di "
        "antara keduanya. Bagian dihitung dari unit baik komponen itu; satu pemasok pada satu waktu, yang lain "
        "menyesuaikan.",
    ),
    "note.kinds": (
        "Forced: every plan at that cost gives it work. A tie: with these very orders it can have some or nothing.",
        "Tidak tergantikan: setiap rencana dengan biaya itu memberinya pekerjaan. Setara: dengan pesanan yang sama "
        "ia bisa mendapat sesuatu atau tidak sama sekali.",
    ),
    "note.ties": (
        "Ties are not left to chance: of plans with the same orders and the same cost evplan keeps the one that buys "
        "most from UMKM and cooperatives, and of equal offers the one whose key comes first in the alphabet.",
        "Yang setara tidak diundi: di antara rencana dengan pesanan dan biaya yang sama, evplan memilih yang paling "
        "banyak membeli dari UMKM dan koperasi, dan di antara penawaran yang sama, yang kodenya paling awal menurut "
        "abjad.",
    ),
    "left_out": (
        "{count} more parts were not looked at; --top or --part shows them.",
        "{count} komponen lain tidak diperiksa; --top atau --part menampilkannya.",
    ),
    "idle": ("{part} is not bought in this plan.", "{part} tidak dibeli dalam rencana ini."),
}


def freedom_blocks(
    run: str,
    ranges: pd.DataFrame,
    names: Names,
    language: Language,
    *,
    within: float,
    cost_idr: float,
    cap_idr: float,
    left_out: int,
    idle: tuple[str, ...],
) -> list[Block]:
    """Return the ranges as a table, parts together; see `evplan.workflow.explain_freedom.RunFreedom`."""
    title = _word("title", language, run=run, within=render.percent(within, language, 2))
    money = {"cost": render.compact_money(cost_idr, language, 2), "cap": render.compact_money(cap_idr, language, 2)}
    kinds = ranges["kind"].value_counts()
    forced = int(kinds.get("forced", 0) + kinds.get("fixed", 0))
    counts = {
        "count": render.number(forced, language),
        "tied": render.number(int(kinds.get("tied", 0)), language),
    }
    lines = [_word("cap", language, **money)]
    lines += [_word("count", language, **counts)] if len(ranges) else []
    lines += [_word("idle", language, part=names.parts.get(part, part)) for part in idle]
    lines += [_word("left_out", language, count=render.number(left_out, language))] if left_out else []
    table = Block(
        title=title,
        lines=tuple(lines),
        headings=tuple(
            _word(f"column.{key}", language) for key in ("part", "supplier", "share", "inner", "outer", "kind")
        ),
        rows=_rows(ranges, names, language),
        right=frozenset({2, 3, 4}),
        note=" ".join(_word(f"note.{key}", language) for key in ("ranges", "kinds", "ties")) if len(ranges) else "",
    )
    return [table]


def _rows(ranges: pd.DataFrame, names: Names, language: Language) -> tuple[tuple[str, ...], ...]:
    """Return the rows, a part's name only where it begins."""
    rows, before = [], ""
    for row in ranges.itertuples(index=False):
        part = f"{names.parts.get(row.part, row.part)} ({row.part})" if row.part in names.parts else row.part
        rows.append(
            (
                part if row.part != before else "",
                f"{names.suppliers.get(row.supplier, row.supplier)} ({row.supplier})",
                render.percent(row.share, language),
                _range(row.inner_least, row.inner_most, language),
                _range(row.outer_least, row.outer_most, language),
                _word(row.kind, language),
            )
        )
        before = row.part
    return tuple(rows)


def _range(low: float, high: float, language: Language) -> str:
    shown = render.percent(low, language), render.percent(high, language)
    return shown[0] if shown[0] == shown[1] else _word("range", language, low=shown[0], high=shown[1])


def _word(key: str, language: Language, **values: object) -> str:
    english, bahasa = _WORDS[key]
    return (bahasa if language == "id" else english).format_map(values)
