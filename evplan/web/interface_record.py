"""What the interface for other software takes and gives, as its description says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from evplan.plan.review import LONGEST_TEXT, MOST_PRICE, MOST_UNITS, AnswerKind, EventKind, ItemState, RoundState

PLAIN = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
"""Text without control signs but tabs and new lines."""

Text = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=PLAIN)]
Key = Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Units = Annotated[float, Field(ge=0, le=MOST_UNITS, allow_inf_nan=False)]


class Record(BaseModel):
    """Base of what is taken and given: nothing that is not described."""

    model_config = ConfigDict(extra="forbid")


class Fault(Record):
    """One thing that is wrong, and where."""

    where: list[str]
    message: str


class Problem(Record):
    """Why a request was refused."""

    message: str
    faults: list[Fault]


class Me(Record):
    """Whose token it is."""

    name: str
    role: Literal["planner", "manager", "member"]
    supplier: str
    member: str
    scopes: list[str]


class RoundRecord(Record):
    """A review round, counted over what the account sees of it."""

    id: int
    run: str
    number: int
    state: RoundState
    opened_at: str
    closes_on: str
    items: int
    waiting: int
    accepted: int
    resolved: str


class AnswerRecord(Record):
    """An answer: what is not part of its kind stays out; ``units`` by period, ``price`` in the offer's currency."""

    kind: AnswerKind
    units: dict[Annotated[str, Field(max_length=20, pattern=PLAIN)], Units] = Field(default={}, max_length=400)
    price: Annotated[float, Field(ge=0, le=MOST_PRICE, allow_inf_nan=False)] | None = None
    units_per_period: Units | None = None
    first_period: Annotated[str, Field(max_length=20, pattern=PLAIN)] | None = None
    reason: Text = ""


class AnswerSent(AnswerRecord):
    """An answer as it is sent: ``seen`` is the item's number that it answers; another answer since then is 409."""

    seen: Annotated[int, Field(ge=0, le=2_147_483_647)]


class ItemRecord(Record):
    """A part that a supplier was assigned: units paid by period, as people see them, and its newest answer."""

    offer: str
    supplier: str
    part: str
    unit: str
    price: float
    currency: str
    units: dict[str, float]
    state: ItemState
    seen: int
    answer: AnswerRecord | None
    person: str
    at: str


class NoteSent(Record):
    """A note."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=PLAIN)]


class EventRecord(Record):
    """A line of the log."""

    round: int
    offer: str
    kind: EventKind
    person: str
    supplier: str
    at: str
    words: str


class MemberRecord(Record):
    """What a member of a cooperative works and earns, per offer, over the whole plan."""

    offer: str
    part: str
    member: str
    hours: float
    units: float
    value_idr: float
    fee_idr: float


class RoundSent(Record):
    """A round that is to be opened on a verified run."""

    run: Annotated[str, Field(min_length=1, max_length=200, pattern=PLAIN)]
    closes_on: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    note: Text = ""


class StepRecord(Record):
    """What a resolve would make of an item."""

    supplier: str
    offer: str
    part: str
    answer: str
    sentence: str


class PreviewRecord(Record):
    """What a resolve would change; ``waiting`` items have no answer."""

    waiting: int
    steps: list[StepRecord]


class ResolveSent(Record):
    """How to resolve: what silence means, and which offers' holds are let go."""

    unanswered: Literal["keep", "accept", "decline"] | None = None
    release: Annotated[list[Key], Field(max_length=500)] = []


class JobRecord(Record):
    """How a resolve stands; ``message`` says why there is no new run."""

    state: Literal["none", "running", "done", "failed"]
    seconds: float
    run: str
    solved: bool
    releases: list[str]
    message: str


class RunRecord(Record):
    """A stored run."""

    run: str
    status: str
    verified: bool
    total_cost_idr: float | None
    created_at: str
    adopted: bool


class AdoptSent(Record):
    """How a run is adopted; ``force`` needs a note."""

    force: bool = False
    note: Text = ""


class AccountRecord(Record):
    """An account."""

    name: str
    role: Literal["planner", "manager", "member"]
    supplier: str
    member: str
    language: str
    must_change: bool
    disabled: bool
    created_at: str
