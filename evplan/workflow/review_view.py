"""What a manager sees of a run and its round."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from evplan.errors import NoPlan, NotVerified
from evplan.plan.inputs import assemble
from evplan.plan.record import no_rows
from evplan.plan.review import RoundStatus, Said
from evplan.plan.review_change import CHANGE_COLUMNS, changed_offers
from evplan.plan.review_view import NOT_WON_COLUMNS, Ground, SupplierView, ground_of, supplier_view
from evplan.readers import read_law
from evplan.store import chain_of, load_run, load_standing, load_status, round_ids, save_standing
from evplan.workflow.case import Record
from evplan.workflow.database import opened
from evplan.workflow.explain_supplier import SECONDS, SupplierAnswer, explain_run_supplier
from evplan.workflow.reference import known_references
from evplan.workflow.run import run_scenario, show_run

GROUNDS_KEPT = 4
"""Runs whose inputs are kept in memory, some ten megabytes each."""

_ONE_AT_A_TIME = threading.Lock()
"""Who asks while a run is worked out waits for it: a rush of managers must not work it out once each."""

VIEWS_KEPT = 1000
"""Views that are kept in memory, some ten kilobytes each."""


@dataclass(frozen=True)
class ManagerView:
    """A supplier's (or member's) own view of the plan, how its items stand, and what was said in this review.

    ``status`` and ``history`` hold its own items only; ``status`` is ``None`` where the run has no round. ``changes``
    (`evplan.plan.review_change.CHANGE_COLUMNS`, own offers only) is what changed since the run that was reviewed
    before. A member sees round and days, but no items: from its cooperative's sums the other members' would follow.
    """

    view: SupplierView
    status: RoundStatus | None
    history: tuple[Said, ...]
    changes: pd.DataFrame


def manager_view(
    url: str, version: str, run: str, supplier: str, *, member: str | None = None, round_id: int | None = None
) -> ManagerView:
    """Return what ``supplier`` sees of a run, with its newest round or the one that is named.

    ``member`` restricts it to that member's own part. A run's inputs are worked out once per process and kept, since
    stored runs never change. ``not_won`` is there if `work_out_not_won` has stored it.

    Raises ``NotFound`` (run, supplier, or a member that is not the cooperative's), ``NoPlan`` and ``NotVerified``.
    """
    ground = ground_for(url, version, run)
    view = _view(url, version, ground.run, supplier, member)
    with opened(url, version, write=False) as session:
        standing = None if member else load_standing(session, ground.run, supplier)
        ids = [round_id] if round_id is not None else round_ids(session, ground.run)[-1:]
        chain = [load_status(session, one, supplier=supplier) for one in chain_of(session, ids[0])] if ids else []
    if member is not None:
        chain = [_without_items(one) for one in chain]
    elif standing is not None:
        view = replace(view, not_won=pd.DataFrame(standing, columns=list(NOT_WON_COLUMNS)).astype(NOT_WON_COLUMNS))
    said = tuple(Said(one.round, event, one.of_offer(event.offer)) for one in chain for event in one.events)
    changes = no_rows(CHANGE_COLUMNS) if member else _changes(url, version, ground, supplier, chain)
    return ManagerView(view, chain[-1] if chain else None, said, changes)


def work_out_not_won(record: Record, run: str, supplier: str, *, seconds: float = SECONDS) -> None:
    """Work out, by solving, what would make the supplier's offers without work win, and store it; takes seconds.

    Nothing happens if it is stored already. Raises ``NotFound`` and what `evplan.workflow.reopen.reopen` raises.
    """
    with opened(record.url, record.version, write=False) as session:
        name = load_run(session, run).name
        if load_standing(session, name, supplier) is not None:
            return
    found = explain_run_supplier(record.url, record.version, supplier, name, seconds=seconds)
    rows = _not_won(found, ground_for(record.url, record.version, name))
    with opened(record.url, record.version) as session:
        save_standing(session, name, supplier, rows, record.now)


def run_suppliers(url: str, version: str, run: str) -> tuple[str, ...]:
    """Return the suppliers with work in a run, in order. Raises ``NotFound``, ``NoPlan`` and ``NotVerified``."""
    return tuple(sorted(ground_for(url, version, run).lines["supplier"].unique()))


def work_out_views(url: str, version: str, run: str, *, stop: Callable[[], bool]) -> None:
    """Work out what each supplier with work in a run sees of it, so that a page only reads it; ends early on ``stop``.

    Raises what `run_suppliers` raises.
    """
    for supplier in run_suppliers(url, version, run):
        if stop():
            return
        _view(url, version, run, supplier, None)


def ground_for(url: str, version: str, run: str) -> Ground:
    """Return a stored run as views are cut from it, kept for the next call."""
    if "#" not in run:
        with opened(url, version, write=False) as session:
            run = load_run(session, run).name
    with _ONE_AT_A_TIME:
        return _ground(url, version, run)


@lru_cache(maxsize=GROUNDS_KEPT)
def _ground(url: str, version: str, name: str) -> Ground:
    run, tables = show_run(url, version, name)
    if run.solution is None or run.tables is None:
        raise NoPlan(run=run.name, status=run.outcome.status)
    if not run.verified:
        raise NotVerified(run=run.name)
    scenario = run_scenario(run)
    # Today's law will do: nothing that a manager sees is a score.
    inputs = assemble(tables, scenario, read_law(), known_references(url, version, scenario))
    return ground_of(run.name, tables, inputs, run.tables)


@lru_cache(maxsize=VIEWS_KEPT)
def _view(url: str, version: str, run: str, supplier: str, member: str | None) -> SupplierView:
    return supplier_view(ground_for(url, version, run), supplier, member)


def _without_items(status: RoundStatus) -> RoundStatus:
    return RoundStatus(status.round, (), tuple(one for one in status.events if not one.offer))


def _changes(url: str, version: str, ground: Ground, supplier: str, chain: list[RoundStatus]) -> pd.DataFrame:
    """Return what changed for a supplier since the run before, with its own answers as reasons."""
    earlier = next((one for one in reversed(chain) if one.round.run != ground.run), None)
    if earlier is None:
        return no_rows(CHANGE_COLUMNS)
    before = ground_for(url, version, earlier.round.run)
    mine = [one.lines[one.lines["supplier"].eq(supplier)] for one in (before, ground)]
    changes = changed_offers(mine[0], mine[1], ground.inputs)
    asked = {one.item.offer: one for one in earlier.items if one.state in ("partial", "countered", "declined")}
    reasons = [asked[offer].answer if offer in asked else None for offer in changes["offer"]]
    return changes.assign(
        why=["others" if one is None else "yours" for one in reasons],
        reason=["" if one is None else one.reason for one in reasons],
    ).astype(CHANGE_COLUMNS)


def _not_won(found: SupplierAnswer, ground: Ground) -> list[dict[str, object]]:
    """Return the offers without work as `SupplierView.not_won`, as plain values."""
    names = ground.inputs.parts.set_index("part")["name"]
    rows: list[dict[str, object]] = []
    for standing in found.standings:
        one = standing.verdict
        if one.standing == "won":
            continue
        name = names.get(one.part)
        cut = None if one.cut is None or not np.isfinite(one.cut) else math.ceil(one.cut * 100 - 1e-9) / 100
        kinds = dict.fromkeys(str(kind) for kind, _ in one.steps)
        values = (one.offer, one.part, one.part if pd.isna(name) else str(name), float(one.price), one.currency)
        rows.append(dict(zip(NOT_WON_COLUMNS, (*values, str(one.standing), cut, ";".join(kinds)), strict=True)))
    return rows
