"""Limits that a conflict names, and what would free them or a rule, in Bahasa Indonesia and English."""

from __future__ import annotations

from typing import Any

from evplan.report import render
from evplan.report.language import Language
from evplan.report.selection import joined, period_names

# kind: (English, Bahasa Indonesia)
LIMITS: dict[str, tuple[str, str]] = {
    "demand": (
        "All {units} vehicles of {vehicle} that are wanted must be built.",
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
    "order_size.minimum": (
        "Offer {offer} ({name}, {part}) takes no order below {minimum} units.",
        "Penawaran {offer} ({name}, {part}) tidak menerima pesanan di bawah {minimum} unit.",
    ),
    "order_size.multiple": (
        "Offer {offer} ({name}, {part}) takes orders only in multiples of {multiple} units.",
        "Penawaran {offer} ({name}, {part}) hanya menerima pesanan dalam kelipatan {multiple} unit.",
    ),
    "order_size.both": (
        "Offer {offer} ({name}, {part}) takes no order below {minimum} units, and only multiples of {multiple}.",
        "Penawaran {offer} ({name}, {part}) tidak menerima pesanan di bawah {minimum} unit, dan hanya kelipatan "
        "{multiple}.",
    ),
    "site_capacity": (
        "Plant {site} assembles at most {units} vehicles per period.",
        "Pabrik {site} merakit paling banyak {units} kendaraan per periode.",
    ),
    "dates": (
        "Offer {offer} ({name}, {part}) can be used in {periods} only: at other times it is not valid, its supplier is "
        "not ready or certified, or its order would arrive late.",
        "Penawaran {offer} ({name}, {part}) hanya dapat dipakai pada {periods}: di luar itu penawaran tidak berlaku, "
        "pemasoknya belum siap atau tidak bersertifikat, atau pesanannya terlambat tiba.",
    ),
    "dates.never": (
        "Offer {offer} ({name}, {part}) cannot be used at all: it is not valid, its supplier is not ready or "
        "certified, or its orders would arrive late.",
        "Penawaran {offer} ({name}, {part}) sama sekali tidak dapat dipakai: penawaran tidak berlaku, pemasoknya belum "
        "siap atau tidak bersertifikat, atau pesanannya terlambat tiba.",
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
    "rule": ("Loosen it by {amount}, or leave it out.", "Longgarkan sebesar {amount}, atau hapus aturan ini."),
    "rule.unknown": ("Loosen it or leave it out.", "Longgarkan atau hapus aturan ini."),
    "rule.score": (
        "Lower it by {amount}: with the other limits of this conflict the lowest score can reach {least} at most.",
        "Turunkan sebesar {amount}: dengan batas lain dalam pertentangan ini, nilai terendah paling tinggi {least}.",
    ),
    "demand": (
        "Leave {amount} unbuilt (unmet_penalty_idr under [demand] says at what price).",
        "Biarkan {amount} tidak dirakit (dengan denda unmet_penalty_idr di bawah [demand]).",
    ),
    "demand.unknown": (
        "Leave some unbuilt (unmet_penalty_idr under [demand] says at what price).",
        "Biarkan sebagian tidak dirakit (dengan denda unmet_penalty_idr di bawah [demand]).",
    ),
    "hours": ("Find {amount} more over the horizon.", "Tambah {amount} sepanjang rencana."),
    "hours.unknown": ("Find more hours.", "Tambah jam."),
    "maximum_units": ("Raise it by {amount} over the horizon.", "Naikkan sebesar {amount} sepanjang rencana."),
    "maximum_units.unknown": ("Raise it.", "Naikkan."),
    "order_size": (
        "Agree on smaller orders, or set surplus = true under [demand].",
        "Sepakati pesanan yang lebih kecil, atau isi surplus = true di bawah [demand].",
    ),
    "site_capacity": ("Raise it by {amount} over the horizon.", "Naikkan sebesar {amount} sepanjang rencana."),
    "site_capacity.unknown": ("Raise it.", "Naikkan."),
    "dates": (
        "Renew the offer or the certificate, or order earlier.",
        "Perpanjang penawaran atau sertifikatnya, atau pesan lebih awal.",
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
    shown = render.quantity(amount, language, 2 if unit == "percentage points" else 1)
    words = _pick(UNITS[unit], language).format(amount=shown)
    return words.removesuffix("s") if language == "en" and shown == "1" else words


def _formatted(values: dict[str, Any], language: Language) -> dict[str, str]:
    shown = {}
    for key, value in values.items():
        if key == "periods":
            shown[key] = period_names(value, language)
        elif isinstance(value, float | int):
            shown[key] = render.quantity(value, language, 1)
        else:
            shown[key] = joined(value if isinstance(value, list | tuple) else [value], language)
    return shown


def _pick(pair: tuple[str, str], language: Language) -> str:
    return pair[0] if language == "en" else pair[1]
