"""The interface for other software: the same as the pages, as JSON, with tokens, described by OpenAPI."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from evplan.plan.review import Answer, Event, Item, ItemStatus
from evplan.report.review import event_words
from evplan.web.guard import ANYONE, Visitor, Who, interface_guard, web_setting
from evplan.web.interface_record import (
    AccountRecord,
    AdoptSent,
    AnswerRecord,
    AnswerSent,
    EventRecord,
    ItemRecord,
    JobRecord,
    Me,
    MemberRecord,
    NoteSent,
    PreviewRecord,
    Problem,
    ResolveSent,
    RoundRecord,
    RoundSent,
    RunRecord,
    StepRecord,
)
from evplan.web.round_page import jobs_of
from evplan.web.route import MOST_ID, RoundId, clean
from evplan.web.sight import RoundCard, item_for, round_for, rounds_for, scope, view_for
from evplan.workflow.account import list_accounts
from evplan.workflow.resolve import preview_resolve
from evplan.workflow.review import add_note, adopt_run, adopted_runs, close_round, give_answer, history, open_round
from evplan.workflow.run import list_runs

Function = TypeVar("Function", bound=Callable[..., Any])

ROOT = "/api/v1"
DESCRIPTION = f"{ROOT}/openapi.json"

EVERYBODY = frozenset({"planner", "manager", "member"})
READ = Who(EVERYBODY, "read")
MANAGER_READ = Who(frozenset({"planner", "manager"}), "read")
ANSWER = Who(frozenset({"manager"}), "answer")
PLAN_READ = Who(frozenset({"planner"}), "read")
PLAN = Who(frozenset({"planner"}), "plan")

WORDS = {
    400: "malformed",
    401: "no token that holds",
    403: "the token does not allow it",
    404: "not there, or not for this account",
    409: "as things stand it cannot be done",
    413: "too large",
    422: "not as described",
    503: "the database does not answer",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": words} for status, words in WORDS.items()
}

Offer = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Scenario = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Version = Annotated[int, Path(ge=1, le=MOST_ID)]


class Interface:
    """The addresses of the interface; ``declare`` says who one is for, and describes all that it may answer."""

    def __init__(self) -> None:
        self.router = APIRouter(prefix=ROOT)

    def declare(
        self, method: str, path: str, who: Who, model: Any, status: int = 200
    ) -> Callable[[Function], Function]:
        """Declare an address."""

        def declare(function: Function) -> Function:
            function.who = who  # type: ignore[attr-defined]
            problems = {key: value for key, value in PROBLEMS.items() if key != 409 or method != "GET"}
            self.router.add_api_route(
                path,
                function,
                methods=[method],
                dependencies=[Depends(interface_guard(who))],
                response_model=model,
                status_code=status,
                responses=problems,
                summary=(function.__doc__ or "").strip().rstrip("."),
                description=(function.__doc__ or "").strip(),
            )
            return function

        return declare


interface = Interface()


def visitor_here(request: Request) -> Visitor:
    """Return the visitor that the guard let in."""
    visitor = request.state.visitor
    assert isinstance(visitor, Visitor), "the guard came first"
    return visitor


Here = Annotated[Visitor, Depends(visitor_here)]


def description(request: Request) -> Response:
    """Return the description of the interface (OpenAPI)."""
    return JSONResponse(request.app.openapi())


description.who = ANYONE  # type: ignore[attr-defined]


@interface.declare("GET", "/me", READ, Me)
def me(visitor: Here) -> Me:
    """Say whose token it is."""
    account = visitor.user
    return Me(
        name=account.name,
        role=account.role,
        supplier=account.supplier,
        member=account.member,
        scopes=sorted(visitor.scopes),
    )


@interface.declare("GET", "/rounds", READ, list[RoundRecord])
def rounds(request: Request, visitor: Here) -> list[RoundRecord]:
    """List the rounds that the account takes part in, newest first."""
    return [_round(card) for card in rounds_for(web_setting(request), visitor.user)]


@interface.declare("POST", "/rounds", PLAN, RoundRecord, 201)
def open_(request: Request, visitor: Here, sent: RoundSent) -> RoundRecord:
    """Open a round on a verified run."""
    setting = web_setting(request)
    try:
        closes_on = date.fromisoformat(sent.closes_on) if sent.closes_on else None
    except ValueError as error:
        raise HTTPException(422) from error
    status = open_round(setting.record(visitor.user.name), sent.run, closes_on=closes_on, note=clean(sent.note))
    request.app.state.readiness.expect(status.round.run)
    return _one_round(request, visitor, status.round.id)


@interface.declare("GET", "/rounds/{round_id}", READ, RoundRecord)
def round_(request: Request, visitor: Here, round_id: RoundId) -> RoundRecord:
    """Say how a round stands."""
    return _one_round(request, visitor, round_id)


@interface.declare("POST", "/rounds/{round_id}/close", PLAN, RoundRecord)
def close(request: Request, visitor: Here, round_id: RoundId) -> RoundRecord:
    """Close a round: no answer is taken any more."""
    setting = web_setting(request)
    round_for(setting, visitor.user, round_id)
    close_round(setting.record(visitor.user.name), round_id)
    return _one_round(request, visitor, round_id)


@interface.declare("GET", "/rounds/{round_id}/items", MANAGER_READ, list[ItemRecord])
def items(request: Request, visitor: Here, round_id: RoundId) -> list[ItemRecord]:
    """List the parts of a round with their newest answers."""
    return [_item(one) for one in round_for(web_setting(request), visitor.user, round_id).items]


@interface.declare("GET", "/rounds/{round_id}/items/{offer}", MANAGER_READ, ItemRecord)
def item(request: Request, visitor: Here, round_id: RoundId, offer: Offer) -> ItemRecord:
    """Say how a part stands."""
    return _item(item_for(round_for(web_setting(request), visitor.user, round_id), offer))


@interface.declare("POST", "/rounds/{round_id}/items/{offer}/answer", ANSWER, ItemRecord)
def answer(request: Request, visitor: Here, round_id: RoundId, offer: Offer, sent: AnswerSent) -> ItemRecord:
    """Store an answer."""
    setting = web_setting(request)
    item_for(round_for(setting, visitor.user, round_id), offer)
    told = Answer(**sent.model_dump(exclude={"seen"}))
    record = setting.record(visitor.user.name)
    return _item(give_answer(record, round_id, offer, told, seen=sent.seen, supplier=visitor.user.supplier))


@interface.declare("POST", "/rounds/{round_id}/items/{offer}/note", ANSWER, EventRecord, 201)
def note(request: Request, visitor: Here, round_id: RoundId, offer: Offer, sent: NoteSent) -> EventRecord:
    """Store a note on a part."""
    setting = web_setting(request)
    status = round_for(setting, visitor.user, round_id)
    mine = item_for(status, offer)
    record = setting.record(visitor.user.name)
    event = add_note(record, round_id, clean(sent.text), offer=offer, supplier=visitor.user.supplier)
    return _event(round_id, event, mine.item)


@interface.declare("GET", "/rounds/{round_id}/history", MANAGER_READ, list[EventRecord])
def said_so_far(request: Request, visitor: Here, round_id: RoundId) -> list[EventRecord]:
    """List what was said in this review, oldest first."""
    setting = web_setting(request)
    round_for(setting, visitor.user, round_id)
    said = history(setting.url, setting.version, round_id, supplier=scope(visitor.user))
    return [_event(one.round.id, one.event, one.item) for one in said]


@interface.declare(
    "GET", "/rounds/{round_id}/members", Who(frozenset({"manager", "member"}), "read"), list[MemberRecord]
)
def members(request: Request, visitor: Here, round_id: RoundId) -> list[MemberRecord]:
    """List what the members of the account's cooperative get; a member sees its own part."""
    setting = web_setting(request)
    seen = view_for(setting, visitor.user, round_for(setting, visitor.user, round_id))
    columns = list(MemberRecord.model_fields)
    return [MemberRecord(**row) for row in seen.view.members[columns].to_dict(orient="records")]


@interface.declare("GET", "/rounds/{round_id}/preview", PLAN_READ, PreviewRecord)
def preview(request: Request, visitor: Here, round_id: RoundId) -> PreviewRecord:
    """Say what a resolve would change, before it is done."""
    setting = web_setting(request)
    round_for(setting, visitor.user, round_id)
    found = preview_resolve(setting.record(visitor.user.name), round_id)
    columns = list(StepRecord.model_fields)
    steps = [StepRecord(**row) for row in found.steps[columns].to_dict(orient="records")]
    return PreviewRecord(waiting=found.waiting, steps=steps)


@interface.declare("POST", "/rounds/{round_id}/resolve", PLAN, JobRecord, 202)
def resolve(request: Request, visitor: Here, round_id: RoundId, sent: ResolveSent) -> JobRecord:
    """Start to work out the next plan; look at the job for its end."""
    setting = web_setting(request)
    status = round_for(setting, visitor.user, round_id)
    if any(status.item(offer) is None for offer in sent.release):
        raise HTTPException(422)
    jobs_of(request).start(setting.record(visitor.user.name), round_id, sent.unanswered, tuple(sent.release))
    return _job(request, round_id)


@interface.declare("GET", "/rounds/{round_id}/job", PLAN_READ, JobRecord)
def job(request: Request, visitor: Here, round_id: RoundId) -> JobRecord:
    """Say how the newest resolve of a round stands."""
    round_for(web_setting(request), visitor.user, round_id)
    return _job(request, round_id)


@interface.declare("GET", "/runs", PLAN_READ, list[RunRecord])
def runs(request: Request) -> list[RunRecord]:
    """List the stored runs, oldest first."""
    setting = web_setting(request)
    adopted = set(adopted_runs(setting.url, setting.version)["run"])
    return [_run(row, adopted) for row in list_runs(setting.url, setting.version).to_dict(orient="records")]


@interface.declare("POST", "/runs/{scenario}/{version}/adopt", PLAN, RunRecord)
def adopt(request: Request, visitor: Here, scenario: Scenario, version: Version, sent: AdoptSent) -> RunRecord:
    """Mark a run as the plan that is carried out."""
    setting = web_setting(request)
    record = setting.record(visitor.user.name)
    name = adopt_run(record, f"{scenario}#{version}", force=sent.force, note=clean(sent.note))
    stored = list_runs(setting.url, setting.version)
    return _run(stored[stored["run"].eq(name)].to_dict(orient="records")[0], {name})


@interface.declare("GET", "/accounts", PLAN_READ, list[AccountRecord])
def accounts(request: Request) -> list[AccountRecord]:
    """List the accounts."""
    setting = web_setting(request)
    return [AccountRecord(**row) for row in list_accounts(setting.url, setting.version).to_dict(orient="records")]


def _one_round(request: Request, visitor: Visitor, round_id: int) -> RoundRecord:
    status = round_for(web_setting(request), visitor.user, round_id)
    return _round(RoundCard.of(status, whole=visitor.user.role == "planner"))


def _round(card: RoundCard) -> RoundRecord:
    return RoundRecord(**{name: getattr(card, name) for name in RoundRecord.model_fields})


def _item(one: ItemStatus) -> ItemRecord:
    item = one.item
    return ItemRecord(
        offer=item.offer,
        supplier=item.supplier,
        part=item.part,
        unit=item.unit,
        price=item.price,
        currency=item.currency,
        units=item.shown,
        state=one.state,
        seen=one.seen,
        answer=None if one.answer is None else AnswerRecord(**one.answer.model_dump()),
        person=one.person,
        at=one.at,
    )


def _event(round_id: int, event: Event, item: Item | None) -> EventRecord:
    words = event_words(event, item, "en")
    told = {name: getattr(event, name) for name in ("offer", "kind", "person", "supplier", "at")}
    return EventRecord(round=round_id, words=words, **told)


def _job(request: Request, round_id: int) -> JobRecord:
    now = jobs_of(request).look(round_id)
    outcome = now.outcome
    return JobRecord(
        state=now.state,
        seconds=round(now.seconds, 1),
        run=outcome.run,
        solved=outcome.solved,
        releases=list(outcome.releases),
        message=outcome.error.words if outcome.error else "",
    )


def _run(row: dict[str, Any], adopted: set[str]) -> RunRecord:
    cost = row["total_cost_idr"]
    told = {name: row[name] for name in ("run", "status", "verified", "created_at")}
    return RunRecord(**told, total_cost_idr=None if cost != cost else cost, adopted=row["run"] in adopted)
