"""Coming in: log-in, sessions, forms, passwords, headers, what is too large or malformed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from web_world import PASSWORD, VERSION, form_word, make_site, post

from evplan.web.guard import local_path
from evplan.web.shell import MOST_BYTES
from evplan.workflow.account import (
    IDLE_LIFE,
    SESSION_LIFE,
    START_LIFE,
    TRIES_HERE,
    TRY_SPAN,
    add_account,
    digest_of,
    disable_account,
    reset_account,
)
from evplan.workflow.database import opened


def log_in(site, name, password=PASSWORD, back="/", **options):
    browser = site.client(**options)
    return browser, post(browser, "/login", {"name": name, "password": password, "back": back}, on="/login")


def test_a_login_leads_back_to_the_page_that_was_wanted(site):
    browser = site.client()
    wanted = browser.get("/work/1/item/KOP-FRAME")
    assert wanted.status_code == 303
    assert wanted.headers["location"] == "/login?back=%2Fwork%2F1%2Fitem%2FKOP-FRAME"
    page = browser.get(wanted.headers["location"])
    assert 'name="back" value="/work/1/item/KOP-FRAME"' in page.text
    _, answer = log_in(site, "ketua", back="/work/1/item/KOP-FRAME")
    assert answer.headers["location"] == "/work/1/item/KOP-FRAME"


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil", "/a\nb", "javascript:x", ""]
)
def test_a_login_leads_nowhere_else(site, back):
    assert local_path(back) == "/"
    assert log_in(site, "ketua", back=back)[1].headers["location"] == "/"
    assert site.client().get("/language/en", params={"back": back}).headers["location"] == "/"


def test_the_sessions_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(site):
    _, answer = log_in(site, "ketua")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("evplan="))
    assert {"HttpOnly", "Path=/", "SameSite=lax", f"Max-Age={int(SESSION_LIFE.total_seconds())}"} <= set(
        cookie.split("; ")
    )
    assert "Secure" not in cookie


def test_by_https_cookies_go_by_https_only_and_the_browser_stays_with_it(template, tmp_path):
    site = make_site(template, tmp_path, https=True)
    browser = site.client()
    browser.base_url = "https://testserver"
    answer = post(browser, "/login", {"name": "ketua", "password": PASSWORD}, on="/login")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-evplan="))
    assert "Secure" in cookie.split("; ")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert browser.get("/work").status_code == 200


def test_the_database_holds_no_session_that_could_be_used(site):
    browser, _ = log_in(site, "ketua")
    secret = browser.cookies["evplan"]
    with opened(site.url, VERSION, write=False) as session:
        stored = session.connection().exec_driver_sql("SELECT digest FROM account_sessions").scalars().all()
    assert secret not in stored
    assert digest_of(secret) in stored


def test_a_login_gives_a_fresh_session_and_ends_the_one_before(site):
    browser = site.client("ketua")
    first = browser.cookies["evplan"]
    word = form_word(browser, "/work")
    browser.post("/login", data={"csrf": word, "name": "ketua", "password": PASSWORD})
    assert browser.cookies["evplan"] != first
    old = site.client()
    old.cookies.set("evplan", first)
    assert old.get("/work").status_code == 303


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "\x7f", "a" * 4000, "' OR 1=1 --"])
def test_a_forged_session_opens_nothing(site, secret):
    answer = site.client().get("/work", headers={"cookie": f"evplan={secret}"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


def test_a_session_that_is_not_used_ends_and_says_so(site):
    browser = site.client("ketua")
    site.now.go(seconds=IDLE_LIFE.total_seconds() - 60)
    assert browser.get("/work").status_code == 200
    site.now.go(seconds=IDLE_LIFE.total_seconds() - 60)
    assert browser.get("/work").status_code == 200
    site.now.go(seconds=IDLE_LIFE.total_seconds() + 1)
    answer = browser.get("/work/1")
    assert answer.headers["location"] == "/login?back=%2Fwork%2F1&expired=1"
    assert "Anda telah keluar" in browser.get(answer.headers["location"]).text


def test_a_session_ends_even_if_it_is_used_all_the_time(site):
    browser = site.client("ketua")
    for _ in range(int(SESSION_LIFE / timedelta(hours=1)) - 1):
        site.now.go(hours=1)
        assert browser.get("/work").status_code == 200
    site.now.go(hours=1)
    assert browser.get("/work").status_code == 303


def test_an_answer_after_the_session_has_ended_leads_to_the_login_and_back_to_its_page(site):
    browser = site.client("ketua")
    site.now.go(hours=3)
    answer = browser.post("/work/1/item/KOP-FRAME/answer", data={"kind": "accept"})
    assert answer.headers["location"] == "/login?back=%2Fwork%2F1%2Fitem%2FKOP-FRAME&expired=1"


def test_logging_out_ends_the_session_on_the_server_too(site):
    browser = site.client("ketua")
    secret = browser.cookies["evplan"]
    assert post(browser, "/logout", on="/work").headers["location"] == "/login?out=1"
    assert browser.get("/work", headers={"cookie": f"evplan={secret}"}).status_code == 303


def test_a_disabled_account_is_out_at_once(site):
    browser = site.client("ketua")
    disable_account(site.url, VERSION, "ketua")
    assert browser.get("/work").status_code == 303
    assert site.client().get("/api/v1/me", headers=site.bearer("ketua")).status_code == 401
    assert log_in(site, "ketua")[1].status_code == 200


def test_wrong_and_unknown_read_the_same(site):
    answers = [log_in(site, name, "nothing of the kind")[1] for name in ("ketua", "nobody")]
    texts = {re.sub(r"ketua|nobody|[0-9a-f]{64}", "", answer.text) for answer in answers}
    assert len(texts) == 1
    assert "Nama atau kata sandi salah" in answers[0].text


def test_whoever_tries_too_often_waits_even_with_the_right_password(site):
    for _ in range(TRIES_HERE):
        assert log_in(site, "ketua", "wrong every time")[1].status_code == 200
    browser, answer = log_in(site, "ketua")
    assert answer.status_code == 429
    assert "Tunggu 15 menit" in answer.text
    assert browser.get("/work").status_code == 303
    site.now.go(seconds=TRY_SPAN.total_seconds() + 1)
    assert log_in(site, "ketua")[1].status_code == 303


def test_a_stranger_elsewhere_does_not_lock_a_manager_out(site):
    for _ in range(TRIES_HERE):
        log_in(site, "ketua", "wrong every time", client=("10.0.0.9", 1))
    assert log_in(site, "ketua", client=("10.0.0.9", 1))[1].status_code == 429
    assert log_in(site, "ketua", client=("10.0.0.1", 1))[1].status_code == 303


def test_a_form_without_its_word_is_refused(site):
    browser = site.client("ketua")
    for word in ("", "0" * 64, form_word(site.client("bengkel"), "/work"), form_word(site.client(), "/login")):
        answer = browser.post("/work/1/item/KOP-FRAME/answer", data={"csrf": word, "kind": "accept", "seen": "0"})
        assert answer.status_code == 403
        assert "Formulir sudah kedaluwarsa" in answer.text
    assert "menunggu jawaban" in browser.get("/work/1").text


def test_a_login_form_of_another_visitor_is_refused(site):
    word = form_word(site.client(), "/login")
    assert site.client().post("/login", data={"csrf": word, "name": "a", "password": "b"}).status_code == 403


def test_a_start_password_must_be_changed_before_anything_is_seen(site):
    given = reset_account(site.url, VERSION, site.now(), "ketua")
    browser, answer = log_in(site, "ketua", given)
    assert answer.headers["location"] == "/password"
    assert browser.get("/work").headers["location"] == "/password"
    page = browser.get("/password")
    assert "Daftar tugas" not in page.text
    new = {"old": given, "new": "laut yang tenang", "again": "laut yang tenang"}
    assert post(browser, "/password", new, on="/password").status_code == 303
    assert browser.get("/work").status_code == 200
    assert log_in(site, "ketua", given)[1].status_code == 200
    assert log_in(site, "ketua", "laut yang tenang")[1].status_code == 303


def test_a_start_password_is_good_for_two_weeks(site):
    given = reset_account(site.url, VERSION, site.now(), "ketua")
    site.now.go(seconds=START_LIFE.total_seconds() + 1)
    assert log_in(site, "ketua", given)[1].status_code == 200


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"old": "wrong wrong", "new": "laut yang tenang", "again": "laut yang tenang"}, "Kata sandi ini salah."),
        ({"old": PASSWORD, "new": "laut yang tenang", "again": "laut"}, "Keduanya tidak sama."),
        ({"old": PASSWORD, "new": "pendek", "again": "pendek"}, "paling sedikit 10 karakter"),
        ({"old": PASSWORD, "new": "ketua nomor 1", "again": "ketua nomor 1"}, "tidak boleh memuat nama akun"),
        ({"old": PASSWORD, "new": "password123", "again": "password123"}, "paling dulu dicoba"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "harus berbeda"),
    ],
)
def test_a_password_that_will_not_do_is_told_next_to_its_field(site, sent, words):
    browser = site.client("ketua")
    answer = post(browser, "/password", sent, on="/password")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert log_in(site, "ketua")[1].status_code == 303


def test_a_changed_password_ends_the_other_sessions(site):
    here, there = site.client("ketua"), site.client("ketua")
    new = {"old": PASSWORD, "new": "laut yang tenang", "again": "laut yang tenang"}
    assert post(here, "/password", new, on="/password").status_code == 303
    assert here.get("/work").status_code == 200
    assert there.get("/work").status_code == 303


@pytest.mark.parametrize("path", ["/login", "/nothing", "/api/v1/me", "/style.css", "/health"])
def test_every_answer_has_the_headers_that_keep_strangers_out(site, path):
    headers = site.client().get(path).headers
    assert "script" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert (headers["cache-control"] == "no-store") is (path != "/style.css")


def test_fifty_megabytes_are_refused_before_they_are_read(site):
    browser = site.client("ketua")
    read = []

    def parts():
        for _ in range(50):
            read.append(1)
            yield b"x" * 1_000_000

    headers = {"content-length": "50000000", "content-type": "application/x-www-form-urlencoded"}
    answer = browser.post("/work/1/item/KOP-FRAME/answer", content=b"x", headers=headers)
    assert answer.status_code == 413
    assert "Terlalu besar" in answer.text
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/work/1/item/KOP-FRAME/answer", content=parts(), headers=headers).status_code == 413
    sent = browser.post("/api/v1/rounds", content=b"x" * (MOST_BYTES + 1), headers=site.bearer("planner"))
    assert sent.status_code == 413
    assert sent.json()["message"].startswith("The body is too large")


@pytest.mark.parametrize("host", ["", "a b", "a/b", "evil\x00", "a:b:c", "-" * 300])
def test_a_malformed_host_is_refused(site, host):
    assert site.client().get("/login", headers={"host": host}).status_code == 400


def test_only_the_hosts_that_are_ours_are_answered_where_they_are_named(template, tmp_path):
    site = make_site(template, tmp_path, hosts=("pages.example",))
    browser = site.client()
    assert browser.get("/login", headers={"host": "pages.example:8000"}).status_code == 200
    assert browser.get("/login", headers={"host": "evil.example"}).status_code == 400


def test_no_page_sends_anybody_to_the_host_that_was_claimed(site):
    answer = site.client().get("/work", headers={"host": "evil.example"})
    assert answer.headers["location"].startswith("/login")


def test_a_defect_shows_a_page_and_no_traceback(site, monkeypatch):
    from evplan.web import work_page

    def fail(*_arguments):
        raise RuntimeError("secret inside")

    browser = site.client("ketua", raise_server_exceptions=False)
    monkeypatch.setattr(work_page, "rounds_for", fail)
    answer = browser.get("/work")
    assert answer.status_code == 500
    assert "Ada kesalahan pada evplan" in answer.text
    assert "secret inside" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_database_that_is_gone_is_told_without_its_place(site):
    browser = site.client("ketua", raise_server_exceptions=False)
    path = site.url.removeprefix("sqlite:///")
    with open(path, "wb") as file:
        file.write(b"this is no database at all, whatever it was before")
    answer = browser.get("/work")
    assert answer.status_code == 503
    assert "Basis data tidak menjawab" in answer.text
    assert path not in answer.text


def test_the_language_is_one_click_away_and_stays(site):
    browser = site.client("ketua")
    assert 'lang="id"' in browser.get("/work").text
    answer = browser.get("/language/en", params={"back": "/work"})
    assert answer.headers["location"] == "/work"
    assert "<h1>To do</h1>" in browser.get("/work").text
    assert browser.get("/language/fr").status_code == 404


def test_an_account_may_read_english_from_the_start(site):
    add_account(site.url, VERSION, site.now(), "reader", "planner", language="en", password=PASSWORD)
    assert "<h1>Review rounds</h1>" in site.client("reader").get("/rounds").text
