"""Letters and messages: what a supplier is told, in both languages, and nothing of anybody else."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import asdict, replace
from datetime import date

import pandas as pd
import pytest
from paper_world import NAMES, NOW, PRICES, VERSION

from evplan.errors import FileUnwritable
from evplan.errors.paper import PaperEndingWrong, PaperSupplierMissing
from evplan.errors.review import RoundMissing
from evplan.plan.review import Answer
from evplan.report import render
from evplan.report.letter import MOST_SIGNS, letter_content, letters_html, letters_pdf, message_text
from evplan.workflow.letter import letter_of, supplier_message, write_letters
from evplan.workflow.review import close_round, give_answer

WORKING = ("CV", "KOP", "S")


def table(letter, title):
    return next(one for one in letter.tables if one.title == title)


def test_a_letter_tells_parts_quantities_price_and_revenue(shared_paper) -> None:
    letter = letter_of(shared_paper.view("KOP"), "id", NOW)
    assert table(letter, "Yang diminta untuk dibuat").rows == (
        ("1", "Set baut", "30", "set", "Rp 51.515", "Rp 1.545.450"),
        ("2", "Rangka utama", "24", "buah", "Rp 3.171.717", "Rp 76.121.208"),
        ("", "Jumlah seluruhnya", "", "", "", "Rp 77.666.658"),
    )
    assert table(letter, "Jumlah per periode").rows == (
        ("Januari 2027", "15", "12", "Rp 38.833.329"),
        ("Februari 2027", "15", "12", "Rp 38.833.329"),
        ("Jumlah seluruhnya", "30", "24", "Rp 77.666.658"),
    )


def test_a_letter_tells_hours_members_and_tooling(shared_paper) -> None:
    letter = letter_of(shared_paper.view("KOP"), "en", NOW)
    assert table(letter, "Machine hours against capacity").rows[0][:4] == ("las", "48", "48", "100.0 %")
    members = table(letter, "The members' split").rows
    assert [row[:4] for row in members[:2]] == [
        ("Anggota Kamboja", "Rangka utama", "24.0", "12"),
        ("Anggota Teratai", "Rangka utama", "24.0", "12"),
    ]
    assert members[-1][0] == "Total"
    assert table(letter, "Tooling and investments").rows[0][3] == "Rp 7,700,000"


def test_a_workshop_reads_its_material_and_where_it_comes_from_but_not_from_whom(shared_paper) -> None:
    letter = letter_of(shared_paper.view("CV"), "id", NOW)
    assert table(letter, "Bahan baku yang dikirim ke bengkel Anda").rows == (
        ("Pelat baja", "Panel bodi", "75 kg", "R"),
    )


def test_a_letter_says_who_is_asked_what_until_when_and_who_signs(draft) -> None:
    draft.open(closes_on=date(2026, 12, 15), note="Mohon segera")
    letter = letter_of(draft.view("KOP"), "id", NOW, ("Asosiasi contoh", "Jalan Contoh 1"))
    assert letter.sender == ("Asosiasi contoh", "Jalan Contoh 1")
    assert letter.to == ("Ketua koperasi", "Koperasi Melati", "R")
    assert letter.facts[:2] == (("Nomor", "small#1 / 1 / KOP"), ("Tanggal", "22 November 2026"))
    assert "15 Desember 2026" in letter.paragraphs[-1]
    assert letter.paragraphs[-2] == "Perencana menulis: Mohon segera"
    assert letter.boxes == ("Setuju", "Setuju sebagian", "Usul lain", "Menolak")
    assert [(one.number, one.name, one.amount) for one in letter.questions] == [
        ("1", "Set baut", "30 set"),
        ("2", "Rangka utama", "24 buah"),
    ]
    assert [place.role for place in letter.signatures] == ["Ketua koperasi", "Perencana"]
    assert letter.remarks[0].endswith("bukan sertifikat.")
    assert "bilangan bulat" in letter.remarks[1]


def test_a_letter_without_a_round_is_a_draft_and_one_of_a_closed_round_asks_nothing(draft) -> None:
    closed = close_round(draft.record(), draft.open().round.id)
    view = draft.view("KOP")
    assert letter_content(view.view, None, view.changes, "en", NOW).notice.startswith("Draft")
    assert letter_content(view.view, closed.of("KOP"), view.changes, "en", NOW).questions == ()


def test_a_part_that_was_answered_is_told_and_not_asked_again(paper) -> None:
    give_answer(paper.record("ketua"), 1, "KOP-BOLT", Answer(kind="accept"), supplier="KOP")
    letter = letter_of(paper.view("KOP"), "id", NOW)
    assert [one.number for one in letter.questions] == ["2"]
    assert table(letter, "Yang sudah Anda jawab").rows == (("Set baut", "diterima", "diterima", "ketua"),)
    give_answer(paper.record("ketua"), 1, "KOP-FRAME", Answer(kind="decline", reason="x"), supplier="KOP")
    letter = letter_of(paper.view("KOP"), "id", NOW)
    assert letter.questions == ()
    assert letter.paragraphs[-1].startswith("Semua sudah Anda jawab")


def test_a_name_is_never_read_as_markup(shared_paper) -> None:
    view = shared_paper.view("KOP")
    evil = '#panic("no") *bold* $x$ <b>&amp;\\'
    named = replace(view.view, name=evil, offers=view.view.offers.assign(name=evil))
    letter = letter_content(named, view.status, view.changes, "en", NOW)
    assert letters_pdf([letter], NOW).startswith(b"%PDF-")
    page = letters_html([letter])
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;amp;" in page


def test_a_long_letter_goes_over_pages_and_repeats_its_headings(shared_paper) -> None:
    view = shared_paper.view("KOP")
    many = pd.concat([view.view.members] * 60, ignore_index=True)
    letter = letter_content(replace(view.view, members=many), view.status, view.changes, "id", NOW)
    short = letters_pdf([letter_of(view, "id", NOW)], NOW)
    assert pages_of(letters_pdf([letter], NOW)) >= pages_of(short) + 2
    assert pages_of(letters_pdf([letter, letter], NOW)) == 2 * pages_of(letters_pdf([letter], NOW))


def pages_of(content: bytes) -> int:
    return max(int(found) for found in re.findall(rb"/Count (\d+)", content))


def test_the_page_needs_nothing_from_elsewhere(shared_paper) -> None:
    page = letters_html([letter_of(shared_paper.view(supplier), "id", NOW) for supplier in WORKING])
    assert page.count('<article class="letter"') == 3
    assert not re.search(r"https?://|<script|<link|url\(", page)


def test_letters_go_into_a_folder_one_each_and_none_is_overwritten_unasked(shared_paper, tmp_path) -> None:
    where = (shared_paper.url, VERSION, "small")
    written = write_letters(*where, tmp_path / "surat", "id", NOW)
    assert [path.name for path in written] == ["CV.pdf", "KOP.pdf", "S.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in written)
    with pytest.raises(FileUnwritable, match="there already"):
        write_letters(*where, tmp_path / "surat", "id", NOW)
    with pytest.raises(PaperEndingWrong, match=r"a \.pdf file, an \.html file or a folder"):
        write_letters(*where, tmp_path / "surat.docx", "id", NOW)
    with pytest.raises(PaperSupplierMissing, match="X gets no work in small#1"):
        write_letters(*where, tmp_path / "x.pdf", "id", NOW, supplier="X")


def test_a_run_without_a_round_has_letters_but_no_message(draft, tmp_path) -> None:
    write_letters(draft.url, VERSION, "small#1", tmp_path / "k.html", "en", NOW, supplier="KOP")
    assert "Draft: no review round" in (tmp_path / "k.html").read_text(encoding="utf-8")
    with pytest.raises(RoundMissing):
        supplier_message(draft.url, VERSION, "small#1", "KOP", "en")


def test_a_message_says_it_all_shortly_and_leads_to_the_page(shared_paper) -> None:
    text = supplier_message(shared_paper.url, VERSION, "small", "KOP", "id", address="http://10.0.0.5:8000/")
    assert text.splitlines() == [
        "Yth. Koperasi Melati: rencana small#1, putaran 1, memberi pekerjaan kepada Anda dari Januari 2027 sampai "
        "Februari 2027, sekitar Rp 77,7 juta:",
        "- Set baut: 30 set",
        "- Rangka utama: 24 buah",
        "Mohon dijawab.",
        "Jawab di sini: http://10.0.0.5:8000/work/1",
        "Rencana ini bukan kontrak.",
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_message_is_short_however_many_and_long_the_parts_are(shared_paper, language) -> None:
    view = shared_paper.view("KOP")
    offers = pd.concat([view.view.offers] * 20, ignore_index=True).assign(name="Rangka " * 40)
    text = message_text(
        replace(view.view, offers=offers, name="Koperasi " * 40), view.status, language, "http://a.example/work/1"
    )
    assert MOST_SIGNS - 100 < len(text) <= MOST_SIGNS
    shown = text.count("Rangka Rangka") and len(re.findall(r"^- Rangka", text, re.M))
    assert re.search(rf"^- (dan|and) {40 - shown} ", text, re.M)


def forbidden(supplier: str) -> dict[str, set[str]]:
    """Return what must not be in a supplier's papers: keys, names, prices and offers of all others."""
    own = {"KOP", "M1", "M2"} if supplier == "KOP" else {supplier}
    others = [offer for offer in PRICES if offer.split("-")[0] != supplier]
    prices = [PRICES[offer] for offer in others]
    told = {str(price) for price in prices} | {
        render.money(price, language) for price in prices for language in ("id", "en")
    }
    return {
        "words": {name for key, name in NAMES.items() if key not in own} | set(others),
        "keys": {key for key in NAMES if key not in own},
        "prices": told,
    }


def assert_keeps(text: str, supplier: str) -> None:
    """Check that nothing of others is in a text."""
    wrong = forbidden(supplier)
    assert NAMES[supplier] in text
    for words in wrong["words"] | wrong["prices"]:
        assert words not in text, words
    for key in wrong["keys"]:
        assert not re.search(rf"(?<![\w-]){key}(?![\w-])", text), key


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("supplier", WORKING)
def test_nothing_of_others_is_in_a_letter_a_message_or_any_part_of_a_sheet(shared_paper, supplier, language) -> None:
    view = shared_paper.view(supplier)
    letter = letter_of(view, language, NOW)
    assert_keeps(json.dumps(asdict(letter), ensure_ascii=False), supplier)
    assert_keeps(message_text(view.view, view.status, language, "http://pages.example/work/1"), supplier)
    with zipfile.ZipFile(io.BytesIO(shared_paper.sheet(supplier, language))) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    assert not any("comment" in name or "extern" in name for name in parts)
    # 'S' and 'X' are columns of the styles' own XML; text stands in the sheets, the shared strings and properties.
    told = {
        name: re.sub(r"<[^>]*>", "\n", text)
        for name, text in parts.items()
        if "styles" not in name and "theme" not in name
    }
    assert_keeps("\n".join(told.values()), supplier)
