"""The letter and the answer sheet on the pages: taken away, filled in, sent back, refused."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from web_world import VERSION, form_word, post

from evplan.plan.review_sheet import HIDDEN
from evplan.report.language import LANGUAGES
from evplan.web.shell import MOST_BYTES
from evplan.workflow.review import close_round, round_status

PAPER = "/work/1/paper"


def fetched(browser):
    """Return the answer sheet as the browser gets it."""
    answer = browser.get("/work/1/sheet.xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="KOP-1.xlsx"'
    return answer.content


def filled(content, **cells):
    """Return a sheet with cells of its first page filled in."""
    book = load_workbook(io.BytesIO(content))
    for cell, value in cells.items():
        book.worksheets[0][cell].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def kind_cell(content):
    rows = load_workbook(io.BytesIO(content))[HIDDEN].iter_rows(max_col=6, values_only=True)
    return next(row[2] for row in rows if row[0] == "own" and row[3] == "kind")


def send(browser, content, name="kop.xlsx"):
    data = {"csrf": form_word(browser, PAPER)}
    return browser.post(PAPER, data=data, files={"sheet": (name, content)})


def stored(site):
    return round_status(site.url, VERSION, 1).item("KOP-FRAME")


def test_the_letter_is_a_pdf_in_the_visitors_language(site):
    browser = site.client("ketua")
    sizes = []
    for language in LANGUAGES:
        browser.cookies.set("evplan_language", language)
        answer = browser.get("/work/1/letter.pdf")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        sizes.append(len(answer.content))
    assert sizes[0] != sizes[1]


def test_a_filled_in_sheet_is_stored_under_the_name_of_the_account(site):
    browser = site.client("ketua")
    assert 'href="/work/1/paper"' in browser.get("/work/1").text
    content = fetched(browser)
    answer = send(browser, filled(content, **{kind_cell(content): "Setuju"}))
    assert answer.status_code == 200
    assert "Jawaban yang disimpan dari lembar: 1." in answer.text
    assert (stored(site).state, stored(site).person) == ("accepted", "ketua")
    again = send(browser, filled(content, **{kind_cell(content): "Setuju"}))
    assert "Tidak ada yang baru" in again.text
    assert stored(site).seen == 1


def test_what_cannot_stand_is_told_by_cell_in_the_visitors_language(site):
    browser = site.client("ketua")
    content = fetched(browser)
    answer = send(browser, filled(content, **{kind_cell(content): "Menolak", "A1": "lain"}))
    assert answer.status_code == 422
    assert "<li>Jawaban A1: Sel ini tidak boleh diubah" in answer.text
    assert "Mohon sebutkan alasan menolak" in answer.text
    assert stored(site).state == "waiting"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no sheet at all", "Berkas ini tidak dapat dibaca."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 512, "tanpa kata sandi"),
        (b"", "Berkas ini tidak dapat dibaca."),
    ],
)
def test_an_upload_that_is_no_sheet_is_told_so(site, content, words):
    answer = send(site.client("ketua"), content)
    assert answer.status_code == 422
    assert words in answer.text
    assert stored(site).state == "waiting"


def test_the_sheet_of_another_supplier_or_of_a_later_version_is_refused(site):
    content = site.client("bengkel").get("/work/1/sheet.xlsx").content
    browser = site.client("ketua")
    answer = send(browser, filled(content, **{kind_cell(content): "Setuju"}))
    assert answer.status_code == 422
    assert "bukan untuk putaran ini" in answer.text
    assert "Bengkel contoh" not in answer.text
    book = load_workbook(io.BytesIO(fetched(browser)))
    book[HIDDEN]["B1"].value = "9"
    out = io.BytesIO()
    book.save(out)
    assert "versi evplan yang lebih baru" in send(browser, out.getvalue()).text
    assert [one.state for one in round_status(site.url, VERSION, 1).items] == ["waiting"] * 3


def test_a_file_that_is_too_large_or_missing_is_told(site):
    browser = site.client("ketua")
    large = send(browser, b"\0" * (MOST_BYTES + 1))
    assert large.status_code == 413
    assert "Paling besar 2 MB" in large.text
    none = post(browser, PAPER, on=PAPER)
    assert none.status_code == 422
    assert "Pilih lembar jawaban" in none.text


def test_a_closed_round_takes_no_sheet(site):
    browser = site.client("ketua")
    content = fetched(browser)
    data = {"csrf": form_word(browser, PAPER)}
    close_round(site.record(), 1)
    sent = filled(content, **{kind_cell(content): "Setuju"})
    answer = browser.post(PAPER, data=data, files={"sheet": ("kop.xlsx", sent)})
    assert answer.status_code == 409
    assert "jawaban tidak diterima lagi" in answer.text
    assert stored(site).state == "waiting"
