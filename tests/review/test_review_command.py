"""``evplan review`` and ``evplan run adopt`` as they are typed."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from evplan.cli.program import run_program


@dataclass
class Said:
    """What a call left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def call(capsys, monkeypatch):
    """Give a function that runs evplan on a database."""
    for name in ("EVPLAN_DB", "EVPLAN_LANG", "EVPLAN_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def run(review, *arguments) -> Said:
        capsys.readouterr()
        code = run_program([*arguments, "--db", review.url, "--no-progress"])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return run


def test_the_whole_loop_is_walked_from_the_command_line(review, call) -> None:
    assert call(review, "review", "open", "small#1", "--note", "Please by Friday").code == 0
    for offer in "bd":
        assert call(review, "review", "answer", "small", offer, "accept", "--person", "ketua").code == 0
    said = call(review, "review", "answer", "small", "a", "decline", "--reason", "no steel", "--lang", "id")
    assert said.out == "  a: ditolak (no steel)\n"
    assert call(review, "review", "close", "small").code == 0
    preview = call(review, "review", "resolve", "small", "--preview", "--format", "json")
    assert [step["answer"] for step in json.loads(preview.out)] == ["decline", "accept", "accept"]
    done = json.loads(call(review, "review", "resolve", "small", "--format", "json").out)
    assert (done["run"], done["status"], done["verified"]) == ("small#2", "optimal", True)
    assert [(one["supplier"], one["after"]) for one in done["changes"]] == [("A", 0.0), ("C", 8.0)]
    assert call(review, "review", "open", "small#2").code == 0
    refused = call(review, "run", "adopt", "small#2")
    assert (refused.code, "1 of 3 items" in refused.err) == (2, True)
    assert call(review, "review", "answer", "small", "c", "accept").code == 0
    assert "small#2 is now the plan that is carried out." in call(review, "run", "adopt", "small#2").out
    listed = json.loads(call(review, "run", "list", "--format", "json").out)
    assert [one["adopted"] for one in listed] == [False, True]
    assert "Adopted on " in call(review, "run", "show", "small#2").out
    log = call(review, "review", "history", "small", "--format", "csv").out.splitlines()
    assert len(log) == 1 + 1 + 3 + 2 + 1 + 2 + 1 + 1


def test_how_a_round_stands_is_told_in_both_languages(review, call) -> None:
    call(review, "review", "open", "small#1")
    call(review, "review", "answer", "small", "b", "partial", "--units", "2027-02=2", "--person", "ketua")
    english = call(review, "review", "status", "small").out
    assert "3 items of 3 suppliers: 0 accepted, 1 answered otherwise, 2 waiting." in english
    assert "accepted in part: February 2027 at most 2 pcs" in english
    bahasa = call(review, "review", "status", "small", "--lang", "id").out
    assert "diterima sebagian: Februari 2027 paling banyak 2 pcs" in bahasa
    rounds = json.loads(call(review, "review", "status", "--format", "json").out)
    assert [(one["run"], one["state"], one["waiting"]) for one in rounds] == [("small#1", "open", 2)]


def test_a_resolve_that_finds_no_plan_ends_with_4_and_names_what_could_be_let_go(boxes, call) -> None:
    call(boxes, "review", "open", "small#1")
    call(boxes, "review", "answer", "small", "s", "accept")
    call(boxes, "review", "answer", "small", "w", "decline", "--reason", "press is broken")
    call(boxes, "review", "close", "small")
    said = call(boxes, "review", "resolve", "small#1")
    assert said.code == 4
    assert "the round stays closed and can be resolved again" in said.out
    assert "could be let go with --release s." in said.out


def test_what_cannot_stand_is_refused_with_its_findings(review, call) -> None:
    call(review, "review", "open", "small#1")
    said = call(review, "review", "answer", "small", "a", "partial", "--units", "2027-01=9")
    assert said.code == 3
    assert "2027-01: 9 units are more than the 4 that were assigned. [answer-too-many]" in said.err
    wrong = call(review, "review", "answer", "small", "a", "partial", "--units", "9")
    assert (wrong.code, "write PERIOD=UNITS" in wrong.err) == (2, True)


def test_a_database_without_rounds_says_so(review, call) -> None:
    assert "There is no review round yet." in call(review, "review", "status").out
    assert call(review, "review", "status", "small").code == 2
