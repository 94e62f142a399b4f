"""The interface for other software does what the pages do, and answers nothing that its description leaves out."""

from __future__ import annotations

import pytest
from web_world import VERSION

from evplan.web.interface import ROOT
from evplan.workflow.account import add_token, list_tokens, revoke_token
from evplan.workflow.review import round_status

ANSWER = f"{ROOT}/rounds/1/items/KOP-FRAME/answer"


@pytest.fixture
def api(site):
    browser = site.client()

    def call(method, path, name="ketua", **options):
        return browser.request(method, path, headers=site.bearer(name), **options)

    return call


def test_an_answer_is_stored_and_comes_back(site, api):
    sent = {"kind": "partial", "units": {"2027-01": 4}, "reason": "las rusak", "seen": 0}
    answer = api("POST", ANSWER, json=sent)
    assert answer.status_code == 200
    assert answer.json()["state"] == "partial"
    assert answer.json()["answer"]["units"] == {"2027-01": 4.0}
    assert answer.json()["units"] == {"2027-01": 10.0, "2027-02": 10.0}
    assert api("GET", f"{ROOT}/rounds/1/items").json() == [answer.json()]
    assert round_status(site.url, VERSION, 1).item("KOP-FRAME").person == "ketua"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        [],
        None,
        {"kind": "accept"},
        {"kind": "perhaps", "seen": 0},
        {"kind": "accept", "seen": 0, "more": 1},
        {"kind": "partial", "units": {"2027-01": 11}, "seen": 0},
        {"kind": "partial", "units": {"2027-01": -1}, "seen": 0},
        {"kind": "counter", "price": 1e300, "seen": 0},
        {"kind": "decline", "reason": "\x00", "seen": 0},
        {"kind": "decline", "reason": "x" * 2001, "seen": 0},
        {"kind": "accept", "seen": 99999999999999999999},
    ],
)
def test_what_cannot_be_is_422_and_nothing_is_stored(site, api, sent):
    answer = api("POST", ANSWER, json=sent)
    assert answer.status_code == 422
    assert set(answer.json()) == {"message", "faults"}
    assert round_status(site.url, VERSION, 1).item("KOP-FRAME").state == "waiting"


@pytest.mark.parametrize("body", [b"\xff", b"{", b'{"kind": "decline", "reason": "\\ud800", "seen": 0}', b"NaN"])
def test_a_body_that_is_no_json_is_422(api, body):
    assert api("POST", ANSWER, content=body).status_code == 422


def test_an_answer_to_what_has_been_answered_since_is_409(api):
    assert api("POST", ANSWER, json={"kind": "accept", "seen": 0}).status_code == 200
    late = api("POST", ANSWER, json={"kind": "decline", "reason": "x", "seen": 0})
    assert late.status_code == 409
    assert "ketua answered KOP-FRAME" in late.json()["message"]


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Bearer x", "Basic a2V0dWE6eA==", "Bearer evp_" + "A" * 43])
def test_a_token_that_is_forged_opens_nothing(site, value):
    answer = site.client().get(f"{ROOT}/me", headers={"authorization": value})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["message"].startswith("No token")


def test_a_token_ends_when_it_is_revoked_and_when_its_days_are_over(site):
    number, token = add_token(site.url, VERSION, site.now(), "ketua", ("read",), "", 1)
    headers = {"authorization": f"Bearer {token}"}
    browser = site.client()
    assert browser.get(f"{ROOT}/me", headers=headers).json()["scopes"] == ["read"]
    site.now.go(days=1, seconds=1)
    assert browser.get(f"{ROOT}/me", headers=headers).status_code == 401
    number, token = add_token(site.url, VERSION, site.now(), "ketua", ("read",), "", 1)
    revoke_token(site.url, VERSION, site.now(), number)
    assert browser.get(f"{ROOT}/me", headers={"authorization": f"Bearer {token}"}).status_code == 401
    assert token not in list_tokens(site.url, VERSION).to_csv()


def test_a_session_of_the_pages_does_not_open_the_interface(site):
    assert site.client("planner").get(f"{ROOT}/runs").status_code == 401


def test_the_planner_closes_looks_ahead_resolves_and_adopts(site, api):
    for name, offer in (("ketua", "KOP-FRAME"), ("bengkel", "CV-PANEL"), ("baterai", "PT-BATTERY")):
        path = f"{ROOT}/rounds/1/items/{offer}/answer"
        kind = {"kind": "accept"} if name != "bengkel" else {"kind": "decline", "reason": "mesin rusak"}
        assert api("POST", path, name, json=kind | {"seen": 0}).status_code == 200
    assert api("GET", f"{ROOT}/rounds/1/preview", "planner").json()["waiting"] == 0
    early = api("POST", f"{ROOT}/rounds/1/resolve", "planner", json={})
    assert early.status_code == 202
    assert early.json()["message"].endswith("then resolve it.")
    assert api("POST", f"{ROOT}/rounds/1/close", "planner").json()["state"] == "closed"
    assert api("POST", f"{ROOT}/rounds/1/close", "planner").status_code == 409
    assert api("POST", f"{ROOT}/rounds/1/resolve", "planner", json={"release": ["CV-FRAME"]}).status_code == 422
    done = api("POST", f"{ROOT}/rounds/1/resolve", "planner", json={}).json()
    assert (done["state"], done["run"], done["solved"]) == ("done", "small#2", True)
    assert api("GET", f"{ROOT}/rounds/1/job", "planner").json() == done
    opened = api("POST", f"{ROOT}/rounds", "planner", json={"run": "small#2"})
    assert opened.status_code == 201
    assert opened.json()["accepted"] == 2, "what was accepted and is the same is accepted still"
    path = f"{ROOT}/rounds/2/items/KOP-PANEL/answer"
    assert api("POST", path, json={"kind": "accept", "seen": 0}).status_code == 200
    assert api("POST", f"{ROOT}/runs/small/2/adopt", "planner", json={}).json()["adopted"] is True
    assert [run["adopted"] for run in api("GET", f"{ROOT}/runs", "planner").json()] == [False, True]


def test_every_address_describes_all_that_it_may_answer(site):
    described = site.client().get(f"{ROOT}/openapi.json").json()
    assert described["security"] == [{"token": []}]
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            known = set(said["responses"])
            assert {"400", "401", "403", "404", "413", "422", "503"} <= known, path
            assert ("409" in known) is (method == "post"), path
            for status, answer in said["responses"].items():
                schema = answer["content"]["application/json"]["schema"]
                wanted = "#/components/schemas/Problem"
                assert (schema.get("$ref") == wanted) is (status >= "400"), (path, status)


def test_the_description_needs_nothing_from_elsewhere_and_is_listed_on_a_page(site):
    text = site.client("planner").get("/interface").text
    described = site.client().get(f"{ROOT}/openapi.json").json()
    for path in described["paths"]:
        assert path in text
    assert site.client().get("/docs").status_code == 404


def test_an_unknown_address_or_method_is_told_as_json(site):
    assert site.client().get(f"{ROOT}/nothing").json()["faults"] == []
    assert site.client().delete(f"{ROOT}/me").status_code == 405
