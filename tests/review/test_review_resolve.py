"""Answers become rules and changes, and the plan is solved again; what was accepted is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small import Small

from evplan.errors import NotVerified
from evplan.errors.review import (
    ItemsUnanswered,
    NotAccepted,
    NoteNeeded,
    NothingToRelease,
    NothingToResolve,
    RoundResolved,
    RoundStillOpen,
    RunAdopted,
)
from evplan.plan.change import apply_changes
from evplan.plan.review import Answered, Event, Round, status_of
from evplan.plan.review_answer import read_answer
from evplan.plan.review_change import steps_of
from evplan.plan.review_item import items_of, offer_lines
from evplan.workflow import resolve as resolve_module
from evplan.workflow import review as review_module
from evplan.workflow.resolve import preview_resolve
from evplan.workflow.review import adopt_run, adopted_runs, close_round, history, round_status
from evplan.workflow.run import list_runs, run_scenario

VERSION = "1.0"
MILLION = 1_000_000


def rules(run) -> dict[str, object]:
    return {rule.id: rule for rule in run_scenario(run).rule}


def test_an_offer_that_was_declined_gets_nothing_and_who_accepted_keeps_its_units(declined, units) -> None:
    _, done = declined
    assert units(done.run) == {"b": 12.0, "c": 8.0, "d": 20.0}
    assert done.run.total_cost_idr == 104 * MILLION
    assert done.run.name == "small#2"
    held = rules(done.run)
    assert held["review-ban-a"].units.at_most == 0
    assert held["review-ban-a"].purpose == "review round 1: A declined on 2026-11-22: no steel"
    assert (held["review-hold-b"].units.at_least, held["review-hold-d"].units.at_least) == (12.0, 20.0)


def test_what_changed_is_told_with_whom_and_why(declined) -> None:
    told = declined[1].changes[["supplier", "before", "after", "why", "reason"]].to_numpy().tolist()
    assert told == [
        ["A", 8.0, 0.0, "yours", "review round 1: A declined on 2026-11-22: no steel"],
        ["C", 0.0, 8.0, "others", ""],
    ]


def test_a_part_that_was_accepted_is_a_limit_in_those_periods_and_a_hold_of_the_rest(review, units) -> None:
    done = review.settle({"b": {"kind": "partial", "units": {"2027-02": 2}}})
    assert units(done.run) == {"a": 12.0, "b": 8.0, "d": 20.0}
    assert done.run.total_cost_idr == (8 * 2 + 12 * 3 + 40) * MILLION
    held = rules(done.run)
    assert held["review-cap-b-2027-02"].units.at_most == 2.0
    assert held["review-cap-b-2027-02"].periods == ["2027-02"]
    assert held["review-hold-b"].units.at_least == 8.0
    # Who got just the part that it accepted has accepted.
    status = review.open("small#2")
    assert {one.item.offer: one.state for one in status.items} == {"a": "waiting", "b": "accepted", "d": "accepted"}


def test_a_counter_offer_can_cost_work(review, units) -> None:
    done = review.settle({"d": {"kind": "counter", "price": 5 * MILLION, "units_per_period": 6}})
    assert units(done.run) == {"a": 8.0, "b": 12.0, "e": 20.0}
    assert done.run.total_cost_idr == pytest.approx(128 * MILLION, abs=1)


@pytest.mark.parametrize(
    ("terms", "revision"),
    [
        ({"price": 3 * MILLION}, {"price": "3000000"}),
        ({"units_per_period": 6}, {"maximum_units": 6.0}),
        ({"first_period": "2027-02"}, {"valid_from": "2027-02-01"}),
    ],
)
def test_a_counter_offer_revises_the_offer(review, terms, revision) -> None:
    round_id = review.open().round.id
    review.say(round_id, "d", "counter", reason="steel is dearer", **terms)
    solved = preview_resolve(review.record(), round_id, unanswered="accept").scenario
    (change,) = solved.change
    assert (change.table, change.where, change.set) == ("offers", {"offer": "d"}, revision)
    assert change.reason == "review round 1: D made a counter-offer on 2026-11-22: steel is dearer"
    assert {rule.id for rule in solved.rule} == {"review-hold-a", "review-hold-b"}


def test_the_price_bands_of_an_offer_move_with_its_price() -> None:
    small = Small().part("seat", unit="pcs").offer("d", "seat", 2).band("d", 5, 1).demand(10)
    inputs = small.inputs
    lines = offer_lines(inputs, small.solve().plan)
    (item,) = items_of(inputs, small.solve().plan)
    assert item.price == 1 * MILLION
    said = read_answer("d", "counter", price=1.5 * MILLION)
    round_ = Round(1, "small#1", 1, "", "", ("2027-01",))
    event = Event("d", 1, "answered", "ketua", "D", "2026-11-22", Answered(answer=said))
    (step,) = steps_of(status_of(round_, (item,), (event,)), lines, inputs, small.tables, None)
    offer, band = step.changes
    assert (offer.table, offer.set) == ("offers", {"price": "3000000"})
    assert (band.table, band.set) == ("price_bands", {"price": "1500000"})
    changed, _ = apply_changes(small.tables, step.changes)
    assert changed["price_bands"]["price"].tolist() == ["1500000"]


def test_change_comes_last_among_the_objectives_and_once(declined) -> None:
    review, done = declined
    assert [(one.minimise, one.run) for one in run_scenario(done.run).objective] == [
        ("cost", None),
        ("change", "small#1"),
    ]
    round_id = review.open("small#2").round.id
    solved = preview_resolve(review.record(), round_id, unanswered="decline").scenario
    assert [(one.minimise, one.run) for one in solved.objective] == [("cost", None), ("change", "small#2")]


def test_what_has_not_changed_since_it_was_accepted_is_accepted_in_the_next_round(declined) -> None:
    review, _ = declined
    status = review.open("small#2")
    assert {one.item.offer: one.state for one in status.items} == {"b": "accepted", "c": "waiting", "d": "accepted"}
    assert status.item("b").carried == "small#1, round 1"
    assert status.item("b").person == "ketua"
    assert (status.round.number, status.round.before) == (2, "small#1")


def test_rounds_go_on_until_all_have_accepted_and_then_the_plan_is_adopted(declined) -> None:
    review, _ = declined
    with pytest.raises(NotAccepted, match="never put to its suppliers"):
        adopt_run(review.record(), "small#2")
    status = review.open("small#2")
    with pytest.raises(NotAccepted, match=r"1 of 3 items of small#2, round 2 are not accepted \(C\)"):
        adopt_run(review.record(), "small#2")
    review.say(status.round.id, "c", "accept")
    assert adopt_run(review.record(), "small") == "small#2"
    assert adopted_runs(review.url, VERSION)[["run", "by", "forced"]].to_numpy().tolist() == [
        ["small#2", "planner", False]
    ]
    listed = list_runs(review.url, VERSION).set_index("run")["adopted"]
    assert listed.to_dict() == {"small#1": False, "small#2": True}
    with pytest.raises(RunAdopted, match="adopted on 2026-11-22 10:00 by planner"):
        adopt_run(review.record(), "small#2")
    kinds = [said.event.kind for said in history(review.url, VERSION, status.round.id)]
    assert kinds[:5] == ["opened", *["answered"] * 3, "closed"]
    assert kinds[-1] == "adopted"


def test_a_plan_is_adopted_by_force_with_a_word_only(review) -> None:
    review.open()
    with pytest.raises(NoteNeeded):
        adopt_run(review.record(), "small#1", force=True)
    adopt_run(review.record(), "small#1", force=True, note="agreed by telephone")
    assert adopted_runs(review.url, VERSION)[["note", "forced"]].to_numpy().tolist() == [["agreed by telephone", True]]


def test_a_plan_that_failed_verification_is_never_adopted(review, monkeypatch) -> None:
    load = review_module.load_run
    monkeypatch.setattr(review_module, "load_run", lambda *given: replace(load(*given), verified=False))
    with pytest.raises(NotVerified):
        adopt_run(review.record(), "small#1", force=True, note="please")


def test_silence_must_be_given_a_meaning(review) -> None:
    round_id = review.open().round.id
    review.say(round_id, "a", "accept")
    with pytest.raises(RoundStillOpen):
        review.resolve(round_id)
    close_round(review.record(), round_id)
    with pytest.raises(ItemsUnanswered, match=r"2 of 3 items of small#1, round 1 have no answer \(B, D\)"):
        review.resolve(round_id)


@pytest.mark.parametrize(
    ("meaning", "expected"),
    [
        ("keep", {"review-ban-d"}),
        ("accept", {"review-ban-d", "review-hold-a", "review-hold-b"}),
        ("decline", {"review-ban-d", "review-ban-a", "review-ban-b"}),
    ],
)
def test_silence_means_what_the_planner_says(review, meaning, expected) -> None:
    round_id = review.open().round.id
    review.say(round_id, "d", "decline", reason="no foam")
    solved = preview_resolve(review.record(), round_id, unanswered=meaning).scenario
    assert {rule.id for rule in solved.rule} == expected


def test_silence_that_is_taken_as_a_no_bans(review, units) -> None:
    round_id = review.open().round.id
    review.say(round_id, "b", "accept")
    review.say(round_id, "d", "accept")
    close_round(review.record(), round_id)
    done = review.resolve(round_id, unanswered="decline")
    assert units(done.run) == {"b": 12.0, "c": 8.0, "d": 20.0}
    assert rules(done.run)["review-ban-a"].purpose == "review round 1: A gave no answer, taken as declined"


def test_where_all_accept_there_is_nothing_to_resolve(review) -> None:
    with pytest.raises(NothingToResolve, match="evplan run adopt small#1"):
        review.settle({})


def test_a_round_is_resolved_once(declined) -> None:
    review, done = declined
    with pytest.raises(RoundResolved, match="its plan is small#2"):
        review.resolve(done.status.round.id)
    assert done.status.round.state == "resolved"


def test_a_preview_says_what_the_resolve_then_does(review) -> None:
    round_id = review.open().round.id
    review.all_but(round_id, a={"kind": "decline", "reason": "no steel"})
    told = preview_resolve(review.record(), round_id)
    assert told.steps.set_index("offer")["sentence"].to_dict() == {
        "a": "A gets no work on Rangka.",
        "b": "B keeps at least 12 pcs of Rangka.",
        "d": "D keeps at least 20 pcs of Jok.",
    }
    assert len(list_runs(review.url, VERSION)) == 1
    close_round(review.record(), round_id)
    assert run_scenario(review.resolve(round_id).run) == told.scenario


def test_a_preview_of_a_round_with_silence_has_no_scenario_yet(review) -> None:
    round_id = review.open().round.id
    told = preview_resolve(review.record(), round_id)
    assert (told.waiting, told.scenario) == (3, None)
    assert preview_resolve(review.record(), round_id, unanswered="keep").scenario is not None


def test_a_hold_that_stands_in_the_way_is_named_and_can_be_let_go(boxes, units) -> None:
    done = boxes.settle({"w": {"kind": "decline", "reason": "press is broken"}})
    assert done.run.outcome.status == "infeasible"
    assert "review-hold-s" in [clash.rule for clash in done.run.conflict]
    assert done.releases == ("s",)
    assert (done.status.round.state, done.status.round.attempt) == ("closed", "small#2")
    again = boxes.resolve(done.status.round.id, release=("s",))
    assert units(again.run) == {"z": 10.0}
    assert again.run.name == "small#3"
    assert again.status.round.resolved == "small#3"


def test_only_what_is_held_can_be_let_go(review) -> None:
    round_id = review.open().round.id
    review.all_but(round_id, a={"kind": "decline", "reason": "no steel"})
    close_round(review.record(), round_id)
    with pytest.raises(NothingToRelease, match="No hold keeps offer 'c'"):
        review.resolve(round_id, release=("c",))


def test_a_later_answer_replaces_what_an_earlier_one_became(declined) -> None:
    review, _ = declined
    round_id = review.open("small#2").round.id
    review.say(round_id, "b", "partial", units={"2027-01": 5})
    review.say(round_id, "c", "accept")
    review.say(round_id, "d", "counter", units_per_period=9)
    solved = preview_resolve(review.record(), round_id).scenario
    bounds = {rule.id: rule.units.low if rule.units.low is not None else rule.units.high for rule in solved.rule}
    assert bounds == {
        "review-ban-a": 0.0,
        "review-cap-b-2027-01": 5.0,
        "review-hold-b": 11.0,
        "review-hold-c": 8.0,
    }


def test_run_and_log_are_stored_together_or_not_at_all(review, monkeypatch) -> None:
    round_id = review.open().round.id
    review.all_but(round_id, a={"kind": "decline", "reason": "no steel"})
    close_round(review.record(), round_id)
    add_event = resolve_module.add_event

    def break_off(*given: object, **named: object) -> None:
        add_event(*given, **named)
        raise KeyboardInterrupt

    monkeypatch.setattr(resolve_module, "add_event", break_off)
    with pytest.raises(KeyboardInterrupt):
        review.resolve(round_id)
    assert list_runs(review.url, VERSION)["run"].tolist() == ["small#1"]
    assert round_status(review.url, VERSION, round_id).round.state == "closed"
