"""Accounts, passwords, tokens and the secret, from the command line and below it."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import click
import pytest

from evplan.cli.program import run_program
from evplan.cli.secret import signing_key
from evplan.errors.account import PasswordWrong
from evplan.errors.web import SecretUnusable
from evplan.workflow.password import check_password, hash_password, matches, start_password


@pytest.fixture
def evplan(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("EVPLAN_DB", "EVPLAN_LANG", "EVPLAN_SECRET"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments):
        capsys.readouterr()
        code = run_program(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_start_password_stands_alone_on_standard_output_and_differs_every_time(evplan):
    code, first, said = evplan("user", "add", "planner", "--role", "planner")
    assert code == 0
    assert re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}\n", first)
    assert "shown only now" in said
    again = evplan("user", "reset", "planner")[1]
    assert again != first


def test_the_list_of_accounts_has_no_secrets(evplan):
    given = evplan("user", "add", "planner", "--role", "planner")[1].strip()
    out = evplan("user", "list", "--format", "csv")[1]
    assert out.splitlines()[0] == "name,role,supplier,member,language,must_change,disabled,created_at"
    assert out.splitlines()[1].startswith("planner,planner,,,id,True,False,")
    assert given not in out
    assert "argon2" not in out
    assert given.encode() not in Path("evplan.db").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "planner", "--role", "planner"), "There is an account 'planner' already"),
        (("add", "Ketua Tegal", "--role", "planner"), "cannot be the name of an account"),
        (("add", "ketua", "--role", "manager"), "A manager belongs to one supplier"),
        (("add", "ketua", "--role", "manager", "--supplier", "X"), "No data set in the database has a supplier 'X'"),
        (("add", "ketua", "--role", "planner", "--supplier", "X"), "belongs to none"),
        (("reset", "planer"), "Did you mean 'planner'?"),
        (("disable", "planner"), "is the only planner who can log in"),
    ],
)
def test_what_cannot_be_is_told_and_ends_with_2(evplan, arguments, words):
    evplan("user", "add", "planner", "--role", "planner")
    code, out, err = evplan("user", *arguments)
    assert (code, out) == (2, "")
    assert words in err


def test_a_password_that_is_typed_is_kept(evplan, monkeypatch):
    monkeypatch.setattr(click, "prompt", lambda *_words, **_options: "laut yang tenang")
    code, out, err = evplan("user", "add", "planner", "--role", "planner", "--password")
    assert (code, out, err.strip()) == (0, "", "planner can log in.")
    assert ",False,False," in evplan("user", "list", "--format", "csv")[1]


def test_a_token_is_told_once_and_can_be_revoked(evplan):
    evplan("user", "add", "planner", "--role", "planner")
    code, token, err = evplan("token", "add", "planner", "--scope", "read", "--label", "dashboard")
    assert (code, token[:4]) == (0, "evp_")
    assert "Token 1" in err
    assert evplan("token", "revoke", "1")[0] == 0
    out = evplan("token", "list", "--format", "csv")[1]
    assert out.splitlines()[1].startswith("1,planner,dashboard,read,")
    assert token.strip() not in out
    assert evplan("token", "revoke", "2")[0] == 2
    assert evplan("token", "add", "planner", "--days", "9999")[0] == 2


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("pendek123", "short"),
        ("x" * 129, "long"),
        ("saya ketua di sini", "name"),
        ("Ketua12345!", "name"),
        ("password2026!", "common"),
        ("Koperasi12345", "common"),
        ("1234567890", "common"),
        ("abcdefghijkl", "common"),
        ("0987654321", "common"),
        ("aaaaaaaaaaaa", "simple"),
        ("abcabcabcabc", "simple"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password, code):
    with pytest.raises(PasswordWrong) as refused:
        check_password(password, "ketua")
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["tujuh kuda menari", "kabut-di-lereng", "Lampu merah 7"])
def test_a_password_of_ones_own_will_do(password):
    check_password(password, "ketua")


def test_a_start_password_will_do_too():
    check_password(start_password(), "ketua")


def test_a_hash_opens_to_its_password_alone_however_the_keyboard_writes_it():
    digest = hash_password("caf\u00e9 di sudut")
    assert digest.startswith("$argon2id$")
    assert digest != hash_password("caf\u00e9 di sudut")
    assert matches("cafe\u0301 di sudut", digest)
    assert not matches("cafe di sudut", digest)
    assert not matches("caf\u00e9 di sudut", "")
    assert not matches("x" * 1_000_000, digest)


def test_the_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path, monkeypatch):
    monkeypatch.delenv("EVPLAN_SECRET", raising=False)
    url = f"sqlite:///{tmp_path / 'plans.db'}"
    key = signing_key(url)
    path = tmp_path / "plans.db.secret"
    assert len(key) == 64
    assert signing_key(url) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(SecretUnusable, match="chmod 600"):
        signing_key(url)


def test_a_secret_from_the_environment_is_taken_and_must_be_long(tmp_path, monkeypatch):
    monkeypatch.setenv("EVPLAN_SECRET", "s" * 40)
    assert signing_key(f"sqlite:///{tmp_path / 'plans.db'}") == b"s" * 40
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("EVPLAN_SECRET", "short")
    with pytest.raises(SecretUnusable, match="at least 32 characters"):
        signing_key("sqlite:///x.db")
