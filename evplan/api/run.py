"""A run as Python code meets it: figures as attributes, tables as pandas tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from evplan.plan.record import PLAN_COLUMNS, Conflict, no_rows
from evplan.plan.record import Run as Record
from evplan.report import render
from evplan.report.citation import citation_bibtex, citation_text
from evplan.report.contract import run_contract
from evplan.report.finding import finding_frame
from evplan.report.language import Language
from evplan.report.plan import Names, names_of, status_block
from evplan.schema import Tables
from evplan.workflow.run import run_frames


@dataclass(frozen=True, repr=False)
class Run:
    """A stored run, read-only: `record` is all of it, ``inputs`` are the tables that it was solved with, by name.

    Tables are copies: what is done to them changes no run. Money is in rupiah, shares and scores are 0..1, periods are
    labels (``2027-01``). A run without a plan has the same tables without rows.
    """

    record: Record = field(compare=False)
    inputs: Tables = field(compare=False)

    @property
    def name(self) -> str:
        """Return ``SCENARIO#VERSION``."""
        return self.record.name

    @property
    def status(self) -> str:
        """Return ``optimal``, ``feasible`` (stopped with a plan), ``infeasible`` or ``no_solution``."""
        return self.record.outcome.status

    @property
    def verified(self) -> bool:
        """Return whether independent code worked the plan out again and found nothing wrong."""
        return self.record.verified

    @property
    def total_cost_idr(self) -> float | None:
        """Return everything that counts as cost, in rupiah, or ``None`` without a plan."""
        return self.record.total_cost_idr

    @property
    def best_bound_idr(self) -> float | None:
        """Return the cost below which no plan can be, in rupiah, as far as it was proved."""
        return self.record.outcome.best_bound_idr

    @property
    def gap(self) -> float | None:
        """Return how far the plan may be from the best one, as a part of its cost."""
        return self.record.outcome.gap

    @property
    def awards(self) -> pd.DataFrame:
        """Return who makes what (`evplan.plan.record.PlanTables`).

        Columns offer, workshop, site, vehicle, period, units, surplus, supplier, part, units_paid, price_idr,
        value_idr, freight_idr, duty_idr.
        """
        return self._plan("awards")

    @property
    def costs(self) -> pd.DataFrame:
        """Return the cost by kind: kind (purchase, freight, duty, tooling, opening, upgrade, stock, unmet), idr."""
        return self._plan("costs")

    @property
    def vehicles(self) -> pd.DataFrame:
        """Return the vehicles: vehicle, demanded, built over the horizon."""
        return self._plan("vehicles")

    @property
    def scores(self) -> pd.DataFrame:
        """Return local content: vehicle, year, method, score, minimum, passes, in_force."""
        return self._plan("scores")

    @property
    def shares(self) -> pd.DataFrame:
        """Return who gets how much of all purchases: group, measure (value, units, labour_hours), share."""
        return self._plan("shares")

    @property
    def capacity_use(self) -> pd.DataFrame:
        """Return the hours: supplier, process, period, used_hours, hours."""
        return self._plan("capacity_use")

    @property
    def members(self) -> pd.DataFrame:
        """Return the work of cooperatives' members.

        Columns offer, member, period, hours, cooperative, units, value_idr, fee_idr.
        """
        return self._plan("members")

    @property
    def investments(self) -> pd.DataFrame:
        """Return what is bought once.

        Columns kind (tooling, opening, upgrade), item, period, credit_idr, supplier, cost_idr, in_force, interest_idr.
        """
        return self._plan("investments")

    @property
    def suppliers(self) -> pd.DataFrame:
        """Return what each supplier gets, most first.

        Columns supplier, name, legal_form, size_class, region, parts (how many), value_idr (ex works), share (of all).
        """
        gets = self.awards.groupby("supplier", as_index=False).agg(
            parts=("part", "nunique"), value_idr=("value_idr", "sum")
        )
        known = self.inputs["suppliers"][["supplier", "name", "legal_form", "size_class", "region"]]
        told = gets.merge(known, on="supplier", how="left")
        told["share"] = told["value_idr"] / (told["value_idr"].sum() or 1.0)
        columns = [*known.columns, "parts", "value_idr", "share"]
        return told.sort_values(["value_idr", "supplier"], ascending=[False, True], ignore_index=True)[columns]

    @property
    def stages(self) -> pd.DataFrame:
        """Return the objectives in order: stage, objective, status, value, bound, gap, tolerance, seconds."""
        return self.record.stages.copy()

    @property
    def findings(self) -> pd.DataFrame:
        """Return what was seen, worst first.

        Columns severity, code, message, source, table, row, column, found, expected, fix.
        """
        return finding_frame(self.record.findings)

    @property
    def conflict(self) -> pd.DataFrame:
        """Return, of an infeasible run, what cannot hold together: rule, sentence, move (what would free it)."""
        rows = [vars(clash) for clash in self.record.conflict]
        return pd.DataFrame(rows, columns=list(Conflict.__dataclass_fields__))

    @cached_property
    def names(self) -> Names:
        """Return the names of suppliers and parts, and units of parts, by key (``names.parts``)."""
        return names_of(self.inputs)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables of the run by name, those of `evplan run export`."""
        return {name: frame.copy() for name, frame in run_frames(self.record).items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the object that `evplan solve --json` prints."""
        return run_contract(self.record)

    def cite(self, language: Language = "en") -> str:
        """Return how to cite evplan and this run: a sentence each, then BibTeX."""
        return f"{citation_text(self.record, language)}\n\n{citation_bibtex(self.record)}"

    def _plan(self, name: str) -> pd.DataFrame:
        if self.record.tables is None:
            return no_rows(PLAN_COLUMNS[name])
        frame: pd.DataFrame = getattr(self.record.tables, name)
        return frame.copy()

    def __repr__(self) -> str:
        """Return name, status, cost and whether it was verified."""
        money = render.money(self.total_cost_idr, "en")
        checked = "verified" if self.verified else "not verified"
        return f"<Run {self.name}: {self.status}, {money}, gap {render.percent(self.gap, 'en', 2)}, {checked}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the first lines of `evplan run show`."""
        block = status_block(self.record, "en")
        return f"<b>{escape(block.title)}</b><br>" + "<br>".join(escape(line) for line in block.lines)
