"""What a visitor may see of review rounds: the planner all, a manager its supplier's part, a member its own.

What belongs to others is not there (404), whether it exists or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from starlette.exceptions import HTTPException

from evplan.errors import NotFound
from evplan.errors.review import ItemMissing, RoundMissing
from evplan.plan.review import ItemStatus, RoundStatus
from evplan.store import Account, load_status, round_ids
from evplan.web.setting import WebSetting
from evplan.workflow.database import opened
from evplan.workflow.review import round_status
from evplan.workflow.review_view import ManagerView, manager_view

MOST_ROUNDS = 30
"""So many rounds are listed, the newest."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class RoundCard:
    """A round in a list, counted over what the visitor sees of it."""

    id: int
    run: str
    number: int
    state: str
    opened_at: str
    opened_by: str
    closes_on: str
    resolved: str
    items: int
    waiting: int
    accepted: int

    @classmethod
    def of(cls, one: RoundStatus, *, whole: bool) -> RoundCard:
        """Return the card of a round; only who sees the ``whole`` of it sees the run that came of it."""
        told = one.round
        return cls(
            told.id,
            told.run,
            told.number,
            told.state,
            told.opened_at,
            told.opened_by,
            told.closes_on,
            told.resolved if whole else "",
            len(one.items),
            len(one.waiting),
            sum(item.state == "accepted" for item in one.items),
        )


def scope(account: Account) -> str | None:
    """Return the supplier that an account sees, ``None`` for all."""
    return None if account.role == "planner" else account.supplier


def rounds_for(setting: WebSetting, account: Account) -> list[RoundCard]:
    """Return the rounds that an account takes part in, newest first."""
    supplier = scope(account)
    with opened(setting.url, setting.version, write=False) as session:
        newest = list(round_ids(session))[-MOST_ROUNDS:]
        seen = [load_status(session, one, supplier=supplier) for one in newest]
    mine = [one for one in reversed(seen) if one.items]
    told = [_without_items(one) for one in mine] if account.role == "member" else mine
    return [RoundCard.of(one, whole=supplier is None) for one in told]


def round_for(setting: WebSetting, account: Account, round_id: int) -> RoundStatus:
    """Return what an account sees of a round. Raises 404 for a round in which it has no part.

    A member sees the round and its days but no items: from its cooperative's the other members' part would follow.
    """
    supplier = scope(account)
    status = there(lambda: round_status(setting.url, setting.version, round_id, supplier=supplier))
    if not status.items:
        raise HTTPException(404)
    return _without_items(status) if account.role == "member" else status


def item_for(status: RoundStatus, offer: str) -> ItemStatus:
    """Return an item of what an account sees of a round. Raises 404."""
    found = status.item(offer)
    if found is None:
        raise HTTPException(404)
    return found


def view_for(setting: WebSetting, account: Account, status: RoundStatus, supplier: str | None = None) -> ManagerView:
    """Return the view of a supplier on a round: of a manager or member its own, whatever ``supplier`` says.

    Raises 404 for a supplier that has no part in the round, and a member that is none any more.
    """
    own = scope(account)
    wanted = own if own is not None else supplier
    if wanted is None or (own is None and all(one.item.supplier != wanted for one in status.items)):
        raise HTTPException(404)
    member = account.member or None
    return there(
        lambda: manager_view(
            setting.url, setting.version, status.round.run, wanted, member=member, round_id=status.round.id
        )
    )


def there(find: Callable[[], Answer]) -> Answer:
    """Return what ``find`` returns; what it does not find is 404."""
    try:
        return find()
    except (NotFound, RoundMissing, ItemMissing) as error:
        raise HTTPException(404) from error


def _without_items(status: RoundStatus) -> RoundStatus:
    return RoundStatus(status.round, (), tuple(one for one in status.events if not one.offer))
