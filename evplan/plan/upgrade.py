"""Steps by which a supplier can do more (*naik kelas*), as a scenario sees them: when they can start, what they open.

An upgrade that is started in a period is in force from that period plus its lead time on, to the end. Only those that
can still matter are kept: in force before the horizon ends, and of use to an offer or needed by one that is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.plan.maker import UPGRADED_HOURS
from evplan.plan.period import Flags, holds_through
from evplan.quantities import Floats, money_values
from evplan.schema import Tables

Codes = npt.NDArray[np.intp]

CERTIFICATE, LOCAL_CONTENT = "certificate", "local_content"
"""Kinds of upgrade, beside those that give hours (`evplan.plan.maker.UPGRADED_HOURS`)."""


@dataclass(frozen=True)
class Upgrades:
    """The upgrades that a plan can use; rows of ``table`` are their codes.

    table
        ``upgrade`` (key), ``supplier`` (key), ``supplier_code``, ``kind``, ``cost_idr``, ``credit_idr`` (part that a
        loan can carry, at most the cost), ``lead`` (scenario periods), ``first`` and ``last`` (codes of the periods in
        which it can start), ``hours_code`` (row of ``PlanInputs.hours``; -1: adds none), ``added_hours`` (per scenario
        period), ``certificate``, ``offer_code`` (whose content it changes; -1: none), ``version`` (1, 2, ... among the
        upgrades of that offer's content; 0: none), ``share`` and ``certified`` (its content then).
    requires
        ``upgrade``, ``required`` (codes): what must be in force in the period in which it starts.
    gates
        ``offer``, ``period`` (codes), ``certificate``: what an offer lacks there unless an upgrade brings it.
    openers
        ``gate`` (row of gates), ``upgrade``: which upgrades bring it.
    """

    table: pd.DataFrame
    requires: pd.DataFrame
    gates: pd.DataFrame
    openers: pd.DataFrame

    def most_hours(self, shape: tuple[int, int]) -> Floats:
        """Return, hours_code x periods (``shape``), the hours that all upgrades together can add."""
        hours = np.zeros(shape)
        table = self.table[self.table["hours_code"].ge(0)]
        for code, first, lead, added in table[["hours_code", "first", "lead", "added_hours"]].itertuples(index=False):
            hours[code, first + lead :] += added
        return hours


@dataclass(frozen=True)
class Lacks:
    """Certificates that parts need and suppliers do not hold.

    ``asked``: a row per offer (index) and certificate that its part needs, ``supplier``, ``certificate``; ``held`` is
    rows of asked x periods; ``periods`` is the horizon.
    """

    asked: pd.DataFrame
    held: Flags
    periods: pd.DataFrame


def assemble_upgrades(
    tables: Tables, offers: pd.DataFrame, suppliers: pd.DataFrame, hours_of: pd.DataFrame, lacks: Lacks, ratio: float
) -> Upgrades:
    """Return the upgrades of a data set that a plan can use; ``ratio`` is `Calendar.data_ratio`.

    ``offers``, ``suppliers`` and ``hours_of`` are those of `PlanInputs`; ``lacks`` says which certificates are missing.
    """
    table = _timed(tables["upgrades"], lacks.periods, ratio)
    place = pd.MultiIndex.from_frame(hours_of[["supplier", "process"]])
    hours_code = place.get_indexer(pd.MultiIndex.from_frame(table[["supplier", "process"]]))
    gives_hours = table["kind"].isin(UPGRADED_HOURS) & table["added_hours"].gt(0)
    changes = table["kind"].eq(LOCAL_CONTENT)
    offer_code = pd.Index(offers["offer"]).get_indexer(table["offer"])
    table = table.assign(
        supplier_code=pd.Index(suppliers["supplier"]).get_indexer(table["supplier"]),
        hours_code=np.where(gives_hours, hours_code, -1),
        added_hours=np.where(gives_hours, table["added_hours"] * ratio, 0.0),
        offer_code=np.where(changes, offer_code, -1),
        share=table["new_local_content_share"].fillna(0.0),
        certified=table["new_content_evidence"].eq("certificate"),
    )
    gates, openers = _gates(table, lacks)
    opens = np.isin(np.arange(len(table)), openers["upgrade"])
    useful = (table["hours_code"].ge(0) | table["offer_code"].ge(0)).to_numpy() | opens
    table, openers = _only_useful(table, openers, useful)
    version = table.groupby("offer_code").cumcount() + 1
    table = table.assign(version=np.where(table["offer_code"].ge(0), version, 0))
    return Upgrades(table, _requirements(table), gates, openers)


def certificates_lacked(held: pd.DataFrame, offers: pd.DataFrame, parts: pd.DataFrame, periods: pd.DataFrame) -> Lacks:
    """Return which certificates offers need, and whether their suppliers hold them in each period by the data."""
    asked = offers[["supplier"]].assign(certificate=parts["certificates"].to_numpy()[offers["part_code"]])
    asked = asked.dropna().assign(certificate=lambda rows: rows["certificate"].str.split(";")).explode("certificate")
    each = np.zeros((len(asked), len(periods)), dtype=np.bool_)
    if len(asked):
        through = holds_through(held["valid_to"], periods)
        row = asked.merge(held.reset_index(), on=["supplier", "certificate"], how="left")["index"].to_numpy()
        known = ~np.isnan(row)
        each[known] = through[row[known].astype(np.intp)]
    return Lacks(asked, each, periods)


def can_be_certified(lacks: Lacks, upgrades: Upgrades, offers: int) -> Flags:
    """Return offers x periods: whether the supplier holds every certificate that the part needs, or can get it."""
    holds = np.ones((offers, len(lacks.periods)), dtype=np.bool_)
    np.logical_and.at(holds, lacks.asked.index.to_numpy(), lacks.held)
    holds[upgrades.gates["offer"], upgrades.gates["period"]] = True
    return holds


def _timed(upgrades: pd.DataFrame, periods: pd.DataFrame, ratio: float) -> pd.DataFrame:
    """Return the upgrades that can be in force before the horizon ends, with ``lead``, ``first`` and ``last``."""
    lead = np.ceil((upgrades["lead_time_periods"].fillna(0.0) / ratio).round(9)).to_numpy()
    code = pd.Series(np.arange(len(upgrades)), index=upgrades["upgrade"])
    asked = upgrades["requires"].str.split(";").explode().dropna()
    needed = code.reindex(asked).to_numpy(dtype=np.float64)
    first = np.zeros(len(upgrades))
    # What needs something unknown never starts.
    never = float(len(periods) + lead.sum() + 1)
    first[asked.index[np.isnan(needed)]] = never
    row, needed = asked.index.to_numpy()[~np.isnan(needed)], needed[~np.isnan(needed)].astype(np.intp)
    for _ in range(len(upgrades) + 1):
        ready = first.copy()
        np.maximum.at(ready, row, np.minimum((first + lead)[needed], never))
        if np.array_equal(ready, first):
            break
        first = ready
    last = len(periods) - 1 - lead
    kept = np.asarray(first <= last) & _acyclic(row, needed, len(upgrades))
    costs = {name: money_values(upgrades[name]).fillna(0.0) for name in ("cost_idr", "credit_idr")}
    costs["credit_idr"] = costs["credit_idr"].clip(upper=costs["cost_idr"])
    timed = upgrades.assign(**costs, lead=lead, first=first, last=last).astype(dict.fromkeys(_CODES, np.intp))
    return timed[kept].reset_index(drop=True)


_CODES = ("lead", "first", "last")


def _acyclic(row: Codes, needed: Codes, size: int) -> Flags:
    """Return which upgrades need no circle, directly or through others."""
    open_ = np.zeros(size, dtype=np.bool_)
    for _ in range(size + 1):
        blocked = np.zeros(size, dtype=np.bool_)
        np.logical_or.at(blocked, row, ~open_[needed])
        if np.array_equal(open_, ~blocked):
            break
        open_ = ~blocked
    return open_


def _gates(table: pd.DataFrame, lacks: Lacks) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the gates and openers of `Upgrades`; no gate where another certificate is out of reach."""
    brings = table.loc[table["kind"].eq(CERTIFICATE), ["supplier", "certificate", "first", "lead"]]
    brings = brings.assign(upgrade=brings.index, force=brings["first"] + brings["lead"])
    missing = lacks.asked.rename_axis("offer").reset_index().rename_axis("row").reset_index()
    pairs = missing.merge(brings[["supplier", "certificate", "upgrade", "force"]], on=["supplier", "certificate"])
    count = len(lacks.periods)
    opened = np.zeros(lacks.held.shape, dtype=np.bool_)
    late = np.arange(count)[None, :] >= pairs["force"].to_numpy()[:, None]
    np.logical_or.at(opened, pairs["row"].to_numpy(), late)
    offers = lacks.asked.index.to_numpy()
    whole = np.ones((int(offers.max(initial=-1)) + 1, count), dtype=np.bool_)
    np.logical_and.at(whole, offers, lacks.held | opened)
    row, period = np.nonzero(opened & ~lacks.held & whole[offers])
    gates = pd.DataFrame(
        {"offer": offers[row], "period": period, "certificate": lacks.asked["certificate"].to_numpy()[row], "row": row}
    )
    openers = gates.reset_index(names="gate").merge(pairs[["row", "upgrade", "force"]], on="row")
    openers = openers.loc[openers["force"].le(openers["period"]), ["gate", "upgrade"]]
    kinds = {"offer": np.intp, "period": np.intp, "certificate": "str"}
    return gates[list(kinds)].astype(kinds), openers.astype(np.intp).reset_index(drop=True)


def _only_useful(
    table: pd.DataFrame, openers: pd.DataFrame, useful: npt.NDArray[np.bool_]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the upgrades that are of use or needed by one that is, and the openers with their new codes."""
    needs = _requirements(table)
    for _ in range(len(table)):
        more = useful.copy()
        more[needs.loc[useful[needs["upgrade"]], "required"]] = True
        if np.array_equal(more, useful):
            break
        useful = more
    code = np.cumsum(useful) - 1
    return table[useful].reset_index(drop=True), openers.assign(upgrade=code[openers["upgrade"]])


def _requirements(table: pd.DataFrame) -> pd.DataFrame:
    code = pd.Series(np.arange(len(table)), index=table["upgrade"])
    asked = table["requires"].str.split(";").explode().dropna()
    pairs = pd.DataFrame({"upgrade": asked.index, "required": code.reindex(asked).to_numpy()})
    return pairs.dropna().astype(np.intp).drop_duplicates(ignore_index=True)
