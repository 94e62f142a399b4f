"""The law: its values and open questions, and what a stored run scores by every method."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evplan.errors import NoPlan, UnknownMethod, nearest
from evplan.law import Document
from evplan.plan.record import PlanTables, Run
from evplan.readers import read_law
from evplan.schema import Tables
from evplan.workflow.run import show_run


@dataclass(frozen=True)
class ScoredRun:
    """A stored run with a plan, and the data it was solved with."""

    run: Run
    plan: PlanTables
    tables: Tables


def list_law() -> pd.DataFrame:
    """Return the law files: columns ``method`` (name), ``title``, ``regulation``, ``values``, ``open_questions``."""
    rows = [
        (document.name, document.title, document.regulation, len(document.values), len(document.questions))
        for document in read_law().documents.values()
    ]
    return pd.DataFrame(rows, columns=["method", "title", "regulation", "values", "open_questions"])


def show_law(name: str) -> tuple[Document, pd.DataFrame]:
    """Return the law file ``name`` and its values, one a row; raises ``UnknownMethod``."""
    law = read_law()
    if name not in law.documents:
        known = list(law.documents)
        raise UnknownMethod(method=name, known=", ".join(known), nearest=nearest(name, known))
    values = law.values()
    return law.documents[name], values[values["method"].eq(name)].reset_index(drop=True)


def score_run(url: str, version: str, name: str) -> ScoredRun:
    """Return a stored run whose plan has scores by every method; raises ``NotFound`` and ``NoPlan``."""
    run, tables = show_run(url, version, name)
    if run.tables is None:
        raise NoPlan(run=run.name, status=run.outcome.status)
    return ScoredRun(run, run.tables, tables)
