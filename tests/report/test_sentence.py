"""The sentences of rules, limits and moves, read aloud in both languages."""

from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter

from evplan.report.limit import LIMITS, MOVES, UNITS, limit_sentence, move_sentence
from evplan.report.sentence import SENTENCES, rule_sentence
from evplan.scenario.rule import RULES, AnyRule

RULE = TypeAdapter(AnyRule)
HARD = {"en": " This is mandatory.", "id": " Aturan ini wajib dipenuhi."}


def said(language, *, hard=True, **rule):
    """Return the sentence of a rule, without the words that it must hold."""
    sentence = rule_sentence(RULE.validate_python({"id": "r"} | rule), language)
    assert sentence.endswith(HARD[language]) == hard
    return sentence.removesuffix(HARD[language])


def test_every_kind_of_rule_has_its_sentence_and_an_example_here():
    assert set(SENTENCES) == set(RULES) == set(EXAMPLES)


AWARDS = [
    (
        {"suppliers": {"group": "umkm_koperasi"}, "parts": {"system": ["body", "interior"]}, "minimum_share": 0.35},
        "UMKM and cooperatives together get at least 35 % of the purchase value of body and interior parts, over all "
        "periods.",
        "UMKM dan koperasi bersama-sama mendapat paling sedikit 35 % dari nilai pembelian komponen bodi dan interior, "
        "selama seluruh periode.",
    ),
    (
        {"suppliers": {"legal_form": ["koperasi"], "region": ["33.28"]}, "minimum": 5e9, "maximum": 6e9},
        "Cooperatives in 33.28 together get at least Rp 5,000,000,000 and at most Rp 6,000,000,000 of the purchases of "
        "all parts, over all periods.",
        "Koperasi di 33.28 bersama-sama mendapat paling sedikit Rp 5.000.000.000 dan paling banyak Rp 6.000.000.000 "
        "dari pembelian semua komponen, selama seluruh periode.",
    ),
    (
        {
            "suppliers": ["KOP-1"],
            "parts": ["P", "Q", "R"],
            "measure": "units",
            "minimum": 500,
            "periods": ["2027-01", "2027-02", "2027-03"],
        },
        "Supplier KOP-1 gets at least 500 units of parts P, Q and R from January 2027 to March 2027.",
        "Pemasok KOP-1 mendapat paling sedikit 500 unit komponen P, Q, dan R dari Januari 2027 sampai Maret 2027.",
    ),
    (
        {
            "suppliers": {"size_class": ["mikro", "kecil"]},
            "regions": ["33.28", "32.13"],
            "measure": "labour_hours",
            "minimum": 1500,
            "each": ["region", "period"],
        },
        "Micro and small businesses in 33.28 and 32.13 together get at least 1,500 labour hours of work on all parts, "
        "for each region and period on its own.",
        "Usaha mikro dan kecil di 33.28 dan 32.13 bersama-sama mendapat paling sedikit 1.500 jam kerja untuk "
        "pengerjaan semua komponen, berlaku sendiri-sendiri untuk setiap daerah dan periode.",
    ),
    (
        {"measure": "hours", "maximum_share": 0.125, "each": ["supplier"]},
        "Each supplier gets at most 12.5 % of the machine hours spent on all parts, over all periods.",
        "Setiap pemasok mendapat paling banyak 12,5 % dari jam mesin untuk pengerjaan semua komponen, selama seluruh "
        "periode.",
    ),
    (
        {"suppliers": {"group": "domestic", "legal_form": "koperasi", "size_class": "kecil"}, "minimum_share": 0.1},
        "Small cooperatives among domestic suppliers together get at least 10 % of the purchase value of all parts, "
        "over all periods.",
        "Koperasi kecil dari kalangan pemasok dalam negeri bersama-sama mendapat paling sedikit 10 % dari nilai "
        "pembelian semua komponen, selama seluruh periode.",
    ),
]

COUNTS = [
    (
        {"maximum": 3, "parts": {"system": "body"}},
        "At most 3 suppliers get work on body parts, over all periods, for each part on its own.",
        "Paling banyak 3 pemasok mendapat pekerjaan untuk komponen bodi, selama seluruh periode, berlaku "
        "sendiri-sendiri untuk setiap komponen.",
    ),
    (
        {"minimum": 2, "maximum": 4, "suppliers": {"group": "umkm"}, "new_only": True, "each": []},
        "At least 2 and at most 4 new suppliers among UMKM get work on all parts, over all periods, all counted "
        "together.",
        "Paling sedikit 2 dan paling banyak 4 pemasok baru di antara UMKM mendapat pekerjaan untuk semua komponen, "
        "selama seluruh periode, dihitung secara keseluruhan.",
    ),
    (
        {"minimum": 1, "parts": {"safety_critical": True}, "periods": {"year": 2027}},
        "At least 1 supplier gets work on parts that are critical to safety in 2027, for each part on its own.",
        "Paling sedikit 1 pemasok mendapat pekerjaan untuk komponen yang penting bagi keselamatan pada tahun 2027, "
        "berlaku sendiri-sendiri untuk setiap komponen.",
    ),
]

FIXES = [
    (
        {"offer": "O-1", "units": {"exactly": 500}},
        "Offer O-1 gets exactly 500 units, over all periods.",
        "Penawaran O-1 mendapat tepat 500 unit, selama seluruh periode.",
    ),
    (
        {"offer": "O-1", "units": {"at_most": 0}, "periods": ["2027-01", "2027-06"]},
        "Offer O-1 gets no work in January 2027 and June 2027.",
        "Penawaran O-1 tidak mendapat pekerjaan pada Januari 2027 dan Juni 2027.",
    ),
    (
        {"suppliers": {"group": "import"}, "parts": {"content_group": ["battery"]}, "share": {"at_most": 0}},
        "Importers and foreign suppliers get no work on parts in the TKDN group battery, over all periods.",
        "Importir dan pemasok luar negeri tidak mendapat pekerjaan untuk komponen dalam kelompok TKDN baterai, selama "
        "seluruh periode.",
    ),
    (
        {"suppliers": ["A-1", "B-1"], "parts": {"process": "las"}, "share": {"at_least": 0.1}, "vehicles": ["V"]},
        "Suppliers A-1 and B-1 together get at least 10 % of the units of parts made by las for vehicle V, over all "
        "periods.",
        "Pemasok A-1 dan B-1 bersama-sama mendapat paling sedikit 10 % dari jumlah unit komponen yang dibuat dengan "
        "proses las untuk kendaraan V, selama seluruh periode.",
    ),
]

STEADY = [
    (
        {"minimum_share_of_average": 0.8, "suppliers": {"legal_form": "koperasi"}},
        "Cooperatives that get work get at least 80 % of the average in every period, for each supplier and part on "
        "its own.",
        "Koperasi yang mendapat pekerjaan mendapat paling sedikit 80 % dari rata-rata pada setiap periode, berlaku "
        "sendiri-sendiri untuk setiap pemasok dan komponen.",
    ),
    (
        {"maximum_share_of_capacity": 0.6, "parts": {"system": "body"}},
        "Each supplier that gets work on body parts uses at most 60 % of the hours of any process, for each part on "
        "its own.",
        "Setiap pemasok yang mendapat pekerjaan untuk komponen bodi memakai paling banyak 60 % dari jam setiap proses, "
        "berlaku sendiri-sendiri untuk setiap komponen.",
    ),
]

FAIR_SHARES = [
    (
        {"cooperative": "KOP-1", "tolerance_share": 0.125},
        "Each member of KOP-1 gets work in proportion to its machine hours, give or take 12.5 percentage points, over "
        "all periods.",
        "Setiap anggota KOP-1 mendapat pekerjaan sebanding dengan jam mesinnya, dengan selisih paling banyak 12,5 poin "
        "persen, selama seluruh periode.",
    ),
    (
        {"cooperative": "KOP-1", "periods": ["2027-01"]},
        "Each member of KOP-1 gets work exactly in proportion to its machine hours in January 2027.",
        "Setiap anggota KOP-1 mendapat pekerjaan tepat sebanding dengan jam mesinnya pada Januari 2027.",
    ),
]


BUDGETS = [
    (
        {"maximum": 1e9, "suppliers": {"group": "import"}, "each": ["period"]},
        "Purchases of all parts from importers and foreign suppliers cost at most Rp 1,000,000,000, for each period on "
        "its own.",
        "Pembelian semua komponen dari importir dan pemasok luar negeri paling banyak Rp 1.000.000.000, berlaku "
        "sendiri-sendiri untuk setiap periode.",
    ),
    (
        {"measure": "investment", "maximum": 5e8, "suppliers": ["KOP-1"]},
        "Tooling, opening and upgrade costs of supplier KOP-1, less their credit, are at most Rp 500,000,000, "
        "over all periods.",
        "Biaya peralatan, pembukaan dan peningkatan pemasok KOP-1, dikurangi kreditnya, paling banyak Rp 500.000.000, "
        "selama seluruh periode.",
    ),
    (
        {"measure": "investment", "maximum": 5e8, "parts": ["P"]},
        "Tooling costs of all suppliers for part P are at most Rp 500,000,000, over all periods.",
        "Biaya peralatan semua pemasok untuk komponen P paling banyak Rp 500.000.000, selama seluruh periode.",
    ),
]

JOBS = [
    (
        {"minimum": 5000, "regions": ["33.28"]},
        "Suppliers in 33.28 together get at least 5,000 labour hours of work on all parts, over all periods.",
        "Pemasok di 33.28 bersama-sama mendapat paling sedikit 5.000 jam kerja untuk pengerjaan semua komponen, selama "
        "seluruh periode.",
    ),
]

CHANGES = [
    (
        {"run": "baseline#1", "maximum_share": 0.2, "measure": "value", "suppliers": {"group": "umkm"}},
        "Compared with run baseline#1, at most 20 % of the purchase value of all parts from UMKM may change.",
        "Dibandingkan dengan hasil hitung baseline#1, paling banyak 20 % dari nilai pembelian semua komponen dari UMKM "
        "boleh berubah.",
    ),
    (
        {"run": "baseline#1", "maximum_share": 0.2, "measure": "suppliers"},
        "Compared with run baseline#1, at most 20 % of the suppliers of all parts may change.",
        "Dibandingkan dengan hasil hitung baseline#1, paling banyak 20 % dari jumlah pemasok semua komponen boleh "
        "berubah.",
    ),
]

SCORES = [
    (
        {},
        "Every vehicle reaches a local content (TKDN) of at least the law's minimum for the year, by whichever method "
        "in force gives the highest score, in every year.",
        "Setiap kendaraan mencapai TKDN paling sedikit sebesar batas minimum peraturan untuk tahun itu, dengan metode "
        "yang berlaku dan memberi nilai tertinggi, setiap tahun.",
    ),
    (
        {"minimum": 0.6, "method": "sectoral", "vehicles": ["V", "W"], "periods": {"year": [2027, 2028]}},
        "Each of the vehicles V and W reaches a local content (TKDN) of at least 60 %, by the sectoral method "
        "(Permenperin 28/2023), in 2027 and 2028.",
        "Masing-masing kendaraan V dan W mencapai TKDN paling sedikit 60 %, dengan metode sektoral (Permenperin "
        "28/2023), pada tahun 2027 dan 2028.",
    ),
]


EXAMPLES = {
    "award": AWARDS,
    "source_count": COUNTS,
    "fix": FIXES,
    "steady": STEADY,
    "fair_share": FAIR_SHARES,
    "budget": BUDGETS,
    "jobs": JOBS,
    "change": CHANGES,
    "local_content": SCORES,
}


@pytest.mark.parametrize(
    ("rule", "english", "bahasa"),
    [({"kind": kind} | rule, english, bahasa) for kind, rules in EXAMPLES.items() for rule, english, bahasa in rules],
)
def test_a_rule_reads_as_people_say_it(rule, english, bahasa):
    assert said("en", **rule) == english
    assert said("id", **rule) == bahasa


@pytest.mark.parametrize(
    ("rule", "english", "bahasa"),
    [
        ({"kind": "local_content"}, "percentage point", "poin persen"),
        ({"kind": "award", "maximum_share": 0.0}, "percentage point", "poin persen"),
        ({"kind": "award", "minimum": 5}, "rupiah", "rupiah"),
        ({"kind": "award", "minimum": 5, "measure": "hours"}, "machine hour", "jam mesin"),
        ({"kind": "source_count", "maximum": 2}, "supplier", "pemasok"),
        ({"kind": "steady", "minimum_share_of_average": 0.5}, "unit", "unit"),
        ({"kind": "steady", "maximum_share_of_capacity": 0.5}, "machine hour", "jam mesin"),
        ({"kind": "fair_share", "cooperative": "K"}, "percentage point", "poin persen"),
        ({"kind": "budget", "maximum": 5}, "rupiah", "rupiah"),
        ({"kind": "jobs", "minimum": 5}, "labour hour", "jam kerja"),
        ({"kind": "change", "run": "r#1", "maximum_share": 0.1}, "percentage point", "poin persen"),
        ({"kind": "fix", "offer": "O", "units": {"exactly": 1}}, "unit", "unit"),
    ],
)
def test_a_soft_rule_says_what_breaking_it_costs(rule, english, bahasa):
    soft = rule | {"penalty_idr": 2500, "hard": False}
    assert said("en", **soft).endswith(f"This rule is soft: it may be broken at Rp 2,500 per {english}.")
    assert said("id", **soft).endswith(f"Aturan ini lunak: boleh dilanggar dengan denda Rp 2.500 per {bahasa}.")


def test_the_purpose_stands_at_the_end_in_the_users_own_words():
    rule = {"kind": "local_content", "purpose": "Perpres 79/2023"}
    assert said("en", hard=False, **rule).endswith(" This is mandatory. Purpose: Perpres 79/2023.")
    assert said("id", hard=False, **rule | {"purpose": "Bisakah?"}).endswith(" Tujuan: Bisakah?")


def test_a_selector_by_any_other_column_names_the_column():
    rule = {"kind": "award", "suppliers": {"country": ["CN", "JP"]}, "maximum_share": 0.2}
    assert said("en", **rule).startswith("Suppliers with country CN or JP together get at most 20 %")
    assert said("id", **rule).startswith("Pemasok dengan country CN atau JP bersama-sama mendapat paling banyak 20 %")


def test_a_key_keeps_its_letters_at_the_start_of_a_sentence():
    assert said("en", kind="award", suppliers=["kop-1"], minimum=1).startswith("Supplier kop-1 gets")


VALUES = {
    "units": 1200.0,
    "vehicle": "V",
    "name": "Koperasi A (KOP-1)",
    "hours": 160.5,
    "process": "las",
    "offer": "O-1",
    "part": "P",
    "minimum": 5.0,
    "multiple": 10.0,
    "site": "S",
    "periods": ["2027-01", "2027-02", "2027-03"],
    "needed": 10.0,
    "available": 4.0,
}


@pytest.mark.parametrize("kind", LIMITS)
def test_every_named_limit_has_a_whole_sentence_in_both_languages(kind):
    for language in ("en", "id"):
        sentence = limit_sentence(kind, language, **VALUES)
        assert re.fullmatch(r"[A-Z].*\.", sentence)
        assert "{" not in sentence
    assert limit_sentence(kind, "en", **VALUES) != limit_sentence(kind, "id", **VALUES)


def test_a_limit_formats_its_numbers_and_periods_for_the_language():
    assert limit_sentence("hours", "en", **VALUES) == (
        "Koperasi A (KOP-1) has 160.5 hours of las over the horizon, and no more."
    )
    assert limit_sentence("demand", "id", **VALUES) == "Seluruh 1.200 kendaraan V yang diminta harus dirakit."
    assert "in January 2027 – March 2027" in limit_sentence("no_offer", "en", **VALUES)
    assert "pada Januari 2027 – Maret 2027" in limit_sentence("no_offer", "id", **VALUES)


def test_every_limit_has_a_way_out():
    assert {key.partition(".")[0] for key in MOVES} == {*(key.partition(".")[0] for key in LIMITS), "rule"}


def test_a_move_says_by_how_much_the_limit_would_have_to_give_way():
    assert move_sentence("rule", "en", amount=1.25, unit="percentage points") == (
        "Loosen it by 1.25 percentage points, or leave it out."
    )
    assert move_sentence("rule", "id", amount=2.0, unit="suppliers") == (
        "Longgarkan sebesar 2 pemasok, atau hapus aturan ini."
    )
    assert move_sentence("hours", "id", amount=40.0, unit="hours") == "Tambah 40 jam sepanjang rencana."
    assert move_sentence("hours", "en") == "Find more hours."


def test_one_of_a_thing_is_told_in_the_singular():
    assert move_sentence("hours", "en", amount=1.0, unit="hours") == "Find 1 hour more over the horizon."
    assert {unit for unit in UNITS if not UNITS[unit][0].endswith("s")} == set()
