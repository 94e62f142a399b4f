"""Rounds: opened on a verified plan, answered, closed; a log that only grows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from evplan import store
from evplan.errors import NoPlan, NotFound, RunLocked
from evplan.errors.review import (
    AnswerOvertaken,
    AnswerRefused,
    ItemMissing,
    LogLocked,
    RoundClosed,
    RoundMissing,
    RoundOpen,
    RoundOver,
)
from evplan.plan.review import Answered, Opened
from evplan.plan.review_answer import read_answer
from evplan.store.review_table import LOG_TABLES, EventRow
from evplan.workflow.review import (
    add_note,
    adopt_run,
    close_round,
    give_answer,
    history,
    open_round,
    round_of,
    round_status,
    rounds,
)

VERSION = "1.0"


def test_a_round_has_an_item_for_every_offer_that_got_work_and_no_other(review) -> None:
    status = review.open()
    assert [(one.item.supplier, one.item.offer, one.item.part) for one in status.items] == [
        ("A", "a", "frame"),
        ("B", "b", "frame"),
        ("D", "d", "seat"),
    ]
    assert status.item("a").item.assigned == {"2027-01": 4.0, "2027-02": 4.0}
    assert status.item("a").item.price == 3_000_000
    assert {one.state for one in status.items} == {"waiting"}
    assert status.round.name == "small#1, round 1"
    assert status.round.periods == ("2027-01", "2027-02")


def test_a_run_has_one_open_round_at_a_time(review) -> None:
    first = review.open()
    with pytest.raises(RoundOpen, match=r"small#1, round 1 is open since 2026-11-22 10:00"):
        review.open()
    close_round(review.record(), first.round.id)
    assert review.open().round.number == 2


def test_a_run_without_a_plan_cannot_be_reviewed(review) -> None:
    done = review.settle({"a": {"kind": "decline", "reason": "no steel"}, "b": {"kind": "decline", "reason": "no men"}})
    assert done.run.outcome.status == "infeasible"
    with pytest.raises(NoPlan, match="infeasible"):
        review.open("small#2")
    with pytest.raises(NotFound, match="no run 'smal'"):
        review.open("smal")


def test_an_answer_says_who_and_when_and_the_newest_counts(review) -> None:
    round_id = review.open().round.id
    review.say(round_id, "a", "accept", user="ketua")
    now = review.say(round_id, "a", "decline", user="wakil", reason="no steel")
    assert (now.state, now.person, now.at, now.seen) == ("declined", "wakil", "2026-11-22T10:00:00+07:00", 2)
    said = [event for event in round_status(review.url, VERSION, round_id).events if event.offer == "a"]
    assert [(event.sequence, event.person, event.payload.answer.kind) for event in said] == [
        (1, "ketua", "accept"),
        (2, "wakil", "decline"),
    ]


def test_who_answers_what_somebody_else_has_answered_meanwhile_is_told(review) -> None:
    round_id = review.open().round.id
    give_answer(review.record("ketua"), round_id, "a", read_answer("a", "decline", reason="no steel"), seen=0)
    with pytest.raises(AnswerOvertaken, match=r"ketua answered a on 2026-11-22 10:00.*declined \(no steel\)"):
        give_answer(review.record("wakil"), round_id, "a", read_answer("a", "accept"), seen=0)
    again = give_answer(review.record("wakil"), round_id, "a", read_answer("a", "accept"), seen=1)
    assert (again.state, again.person) == ("accepted", "wakil")


def test_a_remark_in_between_overtakes_nobody(review) -> None:
    round_id = review.open().round.id
    add_note(review.record(), round_id, "Steel comes on 3 March", offer="a")
    now = give_answer(review.record("ketua"), round_id, "a", read_answer("a", "accept"), seen=0)
    assert (now.state, now.seen) == ("accepted", 2)


def test_of_many_who_answer_one_item_at_once_one_wins_and_the_others_are_told(on_both) -> None:
    round_id = on_both.open().round.id

    def answer(number: int) -> str:
        try:
            give_answer(on_both.record(f"p{number}"), round_id, "a", read_answer("a", "accept"), seen=0)
        except AnswerOvertaken:
            return "told"
        return "stored"

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(answer, range(6)))
    assert sorted(ends) == ["stored", *["told"] * 5]
    events = round_status(on_both.url, VERSION, round_id).events
    assert sum(isinstance(event.payload, Answered) for event in events) == 1


def test_of_many_who_answer_different_items_at_once_none_is_lost_and_none_is_late(on_both) -> None:
    round_id = on_both.open().round.id

    def act(number: int) -> str:
        if number == 6:
            close_round(on_both.record(), round_id)
            return "closed"
        try:
            give_answer(on_both.record(f"p{number}"), round_id, "abd"[number % 3], read_answer("x", "accept"))
        except RoundClosed:
            return "late"
        return "stored"

    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(act, range(9)))
    events = round_status(on_both.url, VERSION, round_id).events
    stored = [event for event in events if event.kind == "answered"]
    assert len(stored) == ends.count("stored")
    assert ends.count("stored") + ends.count("late") == 8
    assert events[-1].kind == "closed", "no answer stands behind the end of the round"


@pytest.mark.parametrize(
    ("kind", "terms", "code", "words"),
    [
        ("maybe", {}, "answer-kind", "'maybe' is no answer"),
        ("decline", {}, "answer-reason", "needs a reason"),
        ("decline", {"reason": "   "}, "answer-reason", "needs a reason"),
        ("partial", {}, "answer-units-missing", "needs units"),
        ("partial", {"units": {"2027-01": 5}}, "answer-too-many", "5 units are more than the 4"),
        ("partial", {"units": {"2027-01": -1}}, "answer-number-range", "2027-01: -1 cannot be"),
        ("partial", {"units": {"2027-01": "nan"}}, "answer-no-number", "'nan' is no number"),
        ("partial", {"units": {"2027-01": "empat"}}, "answer-no-number", "'empat' is no number"),
        ("partial", {"units": {"2027-01": True}}, "answer-no-number", "'True' is no number"),
        ("partial", {"units": {"2027-07": 1}}, "answer-period", "'2027-07' is no period"),
        ("partial", {"units": {"2027-01": 4}}, "answer-nothing-cut", "those that were assigned"),
        ("partial", {"units": {"2027-01": 0, "2027-02": 0}}, "answer-nothing-left", "No unit is left"),
        ("counter", {}, "answer-counter-empty", "needs a price"),
        ("counter", {"price": -3}, "answer-number-range", "price: -3 cannot be"),
        ("counter", {"price": "0"}, "answer-number-range", "price: 0 cannot be"),
        ("counter", {"price": "1e400"}, "answer-number-range", "price: 1e400 cannot be"),
        ("counter", {"price": float("inf")}, "answer-number-range", "price: inf cannot be"),
        ("counter", {"price": 3e9}, "answer-price-far", "a hundred times"),
        ("counter", {"units_per_period": 0}, "answer-nothing-left", "No unit is left"),
        ("counter", {"first_period": "2028-01"}, "answer-period", "'2028-01' is no period"),
        ("accept", {"price": 5}, "answer-not-its-own", "price does not belong to the answer 'accept'"),
        ("accept", {"reason": "x" * 2001}, "answer-text", "2001 characters"),
    ],
)
def test_an_answer_that_cannot_stand_is_refused_and_nothing_is_stored(review, kind, terms, code, words) -> None:
    round_id = review.open().round.id
    with pytest.raises(AnswerRefused) as refused:
        review.say(round_id, "a", kind, **terms)
    assert [one.code for one in refused.value.findings] == [code]
    assert words in refused.value.findings[0].message
    assert round_status(review.url, VERSION, round_id).item("a").state == "waiting"


def test_all_that_is_wrong_with_an_answer_is_told_at_once(review) -> None:
    round_id = review.open().round.id
    with pytest.raises(AnswerRefused) as refused:
        review.say(round_id, "a", "partial", units={"2027-01": 9, "2027-03": 1})
    assert [one.code for one in refused.value.findings] == ["answer-too-many", "answer-period"]


def test_another_suppliers_item_cannot_be_told_from_one_that_is_not_there(review) -> None:
    round_id = review.open().round.id
    said = []
    for offer in ("b", "nothing"):
        with pytest.raises(ItemMissing) as missing:
            give_answer(review.record(), round_id, offer, read_answer(offer, "accept"), supplier="A")
        said.append(str(missing.value).replace(f"'{offer}'", "?"))
    assert said == ["small#1, round 1 has no item ? that you can answer."] * 2


def test_a_closed_round_takes_no_answer(review) -> None:
    round_id = review.open().round.id
    close_round(review.record(), round_id)
    with pytest.raises(RoundClosed, match="was closed on 2026-11-22 10:00"):
        review.say(round_id, "a", "accept")
    with pytest.raises(RoundClosed):
        close_round(review.record(), round_id)


def test_answers_are_due_by_the_last_day_that_was_named(review) -> None:
    round_id = open_round(review.record(), "small#1", closes_on=date(2026, 12, 15)).round.id
    on_the_day = review.record(now="2026-12-15T23:59:00+07:00")
    give_answer(on_the_day, round_id, "a", read_answer("a", "accept"))
    with pytest.raises(RoundOver, match="were due by 2026-12-15"):
        give_answer(review.record(now="2026-12-16T00:01:00+07:00"), round_id, "a", read_answer("a", "accept"))


def test_a_round_that_is_not_there_is_told(review) -> None:
    with pytest.raises(RoundMissing, match="no review round 7"):
        round_status(review.url, VERSION, 7)
    with pytest.raises(RoundMissing, match="no review round of run small#1"):
        round_of(review.url, VERSION, "small")


def test_rounds_are_listed_with_their_counts(review) -> None:
    round_id = review.open().round.id
    review.say(round_id, "a", "accept")
    review.say(round_id, "b", "decline", reason="no men")
    row = rounds(review.url, VERSION).iloc[0]
    assert (row["run"], row["number"], row["state"]) == ("small#1", 1, "open")
    assert (row["items"], row["waiting"], row["accepted"]) == (3, 1, 1)


def test_a_supplier_sees_its_own_items_and_what_was_said_about_them_only(review) -> None:
    round_id = review.open().round.id
    review.say(round_id, "a", "decline", user="ketua-a", reason="no steel")
    review.say(round_id, "b", "accept", user="ketua-b")
    add_note(review.record(), round_id, "Thank you all")
    seen = round_status(review.url, VERSION, round_id, supplier="B")
    assert [one.item.offer for one in seen.items] == ["b"]
    assert [(event.kind, event.person) for event in seen.events] == [
        ("opened", "planner"),
        ("answered", "ketua-b"),
        ("note", "planner"),
    ]
    assert {said.item.supplier for said in history(review.url, VERSION, round_id, supplier="B") if said.item} == {"B"}


@pytest.mark.parametrize("table", sorted(LOG_TABLES))
def test_nothing_that_was_said_can_be_changed(on_both, table) -> None:
    round_id = on_both.open().round.id
    on_both.all_but(round_id)
    adopt_run(on_both.record(), "small#1")
    engine = store.make_engine(on_both.url)
    with store.transaction(engine) as session:
        store.save_standing(session, "small#1", "A", [], "2026-11-22")
    column = {"review_rounds": "note", "review_events": "kind", "review_items": "part"}.get(table, "at")
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="read-only"), engine.begin() as connection:
            connection.execute(text(statement))
        with pytest.raises(RunLocked), store.transaction(engine) as session:
            session.execute(text(statement))
    with pytest.raises(LogLocked, match="kept as it was said"), store.transaction(engine) as session:
        session.execute(EventRow.__table__.delete())
    engine.dispose()


def test_the_same_line_cannot_be_written_twice(on_both) -> None:
    round_id = on_both.open().round.id
    engine = store.make_engine(on_both.url)
    line = {"round_id": round_id, "offer": "", "sequence": 1, "kind": "opened", "person": "", "supplier": "", "at": ""}
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(EventRow.__table__.insert(), line | {"payload": Opened().model_dump()})
    engine.dispose()


def test_a_process_that_is_killed_in_the_middle_of_an_answer_leaves_nothing_of_it(review) -> None:
    round_id = review.open().round.id
    code = f"""
        import os, signal
        from evplan.plan.review import Answered
        from evplan.plan.review_answer import read_answer
        from evplan.store import add_event, make_engine, share_round, transaction
        with transaction(make_engine({review.url!r})) as session:
            share_round(session, {round_id}, "a")
            add_event(session, {round_id}, "a", Answered(answer=read_answer("a", "accept")), person="p", at="t")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert round_status(review.url, VERSION, round_id).item("a").state == "waiting"
    assert review.say(round_id, "a", "accept").seen == 1
