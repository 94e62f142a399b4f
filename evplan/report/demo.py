"""The words between the steps of the demonstration."""

from __future__ import annotations

from evplan.plan.record import Run
from evplan.report.block import Block
from evplan.report.language import Language
from evplan.report.word import word

# A title and lines for every step: (English, Bahasa Indonesia).
_STEPS: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {
    1: (
        (
            "1. The question",
            "A scenario is a text file: which data, which months, which rules. This is the one that comes with evplan.",
        ),
        (
            "1. Pertanyaannya",
            "Skenario adalah berkas teks: data yang mana, bulan apa saja, aturan apa. Ini yang dibawa evplan.",
        ),
    ),
    2: (
        (
            "2. The data",
            "Bills of materials, suppliers, offers, hours, demand: CSV files here, or a workbook. They are checked",
            "first; if anything is wrong, all of it is listed and nothing is stored. Numbers marked illustrative are",
            "made up, and supplier names are no real firms.",
        ),
        (
            "2. Datanya",
            "Daftar komponen, pemasok, penawaran, jam kerja, permintaan: berkas CSV di sini, atau buku kerja Excel.",
            "Semua diperiksa dulu; bila ada yang salah, semuanya disebutkan dan tidak ada yang disimpan. Angka yang",
            "bertanda illustrative hanya contoh, dan nama pemasok bukan perusahaan sungguhan.",
        ),
    ),
    3: (
        (
            "3. The plan",
            "A mixed-integer program decides who makes what, when and how many, at the lowest landed cost.",
        ),
        (
            "3. Rencananya",
            "Program bilangan bulat campuran menentukan siapa membuat apa, kapan, dan berapa, dengan biaya sampai di",
            "tempat yang paling rendah.",
        ),
    ),
    4: (
        (
            "4. The check",
            "Never trust a solver: code that shares nothing with it takes the stored plan and recomputes everything.",
        ),
        (
            "4. Pemeriksaannya",
            "Jangan percaya begitu saja: kode yang terpisah mengambil rencana tersimpan dan menghitung ulang semuanya.",
        ),
    ),
    5: (
        ("5. Taking it away", "Every table of the plan, in a workbook."),
        ("5. Dibawa pulang", "Semua tabel rencana, dalam satu buku kerja Excel."),
    ),
}

# Commands and what they are for: (English, Bahasa Indonesia).
_CLOSING = (
    ("evplan run list --db {where}", "the runs of this database", "hasil hitung di basis data ini"),
    (
        "evplan law score {run} --db {where}",
        "every vehicle by every method",
        "nilai TKDN setiap kendaraan menurut setiap metode",
    ),
    ("evplan law show sectoral", "the law, value by value", "peraturannya, nilai demi nilai"),
    ("evplan scenario list", "a scenario to copy and change", "skenario untuk disalin dan diubah"),
    ("evplan data check FOLDER", "data of your own", "data Anda sendiri"),
)


def step(number: int, language: Language) -> Block:
    """Return the title of step ``number`` (1 to 5) and what it is about."""
    english, bahasa = _STEPS[number]
    title, *lines = bahasa if language == "id" else english
    return Block(title=title, lines=tuple(lines))


def closing_block(run: Run, where: str, language: Language) -> Block:
    """Return what can be tried after the demonstration, in the database ``where``."""
    commands = [command.format(run=run.name, where=where) for command, _english, _bahasa in _CLOSING]
    width = max(len(command) for command in commands)
    words = [bahasa if language == "id" else english for _command, english, bahasa in _CLOSING]
    lines = [f"{command:<{width}}  {said}" for command, said in zip(commands, words, strict=True)]
    return Block(title=word("title.next", language), lines=tuple(lines))
