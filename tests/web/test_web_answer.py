"""What managers and members see and say: assignments, answers, notes, what is refused and where it is told."""

from __future__ import annotations

import re

import pytest
from web_world import form_word, post

from evplan.plan.review import Answer
from evplan.workflow.review import add_note, close_round, give_answer, round_status

ITEM = "/work/1/item/KOP-FRAME"


def answer(browser, **fields):
    return post(browser, f"{ITEM}/answer", {"seen": "0", **fields}, on=ITEM)


def stored(site, offer="KOP-FRAME"):
    return round_status(site.url, "0.0.test", 1).item(offer)


def test_a_manager_sees_its_parts_hours_and_members(site):
    text = site.client("ketua").get("/work/1").text
    assert "Rangka utama" in text
    assert "20 pcs" in text
    assert "Rp 3.000.000" in text
    assert "Rp 60.000.000" in text
    # 20 frames take 40 of the 48 hours that the two members have.
    assert "83,3 %" in text
    assert "M1" in text
    assert "M2" in text
    assert "Mohon dijawab" in text


def test_a_manager_sees_nothing_of_others(site):
    browser = site.client("ketua")
    for path in ("/work", "/work/1", ITEM, "/work/1/history"):
        text = browser.get(path).text
        for other in ("CV-", "PT-", "Bengkel contoh", "Perakit contoh", "Rp 4.000.000", "Rp 20.000.000", "Baterai"):
            assert other not in text, (path, other)


def test_a_manager_is_told_what_it_did_not_win(site):
    text = site.client("ketua").get("/work/1").text
    assert "Yang belum Anda menangkan" in text
    assert "Panel bodi" in text


def test_a_member_sees_its_own_part_alone(site):
    text = site.client("anggota").get("/work/1").text
    own = site.client().get("/api/v1/rounds/1/members", headers=site.bearer("anggota")).json()
    assert [row["member"] for row in own] == ["M1"]
    assert "Bagian Anda" in text
    assert "M2" not in text
    assert "Rp 60.000.000" not in text
    assert "Kirim jawaban" not in text


def test_accepting_is_two_clicks_and_is_thanked_for(site):
    browser = site.client("ketua")
    sent = answer(browser, kind="accept")
    assert (sent.status_code, sent.headers["location"]) == (303, "/work/1?said=answered")
    page = browser.get(sent.headers["location"]).text
    assert "Jawaban Anda sudah disimpan" in page
    assert "Semua sudah dijawab" in page
    found = stored(site)
    assert (found.state, found.person) == ("accepted", "ketua")


def test_part_of_it_is_accepted_with_numbers_as_people_write_them(site):
    browser = site.client("ketua")
    fields = {"kind": "partial", "units.2027-01": "7,5", "units.2027-02": "10", "reason": "las rusak"}
    assert answer(browser, **fields).status_code == 303
    assert stored(site).answer == Answer(kind="partial", units={"2027-01": 7.5, "2027-02": 10.0}, reason="las rusak")
    page = browser.get(ITEM).text
    assert 'value="7,5"' in page
    assert "las rusak" in page


@pytest.mark.parametrize(("language", "written"), [("id", "3.500.000"), ("en", "3,500,000"), ("id", "3500000")])
def test_a_counter_offers_price_is_read_in_the_pages_language(site, language, written):
    browser = site.client("ketua")
    browser.get(f"/language/{language}")
    fields = {"kind": "counter", "price": written, "first_period": "2027-02", "units.2027-01": "10"}
    assert answer(browser, **fields).status_code == 303
    assert stored(site).answer == Answer(kind="counter", price=3_500_000.0, first_period="2027-02")


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({}, "kind", "bukan jawaban"),
        ({"kind": "decline"}, "reason", "alasan"),
        ({"kind": "partial", "units.2027-01": "11"}, "units-2027-01", "Januari 2027"),
        ({"kind": "partial", "units.2027-01": "-1"}, "units-2027-01", "Januari 2027"),
        ({"kind": "partial", "units.2027-02": "banyak"}, "units-2027-02", "bukan angka"),
        ({"kind": "partial", "units.2027-02": "nan"}, "units-2027-02", "bukan angka"),
        ({"kind": "partial"}, "units", ""),
        ({"kind": "partial", "units.2027-01": "0", "units.2027-02": "0"}, "units", ""),
        ({"kind": "counter"}, "counter", ""),
        ({"kind": "counter", "price": "-5"}, "price", "Harga"),
        ({"kind": "counter", "price": "1e99"}, "price", "Harga"),
        ({"kind": "counter", "first_period": "2031-01"}, "first_period", "bukan periode"),
        ({"kind": "accept", "price": "5"}, "price", "Harga"),
    ],
)
def test_what_cannot_be_is_told_next_to_its_field_and_nothing_is_stored(site, fields, field, words):
    browser = site.client("ketua")
    sent = answer(browser, reason="tetap di sini" if field != "reason" else "", **fields)
    assert sent.status_code == 422
    errors = dict(re.findall(r'<p class="error" id="([\w-]+)-error">([^<]+)</p>', sent.text))
    assert list(errors) == [field]
    assert words in errors[field]
    assert f'href="#{field}"' in sent.text
    if field != "reason":
        assert "tetap di sini" in sent.text
    assert stored(site).state == "waiting"


def test_what_was_typed_is_shown_as_text_and_never_as_part_of_the_page(site):
    browser = site.client("ketua")
    evil = '"><script>alert(1)</script>'
    assert answer(browser, kind="decline", reason=evil).status_code == 303
    for path in ("/work/1", ITEM, "/work/1/history"):
        assert "<script" not in browser.get(path).text
    planner = site.client("planner")
    for path in ("/rounds/1", "/rounds/1/resolve", "/rounds/1/history"):
        text = planner.get(path).text
        assert "<script" not in text
        assert ("alert(1)" in text) is (path != "/rounds/1/resolve")


def test_of_two_people_who_answer_the_same_part_one_wins_and_the_other_is_told(site):
    first, second = site.client("ketua"), site.client("ketua")
    word = form_word(second, ITEM)
    assert answer(first, kind="accept").status_code == 303
    late = second.post(f"{ITEM}/answer", data={"csrf": word, "seen": "0", "kind": "decline", "reason": "tidak bisa"})
    assert late.status_code == 409
    assert "ketua sudah menjawab pada 2026-11-23 09:00" in late.text
    assert "tidak bisa" in late.text
    assert stored(site).state == "accepted"
    seen = re.search(r'name="seen" value="(\d+)"', late.text)[1]
    again = second.post(f"{ITEM}/answer", data={"csrf": word, "seen": seen, "kind": "decline", "reason": "tidak bisa"})
    assert again.status_code == 303
    assert stored(site).state == "declined"


def test_a_closed_round_takes_no_answer_and_says_so(site):
    browser = site.client("ketua")
    word = form_word(browser, ITEM)
    close_round(site.record(), 1)
    sent = browser.post(f"{ITEM}/answer", data={"csrf": word, "seen": "0", "kind": "accept"})
    assert sent.status_code == 409
    assert "Putaran ditutup pada" in sent.text
    assert stored(site).state == "waiting"
    assert "Kirim jawaban" not in browser.get(ITEM).text


def test_a_note_is_kept_and_seen_by_the_planner(site):
    browser = site.client("ketua")
    sent = post(browser, f"{ITEM}/note", {"text": "Harga baja naik\x00\x1b[31m"}, on=ITEM)
    assert sent.headers["location"] == f"{ITEM}?said=noted"
    assert "Harga baja naik[31m" in site.client("planner").get("/rounds/1").text
    assert "Catatan masih kosong" in post(browser, f"{ITEM}/note", {"text": "  "}, on=ITEM).text


def test_the_history_of_one_supplier_is_not_shown_to_another(site):
    give_answer(site.record("bengkel"), 1, "CV-PANEL", Answer(kind="decline", reason="rahasia bengkel"), supplier="CV")
    add_note(site.record("bengkel"), 1, "bisikan bengkel", offer="CV-PANEL", supplier="CV")
    browser = site.client("ketua")
    for path in ("/work", "/work/1", "/work/1/history", ITEM):
        assert "bengkel" not in browser.get(path).text
    text = site.client().get("/api/v1/rounds/1/history", headers=site.bearer("ketua")).text
    assert "bengkel" not in text
    assert "bisikan" in site.client("planner").get("/rounds/1/history").text


def test_a_page_can_be_used_with_a_screen_reader(site):
    browser = site.client("ketua")
    for path in ("/work", "/work/1", ITEM, "/password"):
        text = browser.get(path).text
        assert text.count("<h1>") == 1, path
        assert text.count("<main") == 1, path
        fields = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', text))
        labelled = set(re.findall(r'<label for="([^"]+)"', text))
        choices = {one for one in fields if one.startswith("kind-")}
        assert fields - choices <= labelled, path
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path
        for drawing in re.findall(r"<svg.*?</svg>", text, re.S):
            assert 'role="img"' in drawing
            assert "<title>" in drawing


def test_a_page_needs_no_script_no_inline_style_and_nothing_from_elsewhere(site):
    browser, planner = site.client("ketua"), site.client("planner")
    pages = [browser.get(path).text for path in ("/work", "/work/1", ITEM, "/password", "/work/9")]
    pages += [planner.get(path).text for path in ("/rounds", "/rounds/1", "/runs", "/runs/small/1", "/accounts")]
    pages.append(site.client().get("/style.css").text)
    for text in pages:
        assert not re.search(r"<script|style=|\son\w+=|https?://|url\(|@import|<iframe", text)
