"""Every address for every role, on what is its own and on what is another's: none can be forgotten."""

from __future__ import annotations

import itertools

import pytest
from fastapi import FastAPI
from web_world import PEOPLE, VERSION, form_word, make_site

from evplan.web import WebSetting, create_app
from evplan.web.guard import Who
from evplan.web.interface import ROOT
from evplan.web.route import Pages, require_who, routes

ROLES = {name: role for name, (role, _, _) in PEOPLE.items()}

OWN = {"round_id": "1", "offer": "KOP-FRAME", "supplier": "KOP", "scenario": "small", "version": "1"}
OWN |= {"name": "ketua", "language": "en"}
FOREIGN = {"offer": "CV-PANEL"}
MISSING = {"round_id": "99", "offer": "NONE", "supplier": "NONE", "scenario": "none", "name": "none"}

QUERY = {"/compare": "?first=none%231&second=none%232"}
"""What an address needs behind it to be understood."""

ADDRESSES = [
    (method, route.path, route.endpoint.who)
    for route in routes(create_app(WebSetting("sqlite://", VERSION, b"x" * 32, None)))
    for method in sorted(route.methods)
]


def ask(site, browser, who, method, path, values, name=None):
    address = path.format_map(OWN | values) + QUERY.get(path, "")
    headers = site.bearer(name) if name and path.startswith(ROOT) else {}
    if path.startswith(ROOT):
        return browser.request(method, address, headers=headers, json={} if method == "POST" else None)
    return browser.request(method, address)


@pytest.fixture(scope="module")
def browsers(shared_site):
    # Of the three managers two are enough: whose part it is, and another's.
    return {name: shared_site.client(name) for name in PEOPLE if name != "baterai"} | {None: shared_site.client()}


@pytest.mark.parametrize(
    ("method", "path", "who"), ADDRESSES, ids=[f"{method} {path}" for method, path, _ in ADDRESSES]
)
def test_an_address_opens_for_its_roles_alone(shared_site, browsers, method, path, who):
    for name, browser in browsers.items():
        # What would change the shared world is asked of what is not there.
        changes = method == "POST" and name == "planner" and path.startswith(ROOT)
        answer = ask(shared_site, browser, who, method, path, MISSING if changes else {}, name)
        told = (name, answer.status_code, answer.text[:200])
        if not who.roles:
            assert answer.status_code in (200, 303) or (method == "POST" and answer.status_code == 403), told
        elif name is None:
            assert answer.status_code == (401 if path.startswith(ROOT) else 303), told
            assert path.startswith(ROOT) or answer.headers["location"].startswith("/login?back="), told
        elif ROLES[name] not in who.roles:
            assert answer.status_code == 403, told
        elif method == "GET":
            # Other suppliers' managers meet what is KOP's here: their own round, but not its items.
            mine = name in ("planner", "ketua", "anggota") or "{offer}" not in path
            assert answer.status_code == (404 if path == "/compare" or not mine else 200), told
        elif path.startswith(ROOT):
            assert answer.status_code in (404, 422), told
        else:
            # A form without its word is refused, whoever sends it.
            assert answer.status_code == 403, told


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [one for one in ADDRESSES if "{offer}" in one[1] and "manager" in one[2].roles],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_foreign_part_is_not_there(shared_site, browsers, method, path, who):
    sent = {"kind": "accept", "seen": 0} if path.endswith("answer") else {"text": "x"}
    for offer in ("CV-PANEL", "CV-FRAME", "KOP-PANEL", "NONE"):
        address = path.format_map(OWN | {"offer": offer})
        if path.startswith(ROOT):
            body = sent if method == "POST" else None
            answer = browsers[None].request(method, address, headers=shared_site.bearer("ketua"), json=body)
        elif method == "GET":
            answer = browsers["ketua"].get(address)
        else:
            word = browsers["ketua"].get("/work").text.split('name="csrf" value="')[1][:64]
            answer = browsers["ketua"].post(address, data=sent | {"csrf": word})
        assert answer.status_code == 404, (offer, answer.text[:300])
        assert "Panel" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [one for one in ADDRESSES if one[0] == "GET" and "{" in one[1] and one[2].roles],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_exist_is_not_there(shared_site, browsers, method, path, who):
    for name, key in itertools.product(ROLES, MISSING):
        if name in browsers and ROLES[name] in who.roles and f"{{{key}}}" in path:
            answer = ask(shared_site, browsers[name], who, method, path, {key: MISSING[key]}, name)
            assert answer.status_code == 404, (name, key, answer.text[:300])


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [one for one in ADDRESSES if one[0] == "POST" and "{" in one[1] and one[2].roles],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_can_be_done_to_what_does_not_exist(shared_site, browsers, method, path, who):
    sent = {"kind": "accept", "seen": 0} if path.endswith("/answer") else {"text": "x"} if path.endswith("note") else {}
    for name, key in itertools.product(ROLES, MISSING):
        if name not in browsers or ROLES[name] not in who.roles or f"{{{key}}}" not in path:
            continue
        address = path.format_map(OWN | {key: MISSING[key]})
        if path.startswith(ROOT):
            answer = browsers[None].post(address, headers=shared_site.bearer(name), json=sent)
        else:
            answer = browsers[name].post(address, data=sent | {"csrf": form_word(browsers[name], "/password")})
        assert answer.status_code == 404, (name, key, answer.text[:300])


def test_no_address_answers_a_method_that_it_does_not_declare(shared_site, browsers):
    declared: dict[str, set[str]] = {}
    for method, path, _ in ADDRESSES:
        declared.setdefault(path, set()).add(method)
    for path, methods in declared.items():
        for method in {"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"} - methods:
            answer = browsers["ketua"].request(method, path.format_map(OWN), headers=shared_site.bearer("ketua"))
            assert answer.status_code == 405, (method, path)
            assert "Rangka" not in answer.text, (method, path)


def test_the_body_is_not_read_before_it_is_known_who_sends_it(shared_site, browsers):
    for method, path, who in ADDRESSES:
        if method == "POST" and who.roles and not path.startswith(ROOT):
            answer = browsers[None].post(path.format_map(OWN), content=b"\xff\xfe" * 10)
            assert answer.status_code == 303, path


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "1e3", "x", "%00"])
def test_a_number_that_can_be_none_is_not_there(shared_site, browsers, number):
    assert browsers["ketua"].get(f"/work/{number}").status_code == 404
    assert browsers["planner"].get(f"/rounds/{number}").status_code == 404
    assert browsers["planner"].get(f"/runs/small/{number}").status_code == 404


def test_an_address_that_does_not_say_who_it_is_for_keeps_the_application_from_starting():
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_api_route("/forgotten", lambda: None)
    with pytest.raises(LookupError, match="/forgotten does not say who"):
        require_who(app)


def test_a_declared_address_says_who_it_is_for():
    pages = Pages()
    only = Who(frozenset({"planner"}))
    assert pages.get("/x", only)(lambda: None).who == only


def test_a_token_without_the_scope_may_not_answer(template, tmp_path):
    from evplan.workflow.account import add_token

    site = make_site(template, tmp_path)
    _, token = add_token(site.url, VERSION, site.now(), "ketua", ("read",), "", 1)
    headers = {"authorization": f"Bearer {token}"}
    browser = site.client()
    assert browser.get(f"{ROOT}/rounds", headers=headers).status_code == 200
    sent = {"kind": "accept", "seen": 0}
    answer = browser.post(f"{ROOT}/rounds/1/items/KOP-FRAME/answer", headers=headers, json=sent)
    assert answer.status_code == 403
