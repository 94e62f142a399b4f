"""What managers and members come for: to do, assignments, answer, notes, history."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from evplan.errors.review import AnswerOvertaken, AnswerRefused, ReviewError
from evplan.plan.review import ANSWERS
from evplan.report.plan import Names
from evplan.report.review import answer_words
from evplan.web.answer_form import AnswerForm, Refusal, blank_form, filled_form, read_form, refusals, with_refusals
from evplan.web.guard import MANAGER, SUPPLIER, Visitor, web_setting
from evplan.web.page import go, page
from evplan.web.route import Form, Here, Pages, RoundId, text_of
from evplan.web.sight import item_for, round_for, rounds_for, view_for
from evplan.web.trouble import trouble_words
from evplan.web.view_page import assignment_values, item_card, log_lines, period_table
from evplan.workflow.review import add_note, give_answer, history

pages = Pages()


@pages.get("/work", SUPPLIER)
def work(request: Request, visitor: Here) -> Response:
    """Show the rounds in which the visitor's supplier has a part."""
    rounds = rounds_for(web_setting(request), visitor.user)
    return page(request, visitor, "work.html", values={"rounds": rounds})


@pages.get("/work/{round_id}", SUPPLIER)
def assignment(request: Request, visitor: Here, round_id: RoundId) -> Response:
    """Show what the plan gives the visitor's supplier (or the member alone)."""
    setting = web_setting(request)
    status = round_for(setting, visitor.user, round_id)
    seen = view_for(setting, visitor.user, status)
    answers = visitor.user.role == "manager"
    values = assignment_values(
        seen.view, status, seen.changes, visitor.language, f"/work/{round_id}/item" if answers else ""
    )
    values |= {"up": "/work", "up_key": "work", "answers": answers, "ask_at": ""}
    values |= {"history_href": f"/work/{round_id}/history"}
    return page(request, visitor, "assignment.html", values=values)


@pages.get("/work/{round_id}/history", SUPPLIER)
def said_so_far(request: Request, visitor: Here, round_id: RoundId) -> Response:
    """Show what was said; a member sees what concerns the round, not its cooperative's talks."""
    setting = web_setting(request)
    status = round_for(setting, visitor.user, round_id)
    seen = view_for(setting, visitor.user, status)
    said = history(setting.url, setting.version, round_id, supplier=visitor.user.supplier)
    if visitor.user.role == "member":
        said = tuple(one for one in said if not one.event.offer)
    values: dict[str, Any] = {"log": log_lines(said, seen.view, Names(), visitor.language)}
    values |= {"up": f"/work/{round_id}", "up_key": "assignment"}
    return page(request, visitor, "history.html", values=values)


@pages.get("/work/{round_id}/item/{offer}", MANAGER)
def item(request: Request, visitor: Here, round_id: RoundId, offer: str) -> Response:
    """Show one part, and ask for the answer."""
    return _item(request, visitor, round_id, offer)


@pages.post("/work/{round_id}/item/{offer}/answer", MANAGER, form_on="/work/{round_id}/item/{offer}")
def answer(request: Request, visitor: Here, round_id: RoundId, offer: str, form: Form) -> Response:
    """Store an answer, or show the form again with what is wrong next to its fields."""
    setting = web_setting(request)
    mine = item_for(round_for(setting, visitor.user, round_id), offer)
    typed = filled_form(form, mine.item, visitor.language)
    try:
        given = read_form(typed, mine.item, visitor.language)
        seen = int(typed.seen) if typed.seen.isdecimal() and len(typed.seen) < 10 else 0
        record = setting.record(visitor.user.name, visitor.language)
        give_answer(record, round_id, offer, given, seen=seen, supplier=visitor.user.supplier)
    except AnswerRefused as error:
        return _item(request, visitor, round_id, offer, typed, refusals(error.findings, visitor.language), 422)
    except AnswerOvertaken as error:
        wrong = (Refusal("", trouble_words(error, visitor.language)),)
        return _item(request, visitor, round_id, offer, typed, wrong, 409)
    except ReviewError as error:
        wrong = (Refusal("", trouble_words(error, visitor.language)),)
        return _item(request, visitor, round_id, offer, typed, wrong, 409)
    return go(f"/work/{round_id}", said="answered")


@pages.post("/work/{round_id}/item/{offer}/note", MANAGER, form_on="/work/{round_id}/item/{offer}")
def note(request: Request, visitor: Here, round_id: RoundId, offer: str, form: Form) -> Response:
    """Store a note to the planner."""
    setting = web_setting(request)
    item_for(round_for(setting, visitor.user, round_id), offer)
    try:
        record = setting.record(visitor.user.name, visitor.language)
        add_note(record, round_id, text_of(form, "text"), offer=offer, supplier=visitor.user.supplier)
    except AnswerRefused as error:
        wrong = tuple(Refusal("text", one.words) for one in refusals(error.findings, visitor.language))
        return _item(request, visitor, round_id, offer, wrong=wrong, status=422)
    return go(f"/work/{round_id}/item/{offer}", said="noted")


def _item(
    request: Request,
    visitor: Visitor,
    round_id: int,
    offer: str,
    typed: AnswerForm | None = None,
    wrong: tuple[Refusal, ...] = (),
    status: int = 200,
) -> Response:
    """Return the page of a part; ``typed`` is what is in its form, ``wrong`` what is said about it."""
    setting, language = web_setting(request), visitor.language
    seen = round_for(setting, visitor.user, round_id)
    mine = item_for(seen, offer)
    view = view_for(setting, visitor.user, seen).view
    said = history(setting.url, setting.version, round_id, supplier=visitor.user.supplier)
    values = {
        "round": seen.round,
        "item": mine,
        "view": view,
        "card": item_card(mine, view, language),
        "periods": period_table(mine, language),
        "kinds": ANSWERS,
        "form": with_refusals(typed or blank_form(mine, language), wrong),
        "trouble": wrong,
        "of": _by_field(wrong),
        "said": answer_words(mine.answer, mine.item, language) if mine.answer else "",
        "log": log_lines([one for one in said if one.event.offer == offer], view, Names(), language),
    }
    return page(request, visitor, "item.html", status=status, values=values)


def _by_field(wrong: tuple[Refusal, ...]) -> dict[str, list[str]]:
    fields = ("kind", "units", "counter", "price", "units_per_period", "first_period", "reason", "text")
    return {field: [one.words for one in wrong if one.field == field] for field in fields}
