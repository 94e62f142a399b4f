"""Why not this supplier, in words: what each offer won, the price at which it would win, what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evplan.plan.obstacle import Obstacle
from evplan.plan.standing import Standing, Verdict
from evplan.quantities import HOME_CURRENCY
from evplan.report import render
from evplan.report.block import Block
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.sentence import rule_sentence

SMALL_CUT = 0.05
"""A price lower by no more than this is the nearest step, before smaller orders or more hours."""

SHOWN_PERIODS = 4

# key: (English, Bahasa Indonesia)
_WORDS: dict[str, tuple[str, str]] = {
    "title": ("{name} ({supplier}) in {run}", "{name} ({supplier}) dalam {run}"),
    "no_offers": (
        "{name} offers none of the parts asked for, so evplan cannot say at what price it would win.",
        "{name} tidak menawarkan komponen yang ditanyakan, jadi evplan tidak dapat menyebut harga menangnya.",
    ),
    "count": (
        "It offers {offers} parts and wins {won}.",
        "Menawarkan {offers} komponen, mendapat pekerjaan untuk {won}.",
    ),
    "column.part": ("Part", "Komponen"),
    "column.standing": ("Result", "Hasil"),
    "column.price": ("Its price", "Harganya"),
    "column.target": ("Wins at", "Menang pada"),
    "column.cut": ("Lower by", "Turun"),
    "column.step": ("Nearest step", "Langkah terdekat"),
    "won": ("wins {units} {unit}", "mendapat {units} {unit}"),
    "level": ("as good as the plan", "setara dengan rencana"),
    "priced": ("too dear", "terlalu mahal"),
    "assumed": ("cannot be used", "tidak dapat dipakai"),
    "never": ("not at any price", "tidak pada harga berapa pun"),
    "impossible": ("cannot be given work", "tidak dapat diberi pekerjaan"),
    "not needed": ("no vehicle needs it", "tidak diperlukan kendaraan mana pun"),
    "price.note": (
        "Prices are ex works, per {unit} paid. 'Wins at' is the highest price found at which it gets any work, all "
        "else as it is; it was solved again at that price, and won.",
        "Harga di tempat pemasok, per {unit} yang dibayar. 'Menang pada' ialah harga tertinggi yang ditemukan dan "
        "masih mendapat pekerjaan, hal lain tetap; sudah dihitung ulang pada harga itu, dan menang.",
    ),
    "near.note": (
        "The search stayed near the plan, which itself is proven only to within its gap.",
        "Pencarian tetap di sekitar rencana, yang terbukti hanya sebatas selisihnya.",
    ),
    "detail.title": ("What stands in the way", "Yang menghalangi"),
    "extra.minimum_order": (
        "Its minimum order ({lot} good {unit}) at its own price would make the plan {idr} dearer.",
        "Pesanan minimumnya ({lot} {unit} baik) pada harganya sendiri membuat rencana {idr} lebih mahal.",
    ),
    "extra.part_of_need": (
        "A first lot of {lot} {unit} at its own price would make the plan {idr} dearer.",
        "Pesanan pertama {lot} {unit} pada harganya sendiri membuat rencana {idr} lebih mahal.",
    ),
    "extra.unit": (
        "{lot} {unit} at its own price would make the plan {idr} dearer.",
        "{lot} {unit} pada harganya sendiri membuat rencana {idr} lebih mahal.",
    ),
    "level.said": (
        "At its own price a plan with it costs no more than this one, as far as the search tells: the plan could have "
        "gone either way.",
        "Pada harganya sendiri, rencana dengan penawaran ini tidak lebih mahal sejauh pencarian dapat membedakan: "
        "keduanya mungkin dipilih.",
    ),
    "level.open": (
        "If it could be used, it would win at its own price.",
        "Bila dapat dipakai, penawaran ini menang pada harganya sendiri.",
    ),
    "assumed.said": (
        "It cannot be used in this run; the price is what would win if it could.",
        "Penawaran ini tidak dapat dipakai dalam rencana ini; harga menang berlaku seandainya bisa.",
    ),
    "target.said": (
        "At {target} or less it wins ({cut} lower).",
        "Pada {target} atau kurang, penawaran ini menang (turun {cut}).",
    ),
    "target.units": (
        "It would then get {units} {unit}.",
        "Saat itu mendapat {units} {unit}.",
    ),
    "never.said": (
        "Even for nothing it would not win: what comes with it (orders, tools, opening, freight) costs more.",
        "Gratis pun tidak menang: biaya yang menyertainya (pesanan, peralatan, pembukaan, ongkos angkut) lebih besar.",
    ),
    "impossible.said": (
        "No plan can give it work, whatever its price.",
        "Tidak ada rencana yang dapat memberinya pekerjaan, berapa pun harganya.",
    ),
    "rule.said": ("Rule {rule} stands in the way: {sentence}", "Aturan {rule} menghalangi: {sentence}"),
    "rule.hidden": (
        "Rules of the scenario that stand in the way, not shown here because they name other suppliers: {count}.",
        "Aturan skenario yang menghalangi, tidak ditampilkan di sini karena menyebut pemasok lain: {count}.",
    ),
    "obstacle.certificate_missing": (
        "The certificate {certificate}, which the part needs, is not held.",
        "Sertifikat {certificate} yang diperlukan komponen ini tidak dimiliki.",
    ),
    "obstacle.certificate_ends": (
        "The certificate {certificate} ends on {day}; without it the offer cannot be used in {periods}.",
        "Sertifikat {certificate} berakhir pada {day}; tanpa itu penawaran tidak dapat dipakai pada {periods}.",
    ),
    "obstacle.not_valid": (
        "The offer is valid {span} and so not in {periods}.",
        "Penawaran berlaku {span}, jadi tidak pada {periods}.",
    ),
    "span.from": ("from {valid_from}", "sejak {valid_from}"),
    "span.to": ("to {valid_to}", "sampai {valid_to}"),
    "span.both": ("from {valid_from} to {valid_to}", "sejak {valid_from} sampai {valid_to}"),
    "obstacle.not_ready": (
        "It is a candidate, ready only from {period} on, and so not in {periods}.",
        "Masih calon pemasok, baru siap mulai {period}, jadi tidak pada {periods}.",
    ),
    "obstacle.no_lane": (
        "There is no lane from its region {region} to any plant that needs the part.",
        "Tidak ada jalur angkut dari daerahnya {region} ke pabrik yang memerlukan komponen ini.",
    ),
    "obstacle.too_late": (
        "Orders would not arrive in time in {periods}.",
        "Pesanan tidak tiba tepat waktu pada {periods}.",
    ),
    "obstacle.no_hours": (
        "It has stated no hours for the process {process}.",
        "Jam kerja untuk proses {process} belum dinyatakan.",
    ),
    "obstacle.hours_full": (
        "Its hours of {process} are full in {periods}: {used} of {hours} are used over the horizon.",
        "Jam {process} miliknya penuh pada {periods}: {used} dari {hours} terpakai sepanjang rencana.",
    ),
    "obstacle.minimum_order": (
        "Its minimum order of {minimum_order} is more than any period needs.",
        "Pesanan minimumnya {minimum_order} melebihi kebutuhan periode mana pun.",
    ),
    "obstacle.tooling": (
        "Its tools cost {idr} before the first unit.",
        "Peralatannya berbiaya {idr} sebelum unit pertama.",
    ),
    "obstacle.opening": (
        "Opening it costs {idr} before the first unit.",
        "Membukanya berbiaya {idr} sebelum unit pertama.",
    ),
    "step.none": ("none needed", "tidak perlu"),
    "step.unknown": ("none found", "belum ditemukan"),
    "step.price": ("lower its price by {cut}", "turunkan harga {cut}"),
    "step.open": ("make it usable: {what}", "buat dapat dipakai: {what}"),
    "step.open.price": (
        "make it usable: {what}; and lower its price by {cut}",
        "buat dapat dipakai: {what}; dan turunkan harga {cut}",
    ),
    "step.minimum_order": ("accept smaller orders", "terima pesanan lebih kecil"),
    "step.hours": ("more hours of {key}", "tambah jam {key}"),
    "step.tooling": ("have its tools paid otherwise", "biaya peralatan ditanggung pihak lain"),
    "step.opening": ("have its opening paid otherwise", "biaya pembukaan ditanggung pihak lain"),
    "step.rule": ("leave out rule {key}", "hapus aturan {key}"),
    "step.rule.hidden": ("leave out a rule of the scenario", "hapus satu aturan skenario"),
    "step.level": ("offer any better terms", "sedikit saja lebih baik"),
    "open.certificate_missing": ("get {certificate}", "peroleh {certificate}"),
    "open.certificate_ends": ("renew {certificate}", "perpanjang {certificate}"),
    "open.not_valid": ("make the offer valid", "perpanjang penawaran"),
    "open.not_ready": ("be ready earlier", "siap lebih awal"),
    "open.no_lane": ("name a lane", "sediakan jalur angkut"),
    "open.too_late": ("deliver sooner", "kirim lebih cepat"),
    "open.no_hours": ("state hours of {process}", "nyatakan jam {process}"),
    "all_periods": ("any period", "periode mana pun"),
    "more_periods": ("{shown} and {count} more", "{shown} dan {count} lagi"),
    "and": ("{left} and {right}", "{left} dan {right}"),
    "rivals.title": ("Who got the work (planner only)", "Siapa yang mendapat pekerjaan (khusus perencana)"),
    "column.supplier": ("Supplier", "Pemasok"),
    "column.units": ("Units", "Jumlah"),
    "column.rival_price": ("Price paid", "Harga dibayar"),
    "column.landed": ("Landed, per good unit", "Sampai di pabrik, per unit baik"),
    "nobody": ("Nobody else got work on these parts.", "Tidak ada pemasok lain untuk komponen ini."),
    "unit": ("unit", "unit"),
}


def supplier_blocks(
    supplier: str,
    name: str,
    run: str,
    standings: Sequence[Standing],
    names: Names,
    language: Language,
    rivals: pd.DataFrame | None = None,
) -> list[Block]:
    """Return how a supplier stands: a table of its offers, what stands in the way of each, and, if given, its rivals.

    Nothing but ``rivals`` speaks of other suppliers; ``None`` makes the supplier's own view.
    """
    title = _word("title", language, name=name, supplier=supplier, run=run)
    if not standings:
        return [Block(title=title, lines=(_word("no_offers", language, name=name),))]
    won = sum(one.verdict.standing == "won" for one in standings)
    counts = {"offers": render.number(len(standings), language), "won": render.number(won, language)}
    ordered = sorted(standings, key=lambda one: (one.verdict.standing == "won", one.verdict.cut or 2.0))
    blocks = [_table(title, _word("count", language, **counts), ordered, names, language)]
    details = [line for one in ordered for line in _details(one, names, language, planner=rivals is not None)]
    if details:
        blocks.append(Block(title=_word("detail.title", language), lines=tuple(details)))
    return blocks if rivals is None else [*blocks, _rivals(rivals, names, language)]


def supplier_frame(verdicts: pd.DataFrame, standings: Sequence[Standing], language: Language) -> pd.DataFrame:
    """Return the verdicts with ``obstacles`` (kinds, ``;`` between), ``steps`` and the ``nearest_step`` in words."""
    return verdicts.assign(
        obstacles=[";".join(one.kind for one in standing.obstacles) for standing in standings],
        steps=[
            ";".join(kind for kind, key in one.verdict.steps if not _is_hidden(kind, key, one)) for one in standings
        ],
        nearest_step=[nearest_step(one, language) for one in standings],
    ).astype({"obstacles": "str", "steps": "str", "nearest_step": "str"})


def nearest_step(standing: Standing, language: Language) -> str:
    """Return the step that changes the answer with the least change, of those that were shown to by solving."""
    one = standing.verdict
    if one.standing == "won":
        return _word("step.none", language)
    cut = None if one.cut is None else render.percent(one.cut, language)
    if one.assumed and one.standing in ("level", "priced"):
        what = _joined([_open(obstacle, language) for obstacle in standing.obstacles if obstacle.closes], language)
        key = "step.open" if one.standing == "level" or cut is None else "step.open.price"
        return _word(key, language, what=what or render.MISSING, cut=cut)
    if one.standing == "level":
        return _word("step.level", language)
    if cut is not None and one.cut is not None and one.cut <= SMALL_CUT:
        return _word("step.price", language, cut=cut)
    easy = [pair for pair in one.steps if pair[0] in ("minimum_order", "hours")]
    rest = [pair for pair in one.steps if pair not in easy] + [("rule", rule) for rule in one.blocking]
    for kind, key in easy:
        return _word(f"step.{kind}", language, key=key)
    if cut is not None:
        return _word("step.price", language, cut=cut)
    for kind, key in rest:
        return _word(f"step.{kind}{'.hidden' if _is_hidden(kind, key, standing) else ''}", language, key=key)
    return _word("step.unknown", language)


def _is_hidden(kind: str, key: str, standing: Standing) -> bool:
    return kind == "rule" and key not in {rule.id for rule in standing.rules}


def _table(title: str, count: str, standings: Sequence[Standing], names: Names, language: Language) -> Block:
    lost = [one.verdict for one in standings if one.verdict.target is not None]
    notes = [_word("price.note", language, unit=_word("unit", language))] if lost else []
    notes += [_word("near.note", language)] if any(not one.exact for one in lost) else []
    return Block(
        title=title,
        lines=(count,),
        headings=tuple(
            _word(f"column.{key}", language) for key in ("part", "standing", "price", "target", "cut", "step")
        ),
        rows=tuple(_row(one, names, language) for one in standings),
        right=frozenset({2, 3, 4}),
        note=" ".join(notes),
    )


def _row(standing: Standing, names: Names, language: Language) -> tuple[str, ...]:
    one = standing.verdict
    state = "assumed" if one.assumed and one.standing in ("level", "priced") else one.standing
    units = {"units": render.quantity(one.units, language, 0), "unit": names.units.get(one.part, "")}
    return (
        _part(one.part, names),
        _word(state, language, **units),
        _price(one.price, one.currency, language),
        render.MISSING if one.target is None else _price(one.target, one.currency, language),
        render.MISSING if one.cut is None else render.percent(one.cut, language),
        nearest_step(standing, language),
    )


def _details(standing: Standing, names: Names, language: Language, *, planner: bool) -> list[str]:
    """Return the lines about one offer that did not win: its part, then what was found, each on a line."""
    one = standing.verdict
    if one.standing in ("won", "not needed"):
        return []
    unit = names.units.get(one.part, "")
    said = [_obstacle(obstacle, language) for obstacle in standing.obstacles]
    said += [_said(one, unit, language)] if one.standing != "priced" or one.assumed else []
    if one.extra_idr is not None:
        lot = render.quantity(one.lot, language, 2)
        idr = render.compact_money(one.extra_idr, language)
        said.append(_word(f"extra.{one.lot_by}", language, lot=lot, unit=unit, idr=idr))
    if one.target is not None and one.cut is not None:
        target = _price(one.target, one.currency, language)
        said.append(_word("target.said", language, target=target, cut=render.percent(one.cut, language)))
        if planner:
            units = render.quantity(one.units_at_target, language, 0)
            said[-1] += " " + _word("target.units", language, units=units, unit=unit)
    for rule in standing.rules:
        said.append(_word("rule.said", language, rule=rule.id, sentence=rule_sentence(rule, language)))
    if standing.hidden_rules:
        said.append(_word("rule.hidden", language, count=render.number(standing.hidden_rules, language)))
    return [_part(one.part, names), *(f"  {line}" for line in said)]


def _said(one: Verdict, unit: str, language: Language) -> str:
    key = {"level": "level.open" if one.assumed else "level.said", "priced": "assumed.said"}.get(one.standing)
    return _word(key or f"{one.standing}.said", language, unit=unit)


def _obstacle(obstacle: Obstacle, language: Language) -> str:
    values: dict[str, object] = dict(obstacle.values)
    for key in ("used", "hours", "minimum_order"):
        if key in values:
            values[key] = render.quantity(float(str(values[key])), language, 1)
    if "idr" in values:
        values["idr"] = render.money(float(str(values["idr"])), language)
    for key in ("day", "valid_from", "valid_to"):
        if values.get(key):
            values[key] = render.day(str(values[key]), language)
    if obstacle.kind == "not_ready":
        values["period"] = render.period(str(values["period"]), language)
    if obstacle.kind == "not_valid":
        both = "both" if values["valid_from"] and values["valid_to"] else "from" if values["valid_from"] else "to"
        values["span"] = _word(f"span.{both}", language, **values)
    periods = _periods(obstacle, language)
    return _word(f"obstacle.{obstacle.kind}", language, **(values | {"periods": periods}))


def _periods(obstacle: Obstacle, language: Language) -> str:
    if obstacle.closes:
        return _word("all_periods", language)
    shown = [render.period(label, language) for label in obstacle.periods]
    if len(shown) <= SHOWN_PERIODS:
        return _joined(shown, language)
    count = render.number(len(shown) - SHOWN_PERIODS + 1, language)
    return _word("more_periods", language, shown=", ".join(shown[: SHOWN_PERIODS - 1]), count=count)


def _open(obstacle: Obstacle, language: Language) -> str:
    return _word(f"open.{obstacle.kind}", language, **obstacle.values)


def _rivals(rivals: pd.DataFrame, names: Names, language: Language) -> Block:
    title = _word("rivals.title", language)
    if rivals.empty:
        return Block(title=title, lines=(_word("nobody", language),))
    keys = ("part", "supplier", "units", "rival_price", "landed")
    return Block(
        title=title,
        headings=tuple(_word(f"column.{key}", language) for key in keys),
        rows=tuple(
            (
                _part(row.part, names),
                f"{names.suppliers.get(row.supplier, row.supplier)} ({row.supplier})",
                render.quantity(row.units, language, 0),
                render.money(row.price_idr, language),
                render.money(row.landed_idr, language),
            )
            for row in rivals.itertuples(index=False)
        ),
        right=frozenset({2, 3, 4}),
    )


def _part(part: str, names: Names) -> str:
    return f"{names.parts[part]} ({part})" if part in names.parts else part


def _price(price: float, currency: str, language: Language) -> str:
    if currency == HOME_CURRENCY:
        return render.money(price, language)
    return f"{currency} {render.quantity(price, language, 4)}"


def _joined(items: Sequence[str], language: Language) -> str:
    if len(items) < 2:
        return "".join(items)
    return _word("and", language, left=", ".join(items[:-1]), right=items[-1])


def _word(word: str, language: Language, /, **values: object) -> str:
    english, bahasa = _WORDS[word]
    return (bahasa if language == "id" else english).format_map(values)
