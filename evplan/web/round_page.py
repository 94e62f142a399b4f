"""What the planner does with rounds: open, watch, close, look ahead, resolve."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from evplan.errors import EvplanError
from evplan.errors.review import AnswerRefused
from evplan.errors.web import JobRunning
from evplan.plan.review import STATE_OF, UNANSWERED, Answered, ItemState, Noted, RoundStatus
from evplan.report.plan import Names, names_of
from evplan.report.review import changed_block, event_words
from evplan.report.word import word
from evplan.web.guard import PLANNER, Visitor, web_setting
from evplan.web.job import Jobs
from evplan.web.page import go, page
from evplan.web.route import Form, Here, Pages, RoundId, text_of
from evplan.web.setting import WebSetting
from evplan.web.sight import round_for, rounds_for, view_for
from evplan.web.trouble import said_words, trouble_words
from evplan.web.view_page import assignment_values, log_lines
from evplan.workflow.resolve import preview_resolve
from evplan.workflow.review import add_note, close_round, history, open_round
from evplan.workflow.review_view import work_out_not_won
from evplan.workflow.run import list_runs, run_inputs

pages = Pages()

STATES: tuple[ItemState, ...] = ("accepted", "partial", "countered", "declined", "waiting")
ANSWERS_SHOWN = 30


@pages.get("/rounds", PLANNER)
def rounds(request: Request, visitor: Here) -> Response:
    """Show all rounds, and the form that opens one."""
    return _rounds(request, visitor)


@pages.post("/rounds", PLANNER, form_on="/rounds")
def open_(request: Request, visitor: Here, form: Form) -> Response:
    """Open a round on a verified run."""
    setting, last = web_setting(request), text_of(form, "closes_on", 20)
    try:
        closes_on = date.fromisoformat(last) if last else None
    except ValueError:
        wrong = {"closes_on": [word("web.rounds.date_wrong", visitor.language)]}
        return _rounds(request, visitor, form=form, wrong=wrong, status=422)
    try:
        record = setting.record(visitor.user.name, visitor.language)
        status = open_round(record, text_of(form, "run", 200), closes_on=closes_on, note=text_of(form, "note"))
    except EvplanError as error:
        return _rounds(request, visitor, trouble=trouble_words(error, visitor.language), form=form, status=409)
    request.app.state.readiness.expect(status.round.run)
    return go(f"/rounds/{status.round.id}", said="opened")


@pages.get("/rounds/{round_id}", PLANNER)
def round_(request: Request, visitor: Here, round_id: RoundId) -> Response:
    """Show who has answered what."""
    return _round(request, visitor, round_id)


@pages.post("/rounds/{round_id}/close", PLANNER, form_on="/rounds/{round_id}")
def close(request: Request, visitor: Here, round_id: RoundId, form: Form) -> Response:  # noqa: ARG001
    """Close a round."""
    setting = web_setting(request)
    round_for(setting, visitor.user, round_id)
    try:
        close_round(setting.record(visitor.user.name, visitor.language), round_id)
    except EvplanError as error:
        return _round(request, visitor, round_id, trouble_words(error, visitor.language), 409)
    return go(f"/rounds/{round_id}", said="closed")


@pages.post("/rounds/{round_id}/note", PLANNER, form_on="/rounds/{round_id}")
def note(request: Request, visitor: Here, round_id: RoundId, form: Form) -> Response:
    """Store a note to all suppliers of the round."""
    setting = web_setting(request)
    round_for(setting, visitor.user, round_id)
    try:
        add_note(setting.record(visitor.user.name, visitor.language), round_id, text_of(form, "text"))
    except AnswerRefused as error:
        return _round(request, visitor, round_id, trouble_words(error, visitor.language), 422)
    return go(f"/rounds/{round_id}", said="noted")


@pages.get("/rounds/{round_id}/history", PLANNER)
def said_so_far(request: Request, visitor: Here, round_id: RoundId) -> Response:
    """Show all that was said in this review."""
    setting = web_setting(request)
    names = names_for(setting, round_for(setting, visitor.user, round_id).round.run)
    said = history(setting.url, setting.version, round_id)
    values = {"log": log_lines(said, None, names, visitor.language), "up": f"/rounds/{round_id}", "up_key": "round"}
    return page(request, visitor, "history.html", values=values)


@pages.get("/rounds/{round_id}/supplier/{supplier}", PLANNER)
def supplier_(request: Request, visitor: Here, round_id: RoundId, supplier: str) -> Response:
    """Show what a supplier sees."""
    setting = web_setting(request)
    status = round_for(setting, visitor.user, round_id)
    seen = view_for(setting, visitor.user, status, supplier)
    values = assignment_values(seen.view, status.of(supplier), seen.changes, visitor.language)
    values |= {"up": f"/rounds/{round_id}", "up_key": "round", "answers": False}
    values |= {"history_href": f"/rounds/{round_id}/history"}
    values |= {"ask_at": f"/rounds/{round_id}/supplier/{supplier}/not-won" if seen.view.not_won is None else ""}
    return page(request, visitor, "assignment.html", values=values)


@pages.post("/rounds/{round_id}/supplier/{supplier}/not-won", PLANNER, form_on="/rounds/{round_id}/supplier/{supplier}")
def not_won(request: Request, visitor: Here, round_id: RoundId, supplier: str, form: Form) -> Response:  # noqa: ARG001
    """Have it worked out what would make a supplier's offers without work win; its manager sees it from then on."""
    setting = web_setting(request)
    status = round_for(setting, visitor.user, round_id)
    view_for(setting, visitor.user, status, supplier)
    record = setting.record(visitor.user.name, visitor.language)
    jobs_of(request).leave(work_out_not_won, record, status.round.run, supplier)
    return go(f"/rounds/{round_id}/supplier/{supplier}", said="working")


@pages.get("/rounds/{round_id}/resolve", PLANNER)
def preview(request: Request, visitor: Here, round_id: RoundId) -> Response:
    """Show what a resolve would change, before it is done."""
    return _preview(request, visitor, round_id)


@pages.post("/rounds/{round_id}/resolve", PLANNER, form_on="/rounds/{round_id}/resolve")
def resolve(request: Request, visitor: Here, round_id: RoundId, form: Form) -> Response:
    """Start a resolve and lead to where it is looked at."""
    setting = web_setting(request)
    status = round_for(setting, visitor.user, round_id)
    silence = text_of(form, "unanswered", 20)
    unanswered = next((known for known in UNANSWERED if known == silence), None)
    if status.waiting and unanswered is None:
        values = {"count": len(status.waiting), "of": len(status.items)}
        words = word("web.error.ItemsUnanswered", visitor.language, **values)
        return _preview(request, visitor, round_id, words, 422)
    release = tuple(value for value in form.getlist("release") if isinstance(value, str))
    if any(status.item(offer) is None for offer in release):
        raise HTTPException(422)
    try:
        jobs_of(request).start(setting.record(visitor.user.name, visitor.language), round_id, unanswered, release)
    except JobRunning:
        return go(f"/rounds/{round_id}/job")
    return go(f"/rounds/{round_id}/job")


@pages.get("/rounds/{round_id}/job", PLANNER)
def job(request: Request, visitor: Here, round_id: RoundId) -> Response:
    """Show how the resolve of a round stands; while it runs, the page looks again by itself."""
    setting = web_setting(request)
    status = round_for(setting, visitor.user, round_id)
    now = jobs_of(request).look(round_id)
    outcome = now.outcome
    words = word("web.error.500_help", visitor.language)
    if outcome.error is not None:
        words = said_words(outcome.error.name, outcome.error.words, outcome.error.values, visitor.language)
    changes = None
    if outcome.changes is not None and len(outcome.changes):
        names = names_for(setting, status.round.run)
        changes = changed_block(status.round.run, outcome.run, outcome.changes, names, visitor.language)
    shown = {"state": now.state, "seconds": now.seconds, "run": outcome.run, "solved": outcome.solved, "words": words}
    values = {"round": status.round, "job": shown, "changes": changes}
    return page(request, visitor, "job.html", values=values)


def jobs_of(request: Request) -> Jobs:
    """Return the application's jobs."""
    jobs = request.app.state.jobs
    assert isinstance(jobs, Jobs)
    return jobs


def names_for(setting: WebSetting, run: str) -> Names:
    """Return the names of a run's suppliers and parts."""
    return names_of(run_inputs(setting.url, setting.version, run))


def _rounds(
    request: Request,
    visitor: Visitor,
    *,
    trouble: str = "",
    form: Any = None,
    wrong: dict[str, list[str]] | None = None,
    status: int = 200,
) -> Response:
    setting = web_setting(request)
    runs = list_runs(setting.url, setting.version)
    can = runs[runs["verified"] & runs["total_cost_idr"].notna()].iloc[::-1]
    typed = {name: text_of(form, name) if form is not None else "" for name in ("run", "closes_on", "note")}
    values = {
        "rounds": rounds_for(setting, visitor.user),
        "runs": can.to_dict(orient="records"),
        "trouble": trouble,
        "form": typed,
        "of": {"closes_on": (), **(wrong or {})},
    }
    return page(request, visitor, "rounds.html", status=status, values=values)


def _round(request: Request, visitor: Visitor, round_id: int, trouble: str = "", status: int = 200) -> Response:
    setting = web_setting(request)
    seen = round_for(setting, visitor.user, round_id)
    names = names_for(setting, seen.round.run)
    counted = Counter(one.state for one in seen.items)
    values = {
        "round": seen.round,
        "all_accepted": seen.all_accepted,
        "counts": [(state, counted[state]) for state in STATES if counted[state]],
        "suppliers": _suppliers(seen, names),
        "answers": _answers(seen, names, visitor),
        "trouble": trouble,
    }
    return page(request, visitor, "round.html", status=status, values=values)


def _suppliers(seen: RoundStatus, names: Names) -> list[dict[str, Any]]:
    """Return the suppliers of a round, those that keep it open first."""
    rows = []
    for supplier in dict.fromkeys(one.item.supplier for one in seen.items):
        mine = seen.of(supplier)
        states = Counter(one.state for one in mine.items)
        rows.append(
            {
                "supplier": supplier,
                "name": names.suppliers.get(supplier, supplier),
                "parts": len(mine.items),
                "answered": len(mine.items) - len(mine.waiting),
                "states": [(state, states[state]) for state in STATES if states[state]],
            }
        )
    return sorted(rows, key=lambda row: (row["answered"] == row["parts"], row["name"]))


def _answers(seen: RoundStatus, names: Names, visitor: Visitor) -> list[dict[str, str]]:
    """Return the newest answers and notes."""
    items = {one.item.offer: one.item for one in seen.items}
    said = [one for one in seen.events if isinstance(one.payload, Answered | Noted) and one.offer in items]
    return [
        {
            "at": one.at,
            "person": one.person,
            "supplier": names.suppliers.get(items[one.offer].supplier, items[one.offer].supplier),
            "name": names.parts.get(items[one.offer].part, items[one.offer].part),
            "words": event_words(one, items[one.offer], visitor.language),
        }
        for one in said[::-1][:ANSWERS_SHOWN]
    ]


def _preview(request: Request, visitor: Visitor, round_id: int, trouble: str = "", status: int = 200) -> Response:
    setting = web_setting(request)
    seen = round_for(setting, visitor.user, round_id)
    steps: list[dict[str, str]] = []
    waiting, names = len(seen.waiting), names_for(setting, seen.round.run)
    if seen.round.state != "resolved":
        found = preview_resolve(setting.record(visitor.user.name, visitor.language), round_id)
        waiting = found.waiting
        said = found.steps[found.steps["answer"].ne("keep")].to_dict(orient="records")
        steps = sorted((_step(row, visitor) for row in said), key=lambda step: STATES[::-1].index(step["state"]))
    releases = jobs_of(request).look(round_id).outcome.releases
    values = {
        "round": seen.round,
        "steps": steps,
        "waiting": waiting,
        "unanswered": "",
        "releasable": _releasable(seen, names, releases),
        "trouble": trouble,
    }
    return page(request, visitor, "resolve.html", status=status, values=values)


def _step(row: dict[str, Any], visitor: Visitor) -> dict[str, str]:
    """Return what becomes of an item, in words."""
    words = word(f"answer.{row['answer']}", visitor.language)
    return {"state": STATE_OF[row["answer"]], "answer": words, "sentence": row["sentence"]}


def _releasable(seen: RoundStatus, names: Names, clashing: tuple[str, ...]) -> list[dict[str, str]]:
    """Return what may be released: after an attempt without a plan what clashes, or all that is held."""
    if not seen.round.attempt or seen.round.resolved:
        return []
    held = [one for one in seen.items if one.state in ("accepted", "partial")]
    shown = [one for one in held if one.item.offer in clashing] or held
    return [
        {
            "offer": one.item.offer,
            "words": f"{names.suppliers.get(one.item.supplier, one.item.supplier)}: "
            f"{names.parts.get(one.item.part, one.item.part)}",
        }
        for one in shown
    ]
